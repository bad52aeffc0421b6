"""KML and KMZ files: their document, and what it holds, by its beginning."""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path

from lagebild.codecs.kml import KmlDocument, looks_like_kml, parse_kml
from lagebild.codecs.safe_xml import XmlError
from lagebild.codecs.text import decode_text
from lagebild.errors import FileFormatError
from lagebild.messages import Message, message_of
from lagebild.readers.archives import ZIP_SIGN, member_names, opened_zip, read_member
from lagebild.readers.files import one_line, read_bytes
from lagebild.readers.format import Head

__all__ = ["holds_airspaces", "holds_tracks", "kml_document"]

_LARGEST = 300_000_000
_HEAD = 4_000_000
_TRACK = re.compile(r"<(?:[\w.-]{1,60}:)?(?:Track|MultiTrack|TimeStamp)[\s>]")
_POLYGON = re.compile(r"<(?:[\w.-]{1,60}:)?Polygon[\s>]")


def kml_document(path: Path) -> KmlDocument:
    """Read the document of a KML file, or the main one of a KMZ archive.

    Raises
    ------
    FileFormatError
        If the archive is damaged, unpacks to too much, names files outside of itself, or the document is none.
    """
    with path.open("rb") as file:
        is_zip = file.read(len(ZIP_SIGN)) == ZIP_SIGN
    try:
        if not is_zip:
            return parse_kml(read_bytes(path, largest=_LARGEST))
        data, others = _main_document(path)
        document = parse_kml(data)
    except XmlError as error:
        raise FileFormatError(
            Message("{path} (KML): {reason}", path=path, reason=one_line(message_of(error)))
        ) from error
    if others:
        document.notes.append(Message("{count} more KML documents of the archive were not read", count=others))
    return document


def _main_document(path: Path) -> tuple[bytes, int]:
    with opened_zip(path) as archive:
        names = [name for name in member_names(archive, path) if _is_kml(name)]
        if not names:
            raise FileFormatError(Message("{path} is an archive without a KML document", path=path))
        return read_member(archive, _main(names), largest=_LARGEST, path=path), len(names) - 1


def _is_kml(name: str) -> bool:
    return name.lower().endswith(".kml")


def _main(names: list[str]) -> str:
    """Return the document that counts: `doc.kml`, else the first one (KML reference, KMZ files)."""
    return next((name for name in names if name.lower() == "doc.kml"), names[0])


def holds_tracks(head: Head) -> bool:
    """Whether it is KML or KMZ that holds tracks, or at least no polygon."""
    text = _beginning(head)
    return looks_like_kml(text) and (_TRACK.search(text) is not None or _POLYGON.search(text) is None)


def holds_airspaces(head: Head) -> bool:
    """Whether it is KML or KMZ; what is asked for airspaces is looked through for them."""
    return looks_like_kml(_beginning(head))


def _beginning(head: Head) -> str:
    if head.data.startswith(ZIP_SIGN) and not head.is_gzip:
        return _beginning_in_archive(head.path)
    return head.longer_text if looks_like_kml(head.text) else ""


def _beginning_in_archive(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = [name for name in archive.namelist() if _is_kml(name)]
            if not names:
                return ""
            with archive.open(_main(names)) as member:
                return decode_text(member.read(_HEAD)).text.lstrip("\ufeff \t\r\n")
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError, NotImplementedError, KeyError):
        return ""
