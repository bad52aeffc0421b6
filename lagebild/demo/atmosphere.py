"""The stated synthetic atmosphere of the demonstration: ISA temperature, calm air, one pressure for the whole area.

Altitude above mean sea level and pressure altitude then differ by what an altimeter set to QNH takes off, the same
at every height. (Real air differs: ±20 °C from ISA are ±219 m at FL 100.)
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

__all__ = ["MIDNIGHT", "QnhSeries", "pressure_altitude_of_qnh", "synthetic_qnh"]

MIDNIGHT = pd.Timestamp("2026-05-12T00:00:00Z")
"""The demonstration day begins here."""

_SCALE, _STANDARD, _EXPONENT = 44330.769, 1013.25, 0.190263
"""T0 / L in m, p0 in hPa and R L / g of the ICAO Standard Atmosphere (Doc 7488) below 11 km."""

_MEAN, _SWING = 1018.0, 2.5
"""Of the synthetic QNH, hPa: a flat high that passes."""


def pressure_altitude_of_qnh(qnh: NDArray[np.float64] | float) -> NDArray[np.float64]:
    """Return the pressure altitude of mean sea level in m: pressure altitude = altitude AMSL + this."""
    ratio = np.asarray(qnh, dtype=np.float64) / _STANDARD
    return np.asarray(_SCALE * (1.0 - ratio**_EXPONENT))


def synthetic_qnh() -> pd.Series:
    """Return the QNH of the day in hPa, hourly over UTC; between the hours it changes linearly."""
    hours = np.arange(25)
    values = np.round(_MEAN + _SWING * np.sin((hours - 4.0) * (2.0 * np.pi / 24.0)), 1)
    return pd.Series(values, index=MIDNIGHT + pd.to_timedelta(hours, unit="h"), name="qnh")


class QnhSeries:
    """The synthetic QNH, asked by seconds after midnight."""

    def __init__(self) -> None:
        series = synthetic_qnh()
        self._seconds = np.arange(len(series)) * 3600.0
        self._values = series.to_numpy(dtype=np.float64)

    def shift(self, seconds: NDArray[np.float64] | float) -> NDArray[np.float64]:
        """Return pressure altitude minus altitude AMSL in m at times (seconds after midnight)."""
        return pressure_altitude_of_qnh(np.interp(seconds, self._seconds, self._values))
