"""PX4 ULog files: the logged topics of chosen names to columns (docs.px4.io, ULog file format).

Messages are walked by their sizes. Where one cannot be, the walk goes on where several follow each other, so that a
damaged stretch costs only what lies in it.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Topic", "UlogFile", "looks_like_ulog", "parse_ulog"]

_SIGN = b"ULog\x01\x12\x35"
_HEAD = struct.Struct("<HB")
_FILE_HEAD = 16
_SYNC = b"\x08\x00S\x2f\x73\x13\x20\x25\x0c\xbb\x12"
_TYPES = frozenset(b"FIMPQADRLCSOB")
_FORMAT, _ADDED, _DATA = ord("F"), ord("A"), ord("D")
_NUMBERS = {
    "int8_t": "i1",
    "uint8_t": "u1",
    "int16_t": "<i2",
    "uint16_t": "<u2",
    "int32_t": "<i4",
    "uint32_t": "<u4",
    "int64_t": "<i8",
    "uint64_t": "<u8",
    "float": "<f4",
    "double": "<f8",
    "bool": "?",
    "char": "S1",
}
_FIELD = re.compile(r"(\w{1,100})(?:\[(\d{1,5})\])? (\w{1,100})", re.ASCII)
_DEEPEST = 5
_IN_A_ROW = 4
_LARGEST_TOPIC = 65_536


@dataclass(frozen=True, kw_only=True, eq=False)
class Topic:
    """The records of one instance of a topic."""

    name: str
    instance: int
    columns: Mapping[str, NDArray[Any]]
    """By the names of the file; fields that are arrays or topics themselves are left out."""

    offsets: NDArray[np.int64]
    """Where in the file each record begins."""


@dataclass(frozen=True, kw_only=True, eq=False)
class UlogFile:
    """The chosen topics, and how many bytes could not be walked."""

    topics: Sequence[Topic]
    lost: int


def looks_like_ulog(data: bytes) -> bool:
    """Whether a file begins as these do."""
    return data.startswith(_SIGN)


def parse_ulog(data: bytes, names: Sequence[str]) -> UlogFile:
    """Read the topics of some names."""
    formats: dict[str, str] = {}
    added: dict[int, tuple[str, int]] = {}
    records: dict[int, list[int]] = {}
    at, lost = _FILE_HEAD, 0
    while at + _HEAD.size <= len(data):
        size, kind = _HEAD.unpack_from(data, at)
        start, end = at + _HEAD.size, at + _HEAD.size + size
        if kind not in _TYPES or end > len(data):
            onward = _next_message(data, at + 1)
            lost += onward - at
            at = onward
            continue
        if kind == _DATA and size > 2:
            number = data[start] | data[start + 1] << 8
            if number in added:
                records.setdefault(number, []).append(start + 2)
        elif kind == _FORMAT:
            name, _, fields = data[start:end].decode("ascii", errors="replace").partition(":")
            formats.setdefault(name, fields)
        elif kind == _ADDED and size > 3:
            name = data[start + 3 : end].decode("ascii", errors="replace")
            if name in names:
                added.setdefault(data[start + 1] | data[start + 2] << 8, (name, data[start]))
        at = end
    topics = [
        topic
        for number, (name, instance) in added.items()
        if (topic := _topic(data, name, instance, formats, records.get(number, []))) is not None
    ]
    return UlogFile(topics=topics, lost=lost)


def _next_message(data: bytes, start: int) -> int:
    """Return where four messages stand in a row, or a synchronisation message; the file's end where nowhere."""
    for at in range(start, len(data) - _HEAD.size):
        if data[at + 2] not in _TYPES:
            continue
        if data.startswith(_SYNC, at):
            return at
        place, found = at, 0
        while found < _IN_A_ROW and place + _HEAD.size <= len(data):
            size, kind = _HEAD.unpack_from(data, place)
            if kind not in _TYPES or not 0 < size < _LARGEST_TOPIC or place + _HEAD.size + size > len(data):
                break
            place, found = place + _HEAD.size + size, found + 1
        if found == _IN_A_ROW or (found and place == len(data)):
            return at
    return len(data)


def _topic(data: bytes, name: str, instance: int, formats: Mapping[str, str], starts: list[int]) -> Topic | None:
    layout = _layout(name, formats, 0)
    if layout is None or layout.itemsize == 0 or not starts:
        return None
    # padding at the end of a record is not logged
    ends = [(start, data[start - 5] | data[start - 4] << 8) for start in starts]
    least = _without_padding(layout)
    good = [start for start, size in ends if least <= size - 2 <= layout.itemsize]
    joined = b"".join(
        [
            data[start : start + size - 2].ljust(layout.itemsize, b"\0")
            for start, size in ends
            if least <= size - 2 <= layout.itemsize
        ]
    )
    rows = np.frombuffer(joined, dtype=layout)
    columns = {
        field: rows[field] for field in layout.names or () if rows[field].ndim == 1 and layout[field].names is None
    }
    return Topic(name=name, instance=instance, columns=columns, offsets=np.array(good, dtype=np.int64))


def _without_padding(layout: np.dtype[Any]) -> int:
    names = layout.names or ()
    last = layout[names[-1]].itemsize if names and names[-1].startswith("_padding") else 0
    return layout.itemsize - last


def _layout(name: str, formats: Mapping[str, str], depth: int) -> np.dtype[Any] | None:
    """Return the layout of a topic's records; None where its description cannot be read."""
    if depth > _DEEPEST or name not in formats:
        return None
    fields: list[tuple[Any, ...]] = []
    seen: set[str] = set()
    for text in formats[name].split(";"):
        if not text:
            continue
        match = _FIELD.fullmatch(text)
        if match is None or match[3] in seen:
            return None
        seen.add(match[3])
        inner: Any = _NUMBERS.get(match[1]) or _layout(match[1], formats, depth + 1)
        if inner is None:
            return None
        fields.append((match[3], inner, (int(match[2]),)) if match[2] else (match[3], inner))
        if sum(np.dtype([field]).itemsize for field in fields) > _LARGEST_TOPIC:
            return None
    return np.dtype(fields)
