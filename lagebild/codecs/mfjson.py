"""OGC Moving Features JSON (19-045r3), prisms of moving points: features, their places over time and their values.

The other half of the standard, a line with a list of times, is GeoJSON with times and is read as such.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from lagebild.codecs.json_records import BrokenRecord, parse_documents
from lagebild.codecs.json_text import JsonError, compact
from lagebild.messages import Message

__all__ = ["MovingPoint", "MovingPoints", "TimedValues", "looks_like_mfjson", "parse_mfjson"]

_SIGN = re.compile(r'"(?:temporalGeometry|MovingPoint|MovingGeometryCollection)"')
_LONGEST_TEXT = 2_000
_MOST_PROPERTIES = 200
_DEEPEST = 4


@dataclass(frozen=True, kw_only=True)
class TimedValues:
    """Values of a property over time."""

    name: str
    times: list[Any]
    values: list[Any]


@dataclass(frozen=True, kw_only=True)
class MovingPoint:
    """Places of one feature over time; of lists of different lengths the shorter is filled with None."""

    name: str | None
    times: list[Any]
    """ISO texts, or milliseconds since 1970 UTC."""

    places: list[Any]
    properties: Mapping[str, Any]
    """What does not change."""

    values: tuple[TimedValues, ...]
    crs: Any
    """The member `crs` that counts for it, as parsed; None where there is none."""

    interpolation: str


@dataclass(kw_only=True)
class MovingPoints:
    """The features of a file."""

    points: list[MovingPoint] = field(default_factory=list)
    broken: list[BrokenRecord] = field(default_factory=list)
    own_columns: list[str] | None = None
    """Where lagebild wrote it: its columns, in their order."""


def looks_like_mfjson(text: str) -> bool:
    """Whether a text begins as a document of moving features."""
    return text.startswith(("{", "[")) and _SIGN.search(text) is not None


def parse_mfjson(data: bytes) -> MovingPoints:
    """Read a feature, a collection of them, or one a line.

    Raises
    ------
    JsonError
        If it is no JSON, or holds no feature.
    """
    documents = parse_documents(data)
    found = MovingPoints(broken=list(documents.broken))
    number = 0
    for value in documents.values:
        own = value.get("lagebild") if isinstance(value, dict) else None
        if isinstance(own, dict):
            found.own_columns = [name for name in _list(own.get("columns")) if isinstance(name, str)][:_MOST_PROPERTIES]
        crs = value.get("crs") if isinstance(value, dict) else None
        for feature in _features(value):
            _take(feature, crs, number, found)
            number += 1
    if not found.points and not found.broken:
        raise JsonError(Message("it holds no moving feature"))
    return found


def _features(value: Any) -> list[Any]:
    if isinstance(value, dict) and isinstance(value.get("features"), list):
        return list(value["features"])
    return [value]


def _take(feature: Any, crs: Any, number: int, found: MovingPoints) -> None:
    def refuse(reason: Message) -> None:
        found.broken.append(BrokenRecord(record=number, reason=reason, text=compact(feature)[:_LONGEST_TEXT]))

    geometry = feature.get("temporalGeometry") if isinstance(feature, dict) else None
    if not isinstance(geometry, dict):
        refuse(Message("it is no feature with a temporalGeometry"))
        return
    given = feature.get("properties")
    properties = given if isinstance(given, dict) else {}
    name = next((feature[key] for key in ("id",) if isinstance(feature.get(key), str | int)), None)
    values = tuple(_values(feature.get("temporalProperties")))
    parts = list(_points(geometry, feature.get("crs") or crs, 0))
    if not parts:
        refuse(Message("a moving {kind} is no flight path", kind=str(geometry.get("type"))[:80]))
    for part, own_crs in parts:
        pairs = list(zip_longest(_list(part.get("datetimes")), _list(part.get("coordinates"))))
        found.points.append(
            MovingPoint(
                name=None if name is None else str(name),
                times=[time for time, _ in pairs],
                places=[place for _, place in pairs],
                properties=properties,
                values=values,
                crs=own_crs,
                interpolation=str(part.get("interpolation") or part.get("interpolations") or "")[:80],
            )
        )


def _points(geometry: dict[str, Any], crs: Any, depth: int) -> Iterator[tuple[dict[str, Any], Any]]:
    """Go through a geometry and the parts of a collection."""
    own = geometry.get("crs") or crs
    if geometry.get("type") == "MovingPoint":
        yield geometry, own
    elif geometry.get("type") == "MovingGeometryCollection" and depth < _DEEPEST:
        for part in _list(geometry.get("prisms")):
            if isinstance(part, dict):
                yield from _points(part, own, depth + 1)


def _values(given: Any) -> Iterator[TimedValues]:
    count = 0
    for group in _list(given):
        if not isinstance(group, dict):
            continue
        for name, told in group.items():
            if name == "datetimes" or not isinstance(told, dict) or not isinstance(told.get("values"), list):
                continue
            count += 1
            if count > _MOST_PROPERTIES:
                return
            yield TimedValues(name=name, times=_list(group.get("datetimes")), values=told["values"])


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
