"""SBS-1 logs (BaseStation, TCP port 30003): lines of comma-separated fields to columns.

`MSG` lines have 22 fields; `SEL`, `ID`, `AIR`, `STA` and `CLK` lines, which tell no position, are counted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.csv as pc
from numpy.typing import NDArray

from lagebild.codecs.text import decode_text, split_lines
from lagebild.messages import Message

__all__ = ["FIELDS", "BadLine", "SbsLog", "looks_like_sbs", "parse_sbs"]

FIELDS = (
    *("message", "transmission", "session", "aircraft", "hex", "flight"),
    *("date_generated", "time_generated", "date_logged", "time_logged"),
    *("callsign", "altitude", "ground_speed", "track", "latitude", "longitude", "vertical_rate"),
    *("squawk", "alert", "emergency", "spi", "on_ground"),
)
"""The fields of a line, in their order."""

_READ = [
    name for name in FIELDS if name not in ("message", "session", "aircraft", "flight", "alert", "emergency", "spi")
]

_SIGN = re.compile(r"(?:MSG,[1-8]|SEL|ID|AIR|STA|CLK),[^,\n]*,[^,\n]*,[0-9A-Fa-f~]{0,7},")
_OTHERS = ("SEL", "ID", "AIR", "STA", "CLK")
_LONGEST = 2_000


@dataclass(frozen=True, kw_only=True)
class BadLine:
    """A line that cannot be read."""

    line: int
    reason: Message
    text: str


@dataclass(frozen=True, kw_only=True, eq=False)
class SbsLog:
    """The `MSG` lines of a log."""

    columns: pa.Table
    """Texts, one column a field that tells of the aircraft; missing where a field is empty."""

    lines: NDArray[np.int64]
    """Line number of each row."""

    texts: list[str]
    """All lines of the file."""

    bad: tuple[BadLine, ...]
    others: Mapping[str, int]
    """Lines of other kinds."""


def looks_like_sbs(text: str) -> bool:
    """Whether one of the first lines of a text is one of a log."""
    return any(_SIGN.match(line) is not None for line in text[:20_000].split("\n")[:20])


def parse_sbs(data: bytes) -> SbsLog:
    """Read a log; lines that are none cost only themselves."""
    texts = split_lines(decode_text(data).text)
    good: list[int] = []
    bad: list[BadLine] = []
    others: Counter[str] = Counter()
    for number, text in enumerate(texts):
        if text.startswith("MSG,") and text.count(",") == len(FIELDS) - 1 and '"' not in text:
            good.append(number)
        elif text.strip():
            kind = text.partition(",")[0]
            if kind in _OTHERS:
                others[kind] += 1
                continue
            reason = Message(
                "the line has {found} fields and begins with {word!r}, not {expected} and with MSG",
                found=text.count(",") + 1,
                word=kind[:20],
                expected=len(FIELDS),
            )
            bad.append(BadLine(line=number + 1, reason=reason, text=text[:_LONGEST]))
    return SbsLog(
        columns=_columns([texts[number] for number in good]),
        lines=np.array(good, dtype=np.int64) + 1,
        texts=texts,
        bad=tuple(bad),
        others=dict(others),
    )


def _columns(rows: list[str]) -> pa.Table:
    if not rows:
        return pa.table({name: pa.array([], pa.string()) for name in _READ})
    return pc.read_csv(
        pa.BufferReader("\n".join(rows).encode("utf-8", errors="replace")),
        read_options=pc.ReadOptions(use_threads=False, column_names=list(FIELDS), block_size=1 << 24),
        parse_options=pc.ParseOptions(quote_char=False),
        convert_options=pc.ConvertOptions(
            include_columns=_READ,
            column_types=dict.fromkeys(_READ, pa.string()),
            strings_can_be_null=True,
            null_values=[""],
        ),
    )
