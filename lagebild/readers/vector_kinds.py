"""Whether vector files hold tracks (points with times, lines) or areas: told by their headers and first features."""

from __future__ import annotations

import warnings

import pyogrio
import shapely

from lagebild.readers.format import Head
from lagebild.readers.table_dialects import TIME_NAMES
from lagebild.readers.vector_layers import VECTOR_ERRORS

__all__ = ["TRACK_CODES", "are_tracks", "holds_only_tracks", "holds_tracks", "is_geopackage"]

_SIGN = b"SQLite format 3\0"
_IDS = (b"GPKG", b"GP10", b"GP11")
_POINTS, _LINES = {"Point"}, {"LineString", "MultiLineString"}
TRACK_CODES = frozenset({1, 3, 11, 13, 21, 23})
"""Shapefiles' codes of points and lines, flat, with heights, and with measures."""

_PEEKED = 20


def is_geopackage(head: Head) -> bool:
    """Whether a file is an SQLite database that calls itself GeoPackage."""
    return not head.is_gzip and head.data.startswith(_SIGN) and head.data[68:72] in _IDS


def are_tracks(kinds: set[str], columns: set[str]) -> bool:
    """Whether a layer of these kinds of geometry and columns (lower case) can hold tracks."""
    return bool(kinds) and kinds <= (_POINTS | _LINES) and (kinds != _POINTS or bool(columns & set(TIME_NAMES)))


def holds_tracks(head: Head) -> bool:
    """Whether any layer of a GeoPackage holds tracks."""
    return any(are_tracks(*layer) for layer in _layers(head))


def holds_only_tracks(head: Head) -> bool:
    """Whether all layers of a GeoPackage hold tracks."""
    layers = _layers(head)
    return bool(layers) and all(are_tracks(*layer) for layer in layers)


def _layers(head: Head) -> list[tuple[set[str], set[str]]]:
    """Return the kinds of geometry and the columns of each layer; [] where the file is damaged."""
    path = head.path
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            layers = [(str(name), str(kind)) for name, kind in pyogrio.list_layers(path) if kind is not None]
            return [_kinds_and_columns(head, name, kind) for name, kind in layers]
        except VECTOR_ERRORS:
            return []


def _kinds_and_columns(head: Head, layer: str, kind: str) -> tuple[set[str], set[str]]:
    columns = {str(name).strip().lower() for name in pyogrio.read_info(head.path, layer=layer)["fields"]}
    plain = kind.removeprefix("2.5D ").split(" ")[0]
    kinds = {plain} if plain not in ("Unknown", "GeometryCollection", "Geometry") else set()
    if kinds and (kinds != _POINTS or columns & set(TIME_NAMES)):
        return kinds, columns
    first = pyogrio.read_dataframe(head.path, layer=layer, columns=[], max_features=_PEEKED, use_arrow=True)
    shapes = [shape for shape in first.geometry if shape is not None]
    # measures can be times
    measured = {"time"} if any(shapely.has_m(shape) for shape in shapes) else set()
    return kinds or {shape.geom_type for shape in shapes}, columns | measured
