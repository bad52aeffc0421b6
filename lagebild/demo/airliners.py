"""SYNTHETIC airliner flights of one day between real airports, and overflights.

Callsigns begin with SYN and belong to nobody; there are no Mode S addresses, for any real one could be somebody's.
The types' figures are rounded for the generator and are no published performance.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lagebild.demo.airports import DOMESTIC, FAR_EAST, FAR_WEST, NEIGHBOURS, Airport, airport
from lagebild.demo.atmosphere import MIDNIGHT, QnhSeries
from lagebild.demo.flight import Flown, Performance, Profile, fixes_frame, fly, level_profile, reported
from lagebild.demo.path import GEOD, Path
from lagebild.demo.relief import relief
from lagebild.demo.routes import detours, needed_clearance, route, waypoints
from lagebild.units import flight_level_to_metres

__all__ = ["COVERAGE", "INTERVAL", "airliner_frame"]

COVERAGE = (40.2, 33.2, 94.8, 59.8)
"""West, south, east, north (degrees) of the area in which aircraft are seen; a little less than the relief."""

INTERVAL = 10.0
"""Seconds between two fixes."""

_DAY = 86_400.0
_COUNTS = {"domestic": 140, "international": 110, "overflight": 80}
_SHORTEST = 220_000.0
_SHORTEST_CROSSING = 900_000.0
_STEP_CLIMB_FROM = 2_600_000.0
_MOST_DETOURS = 24


@dataclass(frozen=True, kw_only=True)
class AirlinerType:
    """A type of the generator."""

    performance: Performance
    highest: int
    """Highest flight level used."""


def _type(speed: float, climb: float, highest: int, start_speed: float = 75.0) -> AirlinerType:
    performance = Performance(cruise_speed=speed, start_speed=start_speed, climb_rate=climb)
    return AirlinerType(performance=performance, highest=highest)


TYPES = {
    "A320": _type(230.0, 12.0, 390),
    "A321": _type(230.0, 11.0, 380),
    "B738": _type(233.0, 12.5, 400),
    "E190": _type(226.0, 12.0, 390),
    "AT72": _type(138.0, 7.0, 240, 58.0),
    "A333": _type(242.0, 10.5, 400, 78.0),
    "A359": _type(251.0, 11.5, 410, 78.0),
    "B789": _type(251.0, 11.5, 410, 78.0),
    "B77W": _type(250.0, 11.0, 390, 80.0),
    "B748": _type(252.0, 10.5, 380, 80.0),
}
"""By ICAO type designator; speeds in m/s of true air speed in cruise."""

_TYPES_OF = {
    "domestic": ("A320", "A320", "A321", "E190", "E190", "B738", "AT72"),
    "international": ("A320", "A321", "B738", "B738", "A333", "B789"),
    "overflight": ("A333", "A359", "B789", "B77W", "B748"),
}


def airliner_frame(random: np.random.Generator, qnh: QnhSeries) -> pd.DataFrame:
    """Return the fixes of all airliner flights, in the columns of `Tracks`."""
    frames: list[pd.DataFrame] = []
    for kind, count in _COUNTS.items():
        made = 0
        while made < count:
            frame = _flight(kind, len(frames) + 1, random, qnh)
            if frame is not None:
                frames.append(frame)
                made += 1
    return pd.concat(frames, ignore_index=True)


def _flight(kind: str, number: int, random: np.random.Generator, qnh: QnhSeries) -> pd.DataFrame | None:
    """Draw one flight; None where the pair of airports or the mountains do not allow it."""
    start, end = _pair(kind, random)
    if start == end:
        return None
    type_name = _TYPES_OF[kind][int(random.integers(len(_TYPES_OF[kind])))]
    offsets = random.normal(size=waypoints(start, end))
    begin_share = float(random.random())
    level_choice = float(random.random())
    for number_of_try, turns in enumerate(detours()):
        if number_of_try >= _MOST_DETOURS:
            return None
        whole = route(start, end, offsets, turns)
        path = whole.inside(*COVERAGE)
        if path is None or path.length < (_SHORTEST_CROSSING if kind == "overflight" else _SHORTEST):
            return None
        fields = _fields(path, start, end)
        if kind != "overflight" and not any(fields):
            return None
        flown, begin = _fly(path, fields, TYPES[type_name], begin_share, level_choice, qnh)
        if _is_clear(flown, begin, fields, qnh):
            return _frame(flown, begin, number, type_name, fields, qnh)
    return None


def _pair(kind: str, random: np.random.Generator) -> tuple[Airport, Airport]:
    """Draw two airports; the first of each list are the busiest."""

    def draw(codes: tuple[str, ...]) -> Airport:
        weights = 1.0 / (np.arange(len(codes)) + 2.0)
        return airport(codes[int(random.choice(len(codes), p=weights / weights.sum()))])

    if kind == "domestic":
        first, second = draw(DOMESTIC), draw(DOMESTIC)
    elif kind == "international":
        abroad = (NEIGHBOURS, NEIGHBOURS, FAR_WEST, FAR_EAST)[int(random.integers(4))]
        first, second = draw(DOMESTIC[:10]), draw(abroad)
    else:
        first, second = draw(FAR_WEST), draw(FAR_EAST)
    return (first, second) if random.random() < 0.5 else (second, first)


def _fields(path: Path, start: Airport, end: Airport) -> tuple[Airport | None, Airport | None]:
    """Return the airports that the path, as far as it is seen, begins and ends at."""

    def seen(field: Airport, vertex: int) -> Airport | None:
        near = (
            abs(path.longitude[vertex] - field.longitude) < 1e-6 and abs(path.latitude[vertex] - field.latitude) < 1e-6
        )
        return field if near else None

    return seen(start, 0), seen(end, -1)


def _cruise_levels(
    path: Path, fields: tuple[Airport | None, Airport | None], chosen: AirlinerType, choice: float
) -> list[tuple[float, float]]:
    """Semicircular levels: odd on courses 0..179°, even on 180..359°; long flights climb once by 2,000 ft."""
    ends = sum(field is not None for field in fields)
    eastbound = float(path.course[len(path.course) // 2]) < 180.0
    reachable = 0.8 * path.length / (17.0 * ends) / 30.48 if ends else 1000.0
    levels = [
        fl for fl in range(90, 420, 10) if (fl // 10 % 2 == 1) == eastbound and fl <= min(chosen.highest, reachable)
    ]
    usual = levels[-4:] if reachable > chosen.highest else levels[-2:]
    level = usual[int(choice * len(usual))]
    profile = [(0.0, float(flight_level_to_metres(level)))]
    if path.length > _STEP_CLIMB_FROM and level + 20 <= chosen.highest:
        profile.append((0.55, float(flight_level_to_metres(level + 20))))
    return profile


def _fly(
    path: Path,
    fields: tuple[Airport | None, Airport | None],
    chosen: AirlinerType,
    begin_share: float,
    level_choice: float,
    qnh: QnhSeries,
) -> tuple[Flown, float]:
    """Fly the path in pressure altitude; return the fixes and the second of the day of the first one."""
    levels = _cruise_levels(path, fields, chosen, level_choice)
    duration = path.length / chosen.performance.cruise_speed + 900.0
    begin = float(np.floor(begin_share * (_DAY - duration - 600.0)))
    heights = [
        None if field is None else field.elevation + float(qnh.shift(second))
        for field, second in zip(fields, (begin, begin + duration), strict=True)
    ]
    profile: Profile = level_profile(path.length, chosen.performance, levels, start=heights[0], end=heights[1])
    return fly(path, profile, interval=INTERVAL), begin


def _is_clear(flown: Flown, begin: float, fields: tuple[Airport | None, Airport | None], qnh: QnhSeries) -> bool:
    """Whether the flight keeps clear of the relief."""
    altitude = flown.height - qnh.shift(begin + flown.seconds)
    away = np.full(altitude.shape, np.inf)
    for field in fields:
        if field is not None:
            ones = np.ones(altitude.shape)
            _, _, distance = GEOD.inv(flown.longitude, flown.latitude, field.longitude * ones, field.latitude * ones)
            away = np.minimum(away, distance)
    ground = relief().sample(flown.longitude, flown.latitude)
    known: NDArray[np.bool_] = np.isfinite(ground) & (away > 10_000.0)
    return bool(np.all((altitude - ground >= needed_clearance(away))[known]))


def _frame(
    flown: Flown,
    begin: float,
    number: int,
    type_name: str,
    fields: tuple[Airport | None, Airport | None],
    qnh: QnhSeries,
) -> pd.DataFrame:
    """Lay out the fixes with their heights: what a transponder reports, and the same above mean sea level."""
    frame = fixes_frame(
        flown,
        track_id=f"SYN-{number:04d}",
        callsign=f"SYN{100 + number}",
        platform=type_name,
        start=MIDNIGHT + pd.Timedelta(seconds=begin),
    )
    return with_heights(frame, flown, begin, fields, qnh)


def with_heights(
    frame: pd.DataFrame,
    flown: Flown,
    begin: float,
    fields: tuple[Airport | None, Airport | None],
    qnh: QnhSeries,
) -> pd.DataFrame:
    """Add `altitude_pressure` in steps of 25 ft and `altitude_amsl` by the synthetic QNH; on the ground the field's."""
    pressure = reported(flown.height)
    altitude = np.round(pressure - qnh.shift(begin + flown.seconds), 1)
    half = flown.seconds < flown.seconds[-1] / 2.0
    for field, part in zip(fields, (half, ~half), strict=True):
        if field is not None:
            altitude = np.where(flown.on_ground & part, np.round(field.elevation, 1), altitude)
    return frame.assign(altitude_pressure=pressure, altitude_amsl=altitude, source="SYNTHETISCH")
