"""ASTERIX surveillance data to fixes: raw data blocks, or captured UDP traffic (pcap, pcapng).

Position records are those of CAT048 (radar), CAT021 (ADS-B) and CAT062 (system tracks). Decisions the format leaves
open:

- The day: records tell the time of the day only. In captured traffic each record is of that day on which its time is
  nearest to its packet's; else option `day` is that of the first record, and jumps of more than 12 hours are midnight.
- CAT048 is polar. The radar's site is what the radar itself sends (I034/120), else option `site`, which serves one
  radar: with several unplaced radars, their records are left out. The slant range is corrected by the flight level
  (taken for the height above the ellipsoid) or the measured height; where both are missing, the place is that of the
  tracker (I048/042), and without it the slant range is taken as it is: up to some km too far near the radar.
- A flight is a track number of one source (SAC, SIC), anew after a pause of 10 minutes and for another Mode S address,
  for numbers are used again; records without a number are told apart by the address.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lagebild.codecs.asterix import BadBlock, Items, Specification, blocks, looks_like_asterix
from lagebild.codecs.pcap import looks_like_pcap, parse_pcap
from lagebild.errors import FileFormatError
from lagebild.messages import Message
from lagebild.readers.asterix_items import TARGET_CATEGORIES, columns_of, site_of
from lagebild.readers.asterix_places import flight_names, placed
from lagebild.readers.files import Ledger, read_bytes
from lagebild.readers.fix_checks import checked_fixes
from lagebild.readers.format import Head, Site, TrackFormat, TrackOptions
from lagebild.readers.track_assembly import RawFixes

__all__ = ["ASTERIX", "ASTERIX_PCAP", "read_asterix"]

_LARGEST = 1_000_000_000
_RADAR_SERVICE = 34
_READ = TARGET_CATEGORIES | {_RADAR_SERVICE}
_BATCH = 50_000
_DAY = 86_400.0
_LONGEST_DAY = 86_401.0
"""Of a day with a leap second."""

_MOST_BAD = 100_000
_SHOWN = 10_000
"""Octets of a record that a report shows; what cannot be cut into records may be a whole file."""

_NEEDED = ("track_id", "time", "longitude", "latitude")
_INTERNAL = ("sac", "sic", "slant_range", "azimuth", "radar_x", "radar_y", "time_of_day", "address")


class _Span(NamedTuple):
    """A datagram, or a whole file of data blocks: bytes `start` to `end`; `time` as in `Datagram`."""

    time: int
    start: int
    end: int


@dataclass
class _Found:
    """What has been read so far; records are counted from 1 in the order of the file."""

    data: bytes
    ledger: Ledger
    records: int = 0
    broken: int = 0
    waiting: dict[int, list[Items]] = field(default_factory=dict)
    places: dict[int, list[tuple[int, int, int, int]]] = field(default_factory=dict)
    frames: list[pd.DataFrame] = field(default_factory=list)
    sites: dict[tuple[int, int], Site] = field(default_factory=dict)
    skipped: Counter[int] = field(default_factory=Counter)

    def take(self, category: int, items: Items, start: int, end: int, time: int) -> None:
        self.records += 1
        batch = self.waiting.setdefault(category, [])
        batch.append(items)
        self.places.setdefault(category, []).append((self.records, start, end, time))
        if len(batch) >= _BATCH:
            self.flush(category)

    def flush(self, category: int) -> None:
        frame = columns_of(category, self.waiting.pop(category))
        numbers = np.array(self.places.pop(category), dtype=np.int64).reshape(-1, 4)
        self.frames.append(frame.assign(**{f"_{n}": numbers[:, k] for k, n in enumerate(_PLACE)}))

    def leave_out(self, reason: Message, start: int, end: int) -> None:
        self.records += 1
        self.broken += 1
        self.ledger.quarantined(reason, record=self.records, text=self.data[start : min(end, start + _SHOWN)].hex())

    def site(self, items: Items) -> None:
        told, source = site_of(items), items.get("010")
        if told is None or not isinstance(source, bytes) or len(source) != 2:
            return
        longitude, latitude, height = told
        if abs(latitude) <= 90.0 and abs(longitude) <= 180.0:
            site = Site(longitude=longitude, latitude=latitude, height_ellipsoid=height)
            self.sites.setdefault((source[0], source[1]), site)


_PLACE = ("record", "start", "end", "packet")


def read_asterix(path: Path, options: TrackOptions | None = None) -> RawFixes:
    """Read ASTERIX data blocks or captured ones; see the module and `lagebild.read_tracks`.

    Raises
    ------
    FileFormatError
        If it holds no target reports, or the options `site` or `day` are needed and missing.
    MissingPackageError
        If `libasterix` is not installed.
    """
    given = options or TrackOptions()
    data = read_bytes(path, largest=_LARGEST)
    ledger = Ledger(source=path.name)
    captured = looks_like_pcap(data)
    name = "ASTERIX in captured packets" if captured else "ASTERIX"
    found = _Found(data=data, ledger=ledger)
    for span in _captured(data, ledger) if captured else [_Span(-1, 0, len(data))]:
        _read_span(found, span, captured=captured)
    for category in list(found.waiting):
        found.flush(category)
    for category, count in sorted(found.skipped.items()):
        ledger.note(Message("{count} data blocks of category {category} were not read", count=count, category=category))
    if not found.records:
        raise FileFormatError(
            Message("{path} ({name}) holds no target reports of category 21, 48 or 62", path=path, name=name)
        )
    if not found.frames:
        raise FileFormatError(
            Message("{path} ({name}): {reason}", path=path, name=name, reason=ledger.issues[0].reason)
        )
    frame = pd.concat(found.frames, ignore_index=True).sort_values("_record", ignore_index=True)
    return _fixes(path, name, frame, found, given)


def _captured(data: bytes, ledger: Ledger) -> Iterator[_Span]:
    capture = parse_pcap(data)
    if capture.damage is not None:
        ledger.note(capture.damage)
    for reason, count in sorted(capture.left_out.items()):
        ledger.note(_LEFT_OUT[reason](count))
    for datagram in capture.datagrams:
        yield _Span(datagram.time, datagram.start, datagram.end)


_LEFT_OUT = {
    "cut": lambda count: Message("{count} packets were captured in part only and were not read", count=count),
    "fragment": lambda count: Message("{count} packets are fragments of datagrams and were not read", count=count),
    "no IP": lambda count: Message("{count} packets hold no internet protocol", count=count),
    "no UDP": lambda count: Message("{count} packets hold no UDP datagrams", count=count),
}


def _read_span(found: _Found, span: _Span, *, captured: bool) -> None:
    reached = span.start
    for category, start, end in blocks(found.data, span.start, span.end):
        reached = end
        if category not in _READ:
            found.skipped[category] += 1
            continue
        for record in Specification.of(category).records(found.data, start, end):
            if isinstance(record, BadBlock):
                if category in TARGET_CATEGORIES:
                    found.leave_out(record.reason, record.start, record.end)
                else:
                    found.ledger.note(
                        Message(
                            "a data block of category {category} was not read: {reason}",
                            category=category,
                            reason=record.reason,
                        )
                    )
            elif category in TARGET_CATEGORIES:
                found.take(category, record.items, record.start, record.end, span.time)
            else:
                found.site(record.items)
        if found.broken > _MOST_BAD:
            raise FileFormatError(
                Message(
                    "{source}: more than {most} data blocks cannot be read", source=found.ledger.source, most=_MOST_BAD
                )
            )
    if reached < span.end and (reached > span.start or not captured or found.data[span.start] in TARGET_CATEGORIES):
        # what follows cannot be cut into data blocks any more
        found.leave_out(
            Message("at byte {at} no whole data block follows; the rest was not read", at=reached), reached, span.end
        )


def _fixes(path: Path, name: str, frame: pd.DataFrame, found: _Found, options: TrackOptions) -> RawFixes:
    ledger = found.ledger
    frame = frame.assign(time=_times(path, name, frame, options, ledger))
    frame, reasons = placed(frame, found.sites, options.site, path=path, name=name, ledger=ledger)
    for row in np.flatnonzero(frame["sac"].isna().to_numpy()):
        reasons[int(row)] = Message("the record does not tell its source (item 010)")
    late = (frame["time_of_day"] >= _LONGEST_DAY).to_numpy()
    for row in np.flatnonzero(late):
        reasons[int(row)] = Message("{value:.3f} s is no time of the day", value=float(frame["time_of_day"].iloc[row]))
    starts, ends = frame["_start"].to_numpy(), frame["_end"].to_numpy()
    numbers = frame["_record"].to_numpy()

    def where(row: int) -> dict[str, Any]:
        return {"record": int(numbers[row]), "text": found.data[starts[row] : ends[row]].hex()}

    for wrong in sorted(reasons):
        ledger.quarantined(reasons[wrong], **where(wrong))
    good = np.setdiff1d(np.arange(len(frame)), np.fromiter(reasons, dtype=np.int64, count=len(reasons)))
    kept = frame.iloc[good].reset_index(drop=True)
    kept = kept.assign(
        track_id=flight_names(kept),
        source=[f"{sac:.0f}/{sic:.0f}" for sac, sic in zip(kept["sac"], kept["sic"], strict=True)],
    )
    _note_simulated(kept, ledger)
    dropped = [column for column in map(str, kept) if column.startswith("_") or column in _INTERNAL]
    dropped += [column for column in map(str, kept) if column not in _NEEDED and kept[column].isna().all()]
    return checked_fixes(
        path,
        name,
        kept.drop(columns=list(set(dropped))),
        ledger,
        place=lambda row: where(int(good[row])),
        broken=found.broken + len(reasons),
    )


def _note_simulated(frame: pd.DataFrame, ledger: Ledger) -> None:
    count = int(frame["simulated"].sum())
    if count:
        ledger.note(Message("{count} fixes are simulated, as their records say", count=count))


def _times(path: Path, name: str, frame: pd.DataFrame, options: TrackOptions, ledger: Ledger) -> pd.Series[Any]:
    second = frame["time_of_day"].to_numpy(dtype=np.float64)
    packet = frame["_packet"].to_numpy() / 1e9
    if options.day is not None:
        first = (pd.Timestamp(options.day) - pd.Timestamp(1970, 1, 1)).days
        days = first + _days_since_the_first(second)
    elif (packet >= 0).all() and len(packet):
        days = np.round((packet - second) / _DAY)
        _note_clocks(np.abs(packet - second - days * _DAY), ledger)
    else:
        raise FileFormatError(
            Message(
                "{path} ({name}) tells the time of the day only: name the UTC day of its first record with the "
                "option day",
                path=path,
                name=name,
            )
        )
    known = np.isfinite(second)
    nanos = np.where(known, days, 0.0).astype(np.int64) * 86_400_000_000_000
    nanos += np.round(np.where(known, second, 0.0) * 1e9).astype(np.int64)
    return pd.Series(pd.to_datetime(nanos, utc=True)).where(known)


def _days_since_the_first(second: NDArray[np.float64]) -> NDArray[np.float64]:
    days = np.zeros(len(second))
    known = np.flatnonzero(np.isfinite(second))
    step = np.diff(second[known], prepend=second[known[:1]])
    days[known] = np.cumsum((step < -_DAY / 2).astype(np.float64) - (step > _DAY / 2))
    return days


def _note_clocks(difference: NDArray[np.float64], ledger: Ledger) -> None:
    largest = float(np.nanmax(difference, initial=0.0))
    if largest > 600.0:
        ledger.note(
            Message(
                "the records' times differ from their packets' by up to {seconds:.0f} s; "
                "where that is wrong, name the day",
                seconds=largest,
            )
        )


def _is_asterix(head: Head) -> bool:
    return not head.is_text and looks_like_asterix(head.data, _READ)


ASTERIX = TrackFormat(name="ASTERIX", matches=_is_asterix, read=read_asterix)
ASTERIX_PCAP = TrackFormat(
    name="ASTERIX in captured packets", matches=lambda head: looks_like_pcap(head.data), read=read_asterix
)
