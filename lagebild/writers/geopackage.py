"""Airspaces or flight paths to a GeoPackage of one layer."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd

from lagebild.messages import Message
from lagebild.model.airspaces import Airspaces
from lagebild.model.report import Issue
from lagebild.model.tracks import Tracks
from lagebild.writers.flat_airspaces import flat_airspaces
from lagebild.writers.flat_tracks import flat_tracks, points_of
from lagebild.writers.format import WriteFormat

__all__ = ["GEOPACKAGE", "write_geopackage", "write_geopackage_points"]

_OWN = ("fid", "geom")
"""Columns that GeoPackage has for itself."""


def write_geopackage(airspaces: Airspaces, path: Path) -> list[Issue]:
    """Write the layer `airspaces`; limits and activation are JSON texts, other columns stay what they are."""
    frame, findings = flat_airspaces(airspaces, kinds="biuf")
    for name in [name for name in frame.columns if str(name).lower() in _OWN]:
        reason = Message(
            "column {name!r} has a name that GeoPackage uses; it was written as {new!r}", name=name, new=f"{name}_"
        )
        findings.append(Issue(severity="repaired", reason=reason))
        frame = frame.rename(columns={name: f"{name}_"})
    frame.to_file(
        path,
        driver="GPKG",
        layer="airspaces",
        engine="pyogrio",
        index=False,
        promote_to_multi=False,
        geometry_type="Unknown",
    )
    return findings


def write_geopackage_points(tracks: Tracks, path: Path) -> list[Issue]:
    """Write the layer `tracks`: one point a fix, with all columns; times as such where milliseconds are enough."""
    frame, findings = flat_tracks(tracks, reserved=_OWN, times_as_text=False)
    gpd.GeoDataFrame(frame, geometry=points_of(tracks)).to_file(
        path, driver="GPKG", layer="tracks", engine="pyogrio", index=False, geometry_type="Point"
    )
    return findings


GEOPACKAGE = WriteFormat(
    name="GeoPackage", endings=(".gpkg",), tracks=write_geopackage_points, airspaces=write_geopackage
)
