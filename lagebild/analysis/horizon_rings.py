"""How far stations see at altitudes: areas on the map, drawn out of the minimum visible altitude."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import contourpy
import geopandas as gpd
import numpy as np
import shapely
import xarray as xr
from numpy.typing import NDArray
from pyproj import Geod
from shapely.geometry import MultiPolygon, Polygon

from lagebild.errors import ValidationError
from lagebild.model.terrain import Terrain

__all__ = ["horizon_rings"]

_GEOD = Geod(ellps="WGS84")
_LOWEST = -1e6
"""m; below any ground."""


def horizon_rings(
    lowest: xr.DataArray,
    altitudes: Sequence[float],
    *,
    terrain: Terrain | None = None,
    above_ground: bool = False,
    simplified: float = 0.25,
) -> gpd.GeoDataFrame:
    """Return the areas in which aircraft at altitudes are seen.

    Between the centres of cells the minimum visible altitude is interpolated linearly, so the rings are smooth. They
    end at the last centre where it is known and within range.

    Parameters
    ----------
    lowest
        What `minimum_visible_altitude` returned.
    altitudes
        Metres above mean sea level; above the ground with `above_ground`.
    terrain
        The ground it was made over; needed with `above_ground`.
    above_ground
        Whether the altitudes are heights above the ground.
    simplified
        Cells by which the rings may lie beside the true ones, to have fewer vertices; 0: none.

    Returns
    -------
    geopandas.GeoDataFrame
        EPSG:4326, one row an altitude in the order given: `altitude` (m), `reference` (`AMSL` or `AGL`), `stations`
        (their names), `area` (m², on the ellipsoid), geometry (MultiPolygon, empty where nothing is seen).

    Raises
    ------
    ValidationError
        If an altitude is no number, or the terrain is missing.
    """
    for altitude in altitudes:
        if not math.isfinite(altitude):
            raise ValidationError(f"an altitude must be a number of metres, not {altitude!r}")
    if above_ground and terrain is None:
        raise ValidationError("heights above the ground need the terrain")
    field = lowest.to_numpy().astype(np.float64)
    if above_ground and terrain is not None:
        field -= terrain.window(0, terrain.grid.rows, 0, terrain.grid.columns)
    tracer = contourpy.contour_generator(
        z=np.ma.masked_array(field, ~np.isfinite(field)), fill_type=contourpy.FillType.OuterOffset
    )
    place = Terrain(elevation=lowest.drop_vars(["station", "complete"], errors="ignore"))
    shapes = [_seen_below(tracer, float(altitude), place, simplified) for altitude in altitudes]
    return gpd.GeoDataFrame(
        {
            "altitude": np.asarray(altitudes, dtype=np.float64),
            "reference": "AGL" if above_ground else "AMSL",
            "stations": ", ".join(lowest.attrs.get("stations", ())),
            "area": [abs(_GEOD.geometry_area_perimeter(shapely.orient_polygons(one))[0]) for one in shapes],
        },
        geometry=shapes,
        crs="EPSG:4326",
    )


def _seen_below(tracer: contourpy.ContourGenerator, altitude: float, place: Terrain, simplified: float) -> MultiPolygon:
    """Return the area in which the field is no higher than an altitude."""
    filled: Any = tracer.filled(_LOWEST, max(altitude, _LOWEST + 1.0))  # its shape hangs on the type of filling
    parts = []
    for points, cuts in zip(*filled, strict=True):
        outline = [points[start:stop] for start, stop in pairwise(cuts)]
        part = shapely.simplify(Polygon(outline[0], outline[1:]), simplified)
        parts.append(shapely.transform(part, lambda at: _degrees(place, at)))
    whole = shapely.make_valid(shapely.union_all(parts)) if parts else MultiPolygon()
    areas = [one for one in shapely.get_parts(whole) if one.geom_type == "Polygon"]
    return MultiPolygon(areas)


def _degrees(place: Terrain, at: NDArray[np.float64]) -> NDArray[np.float64]:
    longitude, latitude = place.degrees(at[:, 1], at[:, 0])
    return np.column_stack([longitude, latitude])
