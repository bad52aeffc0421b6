"""Points and lines of a table of features as columns of places, heights and measures (M)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from lagebild.messages import Message

__all__ = ["Shapes", "shapes_from_json", "shapes_of"]

_POINT, _LINES = 0, (1, 5)
_FEWEST = 2
_MOST = 4


@dataclass(frozen=True, kw_only=True, eq=False)
class Shapes:
    """The vertices of points and lines."""

    feature: NDArray[np.int64]
    """Shape (n,): which feature each vertex belongs to, ascending."""

    coordinates: NDArray[np.float64]
    """Shape (n, 4): x, y, z, m; NaN where there is none."""

    is_line: NDArray[np.bool_]
    """Shape (features,)."""

    wrong: dict[int, Message]
    """Features without vertices, and why."""

    def of_kind(self, *, lines: bool) -> Shapes:
        """Return the vertices of the lines, or those of the points."""
        chosen = self.is_line[self.feature] == lines
        return Shapes(
            feature=self.feature[chosen], coordinates=self.coordinates[chosen], is_line=self.is_line, wrong=self.wrong
        )


def shapes_of(geometries: NDArray[Any]) -> Shapes:
    """Take shapely's geometries apart."""
    kinds = shapely.get_type_id(geometries)
    wrong: dict[int, Message] = {}
    good = np.isin(kinds, (_POINT, *_LINES)) & ~shapely.is_empty(geometries)
    for row in np.flatnonzero(~good):
        shape = geometries[row]
        if shape is None or shape.is_empty:
            wrong[int(row)] = Message("it has no geometry")
        else:
            wrong[int(row)] = _wrong_kind(shape.geom_type)
    rows = np.flatnonzero(good)
    coordinates, index = shapely.get_coordinates(geometries[rows], include_z=True, include_m=True, return_index=True)
    return Shapes(feature=rows[index], coordinates=coordinates, is_line=np.isin(kinds, _LINES), wrong=wrong)


def _wrong_kind(kind: str) -> Message:
    return Message("it is neither a point nor a line but a {kind}", kind=kind)


def shapes_from_json(geometries: Sequence[Any]) -> Shapes:
    """Take GeoJSON's geometries (as parsed) apart; a fourth number of a position is a measure."""
    wrong: dict[int, Message] = {}
    is_line = np.zeros(len(geometries), dtype=bool)
    features: list[int] = []
    positions: list[Sequence[Any]] = []
    for row, geometry in enumerate(geometries):
        try:
            found = _positions(geometry)
        except _WrongShapeError as error:
            wrong[row] = error.reason
            continue
        is_line[row] = geometry["type"] != "Point"
        positions.extend(found)
        features.extend([row] * len(found))
    return Shapes(
        feature=np.array(features, dtype=np.int64), coordinates=_as_array(positions), is_line=is_line, wrong=wrong
    )


class _WrongShapeError(ValueError):
    """A geometry without usable vertices."""

    def __init__(self, reason: Message) -> None:
        super().__init__(reason)
        self.reason = reason


def _positions(geometry: Any) -> list[Sequence[Any]]:
    if not isinstance(geometry, dict):
        raise _WrongShapeError(Message("it has no geometry"))
    kind, given = geometry.get("type"), geometry.get("coordinates")
    if kind not in ("Point", "LineString", "MultiLineString"):
        raise _WrongShapeError(_wrong_kind(str(kind)[:80]))
    lists: Any = [given] if kind == "Point" else given
    if kind == "MultiLineString" and isinstance(given, list) and all(isinstance(part, list) for part in given):
        lists = [position for part in given for position in part]
    if not isinstance(lists, list) or not lists:
        raise _WrongShapeError(Message("it has no geometry"))
    for position in lists:
        if not isinstance(position, list) or len(position) < _FEWEST or not all(map(_is_number, position[:_MOST])):
            raise _WrongShapeError(Message("a position is no list of numbers: {value}", value=str(position)[:80]))
    return lists


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e300


def _as_array(positions: list[Sequence[Any]]) -> NDArray[np.float64]:
    table = np.full((len(positions), _MOST), np.nan)
    lengths = np.fromiter((min(len(p), _MOST) for p in positions), dtype=np.int64, count=len(positions))
    for length in np.unique(lengths):
        rows = np.flatnonzero(lengths == length)
        table[rows, :length] = np.array([positions[row][:length] for row in rows], dtype=np.float64)
    return table
