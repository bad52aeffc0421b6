"""Airspaces for the watch: as they are, and a little larger for leaving them.

An aircraft that flies along a limit would enter and leave with every fix. It has entered when it is within the
airspace, and has left only when it is beyond the larger one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import shapely
from pyproj import CRS, Transformer

from lagebild.model.airspaces import Airspaces
from lagebild.model.limits import Level, Limit

__all__ = ["HORIZONTAL_MARGIN", "INNER", "OUTER", "VERTICAL_MARGIN", "watched_volumes"]

HORIZONTAL_MARGIN = 200.0
"""Metres beyond the sides."""

VERTICAL_MARGIN = 60.96
"""Metres (200 ft) beyond the limits: what controllers tolerate at least of displayed levels (ICAO Doc 4444, 8.5.5)."""

INNER, OUTER = "inner:", "outer:"
"""What stands before an airspace's id in the volumes."""


def watched_volumes(airspaces: Airspaces, wanted: Iterable[str]) -> Airspaces:
    """Return two volumes for each of the airspaces: itself, and one that contains it with a margin on all sides."""
    frame = airspaces.frame
    mine = frame[frame["airspace_id"].isin(set(wanted))]
    if not len(mine):
        return Airspaces.empty()
    inner, outer = mine.copy(), mine.copy()
    inner["airspace_id"] = INNER + mine["airspace_id"]
    outer["airspace_id"] = OUTER + mine["airspace_id"]
    outer["lower"] = [_moved(limit, -VERTICAL_MARGIN) for limit in mine["lower"]]
    outer["upper"] = [_moved(limit, VERTICAL_MARGIN) for limit in mine["upper"]]
    outer["geometry"] = [_wider(geometry) for geometry in mine["geometry"]]
    return Airspaces.union([Airspaces.from_frame(inner), Airspaces.from_frame(outer)])


def _moved(limit: Limit, by: float) -> Limit:
    levels = tuple(
        # nobody leaves an airspace through the ground
        level if level.is_surface or level.is_unlimited else Level(value=level.value + by, reference=level.reference)
        for level in limit.levels
    )
    return Limit(levels=levels, join=limit.join)


def _wider(geometry: Any) -> Any:
    """Return an area with a margin, and all of the area itself however its edges bend."""
    middle = geometry.envelope.centroid
    plane = CRS.from_proj4(f"+proj=aeqd +lat_0={middle.y} +lon_0={middle.x} +datum=WGS84 +units=m")
    there: Any = Transformer.from_crs("EPSG:4326", plane, always_xy=True)
    back: Any = Transformer.from_crs(plane, "EPSG:4326", always_xy=True)
    flat: Any = shapely.transform(geometry, there.transform, interleaved=False)
    buffered: Any = flat.buffer(HORIZONTAL_MARGIN, quad_segs=4)
    buffered = shapely.transform(buffered, back.transform, interleaved=False)
    if not buffered.is_valid or buffered.bounds[2] - buffered.bounds[0] > 180.0:
        return geometry  # over a pole or the antimeridian there is no margin at the sides
    return shapely.union_all([buffered, geometry])
