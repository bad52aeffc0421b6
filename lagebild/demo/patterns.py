"""Flight patterns of training and survey, in metres east and north of the start."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["corridor", "loiter", "racetrack", "survey"]

Array = NDArray[np.float64]
Points = tuple[Array, Array]

_ARC_STEP = 20.0
"""Degrees between the waypoints of an arc; corners are rounded afterwards."""


def _placed(along: Array, across: Array, centre: tuple[float, float], heading: float) -> Points:
    """Turn a pattern by its heading (degrees from north) and move it to its centre (m)."""
    angle = np.radians(heading)
    east = along * np.sin(angle) + across * np.cos(angle) + centre[0]
    north = along * np.cos(angle) - across * np.sin(angle) + centre[1]
    return east, north


def racetrack(centre: tuple[float, float], heading: float, *, length: float, radius: float, budget: float) -> Points:
    """Two straights joined by half circles, flown as often as `budget` (m) allows."""
    arc = np.radians(np.arange(0.0, 180.1, _ARC_STEP))
    along = np.concatenate([length / 2 + radius * np.sin(arc), -length / 2 - radius * np.sin(arc)])
    across = np.concatenate([-radius * np.cos(arc), radius * np.cos(arc)])
    laps = max(1, int(budget // (2 * length + 2 * np.pi * radius)))
    return _placed(np.tile(along, laps), np.tile(across, laps), centre, heading)


def loiter(centre: tuple[float, float], heading: float, *, radius: float, budget: float) -> Points:
    """Circles to the right around a point, begun and left in the direction of flight from and to the start.

    `heading` is not used: the direction follows from the centre.
    """
    del heading
    turns = max(1, int(budget // (2 * np.pi * radius)))
    angle = np.radians(np.arange(0.0, 360.0 * turns + 180.1, _ARC_STEP))
    outbound = float(np.degrees(np.arctan2(centre[0], centre[1])))
    return _placed(radius * np.sin(angle), -radius * np.cos(angle), centre, outbound)


def survey(centre: tuple[float, float], heading: float, *, length: float, width: float, budget: float) -> Points:
    """Parallel lines to and fro over a rectangle, as dense as `budget` (m) allows."""
    lines = max(2, int((budget - width) // length))
    across = np.repeat(np.linspace(-width / 2, width / 2, lines), 2)
    side = np.where(np.arange(lines) % 2 == 0, -length / 2, length / 2)
    along = np.stack([side, -side], axis=1).ravel()
    return _placed(along, across, centre, heading)


def corridor(centre: tuple[float, float], heading: float, *, length: float, sway: float, budget: float) -> Points:
    """A bent line flown there and back, as often as `budget` (m) allows; flown 2 km apart."""
    along = np.linspace(-length / 2, length / 2, 7)
    across = sway * np.sin(np.linspace(0.0, 2.5 * np.pi, 7))
    laps = max(1, int(budget // (2.2 * length)))
    east = np.tile(np.concatenate([along, along[::-1]]), laps)
    side = np.tile(np.concatenate([across - 1000.0, across[::-1] + 1000.0]), laps)
    return _placed(east, side, centre, heading)
