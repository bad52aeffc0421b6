"""Made-up ground for lines of sight: hills of all sizes, in any raster."""

from __future__ import annotations

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from lagebild.model.terrain import Terrain


def hills(rows: int, columns: int, seed: int = 0, steepness: float = 4.0) -> NDArray[np.float32]:
    """Elevations (m) that are rough at every scale: the sum of smooth noise, taller where it is wider."""
    rng = np.random.default_rng(seed)
    total = np.zeros((rows, columns))
    for size in (2, 4, 8, 16, 32, 64, 128):
        noise = rng.normal(size=(rows // size + 3, columns // size + 3)) * size * steepness
        r, c = np.arange(rows) / size, np.arange(columns) / size
        i, j = r.astype(int), c.astype(int)
        b, a = (r - i)[:, None], (c - j)[None, :]
        upper = (1 - a) * noise[i][:, j] + a * noise[i][:, j + 1]
        total += (1 - b) * upper + b * ((1 - a) * noise[i + 1][:, j] + a * noise[i + 1][:, j + 1])
    return total.astype(np.float32)


def ground(
    cells: NDArray[np.float32],
    *,
    crs: str = "EPSG:32633",
    corner: tuple[float, float] = (5e5, 5.3e6),
    step: float = 30.0,
) -> Terrain:
    """A terrain whose first cell lies at `corner` (x, y) and whose rows go south; a negative step: north."""
    elevation = xr.DataArray(
        cells,
        dims=("y", "x"),
        coords={
            "y": corner[1] - step * np.arange(cells.shape[0]),
            "x": corner[0] + abs(step) * np.arange(cells.shape[1]),
        },
    )
    return Terrain(elevation=elevation.rio.write_crs(crs))
