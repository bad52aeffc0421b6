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
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lagebild.model.compiled import inlined, inner, kernel

__all__ = ["COARSE", "FINE", "Chart", "Sight", "blocks", "lines", "lines_to", "sweep", "way"]

FINE = 8
"""Cells on a side of the smaller blocks."""

COARSE = 64
"""Cells on a side of the larger blocks."""

_FINE_SHIFT, _COARSE_SHIFT = 3, 6
"""Of their numbers: 2 to the power of these is their size."""

_PACKET = 8
"""Rays to cells beside each other that pass over blocks together."""

_NEVER = -1.0e30
"""A slope below any ground's."""

_EDGE = 0.5
"""Cells beyond the outermost centres up to which their elevation holds, as in `Terrain.sample`."""

_ROUNDING = 1.0e-6
"""Of a slope: more than single precision takes off it."""

_ON_CENTRE = 1.0e-6
"""Of a cell: nearer to a centre than that, the other one does not count."""


class Sight(NamedTuple):
    """Where one looks from and how far; in the turned raster row and column are swapped."""

    row: float
    column: float
    height: float
    """Altitude of the antenna, m AMSL."""

    bend: float
    """1 / 2kR, 1/m: the ground drops by this times the squared distance."""

    reach: float
    """Geodesic distance up to which anything is seen, m."""


class Chart(NamedTuple):
    """Where the raster lies as seen from the station: geodesic distance and direction, as east and north (m).

    Given at nodes and quadratic between them: patches of three nodes a side, `tall` rows and `wide` columns each.
    """

    east: NDArray[np.float64]
    north: NDArray[np.float64]
    tall: float
    wide: float


@inlined
def _patch(position: float, size: float, nodes: int) -> tuple[int, float]:
    """Return the first node of the patch in which a position lies, and where in it, from -1 to 1."""
    number = min(int(position / size), (nodes - 1) // 2 - 1)
    return 2 * number, 2.0 * (position / size - number) - 1.0


@inlined
def _value(a: float, b: float, c: float, x: float) -> float:
    """Return the parabola through a, b and c at -1, 0 and 1."""
    return b + 0.5 * x * (c - a + x * (a + c - 2.0 * b))


@inlined
def _slope(a: float, b: float, c: float, x: float) -> float:
    """Return the derivative of that parabola."""
    return 0.5 * (c - a) + x * (a + c - 2.0 * b)


@inner
def _along_row(chart: Chart, row: float, found: NDArray[np.float64]) -> None:
    """Write east, north and how both change with the row (m a cell), at the nodes of the columns: (4, nodes)."""
    first, x = _patch(row, chart.tall, chart.east.shape[0])
    east, north, scale = chart.east, chart.north, 2.0 / chart.tall
    for n in range(east.shape[1]):
        found[0, n] = _value(east[first, n], east[first + 1, n], east[first + 2, n], x)
        found[1, n] = _value(north[first, n], north[first + 1, n], north[first + 2, n], x)
        found[2, n] = scale * _slope(east[first, n], east[first + 1, n], east[first + 2, n], x)
        found[3, n] = scale * _slope(north[first, n], north[first + 1, n], north[first + 2, n], x)


@inlined
def _at(nodes: NDArray[np.float64], quantity: int, first: int, x: float) -> float:
    return _value(nodes[quantity, first], nodes[quantity, first + 1], nodes[quantity, first + 2], x)


@inner
def _direction(
    nodes: NDArray[np.float64], wide: float, column: float, east: float, north: float
) -> tuple[float, float]:
    """Return by how many columns and rows a step (east, north in m) leads on from a column of `_along_row`."""
    first, x = _patch(column, wide, nodes.shape[1])
    scale = 2.0 / wide
    east_column = scale * _slope(nodes[0, first], nodes[0, first + 1], nodes[0, first + 2], x)
    north_column = scale * _slope(nodes[1, first], nodes[1, first + 1], nodes[1, first + 2], x)
    east_row, north_row = _at(nodes, 2, first, x), _at(nodes, 3, first, x)
    area = east_column * north_row - east_row * north_column
    return (east * north_row - east_row * north) / area, (east_column * north - east * north_column) / area


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

    `turn`: columns by east and by north, rows by east and by north, at the station; `end`: `_along_row` of the place's.
    """
    first, x = _patch(column, wide, end.shape[1])
    east, north = _at(end, 0, first, x), _at(end, 1, first, x)
    distance = math.hypot(east, north)
    columns, rows = column - sight.column, row - sight.row
    from_column, from_row = turn[0] * east + turn[1] * north, turn[2] * east + turn[3] * north
    to_column, to_row = _direction(end, wide, column, east, north)
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
    ray[_STEEPEST] = _NEVER if leads_there else math.inf
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
    if part < _ON_CENTRE:
        ground = float(cells[i, j])
    elif part > 1.0 - _ON_CENTRE:
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
    low = math.floor(sight.column + _ON_CENTRE) + 1 if outward else columns[count - 1, _LAST]
    high = columns[count - 1, _LAST] if outward else math.ceil(sight.column - _ON_CENTRE) - 1
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
        return math.ceil(column - _ON_CENTRE) - 1
    return math.floor(column + _ON_CENTRE) + 1


@inner
def _turn_at(chart: Chart, sight: Sight, nodes: NDArray[np.float64]) -> tuple[float, float, float, float]:
    """Return how many columns a metre to the east and to the north is where the station stands, and how many rows."""
    _along_row(chart, sight.row, nodes)
    column_east, row_east = _direction(nodes, chart.wide, sight.column, 1.0, 0.0)
    column_north, row_north = _direction(nodes, chart.wide, sight.column, 0.0, 1.0)
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
            fine[i // FINE] = _NEVER
        _along_row(chart, float(i), nodes)
        for j in range(columns):
            first, x = _patch(float(j), chart.wide, nodes.shape[1])
            distance = math.hypot(_at(nodes, 0, first, x), _at(nodes, 1, first, x))
            slope = (cells[i, j] - sight.bend * distance * distance - sight.height) / distance
            nearest = distance - cell
            twist = cell * cell / (8.0 * nearest * nearest)
            slope += abs(slope) * (twist + _ROUNDING) + 0.25 * cell * cell * sight.bend / nearest
            if not slope <= fine[i // FINE, j // FINE] or distance < 2.0 * cell:  # NaN as well
                fine[i // FINE, j // FINE] = slope if slope == slope and distance >= 2.0 * cell else math.inf
    for i in range(begin, end):
        for j in range(coarse.shape[1]):
            coarse[i, j] = _NEVER
        for k in range(i * COARSE // FINE, min((i + 1) * COARSE // FINE, fine.shape[0])):
            for j in range(fine.shape[1]):
                coarse[i, j * FINE // COARSE] = max(coarse[i, j * FINE // COARSE], fine[k, j])


@inlined
def _lowest_seen(ground: float, sight: Sight, distance: float, steepest: float) -> float:
    """Return the lowest altitude (m AMSL) above a place that is seen over ground of a slope; infinite beyond the reach.

    NaN where the place's ground is not known, or ground on the way (an infinite slope).
    """
    if distance > sight.reach:
        return math.inf if ground == ground else math.nan
    line = sight.height + distance * steepest + sight.bend * distance * distance
    return max(ground, line) if line < math.inf and ground == ground else math.nan


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
        _along_row(chart, float(i), nodes)
        rows = abs(i - sight.row)
        for side in (-1, 1):
            j = _first_column(sight, rows, side, ties)
            if abs(j - sight.column) < _ON_CENTRE:
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
                    result[i * strides[0] + (j + side * n) * strides[1]] = _lowest_seen(
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
        if abs(column[k] - sight.column) < _ON_CENTRE:
            slopes[k], distances[k] = _NEVER, 0.0
            continue
        _along_row(chart, row[k], nodes)
        distances[k] = _set_ray(sight, turn, nodes, chart.wide, row[k], column[k], rays[0])
        columns[0, _LAST] = _last_before(sight, column[k])
        _trace(cells, fine, coarse, sight, rays, columns, 1, guess)
        slopes[k], guess = rays[0, _STEEPEST], columns[0, _WHERE]


@inner
def _sweep_column(
    cells: NDArray[np.float32],
    strides: tuple[int, int],
    sight: Sight,
    nodes: NDArray[np.float64],
    tall: float,
    column: int,
    side: int,
    before: tuple[int, int],
    low: int,
    high: int,
    previous: NDArray[np.float64],
    slopes: NDArray[np.float64],
    result: NDArray[np.float32],
) -> None:
    """Sweep over one column; `before`: the first and the last row of the column before, whose slopes are `previous`."""
    scale = 2.0 / tall
    rows = abs(column - sight.column)
    for i in range(low, high + 1):
        first, x = _patch(float(i), tall, nodes.shape[1])
        east, north = _at(nodes, 0, first, x), _at(nodes, 1, first, x)
        distance = math.sqrt(east * east + north * north)
        place = np.uint64(i * strides[0] + column * strides[1])
        ground = float(cells[place])
        steepest = _NEVER
        if before[0] <= before[1]:
            # where the geodesic through this cell crossed the column before
            east_row = scale * _slope(nodes[0, first], nodes[0, first + 1], nodes[0, first + 2], x)
            north_row = scale * _slope(nodes[1, first], nodes[1, first + 1], nodes[1, first + 2], x)
            east_column, north_column = _at(nodes, 2, first, x), _at(nodes, 3, first, x)
            aside = (east_column * north - east * north_column) / (east * north_row - east_row * north)
            row = min(max(i - side * aside, float(before[0])), float(before[1]))
            k = max(min(int(row), before[1] - 1), before[0])
            part = row - k
            if part < _ON_CENTRE:
                steepest = previous[k]
            elif part > 1.0 - _ON_CENTRE:
                steepest = previous[k + 1]
            else:
                steepest = (1.0 - part) * previous[k] + part * previous[k + 1]
        own = (ground - sight.bend * distance * distance - sight.height) / max(distance, 1.0e-3)
        slopes[i] = max(steepest, own) if own == own else math.inf
        if abs(i - sight.row) <= rows:
            result[place] = _lowest_seen(ground, sight, distance, steepest)


@kernel
def sweep(
    cells: NDArray[np.float32],
    size: tuple[int, int],
    strides: tuple[int, int],
    chart: Chart,
    sight: Sight,
    side: int,
    result: NDArray[np.float32],
) -> None:
    """Write the lowest altitude seen above the cells to one side of the station, nearer to the row axis, in one sweep.

    From column to column the steepest slope so far is interpolated between the two cells beside the ray, so that peaks
    are smoothed a little with every column: it is fast, and not exact. `cells` and `result` are flat, the cell at
    (i, j) stands at i and j times `strides`; `chart` is that of the turned raster.
    """
    rows, columns = size
    previous, slopes = np.empty(rows), np.empty(rows)
    nodes = np.empty((4, chart.east.shape[1]))
    column = math.floor(sight.column) + 1 if side > 0 else math.ceil(sight.column) - 1
    before = (0, -1)
    while 0 <= column < columns:
        off = abs(column - sight.column)
        low, high = max(math.floor(sight.row - off), 0), min(math.ceil(sight.row + off), rows - 1)
        _along_row(chart, float(column), nodes)
        _sweep_column(
            cells, strides, sight, nodes, chart.wide, column, side, before, low, high, previous, slopes, result
        )
        previous, slopes = slopes, previous
        before = (low, high)
        column += side


@kernel
def way(
    cells: NDArray[np.float32], chart: Chart, sight: Sight, row: float, column: float
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return the columns between the station and a place, the rows there, the distances (m) and the ground (m AMSL).

    In the order of the columns. The place lies as many columns from the station as rows or more.
    """
    nodes = np.empty((4, chart.east.shape[1]))
    turn = _turn_at(chart, sight, nodes)
    _along_row(chart, row, nodes)
    ray = np.empty(_RAY)
    _set_ray(sight, turn, nodes, chart.wide, row, column, ray)
    last = _last_before(sight, column)
    first = math.floor(sight.column + _ON_CENTRE) + 1 if column > sight.column else last
    if column < sight.column:
        last = math.ceil(sight.column - _ON_CENTRE) - 1
    count = max(last - first + 1, 0)
    columns, rows, distances, ground = np.empty(count), np.empty(count), np.empty(count), np.empty(count)
    for n in range(count):
        columns[n] = float(first + n)
        rows[n] = _row_at(sight, ray, columns[n])
        t = (columns[n] - sight.column) * ray[_SHARE]
        distances[n] = t * (ray[_DISTANCE] + t * (ray[_DISTANCE + 1] + t * ray[_DISTANCE + 2]))
        ray[_STEEPEST] = _NEVER
        _look(cells, sight, ray, first + n)
        slope = ray[_STEEPEST]
        known = slope < math.inf
        ground[n] = sight.height + distances[n] * (slope + sight.bend * distances[n]) if known else math.nan
    return columns, rows, distances, ground
