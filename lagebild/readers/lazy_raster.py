"""Elevations that stay in their file until a part is asked for.

Safe to read from several threads at once as far as the function is that reads windows.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import rioxarray  # noqa: F401  (registers the .rio accessor, which writes the CRS)
import xarray as xr
from numpy.typing import NDArray
from xarray.backends import BackendArray
from xarray.core import indexing

__all__ = ["ReadWindow", "lazy_elevation", "to_metres"]

ReadWindow = Callable[[int, int, int, int], NDArray[np.float32]]
"""Reads row_from, row_to, column_from, column_to (half-open): float32 metres, NaN where there is no data."""


class _WindowArray(BackendArray):
    """A two-dimensional array behind a function that reads windows."""

    def __init__(self, read: ReadWindow, shape: tuple[int, int]) -> None:
        self.read = read
        self.shape = shape
        self.dtype = np.dtype(np.float32)

    def __getitem__(self, key: indexing.ExplicitIndexer) -> Any:
        return indexing.explicit_indexing_adapter(key, self.shape, indexing.IndexingSupport.BASIC, self._basic)

    def __deepcopy__(self, memo: dict[int, Any]) -> _WindowArray:
        """Return itself: it is never changed, and the file behind it cannot be copied."""
        return self

    def _basic(self, key: tuple[int | slice, ...]) -> NDArray[np.float32]:
        bounds = []
        steps: list[int | slice] = []
        for part, size in zip(key, self.shape, strict=True):
            if isinstance(part, slice):
                first, last, step = part.indices(size)
                bounds += [first, max(last, first)]
                steps.append(slice(None, None, step))
            else:
                place = int(part) % size
                bounds += [place, place + 1]
                steps.append(0)
        if bounds[0] == bounds[1] or bounds[2] == bounds[3]:
            window = np.empty((bounds[1] - bounds[0], bounds[3] - bounds[2]), dtype=np.float32)
        else:
            window = self.read(*bounds)
        return window[tuple(steps)]


def lazy_elevation(
    read: ReadWindow, x: NDArray[np.float64], y: NDArray[np.float64], crs: Any, *, name: str = "elevation"
) -> xr.DataArray:
    """Make a DataArray (y, x) of cell centres that reads windows when they are asked for, and keeps none."""
    data = indexing.LazilyIndexedArray(_WindowArray(read, (len(y), len(x))))
    array = xr.DataArray(
        xr.Variable(("y", "x"), data), coords={"y": ("y", y), "x": ("x", x)}, name=name, attrs={"units": "m"}
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # not all of a system fits the CF convention; its WKT is kept too
        placed: xr.DataArray = array.rio.write_crs(crs)
    return placed


def to_metres(
    values: NDArray[Any],
    *,
    missing: Sequence[float],
    possible: tuple[float, float] | None = None,
    mask: NDArray[np.bool_] | None = None,
    scale: float = 1.0,
    offset: float = 0.0,
) -> NDArray[np.float32]:
    """Turn stored values into float32 metres, NaN where missing (as stored), masked or not within `possible` metres."""
    empty = np.isin(values, np.asarray(missing, dtype=np.float64)) if len(missing) else np.zeros(values.shape, bool)
    if mask is not None:
        empty = empty | mask
    with np.errstate(over="ignore"):  # a void may be larger than a float32 holds
        metres = values.astype(np.float32)
    if scale != 1.0 or offset != 0.0:
        metres = (values.astype(np.float64) * scale + offset).astype(np.float32)
    if possible is not None:
        empty = empty | (metres < possible[0]) | (metres > possible[1])
    metres[empty | ~np.isfinite(metres)] = np.nan
    return metres
