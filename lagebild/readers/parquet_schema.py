"""What a Parquet file says of its columns, without reading them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from shapely.errors import ShapelyError

__all__ = ["PARQUET_SIGN", "geo_metadata_and_names", "geometry_kinds"]

PARQUET_SIGN = b"PAR1"
_PEEKED = 20


def geo_metadata_and_names(path: Path) -> tuple[bool, list[str]]:
    """Return whether a file calls itself GeoParquet, and its columns; (False, []) where it is damaged."""
    try:
        schema = pq.read_schema(path)
    except (pa.ArrowException, OSError, ValueError):
        return False, []
    return b"geo" in (schema.metadata or {}), list(schema.names)


def geometry_kinds(path: Path) -> set[str]:
    """Return the kinds of geometry (`Point`, `LineString`, …) of a GeoParquet file; empty where they are unknown.

    A file that does not state them is told by its first features.
    """
    try:
        with pq.ParquetFile(path) as file:
            geo = json.loads((file.schema_arrow.metadata or {})[b"geo"])
            primary = geo["primary_column"]
            stated = geo["columns"][primary].get("geometry_types")
            return {str(kind).split(" ")[0] for kind in stated} if stated else _peeked(file, primary)
    except (pa.ArrowException, ShapelyError, OSError, ValueError, TypeError, KeyError, AttributeError):
        return set()


def _peeked(file: Any, column: str) -> set[str]:
    batch = next(file.iter_batches(batch_size=_PEEKED, columns=[column]), None)
    given = batch.column(0).to_pylist() if batch is not None else []
    return {shapely.from_wkb(one).geom_type for one in given if one is not None}
