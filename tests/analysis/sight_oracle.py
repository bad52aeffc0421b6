"""Lines of sight by plain means: every ray alone, its crossings found on the ellipsoid by pyproj."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from pyproj import Geod, Transformer

from lagebild.model.stations import Station
from lagebild.model.terrain import Terrain

GEOD = Geod(ellps="WGS84")
RADIUS = 6_371_000.0

Places = NDArray[np.float64]


class Raster:
    """A terrain's cells in float64, with the way from cells to degrees and back by pyproj."""

    def __init__(self, terrain: Terrain) -> None:
        self.cells = terrain.elevation.to_numpy().astype(np.float64)
        self.grid = terrain.grid
        geographic = terrain.crs.is_geographic
        self.down = None if geographic else Transformer.from_crs(terrain.crs, 4326, always_xy=True)
        self.up = None if geographic else Transformer.from_crs(4326, terrain.crs, always_xy=True)

    def degrees(self, row: Places, column: Places) -> tuple[Places, Places]:
        x = self.grid.x_origin + self.grid.x_step * np.asarray(column, dtype=np.float64)
        y = self.grid.y_origin + self.grid.y_step * np.asarray(row, dtype=np.float64)
        return (x, y) if self.down is None else self.down.transform(x, y)

    def place(self, longitude: Places, latitude: Places) -> tuple[Places, Places]:
        x, y = np.atleast_1d(longitude), np.atleast_1d(latitude)
        if self.up is not None:
            x, y = self.up.transform(x, y)
        else:
            x = x + 360 * np.round((self.grid.x_origin + self.grid.x_step * self.grid.columns / 2 - x) / 360)
        return self.grid.row(np.asarray(y)), self.grid.column(np.asarray(x))

    def bilinear(self, row: float, column: float) -> float:
        i = min(max(math.floor(row), 0), self.cells.shape[0] - 2)
        j = min(max(math.floor(column), 0), self.cells.shape[1] - 2)
        b, a = row - i, column - j
        upper = (1 - a) * self.cells[i, j] + a * self.cells[i, j + 1]
        return float((1 - b) * upper + b * ((1 - a) * self.cells[i + 1, j] + a * self.cells[i + 1, j + 1]))


def lowest_seen(terrain: Terrain, station: Station, k: float, cells: Sequence[tuple[int, int]]) -> Places:
    """Return the lowest altitude seen above cells (row, column); NaN where it is not known."""
    raster = Raster(terrain)
    lines = lines_to(terrain, station, k, cells)
    return np.array([_higher(raster.cells[cell], line) for cell, line in zip(cells, lines, strict=True)])


def lines_to(terrain: Terrain, station: Station, k: float, places: Sequence[tuple[float, float]]) -> Places:
    """Return how high the line over the ground stands above places (fractional row, column); NaN if it is not known."""
    raster = Raster(terrain)
    rows, columns = raster.place(np.array([station.longitude]), np.array([station.latitude]))
    row, column = float(rows[0]), float(columns[0])
    height = raster.bilinear(row, column) + station.height_agl
    return np.array([_line(raster, station, (row, column), height, 1 / (2 * k * RADIUS), place) for place in places])


def _higher(ground: float, line: float) -> float:
    return math.nan if math.isnan(ground) or math.isnan(line) else max(ground, line)


def _line(
    raster: Raster, station: Station, at: tuple[float, float], height: float, bend: float, place: tuple[float, float]
) -> float:
    longitude, latitude = raster.degrees(np.array([place[0]]), np.array([place[1]]))
    azimuth, _, distance = GEOD.inv(station.longitude, station.latitude, longitude[0], latitude[0])
    major = 1 if abs(place[1] - at[1]) >= abs(place[0] - at[0]) else 0
    low, high = sorted((at[major], float(place[major])))
    lines = np.arange(math.floor(low) + 1, math.ceil(high), dtype=np.float64)
    lines = lines[(lines > low + 1e-9) & (lines < high - 1e-9)]
    if not lines.size:
        return -math.inf
    away, minor = _crossings(raster, station, azimuth, distance, at[major], float(place[major]), major, lines)
    last = raster.cells.shape[1 - major] - 1
    if ((minor < -0.5) | (minor > last + 0.5)).any():
        return math.nan
    minor = np.clip(minor, 0, last)
    below = np.minimum(np.floor(minor).astype(int), last - 1)
    part, along = minor - below, lines.astype(int)
    one = raster.cells[below, along] if major else raster.cells[along, below]
    other = raster.cells[below + 1, along] if major else raster.cells[along, below + 1]
    z = np.where(part < 1e-6, one, np.where(part > 1 - 1e-6, other, one + (other - one) * part))
    steepest = float(np.max((z - bend * away**2 - height) / away))  # NaN if any is
    return height + distance * steepest + bend * distance**2


def _crossings(
    raster: Raster,
    station: Station,
    azimuth: float,
    distance: float,
    begin: float,
    end: float,
    major: int,
    lines: Places,
) -> tuple[Places, Places]:
    """Return how far the geodesic has come where it crosses lines of the raster, and between which cells it does."""
    away = distance * (lines - begin) / (end - begin)
    for _ in range(4):
        here, ahead = _on(raster, station, azimuth, away), _on(raster, station, azimuth, away + 1.0)
        away = away + (lines - here[major]) / (ahead[major] - here[major])
    return away, _on(raster, station, azimuth, away)[1 - major]


def _on(raster: Raster, station: Station, azimuth: float, away: Places) -> tuple[Places, Places]:
    count = len(away)
    longitude, latitude, _ = GEOD.fwd(
        np.full(count, station.longitude), np.full(count, station.latitude), np.full(count, azimuth), away
    )
    return raster.place(longitude, latitude)
