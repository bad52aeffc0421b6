"""Flight paths from GeoJSON (RFC 7946): points, one fix each, or lines with times; see `vector_fixes`.

A FeatureCollection, one Feature, or one Feature a line. The RFC has longitude and latitude of WGS 84 only; the member
`crs` of the format's first version still counts. It also has heights above the ellipsoid only, which few writers know:
the reference of a third number is held to be unknown. A fourth one is a measure (M).
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from pyproj import CRS
from pyproj.exceptions import CRSError

from lagebild.codecs.json_records import parse_documents
from lagebild.codecs.json_text import compact
from lagebild.errors import CrsError, FileFormatError
from lagebild.messages import Message
from lagebild.readers.files import Ledger
from lagebild.readers.format import Head, TrackFormat, TrackOptions
from lagebild.readers.parsed_file import parsed
from lagebild.readers.shapes import shapes_from_json
from lagebild.readers.table_files import check_names
from lagebild.readers.track_assembly import RawFixes
from lagebild.readers.traffic_table import fixes_of_table
from lagebild.readers.vector_fixes import FeatureTable, as_table

__all__ = ["GEOJSON_TRACKS", "GEOJSON_TRACKS_AND_AREAS", "read_geojson_fixes"]

_LARGEST = 2_000_000_000
_FEATURES = re.compile(r'"type"\s*:\s*"Feature(?:Collection)?"')
_SHAPE = re.compile(r'"type"\s*:\s*"((?:Multi)?(?:Point|LineString|Polygon)|GeometryCollection)"')
_TIME = re.compile(r'"time(?:stamp)?"\s*:', re.IGNORECASE)
_MOVING = re.compile(r'"(?:temporalGeometry|temporalProperties|MovingPoint|MovingFeatures?)"')
_CRS_NAME = re.compile(r"(?:urn:ogc:def:crs:)?[A-Za-z]{3,6}:[\d.]{0,8}:?[A-Za-z0-9]{1,12}")
_LINES = {"LineString", "MultiLineString"}
_LONGEST_TEXT = 2_000


def read_geojson_fixes(path: Path, _: TrackOptions | None = None) -> RawFixes:
    """Read the features of a file."""
    ledger = Ledger(source=path.name)
    documents = parsed(path, "GeoJSON", parse_documents, largest=_LARGEST)
    features: list[dict[str, Any]] = []
    numbers: list[int] = []
    crs = CRS("EPSG:4326")
    for one in documents.broken:
        ledger.quarantined(one.reason, record=one.record, text=one.text)
    for number, value in zip(documents.numbers, documents.values, strict=True):
        crs = _crs_of(path, value) or crs
        members = _members(value)
        features.extend(_feature(member) for member in members)
        numbers.extend([number] if len(members) == 1 else range(number, number + len(members)))
    if not features:
        raise FileFormatError(Message("{path} (GeoJSON) holds no features", path=path))
    attributes = pd.DataFrame([_properties(feature) for feature in features], index=range(len(features)))
    check_names([str(name) for name in attributes.columns], path)
    shapes = shapes_from_json([feature.get("geometry") for feature in features])
    layer = FeatureTable(attributes=attributes, shapes=shapes, crs=crs, numbers=np.array(numbers, dtype=np.int64))
    return fixes_of_table(path, as_table(path, [layer], ledger).with_broken(len(documents.broken)), "GeoJSON")


def _feature(member: Any) -> dict[str, Any]:
    """Return a feature; what is none becomes one without geometry, which is refused with its text."""
    return member if isinstance(member, dict) else {"properties": {"feature": compact(member)[:_LONGEST_TEXT]}}


def _members(value: Any) -> list[Any]:
    if isinstance(value, dict) and isinstance(value.get("features"), list):
        return list(value["features"])
    return [value]


def _properties(feature: dict[str, Any]) -> dict[str, Any]:
    given = feature.get("properties")
    found = dict(given) if isinstance(given, dict) else {}
    beside = found.get("coordinateProperties")
    if isinstance(beside, dict) and not set(beside) & set(found):
        found.pop("coordinateProperties")
        found.update(beside)
    if isinstance(feature.get("id"), str | int) and "id" not in found:
        found["id"] = feature["id"]
    return found


def _crs_of(path: Path, value: Any) -> CRS | None:
    named = value.get("crs") if isinstance(value, dict) else None
    if named is None:
        return None
    properties = named.get("properties") if isinstance(named, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    known = isinstance(name, str) and _CRS_NAME.fullmatch(name) is not None
    try:
        return CRS.from_user_input(name if known else "")
    except CRSError as error:
        raise CrsError(
            Message(
                "{path} names a coordinate reference system that is unknown: {name!r:.200}", path=path, name=str(name)
            )
        ) from error


def _shapes_and_times(head: Head) -> tuple[set[str], bool]:
    """Return the kinds of geometry at a file's beginning, and whether something is called a time there."""
    text = head.text
    if not text.startswith("{") or not _FEATURES.search(text) or _MOVING.search(text):
        return set(), False
    return set(_SHAPE.findall(text)) or set(_SHAPE.findall(head.longer_text)), _TIME.search(text) is not None


def _holds_tracks(head: Head) -> bool:
    found, has_time = _shapes_and_times(head)
    return bool(found & _LINES) or ("Point" in found and has_time)


def _holds_only_tracks(head: Head) -> bool:
    found, _ = _shapes_and_times(head)
    return found <= {"Point", *_LINES} and _holds_tracks(head)


GEOJSON_TRACKS = TrackFormat(name="GeoJSON", matches=_holds_only_tracks, read=read_geojson_fixes)
GEOJSON_TRACKS_AND_AREAS = TrackFormat(name="GeoJSON", matches=_holds_tracks, read=read_geojson_fixes)
"""Comes after the airspaces: a file of both holds tracks where these are asked for."""
