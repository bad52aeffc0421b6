"""ArduPilot DataFlash logs to one flight: the positions of the first GNSS receiver.

`Alt` of a GPS message is above mean sea level. Pressure altitude comes from the barometer's static pressure, not from
its `Alt`, which counts from where it was switched on. A message without a fix (status below 2) is no position.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lagebild.codecs.dataflash import Messages, looks_like_dataflash, parse_dataflash
from lagebild.codecs.gps_time import utc_of_gps
from lagebild.errors import FileFormatError
from lagebild.messages import Message
from lagebild.readers.autopilot_fixes import pressure_altitudes
from lagebild.readers.files import Ledger, read_bytes
from lagebild.readers.fix_checks import checked_fixes
from lagebild.readers.format import TrackFormat, TrackOptions
from lagebild.readers.track_assembly import RawFixes

__all__ = ["ARDUPILOT", "read_ardupilot"]

_LARGEST = 4_000_000_000
_HAS_PLACE = 2
_NEEDED = ("TimeUS", "Status", "GMS", "GWk", "Lat", "Lng", "Alt")
_KEPT = {"NSats": "satellites", "HDop": "hdop", "Status": "fix_status"}


def read_ardupilot(path: Path, _: TrackOptions | None = None) -> RawFixes:
    """Read a log."""
    log = parse_dataflash(read_bytes(path, largest=_LARGEST), ("GPS", "GPS2", "BARO"))
    ledger = Ledger(source=path.name)
    gps = log.messages.get("GPS")
    missing = [name for name in _NEEDED if gps is None or name not in _numbers(gps)]
    if gps is None or missing:
        raise FileFormatError(
            Message(
                "{path} (ArduPilot DataFlash) describes no GPS messages with {names}",
                path=path,
                names=", ".join(missing),
            )
        )
    rows = _first_receiver(gps, log.messages.get("GPS2"), ledger)
    column = {name: values[rows] for name, values in _numbers(gps).items()}
    frame = _frame(column, _pressures(column["TimeUS"], log.messages.get("BARO")))
    frame["track_id"] = path.stem

    def place(row: int) -> dict[str, Any]:
        said = ", ".join(f"{name}={values[row]}" for name, values in column.items())
        return {"record": int(rows[row]), "text": f"GPS at byte {int(gps.offsets[rows[row]])}: {said}"}

    without = {
        int(row): Message("the receiver had no fix (status {status})", status=int(column["Status"][row]))
        for row in np.flatnonzero(column["Status"] < _HAS_PLACE)
    }
    return checked_fixes(
        path,
        "ArduPilot DataFlash",
        frame,
        ledger,
        place=place,
        known_bad=without,
        one_flight=True,
    )


def _first_receiver(gps: Messages, second: Messages | None, ledger: Ledger) -> NDArray[np.int64]:
    instance = _numbers(gps).get("I", np.zeros(len(gps.offsets)))
    others = int(np.count_nonzero(instance)) + (len(second.offsets) if second is not None else 0)
    if others:
        ledger.note(Message("{count} positions of a second receiver were not read", count=others))
    return np.flatnonzero(instance == 0)


def _pressures(at: NDArray[Any], baro: Messages | None) -> NDArray[np.float64]:
    columns = {} if baro is None else _numbers(baro)
    if baro is None or not {"TimeUS", "Press"} <= columns.keys():
        return np.full(len(at), np.nan)
    first = np.flatnonzero(columns.get("I", np.zeros(len(baro.offsets))) == 0)
    return pressure_altitudes(at / 1e6, columns["TimeUS"][first] / 1e6, columns["Press"][first])


def _numbers(found: Messages) -> dict[str, NDArray[Any]]:
    """Return the columns that are one number a message; a damaged log may describe others as something else."""
    return {name: values for name, values in found.columns.items() if values.ndim == 1 and values.dtype.kind in "iuf"}


def _frame(column: dict[str, NDArray[Any]], pressure: NDArray[np.float64]) -> pd.DataFrame:
    def numbers(name: str) -> NDArray[np.float64]:
        values = column.get(name)
        found = np.full(len(column["Lat"]), np.nan) if values is None else values.astype(np.float64)
        return np.where(np.isfinite(found), found, np.nan)

    frame = pd.DataFrame(
        {
            "time": pd.Series(utc_of_gps(column["GWk"], column["GMS"])).dt.tz_localize("UTC"),
            "longitude": numbers("Lng"),
            "latitude": numbers("Lat"),
            "altitude_amsl": numbers("Alt"),
            "altitude_pressure": pressure,
            "ground_speed": numbers("Spd"),
            # VZ counts downwards
            "vertical_rate": -numbers("VZ"),
            "track_angle": numbers("GCrs"),
        }
    )
    for name, target in _KEPT.items():
        if name in column:
            frame[target] = numbers(name)
    return frame


ARDUPILOT = TrackFormat(
    name="ArduPilot DataFlash", matches=lambda head: looks_like_dataflash(head.data), read=read_ardupilot
)
