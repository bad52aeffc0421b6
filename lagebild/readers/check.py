"""Any file to the reports of what it holds: what `lagebild check` prints."""

from __future__ import annotations

from pathlib import Path

from lagebild.model.report import ReadReport
from lagebild.readers.airspaces import read_airspaces
from lagebild.readers.picture_folder import is_picture, read_picture
from lagebild.readers.recognise import recognise
from lagebild.readers.terrain import open_terrain
from lagebild.readers.tracks import read_tracks

__all__ = ["check_file"]


def check_file(path: Path, *, limit_reference: str | None = None) -> list[ReadReport]:
    """Recognise a file by its content, read it whole and return its reports; one a layer for a picture."""
    if path.exists() and is_picture(path):
        return [layer.report for layer in read_picture(path).layers]
    kind = recognise(path).kind
    if kind == "tracks":
        return [read_tracks(path).report]
    if kind == "airspaces":
        return [read_airspaces(path, limit_reference=limit_reference).report]
    return [open_terrain(path).report]
