"""METAR texts to pressures: WMO FM 15 reports as NOAA, OGIMET and the Iowa archive hand them out.

A report says the day of the month only. The full date stands before it in those files: on a line of its own, in twelve
digits, or in a column. `Q1013` is hectopascals, `A2992` hundredths of an inch of mercury; remarks (`RMK`) count for
nothing, for the pressure there (`SLP`) is reduced in another way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from lagebild.codecs.text import decode_text, split_lines
from lagebild.messages import Message

__all__ = ["HECTOPASCALS_PER_INCH", "BadReport", "Metar", "looks_like_metar", "parse_metar"]

HECTOPASCALS_PER_INCH = 33.8638866667
"""Inch of mercury at 0 °C; ICAO Annex 5."""

_HEAD = re.compile(
    r"(?<![A-Z0-9])(?:(?:METAR|SPECI)\s+)?(?:COR\s+)?([A-Z][A-Z0-9]{3})\s+(\d\d)(\d\d)(\d\d)Z(?![A-Z0-9])"
)
_DATE = re.compile(r"(?<!\d)(\d{4})[-/](\d\d)[-/](\d\d)[ T](\d\d):(\d\d)")
_DIGITS = re.compile(r"(?<!\d)(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(?!\d)")
_HECTOPASCALS = re.compile(r"(?<!\S)Q(\d{4})(?![0-9A-Z/])")
_INCHES = re.compile(r"(?<!\S)A(\d{4})(?![0-9A-Z/])")
_LONGEST = 2_000
_LOOKED_AT = 40


@dataclass(frozen=True, kw_only=True)
class Metar:
    """One report."""

    line: int
    station: str
    time: datetime
    qnh: float
    """hPa."""

    text: str


@dataclass(frozen=True, kw_only=True)
class BadReport:
    """A report that tells no QNH, or not when."""

    line: int
    station: str
    reason: Message
    text: str


def looks_like_metar(text: str) -> bool:
    """Whether one of the first lines of a text is a report."""
    return any(_HEAD.search(line[:_LONGEST]) is not None for line in text[:20_000].split("\n")[:_LOOKED_AT])


def parse_metar(data: bytes, day: date | None = None) -> tuple[list[Metar], list[BadReport]]:
    """Read the reports of a file; `day` is a date near to them, for files that tell none."""
    found: list[Metar] = []
    bad: list[BadReport] = []
    for line, near, text in _reports(split_lines(decode_text(data).text), day):
        head = _HEAD.search(text)
        assert head is not None
        station, number, hour, minute = head[1], int(head[2]), int(head[3]), int(head[4])
        if near is None:
            reason = Message("nothing tells month and year of the report; name a day (day=…)")
            bad.append(BadReport(line=line, station=station, reason=reason, text=text))
            continue
        time = _nearest(near, number, hour, minute)
        qnh = _qnh(text[head.end() :])
        if time is None or qnh is None:
            reason = (
                Message("{text!r} is no time of a report", text=head[0][-7:])
                if time is None
                else Message("the report tells no QNH")
            )
            bad.append(BadReport(line=line, station=station, reason=reason, text=text))
            continue
        found.append(Metar(line=line, station=station, time=time, qnh=qnh, text=text))
    return found, bad


def _reports(lines: list[str], day: date | None) -> Iterator[tuple[int, date | None, str]]:
    """Yield line number, a date near to it, and the text of each report with the lines that go on with it."""
    near, begun, text = day, 0, ""
    for number, given in enumerate(lines, start=1):
        line = given[:_LONGEST]
        head = _HEAD.search(line)
        before = line if head is None else line[: head.start()]
        told = _date_in(before)
        if head is None and told is None and text and line[:1].isspace() and len(text) < _LONGEST:
            text = f"{text} {line.strip()}"
            continue
        if text and (head is not None or told is not None):
            yield begun, near, text
            text = ""
        near = told or near
        if head is not None:
            begun, text = number, line[head.start() :].strip()
    if text:
        yield begun, near, text


def _date_in(text: str) -> date | None:
    match = _DATE.search(text) or _DIGITS.search(text)
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None


def _nearest(near: date, number: int, hour: int, minute: int) -> datetime | None:
    """Return the moment of that day of the month that lies nearest to a date."""
    if not (1 <= number <= 31 and hour <= 23 and minute <= 59) or not 1900 < near.year < 2200:
        return None
    days = (near + timedelta(days=step) for back in range(32) for step in (-back, back))
    found = next((one for one in days if one.day == number), None)
    return None if found is None else datetime(found.year, found.month, found.day, hour, minute, tzinfo=UTC)


def _qnh(text: str) -> float | None:
    body = re.split(r"\sRMK\b", text, maxsplit=1)[0].replace("=", " ")
    if match := _HECTOPASCALS.search(body):
        return float(match[1])
    if match := _INCHES.search(body):
        return round(int(match[1]) / 100.0 * HECTOPASCALS_PER_INCH, 2)
    return None
