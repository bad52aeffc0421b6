"""Position records of GPX and KML, which are texts, to the columns of the model.

What lagebild wrote itself reads back with the types and identifiers it had. Of other files, a column of others is
numbers where all its values are, else text; one whose name has a meaning in lagebild gets `_` appended, for that the
same is meant cannot be known. A text that is no number in a known field makes that value missing, and the record
repaired.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lagebild.codecs.typed_columns import column_from_texts
from lagebild.codecs.xml_tracks import NO_FIELDS, SourcePoint, SourceTrack, XmlTracks
from lagebild.messages import Message
from lagebild.model.tracks import COLUMNS
from lagebild.readers.files import Ledger
from lagebild.readers.fix_checks import checked_fixes
from lagebild.readers.table_times import read_times
from lagebild.readers.track_assembly import RawFixes

__all__ = ["fixes_of", "free_name"]

_MOMENT = r"^\s*-?\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?\s*(?:Z|[+-]\d\d:?\d\d)?\s*$"
_MOST_COLUMNS = 200
_LONGEST_NAME = 200
_LEADING_ZERO = re.compile(r"[+-]?0\d")
_PLACES = ("track_id", "time", "longitude", "latitude")


def free_name(name: str, taken: Any) -> str:
    """Return a name for a column of others that none of `taken` has."""
    while name in taken:
        name += "_"
    return name


def fixes_of(
    path: Path,
    file_format: str,
    file: XmlTracks,
    ledger: Ledger,
    known: Mapping[str, str],
    known_extra: Mapping[str, str] = NO_FIELDS,
) -> RawFixes:
    """Make fixes of position records.

    Parameters
    ----------
    path, file_format
        Of the file.
    file
        What its codec read.
    ledger
        Hears of everything that is not as it should be.
    known
        Fields of the format to columns of the model, all of them numbers in the model's units.
    known_extra
        The same for what others added.
    """
    return _Reading(path, file_format, file, ledger, known, known_extra).run()


class _Reading:
    def __init__(
        self,
        path: Path,
        file_format: str,
        file: XmlTracks,
        ledger: Ledger,
        known: Mapping[str, str],
        known_extra: Mapping[str, str],
    ) -> None:
        self.path, self.format, self.file, self.ledger = path, file_format, file, ledger
        self.known, self.known_extra = known, known_extra
        self.points: list[SourcePoint] = file.points
        self.numbers: list[int] = []
        """Which of the file's points each is."""

        self.repaired = np.zeros(0, dtype=bool)

    def run(self) -> RawFixes:
        for note in self.file.notes:
            self.ledger.note(note)
        given = len(self.points)
        self._leave_out_the_broken()
        self.repaired = np.zeros(len(self.points), dtype=bool)
        ids = _ids(self.file.tracks, self.path)
        columns: dict[str, Any] = {
            "track_id": pd.Series([ids[point.track] for point in self.points], dtype="str"),
            "time": self.times,
            "longitude": self.longitude,
            "latitude": self.latitude,
        }
        self._known_columns(columns)
        self._own_columns(columns)
        self._extra_columns(columns)
        frame = pd.DataFrame(columns)
        return checked_fixes(
            self.path,
            self.format,
            frame,
            self.ledger,
            place=self._place,
            broken=given - len(self.points),
            repaired=self.repaired,
            one_flight=len(self.file.tracks) == 1 and self.file.declared is None,
        )

    def _leave_out_the_broken(self) -> None:
        """Read times and places; a record in which one of them is there but cannot be read is left out."""
        texts = pd.Series([point.time for point in self.points], dtype=pd.StringDtype(na_value=np.nan))
        shaped = texts.str.match(_MOMENT, na=False).to_numpy(dtype=bool)
        read = read_times(texts.where(shaped))
        wrong = read.bad | (~shaped & texts.notna().to_numpy())
        places = {name: [_number(getattr(point, name)) for point in self.points] for name in ("longitude", "latitude")}
        good = []
        for row, point in enumerate(self.points):
            problem = point.problem
            if problem is None and wrong[row]:
                problem = Message("the time {value!r} is no moment of the years 1970 to 2199", value=point.time)
            for name, values in places.items():
                if problem is None and values[row] is None:
                    problem = Message("{name} {value!r} is no number", name=name, value=getattr(point, name))
            if problem is None:
                good.append(row)
            else:
                self.ledger.quarantined(problem, **_place(self.file.with_element(row)))
        if read.naive:
            self.ledger.note(Message("{count} times have no zone; they were taken as UTC", count=read.naive))
        self.numbers, self.points = good, [self.points[row] for row in good]
        self.times = read.times.iloc[good].reset_index(drop=True)
        self.longitude, self.latitude = (
            np.array([values[row] for row in good], dtype=np.float64) for values in places.values()
        )

    def _known_columns(self, columns: dict[str, Any]) -> None:
        present = dict.fromkeys(name for point in self.points for name in point.fields)
        for field, name in self.known.items():
            if field in present:
                columns[name] = self._numbers([point.fields.get(field) or None for point in self.points], name)
        for field in present:
            if field not in self.known:
                texts = [point.fields.get(field) or None for point in self.points]
                columns[free_name(field, {*COLUMNS, *columns})] = _free_column(texts)

    def _own_columns(self, columns: dict[str, Any]) -> None:
        for name, kind in self.file.declared or ():
            if name in _PLACES:
                continue
            texts = [point.own.get(name) for point in self.points]
            if name in columns and not any(text is not None for text in texts):
                continue  # it stands in a field of the format
            column = column_from_texts(texts, COLUMNS.get(name, kind))
            values, bad = column.values, column.bad
            if COLUMNS.get(name, "").startswith("float"):
                endless = np.isinf(values.to_numpy())
                values, bad = values.mask(endless), bad | endless
            self._missing(bad, texts, name)
            columns[name] = values

    def _extra_columns(self, columns: dict[str, Any]) -> None:
        names = dict.fromkeys(name for point in self.points for name in point.extra)
        for number, name in enumerate(names):
            if number == _MOST_COLUMNS:
                left = len(names) - _MOST_COLUMNS
                self.ledger.note(Message("{count} more kinds of values were not read", count=left))
                break
            texts = [point.extra.get(name) for point in self.points]
            target = self.known_extra.get(name)
            if target is not None and target not in columns:
                columns[target] = self._numbers(texts, target)
            elif name[:_LONGEST_NAME].isprintable():
                columns[free_name(name[:_LONGEST_NAME], {*COLUMNS, *columns})] = _free_column(texts)

    def _numbers(self, texts: Sequence[str | None], name: str) -> NDArray[np.float64]:
        single = COLUMNS.get(name) == "float32"
        values = np.full(len(texts), np.nan)
        bad = np.zeros(len(texts), dtype=bool)
        for row, text in enumerate(texts):
            if text is not None:
                number = _number(text)
                bad[row] = number is None or not math.isfinite(number) or (single and abs(number) > 3e38)
                values[row] = np.nan if bad[row] or number is None else number
        self._missing(bad, texts, name)
        return values

    def _missing(self, bad: NDArray[np.bool_], texts: Sequence[str | None], name: str) -> None:
        self.repaired |= bad
        for row in np.flatnonzero(bad):
            reason = Message("{name} {value!r} cannot be read; it is missing", name=name, value=texts[int(row)])
            self.ledger.repaired(reason, **self._place(int(row)))

    def _place(self, row: int) -> dict[str, Any]:
        return _place(self.file.with_element(self.numbers[row]))


def _place(point: SourcePoint) -> dict[str, Any]:
    return {"line": point.line, "text": point.source}


def _number(text: str | None) -> float | None:
    """Read a number; NaN where there is no text, None where it is no number."""
    if text is None:
        return math.nan
    try:
        number = float(text)
    except ValueError:
        return None
    return None if "_" in text or math.isnan(number) else number


def _free_column(texts: Sequence[str | None]) -> pd.Series[Any]:
    """Return numbers where all are, text otherwise; `0123` is a text."""
    numbers = [math.nan if text is None or _LEADING_ZERO.match(text) else _number(text) for text in texts]
    as_texts = any(
        number is None or (math.isnan(number) and text is not None) for number, text in zip(numbers, texts, strict=True)
    )
    return column_from_texts(texts, "str" if as_texts else "float64").values


def _ids(tracks: Sequence[SourceTrack], path: Path) -> list[str]:
    """Name each track: as lagebild did, as the file does, or after the file; equal names get `#2`, `#3`, … appended."""
    seen: set[str] = set()
    counts: dict[str, int] = {}
    names = []
    for number, track in enumerate(tracks, start=1):
        name = track.own_id
        if name is None:
            said = " ".join((track.name or "").split())[:_LONGEST_NAME]
            name = said or (path.stem if len(tracks) == 1 else f"{path.stem}_{number}")
        unique = name
        while unique in seen:
            counts[name] = counts.get(name, 1) + 1
            unique = f"{name}#{counts[name]}"
        seen.add(unique)
        names.append(unique)
    return names
