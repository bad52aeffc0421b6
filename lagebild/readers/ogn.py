"""Logs of the Open Glider Network to fixes.

- `A=` is altitude above mean sea level (APRS), `FL` pressure altitude. Course 000 with speed 000 means that neither is
  known. The digits of `!Wxy!` make positions ten times as precise.
- Lines tell the time of the day: the day comes from the time that a logger put in front of the line, else from the
  server's lines (`# … 29 Jun 2014 07:46:15 GMT`), else from `day`.
- A report that several receivers heard is one record; `ogn_receiver` is the first of them. `no_tracking` marks aircraft
  whose owner does not want to be tracked; whoever shows them to others is bound by the network's rules.
- `callsign` is the device's name; `icao24` its address where ICAO gave it. Accuracies (`gps_horizontal`,
  `gps_vertical`, metres) come without a level of confidence, and are not taken for the 95 % of lagebild's columns.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from lagebild.codecs.day_seconds import DAY, days_from_first, nearest_moment
from lagebild.codecs.flarm_types import AIRCRAFT, ICAO_ADDRESS
from lagebild.codecs.ogn import OgnLog, looks_like_ogn, parse_ogn
from lagebild.codecs.text_fields import number_of
from lagebild.errors import FileFormatError
from lagebild.messages import Message
from lagebild.readers.files import Ledger, read_bytes
from lagebild.readers.fix_checks import checked_fixes
from lagebild.readers.format import TrackFormat, TrackOptions
from lagebild.readers.table_times import read_times
from lagebild.readers.track_assembly import RawFixes
from lagebild.units import (
    METRES_PER_SECOND_PER_FOOT_PER_MINUTE,
    METRES_PER_SECOND_PER_KNOT,
    feet_to_metres,
    flight_level_to_metres,
)

__all__ = ["OGN", "frame_of", "read_ogn", "seconds_of_day"]

_LARGEST = 2_000_000_000
_DEGREES_A_SECOND = 3.0
"""OGN's `rot` counts half turns a minute."""


def read_ogn(path: Path, options: TrackOptions | None = None) -> RawFixes:
    """Read a log."""
    log = parse_ogn(read_bytes(path, largest=_LARGEST))
    ledger = Ledger(source=path.name)
    for line, text in log.bad:
        ledger.quarantined(Message("the line is no report that can be read"), line=line, text=text)
    if log.others:
        ledger.note(Message("{count} lines are reports of receivers or tell no position", count=log.others))
    frame = frame_of(log, _times(path, log, options or TrackOptions()))
    same = ["callsign", "time", "longitude", "latitude", "altitude_amsl"]
    repeated = frame.duplicated(same).to_numpy() & frame["time"].notna().to_numpy()
    if repeated.any():
        count = int(repeated.sum())
        ledger.note(Message("{count} reports repeat what another receiver heard; they count as one", count=count))
    rows = np.flatnonzero(~repeated)
    frame = frame.iloc[rows].reset_index(drop=True)
    private = int(frame["no_tracking"].sum())
    if private:
        ledger.note(
            Message("{count} reports are of aircraft that do not want to be tracked (no_tracking)", count=private)
        )

    def place(row: int) -> dict[str, Any]:
        line = int(log.lines[rows[row]])
        return {"line": line, "text": log.texts[line - 1]}

    return checked_fixes(path, OGN.name, frame, ledger, place=place, broken=len(log.bad))


def seconds_of_day(log: OgnLog) -> NDArray[np.float64]:
    """Return the seconds after midnight UTC that reports tell; NaN where these are none."""
    columns = log.columns
    clock = pc.cast(columns["clock"], pa.int64()).to_numpy(zero_copy_only=False)
    by_day = np.asarray(pc.equal(columns["zone"], "z"))
    hour, minute = (
        np.where(by_day, clock // 100 % 100, clock // 10_000),
        np.where(by_day, clock % 100, clock // 100 % 100),
    )
    second = np.where(by_day, 0, clock % 100)
    good = (hour < 24) & (minute < 60) & (second <= 60)
    return np.where(good, hour * 3600.0 + minute * 60.0 + second, np.nan)


def _times(path: Path, log: OgnLog, options: TrackOptions) -> NDArray[np.float64]:
    """Return seconds since 1970; NaN where a time is none."""
    of_day = seconds_of_day(log)
    known = _known_moments(log)
    if np.isnan(known).any() and options.day is not None:
        midnight = pd.Timestamp(options.day, tz="UTC").timestamp()
        known = np.where(np.isnan(known), midnight + DAY * days_from_first(of_day) + of_day, known)
    if len(of_day) and np.isnan(known).all():
        raise FileFormatError(
            Message("{path} ({name}) tells times without their day; say it (day=…, --day)", path=path, name=OGN.name)
        )
    moments = nearest_moment(of_day, known)
    columns = log.columns
    clock = pc.cast(columns["clock"], pa.int64()).to_numpy(zero_copy_only=False)
    by_day = np.asarray(pc.equal(columns["zone"], "z"))
    # a report by day of the month that is not the day found is older or newer than the log
    found = pd.to_datetime(pd.Series(moments), unit="s", errors="coerce").dt.day.to_numpy()
    return np.where(by_day & (found != clock // 10_000), np.nan, moments)


def _known_moments(log: OgnLog) -> NDArray[np.float64]:
    """Return for each report a moment near which it was heard; NaN where the file does not tell."""
    stamps = pd.to_datetime(log.columns["stamp"].to_pandas().astype("str"), format="ISO8601", errors="coerce", utc=True)
    known = stamps.astype("datetime64[us, UTC]").astype("int64").to_numpy() / 1e6
    known = np.where(stamps.isna(), np.nan, known)
    if log.moments:
        lines = np.fromiter(log.moments, dtype=np.int64)
        said = np.fromiter(log.moments.values(), dtype=np.float64)
        last = np.maximum(np.searchsorted(lines, log.lines, side="right") - 1, 0)
        known = np.where(np.isnan(known), said[last], known)
    return known


def frame_of(log: OgnLog, seconds: NDArray[np.float64]) -> pd.DataFrame:
    """Return the reports of a log as columns of the model, given their seconds since 1970."""
    columns = log.columns
    number = {name: number_of(values) for name, values in columns.items() if name in _NUMBERS}
    moving = (number["course"] > 0) | (number["speed"] > 0)
    flags = np.array([int(text, 16) if text else 0 for text in columns["flags"].to_pylist()], dtype=np.int64)
    address = pc.utf8_lower(columns["address"]).to_pandas().astype("str")
    receiver = pc.struct_field(pc.extract_regex(columns["path"], r"(?P<last>[^,]+)$"), "last")
    return pd.DataFrame(
        {
            "time": read_times(pd.Series(seconds)).times,
            "longitude": _degrees(columns, number, "longitude", "east", "W"),
            "latitude": _degrees(columns, number, "latitude", "north", "S"),
            "altitude_amsl": feet_to_metres(number["altitude"]),
            "altitude_pressure": flight_level_to_metres(number["flight_level"]),
            "ground_speed": np.where(moving, number["speed"] * METRES_PER_SECOND_PER_KNOT, np.nan),
            "vertical_rate": number["climb"] * METRES_PER_SECOND_PER_FOOT_PER_MINUTE,
            "track_angle": np.where(number["course"] > 0, number["course"] % 360.0, np.nan),
            "callsign": columns["station"].to_pandas().astype("str"),
            "icao24": address.where(flags & 3 == ICAO_ADDRESS),
            "address": address,
            "aircraft_kind": pd.Series(np.array(AIRCRAFT, dtype=object)[flags >> 2 & 15])
            .astype("str")
            .replace("", None),
            "no_tracking": flags & 0xC0 != 0,
            "turn_rate": number["turn"] * _DEGREES_A_SECOND,
            "gps_horizontal": number["gps_horizontal"],
            "gps_vertical": number["gps_vertical"],
            "ogn_receiver": receiver.to_pandas().astype("str"),
        }
    )


_NUMBERS = (
    *("longitude", "latitude", "longitude_digit", "latitude_digit", "altitude", "flight_level", "course", "speed"),
    *("climb", "turn", "gps_horizontal", "gps_vertical"),
)


def _degrees(columns: Any, number: Any, name: str, side: str, negative: str) -> NDArray[np.float64]:
    """Return degrees of `DDDMM.mm` and its further digit."""
    degrees = np.floor(number[name] / 100.0)
    minutes = number[name] - 100.0 * degrees + np.nan_to_num(number[f"{name}_digit"]) / 1000.0
    sign = np.where(np.asarray(pc.equal(columns[side], negative)), -1.0, 1.0)
    return np.asarray(sign * np.round(degrees + minutes / 60.0, 9))


OGN = TrackFormat(name="OGN (APRS)", matches=lambda head: looks_like_ogn(head.text), read=read_ogn)
