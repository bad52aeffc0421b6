"""What a file is, by its content; its name does not count."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from lagebild.codecs.picture_toml import MANIFEST_NAME
from lagebild.codecs.text import split_lines
from lagebild.errors import FileFormatError
from lagebild.messages import Message
from lagebild.readers.files import PathLike, existing_file
from lagebild.readers.format import AirspaceFormat, Format, Head, Kind, TerrainFormat, TrackFormat, head_of
from lagebild.readers.registry import all_formats

__all__ = ["Format", "Kind", "format_of", "recognise"]

_FOREIGN = (
    (b"\x89PNG\r\n", Message("a PNG image")),
    (b"\xff\xd8\xff", Message("a JPEG image")),
    (b"GIF8", Message("a GIF image")),
    (b"%PDF", Message("a PDF document")),
    (b"SQLite format 3\0", Message("an SQLite database, but no GeoPackage")),
    (b"PK\x03\x04", Message("a zip archive of something else; unpack it first")),
    (
        b"<VRTDataset",
        Message("a GDAL virtual raster, which only refers to other files; name those, or the folder they lie in"),
    ),
    (b"\x7fELF", Message("a program")),
    (b"MZ", Message("a program")),
)


F = TypeVar("F", TrackFormat, AirspaceFormat, TerrainFormat)

_WORDS = {
    Kind.TRACKS: Message("flight paths"),
    Kind.AIRSPACES: Message("airspaces"),
    Kind.TERRAIN: Message("terrain"),
    Kind.PICTURE: Message("picture"),
}
_DOORS = {
    Kind.TRACKS: Message("; read it with read_tracks (--tracks)"),
    Kind.AIRSPACES: Message("; read it with read_airspaces (--airspaces)"),
    Kind.TERRAIN: Message("; read it with open_terrain (--terrain)"),
    Kind.PICTURE: Message("; open it with open_picture (lagebild serve)"),
}


def recognise(path: PathLike, kind: Kind | None = None) -> Format:
    """Tell the format of a file or folder by its content.

    Some files hold more than one kind of things, such as KML; then the format of the wanted `kind` counts.

    Raises
    ------
    MissingFileError
        If there is nothing at the path.
    FileFormatError
        If it is empty or of no format that lagebild reads; the sentence says what it looks like.
    """
    place = Path(path)
    if not _is_folder(place):
        existing_file(place)
    head = head_of(place)
    fitting = (found for found in all_formats() if found.matches(head))
    first = next(fitting, None)
    if first is None:
        raise FileFormatError(_refusal(place, head))
    if kind is None or first.kind is kind:
        return first
    return next((found for found in fitting if found.kind is kind), first)


def format_of(path: PathLike, wanted: type[F]) -> F:
    """Tell the format of a file that is to hold what formats of this type do.

    Raises
    ------
    MissingFileError, FileFormatError
        As `recognise`; if it holds something else, whose door the sentence names.
    """
    found = recognise(path, wanted.kind)
    if isinstance(found, wanted):
        return found
    raise FileFormatError(
        Message(
            "{path} holds {kind} ({name}), no {wanted}{advice}",
            path=path,
            kind=_WORDS[found.kind],
            name=found.name,
            wanted=_WORDS[wanted.kind],
            advice=_DOORS[found.kind],
        )
    )


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):  # a name that no file can have
        return False


def _refusal(path: Path, head: Head) -> Message:
    if head.is_folder:
        return Message(
            "{path} is a folder without {manifest}, so it is no picture, and holds no files of a known order",
            path=path,
            manifest=MANIFEST_NAME,
        )
    return Message("{path} is of no format that lagebild reads{hint}", path=path, hint=_hint(head))


def _hint(head: Head) -> str:
    if head.is_gzip and not head.data:
        return Message(": it is a damaged gzip file")
    packed = Message(" packed with gzip") if head.is_gzip else ""
    for sign, word in _FOREIGN:
        if head.data.startswith(sign):
            return Message(": it is {what}{packed}", what=word, packed=packed)
    if not head.text:
        return Message(": it is packed with gzip") if packed else ""
    begin = split_lines(head.text)[0][:80]
    return Message(": it is a text{packed} that begins {begin!r}", packed=packed, begin=begin)
