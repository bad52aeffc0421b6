"""Raw Mode S messages (Beast, AVR, timed texts) to fixes, decoded by the optional package rs1090.

- Only ADS-B (downlink formats 17 and 18) tells places. They come from pairs of messages; with the receiver's `site`
  from single ones too, which then has to lie within 180 NM. Messages with a wrong checksum are left out.
- `altitude` is pressure altitude; with the difference that velocity messages tell, height above the ellipsoid as well.
- Beast and AVR with ticks need the `day`: their times count from its midnight on with the first message, for nobody
  knows when the receiver's clock began; differences of times are right. Receivers that tell the time of the day by GPS
  need the day only. AVR without ticks has no times at all and is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from lagebild.codecs.modes_frames import (
    RawMessages,
    looks_like_beast,
    looks_like_modes_text,
    parse_beast,
    parse_modes_text,
)
from lagebild.codecs.optional import needs
from lagebild.errors import FileFormatError
from lagebild.messages import Message
from lagebild.readers.files import Ledger, read_bytes
from lagebild.readers.fix_checks import checked_fixes
from lagebild.readers.format import TrackFormat, TrackOptions
from lagebild.readers.json_columns import column_of, numbers, texts
from lagebild.readers.told_before import told_before
from lagebild.readers.track_assembly import RawFixes
from lagebild.units import METRES_PER_SECOND_PER_FOOT_PER_MINUTE, METRES_PER_SECOND_PER_KNOT, feet_to_metres

__all__ = ["BEAST", "MODES_TEXT", "read_beast", "read_modes_text"]

_LARGEST = 2_000_000_000
_LONG = 28
_ADSB = (17, 18)
_BATCH = 100_000
_SOON, _LATER = pd.Timedelta("10s"), pd.Timedelta("10min")
_AIRBORNE, _SURFACE = "05", "06"
_PLACE = ("latitude", "longitude")
_NUMBERS = ("latitude", "longitude", "altitude", "groundspeed", "track", "vertical_rate", "geo_minus_baro", "NACp")
_TEXTS = ("callsign", "squawk", "source")
_READ = ("timestamp", "icao24", "bds", *_NUMBERS, *_TEXTS)
"""What is read of a decoded message; the rest would take most of the memory."""


def read_beast(path: Path, options: TrackOptions | None = None) -> RawFixes:
    """Read a recording of Beast frames."""
    raw = parse_beast(read_bytes(path, largest=_LARGEST))
    return _read(path, "Beast", raw, options or TrackOptions(), "record")


def read_modes_text(path: Path, options: TrackOptions | None = None) -> RawFixes:
    """Read a text of messages."""
    raw = parse_modes_text(read_bytes(path, largest=_LARGEST))
    return _read(path, "AVR" if raw.clock != "epoch" else "Mode S", raw, options or TrackOptions(), "line")


def _read(path: Path, file_format: str, raw: RawMessages, options: TrackOptions, numbered: str) -> RawFixes:
    ledger = Ledger(source=path.name)
    start = _start(path, file_format, raw, options, ledger)
    timed = ~np.isnan(np.array(raw.seconds, dtype=np.float64))
    chosen = [row for row, message in enumerate(raw.messages) if timed[row] and _is_adsb(message)]
    site = options.site
    decoded = _decoded(
        [raw.messages[row] for row in chosen],
        [raw.seconds[row] for row in chosen],
        None if site is None else (site.latitude, site.longitude),
    )
    told, where = [], []
    for row, message in zip(chosen, decoded, strict=True):
        if message is not None:
            told.append(message)
            where.append(row)
    wrong = len(chosen) - len(told)
    if wrong:
        ledger.note(Message("{count} messages have a wrong checksum; they were left out", count=wrong))
    timeless = sum(1 for row, message in enumerate(raw.messages) if not timed[row] and _is_adsb(message))
    if timeless:
        ledger.note(Message("{count} messages have no time; they were left out", count=timeless))
    rest = len(raw.messages) - len(chosen) - timeless + raw.others
    if rest:
        ledger.note(Message("{count} messages are no ADS-B and tell no place", count=rest))
    for place_of, text in raw.bad:
        ledger.quarantined(Message("it is no message of Mode S"), text=text, **{numbered: place_of})
    messages = _messages(told, start)
    frame, rows = _positions(messages, ledger)

    def place(row: int) -> dict[str, Any]:
        at = where[int(rows[row])]
        return {numbered: raw.places[at], "text": raw.messages[at]}

    return checked_fixes(path, file_format, frame, ledger, place=place, broken=len(raw.bad))


def _is_adsb(message: str) -> bool:
    return len(message) == _LONG and int(message[:2], 16) >> 3 in _ADSB


def _start(path: Path, file_format: str, raw: RawMessages, options: TrackOptions, ledger: Ledger) -> float:
    """Return the seconds since 1970 from which the times of the messages count."""
    if raw.clock == "epoch":
        return 0.0
    if raw.clock == "none" and raw.messages:
        raise FileFormatError(
            Message(
                "{path} (AVR) has messages without times, so no flight can be told from it; record it with times "
                "(Beast)",
                path=path,
            )
        )
    if options.day is None:
        raise FileFormatError(
            Message(
                "{path} ({file_format}) tells times without their day; say it (day=…, --day)",
                path=path,
                file_format=file_format,
            )
        )
    if raw.clock == "ticks":
        ledger.note(
            Message(
                "the receiver's clock has no known start; its times count from midnight of {day}", day=str(options.day)
            )
        )
    return pd.Timestamp(options.day, tz="UTC").timestamp()


def _decoded(
    messages: Sequence[str], seconds: Sequence[float], reference: tuple[float, float] | None
) -> list[dict[str, Any] | None]:
    """Decode messages; None in place of one with a wrong checksum."""
    if not messages:
        return []
    module = needs("rs1090", "modes", purpose="raw Mode S messages")
    found: dict[tuple[str, float], dict[str, Any]] = {}
    for begin in range(0, len(messages), _BATCH):
        # one call after the other would lose pairs that lie on either side
        first = max(0, begin - 1_000)
        part = module.decode(
            list(messages[first : begin + _BATCH]), list(seconds[first : begin + _BATCH]), reference=reference
        )
        for message in part:
            key = (str(message.get("frame", "")).lower(), float(message.get("timestamp", 0.0)))
            if key not in found or "latitude" in message:
                found[key] = {name: message[name] for name in _READ if name in message}
    decoded = [found.get((text.lower(), float(at))) for text, at in zip(messages, seconds, strict=True)]
    if reference is not None:
        for number, message in enumerate(decoded):
            if message is not None and message.get("bds") == _AIRBORNE and "latitude" not in message:
                near = module.decode(messages[number], reference=reference)
                decoded[number] = {**message, **{name: near[name] for name in _PLACE if name in near}}
    return decoded


def _messages(told: Sequence[dict[str, Any]], start: float) -> pd.DataFrame:
    seconds = numbers(column_of(told, "timestamp")) + start
    known = (seconds > -1e9) & (seconds < 7e9)
    nanos = (np.rint(np.where(known, seconds, 0.0) * 1e6).astype(np.int64) * 1000).view("datetime64[ns]")
    nanos[~known] = np.datetime64("NaT")
    frame = pd.DataFrame(
        {
            "time": pd.Series(nanos).dt.tz_localize("UTC"),
            "icao24": pd.Series(texts(column_of(told, "icao24")), dtype="str"),
            "bds": pd.Series(texts(column_of(told, "bds")), dtype="str"),
        }
    )
    for name in _NUMBERS:
        frame[name] = numbers(column_of(told, name))
    for name in _TEXTS:
        frame[name] = pd.Series(texts(column_of(told, name)), dtype="str")
    return frame


def _positions(messages: pd.DataFrame, ledger: Ledger) -> tuple[pd.DataFrame, np.ndarray[Any, Any]]:
    is_position = messages["bds"].isin([_AIRBORNE, _SURFACE]).to_numpy()
    has_place = messages["latitude"].notna().to_numpy() & messages["longitude"].notna().to_numpy()
    without = int(np.count_nonzero(is_position & ~has_place))
    if without:
        ledger.note(Message("{count} position messages tell no place", count=without))
    rows = np.flatnonzero(is_position & has_place)
    found = messages.iloc[rows].reset_index(drop=True)
    for names, age in (
        (("groundspeed", "track", "vertical_rate", "geo_minus_baro"), _SOON),
        (("callsign", "squawk"), _LATER),
    ):
        for name in names:
            found[name] = found[name].where(found[name].notna(), told_before(found, messages, name, age))
    # types 20 to 22 tell the height above the ellipsoid in place of pressure altitude
    geometric = (found["source"].str.lower() == "gnss").to_numpy()
    altitude = feet_to_metres(found["altitude"].to_numpy())
    other = altitude + feet_to_metres(found["geo_minus_baro"].to_numpy())
    frame = pd.DataFrame(
        {
            "time": found["time"],
            "longitude": found["longitude"],
            "latitude": found["latitude"],
            "altitude_pressure": np.where(geometric, np.nan, altitude),
            "height_ellipsoid": np.where(geometric, altitude, np.round(other, 4)),
            "ground_speed": found["groundspeed"] * METRES_PER_SECOND_PER_KNOT,
            "vertical_rate": found["vertical_rate"] * METRES_PER_SECOND_PER_FOOT_PER_MINUTE,
            "track_angle": found["track"],
            "callsign": found["callsign"],
            "icao24": found["icao24"],
            "squawk": found["squawk"],
            "on_ground": (found["bds"] == _SURFACE).astype("boolean"),
            "source": "adsb",
        }
    )
    return frame, rows


BEAST = TrackFormat(name="Beast", matches=lambda head: looks_like_beast(head.data), read=read_beast)
MODES_TEXT = TrackFormat(
    name="Mode S text", matches=lambda head: looks_like_modes_text(head.text), read=read_modes_text
)
