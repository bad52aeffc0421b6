"""OpenAir airspace files: text to records and back, without loss.

Covers the original format (AC, AN, AH, AL, V, DP, DA, DB, DC, DY) and its extended second version (AI, AY, AF, AG,
AX, AA). A file is a list of blocks, each begun by an AC record; every line keeps its number and its text. Which area
a block describes is not decided here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, NamedTuple

from lagebild.codecs.text import decode_text, split_lines
from lagebild.messages import Message

__all__ = [
    "Block",
    "Coordinate",
    "OpenAirError",
    "OpenAirFile",
    "Record",
    "format_coordinate",
    "looks_like_openair",
    "parse_coordinate",
    "parse_coordinates",
    "parse_number",
    "parse_openair",
    "parse_variable",
]

_RECORD = re.compile(
    r"^\s*(?P<key>V(?=\s*[A-Z]\s*=)|V(?![A-Z])|D[PBYL](?=[NS]\s*\d)|[A-Z]{2}(?![A-Z]))[ \t]*(?P<value>.*)$",
    re.IGNORECASE,
)
_TEXT_RECORD = re.compile(r"^\s*(?P<key>A[A-Z]|S[PB]|T[OC])(?:[ \t]+(?P<value>.*))?$", re.IGNORECASE)
_LONGEST_LINE = 10_000
_LONGEST_QUOTE = 80
_BLOCK_START = re.compile(r"^[ \t]*AC[ \t]+\S", re.IGNORECASE | re.MULTILINE)
_OTHER_RECORD = re.compile(
    r"^[ \t]*(?:A[NHL][ \t]+\S|D[PABC][ \t]*\d|V[ \t]*[XDW][ \t]*=)", re.IGNORECASE | re.MULTILINE
)


class OpenAirError(ValueError):
    """A value of a record cannot be read; the message names the rule and the value."""


class Coordinate(NamedTuple):
    """A place in degrees; east and north are positive."""

    longitude: float
    latitude: float


@dataclass(frozen=True, kw_only=True)
class Record:
    """One line."""

    line: int
    """Number from 1."""

    key: str
    """`AC`, `DP`, `V`, …; empty for a line that is no record."""

    value: str
    """What follows the key, stripped; of geometry records without an inline comment."""

    text: str
    """The line as it was written."""


@dataclass(frozen=True, kw_only=True)
class Block:
    """One airspace: its AC record and all that follows up to the next."""

    records: tuple[Record, ...]
    comments: tuple[Record, ...]
    """Comment lines within the block."""

    text: str
    """The original lines, joined by line feeds; trailing comments and blank lines are not part of it."""

    @property
    def line(self) -> int:
        """Number of the AC line."""
        return self.records[0].line

    def first(self, key: str) -> Record | None:
        """Return the first record of a kind, or None."""
        return next((record for record in self.records if record.key == key), None)

    def all(self, *keys: str) -> list[Record]:
        """Return the records of some kinds, in the order of the file."""
        return [record for record in self.records if record.key in keys]


@dataclass(frozen=True, kw_only=True)
class OpenAirFile:
    """All blocks of a file, and the lines before the first one that are no comments."""

    blocks: tuple[Block, ...]
    stray: tuple[Record, ...]
    encoding: str


def looks_like_openair(text: str) -> bool:
    """Whether a text is OpenAir: it has an AC record and another one of the format."""
    return _BLOCK_START.search(text) is not None and _OTHER_RECORD.search(text) is not None


def parse_openair(data: bytes) -> OpenAirFile:
    """Split a file into blocks; never fails."""
    text, encoding = decode_text(data)
    stray: list[Record] = []
    blocks: list[list[Record]] = []
    for number, line in enumerate(split_lines(text), start=1):
        record = _record(number, line.rstrip("\x1a\x00"))
        if record.key == "AC":
            blocks.append([record])
        elif blocks:
            blocks[-1].append(record)
        elif record.key not in ("*", " "):
            stray.append(record)
    return OpenAirFile(blocks=tuple(_block(lines) for lines in blocks), stray=tuple(stray), encoding=encoding)


def _record(number: int, line: str) -> Record:
    stripped = line.strip().lstrip("\ufeff")
    if not stripped:
        return Record(line=number, key=" ", value="", text=line)
    if stripped.startswith(("*", "#")):
        return Record(line=number, key="*", value=stripped.lstrip("*# "), text=line)
    match = _TEXT_RECORD.match(stripped[:_LONGEST_LINE]) or _RECORD.match(stripped[:_LONGEST_LINE])
    if match is None:
        return Record(line=number, key="", value=stripped, text=line)
    key = match["key"].upper()
    value = match["value"] or ""
    if key[0] in "DV" or key in ("AC", "AH", "AL", "AY", "AI"):
        value = value.partition("*")[0]
    return Record(line=number, key=key, value=value.strip(), text=line)


def _block(lines: list[Record]) -> Block:
    last = max(index for index, record in enumerate(lines) if record.key not in ("*", " "))
    inside = lines[: last + 1]
    return Block(
        records=tuple(record for record in inside if record.key not in ("*", " ")),
        comments=tuple(record for record in inside if record.key == "*"),
        text="\n".join(record.text for record in inside),
    )


# a number of at most seven digits, with decimals
_PART = r"\d{1,7}(?:[.,]\d{0,12})?"


def _angle_pattern(name: str) -> str:
    return (
        rf"(?P<{name}d>{_PART})(?:\s*[:°\s]\s*(?P<{name}m>{_PART}))?(?:\s*[:'′\s]\s*(?P<{name}s>{_PART}))?"
        r"\s*[\"″']{0,2}\s*"
    )


_LATITUDE = _angle_pattern("a") + r"(?P<ns>[NS])"
_LONGITUDE = _angle_pattern("o") + r"(?P<ew>[EW])"
_COORDINATE = re.compile(rf"\s*{_LATITUDE}\s*,?\s*{_LONGITUDE}\s*", re.IGNORECASE | re.ASCII)
_HEMISPHERE_FIRST = re.compile(
    rf"\s*(?P<ns>[NS])\s*{_angle_pattern('a')},?\s*(?P<ew>[EW])\s*{_angle_pattern('o')}", re.IGNORECASE | re.ASCII
)


def _matched(text: str) -> re.Match[str] | None:
    return _COORDINATE.match(text) or _HEMISPHERE_FIRST.match(text)


def _shown(text: str) -> str:
    """Return a text as a message quotes it."""
    plain = text.strip()
    return repr(plain if len(plain) <= _LONGEST_QUOTE else plain[:_LONGEST_QUOTE] + "…")


def parse_coordinate(text: str) -> Coordinate:
    """Read `DD:MM:SS N DDD:MM:SS E`; seconds or minutes may have decimals, blanks may be missing, letters come first.

    Numbers without colons are taken apart too, as charts write them: `471230N 0081000E`.

    Raises
    ------
    OpenAirError
        If it is no coordinate or lies out of range.
    """
    match = _matched(text)
    if match is None or match.end() < len(text):
        raise OpenAirError(Message("{text} is no coordinate such as 47:30:00 N 008:30:00 E", text=_shown(text)))
    return _coordinate(match)


def parse_coordinates(text: str) -> tuple[Coordinate, Coordinate]:
    """Read the two coordinates of a DB record."""
    first = _matched(text)
    if first is None:
        sentence = Message("{text} does not begin with a coordinate such as 47:30:00 N 008:30:00 E", text=_shown(text))
        raise OpenAirError(sentence)
    rest = text[first.end() :].lstrip(", \t")
    return _coordinate(first), parse_coordinate(rest)


def _coordinate(match: re.Match[str]) -> Coordinate:
    latitude = _degrees(match, "a", 90.0)
    longitude = _degrees(match, "o", 180.0)
    return Coordinate(
        longitude=-longitude if match["ew"].upper() == "W" else longitude,
        latitude=-latitude if match["ns"].upper() == "S" else latitude,
    )


def _degrees(match: re.Match[str], name: str, limit: float) -> float:
    degrees, minutes, seconds = (float((match[name + part] or "0").replace(",", ".")) for part in "dms")
    whole, _, _ = match[name + "d"].replace(",", ".").partition(".")
    if match[name + "m"] is None and len(whole) == (6 if name == "a" else 7):
        seconds = degrees % 100.0
        degrees, minutes = degrees // 10_000.0, degrees // 100.0 % 100.0
    if minutes >= 60.0 or seconds > 60.0:
        raise OpenAirError(Message("minutes and seconds must be less than 60, not in {text}", text=_shown(match[0])))
    value = degrees + minutes / 60.0 + seconds / 3600.0
    if value > limit:
        kind = Message("latitude") if name == "a" else Message("longitude")
        sentence = Message(
            "{kind} must lie within ±{limit:.0f} degrees, not in {text}", kind=kind, limit=limit, text=_shown(match[0])
        )
        raise OpenAirError(sentence)
    return value


def parse_number(text: str) -> float:
    """Read a number such as a radius or an angle."""
    if re.fullmatch(r"\s*[+-]?(?:\d{1,9}(?:[.,]\d{0,12})?|[.,]\d{1,12})\s*", text, re.ASCII) is None:
        raise OpenAirError(Message("{text} is no number", text=_shown(text)))
    return float(text.strip().replace(",", "."))


def parse_variable(value: str) -> tuple[Literal["X", "D", "W", "Z"] | str, str]:
    """Split the value of a V record, `X=…`, into its name and its value."""
    name, equals, rest = value.partition("=")
    if not equals:
        raise OpenAirError(Message("a V record reads V X=…, not {text}", text=_shown(value)))
    return name.strip().upper(), rest.strip()


def format_coordinate(coordinate: Coordinate, *, decimals: int = 0) -> str:
    """Write a place as `DD:MM:SS N DDD:MM:SS E`, with decimals of a second where asked for."""
    north = _format_angle(abs(coordinate.latitude), 2, decimals)
    east = _format_angle(abs(coordinate.longitude), 3, decimals)
    return f"{north} {'S' if coordinate.latitude < 0 else 'N'} {east} {'W' if coordinate.longitude < 0 else 'E'}"


def _format_angle(degrees: float, digits: int, decimals: int) -> str:
    unit = 10**decimals
    seconds, fraction = divmod(round(degrees * 3600 * unit), unit)
    tail = f".{fraction:0{decimals}d}" if decimals else ""
    return f"{seconds // 3600:0{digits}d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}{tail}"
