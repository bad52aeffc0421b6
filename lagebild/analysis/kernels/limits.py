"""Whether heights that are known as intervals lie within limits, all along straight legs and at places of them."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lagebild.analysis.kernels.growing import longer
from lagebild.model.compiled import inner, kernel

__all__ = [
    "ALWAYS",
    "ANY_LEVEL",
    "EVERY_LEVEL",
    "IN",
    "NEVER",
    "OUT",
    "UNKNOWN",
    "UNSTATED",
    "UNSURE",
    "VARIES",
    "Ground",
    "Limits",
    "both",
    "certainly_beyond",
    "limit_at",
    "limit_over",
    "only_level",
    "passages",
    "row_over",
]

OUT, UNSURE, IN, UNKNOWN, VARIES = 0, 1, 2, 3, -1
"""Answers: certainly beyond the limit; undetermined by the interval; certainly within; undetermined because something
is not known at all; not the same all along the leg."""

ALWAYS, NEVER, UNSTATED, EVERY_LEVEL, ANY_LEVEL = 0, 1, 2, 3, 4
"""Kinds of limits: everything lies within it; nothing does; the source does not say; every, any level is to be kept."""

_TRULY = 1e-3
"""Metres: what is passed over is so far beyond a limit that passing the limit itself takes a time, and is seen."""


class Limits(NamedTuple):
    """Lower and upper limits; limit `2 * airspace` is the lower one, `2 * airspace + 1` the upper one."""

    kind: NDArray[np.int64]
    offsets: NDArray[np.int64]
    """Shape (limits + 1,): the levels of a limit."""

    row: NDArray[np.int64]
    """Shape (levels,): the row of heights that a level is compared with."""

    value: NDArray[np.float64]
    """Shape (levels,): metres."""

    over_ground: NDArray[np.bool_]
    """Shape (levels,): whether the level lies so far above the ground beneath, not above the heights' own zero."""


class Ground(NamedTuple):
    """The ground beneath legs, in pieces in which it is a quadratic of the share of the leg."""

    offsets: NDArray[np.int64]
    """Shape (points + 1,): the pieces of the leg that begins at a point, in order."""

    terms: NDArray[np.float64]
    """Shape (pieces, 5): begin, end, and q0, q1, q2 of q0 + q1 t + q2 t²: metres above sea level, NaN without data."""

    margin: float
    """Metres that the ground may lie higher or lower than its elevation says."""

    lowest: float
    highest: float
    """Between these lies all ground, known or not."""


@inner
def both(one: int, other: int) -> int:
    """Whether two conditions hold."""
    if one == OUT or other == OUT:
        return OUT
    if one == IN:
        return other
    if other == IN:
        return one
    return UNKNOWN if one == UNKNOWN or other == UNKNOWN else UNSURE


@inner
def _either(one: int, other: int) -> int:
    if one == IN or other == IN:
        return IN
    if one == OUT:
        return other
    if other == OUT:
        return one
    return UNKNOWN if one == UNKNOWN or other == UNKNOWN else UNSURE


@inner
def _margins(low: float, high: float, value: float, upper: bool) -> tuple[float, float]:
    """By how much a height keeps a level at least and at most; negative where it lies beyond."""
    if upper:
        return value - high, value - low
    return low - value, high - value


@inner
def _answer(least: float, most: float, inclusive: bool) -> int:
    if least > 0.0 or (inclusive and least == 0.0):
        return IN
    if most < 0.0 or (not inclusive and most == 0.0):
        return OUT
    return UNKNOWN if least != least or most != most else UNSURE


@inner
def _answer_over(least: float, least_after: float, most: float, most_after: float, inclusive: bool) -> int:
    """The answer all along a leg at whose ends the margins are these, or `VARIES`.

    Between the ends a margin is 0 only where it is 0 all along: to touch a level at an end has no duration.
    """
    if least != least or least_after != least_after or most != most or most_after != most_after:
        return UNKNOWN
    lowest, highest = min(least, least_after), max(least, least_after)
    if lowest >= 0.0 and (inclusive or highest > 0.0):
        return IN
    nowhere_in = highest <= 0.0 and (not inclusive or lowest < 0.0)
    lowest, highest = min(most, most_after), max(most, most_after)
    if highest <= 0.0 and (not inclusive or lowest < 0.0):
        return OUT
    nowhere_out = lowest >= 0.0 and (inclusive or highest > 0.0)
    return UNSURE if nowhere_in and nowhere_out else VARIES


@inner
def only_level(limits: Limits, number: int) -> tuple[int, float]:
    """The row of heights and the metres of a limit of one level that is not above ground; row −1: it is another."""
    k = limits.offsets[number]
    if limits.kind[number] < EVERY_LEVEL or limits.offsets[number + 1] != k + 1 or limits.over_ground[k]:
        return -1, 0.0
    return limits.row[k], limits.value[k]


@inner
def row_over(heights: NDArray[np.float64], row: int, i: int, value: float, number: int, inclusive: bool) -> int:
    """The answer of a limit of one level (`only_level`) all along the leg from point `i` to the next, or `VARIES`."""
    upper = number % 2 == 1
    least, most = _margins(heights[row, 0, i], heights[row, 1, i], value, upper)
    least_after, most_after = _margins(heights[row, 0, i + 1], heights[row, 1, i + 1], value, upper)
    return _answer_over(least, least_after, most, most_after, inclusive)


@inner
def _without_levels(kind: int) -> int:
    if kind == ALWAYS:
        return IN
    return OUT if kind == NEVER else UNKNOWN


@inner
def limit_over(
    limits: Limits, number: int, heights: NDArray[np.float64], ground: Ground, i: int, inclusive: bool
) -> int:
    """The answer of a limit all along the leg from point `i` to the next, or `VARIES`."""
    kind = limits.kind[number]
    if kind < EVERY_LEVEL:
        return _without_levels(kind)
    every, upper = kind == EVERY_LEVEL, number % 2 == 1
    result = IN if every else OUT
    varies = False
    for k in range(limits.offsets[number], limits.offsets[number + 1]):
        row, value = limits.row[k], limits.value[k]
        lower_by, raise_by = (ground.highest, ground.lowest) if limits.over_ground[k] else (0.0, 0.0)
        least, most = _margins(heights[row, 0, i] - lower_by, heights[row, 1, i] - raise_by, value, upper)
        least_after, most_after = _margins(
            heights[row, 0, i + 1] - lower_by, heights[row, 1, i + 1] - raise_by, value, upper
        )
        one = _answer_over(least, least_after, most, most_after, inclusive)
        if one == UNSURE and limits.over_ground[k]:
            one = UNKNOWN if ground.offsets[i] == ground.offsets[i + 1] else VARIES
        if one == VARIES:
            varies = True
        else:
            result = both(result, one) if every else _either(result, one)
    return VARIES if varies and result != (OUT if every else IN) else result


@inner
def limit_at(
    limits: Limits,
    number: int,
    heights: NDArray[np.float64],
    ground: Ground,
    i: int,
    share: float,
    inclusive: bool,
) -> int:
    """The answer of a limit at a share of the leg from point `i` to the next."""
    kind = limits.kind[number]
    if kind < EVERY_LEVEL:
        return _without_levels(kind)
    every = kind == EVERY_LEVEL
    result = IN if every else OUT
    for k in range(limits.offsets[number], limits.offsets[number + 1]):
        row = limits.row[k]
        low = heights[row, 0, i] + share * (heights[row, 0, i + 1] - heights[row, 0, i])
        high = heights[row, 1, i] + share * (heights[row, 1, i + 1] - heights[row, 1, i])
        known = True
        if limits.over_ground[k]:
            elevation = _elevation(ground, i, share)
            known = elevation == elevation
            low -= elevation + ground.margin if known else ground.highest
            high -= elevation - ground.margin if known else ground.lowest
        least, most = _margins(low, high, limits.value[k], number % 2 == 1)
        one = _answer(least, most, inclusive)
        if one == UNSURE and not known:
            one = UNKNOWN
        result = both(result, one) if every else _either(result, one)
    return result


@inner
def _elevation(ground: Ground, i: int, share: float) -> float:
    """The ground at a share of a leg, NaN where it is not known."""
    first, last = ground.offsets[i], ground.offsets[i + 1]
    while first < last:  # the first piece that ends beyond the share
        middle = (first + last) // 2
        if ground.terms[middle, 1] <= share:
            first = middle + 1
        else:
            last = middle
    if first == ground.offsets[i + 1] or ground.terms[first, 0] > share:
        return math.nan
    piece = ground.terms[first]
    return float(piece[2] + share * (piece[3] + share * piece[4]))


@kernel
def passages(
    limits: Limits, number: int, heights: NDArray[np.float64], ground: Ground, i: int, shares: NDArray[np.float64]
) -> tuple[NDArray[np.float64], int]:
    """Return the shares of a leg at which the answer of a limit may change, and how many these are.

    `shares` is room for them; a larger one is returned where it does not suffice.
    """
    count = 0
    for k in range(limits.offsets[number], limits.offsets[number + 1]):
        row, value, over_ground = limits.row[k], limits.value[k], limits.over_ground[k]
        pieces = ground.offsets[i + 1] - ground.offsets[i] if over_ground else 0
        while count + 4 + 6 * pieces > len(shares):
            shares = longer(shares)
        for bound in range(2):
            start, end = heights[row, bound, i] - value, heights[row, bound, i + 1] - value
            if over_ground:
                extreme = ground.lowest if bound else ground.highest
                count = _roots(start - extreme, end - start, 0.0, 0.0, 1.0, shares, count)
            else:
                count = _roots(start, end - start, 0.0, 0.0, 1.0, shares, count)
            for p in range(ground.offsets[i], ground.offsets[i] + pieces):
                begin, stop, q0, q1, q2 = ground.terms[p]
                margin = -ground.margin if bound else ground.margin
                count = _roots(start - q0 - margin, end - start - q1, -q2, begin, stop, shares, count)
                if bound:
                    shares[count], shares[count + 1] = begin, stop
                    count += 2
    return shares, count


@inner
def _roots(c0: float, c1: float, c2: float, first: float, last: float, shares: NDArray[np.float64], count: int) -> int:
    """Append the zeros of c0 + c1 t + c2 t² between two shares."""
    discriminant = c1 * c1 - 4.0 * c0 * c2
    if not discriminant >= 0.0:
        return count
    # the form that does not subtract nearly equal numbers, and holds for c2 = 0
    q = -0.5 * (c1 + math.copysign(math.sqrt(discriminant), c1))
    for above, below in ((c0, q), (q, c2)):
        root = above / below if below != 0.0 else math.inf
        if first < root < last:
            shares[count] = root
            count += 1
    return count


@inner
def certainly_beyond(
    limits: Limits, airspace: int, lowest: NDArray[np.float64], highest: NDArray[np.float64], ground: Ground
) -> bool:
    """Whether heights between these (by row; infinite where unknown) all lie truly beyond a limit of an airspace."""
    kinds, offsets, rows = limits.kind, limits.offsets, limits.row
    values, over_ground = limits.value, limits.over_ground
    for number in range(2 * airspace, 2 * airspace + 2):
        kind = kinds[number]
        if kind == NEVER:
            return True
        some, every = False, kind >= EVERY_LEVEL
        for k in range(offsets[number], offsets[number + 1]):
            if number % 2:
                beyond = lowest[rows[k]] > values[k] + _TRULY + (ground.highest if over_ground[k] else 0.0)
            else:
                beyond = highest[rows[k]] < values[k] - _TRULY + (ground.lowest if over_ground[k] else 0.0)
            some, every = some or beyond, every and beyond
        if some if kind == EVERY_LEVEL else every:
            return True
    return False
