"""Packed files: unpacked within limits, and never out of their folder."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from lagebild.errors import FileFormatError
from lagebild.messages import Message, message_of

__all__ = ["GZIP_SIGN", "ZIP_SIGN", "gzip_head", "member_names", "opened_zip", "read_member", "unpacked_gzip"]

GZIP_SIGN = b"\x1f\x8b"
ZIP_SIGN = b"PK\x03\x04"
_GZIP = 31  # zlib's code for "gzip header expected"
_STEP = 1 << 20
_MOST_MEMBERS = 100_000


def gzip_head(data: bytes, length: int) -> bytes:
    """Return the first `length` bytes of what is packed; of damaged data, what there is."""
    try:
        return zlib.decompressobj(_GZIP).decompress(data, length)
    except zlib.error:
        return b""


def unpacked_gzip(data: bytes, *, largest: int, path: Path) -> bytes:
    """Unpack a gzip file of one or several members; more than `largest` bytes are refused before they are made."""
    parts: list[bytes] = []
    size = 0
    rest = data
    try:
        while rest.startswith(GZIP_SIGN):
            member = zlib.decompressobj(_GZIP)
            while not member.eof:
                part = member.decompress(rest, _STEP)
                rest = member.unconsumed_tail
                if not part and not rest and not member.eof:
                    raise FileFormatError(
                        Message(
                            "{path} is a truncated gzip file: it ends after {size} unpacked bytes", path=path, size=size
                        )
                    )
                parts.append(part)
                size += len(part)
                if size > largest:
                    raise FileFormatError(
                        Message(
                            "{path} unpacks to more than {largest} bytes; a file of its kind has fewer",
                            path=path,
                            largest=largest,
                        )
                    )
            rest = member.unused_data
    except zlib.error as error:
        raise FileFormatError(
            Message("{path} is a damaged gzip file: {reason}", path=path, reason=message_of(error))
        ) from error
    return b"".join(parts)


@contextmanager
def opened_zip(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open a zip archive, or say why not."""
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise FileFormatError(
            Message("{path} is a damaged zip archive: {reason}", path=path, reason=message_of(error))
        ) from error
    with archive:
        if len(archive.infolist()) > _MOST_MEMBERS:
            raise FileFormatError(Message("{path} holds more than {most} files", path=path, most=_MOST_MEMBERS))
        yield archive


def member_names(archive: zipfile.ZipFile, path: Path) -> list[str]:
    """Return the names of an archive's files; a name that leads out of the archive is refused."""
    names = []
    for info in archive.infolist():
        parts = PurePosixPath(info.filename.replace("\\", "/")).parts
        if ".." in parts or (parts and (parts[0] == "/" or ":" in parts[0])):
            raise FileFormatError(
                Message("{path} names a file outside of itself: {filename!r:.200}", path=path, filename=info.filename)
            )
        if not info.is_dir():
            names.append(info.filename)
    return names


def read_member(archive: zipfile.ZipFile, name: str, *, largest: int, path: Path) -> bytes:
    """Unpack one file of an archive; more than `largest` bytes are refused, whatever the archive says of its size."""
    try:
        with archive.open(name) as member:
            data = member.read(largest + 1)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, NotImplementedError, KeyError) as error:
        raise FileFormatError(
            Message(
                "{path}: {name!r:.200} cannot be unpacked: {reason}", path=path, name=name, reason=message_of(error)
            )
        ) from error
    if len(data) > largest:
        raise FileFormatError(
            Message(
                "{path}: {name!r:.200} unpacks to more than {largest} bytes; a file of its kind has fewer",
                path=path,
                name=name,
                largest=largest,
            )
        )
    return data
