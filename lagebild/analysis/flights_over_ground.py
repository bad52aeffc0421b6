"""Flight paths and the ground beneath them: what clearance and low passages are found from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lagebild.analysis.densify import Path, joined
from lagebild.analysis.ground import Pieces, ground_pieces, path_over
from lagebild.analysis.height_above_ground import OverGround, over_ground
from lagebild.model.heights import Heights, Reason, names_of
from lagebild.model.qnh import QNH
from lagebild.model.terrain import Terrain
from lagebild.model.tracks import Tracks

__all__ = ["FlightsOverGround", "first_least", "of_next", "written"]


@dataclass(frozen=True, eq=False, kw_only=True)
class FlightsOverGround:
    """Paths whose legs are straight in longitude, latitude, height and time, and on the raster of the ground.

    A place on a path is a leg (the point at which it starts) and its parameter t, 0 at that point to 1 at the next.
    """

    tracks: Tracks
    terrain: Terrain
    at_fixes: OverGround
    path: Path
    """Its legs lead over gaps no longer than `MAX_GAP_SECONDS`; there are none from ground to ground."""

    @classmethod
    def of(cls, tracks: Tracks, terrain: Terrain, qnh: QNH) -> FlightsOverGround:
        """Put tracks over a terrain."""
        frame = tracks.frame
        at_fixes = over_ground(tracks, terrain, qnh)
        at_fixes = at_fixes._replace(aircraft=_without_poor(at_fixes.aircraft, tracks.offsets))
        flown = joined(tracks)
        flown[:-1] &= ~(at_fixes.on_ground[:-1] & at_fixes.on_ground[1:])
        path = path_over(terrain, frame["longitude"].to_numpy(), frame["latitude"].to_numpy(), flown)
        return cls(tracks=tracks, terrain=terrain, at_fixes=at_fixes, path=path)

    @cached_property
    def time(self) -> NDArray[np.int64]:
        """Shape (n,), of the fixes, ns since 1970 UTC."""
        return self.tracks.frame["time"].to_numpy(dtype="datetime64[ns]").view(np.int64)

    @cached_property
    def low(self) -> NDArray[np.float64]:
        """Shape (m,), the lowest possible altitude at each point, less what the ground may be higher; metres AMSL."""
        return self.path.at(self.at_fixes.aircraft.low) - self.at_fixes.margin

    @cached_property
    def high(self) -> NDArray[np.float64]:
        """Shape (m,), the highest possible altitude at each point, and what the ground may be lower; metres AMSL."""
        return self.path.at(self.at_fixes.aircraft.high) + self.at_fixes.margin

    @cached_property
    def middle(self) -> NDArray[np.float64]:
        """Shape (m,), metres AMSL."""
        return (self.low + self.high) / 2.0

    @cached_property
    def offsets(self) -> NDArray[np.int64]:
        """Shape (len + 1,): points `offsets[i]:offsets[i + 1]` belong to track `i`."""
        return np.searchsorted(self.path.fix, self.tracks.offsets)

    def pieces(self) -> Iterator[Pieces]:
        """Yield the ground beneath the legs."""
        return ground_pieces(self.terrain, self.path)

    def seconds(self) -> NDArray[np.float64]:
        """Return the duration of each leg, shape (m,); 0 where none leads on."""
        moment = self.path.at((self.time - self.time[:1]) / 1e9)
        return np.where(self.path.leads_on, of_next(moment) - moment, 0.0)

    def moment(self, leg: NDArray[np.int64], t: NDArray[np.float64]) -> pd.DatetimeIndex:
        """Return the times of places on the paths."""
        fix, share = self.path.fix[leg], self.path.share[leg]
        beyond = of_next(self.path.share)[leg]
        share = share + t * (np.where(beyond > 0.0, beyond, 1.0) - share)
        following = np.minimum(fix + 1, len(self.time) - 1)
        passed = np.where(share > 0.0, share * (self.time[following] - self.time[fix]), 0.0)
        return pd.to_datetime(self.time[fix] + np.rint(passed).astype(np.int64), utc=True).as_unit("ns")

    def places(self, leg: NDArray[np.int64], t: NDArray[np.float64], height: NDArray[np.float64]) -> pd.DataFrame:
        """Return a table of places on the paths that lie `height` m above the ground, in the middle of what may be."""
        across = (of_next(self.path.longitude)[leg] - self.path.longitude[leg] + 180.0) % 360.0 - 180.0
        longitude = np.where(t > 0.0, self.path.longitude[leg] + t * across, self.path.longitude[leg])
        half = (self.high - self.low) / 2.0
        at_rest = (t == 0.0) & (self.path.share[leg] == 0.0) & self.at_fixes.on_ground[self.path.fix[leg]]
        return pd.DataFrame(
            {
                "time": self.moment(leg, t),
                "longitude": np.where(np.abs(longitude) > 180.0, (longitude + 180.0) % 360.0 - 180.0, longitude),
                "latitude": _between(self.path.latitude, leg, t),
                "height_above_ground": height,
                "uncertainty": np.where(at_rest, 0.0, _between(half, leg, t)),
                "terrain_elevation": _between(self.middle, leg, t) - height,
            }
        )

    def reasons(self, leg: NDArray[np.int64], t: NDArray[np.float64]) -> NDArray[np.uint16]:
        """Return why heights above ground at places on the paths are uncertain: bits of `Reason`."""
        fix, of = self.path.fix[leg], self.at_fixes.aircraft.reasons
        between = (self.path.share[leg] > 0.0) | (t > 0.0)
        following = np.where(between, np.minimum(fix + 1, len(of) - 1), fix)
        bits = of[fix] | of[following]
        at_rest = bits == Reason.ON_GROUND
        return np.where(at_rest, bits, bits | np.uint16(self.at_fixes.terrain_reason)).astype(np.uint16)

    def track_ids(self, leg: NDArray[np.int64]) -> NDArray[np.object_]:
        """Return the tracks' identifiers at places on the paths."""
        number = np.searchsorted(self.offsets, leg, side="right") - 1
        return np.array(self.tracks.ids, dtype=object)[number]


def _without_poor(heights: Heights, offsets: NDArray[np.int64]) -> Heights:
    """Leave out heights of pressure without a QNH in tracks that have better ones.

    They are uncertain by half a kilometre: in the middle of that the few first fixes of a receiver without GNSS would
    be the lowest point of a whole flight.
    """
    poor = (heights.reasons & Reason.UNKNOWN_QNH) != 0
    good = np.isfinite(heights.low) & ~poor & ((heights.reasons & Reason.ON_GROUND) == 0)
    if not (poor.any() and good.any()):
        return heights
    better = np.logical_or.reduceat(good, offsets[:-1])
    left_out = poor & np.repeat(better, np.diff(offsets))
    low, high = np.where(left_out, np.nan, heights.low), np.where(left_out, np.nan, heights.high)
    return replace(heights, low=low, high=high)


def written(reasons: NDArray[np.uint16]) -> list[str]:
    """Return the names of reasons, with blanks between them."""
    return [names_of(int(bits)) for bits in reasons]


def of_next(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return of each point the value of the next one; of the last, its own."""
    return np.append(values[1:], values[-1:])


def _between(values: NDArray[np.float64], leg: NDArray[np.int64], t: NDArray[np.float64]) -> NDArray[np.float64]:
    here = values[leg]
    return np.where(t > 0.0, here + t * (of_next(values)[leg] - here), here)


def first_least(values: NDArray[np.float64], starts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the position of the first least value in each of the parts that begin at `starts`."""
    least = np.minimum.reduceat(values, starts)
    parts = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, len(values))))
    places = np.flatnonzero(values == least[parts])
    return places[np.unique(parts[places], return_index=True)[1]]
