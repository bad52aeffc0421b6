"""Sorting in place: Shell's, for numpy's own takes numba seconds to compile, and there is little to sort at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lagebild.model.compiled import inner

__all__ = ["sort_events", "sort_numbers"]


@inner
def _first_gap(count: int) -> int:
    """The greatest gap of Knuth's sequence that is worth it."""
    gap = 1
    while 3 * gap + 1 < count:
        gap = 3 * gap + 1
    return gap


@inner
def sort_numbers(numbers: NDArray[np.int64], count: int) -> None:
    """Sort the first `count` numbers."""
    gap = _first_gap(count)
    while gap:
        for k in range(gap, count):
            number = numbers[k]
            j = k
            while j >= gap and numbers[j - gap] > number:
                numbers[j] = numbers[j - gap]
                j -= gap
            numbers[j] = number
        gap //= 3


@inner
def sort_events(shares: NDArray[np.float64], kinds: NDArray[np.int64], count: int) -> None:
    """Sort the first `count` events by their share."""
    gap = _first_gap(count)
    while gap:
        for k in range(gap, count):
            share, kind = shares[k], kinds[k]
            j = k
            while j >= gap and shares[j - gap] > share:
                shares[j], kinds[j] = shares[j - gap], kinds[j - gap]
                j -= gap
            shares[j], kinds[j] = share, kind
        gap //= 3
