"""Fields of many lines at once: what the groups of a pattern (RE2) hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

__all__ = ["fields_of", "number_of"]


def fields_of(lines: pa.Array, pattern: str, names: Sequence[str]) -> Mapping[str, pa.Array]:
    """Return the named groups of a pattern, missing where a line does not match or the group is empty."""
    found = pc.extract_regex(lines, pattern)
    return {name: _present(pc.struct_field(found, name)) for name in names}


def _present(texts: pa.Array) -> pa.Array:
    return pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.string()), texts)


def number_of(texts: pa.Array) -> NDArray[np.float64]:
    """Return texts that are numbers, by their pattern, as such; NaN where missing."""
    numbers = pc.cast(texts, pa.float64())
    return np.asarray(numbers.to_numpy(zero_copy_only=False), dtype=np.float64)
