"""PX4 ULog files to one flight: the positions of its GNSS receiver.

`alt` is above mean sea level, `alt_ellipsoid` above the ellipsoid. Pressure altitude comes from the barometer's
pressure. Times are UTC as the receiver told; where it told none, the file needs the option `day`, and its times count
from the start of the autopilot at midnight of that day.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lagebild.codecs.ulog import looks_like_ulog, parse_ulog
from lagebild.errors import FileFormatError
from lagebild.messages import Message
from lagebild.readers.autopilot_fixes import pressure_altitudes
from lagebild.readers.files import Ledger, read_bytes
from lagebild.readers.fix_checks import checked_fixes
from lagebild.readers.format import TrackFormat, TrackOptions
from lagebild.readers.track_assembly import RawFixes

__all__ = ["ULOG", "read_ulog"]

_LARGEST = 4_000_000_000
_HAS_PLACE = 2
_POSITIONS = ("vehicle_gps_position", "sensor_gps")
_BAROMETERS = {"vehicle_air_data": "baro_pressure_pa", "sensor_baro": "pressure"}
_SINCE_BOOT = 1e12
"""Microseconds since 1970 that are smaller (1970-01-12) are none."""

_Columns = Mapping[str, NDArray[Any]]


def read_ulog(path: Path, options: TrackOptions | None = None) -> RawFixes:
    """Read a log."""
    ledger = Ledger(source=path.name)
    topics = _topics(path, ledger)
    found = next((topics[name] for name in _POSITIONS if name in topics), None)
    if found is None:
        raise FileFormatError(
            Message("{path} (PX4 ULog) holds no positions ({names})", path=path, names=" or ".join(_POSITIONS))
        )
    frame = _frame(found, _pressures(found, topics))
    frame["time"] = _times(path, found, options or TrackOptions(), ledger)
    frame["track_id"] = path.stem
    fix_type = found.get("fix_type", np.full(len(frame), _HAS_PLACE + 1))

    def place(row: int) -> dict[str, Any]:
        return {"record": row, "text": ", ".join(f"{name}={values[row]}" for name, values in found.items())}

    without = {
        int(row): Message("the receiver had no fix (status {status})", status=int(fix_type[row]))
        for row in np.flatnonzero(fix_type < _HAS_PLACE)
    }
    return checked_fixes(path, "PX4 ULog", frame, ledger, place=place, known_bad=without, one_flight=True)


def _topics(path: Path, ledger: Ledger) -> dict[str, _Columns]:
    """Return the columns of the topics that are of use, of their first instance."""
    file = parse_ulog(read_bytes(path, largest=_LARGEST), (*_POSITIONS, *_BAROMETERS))
    if file.lost:
        ledger.note(Message("{count} bytes of the log are damaged", count=file.lost))
    topics: dict[str, _Columns] = {}
    for topic in sorted(file.topics, key=lambda one: one.instance):
        if "timestamp" in topic.columns and len(topic.offsets):
            topics.setdefault(topic.name, topic.columns)
    return topics


def _numbers(columns: _Columns, *names: str, scale: float = 1.0) -> NDArray[np.float64]:
    """Return the first of the named columns, scaled where it holds whole numbers; NaN where there is none."""
    for name in names:
        if name in columns:
            values = columns[name]
            scaled = values * scale if values.dtype.kind in "iu" else values.astype(np.float64)
            return np.where(np.isfinite(scaled), scaled, np.nan)
    return np.full(len(columns["timestamp"]), np.nan)


def _frame(columns: _Columns, pressure: NDArray[np.float64]) -> pd.DataFrame:
    angle = np.degrees(_numbers(columns, "cog_rad")) % 360.0
    frame = pd.DataFrame(
        {
            "longitude": np.round(_numbers(columns, "longitude_deg", "lon", scale=1e-7), 9),
            "latitude": np.round(_numbers(columns, "latitude_deg", "lat", scale=1e-7), 9),
            "altitude_amsl": _numbers(columns, "altitude_msl_m", "alt", scale=1e-3),
            "altitude_pressure": pressure,
            "height_ellipsoid": _numbers(columns, "altitude_ellipsoid_m", "alt_ellipsoid", scale=1e-3),
            "ground_speed": _numbers(columns, "vel_m_s"),
            # counts downwards
            "vertical_rate": -_numbers(columns, "vel_d_m_s"),
            "track_angle": angle,
        }
    )
    for name in ("fix_type", "satellites_used", "eph", "epv"):
        if name in columns:
            frame[name] = _numbers(columns, name)
    return frame


def _pressures(columns: _Columns, topics: Mapping[str, _Columns]) -> NDArray[np.float64]:
    at = columns["timestamp"] / 1e6
    for topic, name in _BAROMETERS.items():
        found = topics.get(topic, {})
        if name in found:
            return pressure_altitudes(at, found["timestamp"] / 1e6, found[name])
    return np.full(len(at), np.nan)


def _times(path: Path, columns: _Columns, options: TrackOptions, ledger: Ledger) -> pd.Series[Any]:
    utc = columns.get("time_utc_usec", np.zeros(len(columns["timestamp"]))).astype(np.float64)
    known = (utc > _SINCE_BOOT) & (utc < 7.2e15)
    boot = columns["timestamp"].astype(np.float64)
    if known.any():
        # the receiver learns the time some seconds after the start; the autopilot's own clock tells what was before
        shift = float(np.median(utc[known] - boot[known]))
        microseconds = np.where(known, utc, boot + shift)
        if not known.all():
            count = int(np.count_nonzero(~known))
            ledger.note(Message("{count} fixes have no UTC time; the autopilot's clock tells theirs", count=count))
    elif options.day is not None:
        microseconds = boot + pd.Timestamp(options.day).value / 1e3
        ledger.note(Message("the file tells no UTC; its times count from midnight of {day}", day=str(options.day)))
    else:
        raise FileFormatError(Message("{path} (PX4 ULog) tells no UTC time; say its day (day=…, --day)", path=path))
    good = (microseconds > 0) & (microseconds < 7.2e15)
    times = (np.where(good, microseconds, 0.0).astype(np.int64) * 1000).view("datetime64[ns]")
    times[~good] = np.datetime64("NaT")
    return pd.Series(times).dt.tz_localize("UTC")


ULOG = TrackFormat(name="PX4 ULog", matches=lambda head: looks_like_ulog(head.data), read=read_ulog)
