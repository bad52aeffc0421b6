"""Which columns an XML file of lagebild declares, and what of them XML cannot hold."""

from __future__ import annotations

from typing import Any, NamedTuple

import pandas as pd

from lagebild.codecs.typed_columns import column_kind
from lagebild.codecs.xml_text import legal
from lagebild.messages import Message
from lagebild.model.provenance import SYNTHETIC
from lagebild.model.report import Issue
from lagebild.model.tracks import Tracks

__all__ = ["OwnColumn", "own_columns", "text_findings", "written_frame"]

_PLACES = ("track_id", "time", "longitude", "latitude")


class OwnColumn(NamedTuple):
    """A column besides identifier, time and place."""

    number: int
    label: Any
    """Its name in the table."""

    name: str
    """Its name in the file."""

    kind: str


def written_frame(tracks: Tracks) -> pd.DataFrame:
    """Return the fixes, marked where they are synthetic."""
    frame = tracks.frame
    if tracks.report.synthetic and "marking" not in frame:
        frame["marking"] = SYNTHETIC
    return frame


def own_columns(frame: pd.DataFrame) -> tuple[list[OwnColumn], list[Issue]]:
    """Return what must be declared, and what will read back changed."""
    columns = []
    findings = text_findings("track_id", pd.Series(frame["track_id"].cat.categories, dtype="object"))
    for number, label in enumerate(frame.columns):
        if label in _PLACES:
            continue
        kind = column_kind(frame[label])
        columns.append(OwnColumn(number, label, legal(str(label)), kind))
        if kind == "str":
            findings += text_findings(str(label), frame[label])
    return columns, findings


def text_findings(name: str, column: pd.Series[Any]) -> list[Issue]:
    """Say which texts of a column XML cannot hold, and whether it is none of texts."""
    values = column.dropna().astype("object").tolist()
    findings = []
    if any(not isinstance(value, str) for value in values):
        findings.append(Issue(severity="repaired", reason=Message("column {name!r} was written as text", name=name)))
    texts = [str(value) for value in values]
    if wrong := sum(legal(text) != text for text in texts):
        reason = Message(
            "{count} texts of column {name!r} hold signs that XML cannot; they were written as \ufffd",
            count=wrong,
            name=name,
        )
        findings.append(Issue(severity="repaired", reason=reason))
    return findings
