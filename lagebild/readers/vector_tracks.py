"""Flight paths from GeoPackages, GeoParquet files and shapefiles of points or lines; see `vector_fixes`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from lagebild.errors import FileFormatError
from lagebild.messages import Message
from lagebild.model.tracks import COLUMNS
from lagebild.readers.files import Ledger
from lagebild.readers.format import Head, TrackFormat, TrackOptions
from lagebild.readers.parquet_schema import PARQUET_SIGN, geo_metadata_and_names, kinds_and_columns
from lagebild.readers.shapefile import full_names, shape_codes
from lagebild.readers.shapes import shapes_of
from lagebild.readers.table_dialects import DIALECTS
from lagebild.readers.table_files import check_names
from lagebild.readers.track_assembly import RawFixes
from lagebild.readers.traffic_table import fixes_of_table
from lagebild.readers.vector_fixes import FeatureTable, as_table
from lagebild.readers.vector_kinds import TRACK_CODES, are_tracks, holds_tracks, is_geopackage
from lagebild.readers.vector_layers import (
    GEOPACKAGE_NAME,
    GEOPARQUET_NAME,
    SHAPEFILE_NAME,
    Layer,
    layers_of,
    vector_errors,
)

__all__ = ["GEOPACKAGE_TRACKS", "GEOPARQUET_TRACKS", "SHAPEFILE_TRACKS", "read_vector_fixes"]

_KNOWN = frozenset(COLUMNS) | {name for dialect in DIALECTS for name in (*dialect.required, *dialect.renamed)}


def read_vector_fixes(path: Path, name: str) -> RawFixes:
    """Read the layers of a file that hold tracks."""
    ledger = Ledger(source=path.name)
    tables: list[FeatureTable] = []
    count = 0
    with vector_errors(path, name, ledger), layers_of(path, name, ledger, measures=True) as layers:
        for layer in layers:
            table = _features(path, layer, count, is_shapefile=name == SHAPEFILE_NAME)
            if len(layers) > 1 and not _can_be_tracks(layer, table):
                ledger.note(Message("layer {name!r} holds no tracks; it was left out", name=layer.name))
                continue
            count += len(table.attributes)
            tables.append(table)
    if not count:
        raise FileFormatError(Message("{path} ({name}) holds no features", path=path, name=name))
    return fixes_of_table(path, as_table(path, tables, ledger), name)


def _features(path: Path, layer: Layer, count: int, *, is_shapefile: bool) -> FeatureTable:
    attributes = layer.frame.drop(columns="geometry")
    attributes.columns = [str(name) for name in attributes.columns]
    if is_shapefile:
        attributes = attributes.rename(columns=full_names(attributes.columns, _KNOWN))
    check_names(list(attributes.columns), path)
    return FeatureTable(
        attributes=attributes.reset_index(drop=True),
        shapes=shapes_of(layer.frame.geometry.to_numpy()),
        crs=layer.frame.crs,
        numbers=np.arange(count, count + len(attributes)),
    )


def _can_be_tracks(layer: Layer, table: FeatureTable) -> bool:
    kinds = {str(kind) for kind in layer.frame.geometry.geom_type.dropna().unique()}
    return are_tracks(kinds, {name.strip().lower() for name in table.attributes.columns})


def _read_as(name: str) -> Callable[[Path, TrackOptions], RawFixes]:
    return lambda path, _: read_vector_fixes(path, name)


def _is_geoparquet(head: Head) -> bool:
    if head.is_gzip or not head.data.startswith(PARQUET_SIGN):
        return False
    is_geo, names = geo_metadata_and_names(head.path)
    return is_geo and are_tracks(*kinds_and_columns(head.path, names))


def _is_geopackage(head: Head) -> bool:
    return is_geopackage(head) and holds_tracks(head)


def _is_shapefile(head: Head) -> bool:
    return bool(TRACK_CODES & set(shape_codes(head)))


GEOPARQUET_TRACKS = TrackFormat(name=GEOPARQUET_NAME, matches=_is_geoparquet, read=_read_as(GEOPARQUET_NAME))
GEOPACKAGE_TRACKS = TrackFormat(name=GEOPACKAGE_NAME, matches=_is_geopackage, read=_read_as(GEOPACKAGE_NAME))
SHAPEFILE_TRACKS = TrackFormat(name=SHAPEFILE_NAME, matches=_is_shapefile, read=_read_as(SHAPEFILE_NAME))
