"""Flight paths as KML: one `gx:Track` each, with every column in arrays beside its times and places.

`altitude_amsl` is the altitude of the places; a track without any lies on the ground. A missing altitude is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from lagebild.codecs.typed_columns import moments, texts_of
from lagebild.codecs.xml_text import COLUMNS_NAMESPACE, attribute, escaped
from lagebild.model.report import Issue
from lagebild.model.tracks import Tracks
from lagebild.writers.xml_columns import OwnColumn, own_columns, written_frame

__all__ = ["KML_HEAD", "KML_TYPES", "tracks_as_kml"]

KML_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2" '
    f'xmlns:gx="http://www.google.com/kml/ext/2.2" xmlns:lb="{COLUMNS_NAMESPACE}">\n<Document>\n'
)
KML_TYPES = {"float64": "double", "float32": "float", "bool": "bool", "boolean": "bool"}
"""Types that KML knows; others are `int` or `string`."""

_HEIGHT = "altitude_amsl"
_STYLE = (
    '<Style id="track"><IconStyle><scale>0.7</scale></IconStyle><LabelStyle><scale>0.8</scale></LabelStyle>'
    "<LineStyle><color>ff00a5ff</color><width>3</width></LineStyle></Style>\n"
)


def tracks_as_kml(tracks: Tracks) -> tuple[Iterator[str], list[Issue]]:
    """Return the parts of the document, and what it cannot hold."""
    frame = written_frame(tracks)
    columns, findings = own_columns(frame)
    return _document(tracks, frame, columns), findings


def _document(tracks: Tracks, frame: pd.DataFrame, columns: list[OwnColumn]) -> Iterator[str]:
    yield KML_HEAD
    yield f'<name>tracks</name>\n{_STYLE}<Schema id="fix" lb:holds="tracks">\n'
    for column in columns:
        known = KML_TYPES.get(column.kind, "int" if "int" in column.kind.lower() else "string")
        yield f'<gx:SimpleArrayField name="{attribute(column.name)}" type="{known}" lb:type="{column.kind}"/>\n'
    yield "</Schema>\n"
    for name, start, end in zip(tracks.ids, tracks.offsets[:-1], tracks.offsets[1:], strict=True):
        yield from _track(name, frame.iloc[start:end], columns)
    yield "</Document>\n</kml>\n"


def _track(name: str, frame: pd.DataFrame, columns: list[OwnColumn]) -> Iterator[str]:
    has_heights = _HEIGHT in frame and bool(frame[_HEIGHT].notna().any())
    mode = "absolute" if has_heights else "clampToGround"
    yield f"<Placemark><name>{escaped(name)}</name><styleUrl>#track</styleUrl>\n"
    yield f"<gx:Track><altitudeMode>{mode}</altitudeMode>\n"
    yield "".join(f"<when>{time}</when>\n" for time in moments(frame["time"]))
    heights = frame[_HEIGHT].tolist() if has_heights else [float("nan")] * len(frame)
    for longitude, latitude, height in zip(
        frame["longitude"].tolist(), frame["latitude"].tolist(), heights, strict=True
    ):
        above = f" {height!r}" if height == height else ""
        yield f"<gx:coord>{longitude!r} {latitude!r}{above}</gx:coord>\n"
    yield '<ExtendedData><SchemaData schemaUrl="#fix">\n'
    for column in columns:
        if column.name != _HEIGHT:
            yield f'<gx:SimpleArrayData name="{attribute(column.name)}">\n'
            yield "".join(map(_value, texts_of(frame[column.label])))
            yield "</gx:SimpleArrayData>\n"
    yield "</SchemaData></ExtendedData></gx:Track></Placemark>\n"


def _value(text: Any) -> str:
    if text is None:
        return "<gx:value/>\n"
    return f"<gx:value>{escaped(text)}</gx:value>\n" if text else '<gx:value lb:empty="true"/>\n'
