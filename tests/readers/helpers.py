"""What several tests of readers share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from lagebild.errors import LagebildError


def attempt(opener: Callable[[Path], Any], path: Path) -> tuple[Any, str]:
    """Open a file; returns what was read and no message, or nothing and the error's message."""
    try:
        return opener(path), ""
    except LagebildError as error:
        return None, str(error)
