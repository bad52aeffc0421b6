"""Any file to what it holds, with whatever the user says about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from lagebild.errors import FileFormatError
from lagebild.messages import Message
from lagebild.model.airspaces import Airspaces
from lagebild.model.terrain import Terrain
from lagebild.model.tracks import Tracks
from lagebild.readers.airspaces import read_airspaces
from lagebild.readers.format import Kind, Site
from lagebild.readers.recognise import recognise
from lagebild.readers.terrain import open_terrain
from lagebild.readers.tracks import read_tracks

__all__ = ["NOTHING", "Said", "read_any", "read_as"]


@dataclass(frozen=True, kw_only=True)
class Said:
    """What the user says about files of any kind; each reader takes what concerns it, and checks it."""

    site: Site | None = None
    day: date | None = None
    limit_reference: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    crs: str | None = None
    unit: str | None = None
    vertical_datum: str | None = None


NOTHING = Said()


def read_any(path: Path, said: Said = NOTHING) -> Tracks | Airspaces | Terrain:
    """Recognise a file by its content and read it whole; of terrain, its header."""
    kind = recognise(path).kind
    if kind is Kind.PICTURE:
        raise FileFormatError(Message("{path} holds a picture; open it with open_picture (lagebild serve)", path=path))
    return read_as(kind, path, said)


def read_as(kind: Kind, path: Path, said: Said = NOTHING) -> Tracks | Airspaces | Terrain:
    """Read a file that is to hold this: flight paths, airspaces or terrain."""
    if kind is Kind.TRACKS:
        return read_tracks(path, site=said.site, day=said.day)
    if kind is Kind.AIRSPACES:
        return read_airspaces(path, limit_reference=said.limit_reference, columns=said.columns)
    return open_terrain(path, crs=said.crs, unit=said.unit, vertical_datum=said.vertical_datum)
