"""What is wrong with flight paths as they were received, and copies of them without it."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lagebild.analysis.durations import nanoseconds_of
from lagebild.errors import ValidationError
from lagebild.messages import Message
from lagebild.model.altitude import UNKNOWN_DATUM
from lagebild.model.report import Issue, ReadReport, issue_table
from lagebild.model.tracks import Tracks, typed_fixes

__all__ = ["FASTEST", "faults", "quality", "repaired"]

FASTEST = 400.0
"""m/s over ground: above what airliners reach in the strongest jet stream (about 360 m/s)."""

_SLACK = 100.0
"""Metres by which two fixes may be farther apart: places are inexact, times often whole seconds."""

_HELD = 50.0
"""Metres: a fix repeats an old place if the aircraft must have flown farther by its ground speed since."""

_STEP, _STEP_SHARE = 60.0, 0.1
"""GNSS less pressure altitude may change from fix to fix by so many metres, and so much of the climb between them:
an atmosphere 20 K off the standard makes 7 to 10 %."""

_GNSS = ("height_ellipsoid", UNKNOWN_DATUM, "altitude_amsl")

_SUMMARY = {
    "track_id": "str",
    "fixes": "int64",
    "start": "datetime64[ns, UTC]",
    "end": "datetime64[ns, UTC]",
    "duration": "float64",
    "gaps": "int64",
    "longest_interval": "float64",
    "jumps": "int64",
    "fastest": "float64",
    "identical": "int64",
    "same_time": "int64",
    "backwards": "Int64",
    "height_offset": "float64",
    "height_offset_change": "float64",
    "height_steps": "int64",
}
_FAULTS = {
    "track_id": "str",
    "time": "datetime64[ns, UTC]",
    "fault": "str",
    "value": "float64",
    "unit": "str",
}
_UNITS = {"gap": "s", "jump": "m/s", "identical": "m", "same_time": "s", "backwards": "s", "height_step": "m"}
"""The kinds of faults, and what their values are measured in."""

_SECOND_FIX = "fix of track {track} at {time}"
"""Stands in what reports say of a fix that was left out for another one of the same time."""

_BACKWARDS = "backwards within their track"
"""Stands in what reports say of times out of order."""


def quality(
    tracks: Tracks | pd.DataFrame, *, max_gap: str | timedelta = "5min", max_speed: float = FASTEST
) -> pd.DataFrame:
    """Return what is wrong with each flight path; `faults` lists it one by one, `repaired` takes most of it away.

    Parameters
    ----------
    tracks
        Flight paths, or the table of fixes as it came, with the columns of `Tracks`. Flight paths are in order and have
        one fix a time: of what was put right when they were made only what their report says is counted.
    max_gap
        A longer interval between two fixes is a gap.
    max_speed
        In m/s over ground; what would have to be faster (by more than 100 m) is a jump.

    Returns
    -------
    pandas.DataFrame
        One row a flight path, in their order: track_id, fixes, start, end, duration (s); gaps and longest_interval (s);
        jumps and fastest, the greatest speed from fix to fix (m/s); identical: fixes that repeat the place of an
        earlier one although the aircraft has flown on, by its ground speed; same_time: fixes of the time of another;
        backwards: times before that of the fix before them (NA: not known of this one of several flight paths);
        height_offset, the median of GNSS less pressure altitude (m; NaN without both), height_offset_change, its
        greatest less its least value, and height_steps: how often it changes from fix to fix by more than 60 m and a
        tenth of the climb.

    Raises
    ------
    ValidationError
        If `max_gap` is no duration or `max_speed` no speed, or the table no table of fixes.
    """
    found = _Findings.of(tracks, max_gap, max_speed)
    if not len(found.tracks):
        return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in _SUMMARY.items()})
    first, after = found.tracks.offsets[:-1], found.tracks.offsets[1:]
    time = found.tracks.frame["time"]
    start, end = time.iloc[first].reset_index(drop=True), time.iloc[after - 1].reset_index(drop=True)
    offset = pd.Series(found.offset).groupby(found.track)
    return pd.DataFrame(
        {
            "track_id": found.tracks.ids,
            "fixes": after - first,
            "start": start,
            "end": end,
            "duration": (end - start).dt.total_seconds(),
            "gaps": np.add.reduceat(found.gap, first, dtype=np.int64),
            "longest_interval": np.maximum.reduceat(found.interval, first),
            "jumps": np.add.reduceat(found.jump, first, dtype=np.int64),
            "fastest": np.maximum.reduceat(found.speed, first),
            "identical": np.add.reduceat(found.held > _HELD, first, dtype=np.int64),
            "same_time": found.same_time,
            "backwards": found.backwards,
            "height_offset": offset.median(),
            "height_offset_change": offset.max() - offset.min(),
            "height_steps": np.add.reduceat(found.step, first, dtype=np.int64),
        }
    ).astype(_SUMMARY)


def faults(
    tracks: Tracks | pd.DataFrame, *, max_gap: str | timedelta = "5min", max_speed: float = FASTEST
) -> pd.DataFrame:
    """Return what is wrong with flight paths, one row a fault, by track and time; parameters as of `quality`.

    Returns
    -------
    pandas.DataFrame
        track_id; time of the fix (of a gap and a jump: that after it); fault (gap | jump | identical | same_time |
        backwards | height_step); value and its unit: how long the gap is (s), how fast the jump would be (m/s), how far
        the aircraft has flown since it was there (m), how far the time goes back (s), by how much GNSS less pressure
        altitude changes (m). Times that ran backwards are listed only of a table of fixes.
    """
    found = _Findings.of(tracks, max_gap, max_speed)
    frame = found.tracks.frame
    kinds: list[tuple[str, NDArray[np.bool_], NDArray[np.float64]]] = [
        ("gap", found.gap, found.interval),
        ("jump", found.jump, found.speed),
        ("identical", found.held > _HELD, found.held),
        ("height_step", found.step, found.change),
    ]
    parts = [
        pd.DataFrame(
            {"track_id": frame["track_id"][where], "time": frame["time"][where], "fault": kind, "value": value[where]}
        ).astype({"track_id": "str"})
        for kind, where, value in kinds
    ]
    table = pd.concat([*parts, found.second_fixes, found.turned_back], ignore_index=True)
    table = table.sort_values(["track_id", "time", "fault"], kind="stable", ignore_index=True)
    return table.assign(unit=table["fault"].map(_UNITS)).astype(_FAULTS)[list(_FAULTS)]


def repaired(tracks: Tracks | pd.DataFrame, *, max_speed: float = FASTEST) -> Tracks:
    """Return flight paths without fixes that cannot be true; every one left out stands in the report.

    Fixes are in order of time, one a time. Those that repeat an old place although the aircraft has flown on are left
    out. Where fixes cannot be reached from each other the largest number of fixes that can stays: certainly so in
    tracks of up to 1,000 fixes; in longer ones a fix may follow any of the 1,000 before it, and farther back those
    after which the track jumps. Gaps stay, for what was in them is not known; so do heights that disagree, for which
    of them is right is not known either.

    Parameters
    ----------
    tracks
        Flight paths, or the table of fixes as it came, with the columns of `Tracks`.
    max_speed
        In m/s over ground, as of `quality`.

    Returns
    -------
    Tracks
        With the same columns and identifiers; `report` counts what was left out, with a row for each fix.
    """
    given = _tracks_of(tracks)
    _checked_speed(max_speed)
    columns = _Columns.of(given)
    kept = np.arange(given.fixes)
    why = np.zeros(given.fixes, dtype=np.int8)
    while True:  # without one fault, another may show: a place is repeated behind a jump away and back
        part, offsets = columns.only(kept), np.searchsorted(kept, given.offsets)
        good = part.held(offsets) <= _HELD
        reason = 1
        if good.all():
            good, reason = part.possible(offsets, max_speed), 2
        if good.all():
            break
        why[kept[~good]] = reason
        kept = kept[good]
    if len(kept) == given.fixes:
        return given
    offsets.setflags(write=False)
    frame = given.frame.iloc[kept].reset_index(drop=True)
    return Tracks(frame, offsets, _repair_report(given, why))


def _repair_report(given: Tracks, why: NDArray[np.int8]) -> ReadReport:
    rows = np.flatnonzero(why)
    frame = given.frame.iloc[rows]
    issues = [
        Issue(severity="quarantined", reason=_sentence(reason, track, time, place), text=f"{place[0]} {place[1]}")
        for reason, track, time, place in zip(
            why[rows],
            frame["track_id"],
            frame["time"],
            zip(frame["longitude"], frame["latitude"], strict=True),
            strict=True,
        )
    ]
    report, left_out = given.report, len(rows)
    fewer = min(left_out, report.kept)  # fixes that were changed before are left out last
    return replace(
        report,
        kept=report.kept - fewer,
        repaired=report.repaired - (left_out - fewer),
        quarantined=report.quarantined + left_out,
        issues=pd.concat([report.issues, issue_table(issues)], ignore_index=True),
    )


def _sentence(reason: int, track: str, time: pd.Timestamp, place: tuple[float, float]) -> Message:
    at, (longitude, latitude) = time.isoformat(), place
    if reason == 1:
        return Message(
            "track {track} at {time}: the place {longitude:.6f}, {latitude:.6f} is an old one, "
            "for the aircraft has flown on",
            track=track,
            time=at,
            longitude=longitude,
            latitude=latitude,
        )
    return Message(
        "track {track} at {time}: the place {longitude:.6f}, {latitude:.6f} is out of reach of the other fixes",
        track=track,
        time=at,
        longitude=longitude,
        latitude=latitude,
    )


class _Columns(NamedTuple):
    """What of the fixes tells whether they can be true."""

    longitude: NDArray[np.float64]
    latitude: NDArray[np.float64]
    seconds: NDArray[np.float64]
    speed: NDArray[np.float64]

    @classmethod
    def of(cls, tracks: Tracks) -> _Columns:
        frame = tracks.frame
        nanos = frame["time"].to_numpy(dtype="datetime64[ns]").view(np.int64)
        seconds = (nanos - nanos.min(initial=nanos[0] if nanos.size else 0)) / 1e9
        return cls(_floats(frame, "longitude"), _floats(frame, "latitude"), seconds, _floats(frame, "ground_speed"))

    def only(self, rows: NDArray[np.int64]) -> _Columns:
        return _Columns(*(column[rows] for column in self))

    def held(self, offsets: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return how far the aircraft must have flown since the earlier fix that each repeats; 0: it repeats none."""
        from lagebild.analysis.kernels.quality import held_places  # numba is loaded by those who need it

        found = np.zeros(len(self.seconds))
        held_places(self.longitude, self.latitude, self.seconds, self.speed, offsets, found)
        return found

    def moved(self, offsets: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the metres from the fix before."""
        from lagebild.analysis.kernels.quality import moved

        found = np.zeros(len(self.seconds))
        moved(self.longitude, self.latitude, offsets, found)
        return found

    def intervals(self, offsets: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the seconds since the fix before; 0 for the first of a track."""
        found = np.diff(self.seconds, prepend=self.seconds[:1])
        found[offsets[:-1]] = 0.0
        return found

    def possible(self, offsets: NDArray[np.int64], max_speed: float) -> NDArray[np.bool_]:
        """Return which fixes belong to the largest number of each track that can be reached from one another."""
        from lagebild.analysis.kernels.quality import possible_chains

        jump = _jumps(self.moved(offsets), self.intervals(offsets), max_speed)
        keep = np.ones(len(jump), dtype=bool)
        possible_chains(self.longitude, self.latitude, self.seconds, jump, offsets, max_speed, _SLACK, keep)
        return keep


def _jumps(distance: NDArray[np.float64], interval: NDArray[np.float64], max_speed: float) -> NDArray[np.bool_]:
    return np.asarray(distance > max_speed * interval + _SLACK)


@dataclass(frozen=True, eq=False, kw_only=True)
class _Findings:
    """What was found, fix by fix; a fix is compared with the one before it in its track."""

    tracks: Tracks
    raw: pd.DataFrame | None
    """The typed table as it was given, if it was one."""

    interval: NDArray[np.float64]
    speed: NDArray[np.float64]
    gap: NDArray[np.bool_]
    jump: NDArray[np.bool_]
    held: NDArray[np.float64]
    offset: NDArray[np.float64]
    change: NDArray[np.float64]
    step: NDArray[np.bool_]

    @classmethod
    def of(cls, given: Tracks | pd.DataFrame, max_gap: str | timedelta, max_speed: float) -> _Findings:
        longest = nanoseconds_of("max_gap", max_gap, "5min") / 1e9
        _checked_speed(max_speed)
        tracks = _tracks_of(given)
        columns, offsets = _Columns.of(tracks), tracks.offsets
        interval, distance = columns.intervals(offsets), columns.moved(offsets)
        offset = _height_offset(tracks)
        change = _changes(offset, tracks.offsets)
        climb = _changes(_floats(tracks.frame, "altitude_pressure", where=~np.isnan(offset)), tracks.offsets)
        return cls(
            tracks=tracks,
            raw=None if isinstance(given, Tracks) else typed_fixes(given)[0],
            interval=interval,
            speed=np.divide(distance, interval, out=np.zeros(len(interval)), where=interval > 0.0),
            gap=interval > longest,
            jump=_jumps(distance, interval, max_speed),
            held=columns.held(offsets),
            offset=offset,
            change=change,
            step=np.abs(change) > _STEP + _STEP_SHARE * np.abs(climb),
        )

    @property
    def track(self) -> NDArray[np.int64]:
        """The number of each fix's track."""
        return np.repeat(np.arange(len(self.tracks)), np.diff(self.tracks.offsets))

    @cached_property
    def second_fixes(self) -> pd.DataFrame:
        """Fixes of the time of another one, by the report."""
        issues = self.tracks.report.issues
        said = issues["values"][issues["template"].str.contains(_SECOND_FIX, regex=False)].map(json.loads)
        return _fault_table(
            [values["track"] for values in said], [values["time"] for values in said], "same_time", [0.0] * len(said)
        )

    @cached_property
    def turned_back(self) -> pd.DataFrame:
        """Fixes of a time before that of the fix before them in the table."""
        if self.raw is None:
            return _fault_table([], [], "backwards", [])
        codes = self.raw["track_id"].cat.codes.to_numpy()
        order = np.argsort(codes, kind="stable")
        nanos = self.raw["time"].to_numpy(dtype="datetime64[ns]").view(np.int64)[order]
        back = np.flatnonzero((np.diff(codes[order]) == 0) & (np.diff(nanos) < 0)) + 1
        rows = self.raw.iloc[order[back]]
        return _fault_table(rows["track_id"], rows["time"], "backwards", (nanos[back - 1] - nanos[back]) / 1e9)

    @property
    def same_time(self) -> NDArray[np.int64]:
        """How many each track has."""
        return _counted(self.second_fixes, self.tracks)

    @property
    def backwards(self) -> Any:
        """How many each track has; NA where that is not known."""
        if self.raw is not None:
            return _counted(self.turned_back, self.tracks)
        issues = self.tracks.report.issues
        said = issues["values"][issues["template"].str.contains(_BACKWARDS, regex=False)].map(json.loads)
        if len(said) and len(self.tracks) > 1:
            return pd.array([pd.NA] * len(self.tracks), dtype="Int64")
        return np.full(len(self.tracks), sum(int(values["count"]) for values in said))


def _fault_table(track: Any, time: Any, fault: str, value: Any) -> pd.DataFrame:
    times = pd.to_datetime(pd.Series(time, dtype=object), utc=True, format="ISO8601").astype("datetime64[ns, UTC]")
    return pd.DataFrame(
        {
            "track_id": pd.Series(list(track), dtype="str"),
            "time": times.reset_index(drop=True),
            "fault": pd.Series([fault] * len(times), dtype="str"),
            "value": np.asarray(value, dtype=np.float64),
        }
    )


def _counted(table: pd.DataFrame, tracks: Tracks) -> NDArray[np.int64]:
    counts = table["track_id"].value_counts().reindex(tracks.ids, fill_value=0)
    return np.asarray(counts, dtype=np.int64)


def _height_offset(tracks: Tracks) -> NDArray[np.float64]:
    """Return GNSS less pressure altitude of each fix; of each track, all by the first kind of GNSS height it has."""
    frame, first = tracks.frame, tracks.offsets[:-1]
    result = np.full(tracks.fixes, np.nan)
    if not len(tracks):
        return result
    pressure = _floats(frame, "altitude_pressure")
    open_tracks = np.ones(len(tracks), dtype=bool)
    for name in _GNSS:
        offset = _floats(frame, name) - pressure
        chosen = open_tracks & np.logical_or.reduceat(~np.isnan(offset), first)
        result = np.where(np.repeat(chosen, np.diff(tracks.offsets)), offset, result)
        open_tracks &= ~chosen
    return result


def _changes(values: NDArray[np.float64], offsets: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return by how much each value differs from the last known one of its track; 0 where there is none."""
    known = np.flatnonzero(~np.isnan(values))
    track = np.searchsorted(offsets, known, side="right")
    result = np.zeros(len(values))
    result[known[1:]] = np.where(np.diff(track) == 0, np.diff(values[known]), 0.0)
    return result


def _floats(frame: pd.DataFrame, name: str, where: NDArray[np.bool_] | None = None) -> NDArray[np.float64]:
    """Return a column; NaN where it is missing, or not `where`."""
    if name not in frame:
        return np.full(len(frame), np.nan)
    values = np.ascontiguousarray(frame[name].to_numpy(dtype=np.float64, na_value=np.nan))
    return values if where is None else np.where(where, values, np.nan)


def _tracks_of(given: Tracks | pd.DataFrame) -> Tracks:
    return given if isinstance(given, Tracks) else Tracks.from_frame(given)


def _checked_speed(speed: float) -> None:
    if not (math.isfinite(speed) and speed > 0.0):
        raise ValidationError(f"max_speed must be a positive number of m/s, not {speed!r}")
