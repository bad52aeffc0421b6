"""Many rasters as one virtual raster, read window by window; nothing of them is read before it is asked for.

Decisions: the cells are as large as those of the finest raster and lie on its lattice. Rasters on one lattice form a
layer, whose cells are never changed: those of the finest layer are taken as they are, the others are interpolated
bilinearly between the centres of the layer's cells, over the seams of its rasters too; up to half a cell beyond its
edges the edge's value holds. Where rasters overlap the finer one counts, then the one whose name comes first; where it
knows nothing, the next one. Where there is none, nothing is known.

Coarser levels pick cells, out of the rasters' overviews where they have some: they are for drawing.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from lagebild.errors import ValidationError
from lagebild.model.terrain import Grid
from lagebild.readers.lazy_raster import ReadWindow
from lagebild.readers.opened_raster import Tile

__all__ = ["coarser_levels", "virtual_raster"]

_OFF_LATTICE = 0.01
"""Cells; up to this a raster lies on another's lattice."""

_EDGE = 1e-6
"""Cells; so near to a raster's edge a place lies on it."""

_LONGEST_AXIS = 10_000_000
_ENOUGH_CELLS = 4_000_000
"""The coarsest level has no more cells than this."""

_STRIP_CELLS = 4_000_000
_SPARSE = 8
"""From this step on the rows of a raster without overviews are read one by one."""

_Indices = NDArray[np.int64]
_Cells = NDArray[np.float32]


class _Patch(NamedTuple):
    """Cells of a layer, and which of them belong to a raster at all, known or not."""

    values: _Cells
    covered: NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class _Piece:
    """A raster within its layer."""

    tile: Tile
    row: int
    column: int


class _Layer:
    """Rasters whose cells lie on one lattice; its rows and columns are counted from the first raster's corner."""

    def __init__(self, tiles: Sequence[Tile]) -> None:
        self.grid = tiles[0].grid
        self.pieces = [_Piece(tile=tile, **_offset(self.grid, tile.grid)) for tile in tiles]
        self._tree = shapely.STRtree([_box(piece) for piece in self.pieces])

    @property
    def extent(self) -> tuple[int, int, int, int]:
        """First row, one more than the last, the same of columns."""
        pieces = self.pieces
        return (
            min(piece.row for piece in pieces),
            max(piece.row + piece.tile.grid.rows for piece in pieces),
            min(piece.column for piece in pieces),
            max(piece.column + piece.tile.grid.columns for piece in pieces),
        )

    def cells(self, rows: _Indices, columns: _Indices) -> _Cells:
        """Read the cells of some rows and columns, each in ascending order."""
        values = np.full((rows.size, columns.size), np.nan, dtype=np.float32)
        for piece, down, across in reversed(list(self._asked(rows, columns))):  # what counts most is laid on last
            found = _picked(piece.tile, rows[down] - piece.row, columns[across] - piece.column)
            unknown = np.isnan(found)
            if unknown.any():
                np.copyto(values[down, across], found, where=~unknown)
            else:
                values[down, across] = found
        return values

    def _patch(self, rows: _Indices, columns: _Indices) -> _Patch:
        covered = np.zeros((rows.size, columns.size), dtype=np.bool_)
        for _, down, across in self._asked(rows, columns):
            covered[down, across] = True
        return _Patch(self.cells(rows, columns), covered)

    def _asked(self, rows: _Indices, columns: _Indices) -> Iterator[tuple[_Piece, slice, slice]]:
        """Yield which rasters have cells of some rows and columns, and of which of these."""
        for number in np.sort(self._tree.query(shapely.box(columns[0], rows[0], columns[-1], rows[-1]))):
            piece = self.pieces[number]
            down = _between(rows, piece.row, piece.tile.grid.rows)
            across = _between(columns, piece.column, piece.tile.grid.columns)
            if down.start < down.stop and across.start < across.stop:
                yield piece, down, across

    def between(self, rows: NDArray[np.float64], columns: NDArray[np.float64]) -> _Cells:
        """Interpolate at fractional rows and columns, each in ascending order."""
        above, left = np.floor(rows).astype(np.int64), np.floor(columns).astype(np.int64)
        all_rows = np.arange(above[0], above[-1] + 2)
        all_columns = np.arange(left[0], left[-1] + 2)
        values, covered = self._patch(all_rows, all_columns)
        i, k = above - above[0], left - left[0]
        down = _mixed(_Patch(values[i], covered[i]), _Patch(values[i + 1], covered[i + 1]), (rows - above)[:, None])
        across = _mixed(
            _Patch(down.values[:, k], down.covered[:, k]),
            _Patch(down.values[:, k + 1], down.covered[:, k + 1]),
            (columns - left)[None, :],
        )
        return across.values


def _between(places: _Indices, first: int, size: int) -> slice:
    begin, end = np.searchsorted(places, (first, first + size))
    return slice(int(begin), int(end))


def _mixed(first: _Patch, second: _Patch, share: NDArray[np.float64]) -> _Patch:
    """Interpolate between two rows or columns; where only one is covered it holds for half a cell."""
    use_first = first.covered & (share < 1.0) & (second.covered | (share <= 0.5 + _EDGE))
    use_second = second.covered & (share > 0.0) & (first.covered | (share >= 0.5 - _EDGE))
    weight = np.where(use_first, np.where(use_second, share, 0.0), 1.0)
    values = np.where(use_first, (1.0 - weight) * np.where(use_first, first.values, 0.0), 0.0)
    values = values + np.where(use_second, weight * np.where(use_second, second.values, 0.0), 0.0)
    covered = use_first | use_second
    return _Patch(np.where(covered, values, np.nan).astype(np.float32), covered)


def _picked(tile: Tile, rows: _Indices, columns: _Indices) -> _Cells:
    """Read some rows and columns of a raster, out of an overview where they are far apart."""
    step = _smallest_step(rows, columns)
    fitting = [level for level in tile.overviews if _factor(tile, level) <= step]
    if fitting:
        factor = _factor(tile, fitting[-1])
        return _strips(fitting[-1], rows // factor, columns // factor, step // factor)
    return _strips(tile, rows, columns, step)


def _smallest_step(rows: _Indices, columns: _Indices) -> int:
    steps = [int(np.diff(each).min()) for each in (rows, columns) if each.size > 1]
    return max(1, min(steps, default=1))


def _factor(tile: Tile, level: Tile) -> int:
    return max(1, round(level.grid.x_step / tile.grid.x_step))


def _strips(level: Tile, rows: _Indices, columns: _Indices, step: int) -> _Cells:
    """Read rows and columns without holding all between them in memory."""
    rows, columns = np.minimum(rows, level.grid.rows - 1), np.minimum(columns, level.grid.columns - 1)
    if step == 1:
        return _window(level, rows, columns)
    span = int(columns[-1] - columns[0]) + 1
    together = 1 if step >= _SPARSE else max(1, _STRIP_CELLS // (span * step))
    parts = [_window(level, rows[begin : begin + together], columns) for begin in range(0, rows.size, together)]
    return np.concatenate(parts)


def _window(level: Tile, rows: _Indices, columns: _Indices) -> _Cells:
    found = level.read(int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1)
    # an overview's size is not always what its factor says
    i, k = (np.minimum(at - at[0], size - 1) for at, size in zip((rows, columns), found.shape, strict=True))
    if not _is_whole(i, found.shape[0]):
        found = found[i]
    return found if _is_whole(k, found.shape[1]) else found[:, k]


def _is_whole(places: _Indices, size: int) -> bool:
    return places.size == size and bool((np.diff(places) == 1).all())


def virtual_raster(tiles: Sequence[Tile], place: str) -> Tile:
    """Lay rasters of one coordinate reference system and vertical datum together, in the order in which they count.

    Raises
    ------
    ValidationError
        If they lie so far apart that the raster would have more than 10 million rows or columns.
    """
    placed = _one_turn([_north_up(tile) for tile in tiles])
    layers = [_Layer(found) for found in _lattices(placed)]
    x_step, y_step = min(t.grid.x_step for t in placed), min((t.grid.y_step for t in placed), key=abs)
    grid = _spanned(layers[0].grid, x_step, y_step, [tile.grid for tile in placed], place)
    return replace(
        placed[0],
        read=_Mosaic(layers, grid, 1),
        grid=grid,
        synthetic=any(tile.synthetic for tile in tiles),
        overviews=(),
    )


def coarser_levels(raster: Tile) -> list[Tile]:
    """Return a virtual raster in coarser cells, each level with half the rows and columns of the one before."""
    levels: list[Tile] = []
    finest, step = raster.grid, 1
    if not isinstance(raster.read, _Mosaic):
        return levels
    while (finest.rows // step) * (finest.columns // step) > _ENOUGH_CELLS:
        step *= 2
        if min(finest.rows, finest.columns) // step < 2:
            break
        levels.append(replace(raster, read=raster.read.thinned(step), grid=_thinned(finest, step)))
    return levels


class _Mosaic:
    """Reads windows of the virtual raster, or of each so many-th of its cells."""

    def __init__(self, layers: Sequence[_Layer], grid: Grid, step: int) -> None:
        self.layers = layers
        self.grid = grid
        self.step = step
        self._reaches = [_reach(layer, grid) for layer in layers]

    def thinned(self, step: int) -> ReadWindow:
        return _Mosaic(self.layers, self.grid, step)

    def __call__(self, row_from: int, row_to: int, column_from: int, column_to: int) -> _Cells:
        rows = np.arange(row_from, row_to) * self.step + self.step // 2
        columns = np.arange(column_from, column_to) * self.step + self.step // 2
        result: _Cells | None = None
        for layer, (top, bottom, left, right) in zip(self.layers, self._reaches, strict=True):
            down, across = _between(rows, top, bottom - top), _between(columns, left, right - left)
            if result is None:
                if (down, across) == (slice(0, rows.size), slice(0, columns.size)):
                    result = self._of(layer, rows, columns)
                    continue
                result = np.full((rows.size, columns.size), np.nan, dtype=np.float32)
            target = result[down, across]
            unknown = np.isnan(target)
            if unknown.any():
                np.copyto(target, self._of(layer, rows[down], columns[across]), where=unknown)
        return np.full((rows.size, columns.size), np.nan, dtype=np.float32) if result is None else result

    def _of(self, layer: _Layer, rows: _Indices, columns: _Indices) -> _Cells:
        y = self.grid.y_origin + self.grid.y_step * rows.astype(np.float64)
        x = self.grid.x_origin + self.grid.x_step * columns.astype(np.float64)
        row, column = _snapped(layer.grid.row(y)), _snapped(layer.grid.column(x))
        nearest = np.rint(row).astype(np.int64), np.rint(column).astype(np.int64)
        if self.step > 1 or (np.array_equal(nearest[0], row) and np.array_equal(nearest[1], column)):
            return layer.cells(*nearest)
        return layer.between(row, column)


def _snapped(places: NDArray[np.float64]) -> NDArray[np.float64]:
    """Take places within a hundredth of a cell of a centre for the centre."""
    whole = np.rint(places)
    return np.where(np.abs(places - whole) <= _OFF_LATTICE, whole, places)


def _reach(layer: _Layer, grid: Grid) -> tuple[int, int, int, int]:
    """Return the rows and columns of the virtual raster that a layer can say something about, half-open."""
    top, bottom, left, right = layer.extent
    y = layer.grid.y_origin + layer.grid.y_step * np.array([top - 0.5, bottom - 0.5], dtype=np.float64)
    x = layer.grid.x_origin + layer.grid.x_step * np.array([left - 0.5, right - 0.5], dtype=np.float64)
    (top, bottom), (left, right) = grid.row(y), grid.column(x)
    return (
        math.ceil(top - _EDGE),
        math.floor(bottom + _EDGE) + 1,
        math.ceil(left - _EDGE),
        math.floor(right + _EDGE) + 1,
    )


def _thinned(grid: Grid, step: int) -> Grid:
    return Grid(
        x_origin=grid.x_origin + (step // 2) * grid.x_step,
        y_origin=grid.y_origin + (step // 2) * grid.y_step,
        x_step=grid.x_step * step,
        y_step=grid.y_step * step,
        columns=grid.columns // step,
        rows=grid.rows // step,
    )


def _lattices(tiles: Sequence[Tile]) -> list[list[Tile]]:
    """Put rasters together that lie on one lattice, those of the finest cells first."""
    finer_first = sorted(tiles, key=lambda tile: tile.grid.x_step * -tile.grid.y_step)
    groups: dict[tuple[float, ...], list[Tile]] = {}
    for tile in finer_first:
        grid = tile.grid
        off = (grid.x_origin / grid.x_step, grid.y_origin / grid.y_step)
        key = next((key for key in _keys(grid, off) if key in groups), None) or _keys(grid, off)[0]
        groups.setdefault(key, []).append(tile)
    return list(groups.values())


def _keys(grid: Grid, off: tuple[float, float]) -> list[tuple[float, ...]]:
    """Return what names a grid's lattice: its steps, and by how many hundredths of a cell it is off that through 0, 0.

    The next hundredths on both sides follow: lattices less than one apart are the same.
    """
    steps = (float(f"{grid.x_step:.8g}"), float(f"{grid.y_step:.8g}"))
    bins = round(1.0 / _OFF_LATTICE)
    middle = [round((part - math.floor(part)) * bins) for part in off]
    near = [(a, b) for a in (0, -1, 1) for b in (0, -1, 1)]
    return [(*steps, (middle[0] + a) % bins, (middle[1] + b) % bins) for a, b in near]


def _offset(lattice: Grid, grid: Grid) -> dict[str, int]:
    return {
        "row": round((grid.y_origin - lattice.y_origin) / lattice.y_step),
        "column": round((grid.x_origin - lattice.x_origin) / lattice.x_step),
    }


def _box(piece: _Piece) -> shapely.Geometry:
    grid = piece.tile.grid
    return shapely.box(piece.column, piece.row, piece.column + grid.columns - 1, piece.row + grid.rows - 1)


def _spanned(anchor: Grid, x_step: float, y_step: float, grids: Sequence[Grid], place: str) -> Grid:
    """Return the grid on the anchor's lattice that spans all others."""
    edges = np.array([grid.edges for grid in grids])
    west, south = (float(edge) for edge in edges[:, :2].min(axis=0))
    east, north = (float(edge) for edge in edges[:, 2:].max(axis=0))
    left = math.ceil((west - anchor.x_origin) / x_step - _EDGE)
    right = math.floor((east - anchor.x_origin) / x_step + _EDGE)
    top = math.ceil((north - anchor.y_origin) / y_step - _EDGE)
    bottom = math.floor((south - anchor.y_origin) / y_step + _EDGE)
    rows, columns = bottom - top + 1, right - left + 1
    if max(rows, columns) > _LONGEST_AXIS:
        raise ValidationError(
            f"the rasters of {place} lie too far apart for cells as small as theirs: together they would have "
            f"{rows} rows and {columns} columns of at most {_LONGEST_AXIS}; open parts of them by themselves"
        )
    return Grid(
        x_origin=anchor.x_origin + left * x_step,
        y_origin=anchor.y_origin + top * y_step,
        x_step=x_step,
        y_step=y_step,
        columns=columns,
        rows=rows,
    )


def _one_turn(tiles: list[Tile]) -> list[Tile]:
    """Count longitudes on from 180° where rasters lie on both sides of it and nearer to each other that way."""
    if not CRS.from_wkt(tiles[0].crs).is_geographic:
        return tiles
    spans = sorted((tile.grid.edges[0], tile.grid.edges[2]) for tile in tiles)
    west, east = spans[0][0], max(span[1] for span in spans)
    gap, cut, reached = 360.0 - (east - west), west, spans[0][1]
    for begin, end in spans[1:]:
        if begin - reached > gap:
            gap, cut = begin - reached, begin
        reached = max(reached, end)
    return [_moved(tile, 360.0) if tile.grid.edges[0] < cut else tile for tile in tiles]


def _moved(tile: Tile, degrees: float) -> Tile:
    grid = replace(tile.grid, x_origin=tile.grid.x_origin + degrees)
    return replace(tile, grid=grid, overviews=tuple(_moved(level, degrees) for level in tile.overviews))


def _north_up(tile: Tile) -> Tile:
    """Return a raster with its rows from north to south and its columns from west to east."""
    grid, down, back = tile.grid, tile.grid.y_step > 0, tile.grid.x_step < 0
    if not (down or back):
        return tile
    turned = replace(
        grid,
        y_origin=grid.y_origin + (grid.rows - 1) * grid.y_step if down else grid.y_origin,
        x_origin=grid.x_origin + (grid.columns - 1) * grid.x_step if back else grid.x_origin,
        y_step=-abs(grid.y_step),
        x_step=abs(grid.x_step),
    )
    return replace(tile, read=_Turned(tile.read, grid, down, back), grid=turned, overviews=())


class _Turned:
    """Reads a raster whose rows run from south to north, or whose columns run from east to west."""

    def __init__(self, read: ReadWindow, grid: Grid, down: bool, back: bool) -> None:
        self.read = read
        self.grid = grid
        self.down = down
        self.back = back

    def __call__(self, row_from: int, row_to: int, column_from: int, column_to: int) -> _Cells:
        rows, columns = (row_from, row_to), (column_from, column_to)
        if self.down:
            rows = (self.grid.rows - row_to, self.grid.rows - row_from)
        if self.back:
            columns = (self.grid.columns - column_to, self.grid.columns - column_from)
        cells = self.read(*rows, *columns)
        return cells[:: -1 if self.down else 1, :: -1 if self.back else 1]
