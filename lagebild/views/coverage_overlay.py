"""What a station sees at one height, as a raster on the map: coloured tile by tile."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from lagebild.model.overlay import RasterOverlay
from lagebild.model.terrain import Terrain
from lagebild.views.target_height import TargetHeight

__all__ = ["Coverage"]

_SEEN = (11, 110, 153)
_UNKNOWN = (128, 134, 140)


@dataclass(frozen=True, eq=False)
class Coverage:
    """A minimum visible altitude and the ground it was made over, ready to be drawn for any height."""

    result: xr.DataArray
    """What `minimum_visible_altitude` returned."""

    lowest: NDArray[np.float32]
    complete: NDArray[np.bool_] | None
    ground: NDArray[np.float32]
    terrain: Terrain
    key: str

    @classmethod
    def of(cls, result: xr.DataArray, terrain: Terrain, key: str) -> Coverage:
        """Take what `minimum_visible_altitude` returned; `key` names it in caches."""
        complete = result.coords["complete"].to_numpy() if "complete" in result.coords else None
        grid = terrain.grid
        return cls(result, result.to_numpy(), complete, terrain.window(0, grid.rows, 0, grid.columns), terrain, key)

    def overlay(self, target: TargetHeight) -> RasterOverlay:
        """Return the raster for targets at a height: seen, and where that is not known."""
        grid = self.terrain.grid
        left, top = grid.x_origin - grid.x_step / 2, grid.y_origin - grid.y_step / 2

        def read(rows: tuple[int, int], columns: tuple[int, int], shape: tuple[int, int]) -> NDArray[np.float32]:
            return self._colours(_thinned(rows, shape[0]), _thinned(columns, shape[1]), target)

        return RasterOverlay(
            place=f"coverage/{self.key}/{target.low!r}/{target.high!r}/{target.above_ground}",
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

    def seen_share(self, target: TargetHeight) -> float:
        """Return which share of the cells is certainly seen."""
        return float(np.mean(self.lowest <= self._altitude(target.low, self.ground, target)))

    @staticmethod
    def _altitude(height: float, ground: NDArray[np.float32], target: TargetHeight) -> NDArray[np.float32]:
        return ground + np.float32(height) if target.above_ground else np.full_like(ground, height)

    def _colours(
        self, rows: NDArray[np.int64], columns: NDArray[np.int64], target: TargetHeight
    ) -> NDArray[np.float32]:
        """Return red, green and blue of cells, NaN where nothing is drawn."""
        at = np.ix_(rows, columns)
        lowest, ground = self.lowest[at], self.ground[at]
        seen = lowest <= self._altitude(target.low, ground, target)
        perhaps = lowest <= self._altitude(target.high, ground, target)
        unknown = ~seen & (perhaps | np.isnan(lowest))
        if self.complete is not None:
            unknown |= ~seen & ~self.complete[at]
        colours = np.full((3, *lowest.shape), np.nan, dtype=np.float32)
        for chosen, colour in ((seen, _SEEN), (unknown, _UNKNOWN)):
            colours[:, chosen] = np.array(colour, dtype=np.float32)[:, None]
        return colours


def _thinned(span: tuple[int, int], count: int) -> NDArray[np.int64]:
    """Return `count` cells evenly out of a half-open span."""
    return span[0] + ((np.arange(count) + 0.5) * (span[1] - span[0]) / count).astype(np.int64)
