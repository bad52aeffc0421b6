"""Airspaces and flight paths to GeoJSON (RFC 7946); every digit of the coordinates is kept."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd
from shapely.geometry import mapping

from lagebild.model.airspaces import Airspaces
from lagebild.model.report import Issue
from lagebild.model.tracks import Tracks
from lagebild.writers.flat_airspaces import flat_airspaces
from lagebild.writers.flat_tracks import flat_tracks
from lagebild.writers.format import WriteFormat

__all__ = ["GEOJSON", "write_geojson", "write_geojson_points"]


def write_geojson(airspaces: Airspaces, path: Path) -> list[Issue]:
    """Write one feature an airspace; limits and activation are JSON texts, missing values null."""
    frame, findings = flat_airspaces(airspaces, kinds="biuf")
    _write(path, "airspaces", frame.drop(columns="geometry"), map(mapping, frame.geometry))
    return findings


def write_geojson_points(tracks: Tracks, path: Path) -> list[Issue]:
    """Write one point a fix, with all columns; times are ISO 8601 in UTC, missing values null."""
    frame, findings = flat_tracks(tracks, times_as_text=True)
    places = tracks.frame[["longitude", "latitude"]].to_numpy()
    _write(path, "tracks", frame, ({"type": "Point", "coordinates": place.tolist()} for place in places))
    return findings


def _write(path: Path, title: str, frame: pd.DataFrame, shapes: Iterable[Any]) -> None:
    names = [str(name) for name in frame.columns]
    columns = [frame[name].astype("object").tolist() for name in frame.columns]
    with path.open("w", encoding="utf-8") as file:
        file.write(f'{{"type": "FeatureCollection", "name": "{title}", "features": [')
        for row, (shape, *values) in enumerate(zip(shapes, *columns, strict=True)):
            properties = {name: _plain(value) for name, value in zip(names, values, strict=True)}
            feature = {"type": "Feature", "properties": properties, "geometry": shape}
            file.write((",\n" if row else "\n") + json.dumps(feature, ensure_ascii=False, allow_nan=False))
        file.write("\n]}\n")


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, float | int):
        return value if math.isfinite(value) else None
    return value.item() if hasattr(value, "item") else None


GEOJSON = WriteFormat(
    name="GeoJSON", endings=(".geojson", ".json"), tracks=write_geojson_points, airspaces=write_geojson
)
