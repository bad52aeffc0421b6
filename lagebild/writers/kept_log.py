"""The log in a picture's folder, which stays when the folder is replaced by a newer state of the picture."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from lagebild.codecs.picture_toml import JOURNAL_NAME
from lagebild.errors import PictureError

__all__ = ["log_kept"]

_PATIENCE = 10.0
"""Seconds that one waits for another who is writing to the log."""

_PARTS = ("", "-wal", "-shm")
"""SQLite's files: what is in the second is not in the first yet."""


@contextmanager
def log_kept(target: Path, folder: Path) -> Iterator[None]:
    """Have the log of `target` in `folder` as well, while the one is put in the place of the other.

    Nobody can write to the log meanwhile, and all of its files are in both places, so that whoever has it open or
    opens it now finds all that was ever entered.

    Raises
    ------
    PictureError
        If somebody else holds the log too long, or it is damaged; the folder must not be replaced then.
    """
    if not (target / JOURNAL_NAME).exists():
        yield
        return
    try:
        with closing(_held(target / JOURNAL_NAME)) as held:
            for part in _PARTS:
                if (target / f"{JOURNAL_NAME}{part}").exists():
                    os.link(target / f"{JOURNAL_NAME}{part}", folder / f"{JOURNAL_NAME}{part}")
            yield
            held.execute("ROLLBACK")
    except sqlite3.Error as error:
        raise PictureError(f"{target / JOURNAL_NAME}, the picture's log, cannot be kept: {error}") from error


def _held(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.Error:
        connection.close()
        raise
    return connection
