"""Compact position reporting of ADS-B (RTCA DO-260B, appendix A.1.7): where aircraft are, message after message.

A message tells where within a zone, not in which one. Even and odd messages have zones of different size, so that two
within 10 seconds tell the place; afterwards every message alone does, for the zone is that of the last place.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lagebild.model.compiled import inner, kernel

__all__ = ["Known", "locate"]

_STEPS = 131_072.0
_ZONES = 15.0
_PAIR = 10.0
"""Seconds between an even and an odd message that are taken together."""

_REFERENCE = 180.0
"""Seconds for which a place says in which zone an aircraft still is: at 1,000 m/s it is within 180 km."""

_FASTEST = 1_000.0
_TOLERATED = 5_000.0
"""Metres a second, and metres beyond that, by which a place may lie off the last one."""

_DEGREE = 111_195.0
"""Metres of a degree on a sphere of 6,371 km; a check of plausibility needs no more."""


class Known(NamedTuple):
    """What earlier messages told of each aircraft."""

    share: NDArray[np.float64]
    """Shape (aircraft, 2, 2): of the last even and odd message north and east within the zone, 0 to 1."""

    heard: NDArray[np.float64]
    """Shape (aircraft, 2): seconds of these, minus infinity before."""

    place: NDArray[np.float64]
    """Shape (aircraft, 2): the last longitude and latitude."""

    placed: NDArray[np.float64]
    """Shape (aircraft,): seconds of that."""


@inner
def _longitude_zones(latitude: float) -> float:
    """How many zones of longitude there are (NL)."""
    if abs(latitude) >= 87.0:
        return 2.0 if abs(latitude) == 87.0 else 1.0
    cosine = math.cos(math.radians(latitude))
    return math.floor(2.0 * math.pi / math.acos(1.0 - (1.0 - math.cos(math.pi / (2.0 * _ZONES))) / (cosine * cosine)))


@inner
def _together(even_y: float, even_x: float, odd_y: float, odd_x: float, odd: int) -> tuple[float, float]:
    """Longitude and latitude by an even and an odd message, of that which came last; NaN where they do not fit."""
    zone = math.floor(59.0 * even_y - 60.0 * odd_y + 0.5)
    even = 6.0 * (zone % 60.0 + even_y)
    other = 360.0 / 59.0 * (zone % 59.0 + odd_y)
    even = even - 360.0 if even >= 270.0 else even
    other = other - 360.0 if other >= 270.0 else other
    zones = _longitude_zones(even)
    if zones != _longitude_zones(other) or abs(even) > 90.0 or abs(other) > 90.0:
        return math.nan, math.nan
    count = max(zones - odd, 1.0)
    column = math.floor(even_x * (zones - 1.0) - odd_x * zones + 0.5)
    longitude = 360.0 / count * (column % count + (odd_x if odd else even_x))
    return longitude - 360.0 if longitude > 180.0 else longitude, other if odd else even


@inner
def _near(y: float, x: float, odd: int, full: float, longitude: float, latitude: float) -> tuple[float, float]:
    """Longitude and latitude by one message, next to a place; `full` is 360 in the air, 90 on the ground."""
    tall = full / (60.0 - odd)
    row = math.floor(latitude / tall) + math.floor(0.5 + (latitude % tall) / tall - y)
    found = tall * (row + y)
    wide = full / max(_longitude_zones(found) - odd, 1.0)
    column = math.floor(longitude / wide) + math.floor(0.5 + (longitude % wide) / wide - x)
    east = wide * (column + x)
    return (east + 180.0) % 360.0 - 180.0, found


@inner
def _metres(longitude: float, latitude: float, other_longitude: float, other_latitude: float) -> float:
    east = abs(longitude - other_longitude)
    east = min(east, 360.0 - east) * math.cos(math.radians(latitude))
    return _DEGREE * math.hypot(east, latitude - other_latitude)


@kernel
def locate(
    aircraft: NDArray[np.int64],
    odd: NDArray[np.int64],
    share: NDArray[np.float64],
    seconds: NDArray[np.float64],
    surface: NDArray[np.bool_],
    known: Known,
) -> NDArray[np.float64]:
    """Return longitude and latitude (n, 2) of messages in the order of their times, NaN where not to be told.

    Parameters
    ----------
    aircraft, odd
        Shape (n,): row in `known`; 1 of odd messages.
    share
        Shape (n, 2): `lat_cpr` and `lon_cpr`, whole numbers of 17 bits.
    seconds, surface
        Shape (n,): when, and whether it is a message of an aircraft on the ground.
    known
        What earlier messages told; it is brought up to date.
    """
    pairs, heard, place, placed = known.share, known.heard, known.place, known.placed
    found = np.full((len(aircraft), 2), np.nan)
    for i in range(len(aircraft)):
        who, which, now = aircraft[i], odd[i], seconds[i]
        y, x = share[i, 0] / _STEPS, share[i, 1] / _STEPS
        longitude = latitude = math.nan
        if now - placed[who] <= _REFERENCE:
            full = 90.0 if surface[i] else 360.0
            longitude, latitude = _near(y, x, which, full, place[who, 0], place[who, 1])
            most = _TOLERATED + _FASTEST * abs(now - placed[who])
            if not _metres(longitude, latitude, place[who, 0], place[who, 1]) <= most:
                # either this or the place before is wrong: the next pair tells
                longitude = latitude = math.nan
                placed[who] = -math.inf
                heard[who, 0] = heard[who, 1] = -math.inf
        if not surface[i]:
            pairs[who, which, 0], pairs[who, which, 1], heard[who, which] = y, x, now
            if longitude != longitude and abs(now - heard[who, 1 - which]) <= _PAIR:
                even, other = pairs[who, 0], pairs[who, 1]
                longitude, latitude = _together(even[0], even[1], other[0], other[1], which)
        if longitude == longitude and abs(latitude) <= 90.0:
            found[i, 0], found[i, 1] = longitude, latitude
            place[who, 0], place[who, 1], placed[who] = longitude, latitude, now
    return found
