"""CoT events to fixes.

`hae` is height above the ellipsoid; `speed` (m/s) and `course` (degrees, true) of the `track` detail become
`ground_speed` and `track_angle`. Events of one `uid` are one track. The errors `ce` and `le` stand in
`circular_error` and `linear_error` (metres): their level of confidence differs from program to program, so they are
not taken for the 95 % of lagebild's columns.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from lagebild.codecs.cot import looks_like_cot, parse_cot
from lagebild.codecs.safe_xml import XmlError
from lagebild.errors import FileFormatError
from lagebild.messages import Message, message_of
from lagebild.readers.files import Ledger, one_line, read_bytes
from lagebild.readers.format import TrackFormat, TrackOptions
from lagebild.readers.track_assembly import RawFixes
from lagebild.readers.xml_fixes import fixes_of

__all__ = ["COT", "read_cot"]

_LARGEST = 500_000_000
_KNOWN = {
    "hae": "height_ellipsoid",
    "speed": "ground_speed",
    "course": "track_angle",
    "circular_error": "circular_error",
    "linear_error": "linear_error",
}


def read_cot(path: Path, _: TrackOptions | None = None) -> RawFixes:
    """Read a file of events."""
    ledger = Ledger(source=path.name)
    try:
        file = parse_cot(read_bytes(path, largest=_LARGEST))
    except XmlError as error:
        raise FileFormatError(
            Message("{path} (CoT): {reason}", path=path, reason=one_line(message_of(error)))
        ) from error
    found = fixes_of(path, "CoT", file, ledger, _KNOWN)
    frame = found.frame
    if "callsign_" in frame and "callsign" not in frame:
        # the one text of others that means what lagebild's column means
        frame = frame.rename(columns={"callsign_": "callsign"}).astype({"callsign": "str"})
    return replace(found, frame=frame, one_flight=False)


COT = TrackFormat(name="CoT", matches=lambda head: looks_like_cot(head.text), read=read_cot)
