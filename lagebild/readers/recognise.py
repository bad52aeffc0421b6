"""What a file is, by its content; its name does not count."""

from __future__ import annotations

from pathlib import Path

from lagebild.codecs.picture_toml import MANIFEST_NAME
from lagebild.codecs.text import split_lines
from lagebild.errors import FileFormatError
from lagebild.readers.files import PathLike, existing_file
from lagebild.readers.format import Format, Head, Kind, head_of
from lagebild.readers.registry import all_formats

__all__ = ["Format", "Kind", "recognise"]

_FOREIGN = (
    (b"\x89PNG\r\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"%PDF", "a PDF document"),
    (b"SQLite format 3\0", "an SQLite database, but no GeoPackage"),
    (b"PK\x03\x04", "a zip archive of something else; unpack it first"),
    (b"<VRTDataset", "a GDAL virtual raster, which only refers to other files; name those, or the folder they lie in"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
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


def _refusal(path: Path, head: Head) -> str:
    if head.is_folder:
        return f"{path} is a folder without {MANIFEST_NAME}, so it is no picture, and holds no files of a known order"
    return f"{path} is of no format that lagebild reads{_hint(head)}"


def _hint(head: Head) -> str:
    packed = " packed with gzip" if head.is_gzip else ""
    if head.is_gzip and not head.data:
        return ": it is a damaged gzip file"
    for sign, word in _FOREIGN:
        if head.data.startswith(sign):
            return f": it is {word}{packed}"
    if not head.text:
        return f": it is{packed}" if packed else ""
    return f": it is a text{packed} that begins {split_lines(head.text)[0][:80]!r}"
