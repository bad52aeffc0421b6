"""A grid over boxes, to find those that meet another without asking each."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lagebild.analysis.kernels.cells import listed, numbered
from lagebild.model.compiled import inner

__all__ = ["BoxGrid", "grid_of", "meeting"]

_MOST_CELLS = 256
"""Along each side."""


class BoxGrid(NamedTuple):
    """Boxes listed in all cells that they reach into."""

    box: NDArray[np.float64]
    """Shape (boxes, 4): west, south, east, north."""

    place: NDArray[np.float64]
    """West and south edge, and cells per degree in both directions."""

    columns: int
    rows: int
    offsets: NDArray[np.int64]
    """Shape (cells + 1,): into `members`."""

    members: NDArray[np.int64]
    """Numbers of boxes."""


@inner
def _cell(value: float, origin: float, scale: float, count: int) -> int:
    return int(min(max(math.floor((value - origin) * scale), 0), count - 1))


def grid_of(box: NDArray[np.float64]) -> BoxGrid:
    """Put boxes into a grid of about as many cells."""
    side = min(max(math.isqrt(len(box)), 1), _MOST_CELLS)
    low, high = box[:, :2].min(axis=0, initial=np.inf), box[:, 2:].max(axis=0, initial=-np.inf)
    size = high - low
    scale = np.divide(side, size, out=np.zeros(2), where=(size > 0.0) & np.isfinite(size))
    place = np.concatenate([np.where(np.isfinite(low), low, 0.0), scale])

    def cell(corner: NDArray[np.float64]) -> NDArray[np.int64]:  # as `_cell`
        return np.asarray(np.clip(np.floor((corner - place[:2]) * scale).astype(np.int64), 0, side - 1))

    first, last = cell(box[:, :2]), cell(box[:, 2:])
    wide, tall = (last - first + 1).T
    number, row = numbered(tall)
    offsets, member = listed((first[number, 1] + row) * side + first[number, 0], wide[number], side * side)
    return BoxGrid(box, place, side, side, offsets, number[member])


@inner
def meeting(grid: BoxGrid, west: float, south: float, east: float, north: float, found: NDArray[np.int64]) -> int:
    """Write the numbers of the boxes that meet this one, borders included, into `found` (as long as all boxes)."""
    box, offsets, members, place = grid.box, grid.offsets, grid.members, grid.place
    if not len(box):
        return 0
    count = 0
    x, y, across, up = place[0], place[1], place[2], place[3]
    first_column, last_column = _cell(west, x, across, grid.columns), _cell(east, x, across, grid.columns)
    first_row, last_row = _cell(south, y, up, grid.rows), _cell(north, y, up, grid.rows)
    for row in range(first_row, last_row + 1):
        for column in range(first_column, last_column + 1):
            cell = row * grid.columns + column
            for k in range(offsets[cell], offsets[cell + 1]):
                number = members[k]
                left, bottom = box[number, 0], box[number, 1]
                if left > east or box[number, 2] < west or bottom > north or box[number, 3] < south:
                    continue
                # a box in several of these cells counts in the first of them
                if max(_cell(left, x, across, grid.columns), first_column) != column:
                    continue
                if max(_cell(bottom, y, up, grid.rows), first_row) != row:
                    continue
                found[count] = number
                count += 1
    return count
