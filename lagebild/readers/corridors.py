"""Corridors along a line, such as airways: half of their width to either side of each leg, round where legs meet.

The ends are square. Distances to the side are geodesic, at right angles to the leg: at its ends, and where the leg is
a geodesic, all along.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import shapely
from pyproj import Geod
from shapely.geometry.base import BaseGeometry

from lagebild.messages import Message
from lagebild.readers.areas import Points, circle, densified, polygonal, ring_area

__all__ = ["corridor"]

_GEOD = Geod(ellps="WGS84")
_MOST_PLACES = 10_000


def corridor(places: Sequence[Sequence[float]], width: float, *, is_geodesic: bool = False) -> BaseGeometry:
    """Return the area of a corridor along places (longitude, latitude), `width` metres from side to side.

    Its sides are straight in longitude and latitude, or follow the geodesics between the places.

    Raises
    ------
    ValueError
        If there are fewer than two different places, too many, or the width is not possible.
    """
    line = [place for number, place in enumerate(places) if number == 0 or place != places[number - 1]]
    if not 2 <= len(line) <= _MOST_PLACES:
        raise ValueError(Message("an airway needs two different places or more, not {count}", count=len(line)))
    half = width / 2.0
    if not half > 0.0:
        raise ValueError(Message("the width of an airway must be more than 0, not {width:.0f} m", width=width))
    legs = [ring_area(_leg(a, b, half, is_geodesic=is_geodesic)).shape for a, b in pairwise(line)]
    joints = [ring_area(circle(place, half)).shape for place in line[1:-1]]
    return polygonal(shapely.union_all(np.array([*legs, *joints], dtype=object))).shape


def _leg(a: Sequence[float], b: Sequence[float], half: float, *, is_geodesic: bool) -> Points:
    ends = np.array([a, b], dtype=np.float64)
    along = densified(ends) if is_geodesic else ends
    there, back, _ = _GEOD.inv(along[:-1, 0], along[:-1, 1], along[1:, 0], along[1:, 1])
    # the azimuth of the leg at its end points back; turned around it goes on
    onward = np.append(there, back[-1] + 180.0)
    sides = []
    for turn in (-90.0, 90.0):
        longitude, latitude, _ = _GEOD.fwd(along[:, 0], along[:, 1], onward + turn, np.full(len(along), half))
        sides.append(np.column_stack([longitude, latitude]))
    return np.vstack([sides[0], sides[1][::-1]])
