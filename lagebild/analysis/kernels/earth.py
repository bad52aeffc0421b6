"""Places on the WGS 84 ellipsoid as points in space, so that neither the antimeridian nor a pole is special."""

from __future__ import annotations

import math

from lagebild.model.compiled import inlined, inner

__all__ = ["SEMI_MAJOR_AXIS", "SQUARED_ECCENTRICITY", "point_on_earth", "short_way"]

SEMI_MAJOR_AXIS = 6378137.0
"""m; WGS 84 (NGA.STND.0036)."""

SQUARED_ECCENTRICITY = 0.0066943799901413165
"""f (2 - f) with f = 1 / 298.257223563; WGS 84 (NGA.STND.0036)."""


@inlined
def short_way(degrees: float) -> float:
    """Turn a difference of two longitudes within ±180 degrees into the short way between them."""
    if degrees > 180.0:
        return degrees - 360.0
    if degrees < -180.0:
        return degrees + 360.0
    return degrees


@inner
def point_on_earth(longitude: float, latitude: float) -> tuple[float, float, float]:
    """Return the earth-centred x, y, z (m) of a place (degrees) on the ellipsoid."""
    east, north = math.radians(longitude), math.radians(latitude)
    sine, cosine = math.sin(north), math.cos(north)
    normal = SEMI_MAJOR_AXIS / math.sqrt(1.0 - SQUARED_ECCENTRICITY * sine * sine)
    return (
        normal * cosine * math.cos(east),
        normal * cosine * math.sin(east),
        normal * (1.0 - SQUARED_ECCENTRICITY) * sine,
    )
