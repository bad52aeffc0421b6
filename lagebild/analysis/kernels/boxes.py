"""A grid over boxes, to find those that meet another without asking each."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

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


@njit(cache=True, nogil=True)
def _cell(value: float, origin: float, scale: float, count: int) -> int:
    return int(min(max(math.floor((value - origin) * scale), 0), count - 1))


@njit(cache=True, nogil=True)
def grid_of(box: NDArray[np.float64]) -> BoxGrid:
    """Put boxes into a grid of about as many cells."""
    count = len(box)
    place = np.zeros(4)
    side = min(max(int(math.sqrt(count)), 1), _MOST_CELLS)
    if count:
        west, south, east, north = box[0]
        for number in range(1, count):
            west, south = min(west, box[number, 0]), min(south, box[number, 1])
            east, north = max(east, box[number, 2]), max(north, box[number, 3])
        place[0], place[1] = west, south
        wide, tall = east - west, north - south
        place[2] = side / wide if wide > 0.0 else 0.0
        place[3] = side / tall if tall > 0.0 else 0.0
    offsets = np.zeros(side * side + 1, dtype=np.int64)
    members = np.empty(0, dtype=np.int64)
    for filling in range(2):
        free = offsets[:-1].copy()
        for number in range(count):
            for row in range(
                _cell(box[number, 1], place[1], place[3], side), _cell(box[number, 3], place[1], place[3], side) + 1
            ):
                for column in range(
                    _cell(box[number, 0], place[0], place[2], side), _cell(box[number, 2], place[0], place[2], side) + 1
                ):
                    cell = row * side + column
                    if filling:
                        members[free[cell]] = number
                        free[cell] += 1
                    else:
                        offsets[cell + 1] += 1
        if not filling:
            for cell in range(side * side):
                offsets[cell + 1] += offsets[cell]
            members = np.empty(offsets[-1], dtype=np.int64)
    return BoxGrid(box, place, side, side, offsets, members)


@njit(cache=True, nogil=True)
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
