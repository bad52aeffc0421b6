"""What logs of autopilots share: positions of their GNSS receiver, with the pressure altitude of their barometer.

The static pressure gives pressure altitude by the standard atmosphere, interpolated between two measurements that are
at most two seconds apart; without such a pair it is missing.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lagebild.model.atmosphere import pressure_altitude

__all__ = ["pressure_altitudes"]

_FARTHEST = 2.0
_PASCAL = 100.0
_LEAST, _MOST = 1_000.0, 115_000.0


def pressure_altitudes(seconds: ArrayLike, at: ArrayLike, pressure: ArrayLike) -> NDArray[np.float64]:
    """Return pressure altitudes (m) at some `seconds`, of pressures (Pa) measured at other ones."""
    asked = np.asarray(seconds, dtype=np.float64)
    times, values = np.asarray(at, dtype=np.float64), np.asarray(pressure, dtype=np.float64)
    good = np.isfinite(times) & (values > _LEAST) & (values < _MOST)
    times, values = times[good], values[good]
    order = np.argsort(times, kind="stable")
    times, values = times[order], values[order]
    result = np.full(len(asked), np.nan)
    if len(times) < 2:
        return result
    after = np.clip(np.searchsorted(times, asked), 1, len(times) - 1)
    near = (asked >= times[after - 1]) & (asked <= times[after]) & (times[after] - times[after - 1] <= _FARTHEST)
    result[near] = pressure_altitude(np.interp(asked[near], times, values) / _PASCAL)
    return result
