"""Files that a person gives to one session: they lie in its temporary folder, are checked, and become layers of it."""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lagebild.errors import LagebildError, ValidationError
from lagebild.messages import Message, message_of, renamed
from lagebild.model.layers import Layer
from lagebild.readers.check import Checked, check_file
from lagebild.readers.layers import file_sha256
from lagebild.views.uploads import LARGEST_UPLOAD, PART_BYTES, Uploads, plain_name

__all__ = ["CheckedFile", "Refused", "SessionFiles", "check_given"]

_LOG = logging.getLogger(__name__)
_MOST = 20


@dataclass(frozen=True)
class Refused:
    """A file that is not taken."""

    name: str
    reason: str
    """One sentence; a `Message` where it can be said in other languages."""


@dataclass(frozen=True, kw_only=True, eq=False)
class CheckedFile:
    """A file that could be read, and what it holds: several contents where it is a picture."""

    name: str
    contents: tuple[Checked, ...]
    layers: tuple[Layer, ...]
    """The same as layers, under names that no picture has; marked where the file says that it is synthetic."""


def check_given(path: Path) -> CheckedFile | Refused:
    """Read a file whole, which takes its time: not for an event loop. Nothing is raised, whatever is in it."""
    try:
        contents = tuple(check_file(path))
        return CheckedFile(name=path.name, contents=contents, layers=_layers(path, contents))
    except LagebildError as error:
        # nobody needs to know where the server keeps it
        return Refused(path.name, renamed(message_of(error), str(path), path.name))
    except MemoryError:
        return Refused(path.name, Message("{name} does not fit into this server's memory", name=path.name))
    except Exception:  # noqa: BLE001  (of a stranger's file; the page must hear something)
        _LOG.exception("a file that was given to a session could not be read")
        return Refused(path.name, Message("{name} cannot be read; the log says more", name=path.name))


def _layers(path: Path, contents: tuple[Checked, ...]) -> tuple[Layer, ...]:
    key, digest, now = secrets.token_hex(8), file_sha256(path), datetime.now(UTC).replace(microsecond=0)
    return tuple(
        replace(
            content.layer,
            id=f"given-{key}-{number}",
            provenance=replace(
                content.layer.provenance,
                source=content.layer.provenance.source or path.name,
                sha256=digest,
                read_at=now,
            ),
        )
        for number, content in enumerate(contents)
    )


class SessionFiles:
    """The files of one session, from their first part to the session's end."""

    def __init__(self, largest: int = LARGEST_UPLOAD) -> None:
        self.largest = largest
        self._uploads: Uploads | None = None
        self._kept: set[Path] = set()
        self.closed = False

    def begin(self, name: Any, size: Any) -> dict[str, Any]:
        """Make room for a file of `size` bytes; returns how its parts are sent."""
        plain = plain_name(name)
        if isinstance(size, int) and size > self.largest:
            raise ValidationError(
                Message(
                    "{name} has {size} MB; this server takes files of at most {most} MB (--largest-upload)",
                    name=plain,
                    size=round(size / 1e6),
                    most=round(self.largest / 1e6),
                )
            )
        if len(self._kept) >= _MOST:
            raise ValidationError(Message("{most} files have been added; discard one first", most=_MOST))
        return {"upload": self._files.begin(plain, size), "part": PART_BYTES}

    def part(self, key: Any, data: Any) -> None:
        """Add the next part, in base64."""
        self._files.part(key, data)

    def finish(self, key: Any) -> Path:
        """Return where a file lies that has arrived whole."""
        path = self._files.finish(key)
        self._kept.add(path)
        return path

    def drop(self, key: Any) -> None:
        """Forget a file that is still arriving."""
        self._files.drop(key)

    def remove(self, path: Path) -> None:
        """Delete a file; one that is still held open goes away with the session."""
        self._kept.discard(path)
        try:
            self._files.remove(path)
        except OSError:
            _LOG.info("a session's file is in use and is deleted with its folder")

    def close(self) -> None:
        """Delete everything; the session has ended."""
        self.closed = True
        self._kept.clear()
        if self._uploads is not None:
            self._uploads.close()

    @property
    def _files(self) -> Uploads:
        if self.closed:
            raise ValidationError(Message("the file was given up; try again"))
        if self._uploads is None:
            self._uploads = Uploads(self.largest)
        return self._uploads
