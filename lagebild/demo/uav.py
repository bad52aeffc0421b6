"""SYNTHETIC flights of five UAV types: training and survey patterns from civil airports and made-up places.

Areas and purposes are fictitious. No flight begins, ends or circles at a plant or at a military site. Every flight
stays inside `envelopes.ENVELOPES`; cruise speeds, climb rates and lift-off speeds are the generator's own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from lagebild.demo.airliners import with_heights
from lagebild.demo.airports import Airport, airport
from lagebild.demo.atmosphere import MIDNIGHT, QnhSeries
from lagebild.demo.flight import Performance, fixes_frame, fly, level_profile
from lagebild.demo.path import Path, around, path_through
from lagebild.demo.patterns import Points, corridor, loiter, racetrack, survey
from lagebild.units import feet_to_metres

__all__ = ["INTERVAL", "uav_frame"]

INTERVAL = 10.0
"""Seconds between two fixes."""

_TURN = 900.0
_SPACING = 2_000.0

PERFORMANCES = {
    "anka-s": Performance(cruise_speed=37.0, start_speed=30.0, climb_rate=4.0),
    "bayraktar-tb2": Performance(cruise_speed=35.0, start_speed=27.0, climb_rate=3.5),
    "bayraktar-akinci": Performance(cruise_speed=38.0, start_speed=32.0, climb_rate=6.0),
    "wing-loong-1": Performance(cruise_speed=48.0, start_speed=30.0, climb_rate=4.0),
    "orlan-10": Performance(cruise_speed=27.0, start_speed=20.0, climb_rate=2.5),
}

STEPPE = Airport(icao="", longitude=65.4, latitude=48.9, elevation=206.0)
LAKES = Airport(icao="", longitude=67.6, latitude=52.2, elevation=367.0)
"""Made-up training places in the open steppe; their elevation is the relief's, rounded."""

_KM = 1_000.0
Pattern = Callable[..., Points]


@dataclass(frozen=True, kw_only=True)
class Mission:
    """One flight: from where, to which area, which pattern, how high and how long."""

    platform: str
    start: Airport
    begin: float
    """Hour of the day, UTC."""

    hours: float
    """Duration aimed at."""

    bearing: float
    """From the start to the centre of the area, degrees."""

    distance: float
    """To the centre of the area, m."""

    heading: float
    """Of the pattern, degrees."""

    pattern: Pattern
    level: float
    """Pressure altitude, ft."""

    second_level: float = 0.0
    """From the middle of the flight on, ft; 0: the same."""


def _missions() -> tuple[Mission, ...]:
    kokshetau, zhezkazgan, aktobe = airport("UACK"), airport("UAKD"), airport("UATT")
    kostanay, turkistan, taldykorgan = airport("UAUU"), airport("UAIT"), airport("UAAT")
    track = partial(racetrack, length=45 * _KM, radius=4 * _KM)
    wide_track = partial(racetrack, length=70 * _KM, radius=6 * _KM)
    area = partial(survey, length=60 * _KM, width=50 * _KM)
    small_area = partial(survey, length=22 * _KM, width=18 * _KM)
    circle = partial(loiter, radius=6 * _KM)
    small_circle = partial(loiter, radius=2.5 * _KM)
    strip = partial(corridor, length=120 * _KM, sway=9 * _KM)
    short_strip = partial(corridor, length=60 * _KM, sway=5 * _KM)

    def mission(platform: str, start: Airport, begin: float, hours: float, **rest: object) -> Mission:
        return Mission(platform=platform, start=start, begin=begin, hours=hours, **rest)  # type: ignore[arg-type]

    return (
        mission(
            "anka-s",
            zhezkazgan,
            2.0,
            15.0,
            bearing=20,
            distance=110 * _KM,
            heading=70,
            pattern=wide_track,
            level=18_000,
            second_level=20_000,
        ),
        mission("anka-s", kostanay, 5.5, 9.0, bearing=200, distance=90 * _KM, heading=10, pattern=area, level=15_000),
        mission("anka-s", aktobe, 12.0, 8.0, bearing=110, distance=120 * _KM, heading=120, pattern=strip, level=17_000),
        mission(
            "anka-s", zhezkazgan, 18.5, 5.0, bearing=320, distance=70 * _KM, heading=0, pattern=circle, level=22_000
        ),
        mission(
            "bayraktar-tb2",
            kokshetau,
            3.0,
            12.0,
            bearing=250,
            distance=80 * _KM,
            heading=340,
            pattern=track,
            level=14_000,
        ),
        mission(
            "bayraktar-tb2",
            turkistan,
            6.0,
            8.0,
            bearing=330,
            distance=75 * _KM,
            heading=150,
            pattern=area,
            level=12_000,
            second_level=15_000,
        ),
        mission(
            "bayraktar-tb2",
            kostanay,
            10.0,
            6.0,
            bearing=150,
            distance=60 * _KM,
            heading=60,
            pattern=circle,
            level=16_000,
        ),
        mission(
            "bayraktar-tb2",
            kokshetau,
            16.0,
            6.5,
            bearing=180,
            distance=70 * _KM,
            heading=95,
            pattern=strip,
            level=11_000,
        ),
        mission(
            "bayraktar-akinci",
            aktobe,
            1.0,
            16.0,
            bearing=75,
            distance=85 * _KM,
            heading=45,
            pattern=wide_track,
            level=26_000,
            second_level=29_000,
        ),
        mission(
            "bayraktar-akinci",
            zhezkazgan,
            6.0,
            10.0,
            bearing=250,
            distance=70 * _KM,
            heading=300,
            pattern=area,
            level=24_000,
        ),
        mission(
            "bayraktar-akinci",
            turkistan,
            13.0,
            8.0,
            bearing=345,
            distance=80 * _KM,
            heading=90,
            pattern=circle,
            level=30_000,
        ),
        mission(
            "wing-loong-1",
            taldykorgan,
            4.0,
            9.0,
            bearing=300,
            distance=80 * _KM,
            heading=20,
            pattern=track,
            level=13_000,
        ),
        mission(
            "wing-loong-1",
            taldykorgan,
            9.5,
            6.0,
            bearing=330,
            distance=75 * _KM,
            heading=280,
            pattern=area,
            level=12_000,
        ),
        mission(
            "wing-loong-1",
            aktobe,
            7.0,
            12.0,
            bearing=170,
            distance=70 * _KM,
            heading=100,
            pattern=strip,
            level=14_000,
            second_level=15_000,
        ),
        mission(
            "orlan-10", STEPPE, 4.0, 6.0, bearing=40, distance=25 * _KM, heading=30, pattern=small_area, level=4_000
        ),
        mission(
            "orlan-10", STEPPE, 8.0, 4.0, bearing=210, distance=20 * _KM, heading=0, pattern=small_circle, level=4_500
        ),
        mission(
            "orlan-10", LAKES, 6.0, 7.0, bearing=120, distance=45 * _KM, heading=100, pattern=short_strip, level=3_500
        ),
        mission(
            "orlan-10", LAKES, 14.0, 5.0, bearing=300, distance=30 * _KM, heading=60, pattern=small_area, level=3_750
        ),
    )


def uav_frame(random: np.random.Generator, qnh: QnhSeries) -> pd.DataFrame:
    """Return the fixes of all UAV flights, in the columns of `Tracks`; the seed moves begins and areas a little."""
    frames = [_flight(mission, number, random, qnh) for number, mission in enumerate(_missions(), start=1)]
    return pd.concat(frames, ignore_index=True)


def _flight(mission: Mission, number: int, random: np.random.Generator, qnh: QnhSeries) -> pd.DataFrame:
    shift = random.uniform(-1.0, 1.0, size=3)
    begin = float(np.round(mission.begin * 3600.0 + 600.0 * shift[0]))
    path = _path(mission, mission.bearing + 4.0 * shift[1], mission.distance * (1.0 + 0.05 * shift[2]))
    performance = PERFORMANCES[mission.platform]
    field = mission.start.elevation
    end = begin + path.length / performance.cruise_speed
    levels = [(0.0, float(feet_to_metres(mission.level)))]
    if mission.second_level:
        levels.append((0.5, float(feet_to_metres(mission.second_level))))
    profile = level_profile(
        path.length,
        performance,
        levels,
        start=field + float(qnh.shift(begin)),
        end=field + float(qnh.shift(end)),
    )
    flown = fly(path, profile, interval=INTERVAL)
    frame = fixes_frame(
        flown,
        track_id=f"SYN-U-{number:02d}",
        callsign=f"SYNU{number:02d}",
        platform=mission.platform,
        start=MIDNIGHT + pd.Timedelta(seconds=begin),
    )
    return with_heights(frame, flown, begin, (mission.start, mission.start), qnh)


def _path(mission: Mission, bearing: float, distance: float) -> Path:
    """From the start to the area, the pattern as long as the time lasts, and back."""
    angle = np.radians(bearing)
    centre = (distance * float(np.sin(angle)), distance * float(np.cos(angle)))
    total = mission.hours * 3600.0 * PERFORMANCES[mission.platform].cruise_speed
    east, north = mission.pattern(centre, mission.heading, budget=max(total - 2.2 * distance, 0.3 * total))
    longitude, latitude = around(
        mission.start.longitude,
        mission.start.latitude,
        np.concatenate([[0.0], east, [0.0]]),
        np.concatenate([[0.0], north, [0.0]]),
    )
    return path_through(longitude, latitude, turn=_TURN, spacing=_SPACING)
