"""Follows flights through airspaces and writes down the spans of time that they are in them."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lagebild.analysis.kernels.areas import OFF_EDGE, ON_EDGE, TURN, VERTICAL, Areas, Slabs, inside, meet
from lagebild.analysis.kernels.boxes import BoxGrid, meeting
from lagebild.analysis.kernels.growing import longer, taller
from lagebild.analysis.kernels.limits import (
    IN,
    OUT,
    UNKNOWN,
    VARIES,
    Ground,
    Limits,
    both,
    certainly_beyond,
    limit_at,
    limit_over,
    only_level,
    passages,
    row_over,
)
from lagebild.analysis.kernels.sorting import sort_events, sort_numbers
from lagebild.model.compiled import inner, kernel

__all__ = [
    "AT_CEILING",
    "AT_END",
    "AT_FLOOR",
    "AT_GAP",
    "AT_SIDE",
    "CERTAIN",
    "UNDETERMINED",
    "Flights",
    "approaches",
    "follow",
    "legs_near",
]

AT_END, AT_GAP, AT_SIDE, AT_FLOOR, AT_CEILING = 0, 1, 2, 3, 4
"""Through what a visit begins or ends; `AT_END` is the begin or end of the flight."""

CERTAIN, UNDETERMINED = 1, 2

_BLOCK = 8
"""Segments that are looked up in the grid together."""

_SHORTEST = 0.5e-9
"""Seconds: what is shorter has no duration, times being told in nanoseconds."""

_STATUS, _CAUSE, _SEGMENT, _SIDE, _FLOOR, _CEILING, _BEFORE = 0, 1, 2, 3, 4, 5, 6
"""Places in the state of a visit: status now, through what and in which segment it began; within the sides, floor and
ceiling at last (side −1: nothing before, for the reason `_BEFORE`)."""


class Flights(NamedTuple):
    """Flight paths, straight from point to point."""

    x: NDArray[np.float64]
    """Longitude in degrees, not torn at ±180."""

    y: NDArray[np.float64]
    seconds: NDArray[np.float64]
    """Since the flight's begin."""

    leads_on: NDArray[np.bool_]
    """Whether flight is known from a point to the next; else there is a gap, or the flight ends."""

    offsets: NDArray[np.int64]
    heights: NDArray[np.float64]
    """Shape (references, 2, points): least and greatest, metres."""


@kernel
def approaches(
    flights: Flights, areas: Areas, limits: Limits, ground: Ground, grid: BoxGrid, first: int, last: int
) -> NDArray[np.int64]:
    """Return which parts of flights `first` to `last` (exclusive) come near which areas.

    A row (n, 4) is flight, area, first and last point; in order of flights and areas.
    """
    x, y, heights, owners, offsets = flights.x, flights.y, flights.heights, areas.owner, flights.offsets
    references = heights.shape[0]
    lowest, highest = np.empty(references), np.empty(references)
    found = np.empty(len(owners), dtype=np.int64)
    near = np.empty(256, dtype=np.int64)
    parts = np.empty((256, 4), dtype=np.int64)
    rows = int(np.int64(0))
    for flight in range(first, last):
        begin, end = offsets[flight], offsets[flight + 1]
        blocks = (end - 2 - begin + _BLOCK) // _BLOCK
        count = int(np.int64(0))
        for block in range(blocks):
            a = begin + block * _BLOCK
            b = min(a + _BLOCK, end - 1)
            west, east = _range(x, a, b)
            south, north = _range(y, a, b)
            met = meeting(grid, west, south, east, north, found)
            if not met:
                continue
            for row in range(references):
                lowest[row], highest[row] = _reach(heights, row, a, b)
            while count + met > len(near):
                near = longer(near)
            for k in range(met):
                if not certainly_beyond(limits, owners[found[k]], lowest, highest, ground):
                    near[count] = found[k] * blocks + block
                    count += 1
        sort_numbers(near, count)
        while rows + count > len(parts):
            parts = taller(parts)
        for k in range(count):
            area, block = near[k] // blocks, near[k] % blocks
            a = begin + block * _BLOCK
            if k == 0 or near[k] != near[k - 1] + 1 or area != near[k - 1] // blocks:
                parts[rows, 0], parts[rows, 1], parts[rows, 2] = flight, area, a
                rows += 1
            parts[rows - 1, 3] = min(a + _BLOCK, end - 1)
    return parts[:rows]


@kernel
def follow(
    flights: Flights, areas: Areas, limits: Limits, ground: Ground, parts: NDArray[np.int64], inclusive: bool
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Follow parts of flights (`approaches`) from point to point; return their visits in two tables, a row a visit.

    Whole numbers: flight, airspace, status, begun through, ended through, segment of begin and of end.
    Others: seconds of begin and end, and how far along their segments they lie.
    """
    whole, other = np.empty((256, 7), dtype=np.int64), np.empty((256, 4))
    rows = int(np.int64(0))
    x, y, seconds, leads_on, heights = flights.x, flights.y, flights.seconds, flights.leads_on, flights.heights
    offsets, owners, box, edges = flights.offsets, areas.owner, areas.box, areas.edges
    slab_from, slab_scale = areas.slab_from, areas.slab_scale
    slab_offsets, slab_edges = areas.slab_offsets, areas.slab_edges
    state, began, passed = np.zeros(7, dtype=np.int64), np.zeros(2), np.empty(16)
    shares, kinds = np.empty(64), np.empty(64, dtype=np.int64)
    for part in range(len(parts)):
        flight, area, first, last = parts[part, 0], parts[part, 1], parts[part, 2], parts[part, 3]
        owner = owners[area]
        lower, upper = 2 * owner, 2 * owner + 1
        west, south, east, north = box[area, 0], box[area, 1], box[area, 2], box[area, 3]
        slabs = Slabs(slab_from[area], slab_from[area + 1] - slab_from[area], south, slab_scale[area])
        most = 2 * (slab_offsets[slab_from[area + 1]] - slab_offsets[slab_from[area]])
        if most > len(shares):
            shares, kinds = np.empty(most), np.empty(most, dtype=np.int64)
        floor_row, floor_at = only_level(limits, lower)
        ceiling_row, ceiling_at = only_level(limits, upper)
        state[_STATUS] = 0
        state[_SIDE] = -1 if first == offsets[flight] else 0
        state[_BEFORE] = AT_END
        parity = int(np.int64(-1))  # not known
        for i in range(first, last):
            if not leads_on[i]:
                if rows == len(whole):
                    whole, other = taller(whole), taller(other)
                rows = _change(state, began, whole, other, rows, (flight, owner), (i, 0.0, seconds[i]), 0, AT_GAP)
                state[_SIDE], state[_BEFORE] = -1, AT_GAP
                parity = -1
                continue
            count = int(np.int64(0))
            floor = ceiling = int(np.int64(IN))
            beyond = False
            if (
                (x[i] < west and x[i + 1] < west)
                or (x[i] > east and x[i + 1] > east)
                or (y[i] < south and y[i + 1] < south)
                or (y[i] > north and y[i + 1] > north)
            ):
                parity = 0
            else:
                if floor_row >= 0:
                    floor = row_over(heights, floor_row, i, floor_at, lower, inclusive)
                else:
                    floor = limit_over(limits, lower, heights, ground, i, inclusive)
                if floor != OUT:
                    if ceiling_row >= 0:
                        ceiling = row_over(heights, ceiling_row, i, ceiling_at, upper, inclusive)
                    else:
                        ceiling = limit_over(limits, upper, heights, ground, i, inclusive)
                beyond = floor == OUT or ceiling == OUT
                if beyond:
                    # the side of the edges is not followed: it is asked anew when the heights allow a visit
                    parity = -1
                    floor = IN if floor == VARIES else floor
                else:
                    if parity < 0:
                        parity = inside(edges, slab_offsets, slab_edges, slabs, east, north, x[i], y[i], shares, kinds)
                    count = meet(edges, slab_offsets, slab_edges, slabs, x[i], y[i], x[i + 1], y[i + 1], shares, kinds)
            within = 1 if beyond else parity
            if count == 0 and (within == 0 or (floor != VARIES and ceiling != VARIES)):
                if _status(within, floor, ceiling) == state[_STATUS]:
                    state[_SIDE] = within
                    if within:
                        state[_FLOOR], state[_CEILING] = floor, ceiling
                    continue
            else:
                for number in range(lower, upper + 1):
                    if (ceiling if number == upper else floor) == VARIES:
                        passed, more = passages(limits, number, heights, ground, i, passed)
                        while count + more > len(shares):
                            shares, kinds = longer(shares), longer(kinds)
                        for k in range(more):
                            shares[count + k], kinds[count + k] = passed[k], VERTICAL
                        count += more
                sort_events(shares, kinds, count)
            while rows + count + 2 > len(whole):
                whole, other = taller(whole), taller(other)
            duration = seconds[i + 1] - seconds[i]
            on_edge = 0
            at = 0.0
            for k in range(count + 1):
                until = shares[k] if k < count else 1.0
                if (until - at) * duration > _SHORTEST:
                    within = 1 if beyond else parity
                    if on_edge:
                        within = 1 if inclusive else 0
                    f, c = floor, ceiling
                    if within:
                        middle = at + (until - at) / 2.0
                        if f == VARIES:
                            f = limit_at(limits, lower, heights, ground, i, middle, inclusive)
                        if c == VARIES:
                            c = limit_at(limits, upper, heights, ground, i, middle, inclusive)
                    status = _status(within, f, c)
                    if status != state[_STATUS]:
                        here = (i, at, seconds[i] + at * duration)
                        cause = _cause(state, within, f, c)
                        rows = _change(state, began, whole, other, rows, (flight, owner), here, status, cause)
                    state[_SIDE] = within
                    if within:
                        state[_FLOOR], state[_CEILING] = f, c
                at = max(at, until)
                if k < count:
                    if kinds[k] == TURN:
                        parity ^= 1
                    elif kinds[k] == ON_EDGE:
                        on_edge += 1
                    elif kinds[k] == OFF_EDGE:
                        on_edge -= 1
        cause = AT_END if last == offsets[flight + 1] - 1 else AT_SIDE
        if rows == len(whole):
            whole, other = taller(whole), taller(other)
        rows = _change(state, began, whole, other, rows, (flight, owner), (last - 1, 1.0, seconds[last]), 0, cause)
    return whole[:rows], other[:rows]


@kernel
def legs_near(flights: Flights, grid: BoxGrid) -> NDArray[np.bool_]:
    """Say of each point whether a leg leads from it that meets any of the boxes."""
    near = np.zeros(len(flights.x), dtype=np.bool_)
    found = np.empty(len(grid.box), dtype=np.int64)
    for i in range(len(near) - 1):
        if flights.leads_on[i]:
            west, east = min(flights.x[i], flights.x[i + 1]), max(flights.x[i], flights.x[i + 1])
            south, north = min(flights.y[i], flights.y[i + 1]), max(flights.y[i], flights.y[i + 1])
            near[i] = meeting(grid, west, south, east, north, found) > 0
    return near


@inner
def _range(values: NDArray[np.float64], a: int, b: int) -> tuple[float, float]:
    """The least and greatest of values `a` to `b`."""
    low = high = values[a]
    for i in range(a + 1, b + 1):
        low, high = min(low, values[i]), max(high, values[i])
    return low, high


@inner
def _reach(heights: NDArray[np.float64], row: int, a: int, b: int) -> tuple[float, float]:
    """The least and greatest height of points `a` to `b`, infinite where one is not known."""
    low, high = math.inf, -math.inf
    for i in range(a, b + 1):
        if heights[row, 0, i] != heights[row, 0, i] or heights[row, 1, i] != heights[row, 1, i]:
            return -math.inf, math.inf
        low, high = min(low, heights[row, 0, i]), max(high, heights[row, 1, i])
    return low, high


@inner
def _status(within: int, floor: int, ceiling: int) -> int:
    """The status of a place: 0 where it is no visit."""
    if not within:
        return 0
    answer = both(floor, ceiling)
    return 0 if answer == OUT else (CERTAIN if answer == IN else UNDETERMINED)


@inner
def _change(
    state: NDArray[np.int64],
    began: NDArray[np.float64],
    whole: NDArray[np.int64],
    other: NDArray[np.float64],
    rows: int,
    who: tuple[int, int],
    here: tuple[int, float, float],
    status: int,
    cause: int,
) -> int:
    """End the visit there is, if any, and begin one if the new status is one, `here` (segment, share, seconds)."""
    if state[_STATUS]:
        whole[rows, 0], whole[rows, 1], whole[rows, 2] = who[0], who[1], state[_STATUS]
        whole[rows, 3], whole[rows, 4] = state[_CAUSE], cause
        whole[rows, 5], whole[rows, 6] = state[_SEGMENT], here[0]
        other[rows, 0], other[rows, 1], other[rows, 2], other[rows, 3] = began[0], here[2], began[1], here[1]
        rows += 1
    state[_STATUS], state[_CAUSE], state[_SEGMENT] = status, cause, here[0]
    began[0], began[1] = here[2], here[1]
    return rows


@inner
def _rank(answer: int) -> int:
    return 1 if answer == UNKNOWN else answer


@inner
def _cause(state: NDArray[np.int64], within: int, floor: int, ceiling: int) -> int:
    """Through what the status changes: of floor and ceiling the one that decided before, or decides now."""
    if state[_SIDE] < 0:
        return int(state[_BEFORE])
    if state[_SIDE] != within:
        return AT_SIDE
    old_floor, old_ceiling = state[_FLOOR], state[_CEILING]
    before, now = _rank(both(old_floor, old_ceiling)), _rank(both(floor, ceiling))
    one, two = (old_floor, old_ceiling) if now > before else (floor, ceiling)
    by_floor = _rank(one) <= _rank(two)
    one, two = (old_floor, floor) if by_floor else (old_ceiling, ceiling)
    if one == UNKNOWN or two == UNKNOWN:
        return AT_GAP
    return AT_FLOOR if by_floor else AT_CEILING
