"""The vertical section along one flight: ground, altitude and airspaces over the distance flown."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray
from pyproj import Geod

from lagebild.analysis.crossings import crossings
from lagebild.analysis.densify import Path, densified, joined
from lagebild.analysis.ground import Pieces, all_pieces, path_over
from lagebild.analysis.height_above_ground import over_ground
from lagebild.errors import ValidationError
from lagebild.model.activation import ALWAYS
from lagebild.model.airspaces import Airspaces
from lagebild.model.altitude import Reference
from lagebild.model.atmosphere import qnh_shift
from lagebild.model.heights import HIGHEST_UNKNOWN_QNH, LOWEST_UNKNOWN_QNH, Heights, Reason, Source, heights_of
from lagebild.model.limits import SURFACE, UNLIMITED, Level, Limit
from lagebild.model.qnh import QNH, checked_qnh, qnh_at
from lagebild.model.terrain import Terrain
from lagebild.model.tracks import Tracks

__all__ = ["cross_section"]

_GEOD = Geod(ellps="WGS84")
_SAME_PLACE = 1e-9
"""Of a leg: places that lie no farther apart are one."""

_SAMPLING = (
    "all fixes, points of the geodesic between them, every line between cells' centres that the path crosses, "
    "crests and troughs of the ground between these, and the sides of the airspaces"
)


def cross_section(
    track: Tracks, terrain: Terrain | None, airspaces: Airspaces | None = None, qnh: QNH = None
) -> xr.Dataset:
    """Return the section along a flight: the ground beneath it, its altitude, and the airspaces that it leads through.

    The points are those between which nothing bends: between two of them distance, time and altitude are linear, and
    the ground too, but for the twist of a cell. The highest and the lowest ground are points themselves.

    Parameters
    ----------
    track
        One flight path.
    terrain
        The ground; None: unknown all along.
    airspaces
        Those whose sides the path crosses become bands, whatever their limits.
    qnh
        In hPa: a number, a series over UTC times, or None for unknown.

    Returns
    -------
    xarray.Dataset
        Over `distance` (m along the geodesic path, over gaps as well), with `time`, `longitude`, `latitude` beside it:

        * `terrain_elevation` (m AMSL; NaN where there is none)
        * `altitude_amsl_low`, `altitude_amsl_high`: between these lies what an altimeter set to QNH shows (m)
        * `true_altitude_low`, `true_altitude_high`: the same for the true altitude, to be compared with the ground (m)
        * `source`, `reasons`: what the altitude was made of, why it or the ground is uncertain or missing (`Reason`)
        * `leads_on`: whether the way to the next point is known; it is not over gaps of more than five minutes

        and over `band`, one for each stay within the sides of an airspace: `airspace_id`, `name`, `airspace_type`,
        `icao_class`, `lower`, `upper` (texts), `band_from` and `band_to` (m); over both, `floor_low`, `floor_high`,
        `ceiling_low`, `ceiling_high` (m AMSL, in what altimeters show; inf: unlimited; NaN: beyond the band, or not
        known, which `band_reasons` tells). Limits above ground follow the ground, flight levels the QNH.

    Raises
    ------
    ValidationError
        If it is not exactly one flight path, or the QNH is none.
    """
    if len(track) != 1:
        raise ValidationError(f"a section leads along one flight path, not {len(track)}; choose one: tracks[track_id]")
    setting = checked_qnh(qnh)
    line = _Line.of(track, terrain)
    stays = _stays(track, airspaces)
    sides = line.parameter_at(stays[["entry_time", "exit_time"]].to_numpy(dtype="datetime64[ns]").view(np.int64))
    line = line.cut_at(np.concatenate([line.bends, sides.ravel()]))
    points = _points(line, track, terrain, setting)
    bands = _bands(line, points, stays, sides, airspaces, terrain, setting)
    return xr.Dataset({**points, **bands}, attrs=_attributes(track, terrain, setting)).assign_coords(
        distance=("distance", line.distance, _metres("distance along the geodesic path")),
    )


class _Line(NamedTuple):
    """Places on the path of a flight: their parameters are the number of a leg plus the share of it, in order."""

    path: Path
    time: NDArray[np.int64]
    """Of the fixes, ns since 1970 UTC."""

    pieces: Pieces
    parameter: NDArray[np.float64]

    @classmethod
    def of(cls, track: Tracks, terrain: Terrain | None) -> _Line:
        """Return the points of the path itself."""
        frame = track.frame
        longitude, latitude = frame["longitude"].to_numpy(), frame["latitude"].to_numpy()
        flown = joined(track)
        path = (
            densified(longitude, latitude, flown) if terrain is None else path_over(terrain, longitude, latitude, flown)
        )
        pieces = Pieces(np.empty(0, dtype=np.int64), np.empty((0, 5))) if terrain is None else all_pieces(terrain, path)
        time = frame["time"].to_numpy(dtype="datetime64[ns]").view(np.int64)
        return cls(path, time, pieces, np.arange(len(path.fix), dtype=np.float64))

    @property
    def bends(self) -> NDArray[np.float64]:
        """Where the ground changes its form, is highest or lowest, and in the middle of where it is not known."""
        begin, end, _, q1, q2 = self.pieces.terms.T
        turn = np.divide(-q1, 2.0 * q2, out=np.full(len(q1), np.nan), where=q2 != 0.0)
        turn = np.where((turn > begin) & (turn < end), turn, (begin + end) / 2.0)
        bent = (q2 != 0.0) & (turn > begin) & (turn < end) | np.isnan(q1)
        leg = self.pieces.leg
        return np.concatenate([leg + begin, leg + end, (leg + turn)[bent]])

    def cut_at(self, parameters: NDArray[np.float64]) -> _Line:
        """Return the line with more places."""
        places = np.sort(np.concatenate([self.parameter, parameters]))
        places = np.where(np.abs(places - np.rint(places)) <= _SAME_PLACE, np.rint(places), places)
        apart = np.append(True, np.diff(places) > _SAME_PLACE)
        return self._replace(parameter=places[apart])

    @property
    def leg(self) -> NDArray[np.int64]:
        """The leg of each place; the last point counts as one."""
        return np.minimum(self.parameter.astype(np.int64), len(self.path.fix) - 1)

    def at(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Interpolate a value of the path's points linearly to the places."""
        leg = self.leg
        t = self.parameter - leg
        between = t > 0.0
        found = values[leg]
        found[between] += t[between] * (values[leg[between] + 1] - values[leg[between]])
        return np.asarray(found)

    @property
    def _moment(self) -> NDArray[np.float64]:
        """Of the path's points, seconds since the first fix."""
        return self.path.at((self.time - self.time[0]) / 1e9)

    @property
    def moment(self) -> NDArray[np.int64]:
        """Of the places, ns since 1970 UTC."""
        return np.asarray(self.time[0] + np.rint(self.at(self._moment) * 1e9).astype(np.int64))

    def parameter_at(self, time: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return where the flight was at times, in ns since 1970 UTC."""
        numbers = np.arange(len(self.path.fix), dtype=np.float64)
        return np.asarray(np.interp((time - self.time[0]) / 1e9, self._moment, numbers))

    @property
    def distance(self) -> NDArray[np.float64]:
        """Metres along the path."""
        longitude, latitude = self.path.longitude, self.path.latitude
        _, _, length = _GEOD.inv(longitude[:-1], latitude[:-1], longitude[1:], latitude[1:])
        return self.at(np.concatenate([[0.0], np.cumsum(length)]))

    @property
    def place(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Longitude and latitude, degrees."""
        turns = np.unwrap(self.path.longitude, period=360.0)
        longitude = self.at(turns)
        wrapped = np.where(np.abs(longitude) > 180.0, (longitude + 180.0) % 360.0 - 180.0, longitude)
        return wrapped, self.at(self.path.latitude)

    @property
    def reached(self) -> NDArray[np.int64]:
        """The fix that each place is, or follows."""
        return self.path.fix[self.leg]

    @property
    def following(self) -> NDArray[np.int64]:
        """The fix that each place is, or precedes."""
        between = (self.parameter > self.leg) | (self.path.share[self.leg] > 0.0)
        return self.reached + between


def _points(line: _Line, track: Tracks, terrain: Terrain | None, qnh: QNH) -> dict[str, Any]:
    """Return the variables and coordinates over distance."""
    frame = track.frame
    shown = heights_of(frame, Reference.AMSL, qnh=qnh)
    if terrain is None:
        true, why = heights_of(frame, Reference.AMSL, qnh=qnh, true=True), Reason(0)
    else:
        over = over_ground(track, terrain, qnh)
        true, why = over.aircraft, over.terrain_reason
    ground = _ground(line, terrain)
    longitude, latitude = line.place
    bits = _reasons(line, shown) | _reasons(line, true)
    bits |= np.where(np.isnan(ground), Reason.NO_TERRAIN, why).astype(np.uint16)
    altimeter = "altitude above mean sea level, as an altimeter set to QNH shows it"
    moments = pd.DatetimeIndex(line.moment.view("datetime64[ns]")).as_unit("ns")
    return {
        "time": ("distance", moments, {"long_name": "time", "time_zone": "UTC"}),
        "longitude": ("distance", longitude, {"units": "degrees_east", "standard_name": "longitude"}),
        "latitude": ("distance", latitude, {"units": "degrees_north", "standard_name": "latitude"}),
        "terrain_elevation": ("distance", ground, _metres("elevation of the ground", "amsl")),
        "altitude_amsl_low": ("distance", line.at(line.path.at(shown.low)), _metres(f"least {altimeter}", "amsl")),
        "altitude_amsl_high": ("distance", line.at(line.path.at(shown.high)), _metres(f"greatest {altimeter}", "amsl")),
        "true_altitude_low": ("distance", line.at(line.path.at(true.low)), _metres("least true altitude", "amsl")),
        "true_altitude_high": ("distance", line.at(line.path.at(true.high)), _metres("greatest true altitude", "amsl")),
        "source": ("distance", shown.source[line.reached], _flags(Source, "flag_values")),
        "reasons": ("distance", bits, _flags(Reason, "flag_masks")),
        "leads_on": ("distance", line.path.leads_on[line.leg], {"long_name": "the way to the next point is known"}),
    }


def _ground(line: _Line, terrain: Terrain | None) -> NDArray[np.float64]:
    """Return the elevations at the places: of the pieces that begin or end there, else sampled."""
    found = np.full(len(line.parameter), np.nan)
    if terrain is None:
        return found
    leg, terms = line.pieces
    if len(leg):
        number = np.searchsorted(leg + terms[:, 0], line.parameter + _SAME_PLACE) - 1
        for piece in (number, number - 1):  # at a border of what is known, the known side counts
            value = _elevation(line.parameter, leg, terms, piece)
            found = np.where(np.isnan(found), value, found)
    alone = ~line.path.leads_on[line.leg] & np.isnan(found)
    longitude, latitude = line.place
    found[alone] = terrain.sample(longitude[alone], latitude[alone])
    return found


def _elevation(
    parameter: NDArray[np.float64], leg: NDArray[np.int64], terms: NDArray[np.float64], piece: NDArray[np.int64]
) -> NDArray[np.float64]:
    begin, end, q0, q1, q2 = terms[np.maximum(piece, 0)].T
    t = parameter - leg[np.maximum(piece, 0)]
    slack = 2.0 * _SAME_PLACE
    within = (piece >= 0) & (t >= begin - slack) & (t <= end + slack)
    return np.where(within, q0 + t * (q1 + t * q2), np.nan)


def _reasons(line: _Line, heights: Heights) -> NDArray[np.uint16]:
    bits: NDArray[np.uint16] = heights.reasons[line.reached] | heights.reasons[line.following]
    return bits


def _stays(track: Tracks, airspaces: Airspaces | None) -> pd.DataFrame:
    """Return the stays within the sides of airspaces, whatever the height and the activation."""
    spaces = Airspaces.empty() if airspaces is None else airspaces
    lower, upper = Limit(levels=(SURFACE,)), Limit(levels=(UNLIMITED,))
    count = len(spaces)
    everywhere = spaces.frame.assign(lower=[lower] * count, upper=[upper] * count, activation=[ALWAYS] * count)
    return crossings(track, Airspaces.from_frame(everywhere))


def _bands(
    line: _Line,
    points: dict[str, Any],
    stays: pd.DataFrame,
    sides: NDArray[np.float64],
    airspaces: Airspaces | None,
    terrain: Terrain | None,
    qnh: QNH,
) -> dict[str, Any]:
    """Return the variables and coordinates over bands."""
    frame = (Airspaces.empty() if airspaces is None else airspaces).frame.set_index("airspace_id", drop=False)
    rows = frame.loc[stays["airspace_id"]]
    levels = _Levels.of(points, terrain, qnh)
    shape = (len(stays), len(line.parameter))
    names = ("floor_low", "floor_high", "ceiling_low", "ceiling_high")
    found = {name: np.full(shape, np.nan) for name in names}
    why = np.zeros(shape, dtype=np.uint16)
    slack = 2.0 * _SAME_PLACE
    for number, (lower, upper) in enumerate(zip(rows["lower"], rows["upper"], strict=True)):
        inside = (line.parameter >= sides[number, 0] - slack) & (line.parameter <= sides[number, 1] + slack)
        for limit, name in ((lower, "floor"), (upper, "ceiling")):
            low, high, bits = levels.span(limit)
            found[f"{name}_low"][number] = np.where(inside, low, np.nan)
            found[f"{name}_high"][number] = np.where(inside, high, np.nan)
            why[number] |= np.where(inside, bits, 0).astype(np.uint16)
    ends = np.interp(sides, line.parameter, line.distance)
    return {
        "airspace_id": ("band", stays["airspace_id"].to_numpy(dtype=object)),
        "name": ("band", rows["name"].fillna("").to_numpy(dtype=object)),
        "airspace_type": ("band", rows["type"].fillna("").to_numpy(dtype=object)),
        "icao_class": ("band", rows["icao_class"].fillna("").to_numpy(dtype=object)),
        "lower": ("band", [str(limit) for limit in rows["lower"]]),
        "upper": ("band", [str(limit) for limit in rows["upper"]]),
        "band_from": ("band", ends[:, 0], _metres("distance at which the band begins")),
        "band_to": ("band", ends[:, 1], _metres("distance at which the band ends")),
        **{name: (("band", "distance"), found[name], _metres(name.replace("_", ", "), "amsl")) for name in names},
        "band_reasons": (("band", "distance"), why, _flags(Reason, "flag_masks")),
    }


class _Levels(NamedTuple):
    """What levels are in metres AMSL along the way."""

    ground: NDArray[np.float64]
    margin: float
    why_ground: Reason
    geoid: NDArray[np.float64]
    shift: tuple[NDArray[np.float64], NDArray[np.float64]]
    """Least and greatest AMSL altitude less pressure altitude."""

    why_shift: NDArray[np.uint16]

    @classmethod
    def of(cls, points: dict[str, Any], terrain: Terrain | None, qnh: QNH) -> _Levels:
        """Find what the levels of all references need."""
        from lagebild.model.geoid import geoid_height  # numba is loaded by those who need it

        time = points["time"][1].to_numpy().view(np.int64)
        if qnh is None:
            settings = np.full(len(time), LOWEST_UNKNOWN_QNH), np.full(len(time), HIGHEST_UNKNOWN_QNH)
            why = np.full(len(time), Reason.UNKNOWN_QNH, dtype=np.uint16)
        else:
            values, held = qnh_at(qnh, time)
            settings, why = (values, values), np.where(held, Reason.QNH_HELD, 0).astype(np.uint16)
        accuracy = math.nan if terrain is None else terrain.vertical_accuracy
        known = not math.isnan(accuracy)
        return cls(
            ground=points["terrain_elevation"][1],
            margin=accuracy if known else 0.0,
            why_ground=Reason.TERRAIN_ACCURACY if known else Reason.UNKNOWN_TERRAIN_ACCURACY,
            geoid=geoid_height(points["longitude"][1], points["latitude"][1]),
            shift=(qnh_shift(settings[0]), qnh_shift(settings[1])),
            why_shift=why,
        )

    def span(self, limit: Limit) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.uint16]]:
        """Return the least and the greatest altitude of a limit, and why it is uncertain or not known."""
        if not limit.is_known:
            unknown = np.full(self.ground.shape, np.nan)
            return unknown, unknown, np.full(self.ground.shape, Reason.NO_HEIGHT, dtype=np.uint16)
        lows, highs, reasons = zip(*(self._level(level) for level in limit.levels), strict=True)
        join = np.maximum if limit.join == "max" else np.minimum
        return join.reduce(lows), join.reduce(highs), np.bitwise_or.reduce(reasons)

    def _level(self, level: Level) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.uint16]]:
        nothing = np.zeros(self.ground.shape, dtype=np.uint16)
        flat = np.full(self.ground.shape, level.value)
        if level.is_unlimited or level.reference is Reference.AMSL:
            return flat, flat, nothing
        if level.reference is Reference.ELLIPSOID:
            return flat - self.geoid, flat - self.geoid, nothing
        if level.reference is Reference.PRESSURE:
            return flat + self.shift[0], flat + self.shift[1], self.why_shift
        why = np.where(np.isnan(self.ground), Reason.NO_TERRAIN, self.why_ground).astype(np.uint16)
        margin = 0.0 if level.is_surface else self.margin
        return self.ground + level.value - margin, self.ground + level.value + margin, why


def _metres(name: str, reference: str = "") -> dict[str, str]:
    return {"units": "m", "long_name": name, **({"reference": reference} if reference else {})}


def _flags(kind: Any, key: str) -> dict[str, Any]:
    """Say what the numbers mean, as the CF conventions do."""
    return {key: [int(one) for one in kind], "flag_meanings": " ".join(str(one.name) for one in kind)}


def _attributes(track: Tracks, terrain: Terrain | None, qnh: QNH) -> dict[str, Any]:
    stated = "series" if isinstance(qnh, pd.Series) else f"{qnh:g}" if qnh is not None else "unknown"
    return {
        "track_id": track.ids[0],
        "qnh_hPa": stated,
        "terrain_vertical_datum": "no terrain" if terrain is None else terrain.vertical_datum,
        "terrain_vertical_accuracy_m": math.nan if terrain is None else terrain.vertical_accuracy,
        "horizontal_datum": "WGS 84",
        "sampling": _SAMPLING,
    }
