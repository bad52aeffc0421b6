"""GPX tracks to fixes.

`ele` is altitude above mean sea level (GPX 1.1 schema) and becomes `altitude_amsl`. `speed` (m/s) and `course`
(degrees, true), of GPX 1.0 or of an extension such as Garmin's, become `ground_speed` and `track_angle`. Each `trk` is
a track named by its `name`; points without a time are left out. Waypoints and routes are noted.
"""

from __future__ import annotations

from pathlib import Path

from lagebild.codecs.gpx import looks_like_gpx, parse_gpx
from lagebild.codecs.safe_xml import XmlError
from lagebild.errors import FileFormatError
from lagebild.messages import Message, message_of
from lagebild.readers.files import Ledger, one_line, read_bytes
from lagebild.readers.format import TrackFormat, TrackOptions
from lagebild.readers.track_assembly import RawFixes
from lagebild.readers.xml_fixes import fixes_of

__all__ = ["GPX", "read_gpx"]

_LARGEST = 500_000_000
_MOTION = {"speed": "ground_speed", "course": "track_angle"}


def read_gpx(path: Path, _: TrackOptions | None = None) -> RawFixes:
    """Read the tracks of a GPX file; see the module for its heights and `lagebild.read_tracks` for the rest."""
    ledger = Ledger(source=path.name)
    try:
        file = parse_gpx(read_bytes(path, largest=_LARGEST))
    except XmlError as error:
        raise FileFormatError(
            Message("{path} (GPX): {reason}", path=path, reason=one_line(message_of(error)))
        ) from error
    if not file.points:
        said = "".join(f"; {one_line(note)}" for note in file.notes)
        raise FileFormatError(Message("{path} (GPX) holds no fixes: no track with a point{said}", path=path, said=said))
    return fixes_of(path, "GPX", file, ledger, {"ele": "altitude_amsl", **_MOTION}, _MOTION)


GPX = TrackFormat(name="GPX", matches=lambda head: looks_like_gpx(head.text), read=read_gpx)
