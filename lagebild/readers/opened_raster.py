"""An opened raster of elevations: the parts that every format hands over, and what is made of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray
from pyproj import CRS, Transformer

from lagebild.messages import Message
from lagebild.model.geoid import geoid_height
from lagebild.model.terrain import Grid
from lagebild.model.vertical_datum import is_ellipsoidal
from lagebild.readers.files import Ledger, one_line
from lagebild.readers.lazy_raster import ReadWindow, lazy_elevation
from lagebild.readers.terrain_crs import VerticalAxis

__all__ = ["OpenRaster", "Tile", "above_sea_level", "as_open_raster"]

_GEOID = "EGM96"


@dataclass(frozen=True, kw_only=True)
class Tile:
    """One raster, or one level of it, not read yet."""

    read: ReadWindow
    """Metres, above whatever the vertical datum is."""

    grid: Grid
    crs: str
    """WKT of the horizontal coordinate reference system."""

    vertical_datum: str = ""
    """Empty where the file does not say."""

    synthetic: bool = False
    """Whether the file's metadata mark it as made up."""

    overviews: tuple[Tile, ...] = ()
    """The same raster in coarser cells, finest first, where it is one among many."""


@dataclass(frozen=True, kw_only=True)
class OpenRaster:
    """An opened raster of elevations."""

    elevation: xr.DataArray
    coarser: tuple[xr.DataArray, ...] = ()
    vertical_datum: str = ""
    """Empty where the file does not say."""

    synthetic: bool = False
    """Whether the file's metadata mark it as made up."""

    records: int = 1
    """How many rasters it was put together from, those included that could not be read."""

    quarantined: int = 0
    """How many of them could not be read."""


def as_open_raster(tile: Tile, coarser: Sequence[Tile] = (), *, records: int = 1, quarantined: int = 0) -> OpenRaster:
    """Lay a raster and its overviews out as arrays; overviews of a single row or column are left out."""
    return OpenRaster(
        elevation=_array(tile),
        coarser=tuple(_array(level) for level in coarser if min(level.grid.rows, level.grid.columns) >= 2),
        vertical_datum=tile.vertical_datum,
        synthetic=tile.synthetic,
        records=records,
        quarantined=quarantined,
    )


def _array(tile: Tile) -> xr.DataArray:
    return lazy_elevation(tile.read, *_centres(tile.grid, 0, tile.grid.rows, 0, tile.grid.columns), tile.crs)


def _centres(
    grid: Grid, row_from: int, row_to: int, column_from: int, column_to: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    x = grid.x_origin + grid.x_step * np.arange(column_from, column_to, dtype=np.float64)
    y = grid.y_origin + grid.y_step * np.arange(row_from, row_to, dtype=np.float64)
    return x, y


def above_sea_level(
    levels: Sequence[Tile], axis: VerticalAxis | None, stated: str, given: str | None, ledger: Ledger
) -> list[Tile]:
    """Give a raster and its overviews their vertical datum; heights above the ellipsoid become those above EGM96.

    `axis` is what the coordinate reference system says, `stated` what other metadata say, `given` what the user says;
    the last counts most.
    """
    own = stated or (axis.name if axis is not None else "")
    ellipsoidal = is_ellipsoidal(own) or (not stated and axis is not None and axis.ellipsoidal)
    if given is not None:
        if own and own.casefold() != given.casefold():
            ledger.note(
                Message(
                    "the file states the vertical datum {stated}; {given} was used, as asked",
                    stated=one_line(own),
                    given=given,
                )
            )
        own, ellipsoidal = given, is_ellipsoidal(given)
    if not ellipsoidal:
        return [replace(level, vertical_datum=own) for level in levels]
    ledger.note(
        Message(
            "heights are above the ellipsoid ({name}); the geoid EGM96 was taken off to get those above mean sea level",
            name=one_line(own),
        )
    )
    return [
        replace(level, read=_OverGeoid(level.read, level.grid, level.crs), vertical_datum=_GEOID) for level in levels
    ]


class _OverGeoid:
    """Reads heights above the ellipsoid as heights above mean sea level."""

    def __init__(self, read: ReadWindow, grid: Grid, crs: str) -> None:
        self.read = read
        self.grid = grid
        self.crs = crs

    def __call__(self, row_from: int, row_to: int, column_from: int, column_to: int) -> NDArray[np.float32]:
        heights = self.read(row_from, row_to, column_from, column_to)
        x, y = np.meshgrid(*_centres(self.grid, row_from, row_to, column_from, column_to))
        undulation = geoid_height(*self._degrees(x, y))
        return (heights - undulation).astype(np.float32)

    def _degrees(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[Any, Any]:
        crs = CRS.from_wkt(self.crs)
        if crs.is_geographic:
            return x, np.clip(y, -90.0, 90.0)
        longitude, latitude = Transformer.from_crs(crs, CRS.from_epsg(4326), always_xy=True).transform(x, y)
        return longitude, latitude
