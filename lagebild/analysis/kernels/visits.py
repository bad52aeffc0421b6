"""Follows flights through airspaces and writes down the spans of time that they are in them."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from lagebild.analysis.kernels.areas import OFF_EDGE, ON_EDGE, TURN, VERTICAL, Areas, Slabs, inside, meet
from lagebild.analysis.kernels.boxes import BoxGrid, meeting
from lagebild.analysis.kernels.limits import (
    IN,
    OUT,
    UNKNOWN,
    VARIES,
    Ground,
    Limits,
    both,
    certainly_beyond,
    level_over,
    limit_at,
    limit_over,
    only_level,
    passages,
)
from lagebild.analysis.kernels.sorting import sort_events, sort_numbers

__all__ = [
    "AT_CEILING",
    "AT_END",
    "AT_FLOOR",
    "AT_GAP",
    "AT_SIDE",
    "CERTAIN",
    "UNDETERMINED",
    "Flights",
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


@njit(cache=True, nogil=True)
def follow(
    flights: Flights,
    areas: Areas,
    limits: Limits,
    ground: Ground,
    grid: BoxGrid,
    first: int,
    last: int,
    inclusive: bool,
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the visits of flights `first` to `last` (exclusive) in two tables, a row a visit.

    Whole numbers: flight, airspace, status, begun through, ended through, segment of begin and of end.
    Others: seconds of begin and end, and how far along their segments they lie.
    """
    whole, other = np.empty((256, 7), dtype=np.int64), np.empty((256, 4))
    rows = 0
    x, y, heights, owners = flights.x, flights.y, flights.heights, areas.owner
    references = heights.shape[0]
    lowest, highest = np.empty(references), np.empty(references)
    found = np.empty(len(areas.owner), dtype=np.int64)
    tasks = np.empty(256, dtype=np.int64)
    most = 0
    for a in range(len(areas.owner)):
        most = max(most, areas.slab_offsets[areas.slab_from[a + 1]] - areas.slab_offsets[areas.slab_from[a]])
    shares, kinds = np.empty(2 * most + 64), np.empty(2 * most + 64, dtype=np.int64)
    for flight in range(first, last):
        begin, end = flights.offsets[flight], flights.offsets[flight + 1]
        blocks = -(-(end - 1 - begin) // _BLOCK)
        count = 0
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
            while count + met > len(tasks):
                tasks = np.concatenate((tasks, tasks))
            for k in range(met):
                owner = owners[found[k]]
                if certainly_beyond(limits, 2 * owner, lowest, highest, ground):
                    continue
                if certainly_beyond(limits, 2 * owner + 1, lowest, highest, ground):
                    continue
                tasks[count] = found[k] * blocks + block
                count += 1
        sort_numbers(tasks, count)
        k = 0
        while k < count:
            area, block = tasks[k] // blocks, tasks[k] % blocks
            upto = k + 1
            while upto < count and tasks[upto] == tasks[upto - 1] + 1 and tasks[upto] // blocks == area:
                upto += 1
            a = begin + block * _BLOCK
            b = min(begin + (block + upto - k) * _BLOCK, end - 1)
            whole, other, rows = _follow_one(
                flights, areas, limits, ground, (flight, area, a, b), inclusive, shares, kinds, whole, other, rows
            )
            k = upto
    return whole[:rows].copy(), other[:rows].copy()


@njit(cache=True, nogil=True)
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


@njit(cache=True, nogil=True)
def _range(values: NDArray[np.float64], a: int, b: int) -> tuple[float, float]:
    """The least and greatest of values `a` to `b`."""
    low = high = values[a]
    for i in range(a + 1, b + 1):
        low, high = min(low, values[i]), max(high, values[i])
    return low, high


@njit(cache=True, nogil=True)
def _reach(heights: NDArray[np.float64], row: int, a: int, b: int) -> tuple[float, float]:
    """The least and greatest height of points `a` to `b`, infinite where one is not known."""
    low, high = math.inf, -math.inf
    for i in range(a, b + 1):
        if heights[row, 0, i] != heights[row, 0, i] or heights[row, 1, i] != heights[row, 1, i]:
            return -math.inf, math.inf
        low, high = min(low, heights[row, 0, i]), max(high, heights[row, 1, i])
    return low, high


@njit(cache=True, nogil=True)
def _follow_one(
    flights: Flights,
    areas: Areas,
    limits: Limits,
    ground: Ground,
    task: tuple[int, int, int, int],
    inclusive: bool,
    shares: NDArray[np.float64],
    kinds: NDArray[np.int64],
    whole: NDArray[np.int64],
    other: NDArray[np.float64],
    rows: int,
) -> tuple[NDArray[np.int64], NDArray[np.float64], int]:
    """Follow a flight from point to point through one area; `task`: flight, area, first and last point."""
    flight, area, first, last = task
    owner = areas.owner[area]
    lower, upper = 2 * owner, 2 * owner + 1
    x, y, seconds, leads_on, heights = flights.x, flights.y, flights.seconds, flights.leads_on, flights.heights
    box, edges, slab_offsets, slab_edges = areas.box, areas.edges, areas.slab_offsets, areas.slab_edges
    west, south, east, north = box[area, 0], box[area, 1], box[area, 2], box[area, 3]
    slabs = Slabs(
        areas.slab_from[area], areas.slab_from[area + 1] - areas.slab_from[area], south, areas.slab_scale[area]
    )
    floor_row, floor_at = only_level(limits, lower)
    ceiling_row, ceiling_at = only_level(limits, upper)
    state = np.zeros(7, dtype=np.int64)
    began = np.zeros(2)
    state[_SIDE] = -1 if first == flights.offsets[flight] else 0
    state[_BEFORE] = AT_END
    passed = np.empty(16)
    parity = -1  # not known
    for i in range(first, last):
        if rows + 2 > len(whole):
            whole, other = np.concatenate((whole, np.empty_like(whole))), np.concatenate((other, np.empty_like(other)))
        if not leads_on[i]:
            rows = _leave(state, began, whole, other, rows, (flight, owner), (i, 0.0, seconds[i]), AT_GAP)
            state[_SIDE], state[_BEFORE] = -1, AT_GAP
            parity = -1
            continue
        if (
            (x[i] < west and x[i + 1] < west)
            or (x[i] > east and x[i + 1] > east)
            or (y[i] < south and y[i + 1] < south)
            or (y[i] > north and y[i + 1] > north)
        ):
            parity = 0
            if state[_STATUS]:
                here = (i, 0.0, seconds[i])
                rows = _step(state, began, whole, other, rows, (flight, owner), here, (0, IN, IN))
            state[_SIDE] = 0
            continue
        if floor_row >= 0:
            floor = level_over(
                heights[floor_row, 0, i],
                heights[floor_row, 1, i],
                heights[floor_row, 0, i + 1],
                heights[floor_row, 1, i + 1],
                floor_at,
                False,
                inclusive,
            )
        else:
            floor = limit_over(limits, lower, heights, ground, i, inclusive)
        if ceiling_row >= 0:
            ceiling = level_over(
                heights[ceiling_row, 0, i],
                heights[ceiling_row, 1, i],
                heights[ceiling_row, 0, i + 1],
                heights[ceiling_row, 1, i + 1],
                ceiling_at,
                True,
                inclusive,
            )
        else:
            ceiling = limit_over(limits, upper, heights, ground, i, inclusive)
        if floor == OUT or ceiling == OUT:
            # which side of the edges it is on is not followed: it is asked anew when the heights allow a visit
            parity = -1
            count = 0
            within = 1
            if floor == OUT:
                ceiling = IN if ceiling == VARIES else ceiling
            else:
                floor = IN if floor == VARIES else floor
        else:
            if parity < 0:
                parity = inside(edges, slab_offsets, slab_edges, slabs, north, x[i], y[i])
            count = meet(edges, slab_offsets, slab_edges, slabs, x[i], y[i], x[i + 1], y[i + 1], shares, kinds)
            within = parity
        if count == 0 and (within == 0 or (floor != VARIES and ceiling != VARIES)):
            if _status(within, floor, ceiling) != state[_STATUS]:
                here = (i, 0.0, seconds[i])
                rows = _step(state, began, whole, other, rows, (flight, owner), here, (within, floor, ceiling))
            state[_SIDE] = within
            if within:
                state[_FLOOR], state[_CEILING] = floor, ceiling
            continue
        duration = seconds[i + 1] - seconds[i]
        for number, answer in ((lower, floor), (upper, ceiling)):
            if answer == VARIES:
                passed, more = passages(limits, number, heights, ground, i, passed)
                while count + more > len(shares):
                    shares, kinds = np.concatenate((shares, shares)), np.concatenate((kinds, kinds))
                shares[count : count + more], kinds[count : count + more] = passed[:more], VERTICAL
                count += more
        while rows + count + 2 > len(whole):
            whole, other = np.concatenate((whole, np.empty_like(whole))), np.concatenate((other, np.empty_like(other)))
        sort_events(shares, kinds, count)
        on_edge = 0
        at = 0.0
        for k in range(count + 1):
            until = shares[k] if k < count else 1.0
            if (until - at) * duration > _SHORTEST:
                within = parity if on_edge == 0 else int(inclusive)
                f, c = floor, ceiling
                if within:
                    middle = at + (until - at) / 2.0
                    if f == VARIES:
                        f = limit_at(limits, lower, heights, ground, i, middle, inclusive)
                    if c == VARIES:
                        c = limit_at(limits, upper, heights, ground, i, middle, inclusive)
                here = (i, at, seconds[i] + at * duration)
                rows = _step(state, began, whole, other, rows, (flight, owner), here, (within, f, c))
            at = max(at, until)
            if k < count:
                if kinds[k] == TURN:
                    parity ^= 1
                elif kinds[k] == ON_EDGE:
                    on_edge += 1
                elif kinds[k] == OFF_EDGE:
                    on_edge -= 1
    cause = AT_END if last == flights.offsets[flight + 1] - 1 else AT_SIDE
    rows = _leave(state, began, whole, other, rows, (flight, owner), (last - 1, 1.0, seconds[last]), cause)
    return whole, other, rows


@njit(cache=True, nogil=True)
def _status(within: int, floor: int, ceiling: int) -> int:
    """The status of a place: 0 where it is no visit."""
    if not within:
        return 0
    answer = both(floor, ceiling)
    return 0 if answer == OUT else (CERTAIN if answer == IN else UNDETERMINED)


@njit(cache=True, nogil=True)
def _step(
    state: NDArray[np.int64],
    began: NDArray[np.float64],
    whole: NDArray[np.int64],
    other: NDArray[np.float64],
    rows: int,
    who: tuple[int, int],
    here: tuple[int, float, float],
    now: tuple[int, int, int],
) -> int:
    """Go on with a stretch of one answer that begins `here` (segment, share, seconds); `now`: side, floor, ceiling."""
    within, floor, ceiling = now
    status = _status(within, floor, ceiling)
    if status != state[_STATUS]:
        cause = _cause(state, within, floor, ceiling)
        rows = _leave(state, began, whole, other, rows, who, here, cause)
        if status:
            state[_STATUS], state[_CAUSE], state[_SEGMENT] = status, cause, here[0]
            began[0], began[1] = here[2], here[1]
    state[_SIDE] = within
    if within:
        state[_FLOOR], state[_CEILING] = floor, ceiling
    return rows


@njit(cache=True, nogil=True)
def _leave(
    state: NDArray[np.int64],
    began: NDArray[np.float64],
    whole: NDArray[np.int64],
    other: NDArray[np.float64],
    rows: int,
    who: tuple[int, int],
    here: tuple[int, float, float],
    cause: int,
) -> int:
    """End the visit there is, if any."""
    if state[_STATUS] == 0:
        return rows
    whole[rows, 0], whole[rows, 1], whole[rows, 2] = who[0], who[1], state[_STATUS]
    whole[rows, 3], whole[rows, 4] = state[_CAUSE], cause
    whole[rows, 5], whole[rows, 6] = state[_SEGMENT], here[0]
    other[rows, 0], other[rows, 1], other[rows, 2], other[rows, 3] = began[0], here[2], began[1], here[1]
    state[_STATUS] = 0
    return rows + 1


@njit(cache=True, nogil=True)
def _rank(answer: int) -> int:
    return 1 if answer == UNKNOWN else answer


@njit(cache=True, nogil=True)
def _cause(state: NDArray[np.int64], within: int, floor: int, ceiling: int) -> int:
    """Through what the status changes: of floor and ceiling the one that decided before, or decides now."""
    if state[_SIDE] < 0:
        return state[_BEFORE]
    if state[_SIDE] != within:
        return AT_SIDE
    old_floor, old_ceiling = state[_FLOOR], state[_CEILING]
    before, now = _rank(both(old_floor, old_ceiling)), _rank(both(floor, ceiling))
    if now > before:
        by_floor = _rank(old_floor) <= _rank(old_ceiling)
    else:
        by_floor = _rank(floor) <= _rank(ceiling)
    one, two = (old_floor, floor) if by_floor else (old_ceiling, ceiling)
    if one == UNKNOWN or two == UNKNOWN:
        return AT_GAP
    return AT_FLOOR if by_floor else AT_CEILING
