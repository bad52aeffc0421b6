"""Terrain: a raster of elevations above mean sea level, read lazily, sampled bilinearly."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any

import numpy as np
import rioxarray  # noqa: F401  (registers the .rio accessor, which tells a raster's CRS)
import xarray as xr
from numpy.typing import ArrayLike, NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import ProjError

from lagebild.errors import CrsError, ValidationError
from lagebild.messages import Message
from lagebild.model.bilinear import Lattice, blocks_of, sample_block, sealed
from lagebild.model.bounds import Bounds
from lagebild.model.report import ReadReport
from lagebild.model.threads import in_threads
from lagebild.model.vertical_datum import is_ellipsoidal

__all__ = ["Grid", "Terrain"]

_WGS84 = CRS.from_epsg(4326)
_REGULARITY = 0.01
"""How far a coordinate may lie off its place in a regular grid, in cells."""

_POLE, _FULL_TURN = 90.0, 360.0
"""Degrees."""

_LEAST_CELL = 0.02
"""m; cells below that, near the origin of a projection, are degrees."""

_BLOCK_CELLS = 2048
"""Sampling reads the raster in blocks of this many rows and columns, so memory stays bounded."""


@dataclass(frozen=True, kw_only=True)
class Grid:
    """Where the cells of a raster lie, in its CRS."""

    x_origin: float
    """x of the first column's centre."""

    y_origin: float
    """y of the first row's centre."""

    x_step: float
    """Distance between columns, signed."""

    y_step: float
    """Distance between rows, signed; negative where rows run north to south."""

    columns: int
    rows: int

    @classmethod
    def of(cls, elevation: xr.DataArray) -> Grid:
        """Read the grid from the coordinates `x` and `y`; they have to be regular and at least two each."""
        x_origin, x_step = _regular(elevation["x"].to_numpy(), "x")
        y_origin, y_step = _regular(elevation["y"].to_numpy(), "y")
        rows, columns = elevation.shape
        return cls(x_origin=x_origin, y_origin=y_origin, x_step=x_step, y_step=y_step, columns=columns, rows=rows)

    def column(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """Fractional column of x; 0 is the first column's centre."""
        return (x - self.x_origin) / self.x_step

    def row(self, y: NDArray[np.float64]) -> NDArray[np.float64]:
        """Fractional row of y; 0 is the first row's centre."""
        return (y - self.y_origin) / self.y_step

    @property
    def edges(self) -> tuple[float, float, float, float]:
        """Outer edges of the cells: smallest x, smallest y, largest x, largest y."""
        xs = (self.x_origin - self.x_step / 2, self.x_origin + (self.columns - 0.5) * self.x_step)
        ys = (self.y_origin - self.y_step / 2, self.y_origin + (self.rows - 0.5) * self.y_step)
        return min(xs), min(ys), max(xs), max(ys)


@dataclass(frozen=True, eq=False, kw_only=True)
class Terrain:
    """Elevation of the ground in metres above mean sea level, NaN where there is no data.

    Open one with `lagebild.open_terrain`, or make one from any DataArray of the dimensions (y, x) whose
    coordinates are the cells' centres.
    """

    elevation: xr.DataArray
    """Shape (y, x), metres AMSL, with a CRS (rioxarray); may be read lazily."""

    coarser: tuple[xr.DataArray, ...] = ()
    """The same raster in coarser cells (a file's overviews), finest first; used for drawing only."""

    vertical_datum: str = "unknown"
    """What zero is, such as `EGM96`; `unknown` where the source does not say."""

    vertical_accuracy: float = math.nan
    """95 % bound of the error in metres; NaN: unknown."""

    report: ReadReport = field(default_factory=lambda: ReadReport(format="xarray"))

    def __post_init__(self) -> None:
        if set(self.elevation.dims) != {"x", "y"}:
            raise ValidationError(f"elevation needs the dimensions (y, x), not {tuple(map(str, self.elevation.dims))}")
        if self.elevation.dims != ("y", "x"):
            object.__setattr__(self, "elevation", self.elevation.transpose("y", "x"))
        if self.elevation.rio.crs is None:
            raise CrsError("the terrain has no coordinate reference system; set one with elevation.rio.write_crs(…)")
        if not (math.isnan(self.vertical_accuracy) or 0 <= self.vertical_accuracy < math.inf):
            raise ValidationError(f"vertical_accuracy must be a number of metres, not {self.vertical_accuracy}")
        if is_ellipsoidal(self.vertical_datum):
            raise ValidationError(
                f"a terrain holds elevations above mean sea level, not above the ellipsoid ({self.vertical_datum}); "
                "open its file with open_terrain(…, vertical_datum='ellipsoid'), which takes the geoid off"
            )
        object.__setattr__(self, "vertical_accuracy", float(self.vertical_accuracy))
        _check_unit(self.crs, Grid.of(self.elevation))

    @cached_property
    def crs(self) -> CRS:
        """The horizontal coordinate reference system."""
        return CRS.from_wkt(self.elevation.rio.crs.to_wkt())

    @cached_property
    def grid(self) -> Grid:
        """Where the cells lie."""
        return Grid.of(self.elevation)

    @cached_property
    def bounds(self) -> Bounds:
        """The box of longitude and latitude around the raster's outer edges (degrees)."""
        x_min, y_min, x_max, y_max = self.grid.edges
        if self.crs.is_geographic:
            return Bounds(x_min, max(y_min, -90.0), x_max, min(y_max, 90.0))
        to_wgs84 = _transformer(self.crs, _WGS84)
        west, south, east, north = to_wgs84.transform_bounds(x_min, y_min, x_max, y_max, densify_pts=21)
        return Bounds(west, south, east + 360.0 if east < west else east, north)

    @property
    def cell_count(self) -> int:
        """Number of cells."""
        return int(self.elevation.size)

    def project(self, longitude: ArrayLike, latitude: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Turn WGS 84 longitude and latitude (degrees) into x and y of the raster's CRS."""
        lon = np.asarray(longitude, dtype=np.float64)
        lat = np.asarray(latitude, dtype=np.float64)
        if self.crs.is_geographic:
            return lon - 360.0 * np.round((lon - self._lattice.middle) / 360.0), lat
        x, y = self._from_wgs84.transform(lon, lat, errcheck=False)
        return np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)

    def degrees(self, row: ArrayLike, column: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return WGS 84 longitude and latitude (degrees) of fractional rows and columns of the grid, of one shape."""
        x = self.grid.x_origin + self.grid.x_step * np.asarray(column, dtype=np.float64)
        y = self.grid.y_origin + self.grid.y_step * np.asarray(row, dtype=np.float64)
        if self.crs.is_geographic:
            return x, y
        longitude, latitude = self._to_wgs84.transform(x, y)
        return np.asarray(longitude, dtype=np.float64), np.asarray(latitude, dtype=np.float64)

    def sample(self, longitude: ArrayLike, latitude: ArrayLike) -> NDArray[np.float64]:
        """Elevation at places, bilinear between the four cell centres around each.

        Parameters
        ----------
        longitude, latitude
            WGS 84 degrees, arrays of one shape (or numbers).

        Returns
        -------
        ndarray
            Metres AMSL in the places' shape; NaN outside the raster and where any of the cells that
            count has no data. Up to half a cell beyond the outermost centres the edge's value holds.
        """
        lon, lat = np.broadcast_arrays(np.asarray(longitude, dtype=np.float64), np.asarray(latitude, dtype=np.float64))
        x, y = lon.ravel(), lat.ravel()
        if not self.crs.is_geographic:
            x, y = self.project(x, y)
        return self._sample_places(x, y).reshape(lon.shape)

    def _sample_places(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the elevation at places in the raster's CRS, longitudes of any turn."""
        if not x.size:
            return np.empty(0)
        x, y = sealed(x), sealed(y)
        if self._in_memory:
            result, none = np.empty(x.shape), np.empty(0, dtype=np.int32)
            cells = sealed(self.window(0, self.grid.rows, 0, self.grid.columns))
            part = partial(sample_block, cells, (0, 0), self._lattice, x, y, none, 0)
            in_threads(x.size, partial(_fill, part, result))
            return result
        blocks, extents = blocks_of(self._lattice, x, y, _BLOCK_CELLS)
        result = np.full(x.shape, np.nan)
        for number in np.flatnonzero(extents[:, 1]):
            top, bottom, left, right = map(int, extents[number])
            cells = sealed(self.window(top, bottom, left, right))
            part = partial(sample_block, cells, (top, left), self._lattice, x, y, blocks, int(number))
            in_threads(x.size, partial(_fill, part, result))
        return result

    @cached_property
    def _in_memory(self) -> bool:
        """Whether parts of the raster are views of one array: then there is nothing to read, and nothing to copy."""
        return np.shares_memory(self.window(0, 1, 0, 1), self.window(0, 1, 0, 1))

    @cached_property
    def _lattice(self) -> Lattice:
        grid, (west, _, east, _) = self.grid, self.grid.edges
        return Lattice(
            x_origin=grid.x_origin,
            y_origin=grid.y_origin,
            x_step=grid.x_step,
            y_step=grid.y_step,
            columns=grid.columns,
            rows=grid.rows,
            # data of the raster may be numbered 0..360; the turn that falls into it counts
            middle=(west + east) / 2 if self.crs.is_geographic else math.nan,
        )

    def window(self, row_from: int, row_to: int, column_from: int, column_to: int) -> NDArray[np.float32]:
        """Read a part of the raster (half-open, clipped to it): float32, NaN where there is no data."""
        part = self.elevation.isel(
            y=slice(max(row_from, 0), min(row_to, self.grid.rows)),
            x=slice(max(column_from, 0), min(column_to, self.grid.columns)),
        )
        return np.asarray(part.to_numpy(), dtype=np.float32)

    @cached_property
    def _from_wgs84(self) -> Transformer:
        return _transformer(_WGS84, self.crs)

    @cached_property
    def _to_wgs84(self) -> Transformer:
        return _transformer(self.crs, _WGS84)


def _fill(part: Callable[..., None], result: NDArray[np.float64], begin: int, end: int) -> None:
    part(begin, end, result)


def _check_unit(crs: CRS, grid: Grid) -> None:
    """See that degrees were not mistaken for metres, or metres for degrees."""
    west, south, east, north = grid.edges
    margin = max(abs(grid.x_step), abs(grid.y_step))
    latitudes = max(abs(south), abs(north)) <= _POLE + margin  # longitudes may be of any turn
    longitudes = max(abs(west), abs(east)) <= _FULL_TURN
    span = f"x from {west:g} to {east:g}, y from {south:g} to {north:g}"
    if crs.is_geographic and not latitudes:
        raise CrsError(
            Message(
                "the terrain's reference system {crs} counts in degrees, but its coordinates ({span}) are none; "
                "perhaps they are metres of another reference system",
                crs=crs.name,
                span=span,
            )
        )
    if crs.is_projected and latitudes and longitudes and margin < _LEAST_CELL:
        raise CrsError(
            Message(
                "the terrain's reference system {crs} counts in metres, but its coordinates ({span}) look like degrees",
                crs=crs.name,
                span=span,
            )
        )


def _transformer(given: CRS, wanted: CRS) -> Transformer:
    try:
        return Transformer.from_crs(given, wanted, always_xy=True)
    except ProjError as error:
        raise CrsError(f"coordinates cannot be transformed from {given.name!r} to {wanted.name!r}") from error


def _regular(values: NDArray[Any], name: str) -> tuple[float, float]:
    """Return origin and step of regular coordinates, or say where they are not regular."""
    coordinates = np.asarray(values, dtype=np.float64)
    if coordinates.size < 2:
        raise ValidationError(f"a terrain needs at least two cells in {name}, not {coordinates.size}")
    step = (coordinates[-1] - coordinates[0]) / (coordinates.size - 1)
    ideal = coordinates[0] + step * np.arange(coordinates.size)
    if step == 0 or not np.isfinite(step):
        raise ValidationError(
            f"the terrain's {name} coordinates do not grow: {coordinates[0]:g} to {coordinates[-1]:g}"
        )
    off = np.abs(coordinates - ideal)
    worst = int(np.argmax(off))
    if off[worst] > _REGULARITY * abs(step):
        raise ValidationError(
            f"the terrain's {name} coordinates are not evenly spaced: {coordinates[worst]:g} stands where "
            f"{ideal[worst]:g} is expected"
        )
    return float(coordinates[0]), float(step)
