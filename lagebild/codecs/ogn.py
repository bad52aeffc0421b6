"""Logs of the Open Glider Network (OGN): lines of its APRS servers to columns.

A line is `STATION>TO,PATH,RECEIVER:/time position course/speed/A=altitude comment`. Position reports of aircraft are
read; receivers' own positions (symbol `&`), status reports and others are counted. `#` lines are the server's, and tell
its date and time.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from lagebild.codecs.text import decode_text, split_lines
from lagebild.codecs.text_fields import fields_of

__all__ = ["OgnLog", "looks_like_ogn", "parse_ogn"]

_STAMP = r"(?:(?P<stamp>\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,6})?)Z?[,;: \t]+)?"
_HEADER = _STAMP + r"(?P<station>[^\s>,:]{1,20})>(?P<to>[^\s,:]{1,20})(?P<path>(?:,[^\s,:]{1,20}){0,12}):"
_REPORT = r"[/@](?P<clock>\d{6})(?P<zone>[hz])"
_PLACE = (
    r"(?P<latitude>\d\d[0-5]\d\.\d{2,5})(?P<north>[NS])(?P<table>.)"
    r"(?P<longitude>\d{3}[0-5]\d\.\d{2,5})(?P<east>[EW])(?P<symbol>.)"
)
_REST = r"(?:(?P<course>\d{3})/(?P<speed>\d{3}))?(?P<comment>.*)$"
_LINE = "^" + _HEADER + _REPORT + _PLACE + _REST
_LINE_FIELDS = (
    *("stamp", "station", "path", "clock", "zone", "latitude", "north", "longitude", "east", "symbol"),
    *("course", "speed", "comment"),
)
_DETAILS = {
    "altitude": r"A=(?P<altitude>-?\d{5,6})(?:\D|$)",
    "latitude_digit": r"!W(?P<latitude_digit>\d)\d!",
    "longitude_digit": r"!W\d(?P<longitude_digit>\d)!",
    "flags": r"(?:^|\s)id(?P<flags>[0-9A-Fa-f]{2})[0-9A-Fa-f]{6}(?:\s|$)",
    "address": r"(?:^|\s)id[0-9A-Fa-f]{2}(?P<address>[0-9A-Fa-f]{6})(?:\s|$)",
    "climb": r"(?:^|\s)(?P<climb>[+-]?\d{1,6})fpm(?:\s|$)",
    "turn": r"(?:^|\s)(?P<turn>[+-]?\d{1,3}(?:\.\d{1,3})?)rot(?:\s|$)",
    "flight_level": r"(?:^|\s)FL(?P<flight_level>-?\d{1,4}(?:\.\d{1,3})?)(?:\s|$)",
    "gps_horizontal": r"(?:^|\s)gps(?P<gps_horizontal>\d{1,3})x\d{1,3}(?:\s|$)",
    "gps_vertical": r"(?:^|\s)gps\d{1,3}x(?P<gps_vertical>\d{1,3})(?:\s|$)",
}
_ANY = re.compile(_HEADER)
_OGN = re.compile(
    _STAMP.replace("?P<stamp>", "?:") + r"[^\s>,:]{1,20}>(?:APRS|OG[A-Z0-9]{1,10})(?:,[^\s,:]{1,20}){1,12}:[/>@]"
)
_SERVER = re.compile(r"#.{0,200}?\b(\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d) GMT\b")
_POSITIONS = ("/", "@", "!", "=")
_STATION = "&"


@dataclass(frozen=True, kw_only=True, eq=False)
class OgnLog:
    """The position reports of a log."""

    columns: Mapping[str, pa.Array]
    """Texts, by the names of fields; missing where a report does not have one."""

    lines: NDArray[np.int64]
    """Line number of each report."""

    texts: list[str]
    """All lines of the file."""

    bad: tuple[tuple[int, str], ...]
    """Line numbers from 1 and texts of positions that cannot be read, and of lines that are none of the format."""

    moments: Mapping[int, float]
    """Line numbers to what the server said was the time: seconds since 1970."""

    others: int
    """Reports of receivers, status reports and messages."""


def looks_like_ogn(text: str) -> bool:
    """Whether one of the first lines of a text is one of a log."""
    return any(_OGN.match(line) is not None for line in text[:20_000].split("\n")[:40])


def parse_ogn(data: bytes) -> OgnLog:
    """Read a log; lines that are none cost only themselves."""
    texts = split_lines(decode_text(data).text)
    fields = fields_of(pa.array(texts, pa.string()), _LINE, _LINE_FIELDS)
    is_report = np.asarray(fields["clock"].is_valid())
    of_aircraft = is_report & ~np.asarray(pc.equal(fields["symbol"], _STATION).fill_null(False))
    bad: list[tuple[int, str]] = []
    moments: dict[int, float] = {}
    others = int(np.count_nonzero(is_report & ~of_aircraft))
    for row in np.flatnonzero(~is_report):
        line, text = int(row) + 1, texts[row]
        if text.startswith("#"):
            if (said := _moment(text)) is not None:
                moments[line] = said
        elif (found := _ANY.match(text)) is not None and not text.startswith(_POSITIONS, found.end()):
            others += 1
        elif text.strip():
            bad.append((line, text))
    rows = np.flatnonzero(of_aircraft)
    columns = {name: values.take(pa.array(rows)) for name, values in fields.items()}
    comment = columns.pop("comment")
    for name, pattern in _DETAILS.items():
        columns[name] = fields_of(comment, pattern, [name])[name]
    return OgnLog(columns=columns, lines=rows + 1, texts=texts, bad=tuple(bad), moments=moments, others=others)


def _moment(text: str) -> float | None:
    found = _SERVER.match(text)
    try:
        return datetime.strptime(found[1], "%d %b %Y %H:%M:%S").replace(tzinfo=UTC).timestamp() if found else None
    except ValueError:
        return None
