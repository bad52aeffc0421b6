"""A file format: how its files are told from others, and how one is read.

A new format is one module in `lagebild/readers` that makes one of these values, and one line in
`lagebild/readers/registry.py`. Packages of others register theirs by the entry point group `lagebild.formats`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from lagebild.codecs.text import decode_text, looks_like_text
from lagebild.errors import FileFormatError, MissingFileError, ValidationError
from lagebild.messages import Message
from lagebild.readers.archives import GZIP_SIGN, gzip_head

if TYPE_CHECKING:
    from lagebild.model.airspaces import Airspaces
    from lagebild.readers.files import Ledger
    from lagebild.readers.opened_raster import OpenRaster, Tile
    from lagebild.readers.track_assembly import RawFixes

__all__ = [
    "TERRAIN_UNITS",
    "AirspaceFormat",
    "AirspaceOptions",
    "Format",
    "Head",
    "Kind",
    "Site",
    "TerrainFormat",
    "TerrainOptions",
    "TrackFormat",
    "TrackOptions",
    "head_of",
]

_HEAD = 65_536
TERRAIN_UNITS = ("m", "ft", "us-ft")
"""Units of elevations that the user may name."""

_LONGER_HEAD = 4_000_000
"""Some texts begin with pages of comments, so more of them can be looked at."""


class Kind(StrEnum):
    """What a file holds."""

    TRACKS = "tracks"
    AIRSPACES = "airspaces"
    TERRAIN = "terrain"
    PICTURE = "picture"


@dataclass(frozen=True)
class Head:
    """What a file or folder is recognised by: its beginning, unpacked where it is packed with gzip."""

    path: Path
    data: bytes = b""
    is_folder: bool = False
    is_gzip: bool = False

    @cached_property
    def is_text(self) -> bool:
        """Whether the beginning can be text."""
        return bool(self.data) and looks_like_text(self.data)

    @cached_property
    def text(self) -> str:
        """The beginning as text, without blanks in front; empty where it is none."""
        return _as_text(self.data) if self.is_text else ""

    @cached_property
    def longer_text(self) -> str:
        """The first 4 MB as text."""
        if not self.is_text or len(self.data) < _HEAD:
            return self.text
        return _as_text(_beginning(self.path, _LONGER_HEAD)[0])


def head_of(path: Path) -> Head:
    """Read the beginning of a file; of a folder nothing is read."""
    if path.is_dir():
        return Head(path=path, is_folder=True)
    data, is_gzip = _beginning(path, _HEAD)
    return Head(path=path, data=data, is_gzip=is_gzip)


def _beginning(path: Path, length: int) -> tuple[bytes, bool]:
    try:
        with path.open("rb") as file:
            data = file.read(length)
    except FileNotFoundError as error:
        raise MissingFileError(Message("there is no file {path}", path=path)) from error
    except OSError as error:
        raise FileFormatError(
            Message("{path} cannot be read: {reason}", path=path, reason=error.strerror or error)
        ) from error
    return (gzip_head(data, length), True) if data.startswith(GZIP_SIGN) else (data, False)


def _as_text(data: bytes) -> str:
    return decode_text(_cut(data)).text.lstrip("\ufeff \t\r\n")


def _cut(head: bytes) -> bytes:
    """Drop an incomplete UTF-8 sign from the end of a file's beginning."""
    for back in range(1, min(4, len(head)) + 1):
        if head[-back] >= 0xC0:
            return head[:-back]
        if head[-back] < 0x80:
            break
    return head


@dataclass(frozen=True, kw_only=True)
class Site:
    """Where a radar or a receiver stands."""

    longitude: float
    latitude: float
    """Degrees, WGS 84."""

    height_ellipsoid: float = 0.0
    """Metres above the WGS 84 ellipsoid."""

    def __post_init__(self) -> None:
        if not (abs(self.longitude) <= 180.0 and abs(self.latitude) <= 90.0):
            raise ValidationError(
                "a site lies within ±180 degrees of longitude and ±90 degrees of latitude, not at "
                f"{self.longitude}, {self.latitude}"
            )


@dataclass(frozen=True, kw_only=True)
class TrackOptions:
    """What the user says about files of tracks; each format takes what concerns it."""

    site: Site | None = None
    """Of the radar (ASTERIX CAT048) or receiver (Mode S)."""

    day: date | None = None
    """UTC day of the first record, for formats that tell the time of the day only."""


@dataclass(frozen=True, kw_only=True)
class AirspaceOptions:
    """What the user says about files of airspaces."""

    limit_reference: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class TerrainOptions:
    """What the user says about a file of elevations."""

    crs: str | None = None
    """WKT of the coordinate reference system, where the file names none or a wrong one."""

    unit: str | None = None
    """`m`, `ft` or `us-ft`, where the file names none or a wrong one."""

    vertical_datum: str | None = None
    """What zero is, where the file does not say or is wrong; the ellipsoid's heights are turned into those AMSL."""

    check_place: bool = True
    """Whether a raster is refused whose coordinates do not fit its coordinate reference system."""

    def __post_init__(self) -> None:
        if self.unit is not None and self.unit not in TERRAIN_UNITS:
            raise ValidationError(f"the unit of elevations is one of {', '.join(TERRAIN_UNITS)}, not {self.unit!r:.80}")
        datum: object = self.vertical_datum
        if datum is not None and not (isinstance(datum, str) and 0 < len(datum) <= 200 and datum.isprintable()):
            raise ValidationError(f"a vertical datum is named by a text such as 'EGM96', not by {datum!r:.80}")


@dataclass(frozen=True, kw_only=True)
class Format:
    """A format that lagebild reads."""

    name: str
    """Such as `IGC`."""

    kind: Kind
    """What it holds."""

    matches: Callable[[Head], bool]
    """Whether a file is of this format; looks at its content, quickly, and never fails."""

    def __str__(self) -> str:
        return f"{self.name} ({self.kind})"


@dataclass(frozen=True, kw_only=True)
class TrackFormat(Format):
    """A format of flight paths."""

    kind: Kind = Kind.TRACKS
    read: Callable[[Path, TrackOptions], RawFixes]


@dataclass(frozen=True, kw_only=True)
class AirspaceFormat(Format):
    """A format of airspaces."""

    kind: Kind = Kind.AIRSPACES
    read: Callable[[Path, AirspaceOptions], Airspaces]


@dataclass(frozen=True, kw_only=True)
class TerrainFormat(Format):
    """A format of elevations."""

    kind: Kind = Kind.TERRAIN
    read: Callable[[Path, TerrainOptions, Ledger], OpenRaster]
    tile: Callable[[Path, TerrainOptions, Ledger], Tile] | None = None
    """Opens one raster among many by its header alone; without it, `read` does."""
