"""Tables of shapes in any coordinate reference system to longitude and latitude."""

from __future__ import annotations

import geopandas as gpd
import shapely

__all__ = ["in_degrees"]

_EDGE = 2_000.0
"""Metres: straight edges of projected coordinates are cut so short before they are turned into degrees."""


def in_degrees(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the table, whose CRS is known, in WGS 84 longitude and latitude."""
    crs = frame.crs
    if crs.equals("EPSG:4326") or crs.equals("OGC:CRS84"):
        return frame.set_crs("EPSG:4326", allow_override=True)
    shapes = frame.geometry.to_numpy()
    if crs.is_projected:
        unit = crs.axis_info[0].unit_conversion_factor or 1.0
        frame = frame.set_geometry(gpd.GeoSeries(shapely.segmentize(shapes, _EDGE / unit), crs=crs))
    return frame.to_crs("EPSG:4326")
