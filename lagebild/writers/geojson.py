"""Airspaces to GeoJSON (RFC 7946); every digit of the coordinates is kept."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from shapely.geometry import mapping

from lagebild.model.airspaces import Airspaces
from lagebild.model.report import Issue
from lagebild.writers.flat_airspaces import flat_airspaces
from lagebild.writers.format import WriteFormat

__all__ = ["GEOJSON", "write_geojson"]


def write_geojson(airspaces: Airspaces, path: Path) -> list[Issue]:
    """Write one feature an airspace; limits and activation are JSON texts, missing values null."""
    frame, findings = flat_airspaces(airspaces, kinds="biuf")
    names = [name for name in frame.columns if name != "geometry"]
    columns = [frame[name].astype("object").tolist() for name in names]
    with path.open("w", encoding="utf-8") as file:
        file.write('{"type": "FeatureCollection", "name": "airspaces", "features": [')
        for row, shape in enumerate(frame.geometry):
            properties = {str(name): _plain(column[row]) for name, column in zip(names, columns, strict=True)}
            feature = {"type": "Feature", "properties": properties, "geometry": mapping(shape)}
            file.write((",\n" if row else "\n") + json.dumps(feature, ensure_ascii=False, allow_nan=False))
        file.write("\n]}\n")
    return findings


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, float | int):
        return value if math.isfinite(value) else None
    return value.item() if hasattr(value, "item") else None


GEOJSON = WriteFormat(name="GeoJSON", endings=(".geojson", ".json"), airspaces=write_geojson)
