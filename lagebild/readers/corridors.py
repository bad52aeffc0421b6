"""Corridors along a line, such as airways: half of their width to either side of each leg, round where legs meet.

The ends are square. Distances to the side are geodesic, at right angles to the leg at its ends.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import shapely
from pyproj import Geod
from shapely.geometry.base import BaseGeometry

from lagebild.messages import Message
from lagebild.readers.areas import circle, polygonal, ring_area

__all__ = ["corridor"]

_GEOD = Geod(ellps="WGS84")
_MOST_PLACES = 10_000


def corridor(places: Sequence[Sequence[float]], width: float) -> BaseGeometry:
    """Return the area of a corridor along places (longitude, latitude), `width` metres from side to side.

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
    legs = [ring_area(_leg(a, b, half)).shape for a, b in pairwise(line)]
    joints = [ring_area(circle(place, half)).shape for place in line[1:-1]]
    return polygonal(shapely.union_all(np.array([*legs, *joints], dtype=object))).shape


def _leg(a: Sequence[float], b: Sequence[float], half: float) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    there, back, _ = _GEOD.inv(a[0], a[1], b[0], b[1])
    # the azimuth of the leg at its end points back; turned around it goes on
    onward = back + 180.0
    corners = (a, b, b, a)
    azimuths = (there - 90.0, onward - 90.0, onward + 90.0, there + 90.0)
    longitude, latitude, _ = _GEOD.fwd(
        [place[0] for place in corners], [place[1] for place in corners], azimuths, [half] * 4
    )
    return np.column_stack([longitude, latitude])
