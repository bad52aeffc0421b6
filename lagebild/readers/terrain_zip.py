"""Terrain in zip archives: SRTM height tiles (`N47E008.hgt.zip`), one or several, and XCSoar's maps (.xcm).

An .xcm holds `terrain.jp2`, in degrees of longitude and latitude (WGS 84) by the world file `terrain.j2w`, whose place
is the first cell's centre, as in all world files. Its numbers are signed 16-bit metres even where the image says that
they have no sign; -32768 is nothing known, and from -30000 down there is water of a level that nobody tells, so the
ground is unknown too (XCSoar, "Map data file formats"). No file says what its heights are above.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path, PurePosixPath

from pyproj import CRS

from lagebild.codecs.hgt import HGT_SIZES, corner_of
from lagebild.errors import FileFormatError, LagebildError
from lagebild.messages import Message, message_of, renamed
from lagebild.model.report import Issue
from lagebild.readers.archives import ZIP_SIGN, member_names, opened_zip, read_member
from lagebild.readers.elevation_values import StoredValues
from lagebild.readers.files import Ledger
from lagebild.readers.format import Head, TerrainFormat, TerrainOptions
from lagebild.readers.hgt import UnpackedRows, hgt_tile
from lagebild.readers.mosaic import coarser_levels
from lagebild.readers.opened_raster import OpenRaster, Tile, as_open_raster
from lagebild.readers.raster import Presumed, open_raster, open_tile
from lagebild.readers.terrain_folder import left_out, merged, note_once

__all__ = ["HGT_ZIP", "XCSOAR_MAP"]

_TERRAIN = "terrain.jp2"
_DRIVER = "JP2OpenJPEG"
_LARGEST_MAP = 4_000_000_000
_UNPACKING = (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, NotImplementedError, KeyError)
_LOWEST_LAND, _HIGHEST_LAND = -500.0, 9_000.0
"""Metres; the shore of the Dead Sea lies at -430. Lossy packing smears the values of water over the cells beside it."""

_XCSOAR = Presumed(
    wkt=CRS.from_epsg(4326).to_wkt(version="WKT2_2019"),
    values=StoredValues(missing=(), possible=(_LOWEST_LAND, _HIGHEST_LAND), signed=True),
)


def _names(head: Head) -> list[str]:
    """Return the names in an archive; none where it is no archive that can be read."""
    if head.is_gzip or not head.data.startswith(ZIP_SIGN):
        return []
    try:
        with zipfile.ZipFile(head.path) as archive:
            return archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, LookupError):
        return []


def _is_tile(name: str) -> bool:
    base = PurePosixPath(name).name
    return base.lower().endswith(".hgt") and corner_of(base) is not None


def _map_place(path: Path, ledger: Ledger) -> str:
    """Return GDAL's name of a map's terrain; says what else the map holds."""
    with opened_zip(path) as archive:
        names = member_names(archive, path)
        size = archive.getinfo(_TERRAIN).file_size if _TERRAIN in names else 0
    if not size:
        raise FileFormatError(Message("{path} holds no {name}, or an empty one", path=path, name=_TERRAIN))
    if size > _LARGEST_MAP:
        raise FileFormatError(
            Message(
                "{path}: {name} unpacks to {size} bytes; at most {most} are read",
                path=path,
                name=_TERRAIN,
                size=size,
                most=_LARGEST_MAP,
            )
        )
    for name in names:
        if PurePosixPath(name).name.lower() == "airspace.txt":
            ledger.note(Message("the map holds airspaces too: {name}; unpack it to read them", name=name))
    return f"/vsizip/{{{path.resolve()}}}/{_TERRAIN}"


def _read_map(path: Path, options: TerrainOptions, ledger: Ledger) -> OpenRaster:
    place = _map_place(path, ledger)
    with _named(path, place):
        return open_raster(place, _DRIVER, ledger, options, presumed=_XCSOAR)


def _map_tile(path: Path, options: TerrainOptions, ledger: Ledger) -> Tile:
    place = _map_place(path, ledger)
    with _named(path, place):
        return open_tile(place, _DRIVER, ledger, options, presumed=_XCSOAR)


@contextmanager
def _named(path: Path, place: str) -> Iterator[None]:
    """Name the file as its owner does, not as GDAL does."""
    try:
        yield
    except LagebildError as error:
        raise type(error)(renamed(message_of(error), place, f"{path} ({_TERRAIN})")) from error


def _tiles(path: Path, options: TerrainOptions, ledger: Ledger) -> tuple[list[tuple[str, Tile]], int]:
    """Open an archive's height tiles; returns them by their names, and how many there are, damaged ones too."""
    issues: list[Issue] = []
    opened: list[tuple[str, Tile]] = []
    with opened_zip(path) as archive:
        infos = [archive.getinfo(name) for name in member_names(archive, path) if _is_tile(name)]
    for record, info in enumerate(infos):
        own = Ledger(source=f"{path.name}/{info.filename}")
        try:
            opened.append((info.filename, _member(path, info, options, own)))
        except LagebildError as error:
            if len(infos) == 1:
                raise
            issues.append(left_out(error, own.source, record))
        else:
            issues += own.issues
    if not opened:
        raise FileFormatError(Message("{path} holds no SRTM height tile that can be opened", path=path))
    ledger.issues += note_once(issues)
    return opened, len(infos)


def _member(path: Path, info: zipfile.ZipInfo, options: TerrainOptions, ledger: Ledger) -> Tile:
    columns = HGT_SIZES.get(info.file_size, (0, 0))[1]
    rows_of = UnpackedRows(partial(_unpacked, path, info.filename, info.file_size), columns)
    name = PurePosixPath(info.filename).name
    tile = hgt_tile(name, info.file_size, rows_of, f"{path}/{info.filename}", options, ledger)
    _check_packing(path, info)
    return tile


def _check_packing(path: Path, info: zipfile.ZipInfo) -> None:
    """Read a file's first bytes: a damaged place or an unknown way of packing shows there."""
    with opened_zip(path) as archive:
        try:
            with archive.open(info.filename) as member:
                member.read(2)
        except _UNPACKING as error:
            raise FileFormatError(
                Message(
                    "{path}: {filename!r:.200} cannot be unpacked: {reason}",
                    path=path,
                    filename=info.filename,
                    reason=message_of(error),
                )
            ) from error


def _unpacked(path: Path, name: str, size: int) -> bytes:
    with opened_zip(path) as archive:
        data = read_member(archive, name, largest=size, path=path)
    if len(data) != size:
        raise FileFormatError(
            Message(
                "{path}: {name!r:.200} unpacks to {count} bytes instead of {size}",
                path=path,
                name=name,
                count=len(data),
                size=size,
            )
        )
    return data


def _read_tiles(path: Path, options: TerrainOptions, ledger: Ledger) -> OpenRaster:
    opened, count = _tiles(path, options, ledger)
    if count == 1:
        tile = opened[0][1]
        tile.read(tile.grid.rows - 1, tile.grid.rows, 0, 1)  # a damaged archive shows there
        return as_open_raster(tile)
    whole = merged(opened, str(path))
    return as_open_raster(whole, coarser_levels(whole), records=count, quarantined=count - len(opened))


def _tile_of_several(path: Path, options: TerrainOptions, ledger: Ledger) -> Tile:
    opened, _ = _tiles(path, options, ledger)
    return opened[0][1] if len(opened) == 1 else merged(opened, str(path))


XCSOAR_MAP = TerrainFormat(
    name="XCSoar map", matches=lambda head: _TERRAIN in _names(head), read=_read_map, tile=_map_tile
)
HGT_ZIP = TerrainFormat(
    name="SRTM .hgt (zip)",
    matches=lambda head: any(map(_is_tile, _names(head))),
    read=_read_tiles,
    tile=_tile_of_several,
)
