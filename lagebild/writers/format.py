"""A format to write: what it is called, how its files' names end, and what writes tracks or airspaces.

A new format is one module in `lagebild/writers` that makes one of these values, and one line in
`lagebild/writers/registry.py`. Packages of others register theirs by the entry point group `lagebild.writers`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from lagebild.model.airspaces import Airspaces
from lagebild.model.report import Issue
from lagebild.model.tracks import Tracks

__all__ = ["WriteFormat"]


@dataclass(frozen=True, kw_only=True)
class WriteFormat:
    """A format that lagebild writes.

    A function of it takes the content and a path at which nothing is, writes one file there, and returns what the
    format could not hold: `note` for what was written in another way, `repaired` for what was changed, `quarantined`
    for what was left out.
    """

    name: str
    """Such as `GeoPackage`; `format=` takes it, in upper or lower case."""

    endings: tuple[str, ...]
    """Of files' names, such as `.gpkg`, in lower case."""

    tracks: Callable[[Tracks, Path], list[Issue] | None] | None = None
    airspaces: Callable[[Airspaces, Path], list[Issue] | None] | None = None
