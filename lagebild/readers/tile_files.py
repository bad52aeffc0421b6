"""Files of base maps: which kind one is, by its content."""

from __future__ import annotations

from pathlib import Path

from lagebild.errors import TileError
from lagebild.messages import Message
from lagebild.readers.mbtiles import MbtilesFile
from lagebild.readers.pmtiles import PmtilesFile
from lagebild.readers.tile_source import TileSource

__all__ = ["open_tiles", "raster_driver"]

_RASTERS = (
    ((b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"), "GTiff"),
    ((b"\0\0\0\x0cjP  \r\n\x87\n", b"\xff\x4f\xff\x51"), "JP2OpenJPEG"),
)


def raster_driver(path: Path) -> str:
    """GDAL's name of a georeferenced raster's format; empty where the file is none."""
    head = _head(path)
    return next((driver for signs, driver in _RASTERS if head.startswith(signs)), "")


def open_tiles(path: Path) -> TileSource:
    """Open PMTiles or MBTiles.

    Raises
    ------
    TileError
        If the file is damaged or of another kind.
    """
    head = _head(path)
    if head.startswith(b"PMTiles"):
        return PmtilesFile(path)
    if head.startswith(b"SQLite format 3\0"):
        return MbtilesFile(path)
    raise TileError(Message("{name} is no base map; these are: PMTiles, MBTiles, GeoTIFF, JPEG 2000", name=path.name))


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(16)
    except OSError as error:
        raise TileError(
            Message("{name} cannot be read: {reason}", name=path.name, reason=error.strerror or str(error))
        ) from error
