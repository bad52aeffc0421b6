"""Values of JSON records to columns: numbers with NaN where there is none, and texts, by loops only where needed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lagebild.codecs.json_text import finite

__all__ = ["column_of", "numbers", "texts"]


def column_of(records: Sequence[Any], key: str) -> list[Any]:
    """Return what objects hold under a key; None where they do not, or are no objects."""
    return [record.get(key) if isinstance(record, dict) else None for record in records]


def numbers(values: Sequence[Any]) -> NDArray[np.float64]:
    """Return numbers; NaN for null, for what is no number, and for what is not finite."""
    if {int, float, type(None)}.issuperset(map(type, values)):
        try:
            found = np.array(values, dtype=np.float64)
        except (OverflowError, ValueError):
            pass
        else:
            found[~np.isfinite(found)] = np.nan
            return found.reshape(len(values))
    read = [finite(value) for value in values]
    return np.array([np.nan if value is None else value for value in read], dtype=np.float64)


def texts(values: Sequence[Any]) -> list[str | None]:
    """Return texts without blanks around them; None for what is none or empty."""
    if not {str, type(None)}.issuperset(map(type, values)):
        values = [value if isinstance(value, str) else None for value in values]
    # few different texts stand in many records
    clean = {value: value.strip() or None for value in set(values) if value is not None}
    return list(map(clean.get, values))
