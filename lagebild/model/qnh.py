"""QNH, the pressure at mean sea level that altimeters are set to: a number, or a series over UTC times, in hPa."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lagebild.errors import ValidationError

__all__ = ["QNH", "checked_qnh", "qnh_at"]

_LOWEST_QNH, _HIGHEST_QNH = 850.0, 1090.0
"""Bounds of sea-level pressure ever measured, rounded outwards (WMO extremes archive: 870 and 1084 hPa)."""

QNH = float | pd.Series | None


def checked_qnh(qnh: QNH) -> QNH:
    """Return `qnh` as a float or as a series over UTC times in order; None, and a series without values, are None.

    Raises
    ------
    ValidationError
        If a pressure is missing or out of range, or a series has no times with a zone.
    """
    if qnh is None:
        return None
    if isinstance(qnh, pd.Series):
        if not isinstance(qnh.index, pd.DatetimeIndex) or qnh.index.tz is None:
            raise ValidationError("a QNH series needs an index of times with a time zone")
        series = qnh.sort_index().astype("float64")
        series.index = pd.DatetimeIndex(series.index).tz_convert("UTC").as_unit("ns")
        for moment, value in series[~series.between(_LOWEST_QNH, _HIGHEST_QNH)].items():
            raise ValidationError(
                f"QNH at {moment} must lie in {_LOWEST_QNH:.0f}..{_HIGHEST_QNH:.0f} hPa, not {value:g}"
            )
        return series if len(series) else None
    value = float(qnh)
    if math.isnan(value) or not _LOWEST_QNH <= value <= _HIGHEST_QNH:
        raise ValidationError(f"QNH must lie in {_LOWEST_QNH:.0f}..{_HIGHEST_QNH:.0f} hPa, not {value:g}")
    return value


def qnh_at(qnh: float | pd.Series, time: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return the QNH of a checked setting at times (ns since 1970, UTC), and where a series was held beyond its ends.

    Between the times of a series it changes linearly.
    """
    if not isinstance(qnh, pd.Series):
        return np.full(time.shape, float(qnh)), np.zeros(time.shape, dtype=bool)
    moments = pd.DatetimeIndex(qnh.index).as_unit("ns").asi8
    origin = moments[0]  # seconds since then keep their fractions in float64, nanoseconds since 1970 do not
    values = np.interp((time - origin) / 1e9, (moments - origin) / 1e9, qnh.to_numpy(dtype=np.float64))
    return values, (time < moments[0]) | (time > moments[-1])
