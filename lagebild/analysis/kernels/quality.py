"""What does not fit together within flight paths, fix by fix."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from lagebild.analysis.kernels.earth import SEMI_MAJOR_AXIS, point_on_earth
from lagebild.model.compiled import inner, kernel

__all__ = ["held_places", "moved", "possible_chains"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_NEAR = 1000
"""Fixes that a chain looks back over one by one; farther back it looks only at those before a jump."""


@inner
def _points(longitude: Floats, latitude: Floats, begin: int, end: int) -> Floats:
    points = np.empty((end - begin, 3))
    for i in range(begin, end):
        points[i - begin, 0], points[i - begin, 1], points[i - begin, 2] = point_on_earth(longitude[i], latitude[i])
    return points


@inner
def _apart(points: Floats, i: int, j: int) -> float:
    """Metres between two points over ground, within 0.4 %."""
    x, y, z = points[j, 0] - points[i, 0], points[j, 1] - points[i, 1], points[j, 2] - points[i, 2]
    chord = math.sqrt(x * x + y * y + z * z)
    return float(2.0 * SEMI_MAJOR_AXIS * math.asin(min(1.0, chord / (2.0 * SEMI_MAJOR_AXIS))))


@kernel
def moved(longitude: Floats, latitude: Floats, offsets: Ints, distance: Floats) -> None:
    """Write the metres from the fix before; 0 for the first one of a track."""
    for track in range(len(offsets) - 1):
        distance[offsets[track]] = 0.0
        points = _points(longitude, latitude, offsets[track], offsets[track + 1])
        for i in range(1, len(points)):
            distance[offsets[track] + i] = _apart(points, i - 1, i)


@kernel
def held_places(
    longitude: Floats, latitude: Floats, seconds: Floats, speed: Floats, offsets: Ints, off: Floats
) -> None:
    """Write how far (m) the aircraft must have flown, by its `speed`, since the fix whose place a fix repeats.

    It is 0 where the place is a new one, and where the speed is not known.
    """
    for track in range(len(offsets) - 1):
        anchor = offsets[track]
        for i in range(offsets[track], offsets[track + 1]):
            off[i] = 0.0
            if longitude[i] != longitude[anchor] or latitude[i] != latitude[anchor]:
                anchor = i
            elif speed[i] > 0.0:
                off[i] = speed[i] * (seconds[i] - seconds[anchor])


@kernel
def possible_chains(
    longitude: Floats,
    latitude: Floats,
    seconds: Floats,
    jump: NDArray[np.bool_],
    offsets: Ints,
    fastest: float,
    slack: float,
    keep: NDArray[np.bool_],
) -> None:
    """Clear `keep` where a fix is not in the longest chain of its track's fixes in which there is no jump.

    `jump`: whether a fix cannot be reached from the one before.
    """
    for track in range(len(offsets) - 1):
        begin, count = offsets[track], offsets[track + 1] - offsets[track]
        if not np.any(jump[begin : begin + count]):
            continue
        points = _points(longitude, latitude, begin, begin + count)
        most = np.ones(count, dtype=np.int64)
        record = np.ones(count, dtype=np.int64)  # the longest chain up to here
        before = np.full(count, -1, dtype=np.int64)
        broken = np.full(count, -1, dtype=np.int64)  # the last fix from which the next one cannot be reached
        for j in range(1, count):
            broken[j] = j - 1 if jump[begin + j] else broken[j - 1]
            i, best = j - 1, 0
            while i >= 0 and record[i] > best:
                if most[i] > best:
                    reach = fastest * (seconds[begin + j] - seconds[begin + i]) + slack
                    if _apart(points, i, j) <= reach:
                        best, before[j] = most[i], i
                i = i - 1 if j - i < _NEAR else broken[i]
            most[j] = best + 1
            record[j] = max(record[j - 1], most[j])
        keep[begin : begin + count] = False
        i = int(np.argmax(most))
        while i >= 0:
            keep[begin + i] = True
            i = before[i]
