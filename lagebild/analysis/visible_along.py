"""For each flight: when which station sees it, where it is lost, and why."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pyproj import Geod

from lagebild.analysis.compiling import say_when_compiling
from lagebild.analysis.densify import Path, densified, joined
from lagebild.analysis.durations import nanoseconds_of
from lagebild.analysis.height_above_ground import over_ground
from lagebild.analysis.outlook import EARTH_RADIUS, FARTHEST, Ground, Outlook, Progress, checked_k, outlooks
from lagebild.errors import ValidationError
from lagebild.model.qnh import QNH
from lagebild.model.stations import Station
from lagebild.model.terrain import Terrain
from lagebild.model.tracks import Tracks

__all__ = ["ANY_STATION", "marked_seen", "visible_along", "visible_shares"]

_GEOD = Geod(ellps="WGS84")

ANY_STATION = ""
"""The station of rows that say whether any sees the flight."""

_STEP_CELLS = 1.0
"""Between points that are looked at flights go on by no more than this many cells."""

_HALVINGS = 12
"""By which the moment of a change is narrowed down: to a 4,000th of a cell."""


class _State(IntEnum):
    """In the order in which one of several stations outweighs the others."""

    SEEN = 0
    UNDETERMINED = 1
    UNKNOWN = 2
    HIDDEN = 3


class _Reason(IntEnum):
    NONE = 0
    RANGE = 1
    HORIZON = 2
    TERRAIN = 3
    HEIGHT = 4
    NO_HEIGHT = 5
    NO_TERRAIN = 6


_STATES = np.array([one.name.lower() for one in _State])
_REASONS = np.array(["", "range", "horizon", "terrain", "height", "no height", "no terrain"])

_COLUMNS = {
    "track_id": "str",
    "station": "str",
    "state": "str",
    "reason": "str",
    "start": "datetime64[ns, UTC]",
    "end": "datetime64[ns, UTC]",
    "duration": "float64",
    "start_longitude": "float64",
    "start_latitude": "float64",
    "start_altitude_amsl": "float64",
    "end_longitude": "float64",
    "end_latitude": "float64",
    "end_altitude_amsl": "float64",
}


def visible_along(
    tracks: Tracks,
    stations: Station | Sequence[Station],
    terrain: Terrain,
    k: float = 4 / 3,
    *,
    qnh: QNH = None,
    max_gap: str | timedelta = "5min",
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Return for each flight the times in which stations see it, and those in which they do not, with the reason.

    Flights are looked at along the geodesic between their fixes, at every cell of the terrain that they fly over; the
    moment at which a station gains or loses one is narrowed down from there. Each look is a ray of
    `minimum_visible_altitude`, to the aircraft itself.

    Parameters
    ----------
    tracks
        The flight paths.
    stations
        One or several.
    terrain
        The ground.
    k
        Factor of the earth's radius for refraction: 4/3 for radio, 7/6 for light, 1 for none.
    qnh
        In hPa: a number, a series over UTC times, or None for unknown. Used where a fix has pressure altitude alone.
    max_gap
        What lies between fixes farther apart is not known, and in no row.
    progress
        Hears the share that is done; what it raises ends the work.

    Returns
    -------
    pandas.DataFrame
        One row a stay in one state, by flight, station and time; `station` is its name (or place), and `""` in rows
        that tell whether any station sees the flight. Columns: track_id, station, `state`, `reason`, start, end,
        duration (s), and longitude, latitude (degrees), altitude_amsl (m, the middle of what it may be) of both ends.

        * `seen`
        * `hidden`, by `range` (of the station), `horizon` (of a smooth earth at sea level) or `terrain`
        * `undetermined`, by `height`: it hangs on how high the flight truly was
        * `unknown`: `no height`, or `no terrain` beneath the ray or the flight

    Raises
    ------
    ValidationError
        If a station lies outside the terrain or where its elevation is not known, or an option is out of range.
    """
    chosen = _checked(stations)
    labels = [one.label for one in chosen]
    k = checked_k(k)
    gap = nanoseconds_of("max_gap", max_gap, "5min") / 1e9
    say_when_compiling()
    flights = _Flights.of(tracks, terrain, qnh, gap)
    tables = []
    for station, look in _looks(terrain, chosen, k, progress):
        tables.append(_stays(flights, look, station.label))
    stays = pd.concat(tables, ignore_index=True)
    stays = pd.concat([stays, _of_any(stays, flights)], ignore_index=True)
    order = {label: number for number, label in enumerate([*labels, ANY_STATION])}
    stays = stays.assign(_order=stays["station"].map(order)).sort_values(["track_id", "_order", "start"], kind="stable")
    return stays.reset_index(drop=True).astype(_COLUMNS)[list(_COLUMNS)]


def marked_seen(
    tracks: Tracks,
    stations: Station | Sequence[Station],
    terrain: Terrain,
    k: float = 4 / 3,
    *,
    qnh: QNH = None,
    progress: Progress | None = None,
) -> Tracks:
    """Return the flights with a column more: whether stations see them at each fix.

    `map.colour_by = "column:sight"` colours them by it.

    Parameters
    ----------
    tracks, stations, terrain, k, qnh, progress
        As for `visible_along`.

    Returns
    -------
    Tracks
        With `sight`: `seen`, `hidden`, `undetermined` or `unknown`; of several stations the best.

    Raises
    ------
    ValidationError
        As `visible_along`.
    """
    chosen = _checked(stations)
    k = checked_k(k)
    say_when_compiling()
    frame = tracks.frame
    heights = over_ground(tracks, terrain, qnh).aircraft
    longitude, latitude = frame["longitude"].to_numpy(), frame["latitude"].to_numpy()
    best = np.full(len(frame), _State.HIDDEN, dtype=np.int8)
    for _, look in _looks(terrain, chosen, k, progress):
        state, _ = look(longitude, latitude, heights.low, heights.high)
        np.minimum(best, state, out=best)
    return Tracks(frame.assign(sight=pd.array(_STATES[best], dtype="str")), tracks.offsets, tracks.report)


def visible_shares(stays: pd.DataFrame) -> pd.DataFrame:
    """Return for each flight and station how long it was in each state.

    Parameters
    ----------
    stays
        What `visible_along` returned.

    Returns
    -------
    pandas.DataFrame
        track_id, station (`""`: any), seen, hidden, undetermined, unknown (s), and `unseen_share`: of the time in which
        seen or hidden is certain, the share hidden; NaN where there is none. For `""`: the share no station sees.
    """
    names = [str(one) for one in _STATES]
    table = stays.pivot_table(
        index=["track_id", "station"], columns="state", values="duration", aggfunc="sum", sort=False, observed=True
    )
    table = table.reindex(columns=sorted(names)).fillna(0.0)[["seen", "hidden", "undetermined", "unknown"]]
    certain = table["seen"] + table["hidden"]
    table["unseen_share"] = table["hidden"].div(certain.where(certain > 0))
    table.columns.name = None
    return table.reset_index()


def _checked(stations: Station | Sequence[Station]) -> list[Station]:
    chosen = [stations] if isinstance(stations, Station) else list(stations)
    labels = [one.label for one in chosen]
    if not chosen or len(set(labels)) < len(labels):
        raise ValidationError(f"one station or more is needed, each with a name of its own; they are {labels}")
    return chosen


@dataclass(frozen=True, eq=False, kw_only=True)
class _Flights:
    """Points along flights, with what the altitude may be."""

    path: Path
    time: NDArray[np.float64]
    """Of the points, s since the first fix of all."""

    origin: pd.Timestamp
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    track: NDArray[np.int64]
    names: NDArray[np.object_]

    @classmethod
    def of(cls, tracks: Tracks, terrain: Terrain, qnh: QNH, gap: float) -> _Flights:
        frame = tracks.frame
        heights = over_ground(tracks, terrain, qnh).aircraft
        longitude, latitude = frame["longitude"].to_numpy(), frame["latitude"].to_numpy()
        path = densified(longitude, latitude, joined(tracks, gap), longest=_STEP_CELLS * _cell(terrain))
        nanoseconds = frame["time"].to_numpy(dtype="datetime64[ns]").view(np.int64)
        first = int(nanoseconds[0]) if len(nanoseconds) else 0
        sizes = np.diff(tracks.offsets)
        return cls(
            path=path,
            time=path.at((nanoseconds - first) / 1e9),
            origin=pd.Timestamp(first, unit="ns", tz="UTC"),
            low=path.at(heights.low),
            high=path.at(heights.high),
            track=np.repeat(np.arange(len(sizes)), sizes)[path.fix],
            names=frame["track_id"].to_numpy(dtype=object)[tracks.offsets[:-1]],
        )

    def moments(self, seconds: NDArray[np.float64]) -> pd.Series:
        """Turn seconds since the first fix into times."""
        return pd.Series(self.origin + pd.to_timedelta(np.round(seconds * 1e9).astype(np.int64), unit="ns"))


@dataclass(frozen=True, eq=False)
class _Look:
    """What a station sees of places in the air."""

    station: Station
    terrain: Terrain
    ground: Ground
    outlook: Outlook
    k: float

    def __call__(
        self,
        longitude: NDArray[np.float64],
        latitude: NDArray[np.float64],
        low: NDArray[np.float64],
        high: NDArray[np.float64],
    ) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
        """Return states and reasons for altitudes between `low` and `high` (m AMSL)."""
        x, y = self.terrain.project(longitude, latitude)
        grid, (rows, columns) = self.terrain.grid, self.ground.cells.shape
        row, column = grid.row(y) - self.ground.row, grid.column(x) - self.ground.column
        inside = (row >= -0.5) & (row <= rows - 0.5) & (column >= -0.5) & (column <= columns - 0.5)
        line, distance = np.full(len(row), np.nan), np.full(len(row), np.nan)
        sight = self.outlook.sight
        steepest, away = self.outlook.slopes_to(
            np.clip(row[inside], 0.0, rows - 1.0), np.clip(column[inside], 0.0, columns - 1.0)
        )
        line[inside] = np.where(np.isfinite(steepest), sight.height + away * (steepest + sight.bend * away), np.nan)
        distance[inside] = away
        distance[~inside] = self._away(longitude[~inside], latitude[~inside])
        state = np.full(len(row), _State.UNKNOWN, dtype=np.int8)
        reason = np.full(len(row), _Reason.NO_TERRAIN, dtype=np.int8)
        known = ~np.isnan(line)
        for chosen, one, why in (
            (known & (low >= line), _State.SEEN, _Reason.NONE),
            (known & (low < line) & (high >= line), _State.UNDETERMINED, _Reason.HEIGHT),
            (known & (high < line), _State.HIDDEN, _Reason.TERRAIN),
            (known & (high < line) & self._below_horizon(distance, high), _State.HIDDEN, _Reason.HORIZON),
            (np.isnan(low) | np.isnan(high), _State.UNKNOWN, _Reason.NO_HEIGHT),
            (distance > sight.reach, _State.HIDDEN, _Reason.RANGE),
        ):
            state[chosen], reason[chosen] = one, why
        return state, reason

    def _away(self, longitude: NDArray[np.float64], latitude: NDArray[np.float64]) -> NDArray[np.float64]:
        station, count = self.station, len(longitude)
        _, _, away = _GEOD.inv(np.full(count, station.longitude), np.full(count, station.latitude), longitude, latitude)
        return np.asarray(away)

    def _below_horizon(self, distance: NDArray[np.float64], high: NDArray[np.float64]) -> NDArray[np.bool_]:
        twice = 2.0 * self.k * EARTH_RADIUS
        farthest = math.sqrt(twice * max(self.outlook.sight.height, 0.0)) + np.sqrt(twice * np.maximum(high, 0.0))
        return np.asarray(distance > farthest)


def _looks(
    terrain: Terrain, stations: Sequence[Station], k: float, progress: Progress | None
) -> Iterator[tuple[Station, _Look]]:
    """Look from one station after the other, and tell when one is done."""
    ground = Ground.around(terrain, stations, FARTHEST)
    for number, (station, outlook) in enumerate(zip(stations, outlooks(terrain, ground, stations, k=k), strict=True)):
        yield station, _Look(station, terrain, ground, outlook, k)
        if progress is not None:
            progress((number + 1) / len(stations))


def _cell(terrain: Terrain) -> float:
    """Return the length of a cell in the middle of a terrain, m."""
    row, column = terrain.grid.rows / 2, terrain.grid.columns / 2
    longitude, latitude = terrain.degrees(np.array([row, row + 1, row]), np.array([column, column, column + 1]))
    _, _, tall = _GEOD.inv(longitude[0], latitude[0], longitude[1], latitude[1])
    _, _, wide = _GEOD.inv(longitude[0], latitude[0], longitude[2], latitude[2])
    return float(max(min(tall, wide), 1.0))


def _stays(flights: _Flights, look: _Look, station: str) -> pd.DataFrame:
    """Return the stays of all flights in the states of one station."""
    path = flights.path
    state, reason = look(path.longitude, path.latitude, flights.low, flights.high)
    code = state.astype(np.int64) * len(_REASONS) + reason
    leads = path.leads_on
    changes = np.flatnonzero(leads[:-1] & (code[1:] != code[:-1]))
    share = _changed_at(flights, look, changes, code)
    at = np.concatenate([np.flatnonzero(leads), changes])
    begins = np.concatenate([np.zeros(int(leads.sum())), share])
    # a leg without a change is one piece, a leg with one two: the first ends where the second begins
    ends = np.ones(len(at))
    whole = np.full(len(leads), -1)
    whole[np.flatnonzero(leads)] = np.arange(int(leads.sum()))
    ends[whole[changes]] = share
    codes = np.concatenate([code[np.flatnonzero(leads)], code[changes + 1]])
    order = np.lexsort((begins, at))
    at, begins, ends, codes = at[order], begins[order], ends[order], codes[order]
    if not len(at):
        return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in _COLUMNS.items()})
    follows = (
        (codes[1:] == codes[:-1])
        & (flights.track[at[1:]] == flights.track[at[:-1]])
        & ((at[1:] == at[:-1]) | (at[1:] == at[:-1] + 1))
        & ((at[1:] == at[:-1]) | leads[at[:-1]])
    )
    first = np.concatenate([[0], np.flatnonzero(~follows) + 1])
    last = np.append(first[1:], len(at)) - 1
    start, end = _points(flights, at[first], begins[first]), _points(flights, at[last], ends[last])
    table = pd.DataFrame(
        {
            "track_id": flights.names[flights.track[at[first]]],
            "station": station,
            "state": _STATES[codes[first] // len(_REASONS)],
            "reason": _REASONS[codes[first] % len(_REASONS)],
            "start": flights.moments(start["time"]),
            "end": flights.moments(end["time"]),
            "duration": end["time"] - start["time"],
            **{f"start_{name}": start[name] for name in ("longitude", "latitude", "altitude_amsl")},
            **{f"end_{name}": end[name] for name in ("longitude", "latitude", "altitude_amsl")},
        }
    )
    return table[table["duration"] > 0.0]


def _changed_at(
    flights: _Flights, look: _Look, legs: NDArray[np.int64], code: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return where on legs (0 to 1) the state becomes that of the next point, by halving."""
    low, high = np.zeros(len(legs)), np.ones(len(legs))
    for _ in range(_HALVINGS if len(legs) else 0):
        middle = (low + high) / 2
        places = _points(flights, legs, middle)
        state, reason = look(places["longitude"], places["latitude"], places["low"], places["high"])
        same = state.astype(np.int64) * len(_REASONS) + reason == code[legs]
        low, high = np.where(same, middle, low), np.where(same, high, middle)
    return high


def _points(flights: _Flights, leg: NDArray[np.int64], share: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
    """Return places, times and altitudes at shares of legs."""
    path = flights.path
    following = np.minimum(leg + 1, len(path.longitude) - 1)

    def at(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.where(share > 0.0, values[leg] + share * (values[following] - values[leg]), values[leg])

    turn = path.longitude[following] - path.longitude[leg]
    longitude = path.longitude[leg] + share * (turn - 360.0 * np.round(turn / 360.0))
    low, high = at(flights.low), at(flights.high)
    return {
        "time": at(flights.time),
        "longitude": (longitude + 180.0) % 360.0 - 180.0,
        "latitude": at(path.latitude),
        "altitude_amsl": (low + high) / 2,
        "low": low,
        "high": high,
    }


def _of_any(stays: pd.DataFrame, flights: _Flights) -> pd.DataFrame:
    """Return the stays of flights in what the stations together see: the best state of any, its reason if all agree."""
    rank = {str(name): number for number, name in enumerate(_STATES)}
    tables = [_together(group, rank) for _, group in stays.groupby("track_id", sort=False)]
    if not tables:
        return stays.iloc[:0]
    return pd.concat(tables, ignore_index=True)


def _together(stays: pd.DataFrame, rank: dict[str, int]) -> pd.DataFrame:
    """Sweep over one flight's stays: between two of their ends nothing changes."""
    ends = pd.concat([stays["start"], stays["end"]])
    places = {
        name: pd.concat([stays[f"start_{name}"], stays[f"end_{name}"]]).to_numpy()
        for name in ("longitude", "latitude", "altitude_amsl")
    }
    moments, where = np.unique(ends.to_numpy(dtype="datetime64[ns]").view(np.int64), return_index=True)
    starts = np.searchsorted(moments, stays["start"].to_numpy(dtype="datetime64[ns]").view(np.int64))
    stops = np.searchsorted(moments, stays["end"].to_numpy(dtype="datetime64[ns]").view(np.int64))
    best = np.full(len(moments) - 1, len(rank))
    reasons = np.full(len(moments) - 1, "", dtype=object)
    for start, stop, state, reason in zip(starts, stops, stays["state"].map(rank), stays["reason"], strict=True):
        part = slice(start, stop)
        better, equal = state < best[part], (state == best[part]) & (reasons[part] != reason)
        reasons[part] = np.where(better, reason, np.where(equal, "", reasons[part]))
        best[part] = np.minimum(best[part], state)
    known = best < len(rank)
    same = (best[1:] == best[:-1]) & (reasons[1:] == reasons[:-1])
    first = np.flatnonzero(known & np.concatenate([[True], ~same]))
    after = np.flatnonzero(np.concatenate([~same, [True]]) & known)
    table = pd.DataFrame(
        {
            "track_id": stays["track_id"].iloc[0],
            "station": ANY_STATION,
            "state": _STATES[best[first]],
            "reason": reasons[first],
            "start": pd.to_datetime(moments[first], unit="ns", utc=True),
            "end": pd.to_datetime(moments[after + 1], unit="ns", utc=True),
            "duration": (moments[after + 1] - moments[first]) / 1e9,
        }
    )
    for name, values in places.items():
        table[f"start_{name}"], table[f"end_{name}"] = values[where[first]], values[where[after + 1]]
    return table
