"""Flight paths and airspaces to KML 2.2 with Google's extension for tracks, and to KMZ, the same packed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TextIO

from lagebild.model.airspaces import Airspaces
from lagebild.model.report import Issue
from lagebild.model.tracks import Tracks
from lagebild.writers.format import WriteFormat
from lagebild.writers.kml_airspaces import airspaces_as_kml
from lagebild.writers.kml_tracks import tracks_as_kml

__all__ = ["KML", "KMZ"]

_EPOCH = (1980, 1, 1, 0, 0, 0)


def _plain(content: Any, path: Path, made: Callable[[Any], tuple[Iterator[str], list[Issue]]]) -> list[Issue]:
    parts, findings = made(content)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        _write(parts, file)
    return findings


def _packed(content: Any, path: Path, made: Callable[[Any], tuple[Iterator[str], list[Issue]]]) -> list[Issue]:
    """Pack `doc.kml` with a fixed time, so that equal content gives equal bytes."""
    parts, findings = made(content)
    entry = zipfile.ZipInfo("doc.kml", _EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    with (
        zipfile.ZipFile(path, "w") as archive,
        archive.open(entry, "w", force_zip64=True) as out,
        io.TextIOWrapper(out, encoding="utf-8", newline="\n") as file,
    ):
        _write(parts, file)
    return findings


def _write(parts: Iterator[str], file: TextIO) -> None:
    for part in parts:
        file.write(part)


def _kml_tracks(tracks: Tracks, path: Path) -> list[Issue]:
    return _plain(tracks, path, tracks_as_kml)


def _kml_airspaces(airspaces: Airspaces, path: Path) -> list[Issue]:
    return _plain(airspaces, path, airspaces_as_kml)


def _kmz_tracks(tracks: Tracks, path: Path) -> list[Issue]:
    return _packed(tracks, path, tracks_as_kml)


def _kmz_airspaces(airspaces: Airspaces, path: Path) -> list[Issue]:
    return _packed(airspaces, path, airspaces_as_kml)


KML = WriteFormat(name="KML", endings=(".kml",), tracks=_kml_tracks, airspaces=_kml_airspaces)
KMZ = WriteFormat(name="KMZ", endings=(".kmz",), tracks=_kmz_tracks, airspaces=_kmz_airspaces)
