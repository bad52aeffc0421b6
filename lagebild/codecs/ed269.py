"""ED-269 (EUROCAE) UAS zones: JSON to records.

A file is an object with a list of zones, called `features` in the standard's schema and `UASZoneList` in its text.
Both names of the daily periods (`schedule`, `dailyPeriod`) are read. A circle's radius is in metres, whatever the
unit of the limits is; where that unit is feet, a note says so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from lagebild.codecs.json_text import JsonError, compact, parse_json, plain_text
from lagebild.codecs.uas_zones import (
    Circle,
    Height,
    Polygons,
    Volume,
    VolumeError,
    Zone,
    authority_line,
    circle,
    mapping,
    polygons,
    sequence,
    spans_of,
    texts_of,
)
from lagebild.codecs.zone_times import TimeError
from lagebild.messages import Message, message_of

__all__ = ["looks_like_ed269", "parse_ed269"]

_SIGN = re.compile(r'"(?:uomDimensions|horizontalProjection|(?:upper|lower)VerticalReference)"\s*:')
_LISTS = ("UASZoneList", "features")
_LABELS = {
    "restrictionConditions": "conditions",
    "reason": "reason",
    "otherReasonInfo": "other reason",
    "message": "message",
    "regulationExemption": "exemption from the regulation",
    "uSpaceClass": "U-space class",
    "region": "region",
}


def looks_like_ed269(text: str) -> bool:
    """Whether a text is ED-269: a JSON object that speaks of a horizontal projection and its limits."""
    return text.startswith("{") and _SIGN.search(text) is not None


def parse_ed269(data: bytes) -> list[Zone]:
    """Read the zones of a file.

    Raises
    ------
    JsonError
        If it is no JSON object with a list of zones.
    """
    whole = parse_json(data)
    zones = next((whole[name] for name in _LISTS if isinstance(mapping(whole).get(name), list)), None)
    if zones is None:
        raise JsonError(Message("it has no list of zones ({names})", names=" / ".join(_LISTS)))
    return [_zone(number, record) for number, record in enumerate(zones)]


def _zone(number: int, record: Any) -> Zone:
    given = mapping(record)
    names = texts_of(given.get("name"))
    times = given.get("applicability")
    try:
        spans, problem = spans_of(sequence(times)), ""
    except TimeError as error:
        spans, problem = (), message_of(error)
    return Zone(
        number=number,
        identifier=plain_text(given.get("identifier")),
        name=names[0][1] if names else "",
        restriction=plain_text(given.get("restriction")),
        variant=plain_text(given.get("type")),
        country=plain_text(given.get("country")),
        remarks=_remarks(given),
        spans=spans,
        times=compact(times) if times else "",
        times_problem=problem,
        volumes=tuple(_volume(mapping(volume)) for volume in sequence(given.get("geometry"))),
        source=compact(record),
    )


def _remarks(given: Mapping[str, Any]) -> tuple[str, ...]:
    lines = [f"name ({language}): {text}" for language, text in texts_of(given.get("name"))[1:]]
    for key, label in _LABELS.items():
        for language, text in texts_of(given.get(key)):
            lines.append(f"{label} ({language}): {text}" if language else f"{label}: {text}")
    lines += [f"authority: {line}" for line in map(authority_line, sequence(given.get("zoneAuthority"))) if line]
    if given.get("extendedProperties"):
        lines.append(f"extended properties: {plain_text(given['extendedProperties'])}")
    return tuple(lines)


def _volume(given: Mapping[str, Any]) -> Volume:
    unit = plain_text(given.get("uomDimensions")).upper()
    shape: Circle | Polygons | None = None
    problem = note = ""
    try:
        shape = _shape(mapping(given.get("horizontalProjection")))
    except VolumeError as error:
        problem = message_of(error)
    if isinstance(shape, Circle) and unit == "FT":
        note = Message(
            "the radius {radius:g} was taken as metres, although the limits are in feet", radius=shape.radius
        )
    return Volume(
        shape=shape,
        problem=problem,
        note=note,
        lower=Height(
            value=given.get("lowerLimit"), unit=unit, reference=plain_text(given.get("lowerVerticalReference"))
        ),
        upper=Height(
            value=given.get("upperLimit"), unit=unit, reference=plain_text(given.get("upperVerticalReference"))
        ),
    )


def _shape(projection: Mapping[str, Any]) -> Circle | Polygons:
    kind = plain_text(projection.get("type"))
    if kind == "Circle":
        return circle(projection.get("center", projection.get("centre")), projection.get("radius"))
    if kind in ("Polygon", "MultiPolygon"):
        return polygons(projection.get("coordinates"), several=kind == "MultiPolygon")
    raise VolumeError(Message("its horizontal projection is {kind!r}, neither a polygon nor a circle", kind=kind[:80]))
