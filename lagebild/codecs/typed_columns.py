"""Columns of a table as texts and back, for formats that know texts only: each value reads back equal.

A column's kind is the name of its type; numbers are written with as many digits as they need, times in UTC to the
nanosecond, missing values as None.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

__all__ = ["Column", "column_from_texts", "column_kind", "moments", "plain_decimal", "texts_of"]

_WHOLE = {f"{sign}int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64)}
_NULLABLE = {kind.replace("int", "Int").replace("u", "U") for kind in _WHOLE}
_TIMES = {f"datetime64[{unit}, UTC]" for unit in ("s", "ms", "us", "ns")}
_KINDS = {"float64", "float32", "bool", "boolean", "str", *_WHOLE, *_NULLABLE, *_TIMES}
_BOOLEANS = {"true": True, "false": False}
_TEXT = pd.StringDtype(na_value=np.nan)


class Column(NamedTuple):
    """Texts as a typed column."""

    values: pd.Series[Any]
    bad: NDArray[np.bool_]
    """Where there is a text that is no value of the kind; the value is missing there."""


def column_kind(column: pd.Series[Any]) -> str:
    """Return the kind of a column; `str` for those that can only be written as texts."""
    return str(column.dtype) if str(column.dtype) in _KINDS else "str"


def texts_of(column: pd.Series[Any]) -> list[str | None]:
    """Write each value; None where it is missing."""
    kind = column_kind(column)
    known = column.notna().to_numpy()
    if kind == "float32":
        written = _single(column.to_numpy(dtype=np.float32))
    elif kind == "float64":
        written = [repr(value) for value in column.to_numpy(dtype=np.float64).tolist()]
    elif kind in _TIMES:
        written = moments(column)
    elif kind in ("bool", "boolean"):
        written = ["true" if value is True else "false" for value in column.astype("object").tolist()]
    else:
        written = [_plain(value) for value in column.astype("object").tolist()]
    return [text if there else None for text, there in zip(written, known.tolist(), strict=True)]


def _single(values: NDArray[np.float32]) -> list[str]:
    """Write single precision with few digits, where those give the same number again."""
    short: list[str] = values.astype("str").tolist()
    again = np.array(short, dtype=np.float64).astype(np.float32)
    exact = (again == values) | np.isnan(values)
    return short if exact.all() else [repr(value) for value in values.tolist()]


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, pd.Timestamp) else str(value)


def moments(column: pd.Series[Any]) -> list[str]:
    """Write times as ISO 8601 in UTC, with as many decimals of the second as they need; `NaT` where missing."""
    plain = column.dt.tz_convert("UTC").dt.tz_localize(None)
    values = plain.to_numpy()
    texts: list[str] = np.datetime_as_string(values).tolist()
    return [f"{text.rstrip('0').rstrip('.') if '.' in text else text}Z" for text in texts]


def plain_decimal(value: float) -> str:
    """Write a number without an exponent (as XML's decimals are), exactly."""
    text = repr(value)
    return text if "e" not in text else np.format_float_positional(value, trim="0")


def column_from_texts(texts: Sequence[str | None], kind: str) -> Column:
    """Read `texts_of`'s texts back; an unknown kind is text."""
    known = np.array([text is not None for text in texts], dtype=bool)
    if kind in _TIMES:
        return _times(texts, known, kind)
    if kind in ("float64", "float32"):
        numbers, bad = _parsed(texts, _number, np.nan)
        with np.errstate(over="ignore"):
            return Column(pd.Series(np.array(numbers, dtype=kind)), bad)
    if kind in _WHOLE or kind in _NULLABLE:
        return _whole(texts, kind, known)
    if kind in ("bool", "boolean"):
        flags, bad = _parsed(texts, _boolean, pd.NA)
        gaps = bool(bad.any() or not known.all())
        return Column(pd.Series(flags, dtype="boolean" if gaps or kind == "boolean" else "bool"), bad)
    return Column(pd.Series(list(texts), dtype=_TEXT), np.zeros(len(texts), dtype=bool))


def _parsed(
    texts: Sequence[str | None], read: Callable[[str], Any], missing: Any
) -> tuple[list[Any], NDArray[np.bool_]]:
    values: list[Any] = []
    bad = np.zeros(len(texts), dtype=bool)
    for row, text in enumerate(texts):
        try:
            values.append(missing if text is None else read(text))
        except (ValueError, KeyError):
            values.append(missing)
            bad[row] = True
    return values, bad


def _number(text: str) -> float:
    if "_" in text:
        raise ValueError(text)
    return float(text)


def _boolean(text: str) -> bool:
    return _BOOLEANS[text.strip()]


def _whole(texts: Sequence[str | None], kind: str, known: NDArray[np.bool_]) -> Column:
    bounds = np.iinfo(kind.lower())

    def read(text: str) -> int:
        if len(text) > 30 or "_" in text or not bounds.min <= int(text) <= bounds.max:
            raise ValueError(text)
        return int(text)

    values, bad = _parsed(texts, read, pd.NA)
    full = bool(known.all()) and not bad.any()
    nullable = kind.replace("int", "Int").replace("u", "U")
    column: Any = pd.Series(pd.array(values, dtype=nullable))  # type: ignore[call-overload]
    return Column(column.astype(kind) if full else column, bad)


def _times(texts: Sequence[str | None], known: NDArray[np.bool_], kind: str) -> Column:
    words = pd.Series(list(texts), dtype=_TEXT)
    read = pd.to_datetime(words, format="ISO8601", utc=True, errors="coerce")
    inside = (read >= pd.Timestamp("1700-01-01", tz="UTC")) & (read < pd.Timestamp("2200-01-01", tz="UTC"))
    values: Any = read.where(inside)
    values = values.astype(kind)
    return Column(values, values.isna().to_numpy() & known)
