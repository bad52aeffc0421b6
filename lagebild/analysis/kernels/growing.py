"""Arrays that are found to be too short: plain loops, for numpy's own way compiles many times as long."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from lagebild.model.compiled import inner

__all__ = ["longer", "taller"]


@inner
def longer(values: NDArray[Any]) -> NDArray[Any]:
    """Return values (n,) in an array twice as long; what follows them is not set."""
    result = np.empty(2 * len(values), dtype=values.dtype)
    for k in range(len(values)):
        result[k] = values[k]
    return result


@inner
def taller(table: NDArray[Any]) -> NDArray[Any]:
    """Return a table (n, m) with twice as many rows; those that follow are not set."""
    result = np.empty((2 * table.shape[0], table.shape[1]), dtype=table.dtype)
    for k in range(table.shape[0]):
        for m in range(table.shape[1]):
            result[k, m] = table[k, m]
    return result
