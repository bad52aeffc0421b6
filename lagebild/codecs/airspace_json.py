"""Limits and activations of airspaces as JSON texts, the way lagebild stores them in tables; records only."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from lagebild.messages import Message

__all__ = ["RecordError", "decode_record", "encode_record", "looks_like_record"]

_LONGEST = 1_000_000
_DEEPEST = 20


class RecordError(ValueError):
    """The text is no record; the message says why."""


def encode_record(record: Mapping[str, Any]) -> str:
    """Write a record of plain values as one line of JSON."""
    return json.dumps(record, ensure_ascii=False, allow_nan=False)


def looks_like_record(text: str) -> bool:
    """Whether a text is meant as a record rather than as a limit like `FL 100`."""
    return text.lstrip().startswith("{")


def decode_record(text: str) -> dict[str, Any]:
    """Read `encode_record`'s text back.

    Raises
    ------
    RecordError
        If it is no JSON object, or too long or nested too deeply to be one of ours.
    """
    if len(text) > _LONGEST or _depth(text) > _DEEPEST:
        sentence = Message(
            "a record of {length} characters or nested deeper than {deepest} is none of lagebild's",
            length=len(text),
            deepest=_DEEPEST,
        )
        raise RecordError(sentence)
    try:
        record = json.loads(text)
    except ValueError as error:
        raise RecordError(Message("it is no JSON: {error}", error=str(error))) from error
    if not isinstance(record, dict):
        raise RecordError(Message("it is no JSON object but {kind}", kind=type(record).__name__))
    return record


def _depth(text: str) -> int:
    """Nesting of brackets, counting those in texts too: an upper bound found without recursion."""
    deepest = depth = 0
    for sign in text:
        if sign in "{[":
            depth += 1
            deepest = max(deepest, depth)
        elif sign in "}]":
            depth -= 1
    return deepest
