"""Tables of fixes from CSV and Parquet files: columns as they are, every row with its place and original text."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
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
from lagebild.messages import Message
from lagebild.readers.files import Ledger, one_line, read_bytes, shown

__all__ = ["RawTable", "check_names", "header_of", "read_csv_table", "read_parquet_table", "split_header"]

_SEPARATORS = (";", "\t", ",")
_MISSING = ["", "NaN", "nan", "NA", "N/A", "null", "NULL", "None", "<NA>", "NaT"]
_LONGEST_LINE = 1_000_000
_MOST_COLUMNS = 2_000
_ARROW_ERRORS = (pa.ArrowException, OSError, ValueError, OverflowError, TypeError, KeyError, NotImplementedError)


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
        return {"record": row, "text": ", ".join(f"{name}={shown(values[row])}" for name, values in self._columns)}

    @cached_property
    def _columns(self) -> list[tuple[str, NDArray[Any]]]:
        return [(str(name), self.frame[name].to_numpy(dtype=object)) for name in self.frame.columns]


def split_header(line: str) -> tuple[str, list[str]]:
    """Sniff the separator of a CSV header (the one that gives most columns) and return the column names."""
    best = max(_SEPARATORS, key=lambda separator: len(_fields(line, separator)))
    return best, [name.strip().strip("\ufeff") for name in _fields(line, best)]


def header_of(text: str) -> list[str]:
    """Return the column names of a CSV text: its first line that is neither empty nor a comment."""
    for line in split_lines(text):
        if line.strip() and not line.lstrip().startswith("#"):
            return split_header(line)[1]
    return []


def _fields(line: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        return []


def read_csv_table(path: Path, ledger: Ledger) -> RawTable:
    """Read a CSV file as texts; rows with too few or too many fields are quarantined with their line."""
    text, encoding = decode_text(read_bytes(path))
    if encoding != "utf-8":
        ledger.note(Message("the text is not UTF-8; it was read as {encoding}", encoding=encoding))
    if "\x00" in text:
        raise FileFormatError(Message("{path} holds binary zeros, so it is no CSV table", path=path))
    texts = split_lines(text)
    start = next((i for i, line in enumerate(texts) if line.strip() and not line.lstrip().startswith("#")), None)
    if start is None:
        raise FileFormatError(Message("{path} holds no header and no rows", path=path))
    if max(map(len, texts)) > _LONGEST_LINE:
        raise FileFormatError(
            Message(
                "{path} has a line of more than {most} characters, so it is no table", path=path, most=_LONGEST_LINE
            )
        )
    separator, given = split_header(texts[start])
    names = [name or "unnamed" for name in given]
    check_names(names, path)
    rows = _Rows(path, names, separator, texts)
    frame, lines, broken = rows.read(start + 1, ledger)
    return RawTable(frame, ledger, broken, lines, texts, separator)


@dataclass(frozen=True)
class _Rows:
    """The lines of a CSV file below its header."""

    path: Path
    names: list[str]
    separator: str
    texts: list[str]

    def read(self, first: int, ledger: Ledger) -> tuple[pd.DataFrame, NDArray[np.int64], int]:
        """Return the rows from `texts[first]` on, their line numbers, and how many lines are no rows."""
        filled = [i for i, line in enumerate(self.texts) if i >= first and line and not line.isspace()]
        # a quotation mark that is not closed would swallow the lines below
        quoted = [i for i, line in enumerate(self.texts) if i >= first and '"' in line]
        bad = [i for i in quoted if self.texts[i].count('"') % 2]
        table, wrong = self._parsed(_without(filled, bad))
        if table.num_rows + len(wrong) != len(filled) - len(bad):
            bad = [i for i in quoted if self._is_open(self.texts[i])]
            table, wrong = self._parsed(_without(filled, bad))
        for i in bad:
            ledger.quarantined(Message("a quotation mark is not closed"), line=i + 1, text=self.texts[i])
        good = np.array(_without(filled, bad), dtype=np.int64)
        dropped = np.array([number - 1 for number, _ in wrong], dtype=np.int64)
        if table.num_rows + len(wrong) != len(good):
            raise FileFormatError(
                Message("{path} cannot be read as a CSV table: its quotation marks do not match", path=self.path)
            )
        for (_, found), i in zip(wrong, good[dropped], strict=True):
            reason = Message("the row has {found} fields, the header {expected}", found=found, expected=len(self.names))
            ledger.quarantined(reason, line=int(i) + 1, text=self.texts[i])
        return _as_pandas(table), np.delete(good, dropped) + 1, len(bad) + len(wrong)

    def _is_open(self, line: str) -> bool:
        try:
            next(csv.reader([line], delimiter=self.separator, strict=True), [])
        except csv.Error:
            return True
        return False

    def _parsed(self, rows: list[int]) -> tuple[pa.Table, list[tuple[int, int]]]:
        """Parse lines; returns those of the right number of fields, and (number from 1, fields) of the others."""
        wrong: list[tuple[int, int]] = []

        def refuse(row: Any) -> str:
            wrong.append((row.number, row.actual_columns))
            return "skip"

        if not rows:
            return pa.table({name: pa.array([], pa.string()) for name in self.names}), wrong
        data = pa.py_buffer("\n".join([self.texts[i] for i in rows]).encode("utf-8", errors="replace"))
        try:
            return self._table(data, None), wrong
        except _ARROW_ERRORS:
            pass  # rows of other lengths can be told apart by one thread only
        try:
            return self._table(data, refuse), wrong
        except _ARROW_ERRORS as error:
            raise FileFormatError(
                Message("{path} cannot be read as a CSV table: {reason}", path=self.path, reason=one_line(error))
            ) from error

    def _table(self, data: pa.Buffer, refuse: Callable[[Any], str] | None) -> pa.Table:
        return pc.read_csv(
            pa.BufferReader(data),
            read_options=pc.ReadOptions(use_threads=refuse is None, column_names=self.names, block_size=1 << 24),
            parse_options=pc.ParseOptions(
                delimiter=self.separator, invalid_row_handler=refuse, ignore_empty_lines=False
            ),
            convert_options=pc.ConvertOptions(
                column_types=dict.fromkeys(self.names, pa.string()),
                strings_can_be_null=True,
                null_values=_MISSING,
            ),
        )


def _without(rows: list[int], left_out: list[int]) -> list[int]:
    if not left_out:
        return rows
    absent = set(left_out)
    return [row for row in rows if row not in absent]


def check_names(names: Sequence[str], path: Path) -> None:
    """Refuse names of columns that cannot be told apart."""
    if len(names) > _MOST_COLUMNS:
        raise FileFormatError(
            Message("{path} has {count} columns, so it is no table of fixes", path=path, count=len(names))
        )
    lowered = [name.strip().lower() for name in names if name.strip()]
    for name in lowered:
        if lowered.count(name) > 1:
            raise ColumnError(Message("{path} has the column {name!r} twice", path=path, name=name))
    unnamed = [number for number, name in enumerate(names, start=1) if not name.strip()]
    if unnamed[1:]:
        raise ColumnError(
            Message(
                "{path}: the header gives no name to the columns {names}", path=path, names=", ".join(map(str, unnamed))
            )
        )


def read_parquet_table(path: Path, ledger: Ledger) -> RawTable:
    """Read a Parquet file; what pandas stored as an index becomes columns where it has a name."""
    try:
        with pq.ParquetFile(path) as file:
            table = file.read()
        table.validate(full=True)
        # each column becomes an array of its own and gives its Arrow memory back at once
        frame = table.to_pandas(split_blocks=True, self_destruct=True)
        del table
    except _ARROW_ERRORS as error:
        raise FileFormatError(
            Message("{path} is a damaged or truncated Parquet file: {reason}", path=path, reason=one_line(error))
        ) from error
    index = [name for name in frame.index.names if name is not None and name not in frame.columns]
    frame = frame.reset_index(level=index).reset_index(drop=True) if index else frame.reset_index(drop=True)
    frame.columns = [str(name) for name in frame.columns]
    check_names(list(frame.columns), path)
    return RawTable(frame, ledger)


def _as_pandas(table: pa.Table) -> pd.DataFrame:
    frame: pd.DataFrame = table.to_pandas()
    return frame
