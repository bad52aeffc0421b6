"""What stations see to files of other programs: rasters as GeoTIFF, rings as GeoPackage."""

from __future__ import annotations

import json
import os
from pathlib import Path

import geopandas as gpd
import numpy as np
import rasterio
import xarray as xr
from rasterio.transform import Affine

from lagebild.errors import ValidationError
from lagebild.model.terrain import Grid
from lagebild.writers.whole_file import written_whole

__all__ = ["write_sight"]

_NEVER = 1.0e6
"""m AMSL; what stands in a file for an altitude that is never seen: programs handle infinities badly."""

_UNKNOWN = -1


def write_sight(
    result: xr.DataArray | gpd.GeoDataFrame, path: str | os.PathLike[str], *, overwrite: bool = False
) -> None:
    """Write a minimum visible altitude, a viewshed or horizon rings to a file.

    Parameters
    ----------
    result
        What `minimum_visible_altitude`, `viewshed` or `coverage` returned, for a GeoTIFF; or `horizon_rings`, for a
        GeoPackage.
    path
        Ends in `.tif` or `.tiff`, rings in `.gpkg`. Altitudes are m AMSL, NaN unknown, 1,000,000 never seen; viewsheds
        1 seen, 0 hidden, -1 (no data) unknown. Of several stations a second band tells which one gives the value.
        Refraction, method and stations stand in the file's tags.
    overwrite
        Replace a file at that place; otherwise it is refused.

    Raises
    ------
    ValidationError
        If the result is none of these, or the ending does not fit.
    WriteError
        If a file is there already, or it cannot be written.
    """
    target = Path(path)
    if isinstance(result, gpd.GeoDataFrame):
        _check_ending(target, (".gpkg",), "rings")
        written_whole(target, lambda made: _write_rings(result, made), overwrite=overwrite)
    elif isinstance(result, xr.DataArray) and result.dims == ("y", "x") and result.rio.crs is not None:
        _check_ending(target, (".tif", ".tiff"), "rasters")
        written_whole(target, lambda made: _write_raster(result, made), overwrite=overwrite)
    else:
        raise ValidationError(
            f"a minimum visible altitude, a viewshed or rings are written, not {type(result).__name__}"
        )


def _check_ending(target: Path, endings: tuple[str, ...], what: str) -> None:
    if not target.name.lower().endswith(endings):
        raise ValidationError(f"{what} are written to {' or '.join(endings)}, not to {target.name!r:.200}")


def _write_rings(rings: gpd.GeoDataFrame, path: Path) -> None:
    rings.to_file(path, driver="GPKG", layer="rings", engine="pyogrio", index=False)


def _write_raster(result: xr.DataArray, path: Path) -> None:
    grid = Grid.of(result)
    corner = (grid.x_origin - grid.x_step / 2, grid.y_origin - grid.y_step / 2)
    values = result.to_numpy()
    seen = values.dtype == np.int8
    bands = [values if seen else np.where(np.isposinf(values), np.float32(_NEVER), values)]
    names = [str(result.attrs.get("long_name", ""))]
    if "station" in result.coords:
        bands.append(result.coords["station"].to_numpy())
        names.append("station, counted from 0; -1: none")
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=grid.columns,
        height=grid.rows,
        count=len(bands),
        dtype="int8" if seen else "float32",
        crs=result.rio.crs,
        transform=Affine(grid.x_step, 0.0, corner[0], 0.0, grid.y_step, corner[1]),
        nodata=_UNKNOWN if seen else np.nan,
        tiled=True,
        compress="deflate",
        predictor=1 if seen else 3,
    ) as file:
        for number, (band, name) in enumerate(zip(bands, names, strict=True), start=1):
            file.write(band.astype("int8" if seen else "float32"), number)
            file.set_band_description(number, name)
        file.update_tags(**{name: json.dumps(value, ensure_ascii=False) for name, value in result.attrs.items()})
