"""ArduPilot DataFlash logs (`.bin`): messages of chosen kinds to columns.

A log describes its own messages (`FMT`), and every message begins with the same two bytes. Messages are found by those
and by what must follow them, so that a damaged stretch costs only what lies in it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["DataFlashLog", "Messages", "looks_like_dataflash", "parse_dataflash"]

_SIGN = b"\xa3\x95"
_FMT = b"\xa3\x95\x80"
_FMT_LENGTH = 89
_KINDS: dict[str, tuple[str, float]] = {
    "a": ("(32,)<i2", 1.0),
    "b": ("<i1", 1.0),
    "B": ("<u1", 1.0),
    "c": ("<i2", 0.01),
    "C": ("<u2", 0.01),
    "d": ("<f8", 1.0),
    "e": ("<i4", 0.01),
    "E": ("<u4", 0.01),
    "f": ("<f4", 1.0),
    "g": ("<f2", 1.0),
    "h": ("<i2", 1.0),
    "H": ("<u2", 1.0),
    "i": ("<i4", 1.0),
    "I": ("<u4", 1.0),
    "L": ("<i4", 1e-7),
    "M": ("<u1", 1.0),
    "n": ("S4", 1.0),
    "N": ("S16", 1.0),
    "q": ("<i8", 1.0),
    "Q": ("<u8", 1.0),
    "Z": ("S64", 1.0),
}
"""Letters of a format to the type of the number and what it is multiplied by."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Messages:
    """All messages of one kind."""

    columns: Mapping[str, NDArray[Any]]
    """Values in the units of the log, by the names that it gives."""

    offsets: NDArray[np.int64]
    """Where in the file each begins."""


@dataclass(frozen=True, kw_only=True, eq=False)
class DataFlashLog:
    """Messages of the chosen kinds; a kind that the log does not describe is absent."""

    messages: Mapping[str, Messages]
    kinds: Sequence[str]
    """All kinds that the log describes."""


def looks_like_dataflash(data: bytes) -> bool:
    """Whether a file begins with the description of a message."""
    return data.startswith(_FMT) and len(data) >= _FMT_LENGTH and data[_FMT_LENGTH : _FMT_LENGTH + 2] in (_SIGN, b"")


def parse_dataflash(data: bytes, names: Sequence[str]) -> DataFlashLog:
    """Read the messages of some kinds."""
    described = _described(data)
    wanted = {name: found for name, found in described.items() if name in names}
    return DataFlashLog(
        messages={name: _messages(data, *found) for name, found in wanted.items()}, kinds=tuple(described)
    )


def _described(data: bytes) -> dict[str, tuple[int, np.dtype[Any], dict[str, float]]]:
    """Return for each kind its number, the layout of its messages, and the scale of its columns."""
    found = {}
    for match in re.finditer(re.escape(_FMT), data):
        raw = data[match.end() : match.start() + _FMT_LENGTH]
        if len(raw) < _FMT_LENGTH - len(_FMT):
            break
        number, length = raw[0], raw[1]
        name, kinds, columns = (_word(raw[a:b]) for a, b in ((2, 6), (6, 22), (22, 86)))
        labels = columns.split(",") if columns else []
        if (
            not all(labels)
            or len({*labels}) != len(labels)
            or len(labels) != len(kinds)
            or not {*kinds} <= _KINDS.keys()
        ):
            continue
        layout = np.dtype([(label, _KINDS[kind][0]) for label, kind in zip(labels, kinds, strict=True)])
        if name and layout.itemsize == length - len(_FMT) and name not in found:
            found[name] = (number, layout, {label: _KINDS[kind][1] for label, kind in zip(labels, kinds, strict=True)})
    return found


def _word(raw: bytes) -> str:
    text = raw.split(b"\0", 1)[0].decode("ascii", errors="replace")
    return text if text.isprintable() else ""


def _messages(data: bytes, number: int, layout: np.dtype[Any], scales: Mapping[str, float]) -> Messages:
    sign, length = _SIGN + bytes([number]), layout.itemsize
    places: list[int] = []
    for match in re.finditer(re.escape(sign), data):
        start, end = match.start(), match.end() + length
        if places and start < places[-1] + len(sign) + length:
            continue  # within the message before
        # the next message follows, or the file ends
        if end == len(data) or (end < len(data) and data.startswith(_SIGN[: len(data) - end], end)):
            places.append(start)
    rows = np.frombuffer(b"".join([data[at + len(sign) : at + len(sign) + length] for at in places]), dtype=layout)
    columns = {name: rows[name] if scale == 1.0 else np.round(rows[name] * scale, 7) for name, scale in scales.items()}
    return Messages(columns=columns, offsets=np.array(places, dtype=np.int64))
