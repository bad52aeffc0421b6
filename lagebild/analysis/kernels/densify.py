"""How far a straight line in longitude and latitude lies off the geodesic."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from lagebild.model.compiled import kernel

__all__ = ["pieces_needed"]

_RADIUS = 6_400_000.0
"""Metres; no curvature of the WGS 84 ellipsoid is smaller than its inverse."""

_FLATTENING = 0.0102
"""3 e²/2: how much an ellipsoid's degrees of latitude grow towards its poles, a radian."""

_MOST_PIECES = 4096.0


@kernel
def pieces_needed(
    longitude_a: NDArray[np.float64],
    latitude_a: NDArray[np.float64],
    longitude_b: NDArray[np.float64],
    latitude_b: NDArray[np.float64],
    tolerance: float,
    longest: float,
) -> NDArray[np.int64]:
    """Return in how many even pieces (n,) lines from a to b (n,) have to be cut.

    Each is to be within `tolerance` m of the geodesic, and no longer than `longest` m. A line that is even in degrees
    bends, against the geodesic, by the acceleration `(λ'² sin φ cos φ, 2 λ' φ' sin φ)`; in the middle it is off by an
    eighth of that. Errs on the safe side; short pieces may be asked again.
    """
    result = np.ones(len(longitude_a), dtype=np.int64)
    for k in range(len(longitude_a)):
        across = abs(longitude_b[k] - longitude_a[k])
        across = math.radians(min(across, 360.0 - across))
        up = math.radians(abs(latitude_b[k] - latitude_a[k]))
        ellipsoid = _FLATTENING * (up * up + across * across + up * across)
        bound = _RADIUS / 8.0 * (across * (across / 2.0 + 2.0 * up) + ellipsoid)
        if bound <= tolerance and _RADIUS * (up + across) <= longest:
            continue
        highest = math.radians(max(abs(latitude_a[k]), abs(latitude_b[k])))
        lowest = max(highest - up, 0.0)
        sine, cosine = math.sin(highest), math.cos(lowest)
        bend = math.hypot(across * across * min(0.5, sine * cosine), 2.0 * across * up * sine)
        off = _RADIUS / 8.0 * (bend + ellipsoid)
        length = _RADIUS * math.hypot(up, across * cosine)
        pieces = max(math.sqrt(off / tolerance), length / longest)
        result[k] = max(math.ceil(min(pieces, _MOST_PIECES)), 1)
    return result
