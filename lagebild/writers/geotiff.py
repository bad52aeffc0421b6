"""Terrain to a tiled GeoTIFF with overviews, block by block."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio.enums import Resampling
from rasterio.transform import Affine

from lagebild.model.terrain import Terrain

__all__ = ["overview_factors", "write_geotiff"]

_BLOCK_ROWS = 512
_SMALLEST_OVERVIEW = 256
_VOID = -32768


def write_geotiff(
    terrain: Terrain,
    path: Path,
    *,
    tags: dict[str, str] | None = None,
    progress: Callable[[float], None] | None = None,
) -> None:
    """Write elevations (metres) as int16 where they are whole numbers in its range, else as float32.

    The raster is never held whole. `tags` become metadata of the file; `progress` hears shares of 0..1.
    """
    whole = all(_is_whole(block) for _, block in _blocks(terrain))
    grid = terrain.grid
    profile: dict[str, Any] = {
        "driver": "GTiff",
        "width": grid.columns,
        "height": grid.rows,
        "count": 1,
        "crs": terrain.crs.to_wkt(),
        "transform": Affine(
            grid.x_step,
            0.0,
            grid.x_origin - grid.x_step / 2,
            0.0,
            grid.y_step,
            grid.y_origin - grid.y_step / 2,
        ),
        "dtype": "int16" if whole else "float32",
        "nodata": _VOID if whole else np.nan,
        "tiled": True,
        "blockxsize": 256,
        "blockysize": 256,
        "compress": "deflate",
        "predictor": 2 if whole else 3,
        "bigtiff": "if_safer",
    }
    with rasterio.open(path, "w", **profile) as target:
        target.update_tags(AREA_OR_POINT="Area", **(tags or {}))
        target.units = ("m",)
        for row, block in _blocks(terrain):
            stored = np.where(np.isnan(block), _VOID, block).astype(np.int16) if whole else block
            target.write(stored, 1, window=((row, row + block.shape[0]), (0, grid.columns)))
            if progress is not None:
                progress(min(1.0, (row + block.shape[0]) / grid.rows))
    factors = overview_factors(grid.rows, grid.columns)
    if factors:
        with rasterio.open(path, "r+") as target:
            target.build_overviews(factors, Resampling.average)


def _blocks(terrain: Terrain) -> Any:
    for row in range(0, terrain.grid.rows, _BLOCK_ROWS):
        yield row, terrain.window(row, row + _BLOCK_ROWS, 0, terrain.grid.columns)


def _is_whole(block: NDArray[np.float32]) -> bool:
    finite = block[~np.isnan(block)]
    return bool(np.all(finite == np.rint(finite)) and np.all(np.abs(finite) < -_VOID))


def overview_factors(rows: int, columns: int) -> list[int]:
    """Return by how much each overview is coarser; none for small rasters."""
    factors, factor = [], 2
    while max(rows, columns) / factor >= _SMALLEST_OVERVIEW:
        factors.append(factor)
        factor *= 2
    return factors
