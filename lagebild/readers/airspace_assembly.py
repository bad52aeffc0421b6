"""Rows of one file to airspaces: identifiers that differ, columns of the right kind, and the report."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from lagebild.errors import FileFormatError
from lagebild.messages import Message
from lagebild.model.airspaces import Airspaces
from lagebild.model.report import ReadReport, issue_table
from lagebild.readers.files import Ledger, told_first

__all__ = ["assemble_airspaces"]


def assemble_airspaces(
    path: Path,
    file_format: str,
    rows: Sequence[dict[str, Any]],
    ledger: Ledger,
    *,
    records: int,
    repaired: int,
    usable: int | None = None,
) -> Airspaces:
    """Make airspaces of rows (the columns of `Airspaces.frame`), counting the records that gave none as quarantined.

    Equal identifiers get `#2`, `#3`, … appended. `usable` is the number of records that gave rows, for formats whose
    records can give several; otherwise each row is one record.

    Raises
    ------
    FileFormatError
        If there is no row at all; the sentence carries the first reason.
    """
    if not rows:
        raise FileFormatError(
            Message(
                "{path} ({file_format}): none of its {records} airspaces is usable{where}",
                path=path,
                file_format=file_format,
                records=records,
                where=told_first(ledger.first("quarantined")),
            )
        )
    used = len(rows) if usable is None else usable
    report = ReadReport(
        source=path.name,
        format=file_format,
        records=records,
        kept=used - repaired,
        repaired=repaired,
        quarantined=records - used,
        issues=issue_table(ledger.issues),
    )
    return Airspaces.from_frame(gpd.GeoDataFrame(_unique_ids(rows), crs="EPSG:4326"), report=report)


def _unique_ids(rows: Sequence[dict[str, Any]]) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows))
    again = frame.groupby("airspace_id").cumcount()
    frame["airspace_id"] = frame["airspace_id"].where(
        again == 0, frame["airspace_id"] + "#" + (again + 1).astype("str")
    )
    for name in ("lower", "upper", "activation"):
        frame[name] = frame[name].astype("object")
    return frame
