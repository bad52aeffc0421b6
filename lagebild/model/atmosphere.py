"""The ICAO Standard Atmosphere (Doc 7488): pressure and pressure altitude, and what an altimeter's setting shifts.

Altitudes are geopotential metres, as altimeters are built; pressures are hectopascal. From 5 km below sea level up to
80 km; beyond, the outermost layers go on.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lagebild.units import STANDARD_PRESSURE

__all__ = ["pressure_altitude", "pressure_at", "qnh_shift", "temperature_uncertainty"]

_GRAVITY = 9.80665
"""m/s², Doc 7488 table A."""

_GAS_CONSTANT = 287.05287
"""Of air, J/(kg K), Doc 7488 table A."""

_BASE = np.array([0.0, 11_000.0, 20_000.0, 32_000.0, 47_000.0, 51_000.0, 71_000.0])
"""Geopotential altitudes at which the layers begin, m (Doc 7488 table D)."""

_GRADIENT = np.array([-0.0065, 0.0, 0.001, 0.0028, 0.0, -0.0028, -0.002])
"""Change of temperature with altitude in each layer, K/m."""

_GROUND_TEMPERATURE = 288.15
"""At sea level, K."""

_BASE_TEMPERATURE = _GROUND_TEMPERATURE + np.concatenate([[0.0], np.cumsum(_GRADIENT[:-1] * np.diff(_BASE))])


def _ratio(layer: NDArray[np.int64], rise: NDArray[np.float64]) -> NDArray[np.float64]:
    """Pressure divided by that at the layer's base, `rise` metres above it."""
    gradient, temperature = _GRADIENT[layer], _BASE_TEMPERATURE[layer]
    flat = gradient == 0.0
    slope = np.where(flat, 1.0, gradient)
    relative = np.maximum(1.0 + slope * rise / temperature, 0.0)  # no temperature below absolute zero
    graded = relative ** (-_GRAVITY / (_GAS_CONSTANT * slope))
    return np.where(flat, np.exp(-_GRAVITY * rise / (_GAS_CONSTANT * temperature)), graded)


def _base_pressures() -> NDArray[np.float64]:
    layers = np.arange(len(_BASE) - 1)
    ratios = _ratio(layers, np.diff(_BASE))
    return STANDARD_PRESSURE * np.concatenate([[1.0], np.cumprod(ratios)])


_BASE_PRESSURE = _base_pressures()


def pressure_at(altitude: ArrayLike) -> NDArray[np.float64]:
    """Return the pressure in hPa at pressure altitudes in m, of any shape; NaN stays NaN."""
    height = np.asarray(altitude, dtype=np.float64)
    layer = np.clip(np.searchsorted(_BASE, height, side="right") - 1, 0, len(_BASE) - 1)
    return np.asarray(_BASE_PRESSURE[layer] * _ratio(layer, height - _BASE[layer]))


def pressure_altitude(pressure: ArrayLike) -> NDArray[np.float64]:
    """Return the pressure altitude in m of pressures in hPa, of any shape; NaN where there is none above 0 hPa."""
    given = np.asarray(pressure, dtype=np.float64)
    known = np.where(given > 0.0, given, np.nan)
    layer = np.clip(np.searchsorted(-_BASE_PRESSURE, -known, side="right") - 1, 0, len(_BASE) - 1)
    gradient, temperature = _GRADIENT[layer], _BASE_TEMPERATURE[layer]
    logarithm = np.log(known / _BASE_PRESSURE[layer])
    flat = gradient == 0.0
    slope = np.where(flat, 1.0, gradient)
    graded = temperature / slope * np.expm1(-logarithm * _GAS_CONSTANT * slope / _GRAVITY)
    level = -logarithm * _GAS_CONSTANT * temperature / _GRAVITY
    return np.asarray(_BASE[layer] + np.where(flat, level, graded))


def qnh_shift(qnh: ArrayLike) -> NDArray[np.float64]:
    """Return altitude AMSL (as an altimeter set to `qnh` shows it) minus pressure altitude, in m, for QNH in hPa."""
    return -pressure_altitude(qnh)


def temperature_uncertainty(altitude: ArrayLike, qnh: ArrayLike, deviation: float) -> NDArray[np.float64]:
    """Return how far a true height can lie off what an altimeter shows, in m.

    Between the pressure of mean sea level, `qnh` (hPa), and that at the pressure altitude `altitude` (m) lies a
    column of air `deviation` kelvin warmer or colder than the standard's; by the hypsometric equation it is
    `deviation · R/g · ln(qnh / p)` thicker or thinner.
    """
    column = np.log(np.asarray(qnh, dtype=np.float64) / pressure_at(altitude))
    return np.asarray(deviation * _GAS_CONSTANT / _GRAVITY * np.abs(column))
