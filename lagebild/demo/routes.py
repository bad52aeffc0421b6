"""Ways between airports that keep off the mountains, as far as the coarse relief shows them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from lagebild.demo.airports import Airport
from lagebild.demo.path import GEOD, Path, path_through

__all__ = ["needed_clearance", "waypoints"]

Array = NDArray[np.float64]

_DETOUR_DISTANCE = 75_000.0
_DETOUR_ANGLES = (0.0, 40.0, -40.0, 75.0, -75.0, 110.0, -110.0, 145.0, -145.0, 180.0)
"""Turns off the direct course after take-off (before landing), degrees, in the order in which they are tried."""

_LEG = 450_000.0
_OFFSET = 12_000.0
_TURN = 9_000.0
_SPACING = 5_000.0


def needed_clearance(away: Array) -> Array:
    """Return the height above the relief that is asked for at a distance from the nearer airfield, both in m.

    Nothing within 10 km, where the relief's cells are wider than the way flown; then 3 % of the distance, up to
    600 m.
    """
    return np.clip(0.03 * (away - 10_000.0), 0.0, 600.0)


def detours() -> Iterator[tuple[float, float]]:
    """Turns at the start and at the end of a route, the smallest first."""
    pairs = [(a, b) for a in _DETOUR_ANGLES for b in _DETOUR_ANGLES]
    yield from sorted(pairs, key=lambda pair: abs(pair[0]) + abs(pair[1]))


def route(start: Airport, end: Airport, offsets: Array, turns: tuple[float, float]) -> Path:
    """Connect two airports through waypoints.

    Parameters
    ----------
    offsets
        Standard normal numbers that move the waypoints off the geodesic; as many as `waypoints` says.
    turns
        Off the direct course at the start and at the end, degrees; 0 for none.
    """
    course, back, length = GEOD.inv(start.longitude, start.latitude, end.longitude, end.latitude)
    places = [(start.longitude, start.latitude)]
    if turns[0]:
        places.append(GEOD.fwd(start.longitude, start.latitude, course + turns[0], _DETOUR_DISTANCE)[:2])
    shares = np.arange(1, len(offsets) + 1) / (len(offsets) + 1)
    for share, offset in zip(shares, offsets, strict=True):
        lon, lat, backwards = GEOD.fwd(start.longitude, start.latitude, course, share * length)
        moved = GEOD.fwd(lon, lat, backwards + 90.0, _OFFSET * float(offset))
        places.append(moved[:2])
    if turns[1]:
        places.append(GEOD.fwd(end.longitude, end.latitude, back + turns[1], _DETOUR_DISTANCE)[:2])
    places.append((end.longitude, end.latitude))
    longitude, latitude = (np.array(values, dtype=np.float64) for values in zip(*places, strict=True))
    return path_through(longitude, latitude, turn=_TURN, spacing=_SPACING)


def waypoints(start: Airport, end: Airport) -> int:
    """Return how many waypoints a route has between its ends."""
    _, _, length = GEOD.inv(start.longitude, start.latitude, end.longitude, end.latitude)
    return int(length // _LEG)
