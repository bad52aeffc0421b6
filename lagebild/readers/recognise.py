"""What a file is, by its content; its name does not count."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from lagebild.codecs.igc import looks_like_igc
from lagebild.codecs.openair import looks_like_openair
from lagebild.codecs.picture_toml import MANIFEST_NAME
from lagebild.codecs.text import decode_text, looks_like_text, split_lines
from lagebild.errors import FileFormatError, MissingFileError
from lagebild.readers.files import PathLike, existing_file, one_line
from lagebild.readers.table_dialects import is_track_header
from lagebild.readers.table_files import split_header

__all__ = ["Format", "Kind", "recognise"]


class Kind(StrEnum):
    """What a file holds."""

    TRACKS = "tracks"
    AIRSPACES = "airspaces"
    TERRAIN = "terrain"
    PICTURE = "picture"


@dataclass(frozen=True, kw_only=True)
class Format:
    """A format that lagebild reads."""

    name: str
    """Such as `IGC`."""

    kind: Kind
    """What it holds."""

    driver: str = ""
    """GDAL's name of the format, where GDAL reads it."""

    def __str__(self) -> str:
        return f"{self.name} ({self.kind})"


PICTURE_FOLDER = Format(name="picture folder", kind=Kind.PICTURE)
PICTURE_ZIP = Format(name="picture (zip)", kind=Kind.PICTURE)
IGC = Format(name="IGC", kind=Kind.TRACKS)
CSV_TRACKS = Format(name="CSV", kind=Kind.TRACKS)
PARQUET_TRACKS = Format(name="Parquet", kind=Kind.TRACKS)
OPENAIR = Format(name="OpenAir", kind=Kind.AIRSPACES)
GEOJSON = Format(name="GeoJSON", kind=Kind.AIRSPACES, driver="GeoJSON")
GEOPACKAGE = Format(name="GeoPackage", kind=Kind.AIRSPACES, driver="GPKG")
GEOPARQUET = Format(name="GeoParquet", kind=Kind.AIRSPACES)
GEOTIFF = Format(name="GeoTIFF", kind=Kind.TERRAIN, driver="GTiff")
JPEG2000 = Format(name="JPEG 2000", kind=Kind.TERRAIN, driver="JP2OpenJPEG")
DTED = Format(name="DTED", kind=Kind.TERRAIN, driver="DTED")
NETCDF = Format(name="NetCDF", kind=Kind.TERRAIN)

_HEAD = 65_536
_TEXT_HEAD = 4_000_000
"""OpenAir files may begin with pages of comments, so more of a text is looked at."""

_TIFF = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_JPEG2000 = (b"\0\0\0\x0cjP  \r\n\x87\n", b"\xff\x4f\xff\x51")
_NETCDF = (b"CDF\x01", b"CDF\x02", b"CDF\x05", b"\x89HDF\r\n\x1a\n")
_DTED = (b"UHL1", b"VOL1", b"HDR1")
_SQLITE = b"SQLite format 3\0"
_GEOPACKAGE_IDS = (b"GPKG", b"GP10", b"GP11")
_GEOJSON = re.compile(r'"type"\s*:\s*"(?:FeatureCollection|Feature|Polygon|MultiPolygon|GeometryCollection)"')
_FOREIGN = (
    (b"\x89PNG\r\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"%PDF", "a PDF document"),
    (b"\x1f\x8b", "packed with gzip; unpack it first"),
    (b"PK\x03\x04", "a zip archive without a picture in it; unpack it first"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
)


_NOT_YET = (
    (re.compile(r'"UASZoneList"|"uomDimensions"|"horizontalProjection"'), "ED-269 (UAS zones)"),
    (re.compile(r'"extent"\s*:\s*\{\s*"subType"|"layer"\s*:\s*\{\s*"(?:upper|lower)'), "ED-318 (UAS zones)"),
    (re.compile(r'"trace"\s*:\s*\['), "a trace of readsb"),
    (re.compile(r"<(?:\w+:)?AIXM|aixm\.aero"), "AIXM"),
    (re.compile(r"<gpx\b"), "GPX"),
    (re.compile(r"<kml\b"), "KML"),
)


def recognise(path: PathLike) -> Format:
    """Tell the format of a file or folder by its content.

    Raises
    ------
    MissingFileError
        If there is nothing at the path.
    FileFormatError
        If it is empty or of no format that lagebild reads; the sentence says what it looks like.
    """
    place = Path(path)
    if _is_folder(place):
        if (place / MANIFEST_NAME).is_file():
            return PICTURE_FOLDER
        raise FileFormatError(f"{place} is a folder without {MANIFEST_NAME}, so it is no picture")
    existing_file(place)
    head = _head(place, _HEAD)
    found = _binary(place, head) or _text(place, head)
    if found is None:
        raise FileFormatError(f"{place} is of no format that lagebild reads{_hint(head)}")
    return found


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):  # a name that no file can have
        return False


def _head(path: Path, length: int) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(length)
    except FileNotFoundError as error:
        raise MissingFileError(f"there is no file {path}") from error
    except OSError as error:
        raise FileFormatError(f"{path} cannot be read: {error.strerror or error}") from error


def _binary(path: Path, head: bytes) -> Format | None:
    for signs, found in ((_TIFF, GEOTIFF), (_JPEG2000, JPEG2000), (_NETCDF, NETCDF)):
        if head.startswith(signs):
            return found
    if head.startswith(b"PAR1"):
        return _parquet(path)
    if head.startswith(_SQLITE):
        if head[68:72] in _GEOPACKAGE_IDS:
            return GEOPACKAGE
        raise FileFormatError(f"{path} is an SQLite database but no GeoPackage")
    if head.startswith(_DTED) and b"DSI" in head[:1000]:
        return DTED
    if head.startswith(b"PK\x03\x04") and zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            return PICTURE_ZIP if MANIFEST_NAME in archive.namelist() else None
    return None


def _parquet(path: Path) -> Format:
    try:
        schema = pq.read_schema(path)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise FileFormatError(f"{path} is a damaged or truncated Parquet file: {one_line(error)}") from error
    if b"geo" in (schema.metadata or {}) and not is_track_header(schema.names):
        return GEOPARQUET
    return PARQUET_TRACKS


def _text(path: Path, head: bytes) -> Format | None:
    if not looks_like_text(head):
        return None
    text = decode_text(_cut(head)).text.lstrip("\ufeff \t\r\n")
    if looks_like_igc(text):
        return IGC
    if text.startswith(("{", "<")):
        for sign, name in _NOT_YET:
            if sign.search(text):
                raise FileFormatError(f"{path} is {name}, which lagebild does not read")
    if text.startswith("{"):
        return GEOJSON if _GEOJSON.search(text) else None
    if is_track_header(_header(text)):
        return CSV_TRACKS
    longer = decode_text(_cut(_head(path, _TEXT_HEAD))).text if len(head) == _HEAD else text
    return OPENAIR if looks_like_openair(longer) else None


def _cut(head: bytes) -> bytes:
    """Drop an incomplete UTF-8 sign from the end of a file's beginning."""
    for back in range(1, min(4, len(head)) + 1):
        if head[-back] >= 0xC0:
            return head[:-back]
        if head[-back] < 0x80:
            break
    return head


def _header(text: str) -> list[str]:
    for line in split_lines(text):
        if line.strip() and not line.lstrip().startswith("#"):
            return split_header(line)[1]
    return []


def _hint(head: bytes) -> str:
    for sign, word in _FOREIGN:
        if head.startswith(sign):
            return f": it is {word}"
    if not looks_like_text(head):
        return ""
    beginning = decode_text(_cut(head[:400])).text.strip()
    first = split_lines(beginning)[0][:80] if beginning else ""
    return f": it is a text that begins {first!r}"
