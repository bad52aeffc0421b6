"""KML 2.0 to 2.3: bytes to placemarks, in the order of the document, and the texts in them.

Nothing outside of the document is ever looked at: network links are counted, styles, pictures and models passed over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from lagebild.codecs.safe_xml import XmlError, children, local_name, recovered_xml, text_of
from lagebild.codecs.xml_text import COLUMNS_NAMESPACE, root_name
from lagebild.codecs.xml_tracks import DeclaredColumn
from lagebild.messages import Message

__all__ = ["OWN", "KmlDocument", "Placemark", "child", "looks_like_kml", "parse_kml", "values_of"]

OWN = f"{{{COLUMNS_NAMESPACE}}}"
_CONTAINERS = ("Document", "Folder", "kml")
_MOST_VALUES = 200
"""Values of one placemark."""


@dataclass(frozen=True, eq=False)
class Placemark:
    """One placemark."""

    element: etree._Element
    container: int
    """Of the folder or document it stands in, a number."""

    folder: str
    """Names of its folders, joined by ` / `; empty outside of any."""

    is_damaged: bool = False
    """Whether the document is damaged within it."""

    @property
    def name(self) -> str | None:
        """As written; None where there is no name."""
        found = child(self.element, "name")
        return None if found is None else found.text or ""

    @property
    def is_repeated(self) -> bool:
        """Whether lagebild wrote it only to show another period of the airspace before it."""
        return self.element.get(f"{OWN}again") is not None


@dataclass(kw_only=True)
class KmlDocument:
    """What of a document is of interest here."""

    placemarks: list[Placemark] = field(default_factory=list)
    names: dict[int, str] = field(default_factory=dict)
    """Names of the containers."""

    declared: dict[str, tuple[DeclaredColumn, ...]] = field(default_factory=dict)
    """Where lagebild wrote the file: its columns; by `tracks` or `airspaces`."""

    notes: list[Message] = field(default_factory=list)


def looks_like_kml(head: str) -> bool:
    """Whether the beginning of a text is a KML document's."""
    return root_name(head) == "kml"


def parse_kml(data: bytes) -> KmlDocument:
    """Read a document.

    Raises
    ------
    XmlError
        If it is no XML of which anything can be read, holds a document type, or is no KML.
    """
    given = recovered_xml(data)
    if local_name(given.root) != "kml":
        raise XmlError(Message("the document is no KML but {name!r}", name=local_name(given.root)[:80]))
    found = KmlDocument()
    if given.problem is not None:
        found.notes.append(given.problem)
    links = _collect(given.root, found)
    if links:
        found.notes.append(Message("{count} network links were not followed", count=links))
    if given.damaged_lines:
        found.placemarks = list(_marked(found.placemarks, given.damaged_lines))
    return found


def _collect(root: etree._Element, found: KmlDocument) -> int:
    """Walk through the folders; returns the number of network links."""
    links = 0
    todo: list[tuple[etree._Element, int, str]] = [(root, 0, "")]
    while todo:
        element, container, folder = todo.pop()
        name = local_name(element)
        if name in _CONTAINERS:
            inside = len(found.names)
            own_name = text_of(child(element, "name"))[:200]
            found.names[inside] = own_name
            if name == "Folder" and own_name:
                folder = f"{folder} / {own_name}" if folder else own_name
            todo.extend((part, inside, folder[:1000]) for part in reversed(list(children(element))))
        elif name == "Placemark":
            found.placemarks.append(Placemark(element, container, folder))
        elif name == "NetworkLink":
            links += 1
        elif name == "Schema" and (holds := element.get(f"{OWN}holds")) is not None:
            found.declared.setdefault(holds, tuple(_columns(element)))
    return links


def _columns(schema: etree._Element) -> Iterator[DeclaredColumn]:
    seen = set()
    for entry in children(schema, "SimpleField", "SimpleArrayField"):
        name = entry.get("name", "")
        if name and name not in seen:
            seen.add(name)
            yield DeclaredColumn(name, entry.get(f"{OWN}type", "str"))


def _marked(placemarks: list[Placemark], damaged: tuple[int, ...]) -> Iterator[Placemark]:
    """Mark the placemarks that reach over a damaged line."""
    at = 0
    for number, given in enumerate(placemarks):
        first = given.element.sourceline or 0
        last = damaged[-1]
        if number + 1 < len(placemarks):
            last = (placemarks[number + 1].element.sourceline or 0) - ("\n" in (given.element.tail or ""))
        while at < len(damaged) and damaged[at] < first:
            at += 1
        wrong = at < len(damaged) and damaged[at] <= max(first, last)
        yield Placemark(given.element, given.container, given.folder, is_damaged=wrong)


def child(element: etree._Element, name: str) -> etree._Element | None:
    """Return the first direct child of a local name."""
    return next(children(element, name), None)


def values_of(placemark: Placemark) -> Mapping[str, str]:
    """Return the named values of a placemark's extended data, as written."""
    found: dict[str, str] = {}
    for data in children(placemark.element, "ExtendedData"):
        for entry in children(data, "Data"):
            value = child(entry, "value")
            found.setdefault(entry.get("name", ""), (value.text or "") if value is not None else "")
        for schema in children(data, "SchemaData"):
            for entry in children(schema, "SimpleData"):
                found.setdefault(entry.get("name", ""), entry.text or "")
                if len(found) > _MOST_VALUES:
                    break
    return {name: value for name, value in list(found.items())[:_MOST_VALUES] if name}
