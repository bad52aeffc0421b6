"""Flight paths to CSV with lagebild's own columns: UTF-8, commas, times ISO 8601 in UTC to the nanosecond."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from lagebild.messages import Message
from lagebild.model.report import Issue
from lagebild.model.tracks import Tracks
from lagebild.writers.format import WriteFormat

__all__ = ["CSV", "write_csv"]

_READ_AS_MISSING = ("", "NaN", "nan", "NA", "N/A", "null", "NULL", "None", "<NA>", "NaT")


def write_csv(tracks: Tracks, path: Path) -> list[Issue]:
    """Write one line a fix; missing values are empty fields."""
    frame = tracks.frame
    findings: list[Issue] = []
    columns = {str(name): _as_column(str(name), frame[name], findings) for name in frame.columns}
    pyarrow.csv.write_csv(pa.table(columns), path)
    return findings


def _as_column(name: str, column: pd.Series[Any], findings: list[Issue]) -> pa.Array:
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        plain = column.dt.tz_convert("UTC").dt.tz_localize(None).astype("datetime64[ns]")
        times = pc.strftime(pa.array(plain, from_pandas=True), format="%Y-%m-%dT%H:%M:%S")
        return pc.binary_join_element_wise(times, "Z", "")
    if column.dtype.kind in "iufb":
        return pa.array(column, from_pandas=True)
    texts = column.astype("str").where(column.notna())
    return _as_text(name, pa.array(texts, pa.string(), from_pandas=True), findings)


def _as_text(name: str, texts: pa.Array, findings: list[Issue]) -> pa.Array:
    """Put each text on one line, and tell what reading will not give back."""
    lines = pc.replace_substring_regex(texts, r"[\r\n\x00\x0b\x0c\x1c-\x1e\x{85}\x{2028}\x{2029}]+", " ")
    lines = lines.cast(pa.string())
    if broken := _count(pc.not_equal(texts, lines)):
        reason = Message("{count} texts of column {name!r} were put on one line", count=broken, name=name)
        findings.append(Issue(severity="repaired", reason=reason))
    trimmed = pc.utf8_trim_whitespace(lines)
    if padded := _count(pc.not_equal(lines, trimmed)):
        reason = Message(
            "blanks around {count} texts of column {name!r} are dropped on reading", count=padded, name=name
        )
        findings.append(Issue(severity="note", reason=reason))
    if lost := _count(pc.is_in(pc.drop_null(trimmed), pa.array(_READ_AS_MISSING))):
        reason = Message("{count} texts of column {name!r}, such as 'NA', are read as missing", count=lost, name=name)
        findings.append(Issue(severity="note", reason=reason))
    return lines


def _count(found: Any) -> int:
    return int(pc.sum(found).as_py() or 0)


CSV = WriteFormat(name="CSV", endings=(".csv",), tracks=write_csv)
