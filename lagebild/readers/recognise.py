"""What a file is, by its content; its name does not count."""

from __future__ import annotations

from pathlib import Path

from lagebild.codecs.picture_toml import MANIFEST_NAME
from lagebild.codecs.text import split_lines
from lagebild.errors import FileFormatError
from lagebild.messages import Message
from lagebild.readers.files import PathLike, existing_file
from lagebild.readers.format import Format, Head, Kind, head_of
from lagebild.readers.registry import all_formats

__all__ = ["Format", "Kind", "door_of", "recognise", "words_of"]

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


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):  # a name that no file can have
        return False


def words_of(kind: Kind) -> Message:
    """Say what a file holds."""
    return {
        Kind.TRACKS: Message("flight paths"),
        Kind.AIRSPACES: Message("airspaces"),
        Kind.TERRAIN: Message("terrain"),
        Kind.PICTURE: Message("a picture"),
    }[kind]


def door_of(kind: Kind) -> Message:
    """Say how a file that holds this is read, for the end of a sentence."""
    return {
        Kind.TRACKS: Message("; read it with read_tracks (--tracks)"),
        Kind.AIRSPACES: Message("; read it with read_airspaces (--airspaces)"),
        Kind.TERRAIN: Message("; read it with open_terrain (--terrain)"),
        Kind.PICTURE: Message("; open it with open_picture (lagebild serve)"),
    }[kind]


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
