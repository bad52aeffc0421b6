"""Level of detail of flight paths: which fixes straight, steady flight between others does not explain.

The same rule as the map's own thinning (`frontend/src/tracks/thinning.ts`), over millions of fixes.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from lagebild.model.compiled import inlined, kernel

__all__ = ["WORLD", "crossing", "place", "thin"]

WORLD = 2**30
"""Units of Web Mercator around the world: about four centimetres each."""

_HIGHEST_LATITUDE = 85.051129


@kernel
def place(
    longitude: NDArray[np.float64],
    latitude: NDArray[np.float64],
    offsets: NDArray[np.int64],
    x: NDArray[np.int32],
    y: NDArray[np.int32],
) -> None:
    """Write Web Mercator positions in units of `WORLD`.

    A track begins in [0, WORLD) and is never torn at the antimeridian.
    """
    half = WORLD // 2
    for track in range(len(offsets) - 1):
        previous = np.int64(half)
        for i in range(offsets[track], offsets[track + 1]):
            here = np.int64(math.floor((longitude[i] / 360.0 + 0.5) * WORLD + 0.5))
            if i == offsets[track]:
                here = here % WORLD
            else:
                while here - previous > half:
                    here -= WORLD
                while here - previous < -half:
                    here += WORLD
            previous = here
            x[i] = here
            sine = math.sin(math.radians(max(-_HIGHEST_LATITUDE, min(_HIGHEST_LATITUDE, latitude[i]))))
            share = 0.5 - math.log((1.0 + sine) / (1.0 - sine)) / (4.0 * math.pi)
            y[i] = np.int64(math.floor(share * WORLD + 0.5))


@kernel
def thin(
    x: NDArray[np.int32],
    y: NDArray[np.int32],
    ticks: NDArray[np.int32],
    height: NDArray[np.float32],
    offsets: NDArray[np.int64],
    limits: tuple[float, float, float],
    always: NDArray[np.bool_],
    kept: NDArray[np.uint32],
    kept_offsets: NDArray[np.int64],
) -> int:
    """Write the numbers of the fixes kept into `kept` (as long as `x`), each track's begin into `kept_offsets`.

    `limits`: tolerance (units of `WORLD`) in x and y, tolerance in height (m), and the longest interval (ticks) that
    is no gap. Flying straight and steadily between kept fixes the aircraft is at the time of every fix within the
    tolerances of it. Ends of tracks and of gaps are kept, and fixes set in `always` (empty: none). Returns how many.
    """
    tolerance, rise, longest = limits
    forced = len(always) > 0
    count = 0
    slow = np.empty(3)
    fast = np.empty(3)
    for track in range(len(offsets) - 1):
        kept_offsets[track] = count
        begin, end = offsets[track], offsets[track + 1]
        if end == begin:
            continue
        kept[count] = begin
        count += 1
        anchor = begin
        slow[:] = -np.inf
        fast[:] = np.inf
        for i in range(begin + 1, end):
            if ticks[i] - ticks[i - 1] > longest:
                if kept[count - 1] != i - 1:
                    kept[count] = i - 1
                    count += 1
            elif _extend(x, y, ticks, height, anchor, i, tolerance, rise, slow, fast):
                if not (forced and always[i]):
                    continue
            elif kept[count - 1] != i - 1:
                # i cannot be reached straight from the last fix kept; its predecessor could
                kept[count] = i - 1
                count += 1
                anchor = i - 1
                slow[:] = -np.inf
                fast[:] = np.inf
                if _extend(x, y, ticks, height, anchor, i, tolerance, rise, slow, fast) and not (forced and always[i]):
                    continue
            kept[count] = i
            count += 1
            anchor = i
            slow[:] = -np.inf
            fast[:] = np.inf
        if kept[count - 1] != end - 1:
            kept[count] = end - 1
            count += 1
    kept_offsets[len(offsets) - 1] = count
    return count


@inlined
def _extend(
    x: NDArray[np.int32],
    y: NDArray[np.int32],
    ticks: NDArray[np.int32],
    height: NDArray[np.float32],
    anchor: int,
    i: int,
    tolerance: float,
    rise: float,
    slow: NDArray[np.float64],
    fast: NDArray[np.float64],
) -> bool:
    """Whether flying straight from the anchor to fix `i` meets all between; if so, they and `i` narrow the corridor."""
    duration = float(ticks[i]) - float(ticks[anchor])
    climb = float(height[i]) - float(height[anchor])
    known = climb == climb
    # two fixes of one moment, and heights that become known or unknown, are never smoothed over
    if duration <= 0 or (not known and (height[i] == height[i] or height[anchor] == height[anchor])):
        return False
    east = (float(x[i]) - float(x[anchor])) / duration
    south = (float(y[i]) - float(y[anchor])) / duration
    up = climb / duration if known else 0.0
    if east < slow[0] or east > fast[0] or south < slow[1] or south > fast[1] or up < slow[2] or up > fast[2]:
        return False
    wide, high = tolerance / duration, rise / duration
    slow[0], fast[0] = max(slow[0], east - wide), min(fast[0], east + wide)
    slow[1], fast[1] = max(slow[1], south - wide), min(fast[1], south + wide)
    slow[2], fast[2] = max(slow[2], up - high), min(fast[2], up + high)
    return True


@kernel
def crossing(
    x: NDArray[np.int32],
    y: NDArray[np.int32],
    kept: NDArray[np.uint32],
    kept_offsets: NDArray[np.int64],
    boxes: NDArray[np.int32],
    tile: tuple[int, int, int, int],
    found: NDArray[np.int64],
    runs: NDArray[np.int64],
) -> tuple[int, int]:
    """Find the stretches of tracks whose segments meet a tile (west, north, east, south; in any copy of the world).

    `boxes`, shape (tracks, 4): west, north, east, south of each track. Positions in `kept` are written into
    `found`, and (track, its first place in `found`) of every stretch into `runs`. Returns how many of each.
    """
    count, stretches = 0, 0
    west, north, east, south = tile
    for track in range(len(kept_offsets) - 1):
        if boxes[track, 3] < north or boxes[track, 1] > south:
            continue
        for turn in range(-2, 3):
            left, right = west + turn * WORLD, east + turn * WORLD
            if boxes[track, 2] < left or boxes[track, 0] > right:
                continue
            last = np.int64(-1)
            for k in range(kept_offsets[track], kept_offsets[track + 1] - 1):
                a, b = kept[k], kept[k + 1]
                if (
                    max(x[a], x[b]) < left
                    or min(x[a], x[b]) > right
                    or max(y[a], y[b]) < north
                    or min(y[a], y[b]) > south
                ):
                    continue
                if last != k:
                    runs[stretches, 0], runs[stretches, 1] = track, count
                    stretches += 1
                    found[count] = k
                    count += 1
                last = np.int64(k + 1)
                found[count] = last
                count += 1
    return count, stretches
