"""NMEA logs of receivers and FLARM devices to fixes: the own flight, and the aircraft around it.

- Own: place and time of RMC (GGA where RMC tells no place), its speed and track; GGA's altitude is above mean sea
  level, with GGA's geoid also above the ellipsoid; PGRMZ is pressure altitude (FLARM's, on 1013.25 hPa).
- Others (PFLAA) are told relative to the own position of that second, whole metres north and east of it. What their
  heights are measured from is not said: own altitude and difference stand in `altitude_gnss` (metres, datum unknown)
  and in none of the typed columns. Those of which only a distance is told are counted.
- RMC tells the date; a log without it needs `day`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from pyproj import Geod

from lagebild.codecs.day_seconds import DAY, days_from_first
from lagebild.codecs.flarm_types import AIRCRAFT, ICAO_ADDRESS
from lagebild.codecs.nmea import NmeaLog, Sentences, looks_like_nmea, parse_nmea
from lagebild.errors import FileFormatError
from lagebild.messages import Message
from lagebild.model.altitude import UNKNOWN_DATUM
from lagebild.readers.files import Ledger, read_bytes
from lagebild.readers.fix_checks import checked_fixes
from lagebild.readers.format import TrackFormat, TrackOptions
from lagebild.readers.table_times import read_times
from lagebild.readers.text_columns import as_numbers
from lagebild.readers.track_assembly import RawFixes
from lagebild.units import METRES_PER_SECOND_PER_KNOT, feet_to_metres

__all__ = ["NMEA", "read_nmea"]

_LARGEST = 2_000_000_000
_EARTH = Geod(ellps="WGS84")
_LARGEST_NUMBER = 1e12
_LARGEST_TURN, _ROUND = 32_767.0, 65_536.0
"""Some devices write turns to the left as if the 16 bits had no sign."""

_NUMBERS = {
    "RMC": ("clock", "latitude", "longitude", "speed", "course", "date"),
    "GGA": ("clock", "latitude", "longitude", "altitude", "separation"),
    "PGRMZ": ("altitude",),
    "PFLAA": ("north", "east", "above", "track", "turn", "speed", "climb"),
}
"""The fields that are numbers."""


def read_nmea(path: Path, options: TrackOptions | None = None) -> RawFixes:
    """Read a log."""
    log = parse_nmea(read_bytes(path, largest=_LARGEST))
    ledger = Ledger(source=path.name)
    for line, by_sum in log.bad:
        reason = Message("the checksum is wrong") if by_sum else Message("the line is no sentence of NMEA 0183")
        ledger.quarantined(reason, line=line, text=log.texts[line - 1])
    if log.others:
        said = ", ".join(f"{count} {kind}" for kind, count in sorted(log.others.items())[:40])
        ledger.note(Message("lines of other kinds tell no position: {kinds}", kinds=said))
    unread = _unread(log, ledger)
    own = _own(path, log, options or TrackOptions())
    empty = int((own["longitude"].isna() & own["latitude"].isna()).sum())
    if empty:
        ledger.note(Message("{count} sentences tell no own position", count=empty))
    others = _others(log.sentences["PFLAA"], own, ledger)
    own = own[own["longitude"].notna() | own["latitude"].notna()]
    own = own.assign(callsign=path.stem)
    told = others.drop(columns="lost") if len(others) else others
    frame = pd.concat([own, told], ignore_index=True) if len(others) else own.reset_index(drop=True)
    lines = frame.pop("line").to_numpy(dtype=np.int64)

    def place(row: int) -> dict[str, Any]:
        return {"line": int(lines[row]), "text": log.texts[int(lines[row]) - 1]}

    reason = Message("the receiver says that its position is not valid")
    wrong = {int(row): reason for row in np.flatnonzero(frame.pop("invalid").to_numpy(dtype=bool))}
    reason = Message("no own position was told before, from which this one counts")
    wrong |= {len(own) + int(row): reason for row in np.flatnonzero(others["lost"])} if len(others) else {}
    # a sentence between belongs to the own fix before it
    before = lines[: len(own)][np.searchsorted(lines[: len(own)], unread, side="right") - 1] if len(own) else unread
    repaired = np.isin(lines, np.where(np.isin(unread, lines), unread, before))
    return checked_fixes(
        path, NMEA.name, frame, ledger, place=place, broken=len(log.bad), known_bad=wrong, repaired=repaired
    )


def _unread(log: NmeaLog, ledger: Ledger) -> NDArray[np.int64]:
    """Tell of fields that hold no number where one belongs; returns the lines of the sentences."""
    lines = []
    for kind, found in log.sentences.items():
        for name in _NUMBERS[kind]:
            missing = np.isnan(_numbers(found, name)) & np.asarray(found.columns[name].is_valid())
            for row in np.flatnonzero(missing):
                line, value = int(found.lines[row]), found.columns[name][int(row)].as_py()
                reason = Message("{name} {value!r} cannot be read; it is missing", name=name, value=value)
                ledger.repaired(reason, line=line, text=log.texts[line - 1])
                lines.append(line)
    return np.array(lines, dtype=np.int64)


def _own(path: Path, log: NmeaLog, options: TrackOptions) -> pd.DataFrame:
    """Return the own positions, one row a time that RMC or GGA tell, in the order of the file."""
    parts = [_positions(log.sentences["RMC"], "RMC"), _positions(log.sentences["GGA"], "GGA")]
    told = pd.concat(parts, ignore_index=True).sort_values("line", kind="stable")
    # sentences that follow one another and tell the same time are of one fix
    burst = (told["clock"] != told["clock"].shift()).cumsum()
    own = told.groupby(burst, sort=False).first().reset_index(drop=True)
    own["invalid"] = told["invalid"].groupby(burst, sort=False).any().to_numpy()
    own["time"] = _times(path, own, options)
    pressure = log.sentences["PGRMZ"]
    own["altitude_pressure"] = np.nan
    at = np.searchsorted(own["line"].to_numpy(), pressure.lines, side="right") - 1
    feet = np.asarray(pc.equal(pc.utf8_lower(pressure.columns["unit"]), "f").fill_null(False))
    said = np.where(feet, feet_to_metres(_numbers(pressure, "altitude")), _numbers(pressure, "altitude"))
    own.loc[at[at >= 0], "altitude_pressure"] = said[at >= 0]
    return own.drop(columns=["clock", "date"])


def _positions(found: Sentences, kind: str) -> pd.DataFrame:
    columns = found.columns
    speed = _numbers(found, "speed") * METRES_PER_SECOND_PER_KNOT if kind == "RMC" else np.nan
    altitude = _numbers(found, "altitude") if kind == "GGA" else np.full(len(found.lines), np.nan)
    geoid = _numbers(found, "separation") if kind == "GGA" else np.nan
    invalid = pc.equal(columns["status"], "V") if kind == "RMC" else pc.equal(columns["quality"], "0")
    return pd.DataFrame(
        {
            "line": found.lines,
            "clock": _numbers(found, "clock"),
            "date": _numbers(found, "date") if kind == "RMC" else np.nan,
            "longitude": _degrees(found, "longitude", "east", "W"),
            "latitude": _degrees(found, "latitude", "north", "S"),
            "altitude_amsl": altitude,
            "height_ellipsoid": altitude + geoid,
            "ground_speed": speed,
            "track_angle": _numbers(found, "course") % 360.0 if kind == "RMC" else np.nan,
            "invalid": np.asarray(invalid.fill_null(False)),
        }
    ).astype({"ground_speed": "float64", "track_angle": "float64", "date": "float64"})


def _times(path: Path, own: pd.DataFrame, options: TrackOptions) -> pd.Series[Any]:
    clock = own["clock"].to_numpy()
    whole = np.floor(np.nan_to_num(clock))
    hour, minute, second = whole // 10_000, whole // 100 % 100, np.nan_to_num(clock) % 100
    good = (hour < 24) & (minute < 60) & (second < 61) & (clock >= 0)
    of_day = np.where(good, hour * 3600.0 + minute * 60.0 + second, np.nan)
    midnight = _midnights(own["date"].to_numpy())
    if len(own) and np.isnan(midnight).all():
        if options.day is None:
            raise FileFormatError(
                Message(
                    "{path} ({name}) tells times without their day; say it (day=…, --day)", path=path, name=NMEA.name
                )
            )
        midnight[0] = pd.Timestamp(options.day, tz="UTC").timestamp()
    days = days_from_first(of_day)
    known = ~np.isnan(midnight)
    # what tells no date lies as many midnights from the last one that does
    last = np.maximum.accumulate(np.where(known, np.arange(len(own)), -1))
    last = np.where(last < 0, np.argmax(known), last) if len(own) else last
    moment = midnight[last] + DAY * (days - days[last]) + of_day
    return read_times(pd.Series(moment)).times


def _midnights(dates: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return seconds since 1970 of dates as DDMMYY; NaN where there is none. The years are those from 1980 to 2079."""
    texts = pd.Series([f"{int(date):06d}" if 0 < date < 1_000_000 else None for date in dates], dtype="str")
    year = texts.str[4:].astype("float64")
    full = (year + np.where(year < 80, 2000, 1900)).astype("Int64").astype("str") + texts.str[2:4] + texts.str[:2]
    days = pd.to_datetime(full, format="%Y%m%d", errors="coerce", utc=True).astype("datetime64[s, UTC]")
    return np.where(days.isna(), np.nan, days.astype("int64").to_numpy(dtype=np.float64))


def _others(found: Sentences, own: pd.DataFrame, ledger: Ledger) -> pd.DataFrame:
    """Return the aircraft around, one row a sentence that tells where."""
    if not len(found.lines):
        return pd.DataFrame()
    north, east = _numbers(found, "north"), _numbers(found, "east")
    somewhere = np.asarray(found.columns["east"].is_valid())
    if not somewhere.all():
        count = int(np.count_nonzero(~somewhere))
        ledger.note(
            Message("{count} sentences tell how far another aircraft is, but not in which direction", count=count)
        )
    at = np.searchsorted(own["line"].to_numpy(), found.lines, side="right") - 1
    centre = own.reindex(at).reset_index(drop=True)
    longitude, latitude = (centre[name].to_numpy(dtype=np.float64) for name in ("longitude", "latitude"))
    there = np.isfinite(longitude) & np.isfinite(latitude) & (np.abs(latitude) <= 90) & np.isfinite(north + east)
    place = np.full((2, len(there)), np.nan)
    azimuth, distance = np.degrees(np.arctan2(east, north)), np.hypot(north, east)
    place[0, there], place[1, there], _ = _EARTH.fwd(longitude[there], latitude[there], azimuth[there], distance[there])
    device = pc.utf8_upper(pc.struct_field(pc.extract_regex(found.columns["id"], r"^(?P<id>[0-9A-Fa-f]{6})"), "id"))
    name = pc.struct_field(pc.extract_regex(found.columns["id"], r"!(?P<name>[^\s!]{1,20})$"), "name")
    by_icao = _numbers(found, "id_kind") == ICAO_ADDRESS
    turn = _numbers(found, "turn")
    devices = device.to_pandas().astype("str")
    rows = pd.DataFrame(
        {
            "line": found.lines,
            "time": centre["time"],
            "longitude": place[0],
            "latitude": place[1],
            UNKNOWN_DATUM: centre["altitude_amsl"].to_numpy(dtype=np.float64) + _numbers(found, "above"),
            "ground_speed": _numbers(found, "speed"),
            "vertical_rate": _numbers(found, "climb"),
            "track_angle": _numbers(found, "track") % 360.0,
            "turn_rate": np.where(turn > _LARGEST_TURN, turn - _ROUND, turn),
            # what ICAO gave an address may say its name in another sentence
            "callsign": name.to_pandas().astype("str").fillna(("FLR" + devices).where(~by_icao)),
            "icao24": devices.str.lower().where(by_icao),
            "aircraft_kind": _kinds(found.columns["kind"]),
            "relative_vertical": _numbers(found, "above"),
            "invalid": centre["invalid"].astype("boolean").fillna(False).to_numpy(dtype=bool),
            "lost": at < 0,
        }
    )
    return rows[somewhere]


def _kinds(codes: pa.Array) -> pd.Series[Any]:
    names = [
        AIRCRAFT[int(code, 16)] if code and len(code) == 1 and code in _DIGITS else "" for code in codes.to_pylist()
    ]
    return pd.Series(names, dtype="str").replace("", None)


_DIGITS = "0123456789ABCDEFabcdef"


def _numbers(found: Sentences, name: str) -> NDArray[np.float64]:
    values = as_numbers(found.columns[name].to_pandas().astype("str"))
    return np.asarray(np.where(np.abs(values) < _LARGEST_NUMBER, values, np.nan))


def _degrees(found: Sentences, name: str, side: str, negative: str) -> NDArray[np.float64]:
    """Return degrees of `DDDMM.mmmm` and its side."""
    number = _numbers(found, name)
    degrees = np.floor(number / 100.0)
    minutes = number - 100.0 * degrees
    sides = found.columns[side]
    sign = np.where(np.asarray(pc.equal(sides, negative).fill_null(False)), -1.0, 1.0)
    known = (minutes < 60.0) & (number >= 0) & np.asarray(sides.is_valid())
    return np.asarray(np.where(known, sign * np.round(degrees + minutes / 60.0, 9), np.nan))


NMEA = TrackFormat(name="NMEA (FLARM)", matches=lambda head: looks_like_nmea(head.text), read=read_nmea)
