"""Flight paths to OGC Moving Features JSON (19-045r3): a feature a flight path, a moving point each.

Places have two dimensions, for a third would have one reference and may not be missing; heights stand with their
references among the values over time. What is the same at each fix of a flight stands once, missing values nowhere.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd

from lagebild.codecs.typed_columns import moments
from lagebild.model.report import Issue
from lagebild.model.tracks import Tracks
from lagebild.writers.flat_tracks import flat_tracks
from lagebild.writers.format import WriteFormat

__all__ = ["MFJSON", "write_mfjson"]

_HEAD = {
    "crs": {"type": "Name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}},
    "trs": {"type": "Name", "properties": {"name": "urn:ogc:data:time:iso8601"}},
}
_FORMS = {
    **dict.fromkeys(("altitude_amsl", "altitude_pressure", "height_ellipsoid"), "MTR"),
    **dict.fromkeys(("horizontal_accuracy", "vertical_accuracy"), "MTR"),
    **dict.fromkeys(("ground_speed", "vertical_rate"), "MTS"),
    "track_angle": "DD",
}
"""Units by their codes of UN/CEFACT: metre, metre per second, degree."""

_RESERVED = ("datetimes", "name", "trajectory_id", "timestamp", "fid")


def write_mfjson(tracks: Tracks, path: Path) -> list[Issue]:
    """Write one feature a flight path, on a line of its own."""
    frame, findings = flat_tracks(tracks, reserved=_RESERVED, times_as_text=True)
    columns = [str(name) for name in frame.columns if name not in ("track_id", "time")]
    values = {name: [_plain(value) for value in frame[name].astype("object").tolist()] for name in columns}
    kinds = {name: "Measure" if pd.api.types.is_numeric_dtype(frame[name]) else "Text" for name in columns}
    times = moments(tracks.frame["time"])
    places = tracks.frame[["longitude", "latitude"]].to_numpy().tolist()
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(
            '{"type": "FeatureCollection", '
            + json.dumps({**_HEAD, "lagebild": {"columns": columns}})[1:-1]
            + ', "features": ['
        )
        for number, name in enumerate(tracks.ids):
            rows = slice(int(tracks.offsets[number]), int(tracks.offsets[number + 1]))
            own = {column: values[column][rows] for column in columns}
            feature = _feature(str(name), times[rows], places[rows], own, kinds)
            file.write((",\n" if number else "\n") + json.dumps(feature, ensure_ascii=False, allow_nan=False))
        file.write("\n]}\n")
    return findings


def _feature(
    name: str, times: list[str], places: list[Any], values: dict[str, list[Any]], kinds: dict[str, str]
) -> dict[str, Any]:
    steady: dict[str, Any] = {}
    over_time: list[dict[str, Any]] = []
    for column, given in values.items():
        known = [row for row, value in enumerate(given) if value is not None]
        if not known:
            continue
        if len(known) == len(given) and kinds[column] == "Text" and given.count(given[0]) == len(given):
            steady[column] = given[0]
            continue
        form = {"form": _FORMS[column]} if column in _FORMS else {}
        told = {"type": kinds[column], **form, "values": [given[row] for row in known]}
        over_time.append({"datetimes": [times[row] for row in known], column: told})
    geometry = {"type": "MovingPoint", "datetimes": times, "coordinates": places, "interpolation": "Linear"}
    feature = {"type": "Feature", "id": name, "properties": steady, "temporalGeometry": geometry}
    return {**feature, "temporalProperties": over_time} if over_time else feature


def _plain(value: Any) -> Any:
    """Return what JSON can hold; None for missing values."""
    if value is None or value is pd.NA or value != value:
        return None
    value = value.item() if hasattr(value, "item") else value
    return value if not isinstance(value, float) or abs(value) != float("inf") else None


MFJSON = WriteFormat(name="MF-JSON", endings=(".mfjson",), tracks=write_mfjson)
