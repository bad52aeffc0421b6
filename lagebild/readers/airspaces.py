"""Airspaces from files of any known format."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from lagebild.model.airspaces import Airspaces
from lagebild.readers.files import PathLike, Progress, as_paths
from lagebild.readers.format import AirspaceFormat, AirspaceOptions
from lagebild.readers.recognise import format_of
from lagebild.readers.vector_airspaces import VectorOptions

__all__ = ["read_airspaces"]


def read_airspaces(
    path_or_paths: PathLike | Iterable[PathLike],
    *,
    limit_reference: str | None = None,
    columns: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> Airspaces:
    """Read airspaces from one file or several; the formats are recognised by content.

    Formats: OpenAir (original and extended), AIXM 5.1, TNP (SUA), UAS zones (ED-269, ED-318), openAIP, NOTAMs (ICAO
    format), GeoJSON, GeoPackage (all layers), GeoParquet, shapefiles (beside each other or zipped), KML and KMZ. A
    record that cannot be an airspace is left out, an invalid polygon is repaired; both stand in `airspaces.report`,
    with line or record number and original text.

    Parameters
    ----------
    path_or_paths
        A file, or several; equal identifiers of different files get the file's number appended.
    limit_reference
        What bare numbers in the columns of limits mean (tables of features, KML): `FL`, `ft AMSL`,
        `m AMSL`, `ft AGL`, `m AGL` or `ft STD`. Without it they are unknown limits, and the report says so.
    columns
        Which column holds what, such as `{"name": "NAM", "upper": "CEILING"}`; usual names are known.
    progress
        Called with a file's name and the share done (0..1).

    Returns
    -------
    Airspaces
        With `report`, whose records are blocks (OpenAir, TNP), zones, NOTAMs or features.

    Raises
    ------
    MissingFileError
        If a file does not exist.
    FileFormatError
        If a file is empty, damaged, of no known format, or holds no usable airspace.
    CrsError
        If a file does not say its coordinate reference system.
    ColumnError, ValidationError
        If a named column does not exist, or an option has no such value.
    """
    VectorOptions(limit_reference=limit_reference, columns=dict(columns or {}))  # says at once what is wrong with them
    options = AirspaceOptions(limit_reference=limit_reference, columns=dict(columns or {}))
    paths = as_paths(path_or_paths)
    parts = []
    for number, path in enumerate(paths):
        if progress is not None:
            progress(path.name, number / len(paths))
        parts.append(_read_one(path, options))
    if progress is not None:
        progress(paths[-1].name, 1.0)
    return Airspaces.union(parts)


def _read_one(path: Path, options: AirspaceOptions) -> Airspaces:
    return format_of(path, AirspaceFormat).read(path, options)
