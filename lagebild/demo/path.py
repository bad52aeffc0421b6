"""Paths over the ground: geodesic legs with rounded corners, measured along the ellipsoid."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pyproj import Geod

__all__ = ["GEOD", "Path", "around", "path_through"]

GEOD = Geod(ellps="WGS84")

Array = NDArray[np.float64]

_CORNER_POINTS = 9
_HAIRPIN = 110.0
"""Degrees; sharper turns are flown as two."""


@dataclass(frozen=True, eq=False)
class Path:
    """A line over the ground as dense vertices; between them longitude and latitude run straight."""

    longitude: Array
    """Degrees, shape (n,)."""

    latitude: Array
    """Degrees, shape (n,)."""

    distance: Array
    """Along the path, m, shape (n,), strictly growing from 0."""

    course: Array
    """True course of the segment that begins at each vertex, degrees 0..360, shape (n,)."""

    @classmethod
    def of(cls, longitude: Array, latitude: Array) -> Path:
        """Measure the path through vertices; repeated ones are dropped."""
        forward, _, step = GEOD.inv(longitude[:-1], latitude[:-1], longitude[1:], latitude[1:])
        moved = np.append(True, np.asarray(step) > 0.01)
        longitude, latitude = longitude[moved], latitude[moved]
        step = np.asarray(step)[moved[1:]]
        course = np.asarray(forward)[moved[1:]] % 360.0
        distance = np.concatenate([[0.0], np.cumsum(step)])
        return cls(longitude, latitude, distance, np.append(course, course[-1]))

    @property
    def length(self) -> float:
        """Metres."""
        return float(self.distance[-1])

    def at(self, distance: Array) -> tuple[Array, Array, Array]:
        """Return longitude, latitude and course at distances along the path."""
        longitude = np.interp(distance, self.distance, self.longitude)
        latitude = np.interp(distance, self.distance, self.latitude)
        segment = np.clip(np.searchsorted(self.distance, distance, side="right") - 1, 0, len(self.distance) - 2)
        return longitude, latitude, self.course[segment]

    def inside(self, west: float, south: float, east: float, north: float) -> Path | None:
        """Return the longest part within a box; None where less than two vertices of it lie there."""
        within = (self.longitude > west) & (self.longitude < east) & (self.latitude > south) & (self.latitude < north)
        edges = np.flatnonzero(np.diff(np.concatenate([[0], within.astype(np.int8), [0]])))
        starts, ends = edges[::2], edges[1::2]
        if not len(starts):
            return None
        best = int(np.argmax(ends - starts))
        chosen = slice(int(starts[best]), int(ends[best]))
        return Path.of(self.longitude[chosen], self.latitude[chosen]) if ends[best] - starts[best] > 1 else None


def path_through(longitude: Array, latitude: Array, *, turn: float, spacing: float) -> Path:
    """Connect waypoints (degrees) by geodesics and round the corners.

    Parameters
    ----------
    turn
        How far before and after a waypoint a turn begins and ends, m; less on short legs.
    spacing
        Between vertices on the legs, m.
    """
    longitude, latitude = _without_hairpins(longitude, latitude, turn)
    forward, _, length = (
        np.asarray(part) for part in GEOD.inv(longitude[:-1], latitude[:-1], longitude[1:], latitude[1:])
    )
    cut = np.minimum(turn, 0.45 * length)
    parts: list[tuple[Array, Array]] = []
    for leg in range(len(length)):
        begin = 0.0 if leg == 0 else float(cut[leg])
        end = float(length[leg]) - (0.0 if leg == len(length) - 1 else float(cut[leg]))
        along = np.linspace(begin, end, max(2, int(np.ceil((end - begin) / spacing)) + 1))
        lon, lat, _ = GEOD.fwd(
            np.full(along.shape, longitude[leg]),
            np.full(along.shape, latitude[leg]),
            np.full(along.shape, forward[leg]),
            along,
        )
        lon, lat = np.asarray(lon), np.asarray(lat)
        if leg:
            parts.append(_corner(parts[-1], (float(longitude[leg]), float(latitude[leg])), (lon, lat)))
        parts.append((lon, lat))
    return Path.of(np.concatenate([p[0] for p in parts]), np.concatenate([p[1] for p in parts]))


def _without_hairpins(longitude: Array, latitude: Array, turn: float) -> tuple[Array, Array]:
    """Split turns of more than 110° into two, flown around a second waypoint abeam of the first."""
    forward, back, _ = (
        np.asarray(part) for part in GEOD.inv(longitude[:-1], latitude[:-1], longitude[1:], latitude[1:])
    )
    arriving, leaving = (back[:-1] + 180.0) % 360.0, forward[1:] % 360.0
    angle = (leaving - arriving + 180.0) % 360.0 - 180.0
    sharp = np.flatnonzero(np.abs(angle) > _HAIRPIN)
    side = np.where(angle[sharp] < 0, -90.0, 90.0)
    lon, lat, _ = GEOD.fwd(
        longitude[sharp + 1], latitude[sharp + 1], arriving[sharp] + side, np.full(sharp.shape, 2.2 * turn)
    )
    return np.insert(longitude, sharp + 2, lon), np.insert(latitude, sharp + 2, lat)


def _corner(
    before: tuple[Array, Array], waypoint: tuple[float, float], after: tuple[Array, Array]
) -> tuple[Array, Array]:
    """Round a corner by a quadratic curve from the end of one leg to the begin of the next."""
    t = np.linspace(0.0, 1.0, _CORNER_POINTS + 2)[1:-1]
    first, middle, last = (1 - t) ** 2, 2 * t * (1 - t), t**2
    longitude = first * before[0][-1] + middle * waypoint[0] + last * after[0][0]
    latitude = first * before[1][-1] + middle * waypoint[1] + last * after[1][0]
    return longitude, latitude


def around(longitude: float, latitude: float, east: Array, north: Array) -> tuple[Array, Array]:
    """Turn offsets in m (azimuthal equidistant around a place) into longitude and latitude in degrees."""
    azimuth = np.degrees(np.arctan2(east, north))
    distance = np.hypot(east, north)
    lon, lat, _ = GEOD.fwd(np.full(azimuth.shape, longitude), np.full(azimuth.shape, latitude), azimuth, distance)
    return np.asarray(lon), np.asarray(lat)
