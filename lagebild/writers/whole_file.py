"""A file that stands at its place whole, or nothing changes there."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from lagebild.errors import LagebildError, WriteError

__all__ = ["written_whole"]

T = TypeVar("T")


def written_whole(target: Path, write: Callable[[Path], T], *, overwrite: bool) -> T:
    """Have a file written beside its place, move it there, and return what `write` returned.

    Raises
    ------
    WriteError
        If a file is there already, or it cannot be written.
    """
    try:
        if target.is_dir():
            raise WriteError(f"{target} is a folder; name a file")
        if target.exists() and not overwrite:
            raise WriteError(f"{target} exists already; choose another name, or say overwrite")
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{target.name[:40]}-", dir=target.parent) as workplace:
            made = Path(workplace) / target.name
            found = write(made)
            os.replace(made, target)
    except LagebildError:
        raise
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or " ".join(str(error).split())
        raise WriteError(f"{target} cannot be written: {reason:.300}") from error
    return found
