"""Shapes of made-up airspaces: geodesic circles and sectors, rings, polygons."""

from __future__ import annotations

import math

import numpy as np
import shapely
from numpy.typing import NDArray

from lagebild.demo.path import GEOD

__all__ = ["circle", "offset", "polygon", "ring"]

_SAGITTA = 0.5
"""How far an edge may lie off the true circle, m."""


def _round_points(longitude: float, latitude: float, radius: float) -> NDArray[np.float64]:
    count = max(36, math.ceil(math.pi / math.acos(1.0 - _SAGITTA / radius)))
    azimuth = np.arange(count) * (360.0 / count)
    lon, lat, _ = GEOD.fwd(np.full(count, longitude), np.full(count, latitude), azimuth, np.full(count, radius))
    return np.column_stack([np.round(lon, 7), np.round(lat, 7)])


def circle(longitude: float, latitude: float, radius: float) -> shapely.Polygon:
    """Return a geodesic circle, less than 1 m off the true one; radius in m."""
    return shapely.Polygon(_round_points(longitude, latitude, radius))


def ring(longitude: float, latitude: float, outer: float, inner: float) -> shapely.Polygon:
    """Return a geodesic circle with a round hole; radii in m."""
    return shapely.Polygon(_round_points(longitude, latitude, outer), [_round_points(longitude, latitude, inner)])


def polygon(*corners: tuple[float, float]) -> shapely.Polygon:
    """Return a polygon through corners (longitude, latitude), straight in longitude and latitude."""
    return shapely.Polygon(corners)


def offset(longitude: float, latitude: float, bearing: float, distance: float) -> tuple[float, float]:
    """Return the place at a bearing (degrees) and distance (m) of another."""
    lon, lat, _ = GEOD.fwd(longitude, latitude, bearing, distance)
    return float(lon), float(lat)
