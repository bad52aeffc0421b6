"""Tracks of a KML document: `gx:Track`, `gx:MultiTrack`, and points with a time stamp.

The times and places of a `gx:Track` belong together by their order. Where their numbers differ, which belong together
cannot be told, so that none of them is a fix. The points with a time stamp of one folder are one track.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from lxml import etree

from lagebild.codecs.kml import OWN, KmlDocument, Placemark, child, values_of
from lagebild.codecs.safe_xml import children, local_name, text_of
from lagebild.codecs.xml_tracks import NO_FIELDS, SourcePoint, SourceTrack, XmlTracks
from lagebild.messages import Message

__all__ = ["ABOVE_GROUND", "ABSOLUTE", "UNUSED", "tracks_of"]

ABSOLUTE = "absolute"
"""Field of altitudes above mean sea level (`altitudeMode`)."""

ABOVE_GROUND = "height_above_ground"
UNUSED = "altitude_not_used"
"""Field of altitudes that KML says are to be passed over."""

_FIELDS = {"absolute": ABSOLUTE, "relativeToGround": ABOVE_GROUND}
_DAMAGED = Message("the XML is damaged here")
_MOST_ARRAYS = 200


def tracks_of(document: KmlDocument) -> XmlTracks:
    """Read every position record of a document."""
    found = XmlTracks(declared=document.declared.get("tracks"), notes=list(document.notes))
    others = 0
    by_container: dict[int, int] = {}
    for placemark in document.placemarks:
        tracks = _tracks_in(placemark.element)
        place = child(placemark.element, "Point")
        stamp = child(placemark.element, "TimeStamp")
        if tracks:
            name = placemark.name
            found.tracks.append(SourceTrack(name, name if found.declared is not None else None))
            for track in tracks:
                found.points.extend(_points_of_track(track, placemark, len(found.tracks) - 1, found))
        elif place is not None and stamp is not None:
            number = by_container.get(placemark.container)
            if number is None:
                number = by_container[placemark.container] = len(found.tracks)
                found.tracks.append(SourceTrack(document.names.get(placemark.container) or None, None))
            found.points.append(_stamped_point(placemark, place, stamp, number))
        else:
            others += 1
    if by_container:
        found.notes.append(Message("the points with a time stamp of one folder were taken as one track"))
    if others:
        found.notes.append(
            Message("{count} placemarks are no tracks (neither gx:Track nor a point with a TimeStamp)", count=others)
        )
    return found


def _tracks_in(element: etree._Element) -> list[etree._Element]:
    found: list[etree._Element] = []
    todo = [element]
    while todo:
        parts = list(children(todo.pop(), "Track", "MultiTrack", "MultiGeometry"))
        found.extend(part for part in parts if local_name(part) == "Track")
        todo.extend(part for part in parts if local_name(part) != "Track")
    return found


def _points_of_track(
    track: etree._Element, placemark: Placemark, number: int, found: XmlTracks
) -> Iterator[SourcePoint]:
    times, places = list(children(track, "when")), list(children(track, "coord"))
    field = _field(track)
    problem = _DAMAGED if placemark.is_damaged else None
    if len(times) != len(places):
        problem = Message(
            "the track has {times} times and {places} places: which belong together cannot be told",
            times=len(times),
            places=len(places),
        )
    count = max(len(times), len(places))
    extras, owns = _arrays(track, count, found)
    angles = [text_of(entry).split() for entry in children(track, "angles")]
    for row in range(count):
        when = times[row] if row < len(times) else None
        coord = places[row] if row < len(places) else None
        longitude, latitude, fields = _place(text_of(coord).replace(",", " ").split(), field)
        extra = extras.get(row, {})
        if len(angles) == count:
            extra.update(zip(("heading", "tilt", "roll"), angles[row], strict=False))
        yield SourcePoint(
            number,
            longitude,
            latitude,
            text_of(when) or None,
            fields,
            extra or NO_FIELDS,
            owns.get(row, NO_FIELDS),
            when if when is not None else coord,
            problem,
            coord if when is not None else None,
        )


def _arrays(
    track: etree._Element, count: int, found: XmlTracks
) -> tuple[dict[int, dict[str, str]], dict[int, dict[str, str]]]:
    """Return the values of the arrays by row: those of others, and lagebild's."""
    extras: dict[int, dict[str, str]] = {}
    owns: dict[int, dict[str, str]] = {}
    own_names = {column.name for column in found.declared or ()}
    for name, values in _named_arrays(track):
        if len(values) != count:
            sentence = Message(
                "{name!r} has {values} values for {count} fixes; it was not read",
                name=name[:200],
                values=len(values),
                count=count,
            )
            found.notes.append(sentence)
            continue
        target, is_own = (owns, True) if name in own_names else (extras, False)
        for row, value in enumerate(values):
            text = value.text or ""
            if text if is_own else text.strip():
                target.setdefault(row, {})[name] = text if is_own else text.strip()
            elif is_own and value.get(f"{OWN}empty") is not None:
                target.setdefault(row, {})[name] = ""
    return extras, owns


def _named_arrays(track: etree._Element) -> Iterator[tuple[str, Sequence[etree._Element]]]:
    seen: set[str] = set()
    above = track.getparent()
    for holder in (track, above) if above is not None else (track,):
        for data in children(holder, "ExtendedData"):
            for schema in children(data, "SchemaData"):
                for entry in children(schema, "SimpleArrayData"):
                    name = entry.get("name", "")
                    if name and name not in seen and len(seen) < _MOST_ARRAYS:
                        seen.add(name)
                        yield name, list(children(entry, "value"))


def _stamped_point(placemark: Placemark, place: etree._Element, stamp: etree._Element, number: int) -> SourcePoint:
    text = text_of(child(place, "coordinates"))
    parts = [part.strip() for part in text.split(",")]
    longitude, latitude, fields = _place(parts if text else [], _field(place))
    extra = {name: value.strip() for name, value in values_of(placemark).items() if value.strip()}
    for name in ("name", "description"):
        if said := text_of(child(placemark.element, name)):
            extra.setdefault(name, said)
    return SourcePoint(
        number,
        longitude,
        latitude,
        text_of(child(stamp, "when")) or None,
        fields,
        extra or NO_FIELDS,
        NO_FIELDS,
        placemark.element,
        _DAMAGED if placemark.is_damaged else None,
    )


def _field(geometry: etree._Element) -> str:
    return _FIELDS.get(text_of(child(geometry, "altitudeMode")), UNUSED)


def _place(parts: Sequence[str], field: str) -> tuple[str | None, str | None, Mapping[str, str]]:
    """Return longitude, latitude, and the altitude in its field; of an unused one, zero is none."""
    longitude = parts[0] if parts else None
    latitude = parts[1] if len(parts) > 1 else None
    if len(parts) < 3 or (field == UNUSED and not parts[2].strip("-+0.")):
        return longitude, latitude, NO_FIELDS
    return longitude, latitude, {field: parts[2]}
