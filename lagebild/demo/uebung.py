"""The picture `data/uebung`: an exercise in generated mountains, where heights above ground mean something."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from lagebild.demo.airspaces import NOTAM, Area, airspaces_of, hours
from lagebild.demo.atmosphere import MIDNIGHT, pressure_altitude_of_qnh
from lagebild.demo.flight import Profile, fixes_frame, fly, reported
from lagebild.demo.kasachstan import generated_tracks, synthetic_layer
from lagebild.demo.mountains import mountains
from lagebild.demo.path import Path, around, path_through
from lagebild.demo.patterns import racetrack
from lagebild.demo.seed import DEFAULT_SEED
from lagebild.demo.shapes import circle, offset, polygon
from lagebild.demo.valleys import above_ground, across_crest, through_valleys
from lagebild.model.picture import SavedView
from lagebild.model.stations import Purpose, Station, Stations
from lagebild.model.terrain import Terrain
from lagebild.picture import Picture
from lagebild.units import flight_level_to_metres

__all__ = ["CREST_CLEARANCE", "CREST_TRACK", "QNH", "build_uebung"]

QNH = 1016.0
"""Synthetic, hPa, everywhere and all the time."""

CREST_TRACK = "UEB-GRAT"
"""The flight that crosses a crest low between two fixes."""

CREST_CLEARANCE = 45.0
"""Its height above the crest, m."""

_CREST_INTERVAL = 20.0
_KM = 1_000.0
_NOTES = (
    "ÜBUNG, SYNTHETISCH: Gelände, Flüge und Lufträume sind erzeugt und gibt es nirgends; das Gelände liegt mitten im "
    "Nordatlantik, wo kein Land ist. Einheitliches QNH von {qnh:.0f} hPa, Temperatur nach ISA, Windstille. Der Flug "
    "ÜGRAT überfliegt einen Grat niedrig zwischen zwei Ortungen. Startwert des Generators: {seed}."
)


@dataclass(frozen=True, kw_only=True)
class ValleyFlight:
    """One flight along the valleys."""

    callsign: str
    platform: str
    start: tuple[float, float]
    """Shares of the terrain from the west and from the north."""

    end: tuple[float, float]
    begin: float
    """Hour of the day, UTC."""

    speed: float
    """m/s."""

    clearance: float
    """Lowest height above ground, m."""

    gradient: float
    """Steepest climb or descent, height per distance."""

    interval: float = 2.0
    """Seconds between fixes."""


def _valley(
    callsign: str, platform: str, start: tuple[float, float], end: tuple[float, float], **rest: float
) -> ValleyFlight:
    return ValleyFlight(callsign=callsign, platform=platform, start=start, end=end, **rest)


_FLIGHTS = (
    _valley("ÜHELI1", "H145", (0.05, 0.5), (0.95, 0.5), begin=7.0, speed=58.0, clearance=60.0, gradient=0.12),
    _valley("ÜHELI2", "H145", (0.9, 0.1), (0.1, 0.9), begin=7.4, speed=55.0, clearance=90.0, gradient=0.12),
    _valley("ÜHELI3", "H145", (0.5, 0.95), (0.5, 0.05), begin=8.1, speed=60.0, clearance=45.0, gradient=0.14),
    _valley("ÜHELI4", "H145", (0.1, 0.1), (0.9, 0.9), begin=9.3, speed=52.0, clearance=120.0, gradient=0.10),
    _valley("ÜHELI5", "EC35", (0.3, 0.05), (0.95, 0.3), begin=10.0, speed=56.0, clearance=75.0, gradient=0.12),
    _valley("ÜFLZG1", "C172", (0.05, 0.3), (0.95, 0.7),
            begin=7.2, speed=52.0, clearance=250.0, gradient=0.05, interval=5.0),
    _valley("ÜFLZG2", "C172", (0.7, 0.95), (0.3, 0.05),
            begin=8.6, speed=50.0, clearance=300.0, gradient=0.05, interval=5.0),
    _valley("ÜFLZG3", "PC12", (0.95, 0.85), (0.05, 0.1),
            begin=9.8, speed=85.0, clearance=450.0, gradient=0.06, interval=5.0),
)  # fmt: skip


def build_uebung(seed: int = DEFAULT_SEED) -> Picture:
    """Build the picture in memory; the same seed gives the same values.

    Layers, bottom first: generated mountains, airspaces, flights, stations.
    """
    terrain = mountains(seed)
    frames = [_valley_frame(terrain, flight) for flight in _FLIGHTS]
    frames.append(_crest_frame(terrain))
    frames.extend(_uav_frames(terrain))
    tracks = generated_tracks(pd.concat(frames, ignore_index=True))
    centre = _centre(terrain)
    layers = (
        synthetic_layer(
            "terrain",
            terrain,
            "Erfundenes Bergland",
            seed,
            "erzeugtes Gelände, 30 m Zellen, genau nach Festlegung; gibt es nirgends",
        ),
        synthetic_layer("airspaces", airspaces_of(_areas(terrain), "U"), "Übungslufträume", seed),
        synthetic_layer("flights", tracks, "Übungsflüge", seed),
        synthetic_layer("stations", _stations(terrain), "Übungsstationen", seed),
    )
    return Picture(
        "Übung Bergland",
        layers=layers,
        banner="ÜBUNG",
        qnh=QNH,
        views=(SavedView(name="Bergland", longitude=centre[0], latitude=centre[1], zoom=9.5),),
        notes=_NOTES.format(qnh=QNH, seed=seed),
    )


def _valley_frame(terrain: Terrain, flight: ValleyFlight) -> pd.DataFrame:
    path = through_valleys(terrain, flight.start, flight.end)
    along, altitude = above_ground(terrain, path, flight.clearance, flight.gradient)
    return _frame(path, along, altitude, flight.speed, flight.interval, flight.callsign, flight.platform, flight.begin)


def _crest_frame(terrain: Terrain) -> pd.DataFrame:
    """Fly level over a crest so that it lies in the middle between two fixes."""
    path, crest, elevation = across_crest(terrain)
    speed = 55.0
    phase = (crest / speed - _CREST_INTERVAL / 2.0) % _CREST_INTERVAL
    along = np.linspace(0.0, path.length, 400)
    altitude = np.full(along.shape, np.round(elevation + CREST_CLEARANCE, 1))
    frame = _frame(path, along, altitude, speed, _CREST_INTERVAL, "ÜGRAT", "C172", 10.5, phase=phase)
    return frame.assign(track_id=CREST_TRACK)


def _uav_frames(terrain: Terrain) -> Iterator[pd.DataFrame]:
    """Two racetracks above the highest peaks, at flight levels within the type's published envelope."""
    longitude, latitude = _centre(terrain)
    for callsign, level, heading, begin in (("ÜUAV1", 140.0, 30.0, 7.0), ("ÜUAV2", 160.0, 120.0, 8.5)):
        east, north = racetrack((0.0, 0.0), heading, length=14 * _KM, radius=3 * _KM, budget=250 * _KM)
        path = path_through(*around(longitude, latitude, east, north), turn=600.0, spacing=500.0)
        along = np.linspace(0.0, path.length, 2000)
        altitude = np.full(along.shape, float(flight_level_to_metres(level)) - float(pressure_altitude_of_qnh(QNH)))
        yield _frame(path, along, altitude, 35.0, 5.0, callsign, "bayraktar-tb2", begin)


def _frame(
    path: Path,
    along: NDArray[np.float64],
    altitude: NDArray[np.float64],
    speed: float,
    interval: float,
    callsign: str,
    platform: str,
    begin: float,
    phase: float = 0.0,
) -> pd.DataFrame:
    """Fly altitudes AMSL; pressure altitude follows by the QNH, in the steps of a transponder."""
    profile = Profile(along, altitude, np.full(along.shape, speed), np.zeros(along.shape, dtype=bool))
    flown = fly(path, profile, interval=interval, phase=phase)
    frame = fixes_frame(
        flown,
        track_id=callsign.replace("Ü", "UEB-"),
        callsign=callsign,
        platform=platform,
        start=MIDNIGHT + pd.Timedelta(hours=begin),
    )
    return frame.assign(
        altitude_amsl=np.round(flown.height, 1),
        altitude_pressure=reported(flown.height + float(pressure_altitude_of_qnh(QNH))),
        source="SYNTHETISCH",
    )


def _stations(terrain: Terrain) -> Stations:
    """A receiver on the highest summit, and the ground station of the unmanned aircraft in the middle."""
    elevation = terrain.window(0, terrain.grid.rows, 0, terrain.grid.columns)
    row, column = np.unravel_index(np.nanargmax(elevation), elevation.shape)
    longitude, latitude = terrain.degrees(np.array([float(row)]), np.array([float(column)]))
    middle = _centre(terrain)
    return Stations.from_list([
        Station(
            name="Empfänger Gipfel (SYN)",
            longitude=round(float(longitude[0]), 5),
            latitude=round(float(latitude[0]), 5),
            height_agl=12.0,
            purpose=Purpose.ADS_B,
        ),
        Station(
            name="Bodenstation ÜUAV (SYN)",
            longitude=middle[0],
            latitude=middle[1],
            height_agl=20.0,
            purpose=Purpose.UAV_DATA_LINK,
            max_range=150_000.0,
            range_source="hartpunkt.de",
        ),
    ])  # fmt: skip


def _centre(terrain: Terrain) -> tuple[float, float]:
    west, south, east, north = terrain.bounds
    return round((west + east) / 2, 3), round((south + north) / 2, 3)


def _areas(terrain: Terrain) -> Iterator[Area]:
    """Airspaces whose limits follow the ground, on and beside the valleys that are flown."""
    longitude, latitude = _centre(terrain)
    valley = through_valleys(terrain, _FLIGHTS[0].start, _FLIGHTS[0].end)
    places, lat, _ = valley.at(valley.length * np.array([0.25, 0.5, 0.75]))
    on_valley = [(round(float(a), 4), round(float(b), 4)) for a, b in zip(places, lat, strict=True)]

    def box(east: float, north: float, width: float, height: float) -> shapely.Polygon:
        corners = [(-1, -1), (1, -1), (1, 1), (-1, 1)]
        lon, lat = around(
            longitude,
            latitude,
            np.array([east + a * width / 2 for a, _ in corners]) * _KM,
            np.array([north + b * height / 2 for _, b in corners]) * _KM,
        )
        return polygon(*zip(np.round(lon, 6).tolist(), np.round(lat, 6).tolist(), strict=True))

    def area(name: str, kind: str, shape: shapely.Polygon, lower: str, upper: str, **rest: object) -> Area:
        return Area(name=name, type=kind, shape=shape, lower=lower, upper=upper, **rest)  # type: ignore[arg-type]

    yield area("CTR Übung Talflugplatz", "CTR", circle(*on_valley[1], 6 * _KM), "GND", "2500 ft AGL", icao_class="D")
    yield area("TMA Übung", "TMA", circle(*on_valley[1], 16 * _KM), "2500 ft AGL", "FL 145", icao_class="E")
    yield area("R Ü1 Talgrund", "R", circle(*on_valley[0], 3 * _KM), "GND", "500 ft AGL")
    yield area(
        "R Ü2 Talschluss", "R", circle(*on_valley[2], 3 * _KM), "300 ft AGL", "1500 ft AGL", activation=hours((7, 9))
    )
    yield area("D Ü3 Hang", "D", box(-11, 9, 9, 7), "GND", "1000 ft AGL", activation=hours((6, 12)))
    yield area("P Ü4 Gipfel", "P", circle(*offset(longitude, latitude, 60.0, 12 * _KM), 2.5 * _KM), "GND", "300 m AGL")
    yield area("R Ü5 Nordkamm", "R", box(4, 13, 14, 5), "1000 ft AGL", "11000 ft AMSL")
    yield area(
        "TRA Ü6 UAV", "TRA", circle(longitude, latitude, 13 * _KM), "FL 130", "FL 170", activation=hours((7, 11))
    )
    yield area("R Ü7 Verbund", "R", box(10, -11, 11, 8), "GND", "FL 080 / 2000 ft GND", activation=NOTAM)
    yield area("D Ü8 Südtal", "D", box(-8, -12, 10, 6), "300 ft AGL", "UNL", activation=hours((8, 10)))
