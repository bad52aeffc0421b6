"""Flight paths from JSON: lists of records, JSON lines, and responses of OpenSky's REST interface.

Records have the columns of a table of fixes (see `table_dialects`). Plain numbers are times of the unit that their
size tells, for the whole column: pandas writes milliseconds, others seconds.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lagebild.codecs.json_records import BrokenRecord, first_record, parse_records
from lagebild.codecs.json_text import compact
from lagebild.codecs.opensky_json import looks_like_opensky, parse_opensky
from lagebild.messages import Message
from lagebild.readers.epoch_times import with_epoch_times
from lagebild.readers.files import Ledger
from lagebild.readers.format import Head, TrackFormat, TrackOptions
from lagebild.readers.parsed_file import parsed
from lagebild.readers.table_dialects import is_track_header
from lagebild.readers.table_files import RawTable, check_names
from lagebild.readers.track_assembly import RawFixes
from lagebild.readers.traffic_table import fixes_of_table

__all__ = ["JSON_TRACKS", "OPENSKY_JSON", "NumberedTable", "read_json_fixes", "read_opensky_fixes", "storable"]

_LARGEST = 2_000_000_000


@dataclass(frozen=True, eq=False)
class NumberedTable(RawTable):
    """A table some of whose rows are missing: each knows which record of the file it is."""

    numbers: NDArray[np.int64] | None = None

    def place(self, row: int) -> dict[str, Any]:
        """Return the record's number in the file, and its values."""
        where = super().place(row)
        return where if self.numbers is None else {**where, "record": int(self.numbers[row])}

    def with_broken(self, more: int) -> NumberedTable:
        """Return the table with that many more records that are none; the ledger has them already."""
        return replace(self, broken=self.broken + more)


def read_json_fixes(path: Path, _: TrackOptions | None = None) -> RawFixes:
    """Read a list of records, or one record a line."""
    ledger = Ledger(source=path.name)
    found = parsed(path, "JSON", parse_records, largest=_LARGEST)
    frame = storable(pd.DataFrame(found.rows))
    check_names(list(frame.columns), path)
    return fixes_of_table(path, _table(frame, found.numbers, found.broken, ledger), "JSON")


def read_opensky_fixes(path: Path, _: TrackOptions | None = None) -> RawFixes:
    """Read responses of `/states/all` or `/tracks/all`."""
    ledger = Ledger(source=path.name)
    found = parsed(path, "OpenSky REST", parse_opensky, largest=_LARGEST)
    if found.without_position:
        ledger.note(Message("{count} state vectors have no position; they are no fixes", count=found.without_position))
    frame = storable(pd.DataFrame(found.columns))
    return fixes_of_table(path, _table(frame, found.numbers, found.broken, ledger), "OpenSky REST")


def _table(frame: pd.DataFrame, numbers: list[int], broken: list[BrokenRecord], ledger: Ledger) -> NumberedTable:
    for one in broken:
        ledger.quarantined(one.reason, record=one.record, text=one.text)
    frame = with_epoch_times(frame, ledger)
    return NumberedTable(frame, ledger, len(broken), numbers=np.array(numbers, dtype=np.int64))


def storable(frame: pd.DataFrame) -> pd.DataFrame:
    """Write lists, objects and mixtures of kinds in a column as texts; other columns stay what they are."""
    frame = frame.rename(columns=str)
    changed = {name: _plain(frame[name]) for name in frame.columns[frame.dtypes == "object"]}
    return frame.assign(**changed) if changed else frame


def _plain(column: pd.Series[Any]) -> pd.Series[Any]:
    kinds = {type(value) for value in column if value is not None and value == value}
    if kinds == {bool}:
        return column.where(column.notna(), None).astype("boolean")
    if kinds <= {float, int}:
        return pd.to_numeric(column.map(_as_float))
    texts = [value if value is None or isinstance(value, str) else _said(value) for value in column]
    return pd.Series(texts, index=column.index, dtype="str")


def _as_float(value: Any) -> float:
    try:
        return float("nan") if value is None else float(value)
    except OverflowError:
        return float("inf")


def _said(value: Any) -> str | None:
    return None if isinstance(value, float) and value != value else compact(value)


def _is_json_table(head: Head) -> bool:
    if not head.text.startswith(("[", "{")):
        return False
    first = first_record(head.text)
    return first is not None and is_track_header(first)


JSON_TRACKS = TrackFormat(name="JSON", matches=_is_json_table, read=read_json_fixes)
OPENSKY_JSON = TrackFormat(
    name="OpenSky REST", matches=lambda head: looks_like_opensky(head.text), read=read_opensky_fixes
)
