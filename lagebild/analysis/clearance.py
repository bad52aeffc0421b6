"""How far flights kept from the ground: their lowest points over it, between fixes too."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lagebild.analysis.flights_over_ground import FlightsOverGround, first_least, of_next, written
from lagebild.model.heights import Reason
from lagebild.model.qnh import QNH
from lagebild.model.terrain import Terrain
from lagebild.model.tracks import Tracks

__all__ = ["clearance"]

_COLUMNS = {
    "track_id": "str",
    "time": "datetime64[ns, UTC]",
    "longitude": "float64",
    "latitude": "float64",
    "height_above_ground": "float64",
    "uncertainty": "float64",
    "terrain_elevation": "float64",
    "between_fixes": "bool",
    "share_with_terrain": "float64",
    "reasons": "str",
}
_SAME_HEIGHT = 1e-6
"""Metres: a point between fixes is lower than the fixes only by more than rounding."""

_SAME_SHARE = 1e-9
"""A share that is smaller by no more than this is rounding."""


def clearance(tracks: Tracks, terrain: Terrain, qnh: QNH = None) -> pd.DataFrame:
    """Return the lowest point of each flight path over the ground, between its fixes too.

    Between two fixes the aircraft flies straight in longitude, latitude and height (lines more than a metre off the
    geodesic are replaced by it), and the ground is bilinear between the centres of the terrain's cells: the lowest
    point is that of a quadratic in each cell, exactly. Gaps longer than `MAX_GAP_SECONDS` are not bridged. Where the
    source says that the aircraft is on the ground, it is 0 m above it.

    Parameters
    ----------
    tracks
        The flight paths.
    terrain
        The ground.
    qnh
        In hPa: a number, a series over UTC times, or None for unknown. Used where a fix has pressure altitude alone.
        Without it such fixes count only in tracks that have no other heights.

    Returns
    -------
    pandas.DataFrame
        One row a track, in their order: track_id; time, longitude, latitude of the lowest point; height_above_ground,
        the middle of what is possible there, ± uncertainty, and terrain_elevation (m); between_fixes, whether it lies
        between two fixes; share_with_terrain, the share of the flying time over known ground (of the fixes, where no
        time passes between them); reasons, names of `Reason` with blanks between: what the uncertainty comes of, or
        why there is no height (NaN). NO_TERRAIN also says that a part of the way had no known ground.
    """
    flights = FlightsOverGround.of(tracks, terrain, qnh)
    if not len(tracks):
        return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in _COLUMNS.items()})
    least, place, covered = _on_legs(flights)
    fixes = np.where(flights.path.share == 0.0, _at_fixes(flights)[flights.path.fix], np.inf)
    starts = flights.offsets[:-1]
    fix, leg = first_least(fixes, starts), first_least(least, starts)
    between = least[leg] < fixes[fix] - _SAME_HEIGHT
    at, t = np.where(between, leg, fix), np.where(between, place[leg], 0.0)
    height = np.where(between, least[leg], fixes[fix])
    share = _share_with_terrain(flights, covered)
    known = np.isfinite(height)
    reasons = np.where(known, flights.reasons(at, t), _why_unknown(flights))
    reasons = np.where(share < 1.0, reasons | Reason.NO_TERRAIN, reasons).astype(np.uint16)
    table = flights.places(at, t, np.where(known, height, np.nan))
    table.loc[~known, ["longitude", "latitude", "uncertainty", "terrain_elevation"]] = np.nan
    table.loc[~known, "time"] = pd.NaT
    return table.assign(
        track_id=tracks.ids, between_fixes=between, share_with_terrain=share, reasons=written(reasons)
    ).astype(_COLUMNS)[list(_COLUMNS)]


def _on_legs(flights: FlightsOverGround) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return of each leg the least height above ground (inf: unknown), where on it, and the share over known ground."""
    from lagebild.analysis.kernels.ground import lowest  # numba is loaded by those who need it

    points = len(flights.path.fix)
    least, place, covered = np.full(points, np.inf), np.zeros(points), np.zeros(points)
    start, end = flights.middle, of_next(flights.middle)
    for leg, terms in flights.pieces():
        lowest(leg, terms, start, end, least, place, covered)
    return least, place, covered


def _at_fixes(flights: FlightsOverGround) -> NDArray[np.float64]:
    """Return the heights of the fixes above ground; inf where they are not known."""
    found = flights.at_fixes
    height = np.where(found.on_ground, 0.0, found.aircraft.middle - found.ground)
    return np.where(np.isnan(height), np.inf, height)


def _share_with_terrain(flights: FlightsOverGround, covered: NDArray[np.float64]) -> NDArray[np.float64]:
    seconds, starts = flights.seconds(), flights.offsets[:-1]
    flown = np.add.reduceat(seconds, starts)
    over = np.add.reduceat(seconds * np.where(covered > 1.0 - _SAME_SHARE, 1.0, covered), starts)
    first = flights.tracks.offsets[:-1]
    fixes = np.add.reduceat(np.isfinite(flights.at_fixes.ground).astype(np.float64), first)
    count = np.diff(flights.tracks.offsets)
    share = np.where(flown > 0.0, over / np.where(flown > 0.0, flown, 1.0), fixes / count)
    return np.where(share > 1.0 - _SAME_SHARE, 1.0, share)


def _why_unknown(flights: FlightsOverGround) -> NDArray[np.uint16]:
    """Return of each track what it lacks for a height above ground: a height, the ground, or both at once."""
    starts = flights.tracks.offsets[:-1]
    heights = np.logical_or.reduceat(np.isfinite(flights.at_fixes.aircraft.low), starts)
    ground = np.logical_or.reduceat(np.isfinite(flights.at_fixes.ground), starts)
    bits = np.where(heights, 0, Reason.NO_HEIGHT) | np.where(ground, 0, Reason.NO_TERRAIN)
    return np.where(bits == 0, Reason.NO_HEIGHT | Reason.NO_TERRAIN, bits).astype(np.uint16)
