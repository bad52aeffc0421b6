"""Boxes of longitude and latitude that know about the antimeridian."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["Bounds", "bounds_of", "union_of"]

_FULL_TURN = 360.0


class Bounds(NamedTuple):
    """A box in degrees; `east` exceeds 180 where the box crosses the antimeridian."""

    west: float
    south: float
    east: float
    north: float


def bounds_of(longitude: NDArray[np.float64], latitude: NDArray[np.float64]) -> Bounds | None:
    """Return the narrowest box around the points (degrees); None where there is no finite point."""
    good = np.isfinite(longitude) & np.isfinite(latitude)
    if not good.any():
        return None
    lon, lat = (longitude, latitude) if good.all() else (longitude[good], latitude[good])
    west, east = float(lon.min()), float(lon.max())
    if east - west > _FULL_TURN / 2:  # else no box the other way round is narrower
        shifted = np.where(lon < 0, lon + _FULL_TURN, lon)
        turned = (float(shifted.min()), float(shifted.max()))
        west, east = turned if turned[1] - turned[0] < east - west else (west, east)
    if west >= _FULL_TURN / 2:
        west, east = west - _FULL_TURN, east - _FULL_TURN
    return Bounds(west, float(lat.min()), east, float(lat.max()))


def union_of(boxes: list[Bounds]) -> Bounds | None:
    """Return the narrowest box around boxes; None without boxes."""
    if not boxes:
        return None
    south, north = min(b.south for b in boxes), max(b.north for b in boxes)
    candidates = []
    for turn in (b.west for b in boxes):
        # every box moved by full turns so that it begins at or east of this candidate's west
        moved = [((b.west - turn) % _FULL_TURN, b.east - b.west) for b in boxes]
        candidates.append((max(offset + width for offset, width in moved), turn))
    width, west = min(candidates)
    if width >= _FULL_TURN:
        return Bounds(-180.0, south, 180.0, north)
    return Bounds(west, south, west + width, north)
