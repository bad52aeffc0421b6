"""Columns of texts, handled by Arrow's compiled functions instead of a loop over the values."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

__all__ = ["as_numbers", "check_texts", "decimal_points", "matches", "trimmed"]

_DECIMAL_COMMA = r"^\s*[+-]?\d*,\d+\s*$"


def matches(column: pd.Series[Any], pattern: str) -> NDArray[np.bool_]:
    """Return where a text contains a pattern (RE2); False where it is missing."""
    found = pc.match_substring_regex(_arrow(column), pattern)
    return np.asarray(found.fill_null(False).to_numpy(zero_copy_only=False), dtype=bool)


def trimmed(column: pd.Series[Any]) -> tuple[pd.Series[Any], int]:
    """Drop blanks around texts and make empty ones missing; returns the column and how many had blanks."""
    given = _arrow(column)
    cut = pc.utf8_trim_whitespace(given)
    changed = int(pc.sum(pc.not_equal(given, cut)).as_py() or 0)
    empty = pc.equal(cut, "")
    if not changed and not pc.any(empty).as_py():
        return column, 0
    filled = pc.if_else(empty, pa.scalar(None, cut.type), cut)
    return _series(filled, column.index), changed


def as_numbers(column: pd.Series[Any]) -> NDArray[np.float64]:
    """Read numbers; NaN where a text is none or missing."""
    cut = pc.utf8_trim_whitespace(_arrow(column))
    try:
        numbers = pc.cast(cut, pa.float64())
        return np.asarray(numbers.to_numpy(zero_copy_only=False), dtype=np.float64)
    except pa.ArrowInvalid:
        slow = pd.to_numeric(_series(cut, column.index), errors="coerce")
        return np.asarray(slow.to_numpy(dtype=np.float64, na_value=np.nan), dtype=np.float64)


def decimal_points(column: pd.Series[Any]) -> tuple[pd.Series[Any], int]:
    """Turn decimal commas into points; returns the column and how many there were."""
    has = matches(column, _DECIMAL_COMMA)
    count = int(has.sum())
    if not count:
        return column, 0
    given = _arrow(column)
    return _series(pc.if_else(pa.array(has), pc.replace_substring(given, ",", "."), given), column.index), count


def check_texts(frame: pd.DataFrame) -> None:
    """Raise `pyarrow.ArrowInvalid` where a column of texts holds bytes that are no UTF-8 (a damaged file)."""
    for name in frame.columns:
        if frame[name].dtype == "str":
            _arrow(frame[name]).validate(full=True)


def _arrow(column: pd.Series[Any]) -> pa.Array:
    array = pa.array(column.astype("str"), from_pandas=True)
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    # a table without a single value has an array without a type
    return array if pa.types.is_string(array.type) or pa.types.is_large_string(array.type) else array.cast(pa.string())


def _series(array: pa.Array, index: pd.Index[Any]) -> pd.Series[Any]:
    return pd.Series(array.to_pandas(), dtype="str").set_axis(index)
