"""Tracks, airspaces, places and stations to (Geo)Parquet, marked where they are synthetic."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from lagebild.errors import PictureError
from lagebild.messages import Message
from lagebild.model.airspaces import Airspaces
from lagebild.model.provenance import SYNTHETIC, Provenance
from lagebild.model.report import Issue
from lagebild.model.tracks import Tracks
from lagebild.writers.flat_tracks import points_of
from lagebild.writers.format import WriteFormat

__all__ = ["GEOPARQUET", "PARQUET", "write_airspaces", "write_table"]

_RECORD_COLUMNS = ("lower", "upper", "activation")


def write_table(frame: pd.DataFrame, path: Path, provenance: Provenance | None = None) -> None:
    """Write a table as Parquet; its schema carries the marking and the source."""
    try:
        table = pa.Table.from_pandas(frame, preserve_index=False)
    except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
        raise PictureError(f"the table for {path.name} has a column that Parquet cannot hold: {error}") from error
    marked = table.replace_schema_metadata({**(table.schema.metadata or {}), **_marking(provenance)})
    pq.write_table(marked, path, compression="zstd")


def write_airspaces(airspaces: Airspaces, path: Path, provenance: Provenance | None = None) -> None:
    """Write airspaces as GeoParquet; limits and activation become JSON texts."""
    frame = airspaces.frame
    for name in _RECORD_COLUMNS:
        frame[name] = frame[name].map(_as_json).astype("str")
    if provenance is not None and provenance.synthetic:
        frame["marking"] = SYNTHETIC
    gpd.GeoDataFrame(frame, crs=frame.crs).to_parquet(path, index=False, compression="zstd")


def _as_json(value: Any) -> str:
    return json.dumps(value.to_record(), ensure_ascii=False)


def _marking(provenance: Provenance | None) -> dict[bytes, bytes]:
    if provenance is None:
        return {}
    marking = {
        "marking": SYNTHETIC if provenance.synthetic else "",
        "source": provenance.source,
        "licence": provenance.licence,
    }
    return {b"lagebild": json.dumps(marking, ensure_ascii=False).encode()}


def _tracks_to_parquet(tracks: Tracks, path: Path) -> list[Issue]:
    report = tracks.report
    write_table(tracks.frame, path, Provenance(source=report.source, synthetic=report.synthetic))
    return []


def _tracks_to_geoparquet(tracks: Tracks, path: Path) -> list[Issue]:
    """Write one point a fix beside all columns, places included."""
    frame = tracks.frame
    if tracks.report.synthetic:
        frame["marking"] = SYNTHETIC
    findings: list[Issue] = []
    if "geometry" in frame:
        frame = frame.rename(columns={"geometry": "geometry_"})
        reason = Message(
            "column {name!r} has a name that the format uses; it was written as {new!r}",
            name="geometry",
            new="geometry_",
        )
        findings.append(Issue(severity="repaired", reason=reason))
    gpd.GeoDataFrame(frame, geometry=points_of(tracks)).to_parquet(path, index=False, compression="zstd")
    return findings


def _airspaces_to_parquet(airspaces: Airspaces, path: Path) -> list[Issue]:
    write_airspaces(airspaces, path, Provenance(source=airspaces.report.source, synthetic=airspaces.report.synthetic))
    return []


PARQUET = WriteFormat(name="Parquet", endings=(".parquet",), tracks=_tracks_to_parquet)
"""A plain table of fixes."""

GEOPARQUET = WriteFormat(
    name="GeoParquet",
    endings=(".geoparquet", ".parquet"),
    tracks=_tracks_to_geoparquet,
    airspaces=_airspaces_to_parquet,
)
"""Tracks are points, airspaces polygons."""
