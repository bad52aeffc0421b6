"""Times as plain numbers: seconds since 1970, or finer units, told by their size for a whole column."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lagebild.messages import Message
from lagebild.readers.files import Ledger
from lagebild.readers.table_times import read_times

__all__ = ["as_moments", "epoch_unit", "with_epoch_times"]

_UNITS = ((1e17, "ns", 1), (1e14, "us", 1_000), (1e11, "ms", 1_000_000))
"""Least size, unit, nanoseconds: from 1973 on nothing else can be meant, for the years to 2200 end before it."""

_NAMES = ("time", "timestamp")
_WORDS = {"ns": Message("nanoseconds"), "us": Message("microseconds"), "ms": Message("milliseconds")}


def epoch_unit(values: NDArray[np.float64]) -> str:
    """Return the unit of numbers of a time since 1970: `s` unless all of them are too large for it."""
    known = values[np.isfinite(values)]
    if not known.size:
        return "s"
    least = float(known.min())
    return next((unit for size, unit, _ in _UNITS if least >= size), "s")


def with_epoch_times(frame: pd.DataFrame, ledger: Ledger) -> pd.DataFrame:
    """Turn columns of times in milliseconds or finer into UTC times, and say so; others stay."""
    changed = {}
    for name in frame.columns:
        if str(name).strip().lower() not in _NAMES or not _is_number(frame[name]):
            continue
        values = frame[name].to_numpy(dtype=np.float64, na_value=np.nan)
        unit = epoch_unit(values)
        if unit == "s":
            continue
        changed[name] = _as_times(frame[name], unit)
        ledger.note(
            Message(
                "column {name!r} holds plain numbers; they were read as {unit} since 1970 UTC",
                name=name,
                unit=_WORDS[unit],
            )
        )
    return frame.assign(**changed) if changed else frame


def as_moments(column: pd.Series[Any], unit: str = "") -> pd.Series[Any]:
    """Return times of any kind as UTC: texts, or numbers of that unit (of the one their size tells); NaT where bad."""
    if column.dtype == "object" and all(_is_count(value) for value in column):
        column = column.map(_as_float).astype("float64")
    if _is_number(column):
        chosen = unit or epoch_unit(column.to_numpy(dtype=np.float64, na_value=np.nan))
        column = column if chosen == "s" else _as_times(column, chosen)
    return read_times(column).times


def _as_float(value: Any) -> float:
    try:
        return np.nan if value is None else float(value)
    except OverflowError:
        return np.inf


def _is_count(value: Any) -> bool:
    return value is None or (isinstance(value, int | float | np.number) and not isinstance(value, bool))


def _is_number(column: pd.Series[Any]) -> bool:
    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)


def _as_times(column: pd.Series[Any], unit: str) -> pd.Series[Any]:
    """Whole numbers exactly, others to the microsecond; what no calendar of nanoseconds holds stays a number."""
    factor = next(nanos for _, known, nanos in _UNITS if known == unit)
    if pd.api.types.is_integer_dtype(column.dtype) and not column.isna().any():
        whole = column.to_numpy(dtype=np.int64)
        inside = whole <= np.iinfo(np.int64).max // factor
    else:
        values = column.to_numpy(dtype=np.float64, na_value=np.nan)
        inside = np.isfinite(values) & (np.abs(values) < 9.2e18 / factor)
        part = np.where(inside, values, 0.0)
        base = np.floor(part)
        nanos = base.astype(np.int64) * factor + np.rint((part - base) * factor).astype(np.int64)
        return _times(nanos, inside, column)
    return _times(np.where(inside, whole, 0) * factor, inside, column)


def _times(nanos: NDArray[np.int64], inside: NDArray[np.bool_], column: pd.Series[Any]) -> pd.Series[Any]:
    times = pd.Series(nanos.view("datetime64[ns]"), index=column.index).dt.tz_localize("UTC")
    # later than every calendar here: out of the years to 2199, and refused with that
    return times.where(inside | column.isna().to_numpy(), pd.Timestamp.max.tz_localize("UTC")).where(column.notna())
