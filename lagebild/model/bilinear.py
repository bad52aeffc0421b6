"""Bilinear interpolation on a plain array, compiled."""

from __future__ import annotations

import math

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

__all__ = ["bilinear"]


@njit(cache=True, parallel=True, nogil=True)
def bilinear(cells: NDArray[np.float32], row: NDArray[np.float64], column: NDArray[np.float64]) -> NDArray[np.float64]:
    """Interpolate `cells` (rows, columns) at fractional places (n,) that lie within it.

    A cell of no weight does not count, so a place exactly on a centre needs that cell alone; NaN in a cell
    that counts gives NaN.
    """
    result = np.empty(row.size)
    last_row, last_column = cells.shape[0] - 1, cells.shape[1] - 1
    for k in prange(row.size):
        r0 = min(max(math.floor(row[k]), 0), last_row)
        c0 = min(max(math.floor(column[k]), 0), last_column)
        r1, c1 = min(r0 + 1, last_row), min(c0 + 1, last_column)
        b = min(max(row[k] - r0, 0.0), 1.0)
        a = min(max(column[k] - c0, 0.0), 1.0)
        value = 0.0
        if (1 - a) * (1 - b) > 0:
            value += (1 - a) * (1 - b) * cells[r0, c0]
        if a * (1 - b) > 0:
            value += a * (1 - b) * cells[r0, c1]
        if (1 - a) * b > 0:
            value += (1 - a) * b * cells[r1, c0]
        if a * b > 0:
            value += a * b * cells[r1, c1]
        result[k] = value
    return result
