"""Tracks and airspaces to files of a format that the file's name, or the user, chooses; whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from lagebild.errors import ValidationError
from lagebild.model.airspaces import Airspaces
from lagebild.model.report import Issue
from lagebild.model.tracks import Tracks
from lagebild.writers.format import WriteFormat
from lagebild.writers.registry import all_write_formats
from lagebild.writers.whole_file import written_whole

__all__ = ["write_airspaces", "write_tracks"]

_PathLike = str | os.PathLike[str]
_Writer = Callable[[Any, Path], list[Issue] | None]


def write_tracks(
    tracks: Tracks,
    path: _PathLike,
    format: str | None = None,  # noqa: A002 - the name is part of the public interface
    *,
    overwrite: bool = False,
) -> list[Issue]:
    """Write flight paths to a file: Parquet, CSV, GPX, KML, KMZ, points in GeoPackage, GeoJSON, GeoParquet, and others.

    The file stands at `path` whole, or nothing changes there.

    Parameters
    ----------
    path
        Its ending chooses the format.
    format
        Name of the format, such as `CSV`, where the ending does not tell it.
    overwrite
        Replace a file at that place; otherwise it is refused.

    Returns
    -------
    list of Issue
        What the format cannot hold, and what became of it; empty where everything reads back equal.

    Raises
    ------
    ValidationError
        If no such format holds flight paths.
    WriteError
        If a file is there already, or it cannot be written.
    """
    if not isinstance(tracks, Tracks):
        raise ValidationError(f"write_tracks writes Tracks, not {type(tracks).__name__}")
    target = Path(path)
    chosen = _chosen(target, format, "flight paths", lambda known: known.tracks)
    found = written_whole(target, lambda made: chosen(tracks, made), overwrite=overwrite)
    return list(found or [])


def write_airspaces(
    airspaces: Airspaces,
    path: _PathLike,
    format: str | None = None,  # noqa: A002 - the name is part of the public interface
    *,
    overwrite: bool = False,
) -> list[Issue]:
    """Write airspaces to a file: GeoParquet, GeoPackage, GeoJSON, OpenAir, KML, KMZ; otherwise as `write_tracks`."""
    if not isinstance(airspaces, Airspaces):
        raise ValidationError(f"write_airspaces writes Airspaces, not {type(airspaces).__name__}")
    target = Path(path)
    chosen = _chosen(target, format, "airspaces", lambda known: known.airspaces)
    found = written_whole(target, lambda made: chosen(airspaces, made), overwrite=overwrite)
    return list(found or [])


def _chosen(path: Path, name: str | None, what: str, of: Callable[[WriteFormat], _Writer | None]) -> _Writer:
    fitting = [(known, writer) for known in all_write_formats() if (writer := of(known)) is not None]
    if name is not None:
        found = [writer for known, writer in fitting if known.name.lower() == str(name).lower()]
        said = f"{what} are not written as {str(name)!r:.80}"
    else:
        found = [writer for known, writer in fitting if path.name.lower().endswith(known.endings)]
        said = f"the name {path.name!r:.200} does not tell a format for {what}"
    if not found:
        raise ValidationError(f"{said}; these are known: {', '.join(_listed(known for known, _ in fitting))}")
    return found[0]


def _listed(formats: Iterable[WriteFormat]) -> list[str]:
    return [f"{known.name} ({' '.join(known.endings)})" for known in formats]
