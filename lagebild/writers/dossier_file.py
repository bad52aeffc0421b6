"""The dossier of a picture's folder, changed by one at a time, in whichever process; whole or not at all."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
from filelock import FileLock, Timeout

from lagebild.codecs.picture_toml import MANIFEST_NAME, ManifestError, dump_manifest, parse_manifest
from lagebild.errors import LagebildError, PictureError
from lagebild.messages import Message, message_of
from lagebild.model.dossier import Dossier
from lagebild.model.dossier_records import dossier_from_records, dossier_records

__all__ = ["DossierFile"]

_NAME = "dossier.json"
_LOCK = ".dossier.lock"
_PATIENCE = 10.0
"""Seconds that one waits for another who is writing."""


class DossierFile:
    """The file in which a picture's folder keeps its dossier."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._digest = ""
        """Of the file as it was last read or written here."""

    def change(self, known: Dossier, change: Callable[[Dossier], Dossier]) -> Dossier:
        """Write what `change` makes of the dossier, and return it.

        What another process has written meanwhile is not lost: `change` gets that, and not `known`.

        Raises
        ------
        PictureError
            If the folder cannot be read or written, or somebody else holds it too long; nothing has changed then.
        LagebildError
            What `change` raises.
        """
        try:
            with FileLock(self.folder / _LOCK, timeout=_PATIENCE):
                changed = change(self._there(known))
                self._write(changed)
                return changed
        except Timeout as error:
            raise PictureError(Message("another program is writing to {path}; try again", path=self.folder)) from error
        except LagebildError:
            raise
        except OSError as error:
            reason = error.strerror or str(error)
            raise PictureError(
                Message("{path} cannot be written: {reason}", path=self.folder / _NAME, reason=reason)
            ) from error

    def _there(self, known: Dossier) -> Dossier:
        path = self.folder / self._manifest().get("dossier_file", _NAME)
        if not path.exists():
            return known
        data = path.read_bytes()
        if hashlib.sha256(data).hexdigest() == self._digest:
            return known
        try:
            return dossier_from_records(orjson.loads(data))
        except (LagebildError, orjson.JSONDecodeError) as error:
            raise PictureError(
                Message("{path} cannot be read: {reason}", path=path, reason=message_of(error))
            ) from error

    def _write(self, dossier: Dossier) -> None:
        manifest = self._manifest()
        data = orjson.dumps(dossier_records(dossier), option=orjson.OPT_INDENT_2)
        self._replace(manifest.get("dossier_file", _NAME), data)
        if "dossier_file" not in manifest:
            self._replace(MANIFEST_NAME, dump_manifest({**manifest, "dossier_file": _NAME}).encode())
        self._digest = hashlib.sha256(data).hexdigest()

    def _manifest(self) -> dict[str, Any]:
        path = self.folder / MANIFEST_NAME
        try:
            return parse_manifest(path.read_bytes())
        except ManifestError as error:
            raise PictureError(
                Message("{path} cannot be read: {reason}", path=path, reason=message_of(error))
            ) from error

    def _replace(self, name: str, data: bytes) -> None:
        """Write beside the file, down to the disk, and then put it in its place."""
        made = self.folder / f".{name}-{secrets.token_hex(8)}"
        try:
            with made.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.replace(made, self.folder / name)
        finally:
            made.unlink(missing_ok=True)
