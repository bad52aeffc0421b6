"""Whether a file says of itself that its data is synthetic, so that the marking survives being handed on."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from lagebild.model.provenance import SYNTHETIC

__all__ = ["table_is_marked"]

_COLUMNS = ("marking", "source")


def table_is_marked(frame: pd.DataFrame, path: Path | None = None) -> bool:
    """Whether a column `marking` or `source` says so in every row, or the Parquet file's own metadata does."""
    by_column = any(name in frame and len(frame) > 0 and bool((frame[name] == SYNTHETIC).all()) for name in _COLUMNS)
    return by_column or (path is not None and _schema_is_marked(path))


def _schema_is_marked(path: Path) -> bool:
    try:
        metadata = pq.read_schema(path).metadata or {}
        record = json.loads(metadata.get(b"lagebild", b"{}"))
    except (pa.ArrowException, OSError, ValueError):
        return False
    return isinstance(record, dict) and record.get("marking") == SYNTHETIC
