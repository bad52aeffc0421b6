"""Bilinear interpolation on a plain array, compiled."""

from __future__ import annotations

import math
from typing import Any, NamedTuple, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from lagebild.model.compiled import inner, kernel
from lagebild.model.threads import in_threads

__all__ = ["Lattice", "bilinear", "blocks_of", "sample_block", "sealed"]

OUTSIDE = -1
_BATCH = 512
"""Places that are found before their cells are read."""


class Lattice(NamedTuple):
    """Where the centres of a raster's cells lie; a plain tuple, for compiled code."""

    x_origin: float
    y_origin: float
    x_step: float
    y_step: float
    columns: int
    rows: int
    middle: float
    """The longitude (degrees) about which places are counted; NaN where x is no longitude."""


_Array = TypeVar("_Array", bound=NDArray[Any])


def sealed(array: _Array) -> _Array:
    """Return a view that lies in one piece (else a copy) and cannot be written to: then functions compile once."""
    view = np.ascontiguousarray(array).view()
    view.setflags(write=False)
    return cast(_Array, view)


@inner
def _between(cells: NDArray[np.float32], row: float, column: float) -> float:
    """Interpolate at one place; beyond the outermost centres their value holds."""
    last_row, last_column = cells.shape[0] - 1, cells.shape[1] - 1
    r0 = min(max(math.floor(row), 0), last_row)
    c0 = min(max(math.floor(column), 0), last_column)
    r1, c1 = min(r0 + 1, last_row), min(c0 + 1, last_column)
    b = min(max(row - r0, 0.0), 1.0)
    a = min(max(column - c0, 0.0), 1.0)
    value = 0.0
    if (1 - a) * (1 - b) > 0:
        value += (1 - a) * (1 - b) * cells[r0, c0]
    if a * (1 - b) > 0:
        value += a * (1 - b) * cells[r0, c1]
    if (1 - a) * b > 0:
        value += (1 - a) * b * cells[r1, c0]
    if a * b > 0:
        value += a * b * cells[r1, c1]
    return value


def bilinear(cells: NDArray[np.float32], row: NDArray[np.float64], column: NDArray[np.float64]) -> NDArray[np.float64]:
    """Interpolate `cells` (rows, columns) at fractional places (n,) that lie within it.

    A cell of no weight does not count, so a place exactly on a centre needs that cell alone; NaN in a cell
    that counts gives NaN.
    """
    cells, row, column, result = sealed(cells), sealed(row), sealed(column), np.empty(row.size)
    in_threads(row.size, lambda begin, end: _interpolate(cells, row, column, begin, end, result))
    return result


@kernel
def _interpolate(
    cells: NDArray[np.float32],
    row: NDArray[np.float64],
    column: NDArray[np.float64],
    begin: int,
    end: int,
    result: NDArray[np.float64],
) -> None:
    for k in range(begin, end):
        result[k] = _between(cells, row[k], column[k])


@inner
def _place(lattice: Lattice, x: float, y: float) -> tuple[float, float]:
    """Return the fractional row and column of a place, held to the outermost centres; NaN beyond the cells' edges."""
    if not math.isnan(lattice.middle):
        x -= 360.0 * np.rint((x - lattice.middle) / 360.0)
    row, column = (y - lattice.y_origin) / lattice.y_step, (x - lattice.x_origin) / lattice.x_step
    if not (-0.5 <= row <= lattice.rows - 0.5 and -0.5 <= column <= lattice.columns - 0.5):
        return math.nan, math.nan
    return min(max(row, 0.0), lattice.rows - 1.0), min(max(column, 0.0), lattice.columns - 1.0)


@kernel
def blocks_of(
    lattice: Lattice, x: NDArray[np.float64], y: NDArray[np.float64], size: int
) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Return in which block of `size` squared cells places (n,) lie, and the cells they need of each block.

    Blocks are numbered by rows; `OUTSIDE` is none. The cells: (blocks, 4), least row, one more than the greatest, the
    same of columns; where no place lies in a block the greatest is 0.
    """
    across, down = (lattice.columns - 1) // size + 1, (lattice.rows - 1) // size + 1
    result = np.empty(x.size, dtype=np.int32)
    found = np.zeros((across * down, 4), dtype=np.int64)
    for number in range(across * down):
        found[number, 0], found[number, 2] = lattice.rows, lattice.columns
    for k in range(x.size):
        row, column = _place(lattice, x[k], y[k])
        if math.isnan(row):
            result[k] = OUTSIDE
            continue
        i, j = int(row), int(column)
        number = i // size * across + j // size
        result[k] = number
        found[number, 0], found[number, 1] = min(found[number, 0], i), max(found[number, 1], i + 2)
        found[number, 2], found[number, 3] = min(found[number, 2], j), max(found[number, 3], j + 2)
    return result, found


@kernel
def sample_block(
    cells: NDArray[np.float32],
    corner: tuple[int, int],
    lattice: Lattice,
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    blocks: NDArray[np.int32],
    number: int,
    begin: int,
    end: int,
    result: NDArray[np.float64],
) -> None:
    """Write the elevation at places `begin` to `end` that lie in a block (`blocks_of`); NaN beyond the raster.

    `cells`: a part of the raster from row and column `corner` on; with no `blocks` it is the whole, for all places.
    """
    flat, width = cells.ravel(), cells.shape[1]
    last_row, last_column = cells.shape[0] - 2, cells.shape[1] - 2
    smooth = last_row >= 0 and last_column >= 0
    place, corners = np.empty(_BATCH, dtype=np.uint32), np.empty(_BATCH, dtype=np.uint64)
    rows, columns = np.empty(_BATCH), np.empty(_BATCH)
    for start in range(begin, end, _BATCH):
        # places first, values then: the processor waits for many cells of the memory at once
        count = 0
        for n in range(min(_BATCH, end - start)):
            if blocks.size and blocks[start + n] != number:
                continue
            row, column = _place(lattice, x[start + n], y[start + n])
            if math.isnan(row):
                result[start + n] = math.nan
                continue
            row, column = row - corner[0], column - corner[1]
            r0, c0 = min(int(row), max(last_row, 0)), min(int(column), max(last_column, 0))
            place[count], corners[count] = n, r0 * width + c0
            rows[count], columns[count] = row - r0, column - c0
            count += 1
        for m in range(count):
            value, corner_cell = math.nan, corners[m]
            if smooth:
                a, b = columns[m], rows[m]
                upper = (1 - a) * flat[corner_cell] + a * flat[corner_cell + np.uint64(1)]
                below = corner_cell + np.uint64(width)
                value = (1 - b) * upper + b * ((1 - a) * flat[below] + a * flat[below + np.uint64(1)])
            if math.isnan(value):  # cells of no weight do not count
                value = _between(cells, rows[m] + corner_cell // width, columns[m] + corner_cell % width)
            result[start + place[m]] = value
