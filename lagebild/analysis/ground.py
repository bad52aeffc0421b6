"""The ground beneath flight paths: exact between fixes, in pieces in which it is a quadratic of the way.

Where no piece is, or its numbers are NaN, the elevation of the ground is not known.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lagebild.analysis.densify import Path, densified
from lagebild.model.bilinear import sealed
from lagebild.model.terrain import Terrain

__all__ = ["Pieces", "all_pieces", "ground_pieces", "path_over"]

_BLOCK_CELLS = 2048
"""The raster is read in blocks of this many rows and columns."""

_LINES = 50_000
"""Lines that are walked at once by a thread, so that memory stays bounded."""

Walked = tuple[NDArray[np.int64], NDArray[np.float64]]
"""What the kernel `walk` returns."""

_LONGEST_PROJECTED = 2_000.0
"""Metres: a line as long as that, straight in degrees, is within 0.1 m of straight in any usual projection."""


class Pieces(NamedTuple):
    """Parts of legs over one square of cells each: the ground is q0 + q1 t + q2 t², t from 0 to 1 on its leg."""

    leg: NDArray[np.int64]
    """Shape (m,): the point of the path at which the leg starts."""

    terms: NDArray[np.float64]
    """Shape (m, 5): begin and end (both t), q0, q1, q2 (metres AMSL; NaN where there is no data)."""


def path_over(
    terrain: Terrain, longitude: NDArray[np.float64], latitude: NDArray[np.float64], joins: NDArray[np.bool_]
) -> Path:
    """Return the path of fixes so dense that its legs are straight on the raster too (see `densify.densified`)."""
    longest = np.inf if terrain.crs.is_geographic else _LONGEST_PROJECTED
    return densified(longitude, latitude, joins, longest=longest)


def ground_pieces(terrain: Terrain, path: Path) -> Iterator[Pieces]:
    """Yield the ground beneath the legs of a path, one part of the raster after the other.

    Legs may come in several parts, not in their order; within a part the pieces of a leg stand together in order. A
    leg has no pieces where it is beyond the raster.
    """
    from lagebild.analysis.kernels.ground import block_pairs, walk  # numba is loaded by those who need it

    legs, rows, columns = _lines(terrain, path)
    shape = (terrain.grid.rows, terrain.grid.columns)
    lines, blocks = block_pairs(rows, columns, shape, _BLOCK_CELLS)
    order = np.argsort(blocks, kind="stable")
    lines, blocks = lines[order], blocks[order]
    across = (shape[1] - 1) // _BLOCK_CELLS + 1
    for number in np.unique(blocks):
        here = lines[np.searchsorted(blocks, number) : np.searchsorted(blocks, number, side="right")]
        block = (int(number) // across, int(number) % across)
        (top, bottom), (left, right) = _extent(rows[here], block[0]), _extent(columns[here], block[1])
        cells = sealed(terrain.window(top, bottom, left, right))
        walked = partial(walk, cells, (top, left), rows, columns, block=block, shape=shape, size=_BLOCK_CELLS)
        for line, terms in _in_threads(walked, [here[n : n + _LINES] for n in range(0, len(here), _LINES)]):
            yield Pieces(legs[line], terms)


def _in_threads(walked: Callable[..., Walked], parts: list[NDArray[np.int64]]) -> Iterator[Walked]:
    """Walk parts beside each other, as many at once as there are processors; give them in their order."""
    if len(parts) == 1:
        yield walked(lines=parts[0])
        return
    workers = os.cpu_count() or 1
    with ThreadPoolExecutor(workers) as pool:
        for first in range(0, len(parts), workers):
            yield from pool.map(lambda part: walked(lines=part), parts[first : first + workers])


def all_pieces(terrain: Terrain, path: Path) -> Pieces:
    """Return the ground beneath all legs of a path at once, sorted by leg and way."""
    parts = list(ground_pieces(terrain, path))
    if not parts:
        return Pieces(np.empty(0, dtype=np.int64), np.empty((0, 5)))
    leg, terms = np.concatenate([part.leg for part in parts]), np.concatenate([part.terms for part in parts])
    order = np.lexsort((terms[:, 0], leg))
    return Pieces(leg[order], terms[order])


def _extent(places: NDArray[np.float64], block: int) -> tuple[int, int]:
    """Return the rows (or columns) of a block that lines touch, half-open."""
    first = max(int(np.floor(places.min())), block * _BLOCK_CELLS, 0)
    last = min(int(np.floor(places.max())) + 2, (block + 1) * _BLOCK_CELLS + 1)
    return first, max(last, first + 1)


def _lines(terrain: Terrain, path: Path) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Return the legs as straight lines on the raster: leg (n,), rows and columns (n, 2) of their starts and ends."""
    legs = np.flatnonzero(path.leads_on)
    x, y = terrain.project(path.longitude, path.latitude)
    grid = terrain.grid
    rows = grid.row(np.stack([y[legs], y[legs + 1]], axis=1))
    if not terrain.crs.is_geographic:
        return legs, rows, grid.column(np.stack([x[legs], x[legs + 1]], axis=1))
    ends = x[legs + 1] - 360.0 * np.round((x[legs + 1] - x[legs]) / 360.0)
    west, _, east, _ = grid.edges
    copies = []
    for turn in (-360.0, 0.0, 360.0):  # a leg across the antimeridian may touch a raster on both its sides
        begin, end = x[legs] + turn, ends + turn
        touch = (np.maximum(begin, end) >= west) & (np.minimum(begin, end) <= east)
        copies.append((legs[touch], rows[touch], grid.column(np.stack([begin[touch], end[touch]], axis=1))))
    leg, row, column = zip(*copies, strict=True)
    return np.concatenate(leg), np.concatenate(row), np.concatenate(column)
