"""Curves and surfaces of GML 3.2 as aviation uses it: lines, geodesics, arcs and circles around a centre.

Decisions the format leaves to its users (OGC 12-028, guidance for aviation data):

- `EPSG::4326` is latitude before longitude, `CRS84` longitude before latitude; what is not said is `EPSG::4326`.
- Angles of arcs run from the first axis towards the second: clockwise from north in `EPSG::4326`, counter-clockwise
  from east in `CRS84`. An arc whose end angle is smaller than its start angle runs the other way.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lxml import etree

from lagebild.codecs.json_text import finite
from lagebild.codecs.safe_xml import children, local_name, text_of
from lagebild.messages import Message
from lagebild.units import METRES_PER_FOOT, METRES_PER_NAUTICAL_MILE

__all__ = [
    "Arc",
    "Circle",
    "GmlError",
    "Line",
    "Patch",
    "Place",
    "Segment",
    "Surface",
    "curve_of",
    "metres",
    "surface_of",
]

Place = tuple[float, float]
"""Longitude and latitude, degrees."""

Resolve = Callable[[str], etree._Element | None]
"""Finds the element that an `xlink:href` means."""

_HREF = "{http://www.w3.org/1999/xlink}href"
_MOST_PLACES = 200_000
_DEEPEST = 8
_METRES = {
    "M": 1.0,
    "KM": 1000.0,
    "NM": METRES_PER_NAUTICAL_MILE,
    "NMI": METRES_PER_NAUTICAL_MILE,
    "[NMI_I]": METRES_PER_NAUTICAL_MILE,
    "FT": METRES_PER_FOOT,
    "[FT_I]": METRES_PER_FOOT,
    "MI": 1609.344,
    "[MI_I]": 1609.344,
    "CM": 0.01,
}
"""Units as UCUM and as AIXM's lists write them; `MI` is the statute mile."""

_LATITUDE_FIRST = re.compile(r"EPSG(?::[\d.]*:|/[\d.]+/|:|.*#)(?:4326|4979)$", re.IGNORECASE)
_LONGITUDE_FIRST = re.compile(r"CRS:?84h?$", re.IGNORECASE)


class GmlError(ValueError):
    """A geometry cannot be read; the message says why."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """Places joined by straight lines: on the ellipsoid (geodesic), or in longitude and latitude."""

    places: tuple[Place, ...]
    is_geodesic: bool


@dataclass(frozen=True, kw_only=True)
class Arc:
    """An arc around a centre."""

    centre: Place
    radius: float
    """Metres."""

    first_azimuth: float
    """Degrees, true."""

    sweep: float
    """Degrees; positive turns clockwise."""


@dataclass(frozen=True, kw_only=True)
class Circle:
    """A whole circle around a centre."""

    centre: Place
    radius: float
    """Metres."""


Segment = Line | Arc | Circle


@dataclass(frozen=True, kw_only=True)
class Patch:
    """An outer ring, and those of its holes."""

    exterior: tuple[Segment, ...]
    holes: tuple[tuple[Segment, ...], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Surface:
    """A surface of one patch or several."""

    patches: tuple[Patch, ...]


def surface_of(element: etree._Element, resolve: Resolve) -> Surface:
    """Read a `Surface`, `Polygon` or what refers to one.

    Raises
    ------
    GmlError
        If anything of it cannot be read, for a surface without a part of its border is another surface.
    """
    surface = _followed(element, resolve)
    named = local_name(surface)
    holders = [surface] if named in ("Polygon", "PolygonPatch") else list(_patches(surface))
    if not holders:
        raise GmlError(Message("its surface has no patch"))
    return Surface(patches=tuple(_patch(holder, resolve) for holder in holders))


def _patches(surface: etree._Element) -> Iterator[etree._Element]:
    for child in children(surface):
        if local_name(child) in ("PolygonPatch", "Polygon", "Rectangle"):
            yield child
        elif local_name(child) in ("patches", "polygonPatches", "surfaceMember", "surfaceMembers", "Surface"):
            yield from _patches(child)


def _patch(holder: etree._Element, resolve: Resolve) -> Patch:
    exteriors = [_ring(ring, resolve) for end in children(holder, "exterior") for ring in children(end)]
    if len(exteriors) != 1:
        raise GmlError(Message("a patch of its surface has {count} outer borders, not one", count=len(exteriors)))
    holes = tuple(_ring(ring, resolve) for end in children(holder, "interior") for ring in children(end))
    return Patch(exterior=exteriors[0], holes=holes)


def _ring(ring: etree._Element, resolve: Resolve) -> tuple[Segment, ...]:
    if local_name(ring) == "LinearRing":
        return (Line(places=_places(ring, resolve), is_geodesic=False),)
    found = tuple(segment for member in children(ring, "curveMember") for segment in curve_of(member, resolve))
    if not found:
        raise GmlError(Message("a border of its surface has no curve"))
    return found


def curve_of(element: etree._Element, resolve: Resolve, depth: int = 0) -> tuple[Segment, ...]:
    """Read the segments of a curve, or of what holds or refers to one, in their order.

    Raises
    ------
    GmlError
        If a segment cannot be read.
    """
    if depth > _DEEPEST:
        raise GmlError(Message("its curves refer to each other without end"))
    curve = _followed(element, resolve)
    if curve is not element:
        return curve_of(curve, resolve, depth + 1)
    found: list[Segment] = []
    for child in children(curve):
        name = local_name(child)
        if name in ("Curve", "CompositeCurve", "curveMember", "segments", "OrientableCurve", "baseCurve", "border"):
            part = curve_of(child, resolve, depth + 1)
            found += _reversed(part) if child.get("orientation") == "-" else part
        elif name == "LineString":
            found.append(Line(places=_places(child, resolve), is_geodesic=False))
        elif name in _SEGMENTS:
            found.append(_SEGMENTS[name](child, resolve))
        elif name not in _NO_SEGMENTS:
            raise GmlError(Message("its border has a segment that cannot be read: {name}", name=name[:80]))
    return tuple(found)


_NO_SEGMENTS = {
    "horizontalAccuracy",
    "annotation",
    "metaDataProperty",
    "description",
    "identifier",
    "name",
    "boundedBy",
}


def _followed(element: etree._Element, resolve: Resolve) -> etree._Element:
    """Return the element, or the one that it refers to."""
    href = element.get(_HREF)
    if href is None or any(True for _ in children(element)):
        return element
    found = resolve(href)
    if found is None:
        raise GmlError(Message("it refers to {href!r}, which is not in the file", href=href[:200]))
    return found


def _reversed(segments: tuple[Segment, ...]) -> tuple[Segment, ...]:
    turned: list[Segment] = []
    for segment in reversed(segments):
        if isinstance(segment, Line):
            turned.append(Line(places=segment.places[::-1], is_geodesic=segment.is_geodesic))
        elif isinstance(segment, Arc):
            end = segment.first_azimuth + segment.sweep
            turned.append(Arc(centre=segment.centre, radius=segment.radius, first_azimuth=end, sweep=-segment.sweep))
        else:
            turned.append(segment)
    return tuple(turned)


def _line(segment: etree._Element, resolve: Resolve) -> Line:
    return Line(places=_places(segment, resolve), is_geodesic=False)


def _geodesic(segment: etree._Element, resolve: Resolve) -> Line:
    return Line(places=_places(segment, resolve), is_geodesic=True)


def _arc(segment: etree._Element, resolve: Resolve) -> Arc:
    first, last = (_angle(segment, name) for name in ("startAngle", "endAngle"))
    if _latitude_is_first(segment):
        return Arc(
            centre=_centre(segment, resolve), radius=_radius(segment), first_azimuth=first, sweep=_turn(last - first)
        )
    return Arc(
        centre=_centre(segment, resolve),
        radius=_radius(segment),
        first_azimuth=90.0 - first,
        sweep=-_turn(last - first),
    )


def _turn(sweep: float) -> float:
    if not 0.0 < abs(sweep) <= 360.0:
        raise GmlError(Message("an arc of its border turns by {sweep:g} degrees", sweep=sweep))
    return sweep


def _circle(segment: etree._Element, resolve: Resolve) -> Circle:
    return Circle(centre=_centre(segment, resolve), radius=_radius(segment))


_SEGMENTS: dict[str, Callable[[etree._Element, Resolve], Segment]] = {
    "LineStringSegment": _line,
    "GeodesicString": _geodesic,
    "Geodesic": _geodesic,
    "ArcByCenterPoint": _arc,
    "CircleByCenterPoint": _circle,
}


def _centre(segment: etree._Element, resolve: Resolve) -> Place:
    places = _places(segment, resolve)
    if len(places) != 1:
        raise GmlError(Message("an arc of its border has {count} centres, not one", count=len(places)))
    return places[0]


def _radius(segment: etree._Element) -> float:
    element = next(children(segment, "radius"), None)
    unit = element.get("uom", "") if element is not None else ""
    return metres(text_of(element), unit)


def metres(text: str, unit: str) -> float:
    """Return a distance in metres.

    Raises
    ------
    GmlError
        If it is no positive number, or its unit is not known.
    """
    value = finite(text)
    factor = _METRES.get(unit.strip().upper())
    if value is None or factor is None:
        raise GmlError(Message("{value!r} with the unit {unit!r} is no distance", value=text[:80], unit=unit[:80]))
    return value * factor


def _angle(segment: etree._Element, name: str) -> float:
    element = next(children(segment, name), None)
    value = finite(text_of(element))
    unit = (element.get("uom", "deg") if element is not None else "").lower()
    if value is None or unit not in ("deg", "rad"):
        raise GmlError(Message("{value!r} is no angle of an arc ({name})", value=text_of(element)[:80], name=name))
    return math.degrees(value) if unit == "rad" else value


def _places(holder: etree._Element, resolve: Resolve) -> tuple[Place, ...]:
    """Return the places of `posList`, `pos` and `pointProperty` in their order."""
    found: list[Place] = []
    for child in children(holder, "posList", "pos", "pointProperty", "pointRep"):
        if local_name(child) in ("posList", "pos"):
            found += _coordinates(child)
        else:
            found.append(_point(child, resolve))
        if len(found) > _MOST_PLACES:
            raise GmlError(Message("its border has more than {most} places", most=_MOST_PLACES))
    if not found:
        raise GmlError(Message("a segment of its border has no place"))
    return tuple(found)


def _point(holder: etree._Element, resolve: Resolve) -> Place:
    for element in _followed(holder, resolve).iter():
        if local_name(element) == "pos":
            places = _coordinates(element)
            if len(places) == 1:
                return places[0]
            break
    raise GmlError(Message("a point of its border has no place"))


def _coordinates(element: etree._Element) -> list[Place]:
    words = (element.text or "").replace(",", " ").split()
    if len(words) > 3 * _MOST_PLACES:
        raise GmlError(Message("its border has more than {most} places", most=_MOST_PLACES))
    numbers = [finite(word) for word in words]
    latitude_first = _latitude_is_first(element)
    dimension = _dimension(element, len(numbers))
    if not numbers or len(numbers) % dimension:
        raise GmlError(Message("{text!r} is no list of places", text=" ".join(words)[:80]))
    places: list[Place] = []
    for at in range(0, len(numbers), dimension):
        first, second = numbers[at], numbers[at + 1]
        if first is None or second is None:
            raise GmlError(Message("{text!r} is no place", text=" ".join(words[at : at + dimension])[:80]))
        longitude, latitude = (second, first) if latitude_first else (first, second)
        if abs(longitude) > 180.0 or abs(latitude) > 90.0:
            raise GmlError(
                Message(
                    "{text!r} is no place on earth (latitude {latitude:g}, longitude {longitude:g})",
                    text=" ".join(words[at : at + dimension])[:80],
                    latitude=latitude,
                    longitude=longitude,
                )
            )
        places.append((longitude, latitude))
    return places


def _dimension(element: etree._Element, numbers: int) -> int:
    if local_name(element) == "pos":
        return 3 if numbers == 3 else 2
    said = _inherited(element, "srsDimension")
    return 3 if said == "3" else 2


def _latitude_is_first(element: etree._Element) -> bool:
    name = _inherited(element, "srsName").strip()
    if not name or _LATITUDE_FIRST.search(name):
        return True
    if _LONGITUDE_FIRST.search(name):
        return False
    raise GmlError(
        Message("its coordinate reference system {name!r} is not WGS 84 (EPSG::4326 or CRS84)", name=name[:200])
    )


def _inherited(element: etree._Element, attribute: str) -> str:
    """Return an attribute of the element, or of the nearest one around it that has it."""
    holder: etree._Element | None = element
    while holder is not None:
        if (value := holder.get(attribute)) is not None:
            return value
        holder = holder.getparent()
    return ""
