"""Flights held against what is published of their type: where they leave it is listed with value and source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pyproj import Geod

from lagebild.model.altitude import Reference
from lagebild.model.heights import heights_of
from lagebild.model.platforms import Platform, PlatformField, Platforms, PlatformValue
from lagebild.model.qnh import QNH
from lagebild.model.tracks import MAX_GAP_SECONDS, Tracks

__all__ = ["WIND", "type_check"]

_GEOD = Geod(ellps="WGS84")

WIND = 50.0
"""m/s by which a ground speed may exceed an airspeed before that is certain: a chosen bound, about the strongest winds
below 10 km away from jet streams' cores."""

_COLUMNS = {
    "track_id": "str",
    "platform": "str",
    "field": "str",
    "flown": "float64",
    "flown_high": "float64",
    "published": "float64",
    "unit": "str",
    "status": "str",
    "time": "datetime64[ns, UTC]",
    "longitude": "float64",
    "latitude": "float64",
    "source": "str",
    "exceeded": "str",
    "note": "str",
}
_UNCHECKED = {"track_id": "str", "platform": "str", "reason": "str"}


@dataclass(frozen=True, eq=False)
class _Flown:
    """The greatest value of each flight: what it is at least and at most (SI), and at which fix."""

    low: NDArray[np.float64]
    high: NDArray[np.float64]
    fix: NDArray[np.int64]
    margin: float = 0.0
    """By how much it has to be exceeded for certain."""

    note: str = ""
    notes: tuple[str, ...] = ()
    """Of each flight, instead of one for all."""


def type_check(tracks: Tracks, platforms: Platforms, qnh: QNH = None) -> pd.DataFrame:
    """Return where flights leave what is published of the type that they name; nothing is judged.

    Held against the highest published value of each field, so a departure exceeds them all:

    * `max_speed` (`cruise_speed` where none is published): of the ground speed, reported or else between fixes.
      Certain beyond the published value and a wind of `WIND`; within it undetermined, for it is an airspeed.
    * `ceiling`: sources do not say of which reference. Certain only where the altitude above mean sea level and the
      pressure altitude both lie above it, whatever they may be; undetermined where one of them may.
    * `endurance`: from the first to the last fix.
    * `link_range`: of the geodesic distance from the first fix; the ground station may have stood elsewhere.

    Parameters
    ----------
    tracks
        With a column `platform`: keys of the catalogue.
    platforms
        The catalogue.
    qnh
        In hPa, as for `height_above_ground`.

    Returns
    -------
    pandas.DataFrame
        One row a departure, by flight and field: track_id, platform, field, `flown` (SI, at least so much) and
        `flown_high` (at most), `published` (SI), unit, `status` (certain, undetermined), time and place of the greatest
        value, `source` of the published one, `exceeded` (other sources whose lower values are exceeded too), `note`.
        `attrs["unchecked"]`: a table of track_id, platform, reason for what could not be held against anything.
    """
    frame = tracks.frame
    named = _platform_of(tracks)
    measured = _measured(tracks, qnh)
    rows: list[dict[str, Any]] = []
    unchecked: list[tuple[str, str, str]] = []
    for platform in platforms:
        flights = np.flatnonzero(named == platform.key)
        for field, flown in measured.items():
            rows += _departures(frame, tracks, flights, platform, field, flown)
    known = {one.key for one in platforms}
    for track_id, name in zip(tracks.ids, named, strict=True):
        if name not in known:
            reason = "names no type" if name == "" else "its type is not in the catalogue"
            unchecked.append((str(track_id), str(name), reason))
    table = pd.DataFrame(rows, columns=list(_COLUMNS))
    table["time"] = pd.to_datetime(table["time"], utc=True)
    table = table.astype(_COLUMNS).sort_values(["track_id", "field"], kind="stable", ignore_index=True)
    table.attrs["unchecked"] = pd.DataFrame(unchecked, columns=list(_UNCHECKED)).astype(_UNCHECKED)
    return table


def _platform_of(tracks: Tracks) -> NDArray[np.object_]:
    """Return the type that each flight names first; empty where it names none."""
    starts = tracks.offsets[:-1]
    if "platform" not in tracks.frame:
        return np.full(len(tracks), "", dtype=object)
    first = tracks.frame["platform"].iloc[starts]
    return first.astype("object").where(first.notna(), "").to_numpy()


def _measured(tracks: Tracks, qnh: QNH) -> dict[PlatformField, _Flown]:
    if not len(tracks):
        return {}
    frame, offsets = tracks.frame, tracks.offsets
    time = frame["time"].astype("int64").to_numpy() / 1e9
    longitude, latitude = frame["longitude"].to_numpy(), frame["latitude"].to_numpy()
    start = np.repeat(offsets[:-1], np.diff(offsets))
    _, _, away = _GEOD.inv(longitude[start], latitude[start], longitude, latitude)
    distance = np.asarray(away)
    last = offsets[1:] - 1
    duration = time[last] - time[offsets[:-1]]
    speed = _ground_speed(tracks, time, longitude, latitude)
    gap = np.where(np.arange(len(time)) == start, 0.0, np.diff(time, prepend=time[0]))
    longest = np.maximum.reduceat(gap, offsets[:-1])
    from_start = "from the first fix; the ground station may be elsewhere"
    gaps = tuple(f"with a gap of {gap:.0f} s" if gap > MAX_GAP_SECONDS else "" for gap in longest)
    return {
        PlatformField.MAX_SPEED: _Flown(*_greatest(speed, speed, offsets), margin=WIND, note="ground speed"),
        PlatformField.CEILING: _altitudes(frame, offsets, qnh),
        PlatformField.ENDURANCE: _Flown(duration, duration, last, notes=gaps),
        PlatformField.LINK_RANGE: _Flown(*_greatest(distance, distance, offsets), note=from_start),
    }


def _ground_speed(
    tracks: Tracks, time: NDArray[np.float64], longitude: NDArray[np.float64], latitude: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the reported speed of each fix, else that of the way from the fix before."""
    _, _, legs = _GEOD.inv(longitude[:-1], latitude[:-1], longitude[1:], latitude[1:])
    elapsed = np.diff(time)
    between = np.concatenate([[np.nan], np.asarray(legs) / np.where(elapsed > 0, elapsed, np.nan)])
    between[tracks.offsets[:-1]] = np.nan
    if "ground_speed" not in tracks.frame:
        return between
    reported = tracks.frame["ground_speed"].to_numpy(dtype=np.float64, na_value=np.nan)
    return np.where(np.isfinite(reported), reported, between)


def _altitudes(frame: pd.DataFrame, offsets: NDArray[np.int64], qnh: QNH) -> _Flown:
    """Above mean sea level and as pressure altitude: at least the lower of both, at most the higher."""
    both = [heights_of(frame, reference, qnh=qnh, true=True) for reference in (Reference.AMSL, Reference.PRESSURE)]
    low = np.minimum(both[0].low, both[1].low)
    high = np.maximum(both[0].high, both[1].high)
    return _Flown(*_greatest(low, high, offsets), note="of which reference the ceiling is, its source does not say")


def _greatest(
    low: NDArray[np.float64], high: NDArray[np.float64], offsets: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
    """Return the greatest lower and upper bound of each flight, and the fix of the upper one."""
    known_low, known_high = np.where(np.isfinite(low), low, -np.inf), np.where(np.isfinite(high), high, -np.inf)
    tops = np.maximum.reduceat(known_high, offsets[:-1])
    is_top = known_high == np.repeat(tops, np.diff(offsets))
    places = np.where(is_top, np.arange(len(low)), len(low))
    fixes = np.minimum.reduceat(places, offsets[:-1])
    return np.maximum.reduceat(known_low, offsets[:-1]), tops, fixes


def _departures(
    frame: pd.DataFrame,
    tracks: Tracks,
    flights: NDArray[np.int64],
    platform: Platform,
    field: PlatformField,
    flown: _Flown,
) -> Iterator[dict[str, Any]]:
    published = list(platform.of_field(field))
    name = field
    if field is PlatformField.MAX_SPEED and not published:
        name = PlatformField.CRUISE_SPEED
        published = list(platform.of_field(name))
    numbers = [one for one in published if np.isfinite(one.si[1])]
    if not numbers:
        return
    widest = max(numbers, key=lambda one: one.si[1])
    most = widest.si[1]
    for flight in flights[flown.high[flights] > most]:
        row = frame.iloc[int(flown.fix[flight])]
        yield {
            "track_id": str(tracks.ids[flight]),
            "platform": platform.key,
            "field": str(name),
            "flown": flown.low[flight],
            "flown_high": flown.high[flight],
            "published": most,
            "unit": {"endurance": "s", "max_speed": "m/s", "cruise_speed": "m/s"}.get(str(name), "m"),
            "status": "certain" if flown.low[flight] > most + flown.margin else "undetermined",
            "time": row["time"],
            "longitude": row["longitude"],
            "latitude": row["latitude"],
            "source": _said(widest),
            "exceeded": "; ".join(_said(one) for one in numbers if one is not widest),
            "note": flown.notes[flight] if flown.notes else flown.note,
        }


def _said(value: PlatformValue) -> str:
    """Say a published value as its source does."""
    number = f"{value.value:g}" + ("" if value.value_high is None else f"–{value.value_high:g}")
    words = [f"{number} {value.unit}", value.source.name, value.variant]
    if value.qualifier != "stated":
        words.append(str(value.qualifier))
    return ", ".join(word for word in words if word)
