"""The steepest line of sight from a station to the cells of a raster, over curved earth.

A ray leads from the station to a place along the geodesic. Of the two axes of the raster it crosses the lines of one
more often; these are its columns here, and the caller hands over the raster turned where they are its rows. At every
column between station and place the ground is interpolated linearly between the centres of the two cells beside the
ray. With z its elevation, d its geodesic distance, h the antenna's altitude (m AMSL) and kR the effective radius of the
earth, the ground stands at the slope (z - d²/2kR - h) / d; the steepest bounds what can be seen beyond it.

A ray passes over blocks of 64 and 8 cells squared whose steepest cell cannot bound it, so most of them read little.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from lagebild.analysis.kernels.sight_chart import (
    NEVER,
    ON_CENTRE,
    Chart,
    Sight,
    along_row,
    direction_at,
    lowest_seen,
    patch_of,
    quantity_at,
)
from lagebild.model.compiled import inlined, inner, kernel

__all__ = ["COARSE", "FINE", "blocks", "lines", "lines_to", "way"]

FINE = 8
"""Cells on a side of the smaller blocks."""

COARSE = 64
"""Cells on a side of the larger blocks."""

_FINE_SHIFT, _COARSE_SHIFT = 3, 6
"""Of their numbers: 2 to the power of these is their size."""

_PACKET = 8
"""Rays to cells beside each other that pass over blocks together."""

_EDGE = 0.5
"""Cells beyond the outermost centres up to which their elevation holds, as in `Terrain.sample`."""

_ROUNDING = 1.0e-6
"""Of a slope: more than single precision takes off it."""


# A packet of rays: one a row, as cubics over the share of the columns passed from the station on.
_ROW, _DISTANCE = 0, 3  # three coefficients each
_SHARE = 6  # of all columns, what one is; negative towards smaller ones
_STEEPEST = 7  # the steepest slope so far; infinite once ground on the way is not known
_RAY = 8

# The same packet's columns.
_LAST = 0  # the last column before the ray's end
_WHERE = 1  # the column of the steepest slope


@inner
def _set_ray(
    sight: Sight,
    turn: tuple[float, float, float, float],
    end: NDArray[np.float64],
    wide: float,
    row: float,
    column: float,
    ray: NDArray[np.float64],
) -> float:
    """Set a ray to a place and return the distance to it (m).

    `turn`: columns by east and by north, rows by east and by north, at the station; `end`: `along_row` of the place's.
    """
    first, x = patch_of(column, wide, end.shape[1])
    east, north = quantity_at(end, 0, first, x), quantity_at(end, 1, first, x)
    distance = math.hypot(east, north)
    columns, rows = column - sight.column, row - sight.row
    from_column, from_row = turn[0] * east + turn[1] * north, turn[2] * east + turn[3] * north
    to_column, to_row = direction_at(end, wide, column, east, north)
    from_share, to_share = columns / from_column, columns / to_column
    leads_there = from_share > 0.0 and to_share > 0.0
    begins, ends = (from_row * from_share, to_row * to_share) if leads_there else (rows, rows)
    leaves, arrives = (distance * from_share, distance * to_share) if leads_there else (distance, distance)
    ray[_ROW] = begins
    ray[_ROW + 1] = 3.0 * rows - 2.0 * begins - ends
    ray[_ROW + 2] = begins + ends - 2.0 * rows
    ray[_DISTANCE] = leaves
    ray[_DISTANCE + 1] = 3.0 * distance - 2.0 * leaves - arrives
    ray[_DISTANCE + 2] = leaves + arrives - 2.0 * distance
    ray[_SHARE] = 1.0 / columns
    # around the world the geodesic may leave the raster, and come back at its other side
    ray[_STEEPEST] = NEVER if leads_there else math.inf
    return distance


@inlined
def _row_at(sight: Sight, ray: NDArray[np.float64], column: float) -> float:
    t = (column - sight.column) * ray[_SHARE]
    row: float = sight.row + t * (ray[_ROW] + t * (ray[_ROW + 1] + t * ray[_ROW + 2]))
    return row


@inner
def _look(cells: NDArray[np.float32], sight: Sight, ray: NDArray[np.float64], column: int) -> bool:
    """Take the slope of the ground where a ray crosses a column, and return whether it is the steepest so far.

    It is infinite where the ground is not known.
    """
    t = (column - sight.column) * ray[_SHARE]
    row = sight.row + t * (ray[_ROW] + t * (ray[_ROW + 1] + t * ray[_ROW + 2]))
    distance = t * (ray[_DISTANCE] + t * (ray[_DISTANCE + 1] + t * ray[_DISTANCE + 2]))
    last = cells.shape[0] - 1
    if not 0.0 <= row <= last:
        if not -_EDGE <= row <= last + _EDGE:
            ray[_STEEPEST] = math.inf
            return True
        row = min(max(row, 0.0), float(last))
    i = np.uint64(min(int(row), last - 1))
    j = np.uint64(column)
    part = row - i
    if part < ON_CENTRE:
        ground = float(cells[i, j])
    elif part > 1.0 - ON_CENTRE:
        ground = float(cells[i + np.uint64(1), j])
    else:
        ground = (1.0 - part) * cells[i, j] + part * cells[i + np.uint64(1), j]
    rise = ground - sight.bend * distance * distance - sight.height
    if rise <= ray[_STEEPEST] * distance:
        return False
    ray[_STEEPEST] = rise / distance if rise == rise else math.inf
    return True


@inlined
def _tallest(blocks: NDArray[np.float32], shift: int, low: float, high: float, number: int) -> float:
    """Return the steepest slope of the blocks from row `low` to row `high` in a column of blocks."""
    first = max(int(low), 0) >> shift
    last = min((int(high) + 1) >> shift, blocks.shape[0] - 1)
    steepest: float = blocks[np.uint64(first), np.uint64(number)]
    for k in range(first + 1, last + 1):
        steepest = max(steepest, blocks[np.uint64(k), np.uint64(number)])
    return steepest


@inlined
def _least(rays: NDArray[np.float64], count: int) -> float:
    """Return the slope that ground has to exceed to matter to any of the rays."""
    least: float = rays[0, _STEEPEST]
    for n in range(1, count):
        least = min(least, rays[n, _STEEPEST])
    return least


@inner
def _trace(
    cells: NDArray[np.float32],
    fine: NDArray[np.float32],
    coarse: NDArray[np.float32],
    sight: Sight,
    rays: NDArray[np.float64],
    columns: NDArray[np.int64],
    count: int,
    guess: int,
) -> None:
    """Find the steepest slope of the ground on the ways of rays, and at which column it is.

    The rays lie beside each other, the first and the last at the sides, and the last is the longest. `guess`: a column
    that is likely to be it, or a negative number.
    """
    outward = rays[0, _SHARE] > 0.0
    low = math.floor(sight.column + ON_CENTRE) + 1 if outward else columns[count - 1, _LAST]
    high = columns[count - 1, _LAST] if outward else math.ceil(sight.column - ON_CENTRE) - 1
    bow = 0.0
    for n in range(count):
        columns[n, _WHERE] = guess
        if low <= guess <= high and (guess <= columns[n, _LAST]) == outward:
            _look(cells, sight, rays[n], guess)
        # how far a ray's bow may lead beyond the rows at both ends of a block
        ray = rays[n]
        bow = max(bow, (abs(ray[_ROW + 1]) + 3.0 * abs(ray[_ROW + 2])) * ray[_SHARE] * ray[_SHARE] * 0.25)
    one, other = rays[0], rays[count - 1]
    least = _least(rays, count)
    wider, wide = bow * COARSE * COARSE + 0.05, bow * FINE * FINE + 0.05
    column = low
    while column <= high:
        end = min(column | (COARSE - 1), high)
        a, b = _row_at(sight, one, column), _row_at(sight, one, end)
        c, d = _row_at(sight, other, column), _row_at(sight, other, end)
        tallest = _tallest(
            coarse, _COARSE_SHIFT, min(a, b, c, d) - wider, max(a, b, c, d) + wider, column >> _COARSE_SHIFT
        )
        if tallest <= least:
            column = end + 1
            continue
        while column <= end:
            fine_end = min(column | (FINE - 1), end)
            b, d = _row_at(sight, one, fine_end), _row_at(sight, other, fine_end)
            tallest = _tallest(fine, _FINE_SHIFT, min(a, b, c, d) - wide, max(a, b, c, d) + wide, column >> _FINE_SHIFT)
            if tallest > least:
                for n in range(count):
                    if tallest > rays[n, _STEEPEST]:
                        first = column if outward else max(column, columns[n, _LAST])
                        last = min(fine_end, columns[n, _LAST]) if outward else fine_end
                        for crossed in range(first, last + 1):
                            if _look(cells, sight, rays[n], crossed):
                                columns[n, _WHERE] = crossed
                least = _least(rays, count)
            column = fine_end + 1
            a, c = _row_at(sight, one, column), _row_at(sight, other, column)


@inlined
def _last_before(sight: Sight, column: float) -> int:
    """Return the last column before a place, seen from the station."""
    if column > sight.column:
        return math.ceil(column - ON_CENTRE) - 1
    return math.floor(column + ON_CENTRE) + 1


@inner
def _turn_at(chart: Chart, sight: Sight, nodes: NDArray[np.float64]) -> tuple[float, float, float, float]:
    """Return how many columns a metre to the east and to the north is where the station stands, and how many rows."""
    along_row(chart, sight.row, nodes)
    column_east, row_east = direction_at(nodes, chart.wide, sight.column, 1.0, 0.0)
    column_north, row_north = direction_at(nodes, chart.wide, sight.column, 0.0, 1.0)
    return column_east, column_north, row_east, row_north


@kernel
def blocks(
    cells: NDArray[np.float32],
    chart: Chart,
    sight: Sight,
    cell: float,
    begin: int,
    end: int,
    fine: NDArray[np.float32],
    coarse: NDArray[np.float32],
) -> None:
    """Write the steepest slope within blocks; `begin` to `end` are rows of coarse ones, `cell` is a cell's length (m).

    Ground halfway between two cells may stand steeper than both, for it is nearer to the station than their mean: by
    less than `cell`² / 8d² of the slope, d the distance, and by the earth's bulge between them. Slopes are raised by
    that. Blocks with ground that is not known are infinitely steep: no ray passes over them, nor over the station's.
    """
    nodes = np.empty((4, chart.east.shape[1]))
    rows, columns = cells.shape
    for i in range(begin * COARSE, min(end * COARSE, rows)):
        if i % FINE == 0:
            fine[i // FINE] = NEVER
        along_row(chart, float(i), nodes)
        for j in range(columns):
            first, x = patch_of(float(j), chart.wide, nodes.shape[1])
            distance = math.hypot(quantity_at(nodes, 0, first, x), quantity_at(nodes, 1, first, x))
            slope = (cells[i, j] - sight.bend * distance * distance - sight.height) / distance
            nearest = distance - cell
            twist = cell * cell / (8.0 * nearest * nearest)
            slope += abs(slope) * (twist + _ROUNDING) + 0.25 * cell * cell * sight.bend / nearest
            if not slope <= fine[i // FINE, j // FINE] or distance < 2.0 * cell:  # NaN as well
                fine[i // FINE, j // FINE] = slope if slope == slope and distance >= 2.0 * cell else math.inf
    for i in range(begin, end):
        for j in range(coarse.shape[1]):
            coarse[i, j] = NEVER
        for k in range(i * COARSE // FINE, min((i + 1) * COARSE // FINE, fine.shape[0])):
            for j in range(fine.shape[1]):
                coarse[i, j * FINE // COARSE] = max(coarse[i, j * FINE // COARSE], fine[k, j])


@inner
def _first_column(sight: Sight, rows: float, side: int, ties: bool) -> int:
    """Return the first column to a side of the station that is farther from it than `rows`, with `ties` as far.

    By the very comparison that the turned raster makes, so that no cell is left out for rounding.
    """
    j = math.floor(sight.column + side * rows) - side
    while True:
        off = side * (j - sight.column)
        if off > rows or (ties and off == rows and (side > 0 or rows > 0.0)):
            return j
        j += side


@kernel
def lines(
    cells: NDArray[np.float32],
    fine: NDArray[np.float32],
    coarse: NDArray[np.float32],
    chart: Chart,
    sight: Sight,
    ties: bool,
    begin: int,
    end: int,
    strides: tuple[int, int],
    result: NDArray[np.float32],
) -> None:
    """Write the lowest altitude seen (m AMSL) above the cells of rows `begin` to `end` that are nearer to the row axis.

    These lie as many columns from the station as rows or more; just as many only with `ties`. `result`: flat, the cell
    at (i, j) stands at i and j times `strides`. NaN where it is not known, infinite beyond the reach.
    """
    nodes = np.empty((4, chart.east.shape[1]))
    turn = _turn_at(chart, sight, nodes)
    rays, columns, distances = np.empty((_PACKET, _RAY)), np.empty((_PACKET, 2), dtype=np.int64), np.empty(_PACKET)
    for i in range(begin, end):
        along_row(chart, float(i), nodes)
        rows = abs(i - sight.row)
        for side in (-1, 1):
            j = _first_column(sight, rows, side, ties)
            if abs(j - sight.column) < ON_CENTRE:
                result[i * strides[0] + j * strides[1]] = cells[i, j]  # the station's own cell
                j += side
            guess = -1
            while 0 <= j < cells.shape[1]:
                count = 0
                while count < _PACKET and 0 <= j + side * count < cells.shape[1]:
                    ahead = float(j + side * count)
                    distances[count] = _set_ray(sight, turn, nodes, chart.wide, float(i), ahead, rays[count])
                    columns[count, _LAST] = _last_before(sight, ahead)
                    count += 1
                _trace(cells, fine, coarse, sight, rays, columns, count, guess)
                for n in range(count):
                    ground = float(cells[i, j + side * n])
                    result[i * strides[0] + (j + side * n) * strides[1]] = lowest_seen(
                        ground, sight, distances[n], rays[n, _STEEPEST]
                    )
                guess = columns[count - 1, _WHERE]
                j += side * count


@kernel
def lines_to(
    cells: NDArray[np.float32],
    fine: NDArray[np.float32],
    coarse: NDArray[np.float32],
    chart: Chart,
    sight: Sight,
    row: NDArray[np.float64],
    column: NDArray[np.float64],
    chosen: NDArray[np.int64],
    begin: int,
    end: int,
    slopes: NDArray[np.float64],
    distances: NDArray[np.float64],
) -> None:
    """Write the steepest slope on the way to the chosen places, fractional ones, and their distances (m).

    All lie as many columns from the station as rows or more. Infinite where ground on the way is not known.
    """
    nodes = np.empty((4, chart.east.shape[1]))
    turn = _turn_at(chart, sight, nodes)
    rays, columns = np.empty((1, _RAY)), np.empty((1, 2), dtype=np.int64)
    guess = -1
    for n in range(begin, end):
        k = chosen[n]
        if abs(column[k] - sight.column) < ON_CENTRE:
            slopes[k], distances[k] = NEVER, 0.0
            continue
        along_row(chart, row[k], nodes)
        distances[k] = _set_ray(sight, turn, nodes, chart.wide, row[k], column[k], rays[0])
        columns[0, _LAST] = _last_before(sight, column[k])
        _trace(cells, fine, coarse, sight, rays, columns, 1, guess)
        slopes[k], guess = rays[0, _STEEPEST], columns[0, _WHERE]


@kernel
def way(
    cells: NDArray[np.float32], chart: Chart, sight: Sight, row: float, column: float
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return the columns between the station and a place, the rows there, the distances (m) and the ground (m AMSL).

    In the order of the columns. The place lies as many columns from the station as rows or more.
    """
    nodes = np.empty((4, chart.east.shape[1]))
    turn = _turn_at(chart, sight, nodes)
    along_row(chart, row, nodes)
    ray = np.empty(_RAY)
    _set_ray(sight, turn, nodes, chart.wide, row, column, ray)
    last = _last_before(sight, column)
    first = math.floor(sight.column + ON_CENTRE) + 1 if column > sight.column else last
    if column < sight.column:
        last = math.ceil(sight.column - ON_CENTRE) - 1
    count = max(last - first + 1, 0)
    columns, rows, distances, ground = np.empty(count), np.empty(count), np.empty(count), np.empty(count)
    for n in range(count):
        columns[n] = float(first + n)
        rows[n] = _row_at(sight, ray, columns[n])
        t = (columns[n] - sight.column) * ray[_SHARE]
        distances[n] = t * (ray[_DISTANCE] + t * (ray[_DISTANCE + 1] + t * ray[_DISTANCE + 2]))
        ray[_STEEPEST] = NEVER
        _look(cells, sight, ray, first + n)
        slope = ray[_STEEPEST]
        known = slope < math.inf
        ground[n] = sight.height + distances[n] * (slope + sight.bend * distances[n]) if known else math.nan
    return columns, rows, distances, ground
