"""Height tiles of a terrain in Web Mercator, cut on demand; the browser shades and tints them."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from lagebild.model.bilinear import bilinear
from lagebild.model.terrain import Grid, Terrain
from lagebild.views.columns import Column, pack
from lagebild.views.tile_names import TILE_CELLS, TileNameError, parse_tile_name, pixel_centres

__all__ = ["TILE_CELLS", "TerrainTiles", "TileNameError"]

_BORDER = 1
_HIGHEST_ZOOM = 15
_NO_DATA = 65535
_FINEST_STEP = 0.1
_EQUATOR_RESOLUTION = 2 * math.pi * 6378137.0 / TILE_CELLS
"""Metres a pixel at zoom 0 on the equator, Web Mercator (EPSG:3857, WGS 84 semi-major axis)."""

_METRES_PER_DEGREE = math.pi * 6378137.0 / 180.0
_STRIP_ROWS = 1024
_UNREDUCED_CELLS = 4_000_000
"""Rasters up to this size are cut from their own cells at every zoom."""


@dataclass(frozen=True)
class _Level:
    """One resolution of the raster: its grid and its cells, lazily read or held."""

    grid: Grid
    terrain: Terrain

    def cells(self, rows: tuple[int, int], columns: tuple[int, int]) -> NDArray[np.float32]:
        return self.terrain.window(*rows, *columns)


@dataclass(frozen=True, eq=False)
class TerrainTiles:
    """Cuts the tiles of one terrain; safe to call from several threads."""

    terrain: Terrain

    @cached_property
    def key(self) -> str:
        """A name of the content, for caches: the hash of the grid and of the coarsest cells."""
        digest = hashlib.sha256(repr((self.terrain.grid, self.terrain.crs.to_wkt())).encode())
        digest.update(self._overview.tobytes())
        return digest.hexdigest()[:24]

    @cached_property
    def max_zoom(self) -> int:
        """The zoom whose pixels are no larger than the raster's cells."""
        bounds, grid = self.terrain.bounds, self.terrain.grid
        cell = abs(grid.y_step) * (_METRES_PER_DEGREE if self.terrain.crs.is_geographic else 1.0)
        latitude = min(abs((bounds.south + bounds.north) / 2), 85.0)
        zoom = math.log2(_EQUATOR_RESOLUTION * math.cos(math.radians(latitude)) / cell)
        return max(0, min(_HIGHEST_ZOOM, math.ceil(zoom)))

    @cached_property
    def range(self) -> tuple[float, float] | None:
        """Lowest and highest elevation in metres, of the coarsest cells; None without any data."""
        finite = self._overview[np.isfinite(self._overview)]
        return (float(finite.min()), float(finite.max())) if finite.size else None

    def tile(self, name: str) -> bytes:
        """Return the container of the tile `zoom/column/row` (XYZ numbering, row 0 in the north)."""
        zoom, column, row = parse_tile_name(name, _HIGHEST_ZOOM + 5)
        heights = self._heights(zoom, column, row)
        if not np.isfinite(heights).any():
            return pack({}, {"empty": True})
        return pack({"height": _quantised(heights)}, {"empty": False})

    def _heights(self, zoom: int, column: int, row: int) -> NDArray[np.float64]:
        longitude, latitude = pixel_centres(zoom, column, row, _BORDER)
        x, y = self.terrain.project(longitude, latitude)
        level = self._level_for(x, y)
        r, c = level.grid.row(y), level.grid.column(x)
        result = np.full(r.shape, np.nan)
        rows, columns = level.grid.rows, level.grid.columns
        inside = (r >= -0.5) & (r <= rows - 0.5) & (c >= -0.5) & (c <= columns - 0.5)
        if not inside.any():
            return result
        r_in, c_in = np.clip(r[inside], 0, rows - 1), np.clip(c[inside], 0, columns - 1)
        r_from, c_from = int(r_in.min()), int(c_in.min())
        cells = level.cells((r_from, int(r_in.max()) + 2), (c_from, int(c_in.max()) + 2))
        result[inside] = bilinear(cells, r_in - r_from, c_in - c_from)
        return result

    def _level_for(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> _Level:
        """Choose the coarsest level whose cells are not larger than the tile's pixels, else the finest."""
        side = TILE_CELLS + 2 * _BORDER
        middle = side * (side // 2) + side // 2
        pixel = max(abs(float(x[middle + 1] - x[middle])), abs(float(y[middle + side] - y[middle])))
        fitting = [level for level in self._levels if abs(level.grid.x_step) <= pixel * 1.01]
        return fitting[-1] if fitting else self._levels[0]

    @cached_property
    def _levels(self) -> list[_Level]:
        finest = _Level(self.terrain.grid, self.terrain)
        if self.terrain.coarser:
            return [finest, *(_level_of(Terrain(elevation=part)) for part in self.terrain.coarser)]
        levels = [finest]
        while levels[-1].grid.rows * levels[-1].grid.columns > _UNREDUCED_CELLS:
            levels.append(_level_of(_halved(levels[-1].terrain)))
        return levels

    @cached_property
    def _overview(self) -> NDArray[np.float32]:
        """The coarsest cells, thinned to at most a million."""
        level = self._levels[-1]
        step = max(1, math.isqrt(level.grid.rows * level.grid.columns // 1_000_000))
        parts = [
            level.cells((row, row + 1), (0, level.grid.columns))[:, ::step]
            if step > 1
            else level.cells((row, row + _STRIP_ROWS), (0, level.grid.columns))
            for row in range(0, level.grid.rows, step if step > 1 else _STRIP_ROWS)
        ]
        return np.concatenate(parts)


def _level_of(terrain: Terrain) -> _Level:
    return _Level(terrain.grid, terrain)


def _halved(terrain: Terrain) -> Terrain:
    """Average two by two cells, strip by strip; cells without data do not count."""
    import xarray as xr

    grid = terrain.grid
    rows, columns = grid.rows // 2, grid.columns // 2
    cells = np.empty((rows, columns), dtype=np.float32)
    for row in range(0, rows, _STRIP_ROWS):
        upto = min(row + _STRIP_ROWS, rows)
        strip = terrain.window(2 * row, 2 * upto, 0, 2 * columns).reshape(upto - row, 2, columns, 2)
        count = np.isfinite(strip).sum(axis=(1, 3))
        total = np.nansum(strip, axis=(1, 3), dtype=np.float32)
        cells[row:upto] = np.where(count > 0, total / np.maximum(count, 1), np.nan)
    coordinates = {
        "y": grid.y_origin + grid.y_step * (0.5 + 2 * np.arange(rows)),
        "x": grid.x_origin + grid.x_step * (0.5 + 2 * np.arange(columns)),
    }
    elevation = xr.DataArray(cells, dims=("y", "x"), coords=coordinates)
    return Terrain(elevation=elevation.rio.write_crs(terrain.crs.to_wkt()))


def _quantised(heights: NDArray[np.float64]) -> Column:
    """Store heights as uint16 steps of a tenth of a metre, coarser only where the tile's range needs it."""
    low, high = float(np.nanmin(heights)), float(np.nanmax(heights))
    scale = max(_FINEST_STEP, (high - low) / (_NO_DATA - 1))
    steps = np.where(np.isfinite(heights), np.rint((heights - low) / scale), _NO_DATA)
    return Column(values=steps.astype(np.uint16), scale=scale, origin=low)
