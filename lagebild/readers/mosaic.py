"""Many rasters as one, read window by window.

Rasters whose cells lie on one lattice make a sheet, in which cells are taken over as they are: the first by name where
several lie on one another. The whole has the lattice of the finest sheet; what it does not know comes from the next
ones, bilinear between their cells, or beside a gap the value of the cell in which the place lies.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS

from lagebild.errors import CrsError, ValidationError
from lagebild.model.terrain import Grid
from lagebild.readers.lazy_raster import ReadWindow
from lagebild.readers.opened_raster import Tile

__all__ = ["NamedTile", "mosaic"]

_ON_LATTICE = 0.01
"""Cells that centres may lie off the lattice."""

_DECIMALS = 6
_COARSER = 8
_CHUNK = 256
"""Coarser cells are made in squares of so many rows and columns, and kept."""

_SMALL = 4_000_000
"""Rasters of fewer cells need no coarser ones."""

_MOST_CELLS = 50_000_000
"""Of one side; the equator has 1.3 million seconds of arc."""


@dataclass(frozen=True)
class NamedTile:
    """A raster and the file it comes from."""

    name: str
    tile: Tile


def mosaic(given: Sequence[NamedTile], place: str) -> list[Tile]:
    """Put rasters together: the whole, and the same in coarser cells.

    Raises
    ------
    CrsError, ValidationError
        If two of them differ in their coordinate reference system, or in what their heights are measured from.
    """
    _check_alike(given, place)
    ordered = [_north_up(one.tile) for one in sorted(given, key=lambda one: one.name)]
    sheets = _sheets(_on_one_turn(ordered))
    grid = _whole(sheets, place)
    first = given[0].tile
    whole = Tile(
        read=_Whole(grid, sheets),
        grid=grid,
        crs=first.crs,
        vertical_datum=first.vertical_datum,
        synthetic=any(one.tile.synthetic for one in given),
    )
    levels = [whole]
    while levels[-1].grid.rows * levels[-1].grid.columns > _SMALL:
        read = levels[-1].read
        assert isinstance(read, _Whole | _Means)
        levels.append(replace(whole, read=_Means(read, levels[-1].grid), grid=_coarser(levels[-1].grid)))
    return levels


def _check_alike(given: Sequence[NamedTile], place: str) -> None:
    first = given[0]
    for one in given:
        if one.tile.crs != first.tile.crs and not CRS.from_wkt(one.tile.crs).equals(CRS.from_wkt(first.tile.crs)):
            names = [CRS.from_wkt(tile.tile.crs).name for tile in (first, one)]
            raise CrsError(
                f"{place} holds rasters of different coordinate reference systems: {first.name} is in {names[0]}, "
                f"{one.name} in {names[1]}; warp them to one first"
            )
        if one.tile.vertical_datum != first.tile.vertical_datum:
            datums = [tile.tile.vertical_datum or "an unknown datum" for tile in (first, one)]
            raise ValidationError(
                f"{place} holds heights above different datums: {first.name} above {datums[0]}, {one.name} above "
                f"{datums[1]}; name one by vertical_datum if you know it"
            )


def _north_up(tile: Tile) -> Tile:
    grid = tile.grid
    if grid.y_step < 0:
        return tile
    turned = replace(grid, y_origin=grid.y_origin + (grid.rows - 1) * grid.y_step, y_step=-grid.y_step)
    return replace(tile, read=_Turned(tile.read, grid.rows), grid=turned)


class _Turned:
    """Reads rows from the other end."""

    def __init__(self, read: ReadWindow, rows: int) -> None:
        self.read, self.rows = read, rows

    def __call__(self, row_from: int, row_to: int, column_from: int, column_to: int) -> NDArray[np.float32]:
        return self.read(self.rows - row_to, self.rows - row_from, column_from, column_to)[::-1]


def _on_one_turn(tiles: list[Tile]) -> list[Tile]:
    """Number longitudes on from 180 where that brings tiles on both sides of the antimeridian together."""
    if not CRS.from_wkt(tiles[0].crs).is_geographic:
        return tiles
    west = np.array([tile.grid.edges[0] for tile in tiles])
    on = np.where(west < 0.0, west + 360.0, west)
    if np.ptp(on) >= np.ptp(west):
        return tiles
    return [
        replace(tile, grid=replace(tile.grid, x_origin=tile.grid.x_origin + shift))
        for tile, shift in zip(tiles, on - west, strict=True)
    ]


class _Sheet:
    """Rasters on one lattice, whose cells are counted from those of the first."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.tiles: list[Tile] = []
        self._places: list[tuple[int, int, int, int]] = []

    def takes(self, tile: Tile) -> bool:
        """Take a raster in, if it is on the lattice."""
        grid, own = tile.grid, self.grid
        for step, own_step, count in (
            (grid.x_step, own.x_step, grid.columns),
            (grid.y_step, own.y_step, grid.rows),
        ):
            if abs(step - own_step) * count > _ON_LATTICE * abs(own_step):
                return False
        row, column = _cell(own, grid)
        if max(abs(row - round(row)), abs(column - round(column))) > _ON_LATTICE:
            return False
        self.tiles.append(tile)
        self._places.append((round(row), round(row) + grid.rows, round(column), round(column) + grid.columns))
        self.places = np.array(self._places, dtype=np.int64)
        return True

    def hit(self, row_from: int, row_to: int, column_from: int, column_to: int) -> NDArray[np.int64]:
        """Return which rasters a window touches."""
        top, bottom, left, right = self.places.T
        return np.flatnonzero((top < row_to) & (bottom > row_from) & (left < column_to) & (right > column_from))

    def read(self, row_from: int, row_to: int, column_from: int, column_to: int) -> NDArray[np.float32]:
        """Read a window, which may lie anywhere; NaN where no raster knows anything."""
        result = np.full((row_to - row_from, column_to - column_from), np.nan, dtype=np.float32)
        for number in self.hit(row_from, row_to, column_from, column_to):
            top, bottom, left, right = (int(side) for side in self.places[number])
            rows, columns = (max(top, row_from), min(bottom, row_to)), (max(left, column_from), min(right, column_to))
            part = self.tiles[number].read(rows[0] - top, rows[1] - top, columns[0] - left, columns[1] - left)
            target = result[
                rows[0] - row_from : rows[1] - row_from, columns[0] - column_from : columns[1] - column_from
            ]
            np.copyto(target, part, where=np.isnan(target))
        return result


def _cell(lattice: Grid, grid: Grid) -> tuple[float, float]:
    """Return the row and column of a lattice (fractional) that are a grid's first."""
    row, column = lattice.row(np.array([grid.y_origin])), lattice.column(np.array([grid.x_origin]))
    return float(row[0]), float(column[0])


def _sheets(tiles: Sequence[Tile]) -> list[_Sheet]:
    """Sort rasters by their lattices, the finest first."""
    sheets: list[_Sheet] = []
    for tile in tiles:
        if not any(sheet.takes(tile) for sheet in sheets):
            sheet = _Sheet(tile.grid)
            sheet.takes(tile)
            sheets.append(sheet)
    return sorted(sheets, key=lambda sheet: abs(sheet.grid.x_step * sheet.grid.y_step))


def _whole(sheets: Sequence[_Sheet], place: str) -> Grid:
    """Return the finest lattice, as far as all rasters reach."""
    finest = sheets[0].grid
    edges = np.array([tile.grid.edges for sheet in sheets for tile in sheet.tiles])
    (west, south), (east, north) = edges[:, :2].min(axis=0), edges[:, 2:].max(axis=0)
    inwards = np.array([0.5, -0.5])
    columns = np.round(finest.column(np.array([west, east])) + inwards, 2)
    rows = np.round(finest.row(np.array([north, south])) + inwards, 2)
    (left, right), (top, bottom) = ((int(np.ceil(lower)), int(np.floor(upper))) for lower, upper in (columns, rows))
    if max(right - left, bottom - top) >= _MOST_CELLS:
        raise ValidationError(
            f"{place} would be a raster of {bottom - top + 1} by {right - left + 1} cells; its tiles are too far apart"
        )
    return Grid(
        x_origin=finest.x_origin + left * finest.x_step,
        y_origin=finest.y_origin + top * finest.y_step,
        x_step=finest.x_step,
        y_step=finest.y_step,
        columns=right - left + 1,
        rows=bottom - top + 1,
    )


class _Whole:
    """Reads windows of the whole."""

    def __init__(self, grid: Grid, sheets: Sequence[_Sheet]) -> None:
        self.grid = grid
        self.sheets = sheets
        finest = sheets[0].grid
        self.top, self.left = (round(side) for side in _cell(finest, grid))

    def knows(self, row_from: int, row_to: int, column_from: int, column_to: int) -> bool:
        """Whether a raster lies in or beside a window."""
        y = self.grid.y_origin + self.grid.y_step * np.array([row_from, row_to], dtype=np.float64)
        x = self.grid.x_origin + self.grid.x_step * np.array([column_from, column_to], dtype=np.float64)
        for sheet in self.sheets:
            (top, bottom), (left, right) = (
                np.round(side).astype(int) for side in (sheet.grid.row(y), sheet.grid.column(x))
            )
            if sheet.hit(top - 1, bottom + 1, left - 1, right + 1).size:
                return True
        return False

    def __call__(self, row_from: int, row_to: int, column_from: int, column_to: int) -> NDArray[np.float32]:
        rows, columns = (row_from + self.top, row_to + self.top), (column_from + self.left, column_to + self.left)
        result = self.sheets[0].read(*rows, *columns)
        y = self.grid.y_origin + self.grid.y_step * np.arange(row_from, row_to, dtype=np.float64)
        x = self.grid.x_origin + self.grid.x_step * np.arange(column_from, column_to, dtype=np.float64)
        for sheet in self.sheets[1:]:
            gaps = np.isnan(result)
            if not gaps.any():
                break
            inner_rows, inner_columns = gaps.any(axis=1), gaps.any(axis=0)
            part = np.ix_(inner_rows, inner_columns)
            found = _interpolated(sheet, sheet.grid.row(y[inner_rows]), sheet.grid.column(x[inner_columns]))
            result[part] = np.where(gaps[part], found, result[part])
        return result


def _interpolated(sheet: _Sheet, rows: NDArray[np.float64], columns: NDArray[np.float64]) -> NDArray[np.float32]:
    """Return a sheet's heights at all crossings of rows and columns (fractional, of the sheet)."""
    # a rounding error is no way between two cells, of which one may lie in a gap
    rows, columns = np.round(rows, _DECIMALS), np.round(columns, _DECIMALS)
    top, left = int(np.floor(rows.min())), int(np.floor(columns.min()))
    bottom, right = int(np.floor(rows.max())) + 2, int(np.floor(columns.max())) + 2
    if not sheet.hit(top, bottom, left, right).size:
        return np.full((rows.size, columns.size), np.nan, dtype=np.float32)
    cells = sheet.read(top, bottom, left, right)
    row, column = np.floor(rows).astype(np.int64) - top, np.floor(columns).astype(np.int64) - left
    down, across = (rows - top - row)[:, None], (columns - left - column)[None, :]

    def corner(step_down: int, step_across: int) -> Any:
        return cells[np.ix_(row + step_down, column + step_across)]

    upper = corner(0, 0) * (1 - across) + np.where(across > 0, corner(0, 1), 0.0) * across
    lower = corner(1, 0) * (1 - across) + np.where(across > 0, corner(1, 1), 0.0) * across
    smooth = upper * (1 - down) + np.where(down > 0, lower, 0.0) * down
    own = cells[np.ix_(row + (down[:, 0] > 0.5), column + (across[0] > 0.5))]
    return np.asarray(np.where(np.isnan(smooth), own, smooth), dtype=np.float32)


def _coarser(grid: Grid) -> Grid:
    middle = (_COARSER - 1) / 2
    return Grid(
        x_origin=grid.x_origin + middle * grid.x_step,
        y_origin=grid.y_origin + middle * grid.y_step,
        x_step=grid.x_step * _COARSER,
        y_step=grid.y_step * _COARSER,
        columns=-(-grid.columns // _COARSER),
        rows=-(-grid.rows // _COARSER),
    )


_UNKNOWN = np.full((_CHUNK, _CHUNK), np.nan, dtype=np.float32)


class _Means:
    """Reads means of eight by eight cells, made when they are asked for, and keeps them: a 64th of the raster."""

    def __init__(self, read: _Whole | _Means, grid: Grid) -> None:
        self.finer, self.grid = read, grid
        self.kept: dict[tuple[int, int], NDArray[np.float32]] = {}

    def __call__(self, row_from: int, row_to: int, column_from: int, column_to: int) -> NDArray[np.float32]:
        result = np.empty((row_to - row_from, column_to - column_from), dtype=np.float32)
        for down in range(row_from // _CHUNK, -(-row_to // _CHUNK)):
            for across in range(column_from // _CHUNK, -(-column_to // _CHUNK)):
                chunk = self._chunk(down, across)
                top, left = down * _CHUNK, across * _CHUNK
                rows = slice(max(row_from, top), min(row_to, top + _CHUNK))
                columns = slice(max(column_from, left), min(column_to, left + _CHUNK))
                result[
                    rows.start - row_from : rows.stop - row_from,
                    columns.start - column_from : columns.stop - column_from,
                ] = chunk[rows.start - top : rows.stop - top, columns.start - left : columns.stop - left]
        return result

    def _chunk(self, down: int, across: int) -> NDArray[np.float32]:
        chunk = self.kept.get((down, across))
        if chunk is None:
            side = _CHUNK * _COARSER
            window = (
                *(down * side, min((down + 1) * side, self.grid.rows)),
                *(across * side, min((across + 1) * side, self.grid.columns)),
            )
            known = self.finer.knows(*window)
            chunk = self.kept[(down, across)] = _means(self.finer(*window)) if known else _UNKNOWN
        return chunk

    def knows(self, row_from: int, row_to: int, column_from: int, column_to: int) -> bool:
        """Whether a raster lies in or beside a window."""
        return self.finer.knows(*(side * _COARSER for side in (row_from, row_to, column_from, column_to)))


def _means(cells: NDArray[np.float32]) -> NDArray[np.float32]:
    rows, columns = (-(-side // _COARSER) for side in cells.shape)
    full = np.full((rows * _COARSER, columns * _COARSER), np.nan, dtype=np.float32)
    full[: cells.shape[0], : cells.shape[1]] = cells
    blocks = full.reshape(rows, _COARSER, columns, _COARSER)
    known = np.isfinite(blocks)
    count = known.sum(axis=(1, 3))
    total = np.where(known, blocks, 0.0).sum(axis=(1, 3), dtype=np.float64)
    return np.asarray(np.where(count > 0, total / np.maximum(count, 1), np.nan), dtype=np.float32)
