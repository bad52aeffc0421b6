"""Shapes and places in any coordinate reference system to longitude and latitude."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import ProjError

from lagebild.errors import CrsError
from lagebild.messages import Message
from lagebild.model.altitude import UNKNOWN_DATUM
from lagebild.readers.files import one_line

__all__ = ["height_column", "in_degrees", "places_in_degrees"]

_EDGE = 2_000.0
"""Metres: straight edges of projected coordinates are cut so short before they are turned into degrees."""


def in_degrees(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the table, whose CRS is known, in WGS 84 longitude and latitude."""
    crs = frame.crs
    if _is_wgs84(crs):
        return frame.set_crs("EPSG:4326", allow_override=True)
    shapes = frame.geometry.to_numpy()
    if crs.is_projected:
        unit = crs.axis_info[0].unit_conversion_factor or 1.0
        frame = frame.set_geometry(gpd.GeoSeries(shapely.segmentize(shapes, _EDGE / unit), crs=crs))
    return frame.to_crs("EPSG:4326")


def places_in_degrees(
    path: Path, crs: CRS, coordinates: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the WGS 84 longitudes and latitudes of coordinates (shape (n, 2) or more); NaN where there are none.

    Raises
    ------
    CrsError
        If the coordinate reference system cannot be turned into them.
    """
    x, y = coordinates[:, 0], coordinates[:, 1]
    try:
        flat = crs.to_2d()
        if _is_wgs84(flat):
            return x, y
        turned = Transformer.from_crs(flat, "EPSG:4326", always_xy=True).transform(x, y)
    except ProjError as error:
        raise CrsError(
            Message(
                "{path}: its places cannot be turned into longitude and latitude: {reason}",
                path=path,
                reason=one_line(error),
            )
        ) from error
    return tuple(np.where(np.isfinite(values), values, np.nan) for values in turned)  # type: ignore[return-value]


def _is_wgs84(crs: CRS) -> bool:
    """Whether it has the longitudes and latitudes of WGS 84, in either order of its axes."""
    return bool(crs.equals("EPSG:4326") or crs.equals("OGC:CRS84"))


def height_column(crs: CRS) -> str:
    """Return the column for heights of a coordinate reference system; the unknown one unless it states a reference."""
    if crs.is_geographic and not crs.sub_crs_list and len(crs.axis_info) == 3 and _is_wgs84(crs.to_2d()):
        return "height_ellipsoid"
    upright = [part for part in crs.sub_crs_list if part.is_vertical]
    is_metre = bool(upright) and upright[0].axis_info[0].unit_name == "metre"
    if is_metre and any(word in upright[0].name.upper() for word in ("EGM96", "EGM2008", "MSL HEIGHT")):
        return "altitude_amsl"
    return UNKNOWN_DATUM
