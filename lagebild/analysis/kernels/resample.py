"""Values between fixes, at the times of a regular grid."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lagebild.model.compiled import kernel

__all__ = ["count_rows", "place_rows", "values_between", "wrap"]

Floats = NDArray[np.floating]


@kernel
def count_rows(nanos: NDArray[np.int64], joins: NDArray[np.bool_], step: int, starts: NDArray[np.int64]) -> None:
    """Write the first row of each fix into `starts` (n + 1,): its rows are those from it until before the next fix.

    `nanos`: times of the fixes; the grid is all multiples of `step`. `joins`: whether flight to the next fix is known;
    where it is not, only the fix itself is, if it lies on the grid.
    """
    count = 0
    for i in range(len(nanos)):
        starts[i] = count
        ahead = -nanos[i] % step
        end = nanos[i + 1] - nanos[i] if joins[i] else 1
        if ahead < end:
            count += 1 + (end - 1 - ahead) // step
    starts[len(nanos)] = count


@kernel
def place_rows(
    nanos: NDArray[np.int64],
    step: int,
    starts: NDArray[np.int64],
    time: NDArray[np.int64],
    fix: NDArray[np.int64],
    share: NDArray[np.float64],
) -> None:
    """Write time, last fix and share of the way to the next one of each row."""
    for i in range(len(nanos)):
        if starts[i + 1] == starts[i]:
            continue
        now = nanos[i] + -nanos[i] % step
        duration = 1.0
        if i + 1 < len(nanos) and nanos[i + 1] > nanos[i]:
            duration = float(nanos[i + 1] - nanos[i])
        for row in range(starts[i], starts[i + 1]):
            time[row] = now
            fix[row] = i
            share[row] = (now - nanos[i]) / duration
            now += step


@kernel
def values_between(
    values: Floats, starts: NDArray[np.int64], share: NDArray[np.float64], turn: float, found: Floats
) -> None:
    """Write the values of the rows into `found`: linear from fix to fix, NaN where one of the two is.

    `turn`: after how much a value comes back to itself, the shorter way around being the one taken; 0 for never.
    """
    for i in range(len(values)):
        begin, end = starts[i], starts[i + 1]
        if begin == end:
            continue
        here = values[i]
        if share[begin] == 0.0:  # the fix itself needs no other
            found[begin] = here
            begin += 1
        if begin == end:
            continue
        change = values[i + 1] - here
        if turn > 0.0:
            if change > turn / 2:
                change -= turn
            elif change < -turn / 2:
                change += turn
        for row in range(begin, end):
            found[row] = here + share[row] * change


@kernel
def wrap(values: Floats, lowest: float, highest: float) -> None:
    """Bring values within a turn, [lowest, highest); one that is `highest` by rounding becomes `lowest`."""
    turn = highest - lowest
    for row in range(len(values)):
        if values[row] < lowest:
            values[row] += turn
        if values[row] >= highest:
            values[row] -= turn
