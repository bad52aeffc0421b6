"""Terrain from raster files of any known format, read lazily."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from lagebild.errors import CrsError, ValidationError
from lagebild.model.report import ReadReport, issue_table
from lagebild.model.terrain import Terrain
from lagebild.readers.files import Ledger, PathLike
from lagebild.readers.format import TerrainFormat, TerrainOptions
from lagebild.readers.opened_raster import OpenRaster
from lagebild.readers.raster import GEOTIFF, open_raster
from lagebild.readers.recognise import format_of
from lagebild.readers.terrain_crs import parse_crs

__all__ = ["open_terrain"]

_ARCHIVE = "/vsizip/"
"""Rasters within a local zip archive, as GDAL names them; GDAL's names of remote files are not accepted."""


def open_terrain(
    path: PathLike,
    *,
    crs: Any = None,
    unit: str | None = None,
    vertical_datum: str | None = None,
    vertical_accuracy: float | None = None,
    report: ReadReport | None = None,
) -> Terrain:
    """Open terrain: GeoTIFF, JPEG 2000, SRTM .hgt, DTED, ESRI ASCII, NetCDF, XCSoar maps; a folder of tiles.

    A file is recognised by its content; nothing is read but headers. Tiles of a folder (of a zip archive, if they are
    .hgt) become one raster of the finest one's cells: those on its lattice are taken as they are, others are
    interpolated bilinearly. Where tiles overlap, the finer one counts, then the one whose name comes first. A damaged
    tile is quarantined, the rest opens.

    Elevations come out in metres (files in feet are converted) and as NaN where there is no data: the declared
    nodata value, and, where a file declares none, the values -32768, -32767, -9999 and 65535 that cannot be
    elevations. The report counts each raster as one record; conversions and assumptions stand in it as notes.

    Parameters
    ----------
    path
        One file or folder.
    crs
        Coordinate reference system, such as `EPSG:25832`, where the file names none or a wrong one.
    unit
        `m`, `ft` or `us-ft`, where the file names none or a wrong one.
    vertical_datum
        What zero is, such as `EGM96`; by default what the file says, else `unknown`. Heights above the ellipsoid
        (`ellipsoid`) are turned into those above mean sea level by the geoid EGM96.
    vertical_accuracy
        95 % bound of the error in metres; by default unknown.
    report
        A report to carry instead of the reader's own, where a picture stored one.

    Returns
    -------
    Terrain
        Read lazily, from several threads at once where wanted; `coarser` holds the file's overviews.

    Raises
    ------
    MissingFileError
        If there is no such file.
    FileFormatError
        If it is empty, damaged or truncated, of no known format, or no raster of elevations.
    CrsError
        If it has no coordinate reference system, one that its coordinates do not fit, or a rotated grid; if tiles
        of a folder have different ones.
    ValidationError
        If its grid is irregular, its unit is no length, or an option has no such value; if tiles of a folder have
        different vertical datums or lie too far apart.
    """
    if vertical_accuracy is not None and not (vertical_accuracy >= 0 or math.isnan(vertical_accuracy)):
        raise ValidationError(f"vertical_accuracy must be a number of metres, not {vertical_accuracy}")
    place = str(path)
    ledger = Ledger(source=Path(place).name)
    options = TerrainOptions(
        crs=None if crs is None else parse_crs(crs),
        unit=unit,
        vertical_datum=vertical_datum,
        check_place=report is None,  # what a picture stored was checked when it was first read
    )
    raster, name = _open(path, place, options, ledger)
    own = ReadReport(
        source=ledger.source,
        format=name,
        records=raster.records,
        kept=raster.records - raster.quarantined,
        quarantined=raster.quarantined,
        synthetic=raster.synthetic,
        issues=issue_table(ledger.issues),
    )
    try:
        terrain = Terrain(
            elevation=raster.elevation,
            coarser=raster.coarser,
            vertical_datum=raster.vertical_datum or "unknown",
            vertical_accuracy=math.nan if vertical_accuracy is None else float(vertical_accuracy),
            report=own if report is None else report,
        )
        _ = terrain.bounds  # fails where the coordinates cannot be turned into degrees
    except (CrsError, ValidationError) as error:
        raise type(error)(f"{place}: {error}") from error
    return terrain


def _open(path: PathLike, place: str, options: TerrainOptions, ledger: Ledger) -> tuple[OpenRaster, str]:
    if place.startswith(_ARCHIVE):
        return open_raster(place, "GTiff", ledger, options), GEOTIFF.name
    found = format_of(path, TerrainFormat)
    return found.read(Path(path), options, ledger), found.name
