"""What a Parquet file says of its columns, without reading them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from shapely.errors import ShapelyError

__all__ = ["PARQUET_SIGN", "geo_metadata_and_names", "kinds_and_columns"]

PARQUET_SIGN = b"PAR1"
_PEEKED = 20


def geo_metadata_and_names(path: Path) -> tuple[bool, list[str]]:
    """Return whether a file calls itself GeoParquet, and its columns; (False, []) where it is damaged."""
    try:
        schema = pq.read_schema(path)
    except (pa.ArrowException, OSError, ValueError):
        return False, []
    return b"geo" in (schema.metadata or {}), list(schema.names)


def kinds_and_columns(path: Path, names: list[str]) -> tuple[set[str], set[str]]:
    """Return the kinds of geometry (`Point`, `LineString`, …) of a GeoParquet file, and its columns in lower case.

    Kinds that the file does not state are told by its first features, as is whether they have measures (M): these can
    be times, so a column `time` is among the columns then. Nothing where the file is damaged.
    """
    columns = {name.strip().lower() for name in names}
    try:
        with pq.ParquetFile(path) as file:
            geo = json.loads((file.schema_arrow.metadata or {})[b"geo"])
            primary = geo["primary_column"]
            stated = {str(kind).split(" ")[0] for kind in geo["columns"][primary].get("geometry_types") or ()}
            first = _first_shapes(file, primary) if stated <= {"Point"} else []
    except (pa.ArrowException, ShapelyError, OSError, ValueError, TypeError, KeyError, AttributeError):
        return set(), columns
    measured = {"time"} if any(shapely.has_m(shape) for shape in first) else set()
    return stated or {shape.geom_type for shape in first}, columns | measured


def _first_shapes(file: Any, column: str) -> list[Any]:
    batch = next(file.iter_batches(batch_size=_PEEKED, columns=[column]), None)
    given = batch.column(0).to_pylist() if batch is not None else []
    return [shapely.from_wkb(one) for one in given if isinstance(one, bytes)]
