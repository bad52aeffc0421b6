"""Cursor on Target events (CoT 2.0, MITRE MP 09-0284): XML to position records.

Files hold one event, several in a root of any name, or several documents one after the other. Events of other kinds
than atoms (`a-…`), such as chat and tasks, are counted. 9999999 stands for unknown.
"""

from __future__ import annotations

import re

from lxml import etree

from lagebild.codecs.json_text import finite
from lagebild.codecs.safe_xml import XmlError, bare_name, children, local_name, recovered_xml
from lagebild.codecs.xml_text import COLUMNS_NAMESPACE
from lagebild.codecs.xml_tracks import NO_FIELDS, DeclaredColumn, SourcePoint, SourceTrack, XmlTracks, mark_damaged
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
    document = recovered_xml(data)
    if document.problem is not None and data.count(b"<event") > 1 and b"<!DOCTYPE" not in data:
        # several documents, one after the other
        document = recovered_xml(_in_one_root(data))
    root = document.root
    found = XmlTracks()
    if document.problem is not None:
        found.notes.append(document.problem)
    columns, keys = _declared(root)
    found.declared = columns
    numbers: dict[str, int] = {}
    events = [element for element in root.iter() if local_name(element) == "event"]
    if not events:
        raise XmlError(Message("the document holds no CoT event but {name!r}", name=local_name(root)[:80]))
    others = 0
    for event in events:
        kind = event.get("type", "")
        if kind and not kind.startswith("a-"):
            others += 1
            continue
        uid = event.get("uid", "")
        if uid not in numbers:
            numbers[uid] = len(found.tracks)
            found.tracks.append(SourceTrack(uid or None, uid if columns is not None else None))
        found.points.append(_point(event, numbers[uid], keys if columns is not None else None))
    mark_damaged(found, document.damaged_lines)
    if others:
        found.notes.append(Message("{count} events are no places of anything (chat, tasks, …)", count=others))
    return found


def _in_one_root(data: bytes) -> bytes:
    """Put documents that stand one after the other into one root, without changing the numbers of lines."""
    bare = data.removeprefix(b"\xef\xbb\xbf")
    first = _DECLARATION.match(bare.lstrip())
    return (first[0] if first else b"") + b"<events>" + _DECLARATION.sub(b"", bare) + b"</events>"


def _declared(root: etree._Element) -> tuple[tuple[DeclaredColumn, ...] | None, dict[str, str]]:
    place = next(root.iter(f"{_OWN}columns"), None)
    if place is None:
        return None, {}
    columns: dict[str, DeclaredColumn] = {}
    keys: dict[str, str] = {}
    for entry in place.iterfind(f"{_OWN}column"):
        name = entry.get("name", "")
        if name and name not in columns:
            columns[name] = DeclaredColumn(name, entry.get("type", "str"))
            keys[entry.get("key", "")] = name
    return tuple(columns.values()), keys


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
