"""What a Parquet file says of its columns, without reading them."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

__all__ = ["PARQUET_SIGN", "geo_metadata_and_names"]

PARQUET_SIGN = b"PAR1"


def geo_metadata_and_names(path: Path) -> tuple[bool, list[str]]:
    """Return whether a file calls itself GeoParquet, and its columns; (False, []) where it is damaged."""
    try:
        schema = pq.read_schema(path)
    except (pa.ArrowException, OSError, ValueError):
        return False, []
    return b"geo" in (schema.metadata or {}), list(schema.names)
