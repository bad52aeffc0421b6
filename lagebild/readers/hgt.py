"""SRTM height tiles (.hgt), plain or packed with gzip, to elevations; packed ones within zips are `terrain_zip`'s.

The name of the file is the only place where it says where it lies. Zero is EGM96, as of all SRTM editions.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS

from lagebild.codecs.hgt import HGT_SIZES, HGT_VOID, corner_of
from lagebild.errors import FileFormatError
from lagebild.messages import Message
from lagebild.model.terrain import Grid
from lagebild.readers.archives import unpacked_gzip
from lagebild.readers.elevation_values import DEEPEST, metres_factor
from lagebild.readers.files import Ledger
from lagebild.readers.format import Head, TerrainFormat, TerrainOptions
from lagebild.readers.lazy_raster import to_metres
from lagebild.readers.opened_raster import OpenRaster, Tile, above_sea_level, as_open_raster
from lagebild.readers.terrain_crs import terrain_crs

__all__ = ["HGT", "UnpackedRows", "hgt_tile", "looks_like_hgt"]

RowsOf = Callable[[int, int], NDArray[np.int16]]

_BYTES = 2
_WGS84 = CRS.from_epsg(4326).to_wkt(version="WKT2_2019")


def looks_like_hgt(name: str, size: int) -> bool:
    """Whether a file's name and number of bytes (unpacked) are those of a tile, or one of them is, without doubt."""
    named = corner_of(name) is not None and ".hgt" in name.lower()
    return size in HGT_SIZES or named


def _matches(head: Head) -> bool:
    return not head.is_folder and not head.is_text and looks_like_hgt(head.path.name, _size(head.path, head.is_gzip))


def _size(path: Path, is_gzip: bool) -> int:
    """Return the number of bytes, unpacked: of a gzip file its last four bytes tell it."""
    try:
        with path.open("rb") as file:
            end = file.seek(0, 2)
            if not is_gzip:
                return end
            file.seek(max(0, end - 4))
            return int.from_bytes(file.read(4), "little")
    except OSError:
        return -1


def hgt_tile(name: str, size: int, rows_of: RowsOf, place: str, options: TerrainOptions, ledger: Ledger) -> Tile:
    """Make a tile of what is named so and has so many bytes (unpacked); `rows_of` reads whole rows, half-open."""
    shape = HGT_SIZES.get(size)
    if shape is None:
        known = ", ".join(f"{rows}×{columns}" for rows, columns in HGT_SIZES.values())
        raise FileFormatError(
            Message(
                "{place} has {size} bytes; an SRTM height tile has {known} cells of 2 bytes, so it is truncated "
                "or no such",
                place=place,
                size=size,
                known=known,
            )
        )
    corner = corner_of(name)
    if corner is None:
        raise FileFormatError(
            Message(
                "{place} has the size of an SRTM height tile, which tells its place by its name alone; name it by "
                "the south-western corner, such as N47E008.hgt",
                place=place,
            )
        )
    crs = terrain_crs(_WGS84, options.crs, place, ledger)
    rows, columns = shape
    grid = Grid(
        x_origin=float(corner.longitude),
        y_origin=corner.latitude + 1.0,
        x_step=1.0 / (columns - 1),
        y_step=-1.0 / (rows - 1),
        columns=columns,
        rows=rows,
    )
    ledger.note(Message("an SRTM height tile tells its place by its name only: {name}", name=name))
    factor = metres_factor("", options.unit, None, place, ledger)
    tile = Tile(read=_Reader(rows_of, factor), grid=grid, crs=crs.wkt)
    return above_sea_level([tile], None, "EGM96", options.vertical_datum, ledger)[0]


class _Reader:
    def __init__(self, rows_of: RowsOf, factor: float) -> None:
        self.rows_of = rows_of
        self.factor = factor

    def __call__(self, row_from: int, row_to: int, column_from: int, column_to: int) -> NDArray[np.float32]:
        values = self.rows_of(row_from, row_to)[:, column_from:column_to]
        return to_metres(values, missing=(HGT_VOID,), possible=(DEEPEST, -DEEPEST), scale=self.factor)


def _open(path: Path, options: TerrainOptions, ledger: Ledger) -> Tile:
    with path.open("rb") as file:
        is_gzip = file.read(2) == b"\x1f\x8b"
    size = _size(path, is_gzip)
    columns = HGT_SIZES.get(size, (0, 0))[1]
    source = UnpackedRows(partial(_unpacked, path, size), columns) if is_gzip else _FileRows(path, columns)
    return hgt_tile(path.name, size, source, str(path), options, ledger)


class _FileRows:
    """Reads rows out of a plain file."""

    def __init__(self, path: Path, columns: int) -> None:
        self.path = path
        self.columns = columns

    def __call__(self, row_from: int, row_to: int) -> NDArray[np.int16]:
        wanted = (row_to - row_from) * self.columns
        try:
            with self.path.open("rb") as file:
                file.seek(row_from * self.columns * _BYTES)
                data = file.read(wanted * _BYTES)
        except OSError as error:
            raise FileFormatError(
                Message("{path} cannot be read: {reason}", path=self.path, reason=error.strerror or error)
            ) from error
        if len(data) < wanted * _BYTES:
            raise FileFormatError(Message("{path} cannot be read, it has become shorter", path=self.path))
        return np.frombuffer(data, dtype=">i2").reshape(-1, self.columns)


class UnpackedRows:
    """Reads rows out of a packed file, unpacked when the first is wanted; the latest few stay unpacked."""

    def __init__(self, unpack: Callable[[], bytes], columns: int) -> None:
        self.unpack = unpack
        self.columns = columns

    def __call__(self, row_from: int, row_to: int) -> NDArray[np.int16]:
        """Return rows `row_from` to `row_to`, half-open."""
        return np.frombuffer(_UNPACKED.get(self), dtype=">i2").reshape(-1, self.columns)[row_from:row_to]


class _Unpacked:
    """The contents of the packed tiles used last, for all threads."""

    _MOST = 8

    def __init__(self) -> None:
        self._contents: list[tuple[UnpackedRows, bytes]] = []
        self._lock = threading.Lock()

    def get(self, rows: UnpackedRows) -> bytes:
        with self._lock:
            for number, (known, data) in enumerate(self._contents):
                if known is rows:
                    self._contents.append(self._contents.pop(number))
                    return data
            data = rows.unpack()
            self._contents = [*self._contents[1 - self._MOST :], (rows, data)]
            return data


_UNPACKED = _Unpacked()


def _unpacked(path: Path, size: int) -> bytes:
    try:
        packed = path.read_bytes()
    except OSError as error:
        raise FileFormatError(
            Message("{path} cannot be read: {reason}", path=path, reason=error.strerror or error)
        ) from error
    data = unpacked_gzip(packed, largest=size, path=path)
    if len(data) != size:
        raise FileFormatError(
            Message(
                "{path} is a damaged gzip file: it unpacks to {count} bytes instead of {size}",
                path=path,
                count=len(data),
                size=size,
            )
        )
    return data


def _read(path: Path, options: TerrainOptions, ledger: Ledger) -> OpenRaster:
    tile = _open(path, options, ledger)
    tile.read(tile.grid.rows - 1, tile.grid.rows, 0, 1)  # a damaged packed file shows there
    return as_open_raster(tile)


HGT = TerrainFormat(name="SRTM .hgt", matches=_matches, read=_read, tile=_open)
