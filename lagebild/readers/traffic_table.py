"""Tables of fixes to the model's columns and units; rows that cannot be fixes are left out, with their reason."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lagebild.errors import ColumnError
from lagebild.messages import Message, message_of
from lagebild.model.altitude import HEIGHT_COLUMNS
from lagebild.model.tracks import COLUMNS
from lagebild.readers.files import Ledger, shown
from lagebild.readers.format import Head, TrackFormat, TrackOptions
from lagebild.readers.parquet_schema import PARQUET_SIGN, geo_metadata_and_names
from lagebild.readers.table_dialects import DIALECTS, Dialect, dialect_of, is_track_header
from lagebild.readers.table_files import RawTable, header_of, read_csv_table, read_parquet_table
from lagebild.readers.table_times import read_times
from lagebild.readers.text_columns import as_numbers, decimal_points, matches, trimmed
from lagebild.readers.track_assembly import RawFixes

__all__ = ["CSV_TRACKS", "PARQUET_TRACKS", "fixes_of_table", "read_csv_fixes", "read_parquet_fixes"]

_NUMBERS = tuple(name for name, kind in COLUMNS.items() if kind.startswith("float"))
_TEXTS = tuple(name for name, kind in COLUMNS.items() if kind in ("str", "category"))
_HEIGHT_LIKE = re.compile(r"alt|height|hoehe|höhe|elev|(?:^|_)(?:fl|level|msl|agl|hae)(?:_|$)", re.IGNORECASE)
_FIRST_FEW = 100
_LEADING_ZERO = r"^\s*[+-]?0\d"
_TRUE = {"true", "t", "yes", "y", "1", "1.0"}
_FALSE = {"false", "f", "no", "n", "0", "0.0"}


def read_csv_fixes(path: Path, _: TrackOptions | None = None) -> RawFixes:
    """Read a CSV table of fixes."""
    return fixes_of_table(path, read_csv_table(path, Ledger(source=path.name)), "CSV")


def read_parquet_fixes(path: Path, _: TrackOptions | None = None) -> RawFixes:
    """Read a Parquet table of fixes."""
    return fixes_of_table(path, read_parquet_table(path, Ledger(source=path.name)), "Parquet")


def fixes_of_table(path: Path, table: RawTable, file_format: str) -> RawFixes:
    """Turn a table of one of the known dialects into fixes.

    Raises
    ------
    ColumnError
        If a column is missing, or the units of one cannot be told.
    """
    named = replace(table, frame=_lower_known(table.frame))
    try:
        dialect = dialect_of(str(name).lower() for name in named.frame.columns)
    except ColumnError as error:
        raise ColumnError(Message("{path} {reason}", path=path, reason=message_of(error))) from error
    return _Normaliser(path, named, dialect, f"{file_format}, {dialect.name}").run()


def _lower_known(frame: pd.DataFrame) -> pd.DataFrame:
    """Write names in lower case where that makes them known ones; others keep their writing."""
    known = {*COLUMNS, *_ALL_SOURCES}
    return frame.rename(columns={n: n.strip().lower() for n in frame.columns if n.strip().lower() in known})


_ALL_SOURCES = frozenset(name for dialect in DIALECTS for name in (*dialect.required, *dialect.renamed))


class _Normaliser:
    """One table on its way to the model's columns."""

    def __init__(self, path: Path, table: RawTable, dialect: Dialect, file_format: str) -> None:
        self.path = path
        self.table = table
        self.dialect = dialect
        self.format = file_format
        self.ledger = table.ledger
        self.count = len(table.frame)
        self.wrong = np.zeros(self.count, dtype=bool)
        self.reasons: dict[int, Message] = {}
        self.repaired = np.zeros(self.count, dtype=bool)
        self.grounded = np.zeros(self.count, dtype=bool)

    def run(self) -> RawFixes:
        columns = {str(name): self._column(str(name)) for name in self.table.frame.columns}
        frame = pd.DataFrame(columns, index=self.table.frame.index, copy=False)
        if self.grounded.any():
            name = next((n for n in columns if self.dialect.target(n) == "on_ground"), "on_ground")
            known = frame[name] if name in frame else pd.Series(pd.NA, index=frame.index, dtype="boolean")
            frame[name] = known.mask(self.grounded, True)
        self._check_required(frame)
        self._turn_longitudes(frame)
        self._check_ranges(frame)
        for row in sorted(self.reasons):
            self.ledger.quarantined(self.reasons[row], **self.table.place(row))
        good = np.flatnonzero(~self.wrong)
        whole = len(good) == self.count
        renamed = {name: self.dialect.target(name) for name in frame.columns}
        kept = frame if whole else frame.iloc[good].reset_index(drop=True)
        return RawFixes(
            path=self.path,
            format=self.format,
            frame=kept.rename(columns=renamed),
            rows=good,
            place=self.table.place,
            ledger=self.ledger,
            records=self.count + self.table.broken,
            repaired=self.repaired[good],
        )

    def _column(self, name: str) -> pd.Series[Any]:
        column = self.table.frame[name]
        target = self.dialect.target(name)
        if target == "time":
            return self._time(column, name)
        if target in _NUMBERS:
            return self._number(column, name, target)
        if target in _TEXTS:
            return self._text(column, name, target)
        if target == "on_ground":
            return self._truth(column, name)
        return self._unknown(column, name)

    def _time(self, column: pd.Series[Any], name: str) -> pd.Series[Any]:
        read = read_times(column)
        if read.numbers:
            self.ledger.note(
                Message("column {name!r} holds plain numbers; they were read as seconds since 1970 UTC", name=name)
            )
        if read.naive:
            self.ledger.note(
                Message(
                    "{count} times of column {name!r} have no zone; they were read as UTC", count=read.naive, name=name
                )
            )
        kind = Message("a number of seconds since 1970") if read.numbers else Message("an ISO time")
        self._reject(
            read.bad,
            name,
            lambda value: Message(
                "{name} must be {kind} in the years 1970 to 2199, not {value!r}", name=name, kind=kind, value=value
            ),
        )
        return read.times

    def _number(self, column: pd.Series[Any], name: str, target: str) -> pd.Series[Any]:
        given = column
        if self.table.separator in (";", "\t"):
            column, commas = decimal_points(column)
            if commas:
                self.ledger.note(
                    Message("{count} numbers of column {name!r} have a decimal comma", count=commas, name=name)
                )
        values = _as_floats(column)
        no_number = np.isnan(values) & given.notna().to_numpy()
        if target in HEIGHT_COLUMNS and no_number.any():
            no_number &= ~self._on_ground(given, name)
        self._reject(
            no_number,
            name,
            lambda value: Message("{name} must be a number, not {value!r}", name=name, value=value),
            _is_text_value,
        )
        self._reject(
            np.isinf(values),
            name,
            lambda value: Message("{name} must be a finite number, not {value!r}", name=name, value=value),
        )
        convert = self.dialect.converted.get(target)
        return pd.Series(convert(values) if convert else values, index=column.index, copy=False)

    def _on_ground(self, column: pd.Series[Any], name: str) -> NDArray[np.bool_]:
        """Find the word `ground` among altitudes, as ADS-B programs write it: no altitude, but a fact."""
        said = (column.astype("str").str.strip().str.lower() == "ground").to_numpy()
        if said.any():
            sentence = Message(
                "{count} values 'ground' of column {name!r} were read as on_ground, without altitude",
                count=int(said.sum()),
                name=name,
            )
            self.ledger.note(sentence)
            self.grounded |= said
        return said

    def _text(self, column: pd.Series[Any], name: str, target: str) -> pd.Series[Any]:
        if isinstance(column.dtype, pd.CategoricalDtype):
            if target == "track_id" and _are_clean(column.cat.categories):
                return column  # to write ten million names out takes seconds
            column = column.astype(column.cat.categories.dtype)
        if pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column):
            return _digits(column, 4 if target == "squawk" else 0)
        text, padded = trimmed(column.astype("str").where(column.notna()))
        if padded:
            self.ledger.note(
                Message("blanks around {count} values of column {name!r} were dropped", count=padded, name=name)
            )
        return text

    def _truth(self, column: pd.Series[Any], name: str) -> pd.Series[Any]:
        if pd.api.types.is_bool_dtype(column):
            return column.astype("boolean")
        words = column.astype("str").str.strip().str.lower()
        values = pd.Series(pd.NA, index=column.index, dtype="boolean")
        values = values.mask(words.isin(_TRUE), True).mask(words.isin(_FALSE), False)
        bad = (values.isna() & column.notna()).to_numpy()
        self._reject(
            bad, name, lambda value: Message("{name} must be true or false, not {value!r}", name=name, value=value)
        )
        return values

    def _unknown(self, column: pd.Series[Any], name: str) -> pd.Series[Any]:
        if _HEIGHT_LIKE.search(name):
            sentence = Message(
                "column {name!r} is kept, but not used as a height: its name tells no unit or reference among the "
                "{dialect}",
                name=name,
                dialect=self.dialect.name,
            )
            self.ledger.note(sentence)
        if self.table.lines is None or column.isna().all():
            return column
        if np.isnan(as_numbers(column.dropna().head(_FIRST_FEW))).any():
            return column  # to try all the words of a million rows takes seconds
        if matches(column, _LEADING_ZERO).any():
            return column
        numbers = as_numbers(column)
        return pd.Series(numbers, index=column.index) if bool((np.isnan(numbers) == column.isna()).all()) else column

    def _check_required(self, frame: pd.DataFrame) -> None:
        for name in frame.columns:
            if self.dialect.target(name) in ("time", "longitude", "latitude"):
                self._check_present(frame[name], name)

    def _check_present(self, column: pd.Series[Any], name: str) -> None:
        self._reject(column.isna().to_numpy(), name, lambda _: Message("{name} is missing", name=name))

    def _turn_longitudes(self, frame: pd.DataFrame) -> None:
        name = next(name for name in frame.columns if self.dialect.target(name) == "longitude")
        values = frame[name].to_numpy()
        east = (values > 180.0) & (values <= 360.0) & ~self.wrong
        if not east.any():
            return
        frame[name] = np.where(east, values - 360.0, values)
        self.repaired |= east
        for row in np.flatnonzero(east):
            reason = Message(
                "{name} {given:g} lies in 180..360 degrees; it was turned to {turned:g}",
                name=name,
                given=values[row],
                turned=values[row] - 360.0,
            )
            self.ledger.repaired(reason, **self.table.place(int(row)))

    def _check_ranges(self, frame: pd.DataFrame) -> None:
        for name in frame.columns:
            limit = {"longitude": 180.0, "latitude": 90.0}.get(self.dialect.target(name))
            if limit is not None:
                self._check_range(frame[name], name, limit)

    def _check_range(self, column: pd.Series[Any], name: str, limit: float) -> None:
        values = column.to_numpy()
        if not len(values) or (np.nanmin(values) >= -limit and np.nanmax(values) <= limit):
            return
        self._reject(
            np.abs(values) > limit,
            name,
            lambda value: Message(
                "{name} must lie within ±{limit:.0f} degrees, not {value}", name=name, limit=limit, value=value
            ),
        )

    def _reject(
        self,
        mask: NDArray[np.bool_],
        name: str,
        reason: Callable[[Any], Message],
        applies: Callable[[Any], bool] | None = None,
    ) -> None:
        """Mark rows as unusable; the first reason of a row counts, made of the row's value in the column."""
        fresh = mask & ~self.wrong
        rows = np.flatnonzero(fresh)
        values = self.table.frame[name].iloc[rows].to_numpy(dtype=object)
        for row, value in zip(rows, values, strict=True):
            if applies is not None and not applies(value):
                continue
            self.wrong[row] = True
            self.repaired[row] = False
            said = value if isinstance(value, str | int | float) else shown(value)
            self.reasons[int(row)] = reason(said)


def _is_text_value(value: Any) -> bool:
    """Whether a value that gave no number is more than a missing one."""
    return not (isinstance(value, float) and value != value) and not (isinstance(value, str) and not value.strip())


def _as_floats(column: pd.Series[Any]) -> NDArray[np.float64]:
    if pd.api.types.is_numeric_dtype(column):
        return column.to_numpy(dtype=np.float64, na_value=np.nan)
    if isinstance(column.dtype, pd.CategoricalDtype):
        column = column.astype(column.cat.categories.dtype)
    return as_numbers(column.astype("str").where(column.notna()))


def _are_clean(names: pd.Index[Any]) -> bool:
    """Whether names are texts without blanks around them, none of them empty."""
    return all(isinstance(name, str) and name and name == name.strip() for name in names)


def _digits(column: pd.Series[Any], width: int) -> pd.Series[Any]:
    """Write whole numbers as texts, such as a squawk that was stored as a number."""
    values = column.to_numpy(dtype=np.float64, na_value=np.nan)
    whole = np.isnan(values) | (values == np.rint(values))
    if not whole.all():
        return column.astype("str").where(column.notna())
    texts = [None if np.isnan(value) else f"{int(value):0{width}d}" for value in values]
    return pd.Series(texts, index=column.index, dtype="str")


def _is_parquet_table(head: Head) -> bool:
    if head.is_gzip or not head.data.startswith(PARQUET_SIGN):
        return False
    is_geo, names = geo_metadata_and_names(head.path)
    return not is_geo or is_track_header(names)  # a damaged one too: reading it says what is wrong


def _is_csv_table(head: Head) -> bool:
    return bool(head.text) and not head.text.startswith(("{", "<")) and is_track_header(header_of(head.text))


PARQUET_TRACKS = TrackFormat(name="Parquet", matches=_is_parquet_table, read=read_parquet_fixes)
CSV_TRACKS = TrackFormat(name="CSV", matches=_is_csv_table, read=read_csv_fixes)
