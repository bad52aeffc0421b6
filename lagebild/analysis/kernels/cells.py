"""Things listed in the cells that they reach into."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["listed", "numbered"]


def numbered(counts: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Count up from 0 for each thing: return whose turn it is, and its number."""
    thing = np.repeat(np.arange(len(counts)), counts)
    return thing, np.arange(len(thing)) - np.repeat(np.cumsum(counts) - counts, counts)


def listed(
    first: NDArray[np.int64], counts: NDArray[np.int64], cells: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """List things that reach into `counts` cells from `first` on: return offsets (cells + 1,) into their numbers."""
    thing, number = numbered(counts)
    cell = first[thing] + number
    offsets = np.concatenate([[0], np.cumsum(np.bincount(cell, minlength=cells))]).astype(np.int64)
    return offsets, thing[np.argsort(cell, kind="stable")]
