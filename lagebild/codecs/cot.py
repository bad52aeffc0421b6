"""Cursor on Target events (CoT 2.0, MITRE MP 09-0284): XML to position records.

Files hold one event, several in a root of any name, or several documents one after the other. Events of other kinds
than atoms (`a-…`), such as chat and tasks, are counted. 9999999 stands for unknown.
"""

from __future__ import annotations

import re

from lxml import etree

from lagebild.codecs.json_text import finite
from lagebild.codecs.safe_xml import (
    XmlError,
    bare_name,
    children,
    local_name,
    parse_in_pieces,
    parse_xml,
    recovered_xml,
)
from lagebild.codecs.xml_text import COLUMNS_NAMESPACE
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

__all__ = ["UNKNOWN", "looks_like_cot", "parse_cot"]

UNKNOWN = 9_999_999.0
"""What stands for an unknown height or error, metres."""

_OWN = f"{{{COLUMNS_NAMESPACE}}}"
_DECLARATION = re.compile(rb"<\?xml[^>]{0,200}\?>")
_EVENT = re.compile(r"<event\s[^>]{0,2000}\b(?:uid|type)\s*=")
_POINT = re.compile(r"<point\s[^>]{0,2000}\bhae\s*=")


def looks_like_cot(text: str) -> bool:
    """Whether a text begins with events."""
    return text.startswith("<") and _EVENT.search(text) is not None and _POINT.search(text) is not None


def parse_cot(data: bytes) -> XmlTracks:
    """Read all events with a place.

    Raises
    ------
    XmlError
        If it is no XML of which anything can be read, holds a document type, or no event.
    """
    try:
        events = _in_pieces(data)
    except XmlError:
        events = None
    return (events or _as_a_whole(data)).found


def _in_pieces(data: bytes) -> _Events | None:
    """Read a document that is whole, without holding it; None where it is not a plain list of events."""
    events: _Events | None = None
    root: etree._Element | None = None

    def take(event: etree._Element) -> bool:
        nonlocal events, root
        above = event.getparent()
        if events is None and above is not None:
            root, events = above, _Events(*_declared(above))
        if above is None or events is None or above is not root or above.getparent() is not None:
            raise XmlError("events within events, or apart")  # never said: the whole is read then
        events.add(event, keep=False)
        return True

    whole = parse_in_pieces(data, "event", take)
    if events is None or (events.found.declared is None and COLUMNS_NAMESPACE.encode() in data):
        return None
    if _declared(whole) != (events.found.declared, events.keys):
        return None
    events.end()
    events.found.parse_again = lambda: [event for event in _events_in(parse_xml(data)) if _is_of_an_atom(event)]
    return events


def _as_a_whole(data: bytes) -> _Events:
    document = recovered_xml(data)
    if document.problem is not None and data.count(b"<event") > 1 and b"<!DOCTYPE" not in data:
        # several documents, one after the other
        document = recovered_xml(_in_one_root(data))
    root = document.root
    events = _Events(*_declared(root))
    if document.problem is not None:
        events.found.notes.append(document.problem)
    elements = _events_in(root)
    if not elements:
        raise XmlError(Message("the document holds no CoT event but {name!r}", name=local_name(root)[:80]))
    for event in elements:
        events.add(event)
    mark_damaged(events.found, document.damaged_lines)
    events.end()
    return events


def _events_in(root: etree._Element) -> list[etree._Element]:
    return [element for element in root.iter() if local_name(element) == "event"]


def _is_of_an_atom(event: etree._Element) -> bool:
    kind = event.get("type", "")
    return not kind or kind.startswith("a-")


class _Events:
    """The events of a document, as they come."""

    def __init__(self, declared: tuple[DeclaredColumn, ...] | None, keys: dict[str, str]) -> None:
        self.found = XmlTracks(declared=declared)
        self.keys = keys
        self.numbers: dict[str, int] = {}
        self.others = 0

    def add(self, event: etree._Element, *, keep: bool = True) -> None:
        if not _is_of_an_atom(event):
            self.others += 1
            return
        found, uid = self.found, event.get("uid", "")
        if uid not in self.numbers:
            self.numbers[uid] = len(found.tracks)
            found.tracks.append(SourceTrack(uid or None, uid if found.declared is not None else None))
        point = _point(event, self.numbers[uid], self.keys if found.declared is not None else None)
        found.points.append(point if keep else point._replace(element=None))

    def end(self) -> None:
        if self.others:
            sentence = Message("{count} events are no places of anything (chat, tasks, …)", count=self.others)
            self.found.notes.append(sentence)


def _in_one_root(data: bytes) -> bytes:
    """Put documents that stand one after the other into one root, without changing the numbers of lines."""
    bare = data.removeprefix(b"\xef\xbb\xbf")
    first = _DECLARATION.match(bare.lstrip())
    return (first[0] if first else b"") + b"<events>" + _DECLARATION.sub(b"", bare) + b"</events>"


def _declared(root: etree._Element) -> tuple[tuple[DeclaredColumn, ...] | None, dict[str, str]]:
    return declared_columns(next(root.iter(f"{_OWN}columns"), None))


def _point(event: etree._Element, track: int, keys: dict[str, str] | None) -> SourcePoint:
    point = next(children(event, "point"), None)
    given = {} if point is None else {bare_name(str(name)): str(value) for name, value in point.items()}
    fields: dict[str, str] = {}
    extra: dict[str, str] = {}
    own: dict[str, str] = {}
    if keys is not None:
        for fix in event.iter(f"{_OWN}fix"):
            own.update([(keys[str(key)], str(value)) for key, value in fix.items() if str(key) in keys])
    else:
        for name, target in (("hae", "hae"), ("ce", "circular_error"), ("le", "linear_error")):
            value = finite(given.get(name))
            if given.get(name) and (value is None or value < UNKNOWN):
                fields[target] = given[name]
        extra.update({f"cot_{name}": str(event.get(name)) for name in ("type", "how", "stale") if event.get(name)})
        _details(event, fields, extra)
    return SourcePoint(
        track, given.get("lon"), given.get("lat"), event.get("time") or None, fields, extra or NO_FIELDS, own, event
    )


def _details(event: etree._Element, fields: dict[str, str], extra: dict[str, str]) -> None:
    for detail in children(event, "detail"):
        for part in children(detail, "track", "contact"):
            if local_name(part) == "contact" and part.get("callsign"):
                extra["callsign"] = str(part.get("callsign"))
            for name in ("speed", "course"):
                if local_name(part) == "track" and finite(part.get(name)) is not None:
                    fields[name] = str(part.get(name))
