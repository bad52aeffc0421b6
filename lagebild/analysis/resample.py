"""Flight paths at regular times: interpolated between fixes, never beyond them or across gaps."""

from __future__ import annotations

import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lagebild.analysis.densify import Path, densified, joined
from lagebild.analysis.durations import nanoseconds_of
from lagebild.errors import ColumnError, ValidationError
from lagebild.messages import Message
from lagebild.model.report import Issue, ReadReport, issue_table
from lagebild.model.tracks import Tracks

__all__ = ["resample"]

_MOST_ROWS = 500_000_000
_FULL_TURN = 360.0
_ANGLES = ("track_angle",)


def resample(tracks: Tracks, step: str | timedelta = "1s", *, angles: Iterable[str] = ()) -> Tracks:
    """Return flight paths with a fix at every multiple of `step` since 1970 UTC between their first and last fix.

    Between two fixes flight is straight and steady, over ground (the geodesic, within 1 m) and in height. Across gaps
    (more than `MAX_GAP_SECONDS`) nothing is known: there is no fix in them.

    Columns of floating-point numbers are interpolated linearly; where one of the two values is missing, so is what lies
    between them, and nothing is put in its place. Angles go the short way round. All else (texts, true or false,
    whole numbers, which may be codes, and categories) has the value of the last fix.

    Parameters
    ----------
    tracks
        The flight paths.
    step
        Between two fixes, such as `"1s"`, `"250ms"` or a Timedelta.
    angles
        Names of further columns that hold angles in degrees; `track_angle` is one anyway.

    Returns
    -------
    Tracks
        With the same columns. The report says what was done, after what it said before; a flight path without any
        time of the grid falls away and is named there.

    Raises
    ------
    ValidationError
        If the step is no positive duration, or there would be more than 500 million fixes.
    ColumnError
        If a column of angles is missing or holds no numbers.
    """
    from lagebild.analysis.kernels.resample import count_rows, place_rows  # numba is loaded by those who need it

    every = nanoseconds_of("step", step, "1s")
    frame = tracks.frame
    turning = _checked_angles(frame, angles)
    nanos = frame["time"].to_numpy(dtype="datetime64[ns]").view(np.int64)
    joins = joined(tracks)
    starts = np.empty(len(nanos) + 1, dtype=np.int64)
    count_rows(nanos, joins, every, starts)
    count = int(starts[-1])
    if count > _MOST_ROWS:
        raise ValidationError(f"every {step} would be {count:,} fixes; choose a longer step")
    time, fix, share = np.empty(count, dtype=np.int64), np.empty(count, dtype=np.int64), np.empty(count)
    place_rows(nanos, every, starts, time, fix, share)
    rows = _Rows(starts, fix, share, turning)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        columns = dict(zip(frame.columns, pool.map(rows.column, (frame[name] for name in frame.columns)), strict=True))
    path = densified(frame["longitude"].to_numpy(), frame["latitude"].to_numpy(), joins)
    if len(path.fix) > len(nanos):
        _along_geodesics(path, fix, share, columns)
    columns["time"] = pd.DatetimeIndex(time.view("datetime64[ns]"), tz="UTC")
    offsets = starts[tracks.offsets]
    vanished = np.diff(offsets) == 0
    report = _report(tracks, vanished, pd.Timedelta(every, unit="ns"), count)
    if vanished.any():
        offsets = np.unique(offsets)
        columns["track_id"] = columns["track_id"].remove_unused_categories()
    offsets.setflags(write=False)
    # in order already: nothing to sort, to count or to check again
    return Tracks(pd.DataFrame(columns, copy=False), offsets, report)


def _checked_angles(frame: pd.DataFrame, angles: Iterable[str]) -> frozenset[str]:
    for name in angles:
        if name not in frame:
            raise ColumnError(f"there is no column {name!r} of angles")
        if not pd.api.types.is_numeric_dtype(frame[name]):
            raise ColumnError(f"column {name!r} must hold angles in degrees, not {frame[name].dtype}")
    return frozenset((*_ANGLES, *angles))


class _Rows:
    """Where the rows of the grid lie among the fixes."""

    def __init__(
        self,
        starts: NDArray[np.int64],
        fix: NDArray[np.int64],
        share: NDArray[np.float64],
        angles: frozenset[str],
    ) -> None:
        self.starts, self.fix, self.share, self.angles = starts, fix, share, angles

    def column(self, column: pd.Series[Any]) -> Any:
        """Return the values of a column at the rows."""
        from lagebild.analysis.kernels.resample import values_between, wrap

        name = str(column.name)
        if name == "time":
            return None
        if not (pd.api.types.is_float_dtype(column.dtype) or name in self.angles):
            return column.array.take(self.fix)
        exact = np.dtype(np.float32 if column.dtype == "float32" else np.float64)
        values: NDArray[Any] = np.ascontiguousarray(column.to_numpy(dtype=exact, na_value=np.nan))
        found: NDArray[Any] = np.empty(len(self.share), dtype=exact)
        lowest = 0.0 if name in self.angles else -_FULL_TURN / 2
        turning = name in self.angles or name == "longitude"
        values_between(values, self.starts, self.share, _FULL_TURN if turning else 0.0, found)
        if turning:
            wrap(found, lowest, lowest + _FULL_TURN)
        return found


def _along_geodesics(path: Path, fix: NDArray[np.int64], share: NDArray[np.float64], columns: dict[str, Any]) -> None:
    """Put rows of long segments onto the geodesic."""
    long = np.flatnonzero((np.bincount(path.fix)[fix] > 1) & (share > 0.0))
    place, points = fix[long] + share[long], path.fix + path.share
    onward = np.unwrap(path.longitude, period=_FULL_TURN)
    half = _FULL_TURN / 2
    columns["longitude"][long] = (np.interp(place, points, onward) + half) % _FULL_TURN - half
    columns["latitude"][long] = np.interp(place, points, path.latitude)


def _report(tracks: Tracks, vanished: NDArray[np.bool_], step: pd.Timedelta, count: int) -> ReadReport:
    done = Message(
        "interpolated every {seconds:g} s: {given} fixes became {count}; gaps were not bridged",
        seconds=step.total_seconds(),
        given=tracks.fixes,
        count=count,
    )
    ids = tracks.ids
    lost = [Message("track {track} has no time of the grid", track=ids[number]) for number in np.flatnonzero(vanished)]
    notes = issue_table(Issue(severity="note", reason=reason) for reason in (done, *lost))
    return replace(tracks.report, issues=pd.concat([tracks.report.issues, notes], ignore_index=True))
