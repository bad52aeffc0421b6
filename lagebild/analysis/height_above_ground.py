"""How high flights are above the ground at their fixes."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lagebild.model.altitude import Reference
from lagebild.model.heights import Heights, Reason, heights_of
from lagebild.model.qnh import QNH
from lagebild.model.terrain import Terrain
from lagebild.model.tracks import Tracks

__all__ = ["OverGround", "agl_heights", "height_above_ground", "over_ground"]


def height_above_ground(tracks: Tracks, terrain: Terrain, qnh: QNH = None) -> NDArray[np.float64]:
    """Return the height of each fix above the ground, in m.

    It is the middle of the interval that `agl_heights` returns with its reasons.

    Parameters
    ----------
    tracks
        The flight paths.
    terrain
        The ground; bilinear between the centres of its cells.
    qnh
        In hPa: a number, a series over UTC times, or None for unknown. Used where a fix has pressure altitude alone.

    Returns
    -------
    ndarray
        float64, one value for each row of `tracks.frame`; NaN where the height or the ground is not known. Fixes on the
        ground are 0 m above it.
    """
    found = over_ground(tracks, terrain, qnh)
    height = np.subtract(found.aircraft.middle, found.ground, out=found.ground)
    height[found.on_ground] = 0.0
    return height


def agl_heights(tracks: Tracks, terrain: Terrain, qnh: QNH = None) -> Heights:
    """Return the heights of the fixes above the ground as intervals with their reasons; see `height_above_ground`.

    The interval covers what the true altitude may be (`heights_of` with `true`) and the terrain's vertical accuracy.
    """
    found = over_ground(tracks, terrain, qnh)
    aircraft, ground, margin = found.aircraft, found.ground, found.margin
    low, high = aircraft.low - ground - margin, aircraft.high - ground + margin
    low[found.on_ground] = high[found.on_ground] = 0.0
    reasons = aircraft.reasons | np.where(np.isnan(ground), Reason.NO_TERRAIN, found.terrain_reason).astype(np.uint16)
    reasons[found.on_ground] = Reason.ON_GROUND
    return Heights(reference=Reference.AGL, low=low, high=high, source=aircraft.source, reasons=reasons)


class OverGround(NamedTuple):
    """Fixes and the ground beneath them."""

    aircraft: Heights
    """True altitudes above mean sea level; on the ground, that of the ground."""

    ground: NDArray[np.float64]
    """Shape (n,), metres AMSL; NaN where the terrain has no elevation."""

    on_ground: NDArray[np.bool_]
    """Shape (n,): where the source says that the aircraft is on the ground."""

    margin: float
    """Vertical accuracy of the terrain, metres; 0 where it is not known."""

    terrain_reason: Reason
    """What the terrain adds to the reasons."""


def over_ground(tracks: Tracks, terrain: Terrain, qnh: QNH = None) -> OverGround:
    """Return the altitudes of fixes and of the ground beneath them."""
    frame = tracks.frame
    aircraft = heights_of(frame, Reference.AMSL, qnh=qnh, true=True)
    ground = terrain.sample(frame["longitude"].to_numpy(), frame["latitude"].to_numpy())
    on_ground = np.zeros(len(frame), dtype=bool)
    if "on_ground" in frame.columns:
        on_ground = frame["on_ground"].to_numpy(dtype=bool, na_value=False)
    known = not math.isnan(terrain.vertical_accuracy)
    reason = Reason.UNKNOWN_TERRAIN_ACCURACY if not known else Reason.TERRAIN_ACCURACY
    return OverGround(
        aircraft=_at_ground(aircraft, ground, on_ground) if on_ground.any() else aircraft,
        ground=ground,
        on_ground=on_ground,
        margin=terrain.vertical_accuracy if known else 0.0,
        terrain_reason=reason if not known or terrain.vertical_accuracy > 0.0 else Reason(0),
    )


def _at_ground(aircraft: Heights, ground: NDArray[np.float64], on_ground: NDArray[np.bool_]) -> Heights:
    """Put aircraft on the ground onto it, whatever was measured: that they are there is surer than any height."""
    low, high = np.where(on_ground, ground, aircraft.low), np.where(on_ground, ground, aircraft.high)
    reasons = np.where(on_ground, Reason.ON_GROUND, aircraft.reasons).astype(np.uint16)
    return Heights(reference=aircraft.reference, low=low, high=high, source=aircraft.source, reasons=reasons)
