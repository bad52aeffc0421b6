"""Overlays as the map needs them: columns of shapes with colours and labels, and legends."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely import GeometryType

from lagebild.model.overlay import PALETTES, RasterOverlay, VectorOverlay
from lagebild.views.columns import Column, pack
from lagebild.views.raster_tiles import RasterTiles, palette_colours

__all__ = ["Colouring", "colouring_of", "raster_spec", "vector_container", "vector_spec"]

_DEGREE_STEP = 1e-7
_STEPS = 24
"""Colours of a ramp: more cannot be told apart."""

_CATEGORIES = (
    "#1f77b4",
    "#d95f02",
    "#1b9e77",
    "#e7298a",
    "#7570b3",
    "#a6761d",
    "#66a61e",
    "#0f9fb5",
    "#b3122b",
    "#666a00",
)
"""ColorBrewer's Dark2 and others of like weight: told apart on the light and the dark map."""

_OTHER = "#80868c"
_LONGEST_TEXT = 120
_POINT, _LINE, _RING = 0, 1, 2
_LINES = (GeometryType.LINESTRING, GeometryType.LINEARRING)


@dataclass(frozen=True)
class Colouring:
    """Colours of an overlay's features and what they mean."""

    colours: list[str]
    index: NDArray[np.uint8]
    """Per feature, which of the colours."""

    legend: dict[str, Any]
    """`{kind: "single" | "categories" | "ramp", …}`; see `frontend/README.md`."""


def colouring_of(overlay: VectorOverlay) -> Colouring:
    """Give each feature its colour: one for all, by categories, or by a ramp of numbers."""
    style = overlay.style
    if not style.colour_by:
        return Colouring([style.colour], np.zeros(len(overlay), dtype=np.uint8), {"kind": "single"})
    column = overlay.frame[style.colour_by]
    if pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column):
        return _ramp(column, style.palette)
    return _categories(column)


def _ramp(column: pd.Series[Any], palette: str) -> Colouring:
    values = column.to_numpy(dtype=np.float64, na_value=np.nan)
    finite = values[np.isfinite(values)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    share = (values - low) / (high - low) if high > low else np.zeros(len(values))
    steps = np.where(np.isfinite(share), np.minimum(np.nan_to_num(share) * _STEPS, _STEPS - 1), _STEPS)
    ramp = palette_colours(palette)[np.linspace(0, 255, _STEPS).astype(int)]
    colours = ["#{:02x}{:02x}{:02x}".format(*colour) for colour in ramp]
    legend = {
        "kind": "ramp",
        "title": str(column.name),
        "unit": "",
        "low": low,
        "high": high,
        "colours": list(PALETTES[palette]),
        "missing": bool((~np.isfinite(values)).any()),
    }
    return Colouring([*colours, _OTHER], steps.astype(np.uint8), legend)


def _categories(column: pd.Series[Any]) -> Colouring:
    """The most frequent values by their own colours, all others and missing ones grey."""
    texts = column.astype("object").where(column.notna(), None).map(lambda value: None if value is None else str(value))
    counts = texts.value_counts()
    named = list(counts.index[: len(_CATEGORIES)])
    places = {text: number for number, text in enumerate(named)}
    index = np.array([places.get(text, len(named)) for text in texts], dtype=np.uint8)
    entries = [{"text": _short(text), "colour": colour} for text, colour in zip(named, _CATEGORIES, strict=False)]
    legend = {
        "kind": "categories",
        "title": str(column.name),
        "entries": entries,
        "others": bool((index == len(named)).any()),
        "other_colour": _OTHER,
    }
    return Colouring([*_CATEGORIES[: len(named)], _OTHER], index, legend)


def vector_spec(overlay: VectorOverlay) -> dict[str, Any]:
    """Describe a vector overlay, without its resource."""
    colouring, style, bounds = colouring_of(overlay), overlay.style, overlay.bounds
    kinds = shapely.get_type_id(overlay.frame.geometry.to_numpy())
    return {
        "form": "vector",
        "count": len(overlay),
        "bounds": list(bounds) if bounds else None,
        "colours": colouring.colours,
        "width": float(style.width),
        "fill_opacity": float(style.fill_opacity),
        "labelled": bool(style.label),
        "shapes": _shapes(kinds),
        "legend": colouring.legend,
    }


def _shapes(kinds: NDArray[np.int32]) -> list[str]:
    """Which kinds of shapes there are, for the legend's swatch."""
    families = {
        "area": (GeometryType.POLYGON, GeometryType.MULTIPOLYGON, GeometryType.GEOMETRYCOLLECTION),
        "line": (*_LINES, GeometryType.MULTILINESTRING),
        "point": (GeometryType.POINT, GeometryType.MULTIPOINT),
    }
    return [name for name, family in families.items() if np.isin(kinds, [kind.value for kind in family]).any()]


def vector_container(overlay: VectorOverlay) -> bytes:
    """Pack the features: rings, lines and points one after the other, with colour and label of each feature."""
    frame, style = overlay.frame, overlay.style
    parts, feature = _single_parts(frame.geometry.to_numpy())
    kinds = shapely.get_type_id(parts)
    is_area = kinds == GeometryType.POLYGON.value
    rings, area_of_ring = shapely.get_rings(parts[is_area], return_index=True)
    others = parts[~is_area]
    pieces = np.concatenate([rings, others])
    kind = np.concatenate([
        np.full(len(rings), _RING), np.where(np.isin(kinds[~is_area], [k.value for k in _LINES]), _LINE, _POINT)
    ])  # fmt: skip
    owner = np.concatenate([feature[is_area][area_of_ring], feature[~is_area]])
    # rings of one area share a number; the first of them is the outer one
    group = np.concatenate([area_of_ring, int(is_area.sum()) + np.arange(len(others))])
    coordinates, piece_of_vertex = shapely.get_coordinates(pieces, return_index=True)
    return pack(
        {
            "piece_start": np.searchsorted(piece_of_vertex, np.arange(len(pieces) + 1)).astype(np.uint32),
            "piece_kind": kind.astype(np.uint8),
            "piece_feature": owner.astype(np.uint32),
            "piece_group": group.astype(np.uint32),
            "longitude": Column.quantised(coordinates[:, 0], _DEGREE_STEP)
            if np.abs(coordinates[:, 0]).max(initial=0) <= 214
            else coordinates[:, 0],
            "latitude": Column.quantised(coordinates[:, 1], _DEGREE_STEP),
            "colour": colouring_of(overlay).index,
        },
        {"labels": [_short(_text(value)) for value in frame[style.label]] if style.label else []},
    )


def _single_parts(shapes: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """Points, lines and polygons, however deep they are nested, and the number of the feature of each."""
    feature = np.arange(len(shapes))
    parts = np.asarray(shapes)
    while True:
        nested = shapely.get_type_id(parts) >= GeometryType.MULTIPOINT.value
        if not nested.any():
            break
        inner, index = shapely.get_parts(parts, return_index=True)
        parts, feature = inner, feature[index]
    there = ~shapely.is_empty(parts)
    return parts[there], feature[there]


def _text(value: Any) -> str:
    return "" if value is None or value != value else str(value)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_TEXT else line[: _LONGEST_TEXT - 1] + "…"


def raster_spec(overlay: RasterOverlay, tiles: RasterTiles) -> dict[str, Any]:
    """Describe a raster overlay, without the name of its tiles."""
    bounds, style = overlay.bounds, overlay.style
    legend: dict[str, Any] = {"kind": "none"}
    if overlay.kind == "values" and style.value_range is not None:
        low, high = style.value_range
        legend = {
            "kind": "ramp",
            "title": "",
            "unit": style.unit[:_LONGEST_TEXT],
            "low": low if math.isfinite(low) else None,
            "high": high if math.isfinite(high) else None,
            "colours": list(PALETTES[style.palette]),
            "missing": False,
        }
    return {
        "form": "raster",
        "bounds": [bounds.west, max(bounds.south, -85.051), bounds.east, min(bounds.north, 85.051)],
        "min_zoom": tiles.min_zoom,
        "max_zoom": tiles.max_zoom,
        "columns": overlay.columns,
        "rows": overlay.rows,
        "legend": legend,
    }
