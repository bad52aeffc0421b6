"""Which flights come near each other: closest points of approach in continuous time."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pyproj import Geod

from lagebild.analysis.densify import densified, joined
from lagebild.errors import ValidationError
from lagebild.model.altitude import Reference
from lagebild.model.qnh import QNH
from lagebild.model.tracks import Tracks

__all__ = ["encounters"]

_COLUMNS = {
    "track_a": "str",
    "track_b": "str",
    "start": "datetime64[ns, UTC]",
    "end": "datetime64[ns, UTC]",
    "time": "datetime64[ns, UTC]",
    "horizontal_distance": "float64",
    "vertical_distance": "float64",
    "longitude": "float64",
    "latitude": "float64",
    "relative_bearing": "float64",
    "closing_speed": "float64",
    "status": "str",
}

_FARTHEST = 1_000_000.0
"""m; up to here the chord through the earth tells the distance over it to 0.01 % wherever and in whatever direction."""

_MEAN_RADIUS = 6_371_008.8
"""m; IUGG mean radius of the earth."""

_LEAST_RADIUS = 6_335_439.0
"""m; the meridian's radius of curvature at the equator, the least of WGS 84."""

_USUAL_SPEED = 300.0
"""m/s; time is cut so that aircraft fly about the horizontal distance asked for in one slab."""

_SHORTEST_SLAB, _LONGEST_SLAB = 5.0, 60.0
"""s."""

_NO_AIRCRAFT = frozenset({"", "000000"})
"""Addresses that are nobody's."""

_STANDING = 0.1
"""m/s; below it there is no course."""

_SAME_PLACE = 0.001
"""m; below it there is no bearing."""

_GEOD = Geod(ellps="WGS84")

Floats = NDArray[np.float64]


def encounters(
    tracks: Tracks,
    horizontal: float = 9260.0,
    vertical: float = 304.8,
    qnh: QNH = None,
    *,
    boundary: Literal["inclusive", "exclusive"] = "inclusive",
    on_ground: bool = False,
) -> pd.DataFrame:
    """Return when which flights were within two distances of each other, horizontally and vertically at once.

    One row is an encounter: a span of time, as long as can be, in which both distances are within their limits. Between
    two fixes flight is straight and steady, over ground (the geodesic, within 1 m) and in height, and the answer is
    that of this motion at every moment, not only at the fixes. Across gaps (more than `MAX_GAP_SECONDS`) nothing is
    known, and there are no encounters.

    Heights are compared in the first reference that both flights have at the time: pressure altitude, AMSL, ellipsoid.
    Where they have none in common, both are turned into AMSL, as intervals.

    No flight meets itself, nor another track of the same aircraft (equal `icao24`), as two sources may have it.

    Parameters
    ----------
    tracks
        The flight paths.
    horizontal
        Limit of the horizontal distance, m over the WGS 84 ellipsoid, up to 1,000 km; by default 5 NM.
    vertical
        Limit of the vertical distance, m; by default 1000 ft. With infinity heights do not matter.
    qnh
        hPa: a number, or a series over UTC times. Only needed between pressure altitudes and heights of other
        references; without it their difference is an interval.
    boundary
        Whether flying at exactly the vertical limit apart is an encounter (`inclusive`) or not (`exclusive`). Traffic
        that is separated by 1000 ft is exactly that far apart: with `exclusive` it does not meet.
    on_ground
        Whether aircraft on the ground count: flight between two fixes that are both `on_ground`. By default not, for
        those parked side by side have not met.

    Returns
    -------
    DataFrame
        Sorted by start, with the columns

        * `track_a`, `track_b`: the flights, `track_a` the one that comes first in `tracks`
        * `start`, `end`: when both distances come within their limits, and until when they are (UTC)
        * `time`: the closest approach, the smallest horizontal distance of that span (the first, if there are several)
        * `horizontal_distance`: geodesic, m, at `time`
        * `vertical_distance`: m, at `time`; the smallest possible where it is an interval, NaN where it is unknown
        * `longitude`, `latitude`: degrees, the middle between the two at `time`
        * `relative_bearing`: where `track_a` has `track_b` at `time`, degrees clockwise from its course over ground,
          0..360; NaN where it stands, or both are in one place
        * `closing_speed`: m/s, how fast the two move relative to each other horizontally at `time`
        * `status`: `certain`, or `undetermined` where heights are unknown, or their intervals too wide to say that
          there was an encounter. Of a certain one only moments that are certain can be the closest approach; `start`
          and `end` reach as far as it may have lasted.

    Raises
    ------
    ValidationError
        If a limit is not positive, the horizontal one is above 1,000 km, or `boundary` is something else.
    """
    if boundary not in ("inclusive", "exclusive"):
        raise ValidationError(f"boundary must be 'inclusive' or 'exclusive', not {boundary!r}")
    if not (math.isfinite(horizontal) and 0 < horizontal <= _FARTHEST):
        raise ValidationError(f"horizontal must be a positive number of metres up to 1,000 km, not {horizontal!r}")
    if not vertical > 0:
        raise ValidationError(f"vertical must be a positive number of metres, not {vertical!r}")
    motion = _Motion(tracks, qnh, on_ground=on_ground)
    pairs, found = motion.meetings(horizontal, vertical, inclusive=boundary == "inclusive")
    order = np.lexsort((pairs[:, 1], pairs[:, 0], found[:, 0]))
    return motion.described(pairs[order], found[order])


class _Motion:
    """All that flies, as plain columns over seconds since the first fix."""

    def __init__(self, tracks: Tracks, qnh: QNH, *, on_ground: bool) -> None:
        frame = tracks.frame
        self.ids = np.array(tracks.ids, dtype=object)
        nanos = frame["time"].to_numpy(dtype="datetime64[ns]").view(np.int64)
        self.origin = int(nanos.min()) if len(nanos) else 0
        usable = joined(tracks)
        if not on_ground:
            usable &= ~_rolling(frame)
        path = densified(frame["longitude"].to_numpy(), frame["latitude"].to_numpy(), usable)
        self.longitude, self.latitude, self.usable = path.longitude, path.latitude, path.leads_on
        self.seconds = path.at((nanos - self.origin) / 1e9)
        self.heights, self.band = (np.stack([path.at(row) for row in part]) for part in _heights(frame, qnh))
        self.offsets = np.searchsorted(path.fix, tracks.offsets)
        self.aircraft = _aircraft(frame, tracks.offsets)

    def meetings(self, horizontal: float, vertical: float, *, inclusive: bool) -> tuple[NDArray[np.int64], Floats]:
        """Return the pairs of tracks, and what the kernel found of each encounter."""
        from lagebild.analysis.kernels.encounters import (  # numba is loaded by those who need it
            BOX,
            count_pieces,
            cut_into_pieces,
            follow_pairs,
            near_pieces,
        )

        longitude, latitude, seconds, usable = self.longitude, self.latitude, self.seconds, self.usable
        slab = min(_LONGEST_SLAB, max(_SHORTEST_SLAB, horizontal / _USUAL_SPEED))
        chord = 2 * _MEAN_RADIUS * math.sin(horizontal / (2 * _MEAN_RADIUS))
        count = count_pieces(seconds, usable, self.offsets, slab)
        owner, box = np.empty((count, 4), dtype=np.int64), np.empty((count, BOX))
        cut_into_pieces(longitude, latitude, seconds, self.heights[0], usable, self.offsets, slab, owner, box)
        order = np.lexsort((box[:, 0], owner[:, 1]))
        degrees = math.degrees(horizontal / _LEAST_RADIUS) + 1e-9
        near = near_pieces(owner, box, order, self.aircraft, chord, degrees, vertical)
        pair = owner[near[:, 0], 0] * len(self.ids) + owner[near[:, 1], 0]
        near = near[np.argsort(pair, kind="stable")]  # slabs are in order already
        return follow_pairs(
            longitude,
            latitude,
            seconds,
            self.heights,
            self.band,
            usable,
            owner,
            near,
            slab,
            chord,
            float(vertical),
            inclusive,
        )

    def described(self, pairs: NDArray[np.int64], found: Floats) -> pd.DataFrame:
        """Make the table of what was found."""
        if not len(pairs):
            return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in _COLUMNS.items()})
        one, other = (self._state(found[:, column].astype(np.int64), found[:, 2]) for column in (5, 6))
        azimuth, _, distance = _GEOD.inv(one.longitude, one.latitude, other.longitude, other.latitude)
        azimuth, distance = np.asarray(azimuth), np.asarray(distance)
        longitude, latitude, _ = _GEOD.fwd(one.longitude, one.latitude, azimuth, distance / 2)
        bearing = (azimuth - one.course) % 360.0
        relative = other.velocity - one.velocity
        up = one.up + other.up
        up /= np.linalg.norm(up, axis=1, keepdims=True)
        # what is left along the vertical is the earth's curvature between the two
        relative -= np.sum(relative * up, axis=1, keepdims=True) * up
        table = {
            "track_a": self.ids[pairs[:, 0]],
            "track_b": self.ids[pairs[:, 1]],
            "start": self._times(found[:, 0]),
            "end": self._times(found[:, 1]),
            "time": self._times(found[:, 2]),
            "horizontal_distance": distance,
            "vertical_distance": found[:, 3],
            "longitude": longitude,
            "latitude": latitude,
            "relative_bearing": np.where(distance < _SAME_PLACE, np.nan, bearing),
            "closing_speed": np.linalg.norm(relative, axis=1),
            "status": np.where(found[:, 4] == 1.0, "certain", "undetermined"),
        }
        return pd.DataFrame(table).astype(_COLUMNS)

    def _times(self, seconds: Floats) -> pd.DatetimeIndex:
        return pd.to_datetime(self.origin + np.round(seconds * 1e9).astype(np.int64), utc=True, unit="ns")

    def _state(self, segment: NDArray[np.int64], at: Floats) -> _State:
        duration = self.seconds[segment + 1] - self.seconds[segment]
        east = (np.diff(self.longitude)[segment] + 180.0) % 360.0 - 180.0
        north = np.diff(self.latitude)[segment]
        share = (at - self.seconds[segment]) / duration
        return _State(
            (self.longitude[segment] + share * east + 180.0) % 360.0 - 180.0,
            self.latitude[segment] + share * north,
            east / duration,
            north / duration,
        )


class _State:
    """Where something is, and how it moves over ground."""

    def __init__(self, longitude: Floats, latitude: Floats, turning: Floats, climbing: Floats) -> None:
        """Take places (degrees) and their change (degrees/s)."""
        from lagebild.analysis.kernels.earth import SEMI_MAJOR_AXIS, SQUARED_ECCENTRICITY

        self.longitude, self.latitude = longitude, latitude
        lon, lat = np.radians(longitude), np.radians(latitude)
        normal = SEMI_MAJOR_AXIS / np.sqrt(1 - SQUARED_ECCENTRICITY * np.sin(lat) ** 2)
        meridian = normal**3 * (1 - SQUARED_ECCENTRICITY) / SEMI_MAJOR_AXIS**2
        east = np.radians(turning) * normal * np.cos(lat)
        north = np.radians(climbing) * meridian
        eastward = np.stack([-np.sin(lon), np.cos(lon), np.zeros_like(lon)], axis=1)
        northward = np.stack([-np.sin(lat) * np.cos(lon), -np.sin(lat) * np.sin(lon), np.cos(lat)], axis=1)
        self.velocity = east[:, None] * eastward + north[:, None] * northward
        """m/s, shape (n, 3), earth-centred."""
        self.up = np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)
        self.course = np.where(np.hypot(east, north) < _STANDING, np.nan, np.degrees(np.arctan2(east, north)) % 360.0)


def _heights(frame: pd.DataFrame, qnh: QNH) -> tuple[Floats, Floats]:
    """Heights that can be compared among themselves (k, n), and the lowest and highest AMSL can be (2, n)."""
    names = [name for name in ("altitude_pressure", "altitude_amsl", "height_ellipsoid") if name in frame]
    measured = [frame[name].to_numpy() for name in names]
    measured = [values for values in measured if not np.isnan(values).all()]
    nothing = np.full(len(frame), np.nan)
    if len(measured) < 2 and qnh is None:
        return np.stack(measured or [nothing]), np.stack([nothing, nothing])
    from lagebild.model.heights import heights_of

    amsl = heights_of(frame, Reference.AMSL, qnh=qnh)
    return np.stack(measured or [nothing]), np.stack([amsl.low, amsl.high])


def _rolling(frame: pd.DataFrame) -> NDArray[np.bool_]:
    """Say of each fix whether the aircraft stays on the ground until the next one."""
    if "on_ground" not in frame:
        return np.zeros(len(frame), dtype=bool)
    ground: NDArray[np.bool_] = frame["on_ground"].fillna(False).to_numpy(dtype=bool, copy=True)
    ground[:-1] &= ground[1:]
    ground[-1:] = False
    return ground


def _aircraft(frame: pd.DataFrame, offsets: NDArray[np.int64]) -> NDArray[np.int64]:
    """Number the aircraft: tracks of one have one number."""
    numbers = np.arange(len(offsets) - 1)
    if "icao24" not in frame:
        return numbers
    track = np.repeat(numbers, np.diff(offsets))
    names = frame["icao24"].str.lower()
    known = names.notna().to_numpy() & ~names.isin(_NO_AIRCRAFT).to_numpy()
    first = pd.Series(names[known].to_numpy(), index=track[known]).groupby(level=0).first()
    codes, _ = pd.factorize(first)
    numbers[first.index] = len(numbers) + codes
    return numbers
