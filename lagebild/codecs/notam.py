"""NOTAMs in the ICAO format (Annex 15, Doc 10066 Appendix 3): text to records.

A file holds several, each begun by its number (`A1234/26 NOTAMN`) or, where that is missing, by its Q line. Markers of
items count in ascending order only, so that `B)` within the text of item E does not end it. Lines that begin with `!`
are domestic NOTAMs of the United States, which have other rules: they are told apart, not read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from lagebild.codecs.notam_area import Place, place_of
from lagebild.codecs.text import decode_text, split_lines

__all__ = ["Notam", "Qualifiers", "looks_like_notam", "parse_notams", "time_of"]

_NUMBER = r"[A-Z]{1,2}\d{1,5}/\d{2}"
_HEADER = re.compile(
    rf"^[\s(]*(?P<number>{_NUMBER})\s+NOTAM(?P<kind>[NRC])(?:\s+(?P<other>{_NUMBER}))?(?![\w/])", re.ASCII
)
_Q = re.compile(
    r"(?P<fir>[A-Z]{4})?\s*/\s*(?P<code>Q[A-Z]{4})\s*/\s*(?P<traffic>[IVK ]*)/\s*(?P<purpose>[NBOMK ]*)/"
    r"\s*(?P<scope>[AEWK ]*)/\s*(?P<lower>\d{3})\s*/\s*(?P<upper>\d{3})"
    r"(?:\s*/\s*(?P<place>\d{4}[NS]\s?\d{5}[EW])\s*(?P<radius>\d{3})?)?",
    re.ASCII,
)
_Q_LINE = re.compile(r"^[\s(]*Q\)", re.ASCII)
_SIGN = re.compile(
    r"^[\s(]*(?:[A-Z]{1,2}\d{1,5}/\d{2}\s+NOTAM[NRC]\b|Q\)\s*[A-Z]{0,4}\s*/\s*Q[A-Z]{4}\s*/)", re.MULTILINE
)
_TIME = re.compile(r"(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})", re.ASCII)
_LONGEST = 50_000


@dataclass(frozen=True, kw_only=True)
class Qualifiers:
    """The Q line."""

    fir: str
    code: str
    """Such as `QRTCA`: `RT` is the subject, `CA` its condition."""

    traffic: str
    purpose: str
    scope: str
    lower: int
    """Flight level; 0 is the ground."""

    upper: int
    """Flight level; 999 is unlimited."""

    centre: Place | None
    radius: int | None
    """Nautical miles; 999 is the whole region."""


@dataclass(frozen=True, kw_only=True)
class Notam:
    """One NOTAM."""

    line: int
    """Number of its first line, from 1."""

    text: str
    """As it was written."""

    number: str = ""
    kind: str = ""
    """`N` new, `R` replaces another, `C` cancels another; empty where the number is missing."""

    other: str = ""
    """The number of the one that is replaced or cancelled."""

    is_domestic: bool = False
    """Whether it is a domestic one of the United States."""

    qualifiers: Qualifiers | None = None
    items: dict[str, str] = field(default_factory=dict)
    """Texts of the items A to G."""


def looks_like_notam(text: str) -> bool:
    """Whether a text holds NOTAMs in the ICAO format."""
    return _SIGN.search(text) is not None


def parse_notams(data: bytes) -> tuple[list[Notam], list[tuple[int, str]]]:
    """Return the NOTAMs of a file, and the lines (number and text) that belong to none; never fails."""
    blocks: list[tuple[int, list[str]]] = []
    stray: list[tuple[int, str]] = []
    has_q = True
    for number, line in enumerate(split_lines(decode_text(data).text), start=1):
        begins_q = _Q_LINE.match(line) is not None
        if _HEADER.match(line[:200]) or line.lstrip().startswith("!") or (begins_q and has_q):
            blocks.append((number, [line]))
            has_q = begins_q or line.lstrip().startswith("!") or re.search(r"\sQ\)", line) is not None
        elif blocks and not blocks[-1][1][0].lstrip().startswith("!"):
            blocks[-1][1].append(line)
            has_q = has_q or begins_q
        elif blocks and line.strip() and line[:1] in " \t":
            blocks[-1][1].append(line)
        elif line.strip():
            stray.append((number, line))
    return [_notam(number, "\n".join(lines).rstrip()) for number, lines in blocks], stray


def _notam(line: int, text: str) -> Notam:
    if text.lstrip().startswith("!"):
        return Notam(line=line, text=text, is_domestic=True, number=" ".join(text.split()[:2])[:20])
    header = _HEADER.match(text[:200])
    items = _items(text[:_LONGEST][header.end() if header else 0 :])
    return Notam(
        line=line,
        text=text,
        number=header["number"] if header else "",
        kind=header["kind"] if header else "",
        other=(header["other"] or "") if header else "",
        qualifiers=_qualifiers(items.pop("Q", "")),
        items=items,
    )


def _items(text: str) -> dict[str, str]:
    """Split the text at the markers of items, in ascending order; of F and G the last ones count."""
    marks: list[tuple[str, int, int]] = []
    at = 0
    for name in "QABCDE":
        match = re.compile(rf"(?:^|[\s)]){name}\)").search(text, at)
        if match is not None and (name != "D" or "E)" in text[match.end() :]):
            following = re.compile(r"(?:^|\s)E\)").search(text, at)
            if name == "E" or following is None or match.start() <= following.start():
                marks.append((name, match.start(), match.end()))
                at = match.end()
    for name in "FG":
        found = list(re.compile(rf"\s{name}\)").finditer(text, at))
        if found and marks:
            marks.append((name, found[-1].start(), found[-1].end()))
            at = found[-1].end()
    if not marks:
        return {}
    ends = [begin for _, begin, _ in marks[1:]] + [len(text)]
    return {
        name: _stripped(text[begin:end], is_last=end == len(text))
        for (name, _, begin), end in zip(marks, ends, strict=True)
    }


def _stripped(text: str, *, is_last: bool) -> str:
    plain = text.strip()
    if is_last:
        plain = plain.removesuffix("NNNN").rstrip()
        if plain.count(")") > plain.count("("):
            plain = plain.removesuffix(")").rstrip()
    return plain


def _qualifiers(text: str) -> Qualifiers | None:
    match = _Q.match(" ".join(text.split()))
    if match is None:
        return None
    place = (match["place"] or "").replace(" ", "")
    return Qualifiers(
        fir=match["fir"] or "",
        code=match["code"],
        traffic=match["traffic"].strip(),
        purpose=match["purpose"].strip(),
        scope=match["scope"].strip(),
        lower=int(match["lower"]),
        upper=int(match["upper"]),
        centre=place_of(place) if place else None,
        radius=int(match["radius"]) if match["radius"] else None,
    )


def time_of(text: str) -> datetime | None:
    """Read the ten digits of a moment (`YYMMDDhhmm`, UTC, 20YY); None where the text does not begin with one."""
    match = _TIME.match(text.strip())
    if match is None:
        return None
    year, month, day, hour, minute = (int(part) for part in match.groups())
    try:
        return datetime(2000 + year, month, day, tzinfo=UTC) + _within_a_day(hour, minute)
    except ValueError:
        return None


def _within_a_day(hour: int, minute: int) -> timedelta:
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        raise ValueError(hour)
    return timedelta(hours=hour, minutes=minute)
