"""Polygons of a KML placemark: rings of places with heights, and how the heights are meant."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from lagebild.codecs.kml import Placemark, child
from lagebild.codecs.safe_xml import children, local_name, text_of
from lagebild.messages import Message

__all__ = ["KmlPolygon", "geometries_of", "polygon_of"]

Place = tuple[float, float, float]
"""Longitude, latitude (degrees) and height (metres, NaN where there is none)."""

_FARTHEST = 1e9
"""Degrees; what is larger is no number of a place, and too large to compute with."""

_GEOMETRIES = ("Point", "LineString", "LinearRing", "Polygon", "Model", "Track", "MultiTrack")


@dataclass(frozen=True, kw_only=True)
class KmlPolygon:
    """One polygon."""

    rings: tuple[tuple[Place, ...], ...]
    """The outer one first."""

    mode: str
    """What its heights are measured from: KML's `altitudeMode`."""

    is_extruded: bool


def geometries_of(placemark: Placemark) -> tuple[list[etree._Element], int, bool]:
    """Return the elements of polygons, how many other geometries there are, and whether they are a collection."""
    polygons: list[etree._Element] = []
    others = 0
    is_many = False
    todo = list(children(placemark.element, *_GEOMETRIES, "MultiGeometry"))[::-1]
    while todo:
        element = todo.pop()
        name = local_name(element)
        if name == "MultiGeometry":
            is_many = True
            todo.extend(list(children(element, *_GEOMETRIES, "MultiGeometry"))[::-1])
        elif name == "Polygon":
            polygons.append(element)
        else:
            others += 1
    return polygons, others, is_many


def polygon_of(element: etree._Element) -> KmlPolygon:
    """Read a polygon.

    Raises
    ------
    ValueError
        If it has no outer ring, or a place cannot be read; the message names it.
    """
    outer = list(_rings(element, "outerBoundaryIs"))
    if len(outer) != 1:
        raise ValueError(Message("a polygon has one outer ring, not {count}", count=len(outer)))
    return KmlPolygon(
        rings=(outer[0], *_rings(element, "innerBoundaryIs")),
        mode=text_of(child(element, "altitudeMode")) or "clampToGround",
        is_extruded=text_of(child(element, "extrude")) in ("1", "true"),
    )


def _rings(element: etree._Element, side: str) -> Iterator[tuple[Place, ...]]:
    for boundary in children(element, side):
        for ring in children(boundary, "LinearRing"):
            yield _places(text_of(child(ring, "coordinates")))


def _places(text: str) -> tuple[Place, ...]:
    joined = " ".join(text.split()).replace(" ,", ",").replace(", ", ",")
    return tuple(_place(word) for word in joined.split())


def _place(word: str) -> Place:
    parts = [_number(part) for part in word.split(",")]
    if 2 <= len(parts) <= 3 and all(abs(part) < _FARTHEST for part in parts[:2]):
        return parts[0], parts[1], parts[2] if len(parts) == 3 else math.nan
    raise ValueError(Message("{place!r} is no place (longitude,latitude,height)", place=word[:200]))


def _number(text: str) -> float:
    """Read a number; NaN where it is none."""
    try:
        return float(text) if "_" not in text else math.nan
    except ValueError:
        return math.nan
