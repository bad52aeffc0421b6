"""Position records of a document of tracks (GPX, KML), as texts: what both formats have in common."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple

from lxml import etree

from lagebild.codecs.xml_text import COLUMNS_NAMESPACE
from lagebild.messages import Message

__all__ = ["NO_FIELDS", "DeclaredColumn", "SourcePoint", "SourceTrack", "XmlTracks", "declared_columns", "mark_damaged"]

NO_FIELDS: Mapping[str, str] = MappingProxyType({})
_LONGEST = 5_000


class DeclaredColumn(NamedTuple):
    """A column that lagebild wrote."""

    name: str
    kind: str
    """Name of its type, see `typed_columns`."""


class SourcePoint(NamedTuple):
    """One position record; what the file does not say is None."""

    track: int
    """Position in `XmlTracks.tracks`."""

    longitude: str | None
    latitude: str | None
    time: str | None
    fields: Mapping[str, str]
    """What the format defines, by its name there."""

    extra: Mapping[str, str]
    """What others added, by their names."""

    own: Mapping[str, str]
    """Columns of lagebild, by their names."""

    element: etree._Element | None
    problem: Message | None = None
    """Why it cannot be a fix, where that is known already."""

    other: etree._Element | None = None
    """A second element of the record, where it has two."""

    @property
    def line(self) -> int | None:
        """Line from 1."""
        return self.element.sourceline if self.element is not None else None

    @property
    def source(self) -> str:
        """The record as the file has it."""
        if self.element is None:
            return ""
        parts = [part for part in (self.element, self.other) if part is not None]
        return "".join(etree.tostring(part, encoding="unicode", with_tail=False)[:_LONGEST] for part in parts)


class SourceTrack(NamedTuple):
    """What the file calls a track."""

    name: str | None
    own_id: str | None
    """Its identifier, where lagebild wrote it."""


@dataclass(kw_only=True)
class XmlTracks:
    """All tracks of a document."""

    tracks: list[SourceTrack] = field(default_factory=list)
    points: list[SourcePoint] = field(default_factory=list)
    declared: tuple[DeclaredColumn, ...] | None = None
    """Where lagebild wrote the file: its columns, in their order."""

    notes: list[Message] = field(default_factory=list)
    """What else is in the document, and was not read."""

    parse_again: Callable[[], list[etree._Element]] | None = None
    """Where the points hold no elements, to spare memory: returns that of each."""

    def with_element(self, number: int) -> SourcePoint:
        """Return a point with its element."""
        point = self.points[number]
        return point if self.parse_again is None else point._replace(element=self._elements[number])

    @cached_property
    def _elements(self) -> list[etree._Element]:
        return self.parse_again() if self.parse_again is not None else []


def declared_columns(
    place: etree._Element | None,
) -> tuple[tuple[DeclaredColumn, ...] | None, dict[str, str]]:
    """Return the columns that lagebild declares in an element, and by which attribute of a fix each is found."""
    if place is None:
        return None, {}
    columns: dict[str, DeclaredColumn] = {}
    attributes: dict[str, str] = {}
    for entry in place.iterfind(f"{{{COLUMNS_NAMESPACE}}}column"):
        name = entry.get("name", "")
        if name and name not in columns:
            columns[name] = DeclaredColumn(name, entry.get("type", "str"))
            if "key" in entry.attrib:
                attributes[entry.attrib["key"]] = name
    return tuple(columns.values()), attributes


def mark_damaged(found: XmlTracks, damaged: tuple[int, ...]) -> None:
    """Refuse the points that reach over a damaged line: what is left of their numbers may be a part of them."""
    if not damaged or not found.points:
        return
    lines = [point.line or 0 for point in found.points]
    ends = [_end(point, lines[row + 1]) for row, point in enumerate(found.points[:-1])]
    ends.append(max(damaged[-1], lines[-1]))
    at = 0
    for row, (first, last) in enumerate(zip(lines, ends, strict=True)):
        while at < len(damaged) and damaged[at] < first:
            at += 1
        if at < len(damaged) and damaged[at] <= last:
            found.points[row] = found.points[row]._replace(problem=Message("the XML is damaged here"))


def _end(point: SourcePoint, following: int) -> int:
    """Return the last line that can be a point's: not that of the next one, where a line ends between them."""
    parted = point.element is not None and "\n" in (point.element.tail or "")
    return max(following - parted, point.line or 0)
