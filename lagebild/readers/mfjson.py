"""OGC Moving Features JSON to fixes: a moving point is a flight path, a place at a time a fix.

- Places are longitude and latitude of WGS 84 unless the member `crs` names another system; the easting comes first
  whatever that system's own order is, as everywhere in JSON. The third number has the reference that a
  three-dimensional system states; else it is unknown, and is kept as `altitude_gnss`.
- Values over time (`temporalProperties`) become columns where they stand at times of the places; others are counted.
  Numbers of other programs whose names mean something in lagebild get `_` appended, for their units are not lagebild's.
- lagebild's own files read back as they were.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pyproj import CRS
from pyproj.exceptions import CRSError

from lagebild.codecs.mfjson import MovingPoint, TimedValues, looks_like_mfjson, parse_mfjson
from lagebild.errors import CrsError
from lagebild.messages import Message
from lagebild.model.tracks import COLUMNS
from lagebild.readers.epoch_times import as_moments
from lagebild.readers.files import Ledger
from lagebild.readers.format import TrackFormat, TrackOptions
from lagebild.readers.parsed_file import parsed
from lagebild.readers.shapes import shapes_from_json
from lagebild.readers.table_files import check_names
from lagebild.readers.track_assembly import RawFixes
from lagebild.readers.traffic_table import fixes_of_table
from lagebild.readers.vector_fixes import FeatureTable, as_table

__all__ = ["MFJSON", "read_mfjson"]

_LARGEST = 2_000_000_000
_OWN_UNITS = {name for name, kind in COLUMNS.items() if kind not in ("str", "category")}
_PLACES = {"track_id", "time", "longitude", "latitude", "lon", "lat"}
_CRS = re.compile(
    r"(?:urn:ogc:def:crs:|https?://www\.opengis\.net/def/crs/)([A-Za-z]{3,6})[:/][\d.]{0,8}[:/]?(\w{1,12})"
)
_PLAIN_CRS = re.compile(r"[A-Za-z]{3,6}:\w{1,12}")
_STRAIGHT = ("", "Linear")


def read_mfjson(path: Path, _: TrackOptions | None = None) -> RawFixes:
    """Read the features of a file."""
    ledger = Ledger(source=path.name)
    found = parsed(path, "MF-JSON", parse_mfjson, largest=_LARGEST)
    for one in found.broken:
        ledger.quarantined(one.reason, record=one.record, text=one.text)
    bent = Counter(point.interpolation for point in found.points if point.interpolation not in _STRAIGHT)
    for word, times in bent.items():
        ledger.note(
            Message(
                "{count} features say the interpolation {word!r}; lagebild joins fixes straight", count=times, word=word
            )
        )
    layers: dict[str, list[tuple[MovingPoint, str, int]]] = defaultdict(list)
    first = 0
    for point, name in zip(found.points, _names(found.points, path), strict=True):
        layers[_crs_name(point.crs, path)].append((point, name, first))
        first += len(point.times)
    tables = [_table(path, crs, members, ledger, own=found.own_columns) for crs, members in layers.items()]
    return fixes_of_table(path, as_table(path, tables, ledger).with_broken(len(found.broken)), MFJSON.name)


def _names(points: list[MovingPoint], path: Path) -> list[str]:
    """Name each flight path: as the file does, or after the file; equal names get `#2`, `#3`, … appended."""
    taken: set[str] = set()
    counters: dict[str, Any] = {}
    names = []
    for point in points:
        said = point.name
        for key in ("trajectory_id", "track_id", "name"):
            value = point.properties.get(key)
            said = said or (str(value)[:200] if isinstance(value, str | int) else None)
        plain = unique = said or path.stem
        while unique in taken:
            unique = f"{plain}#{next(counters.setdefault(plain, count(2)))}"
        taken.add(unique)
        names.append(unique)
    return names


def _table(
    path: Path, crs: str, members: list[tuple[MovingPoint, str, int]], ledger: Ledger, *, own: list[str] | None
) -> FeatureTable:
    lengths = [len(point.times) for point, _, _ in members]
    ends = np.cumsum(lengths)
    columns: dict[str, list[Any]] = {name: [None] * int(ends[-1]) for name in own or ()}
    elsewhere: Counter[str] = Counter()
    for (point, _, _), end in zip(members, ends, strict=True):
        size = len(point.times)
        for name, value in point.properties.items():
            if not isinstance(value, list | dict):
                _column(columns, name, int(ends[-1]))[end - size : end] = [value] * size
        for told in point.values:
            column = _column(columns, told.name, int(ends[-1]))
            for row, value in _placed(point, told, elsewhere):
                column[end - size + row] = value
    for name, times in elsewhere.items():
        reason = Message(
            "{count} values of {name!r} stand at no time of a place; they were left out", count=times, name=name
        )
        ledger.note(reason)
    renamed = {name: _free(name, columns, is_own=own is not None) for name in columns}
    frame = pd.DataFrame({renamed[name]: pd.Series(values, dtype="object") for name, values in columns.items()})
    frame = frame.infer_objects()
    frame["time"] = pd.concat([_moments(point.times) for point, _, _ in members], ignore_index=True)
    frame["track_id"] = np.repeat(np.array([name for _, name, _ in members], dtype=object), lengths)
    check_names([str(name) for name in frame.columns], path)
    numbers = np.concatenate([np.arange(first, first + len(point.times)) for point, _, first in members])
    shapes = shapes_from_json(
        [{"type": "Point", "coordinates": place} for point, _, _ in members for place in point.places]
    )
    try:
        system = CRS.from_user_input(crs)
    except CRSError as error:
        raise CrsError(
            Message("{path} names a coordinate reference system that is unknown: {crs!r:.200}", path=path, crs=crs)
        ) from error
    return FeatureTable(attributes=frame, shapes=shapes, crs=system, numbers=numbers.astype(np.int64))


def _column(columns: dict[str, list[Any]], name: str, size: int) -> list[Any]:
    return columns.setdefault(str(name), [None] * size)


def _free(name: str, columns: dict[str, Any], *, is_own: bool) -> str:
    kept = name
    while kept.strip().lower() in _PLACES or (not is_own and kept.strip().lower() in _OWN_UNITS):
        kept += "_"
        while kept in columns:
            kept += "_"
    return kept


def _placed(point: MovingPoint, told: TimedValues, elsewhere: Counter[str]) -> list[tuple[int, Any]]:
    """Return which place each value belongs to."""
    more = abs(len(told.values) - len(told.times))
    if told.times == point.times:
        rows: Any = range(len(told.times))
    else:
        given, wanted = _nanos(point.times), _nanos(told.times)
        unknown = pd.Timestamp.min.value - 1  # how a missing time is stored
        at = {int(moment): row for row, moment in reversed(list(enumerate(given))) if moment != unknown}
        rows = [at.get(int(moment)) for moment in wanted]
    pairs = list(zip(rows, told.values, strict=False))
    lost = more + sum(row is None for row, _ in pairs)
    if lost:
        elsewhere[told.name] += lost
    return [(row, value) for row, value in pairs if row is not None]


def _moments(times: list[Any]) -> pd.Series[Any]:
    """Return texts as ISO times, numbers as milliseconds since 1970; NaT for what is neither."""
    if all(isinstance(time, str) or time is None for time in times):
        return as_moments(pd.Series(times, dtype="str"))
    clean = [time if isinstance(time, int | float) and not isinstance(time, bool) else None for time in times]
    numbers = as_moments(pd.Series(clean, dtype="object"), "ms")
    texts = as_moments(pd.Series([time if isinstance(time, str) else None for time in times], dtype="str"))
    return numbers.where(numbers.notna(), texts)


def _nanos(times: list[Any]) -> NDArray[np.int64]:
    return np.asarray(_moments(times).astype("int64"), dtype=np.int64)


def _crs_name(member: Any, path: Path) -> str:
    if member is None:
        return "OGC:CRS84"
    given = member.get("properties") if isinstance(member, dict) else member
    name = given.get("name") if isinstance(given, dict) else given
    if isinstance(name, str):
        if (found := _CRS.fullmatch(name)) is not None:
            return f"{found[1].upper()}:{found[2]}"
        if _PLAIN_CRS.fullmatch(name):
            return name
    raise CrsError(
        Message("{path} names a coordinate reference system that is unknown: {name!r:.200}", path=path, name=str(name))
    )


MFJSON = TrackFormat(name="MF-JSON", matches=lambda head: looks_like_mfjson(head.text), read=read_mfjson)
