"""Whether heights that are known as intervals lie within vertical limits."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

__all__ = ["ALWAYS", "ANY_LEVEL", "EVERY_LEVEL", "IN", "NEVER", "OUT", "UNKNOWN", "UNSURE", "VARIES", "Limits", "both", "certainly_beyond", "level_margins", "limit_at", "limit_over"]

OUT, UNSURE, IN, UNKNOWN, VARIES = 0, 1, 2, 3, -1
"""Answers: certainly beyond the limit, undetermined by the interval, certainly within, undetermined because something
is not known at all; and not the same all along the way."""

ALWAYS, NEVER, UNSTATED, EVERY_LEVEL, ANY_LEVEL = 0, 1, 2, 3, 4
"""Kinds of limits: everything lies within it, nothing does, the source does not say, or every or any of its levels
has to be kept."""


class Limits(NamedTuple):
    """Lower and upper limits; limit `2 * airspace` is the lower one, `2 * airspace + 1` the upper one."""

    kind: NDArray[np.int64]
    offsets: NDArray[np.int64]
    """Shape (limits + 1,): the levels of a limit."""

    row: NDArray[np.int64]
    """Shape (levels,): the row of heights that a level is compared with."""

    value: NDArray[np.float64]
    """Shape (levels,): metres."""


@njit(cache=True, nogil=True)
def both(one: int, other: int) -> int:
    """Whether two conditions hold."""
    if one == OUT or other == OUT:
        return OUT
    if one == IN:
        return other
    if other == IN:
        return one
    return UNKNOWN if one == UNKNOWN or other == UNKNOWN else UNSURE


@njit(cache=True, nogil=True)
def _either(one: int, other: int) -> int:
    if one == IN or other == IN:
        return IN
    if one == OUT:
        return other
    if other == OUT:
        return one
    return UNKNOWN if one == UNKNOWN or other == UNKNOWN else UNSURE


@njit(cache=True, nogil=True)
def level_margins(low: float, high: float, value: float, upper: bool) -> tuple[float, float]:
    """By how much a height keeps a level at least and at most; positive where it lies on the right side."""
    if upper:
        return value - high, value - low
    return low - value, high - value


@njit(cache=True, nogil=True)
def _answer(least: float, most: float, inclusive: bool) -> int:
    if least > 0.0 or (inclusive and least == 0.0):
        return IN
    if most < 0.0 or (not inclusive and most == 0.0):
        return OUT
    return UNKNOWN if least != least or most != most else UNSURE


@njit(cache=True, nogil=True)
def _answer_over(l0: float, l1: float, m0: float, m1: float, inclusive: bool) -> int:
    """The answer all along a way at whose ends the margins are l0..m0 and l1..m1, or `VARIES`."""
    if l0 != l0 or l1 != l1 or m0 != m0 or m1 != m1:
        return UNKNOWN
    # between the ends a margin is 0 only where it is 0 all along: touching 0 at an end has no duration
    if l0 >= 0.0 and l1 >= 0.0 and (inclusive or l0 > 0.0 or l1 > 0.0):
        return IN
    if m0 <= 0.0 and m1 <= 0.0 and (not inclusive or m0 < 0.0 or m1 < 0.0):
        return OUT
    surely_in_nowhere = l0 <= 0.0 and l1 <= 0.0 and (l0 < 0.0 or l1 < 0.0 or not inclusive)
    surely_out_nowhere = m0 >= 0.0 and m1 >= 0.0 and (m0 > 0.0 or m1 > 0.0 or inclusive)
    return UNSURE if surely_in_nowhere and surely_out_nowhere else VARIES


@njit(cache=True, nogil=True)
def _without_levels(kind: int) -> int:
    if kind == ALWAYS:
        return IN
    return OUT if kind == NEVER else UNKNOWN


@njit(cache=True, nogil=True)
def limit_over(
    limits: Limits, number: int, heights: NDArray[np.float64], i: int, inclusive: bool
) -> int:
    """The answer of a limit all along the way from fix `i` to the next, or `VARIES`."""
    kind = limits.kind[number]
    if kind < EVERY_LEVEL:
        return _without_levels(kind)
    every = kind == EVERY_LEVEL
    result = IN if every else OUT
    varies = False
    for k in range(limits.offsets[number], limits.offsets[number + 1]):
        row, value, upper = limits.row[k], limits.value[k], number % 2 == 1
        l0, m0 = level_margins(heights[row, 0, i], heights[row, 1, i], value, upper)
        l1, m1 = level_margins(heights[row, 0, i + 1], heights[row, 1, i + 1], value, upper)
        one = _answer_over(l0, l1, m0, m1, inclusive)
        if one == VARIES:
            varies = True
        else:
            result = both(result, one) if every else _either(result, one)
    decided = OUT if every else IN
    return VARIES if varies and result != decided else result


@njit(cache=True, nogil=True)
def limit_at(
    limits: Limits,
    number: int,
    heights: NDArray[np.float64],
    i: int,
    share: float,
    inclusive: bool,
) -> int:
    """The answer of a limit at a share of the way from fix `i` to the next."""
    kind = limits.kind[number]
    if kind < EVERY_LEVEL:
        return _without_levels(kind)
    every = kind == EVERY_LEVEL
    result = IN if every else OUT
    for k in range(limits.offsets[number], limits.offsets[number + 1]):
        row = limits.row[k]
        low = heights[row, 0, i] + share * (heights[row, 0, i + 1] - heights[row, 0, i])
        high = heights[row, 1, i] + share * (heights[row, 1, i + 1] - heights[row, 1, i])
        least, most = level_margins(low, high, limits.value[k], number % 2 == 1)
        one = _answer(least, most, inclusive)
        result = both(result, one) if every else _either(result, one)
    return result


@njit(cache=True, nogil=True)
def certainly_beyond(
    limits: Limits, number: int, lowest: NDArray[np.float64], highest: NDArray[np.float64]
) -> bool:
    """Whether heights between these (by row; infinite where unknown) all lie truly beyond a limit, not only on it."""
    kind = limits.kind[number]
    if kind < EVERY_LEVEL:
        return kind == NEVER
    upper = number % 2 == 1
    for k in range(limits.offsets[number], limits.offsets[number + 1]):
        row, value = limits.row[k], limits.value[k]
        beyond = lowest[row] > value if upper else highest[row] < value
        if beyond and kind == EVERY_LEVEL:
            return True
        if not beyond and kind == ANY_LEVEL:
            return False
    return kind == ANY_LEVEL
