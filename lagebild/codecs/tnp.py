"""Tim Newport-Peace's airspace files (SUA, .AIR): text to areas, without loss.

Each line is a keyword with a value (`TITLE=…`, `POINT=N513000 W0010000`), a shape (`CIRCLE RADIUS=5 CENTRE=…`) or a
comment (`#`, and `*` in files of the field). TITLE begins a block; TYPE, SUBTYPE, CLASS, WIDTH, RADIO and ACTIVE hold
until they are said anew, BASE and TOPS for their block only. Every line keeps its number and its text.

What the format leaves open is decided so:

- A CLASS holds until the next TYPE too, unless it stands beside that TYPE: another type has a class of its own.
- Attributes after the shapes of a block belong to what follows: to further shapes under the same title, which are then
  an area of their own, or to the next block. BASE and TOPS there belong to the block before them if it has none yet,
  and to the block after them in files that begin so, with limits in front of the first title.
- An airway whose limits change under way goes on from its last place before the change.
- INCLUDE=NO takes areas out until INCLUDE=YES; they are kept as areas that are not included.
- Text after END is read on (files are joined by hand); nothing holds beyond it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lagebild.codecs.text import decode_text, split_lines

__all__ = ["SHAPES", "TnpArea", "TnpFile", "TnpRecord", "looks_like_tnp", "parse_tnp"]

SHAPES = ("POINT", "CIRCLE", "CLOCKWISE", "ANTI-CLOCKWISE", "AWY")
_LASTING = ("TYPE", "SUBTYPE", "CLASS", "WIDTH", "RADIO", "ACTIVE")
_LIMITS = ("BASE", "TOPS")
_VALUE = re.compile(
    r"(INCLUDE|TYPE|SUBTYPE|CLASS|TITLE|BASE|TOPS|RADIO|ACTIVE|POINT|WIDTH|AWY)\s*=\s*(.*)", re.IGNORECASE | re.DOTALL
)
_SHAPE = re.compile(r"(CIRCLE|CLOCKWISE|ANTI-?CLOCKWISE)[\s=:]+(.*)", re.IGNORECASE | re.DOTALL)
_TITLE_LINE = re.compile(r"^[ \t]*TITLE[ \t]*=", re.IGNORECASE | re.MULTILINE)
_SHAPE_LINE = re.compile(
    r"^[ \t]*(?:POINT[ \t]*=[ \t]*[NS]\d|CIRCLE[ \t=:]+RADIUS|AWY[ \t]*=[ \t]*[NS]\d)", re.IGNORECASE | re.MULTILINE
)
_LONGEST_LINE = 10_000


@dataclass(frozen=True, kw_only=True)
class TnpRecord:
    """One line."""

    line: int
    """Number from 1."""

    key: str
    """`TITLE`, `POINT`, …; `#` for a comment, a blank for an empty line, nothing for a line of another kind."""

    value: str
    text: str
    """The line as it was written."""


@dataclass(frozen=True, kw_only=True)
class TnpArea:
    """One area: what is said of it, and its shapes."""

    attributes: dict[str, TnpRecord]
    """By their key: TITLE, BASE, TOPS, TYPE, SUBTYPE, CLASS, WIDTH, RADIO, ACTIVE; also those of lines before it."""

    shapes: tuple[TnpRecord, ...]
    """Of the keys POINT, CIRCLE, CLOCKWISE, ANTI-CLOCKWISE, AWY."""

    others: tuple[TnpRecord, ...]
    """Lines of another kind."""

    comments: tuple[TnpRecord, ...]
    is_included: bool
    line: int
    text: str
    """The lines of the area, joined by line feeds, those before it that hold for it first."""

    def value(self, key: str) -> str:
        """Return what is said under a key; nothing where nothing is."""
        record = self.attributes.get(key)
        return record.value if record is not None else ""


@dataclass(frozen=True, kw_only=True)
class TnpFile:
    """All areas of a file, and lines that belong to none."""

    areas: tuple[TnpArea, ...]
    stray: tuple[TnpRecord, ...]
    encoding: str


def looks_like_tnp(text: str) -> bool:
    """Whether a text has a title and a shape of the format."""
    return _TITLE_LINE.search(text) is not None and _SHAPE_LINE.search(text) is not None


def parse_tnp(data: bytes) -> TnpFile:
    """Split a file into areas; never fails."""
    text, encoding = decode_text(data)
    blocks = _Blocks()
    for number, line in enumerate(split_lines(text), start=1):
        blocks.take(_record(number, line.rstrip("\x1a\x00")))
    blocks.finish()
    blocks.settle()
    return TnpFile(areas=tuple(area.done() for area in blocks.areas), stray=tuple(blocks.stray), encoding=encoding)


def _record(number: int, line: str) -> TnpRecord:
    plain = line.strip().lstrip("\ufeff")
    key, value = _key_and_value(plain[:_LONGEST_LINE])
    return TnpRecord(line=number, key=key, value=value, text=line)


def _key_and_value(plain: str) -> tuple[str, str]:
    if not plain:
        return " ", ""
    if plain.startswith(("#", "*")):
        return "#", plain.lstrip("#* ")
    if plain.upper() == "END":
        return "END", ""
    match = _VALUE.fullmatch(plain) or _SHAPE.fullmatch(plain)
    if match is None:
        return "", plain
    key, value = match[1].upper(), match[2]
    if key == "ANTICLOCKWISE":
        key = "ANTI-CLOCKWISE"
    if key != "TITLE":
        value = re.split(r"[*#]", value, maxsplit=1)[0]
    return key, value.strip()


@dataclass
class _Open:
    """An area while its lines are read."""

    attributes: dict[str, TnpRecord]
    is_included: bool
    lines: list[TnpRecord] = field(default_factory=list)
    before: list[TnpRecord] = field(default_factory=list)
    """Lines further up that hold for it."""

    @property
    def has_shapes(self) -> bool:
        return any(record.key in SHAPES for record in self.lines)

    def done(self) -> TnpArea:
        last = max((n for n, record in enumerate(self.lines) if record.key not in ("#", " ")), default=-1)
        inside = self.lines[: last + 1]
        mine = {record.line for record in inside}
        held = sorted((r for r in self.attributes.values() if r.line not in mine), key=lambda record: record.line)
        return TnpArea(
            attributes=self.attributes,
            shapes=tuple(record for record in inside if record.key in SHAPES),
            others=tuple(record for record in inside if not record.key),
            comments=tuple(record for record in inside if record.key == "#"),
            is_included=self.is_included,
            line=inside[0].line if inside else 0,
            text="\n".join(record.text for record in [*held, *inside]),
        )


class _Blocks:
    """Deals lines out to areas."""

    def __init__(self) -> None:
        self.areas: list[_Open] = []
        self.stray: list[TnpRecord] = []
        self.lasting: dict[str, TnpRecord] = {}
        self.open: _Open | None = None
        self.title: TnpRecord | None = None
        self.limits: dict[str, TnpRecord] = {}
        self.late: list[TnpRecord] = []
        """BASE and TOPS after shapes, or where no block is open: whose they are shows later."""

        self.limits_come_first = False
        self.is_included = True
        self.last: TnpRecord | None = None
        """The last shape under the same title."""

        self.head = 0
        """Line after the last shape: attributes from there on belong together."""

    def take(self, record: TnpRecord) -> None:
        key = record.key
        if key == "TITLE":
            self._title(record)
        elif key in SHAPES:
            self._shape(record)
        elif key in _LIMITS:
            self._limit(record)
        elif key in _LASTING:
            self._attribute(record)
        elif key == "INCLUDE":
            self.finish()
            self.last = None
            self.is_included = record.value.upper() != "NO"
        elif key == "END":
            self.finish()
            self.settle()
            self.lasting, self.title, self.limits, self.last = {}, None, {}, None
        elif self.open is not None:
            self.open.lines.append(record)
        elif not key:
            self.stray.append(record)

    def finish(self) -> None:
        """Close the open area."""
        if self.open is not None:
            self.areas.append(self.open)
        self.open = None

    def settle(self) -> None:
        """Give limits that came after shapes to the area before them, if it has none."""
        for record in self.late:
            if self.areas and self.title is not None and record.key not in self.areas[-1].attributes:
                self.areas[-1].attributes[record.key] = record
                self.areas[-1].lines.append(record)
            else:
                self.stray.append(record)
        self.late = []

    def _title(self, record: TnpRecord) -> None:
        first = self.title is None and not self.areas
        self.finish()
        if first and self.late:
            self.limits_come_first = True
        carried = {late.key: late for late in self.late} if self.limits_come_first else {}
        if self.limits_come_first:
            self.late = []
        self.settle()
        self.title = record
        self.limits = carried
        self.last = None
        self._begin()
        self._put(record)

    def _begin(self) -> None:
        attributes = {**self.lasting, **self.limits}
        if self.title is not None:
            attributes["TITLE"] = self.title
        self.open = _Open(attributes=attributes, is_included=self.is_included)

    def _shape(self, record: TnpRecord) -> None:
        if self.late and self.title is not None:
            # further shapes under the same title, with limits of their own
            self.finish()
            self.limits.update({late.key: late for late in self.late})
            self.late = []
        if self.open is None:
            self._begin()
            if self.last is not None and self.last.key == record.key == "AWY":
                self._put(self.last)
        self._put(record)
        self.last = record
        self.head = record.line

    def _put(self, record: TnpRecord) -> None:
        assert self.open is not None
        self.open.lines.append(record)

    def _limit(self, record: TnpRecord) -> None:
        if self.open is None or self.open.has_shapes:
            self.late.append(record)
            return
        if record.key in self.limits and self.limits[record.key].line > (self.title.line if self.title else 0):
            self.stray.append(record)
            return
        self.limits[record.key] = record
        self.open.attributes[record.key] = record
        self.open.lines.append(record)

    def _attribute(self, record: TnpRecord) -> None:
        if self.open is not None and self.open.has_shapes:
            self.finish()
        if record.key == "TYPE":
            for key in ("CLASS", "SUBTYPE"):
                if key in self.lasting and self.lasting[key].line <= self.head:
                    self._drop(key)
        self.lasting[record.key] = record
        if self.open is not None:
            self.open.attributes[record.key] = record
            self.open.lines.append(record)

    def _drop(self, key: str) -> None:
        del self.lasting[key]
        if self.open is not None:
            self.open.attributes.pop(key, None)
