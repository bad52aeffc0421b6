"""ED-318 (EUROCAE) UAS zones: GeoJSON whose geometries carry their own `layer` (limits) and `extent` (circles).

Limits without a unit are in metres, as the schema says; a collection's layer holds for parts without one. A zone
without `limitedApplicability` applies always.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
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
from lagebild.codecs.zone_times import Span, TimeError
from lagebild.messages import Message, message_of

__all__ = ["looks_like_ed318", "parse_ed318"]

_SIGN = re.compile(
    r'"(?:upper|lower)Reference"\s*:\s*"(?:AGL|AMSL|WGS84)"|"subType"\s*:\s*"Circle"|"(?:zoneAuthority|limitedApplicability)"\s*:'
)
_GEOJSON = re.compile(r'"type"\s*:\s*"Feature(?:Collection)?"')
_DEEPEST = 5
_LABELS = {
    "restrictionConditions": "conditions",
    "reason": "reason",
    "otherReasonInfo": "other reason",
    "message": "message",
    "regulationExemption": "exemption from the regulation",
    "region": "region",
    "dataSource": "data source",
    "extendedProperties": "extended properties",
}


def looks_like_ed318(text: str) -> bool:
    """Whether a text is ED-318: GeoJSON with layered geometries or with authorities of zones."""
    return text.startswith("{") and _GEOJSON.search(text) is not None and _SIGN.search(text) is not None


def parse_ed318(data: bytes) -> list[Zone]:
    """Read the zones of a file.

    Raises
    ------
    JsonError
        If it is neither a GeoJSON feature nor a collection of them.
    """
    whole = mapping(parse_json(data))
    features = [whole] if whole.get("type") == "Feature" else whole.get("features")
    if not isinstance(features, list):
        raise JsonError(Message("it is no GeoJSON collection of features"))
    return [_zone(number, feature) for number, feature in enumerate(features)]


def _zone(number: int, feature: Any) -> Zone:
    given = mapping(mapping(feature).get("properties"))
    names = texts_of(given.get("name"))
    times = given.get("limitedApplicability")
    try:
        spans, problem = (spans_of(sequence(times)) or (Span(),)), ""
    except TimeError as error:
        spans, problem = (), message_of(error)
    return Zone(
        number=number,
        identifier=plain_text(given.get("identifier")),
        name=names[0][1] if names else "",
        restriction=plain_text(given.get("type")),
        variant=plain_text(given.get("variant")),
        country=plain_text(given.get("country")),
        remarks=_remarks(given),
        spans=spans,
        times=compact(times) if times else "",
        times_problem=problem,
        volumes=tuple(_volumes(mapping(mapping(feature).get("geometry")), {}, 0)),
        source=compact(feature),
    )


def _remarks(given: Mapping[str, Any]) -> tuple[str, ...]:
    lines = [f"name ({language}): {text}" for language, text in texts_of(given.get("name"))[1:]]
    for key, label in _LABELS.items():
        if isinstance(given.get(key), dict):
            lines.append(f"{label}: {compact(given[key])}")
            continue
        for language, text in texts_of(given.get(key)):
            lines.append(f"{label} ({language}): {text}" if language else f"{label}: {text}")
    lines += [f"authority: {line}" for line in map(authority_line, sequence(given.get("zoneAuthority"))) if line]
    return tuple(lines)


def _volumes(geometry: Mapping[str, Any], layer: Mapping[str, Any], depth: int) -> Iterator[Volume]:
    """Return the volumes of a geometry; those of a collection get its layer where they have none."""
    own = mapping(geometry.get("layer")) or layer
    if geometry.get("type") == "GeometryCollection" and depth < _DEEPEST:
        for part in sequence(geometry.get("geometries")):
            yield from _volumes(mapping(part), own, depth + 1)
        return
    if not geometry:
        return
    shape: Circle | Polygons | None = None
    problem = ""
    try:
        shape = _shape(geometry)
    except VolumeError as error:
        problem = message_of(error)
    unit = plain_text(own.get("uom")).upper() or "M"
    yield Volume(
        shape=shape,
        problem=problem,
        lower=Height(value=own.get("lower"), unit=unit, reference=plain_text(own.get("lowerReference"))),
        upper=Height(value=own.get("upper"), unit=unit, reference=plain_text(own.get("upperReference"))),
    )


def _shape(geometry: Mapping[str, Any]) -> Circle | Polygons:
    kind = plain_text(geometry.get("type"))
    if kind == "Point":
        extent = mapping(geometry.get("extent"))
        if extent.get("subType") != "Circle":
            raise VolumeError(Message("it is a point without a circle around it"))
        return circle(geometry.get("coordinates"), extent.get("radius"))
    if kind in ("Polygon", "MultiPolygon"):
        return polygons(geometry.get("coordinates"), several=kind == "MultiPolygon")
    raise VolumeError(Message("it is no polygon but a {kind}", kind=kind[:80]))
