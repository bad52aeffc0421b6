"""Columns of flight paths as the map colours by them: packed one by one, when somebody asks."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lagebild.model.tracks import Tracks
from lagebild.views.columns import UnknownResourceError, pack

__all__ = ["MOST_CATEGORIES", "OTHERS", "UNKNOWN", "FixesOf", "TrackColumns", "colour_columns"]

_PLACES = frozenset({"track_id", "time", "longitude", "latitude"})
"""What the map knows already, and has ways of its own to show."""

_QUANTITIES = {
    "altitude_amsl": "height",
    "altitude_pressure": "height",
    "height_ellipsoid": "height",
    "vertical_accuracy": "height",
    "horizontal_accuracy": "length",
    "ground_speed": "speed",
    "vertical_rate": "vertical_rate",
    "track_angle": "angle",
}
"""The columns of the model whose unit is known (metres, m/s, degrees); of all others it is the source's."""

MOST_CATEGORIES = 200
"""So many different texts are told apart, the most frequent ones; the map shows fewer still."""

OTHERS, UNKNOWN = 254, 255
"""Codes of the texts beyond those, and of missing ones."""


def colour_columns(tracks: Tracks) -> list[dict[str, str]]:
    """Say which columns there are to colour by: `name`, `kind` (number, category), `quantity` ("": unit unknown)."""
    frame = tracks.frame
    return [
        {"name": str(name), "kind": kind, "quantity": "boolean" if _boolean(column) else _QUANTITIES.get(str(name), "")}
        for name, column in frame.items()
        if name not in _PLACES and (kind := _kind(column)) and bool(column.notna().any())
    ]


FixesOf = Callable[[str], NDArray[np.int64]]
"""Row numbers of what the containers of a large layer hold, see `TrackLevels.fixes_of`."""


@dataclass(frozen=True)
class _Values:
    """One column as it travels: `value` (float32) or `code` (uint8) of each fix, or of each track."""

    name: str
    of_fixes: NDArray[Any]
    of_tracks: NDArray[Any] | None
    """Where all fixes of a track share its value."""

    meta: dict[str, Any]


class TrackColumns:
    """The columns of one layer, packed for the browser; the last one asked for is kept, for its other parts."""

    def __init__(self, tracks: Tracks, fixes_of: FixesOf | None = None) -> None:
        self._tracks = tracks
        self._fixes_of = fixes_of
        self._last: tuple[str, _Values] | None = None

    def produce(self, name: str) -> bytes:
        """Make a container of a column: `first/{column}`, `level/{zoom}/{x}/{y}/{column}` or `track/{index}/{column}`.

        Numbers: a column `value` (float32, NaN where unknown). Categories: a column `code`, one a fix, or one a track
        if `meta.per` says so; `meta.categories` are the texts, the most frequent first.

        Raises
        ------
        UnknownResourceError
            If there is no such container, or no such column to colour by.
        """
        part = _PART.match(name)
        if part is None or (part["piece"] != "first" and self._fixes_of is None):
            raise UnknownResourceError(name)
        values = self._values(part["column"])
        if values.of_tracks is not None:
            return pack({values.name: values.of_tracks}, values.meta)
        if self._fixes_of is None:
            return pack({values.name: values.of_fixes}, values.meta)
        fixes = self._fixes_of("" if part["piece"] == "first" else part["piece"])
        return pack({values.name: values.of_fixes[fixes]}, values.meta)

    def _values(self, column: str) -> _Values:
        last = self._last
        if last is None or last[0] != column:
            last = self._last = (column, _values_of(self._tracks, column))
        return last[1]


_PART = re.compile(r"(?P<piece>first|level/\d{1,2}/\d{1,9}/\d{1,9}|track/\d{1,9})/(?P<column>.+)", re.DOTALL)


def _values_of(tracks: Tracks, name: str) -> _Values:
    if name not in {column["name"] for column in colour_columns(tracks)}:
        raise UnknownResourceError(name)
    column = tracks.frame[name]
    if _kind(column) == "number":
        return _Values("value", column.to_numpy(dtype=np.float32, na_value=np.nan), None, {"kind": "number"})
    codes, categories = _codes(column)
    starts = tracks.offsets[:-1]
    constant = np.array_equal(np.repeat(codes[starts], np.diff(tracks.offsets)), codes)
    meta: dict[str, Any] = {"kind": "category", "categories": categories, "per": "track" if constant else "fix"}
    if _ordered(column):
        meta["ordered"] = True
    return _Values("code", codes, codes[starts] if constant else None, meta)


def _kind(column: pd.Series[Any]) -> str:
    if _boolean(column) or isinstance(column.dtype, pd.CategoricalDtype):
        return "category"
    if pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_complex_dtype(column):
        return "number"
    return "category" if pd.api.types.is_string_dtype(column) or pd.api.types.is_object_dtype(column) else ""


def _ordered(column: pd.Series[Any]) -> bool:
    return isinstance(column.dtype, pd.CategoricalDtype) and bool(column.dtype.ordered)


def _boolean(column: pd.Series[Any]) -> bool:
    return bool(pd.api.types.is_bool_dtype(column))


def _codes(column: pd.Series[Any]) -> tuple[NDArray[np.uint8], list[str]]:
    """Number the texts by how often they occur, ordered categories by their order; an empty text is a missing one."""
    if _ordered(column):
        found, values = column.cat.codes.to_numpy(), column.cat.categories
    else:
        found, values = pd.factorize(column)
    names = [str(value) for value in values]
    count = np.bincount(found[found >= 0], minlength=len(names))
    order = range(len(names)) if _ordered(column) else sorted(range(len(names)), key=lambda i: (-count[i], names[i]))
    ranked = [int(i) for i in order if names[i] != ""]
    new = np.full(len(names) + 1, OTHERS, dtype=np.uint8)
    new[-1] = UNKNOWN
    for code, old in enumerate(ranked[:MOST_CATEGORIES]):
        new[old] = code
    for old, name in enumerate(names):
        if name == "":
            new[old] = UNKNOWN
    return new[found], [names[old] for old in ranked[:MOST_CATEGORIES]]
