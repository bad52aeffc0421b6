"""What ADS-B receivers with readsb or tar1090 write: traces, snapshots, and folders of the past ("globe history").

- `alt_baro` is pressure altitude, `alt_geom` height above the ellipsoid; the word `ground` is a fact, not a height. A
  point whose flags say that its altitude is geometric gives `height_ellipsoid`.
- On the ground a trace tells the heading in place of the track; it stands in `true_heading`.
- In a trace a new leg is a new flight; snapshots tell flights apart as tables without identifiers do.
- A position is as old as `seen_pos` says. Where only an older one is known (`lastPosition`), heights and speeds of now
  are none of it and are missing. An aircraft without a position is left out: it was heard, not located.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lagebild.codecs.json_text import JsonError, compact, no_collection
from lagebild.codecs.readsb import Trace, looks_like_snapshot, looks_like_trace, parse_snapshots, parse_trace
from lagebild.errors import FileFormatError
from lagebild.messages import Message, message_of
from lagebild.readers.files import Ledger, read_bytes
from lagebild.readers.fix_checks import checked_fixes
from lagebild.readers.format import Head, TrackFormat, TrackOptions
from lagebild.readers.json_columns import column_of, numbers, texts
from lagebild.readers.parsed_file import parsed
from lagebild.readers.track_assembly import RawFixes
from lagebild.units import METRES_PER_SECOND_PER_FOOT_PER_MINUTE, METRES_PER_SECOND_PER_KNOT, feet_to_metres

__all__ = ["READSB_HISTORY", "READSB_SNAPSHOT", "READSB_TRACE", "read_history", "read_snapshot", "read_trace"]

_LARGEST = 2_000_000_000
_STALE, _NEW_LEG, _GEOMETRIC_RATE, _GEOMETRIC_ALTITUDE = 1, 2, 4, 8
_FEWEST, _MOST = 6, 14
"""Fields of a point: those that were there from the beginning, and those there are now."""

_DEEPEST, _MOST_LOOKED_AT = 6, 5_000
_ACCURACY = (np.nan, 18520.0, 7408.0, 3704.0, 1852.0, 926.0, 555.6, 185.2, 92.6, 30.0, 10.0, 3.0)
"""NACp to metres, 95 % (RTCA DO-260B, table 2-70)."""


def read_trace(path: Path, _: TrackOptions | None = None) -> RawFixes:
    """Read a trace of one aircraft."""
    ledger = Ledger(source=path.name)
    with no_collection():
        part = _of_trace(parsed(path, "readsb trace", parse_trace, largest=_LARGEST))
    return _finished(path, "readsb trace", [part], ledger)


def read_snapshot(path: Path, _: TrackOptions | None = None) -> RawFixes:
    """Read snapshots of all aircraft."""
    ledger = Ledger(source=path.name)
    snapshots, bad = parsed(path, "readsb aircraft.json", parse_snapshots, largest=_LARGEST)
    for line in bad:
        ledger.quarantined(line.reason, line=line.line, text=line.text)
    entries = [entry for one in snapshots for entry in one.aircraft]
    now = np.repeat([one.now for one in snapshots], [len(one.aircraft) for one in snapshots])
    return _finished(path, "readsb aircraft.json", [columns_of_snapshots(entries, now)], ledger, broken=len(bad))


def read_history(path: Path, _: TrackOptions | None = None) -> RawFixes:
    """Read all traces in a folder and those below it."""
    ledger = Ledger(source=path.name)
    parts, broken = [], 0
    for file in sorted(found for found in path.rglob("trace_full_*.json*") if found.is_file()):
        name = str(file.relative_to(path))
        try:
            parts.append(_of_trace(parse_trace(read_bytes(file, largest=_LARGEST)), name))
        except (JsonError, FileFormatError) as error:
            broken += 1
            reason = Message("{file} cannot be read: {reason}", file=name, reason=message_of(error))
            ledger.quarantined(reason, text=name)
    if not parts:
        raise FileFormatError(
            Message("{path} holds no trace of readsb that can be read ({broken} cannot)", path=path, broken=broken)
        )
    return _finished(path, "readsb history", parts, ledger, broken=broken)


@dataclass
class _Part:
    """The position records of one file."""

    frame: pd.DataFrame
    records: Sequence[Any]
    bad: dict[int, Message] = field(default_factory=dict)
    """Why records are none, by their number."""

    file: str = ""


def _finished(path: Path, file_format: str, parts: list[_Part], ledger: Ledger, *, broken: int = 0) -> RawFixes:
    starts = np.cumsum([0, *(len(part.frame) for part in parts)])
    frame = parts[0].frame if len(parts) == 1 else pd.concat([part.frame for part in parts], ignore_index=True)

    def place(row: int) -> dict[str, Any]:
        number = int(np.searchsorted(starts, row, side="right")) - 1
        record = row - int(starts[number])
        text = compact(parts[number].records[record])
        return {"record": record, "text": f"{parts[number].file}: {text}" if parts[number].file else text}

    wrong = {
        int(start) + number: reason
        for start, part in zip(starts, parts, strict=False)
        for number, reason in part.bad.items()
    }
    return checked_fixes(path, file_format, frame, ledger, place=place, broken=broken, known_bad=wrong)


def _of_trace(trace: Trace, file: str = "") -> _Part:
    points, bad = _whole_points(trace.points)
    columns = list(zip(*points, strict=True)) or [()] * _MOST
    flags = _flags(columns[6])
    heights = _heights(columns[3], columns[10], (flags & _GEOMETRIC_ALTITUDE) != 0)
    details = columns[8]
    ground = heights["on_ground"]
    angle = numbers(columns[5])
    moments = numbers(columns[0]) + trace.timestamp
    leg = np.cumsum((flags & _NEW_LEG) != 0)
    leg -= leg[0] - 1 if len(leg) else 0
    frame = pd.DataFrame(
        {
            "track_id": _track_ids(trace, leg),
            "time": _times(moments),
            "longitude": numbers(columns[2]),
            "latitude": numbers(columns[1]),
            "altitude_pressure": heights["altitude_pressure"],
            "height_ellipsoid": heights["height_ellipsoid"],
            "ground_speed": numbers(columns[4]) * METRES_PER_SECOND_PER_KNOT,
            "vertical_rate": numbers(columns[7]) * METRES_PER_SECOND_PER_FOOT_PER_MINUTE,
            "track_angle": np.where(ground, np.nan, angle),
            "true_heading": np.where(ground, angle, np.nan),
            "callsign": _told_last(details, "flight", leg),
            "icao24": pd.Series(trace.icao, index=range(len(points)), dtype="str"),
            "squawk": _told_last(details, "squawk", leg),
            "source": pd.Series(texts(columns[9]), dtype="str"),
            "on_ground": pd.array(ground, dtype="boolean"),
            "is_stale": (flags & _STALE) != 0,
        }
    )
    if frame["source"].isna().all():
        frame["source"] = _told_last(details, "type", np.zeros(len(points)))
    for key, name in (("r", "registration"), ("t", "aircraft_type")):
        if key in trace.about:
            frame[name] = pd.Series(trace.about[key], index=frame.index, dtype="str")
    return _Part(frame=frame, records=trace.points, bad=bad, file=file)


def _whole_points(given: Sequence[Any]) -> tuple[Sequence[Sequence[Any]], dict[int, Message]]:
    """Return points of all fields, empty ones in place of what is none, and why those are none."""
    if set(map(type, given)) == {list} and set(map(len, given)) == {_MOST}:
        return given, {}
    bad = {
        number: Message("a point of a trace is a list of {fewest} values or more", fewest=_FEWEST)
        for number, point in enumerate(given)
        if not isinstance(point, list) or len(point) < _FEWEST
    }
    empty = (None,) * _MOST
    return [empty if number in bad else (*point, *empty)[:_MOST] for number, point in enumerate(given)], bad


def _track_ids(trace: Trace, leg: NDArray[np.int64]) -> pd.Series[Any]:
    """Name flights by aircraft, the day of the trace and the leg, such as `ac671b_2025-02-04_1`."""
    try:
        day = pd.Timestamp(trace.timestamp, unit="s").strftime("%Y-%m-%d")
    except (ValueError, OverflowError):
        day = "0"
    names = [f"{trace.icao}_{day}_{number}" for number in range(1, int(leg.max(initial=1)) + 1)]
    return pd.Series(pd.Categorical.from_codes(leg - 1, categories=pd.Index(names, dtype="str"))).astype("str")


def _flags(values: Sequence[Any]) -> NDArray[np.int64]:
    read = numbers(values)
    return np.where((read >= 0) & (read < 2**31), read, 0.0).astype(np.int64)


def _heights(baro: Sequence[Any], geometric: Sequence[Any], is_geometric: NDArray[np.bool_]) -> dict[str, NDArray[Any]]:
    """Return the heights in metres, and where the word `ground` stands in place of one."""
    ground = np.fromiter((value == "ground" for value in baro), dtype=bool, count=len(baro))
    first = feet_to_metres(numbers([None if value == "ground" else value for value in baro] if ground.any() else baro))
    second = feet_to_metres(numbers(geometric))
    return {
        "altitude_pressure": np.where(is_geometric, np.nan, first),
        "height_ellipsoid": np.where(is_geometric & np.isnan(second), first, second),
        "on_ground": ground,
    }


def _told_last(details: Sequence[Any], key: str, leg: NDArray[Any]) -> pd.Series[Any]:
    """Return what was told last within the leg, else first after: receivers tell it only now and then."""
    rows = [row for row, detail in enumerate(details) if isinstance(detail, dict) and key in detail]
    told = pd.Series(texts([details[row][key] for row in rows]), dtype="str")
    known = told.notna().to_numpy()
    places, values = np.array(rows, dtype=np.int64)[known], np.flatnonzero(known)
    if not len(places):
        return pd.Series([None] * len(details), dtype="str")
    # legs count up, so what was told in one leg stands together
    before = np.searchsorted(places, np.arange(len(details)), side="right") - 1
    after = np.minimum(before + 1, len(places) - 1)
    of_leg = (before >= 0) & (leg[places[np.maximum(before, 0)]] == leg)
    chosen = np.where(of_leg, before, np.where(leg[places[after]] == leg, after, -1))
    return told.reindex(np.where(chosen >= 0, values[chosen], -1)).reset_index(drop=True)


def columns_of_snapshots(entries: Sequence[Any], now: NDArray[np.float64]) -> _Part:
    bad = {
        number: Message("an aircraft is a JSON object, not {kind}", kind=type(entry).__name__)
        for number, entry in enumerate(entries)
        if not isinstance(entry, dict)
    }

    def of(key: str) -> list[Any]:
        return column_of(entries, key)

    last = of("lastPosition")
    longitude, latitude, age = (numbers(of(key)) for key in ("lon", "lat", "seen_pos"))
    older = np.isnan(longitude) | np.isnan(latitude)
    for values, key in ((longitude, "lon"), (latitude, "lat"), (age, "age")):
        values[older] = numbers(column_of(last, key))[older]
    for number in np.flatnonzero(np.isnan(longitude) | np.isnan(latitude)):
        bad.setdefault(int(number), Message("the aircraft was heard, but not located: it has no lat and lon"))
    # a signal without `seen_pos` is as old as the snapshot
    moments = now - np.where(np.isnan(age), 0.0, age)
    heights = _heights(of("alt_baro"), of("alt_geom"), np.zeros(len(entries), dtype=bool))
    rate = numbers(of("baro_rate"))
    rate = np.where(np.isnan(rate), numbers(of("geom_rate")), rate)

    def then(values: NDArray[np.float64]) -> NDArray[np.float64]:
        """What is told now is no value of the moment of an older place."""
        return np.where(older, np.nan, values)

    hexes = texts(of("hex"))
    frame = pd.DataFrame(
        {
            "time": _times(moments),
            "longitude": longitude,
            "latitude": latitude,
            "altitude_pressure": then(heights["altitude_pressure"]),
            "height_ellipsoid": then(heights["height_ellipsoid"]),
            "ground_speed": then(numbers(of("gs")) * METRES_PER_SECOND_PER_KNOT),
            "vertical_rate": then(rate * METRES_PER_SECOND_PER_FOOT_PER_MINUTE),
            "track_angle": then(numbers(of("track"))),
            "true_heading": then(numbers(of("true_heading"))),
            "horizontal_accuracy": then(_accuracy(numbers(of("nac_p")))),
            "callsign": pd.Series(texts(of("flight")), dtype="str"),
            "icao24": pd.Series(hexes, dtype="str"),
            "squawk": pd.Series(texts(of("squawk")), dtype="str"),
            "source": pd.Series(texts(of("type")), dtype="str"),
            "on_ground": pd.array(heights["on_ground"], dtype="boolean"),
            "registration": pd.Series(texts(of("r")), dtype="str"),
            "aircraft_type": pd.Series(texts(of("t")), dtype="str"),
        }
    )
    unknown = [name for name in ("registration", "aircraft_type") if frame[name].isna().all()]
    return _Part(frame=frame.drop(columns=unknown), records=entries, bad=bad)


def _accuracy(category: NDArray[np.float64]) -> NDArray[np.float64]:
    known = (category >= 0) & (category < len(_ACCURACY))
    return np.array(_ACCURACY)[np.where(known, category, 0.0).astype(np.int64)]


def _times(seconds: NDArray[np.float64]) -> pd.Series[Any]:
    """Round to milliseconds, as exactly as the files tell; missing where out of any calendar."""
    known = (seconds > -1e9) & (seconds < 9e9)
    milliseconds = np.rint(np.where(known, seconds, 0.0) * 1e3).astype(np.int64)
    times = (milliseconds * 1_000_000).view("datetime64[ns]")
    times[~known] = np.datetime64("NaT")
    return pd.Series(times).dt.tz_localize("UTC")


def _is_history(head: Head) -> bool:
    return head.is_folder and any(
        name.startswith("trace_full_") and ".json" in name for name in _some_names(head.path, _DEEPEST)
    )


def _some_names(folder: Path, depth: int) -> Iterator[str]:
    """Yield names of files in a folder and below it, not more than can be looked at in a moment."""
    waiting, seen = [(folder, depth)], 0
    while waiting:
        at, left = waiting.pop()
        try:
            entries = sorted(os.scandir(at), key=lambda entry: entry.name)
        except OSError:
            continue
        for entry in entries:
            seen += 1
            if seen > _MOST_LOOKED_AT:
                return
            if entry.is_dir(follow_symlinks=False):
                if left and not entry.name.startswith("."):
                    waiting.append((Path(entry.path), left - 1))
            else:
                yield entry.name


def _matcher(looks_like: Callable[[str], bool]) -> Callable[[Head], bool]:
    return lambda head: looks_like(head.text)


READSB_TRACE = TrackFormat(name="readsb trace", matches=_matcher(looks_like_trace), read=read_trace)
READSB_SNAPSHOT = TrackFormat(name="readsb aircraft.json", matches=_matcher(looks_like_snapshot), read=read_snapshot)
READSB_HISTORY = TrackFormat(name="readsb history", matches=_is_history, read=read_history)
