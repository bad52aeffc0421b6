"""Shares out flight paths among the cells of a grid."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from lagebild.model.compiled import inlined, inner, kernel

__all__ = ["share_out"]


@kernel
def share_out(
    column: NDArray[np.float64],
    row: NDArray[np.float64],
    seconds: NDArray[np.float64],
    offsets: NDArray[np.int64],
    longest: float,
    turn: float,
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    edges: NDArray[np.float64],
    flown: NDArray[np.float64],
    flights: NDArray[np.int64],
) -> None:
    """Add to `flown` (bands, rows, columns) the seconds flown in each cell, to `flights` the tracks seen there.

    `low`, `high`: least and greatest possible height of each fix, linear between; `edges`: of the bands, ascending.
    Band k lies below edge k, the one before the last above all edges; in the last one is what may be in several.

    `column`, `row`: positions of the fixes in cells from the grid's corner; `turn`: columns of a whole turn around the
    world, in every copy of which a track may lie. Each segment is shared out among the cells it crosses in proportion
    to its length in them; intervals above `longest` seconds are gaps. A single fix counts as a flight of no duration.
    """
    columns = flown.shape[2]
    last = np.full(flown.shape, -1, dtype=np.int64)
    cuts = np.empty(2 * len(edges) + 2)
    for track in range(len(offsets) - 1):
        begin, end = offsets[track], offsets[track + 1]
        for i in range(begin, end):
            duration = 0.0
            j = i
            if i + 1 < end and seconds[i + 1] - seconds[i] <= longest:
                j = i + 1
                duration = seconds[j] - seconds[i]
            dx = column[j] - column[i]
            if dx > turn / 2:
                dx -= turn
            elif dx < -turn / 2:
                dx += turn
            dy = row[j] - row[i]
            first_copy = math.ceil(-max(column[i], column[i] + dx) / turn)
            last_copy = math.floor((columns - min(column[i], column[i] + dx)) / turn)
            if j != i and len(edges) and not math.isnan(low[i]) and math.isnan(low[j]):
                # nothing is known of the way's height, but of the fix's, which may stand between two such ways
                band = _band(low[i], low[i], high[i], high[i], 0.0, edges)
                for copy in range(first_copy, last_copy + 1):
                    place = column[i] + copy * turn
                    width = min(turn, float(columns))
                    _cross(place, row[i], 0.0, 0.0, 0.0, 1.0, width, 0.0, track, flown[band], flights[band], last[band])
            count = _cut(low[i], low[j], high[i], high[j], edges, cuts)
            for part in range(count - 1):
                begins, ends = cuts[part], cuts[part + 1]
                if begins == ends:
                    continue
                band = _band(low[i], low[j], high[i], high[j], 0.5 * (begins + ends), edges)
                for copy in range(first_copy, last_copy + 1):
                    _cross(
                        column[i] + copy * turn,
                        row[i],
                        dx,
                        dy,
                        begins,
                        ends,
                        min(turn, float(columns)),
                        duration,
                        track,
                        flown[band],
                        flights[band],
                        last[band],
                    )


@inner
def _cut(
    low0: float, low1: float, high0: float, high1: float, edges: NDArray[np.float64], cuts: NDArray[np.float64]
) -> int:
    """Write where along a segment (0 to 1) its heights pass edges, in order, its ends included; return how many."""
    cuts[0], count = 0.0, 1
    for edge in edges:
        for start, end in ((low0, low1), (high0, high1)):
            if (start < edge) != (end < edge):
                cuts[count] = min(1.0, max(0.0, (edge - start) / (end - start)))
                count += 1
    cuts[count] = 1.0
    count += 1
    if count > 2:
        cuts[:count] = np.sort(cuts[:count])
    return count


@inlined
def _band(low0: float, low1: float, high0: float, high1: float, at: float, edges: NDArray[np.float64]) -> int:
    """Return the band at a place of a segment."""
    if len(edges) == 0:
        return 0
    low, high = low0 + at * (low1 - low0), high0 + at * (high1 - high0)
    least, most = np.searchsorted(edges, low, side="right"), np.searchsorted(edges, high, side="right")
    return int(least) if low == low and least == most else len(edges) + 1


@inner
def _cross(
    x: float,
    y: float,
    dx: float,
    dy: float,
    enter: float,
    leave: float,
    width: float,
    duration: float,
    track: int,
    flown: NDArray[np.float64],
    flights: NDArray[np.int64],
    last: NDArray[np.int64],
) -> None:
    """Walk along one segment from cell to cell (Amanatides & Woo 1987), as far as it lies within the grid.

    `enter`, `leave`: the part of it (0 to 1) that counts.
    `width`: columns, of no more than one turn around the world, so that nothing counts twice.
    """
    rows, columns = flown.shape
    for start, step, size in ((x, dx, width), (y, dy, float(rows))):
        if step == 0.0:
            if start < 0.0 or start >= size:
                return
        else:
            one, other = -start / step, (size - start) / step
            enter, leave = max(enter, min(one, other)), min(leave, max(one, other))
    standing = dx == 0.0 and dy == 0.0
    if enter > leave or (enter == leave and not standing):
        return
    column = min(columns - 1, max(0, math.floor(x + enter * dx)))
    row = min(rows - 1, max(0, math.floor(y + enter * dy)))
    at = enter
    while True:
        next_x = (column + (dx > 0.0) - x) / dx if dx != 0.0 else math.inf
        next_y = (row + (dy > 0.0) - y) / dy if dy != 0.0 else math.inf
        until = min(next_x, next_y, leave)
        flown[row, column] += max(0.0, until - at) * duration
        if last[row, column] != track and (until > at or standing):
            last[row, column] = track
            flights[row, column] += 1
        if until >= leave:
            return
        at = max(at, until)
        if next_x <= next_y:
            column += 1 if dx > 0.0 else -1
        else:
            row += 1 if dy > 0.0 else -1
        if column < 0 or column >= columns or row < 0 or row >= rows:
            return
