"""Places that a radar tells by slant range and azimuth, in WGS 84.

The target lies at the end of a geodesic from the radar, as long as the arc on the earth under the slant range. The
earth is taken as the sphere that touches the ellipsoid at the radar with its radius of curvature in the direction of
the target. Refraction is left out: it bends the way, but its length hardly changes (metres in hundreds of kilometres).
Held against exact Earth-centred coordinates, places differ by less than 20 m within 250 km and 120 m within 470 km.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from pyproj import Geod

from lagebild.readers.format import Site

__all__ = ["Places", "from_cartesian", "from_polar"]

_EARTH = Geod(ellps="WGS84")


class Places(NamedTuple):
    """Where targets are; arrays of shape (n,), degrees."""

    longitude: NDArray[np.float64]
    latitude: NDArray[np.float64]


def from_polar(
    site: Site, slant_range: NDArray[np.float64], azimuth: NDArray[np.float64], height: NDArray[np.float64]
) -> Places:
    """Place targets by slant range and azimuth.

    Parameters
    ----------
    site
        Of the radar.
    slant_range
        Metres, shape (n,); NaN gives no place.
    azimuth
        Degrees from true north, clockwise.
    height
        Of the target, metres above the ellipsoid or nearly so: an error of 100 m moves a target that is seen 10
        degrees above the horizon by 18 m. Where it is NaN the slant range is taken for the range along the ground.

    Returns
    -------
    Places
    """
    radius = _radius(site.latitude, azimuth)
    rise = height - site.height_ellipsoid
    chord = np.maximum(slant_range**2 - rise**2, 0.0) / (4.0 * (radius + site.height_ellipsoid) * (radius + height))
    along = 2.0 * radius * np.arcsin(np.sqrt(np.clip(chord, 0.0, 1.0)))
    return _forward(site, azimuth, np.where(np.isnan(height), slant_range, along))


def from_cartesian(site: Site, x: NDArray[np.float64], y: NDArray[np.float64]) -> Places:
    """Place targets by metres to the east and to the north of the radar, along the ground."""
    return _forward(site, np.degrees(np.arctan2(x, y)), np.hypot(x, y))


def _radius(latitude: float, azimuth: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the ellipsoid's radius of curvature in a direction (Euler), metres."""
    root = 1.0 - _EARTH.es * np.sin(np.radians(latitude)) ** 2
    meridian = _EARTH.a * (1.0 - _EARTH.es) / root**1.5
    prime = _EARTH.a / np.sqrt(root)
    turn = np.radians(azimuth)
    return np.asarray(1.0 / (np.cos(turn) ** 2 / meridian + np.sin(turn) ** 2 / prime))


def _forward(site: Site, azimuth: NDArray[np.float64], distance: NDArray[np.float64]) -> Places:
    known = np.isfinite(azimuth) & np.isfinite(distance)
    longitude, latitude = np.full(len(distance), np.nan), np.full(len(distance), np.nan)
    count = int(known.sum())
    if count:
        east, north, _ = _EARTH.fwd(
            np.full(count, site.longitude), np.full(count, site.latitude), azimuth[known], distance[known]
        )
        longitude[known], latitude[known] = east, north
    return Places(longitude, latitude)
