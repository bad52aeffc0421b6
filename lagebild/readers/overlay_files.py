"""What a file of an overlay is, by its content, and whether it is of a size to be read."""

from __future__ import annotations

import json
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

from lagebild.codecs.text import decode_text, looks_like_text
from lagebild.errors import FileFormatError
from lagebild.messages import Message

__all__ = ["LARGEST_VECTOR", "OverlayFile", "megabytes", "recognise_overlay"]

LARGEST_VECTOR = 500_000_000
"""Bytes, unpacked: vectors are read whole and drawn whole by the browser. Rasters may be of any size."""

_HEAD = 65_536
_MOST_JSON = 10_000_000
"""Bytes of JSON that are parsed only to say what is wrong with them."""
_HIGHEST_RATIO = 500
_MOST_PACKED = 1000
_SHAPEFILE = b"\0\0\x27\x0a"
_SQLITE = b"SQLite format 3\0"
_GEOPACKAGE_IDS = (b"GPKG", b"GP10", b"GP11")
_RASTERS = (
    ((b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"), "GTiff", "GeoTIFF"),
    ((b"\0\0\0\x0cjP  \r\n\x87\n", b"\xff\x4f\xff\x51"), "JP2OpenJPEG", "JPEG 2000"),
)
_GEOJSON = re.compile(
    r'"type"\s*:\s*"(?:FeatureCollection|Feature|(?:Multi)?(?:Point|LineString|Polygon)|GeometryCollection)"'
)
_KML = re.compile(r"^(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:\w+:)?kml[\s>]", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class OverlayFile:
    """A recognised file of an overlay."""

    place: str
    """As GDAL names it; within a zip archive, the part to be read."""

    format: str
    """Such as `GeoPackage`."""

    raster_driver: str = ""
    """GDAL's name of a raster's format; empty: a vector."""


def recognise_overlay(path: Path) -> OverlayFile:
    """Tell an overlay's format by its content.

    Raises
    ------
    FileFormatError
        If it is of no format that an overlay can have, or a vector too large to be read and drawn whole.
    """
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError as error:
        raise FileFormatError(
            Message("{name} cannot be read: {reason}", name=path.name, reason=error.strerror or str(error))
        ) from error
    for signs, driver, name in _RASTERS:
        if head.startswith(signs):
            return OverlayFile(place=str(path), format=name, raster_driver=driver)
    found = _packed(path) if head.startswith(b"PK\x03\x04") else _vector(path, head)
    if found is None:
        raise FileFormatError(
            Message(
                "{name} is no file that can be laid over the map; these can: GeoJSON, GeoPackage, Shapefile (in a "
                ".zip), KML, FlatGeobuf, GeoParquet, GeoTIFF, JPEG 2000",
                name=path.name,
            )
        )
    return found


def _refuse_damaged(path: Path) -> None:
    """Say where a JSON file breaks off or goes wrong, if it does."""
    if path.stat().st_size > _MOST_JSON:
        return
    try:
        json.loads(path.read_bytes())
    except json.JSONDecodeError as error:
        raise FileFormatError(
            Message(
                "{name} begins as JSON but is damaged in line {line}, column {column}: {reason}",
                name=path.name,
                line=error.lineno,
                column=error.colno,
                reason=error.msg,
            )
        ) from error
    except (UnicodeDecodeError, RecursionError):
        return


def _vector(path: Path, head: bytes) -> OverlayFile | None:
    name = _vector_name(path, head)
    if not name:
        return None
    _refuse_large(path.name, path.stat().st_size)
    return OverlayFile(place=str(path), format=name)


def _vector_name(path: Path, head: bytes) -> str:
    if head.startswith(_SQLITE):
        return "GeoPackage" if head[68:72] in _GEOPACKAGE_IDS else ""
    if head.startswith(b"PAR1"):
        return "GeoParquet"
    if head.startswith(b"fgb\x03fgb"):
        return "FlatGeobuf"
    if head.startswith(_SHAPEFILE):
        if not path.with_suffix(".shx").exists() and not path.with_suffix(".SHX").exists():
            raise FileFormatError(
                Message(
                    "{name} is only one of the files of a shapefile; pack .shp, .shx, .dbf and .prj into one .zip",
                    name=path.name,
                )
            )
        return "Shapefile"
    if not looks_like_text(head):
        return ""
    text = decode_text(head).text.lstrip("\ufeff \t\r\n")
    if text.startswith("{"):
        if not _GEOJSON.search(text):
            _refuse_damaged(path)
            return ""
        return "GeoJSON"
    return "KML" if _KML.match(text) else ""


def _packed(path: Path) -> OverlayFile | None:
    """A shapefile in a zip archive: the first .shp in it."""
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()[:_MOST_PACKED]
            shape = next((info for info in infos if info.filename.lower().endswith(".shp")), None)
            if shape is None:
                return None
            _refuse_large(path.name, sum(info.file_size for info in infos))
            if any(info.file_size > _HIGHEST_RATIO * max(info.compress_size, 1024) for info in infos):
                raise FileFormatError(Message("{name} unpacks to far more than a shapefile holds", name=path.name))
            with archive.open(shape) as file:
                if file.read(4) != _SHAPEFILE:
                    return None
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise FileFormatError(Message("{name} is a damaged or locked zip archive", name=path.name)) from error
    return OverlayFile(place=f"/vsizip/{{{path.resolve()}}}/{shape.filename}", format="Shapefile")


def _refuse_large(name: str, size: int) -> None:
    if size > LARGEST_VECTOR:
        raise FileFormatError(
            Message(
                "{name} has {size} of vector data; an overlay of vectors is read and drawn as a whole and may have at "
                "most {most}: cut a region out of it, or make a raster of it, which may be of any size",
                name=name,
                size=megabytes(size),
                most=megabytes(LARGEST_VECTOR),
            )
        )


def megabytes(size: int) -> str:
    """Write a number of bytes in MB or GB."""
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size / 1e6:.0f} MB"
