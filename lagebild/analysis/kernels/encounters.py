"""Pairs of flight paths that come near each other: candidates by a sweep, then exact spans of time.

Time is cut into slabs. What a track flies in a slab is a `piece`: a range of its segments and a box around them. Pieces
of one slab whose boxes are near enough are candidates; only along these the motion of one seen from the other is
followed.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from lagebild.analysis.kernels.earth import point_on_earth, short_way
from lagebild.model.compiled import inlined, inner, kernel

__all__ = ["BOX", "FOUND", "count_pieces", "cut_into_pieces", "follow_pairs", "near_pieces"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

BOX = 10
"""Columns of a piece's box: south, north (degrees), least and greatest x, y, z (m), least and greatest height (m)."""

FOUND = 7
"""Columns of what is found: start, end, time of the closest approach (s), its vertical distance (m, NaN: unknown),
certain (1, 0), and the segments that the two fly then."""

_STRAIGHT = 0.05
"""m; so little may the true motion of one track seen from another differ from a straight, steady one."""

_TURN = 5.0
"""Degrees of longitude: a segment that spans more is never taken as straight in space."""

_MOST_PARTS = 4096
_ONE_MOMENT = 1e-6
"""s; spans that are no farther apart are one."""

_ROUNDING = 1e-6
"""m; heights on whole flight levels differ by a whole number of feet but for floating point."""


@kernel
def count_pieces(seconds: Floats, usable: NDArray[np.bool_], offsets: Ints, slab: float) -> int:
    """Count the pieces of all tracks."""
    count = 0
    for track in range(len(offsets) - 1):
        current = -1
        for i in range(offsets[track], offsets[track + 1] - 1):
            if usable[i]:
                first, last = _slabs(seconds[i], seconds[i + 1], slab)
                count += last - first + (0 if first == current else 1)
                current = last
    return count


@inlined
def _slabs(start: float, end: float, slab: float) -> tuple[int, int]:
    """First and last slab of a segment; one that ends where a slab begins does not reach into it."""
    first = math.floor(start / slab)
    return first, max(first, math.ceil(end / slab) - 1)


@kernel
def cut_into_pieces(
    longitude: Floats,
    latitude: Floats,
    seconds: Floats,
    height: Floats,
    usable: NDArray[np.bool_],
    offsets: Ints,
    slab: float,
    owner: Ints,
    box: Floats,
) -> None:
    """Write track, slab, first and last segment of each piece into `owner` (n, 4), its box into `box` (n, BOX)."""
    count = -1
    for track in range(len(offsets) - 1):
        current = -1
        for i in range(offsets[track], offsets[track + 1] - 1):
            if not usable[i]:
                continue
            first, last = _slabs(seconds[i], seconds[i + 1], slab)
            for number in range(first, last + 1):
                if number != current:
                    current = number
                    count += 1
                    owner[count, 0], owner[count, 1], owner[count, 2] = track, number, i
                    box[count, 0::2] = np.inf
                    box[count, 1::2] = -np.inf
                owner[count, 3] = i
                start, end = max(seconds[i], number * slab), min(seconds[i + 1], (number + 1) * slab)
                _widen(longitude, latitude, seconds, height, i, start, end, box[count])


@inner
def _widen(
    longitude: Floats, latitude: Floats, seconds: Floats, height: Floats, i: int, start: float, end: float, box: Floats
) -> None:
    """Widen a box by the part of a segment between two times."""
    x0, y0, z0, north0, turned0 = _place(longitude, latitude, seconds, i, start)
    x1, y1, z1, north1, turned1 = _place(longitude, latitude, seconds, i, end)
    xm, ym, zm, _, _ = _place(longitude, latitude, seconds, i, 0.5 * (start + end))
    if abs(turned1 - turned0) < 6 * _TURN:
        # an arc leaves its chord most in the middle; twice that is more than any other it could be
        bulge = 1.0 + 2.0 * math.sqrt(
            (xm - 0.5 * (x0 + x1)) ** 2 + (ym - 0.5 * (y0 + y1)) ** 2 + (zm - 0.5 * (z0 + z1)) ** 2
        )
    else:
        radius = max(math.hypot(x0, y0), math.hypot(x1, y1), math.hypot(xm, ym))
        bulge = 1.0 + math.radians(abs(turned1 - turned0)) * radius + abs(z1 - z0)
    box[0], box[1] = min(box[0], north0, north1), max(box[1], north0, north1)
    box[2], box[3] = min(box[2], min(x0, x1) - bulge), max(box[3], max(x0, x1) + bulge)
    box[4], box[5] = min(box[4], min(y0, y1) - bulge), max(box[5], max(y0, y1) + bulge)
    box[6], box[7] = min(box[6], min(z0, z1) - bulge), max(box[7], max(z0, z1) + bulge)
    for at in (start, end):
        value = _between(height, seconds, i, at)
        if value != value:  # unknown: anywhere
            box[8], box[9] = -np.inf, np.inf
        else:
            box[8], box[9] = min(box[8], value), max(box[9], value)


@inlined
def _share(seconds: Floats, i: int, at: float) -> float:
    return float((at - seconds[i]) / (seconds[i + 1] - seconds[i]))


@inlined
def _between(values: Floats, seconds: Floats, i: int, at: float) -> float:
    return float(values[i] + _share(seconds, i, at) * (values[i + 1] - values[i]))


@inlined
def _place(
    longitude: Floats, latitude: Floats, seconds: Floats, i: int, at: float
) -> tuple[float, float, float, float, float]:
    """Where segment `i` is at a time: x, y, z, latitude, and the longitude turned since its begin."""
    share = _share(seconds, i, at)
    turned = share * short_way(longitude[i + 1] - longitude[i])
    north = latitude[i] + share * (latitude[i + 1] - latitude[i])
    x, y, z = point_on_earth(longitude[i] + turned, north)
    return x, y, z, north, turned


@kernel
def near_pieces(
    owner: Ints,
    box: Floats,
    order: Ints,
    aircraft: Ints,
    chord: float,
    degrees: float,
    vertical: float,
) -> Ints:
    """Return the candidates, shape (n, 2): two pieces of one slab that may come near, that of the earlier track first.

    `order` sorts pieces by slab and south; `aircraft` tells whose each track is: no aircraft meets itself. `chord`
    (m, through the earth) and `degrees` of latitude are how near is near horizontally, `vertical` (m) vertically.
    """
    found = np.empty((1024, 2), dtype=np.int64)
    count = 0
    beyond = vertical + _ROUNDING
    for begin in range(len(order)):
        p = order[begin]
        slab, north, track = owner[p, 1], box[p, 1] + degrees, owner[p, 0]
        for k in range(begin + 1, len(order)):
            q = order[k]
            if owner[q, 1] != slab or box[q, 0] > north:
                break
            if (
                box[q, 2] > box[p, 3] + chord
                or box[p, 2] > box[q, 3] + chord
                or box[q, 4] > box[p, 5] + chord
                or box[p, 4] > box[q, 5] + chord
                or box[q, 6] > box[p, 7] + chord
                or box[p, 6] > box[q, 7] + chord
                or box[q, 8] > box[p, 9] + beyond
                or box[p, 8] > box[q, 9] + beyond
                or aircraft[owner[q, 0]] == aircraft[track]
            ):
                continue
            if count == len(found):
                found = np.concatenate((found, np.empty_like(found)))
            if track < owner[q, 0]:
                found[count, 0], found[count, 1] = p, q
            else:
                found[count, 0], found[count, 1] = q, p
            count += 1
    return found[:count].copy()


@kernel
def follow_pairs(
    longitude: Floats,
    latitude: Floats,
    seconds: Floats,
    heights: Floats,
    band: Floats,
    usable: NDArray[np.bool_],
    owner: Ints,
    candidates: Ints,
    slab: float,
    chord: float,
    vertical: float,
    inclusive: bool,
) -> tuple[Ints, Floats]:
    """Follow the candidates, sorted by pair and slab; return the pairs (n, 2) and what is found (n, FOUND).

    `heights` (k, n): heights that can be compared among themselves, the first known to both counts; `band` (2, n): the
    lowest and highest that a height can be, where none of these is known to both.
    """
    pairs = np.empty((256, 2), dtype=np.int64)
    found = np.empty((256, FOUND))
    count = -1
    best = np.inf
    # start, end, certain from, certain until: shares of a part of the motion
    spans = np.empty(4)
    gaps = np.empty(4)
    for c in range(len(candidates)):
        p, q = candidates[c, 0], candidates[c, 1]
        a, b = owner[p, 0], owner[q, 0]
        begin, end = owner[p, 1] * slab, (owner[p, 1] + 1) * slab
        i, j = owner[p, 2], owner[q, 2]
        while i <= owner[p, 3] and j <= owner[q, 3]:
            t0, t1 = max(seconds[i], seconds[j], begin), min(seconds[i + 1], seconds[j + 1], end)
            if t1 > t0 and usable[i] and usable[j]:
                parts = _parts(longitude, latitude, seconds, i, j, t0, t1)
                x0, y0, z0 = _apart(longitude, latitude, seconds, i, j, t0)
                for part in range(parts):
                    s0 = t0 + (t1 - t0) * part / parts
                    s1 = t1 if part == parts - 1 else t0 + (t1 - t0) * (part + 1) / parts
                    x1, y1, z1 = _apart(longitude, latitude, seconds, i, j, s1)
                    dx, dy, dz = x1 - x0, y1 - y0, z1 - z0
                    a2 = dx * dx + dy * dy + dz * dz
                    half = x0 * dx + y0 * dy + z0 * dz
                    rest = x0 * x0 + y0 * y0 + z0 * z0
                    if _within(a2, half, rest - chord * chord, spans) and _above(
                        heights, band, seconds, i, j, s0, s1, vertical, inclusive, spans, gaps
                    ):
                        start, until = s0 + spans[0] * (s1 - s0), s1 if spans[1] == 1.0 else s0 + spans[1] * (s1 - s0)
                        if (
                            count < 0
                            or pairs[count, 0] != a
                            or pairs[count, 1] != b
                            or start - found[count, 1] > _ONE_MOMENT
                        ):
                            count += 1
                            if count == len(pairs):
                                pairs = np.concatenate((pairs, np.empty_like(pairs)))
                                found = np.concatenate((found, np.empty_like(found)))
                            pairs[count, 0], pairs[count, 1] = a, b
                            found[count, 0], found[count, 4] = start, 0.0
                            best = np.inf
                        found[count, 1] = until
                        certain = spans[3] > spans[2]
                        if certain and found[count, 4] == 0.0:
                            found[count, 4] = 1.0
                            best = np.inf
                        if certain or found[count, 4] == 0.0:
                            low, high = (spans[2], spans[3]) if certain else (spans[0], spans[1])
                            at = min(high, max(low, -half / a2)) if a2 > 0.0 else low
                            square = rest + 2.0 * half * at + a2 * at * at
                            if square < best:
                                best = square
                                found[count, 2] = s0 + at * (s1 - s0)
                                found[count, 3] = max(
                                    0.0, gaps[0] + at * (gaps[1] - gaps[0]), gaps[2] + at * (gaps[3] - gaps[2])
                                )
                                if gaps[0] != gaps[0]:
                                    found[count, 3] = np.nan
                                found[count, 5], found[count, 6] = i, j
                    x0, y0, z0 = x1, y1, z1
            if seconds[i + 1] <= seconds[j + 1]:
                i += 1
            else:
                j += 1
    return pairs[: count + 1].copy(), found[: count + 1].copy()


@inlined
def _apart(
    longitude: Floats, latitude: Floats, seconds: Floats, i: int, j: int, at: float
) -> tuple[float, float, float]:
    """From segment `i` to segment `j` at a time, m."""
    xa, ya, za, _, _ = _place(longitude, latitude, seconds, i, at)
    xb, yb, zb, _, _ = _place(longitude, latitude, seconds, j, at)
    return xb - xa, yb - ya, zb - za


@inner
def _parts(longitude: Floats, latitude: Floats, seconds: Floats, i: int, j: int, t0: float, t1: float) -> int:
    """Into how many parts the motion has to be cut for each to be straight and steady in space."""
    x0, y0, z0 = _apart(longitude, latitude, seconds, i, j, t0)
    x1, y1, z1 = _apart(longitude, latitude, seconds, i, j, t1)
    xm, ym, zm = _apart(longitude, latitude, seconds, i, j, 0.5 * (t0 + t1))
    bend = math.sqrt((xm - 0.5 * (x0 + x1)) ** 2 + (ym - 0.5 * (y0 + y1)) ** 2 + (zm - 0.5 * (z0 + z1)) ** 2)
    turn = max(
        abs(short_way(longitude[i + 1] - longitude[i])) * (t1 - t0) / (seconds[i + 1] - seconds[i]),
        abs(short_way(longitude[j + 1] - longitude[j])) * (t1 - t0) / (seconds[j + 1] - seconds[j]),
    )
    # the bend of a part falls with the square of its length
    parts = max(math.ceil(math.sqrt(bend / _STRAIGHT)), math.ceil(turn / _TURN), 1)
    return int(min(parts, _MOST_PARTS))


@inlined
def _within(a2: float, half: float, excess: float, spans: Floats) -> bool:
    """Write the share of a part in which a2 s² + 2 half s + excess < 0; false where there is none."""
    spans[0], spans[1] = 0.0, 1.0
    inside, last = excess < 0.0, a2 + 2.0 * half + excess < 0.0
    if inside and last:
        return True
    if a2 == 0.0:
        return False
    root = half * half - a2 * excess
    if root <= 0.0:
        return False
    # the root of larger absolute value first: the other one would cancel out
    larger = -half - math.sqrt(root) if half > 0.0 else -half + math.sqrt(root)
    one = larger / a2
    other = excess / larger if larger != 0.0 else one
    if not inside:
        spans[0] = max(0.0, min(one, other))
    if not last:
        spans[1] = min(1.0, max(one, other))
    return bool(spans[1] > spans[0])


@inlined
def _above(
    heights: Floats,
    band: Floats,
    seconds: Floats,
    i: int,
    j: int,
    s0: float,
    s1: float,
    vertical: float,
    inclusive: bool,
    spans: Floats,
    gaps: Floats,
) -> bool:
    """Narrow the first two of `spans` to where both may be near vertically, write into the last two where they are.

    `gaps`: the least that each may be above the other, at the begin and the end; NaN where unknown.
    """
    for k in range(len(heights)):
        here = _between(heights[k], seconds, j, s0) - _between(heights[k], seconds, i, s0)
        there = _between(heights[k], seconds, j, s1) - _between(heights[k], seconds, i, s1)
        if here == here and there == there:
            gaps[0], gaps[1], gaps[2], gaps[3] = here, there, -here, -there
            _narrow(here, there, vertical, inclusive, spans, 0)
            _narrow(-here, -there, vertical, inclusive, spans, 0)
            spans[2], spans[3] = spans[0], spans[1]
            return bool(spans[1] > spans[0])
    gaps[0] = _between(band[0], seconds, j, s0) - _between(band[1], seconds, i, s0)
    gaps[1] = _between(band[0], seconds, j, s1) - _between(band[1], seconds, i, s1)
    gaps[2] = _between(band[0], seconds, i, s0) - _between(band[1], seconds, j, s0)
    gaps[3] = _between(band[0], seconds, i, s1) - _between(band[1], seconds, j, s1)
    spans[2], spans[3] = spans[0], spans[1]
    unknown = False
    for value in gaps:
        unknown |= value != value
    if unknown:
        gaps[:] = np.nan
        if vertical < np.inf:
            spans[3] = spans[2]
        return True
    _narrow(gaps[0], gaps[1], vertical, inclusive, spans, 0)
    _narrow(gaps[2], gaps[3], vertical, inclusive, spans, 0)
    # the most that one can be above the other is minus the least that the other can be above the one
    _narrow(-gaps[2], -gaps[3], vertical, inclusive, spans, 2)
    _narrow(-gaps[0], -gaps[1], vertical, inclusive, spans, 2)
    return bool(spans[1] > spans[0])


@inlined
def _narrow(here: float, there: float, limit: float, inclusive: bool, spans: Floats, k: int) -> None:
    """Narrow the span at `k` to where what runs steadily from `here` to `there` is below a limit, or on it."""
    if abs(here - limit) <= _ROUNDING:
        here = limit
    if abs(there - limit) <= _ROUNDING:
        there = limit
    if (here < limit and there < limit) or (inclusive and here <= limit and there <= limit):
        return
    if here >= limit and there >= limit:
        spans[k + 1] = spans[k]
        return
    share = (limit - here) / (there - here)
    if here < limit:
        spans[k + 1] = max(spans[k], min(spans[k + 1], share))
    else:
        spans[k] = min(spans[k + 1], max(spans[k], share))
