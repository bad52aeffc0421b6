"""Flight paths of uncrewed aircraft from Remote ID (ASTM F3411): answers of the network, and receivers' logs.

- `alt` is the height above the ellipsoid, `pressure_altitude` that in the standard atmosphere; heights above the
  take-off or the ground stand in columns of their own, for neither place is known.
- What answers tell again of earlier moments is one fix with what they told first.
- A receiver's log gives the second after the full hour; without a whole time beside it, it cannot be dated.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from lagebild.codecs.json_text import compact
from lagebild.codecs.remote_id import RemoteIdFile, Report, looks_like_remote_id, parse_remote_id
from lagebild.messages import Message
from lagebild.model.provenance import SYNTHETIC
from lagebild.model.tracks import COLUMNS
from lagebild.readers.epoch_times import as_moments
from lagebild.readers.files import Ledger
from lagebild.readers.fix_checks import checked_fixes
from lagebild.readers.format import TrackFormat, TrackOptions
from lagebild.readers.json_columns import numbers
from lagebild.readers.parsed_file import parsed
from lagebild.readers.track_assembly import RawFixes

__all__ = ["REMOTE_ID", "read_remote_id"]

_LARGEST = 500_000_000
_FORMAT = "Remote ID"
_FLAGS = ("simulated", "extrapolated")
_NUMBERS = (
    "height_above_takeoff",
    "height_above_ground_reported",
    "height_of_unknown_reference",
    "remote_id_timestamp_accuracy",
)
_HOUR = pd.Timedelta("1h")
_SINGLE = 3e38


def read_remote_id(path: Path, _: TrackOptions | None = None) -> RawFixes:
    """Read answers of Remote ID's network, or a receiver's log."""
    ledger = Ledger(source=path.name)
    file = parsed(path, "Remote ID", parse_remote_id, largest=_LARGEST)
    for one in file.broken:
        ledger.quarantined(one.reason, record=one.record, text=one.text)
    return _fixes(path, file, ledger)


def _fixes(path: Path, file: RemoteIdFile, ledger: Ledger) -> RawFixes:
    if file.without_position:
        ledger.note(Message("{count} records tell no position; they are no fixes", count=file.without_position))
    frame = _frame(file.reports)
    chosen = _told_once(frame, [report.is_current for report in file.reports])
    if repeated := len(frame) - len(chosen):
        ledger.note(Message("{count} positions were told again; each is one fix", count=repeated))
    reports = [file.reports[row] for row in chosen]
    frame = frame.iloc[chosen].reset_index(drop=True)

    def place(row: int) -> dict[str, Any]:
        return {"record": reports[row].record, "text": compact(reports[row].source)}

    bad = _wrong(frame, reports)
    _note(frame, ledger)
    return checked_fixes(path, _FORMAT, frame, ledger, place=place, broken=len(file.broken), known_bad=bad)


def _frame(reports: list[Report]) -> pd.DataFrame:
    names = dict.fromkeys(name for report in reports for name in report.values)
    held = {name: [report.values.get(name) for report in reports] for name in names}
    second = held.pop("second", [None] * len(reports))
    columns: dict[str, Any] = {"time": _moments(held.pop("time", [None] * len(reports)), second)}
    for name in ("longitude", "latitude"):
        columns[name] = numbers(held.pop(name, [None] * len(reports)))
    for name, values in held.items():
        if name != "track_id" and all(value is None for value in values):
            continue
        if name in _NUMBERS or COLUMNS.get(name, "").startswith("float"):
            read = numbers(values)
            columns[name] = np.where(np.abs(read) < _SINGLE, read, np.nan)
        else:
            columns[name] = pd.Series(values, dtype="boolean" if name in _FLAGS else pd.StringDtype(na_value=np.nan))
    frame = pd.DataFrame(columns)
    if "simulated" in frame and frame["simulated"].fillna(False).any():
        marks = [SYNTHETIC if one is True else None for one in held["simulated"]]
        frame["marking"] = pd.Series(marks, dtype=pd.StringDtype(na_value=np.nan))
    return frame


def _moments(times: list[Any], seconds: list[Any]) -> pd.Series[Any]:
    """Read whole times; the second after the full hour, where it is known, is the nearest one to the receiver's."""
    words = pd.Series([value if isinstance(value, str) else None for value in times], dtype="object")
    read = as_moments(words.astype(pd.StringDtype(na_value=np.nan)))
    counts = pd.Series(numbers([None if isinstance(value, str) else value for value in times]))
    if counts.notna().any():
        read = read.where(counts.isna(), as_moments(counts))
    second = pd.Series(numbers(seconds))
    sent = read.dt.floor("h") + pd.to_timedelta(second, unit="s").astype("timedelta64[ns]")
    sent = sent.mask(sent - read > _HOUR / 2, sent - _HOUR)
    sent = sent.mask(read - sent > _HOUR / 2, sent + _HOUR)
    moments: pd.Series[Any] = sent.where(second.notna(), read).astype(pd.DatetimeTZDtype("ns", "UTC"))
    return moments


def _told_once(frame: pd.DataFrame, is_current: list[bool]) -> list[int]:
    """Return the rows without those of the same flight, moment and place as another that tells more."""
    keys = frame.reindex(columns=["track_id", "time", "latitude", "longitude"])
    order = np.argsort(~np.array(is_current, dtype=bool), kind="stable")
    known = keys.notna().all(axis=1).to_numpy()
    again = keys.iloc[order].duplicated().to_numpy() & known[order]
    return sorted(int(row) for row in order[~again])


def _wrong(frame: pd.DataFrame, reports: list[Report]) -> dict[int, Message]:
    """Say which rows have no position or no time, in the words of the standard."""
    found: dict[int, Message] = {}
    nowhere = (frame["longitude"] == 0.0) & (frame["latitude"] == 0.0)
    for row in np.flatnonzero(nowhere | frame["longitude"].isna() | frame["latitude"].isna()):
        found[int(row)] = Message("no position is known")
    for row in np.flatnonzero(frame["time"].isna()):
        values = reports[int(row)].values
        if values.get("time") is not None:
            reason = Message("the time {value!r} is no moment of the years 1970 to 2199", value=values["time"])
        elif values.get("second") is not None:
            reason = Message("only the second after the full hour is known; the record cannot be dated")
        else:
            continue
        found.setdefault(int(row), reason)
    return found


def _note(frame: pd.DataFrame, ledger: Ledger) -> None:
    if count := _how_many(frame, "extrapolated"):
        ledger.note(
            Message(
                "{count} positions are extrapolated, not measured; the column 'extrapolated' says which", count=count
            )
        )
    if count := _how_many(frame, "simulated"):
        ledger.note(Message("{count} positions are simulated; the column 'simulated' says which", count=count))


def _how_many(frame: pd.DataFrame, flag: str) -> int:
    return int(frame[flag].fillna(False).sum()) if flag in frame else 0


REMOTE_ID = TrackFormat(name=_FORMAT, matches=lambda head: looks_like_remote_id(head.text), read=read_remote_id)
