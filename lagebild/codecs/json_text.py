"""JSON of strangers: parsed within limits, and what cannot be parsed is said in one sentence."""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn

from lagebild.codecs.text import decode_text
from lagebild.messages import Message

__all__ = ["JsonError", "compact", "finite", "parse_json", "plain_text"]

_MOST_DIGITS = 400


class JsonError(ValueError):
    """The text is no JSON, or nested too deeply to be that of a table of records."""


def parse_json(data: bytes | str, *, nan_is_null: bool = False) -> Any:
    """Parse a JSON text of any usual encoding.

    `NaN` and `Infinity`, which JSON does not know but some programs write, are null where that is asked for.

    Raises
    ------
    JsonError
        If it is none, holds numbers that JSON does not know (`NaN`), or is nested too deeply.
    """
    text = (data if isinstance(data, str) else decode_text(data).text).lstrip("\ufeff")
    try:
        return (_LENIENT if nan_is_null else _STRICT).decode(text)
    except RecursionError as error:
        raise JsonError(Message("it is nested too deeply")) from error
    except JsonError:
        raise
    except ValueError as error:
        raise JsonError(Message("it is no JSON: {error}", error=str(error))) from error


def _no_number(word: str) -> NoReturn:
    raise JsonError(Message("{word} is no number of JSON", word=word))


def _null(_: str) -> None:
    return None


def _whole(digits: str) -> int | float:
    return int(digits) if len(digits) < _MOST_DIGITS else math.inf


def finite(value: Any) -> float | None:
    """Return a number, or a text that is one, as a finite float; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def plain_text(value: Any) -> str:
    """Return a value as text for people: nothing for null, JSON for lists and objects."""
    if value is None:
        return ""
    return value.strip() if isinstance(value, str) else compact(value)


_STRICT = json.JSONDecoder(parse_constant=_no_number, parse_int=_whole)
_LENIENT = json.JSONDecoder(parse_constant=_null)
"""For large tables: a function for whole numbers would make each of them slow."""


def compact(value: Any) -> str:
    """Write a value as one line of JSON."""
    return json.dumps(value, ensure_ascii=False)
