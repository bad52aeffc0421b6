"""JSON of strangers: parsed within limits, and what cannot be parsed is said in one sentence."""

from __future__ import annotations

import gc
import json
import math
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, NoReturn

import orjson

from lagebild.codecs.text import decode_text
from lagebild.messages import Message

__all__ = ["JsonError", "compact", "finite", "no_collection", "parse_json", "plain_text"]

_MOST_DIGITS = 400
_DIGITS = bytes(48 if 48 <= byte <= 57 else 32 for byte in range(256))
"""Makes all digits zeros and all else blanks, which finds long numbers faster than a pattern."""


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
    with no_collection(), suppress(orjson.JSONDecodeError):
        return orjson.loads(data)
    # what the fast reader refuses may only be written in another encoding, or with numbers that JSON does not know
    text = (data if isinstance(data, str) else decode_text(data).text).lstrip("\ufeff")
    try:
        with no_collection():
            return (_LENIENT if nan_is_null else _strict(data)).decode(text)
    except RecursionError as error:
        raise JsonError(Message("it is nested too deeply")) from error
    except JsonError:
        raise
    except ValueError as error:
        raise JsonError(Message("it is no JSON: {error}", error=str(error))) from error


@contextmanager
def no_collection() -> Iterator[None]:
    """Let the garbage collector rest while much is parsed: all is in use, and looking takes a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


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


def _strict(data: bytes | str) -> json.JSONDecoder:
    """Return the decoder for a text; to call a function for each whole number takes half the time of reading many."""
    if isinstance(data, bytes) and _MOST_DIGITS * b"0" not in data.translate(_DIGITS):
        return _STRICT_WITHOUT_LONG_NUMBERS
    return _STRICT


_STRICT = json.JSONDecoder(parse_constant=_no_number, parse_int=_whole)
_STRICT_WITHOUT_LONG_NUMBERS = json.JSONDecoder(parse_constant=_no_number)
_LENIENT = json.JSONDecoder(parse_constant=_null)
"""For large tables: a function for whole numbers would make each of them slow."""


def compact(value: Any) -> str:
    """Write a value as one line of JSON; of one that is nested too deeply only the kind."""
    try:
        return json.dumps(value, ensure_ascii=False)
    except RecursionError:
        return f"({type(value).__name__})"
