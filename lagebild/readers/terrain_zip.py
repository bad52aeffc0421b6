"""Zip archives of elevations: SRTM height tiles, and maps of XCSoar (.xcm).

A map holds `terrain.jp2`, placed by `terrain.j2w`, in longitude and latitude of WGS 84 (manual of XCSoar, chapter on
data files); what its heights are measured from it does not say. Values of -30000 and below are voids, or water of
unknown height. What else is in it, airspaces among it, is named and not read.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path, PurePosixPath

from pyproj import CRS

from lagebild.codecs.hgt import HGT_SIZES, corner_of
from lagebild.errors import FileFormatError
from lagebild.messages import Message
from lagebild.readers.archives import ZIP_SIGN, member_names, opened_zip, read_member
from lagebild.readers.files import Ledger
from lagebild.readers.format import Head, TerrainFormat, TerrainOptions
from lagebild.readers.hgt import UnpackedRows, hgt_tile
from lagebild.readers.mosaic import NamedTile, mosaic
from lagebild.readers.opened_raster import OpenRaster, Tile, as_open_raster
from lagebild.readers.raster import open_raster

__all__ = ["HGT_ZIP", "XCM", "hgt_tiles_in"]

_LARGEST_TILE = max(HGT_SIZES)
_TERRAIN = "terrain.jp2"
_WGS84 = CRS.from_epsg(4326).to_wkt(version="WKT2_2019")
_MOST_NAMED = 20


def _holds(fits: Callable[[str], bool]) -> Callable[[Head], bool]:
    def matches(head: Head) -> bool:
        if head.is_gzip or not head.data.startswith(ZIP_SIGN):
            return False
        try:
            with zipfile.ZipFile(head.path) as archive:
                return any(fits(name) for name in archive.namelist())
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
            return False

    return matches


def _is_hgt(name: str) -> bool:
    plain = PurePosixPath(name).name
    return plain.lower().endswith(".hgt") and corner_of(plain) is not None


def hgt_tiles_in(path: Path, options: TerrainOptions, ledger: Ledger) -> list[Tile]:
    """Return the tiles in an archive; one that is none is left out and told, unless it is the only one."""
    tiles = []
    with opened_zip(path) as archive:
        names = [name for name in member_names(archive, path) if _is_hgt(name)]
        sizes = {name: archive.getinfo(name).file_size for name in names}
    for name in names:
        plain, size = PurePosixPath(name).name, sizes[name]
        rows = UnpackedRows(partial(_unpacked, path, name), HGT_SIZES.get(size, (0, 0))[1])
        try:
            tiles.append(hgt_tile(plain, size, rows, f"{path} ({plain})", options, ledger))
        except FileFormatError as error:
            if len(names) == 1:
                raise
            ledger.quarantined(Message("the tile cannot be opened: {reason}", reason=str(error)), text=plain)
    if not tiles:
        raise FileFormatError(f"{path}: none of its {len(names)} height tiles can be read")
    return tiles


def _unpacked(path: Path, name: str) -> bytes:
    with opened_zip(path) as archive:
        data = read_member(archive, name, largest=_LARGEST_TILE, path=path)
    if len(data) not in HGT_SIZES:
        raise FileFormatError(f"{path}: {name!r:.200} unpacks to {len(data)} bytes, which no height tile has")
    return data


def _read_hgt(path: Path, options: TerrainOptions, ledger: Ledger) -> OpenRaster:
    tiles = hgt_tiles_in(path, options, ledger)
    for tile in tiles[:1]:
        tile.read(0, 1, 0, 1)  # a damaged archive shows there
    quarantined = sum(issue.severity == "quarantined" for issue in ledger.issues)
    finest, *coarser = mosaic([NamedTile(f"{number:06d}", tile) for number, tile in enumerate(tiles)], str(path))
    return as_open_raster(finest, coarser, records=len(tiles) + quarantined, quarantined=quarantined)


def _is_xcm(name: str) -> bool:
    return name == _TERRAIN


def _read_xcm(path: Path, options: TerrainOptions, ledger: Ledger) -> OpenRaster:
    with opened_zip(path) as archive:
        names = member_names(archive, path)
    others = sorted(name for name in names if not name.startswith("terrain."))
    if others:
        named = ", ".join(others[:_MOST_NAMED]) + (", …" if len(others) > _MOST_NAMED else "")
        ledger.note(Message("what else is in the map was not read: {names}", names=named))
    said = options if options.crs is not None else replace(options, crs=_WGS84)
    # in braces, for GDAL knows an archive by the ending of its name only
    place = f"/vsizip/{{{path.resolve().as_posix()}}}/{_TERRAIN}"
    return open_raster(place, "JP2OpenJPEG", ledger, said)


HGT_ZIP = TerrainFormat(name="SRTM .hgt (zip)", matches=_holds(_is_hgt), read=_read_hgt)
XCM = TerrainFormat(name="XCSoar map", matches=_holds(_is_xcm), read=_read_xcm)
