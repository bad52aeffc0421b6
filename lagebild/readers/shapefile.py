"""Shapefiles: several files of one name (.shp, .shx, .dbf, .prj, .cpg) beside each other, or in one zip archive.

They are put into a temporary folder under names of ours, so that letters of any case and names within archives do not
matter, and with a statement of the texts' encoding: that of the .cpg where the texts fit it, else UTF-8 where they are
that, else Windows' cp1252. Names of columns have at most ten letters; a shortened one is known where only one can be
meant.
"""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from lagebild.codecs.text import decode_text
from lagebild.errors import FileFormatError
from lagebild.messages import Message
from lagebild.readers.archives import ZIP_SIGN, member_names, opened_zip, read_member
from lagebild.readers.files import Ledger
from lagebild.readers.format import Head

__all__ = ["SHAPEFILE_NAME_LENGTH", "full_names", "opened_shapefiles", "shape_codes"]

_SIGN = b"\0\0\x27\x0a"
_LARGEST = 2_000_000_000
"""Bytes of one part; the format's own offsets end there."""

_LARGEST_ARCHIVE = 1_000_000_000
"""Bytes of all parts in an archive, unpacked."""

_MOST_SHAPEFILES = 100
_NEEDED = (".shp", ".shx")
_PARTS = (*_NEEDED, ".dbf", ".prj", ".cpg")
SHAPEFILE_NAME_LENGTH = 10
"""Letters of a column's name."""

_TYPE_AT = 32
_LANGUAGE_AT = 29
_UNCLEAR_LANGUAGES = (0x00, 0x03, 0x57)
"""No statement of the language, or Windows' usual one, which many programs write whatever the encoding is."""

_HEADER = 100


def shape_codes(head: Head) -> list[int]:
    """Return the codes of the geometries of a file's or an archive's shapefiles; [] where it is none."""
    if head.is_gzip:
        return []
    if head.data.startswith(_SIGN):
        return [_code(head.data)]
    if not head.data.startswith(ZIP_SIGN):
        return []
    try:
        with zipfile.ZipFile(head.path) as archive:
            names = [info.filename for info in archive.infolist() if _is_shape(info.filename)][:_MOST_SHAPEFILES]
            starts = [archive.open(name).read(_HEADER) for name in names]
    except Exception:  # noqa: BLE001 - recognising never fails, whatever an archive holds
        return []
    return [_code(start) for start in starts if start.startswith(_SIGN)]


def _code(data: bytes) -> int:
    return int.from_bytes(data[_TYPE_AT : _TYPE_AT + 4], "little")


def _is_shape(name: str) -> bool:
    return name.lower().endswith(".shp") and not PurePosixPath(name).name.startswith("._")


@contextmanager
def opened_shapefiles(path: Path, ledger: Ledger) -> Iterator[list[Path]]:
    """Put the shapefiles of a file or an archive into a temporary folder, for as long as they are read.

    Raises
    ------
    FileFormatError
        If a part without which nothing can be read is missing.
    """
    with tempfile.TemporaryDirectory(prefix="lagebild-shapefile-") as folder:
        with path.open("rb") as file:
            is_zip = file.read(4) == ZIP_SIGN
        sets = _packed(path) if is_zip else [_beside(path)]
        yield [_laid_out(path, name, parts, Path(folder) / str(n), ledger) for n, (name, parts) in enumerate(sets)]


def _beside(path: Path) -> tuple[str, dict[str, bytes]]:
    if path.suffix.lower() != ".shp":
        raise FileFormatError(_alone(path))
    try:
        near = {place.name.lower(): place for place in path.parent.iterdir() if place.stem.lower() == path.stem.lower()}
        found = {part: near.get(path.stem.lower() + part) for part in _PARTS}
        found[".shp"] = path
        for place in found.values():
            if place is not None and place.stat().st_size > _LARGEST:
                raise FileFormatError(
                    Message(
                        "{place} is larger than {most} bytes; a part of a shapefile cannot be",
                        place=place,
                        most=_LARGEST,
                    )
                )
        return path.stem, {part: place.read_bytes() for part, place in found.items() if place is not None}
    except OSError as error:
        raise FileFormatError(
            Message("{path} cannot be read: {reason}", path=path, reason=error.strerror or error)
        ) from error


def _packed(path: Path) -> list[tuple[str, dict[str, bytes]]]:
    with opened_zip(path) as archive:
        names = member_names(archive, path)
        by_lower = {name.lower(): name for name in names}
        shapes = [name for name in names if _is_shape(name)]
        if len(shapes) > _MOST_SHAPEFILES:
            raise FileFormatError(Message("{path} holds more than {most} shapefiles", path=path, most=_MOST_SHAPEFILES))
        left = _LARGEST_ARCHIVE
        found: list[tuple[str, dict[str, bytes]]] = []
        for shape in shapes:
            stem = shape[: -len(".shp")].lower()
            parts: dict[str, bytes] = {}
            for part in _PARTS:
                if stem + part in by_lower:
                    parts[part] = read_member(archive, by_lower[stem + part], largest=left, path=path)
                    left -= len(parts[part])
            found.append((PurePosixPath(shape).stem, parts))
        return found


def _alone(path: Path) -> Message:
    return Message(
        "{path} is only one of the files of a shapefile; pack .shp, .shx, .dbf and .prj into one .zip", path=path
    )


def _laid_out(path: Path, name: str, parts: dict[str, bytes], folder: Path, ledger: Ledger) -> Path:
    if any(part not in parts for part in _NEEDED):
        raise FileFormatError(_alone(path))
    folder.mkdir()
    if ".dbf" not in parts:
        ledger.note(Message("the shapefile {name!r} has no .dbf: its features have shapes only", name=name))
    else:
        parts = {**parts, ".cpg": _encoding(name, parts[".dbf"], parts.get(".cpg", b""), ledger)}
    if ".prj" in parts:
        parts = {**parts, ".prj": decode_text(parts[".prj"]).text.encode()}
    stem = "".join(sign for sign in name if sign.isalnum() or sign in "-_ ")[:80].strip() or "layer"
    for part, data in parts.items():
        if not data and part == ".cpg":
            continue
        (folder / f"{stem}{part}").write_bytes(data)
    return folder / f"{stem}.shp"


def _encoding(name: str, table: bytes, stated: bytes, ledger: Ledger) -> bytes:
    """Return what the .cpg should say."""
    if len(table) <= _LANGUAGE_AT:
        return stated
    header = int.from_bytes(table[8:10], "little")
    texts = table[header:]
    said = stated.strip().decode("ascii", errors="replace")[:40]
    is_utf8 = _decodes(texts)
    if texts.isascii() or (said and (is_utf8 or not said.upper().replace("-", "").startswith(("UTF8", "65001")))):
        return stated or b"UTF-8"
    if not said and not is_utf8 and table[_LANGUAGE_AT] not in _UNCLEAR_LANGUAGES:
        return b""  # GDAL knows it by the .dbf
    found = "UTF-8" if is_utf8 else "cp1252"
    ledger.note(
        Message(
            "the texts of shapefile {name!r} are not {stated}; they were read as {encoding}",
            name=name,
            stated=said,
            encoding=found,
        )
        if said
        else Message(
            "the shapefile {name!r} does not say how its texts are encoded; they were read as {encoding}",
            name=name,
            encoding=found,
        )
    )
    return b"UTF-8" if is_utf8 else b"1252"


def _decodes(texts: bytes) -> bool:
    try:
        texts.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def full_names(given: Iterable[str], known: Iterable[str]) -> dict[str, str]:
    """Return which of the given names are known ones cut to ten letters, where only one can be meant."""
    names = list(given)
    taken = {name.lower() for name in names}
    found = {}
    for name in names:
        if len(name) != SHAPEFILE_NAME_LENGTH or name.lower() in known:
            continue
        longer = [word for word in known if word.startswith(name.lower())]
        if len(longer) == 1 and longer[0] not in taken:
            found[name] = longer[0]
    return found
