"""GPX 1.0 and 1.1: bytes to the position records of its tracks.

Only tracks are read; waypoints and routes have no way that was flown, so they are counted. `<trkseg>` parts a track
in segments, which stay one track. What others add to a point stands in `<extensions>` (1.1) or beside the known
elements (1.0), under names of their own namespaces; the local names are kept, and those of elements without
a content of their own are not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml import etree

from lagebild.codecs.safe_xml import (
    XmlError,
    bare_name,
    children,
    local_name,
    parse_in_pieces,
    parse_xml,
    recovered_xml,
)
from lagebild.codecs.xml_text import COLUMNS_NAMESPACE, root_name
from lagebild.codecs.xml_tracks import (
    NO_FIELDS,
    DeclaredColumn,
    SourcePoint,
    SourceTrack,
    XmlTracks,
    declared_columns,
    mark_damaged,
)
from lagebild.messages import Message

__all__ = ["looks_like_gpx", "parse_gpx"]

_OWN = f"{{{COLUMNS_NAMESPACE}}}"
_FIX = f"{_OWN}fix"
_STANDARD = {
    "ele", "time", "speed", "course", "magvar", "geoidheight", "name", "cmt", "desc", "src", "sym", "type", "fix",
    "sat", "hdop", "vdop", "pdop", "ageofdgpsdata", "dgpsid",
}  # fmt: skip
_MOST_EXTRA = 100
"""Extension elements of one point."""


def looks_like_gpx(head: str) -> bool:
    """Whether the beginning of a text is a GPX file's."""
    return root_name(head) == "gpx"


def parse_gpx(data: bytes) -> XmlTracks:
    """Read all track points.

    Raises
    ------
    XmlError
        If it is no XML of which anything can be read, holds a document type, or is no GPX.
    """
    try:
        found = _in_pieces(data)
    except XmlError:
        found = None
    return found or _as_a_whole(data)  # as far as it can be read, or with the reason why not


def _in_pieces(data: bytes) -> XmlTracks | None:
    """Read a document that is whole, without holding it; None where it has no point, or tells of its columns later."""
    pieces = _Pieces()
    root = parse_in_pieces(data, "trkpt", pieces.take)
    if pieces.declared is None or _declared(root) != pieces.declared:
        return None
    return XmlTracks(
        tracks=[SourceTrack(_child_text(track, "name"), _own_id(track)) for track in children(root, "trk")],
        points=pieces.points,
        declared=_declared(root)[0],
        notes=list(_unread(root)),
        parse_again=lambda: [point for _, point in _elements(parse_xml(data))],
    )


class _Pieces:
    """The points of a document, as they are parsed."""

    def __init__(self) -> None:
        self.points: list[SourcePoint] = []
        self.declared: tuple[tuple[DeclaredColumn, ...] | None, dict[str, str]] | None = None
        self.number = -1
        self.track: etree._Element | None = None
        self.segment: etree._Element | None = None

    def take(self, point: etree._Element) -> bool:
        segment = point.getparent()
        if segment is None or (segment is not self.segment and not self._begins(segment)):
            return False
        assert self.declared is not None
        self.points.append(_point(point, self.number, self.declared[1])._replace(element=None))
        return True

    def _begins(self, segment: etree._Element) -> bool:
        """Begin with a segment, where it is one of a track."""
        track = segment.getparent()
        root = track.getparent() if track is not None else None
        names = [local_name(part) for part in (segment, track, root) if part is not None]
        if track is None or root is None or names != ["trkseg", "trk", "gpx"] or root.getparent() is not None:
            return False
        if self.declared is None:
            self.declared = _declared(root)
        if track is not self.track:
            passed = children(root) if self.track is None else self.track.itersiblings()
            for part in passed:
                self.number += local_name(part) == "trk"
                if part is track:
                    break  # the parser is ahead of its events
            self.track = track
        self.segment = segment
        return True


def _as_a_whole(data: bytes) -> XmlTracks:
    document = recovered_xml(data)
    root = document.root
    if local_name(root) != "gpx":
        raise XmlError(Message("the document is no GPX but {name!r}", name=local_name(root)[:80]))
    found = XmlTracks()
    if document.problem is not None:
        found.notes.append(document.problem)
    found.declared, attributes = _declared(root)
    found.tracks.extend(SourceTrack(_child_text(track, "name"), _own_id(track)) for track in children(root, "trk"))
    found.points.extend(_point(point, number, attributes) for number, point in _elements(root))
    mark_damaged(found, document.damaged_lines)
    found.notes.extend(_unread(root))
    return found


def _elements(root: etree._Element) -> Iterator[tuple[int, etree._Element]]:
    """Yield the number of its track and the element of each point."""
    for number, track in enumerate(children(root, "trk")):
        for segment in children(track, "trkseg"):
            for point in children(segment, "trkpt"):
                yield number, point


def _unread(root: etree._Element) -> Iterator[Message]:
    waypoints = sum(1 for _ in children(root, "wpt"))
    routes = sum(1 for _ in children(root, "rte"))
    if waypoints:
        yield Message("{count} waypoints (wpt) were not read: they are no track", count=waypoints)
    if routes:
        yield Message("{count} routes (rte) were not read: they are planned, not flown", count=routes)


def _point(element: etree._Element, track: int, attributes: Mapping[str, str]) -> SourcePoint:
    fields: dict[str, str] = {}
    extra: dict[str, str] = {}
    own: dict[str, str] = {}
    for child in children(element):
        name = local_name(child)
        if name == "extensions":
            _extensions(child, extra, own, attributes)
        elif name in _STANDARD:
            fields.setdefault(name, (child.text or "").strip())
        elif len(extra) < _MOST_EXTRA:
            _leaf(child, extra)
    time = fields.pop("time", None)
    return SourcePoint(
        track,
        element.get("lon"),
        element.get("lat"),
        time or None,
        fields,
        extra or NO_FIELDS,
        own or NO_FIELDS,
        element,
    )


def _extensions(
    element: etree._Element, extra: dict[str, str], own: dict[str, str], attributes: Mapping[str, str]
) -> None:
    for part in element:
        if part.tag == _FIX:
            own.update([(attributes[key], value) for key, value in part.items() if key in attributes])
        else:
            for inner in part.iter():
                if len(extra) < _MOST_EXTRA:
                    _leaf(inner, extra)


def _leaf(element: etree._Element, extra: dict[str, str]) -> None:
    if len(element) == 0 and isinstance(element.tag, str) and (text := (element.text or "").strip()):
        extra.setdefault(bare_name(element.tag), text)


def _declared(root: etree._Element) -> tuple[tuple[DeclaredColumn, ...] | None, dict[str, str]]:
    return declared_columns(root.find(f"{{*}}metadata/{{*}}extensions/{_OWN}columns"))


def _own_id(track: etree._Element) -> str | None:
    place = track.find(f"{{*}}extensions/{_OWN}track")
    return place.get("id") if place is not None else None


def _child_text(element: etree._Element, name: str) -> str | None:
    child = next(children(element, name), None)
    return child.text if child is not None else None
