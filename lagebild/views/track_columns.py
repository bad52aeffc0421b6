"""Columns of flight paths as the map colours by them: packed one by one, when somebody asks."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lagebild.model.tracks import Tracks
from lagebild.views.columns import UnknownResourceError, pack

__all__ = ["MOST_CATEGORIES", "OTHERS", "UNKNOWN", "colour_columns", "pack_column"]

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


def pack_column(tracks: Tracks, name: str) -> bytes:
    """Pack one column for the browser.

    Numbers: a column `value` (float32, NaN where unknown). Categories: a column `code`, one a fix, or one a track if
    `meta.per` says so; `meta.categories` are the texts, the most frequent first.

    Raises
    ------
    UnknownResourceError
        If there is no such column to colour by.
    """
    if name not in {column["name"] for column in colour_columns(tracks)}:
        raise UnknownResourceError(name)
    column = tracks.frame[name]
    if _kind(column) == "number":
        return pack({"value": column.to_numpy(dtype=np.float32, na_value=np.nan)}, {"kind": "number"})
    codes, categories = _codes(column)
    starts = tracks.offsets[:-1]
    constant = np.array_equal(np.repeat(codes[starts], np.diff(tracks.offsets)), codes)
    meta = {"kind": "category", "categories": categories, "per": "track" if constant else "fix"}
    return pack({"code": codes[starts] if constant else codes}, meta)


def _kind(column: pd.Series[Any]) -> str:
    if _boolean(column) or isinstance(column.dtype, pd.CategoricalDtype):
        return "category"
    if pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_complex_dtype(column):
        return "number"
    return "category" if pd.api.types.is_string_dtype(column) or pd.api.types.is_object_dtype(column) else ""


def _boolean(column: pd.Series[Any]) -> bool:
    return bool(pd.api.types.is_bool_dtype(column))


def _codes(column: pd.Series[Any]) -> tuple[NDArray[np.uint8], list[str]]:
    """Number the texts by how often they occur; an empty text is a missing one."""
    texts = column.astype("object").where(column.notna(), None)
    found, values = pd.factorize(texts)
    names = [str(value) for value in values]
    count = np.bincount(found[found >= 0], minlength=len(names))
    ranked = [int(i) for i in sorted(range(len(names)), key=lambda i: (-count[i], names[i])) if names[i] != ""]
    new = np.full(len(names) + 1, OTHERS, dtype=np.uint8)
    new[-1] = UNKNOWN
    for code, old in enumerate(ranked[:MOST_CATEGORIES]):
        new[old] = code
    for old, name in enumerate(names):
        if name == "":
            new[old] = UNKNOWN
    return new[found], [names[old] for old in ranked[:MOST_CATEGORIES]]
