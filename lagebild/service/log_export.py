"""The log as a file to hand on."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pandas as pd

from lagebild.journal.entry import Entry
from lagebild.writers.result_tables import as_csv

__all__ = ["log_csv"]

_COLUMNS = ("number", "time", "kind", "who", "subject", "text", "details", "hash")


def log_csv(entries: Sequence[Entry]) -> bytes:
    """Write entries as a table; `details` are JSON, `hash` is each entry's in the chain."""
    rows = [{name: getattr(entry, name) for name in _COLUMNS} for entry in entries]
    table = pd.DataFrame(rows, columns=list(_COLUMNS))
    table["time"] = pd.to_datetime(table["time"], utc=True)
    table["details"] = table["details"].map(_json).astype("str")
    return as_csv(table).getvalue()


def _json(details: object) -> str:
    return json.dumps(details, sort_keys=True, ensure_ascii=False)
