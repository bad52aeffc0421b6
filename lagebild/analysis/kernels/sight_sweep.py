"""The lowest altitude seen in one sweep over a raster: fast, and not exact."""

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
    lowest_seen,
    patch_of,
    quantity_at,
    slope_at,
)
from lagebild.model.compiled import inner, kernel

__all__ = ["sweep"]


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
        first, x = patch_of(float(i), tall, nodes.shape[1])
        east, north = quantity_at(nodes, 0, first, x), quantity_at(nodes, 1, first, x)
        distance = math.sqrt(east * east + north * north)
        place = np.uint64(i * strides[0] + column * strides[1])
        ground = float(cells[place])
        steepest = NEVER
        if before[0] <= before[1]:
            # where the geodesic through this cell crossed the column before
            east_row = scale * slope_at(nodes[0, first], nodes[0, first + 1], nodes[0, first + 2], x)
            north_row = scale * slope_at(nodes[1, first], nodes[1, first + 1], nodes[1, first + 2], x)
            east_column, north_column = quantity_at(nodes, 2, first, x), quantity_at(nodes, 3, first, x)
            aside = (east_column * north - east * north_column) / (east * north_row - east_row * north)
            row = min(max(i - side * aside, float(before[0])), float(before[1]))
            k = max(min(int(row), before[1] - 1), before[0])
            part = row - k
            if part < ON_CENTRE:
                steepest = previous[k]
            elif part > 1.0 - ON_CENTRE:
                steepest = previous[k + 1]
            else:
                steepest = (1.0 - part) * previous[k] + part * previous[k + 1]
        own = (ground - sight.bend * distance * distance - sight.height) / max(distance, 1.0e-3)
        slopes[i] = max(steepest, own) if own == own else math.inf
        if abs(i - sight.row) <= rows:
            result[place] = lowest_seen(ground, sight, distance, steepest)


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
        along_row(chart, float(column), nodes)
        _sweep_column(
            cells, strides, sight, nodes, chart.wide, column, side, before, low, high, previous, slopes, result
        )
        previous, slopes = slopes, previous
        before = (low, high)
        column += side
