"""Times of table columns to UTC: timestamps, ISO texts with or without a zone, seconds since 1970."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lagebild.readers.text_columns import as_numbers, matches, trimmed

__all__ = ["Times", "read_times"]

_ISO_BEGIN = r"^\s*\d{4}-?\d{2}-?\d{2}(?:[T\s]|$)"
_ZONE = r"(?:[Zz]|[T\s].*[+-]\d{2}(?::?\d{2})?)\s*$"
_FIRST = pd.Timestamp("1970-01-01", tz="UTC")
_END = pd.Timestamp("2200-01-01", tz="UTC")
_UTC_NS = pd.DatetimeTZDtype("ns", "UTC")


class Times(NamedTuple):
    """A column of times."""

    times: pd.Series[Any]
    """datetime64[ns, UTC]; NaT where missing or bad."""

    bad: NDArray[np.bool_]
    """Where there is a value that is no time, or one out of the years 1970 to 2199."""

    naive: int
    """How many had no zone."""

    numbers: bool
    """Whether the column held plain numbers."""


def read_times(column: pd.Series[Any]) -> Times:
    """Read a column of times of any kind."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        column = column.astype(column.cat.categories.dtype)
    if pd.api.types.is_numeric_dtype(column):
        return _seconds(column, column.to_numpy(dtype=np.float64, na_value=np.nan))
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        return _checked(column, column.dt.tz_convert("UTC"), 0, False)
    if pd.api.types.is_datetime64_dtype(column):
        return _checked(column, column.dt.tz_localize("UTC"), int(column.notna().sum()), False)
    return _texts(column)


def _texts(column: pd.Series[Any]) -> Times:
    words = column.astype("str").where(column.notna())
    present = column.notna().to_numpy()
    iso = matches(words, _ISO_BEGIN)
    if present.any() and not iso.any():
        numbers = as_numbers(words)
        if bool((np.isnan(numbers) == ~present).all()):
            return _seconds(column, numbers)
    clean = words if bool((iso == present).all()) else words.where(iso)
    times = pd.to_datetime(trimmed(clean)[0], format="ISO8601", utc=True, errors="coerce")
    naive = int((times.notna().to_numpy() & ~matches(clean, _ZONE)).sum())
    return _checked(column, times, naive, False)


def _seconds(column: pd.Series[Any], values: NDArray[np.float64]) -> Times:
    good = np.isfinite(values) & (values >= 0.0) & (values < _END.timestamp())
    whole = np.floor(np.where(good, values, 0.0))
    micros = np.rint((np.where(good, values, 0.0) - whole) * 1e6)
    nanos = whole.astype(np.int64) * 1_000_000_000 + micros.astype(np.int64) * 1_000
    times = pd.Series(nanos.view("datetime64[ns]"), index=column.index).dt.tz_localize("UTC").where(good)
    return Times(times.astype(_UTC_NS), ~good & column.notna().to_numpy(), 0, True)


def _checked(column: pd.Series[Any], times: pd.Series[Any], naive: int, numbers: bool) -> Times:
    inside = (times >= _FIRST) & (times < _END)
    bad = (~inside & column.notna()).to_numpy()
    return Times(times.where(inside).astype(_UTC_NS), bad, naive, numbers)
