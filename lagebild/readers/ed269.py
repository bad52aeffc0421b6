"""ED-269 UAS zones to airspaces; `lagebild.readers.uas_zones` says what the format leaves open."""

from __future__ import annotations

from pathlib import Path

from lagebild.codecs.ed269 import looks_like_ed269, parse_ed269
from lagebild.model.airspaces import Airspaces
from lagebild.readers.files import Ledger
from lagebild.readers.format import AirspaceFormat, AirspaceOptions, Head
from lagebild.readers.parsed_file import parsed
from lagebild.readers.uas_zones import airspaces_of_zones

__all__ = ["ED269", "read_ed269"]

_LARGEST = 1_000_000_000


def read_ed269(path: Path, _: AirspaceOptions | None = None) -> Airspaces:
    """Read a file of ED-269 zones."""
    zones = parsed(path, "ED-269", parse_ed269, largest=_LARGEST)
    return airspaces_of_zones(path, "ED-269", zones, Ledger(source=path.name))


def _matches(head: Head) -> bool:
    return head.text.startswith("{") and looks_like_ed269(head.longer_text)


ED269 = AirspaceFormat(name="ED-269", matches=_matches, read=read_ed269)
