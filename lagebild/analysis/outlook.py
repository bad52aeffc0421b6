"""A station over a terrain, with all that rays from it need: ground in memory, blocks to pass over, distances."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from pyproj import Geod

from lagebild.analysis.kernels.sight import COARSE, FINE, blocks, lines, lines_to, way
from lagebild.analysis.kernels.sight_chart import Chart, Sight
from lagebild.analysis.kernels.sight_sweep import sweep
from lagebild.errors import ValidationError
from lagebild.model.bilinear import bilinear, sealed
from lagebild.model.stations import Station
from lagebild.model.terrain import Terrain
from lagebild.model.threads import in_threads

__all__ = [
    "EARTH_RADIUS",
    "FARTHEST",
    "Ground",
    "Outlook",
    "Progress",
    "Way",
    "checked_k",
    "checked_positive",
    "outlooks",
    "place_on",
]

EARTH_RADIUS = 6_371_000.0
"""m; the mean radius, which is the field's convention for drops of the horizon."""

FARTHEST = 1_000_000.0
"""m; beyond this nothing that flies in the air is above any horizon, and nothing is computed."""

_GEOD = Geod(ellps="WGS84")

_PATCH_CELLS = 64
_PATCH_METRES = 50_000.0
"""Patches of the chart are no larger: then distances are right within 0.1 m."""

_PROBES = 65
"""Places along each axis at which the raster's distance from a station is looked at before it is read."""

_ROWS = 8
"""Rows that are worth a part of the work."""

Progress = Callable[[float], None]
"""Hears the share that is done; what it raises ends the work."""


def checked_k(k: float) -> float:
    """Return the factor of the earth's radius; it must be positive, else a `ValidationError` says so."""
    return checked_positive("k, the factor of the earth's radius (4/3 for radio),", k)


def checked_positive(name: str, value: float) -> float:
    """Return a number if it is positive.

    Raises
    ------
    ValidationError
        If it is not, or is none.
    """
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = math.nan
    if not number > 0.0:
        raise ValidationError(f"{name} must be a positive number, not {value!r}")
    return number


class Ground(NamedTuple):
    """A part of a terrain in memory."""

    cells: NDArray[np.float32]
    """(rows, columns), m AMSL, NaN where there is no data."""

    row: int
    """Of the terrain's grid, that of the first row."""

    column: int

    @classmethod
    def around(cls, terrain: Terrain, stations: Sequence[Station], reach: float) -> Ground:
        """Read what lies within reach (m) of stations.

        Raises
        ------
        ValidationError
            If a station lies outside the terrain.
        """
        first, last = np.array([np.inf, np.inf]), np.array([-np.inf, -np.inf])
        for station in stations:
            row, column = place_on(terrain, station)
            rows = np.linspace(0, terrain.grid.rows - 1, min(_PROBES, terrain.grid.rows))
            columns = np.linspace(0, terrain.grid.columns - 1, min(_PROBES, terrain.grid.columns))
            east, north = _east_north(terrain, station, rows, columns)
            near = np.hypot(east, north) <= min(reach, station.max_range or FARTHEST)
            for axis, values, own in ((0, rows, row), (1, columns, column)):
                within = np.flatnonzero(near.any(axis=1 - axis))
                # the neighbours of probes within reach are beyond it, so that all between is read
                low = values[max(int(within[0]) - 1, 0)] if len(within) else own
                high = values[min(int(within[-1]) + 1, len(values) - 1)] if len(within) else own
                step = values[1] - values[0]
                first[axis] = min(first[axis], low, own - step)
                last[axis] = max(last[axis], high, own + step)
        return cls.box(terrain, first[0], last[0], first[1], last[1])

    @classmethod
    def box(cls, terrain: Terrain, top: float, bottom: float, left: float, right: float) -> Ground:
        """Read the cells around a rectangle of rows and columns, as far as there are any."""
        first, from_column = max(math.floor(top), 0), max(math.floor(left), 0)
        last = min(math.ceil(bottom) + 1, terrain.grid.rows)
        to_column = min(math.ceil(right) + 1, terrain.grid.columns)
        return cls(sealed(terrain.window(first, last, from_column, to_column)), first, from_column)


class Way(NamedTuple):
    """The ground on a way from a station, where it crosses the raster's lines; each of shape (n,), going outward."""

    row: NDArray[np.float64]
    column: NDArray[np.float64]
    distance: NDArray[np.float64]
    """Geodesic, m."""

    elevation: NDArray[np.float64]
    """m AMSL; NaN where it is not known."""


class _Raster(NamedTuple):
    """The ground with its blocks and its chart, as it is or turned."""

    cells: NDArray[np.float32]
    fine: NDArray[np.float32]
    coarse: NDArray[np.float32]
    chart: Chart
    sight: Sight


@dataclass(frozen=True, eq=False, kw_only=True)
class Outlook:
    """A station over the ground around it."""

    ground: Ground
    row: float
    """Of the station, in the ground's rows."""

    column: float
    chart: Chart
    sight: Sight
    cell: float
    """Length of a cell, m."""

    turned_cells: Callable[[], NDArray[np.float32]]
    """Makes the ground turned, or has it."""

    @classmethod
    def of(
        cls,
        terrain: Terrain,
        ground: Ground,
        station: Station,
        *,
        k: float,
        reach: float,
        turned: Callable[[], NDArray[np.float32]] | None = None,
    ) -> Outlook:
        """Look from a station over ground that was read around it.

        Raises
        ------
        ValidationError
            If the ground's elevation at the station is not known.
        """
        row, column = place_on(terrain, station)
        row, column = row - ground.row, column - ground.column
        elevation = float(bilinear(ground.cells, np.array([row]), np.array([column]))[0])
        if math.isnan(elevation):
            raise ValidationError(
                f"station {station.label!r} stands where the terrain has no elevation "
                f"(longitude {station.longitude:g}, latitude {station.latitude:g})"
            )
        tall, wide = _cell_size(terrain, ground, station, row, column)
        rows, columns = ground.cells.shape
        parts_down = max(-(-(rows - 1) // _PATCH_CELLS), math.ceil((rows - 1) * tall / _PATCH_METRES))
        parts_across = max(-(-(columns - 1) // _PATCH_CELLS), math.ceil((columns - 1) * wide / _PATCH_METRES))
        east, north = _east_north(
            terrain,
            station,
            ground.row + np.linspace(0, rows - 1, 2 * parts_down + 1),
            ground.column + np.linspace(0, columns - 1, 2 * parts_across + 1),
        )
        bend = 1.0 / (2.0 * k * EARTH_RADIUS)
        limit = min(reach, station.max_range or FARTHEST, FARTHEST)
        return cls(
            ground=ground,
            row=row,
            column=column,
            chart=Chart(sealed(east), sealed(north), (rows - 1) / parts_down, (columns - 1) / parts_across),
            sight=Sight(row, column, elevation + station.height_agl, bend, limit),
            cell=max(tall, wide),
            turned_cells=turned or (lambda: sealed(ground.cells.T)),
        )

    def lowest_seen(self, result: NDArray[np.float32], *, exact: bool, done: Progress | None = None) -> None:
        """Write the lowest altitude (m AMSL) above each cell of the ground that is seen; NaN unknown, inf never.

        `result` has the ground's shape and lies in one piece.
        """
        flat = result.reshape(-1)
        width = result.shape[1]
        if exact:
            self._exact(flat, width, done)
        else:
            self._swept(flat, width)
            if self.row == int(self.row) and self.column == int(self.column):
                result[int(self.row), int(self.column)] = self.ground.cells[int(self.row), int(self.column)]
            if done is not None:
                done(1.0)

    def slopes_to(
        self, row: NDArray[np.float64], column: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the steepest slope of the ground on the way to places on its raster, and their distance (m).

        Infinitely steep where ground on the way is not known.
        """
        slopes, distances = np.empty(row.size), np.empty(row.size)
        sideways = np.abs(column - self.column) >= np.abs(row - self.row)
        for raster, down, across, chosen in (
            (self._straight, row, column, np.flatnonzero(sideways)),
            (self._turned, column, row, np.flatnonzero(~sideways)),
        ):
            if not chosen.size:
                continue

            def part(
                begin: int,
                end: int,
                raster: _Raster = raster,
                places: tuple[NDArray[np.float64], NDArray[np.float64]] = (down, across),
                chosen: NDArray[np.int64] = chosen,
            ) -> None:
                cells, fine, coarse, chart, sight = raster
                lines_to(cells, fine, coarse, chart, sight, *places, chosen, begin, end, slopes, distances)

            in_threads(chosen.size, part, fewest=4096)
        return slopes, distances

    def way_to(self, row: float, column: float) -> Way:
        """Return the ground on the way to a place on the ground's raster."""
        if abs(column - self.column) >= abs(row - self.row):
            columns, rows, distance, elevation = way(self.ground.cells, self.chart, self.sight, row, column)
        else:
            chart, sight = self._turned_chart, self._turned_sight
            rows, columns, distance, elevation = way(self.turned_cells(), chart, sight, column, row)
        order = np.argsort(distance)
        return Way(rows[order], columns[order], distance[order], elevation[order])

    @cached_property
    def _turned_chart(self) -> Chart:
        return Chart(sealed(self.chart.east.T), sealed(self.chart.north.T), self.chart.wide, self.chart.tall)

    @cached_property
    def _turned_sight(self) -> Sight:
        return self.sight._replace(row=self.sight.column, column=self.sight.row)

    @cached_property
    def _straight(self) -> _Raster:
        cells = self.ground.cells
        rows, columns = cells.shape
        fine = np.empty((-(-rows // FINE), -(-columns // FINE)), dtype=np.float32)
        coarse = np.empty((-(-rows // COARSE), -(-columns // COARSE)), dtype=np.float32)

        def part(begin: int, end: int) -> None:
            blocks(cells, self.chart, self.sight, self.cell, begin, end, fine, coarse)

        in_threads(coarse.shape[0], part, fewest=1)
        return _Raster(cells, sealed(fine), sealed(coarse), self.chart, self.sight)

    @cached_property
    def _turned(self) -> _Raster:
        straight = self._straight
        fine, coarse = sealed(straight.fine.T), sealed(straight.coarse.T)
        return _Raster(self.turned_cells(), fine, coarse, self._turned_chart, self._turned_sight)

    def _exact(self, flat: NDArray[np.float32], width: int, done: Progress | None) -> None:
        halves = ((self._straight, (width, 1), True), (self._turned, (1, width), False))
        for number, (raster, strides, ties) in enumerate(halves):

            def part(
                begin: int,
                end: int,
                raster: _Raster = raster,
                strides: tuple[int, int] = strides,
                ties: bool = ties,
            ) -> None:
                cells, fine, coarse, chart, sight = raster
                lines(cells, fine, coarse, chart, sight, ties, begin, end, strides, flat)

            def told(share: float, number: int = number) -> None:
                if done is not None:
                    done((number + share) / 2)

            in_threads(raster.cells.shape[0], part, fewest=_ROWS, done=told)

    def _swept(self, flat: NDArray[np.float32], width: int) -> None:
        flat_cells, (rows, columns) = self.ground.cells.reshape(-1), self.ground.cells.shape
        # a sweep goes from column to column, so it takes the other raster's chart
        ways = [
            ((rows, columns), (width, 1), self._turned_chart, self.sight),
            ((columns, rows), (1, width), self.chart, self._turned_sight),
        ]

        def part(begin: int, end: int) -> None:
            for number in range(begin, end):
                sweep(flat_cells, *ways[number // 2], (-1, 1)[number % 2], flat)

        in_threads(2 * len(ways), part, fewest=1)


def outlooks(
    terrain: Terrain, ground: Ground, stations: Sequence[Station], *, k: float, reach: float = FARTHEST
) -> Iterator[Outlook]:
    """Look from one station after the other over ground that was read around all; it is turned once for them."""
    turned = cache(lambda: sealed(ground.cells.T))
    for station in stations:
        yield Outlook.of(terrain, ground, station, k=k, reach=reach, turned=turned)


def place_on(terrain: Terrain, station: Station) -> tuple[float, float]:
    """Return the fractional row and column of a station in the terrain's grid.

    Raises
    ------
    ValidationError
        If it lies outside.
    """
    x, y = terrain.project(station.longitude, station.latitude)
    grid = terrain.grid
    row, column = float(grid.row(y)), float(grid.column(x))
    if not (-0.5 <= row <= grid.rows - 0.5 and -0.5 <= column <= grid.columns - 0.5):
        west, south, east, north = terrain.bounds
        raise ValidationError(
            f"station {station.label!r} at longitude {station.longitude:g}, latitude {station.latitude:g} lies outside "
            f"the terrain, which reaches from {west:.4f} to {east:.4f} and from {south:.4f} to {north:.4f}"
        )
    return min(max(row, 0.0), grid.rows - 1.0), min(max(column, 0.0), grid.columns - 1.0)


def _east_north(
    terrain: Terrain, station: Station, rows: NDArray[np.float64], columns: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return geodesic distance and direction from a station as east and north (m), shape (rows, columns)."""
    at_rows, at_columns = np.meshgrid(rows, columns, indexing="ij")
    x, y = terrain.degrees(at_rows, at_columns)
    from_x, from_y = np.full_like(x, station.longitude), np.full_like(y, station.latitude)
    azimuth, _, distance = _GEOD.inv(from_x, from_y, x, y)
    turned = np.radians(azimuth)
    return np.asarray(distance * np.sin(turned)), np.asarray(distance * np.cos(turned))


def _cell_size(terrain: Terrain, ground: Ground, station: Station, row: float, column: float) -> tuple[float, float]:
    """Return how tall and how wide a cell is where the station stands, m."""
    rows, columns = ground.cells.shape
    top, left = min(max(row - 0.5, 0.0), rows - 2.0), min(max(column - 0.5, 0.0), columns - 2.0)
    east, north = _east_north(
        terrain, station, ground.row + np.array([top, top + 1.0]), ground.column + np.array([left, left + 1.0])
    )
    tall = math.hypot(east[1, 0] - east[0, 0], north[1, 0] - north[0, 0])
    wide = math.hypot(east[0, 1] - east[0, 0], north[0, 1] - north[0, 0])
    return tall, wide
