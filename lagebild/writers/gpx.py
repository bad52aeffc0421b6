"""Flight paths to GPX 1.1: one `trk` a flight path, `altitude_amsl` as `ele`, times to the nanosecond.

GPX knows no other heights and no other columns of lagebild. They stand in `<extensions>` of a namespace of their own,
which other programs pass over, so that reading gives everything back; see `lagebild.codecs.gpx`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from lagebild.codecs.typed_columns import moments, plain_decimal, texts_of
from lagebild.codecs.xml_text import COLUMNS_NAMESPACE, attribute, escaped, is_plain_name
from lagebild.model.report import Issue
from lagebild.model.tracks import Tracks
from lagebild.writers.format import WriteFormat
from lagebild.writers.xml_columns import OwnColumn, own_columns, written_frame

__all__ = ["GPX", "write_gpx"]

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<gpx version="1.1" creator="lagebild" xmlns="http://www.topografix.com/GPX/1/1" xmlns:lb="{namespace}">\n'
    "<metadata><extensions><lb:columns>\n{columns}</lb:columns></extensions></metadata>\n"
)
_HEIGHT = "altitude_amsl"


def write_gpx(tracks: Tracks, path: Path) -> list[Issue]:
    """Write one `trkpt` a fix, on a line of its own."""
    frame = written_frame(tracks)
    columns, findings = own_columns(frame)
    points = _points(frame, [column for column in columns if column.name != _HEIGHT])
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(_HEAD.format(namespace=COLUMNS_NAMESPACE, columns="".join(map(_declaration, columns))))
        for number, name in enumerate(tracks.ids):
            file.write(f"<trk><name>{escaped(name)}</name>")
            file.write(f'<extensions><lb:track id="{attribute(name)}"/></extensions><trkseg>\n')
            file.write("".join(points[tracks.offsets[number] : tracks.offsets[number + 1]]))
            file.write("</trkseg></trk>\n")
        file.write("</gpx>\n")
    return findings


def _key(column: OwnColumn) -> str:
    return column.name if is_plain_name(column.name) else f"column.{column.number}"


def _declaration(column: OwnColumn) -> str:
    key = "" if column.name == _HEIGHT else f' key="{_key(column)}"'
    return f'<lb:column name="{attribute(column.name)}" type="{column.kind}"{key}/>\n'


def _points(frame: pd.DataFrame, columns: list[OwnColumn]) -> list[str]:
    longitudes, latitudes = (map(plain_decimal, frame[name].tolist()) for name in ("longitude", "latitude"))
    heights = frame[_HEIGHT].tolist() if _HEIGHT in frame else [float("nan")] * len(frame)
    extras = _extensions(frame, columns)
    return [
        f'<trkpt lat="{latitude}" lon="{longitude}">'
        f"{f'<ele>{plain_decimal(height)}</ele>' if height == height else ''}"
        f"<time>{time}</time>{extra}</trkpt>\n"
        for longitude, latitude, height, time, extra in zip(
            longitudes, latitudes, heights, moments(frame["time"]), extras, strict=True
        )
    ]


def _extensions(frame: pd.DataFrame, columns: list[OwnColumn]) -> list[str]:
    if not columns:
        return [""] * len(frame)
    keys = [_key(column) for column in columns]
    texts: list[list[Any]] = [texts_of(frame[column.label]) for column in columns]
    made = []
    for row in zip(*texts, strict=True):
        said = "".join(
            f' {key}="{attribute(value)}"' for key, value in zip(keys, row, strict=True) if value is not None
        )
        made.append(f"<extensions><lb:fix{said}/></extensions>" if said else "")
    return made


GPX = WriteFormat(name="GPX", endings=(".gpx",), tracks=write_gpx)
