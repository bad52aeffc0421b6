"""Who flew through which airspace, from when to when: exact in space, height and time between the fixes."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from lagebild.analysis.activity import STATES, constant_state, cut_by_activation
from lagebild.analysis.densify import Path, densified, joined
from lagebild.analysis.placements import edges_of, place
from lagebild.analysis.vertical import Comparisons, compared_heights, comparisons
from lagebild.errors import ValidationError
from lagebild.model.airspaces import Airspaces
from lagebild.model.altitude import Reference
from lagebild.model.heights import heights_of
from lagebild.model.qnh import QNH, checked_qnh, qnh_at
from lagebild.model.terrain import Terrain
from lagebild.model.tracks import Tracks

if TYPE_CHECKING:
    from lagebild.analysis.kernels.areas import Areas
    from lagebild.analysis.kernels.limits import Ground
    from lagebild.analysis.kernels.visits import Flights

__all__ = ["COLUMNS", "crossings"]

COLUMNS: dict[str, str] = {
    "track_id": "str",
    "airspace_id": "str",
    "entry_time": "datetime64[ns, UTC]",
    "exit_time": "datetime64[ns, UTC]",
    "duration": "float64",
    "entry_longitude": "float64",
    "entry_latitude": "float64",
    "entry_altitude_amsl": "float64",
    "exit_longitude": "float64",
    "exit_latitude": "float64",
    "exit_altitude_amsl": "float64",
    "entered_through": "str",
    "left_through": "str",
    "status": "str",
    "active": "str",
    "vertical_reference": "str",
    "qnh_used": "float64",
    "max_gap": "float64",
}
"""The columns of the table and their types."""

_FULL_TURN = 360.0
_LOWEST_GROUND, _HIGHEST_GROUND = -500.0, 8900.0
"""Metres above sea level, rounded outwards: the shore of the Dead Sea and Mount Everest."""

_ENTERED = ("start", "gap", "side", "floor", "ceiling", "activation")
_LEFT = ("end", "gap", "side", "floor", "ceiling", "deactivation")
"""Names of the kernel's causes by their number, and behind them that of a cut."""

_CUT = len(_ENTERED) - 1
_STATUS = ("", "certain", "undetermined")
_FEWEST_FIXES = 50_000
"""That are worth a second thread."""


def crossings(
    tracks: Tracks,
    airspaces: Airspaces,
    terrain: Terrain | None = None,
    qnh: QNH = None,
    boundary: Literal["inclusive", "exclusive"] = "inclusive",
    max_gap: str | float | timedelta = "5min",
) -> pd.DataFrame:
    """Return who was in which airspace from when to when, a row a visit.

    A visit is a longest span of time within the sides and limits of an airspace, of one status, while its activation
    does not change. Between two fixes an aircraft flies straight in longitude, latitude and height, and steadily in
    time; where that lies more than a metre off the geodesic, points of the geodesic are put between first. Edges of
    airspaces are straight in longitude and latitude. A touch of no duration is no visit, an absence of none ends none.

    Limits are compared with the height of their own reference: flight levels with pressure altitude, altitudes with
    what an altimeter set to QNH shows, levels above ground with the true height over the terrain, all along the way.
    Heights that are known as intervals only (no QNH, temperature, accuracy of the terrain) give `certain` where all of
    the interval lies within the limits, nothing where all of it lies beyond one, `undetermined` between. So does
    a missing height or an unknown limit, unless the other limit decides alone. Where no terrain is known, the ground
    lies somewhere between −500 and 8,900 m.

    Parameters
    ----------
    tracks, airspaces
        What flew, and through what.
    terrain
        For limits above ground; its `vertical_accuracy` widens heights above it, an unknown one does not.
    qnh
        In hPa: a number, a series over UTC times, or None for unknown (940 to 1060 hPa are possible then).
    boundary
        Whether flying along an edge or exactly on a limit counts as inside (`inclusive`) or not (`exclusive`).
    max_gap
        The longest interval between two fixes that is bridged: a text such as `5min`, a timedelta, or seconds.

    Returns
    -------
    pandas.DataFrame
        Sorted by track_id, entry_time, airspace_id; without visits it is empty, with the same columns and types:

        * `track_id`, `airspace_id`; `entry_time`, `exit_time` (UTC), `duration` (s)
        * `entry_longitude`, `entry_latitude`, `exit_longitude`, `exit_latitude` (degrees)
        * `entry_altitude_amsl`, `exit_altitude_amsl` (m above mean sea level; NaN where known as an interval only)
        * `entered_through`: `side`, `floor`, `ceiling`, `start` of the track, `gap` (before it nothing was known: no
          fix within `max_gap`, or no height, or no ground), `activation`
        * `left_through`: `side`, `floor`, `ceiling`, `end` of the track, `gap`, `deactivation`. A row that follows
          another where only the status changes begins through the limit whose certainty changes
        * `status`: `certain` or `undetermined`; `active`: `active`, `inactive` or `unknown`
        * `vertical_reference`: what was compared (`pressure`, `amsl`, `agl`, `ellipsoid`, several joined by `+`; empty
          where nothing had to be)
        * `qnh_used` (hPa, the QNH given for the time of entry, NaN: none), `max_gap` (s)

    Raises
    ------
    ValidationError
        If the boundary, the longest gap or the QNH is none.
    """
    if boundary not in ("inclusive", "exclusive"):
        raise ValidationError(f"boundary must be 'inclusive' or 'exclusive', not {boundary!r}")
    longest = _seconds(max_gap)
    setting = checked_qnh(qnh)
    if not tracks.fixes or not len(airspaces):
        return _table(_Visits.none(), [], tracks, airspaces, setting, longest)
    task = _Task.of(tracks, airspaces, terrain, setting, longest)
    whole, other = _in_threads(task, boundary == "inclusive")
    return _table(_visits(whole, other, task, airspaces), task.compared, tracks, airspaces, setting, longest)


def _seconds(max_gap: str | float | timedelta) -> float:
    """Return the longest gap in seconds."""
    if isinstance(max_gap, bool):
        raise ValidationError(f"max_gap must be a duration such as '5min' or a number of seconds, not {max_gap!r}")
    try:
        seconds = float(max_gap) if isinstance(max_gap, int | float) else pd.Timedelta(max_gap).total_seconds()
    except (ValueError, TypeError) as error:
        raise ValidationError(
            f"max_gap must be a duration such as '5min' or a number of seconds, not {max_gap!r}"
        ) from error
    if not seconds > 0.0:
        raise ValidationError(f"max_gap must be longer than nothing, not {max_gap!r}")
    return seconds


class _Task(NamedTuple):
    """All that the kernel reads, and what turns its answers into a table."""

    flights: Flights
    areas: Areas
    limits: Any
    ground: Ground
    grid: Any
    path: Path
    amsl: NDArray[np.float64]
    """Shape (2, points): least and greatest altitude above mean sea level."""

    origin: NDArray[np.int64]
    """Shape (flights,): nanoseconds since 1970 at which each begins."""

    compared: list[str]

    @property
    def kernel(self) -> tuple[Flights, Areas, Any, Ground]:
        """What both kernels begin with."""
        return self.flights, self.areas, self.limits, self.ground

    @classmethod
    def of(cls, tracks: Tracks, airspaces: Airspaces, terrain: Terrain | None, qnh: QNH, longest: float) -> _Task:
        from lagebild.analysis.kernels.boxes import grid_of
        from lagebild.analysis.kernels.limits import Limits
        from lagebild.analysis.kernels.visits import Flights

        frame, spaces = tracks.frame, airspaces.frame
        compared = comparisons(spaces["lower"].tolist(), spaces["upper"].tolist())
        path = _path(tracks, longest, terrain if Reference.AGL in compared.references else None)
        offsets = np.searchsorted(path.fix, tracks.offsets)
        time = frame["time"].to_numpy(dtype="datetime64[ns]").view(np.int64)
        origin = time[tracks.offsets[:-1]]
        amsl = heights_of(frame, Reference.AMSL, qnh=qnh)
        heights = np.empty((len(compared.references), 2, len(path.fix)))
        for row, reference in enumerate(compared.references):
            found = amsl if reference is Reference.AMSL else compared_heights(frame, reference, qnh)
            heights[row, 0], heights[row, 1] = path.at(found.low), path.at(found.high)
        x = _unrolled(path.longitude, offsets)
        areas = _areas(airspaces, float(x.min()), float(x.max()))
        flights = Flights(
            x=x,
            y=np.ascontiguousarray(path.latitude),
            seconds=path.at((time - np.repeat(origin, np.diff(tracks.offsets))) / 1e9),
            leads_on=path.leads_on,
            offsets=offsets,
            heights=heights,
        )
        limits = Limits(compared.kind, compared.offsets, compared.row, compared.value, compared.over_ground)
        ground = _ground(flights, areas, compared, path, terrain)
        levels = np.stack([path.at(amsl.low), path.at(amsl.high)])
        return cls(flights, areas, limits, ground, grid_of(areas.box), path, levels, origin, compared.compared)


def _path(tracks: Tracks, longest: float, terrain: Terrain | None) -> Path:
    """Return the points between which flight is straight, on the terrain's raster too where one is given."""
    frame = tracks.frame
    # copies, because numba compiles once more for arrays that must not be written to
    longitude, latitude = np.array(frame["longitude"]), np.array(frame["latitude"])
    joins = joined(tracks, longest)
    if terrain is None:
        return densified(longitude, latitude, joins)
    from lagebild.analysis.ground import path_over

    return path_over(terrain, longitude, latitude, joins)


def _unrolled(longitude: NDArray[np.float64], offsets: NDArray[np.int64]) -> NDArray[np.float64]:
    """Turn longitudes by full turns so that within a flight none is more than half a turn from the one before."""
    turns = np.rint(np.diff(longitude) / -_FULL_TURN)
    turns[offsets[1:-1] - 1] = 0.0
    if not turns.any():
        return np.ascontiguousarray(longitude)
    total = np.concatenate([[0.0], np.cumsum(turns)])
    unrolled: NDArray[np.float64] = longitude + _FULL_TURN * (total - np.repeat(total[offsets[:-1]], np.diff(offsets)))
    return unrolled


def _areas(airspaces: Airspaces, west: float, east: float) -> Areas:
    """Return the airspaces as edges, placed between two longitudes."""
    from lagebild.analysis.kernels.areas import Areas, cut_into_slabs

    owner, placed = place(airspaces.frame.geometry.to_numpy(), west, east)
    edges, begins = edges_of(placed)
    box = np.ascontiguousarray(shapely.bounds(placed).reshape(-1, 4))
    return Areas(owner, box, edges, *cut_into_slabs(box, edges, begins))


def _ground(flights: Flights, areas: Areas, compared: Comparisons, path: Path, terrain: Terrain | None) -> Ground:
    """Return the ground beneath the legs that limits above ground may decide about."""
    from lagebild.analysis.kernels.limits import Ground

    begins = np.zeros(len(flights.x) + 1, dtype=np.int64)
    if terrain is None or Reference.AGL not in compared.references:
        return Ground(begins, np.empty((0, 5)), 0.0, _LOWEST_GROUND, _HIGHEST_GROUND)
    from lagebild.analysis.ground import all_pieces
    from lagebild.analysis.kernels.boxes import grid_of
    from lagebild.analysis.kernels.visits import legs_near

    levels = np.concatenate([[0], np.cumsum(compared.over_ground)])[compared.offsets]
    over_ground = levels[2::2] > levels[:-1:2]
    near = legs_near(flights, grid_of(areas.box[over_ground[areas.owner]]))
    leg, terms = all_pieces(terrain, replace(path, leads_on=near))
    np.cumsum(np.bincount(leg, minlength=len(flights.x)), out=begins[1:])
    margin = 0.0 if np.isnan(terrain.vertical_accuracy) else terrain.vertical_accuracy
    lowest, highest = _extremes(terms)
    return Ground(begins, terms, margin, min(_LOWEST_GROUND, lowest - margin), max(_HIGHEST_GROUND, highest + margin))


def _extremes(terms: NDArray[np.float64]) -> tuple[float, float]:
    """Return the lowest and the highest ground of all pieces (see `ground.Pieces`)."""
    begin, end, q0, q1, q2 = terms[np.isfinite(terms).all(axis=1)].T
    turn = np.clip(np.divide(-q1, 2.0 * q2, out=begin.copy(), where=q2 != 0.0), begin, end)
    elevations = [q0 + t * (q1 + t * q2) for t in (begin, end, turn)]
    return float(np.min(elevations, initial=np.inf)), float(np.max(elevations, initial=-np.inf))


def _in_threads(task: _Task, inclusive: bool) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Follow all flights, in as many threads as there are processors and work for them."""
    from lagebild.analysis.kernels.visits import approaches, follow

    def followed(first: int, last: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        found: tuple[NDArray[np.int64], NDArray[np.float64]] = follow(
            *task.kernel, approaches(*task.kernel, task.grid, first, last), inclusive
        )
        return found

    offsets = task.flights.offsets
    workers = max(1, min(os.cpu_count() or 1, int(offsets[-1]) // _FEWEST_FIXES))
    if workers == 1:
        return followed(0, len(offsets) - 1)
    # more parts than threads, for some take longer than others
    cuts = np.unique(np.searchsorted(offsets, np.linspace(0, offsets[-1], 8 * workers + 1)))
    with ThreadPoolExecutor(workers) as pool:
        parts = list(pool.map(followed, cuts[:-1], cuts[1:]))
    return np.concatenate([whole for whole, _ in parts]), np.concatenate([other for _, other in parts])


class _Visits(NamedTuple):
    """Visits as columns of numbers."""

    flight: NDArray[np.int64]
    airspace: NDArray[np.int64]
    status: NDArray[np.int64]
    entered: NDArray[np.int64]
    left: NDArray[np.int64]
    entry: NDArray[np.int64]
    """Nanoseconds since 1970, as `exit`."""

    exit: NDArray[np.int64]
    entry_at: NDArray[np.float64]
    """Shape (3, visits): longitude, latitude, altitude above mean sea level; as `exit_at`."""

    exit_at: NDArray[np.float64]
    active: NDArray[np.int64]

    @classmethod
    def none(cls) -> _Visits:
        """Return no visits."""
        nothing, nowhere = np.empty(0, dtype=np.int64), np.empty((3, 0))
        return cls(nothing, nothing, nothing, nothing, nothing, nothing, nothing, nowhere, nowhere, nothing)

    def take(self, rows: NDArray[Any]) -> _Visits:
        """Return some of the visits."""
        return _Visits._make(column[..., rows] for column in self)


def _visits(whole: NDArray[np.int64], other: NDArray[np.float64], task: _Task, airspaces: Airspaces) -> _Visits:
    """Turn the kernel's rows into visits that last at least a nanosecond, cut by activation."""
    flight, airspace, status, entered, left, first, last = whole.T
    begin, end, begin_share, end_share = other.T
    states, changing = _activation(airspaces)
    visits = _Visits(
        flight=flight,
        airspace=airspace,
        status=status,
        entered=entered,
        left=left,
        entry=task.origin[flight] + np.rint(begin * 1e9).astype(np.int64),
        exit=task.origin[flight] + np.rint(end * 1e9).astype(np.int64),
        entry_at=_places(task, first, begin_share),
        exit_at=_places(task, last, end_share),
        active=states[airspace],
    )
    visits = visits.take(visits.exit > visits.entry)
    mine = np.isin(visits.airspace, changing)
    if not mine.any():
        return visits
    parts, cut = (
        [visits.take(~mine)],
        visits.take(np.flatnonzero(mine)[np.argsort(visits.airspace[mine], kind="stable")]),
    )
    edges = np.flatnonzero(np.diff(cut.airspace)) + 1
    for rows in np.split(np.arange(len(cut.airspace)), edges):
        parts.append(_cut(cut.take(rows), task, airspaces))
    return _Visits._make(np.concatenate(columns, axis=-1) for columns in zip(*parts, strict=True))


def _activation(airspaces: Airspaces) -> tuple[NDArray[np.int64], list[int]]:
    """Return the state of each airspace, and those of which it changes."""
    constant = [constant_state(activation) for activation in airspaces.frame["activation"]]
    changing = [number for number, state in enumerate(constant) if state is None]
    return np.array([0 if state is None else state for state in constant], dtype=np.int64), changing


def _cut(mine: _Visits, task: _Task, airspaces: Airspaces) -> _Visits:
    """Cut visits to one airspace where it becomes active or inactive."""
    row = airspaces.frame.iloc[int(mine.airspace[0])]
    middle = shapely.point_on_surface(row["geometry"])
    pieces = cut_by_activation(mine.entry, mine.exit, row["activation"], middle.x, middle.y)
    parts = mine.take(pieces.span)
    opened, closed = pieces.start > parts.entry, pieces.end < parts.exit
    return parts._replace(
        entered=np.where(opened, _CUT, parts.entered),
        left=np.where(closed, _CUT, parts.left),
        entry=pieces.start,
        exit=pieces.end,
        entry_at=np.where(opened, _places_at(task, parts.flight, pieces.start, opened), parts.entry_at),
        exit_at=np.where(closed, _places_at(task, parts.flight, pieces.end, closed), parts.exit_at),
        active=pieces.state.astype(np.int64),
    )


def _places_at(
    task: _Task, flight: NDArray[np.int64], moment: NDArray[np.int64], wanted: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Return where flights are at moments (ns since 1970), as `_places`; NaN where not wanted."""
    result = np.full((3, len(flight)), np.nan)
    for k in np.flatnonzero(wanted):
        begin, end = task.flights.offsets[flight[k]], task.flights.offsets[flight[k] + 1]
        seconds = task.flights.seconds[begin:end]
        at = (moment[k] - task.origin[flight[k]]) / 1e9
        leg = min(max(int(np.searchsorted(seconds, at, side="right")) - 1, 0), len(seconds) - 2)
        share = (at - seconds[leg]) / (seconds[leg + 1] - seconds[leg])
        result[:, k] = _places(task, np.array([begin + leg]), np.array([share]))[:, 0]
    return result


def _places(task: _Task, leg: NDArray[np.int64], share: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return longitude, latitude and altitude above mean sea level (3, n) at shares of legs.

    The altitude is NaN where it is known as an interval only.
    """

    def between(values: NDArray[np.float64]) -> NDArray[np.float64]:
        start, end = values[..., leg], values[..., leg + 1]
        return np.where(share == 0.0, start, np.where(share == 1.0, end, start + share * (end - start)))

    longitude = between(task.flights.x)
    longitude = longitude - _FULL_TURN * np.where(np.abs(longitude) > 180.0, np.rint(longitude / _FULL_TURN), 0.0)
    low, high = between(task.amsl)
    return np.stack([longitude, between(task.flights.y), np.where(low == high, low, np.nan)])


def _table(
    visits: _Visits, compared: list[str], tracks: Tracks, airspaces: Airspaces, qnh: QNH, longest: float
) -> pd.DataFrame:
    """Return visits as a table, in order."""
    ids = airspaces.frame["airspace_id"]
    rank = np.empty(len(ids), dtype=np.int64)
    rank[np.argsort(ids.to_numpy(dtype=object), kind="stable")] = np.arange(len(ids))
    visits = visits.take(np.lexsort((rank[visits.airspace], visits.entry, visits.flight)))
    names = pd.Index(tracks.ids, dtype="str")
    setting = np.full(len(visits.entry), np.nan) if qnh is None else qnh_at(qnh, visits.entry)[0]
    columns: dict[str, Any] = {
        "track_id": names.take(visits.flight),
        "airspace_id": pd.Index(ids).take(visits.airspace),
        "entry_time": _moments(visits.entry),
        "exit_time": _moments(visits.exit),
        "duration": (visits.exit - visits.entry) / 1e9,
        "entry_longitude": visits.entry_at[0],
        "entry_latitude": visits.entry_at[1],
        "entry_altitude_amsl": visits.entry_at[2],
        "exit_longitude": visits.exit_at[0],
        "exit_latitude": visits.exit_at[1],
        "exit_altitude_amsl": visits.exit_at[2],
        "entered_through": _words(_ENTERED, visits.entered),
        "left_through": _words(_LEFT, visits.left),
        "status": _words(_STATUS, visits.status),
        "active": _words(STATES, visits.active),
        "vertical_reference": _words(compared or [""], visits.airspace),
        "qnh_used": setting,
        "max_gap": np.full(len(visits.entry), longest),
    }
    return pd.DataFrame({name: pd.Series(columns[name], dtype=kind) for name, kind in COLUMNS.items()})


def _words(words: Sequence[str], numbers: NDArray[np.int64]) -> pd.Index[Any]:
    return pd.Index(list(words), dtype="str").take(numbers)


def _moments(nanoseconds: NDArray[np.int64]) -> pd.DatetimeIndex:
    return pd.DatetimeIndex(nanoseconds.view("datetime64[ns]")).tz_localize("UTC")
