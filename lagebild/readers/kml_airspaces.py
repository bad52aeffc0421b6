"""KML and KMZ to airspaces: placemarks with polygons, limits by the columns of their extended data.

The columns are found by their names as in other tables (`vector_airspaces`); `name` and `description` of a placemark
are its name and text, the names of its folders stand in `folder`. Without a column of upper limits, the height of an
extruded polygon of the mode `absolute` is one, above mean sea level, if all its places have the same; other heights
show where something is drawn, not what holds, and are told.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from lxml import etree
from shapely.geometry.base import BaseGeometry

from lagebild.codecs.airspace_json import encode_record
from lagebild.codecs.kml import KmlDocument, Placemark, values_of
from lagebild.codecs.kml_areas import KmlPolygon, geometries_of, polygon_of
from lagebild.codecs.typed_columns import column_from_texts
from lagebild.errors import FileFormatError
from lagebild.messages import Message, message_of
from lagebild.model.airspaces import Airspaces
from lagebild.model.altitude import Reference
from lagebild.model.limits import Limit
from lagebild.readers.files import Ledger
from lagebild.readers.format import AirspaceFormat, AirspaceOptions
from lagebild.readers.kml_files import holds_airspaces, kml_document
from lagebild.readers.ring_areas import polygons_area
from lagebild.readers.vector_airspaces import VectorOptions, airspaces_of_table, usual_column
from lagebild.readers.xml_fixes import free_name

__all__ = ["KML_AIRSPACES", "read_kml_airspaces"]

_MOST_COLUMNS = 200
_LONGEST_NAME = 200


def read_kml_airspaces(path: Path, options: AirspaceOptions | None = None) -> Airspaces:
    """Read the areas of a KML or KMZ file; see the module, and `lagebild.read_airspaces`."""
    chosen = options or AirspaceOptions()
    asked = VectorOptions(chosen.limit_reference, dict(chosen.columns))
    ledger = Ledger(source=path.name)
    document = kml_document(path)
    for note in document.notes:
        ledger.note(note)
    areas = _Areas(document, ledger)
    if not areas.shapes:
        raise FileFormatError(Message("{path} (KML) holds no placemark with a polygon, so no airspace", path=path))
    return airspaces_of_table(path, "KML", areas.table(asked), ledger, asked)


class _Areas:
    """The placemarks with polygons."""

    def __init__(self, document: KmlDocument, ledger: Ledger) -> None:
        self.ledger = ledger
        self.declared = document.declared.get("airspaces")
        self.shapes: list[BaseGeometry | None] = []
        self.heights: list[float] = []
        self.values: list[dict[str, str]] = []
        others = 0
        for placemark in document.placemarks:
            polygons, more, is_many = geometries_of(placemark)
            others += more
            if polygons and not (self.declared is not None and placemark.is_repeated):
                self._take(placemark, polygons, is_many)
        if others:
            ledger.note(
                Message("{count} points, lines, tracks or models were not read: they are no areas", count=others)
            )

    def _take(self, placemark: Placemark, elements: Sequence[etree._Element], is_many: bool) -> None:
        record = len(self.shapes)
        shape: BaseGeometry | None = None
        height = math.nan
        try:
            polygons = _polygons(placemark, elements)
            shape = self._shape(polygons, is_many, record)
            height = self._height(polygons, record)
        except ValueError as error:
            # the table leaves out what has no geometry; this says why it has none
            reason = message_of(error)
            self.ledger.note(
                reason
                if isinstance(reason, Message)
                else Message("its shape cannot be read: {problem}", problem=reason),
                record=record,
            )
        self.shapes.append(shape)
        self.heights.append(height)
        self.values.append(self._values(placemark))

    def _shape(self, polygons: Sequence[KmlPolygon], is_many: bool, record: int) -> BaseGeometry:
        flat = [[[place[:2] for place in ring] for ring in polygon.rings] for polygon in polygons]
        for rings in flat:
            if len(rings[0]) < 3:
                raise ValueError(Message("the border has {count} different places, not three", count=len(rings[0])))
        flat = [[ring for ring in rings if len(ring) >= 3] for rings in flat]
        jumps = any(_jumps(ring) for rings in flat for ring in rings)
        if jumps and self.declared is None:
            self.ledger.note(Message("the area crosses the antimeridian; it was parted there"), record=record)
            return polygons_area(flat).shape
        parts = [shapely.Polygon(rings[0], rings[1:]) for rings in flat]
        if self.declared is not None:
            return shapely.MultiPolygon(parts) if is_many else parts[0]
        outlines = _outlines(parts)
        if len(outlines) < len(parts):
            left = len(parts) - len(outlines)
            self.ledger.note(
                Message("{count} walls or repeated outlines of a drawn body were passed over", count=left),
                record=record,
            )
        return outlines[0] if len(outlines) == 1 else shapely.MultiPolygon(outlines)

    def _height(self, polygons: Sequence[KmlPolygon], record: int) -> float:
        """Return the height that is an upper limit above mean sea level; NaN where none is."""
        heights = {place[2] for polygon in polygons for ring in polygon.rings for place in ring}
        first = next(iter(heights))
        if self.declared is not None or all(math.isnan(height) or height == 0.0 for height in heights):
            return math.nan
        extruded = all(polygon.is_extruded and polygon.mode == "absolute" for polygon in polygons)
        if extruded and len(heights) == 1 and math.isfinite(first):
            return first
        sentence = Message(
            "its places have heights ({mode}) that tell no limit: only one height above mean sea level, of an "
            "extruded polygon, does",
            mode=polygons[0].mode[:80],
        )
        self.ledger.note(sentence, record=record)
        return math.nan

    def _values(self, placemark: Placemark) -> dict[str, str]:
        values = dict(values_of(placemark))
        if self.declared is not None:
            return values
        found: dict[str, str] = {}
        for name, text in (
            ("name", placemark.name or ""),
            ("description", placemark.element.findtext("{*}description") or ""),
            ("folder", placemark.folder),
            *values.items(),
        ):
            if text.strip():
                found[free_name(name[:_LONGEST_NAME], found)] = text.strip()
        return found

    def table(self, asked: VectorOptions) -> gpd.GeoDataFrame:
        """Return one row a placemark."""
        names = dict.fromkeys(name for values in self.values for name in values if name.isprintable())
        if len(names) > _MOST_COLUMNS:
            left = len(names) - _MOST_COLUMNS
            self.ledger.note(Message("{count} more kinds of values were not read", count=left))
        kinds = dict.fromkeys(list(names)[:_MOST_COLUMNS], "str")
        if self.declared is not None:
            kinds = {column.name: column.kind for column in self.declared}
        kinds.pop("geometry", None)
        columns: dict[str, Any] = {
            name: column_from_texts([values.get(name) for values in self.values], kind).values
            for name, kind in kinds.items()
        }
        self._add_heights(columns, asked)
        frame = pd.DataFrame(columns, index=range(len(self.shapes)))
        return gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(self.shapes, crs="EPSG:4326"))

    def _add_heights(self, columns: dict[str, Any], asked: VectorOptions) -> None:
        """Put the heights of extruded polygons where no column says an upper limit."""
        heights = np.array(self.heights)
        if np.isnan(heights).all():
            return
        name = asked.columns.get("upper") or usual_column("upper", list(columns)) or "upper"
        said = columns.get(name, pd.Series([None] * len(heights), dtype="str")).astype("object").tolist()
        for row in np.flatnonzero(~np.isnan(heights)):
            if not isinstance(said[row], str) or not said[row].strip():
                limit = Limit.of(float(heights[row]), Reference.AMSL, text=f"{heights[row]:g} m")
                said[row] = encode_record(limit.to_record())
        columns[name] = pd.Series(said, dtype="str")


def _outlines(parts: Sequence[shapely.Polygon]) -> list[shapely.Polygon]:
    """Return the different polygons that cover ground: bodies are drawn with a roof, a floor and upright walls."""
    found: dict[bytes, shapely.Polygon] = {}
    for part in parts:
        if shapely.convex_hull(part).area > 0.0:
            found.setdefault(shapely.to_wkb(shapely.normalize(part)), part)
    return list(found.values()) or list(parts[:1])


def _polygons(placemark: Placemark, elements: Sequence[etree._Element]) -> list[KmlPolygon]:
    if placemark.is_damaged:
        raise ValueError(Message("the XML is damaged here"))
    return [polygon_of(element) for element in elements]


def _jumps(ring: Sequence[Sequence[float]]) -> bool:
    longitudes = [place[0] for place in ring]
    return any(abs(b - a) > 180.0 for a, b in zip(longitudes, [*longitudes[1:], longitudes[0]], strict=True))


KML_AIRSPACES = AirspaceFormat(name="KML", matches=holds_airspaces, read=read_kml_airspaces)
