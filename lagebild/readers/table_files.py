"""Tables of fixes from CSV and Parquet files: columns as they are, every row with its place and original text."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from lagebild.codecs.text import decode_text, split_lines
from lagebild.errors import ColumnError, FileFormatError
from lagebild.readers.files import Ledger, one_line, read_bytes

__all__ = ["RawTable", "read_csv_table", "read_parquet_table", "split_header"]

_SEPARATORS = (";", "\t", ",")
_MISSING = ["", "NaN", "nan", "NA", "N/A", "null", "NULL", "None", "<NA>", "NaT"]
_LONGEST_LINE = 1_000_000
_MOST_COLUMNS = 2_000
_ARROW_ERRORS = (pa.ArrowException, OSError, ValueError, OverflowError)


@dataclass(frozen=True, eq=False)
class RawTable:
    """A table as its file holds it."""

    frame: pd.DataFrame
    """Columns of the file; texts where the file is CSV."""

    ledger: Ledger
    broken: int = 0
    """Rows that are no rows of the table; each stands in the ledger as quarantined."""

    lines: NDArray[np.int64] | None = None
    """Line number of each row, for text files."""

    texts: Sequence[str] = ()
    """All lines of a text file; `texts[line - 1]` is the original of a row."""

    separator: str = ""

    def place(self, row: int) -> dict[str, Any]:
        """Return what an issue says about a row: its line or record number, and its original text."""
        if self.lines is not None:
            line = int(self.lines[row])
            return {"line": line, "text": self.texts[line - 1]}
        return {"record": row, "text": ", ".join(f"{name}={values[row]}" for name, values in self._columns)}

    @cached_property
    def _columns(self) -> list[tuple[str, NDArray[Any]]]:
        return [(str(name), self.frame[name].to_numpy(dtype=object)) for name in self.frame.columns]


def split_header(line: str) -> tuple[str, list[str]]:
    """Sniff the separator of a CSV header (the one that gives most columns) and return the column names."""
    best = max(_SEPARATORS, key=lambda separator: len(_fields(line, separator)))
    return best, [name.strip().strip("\ufeff") for name in _fields(line, best)]


def _fields(line: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        return []


def read_csv_table(path: Path, ledger: Ledger) -> RawTable:
    """Read a CSV file as texts; rows with too few or too many fields are quarantined with their line."""
    text, encoding = decode_text(read_bytes(path))
    if encoding != "utf-8":
        ledger.note(f"the text is not UTF-8; it was read as {encoding}")
    if "\x00" in text:
        raise FileFormatError(f"{path} holds binary zeros, so it is no CSV table")
    texts = split_lines(text)
    start = next((i for i, line in enumerate(texts) if line.strip() and not line.lstrip().startswith("#")), None)
    if start is None:
        raise FileFormatError(f"{path} holds no header and no rows")
    separator, names = split_header(texts[start])
    _check_names(names, path)
    frame, lines, broken = _parse_rows(path, texts, start, separator, names, ledger)
    return RawTable(frame, ledger, broken, lines, texts, separator)


def _parse_rows(
    path: Path, texts: list[str], start: int, separator: str, names: list[str], ledger: Ledger
) -> tuple[pd.DataFrame, NDArray[np.int64], int]:
    body = texts[start + 1 :]
    if max(map(len, body), default=0) > _LONGEST_LINE:
        raise FileFormatError(f"{path} has a line of more than {_LONGEST_LINE} characters, so it is no table")
    # a quote that is not closed would swallow the following rows
    odd = [i for i, line in enumerate(body) if '"' in line and line.count('"') % 2]
    blank = [i for i, line in enumerate(body) if not line.strip()]
    skip = set(odd) | set(blank)
    for i in odd:
        ledger.quarantined("a quotation mark is not closed", line=start + 2 + i, text=body[i])
    numbers = np.array([i for i in range(len(body)) if i not in skip], dtype=np.int64)
    wrong: list[tuple[int, int]] = []

    def refuse(row: Any) -> str:
        wrong.append((row.number, row.actual_columns))
        return "skip"

    if not numbers.size:
        table = pa.table({name: pa.array([], pa.string()) for name in names})
    else:
        rows = "\n".join(body[i] for i in numbers) if skip else "\n".join(body)
        try:
            table = pc.read_csv(
                pa.BufferReader(rows.encode("utf-8", errors="replace")),
                read_options=pc.ReadOptions(use_threads=False, column_names=names, block_size=1 << 24),
                parse_options=pc.ParseOptions(
                    delimiter=separator, invalid_row_handler=refuse, ignore_empty_lines=False
                ),
                convert_options=pc.ConvertOptions(
                    column_types={name: pa.string() for name in names},
                    strings_can_be_null=True,
                    null_values=_MISSING,
                ),
            )
        except _ARROW_ERRORS as error:
            raise FileFormatError(f"{path} cannot be read as a CSV table: {one_line(error)}") from error
    lines = start + 2 + numbers
    dropped = np.array([number - 1 for number, _ in wrong], dtype=np.int64)
    for (_, found), line in zip(wrong, lines[dropped], strict=True):
        reason = f"the row has {found} fields, the header {len(names)}"
        ledger.quarantined(reason, line=int(line), text=texts[line - 1])
    return _as_pandas(table), np.delete(lines, dropped), len(odd) + len(wrong)


def _check_names(names: Sequence[str], path: Path) -> None:
    if len(names) > _MOST_COLUMNS:
        raise FileFormatError(f"{path} has {len(names)} columns, so it is no table of fixes")
    lowered = [name.lower() for name in names if name]
    for name in lowered:
        if lowered.count(name) > 1:
            raise ColumnError(f"{path} has the column {name!r} twice")
    unnamed = [number for number, name in enumerate(names, start=1) if not name]
    if unnamed[1:]:
        raise ColumnError(f"{path}: the header gives no name to the columns {', '.join(map(str, unnamed))}")


def read_parquet_table(path: Path, ledger: Ledger) -> RawTable:
    """Read a Parquet file; what pandas stored as an index becomes columns where it has a name."""
    try:
        table = pq.ParquetFile(path, memory_map=False).read()
        frame = _as_pandas(table)
    except _ARROW_ERRORS as error:
        raise FileFormatError(f"{path} is a damaged or truncated Parquet file: {one_line(error)}") from error
    index = [name for name in frame.index.names if name is not None and name not in frame.columns]
    frame = frame.reset_index(level=index).reset_index(drop=True) if index else frame.reset_index(drop=True)
    frame.columns = [str(name) for name in frame.columns]
    _check_names(list(frame.columns), path)
    return RawTable(frame, ledger)


def _as_pandas(table: pa.Table) -> pd.DataFrame:
    frame: pd.DataFrame = table.to_pandas()
    return frame
