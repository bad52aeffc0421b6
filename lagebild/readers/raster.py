"""Rasters that GDAL reads, opened as lazy elevations."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
from rasterio.enums import ColorInterp

from lagebild.errors import CrsError, FileFormatError
from lagebild.messages import Message
from lagebild.model.provenance import SYNTHETIC
from lagebild.model.terrain import Grid
from lagebild.readers.elevation_values import StoredValues, metres_factor, missing_values
from lagebild.readers.files import Ledger, one_line
from lagebild.readers.format import Head, TerrainFormat, TerrainOptions
from lagebild.readers.gdal_files import GDAL_ERRORS, WindowReader, gdal, opened, probe
from lagebild.readers.opened_raster import OpenRaster, Tile, above_sea_level, as_open_raster
from lagebild.readers.terrain_crs import TerrainCrs, check_place, terrain_crs

__all__ = ["DTED", "ESRI_ASCII", "GEOTIFF", "JPEG2000", "Presumed", "open_raster", "open_tile"]

_DTED_DATUMS = {"E96": "EGM96", "MSL": "mean sea level", "E08": "EGM2008"}
_COPERNICUS = "copernicus_dsm_"
"""The global Copernicus elevation model names its tiles so and its datum in the handbook only: EGM2008."""

_COLOURS = {ColorInterp.red, ColorInterp.green, ColorInterp.blue, ColorInterp.palette}
_EPSILON = 1e-9
_TIFF = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_JPEG2000 = (b"\0\0\0\x0cjP  \r\n\x87\n", b"\xff\x4f\xff\x51")
_DTED = (b"UHL1", b"VOL1", b"HDR1")
_ESRI = re.compile(rb"\s*ncols\s+\d+\s+nrows\s+\d+\s+xll(?:corner|center)\s", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Presumed:
    """What a format's description says of all its rasters, where the raster itself does not."""

    wkt: str
    """Of the coordinate reference system."""

    values: StoredValues


def open_raster(
    place: str,
    driver: str,
    ledger: Ledger,
    options: TerrainOptions | None = None,
    *,
    presumed: Presumed | None = None,
) -> OpenRaster:
    """Open a raster with the named GDAL driver only; see `lagebild.open_terrain`."""
    finest, *coarser = _levels(place, driver, ledger, options or TerrainOptions(), presumed, alone=True)
    return as_open_raster(finest, coarser)


def open_tile(
    place: str, driver: str, ledger: Ledger, options: TerrainOptions, *, presumed: Presumed | None = None
) -> Tile:
    """Open a raster among many: nothing is read but its header, its overviews are opened when they are wanted."""
    finest, *coarser = _levels(place, driver, ledger, options, presumed, alone=False)
    return replace(finest, overviews=tuple(coarser))


def _levels(
    place: str, driver: str, ledger: Ledger, options: TerrainOptions, presumed: Presumed | None, *, alone: bool
) -> list[Tile]:
    with gdal(place):
        with opened(place, driver) as dataset:
            _check_raster(dataset, place)
            wkt = _wkt(dataset, place) or (None if presumed is None else presumed.wkt)
            crs = terrain_crs(wkt, options.crs, place, ledger)
            if dataset.transform.is_identity:
                raise CrsError(
                    Message(
                        "{place} does not say where its cells lie: it has no geotransform, and no world file "
                        "beside it (such as .tfw or .j2w) that can be read",
                        place=place,
                    )
                )
            if options.check_place:
                check_place(_grid(dataset), crs.horizontal, place, ledger)
            values = _values_of(dataset, crs, options, presumed, place, ledger)
            levels = [_tile(dataset, WindowReader(place, driver, None, values), crs)]
            stated = _stated_datum(dataset, crs, place, ledger)
            _check_length(dataset, place)
            factors = dataset.overviews(1)
            if alone:
                probe(dataset, place)
        for level, factor in enumerate(factors):
            read = WindowReader(place, driver, level, values)
            grid = _probed_grid(place, driver, level) if alone else _coarser(levels[0].grid, factor)
            levels.append(replace(levels[0], read=read, grid=grid))
    return above_sea_level(levels, crs.vertical, stated, options.vertical_datum, ledger)


def _tile(dataset: Any, read: WindowReader, crs: TerrainCrs) -> Tile:
    synthetic = dataset.tags().get("LAGEBILD_MARKING") == SYNTHETIC
    return Tile(read=read, grid=_grid(dataset), crs=crs.wkt, synthetic=synthetic)


def _grid(dataset: Any) -> Grid:
    transform = dataset.transform
    return Grid(
        x_origin=transform.c + 0.5 * transform.a,
        y_origin=transform.f + 0.5 * transform.e,
        x_step=transform.a,
        y_step=transform.e,
        columns=dataset.width,
        rows=dataset.height,
    )


def _probed_grid(place: str, driver: str, level: int) -> Grid:
    with opened(place, driver, level) as dataset:
        probe(dataset, place)
        return _grid(dataset)


def _coarser(grid: Grid, factor: int) -> Grid:
    """Return the grid of an overview that has not been opened."""
    return Grid(
        x_origin=grid.x_origin + 0.5 * (factor - 1) * grid.x_step,
        y_origin=grid.y_origin + 0.5 * (factor - 1) * grid.y_step,
        x_step=factor * grid.x_step,
        y_step=factor * grid.y_step,
        columns=-(-grid.columns // factor),
        rows=-(-grid.rows // factor),
    )


def _check_raster(dataset: Any, place: str) -> None:
    if dataset.count == 0:
        raise FileFormatError(Message("{place} has no band of elevations", place=place))
    kind = np.dtype(dataset.dtypes[0]).kind if dataset.dtypes[0] else "?"
    if kind not in "iuf":
        raise FileFormatError(
            Message("{place} holds {kind} values, no elevations", place=place, kind=dataset.dtypes[0])
        )
    if _COLOURS & set(dataset.colorinterp[:1]):
        raise FileFormatError(
            Message(
                "{place} is a coloured image ({count} bands), no raster of elevations", place=place, count=dataset.count
            )
        )
    transform = dataset.transform
    if transform.is_identity and dataset.gcps[0]:
        raise CrsError(
            Message("{place} is placed by control points, not by a regular grid; warp it first", place=place)
        )
    largest = max(abs(transform.a), abs(transform.e))
    if max(abs(transform.b), abs(transform.d)) > _EPSILON * largest:
        raise CrsError(
            Message("{place} has a rotated grid; warp it to one whose rows run west to east first", place=place)
        )
    if transform.a <= 0:
        raise CrsError(Message("{place} has columns that run east to west; warp it first", place=place))


def _wkt(dataset: Any, place: str) -> str | None:
    try:
        return None if dataset.crs is None else str(dataset.crs.to_wkt(version="WKT2_2019"))
    except GDAL_ERRORS as error:
        raise CrsError(
            Message(
                "{place}: its coordinate reference system cannot be read: {reason}", place=place, reason=one_line(error)
            )
        ) from error


def _values_of(
    dataset: Any, crs: TerrainCrs, options: TerrainOptions, presumed: Presumed | None, place: str, ledger: Ledger
) -> StoredValues:
    if dataset.count > 1:
        ledger.note(Message("the raster has {count} bands; the first was taken as elevation", count=dataset.count))
    factor = metres_factor(dataset.units[0] or "", options.unit, crs.vertical, place, ledger)
    if presumed is not None:
        return replace(presumed.values, scale=factor)
    missing, possible = missing_values(dataset.nodata, np.dtype(dataset.dtypes[0]).kind, ledger)
    return StoredValues(
        missing=missing,
        possible=possible,
        masked=any(flag.name in ("per_dataset", "alpha") for flag in dataset.mask_flag_enums[0]),
        scale=float(dataset.scales[0]) * factor,
        offset=float(dataset.offsets[0]) * factor,
    )


def _stated_datum(dataset: Any, crs: TerrainCrs, place: str, ledger: Ledger) -> str:
    code = str(dataset.tags().get("DTED_VerticalDatum", "")).strip()
    if code:
        return _DTED_DATUMS.get(code, code)
    if crs.vertical is None and PurePosixPath(place.replace("\\", "/")).name.lower().startswith(_COPERNICUS):
        ledger.note(Message("by its name a tile of the Copernicus elevation model; its vertical datum is EGM2008"))
        return "EGM2008"
    return ""


def _check_length(dataset: Any, place: str) -> None:
    """Refuse a TIFF whose last block lies beyond the file's end, without reading the block."""
    if dataset.driver != "GTiff" or not Path(place).is_file():
        return
    rows, columns = dataset.block_shapes[0]
    block = f"{(dataset.width - 1) // columns}_{(dataset.height - 1) // rows}"
    offset, size = (dataset.get_tag_item(f"BLOCK_{what}_{block}", "TIFF", bidx=1) for what in ("OFFSET", "SIZE"))
    if offset and size and int(offset) + int(size) > Path(place).stat().st_size:
        raise FileFormatError(
            Message(
                "{place} is truncated: it has {size} bytes of at least {needed}",
                place=place,
                size=Path(place).stat().st_size,
                needed=int(offset) + int(size),
            )
        )


def _starts_with(signs: tuple[bytes, ...]) -> Callable[[Head], bool]:
    return lambda head: not head.is_gzip and head.data.startswith(signs)


def _format(name: str, driver: str, matches: Callable[[Head], bool]) -> TerrainFormat:
    return TerrainFormat(
        name=name,
        matches=matches,
        read=lambda path, options, ledger: open_raster(str(path), driver, ledger, options),
        tile=lambda path, options, ledger: open_tile(str(path), driver, ledger, options),
    )


GEOTIFF = _format("GeoTIFF", "GTiff", _starts_with(_TIFF))
JPEG2000 = _format("JPEG 2000", "JP2OpenJPEG", _starts_with(_JPEG2000))
DTED = _format("DTED", "DTED", lambda head: _starts_with(_DTED)(head) and b"DSI" in head.data[:1000])
ESRI_ASCII = _format("ESRI ASCII", "AAIGrid", lambda head: not head.is_gzip and _ESRI.match(head.data) is not None)
