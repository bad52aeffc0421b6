"""ED-318 UAS zones to airspaces; `lagebild.readers.uas_zones` says what the format leaves open."""

from __future__ import annotations

from pathlib import Path

from lagebild.codecs.ed318 import looks_like_ed318, parse_ed318
from lagebild.model.airspaces import Airspaces
from lagebild.readers.files import Ledger
from lagebild.readers.format import AirspaceFormat, AirspaceOptions, Head
from lagebild.readers.parsed_file import parsed
from lagebild.readers.uas_zones import airspaces_of_zones

__all__ = ["ED318", "read_ed318"]

_LARGEST = 1_000_000_000


def read_ed318(path: Path, _: AirspaceOptions | None = None) -> Airspaces:
    """Read a file of ED-318 zones."""
    zones = parsed(path, "ED-318", parse_ed318, largest=_LARGEST)
    return airspaces_of_zones(path, "ED-318", zones, Ledger(source=path.name))


def _matches(head: Head) -> bool:
    return head.text.startswith("{") and looks_like_ed318(head.longer_text)


ED318 = AirspaceFormat(name="ED-318", matches=_matches, read=read_ed318)
