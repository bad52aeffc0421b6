"""MAVLink telemetry logs to flights: one a vehicle, and the other aircraft that it heard by ADS-B.

- `GLOBAL_POSITION_INT` gives the places (the autopilot's estimate), `alt` above mean sea level; where there is none,
  `GPS_RAW_INT` with a fix. Height above the ellipsoid is that of `GPS_RAW_INT` within a second, where it tells one.
- Pressure altitude comes from `SCALED_PRESSURE`.
- Of other aircraft the altitude is pressure altitude or height above the ellipsoid, as the message says.
- The time is that of the ground station, which wrote the log.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lagebild.codecs.mavlink import Messages, TelemetryLog, looks_like_tlog, parse_tlog
from lagebild.messages import Message
from lagebild.readers.autopilot_fixes import pressure_altitudes
from lagebild.readers.files import Ledger, read_bytes
from lagebild.readers.fix_checks import checked_fixes
from lagebild.readers.format import TrackFormat, TrackOptions
from lagebild.readers.track_assembly import RawFixes

__all__ = ["MAVLINK", "read_mavlink"]

_LARGEST = 4_000_000_000
_HAS_PLACE = 2
_SECOND = 1_000_000
_UNKNOWN_ANGLE = 65_535
_DEGREE = 1e-7
_VALID_PLACE, _VALID_ALTITUDE, _VALID_HEADING, _VALID_VELOCITY, _VALID_CALLSIGN, _VALID_SQUAWK = 1, 2, 4, 8, 16, 32
_PRESSURE_ALTITUDE = 0
_PROBLEMS = (
    Message("the autopilot knew no place (0 N 0 E)"),
    Message("the receiver had no fix"),
    Message("the message says that its place is not valid"),
)
_FINE = -1
"""In place of the number of a problem."""


def read_mavlink(path: Path, _: TrackOptions | None = None) -> RawFixes:
    """Read a log."""
    log = parse_tlog(read_bytes(path, largest=_LARGEST))
    ledger = Ledger(source=path.name)
    if log.lost:
        ledger.note(Message("{count} bytes of the log belong to no whole frame", count=log.lost))
    ledger.note(Message("the times are those of the ground station that wrote the log"))
    parts = [part for part in (*_own(path, log, ledger), _heard(log)) if len(part)]
    frame = pd.concat(parts, ignore_index=True) if parts else _empty()
    offsets = frame.pop("offset").to_numpy(dtype=np.int64)

    def place(row: int) -> dict[str, Any]:
        values = ", ".join(f"{name}={value}" for name, value in frame.iloc[row].dropna().items())
        return {"record": row, "text": f"byte {int(offsets[row])}: {values}"}

    problems = frame.pop("problem").to_numpy(dtype=np.int64)
    wrong = {int(row): _PROBLEMS[problems[row]] for row in np.flatnonzero(problems != _FINE)}
    return checked_fixes(
        path,
        "MAVLink",
        frame,
        ledger,
        place=place,
        known_bad=wrong,
    )


def _empty() -> pd.DataFrame:
    columns = ("track_id", "longitude", "latitude", "offset", "problem")
    frame = pd.DataFrame({name: pd.Series(dtype="float64") for name in columns})
    return frame.assign(time=pd.Series(dtype="datetime64[ns, UTC]"))


def _own(path: Path, log: TelemetryLog, ledger: Ledger) -> list[pd.DataFrame]:
    """Return the fixes of each vehicle."""
    estimates, raw = log.messages.get("GLOBAL_POSITION_INT"), log.messages.get("GPS_RAW_INT")
    vehicles = sorted({int(number) for messages in (estimates, raw) if messages for number in messages.system})
    parts = []
    for vehicle in vehicles:
        mine = _of(estimates, vehicle)
        pressure = _of(log.messages.get("SCALED_PRESSURE"), vehicle)
        gps = _of(raw, vehicle)
        frame = _estimated(mine, gps) if mine is not None else _measured(gps)
        frame["altitude_pressure"] = _pressure_of(frame["microseconds"], pressure)
        frame["track_id"] = path.stem if len(vehicles) == 1 else f"{path.stem}_{vehicle}"
        frame["time"] = _times(frame.pop("microseconds").to_numpy())
        parts.append(frame)
    return parts


def _of(messages: Messages | None, vehicle: int) -> Messages | None:
    if messages is None:
        return None
    mine = messages.system == vehicle
    if not mine.any():
        return None
    return Messages(
        time=messages.time[mine], system=messages.system[mine], rows=messages.rows[mine], offsets=messages.offsets[mine]
    )


def _estimated(messages: Messages, gps: Messages | None) -> pd.DataFrame:
    rows = messages.rows
    nowhere = (rows["lat"] == 0) & (rows["lon"] == 0)
    east, north = rows["vy"] / 100.0, rows["vx"] / 100.0
    speed = np.hypot(east, north)
    return pd.DataFrame(
        {
            "microseconds": messages.time,
            "longitude": _degrees(rows["lon"]),
            "latitude": _degrees(rows["lat"]),
            "altitude_amsl": rows["alt"] / 1000.0,
            "height_ellipsoid": _ellipsoid_near(messages.time, gps),
            "ground_speed": speed,
            "vertical_rate": -rows["vz"] / 100.0,
            "track_angle": np.where(speed > 0, np.degrees(np.arctan2(east, north)) % 360.0, np.nan),
            "offset": messages.offsets,
            "problem": np.where(nowhere, 0, _FINE),
        }
    )


def _measured(messages: Messages | None) -> pd.DataFrame:
    assert messages is not None
    rows = messages.rows
    return pd.DataFrame(
        {
            "microseconds": messages.time,
            "longitude": _degrees(rows["lon"]),
            "latitude": _degrees(rows["lat"]),
            "altitude_amsl": rows["alt"] / 1000.0,
            "height_ellipsoid": np.where(rows["alt_ellipsoid"] != 0, rows["alt_ellipsoid"] / 1000.0, np.nan),
            "ground_speed": np.where(rows["vel"] != _UNKNOWN_ANGLE, rows["vel"] / 100.0, np.nan),
            "track_angle": np.where(rows["cog"] != _UNKNOWN_ANGLE, rows["cog"] / 100.0, np.nan),
            "offset": messages.offsets,
            "problem": np.where(rows["fix_type"] < _HAS_PLACE, 1, _FINE),
        }
    )


def _degrees(values: NDArray[Any]) -> NDArray[np.float64]:
    return np.round(values * _DEGREE, 7)


def _ellipsoid_near(time: NDArray[np.int64], gps: Messages | None) -> NDArray[np.float64]:
    """Return the height above the ellipsoid that the receiver told last, at most a second before."""
    result = np.full(len(time), np.nan)
    if gps is None:
        return result
    told = np.flatnonzero((gps.rows["alt_ellipsoid"] != 0) & (gps.rows["fix_type"] > _HAS_PLACE))
    if not len(told):
        return result
    times = np.maximum.accumulate(gps.time[told])
    before = np.searchsorted(times, time, side="right") - 1
    fresh = (before >= 0) & (time - times[np.maximum(before, 0)] <= _SECOND)
    result[fresh] = gps.rows["alt_ellipsoid"][told][before[fresh]] / 1000.0
    return result


def _pressure_of(microseconds: Any, pressure: Messages | None) -> NDArray[np.float64]:
    if pressure is None:
        return np.full(len(microseconds), np.nan)
    return pressure_altitudes(np.asarray(microseconds) / 1e6, pressure.time / 1e6, pressure.rows["press_abs"] * 100.0)


def _heard(log: TelemetryLog) -> pd.DataFrame:
    """Return the fixes of other aircraft."""
    messages = log.messages.get("ADSB_VEHICLE")
    if messages is None:
        return pd.DataFrame()
    rows, flags = messages.rows, messages.rows["flags"]
    altitude = np.where(flags & _VALID_ALTITUDE, rows["altitude"] / 1000.0, np.nan)
    is_pressure = rows["altitude_type"] == _PRESSURE_ALTITUDE
    icao = [f"{int(value):06x}" for value in rows["ICAO_address"]]
    callsigns = [
        bytes(value).split(b"\0")[0].decode("ascii", errors="replace").strip() if flag & _VALID_CALLSIGN else ""
        for value, flag in zip(rows["callsign"], flags, strict=True)
    ]
    velocity = (flags & _VALID_VELOCITY) != 0
    return pd.DataFrame(
        {
            "time": _times(messages.time),
            "track_id": [f"adsb_{value}" for value in icao],
            "icao24": icao,
            "callsign": pd.Series([text or None for text in callsigns], dtype="str"),
            "squawk": pd.Series(
                [
                    f"{int(code):04d}" if flag & _VALID_SQUAWK else None
                    for code, flag in zip(rows["squawk"], flags, strict=True)
                ],
                dtype="str",
            ),
            "longitude": _degrees(rows["lon"]),
            "latitude": _degrees(rows["lat"]),
            "altitude_pressure": np.where(is_pressure, altitude, np.nan),
            "height_ellipsoid": np.where(is_pressure, np.nan, altitude),
            "ground_speed": np.where(velocity, rows["hor_velocity"] / 100.0, np.nan),
            "vertical_rate": np.where(velocity, rows["ver_velocity"] / 100.0, np.nan),
            "track_angle": np.where(flags & _VALID_HEADING, rows["heading"] / 100.0, np.nan),
            "source": "adsb",
            "offset": messages.offsets,
            "problem": np.where(flags & _VALID_PLACE, _FINE, 2),
        }
    )


def _times(microseconds: NDArray[np.int64]) -> pd.Series[Any]:
    return pd.Series((np.asarray(microseconds, dtype=np.int64) * 1000).view("datetime64[ns]")).dt.tz_localize("UTC")


MAVLINK = TrackFormat(name="MAVLink", matches=lambda head: looks_like_tlog(head.data), read=read_mavlink)
