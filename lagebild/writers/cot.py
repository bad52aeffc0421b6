"""Flight paths to CoT events, one a fix, in one root.

The type is `a-u-A` (an air track of unknown identity) unless a column `cot_type` says another; hostile and suspect
are never written. `hae` is the height above the ellipsoid, or unknown. What CoT has no place for stands in a detail of
lagebild's own namespace, so that reading gives everything back.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd

from lagebild.codecs.cot import UNKNOWN
from lagebild.codecs.typed_columns import moments, plain_decimal, texts_of
from lagebild.codecs.xml_text import COLUMNS_NAMESPACE, attribute, is_plain_name
from lagebild.messages import Message
from lagebild.model.report import Issue
from lagebild.model.tracks import Tracks
from lagebild.writers.format import WriteFormat
from lagebild.writers.xml_columns import own_columns, written_frame

__all__ = ["COT", "write_cot"]

_TYPE = "cot_type"
_DEFAULT = "a-u-A"
_ALLOWED = re.compile(r"a-[fnuap.](?:-[A-Za-z0-9.]{1,20}){0,12}")
_UNKNOWN_IDENTITY = "u"
_ATOM = re.compile(r"a-[a-z.](?:-[A-Za-z0-9.]{1,20}){0,12}")
_VALID = pd.Timedelta("60s")


def write_cot(tracks: Tracks, path: Path) -> list[Issue]:
    """Write one event a fix; it is stale after a minute."""
    frame = written_frame(tracks)
    frame, findings = _peaceful(frame)
    columns, told = own_columns(frame)
    findings += told
    keys = [column.name if is_plain_name(column.name) else f"column.{column.number}" for column in columns]
    texts = [texts_of(frame[column.label]) for column in columns]
    kinds = frame[_TYPE].fillna(_DEFAULT).astype("str").tolist() if _TYPE in frame else [_DEFAULT] * len(frame)
    stale = moments(frame["time"] + _VALID)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<events xmlns:lb="{COLUMNS_NAMESPACE}">\n<lb:columns>\n')
        for column, key in zip(columns, keys, strict=True):
            file.write(f'<lb:column name="{attribute(column.name)}" type="{column.kind}" key="{key}"/>\n')
        file.write("</lb:columns>\n")
        points, details = _points(frame), _details(frame)
        rows = zip(frame["track_id"].astype("str"), kinds, moments(frame["time"]), stale, points, details, strict=True)
        for number, (uid, kind, time, until, point, detail) in enumerate(rows):
            own = "".join(
                f' {key}="{attribute(text)}"'
                for key, column in zip(keys, texts, strict=True)
                if (text := column[number]) is not None
            )
            file.write(
                f'<event version="2.0" uid="{attribute(uid)}" type="{attribute(kind)}" how="m-g" '
                f'time="{time}" start="{time}" stale="{until}">{point}<detail>{detail}<lb:fix{own}/></detail></event>\n'
            )
        file.write("</events>\n")
    return findings


def _peaceful(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[Issue]]:
    """Let no type say hostile or suspect, and none that is no type."""
    if _TYPE not in frame:
        return frame, []
    given = frame[_TYPE].astype("str").where(frame[_TYPE].notna())
    named = {kind: _as_allowed(kind) for kind in given.dropna().unique()}
    changed = int(given.map({kind: kind != new for kind, new in named.items()}).fillna(False).astype(bool).sum())
    if not changed:
        return frame, []
    reason = Message(
        "{count} types of column {name!r} are hostile, suspect or none; they were written as unknown",
        count=changed,
        name=_TYPE,
    )
    return frame.assign(**{_TYPE: given.map(named).astype("str")}), [Issue(severity="repaired", reason=reason)]


def _as_allowed(kind: str) -> str:
    if _ALLOWED.fullmatch(kind):
        return kind
    return f"a-{_UNKNOWN_IDENTITY}{kind[3:]}" if _ATOM.fullmatch(kind) else _DEFAULT


def _points(frame: pd.DataFrame) -> list[str]:
    def error(name: str) -> list[str]:
        if name not in frame:
            return [f"{UNKNOWN:.0f}"] * len(frame)
        return [
            plain_decimal(round(value, 3)) if value == value else f"{UNKNOWN:.0f}" for value in frame[name].tolist()
        ]

    height = frame["height_ellipsoid"].tolist() if "height_ellipsoid" in frame else [np.nan] * len(frame)
    return [
        f'<point lat="{plain_decimal(latitude)}" lon="{plain_decimal(longitude)}" '
        f'hae="{plain_decimal(value) if value == value else f"{UNKNOWN:.0f}"}" ce="{circular}" le="{linear}"/>'
        for longitude, latitude, value, circular, linear in zip(
            frame["longitude"].tolist(),
            frame["latitude"].tolist(),
            height,
            error("horizontal_accuracy"),
            error("vertical_accuracy"),
            strict=True,
        )
    ]


def _details(frame: pd.DataFrame) -> list[str]:
    empty = pd.Series([None] * len(frame), dtype="str")
    callsigns = frame.get("callsign", empty).fillna("").tolist()
    nowhere = pd.Series(np.nan, index=frame.index)
    speeds = frame.get("ground_speed", nowhere).astype("float64").tolist()
    courses = frame.get("track_angle", nowhere).astype("float64").tolist()
    return [
        (f'<contact callsign="{attribute(str(callsign))}"/>' if callsign else "")
        + (
            f'<track speed="{plain_decimal(round(speed, 3))}" course="{plain_decimal(round(course, 3))}"/>'
            if speed == speed and course == course
            else ""
        )
        for callsign, speed, course in zip(callsigns, speeds, courses, strict=True)
    ]


COT = WriteFormat(name="CoT", endings=(".cot", ".xml"), tracks=write_cot)
