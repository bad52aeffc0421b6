"""Times of the day without their day: over midnight, and held against moments that are known."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["DAY", "days_from_first", "nearest_moment"]

DAY = 86_400.0


def days_from_first(seconds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Count the midnights since the first of times of the day, in their order: a jump by more than half a day is one.

    A time that is missing (NaN) stands on the day before it.
    """
    known = np.flatnonzero(~np.isnan(seconds))
    steps = np.diff(seconds[known], prepend=seconds[known[:1]])
    change = np.zeros(len(seconds))
    change[known] = (steps < -DAY / 2).astype(float) - (steps > DAY / 2)
    return np.cumsum(change)


def nearest_moment(seconds: NDArray[np.float64], known: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the moments (seconds since 1970) with these times of the day that are nearest to known ones."""
    return seconds + DAY * np.round((known - seconds) / DAY)
