"""What a station sees at one height, as a raster on the map: coloured tile by tile."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from lagebild.model.overlay import RasterOverlay
from lagebild.model.terrain import Terrain

__all__ = ["Coverage"]

_SEEN = (11, 110, 153)
_UNKNOWN = (128, 134, 140)


@dataclass(frozen=True, eq=False)
class Coverage:
    """A minimum visible altitude and the ground it was made over, ready to be drawn for any height."""

    lowest: NDArray[np.float32]
    complete: NDArray[np.bool_] | None
    ground: NDArray[np.float32]
    terrain: Terrain
    key: str

    @classmethod
    def of(cls, lowest: xr.DataArray, terrain: Terrain, key: str) -> Coverage:
        """Take what `minimum_visible_altitude` returned; `key` names it in caches."""
        complete = lowest.coords["complete"].to_numpy() if "complete" in lowest.coords else None
        grid = terrain.grid
        return cls(lowest.to_numpy(), complete, terrain.window(0, grid.rows, 0, grid.columns), terrain, key)

    def overlay(self, height: float, *, above_ground: bool) -> RasterOverlay:
        """Return the raster for targets at a height (m) above the ground, or above mean sea level."""
        grid = self.terrain.grid
        left, top = grid.x_origin - grid.x_step / 2, grid.y_origin - grid.y_step / 2

        def read(rows: tuple[int, int], columns: tuple[int, int], shape: tuple[int, int]) -> NDArray[np.float32]:
            return self._colours(_thinned(rows, shape[0]), _thinned(columns, shape[1]), height, above_ground)

        return RasterOverlay(
            place=f"coverage/{self.key}/{height!r}/{above_ground}",
            driver="",
            crs=self.terrain.crs,
            transform=(grid.x_step, 0.0, left, 0.0, grid.y_step, top),
            columns=grid.columns,
            rows=grid.rows,
            bounds=self.terrain.bounds,
            kind="image",
            smooth=False,
            overviews=True,
            read=read,
        )

    def seen_share(self, height: float, *, above_ground: bool) -> float:
        """Return which share of the cells is seen."""
        target = self.ground + np.float32(height) if above_ground else np.float32(height)
        return float(np.mean(self.lowest <= target))

    def _colours(
        self, rows: NDArray[np.int64], columns: NDArray[np.int64], height: float, above_ground: bool
    ) -> NDArray[np.float32]:
        """Return red, green and blue of cells, NaN where nothing is drawn."""
        at = np.ix_(rows, columns)
        lowest, ground = self.lowest[at], self.ground[at]
        target = ground + np.float32(height) if above_ground else np.full_like(ground, height)
        seen = lowest <= target
        unknown = ~seen & (np.isnan(lowest) if self.complete is None else np.isnan(lowest) | ~self.complete[at])
        colours = np.full((3, *lowest.shape), np.nan, dtype=np.float32)
        for chosen, colour in ((seen, _SEEN), (unknown, _UNKNOWN)):
            colours[:, chosen] = np.array(colour, dtype=np.float32)[:, None]
        return colours


def _thinned(span: tuple[int, int], count: int) -> NDArray[np.int64]:
    """Return `count` cells evenly out of a half-open span."""
    return span[0] + ((np.arange(count) + 0.5) * (span[1] - span[0]) / count).astype(np.int64)
