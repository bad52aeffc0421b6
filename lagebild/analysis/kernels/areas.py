"""Where a straight way meets the edges of areas, and on which sides of them it runs.

Whether a point lies inside is asked of the point moved by an infinitely small step north and a much smaller one east
(Edelsbrunner and Mücke, Simulation of Simplicity, 1990). Such a point never lies on an edge, nor such a way on a
vertex, so that counting edges crossed never errs, and a wrong side is never carried along a flight. What runs on an
edge itself is found apart from that.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lagebild.analysis.kernels.cells import listed
from lagebild.analysis.kernels.predicates import orientation
from lagebild.model.compiled import inner

__all__ = ["OFF_EDGE", "ON_EDGE", "TURN", "VERTICAL", "Areas", "Slabs", "cut_into_slabs", "inside", "meet"]

TURN, ON_EDGE, OFF_EDGE, VERTICAL = 0, 1, 2, 3
"""Kinds of events along a way: an edge is crossed, a run along an edge begins, ends, a height is passed."""

_MOST_SLABS = 512
_EDGES_PER_SLAB = 4


class Areas(NamedTuple):
    """Polygons as bags of edges in degrees, each edge listed in all the slabs of latitude that it reaches into."""

    owner: NDArray[np.int64]
    """Shape (areas,): which airspace this is a placement of."""

    box: NDArray[np.float64]
    """Shape (areas, 4): west, south, east, north."""

    edges: NDArray[np.float64]
    """Shape (edges, 4): longitude and latitude of both ends."""

    slab_from: NDArray[np.int64]
    """Shape (areas + 1,): the slabs of area `a` are `slab_from[a]:slab_from[a + 1]`."""

    slab_scale: NDArray[np.float64]
    """Shape (areas,): slabs per degree of latitude."""

    slab_offsets: NDArray[np.int64]
    """Shape (slabs + 1,): into `slab_edges`."""

    slab_edges: NDArray[np.int64]
    """Numbers of edges."""


class Slabs(NamedTuple):
    """The slabs of one area."""

    first: int
    number: int
    south: float
    scale: float


@inner
def _slab(y: float, south: float, scale: float, count: int) -> int:
    """The slab of a latitude; never falls where latitude rises, so that no edge is missed."""
    return min(max(math.floor((y - south) * scale), 0), count - 1)


def cut_into_slabs(
    box: NDArray[np.float64], edges: NDArray[np.float64], edge_from: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]:
    """Return `slab_from, slab_scale, slab_offsets, slab_edges` for areas.

    Those of area `a` are the edges `edge_from[a]:edge_from[a + 1]`.
    """
    edge_counts = np.diff(edge_from)
    counts = np.clip(edge_counts // _EDGES_PER_SLAB, 1, _MOST_SLABS)
    tall = box[:, 3] - box[:, 1]
    scale = np.divide(counts, tall, out=np.zeros(len(box)), where=tall > 0.0)
    slab_from = np.concatenate([[0], np.cumsum(counts)])
    area = np.repeat(np.arange(len(box)), edge_counts)

    def slab(latitude: NDArray[np.float64]) -> NDArray[np.int64]:  # as `_slab`
        within = np.floor((latitude - box[area, 1]) * scale[area]).astype(np.int64)
        return np.asarray(slab_from[area] + np.clip(within, 0, counts[area] - 1))

    first, last = slab(np.minimum(edges[:, 1], edges[:, 3])), slab(np.maximum(edges[:, 1], edges[:, 3]))
    return slab_from, scale, *listed(first, last - first + 1, int(slab_from[-1]))


@inner
def inside(
    edges: NDArray[np.float64],
    slab_offsets: NDArray[np.int64],
    slab_edges: NDArray[np.int64],
    slabs: Slabs,
    east: float,
    north: float,
    x: float,
    y: float,
    shares: NDArray[np.float64],
    kinds: NDArray[np.int64],
) -> int:
    """1 where the point, moved infinitely little, lies inside the area of these slabs, else 0.

    Whether a way due east out of the area crosses an odd number of edges; `shares` and `kinds` are room for `meet`.
    """
    if y < slabs.south or y > north or x > east:
        return 0
    parity = 0
    for k in range(meet(edges, slab_offsets, slab_edges, slabs, x, y, east + 1.0, y, shares, kinds)):
        if kinds[k] == TURN:
            parity ^= 1
    return parity


@inner
def _side(area: float, dx: float, dy: float) -> float:
    """The sign of an orientation A, B, P where P is moved infinitely little; `dx`, `dy` lead from A to B."""
    if area != 0.0:
        return area
    return dx if dx != 0.0 else -dy


@inner
def meet(
    edges: NDArray[np.float64],
    slab_offsets: NDArray[np.int64],
    slab_edges: NDArray[np.int64],
    slabs: Slabs,
    px: float,
    py: float,
    qx: float,
    qy: float,
    shares: NDArray[np.float64],
    kinds: NDArray[np.int64],
) -> int:
    """Write where the way P→Q meets edges: shares of the way (0..1) and kinds of event, unsorted; return how many.

    `shares` and `kinds` hold twice as many as the area has edges.
    """
    west, east, south, north = min(px, qx), max(px, qx), min(py, qy), max(py, qy)
    dx, dy = qx - px, qy - py
    resting = dx == 0.0 and dy == 0.0
    first = _slab(south, slabs.south, slabs.scale, slabs.number)
    last = _slab(north, slabs.south, slabs.scale, slabs.number)
    count = 0
    for slab in range(first, last + 1):
        number = slabs.first + slab
        for k in range(slab_offsets[number], slab_offsets[number + 1]):
            e = slab_edges[k]
            ax, ay, bx, by = edges[e, 0], edges[e, 1], edges[e, 2], edges[e, 3]
            if (
                (ax < west and bx < west)
                or (ax > east and bx > east)
                or (ay < south and by < south)
                or (ay > north and by > north)
            ):
                continue
            # an edge that reaches into several of these slabs counts in the first of them
            if slab > first and _slab(min(ay, by), slabs.south, slabs.scale, slabs.number) < slab:
                continue
            p = orientation(ax, ay, bx, by, px, py)
            if resting:
                if p == 0.0:
                    count = _run(shares, kinds, count, 0.0, 1.0)
                continue
            q = orientation(ax, ay, bx, by, qx, qy)
            if p == 0.0 and q == 0.0:
                one, other = _share(ax, ay, px, py, dx, dy), _share(bx, by, px, py, dx, dy)
                begin, end = max(min(one, other), 0.0), min(max(one, other), 1.0)
                if begin < end:
                    count = _run(shares, kinds, count, begin, end)
                continue
            if (_side(p, bx - ax, by - ay) > 0.0) == (_side(q, bx - ax, by - ay) > 0.0):
                continue
            left, right = orientation(px, py, qx, qy, ax, ay), orientation(px, py, qx, qy, bx, by)
            if (_side(left, -dx, -dy) > 0.0) == (_side(right, -dx, -dy) > 0.0):
                continue
            # two edges that meet in a vertex on the way have to name the very same share
            if left == 0.0:
                share = _share(ax, ay, px, py, dx, dy)
            elif right == 0.0:
                share = _share(bx, by, px, py, dx, dy)
            else:
                share = p / (p - q)
            shares[count], kinds[count] = min(max(share, 0.0), 1.0), TURN
            count += 1
    return count


@inner
def _share(x: float, y: float, px: float, py: float, dx: float, dy: float) -> float:
    """How far along the way from P a point on it lies."""
    return ((x - px) * dx + (y - py) * dy) / (dx * dx + dy * dy)


@inner
def _run(shares: NDArray[np.float64], kinds: NDArray[np.int64], count: int, begin: float, end: float) -> int:
    shares[count], kinds[count] = begin, ON_EDGE
    shares[count + 1], kinds[count + 1] = end, OFF_EDGE
    return count + 2
