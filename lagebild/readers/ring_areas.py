"""Polygons with holes, and circles, as valid areas within ±180 degrees: for formats that list places in rings."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from lagebild.messages import Message
from lagebild.readers.areas import Repair, circle, polygonal, ring_area

__all__ = ["circle_area", "polygons_area", "united"]

Ring = Sequence[tuple[float, float]]


def circle_area(centre: tuple[float, float], radius: float) -> Repair:
    """Return the geodesic circle of `radius` metres around a place (longitude, latitude).

    Raises
    ------
    ValueError
        If the radius is not possible, or the circle goes around a pole.
    """
    return ring_area(circle(centre, radius))


def polygons_area(polygons: Sequence[Sequence[Ring]]) -> Repair:
    """Return the area of polygons, each an outer ring and its holes, and what was changed.

    Raises
    ------
    ValueError
        If an outer ring encloses no area, or nothing of it is left beside the holes.
    """
    made = [_with_holes(rings) for rings in polygons]
    reasons = [part.reason for part in made if part.reason]
    return Repair(united([part.shape for part in made]), reasons[0] if reasons else "")


def _with_holes(rings: Sequence[Ring]) -> Repair:
    outer = ring_area(_points(rings[0]))
    if len(rings) == 1:
        return outer
    holes = [ring_area(_points(ring)) for ring in rings[1:]]
    left = polygonal(shapely.difference(outer.shape, united([hole.shape for hole in holes])))
    if left.shape.is_empty:
        raise ValueError(Message("its holes leave nothing of it"))
    reasons = [part.reason for part in (outer, *holes, left) if part.reason]
    return Repair(left.shape, reasons[0] if reasons else "")


def _points(ring: Ring) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    if len(ring) < 3:
        raise ValueError(Message("the border has {count} different places, not three", count=len(ring)))
    return np.array(ring, dtype=np.float64)


def united(shapes: Sequence[BaseGeometry]) -> BaseGeometry:
    """Return the union of areas; one alone stays as it is."""
    return shapes[0] if len(shapes) == 1 else shapely.union_all(np.array(shapes, dtype=object))
