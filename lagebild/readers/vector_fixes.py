"""Features with points or lines to a table of fixes.

What the formats leave open is decided so:

- A point is one fix, its columns are those of a table of fixes (see `table_dialects`); its geometry tells the place,
  and columns of places beside it do not count. Without a column of times its measure (M) can be the time.
- A line is one flight, each of its vertices a fix. Times are a list beside it (`times`, `coordTimes`, `datetimes`, …,
  as long as the line) or its measures (M), where those can be seconds since 1970 UTC; otherwise the line is refused.
- Heights of the geometry (Z) have the reference that a three-dimensional coordinate reference system states; else it is
  unknown, and they are kept as `altitude_gnss`. Where all of them are 0 there are none.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pyproj import CRS

from lagebild.messages import Message
from lagebild.model.altitude import UNKNOWN_DATUM
from lagebild.readers.epoch_times import as_moments, with_epoch_times
from lagebild.readers.files import Ledger, shown
from lagebild.readers.json_tracks import NumberedTable, storable
from lagebild.readers.placing import height_column, places_in_degrees
from lagebild.readers.shapes import Shapes
from lagebild.readers.table_dialects import OPENSKY_OWN, OWN_ONLY, TIME_NAMES

__all__ = ["LIST_OF_TIMES", "FeatureTable", "as_table"]

LIST_OF_TIMES = ("times", "coordtimes", "coordinatetimes", "datetimes", "timestamps", "time", "timestamp")
"""Columns that hold the times of a line's vertices, in lower case."""

_FLIGHT_NAMES = ("traj_id", "trajectory_id", "trip_id", "trackid", "track_fid")
"""Columns that name the flight in tables of other programs."""

_LINE_NAMES = (*_FLIGHT_NAMES, "name", "id", "fid")
_PLACES = ("longitude", "latitude", "lon", "lat")
_EARLIEST, _LATEST = 631_152_000.0, 7_258_118_400.0
"""Seconds of 1990 and 2200: measures between them are taken for times, others are distances or the like."""

_SAME_PLACE = 1e-6
_LONGEST_TEXT = 2_000


@dataclass(frozen=True, kw_only=True, eq=False)
class FeatureTable:
    """The features of one layer."""

    attributes: pd.DataFrame
    shapes: Shapes
    crs: CRS
    numbers: NDArray[np.int64]
    """Shape (features,): which record of the file each is."""


def as_table(path: Path, layers: Iterable[FeatureTable], ledger: Ledger) -> NumberedTable:
    """Return the fixes of all layers as one table, what is none quarantined.

    Raises
    ------
    CrsError
        If places cannot be turned into longitude and latitude.
    """
    parts: list[pd.DataFrame] = []
    numbers: list[NDArray[np.int64]] = []
    broken = 0
    for layer in layers:
        for feature, reason in sorted(layer.shapes.wrong.items()):
            _refuse(layer, feature, reason, ledger)
        broken += len(layer.shapes.wrong)
        for lines in (False, True):
            shapes = layer.shapes.of_kind(lines=lines)
            if not len(shapes.feature):
                continue
            part = _Part(path, layer, shapes, ledger)
            frame, rows = part.lines() if lines else part.points()
            broken += part.refused
            parts.append(with_epoch_times(storable(frame), ledger))
            numbers.append(layer.numbers[rows])
    if not parts:
        empty = pd.DataFrame(
            {name: pd.Series(dtype="float64") for name in ("time", "longitude", "latitude", "track_id")}
        )
        return NumberedTable(empty, ledger, broken)
    frame = parts[0] if len(parts) == 1 else pd.concat(parts, ignore_index=True)
    return NumberedTable(frame, ledger, broken, numbers=np.concatenate(numbers))


def _refuse(layer: FeatureTable, feature: int, reason: Message, ledger: Ledger) -> None:
    values = layer.attributes.iloc[feature].to_dict()
    text = ", ".join(f"{name}={shown(value)[:200]}" for name, value in values.items())
    ledger.quarantined(reason, record=int(layer.numbers[feature]), text=text[:_LONGEST_TEXT])


class _Part:
    """The points, or the lines, of one layer on their way to a table."""

    def __init__(self, path: Path, layer: FeatureTable, shapes: Shapes, ledger: Ledger) -> None:
        self.path = path
        self.layer = layer
        self.shapes = shapes
        self.ledger = ledger
        self.refused = 0
        self.used: set[str] = set()
        self.names = {str(name).strip().lower(): name for name in layer.attributes.columns}

    def points(self) -> tuple[pd.DataFrame, NDArray[np.int64]]:
        """Return a row for each point, and its feature's number."""
        feature = self.shapes.feature
        frame = self.layer.attributes.iloc[feature].reset_index(drop=True)
        measures = self.shapes.coordinates[:, 3]
        if not set(TIME_NAMES) & set(self.names) and _can_be_times(measures):
            self.ledger.note(Message("the measures (M) of the geometry were read as seconds since 1970 UTC"))
            frame["time"] = as_moments(pd.Series(measures), "s")
        elif np.isfinite(measures).any() and "m" not in self.names:
            frame["m"] = measures
        if not {"track_id", "flight_id"} & set(self.names):
            other = next((self.names[name] for name in _FLIGHT_NAMES if name in self.names), None)
            if other is not None:
                frame = frame.rename(columns={other: "track_id"})
        return self._placed(frame, self.shapes.coordinates), feature

    def lines(self) -> tuple[pd.DataFrame, NDArray[np.int64]]:
        """Return a row for each vertex of a line with times, and its line's number."""
        attributes = self.layer.attributes
        bounds = np.flatnonzero(np.diff(self.shapes.feature, prepend=-1, append=-1))
        times: list[pd.Series[Any]] = []
        chosen: list[NDArray[np.int64]] = []
        lists: dict[str, list[Any]] = {}
        expanded = self._lists_beside()
        for begin, end in pairwise(bounds):
            feature = int(self.shapes.feature[begin])
            found = self._times(feature, self.shapes.coordinates[begin:end, 3], expanded)
            if found is None:
                self.refused += 1
                reason = Message(
                    "the line has no times: neither a list as long as it nor measures (M) that are seconds since 1970"
                )
                _refuse(self.layer, feature, reason, self.ledger)
                continue
            times.append(found)
            chosen.append(np.arange(begin, end))
            for name, values in expanded.items():
                given = values.get(feature, ())
                whole = attributes[name].iloc[feature]
                lists.setdefault(name, []).extend(given if len(given) == end - begin else [whole] * int(end - begin))
        vertices = np.concatenate(chosen) if chosen else np.zeros(0, dtype=np.int64)
        feature_of = self.shapes.feature[vertices]
        frame = attributes.drop(columns=list(expanded)).iloc[feature_of].reset_index(drop=True)
        frame = frame.rename(columns=_beside)
        for name, each in lists.items():
            if name not in self.used:
                frame[_beside(name)] = pd.Series(each, dtype="object")
        frame["time"] = pd.concat(times, ignore_index=True) if times else pd.Series(dtype="datetime64[ns, UTC]")
        frame["track_id"] = self._line_ids(feature_of)
        frame = frame.drop(columns=[n for n in frame.columns if str(n).lower() == "track_id" and n != "track_id"])
        return self._placed(frame, self.shapes.coordinates[vertices]), feature_of

    def _lists_beside(self) -> dict[str, dict[int, list[Any]]]:
        """Return the columns that hold lists: name to the list of each feature that has one."""
        attributes = self.layer.attributes
        found: dict[str, dict[int, list[Any]]] = {}
        for name in attributes.columns:
            column = attributes[name]
            is_named = str(name).strip().lower() in LIST_OF_TIMES
            if column.dtype != "object" and not (is_named and column.dtype == "str"):
                continue
            lists = {row: flat for row, value in enumerate(column) if (flat := _flat(value)) is not None}
            if lists:
                found[str(name)] = lists
        return found

    def _times(
        self, feature: int, measures: NDArray[np.float64], lists: dict[str, dict[int, list[Any]]]
    ) -> pd.Series[Any] | None:
        for wanted in LIST_OF_TIMES:
            name = self.names.get(wanted)
            values = lists.get(str(name), {}).get(feature) if name is not None else None
            if values is not None and len(values) == len(measures):
                self.used.add(str(name))
                return as_moments(pd.Series(values, dtype="object"))
        return as_moments(pd.Series(measures), "s") if _can_be_times(measures) else None

    def _line_ids(self, feature: NDArray[np.int64]) -> pd.Series[Any]:
        """Return the flight's identifier: a column that names it, else one of its line."""
        attributes = self.layer.attributes
        for name in ("track_id", "flight_id", *_LINE_NAMES):
            if name in self.names:
                texts = attributes[self.names[name]].map(_as_text, na_action="ignore")
                named = texts.iloc[np.unique(feature)]
                if named.notna().all() and (named.is_unique or name not in _LINE_NAMES[-3:]):
                    return texts.iloc[feature].astype("str").reset_index(drop=True)
        self.ledger.note(Message("the lines name no flight; they were numbered"))
        numbers = pd.Series(self.layer.numbers[feature])
        return self.path.stem + "-" + numbers.astype("str")

    def _placed(self, frame: pd.DataFrame, coordinates: NDArray[np.float64]) -> pd.DataFrame:
        """Return the table with place and height of the geometry."""
        longitude, latitude = places_in_degrees(self.path, self.layer.crs, coordinates)
        is_opensky = self._is_opensky()
        places = dict(
            zip(("lon", "lat") if is_opensky else ("longitude", "latitude"), (longitude, latitude), strict=True)
        )
        self._compare(frame, longitude, latitude)
        frame = frame.drop(columns=[name for name in frame.columns if str(name).strip().lower() in _PLACES])
        return self._with_heights(frame.assign(**places), coordinates[:, 2], is_metric="timestamp" not in self.names)

    def _is_opensky(self) -> bool:
        """Whether the columns are those of OpenSky's state vectors, which call the place `lon` and `lat`."""
        given = set(self.names)
        if given & (OWN_ONLY | {"timestamp", "longitude", "latitude"}):
            return False
        return (
            {"lon", "lat"} <= given
            or "baroaltitude" in given
            or ("track_id" not in given and bool(given & OPENSKY_OWN))
        )

    def _compare(self, frame: pd.DataFrame, longitude: NDArray[np.float64], latitude: NDArray[np.float64]) -> None:
        for name, values in zip(_PLACES, (longitude, latitude, longitude, latitude), strict=True):
            if name not in self.names or self.names[name] not in frame:
                continue
            given = pd.to_numeric(frame[self.names[name]], errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
            different = int((np.abs(given - values) > _SAME_PLACE).sum())
            if different:
                self.ledger.note(
                    Message(
                        "{count} values of column {name!r} differ from the place of the geometry, which counts",
                        count=different,
                        name=self.names[name],
                    )
                )

    def _with_heights(self, frame: pd.DataFrame, heights: NDArray[np.float64], *, is_metric: bool) -> pd.DataFrame:
        known = np.isfinite(heights)
        if not known.any():
            return frame
        if not heights[known].any():
            self.ledger.note(Message("all heights of the geometry are 0; they were taken for none"))
            return frame
        name = height_column(self.layer.crs) if is_metric else UNKNOWN_DATUM
        if name in self.names:
            name = "z" if "z" not in self.names else "geometry_z"
        elif name == UNKNOWN_DATUM:
            self.ledger.note(
                Message(
                    "what the heights of the geometry are measured from is unknown; they are kept as {name}", name=name
                )
            )
        return frame.assign(**{name: np.where(known, heights, np.nan)})


def _beside(name: Any) -> str:
    """Rename a time of the whole line, which is none of its vertices."""
    return f"{name}_of_line" if str(name).strip().lower() in TIME_NAMES else str(name)


def _can_be_times(measures: NDArray[np.float64]) -> bool:
    known = measures[np.isfinite(measures)]
    return bool(known.size and ((known >= _EARLIEST) & (known < _LATEST)).all())


def _flat(value: Any) -> list[Any] | None:
    """Return a list, of a line's parts joined; also one that is written as JSON."""
    if isinstance(value, str):
        if not value.lstrip().startswith("["):
            return None
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return None
    if isinstance(value, np.ndarray):
        value = list(value)
    if not isinstance(value, list):
        return None
    if value and all(isinstance(part, list | np.ndarray) for part in value):
        return [one for part in value for one in part]
    return value


def _as_text(value: Any) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
