"""KML and KMZ to fixes: `gx:Track`, `gx:MultiTrack`, and points with a time stamp.

Only altitudes of the mode `absolute` are above mean sea level and become `altitude_amsl`; those above the ground stand
in the column `height_above_ground`, those that KML passes over (`clampToGround`) in `altitude_not_used`, as long as
they are not 0. The orientation `gx:angles` stands in `heading`, `tilt` and `roll`: it is where the nose points, which
is no track angle. Speeds and other arrays are kept under their names, for KML tells no units.
"""

from __future__ import annotations

from pathlib import Path

from lagebild.codecs.kml_tracks import ABOVE_GROUND, ABSOLUTE, UNUSED, tracks_of
from lagebild.errors import FileFormatError
from lagebild.messages import Message
from lagebild.readers.files import Ledger, one_line
from lagebild.readers.format import TrackFormat, TrackOptions
from lagebild.readers.kml_files import holds_tracks, kml_document
from lagebild.readers.track_assembly import RawFixes
from lagebild.readers.xml_fixes import fixes_of

__all__ = ["KML_TRACKS", "read_kml_tracks"]


def read_kml_tracks(path: Path, _: TrackOptions | None = None) -> RawFixes:
    """Read the tracks of a KML or KMZ file; see the module for its heights and `lagebild.read_tracks` for the rest."""
    file = tracks_of(kml_document(path))
    if not file.points:
        said = "".join(f"; {one_line(note)}" for note in file.notes)
        raise FileFormatError(
            Message(
                "{path} (KML) holds no fixes: no gx:Track and no point with a TimeStamp{said}", path=path, said=said
            )
        )
    for field, column in ((ABOVE_GROUND, ABOVE_GROUND), (UNUSED, UNUSED)):
        count = sum(field in point.fields for point in file.points)
        if count:
            sentence = Message(
                "{count} altitudes are not above mean sea level (altitudeMode); they stand in the column {column}",
                count=count,
                column=column,
            )
            file.notes.append(sentence)
    return fixes_of(path, "KML", file, Ledger(source=path.name), {ABSOLUTE: "altitude_amsl"})


KML_TRACKS = TrackFormat(name="KML", matches=holds_tracks, read=read_kml_tracks)
