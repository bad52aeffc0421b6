"""Surfaces of GML to areas: geodesic lines and arcs densified to less than a metre off their true course."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from pyproj import Geod
from shapely.geometry.base import BaseGeometry

from lagebild.codecs.gml_curves import Arc, Circle, Line, Place, Segment, Surface
from lagebild.messages import Message
from lagebild.readers.areas import Points, arc, circle, densified, polygonal, ring_area
from lagebild.readers.ring_areas import united

__all__ = ["Area", "area_of", "line_of"]

_GEOD = Geod(ellps="WGS84")
_SEAM = 100.0
"""Metres between the end of one segment and the start of the next before it is told."""


@dataclass(frozen=True, kw_only=True)
class Area:
    """A valid area, what was repaired to get it, and what was noticed."""

    shape: BaseGeometry
    repair: str = ""
    notes: tuple[Message, ...] = ()


def area_of(surface: Surface) -> Area:
    """Return the area of a surface.

    Raises
    ------
    ValueError
        If a border encloses no area, goes around a pole, or its holes leave nothing.
    """
    shapes: list[BaseGeometry] = []
    notes: list[Message] = []
    repair = ""
    for patch in surface.patches:
        outer = ring_area(_ring(patch.exterior, notes))
        shape, repair = outer.shape, repair or outer.reason
        if patch.holes:
            holes = [ring_area(_ring(hole, notes)) for hole in patch.holes]
            left = polygonal(shapely.difference(shape, united([hole.shape for hole in holes])))
            shape, repair = left.shape, repair or next((hole.reason for hole in holes if hole.reason), left.reason)
        shapes.append(shape)
    whole = polygonal(united(shapes))
    return Area(shape=whole.shape, repair=repair or whole.reason, notes=tuple(notes))


def line_of(segments: Sequence[Segment]) -> list[Place]:
    """Return the places along a curve; geodesic lines keep their own places only."""
    found: list[Place] = []
    for segment in segments:
        places = segment.places if isinstance(segment, Line) else [(float(x), float(y)) for x, y in _points(segment)]
        found += [place for place in places if not found or place != found[-1]]
    return found


def _ring(segments: Sequence[Segment], notes: list[Message]) -> Points:
    parts = [_points(segment) for segment in segments]
    for before, after in zip(parts, [*parts[1:], parts[0]], strict=True):
        gap = _GEOD.inv(*before[-1], *after[0])[2]
        if gap > _SEAM and len(parts) > 1:
            notes.append(
                Message("two segments of the border lie {gap:.0f} m apart; a straight line joins them", gap=float(gap))
            )
    return np.vstack(parts)


def _points(segment: Segment) -> Points:
    if isinstance(segment, Circle):
        return circle(segment.centre, segment.radius)
    if isinstance(segment, Arc):
        return arc(segment.centre, segment.radius, segment.radius, segment.first_azimuth, segment.sweep)
    places = np.array(segment.places, dtype=np.float64)
    return densified(places) if segment.is_geodesic else places
