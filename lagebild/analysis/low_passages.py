"""When flights were low over the ground, exact between fixes."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lagebild.analysis.flights_over_ground import FlightsOverGround, first_least, of_next, written
from lagebild.errors import ValidationError
from lagebild.model.qnh import QNH
from lagebild.model.terrain import Terrain
from lagebild.model.tracks import Tracks

__all__ = ["low_passages"]

_COLUMNS = {
    "track_id": "str",
    "start": "datetime64[ns, UTC]",
    "end": "datetime64[ns, UTC]",
    "duration": "float64",
    "time": "datetime64[ns, UTC]",
    "longitude": "float64",
    "latitude": "float64",
    "height_above_ground": "float64",
    "uncertainty": "float64",
    "terrain_elevation": "float64",
    "status": "str",
    "reasons": "str",
}
_SAME_PLACE = 1e-9
"""Of a leg: parts that lie no farther apart are one."""


def low_passages(tracks: Tracks, terrain: Terrain, below: float = 150.0, qnh: QNH = None) -> pd.DataFrame:
    """Return when flight paths were lower than `below` metres above the ground; exact between fixes, as `clearance`.

    A passage is as long as the aircraft may have been lower, in view of what its height and the ground are uncertain
    by. It is `certain` if somewhere in it the aircraft must have been lower, else `undetermined`. Ways on the ground do
    not count, nor does a touch of no duration; a passage ends where a gap or the end of the terrain begins.

    Parameters
    ----------
    tracks, terrain, qnh
        As of `clearance`.
    below
        Metres above the ground.

    Returns
    -------
    pandas.DataFrame
        One row a passage, by track and time: track_id; start and end, duration (s); time, longitude, latitude of the
        lowest point in it; height_above_ground ± uncertainty and terrain_elevation there (m); status (certain |
        undetermined); reasons, as in `clearance`.

    Raises
    ------
    ValidationError
        If `below` is no number of metres.
    """
    if not math.isfinite(below):
        raise ValidationError(f"below must be a number of metres above the ground, not {below!r}")
    flights = FlightsOverGround.of(tracks, terrain, qnh)
    parts = _parts(flights, float(below))
    if not len(parts.leg):
        return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in _COLUMNS.items()})
    # at the seam of a raster around the world, its two ends overlap
    reached = pd.Series(parts.end).groupby(parts.leg).cummax().to_numpy()
    apart = np.diff(parts.leg) + parts.begin[1:] - reached[:-1] > _SAME_PLACE
    first = np.concatenate([[0], np.flatnonzero(apart) + 1])
    last = np.append(first[1:], len(parts.leg)) - 1
    lowest, t, height = _lowest(parts, first, flights.middle)
    certain = np.minimum.reduceat(_least(parts, flights.high)[1], first) < below
    start, end = flights.moment(parts.leg[first], parts.begin[first]), flights.moment(parts.leg[last], reached[last])
    table = flights.places(parts.leg[lowest], t, height).assign(
        track_id=flights.track_ids(parts.leg[first]),
        start=start,
        end=end,
        duration=(end - start).total_seconds(),
        status=np.where(certain, "certain", "undetermined"),
        reasons=written(flights.reasons(parts.leg[lowest], t)),
    )
    return table[start < end].reset_index(drop=True).astype(_COLUMNS)[list(_COLUMNS)]


class _Parts(NamedTuple):
    """Parts of legs in which an aircraft may have been too low, in order; each over one square of cells' centres."""

    leg: NDArray[np.int64]
    begin: NDArray[np.float64]
    end: NDArray[np.float64]
    ground: NDArray[np.float64]
    """Shape (p, 3): q0, q1, q2."""


def _parts(flights: FlightsOverGround, below: float) -> _Parts:
    from lagebild.analysis.kernels.ground import passages  # numba is loaded by those who need it

    start, end = flights.low, of_next(flights.low)
    legs, ends, grounds = [np.empty(0, dtype=np.int64)], [np.empty((0, 2))], [np.empty((0, 3))]
    for leg, terms in flights.pieces():
        position, part = passages(leg, terms, start, end, below)
        legs.append(leg[position])
        ends.append(part)
        grounds.append(terms[position, 2:])
    leg, part, ground = np.concatenate(legs), np.concatenate(ends), np.concatenate(grounds)
    order = np.lexsort((part[:, 0], leg))
    return _Parts(leg[order], part[order, 0], part[order, 1], ground[order])


def _least(parts: _Parts, altitude: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return where in each part an altitude (of the points, linear between) is the least over the ground, and that."""
    start, end = altitude[parts.leg], of_next(altitude)[parts.leg]
    c0, c1, c2 = start - parts.ground[:, 0], end - start - parts.ground[:, 1], -parts.ground[:, 2]
    turn = np.clip(-c1 / np.where(c2 > 0.0, 2.0 * c2, np.inf), parts.begin, parts.end)
    places = np.stack([parts.begin, parts.end, np.where(c2 > 0.0, turn, parts.begin)])
    heights = c0 + places * (c1 + places * c2)
    best = np.argmin(heights, axis=0)[None]
    return np.take_along_axis(places, best, 0)[0], np.take_along_axis(heights, best, 0)[0]


def _lowest(
    parts: _Parts, first: NDArray[np.int64], altitude: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Return the part in which each passage is lowest, where in it, and how high that is above the ground."""
    t, height = _least(parts, altitude)
    lowest = first_least(height, first)
    return lowest, t[lowest], height[lowest]
