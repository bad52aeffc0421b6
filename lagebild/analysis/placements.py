"""Airspaces as bags of edges, placed wherever flight paths lead, without the seam at ±180 degrees."""

from __future__ import annotations

import math

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

__all__ = ["edges_of", "place"]

_FULL_TURN = 360.0
_HALF_TURN = 180.0
_POLE = 90.0


def place(shapes: NDArray[np.object_], west: float, east: float) -> tuple[NDArray[np.int64], NDArray[np.object_]]:
    """Return which shape each placement is of, and the placements: all that lie between two longitudes.

    Flight paths are not torn at ±180 degrees, so a shape may be met a turn farther on. Parts that meet at ±180
    become one, and what spans all longitudes goes on without a seam; an edge along a pole is none.
    """
    box = shapely.bounds(shapes).reshape(-1, 4)
    torn = (box[:, 0] == -_HALF_TURN) & (box[:, 2] == _HALF_TURN)
    polar = (box[:, 1] == -_POLE) | (box[:, 3] == _POLE)
    owners, placed = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.object_)]
    for number in np.flatnonzero(torn | polar):
        shape = _over_the_poles(shapes[number]) if polar[number] else shapes[number]
        pieces = _sewn(shape, west, east) if torn[number] else [shape]
        for piece in pieces:
            _append(owners, placed, np.array([number]), np.array([piece], dtype=np.object_), west, east)
    plain = np.flatnonzero(~(torn | polar))
    _append(owners, placed, plain, shapes[plain], west, east)
    owner = np.concatenate(owners)
    order = np.argsort(owner, kind="stable")
    return owner[order], np.concatenate(placed)[order]


def _append(
    owners: list[NDArray[np.int64]],
    placed: list[NDArray[np.object_]],
    numbers: NDArray[np.int64],
    shapes: NDArray[np.object_],
    west: float,
    east: float,
) -> None:
    """Append the shapes in every turn in which they lie between two longitudes."""
    if not len(shapes):
        return
    box = shapely.bounds(shapes).reshape(-1, 4)
    first = math.ceil((west - float(box[:, 2].max())) / _FULL_TURN)
    last = math.floor((east - float(box[:, 0].min())) / _FULL_TURN)
    for turn in range(first, last + 1):
        shift = turn * _FULL_TURN
        here = (box[:, 0] + shift <= east) & (box[:, 2] + shift >= west)
        owners.append(numbers[here])
        placed.append(_moved(shapes[here], shift))


def _moved(shapes: NDArray[np.object_], shift: float) -> NDArray[np.object_]:
    if shift == 0.0:
        return shapes
    moved: NDArray[np.object_] = np.asarray(
        shapely.transform(shapes, lambda at: at + np.array([shift, 0.0])), dtype=np.object_
    )
    return moved


def _sewn(shape: BaseGeometry, west: float, east: float) -> list[BaseGeometry]:
    """Join parts that meet at ±180 degrees; what leaves no longitude free goes around, as far as is asked for."""
    parts = shapely.get_parts(shape)
    box = shapely.bounds(parts)
    order = np.argsort(box[:, 0])
    reach = np.maximum.accumulate(box[order, 2])
    gaps = box[order, 0][1:] - reach[:-1]
    if len(gaps) and float(gaps.max()) > 0.0:
        cut = float(reach[int(np.argmax(gaps))])
        eastward = [
            part if bounds[0] > cut else _shifted(part, _FULL_TURN) for part, bounds in zip(parts, box, strict=True)
        ]
        return [shapely.union_all(eastward)]
    turns = range(math.floor((west - _HALF_TURN) / _FULL_TURN), math.ceil((east + _HALF_TURN) / _FULL_TURN) + 1)
    around = shapely.union_all([_shifted(shape, turn * _FULL_TURN) for turn in turns])
    return [shapely.intersection(around, shapely.box(west - 1.0, -2 * _POLE, east + 1.0, 2 * _POLE))]


def _shifted(shape: BaseGeometry, shift: float) -> BaseGeometry:
    return shapely.transform(shape, lambda at: at + np.array([shift, 0.0]))


def _over_the_poles(shape: BaseGeometry) -> BaseGeometry:
    """Move edges along a pole a degree beyond it: there is no border."""
    beyond = []
    for ring in shapely.get_rings(shapely.get_parts(shape)):
        at = shapely.get_coordinates(ring)
        along = (np.abs(at[:-1, 1]) == _POLE) & (at[:-1, 1] == at[1:, 1]) & (at[:-1, 0] != at[1:, 0])
        for one, other in zip(at[:-1][along], at[1:][along], strict=True):
            low, high = sorted((float(one[1]), math.copysign(_POLE + 1.0, one[1])))
            beyond.append(shapely.box(min(one[0], other[0]), low, max(one[0], other[0]), high))
    return shapely.union_all([shape, *beyond]) if beyond else shape


def edges_of(shapes: NDArray[np.object_]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return the edges of all rings (edges, 4), and where those of each shape begin."""
    parts, owner = shapely.get_parts(shapely.force_2d(shapes), return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    at, ring = shapely.get_coordinates(rings, return_index=True)
    first = np.flatnonzero((ring[1:] == ring[:-1]) & (at[1:] != at[:-1]).any(axis=1))
    counts = np.bincount(owner[part[ring[first]]], minlength=len(shapes))
    edges = np.concatenate([at[first], at[first + 1]], axis=1).reshape(-1, 4)
    return np.ascontiguousarray(edges), np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
