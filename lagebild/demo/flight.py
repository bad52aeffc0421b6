"""Kinematics: a path and a performance become fixes at even times.

Everything is worked out along the distance flown: height and speed at each step, from them the time, and fixes
are read off at even times. Speed and climb are therefore consistent with the positions by construction. The air
is calm: ground speed is true air speed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lagebild.demo.path import Path
from lagebild.units import feet_to_metres, metres_to_feet

__all__ = ["Flown", "Performance", "Profile", "fixes_frame", "fly", "level_profile"]

Array = NDArray[np.float64]

_TAXI_SPEED = 6.0
_ROLL_ACCELERATION = 1.8
"""m/s², on the runway, of starts and of landings."""

_ENCODER_STEP = 25.0
"""Pressure altitude is reported in steps of 25 ft (ICAO Annex 10, Mode S altitude code with the Q bit)."""

_STANDING = 40.0
"""Seconds an aircraft stands before it rolls, and after it landed."""


@dataclass(frozen=True, kw_only=True)
class Performance:
    """How a type flies in this generator: rounded, for plausible pictures; no published figures."""

    cruise_speed: float
    """True air speed in cruise, m/s."""

    start_speed: float
    """At lift-off and touch-down, m/s."""

    climb_rate: float
    """Near the ground, m/s; it falls to a half at the cruising level."""

    descent_gradient: float = 0.05
    """Height lost per distance; 0.05 is a descent of about 3°."""


@dataclass(frozen=True, eq=False)
class Profile:
    """Height and speed along a path."""

    distance: Array
    """m along the path, shape (n,)."""

    height: Array
    """m, in the reference the caller means, shape (n,)."""

    speed: Array
    """m/s, positive, shape (n,)."""

    on_ground: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Flown:
    """Fixes of one flight at even times."""

    seconds: Array
    """After the first fix."""

    longitude: Array
    latitude: Array
    height: Array
    """m, in the reference of the profile."""

    ground_speed: Array
    vertical_rate: Array
    track_angle: Array
    on_ground: NDArray[np.bool_]


def level_profile(
    length: float,
    performance: Performance,
    levels: Sequence[tuple[float, float]],
    *,
    start: float | None,
    end: float | None,
    spacing: float = 1000.0,
) -> Profile:
    """Lay out rolling, climb, levels, descent and landing along a path.

    Parameters
    ----------
    length
        Of the path, m.
    levels
        Share of the path (0..1) from which on a height (m) is held, in order.
    start, end
        Height of the airfield at either end, m; None where the aircraft is already, or still, in the air there.
    """
    top = max(height for _, height in levels)
    edge = np.concatenate([np.arange(0.0, 3000.0, 50.0), np.arange(3000.0, 60000.0, 500.0)])
    grid = np.unique(np.concatenate([edge, length - edge, np.arange(0.0, length, spacing), [length]]))
    grid = grid[(grid >= 0.0) & (grid <= length)]
    height = _levels(grid, length, levels, performance)
    speed = np.full(grid.shape, performance.cruise_speed)
    ground = np.zeros(grid.shape, dtype=bool)
    for field, away, climbing in ((start, grid, True), (end, length - grid, False)):
        if field is not None:
            slope_height, slope_speed, rolling = _slope(away, field, top, performance, climbing=climbing)
            height, speed = np.minimum(height, slope_height), np.minimum(speed, slope_speed)
            ground |= rolling
    return Profile(grid, height, speed, ground)


def _levels(grid: Array, length: float, levels: Sequence[tuple[float, float]], performance: Performance) -> Array:
    """Heights held one after the other; changes at a third of the climb rate."""
    height = np.full(grid.shape, float(levels[0][1]))
    gradient = performance.climb_rate / 3.0 / performance.cruise_speed
    for share, level in levels[1:]:
        before = np.interp(share * length, grid, height)
        ramp = before + np.sign(level - before) * gradient * (grid - share * length)
        moved = np.minimum(ramp, level) if level > before else np.maximum(ramp, level)
        height = np.where(grid > share * length, moved, height)
    return height


def _slope(
    away: Array, field: float, top: float, performance: Performance, *, climbing: bool
) -> tuple[Array, Array, NDArray[np.bool_]]:
    """Height and speed by distance from an airfield: the roll, then the climb (or the descent, seen backwards)."""
    roll = performance.start_speed**2 / (2.0 * _ROLL_ACCELERATION)
    heights = np.linspace(field, max(top, field + 1.0), 120)
    share = (heights - field) / max(top - field, 1.0)
    speeds = performance.start_speed + (performance.cruise_speed - performance.start_speed) * np.sqrt(share)
    climb = performance.climb_rate * (1.0 - 0.5 * share) / speeds
    gradient = climb if climbing else np.full(share.shape, performance.descent_gradient)
    steps = np.diff(heights) / (0.5 * (gradient[1:] + gradient[:-1]))
    reached = roll + np.concatenate([[0.0], np.cumsum(steps)])
    height = np.interp(away, reached, heights)
    speed = np.interp(away, reached, speeds)
    rolling = away < roll
    speed = np.where(rolling, np.sqrt(_TAXI_SPEED**2 + 2.0 * _ROLL_ACCELERATION * away), speed)
    return height, np.minimum(speed, performance.cruise_speed), rolling


def fly(path: Path, profile: Profile, *, interval: float, phase: float = 0.0) -> Flown:
    """Read fixes off a path and a profile every `interval` seconds, the first at `phase`, the last at the end.

    Where the flight begins or ends on the ground, standing fixes are put before and behind.
    """
    step = np.diff(profile.distance)
    mean_speed = 0.5 * (profile.speed[1:] + profile.speed[:-1])
    time = np.concatenate([[0.0], np.cumsum(step / mean_speed)])
    seconds = np.append(np.arange(phase, time[-1] - 0.5 * interval, interval), time[-1])
    along = np.interp(seconds, time, profile.distance)
    height = np.interp(along, profile.distance, profile.height)
    speed = np.interp(seconds, time, profile.speed)
    gradient = np.gradient(profile.height, profile.distance)
    rate = np.interp(along, profile.distance, gradient) * speed
    longitude, latitude, course = path.at(along)
    segment = np.clip(np.searchsorted(profile.distance, along, side="right") - 1, 0, len(step) - 1)
    ground = profile.on_ground[segment]
    flown = Flown(seconds, longitude, latitude, height, speed, np.where(ground, 0.0, rate), course, ground)
    return _standing(flown, bool(profile.on_ground[0]), bool(profile.on_ground[-1]), interval)


def _standing(flown: Flown, first: bool, last: bool, interval: float) -> Flown:
    """Add fixes of an aircraft that stands, at either end."""
    before = -np.arange(interval, _STANDING + 1e-9, interval)[::-1] if first else np.empty(0)
    after = np.arange(interval, _STANDING + 1e-9, interval) if last else np.empty(0)

    def held(values: NDArray[np.generic]) -> Array:
        return np.concatenate([np.full(before.size, values[0]), values, np.full(after.size, values[-1])])

    def still(values: Array) -> Array:
        return np.concatenate([np.zeros(before.size), values, np.zeros(after.size)])

    seconds = np.concatenate([flown.seconds[0] + before, flown.seconds, flown.seconds[-1] + after])
    return Flown(
        seconds - seconds[0],
        held(flown.longitude),
        held(flown.latitude),
        held(flown.height),
        still(flown.ground_speed),
        still(flown.vertical_rate),
        held(flown.track_angle),
        held(flown.on_ground).astype(bool),
    )


def reported(pressure_altitude: Array) -> Array:
    """Round a pressure altitude (m) to what a transponder reports; a flight level stays exactly one."""
    feet = np.round(metres_to_feet(pressure_altitude) / _ENCODER_STEP) * _ENCODER_STEP
    return np.asarray(feet_to_metres(feet))


def fixes_frame(flown: Flown, *, track_id: str, callsign: str, platform: str, start: pd.Timestamp) -> pd.DataFrame:
    """Lay the fixes out in the columns of `Tracks`, heights left to the caller."""
    seconds = np.round(flown.seconds, 1)
    return pd.DataFrame(
        {
            "track_id": track_id,
            "time": (start + pd.to_timedelta(np.round(seconds * 1000.0).astype(np.int64), unit="ms")).as_unit("ns"),
            "longitude": np.round(flown.longitude, 6),
            "latitude": np.round(flown.latitude, 6),
            "ground_speed": np.round(flown.ground_speed, 1).astype(np.float32),
            "vertical_rate": np.round(flown.vertical_rate, 1).astype(np.float32),
            "track_angle": (np.round(flown.track_angle, 1) % 360.0).astype(np.float32),
            "callsign": callsign,
            "platform": platform,
            "on_ground": flown.on_ground,
        }
    )
