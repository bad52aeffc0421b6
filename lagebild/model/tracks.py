"""Flight paths: fixes in columns, sorted by track and time, heights kept apart by their reference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lagebild.errors import ColumnError, ValidationError
from lagebild.messages import Message
from lagebild.model.altitude import HEIGHT_COLUMNS
from lagebild.model.bounds import Bounds, bounds_of
from lagebild.model.report import Issue, ReadReport, issue_table

__all__ = ["COLUMNS", "MAX_GAP_SECONDS", "Tracks"]

_REQUIRED = ("track_id", "time", "longitude", "latitude")

COLUMNS: dict[str, str] = {
    "track_id": "category",
    "time": "datetime64[ns, UTC]",
    "longitude": "float64",
    "latitude": "float64",
    "altitude_amsl": "float64",
    "altitude_pressure": "float64",
    "height_ellipsoid": "float64",
    "ground_speed": "float32",
    "vertical_rate": "float32",
    "track_angle": "float32",
    "horizontal_accuracy": "float32",
    "vertical_accuracy": "float32",
    "callsign": "str",
    "icao24": "str",
    "squawk": "str",
    "platform": "str",
    "source": "str",
    "on_ground": "boolean",
}
"""The columns with a meaning, and their types; units are degrees, metres, m/s (design: Tracks)."""

MAX_GAP_SECONDS = 300.0
"""What lies between two fixes farther apart than this is not known: no line is drawn and nothing interpolated."""

_FINITE_OR_MISSING = tuple(name for name, kind in COLUMNS.items() if kind.startswith("float"))
_LONGITUDE_LIMIT = 180.0
_LATITUDE_LIMIT = 90.0


@dataclass(frozen=True, eq=False)
class Tracks:
    """Flight paths over a table of fixes; make one with `from_frame` or `lagebild.read_tracks`.

    `len(tracks)` is the number of flight paths; `tracks.frame` the table, sorted by (track_id, time).
    """

    _frame: pd.DataFrame
    offsets: NDArray[np.int64]
    """Shape (len + 1,): fixes `offsets[i]:offsets[i + 1]` belong to track `i`."""

    report: ReadReport

    @classmethod
    def from_frame(cls, frame: pd.DataFrame, *, report: ReadReport | None = None) -> Tracks:
        """Take a table with the columns of `COLUMNS` (`track_id, time, longitude, latitude` are obligatory).

        Rows are sorted by (track_id, time); of fixes of one track with the same time the first is kept. Both
        stand in the report. Unknown columns are kept.

        Raises
        ------
        ColumnError
            If an obligatory column is missing or a column has a wrong kind of content.
        ValidationError
            If an obligatory value is missing, or a coordinate out of range; row, column and value are named.
        """
        typed, wrong = typed_fixes(frame)
        if wrong:
            raise ValidationError(wrong[0].reason + (f" ({len(wrong)} such rows)" if len(wrong) > 1 else ""))
        return cls._from_valid(typed, report, _time_notes(frame["time"]))

    @classmethod
    def _from_valid(cls, typed: pd.DataFrame, report: ReadReport | None, notes: Sequence[Issue] = ()) -> Tracks:
        ordered, issues = _in_order(typed)
        given = len(typed)
        if report is None:
            duplicates = given - len(ordered)
            report = ReadReport(
                source="",
                format="columns of lagebild",
                records=given,
                kept=len(ordered),
                quarantined=duplicates,
                issues=issue_table([*notes, *issues]),
            )
        codes = ordered["track_id"].cat.codes.to_numpy()
        starts = np.flatnonzero(codes[1:] != codes[:-1]) + 1
        offsets = np.concatenate([[0] if len(codes) else [], starts, [len(codes)]]).astype(np.int64)
        offsets.setflags(write=False)
        return cls(ordered, offsets, report)

    @classmethod
    def empty(cls) -> Tracks:
        """Return flight paths without a single one, with all columns of the model."""
        return cls.from_frame(pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in COLUMNS.items()}))

    @property
    def frame(self) -> pd.DataFrame:
        """The fixes, one a row; a copy-on-write view: changing it does not change the tracks."""
        return self._frame.copy(deep=False)

    @property
    def ids(self) -> list[str]:
        """The track identifiers, in the order of the table."""
        return [str(value) for value in self._frame["track_id"].iloc[self.offsets[:-1]]]

    @property
    def fixes(self) -> int:
        """The number of fixes of all tracks."""
        return len(self._frame)

    @property
    def bounds(self) -> Bounds | None:
        """The smallest box of longitude and latitude around all fixes; None without fixes."""
        return bounds_of(self._frame["longitude"].to_numpy(), self._frame["latitude"].to_numpy())

    @property
    def time_range(self) -> tuple[pd.Timestamp, pd.Timestamp] | None:
        """First and last time of a fix; None without fixes."""
        if not len(self._frame):
            return None
        return self._frame["time"].min(), self._frame["time"].max()

    @property
    def height_columns(self) -> list[str]:
        """The height columns that hold at least one value, the fullest first."""
        filled = {name: int(self._frame[name].notna().sum()) for name in HEIGHT_COLUMNS if name in self._frame}
        return sorted((name for name, count in filled.items() if count), key=lambda name: -filled[name])

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, track_id: str) -> Tracks:
        """Return the one flight path of that identifier."""
        where = self._frame["track_id"] == track_id
        if not bool(where.any()):
            raise KeyError(track_id)
        chosen = self._frame[where]
        return Tracks._from_valid(_without_unused_ids(chosen), self.report)

    def __iter__(self) -> Iterator[Tracks]:
        """Iterate over the flight paths one by one (for people; analyses work on the columns)."""
        return (self[track_id] for track_id in self.ids)

    def only(self, track_ids: Iterable[str]) -> Tracks:
        """Return the flight paths of those identifiers; one that is not there is none."""
        chosen = self._frame[self._frame["track_id"].isin(list(track_ids))]
        return Tracks._from_valid(_without_unused_ids(chosen), self.report)

    def until(self, moment: pd.Timestamp) -> Tracks:
        """Return the fixes up to and including `moment`."""
        chosen = self._frame[self._frame["time"] <= moment]
        return Tracks._from_valid(_without_unused_ids(chosen), self.report)

    @classmethod
    def union(cls, many: list[Tracks]) -> Tracks:
        """Put several sources' flight paths into one; equal identifiers get their source's number appended."""
        if not many:
            return cls.empty()
        if len(many) == 1:
            return many[0]
        seen: set[str] = set()
        frames = []
        for number, tracks in enumerate(many):
            frame = tracks.frame
            clashes = seen.intersection(tracks.ids)
            names = frame["track_id"].astype("str")
            if clashes:
                names = names.where(~names.isin(clashes), names + f"#{number}")
            seen.update(names.unique())
            frames.append(frame.assign(track_id=names))
        merged = pd.concat(frames, ignore_index=True)
        typed, _ = typed_fixes(merged)
        return cls._from_valid(typed, ReadReport.merge(tracks.report for tracks in many))


def _time_notes(column: pd.Series[Any]) -> list[Issue]:
    """Say that times came without a zone, and what that was taken for."""
    naive = pd.api.types.is_datetime64_dtype(column.dtype)
    return [Issue(severity="note", reason=Message("the times have no zone; they were taken as UTC"))] if naive else []


def _without_unused_ids(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(track_id=frame["track_id"].cat.remove_unused_categories())


def typed_fixes(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[Issue]]:
    """Give the known columns their types and say which rows cannot be fixes.

    Returns the whole table, typed, and one quarantine issue for each wrong row; `Issue.record` is its position.
    """
    if not isinstance(frame, pd.DataFrame):
        raise ColumnError(f"tracks are made from a pandas DataFrame, not from {type(frame).__name__}")
    repeated = frame.columns[frame.columns.duplicated()]
    if len(repeated):
        raise ColumnError(f"the table has the column {repeated[0]!r} twice")
    missing = [name for name in _REQUIRED if name not in frame.columns]
    if missing:
        raise ColumnError(
            f"a track table needs the columns {', '.join(_REQUIRED)}; missing: {', '.join(missing)} "
            f"(found: {', '.join(map(str, frame.columns)) or 'none'})"
        )
    typed = frame.copy(deep=False)
    for name, kind in COLUMNS.items():
        if name in typed.columns:
            typed[name] = _typed_column(typed[name], name, kind)
    labels = frame.index
    typed = typed.reset_index(drop=True)
    return typed, list(_row_errors(typed, labels))


def _typed_column(column: pd.Series[Any], name: str, kind: str) -> pd.Series[Any]:
    try:
        if kind == "datetime64[ns, UTC]":
            return _as_utc(column)
        if kind == "category":
            if isinstance(column.dtype, pd.CategoricalDtype) and _holds_texts(column.cat.categories):
                return column  # writing millions of names out, to count them again, takes seconds
            named = column.astype("str") if bool(column.notna().all()) else column
            return named.astype("category")
        if column.dtype == kind:
            return column
        if kind in ("float32", "float64"):
            return pd.to_numeric(column).astype(np.dtype(kind))
        return column.astype(_EXTENSION[kind])
    except (ValueError, TypeError, OverflowError) as error:
        raise ColumnError(
            f"column {name!r} must hold {_PLAIN_KIND.get(kind, kind)}; {_first_bad(column, kind)}"
        ) from error


def _holds_texts(categories: pd.Index[Any]) -> bool:
    return all(isinstance(category, str) for category in categories)


_ISO = "ISO8601"
"""Texts are read as ISO 8601 only: in others the order of day and month could only be guessed."""

_EXTENSION: dict[str, Any] = {"str": pd.StringDtype(na_value=np.nan), "boolean": pd.BooleanDtype()}
_PLAIN_KIND = {
    "float64": "numbers",
    "float32": "numbers",
    "datetime64[ns, UTC]": "times",
    "boolean": "true or false",
    "str": "text",
}


def _first_bad(column: pd.Series[Any], kind: str) -> str:
    """Name the first value of the wrong kind, for the error message."""
    missing = column.isna().to_numpy()
    if kind.startswith("float"):
        good = pd.to_numeric(column, errors="coerce").notna().to_numpy() | missing
    elif kind.startswith("datetime") and not pd.api.types.is_numeric_dtype(column):
        good = pd.to_datetime(column, errors="coerce", utc=True, format=_ISO).notna().to_numpy() | missing
    else:
        good = np.zeros(len(column), dtype=bool)
    if good.all():
        return f"found {column.dtype}"
    position = int(np.argmin(good))
    return f"row {column.index[position]}: {column.iloc[position]!r}"


def _as_utc(column: pd.Series[Any]) -> pd.Series[Any]:
    """Read times as UTC; naive ones are UTC by definition of the model."""
    if pd.api.types.is_numeric_dtype(column) and not column.empty:
        raise TypeError("numbers need a unit to be times")
    return pd.to_datetime(column, utc=True, format=_ISO).astype(pd.DatetimeTZDtype("ns", "UTC"))


def _row_errors(typed: pd.DataFrame, labels: pd.Index[Any]) -> Iterator[Issue]:
    for name in _REQUIRED:
        for row in np.flatnonzero(typed[name].isna().to_numpy()):
            yield _row_issue(labels, row, Message("{name} is missing", name=name))
    for name, limit in (("longitude", _LONGITUDE_LIMIT), ("latitude", _LATITUDE_LIMIT)):
        values = typed[name].to_numpy()
        for row in np.flatnonzero(np.abs(values) > limit):
            sentence = Message(
                "{name} must lie within ±{limit:.0f} degrees, not {value:g}", name=name, limit=limit, value=values[row]
            )
            yield _row_issue(labels, row, sentence)
    for name in _FINITE_OR_MISSING:
        if name in typed.columns and name not in ("longitude", "latitude"):
            for row in np.flatnonzero(np.isinf(typed[name].to_numpy())):
                value = float(typed[name].iloc[row])
                yield _row_issue(
                    labels, row, Message("{name} must be a finite number, not {value}", name=name, value=value)
                )


def _row_issue(labels: pd.Index[Any], row: int | np.integer[Any], reason: Message) -> Issue:
    sentence = Message("row {row}: {reason}", row=labels[int(row)], reason=reason)
    return Issue(severity="quarantined", record=int(row), reason=sentence)


def _sorted_already(categories: pd.Index[Any], codes: NDArray[Any], times: NDArray[Any]) -> bool:
    """Whether nothing is left to do, as with all tables that lagebild wrote: saves seconds where there are millions."""
    if not categories.is_monotonic_increasing:
        return False
    onward = codes[1:] > codes[:-1]
    later = (codes[1:] == codes[:-1]) & (times[1:] > times[:-1])
    return bool(np.all(onward | later))


def _in_order(typed: pd.DataFrame) -> tuple[pd.DataFrame, list[Issue]]:
    """Sort by (track_id, time) and leave out repeated times of one track; both are reported."""
    issues: list[Issue] = []
    codes = typed["track_id"].cat.codes.to_numpy()
    times = typed["time"].astype("int64").to_numpy()
    if _sorted_already(typed["track_id"].cat.categories, codes, times):
        return typed.reset_index(drop=True), issues
    by_rank = np.argsort(np.argsort(typed["track_id"].cat.categories.to_numpy(dtype=object), kind="stable"))
    ranks = by_rank[codes] if len(codes) else codes
    order = np.lexsort((times, ranks))
    together = np.argsort(ranks, kind="stable")
    backwards = int(np.count_nonzero((np.diff(times[together]) < 0) & (np.diff(ranks[together]) == 0)))
    if backwards:
        issues.append(
            Issue(
                severity="note",
                reason=Message(
                    "{count} times ran backwards within their track; fixes were sorted by time", count=backwards
                ),
            )
        )
    ordered = typed if np.array_equal(order, np.arange(len(order))) else typed.iloc[order]
    same = (np.diff(ranks[order]) == 0) & (np.diff(times[order]) == 0)
    repeated = np.flatnonzero(same) + 1
    for position in repeated:
        row = int(order[position])
        issues.append(
            Issue(
                severity="quarantined",
                record=row,
                reason=Message(
                    "row {row}: a second fix of track {track} at {time}",
                    row=row,
                    track=ordered["track_id"].iloc[position],
                    time=ordered["time"].iloc[position].isoformat(),
                ),
            )
        )
    if len(repeated):
        ordered = ordered.drop(index=ordered.index[repeated])
    categories = ordered["track_id"].cat.categories
    if not categories.is_monotonic_increasing:
        ordered = ordered.assign(track_id=ordered["track_id"].cat.reorder_categories(sorted(categories)))
    return ordered.reset_index(drop=True), issues
