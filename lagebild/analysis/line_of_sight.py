"""One line of sight with the ground beneath it, as a profile to be drawn."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray
from pyproj import Geod

from lagebild.analysis.compiling import say_when_compiling
from lagebild.analysis.outlook import (
    EARTH_RADIUS,
    FARTHEST,
    Ground,
    Outlook,
    Way,
    checked_k,
    checked_positive,
    place_on,
)
from lagebild.errors import ValidationError
from lagebild.model.stations import Station
from lagebild.model.terrain import Terrain

__all__ = ["fresnel_radius", "line_of_sight"]

LIGHT_SPEED = 299_792_458.0
"""m/s; exact, by the definition of the metre."""

_GEOD = Geod(ellps="WGS84")


def line_of_sight(
    terrain: Terrain,
    a: Station,
    b: Station,
    k: float = 4 / 3,
    *,
    target_altitude_amsl: float | None = None,
    frequency: float | None = None,
) -> xr.Dataset:
    """Return the line from one station to another, or to an aircraft above it, and the ground beneath it.

    The ray is the one of `minimum_visible_altitude`: along the geodesic, the ground taken where it crosses the lines of
    the raster.

    Parameters
    ----------
    terrain
        The ground.
    a, b
        Both ends, with their heights above the ground.
    k
        Factor of the earth's radius for refraction: 4/3 for radio, 7/6 for light, 1 for none.
    target_altitude_amsl
        Altitude of the other end, m AMSL, instead of its height above the ground.
    frequency
        Hz; then the first Fresnel zone is told too.

    Returns
    -------
    xarray.Dataset
        Over `distance` (m, geodesic, from a), with `longitude` and `latitude` beside it:

        * `terrain_elevation` (m AMSL; NaN where it is not known)
        * `line_altitude` (m AMSL): of the straight line in space, which sags over the bulging earth
        * `clearance` (m): the line above the ground
        * `fresnel_radius` (m): of the first zone, with a frequency

        and of the whole:

        * `visible`: 1 seen, 0 hidden, -1 not known
        * `least_clearance` (m; NaN where none is known) at `obstacle_distance` (m): between both ends
        * `in_range`: whether it is no longer than the stations' `max_range`
        * `fresnel_share`: least clearance in parts of the first zone's radius, with a frequency; 0.6 is taken for free

        Where known ground hides the other end it is hidden, whatever is not known elsewhere on the way.

    Raises
    ------
    ValidationError
        If an end lies outside the terrain or where its elevation is not known, both ends are one place, the other end
        would be below the ground, or a number is out of range.
    """
    for one in (a, b):
        if not isinstance(one, Station):
            raise ValidationError(f"an end is made with Station(longitude=…, latitude=…), not {type(one).__name__}")
    k = checked_k(k)
    wave = None if frequency is None else LIGHT_SPEED / checked_positive("frequency (Hz)", frequency)
    say_when_compiling()
    ground = _between(terrain, a, b)
    _, _, length = _GEOD.inv(a.longitude, a.latitude, b.longitude, b.latitude)
    if not 0.0 < length <= FARTHEST:
        raise ValidationError(
            f"a line of sight is longer than 0 and up to {FARTHEST / 1000:.0f} km, not {length:.1f} m"
        )
    outlook = Outlook.of(terrain, ground, a, k=k, reach=FARTHEST)
    there = Outlook.of(terrain, ground, b, k=k, reach=FARTHEST)
    start, end = outlook.sight.height, there.sight.height
    if target_altitude_amsl is not None:
        end = float(target_altitude_amsl)
        elevation = there.sight.height - b.height_agl
        if not end >= elevation:
            raise ValidationError(
                f"the other end at {end:g} m AMSL would be below the ground, which is {elevation:.1f} m high there"
            )
    way = outlook.way_to(there.row, there.column)
    return _profile(terrain, ground, (a, b), (start, end), (outlook, there), way, length, k, wave)


def fresnel_radius(distance: NDArray[np.float64], length: float, wave: float) -> NDArray[np.float64]:
    """Return the radius of the first Fresnel zone (m) at distances on a line of some length, for a wave's length (m).

    √(λ d₁ d₂ / (d₁ + d₂)): Recommendation ITU-R P.526.
    """
    radius: NDArray[np.float64] = np.sqrt(wave * distance * np.maximum(length - distance, 0.0) / length)
    return radius


def _between(terrain: Terrain, a: Station, b: Station) -> Ground:
    """Read the rectangle of cells around a line, and as much beside it as the geodesic may bow."""
    (row, column), (other_row, other_column) = place_on(terrain, a), place_on(terrain, b)
    low_row, high_row = sorted((row, other_row))
    low_column, high_column = sorted((column, other_column))
    margin = 2 + 0.1 * max(high_row - low_row, high_column - low_column)
    return Ground.box(terrain, low_row - margin, high_row + margin, low_column - margin, high_column + margin)


def _profile(
    terrain: Terrain,
    ground: Ground,
    ends: tuple[Station, Station],
    heights: tuple[float, float],
    outlooks: tuple[Outlook, Outlook],
    way: Way,
    length: float,
    k: float,
    wave: float | None,
) -> xr.Dataset:
    a, b = ends
    start, end = heights
    bend = 1.0 / (2.0 * k * EARTH_RADIUS)
    distance = np.concatenate([[0.0], way.distance, [length]])
    elevation = np.concatenate(
        [[outlooks[0].sight.height - a.height_agl], way.elevation, [outlooks[1].sight.height - b.height_agl]]
    )
    # straight in space: over the sphere it sags by d1 d2 / 2kR
    line = start + (end - start) * distance / length - bend * distance * (length - distance)
    clearance = line - elevation
    longitude, latitude = terrain.degrees(ground.row + way.row, ground.column + way.column)
    between = clearance[1:-1]
    known = ~np.isnan(between)
    lowest = int(np.nanargmin(between)) if known.any() else -1
    least = float(between[lowest]) if known.any() else math.nan
    visible = 0 if least < 0.0 else (1 if known.all() else -1)
    variables: dict[str, Any] = {
        "terrain_elevation": ("distance", elevation, {"units": "m AMSL", "vertical_datum": terrain.vertical_datum}),
        "line_altitude": ("distance", line, {"units": "m AMSL"}),
        "clearance": ("distance", clearance, {"units": "m"}),
        "visible": ((), np.int8(visible), {"long_name": "1 seen, 0 hidden, -1 not known"}),
        "least_clearance": ((), least, {"units": "m"}),
        "obstacle_distance": ((), float(distance[1 + lowest]) if lowest >= 0 else math.nan, {"units": "m"}),
        "in_range": ((), all(one.max_range is None or length <= one.max_range for one in ends)),
    }
    if wave is not None:
        radius = fresnel_radius(distance, length, wave)
        with np.errstate(divide="ignore", invalid="ignore"):
            shares = clearance / radius
        inner = shares[1:-1][known]
        variables["fresnel_radius"] = ("distance", radius, {"units": "m"})
        variables["fresnel_share"] = ((), float(inner.min()) if inner.size else math.nan)
    return xr.Dataset(
        variables,
        coords={
            "distance": ("distance", distance, {"units": "m"}),
            "longitude": ("distance", np.concatenate([[a.longitude], longitude, [b.longitude]])),
            "latitude": ("distance", np.concatenate([[a.latitude], latitude, [b.latitude]])),
        },
        attrs={"k": k, "from": a.label, "to": b.label, **({"frequency": LIGHT_SPEED / wave} if wave else {})},
    )
