"""Files that people drop onto the map: they arrive in parts and lie in a temporary folder of one session."""

from __future__ import annotations

import base64
import binascii
import re
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lagebild.errors import ValidationError
from lagebild.messages import Message
from lagebild.readers.temporary import TemporaryFolder

__all__ = ["LARGEST_UPLOAD", "PART_BYTES", "Uploads"]

LARGEST_UPLOAD = 200_000_000
"""Bytes of one file; larger ones are added in Python, where they need not travel."""

PART_BYTES = 1_000_000
"""Bytes of a part: websocket messages are limited, and a bar wants to move."""

_AT_ONCE = 4
_LONGEST_NAME = 120


@dataclass
class _Upload:
    path: Path
    size: int
    got: int = 0


class Uploads:
    """The files of one session; all of them go away with it."""

    def __init__(self, largest: int = LARGEST_UPLOAD) -> None:
        self.largest = largest
        self._folder = TemporaryFolder("lagebild-session-")
        self._open: dict[str, _Upload] = {}

    def begin(self, name: Any, size: Any) -> str:
        """Make room for a file; returns the name by which its parts are sent."""
        plain = plain_name(name)
        if not isinstance(size, int) or isinstance(size, bool) or size <= 0:
            raise ValidationError(Message("{name} is empty", name=plain))
        if size > self.largest:
            raise ValidationError(
                Message(
                    "{name} has {size} MB; a dropped file may have at most {most} MB: add it in Python with "
                    "picture.add_overlay(…)",
                    name=plain,
                    size=round(size / 1e6),
                    most=round(self.largest / 1e6),
                )
            )
        if len(self._open) >= _AT_ONCE:
            raise ValidationError(Message("{name}: other files are still arriving; try again", name=plain))
        key = secrets.token_hex(16)
        place = self._folder.path / key
        place.mkdir()
        path = place / plain
        path.touch()
        self._open[key] = _Upload(path=path, size=size)
        return key

    def part(self, key: Any, data: Any) -> None:
        """Add the next part, in base64."""
        upload = self._upload(key)
        try:
            chunk = base64.b64decode(data, validate=True) if isinstance(data, str) else b""
        except (binascii.Error, ValueError):
            chunk = b""
        if not chunk or len(chunk) > PART_BYTES or upload.got + len(chunk) > upload.size:
            self.drop(key)
            raise ValidationError(Message("{name} did not arrive whole; try again", name=upload.path.name))
        with upload.path.open("ab") as file:
            file.write(chunk)
        upload.got += len(chunk)

    def finish(self, key: Any) -> Path:
        """Return the path of a file that has arrived whole."""
        upload = self._upload(key)
        if upload.got != upload.size:
            self.drop(key)
            raise ValidationError(Message("{name} did not arrive whole; try again", name=upload.path.name))
        del self._open[str(key)]
        return upload.path

    def drop(self, key: Any) -> None:
        """Forget a file that is still arriving."""
        upload = self._open.pop(str(key), None)
        if upload is not None:
            self.remove(upload.path)

    def remove(self, path: Path) -> None:
        """Delete a file and the folder it has for itself."""
        path.unlink(missing_ok=True)
        if path.parent.parent == self._folder.path:
            path.parent.rmdir()

    def close(self) -> None:
        """Delete everything."""
        self._open.clear()
        self._folder.close()

    def _upload(self, key: Any) -> _Upload:
        found = self._open.get(str(key))
        if found is None:
            raise ValidationError(Message("the file was given up; try again"))
        return found


def plain_name(name: Any) -> str:
    """A file's name without folders and signs that a file system treats in its own way."""
    last = re.split(r"[/\\]", str(name))[-1]
    plain = re.sub(r"[^\w.()+ -]", "_", last).strip(" .")[-_LONGEST_NAME:]
    return plain or "file"
