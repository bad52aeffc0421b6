"""Airspaces from GeoJSON, GeoPackage, GeoParquet and shapefiles: columns by name, limits only with a reference."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from numbers import Real
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from lagebild.codecs.airspace_json import RecordError, decode_record, looks_like_record
from lagebild.errors import ColumnError, FileFormatError, ValidationError
from lagebild.messages import Message, message_of
from lagebild.model.activation import UNKNOWN_ACTIVATION, Activation
from lagebild.model.airspaces import COLUMNS, Airspaces
from lagebild.model.altitude import Reference
from lagebild.model.limits import UNKNOWN_LIMIT, Limit
from lagebild.model.report import ReadReport, issue_table
from lagebild.readers.areas import polygonal, split_at_antimeridian
from lagebild.readers.files import Ledger, one_line, told_first
from lagebild.readers.format import AirspaceFormat, AirspaceOptions, Head
from lagebild.readers.marking import table_is_marked
from lagebild.readers.parquet_schema import PARQUET_SIGN, geo_metadata_and_names
from lagebild.readers.placing import in_degrees
from lagebild.readers.shapefile import SHAPEFILE_NAME_LENGTH, shape_codes
from lagebild.readers.table_dialects import is_track_header
from lagebild.readers.vector_kinds import TRACK_CODES, holds_only_tracks, is_geopackage
from lagebild.readers.vector_layers import (
    GEOJSON_NAME,
    GEOPACKAGE_NAME,
    GEOPARQUET_NAME,
    SHAPEFILE_NAME,
    layers_of,
    vector_errors,
)
from lagebild.units import feet_to_metres, flight_level_to_metres

__all__ = [
    "GEOJSON",
    "GEOPACKAGE",
    "GEOPARQUET",
    "SHAPEFILE",
    "VectorOptions",
    "airspaces_of_table",
    "read_vector",
    "usual_column",
]


def _metres(value: float) -> float:
    return value


_REFERENCES: dict[str, tuple[Reference, Callable[[float], float]]] = {
    "FL": (Reference.PRESSURE, flight_level_to_metres),
    "FT STD": (Reference.PRESSURE, feet_to_metres),
    "FT AMSL": (Reference.AMSL, feet_to_metres),
    "M AMSL": (Reference.AMSL, _metres),
    "FT AGL": (Reference.AGL, feet_to_metres),
    "M AGL": (Reference.AGL, _metres),
}
_USUAL_NAMES: dict[str, tuple[str, ...]] = {
    "airspace_id": ("airspaceid", "id", "aid", "identifier", "gmlid", "uuid", "ident"),
    "name": ("name", "nam", "title", "designator", "label", "airspacename"),
    "type": ("type", "typ", "airspacetype", "kind", "category", "typecode"),
    "icao_class": ("icaoclass", "class", "airspaceclass", "classcode"),
    "lower": ("lower", "lowerlimit", "floor", "bottom", "base", "al", "lowerval", "lowerheight", "untergrenze"),
    "upper": ("upper", "upperlimit", "ceiling", "top", "ah", "upperval", "upperheight", "obergrenze"),
    "activation": ("activation",),
    "source_record": ("sourcerecord",),
    "text": ("text", "remarks", "remark", "comment", "description", "bemerkung"),
}
_ALL_USUAL = [word for words in _USUAL_NAMES.values() for word in words]
_LARGEST_GEOJSON = 2_000_000_000
_GEOJSON_SIGN = re.compile(r'"type"\s*:\s*"(?:FeatureCollection|Feature|Polygon|MultiPolygon|GeometryCollection)"')


@dataclass(frozen=True)
class VectorOptions:
    """What the user said about a table of airspaces."""

    limit_reference: str | None = None
    columns: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.limit_reference is not None and self._key not in _REFERENCES:
            known = ", ".join(("FL", "ft AMSL", "m AMSL", "ft AGL", "m AGL", "ft STD"))
            raise ValidationError(f"limit_reference must be one of {known}, not {self.limit_reference!r}")
        wrong = [name for name in self.columns if name not in COLUMNS or name == "geometry"]
        if wrong:
            known = ", ".join(name for name in COLUMNS if name != "geometry")
            raise ColumnError(f"columns names {wrong[0]!r}, which is no column of airspaces; these are: {known}")

    @property
    def _key(self) -> str:
        return " ".join(str(self.limit_reference).upper().split())

    def limit(self, number: float) -> Limit | None:
        """Return the limit that a bare number means; None where nothing was said."""
        if self.limit_reference is None:
            return None
        reference, convert = _REFERENCES[self._key]
        text = f"FL {number:g}" if self._key == "FL" else f"{number:g} {self.limit_reference}"
        return Limit.of(float(convert(number)), reference, text=text)


def read_vector(path: Path, name: str, options: VectorOptions) -> Airspaces:
    """Read a file of polygons, of the format of that name; see `lagebild.read_airspaces`."""
    ledger = Ledger(source=path.name)
    given = _read_frame(path, name, ledger)
    if not len(given):
        raise FileFormatError(Message("{path} ({name}) holds no features", path=path, name=name))
    return airspaces_of_table(path, name, given, ledger, options)


def airspaces_of_table(
    path: Path, name: str, given: gpd.GeoDataFrame, ledger: Ledger, options: VectorOptions
) -> Airspaces:
    """Make airspaces of a table of features in WGS 84 longitude and latitude, one record a row."""
    table = _Table(path, given, ledger, options, is_shapefile=name == SHAPEFILE_NAME)
    areas, positions, repaired = table.areas()
    if not positions:
        raise FileFormatError(
            Message(
                "{path} ({name}): none of its {count} features is an area{reason}",
                path=path,
                name=name,
                count=len(given),
                reason=told_first(ledger.first("quarantined")),
            )
        )
    frame = table.rows(positions)
    shapes = gpd.GeoSeries(areas, crs="EPSG:4326")
    report = ReadReport(
        source=path.name,
        format=name,
        records=len(given),
        kept=len(positions) - repaired,
        repaired=repaired,
        quarantined=len(given) - len(positions),
        synthetic=table_is_marked(given),
        issues=issue_table(ledger.issues),
    )
    return Airspaces.from_frame(gpd.GeoDataFrame(frame, geometry=shapes), report=report)


def _read_frame(path: Path, name: str, ledger: Ledger) -> gpd.GeoDataFrame:
    """Read all features in WGS 84 longitude and latitude."""
    if name == GEOJSON_NAME and path.stat().st_size > _LARGEST_GEOJSON:
        raise FileFormatError(
            Message(
                "{path} is larger than {most} bytes; store it as GeoPackage or GeoParquet",
                path=path,
                most=_LARGEST_GEOJSON,
            )
        )
    with vector_errors(path, name, ledger), layers_of(path, name, ledger) as layers:
        frames = [
            in_degrees(layer.frame if len(layers) == 1 else layer.frame.assign(layer=layer.name)) for layer in layers
        ]
    if len(frames) == 1:
        return frames[0]
    return gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), crs="EPSG:4326")


def _full(name: str) -> str | None:
    """Return the usual name that a shapefile's column has if it was cut to ten letters."""
    plain = _plain(name)
    longer = [word for word in _ALL_USUAL if word.startswith(plain) and word != plain]
    return longer[0] if len(name) == SHAPEFILE_NAME_LENGTH and len(longer) == 1 else None


def usual_column(wanted: str, given: Sequence[str]) -> str | None:
    """Return which of the given columns is usually called so as to hold the wanted one of the model."""
    return next((name for word in _USUAL_NAMES[wanted] for name in given if _plain(name) == word), None)


def _plain(name: str) -> str:
    return "".join(sign for sign in name.lower() if sign.isalnum())


class _Table:
    """A table of features on its way to airspaces."""

    def __init__(
        self, path: Path, frame: gpd.GeoDataFrame, ledger: Ledger, options: VectorOptions, *, is_shapefile: bool
    ) -> None:
        self.path = path
        self.is_shapefile = is_shapefile
        self.frame = frame.reset_index(drop=True)
        self.ledger = ledger
        self.options = options
        self.names = self._found_names()

    def _found_names(self) -> dict[str, str]:
        """Which column of the file holds which of the model."""
        given = [str(name) for name in self.frame.columns if name != "geometry"]
        for wanted, name in self.options.columns.items():
            if name not in given:
                raise ColumnError(
                    Message(
                        "{path} has no column {name!r} (wanted as {wanted}); it has: {names}",
                        path=self.path,
                        name=name,
                        wanted=wanted,
                        names=", ".join(given) or "none",
                    )
                )
        names = dict(self.options.columns)
        shortened = {name: _full(name) for name in given} if self.is_shapefile else {}
        for wanted, usual in _USUAL_NAMES.items():
            fitting = [
                name
                for word in usual
                for name in given
                if word in (_plain(name), shortened.get(name)) and name not in names.values()
            ]
            if wanted not in names and fitting:
                names[wanted] = fitting[0]
        return names

    def areas(self) -> tuple[list[BaseGeometry], list[int], int]:
        """Return the usable shapes, their rows, and how many of them were repaired."""
        shapes: list[BaseGeometry] = []
        rows: list[int] = []
        repaired = 0
        flat = 0
        for row, shape in enumerate(self.frame.geometry.to_numpy()):
            flat += bool(shape is not None and shape.has_z)
            try:
                area, reasons = _area(shape)
            except ValueError as error:
                self.ledger.quarantined(self._about(row, message_of(error)), record=row, text=self._text_of(row))
                continue
            for reason in reasons:
                self.ledger.repaired(self._about(row, reason), record=row, text=self._text_of(row))
            repaired += bool(reasons)
            if area.bounds[2] - area.bounds[0] > 180.0 and area.geom_type == "Polygon":
                sentence = Message(
                    "{feature} spans more than 180 degrees of longitude; it was taken as drawn",
                    feature=self._title(row),
                )
                self.ledger.note(sentence, record=row)
            shapes.append(area)
            rows.append(row)
        if flat:
            self.ledger.note(Message("{count} geometries have heights of their own, which were not used", count=flat))
        return shapes, rows, repaired

    def rows(self, positions: list[int]) -> pd.DataFrame:
        """Return the model's columns and the unknown ones of the usable rows."""
        chosen = self.frame.iloc[positions].reset_index(drop=True)
        columns: dict[str, Any] = {}
        for wanted in ("name", "type", "icao_class", "source_record", "text"):
            if wanted in self.names:
                columns[wanted] = _texts(chosen[self.names[wanted]])
        columns["airspace_id"] = self._ids(chosen, positions)
        for wanted, limits in (("lower", Message("lower limits")), ("upper", Message("upper limits"))):
            columns[wanted] = pd.Series(self._limits(chosen, wanted, limits, positions), dtype="object")
        columns["activation"] = pd.Series(list(self._activations(chosen, positions)), dtype="object")
        used = set(self.names.values())
        for name in chosen.columns:
            if name != "geometry" and name not in used:
                columns[f"{name}_" if name in COLUMNS else str(name)] = chosen[name]
        return pd.DataFrame(columns)

    def _ids(self, chosen: pd.DataFrame, positions: list[int]) -> pd.Series[Any]:
        made = pd.Series([f"A{position:05d}" for position in positions], dtype="str")
        if "airspace_id" not in self.names:
            return made
        ids = _texts(chosen[self.names["airspace_id"]])
        ids = ids.where(ids.notna(), made)
        again = ids.groupby(ids).cumcount()
        repeated = int((again > 0).sum())
        if repeated:
            sentence = Message(
                "{count} values of column {name!r} occur before; a number was appended",
                count=repeated,
                name=self.names["airspace_id"],
            )
            self.ledger.note(sentence)
        return ids.where(again == 0, ids + "#" + (again + 1).astype("str"))

    def _limits(self, chosen: pd.DataFrame, wanted: str, called: Message, positions: list[int]) -> list[Limit]:
        if wanted not in self.names:
            self.ledger.note(Message("no column holds the {limits}; all are unknown", limits=called))
            return [UNKNOWN_LIMIT] * len(chosen)
        name = self.names[wanted]
        bare: list[Any] = []
        missing = 0
        limits = []
        for row, value in zip(positions, chosen[name], strict=True):
            limit, number = self._limit(value, name, row)
            missing += limit is UNKNOWN_LIMIT
            if number is not None and not limit.is_known:
                bare.append(value)
            limits.append(limit)
        if bare:
            sentence = Message(
                "{count} values of column {name!r} are numbers without unit and reference, such as {value!r}; these "
                "{limits} are unknown (say limit_reference='FL', 'ft AMSL', … to read them)",
                count=len(bare),
                name=name,
                value=bare[0],
                limits=called,
            )
            self.ledger.note(sentence)
        if missing:
            sentence = Message(
                "{count} values of column {name!r} are missing; these {limits} are unknown",
                count=missing,
                name=name,
                limits=called,
            )
            self.ledger.note(sentence)
        return limits

    def _limit(self, value: Any, name: str, row: int) -> tuple[Limit, float | None]:
        """Return the limit of one cell, and the number that it is where it is a bare one."""
        number = _bare_number(value)
        if number is not None:
            return self.options.limit(number) or Limit(text=str(value).strip()), number
        if isinstance(value, dict):
            value = json.dumps(value, default=str)
        if not isinstance(value, str) or not value.strip():
            return UNKNOWN_LIMIT, None
        if looks_like_record(value):
            try:
                return Limit.from_record(decode_record(value)), None
            except (RecordError, ValidationError, KeyError, TypeError, ValueError) as error:
                reason = Message(
                    "column {name!r}: the limit's record cannot be read ({reason}); it is unknown",
                    name=name,
                    reason=one_line(error),
                )
                self.ledger.note(reason, record=row, text=value)
                return Limit(text=value), None
        limit = Limit.from_text(value)
        if not limit.is_known:
            reason = Message("column {name!r}: {value!r} says no height; the limit is unknown", name=name, value=value)
            self.ledger.note(reason, record=row, text=value)
        return limit, None

    def _activations(self, chosen: pd.DataFrame, positions: list[int]) -> Iterator[Activation]:
        if "activation" not in self.names:
            yield from [UNKNOWN_ACTIVATION] * len(chosen)
            return
        for row, value in zip(positions, chosen[self.names["activation"]], strict=True):
            yield self._activation(value, row)

    def _activation(self, value: Any, row: int) -> Activation:
        if isinstance(value, dict):
            value = json.dumps(value, default=str)
        if not isinstance(value, str) or not value.strip():
            return UNKNOWN_ACTIVATION
        if not looks_like_record(value):
            return Activation(text=value)
        try:
            return Activation.from_record(decode_record(value))
        except (RecordError, ValidationError, KeyError, TypeError, ValueError) as error:
            reason = Message(
                "the record of its activation cannot be read ({reason}); it is unknown", reason=one_line(error)
            )
            self.ledger.note(reason, record=row, text=value)
            return Activation(text=value)

    @property
    def _naming(self) -> str | None:
        """The column by which a reason names a feature."""
        return self.names.get("name") or self.names.get("airspace_id")

    def _title(self, row: int) -> Message:
        if self._naming is None:
            return Message("feature {row}", row=row)
        return Message("airspace {name!r}", name=self.frame[self._naming].iloc[row])

    def _about(self, row: int, reason: str) -> Message:
        if self._naming is None:
            return Message("feature {row}: {reason}", row=row, reason=reason)
        return Message("airspace {name!r}: {reason}", name=self.frame[self._naming].iloc[row], reason=reason)

    def _text_of(self, row: int) -> str:
        values = self.frame.drop(columns="geometry").iloc[row].to_dict()
        shape = self.frame.geometry.iloc[row]
        outline = "" if shape is None else shapely.to_wkt(shape, rounding_precision=7)
        return json.dumps({**values, "geometry": outline}, ensure_ascii=False, default=str)


def _area(shape: BaseGeometry | None) -> tuple[BaseGeometry, list[str]]:
    """Return a valid polygonal shape within ±180 degrees, and what was changed."""
    if shape is None or shape.is_empty:
        raise ValueError(Message("it has no geometry"))
    if shape.geom_type not in ("Polygon", "MultiPolygon"):
        raise ValueError(Message("it is no polygon but a {kind}", kind=shape.geom_type))
    flat = shapely.force_2d(shape)
    coordinates = shapely.get_coordinates(flat)
    if not np.isfinite(coordinates).all():
        raise ValueError(Message("a coordinate is not a finite number"))
    west, south, east, north = flat.bounds
    if max(-south, north) > 90.0 or west < -360.0 or east > 540.0:
        sentence = Message(
            "it reaches out of the earth's longitudes and latitudes: {west:g} {south:g} {east:g} {north:g}",
            west=west,
            south=south,
            east=east,
            north=north,
        )
        raise ValueError(sentence)
    mended = polygonal(flat)
    reasons = [mended.reason] if mended.reason else []
    area = split_at_antimeridian(mended.shape)
    if area is not mended.shape:
        reasons.append(Message("longitudes beyond ±180 degrees were turned into that range"))
    return area, reasons


def _texts(column: pd.Series[Any]) -> pd.Series[Any]:
    text = column.astype("str").where(column.notna())
    return text.where(text.str.strip().str.len() > 0)


def _bare_number(value: Any) -> float | None:
    if isinstance(value, str):
        try:
            number = float(value.strip())
        except ValueError:
            return None
        return number if math.isfinite(number) else None
    if isinstance(value, bool | np.bool_) or not isinstance(value, Real):
        return None
    return float(value) if math.isfinite(float(value)) else None


def _read_as(name: str) -> Callable[[Path, AirspaceOptions], Airspaces]:
    return lambda path, options: read_vector(path, name, VectorOptions(options.limit_reference, dict(options.columns)))


def _is_geoparquet(head: Head) -> bool:
    if head.is_gzip or not head.data.startswith(PARQUET_SIGN):
        return False
    is_geo, names = geo_metadata_and_names(head.path)
    return is_geo and not is_track_header(names)


def _is_geopackage(head: Head) -> bool:
    return is_geopackage(head) and not holds_only_tracks(head)


def _is_geojson(head: Head) -> bool:
    return not head.is_gzip and head.text.startswith("{") and bool(_GEOJSON_SIGN.search(head.text))


def _is_shapefile(head: Head) -> bool:
    codes = shape_codes(head)
    return bool(codes) and not set(codes) <= TRACK_CODES


GEOPARQUET = AirspaceFormat(name=GEOPARQUET_NAME, matches=_is_geoparquet, read=_read_as(GEOPARQUET_NAME))
GEOPACKAGE = AirspaceFormat(name=GEOPACKAGE_NAME, matches=_is_geopackage, read=_read_as(GEOPACKAGE_NAME))
GEOJSON = AirspaceFormat(name=GEOJSON_NAME, matches=_is_geojson, read=_read_as(GEOJSON_NAME))
SHAPEFILE = AirspaceFormat(name=SHAPEFILE_NAME, matches=_is_shapefile, read=_read_as(SHAPEFILE_NAME))
