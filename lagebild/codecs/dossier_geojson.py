"""Rows of a dossier as GeoJSON (RFC 7946): reports are features, with a place or without; the rest stands beside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from lagebild.messages import Message

__all__ = ["dump_geojson", "parse_geojson"]

_BESIDE = "lagebild"
"""The member of the collection that holds relations, actors and sites."""

_PLACE = ("longitude", "latitude")


def dump_geojson(rows: Iterable[Mapping[str, str]]) -> bytes:
    """Write rows as a FeatureCollection."""
    many = list(rows)
    features = [_feature(row) for row in many if row["record"] == "report"]
    beside = [dict(row) for row in many if row["record"] != "report"]
    collection = {"type": "FeatureCollection", "features": features, _BESIDE: {"records": beside}}
    return orjson.dumps(collection, option=orjson.OPT_INDENT_2)


def parse_geojson(data: bytes) -> list[dict[str, str]]:
    """Return the rows of a FeatureCollection; properties that are no texts are written as such.

    Raises
    ------
    ValueError
        If it is no FeatureCollection.
    """
    try:
        collection = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise ValueError(Message("it is no JSON: {reason}", reason=str(error))) from error
    features = collection.get("features") if isinstance(collection, dict) else None
    if not isinstance(features, list):
        raise ValueError(Message("it is no FeatureCollection"))  # noqa: TRY004  (a fault of the file, not of a call)
    beside = collection.get(_BESIDE)
    records = beside.get("records", []) if isinstance(beside, dict) else []
    rows = [_row(feature) for feature in features]
    return [_texts(one) for one in records if isinstance(one, dict)] + rows


def _feature(row: Mapping[str, str]) -> dict[str, Any]:
    placed = all(name in row for name in _PLACE)
    point = {"type": "Point", "coordinates": [float(row[name]) for name in _PLACE]} if placed else None
    properties = {name: value for name, value in row.items() if not (placed and name in _PLACE)}
    return {"type": "Feature", "geometry": point, "properties": properties}


def _row(feature: Any) -> dict[str, str]:
    if not isinstance(feature, dict):
        return {"record": "report"}
    properties, geometry = feature.get("properties"), feature.get("geometry")
    row = _texts(properties) if isinstance(properties, dict) else {}
    place = geometry.get("coordinates") if isinstance(geometry, dict) and geometry.get("type") == "Point" else None
    if isinstance(place, list) and len(place) >= 2:
        row |= {name: repr(value) for name, value in zip(_PLACE, place, strict=False)}
    return row


def _texts(record: Mapping[str, Any]) -> dict[str, str]:
    return {
        str(name): value if isinstance(value, str) else orjson.dumps(value).decode()
        for name, value in record.items()
        if value is not None
    }
