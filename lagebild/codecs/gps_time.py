"""Weeks and milliseconds of GPS to UTC."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["utc_of_gps"]

_EPOCH = int(datetime(1980, 1, 6, tzinfo=UTC).timestamp())
_LEAPS = (
    *((1981, 7), (1982, 7), (1983, 7), (1985, 7), (1988, 1), (1990, 1), (1991, 1), (1992, 7), (1993, 7), (1994, 7)),
    *((1996, 1), (1997, 7), (1999, 1), (2006, 1), (2009, 1), (2012, 7), (2015, 7), (2017, 1)),
)
"""Months that begin after a leap second since GPS time began (IERS Bulletin C); none since 2017."""

_STEPS = np.array([int(datetime(year, month, 1, tzinfo=UTC).timestamp()) for year, month in _LEAPS], dtype=np.int64)


def utc_of_gps(week: ArrayLike, milliseconds: ArrayLike) -> NDArray[Any]:
    """Return UTC (datetime64[ns]) of GPS weeks, counted on since 1980, and milliseconds of the week."""
    weeks, within = np.asarray(week, dtype=np.int64), np.asarray(milliseconds, dtype=np.int64)
    gps = (_EPOCH + weeks * 604_800) * 1000 + within
    # a leap second takes place at a UTC midnight, which is later in GPS time by those that were before
    starts = (_STEPS + np.arange(len(_STEPS))) * 1000
    utc = gps - 1000 * np.searchsorted(starts, gps, side="right")
    return (utc * 1_000_000).view("datetime64[ns]")
