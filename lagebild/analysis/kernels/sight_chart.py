"""Where a raster lies as seen from a station: geodesic distance and direction of its cells, quick to look up."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lagebild.model.compiled import inlined, inner

__all__ = [
    "NEVER",
    "ON_CENTRE",
    "Chart",
    "Sight",
    "along_row",
    "direction_at",
    "lowest_seen",
    "patch_of",
    "quantity_at",
    "slope_at",
    "value_at",
]

NEVER = -1.0e30
"""A slope below any ground's."""

ON_CENTRE = 1.0e-6
"""Of a cell: nearer to a centre than that, the other one does not count."""


class Sight(NamedTuple):
    """Where one looks from and how far; in the turned raster row and column are swapped."""

    row: float
    column: float
    height: float
    """Altitude of the antenna, m AMSL."""

    bend: float
    """1 / 2kR, 1/m: the ground drops by this times the squared distance."""

    reach: float
    """Geodesic distance up to which anything is seen, m."""


class Chart(NamedTuple):
    """Where the raster lies as seen from the station: geodesic distance and direction, as east and north (m).

    Given at nodes and quadratic between them: patches of three nodes a side, `tall` rows and `wide` columns each.
    """

    east: NDArray[np.float64]
    north: NDArray[np.float64]
    tall: float
    wide: float


@inlined
def patch_of(position: float, size: float, nodes: int) -> tuple[int, float]:
    """Return the first node of the patch in which a position lies, and where in it, from -1 to 1."""
    number = min(int(position / size), (nodes - 1) // 2 - 1)
    return 2 * number, 2.0 * (position / size - number) - 1.0


@inlined
def value_at(a: float, b: float, c: float, x: float) -> float:
    """Return the parabola through a, b and c at -1, 0 and 1."""
    return b + 0.5 * x * (c - a + x * (a + c - 2.0 * b))


@inlined
def slope_at(a: float, b: float, c: float, x: float) -> float:
    """Return the derivative of that parabola."""
    return 0.5 * (c - a) + x * (a + c - 2.0 * b)


@inner
def along_row(chart: Chart, row: float, found: NDArray[np.float64]) -> None:
    """Write east, north and how both change with the row (m a cell), at the nodes of the columns: (4, nodes)."""
    first, x = patch_of(row, chart.tall, chart.east.shape[0])
    east, north, scale = chart.east, chart.north, 2.0 / chart.tall
    for n in range(east.shape[1]):
        found[0, n] = value_at(east[first, n], east[first + 1, n], east[first + 2, n], x)
        found[1, n] = value_at(north[first, n], north[first + 1, n], north[first + 2, n], x)
        found[2, n] = scale * slope_at(east[first, n], east[first + 1, n], east[first + 2, n], x)
        found[3, n] = scale * slope_at(north[first, n], north[first + 1, n], north[first + 2, n], x)


@inlined
def quantity_at(nodes: NDArray[np.float64], quantity: int, first: int, x: float) -> float:
    """Return one of the quantities of `along_row` within a patch."""
    return value_at(nodes[quantity, first], nodes[quantity, first + 1], nodes[quantity, first + 2], x)


@inner
def direction_at(
    nodes: NDArray[np.float64], wide: float, column: float, east: float, north: float
) -> tuple[float, float]:
    """Return by how many columns and rows a step (east, north in m) leads on from a column of `along_row`."""
    first, x = patch_of(column, wide, nodes.shape[1])
    scale = 2.0 / wide
    east_column = scale * slope_at(nodes[0, first], nodes[0, first + 1], nodes[0, first + 2], x)
    north_column = scale * slope_at(nodes[1, first], nodes[1, first + 1], nodes[1, first + 2], x)
    east_row, north_row = quantity_at(nodes, 2, first, x), quantity_at(nodes, 3, first, x)
    area = east_column * north_row - east_row * north_column
    return (east * north_row - east_row * north) / area, (east_column * north - east * north_column) / area


@inlined
def lowest_seen(ground: float, sight: Sight, distance: float, steepest: float) -> float:
    """Return the lowest altitude (m AMSL) above a place that is seen over ground of a slope; infinite beyond the reach.

    NaN where the place's ground is not known, or ground on the way (an infinite slope).
    """
    if distance > sight.reach:
        return math.inf if ground == ground else math.nan
    line = sight.height + distance * steepest + sight.bend * distance * distance
    return max(ground, line) if line < math.inf and ground == ground else math.nan
