"""Ways through mountains: along the valleys, and straight across a crest."""

from __future__ import annotations

import heapq

import numpy as np
from numpy.typing import NDArray
from pyproj import Transformer

from lagebild.demo.path import Path, path_through
from lagebild.model.terrain import Terrain

__all__ = ["above_ground", "across_crest", "through_valleys"]

Array = NDArray[np.float64]
Cell = tuple[int, int]

_BLOCK = 10
"""The way is sought on a grid this much coarser."""

_PRICE = 250.0
"""Metres above the lowest ground at which a step costs twice as much."""

_CREST_LINE = 16_000.0
_CREST_STEP = 550.0


def through_valleys(terrain: Terrain, start: tuple[float, float], end: tuple[float, float]) -> Path:
    """Find the way of the lowest ground between two regions and round it off.

    Parameters
    ----------
    start, end
        Shares (0..1) of the terrain's width from the west and of its height from the north; the way begins and
        ends at the lowest ground within a tenth of the width around them.
    """
    cells = terrain.window(0, terrain.grid.rows, 0, terrain.grid.columns)
    rows, columns = (size // _BLOCK for size in cells.shape)
    coarse = cells[: rows * _BLOCK, : columns * _BLOCK].reshape(rows, _BLOCK, columns, _BLOCK).mean(axis=(1, 3))
    way = _cheapest(coarse.astype(np.float64), _lowest_near(coarse, start), _lowest_near(coarse, end))
    row, column = (np.array(part, dtype=np.float64) for part in zip(*way, strict=True))
    row, column = _smoothed(row), _smoothed(column)
    x = terrain.grid.x_origin + terrain.grid.x_step * (column * _BLOCK + (_BLOCK - 1) / 2)
    y = terrain.grid.y_origin + terrain.grid.y_step * (row * _BLOCK + (_BLOCK - 1) / 2)
    longitude, latitude = _to_wgs84(terrain, x, y)
    return path_through(longitude, latitude, turn=350.0, spacing=100.0)


def _lowest_near(coarse: NDArray[np.float32], place: tuple[float, float]) -> Cell:
    rows, columns = coarse.shape
    reach = max(rows, columns) // 10
    row, column = int(place[1] * (rows - 1)), int(place[0] * (columns - 1))
    top, left = max(row - reach, 2), max(column - reach, 2)
    window = coarse[top : min(row + reach, rows - 2), left : min(column + reach, columns - 2)]
    found = np.unravel_index(int(np.argmin(window)), window.shape)
    return top + int(found[0]), left + int(found[1])


def _cheapest(coarse: Array, start: Cell, end: Cell) -> list[Cell]:
    """Dijkstra's way over the eight neighbours; high ground costs more."""
    price = 1.0 + ((coarse - coarse.min()) / _PRICE) ** 2
    rows, columns = coarse.shape
    best = {start: 0.0}
    came: dict[Cell, Cell] = {}
    queue = [(0.0, start)]
    steps = [(a, b, float(np.hypot(a, b))) for a in (-1, 0, 1) for b in (-1, 0, 1) if a or b]
    while queue:
        cost, cell = heapq.heappop(queue)
        if cell == end:
            break
        if cost > best[cell]:
            continue
        for down, right, length in steps:
            other = (cell[0] + down, cell[1] + right)
            if not (0 <= other[0] < rows and 0 <= other[1] < columns):
                continue
            total = cost + length * 0.5 * (price[cell] + price[other])
            if total < best.get(other, np.inf):
                best[other], came[other] = total, cell
                heapq.heappush(queue, (total, other))
    way = [end]
    while way[-1] != start:
        way.append(came[way[-1]])
    return way[::-1]


def _smoothed(values: Array) -> Array:
    """Average over five neighbours and keep every third, and both ends."""
    padded = np.pad(values, 2, mode="edge")
    mean = np.convolve(padded, np.ones(5) / 5.0, mode="valid")
    mean[0], mean[-1] = values[0], values[-1]
    return np.append(mean[:-1:3], mean[-1])


def above_ground(terrain: Terrain, path: Path, clearance: float, gradient: float) -> tuple[Array, Array]:
    """Return distances along a path and the lowest altitudes (m) that keep clear of the ground on it.

    The altitude stays `clearance` m above the ground at every place of the path and never climbs or sinks more
    steeply than `gradient`.
    """
    along = np.linspace(0.0, path.length, int(path.length / 20.0) + 2)
    longitude, latitude, _ = path.at(along)
    needed = terrain.sample(longitude, latitude) + clearance
    ahead = np.maximum.accumulate(needed + gradient * along) - gradient * along
    behind = np.maximum.accumulate((needed - gradient * along)[::-1])[::-1] + gradient * along
    return along, np.maximum(ahead, behind)


def across_crest(terrain: Terrain) -> tuple[Path, float, float]:
    """Find a line from south to north over a sharp crest.

    Returns
    -------
    path
        16 km long.
    distance
        Of the crest along it, m.
    elevation
        Of the crest, m, the highest on the line.
    """
    along = np.arange(0.0, _CREST_LINE, 25.0)
    west, south, east, north = terrain.grid.edges
    xs, ys = (
        part.ravel()
        for part in np.meshgrid(
            np.linspace(west + 3000.0, east - 3000.0, 50), np.linspace(south + 1000.0, north - _CREST_LINE - 1000.0, 12)
        )
    )
    profiles = terrain.sample(*_to_wgs84(terrain, xs[:, None] + 0.0 * along, ys[:, None] + along))
    tops = np.argmax(profiles, axis=1)
    lines = np.arange(tops.size)
    beside = int(_CREST_STEP / 25.0)
    neighbours = np.maximum(
        profiles[lines, np.clip(tops - beside, 0, along.size - 1)],
        profiles[lines, np.clip(tops + beside, 0, along.size - 1)],
    )
    in_the_middle = (tops > along.size // 3) & (tops < 2 * along.size // 3)
    drop = np.where(in_the_middle, profiles[lines, tops] - neighbours, -np.inf)
    best = int(np.argmax(drop))
    x, y = float(xs[best]), float(ys[best])
    ends = _to_wgs84(terrain, np.array([x, x]), np.array([y, y + _CREST_LINE]))
    path = path_through(*ends, turn=0.0, spacing=100.0)
    distance = np.arange(0.0, path.length, 5.0)
    longitude, latitude, _ = path.at(distance)
    ground = terrain.sample(longitude, latitude)
    top = int(np.argmax(ground))
    return path, float(distance[top]), float(ground[top])


def _to_wgs84(terrain: Terrain, x: Array, y: Array) -> tuple[Array, Array]:
    longitude, latitude = Transformer.from_crs(terrain.crs, "EPSG:4326", always_xy=True).transform(x, y)
    return np.asarray(longitude), np.asarray(latitude)
