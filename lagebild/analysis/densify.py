"""Paths of fixes made so dense that a straight line in longitude and latitude is as good as the geodesic."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from pyproj import Geod

from lagebild.model.bilinear import sealed
from lagebild.model.tracks import MAX_GAP_SECONDS, Tracks

__all__ = ["Path", "densified", "joined"]

_GEOD = Geod(ellps="WGS84")
_TOLERANCE = 1.0
"""Metres that a leg may lie off the geodesic between its fixes (design: crossings)."""

_SHORTEST = 1e-9
"""Legs are not cut below this share of their segment: what remains there is rounding."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Path:
    """Points along flight paths: all fixes, and what was put between them. A leg leads from a point to the next one.

    A value of the fixes belongs to a point as `values[fix] + share * (values[fix + 1] - values[fix])`: see `at`.
    """

    longitude: NDArray[np.float64]
    """Shape (m,), degrees; the shorter way around leads from one to the next."""

    latitude: NDArray[np.float64]
    """Shape (m,), degrees."""

    fix: NDArray[np.int64]
    """Shape (m,): the fix that the point is, or follows."""

    share: NDArray[np.float64]
    """Shape (m,): how far the point has come to the next fix, 0 up to but not 1."""

    leads_on: NDArray[np.bool_]
    """Shape (m,): whether a leg leads from the point to the next one."""

    def at(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Interpolate a value of the fixes linearly to the points."""
        between = np.flatnonzero(self.share)
        found = values[self.fix]
        here = self.fix[between]
        found[between] += self.share[between] * (values[here + 1] - values[here])
        return np.asarray(found)


def joined(tracks: Tracks, max_gap: float = MAX_GAP_SECONDS) -> NDArray[np.bool_]:
    """Say of each fix whether the way to the next one is known: one of the same track, at most `max_gap` s later."""
    time = tracks.frame["time"].to_numpy(dtype="datetime64[ns]").view(np.int64)
    result = np.zeros(len(time), dtype=bool)
    result[:-1] = np.diff(time) <= max_gap * 1e9
    result[tracks.offsets[1:] - 1] = False
    return result


def densified(
    longitude: NDArray[np.float64],
    latitude: NDArray[np.float64],
    joins: NDArray[np.bool_],
    tolerance: float = _TOLERANCE,
    longest: float = math.inf,
) -> Path:
    """Put points of the geodesic (WGS 84) between fixes wherever the straight line lies more than `tolerance` m off it.

    Off it also means: ahead or behind, where the one goes evenly in degrees and the other in metres.

    Parameters
    ----------
    longitude, latitude
        Of the fixes, degrees, shape (n,).
    joins
        Shape (n,): whether a segment leads from a fix to the next (`joined`).
    tolerance
        In metres.
    longest
        Metres that no leg may be longer than (by some hundredths).
    """
    from lagebild.analysis.kernels.densify import pieces_needed  # numba is loaded by those who need it

    lon, lat = sealed(longitude), sealed(latitude)  # so that the function is compiled once
    needed = pieces_needed(lon[:-1], lat[:-1], lon[1:], lat[1:], tolerance, longest)
    long = np.flatnonzero(joins[:-1] & (needed > 1))
    extra = np.zeros(len(longitude), dtype=np.int64)
    if not long.size:
        fix = np.arange(len(longitude))
        return Path(longitude=longitude, latitude=latitude, fix=fix, share=np.zeros(len(fix)), leads_on=joins)
    between = _between(longitude, latitude, long, tolerance, longest)
    extra[long] = np.bincount(between.segment, minlength=len(long))
    fix = np.repeat(np.arange(len(longitude)), extra + 1)
    put = np.ones(len(fix), dtype=bool)
    put[np.arange(len(longitude)) + np.concatenate([[0], np.cumsum(extra)[:-1]])] = False
    lon, lat, share = longitude[fix], latitude[fix], np.zeros(len(fix))
    lon[put], lat[put], share[put] = between.longitude, between.latitude, between.share
    return Path(longitude=lon, latitude=lat, fix=fix, share=share, leads_on=joins[fix])


class _Points(NamedTuple):
    """Points between fixes, in order."""

    segment: NDArray[np.int64]
    share: NDArray[np.float64]
    longitude: NDArray[np.float64]
    latitude: NDArray[np.float64]


def _between(
    longitude: NDArray[np.float64],
    latitude: NDArray[np.float64],
    long: NDArray[np.int64],
    tolerance: float,
    longest: float,
) -> _Points:
    """Cut each of the segments that begin at `long` until every leg is short enough; fixes themselves are left out."""
    from lagebild.analysis.kernels.densify import pieces_needed

    start, end = (longitude[long], latitude[long]), (longitude[long + 1], latitude[long + 1])
    azimuth, _, length = _GEOD.inv(*start, *end)
    segment, share = np.repeat(np.arange(len(long)), 2), np.tile([0.0, 1.0], len(long))
    while True:
        lon, lat, _ = _GEOD.fwd(start[0][segment], start[1][segment], azimuth[segment], length[segment] * share)
        for at_end, fixes in ((0.0, start), (1.0, end)):
            exactly = share == at_end
            lon[exactly], lat[exactly] = fixes[0][segment[exactly]], fixes[1][segment[exactly]]
        x, y = sealed(lon), sealed(lat)
        needed = pieces_needed(x[:-1], y[:-1], x[1:], y[1:], tolerance, longest)
        legs = np.where(np.diff(segment) == 0, needed, 1)
        legs[np.diff(share) < _SHORTEST] = 1
        if legs.max() == 1:
            inner = (share > 0.0) & (share < 1.0)
            return _Points(segment[inner], share[inner], lon[inner], lat[inner])
        segment, share = _cut(segment, share, np.append(legs, 1))


def _cut(
    segment: NDArray[np.int64], share: NDArray[np.float64], pieces: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Put `pieces - 1` even shares between each point and the next."""
    point = np.repeat(np.arange(len(share)), pieces)
    number = np.arange(len(point)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    following = np.minimum(point + 1, len(share) - 1)
    return segment[point], share[point] + (share[following] - share[point]) * (number / pieces[point])
