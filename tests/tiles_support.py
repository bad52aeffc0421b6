"""Small base maps for the tests: pictures as PMTiles and MBTiles, vectors of GDAL."""

from __future__ import annotations

import io
import sqlite3
from pathlib import Path

from PIL import Image
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer


def colour_of(zoom: int, column: int, row: int) -> tuple[int, int, int]:
    """The one colour of a test tile, different for each."""
    return 40 * zoom, (37 * column) % 256, (53 * row) % 256


def picture_tile(zoom: int, column: int, row: int) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (256, 256), colour_of(zoom, column, row)).save(file, "PNG")
    return file.getvalue()


def pixel(tile: bytes) -> tuple[int, ...]:
    return Image.open(io.BytesIO(tile)).convert("RGB").getpixel((100, 100))


def write_pmtiles(path: Path, *, zooms: int = 4, attribution: str = "<b>Eigene</b> &amp; Kacheln") -> Path:
    with path.open("wb") as file:
        writer = Writer(file)
        for zoom in range(zooms):
            for column in range(2**zoom):
                for row in range(2**zoom):
                    writer.write_tile(zxy_to_tileid(zoom, column, row), picture_tile(zoom, column, row))
        header = {
            "tile_type": TileType.PNG,
            "tile_compression": Compression.NONE,
            "min_zoom": 0,
            "max_zoom": zooms - 1,
            "min_lon_e7": -1_800_000_000,
            "min_lat_e7": -850_000_000,
            "max_lon_e7": 1_800_000_000,
            "max_lat_e7": 850_000_000,
        }
        writer.finalize(header, {"attribution": attribution})
    return path


def write_mbtiles(path: Path, *, zooms: int = 3, **metadata: str) -> Path:
    stated = {"name": "Test", "format": "png", "bounds": "-180,-85,180,85", "attribution": "Eigene", **metadata}
    with sqlite3.connect(path) as base:
        base.execute("CREATE TABLE metadata (name text, value text)")
        base.execute("CREATE TABLE tiles (zoom_level integer, tile_column integer, tile_row integer, tile_data blob)")
        base.executemany("INSERT INTO metadata VALUES (?, ?)", stated.items())
        for zoom in range(zooms):
            for column in range(2**zoom):
                for row in range(2**zoom):
                    stored = (zoom, column, 2**zoom - 1 - row, picture_tile(zoom, column, row))
                    base.execute("INSERT INTO tiles VALUES (?, ?, ?, ?)", stored)
    base.close()
    return path
