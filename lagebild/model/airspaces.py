"""Airspaces: areas with typed limits and activation, in a GeoDataFrame of WGS 84 longitude and latitude."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from lagebild.errors import ColumnError, CrsError, ValidationError
from lagebild.messages import Message
from lagebild.model.activation import UNKNOWN_ACTIVATION, Activation
from lagebild.model.bounds import Bounds, union_of
from lagebild.model.limits import UNKNOWN_LIMIT, Limit
from lagebild.model.report import Issue, ReadReport, issue_table

__all__ = ["COLUMNS", "Airspaces"]

COLUMNS = (
    "airspace_id",
    "name",
    "type",
    "icao_class",
    "lower",
    "upper",
    "activation",
    "source_record",
    "text",
    "geometry",
)
"""The columns of an airspace table, in their order; unknown columns are kept behind them."""

_TEXT_COLUMNS = ("airspace_id", "name", "type", "icao_class", "source_record", "text")
_WGS84 = "EPSG:4326"
_BARE_NUMBER = re.compile(r"^\s*[+-]?\d+(?:[.,]\d+)?\s*$")
_AREAL = ("Polygon", "MultiPolygon")


@dataclass(frozen=True, eq=False)
class Airspaces:
    """Airspaces, one a row; make some with `from_frame` or `lagebild.read_airspaces`.

    A polygon that crosses the antimeridian is stored in two parts.
    """

    _frame: gpd.GeoDataFrame
    report: ReadReport

    @classmethod
    def from_frame(cls, frame: gpd.GeoDataFrame, *, report: ReadReport | None = None) -> Airspaces:
        """Take a GeoDataFrame of polygons; only the geometry is obligatory.

        `lower` and `upper` are `Limit` values or texts such as `FL100`; a missing one is unknown, a bare number
        is refused, for it has no reference. Another CRS than EPSG:4326 is transformed.

        Raises
        ------
        CrsError
            If the table has no coordinate reference system.
        ColumnError, ValidationError
            If a limit has no reference, a geometry is not an area, is empty, invalid or out of range; the row
            and the value are named.
        """
        if not isinstance(frame, gpd.GeoDataFrame):
            raise ColumnError(f"airspaces are made from a GeoDataFrame, not from {type(frame).__name__}")
        if frame.crs is None:
            raise CrsError("the airspace table has no coordinate reference system; set one, such as EPSG:4326")
        placed = frame.to_crs(_WGS84) if not frame.crs.equals(_WGS84) else frame.copy(deep=False)
        if placed.geometry.name != "geometry":
            placed = placed.rename_geometry("geometry")
        _check_areas(placed.geometry)
        placed = placed.reset_index(drop=True)
        for name in _TEXT_COLUMNS:
            placed[name] = _text_column(placed, name)
        for name in ("lower", "upper"):
            placed[name] = _limit_column(placed, name)
        placed["activation"] = _activation_column(placed)
        repeated = placed["airspace_id"].duplicated()
        if bool(repeated.any()):
            raise ColumnError(f"airspace_id must be unique; {placed['airspace_id'][repeated].iloc[0]!r} occurs twice")
        others = [name for name in placed.columns if name not in COLUMNS]
        placed = placed[[*COLUMNS, *others]]
        if report is None:
            issues = issue_table(_limit_notes(placed))
            report = ReadReport(format="GeoDataFrame", records=len(placed), kept=len(placed), issues=issues)
        return cls(placed, report)

    @classmethod
    def empty(cls) -> Airspaces:
        """Return airspaces without a single one, with all columns."""
        return cls.from_frame(gpd.GeoDataFrame({"geometry": gpd.GeoSeries([], crs=_WGS84)}, crs=_WGS84))

    @property
    def frame(self) -> gpd.GeoDataFrame:
        """The airspaces, one a row; a copy-on-write view: changing it does not change the airspaces."""
        return self._frame.copy(deep=False)

    @property
    def bounds(self) -> Bounds | None:
        """The narrowest box around all airspaces; None without airspaces."""
        boxes = shapely.bounds(shapely.get_parts(self._frame.geometry.to_numpy()))
        return union_of([Bounds(*map(float, box)) for box in boxes])

    def __len__(self) -> int:
        return len(self._frame)

    @classmethod
    def union(cls, many: list[Airspaces]) -> Airspaces:
        """Put several sources' airspaces into one; equal identifiers get their source's number appended."""
        if not many:
            return cls.empty()
        if len(many) == 1:
            return many[0]
        seen: set[str] = set()
        frames = []
        for number, airspaces in enumerate(many):
            frame = airspaces.frame
            ids = frame["airspace_id"]
            ids = ids.where(~ids.isin(seen), ids + f"#{number}")
            seen.update(ids)
            frames.append(frame.assign(airspace_id=ids))
        merged = gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), crs=_WGS84)
        return cls.from_frame(merged, report=ReadReport.merge(a.report for a in many))


def _check_areas(geometry: gpd.GeoSeries) -> None:
    shapes = geometry.to_numpy()
    if not len(shapes):
        return
    missing = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    _refuse(geometry, missing, "has no geometry")
    areal = np.isin(geometry.geom_type.to_numpy(), _AREAL)
    _refuse(geometry, ~areal, "is not a polygon but a {geom_type}")
    box = shapely.bounds(shapes)
    outside = (np.abs(box[:, [0, 2]]).max(axis=1) > 180.0) | (np.abs(box[:, [1, 3]]).max(axis=1) > 90.0)
    _refuse(geometry, outside, "reaches out of ±180 degrees of longitude or ±90 of latitude: {bounds}")
    _refuse(geometry, ~shapely.is_valid(shapes), "is not a valid polygon: {reason}")


def _refuse(geometry: gpd.GeoSeries, wrong: Any, sentence: str) -> None:
    if not np.any(wrong):
        return
    position = int(np.argmax(wrong))
    shape = geometry.iloc[position]
    shown = sentence.format(
        geom_type=getattr(shape, "geom_type", "nothing"),
        bounds=getattr(shape, "bounds", ""),
        reason=shapely.is_valid_reason(shape),
    )
    raise ValidationError(f"airspace in row {geometry.index[position]} {shown}")


def _text_column(frame: gpd.GeoDataFrame, name: str) -> pd.Series[Any]:
    if name == "airspace_id" and name not in frame:
        return pd.Series([f"A{number:05d}" for number in range(len(frame))], index=frame.index, dtype="str")
    if name not in frame:
        return pd.Series([None] * len(frame), index=frame.index, dtype="str")
    column: pd.Series[Any] = frame[name].astype("str")
    return column


def _limit_column(frame: gpd.GeoDataFrame, name: str) -> pd.Series[Any]:
    given = frame[name] if name in frame else [None] * len(frame)
    limits = [_as_limit(value, name, row) for row, value in enumerate(given)]
    return pd.Series(limits, index=frame.index, dtype="object")


def _as_limit(value: Any, name: str, row: int) -> Limit:
    if isinstance(value, Limit):
        return value
    if isinstance(value, str) and not _BARE_NUMBER.match(value):
        return Limit.from_text(value)
    if value is None or pd.isna(value):
        return UNKNOWN_LIMIT
    raise ColumnError(
        f"row {row}: {name} is {value!r}, a number without unit and reference; give a Limit or a text such as 'FL100'"
    )


def _limit_notes(frame: gpd.GeoDataFrame) -> Iterator[Issue]:
    """Say which limits tell no height, and which lie the wrong way round."""
    for row, (lower, upper) in enumerate(zip(frame["lower"], frame["upper"], strict=True)):
        for name, limit in (("lower", lower), ("upper", upper)):
            if limit.text and not limit.is_known:
                reason = Message(
                    "row {row}: {name} {text!r} tells no height; the limit is unknown",
                    row=row,
                    name=name,
                    text=limit.text,
                )
                yield Issue(severity="note", record=row, reason=reason, text=limit.text)
        if _is_above(lower, upper):
            reason = Message(
                "row {row}: the lower limit {lower} lies above the upper limit {upper}",
                row=row,
                lower=str(lower),
                upper=str(upper),
            )
            yield Issue(severity="note", record=row, reason=reason)


def _is_above(lower: Limit, upper: Limit) -> bool:
    """Whether two limits of one level and one reference lie the wrong way round."""
    if len(lower.levels) != 1 or len(upper.levels) != 1:
        return False
    low, high = lower.levels[0], upper.levels[0]
    return low.reference is high.reference and low.value > high.value


def _activation_column(frame: gpd.GeoDataFrame) -> pd.Series[Any]:
    given = frame["activation"] if "activation" in frame else [None] * len(frame)
    values = [value if isinstance(value, Activation) else UNKNOWN_ACTIVATION for value in given]
    return pd.Series(values, index=frame.index, dtype="object")
