"""Areas on the earth from rings of places: geodesic circles and arcs, repairs, and the antimeridian.

Straight edges are straight in longitude and latitude. Arcs and circles are geodesic on the WGS 84 ellipsoid and
densified so that no chord lies more than half a metre inside the true curve.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod
from shapely.affinity import translate
from shapely.geometry.base import BaseGeometry

from lagebild.messages import Message

__all__ = [
    "Repair",
    "arc",
    "circle",
    "densified",
    "distance_and_azimuth",
    "polygonal",
    "ring_area",
    "split_at_antimeridian",
]

_GEOD = Geod(ellps="WGS84")
_SAGITTA = 0.5
"""Metres that a chord may lie off its arc."""

_COARSEST_STEP = math.radians(5.0)
_FULL_TURN = 360.0
_EARTH_RADIUS = 6_371_000.0
_LARGEST_RADIUS = 5_000_000.0
_MOST_PIECES = 5_000

Points = NDArray[np.float64]
"""Shape (n, 2): longitude and latitude in degrees; longitudes may run beyond ±180."""


class Repair(NamedTuple):
    """A polygonal shape, and what had to be done to get it."""

    shape: BaseGeometry
    reason: str
    """Empty where nothing was changed."""


def distance_and_azimuth(centre: Sequence[float], place: Sequence[float]) -> tuple[float, float]:
    """Return the geodesic distance (m) and azimuth (degrees) from one place (longitude, latitude) to another."""
    azimuth, _, distance = _GEOD.inv(centre[0], centre[1], place[0], place[1])
    return float(distance), float(azimuth)


def circle(centre: Sequence[float], radius: float) -> Points:
    """Return a closed ring at `radius` metres around a place (longitude, latitude)."""
    return arc(centre, radius, radius, 0.0, _FULL_TURN)


def arc(centre: Sequence[float], first_radius: float, last_radius: float, first_azimuth: float, sweep: float) -> Points:
    """Return points along an arc around a place, both ends included.

    Parameters
    ----------
    centre
        Longitude and latitude.
    first_radius, last_radius
        Metres; the radius changes evenly with the angle.
    first_azimuth
        Degrees, true, of the first point.
    sweep
        Degrees; positive turns clockwise.
    """
    largest = max(first_radius, last_radius)
    if not 0.0 < largest <= _LARGEST_RADIUS:
        sentence = Message(
            "a radius must be more than 0 and at most {most:.0f} km, not {radius:.3f} m",
            most=_LARGEST_RADIUS / 1000,
            radius=largest,
        )
        raise ValueError(sentence)
    # sagitta of a spherical circle: its radius of curvature on the surface is R·tan(r/R)
    bend = _EARTH_RADIUS * math.sin(largest / _EARTH_RADIUS)
    step = min(2.0 * math.acos(max(0.0, 1.0 - _SAGITTA / max(bend, _SAGITTA))), _COARSEST_STEP)
    count = max(2, math.ceil(math.radians(abs(sweep)) / step) + 1)
    share = np.linspace(0.0, 1.0, count)
    azimuths = first_azimuth + sweep * share
    radii = first_radius + (last_radius - first_radius) * share
    longitude, latitude, _ = _GEOD.fwd(np.full(count, centre[0]), np.full(count, centre[1]), azimuths, radii)
    points = np.column_stack([longitude, latitude])
    if abs(sweep) >= _FULL_TURN and first_radius == last_radius:
        points[-1] = points[0]
    return points


def densified(places: Points) -> Points:
    """Put points on the geodesics between places, so that straight lines between all lie within half a metre of them.

    Over a leg of length d at latitude φ the two lie about d²·tan φ/(8R) apart, which tells the number of pieces.
    Near the poles, where that grows without end, the number is bounded.
    """
    parts: list[Points] = []
    for a, b in pairwise(places):
        azimuth, _, length = _GEOD.inv(a[0], a[1], b[0], b[1])
        steepest = math.tan(
            math.radians(min(89.0, max(abs(a[1]), abs(b[1])) + math.degrees(length / _EARTH_RADIUS) / 2))
        )
        longest = math.sqrt(8.0 * _EARTH_RADIUS * _SAGITTA / max(steepest, 1e-6))
        pieces = min(_MOST_PIECES, max(1, math.ceil(length / longest)))
        parts.append(a[None, :])
        if pieces > 1:
            distances = np.linspace(0.0, length, pieces + 1)[1:-1]
            count = len(distances)
            longitude, latitude, _ = _GEOD.fwd(
                np.full(count, a[0]), np.full(count, a[1]), np.full(count, azimuth), distances
            )
            parts.append(np.column_stack([longitude, latitude]))
    parts.append(places[-1:])
    return np.vstack(parts)


def ring_area(points: Points) -> Repair:
    """Turn a ring of places into a valid polygonal shape in longitudes of ±180.

    Steps of more than 180 degrees of longitude cross the antimeridian; such a shape is split there.

    Raises
    ------
    ValueError
        If the ring has fewer than three different places, goes around a pole, or encloses no area.
    """
    unwrapped = _unwrap(points)
    different = len(np.unique(np.round(unwrapped, 12), axis=0))
    if different < 3:
        raise ValueError(Message("the border has {count} different places, not three", count=different))
    closing = (unwrapped[0, 0] - unwrapped[-1, 0] + 180.0) % _FULL_TURN - 180.0
    if abs(unwrapped[-1, 0] + closing - unwrapped[0, 0]) > 1e-6:
        raise ValueError(Message("the border goes around a pole"))
    mended = polygonal(shapely.Polygon(unwrapped))
    return Repair(split_at_antimeridian(mended.shape), mended.reason)


def _unwrap(points: Points) -> Points:
    """Let longitudes run on where a step is more than half a turn."""
    longitude = np.unwrap(points[:, 0], period=_FULL_TURN)
    turns = _FULL_TURN * np.round((longitude.min() + longitude.max()) / 2.0 / _FULL_TURN)
    return np.column_stack([longitude - turns, points[:, 1]])


def polygonal(shape: BaseGeometry) -> Repair:
    """Return the shape if it is a valid polygon, else its repair: polygons only, the same area covered.

    Raises
    ------
    ValueError
        If nothing of an area is left.
    """
    if shape.is_valid:
        if shape.area == 0.0:
            raise ValueError(Message("the border encloses no area"))
        return Repair(shape, "")
    why = shapely.is_valid_reason(shape)
    mended = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    parts = [part for part in _polygons_of(mended) if part.area > 0.0]
    if not parts:
        raise ValueError(Message("the border encloses no area ({why})", why=why))
    united = parts[0] if len(parts) == 1 else shapely.union_all(parts)
    return Repair(united, Message("the polygon is not valid ({why}); it was repaired", why=why))


def _polygons_of(shape: BaseGeometry) -> list[shapely.Polygon]:
    return [part for part in shapely.get_parts(np.asarray(shape)) if isinstance(part, shapely.Polygon)]


def split_at_antimeridian(shape: BaseGeometry) -> BaseGeometry:
    """Cut a shape whose longitudes run beyond ±180 into the parts on either side; others stay as they are."""
    west, _, east, _ = shape.bounds
    if west >= -180.0 and east <= 180.0:
        return shape
    parts: list[shapely.Polygon] = []
    first, last = math.floor((west + 180.0) / _FULL_TURN), math.ceil((east - 180.0) / _FULL_TURN)
    for turn in range(first, last + 1):
        middle = turn * _FULL_TURN
        piece = shapely.intersection(shape, shapely.box(middle - 180.0, -90.0, middle + 180.0, 90.0))
        moved = translate(piece, xoff=-middle)
        parts += [part for part in _polygons_of(moved) if part.area > 0.0]
    if not parts:
        raise ValueError(Message("nothing of the area lies on the earth"))
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)
