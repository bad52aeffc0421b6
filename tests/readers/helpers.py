"""What several tests of readers share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import lagebild as lb
from lagebild.errors import LagebildError


def attempt(opener: Callable[[Path], Any], path: Path) -> tuple[Any, str]:
    """Open a file; returns what was read and no message, or nothing and the error's message."""
    try:
        return opener(path), ""
    except LagebildError as error:
        return None, str(error)


def text_reader(folder: Path, usual: str) -> Callable[..., lb.Tracks]:
    """Return what reads flight paths out of a text, by way of a file in the folder."""

    def reading(text: str, name: str = usual) -> lb.Tracks:
        path = folder / name
        path.write_text(text, encoding="utf-8")
        return lb.read_tracks(path)

    return reading


def reasons(tracks: lb.Tracks, severity: str = "note") -> str:
    """Return the reasons of that severity in a report, as one text."""
    issues = tracks.report.issues
    return " | ".join(issues["reason"][issues["severity"] == severity])
