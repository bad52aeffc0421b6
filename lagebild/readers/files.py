"""What all readers share: which files were named, whether they can be read, and the list of what was noticed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from lagebild.errors import FileFormatError, MissingFileError, ValidationError
from lagebild.messages import Message, message_of
from lagebild.model.report import Issue, Severity
from lagebild.readers.archives import GZIP_SIGN, unpacked_gzip

__all__ = [
    "Ledger",
    "PathLike",
    "Progress",
    "as_paths",
    "existing_file",
    "one_line",
    "read_bytes",
    "shown",
    "told_first",
]

PathLike = str | os.PathLike[str]
Progress = Callable[[str, float], None]
"""Hears the file's name and the share done, 0..1."""

_LARGEST = 4_000_000_000
"""Bytes that a whole file may unpack to where its kind has no bound of its own."""

_LONGEST_TEXT = 20_000
"""Characters of an original text that a report keeps."""


def as_paths(path_or_paths: PathLike | Iterable[PathLike]) -> list[Path]:
    """Return the named files as paths, in their order."""
    if isinstance(path_or_paths, str | os.PathLike):
        return [Path(path_or_paths)]
    try:
        paths = [Path(path) for path in path_or_paths]
    except TypeError as error:
        raise ValidationError(
            f"a file is named by a path, or several by a list, not by {path_or_paths!r:.80}"
        ) from error
    if not paths:
        raise ValidationError("no file was named")
    return paths


def existing_file(path: Path) -> Path:
    """Return the path of a file that exists and is not empty.

    Raises
    ------
    MissingFileError, FileFormatError
        If there is no such file; if it is a folder, empty, or may not be read.
    """
    try:
        status = path.stat()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise MissingFileError(Message("there is no file {path}", path=path)) from error
    except (OSError, ValueError) as error:
        raise MissingFileError(
            Message("{path!r:.200} cannot be a file: {reason}", path=str(path), reason=message_of(error))
        ) from error
    if path.is_dir():
        raise FileFormatError(Message("{path} is a folder, not a file", path=path))
    if not path.is_file():
        raise FileFormatError(Message("{path} is no ordinary file", path=path))
    if status.st_size == 0:
        raise FileFormatError(Message("{path} is empty (0 bytes)", path=path))
    return path


def read_bytes(path: Path, *, largest: int | None = None) -> bytes:
    """Read a whole file, unpacked where it is packed with gzip, or say in one sentence why not.

    `largest` is a bound in bytes, before and after unpacking.
    """
    size = path.stat().st_size
    if largest is not None and size > largest:
        raise FileFormatError(
            Message(
                "{path} has {size} bytes; a file of its kind has at most {largest}",
                path=path,
                size=size,
                largest=largest,
            )
        )
    try:
        data = path.read_bytes()
    except OSError as error:
        raise FileFormatError(
            Message("{path} cannot be read: {reason}", path=path, reason=error.strerror or error)
        ) from error
    if data.startswith(GZIP_SIGN):
        return unpacked_gzip(data, largest=_LARGEST if largest is None else largest, path=path)
    return data


def one_line(error: object) -> str:
    """Return what an error or another object says as one short line, for the end of a sentence."""
    said = message_of(error) if isinstance(error, BaseException) else str(error)
    line = said.on_one_line() if isinstance(said, Message) else " ".join(said.split())
    return line if len(line) <= 200 else line[:199] + "…"


def shown(value: object) -> str:
    """Return a value as text; times that no calendar holds cannot be written otherwise."""
    try:
        return str(value)
    except (NotImplementedError, ValueError, OverflowError):
        return Message("(a time out of range)")


def told_first(issue: Issue | None) -> str:
    """Say which record was left out first and why, for the end of a sentence; nothing where none was."""
    if issue is None:
        return ""
    if issue.line is not None:
        return Message("; the first: line {line}: {reason}", line=issue.line, reason=issue.reason)
    if issue.record is not None:
        return Message("; the first: record {record}: {reason}", record=issue.record, reason=issue.reason)
    return Message("; the first: {reason}", reason=issue.reason)


@dataclass
class Ledger:
    """What a reader noticed in one file."""

    source: str
    issues: list[Issue] = field(default_factory=list)

    def note(self, reason: Message, *, text: str = "", line: int | None = None, record: int | None = None) -> None:
        """Say something about what was kept as it was."""
        self._add("note", reason, text, line, record)

    def repaired(self, reason: Message, *, text: str = "", line: int | None = None, record: int | None = None) -> None:
        """Say what was changed in a record that was kept."""
        self._add("repaired", reason, text, line, record)

    def quarantined(
        self, reason: Message, *, text: str = "", line: int | None = None, record: int | None = None
    ) -> None:
        """Say why a record was left out."""
        self._add("quarantined", reason, text, line, record)

    def first(self, severity: Severity) -> Issue | None:
        """Return the first issue of a severity."""
        return next((issue for issue in self.issues if issue.severity == severity), None)

    def _add(self, severity: Severity, reason: Message, text: str, line: int | None, record: int | None) -> None:
        shown = text if len(text) <= _LONGEST_TEXT else text[:_LONGEST_TEXT] + "…"
        issue = Issue(
            severity=severity,
            reason=reason.on_one_line(),
            text=shown,
            line=line,
            record=record,
            source=self.source,
        )
        self.issues.append(issue)
