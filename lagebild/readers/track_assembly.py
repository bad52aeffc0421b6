"""Fixes of one or several files to flight paths: identifiers, order, repetitions, and the report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lagebild.errors import FileFormatError
from lagebild.messages import Message
from lagebild.model.report import ReadReport, issue_table
from lagebild.model.tracks import COLUMNS, Tracks
from lagebild.readers.files import Ledger, told_first

__all__ = ["RawFixes", "assemble", "flight_numbers"]

_PART, _POSITION = "\0part", "\0position"
_MOST_OF_INT32 = 2**31


@dataclass(frozen=True, kw_only=True, eq=False)
class RawFixes:
    """The usable fixes of one file, in the order of the file."""

    path: Path
    format: str
    frame: pd.DataFrame
    """Columns of the model, and unknown ones; every row has time and place."""

    rows: NDArray[np.int64]
    """Which row of the file each is; `place` takes it."""

    place: Callable[[int], dict[str, Any]]
    """Returns line or record number and original text of a row of the file."""

    ledger: Ledger
    records: int
    """Position records of the file, the unusable ones included."""

    repaired: NDArray[np.bool_]
    """Which of the rows were changed."""

    one_flight: bool = False
    """Whether the file is one flight, so that another file's equal identifier means another flight."""


def assemble(parts: list[RawFixes], max_gap: pd.Timedelta) -> Tracks:
    """Put the fixes of all files together; see `lagebild.read_tracks`."""
    for part in parts:
        if not len(part.frame):
            raise FileFormatError(_nothing_sentence(part))
    frame = _joined(_with_own_ids(parts))
    frame, without = _identified(frame, parts, max_gap)
    frame, removed = _in_order(frame, parts)
    left_out = [part.records - len(part.frame) for part in parts]
    for part_number in [*without, *removed]:
        left_out[part_number] += 1
    if not len(frame):
        raise FileFormatError(_nothing_sentence(parts[0]))
    reports = [_report(number, part, frame, left_out[number]) for number, part in enumerate(parts)]
    ordered = [name for name in COLUMNS if name in frame] + [
        name for name in frame if name not in COLUMNS and name not in (_PART, _POSITION)
    ]
    return Tracks.from_frame(frame[ordered], report=ReadReport.merge(reports))


def _nothing_sentence(part: RawFixes) -> Message:
    first = part.ledger.first("quarantined")
    if part.records == 0 or first is None:
        return Message("{path} ({name}) holds no fixes", path=part.path, name=part.format)
    return Message(
        "{path} ({name}): none of its {records} records is usable{first}",
        path=part.path,
        name=part.format,
        records=part.records,
        first=told_first(first),
    )


def _with_own_ids(parts: list[RawFixes]) -> list[pd.DataFrame]:
    """Keep flights of different files apart where a file is one flight."""
    seen: set[str] = set()
    frames = []
    for number, part in enumerate(parts):
        frame = part.frame.copy(deep=False)
        frame[_PART] = np.full(len(frame), number, dtype=np.int32)
        frame[_POSITION] = np.arange(len(frame), dtype=np.int32 if len(frame) < _MOST_OF_INT32 else np.int64)
        if part.one_flight:
            name = unique = str(frame["track_id"].iloc[0])
            suffix = 2
            while unique in seen:
                unique, suffix = f"{name}#{suffix}", suffix + 1
            if unique != name:
                part.ledger.note(
                    Message("another file is named {name} too; this flight is {unique}", name=name, unique=unique)
                )
                frame["track_id"] = unique
            seen.add(unique)
        frames.append(frame)
    return frames


def _joined(frames: list[pd.DataFrame]) -> pd.DataFrame:
    if len(frames) == 1:
        return frames[0]
    frames = [
        frame.astype({"track_id": "str"}) if "track_id" in frame and frame["track_id"].dtype == "category" else frame
        for frame in frames
    ]
    filled = [frame.dropna(axis="columns", how="all") for frame in frames]
    joined = pd.concat(filled, ignore_index=True)
    missing = [name for frame in frames for name in frame.columns if name not in joined.columns]
    return joined.assign(**dict.fromkeys(missing, np.nan))


def _identified(frame: pd.DataFrame, parts: list[RawFixes], max_gap: pd.Timedelta) -> tuple[pd.DataFrame, list[int]]:
    """Give every fix its flight; returns the parts of those that no flight can be told for."""
    given = frame["track_id"].notna().to_numpy() if "track_id" in frame else np.zeros(len(frame), dtype=bool)
    open_rows = np.flatnonzero(~given)
    if not open_rows.size:
        return frame, []
    empty = pd.Series(np.nan, index=frame.index, dtype="str")
    names = flight_names(
        frame.get("icao24", empty).iloc[open_rows],
        frame.get("callsign", empty).iloc[open_rows],
        frame["time"].iloc[open_rows],
        max_gap,
    )
    all_names = frame["track_id"].astype("object") if "track_id" in frame else empty.astype("object")
    clash = set(all_names[given].unique()) & set(names.dropna().unique())
    names = names.where(~names.isin(clash), names + "#2")
    all_names.iloc[open_rows] = names.to_numpy()
    frame = frame.assign(track_id=all_names.astype("str"))
    lost = frame["track_id"].isna().to_numpy()
    for row in np.flatnonzero(lost):
        part = parts[int(frame[_PART].iloc[row])]
        where = part.place(int(part.rows[frame[_POSITION].iloc[row]]))
        reason = Message("neither an identifier, an aircraft nor a callsign tells which flight it is")
        part.ledger.quarantined(reason, **where)
    told_apart = Message(
        "flights without an identifier were told apart by icao24, callsign and gaps longer than {seconds:g} s",
        seconds=max_gap.total_seconds(),
    )
    for number in np.unique(frame[_PART].to_numpy()[open_rows]):
        parts[int(number)].ledger.note(told_apart)
    without = [int(number) for number in frame[_PART].to_numpy()[lost]]
    return (frame[~lost].reset_index(drop=True) if lost.any() else frame), without


def flight_names(
    icao24: pd.Series[Any], callsign: pd.Series[Any], time: pd.Series[Any], max_gap: pd.Timedelta
) -> pd.Series[Any]:
    """Name the flight of each fix, such as `AAB405_448d81_1`; missing where neither is known.

    A fix without a callsign belongs to the callsign that the same aircraft has before (else after) it within
    the gap. The last part of a name counts the flights of that callsign and aircraft in time.
    """
    plane, signs = icao24.reset_index(drop=True), callsign.reset_index(drop=True)
    aircraft = pd.factorize(plane.fillna(""))[0].astype(np.int64)
    nanos = time.astype("int64").to_numpy(dtype=np.int64)
    signs = _filled_callsigns(aircraft, plane.notna().to_numpy(), signs, nanos, max_gap)
    sign = pd.factorize(signs.fillna(""))[0].astype(np.int64)
    key = aircraft * (sign.max(initial=0) + 1) + sign
    number = flight_numbers(key, nanos, max_gap)
    # one name a flight, not one a fix
    flight, _ = pd.factorize(key * (number.max(initial=0) + 1) + number)
    _, first = np.unique(flight, return_index=True)
    stems = signs.iloc[first].str.cat(plane.iloc[first], sep="_")
    stems = stems.where(stems.notna(), signs.iloc[first].where(signs.iloc[first].notna(), plane.iloc[first]))
    counts = pd.Series(number[first], index=stems.index).astype("str")
    names: pd.Series[Any] = stems.str.cat(counts, sep="_")
    each: pd.Series[Any] = names.iloc[flight].reset_index(drop=True)
    return each


def _filled_callsigns(
    aircraft: NDArray[Any],
    known: NDArray[np.bool_],
    signs: pd.Series[Any],
    nanos: NDArray[Any],
    max_gap: pd.Timedelta,
) -> pd.Series[Any]:
    if not (signs.isna().to_numpy() & known).any():
        return signs
    order = np.lexsort((nanos, aircraft))
    ordered = signs.iloc[order].reset_index(drop=True)
    new = (np.diff(aircraft[order], prepend=-1) != 0) | (np.diff(nanos[order], prepend=nanos[order[0]]) > max_gap.value)
    stretch = np.cumsum(new)
    filled = ordered.groupby(stretch).ffill()
    filled = filled.groupby(stretch).bfill().where(known[order] | ordered.notna().to_numpy())
    result = signs.copy()
    result.iloc[order] = filled.to_numpy()
    return result


def flight_numbers(key: NDArray[Any], nanos: NDArray[Any], max_gap: pd.Timedelta) -> NDArray[Any]:
    """Count the flights of each key in time, from 1: a new one begins after a gap longer than `max_gap`."""
    order = np.lexsort((nanos, key))
    keys, times = key[order], nanos[order]
    first = np.diff(keys, prepend=keys[0] - 1 if keys.size else 0) != 0
    cut = first | (np.diff(times, prepend=times[0] if times.size else 0) > max_gap.as_unit("ns").value)
    running = np.cumsum(cut)
    before = running[np.flatnonzero(first)] - 1
    result = np.empty(len(key), dtype=np.int64)
    result[order] = running - np.repeat(before, np.diff(np.append(np.flatnonzero(first), len(key))))
    return result


def _in_order(frame: pd.DataFrame, parts: list[RawFixes]) -> tuple[pd.DataFrame, list[int]]:
    """Sort by track and time and leave out repeated times; returns the parts of those left out."""
    codes, names = _numbered(frame["track_id"])
    nanos = frame["time"].astype("int64").to_numpy(dtype=np.int64)
    part = frame[_PART].to_numpy()
    _note_shared(codes, names, part, parts)
    if bool(np.all((codes[1:] > codes[:-1]) | ((codes[1:] == codes[:-1]) & (nanos[1:] > nanos[:-1])))):
        # as in all tables that lagebild wrote
        return frame.assign(track_id=_named(codes, names)), []
    _note_disorder(codes, nanos, part, parts)
    order = np.lexsort((nanos, codes))
    same = (np.diff(codes[order]) == 0) & (np.diff(nanos[order]) == 0)
    later = np.flatnonzero(same) + 1
    frame = frame.assign(track_id=_named(codes, names))
    if later.size:
        _quarantine_repetitions(frame, order[later], order[later - 1], parts)
    removed = [int(number) for number in part[order[later]]]
    kept = np.delete(order, later) if later.size else order
    in_place = len(kept) == len(frame) and bool((kept == np.arange(len(kept))).all())
    return (frame if in_place else frame.iloc[kept].reset_index(drop=True)), removed


def _numbered(column: pd.Series[Any]) -> tuple[NDArray[Any], pd.Index[Any]]:
    """Number the names that occur, in their order; returns the numbers and the names."""
    if not isinstance(column.dtype, pd.CategoricalDtype):
        codes, names = pd.factorize(column, sort=True)
        return codes, pd.Index(names, dtype="str")
    given = column.cat.codes.to_numpy()
    occurs = np.zeros(len(column.cat.categories), dtype=bool)
    occurs[given] = True
    names = pd.Index(column.cat.categories[occurs], dtype="str")
    order = names.argsort()
    rank = np.empty(len(names), dtype=given.dtype)
    rank[order] = np.arange(len(names))
    numbers = np.zeros(len(occurs), dtype=given.dtype)
    numbers[occurs] = rank
    return numbers[given], names[order]


def _named(codes: NDArray[Any], names: pd.Index[Any]) -> pd.Categorical:
    return pd.Categorical.from_codes(codes, categories=names, validate=False)


def _note_disorder(codes: NDArray[Any], nanos: NDArray[Any], part: NDArray[Any], parts: list[RawFixes]) -> None:
    order = np.argsort(codes, kind="stable")
    track, time, file = codes[order], nanos[order], part[order]
    back = (np.diff(time) < 0) & (np.diff(track) == 0) & (np.diff(file) == 0)
    for number, count in enumerate(np.bincount(file[1:][back], minlength=len(parts))):
        if count:
            parts[number].ledger.note(
                Message("{count} times run backwards within their track; the fixes were sorted by time", count=count)
            )


def _note_shared(codes: NDArray[Any], names: Any, part: NDArray[Any], parts: list[RawFixes]) -> None:
    if len(parts) == 1:
        return
    pairs = pd.DataFrame({"track": codes, "part": part}).drop_duplicates()
    for code in pairs["track"][pairs["track"].duplicated()].unique():
        numbers = pairs["part"][pairs["track"] == code]
        files = ", ".join(parts[int(number)].path.name for number in numbers)
        parts[int(numbers.iloc[-1])].ledger.note(
            Message("track {track} occurs in several files and was joined: {files}", track=names[code], files=files)
        )


def _quarantine_repetitions(
    frame: pd.DataFrame, rows: NDArray[Any], before: NDArray[Any], parts: list[RawFixes]
) -> None:
    """Report fixes that have the time of the one before them in their track."""
    mine, other = frame.iloc[rows].reset_index(drop=True), frame.iloc[before].reset_index(drop=True)
    exact = np.ones(len(rows), dtype=bool)
    for name in frame.columns:
        if name not in (_PART, _POSITION):
            same = (mine[name] == other[name]).fillna(False) | (mine[name].isna() & other[name].isna())
            exact &= same.to_numpy(dtype=bool)
    files, positions = mine[_PART].to_numpy(), mine[_POSITION].to_numpy()
    for row, (track, time) in enumerate(zip(mine["track_id"], mine["time"], strict=True)):
        at = time.isoformat()
        if exact[row]:
            reason = Message("an exact repetition of the fix of track {track} at {time}", track=track, time=at)
        else:
            reason = Message(
                "a second, different fix of track {track} at {time}; the first one in the file counts",
                track=track,
                time=at,
            )
        part = parts[int(files[row])]
        part.ledger.quarantined(reason, **part.place(int(part.rows[positions[row]])))


def _report(number: int, part: RawFixes, frame: pd.DataFrame, left_out: int) -> ReadReport:
    mine = frame[frame[_PART] == number]
    repaired = int(part.repaired[mine[_POSITION].to_numpy()].sum())
    return ReadReport(
        source=part.path.name,
        format=part.format,
        records=part.records,
        kept=part.records - left_out - repaired,
        repaired=repaired,
        quarantined=left_out,
        issues=issue_table(part.ledger.issues),
    )
