"""Tables as JSON: a list of records (objects), or one record a line (JSON lines).

A line that is no record costs only itself; a list that is no JSON is refused as a whole.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from lagebild.codecs.json_text import JsonError, compact, parse_json
from lagebild.codecs.text import decode_text, split_lines
from lagebild.messages import Message, message_of

__all__ = ["BrokenRecord", "Documents", "JsonRecords", "first_record", "parse_documents", "parse_records"]

_LONGEST_TEXT = 20_000


@dataclass(frozen=True, kw_only=True)
class BrokenRecord:
    """What stands in the place of a record and is none."""

    record: int
    """Number from 0."""

    reason: Message
    text: str


@dataclass(frozen=True, kw_only=True)
class JsonRecords:
    """The records of a table."""

    rows: list[dict[str, Any]]
    numbers: list[int]
    """Which record of the file each is, from 0."""

    broken: list[BrokenRecord]


@dataclass(frozen=True, kw_only=True)
class Documents:
    """The JSON values of a text: its elements where it is one list, its lines where it is JSON lines."""

    values: list[Any]
    numbers: list[int]
    """Which element or line each is, from 0."""

    broken: list[BrokenRecord]


def first_record(text: str) -> dict[str, Any] | None:
    """Return the first record of a text that begins a list of records or JSON lines; None where there is none whole."""
    start = 0
    if text.startswith("["):
        start = len(text) - len(text[1:].lstrip())
    if not text.startswith("{", start):
        return None
    try:
        found, _ = json.JSONDecoder().raw_decode(text, start)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def parse_documents(data: bytes) -> Documents:
    """Read a JSON text, or JSON lines.

    Raises
    ------
    JsonError
        If it is neither.
    """
    text = decode_text(data).text.lstrip("\ufeff \t\r\n")
    try:
        whole = parse_json(text, nan_is_null=True)
    except JsonError:
        if not text.startswith("{"):
            raise
        return _lines(text)
    values = whole if isinstance(whole, list) else [whole]
    return Documents(values=values, numbers=list(range(len(values))), broken=[])


def _lines(text: str) -> Documents:
    values: list[Any] = []
    numbers: list[int] = []
    broken: list[BrokenRecord] = []
    for number, line in enumerate(line for line in split_lines(text) if line.strip()):
        try:
            values.append(parse_json(line, nan_is_null=True))
            numbers.append(number)
        except JsonError as error:
            broken.append(BrokenRecord(record=number, reason=_as_message(error), text=line[:_LONGEST_TEXT]))
    if not values:
        raise JsonError(broken[0].reason if broken else Message("it is empty"))
    return Documents(values=values, numbers=numbers, broken=broken)


def _as_message(error: JsonError) -> Message:
    said = message_of(error)
    return said if isinstance(said, Message) else Message("it is no JSON: {error}", error=said)


def parse_records(data: bytes) -> JsonRecords:
    """Read a list of records, or one record a line.

    Raises
    ------
    JsonError
        If it is no JSON, or there is no record in it.
    """
    documents = parse_documents(data)
    rows: list[dict[str, Any]] = []
    numbers: list[int] = []
    broken = list(documents.broken)
    for number, value in zip(documents.numbers, documents.values, strict=True):
        if isinstance(value, dict):
            rows.append(value)
            numbers.append(number)
        else:
            text = compact(value)[:_LONGEST_TEXT]
            broken.append(BrokenRecord(record=number, reason=Message("it is no record (JSON object)"), text=text))
    if not rows:
        raise JsonError(Message("it holds no record (JSON object)"))
    return JsonRecords(rows=rows, numbers=numbers, broken=sorted(broken, key=lambda found: found.record))
