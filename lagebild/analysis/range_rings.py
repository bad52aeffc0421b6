"""How far stations serve by what is said of them: circles on the ellipsoid, each with who says so."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray
from pyproj import Geod
from shapely import Polygon

from lagebild.errors import ValidationError
from lagebild.model.stations import Station

__all__ = ["geodesic_circle", "geodesic_disc", "range_rings"]

_GEOD = Geod(ellps="WGS84")
_CORNERS = 720
"""A side of a circle then lies less than a hundred-thousandth of its radius off it: 10 m at 1,000 km."""

_LONGEST = 9_000_000.0
"""m; less than a quarter of a meridian, so that no circle runs around both poles."""


def range_rings(stations: Station | Sequence[Station]) -> gpd.GeoDataFrame:
    """Return a circle for each station whose range is limited: neither ground nor horizon is in it.

    Parameters
    ----------
    stations
        One or several.

    Returns
    -------
    geopandas.GeoDataFrame
        EPSG:4326, one row a station with a `max_range`: `station` (its name or place), `purpose`, `max_range` (m),
        `range_source` (who says so; empty: nobody), geometry (Polygon; east of 180 degrees it goes on counting).
    """
    chosen = [stations] if isinstance(stations, Station) else list(stations)
    limited = [(one, one.max_range) for one in chosen if one.max_range is not None]
    return gpd.GeoDataFrame(
        {
            "station": [one.label for one, _ in limited],
            "purpose": [str(one.purpose) for one, _ in limited],
            "max_range": np.array([reach for _, reach in limited], dtype=np.float64),
            "range_source": [one.range_source for one, _ in limited],
        },
        geometry=[geodesic_disc(one.longitude, one.latitude, reach) for one, reach in limited],
        crs="EPSG:4326",
    )


def geodesic_disc(longitude: float, latitude: float, radius: float) -> Polygon:
    """Return the area within a geodesic distance (m) of a place (degrees); around a pole it reaches up to 90 degrees.

    Raises
    ------
    ValidationError
        If the radius is no distance, or so large that the area would lie around both poles.
    """
    if not 0.0 < radius <= _LONGEST:
        raise ValidationError(f"a circle has a radius above 0 and up to {_LONGEST / 1000:.0f} km, not {radius:g} m")
    ring = geodesic_circle(longitude, latitude, radius)
    turn = ring[-1, 0] - ring[0, 0]
    if abs(turn) < 180.0:
        return Polygon(ring)
    pole = 90.0 if latitude > 0 else -90.0
    return Polygon([*ring, (ring[-1, 0], pole), (ring[0, 0], pole)])


def geodesic_circle(longitude: float, latitude: float, radius: float) -> NDArray[np.float64]:
    """Return points (longitude, latitude in degrees; shape (721, 2)) at a geodesic distance (m) of a place.

    Longitudes go on without a jump at the antimeridian; around a pole the last one is 360 degrees off the first.
    """
    angles = np.linspace(0.0, 360.0, _CORNERS + 1)
    count = len(angles)
    east, north, _ = _GEOD.fwd(np.full(count, longitude), np.full(count, latitude), angles, np.full(count, radius))
    beside = np.unwrap(np.asarray(east), period=360.0)
    ring = np.column_stack([beside + 360.0 * round((longitude - beside.mean()) / 360.0), north])
    if abs(ring[-1, 0] - ring[0, 0]) < 180.0:
        ring[-1] = ring[0]
    return ring
