"""Where a raster of elevations lies: its coordinate reference system, named or given, and whether it can be right.

Decisions: what the user names counts more than what the file says, and the difference is noted. Heights of a system of
three dimensions are above its ellipsoid. A raster wholly outside of a projected system's area of use is refused, for
then the system is the wrong one; one that lies at its edge is not.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError

from lagebild.errors import CrsError
from lagebild.messages import Message, message_of
from lagebild.model.terrain import Grid
from lagebild.model.vertical_datum import is_ellipsoidal
from lagebild.readers.files import Ledger, one_line

__all__ = ["TerrainCrs", "VerticalAxis", "check_place", "parse_crs", "terrain_crs"]

_MARGIN = 3.0
"""Degrees beyond a system's area of use in which it is still used."""

_ROUND_TRIP = 1e-3
_LARGEST_STEP_OF_DEGREES = 1.0
_DEGREE = math.pi / 180.0
_EPSILON = 1e-9


@dataclass(frozen=True, kw_only=True)
class VerticalAxis:
    """What a coordinate reference system says of heights."""

    name: str
    """Of the vertical datum, such as `EGM96 height`."""

    ellipsoidal: bool
    """Whether zero is an ellipsoid instead of a sea level."""

    unit: str
    metres_per_unit: float


@dataclass(frozen=True, kw_only=True)
class TerrainCrs:
    """The horizontal and the vertical part of a coordinate reference system."""

    wkt: str
    """Of the horizontal part alone."""

    horizontal: CRS
    vertical: VerticalAxis | None


def parse_crs(text: Any) -> str:
    """Return the WKT of what the user named, such as `EPSG:25832` or `EPSG:4326+5773`."""
    try:
        return str(CRS.from_user_input(text).to_wkt())
    except (CRSError, ValueError, TypeError, OverflowError) as error:
        raise CrsError(
            f"crs names a coordinate reference system, such as EPSG:25832, which {one_line(repr(text)):.100} is not"
        ) from error


def terrain_crs(stated: str | None, given: str | None, place: str, ledger: Ledger) -> TerrainCrs:
    """Choose between the WKT that a file states and that the user gave, and take it apart."""
    if stated is None and given is None:
        raise CrsError(
            Message(
                "{place} has no coordinate reference system; name it by the option crs, such as crs='EPSG:4326', "
                "or set one in the file",
                place=place,
            )
        )
    if given is None:
        return _named_parts(str(stated), place)
    parts = _named_parts(given, place)
    if stated is not None:
        _note_difference(stated, parts, ledger)
    return parts


def _note_difference(stated: str, parts: TerrainCrs, ledger: Ledger) -> None:
    try:
        own = _parts(stated)
    except (CrsError, CRSError, ProjError):
        return
    if not own.horizontal.equals(parts.horizontal, ignore_axis_order=True):
        ledger.note(
            Message(
                "the file states the coordinate reference system {stated}; {given} was used, as asked",
                stated=one_line(own.horizontal.name),
                given=one_line(parts.horizontal.name),
            )
        )


def _named_parts(wkt: str, place: str) -> TerrainCrs:
    try:
        return _parts(wkt)
    except CrsError as error:
        raise CrsError(Message("{place}: {reason}", place=place, reason=message_of(error))) from error
    except (CRSError, ProjError) as error:
        raise CrsError(
            Message(
                "{place}: its coordinate reference system cannot be read: {reason}", place=place, reason=one_line(error)
            )
        ) from error


@lru_cache(maxsize=64)
def _parts(wkt: str) -> TerrainCrs:
    crs = CRS.from_wkt(wkt)
    horizontal, vertical = _split(crs)
    if not (horizontal.is_geographic or horizontal.is_projected):
        kind = "counts from the earth's centre" if crs.is_geocentric else "is tied to no place on earth"
        raise CrsError(
            f"its coordinate reference system {one_line(crs.name)!r} {kind}; name another by the option crs, such as "
            "crs='EPSG:25832'"
        )
    _check_degrees(horizontal)
    return TerrainCrs(wkt=horizontal.to_wkt(), horizontal=horizontal, vertical=vertical)


def _split(crs: CRS) -> tuple[CRS, VerticalAxis | None]:
    if crs.is_compound:
        parts = crs.sub_crs_list
        axes = [part for part in parts if part.is_vertical]
        return parts[0], _vertical(axes[0]) if axes else None
    if len(crs.axis_info) == 3 and (crs.is_geographic or crs.is_projected):
        up = crs.axis_info[2]
        axis = VerticalAxis(
            name=f"{crs.name} ellipsoid",
            ellipsoidal=True,
            unit=str(up.unit_name),
            metres_per_unit=float(up.unit_conversion_factor),
        )
        return crs.to_2d(), axis
    return crs, None


def _vertical(part: CRS) -> VerticalAxis:
    up = part.axis_info[0]
    if str(up.direction).lower() == "down":
        raise CrsError(f"its vertical system {one_line(part.name)!r} counts depths, not elevations")
    datum = part.datum.name if part.datum is not None else ""
    return VerticalAxis(
        name=str(part.name),
        ellipsoidal=is_ellipsoidal(str(part.name)) or is_ellipsoidal(str(datum)),
        unit=str(up.unit_name),
        metres_per_unit=float(up.unit_conversion_factor),
    )


def _check_degrees(horizontal: CRS) -> None:
    """Refuse grads and other meridians: a terrain takes geographic coordinates for WGS 84 degrees."""
    if not horizontal.is_geographic:
        return
    unit = horizontal.axis_info[0]
    if abs(unit.unit_conversion_factor - _DEGREE) > _EPSILON:
        raise CrsError(f"it is placed in {unit.unit_name}, not in degrees; warp it to EPSG:4326 first")
    meridian = horizontal.prime_meridian
    if meridian is not None and abs(meridian.longitude) > _EPSILON:
        raise CrsError(f"it counts longitudes from {meridian.name}; warp it to EPSG:4326 first")


def check_place(grid: Grid, crs: CRS, place: str, ledger: Ledger) -> None:
    """Refuse a raster whose coordinates cannot be those of its coordinate reference system."""
    west, south, east, north = grid.edges
    if not all(map(math.isfinite, (west, south, east, north))):
        raise CrsError(
            Message(
                "{place} has coordinates without end: {west:g} to {east:g}, {south:g} to {north:g}",
                place=place,
                west=west,
                east=east,
                south=south,
                north=north,
            )
        )
    name = one_line(crs.name)
    if crs.is_geographic:
        _check_geographic(grid, place, name)
    else:
        _check_projected(grid, crs, place, name)
    lies = _middle(grid, crs)
    if lies is None:
        raise CrsError(
            Message(
                "{place} lies where {name!r} has no places; name the right system by the option crs",
                place=place,
                name=name,
            )
        )
    if _used_at(crs, *lies):
        return
    if crs.is_geographic:
        ledger.note(Message("the raster lies outside of the area where {name} is used", name=name))
        return
    raise CrsError(
        Message(
            "{place} lies outside of the area where its coordinate reference system {name!r} is used: its middle "
            "would be {latitude:.2f}°, {longitude:.2f}° (latitude, longitude); name the right system by the "
            "option crs",
            place=place,
            name=name,
            latitude=lies[1],
            longitude=lies[0],
        )
    )


def _check_geographic(grid: Grid, place: str, name: str) -> None:
    west, south, east, north = grid.edges
    columns, rows = abs(grid.x_step), abs(grid.y_step)
    off_longitude = west < -360.0 - columns or east > 540.0 + columns or east - west > 360.0 + 2 * columns
    if off_longitude or south < -90.0 - rows or north > 90.0 + rows:
        raise CrsError(
            Message(
                "{place} is said to be in degrees ({name}), but reaches from {west:g}, {south:g} to {east:g}, "
                "{north:g}; name the right coordinate reference system by the option crs",
                place=place,
                name=name,
                west=west,
                south=south,
                east=east,
                north=north,
            )
        )


def _check_projected(grid: Grid, crs: CRS, place: str, name: str) -> None:
    west, south, east, north = grid.edges
    small = max(abs(grid.x_step), abs(grid.y_step)) < _LARGEST_STEP_OF_DEGREES
    if small and max(abs(west), abs(east)) <= 360.0 and max(abs(south), abs(north)) <= 90.5:
        unit = crs.axis_info[0].unit_name
        raise CrsError(
            Message(
                "{place} is said to be in {unit} ({name}), but its coordinates {west:g} to {east:g}, {south:g} to "
                "{north:g} look like degrees; name the right coordinate reference system by the option crs, such "
                "as crs='EPSG:4326'",
                place=place,
                unit=unit,
                name=name,
                west=west,
                east=east,
                south=south,
                north=north,
            )
        )


def _middle(grid: Grid, crs: CRS) -> tuple[float, float] | None:
    west, south, east, north = grid.edges
    x, y = (west + east) / 2, (south + north) / 2
    if crs.is_geographic:
        return (x + 180.0) % 360.0 - 180.0, y
    try:
        longitude, latitude = _to_degrees(crs.to_wkt()).transform(x, y)
        back = _to_degrees(crs.to_wkt()).transform(longitude, latitude, direction="INVERSE")
    except ProjError:
        return None
    # beyond a pole, or a turn around the earth, projections give places that are not those of x and y
    off = math.hypot(back[0] - x, back[1] - y)
    if not off <= _ROUND_TRIP * (1.0 + math.hypot(x, y)):
        return None
    return float(longitude), float(latitude)


@lru_cache(maxsize=16)
def _to_degrees(wkt: str) -> Transformer:
    return Transformer.from_crs(CRS.from_wkt(wkt), CRS.from_epsg(4326), always_xy=True)


def _used_at(crs: CRS, longitude: float, latitude: float) -> bool:
    area = _area_of_use(crs.to_wkt())
    if area is None:
        return True
    width = (area.east - area.west) % 360.0 or 360.0
    margin = max(_MARGIN, min(width, 30.0) / 2)
    beyond = (longitude - area.west + margin) % 360.0
    inside = beyond <= width + 2 * margin or width + 2 * margin >= 360.0
    return inside and area.south - _MARGIN <= latitude <= area.north + _MARGIN


@lru_cache(maxsize=16)
def _area_of_use(wkt: str) -> Any:
    crs = CRS.from_wkt(wkt)
    authority = None if crs.area_of_use is not None else crs.to_authority()
    return crs.area_of_use if authority is None else CRS.from_authority(*authority).area_of_use
