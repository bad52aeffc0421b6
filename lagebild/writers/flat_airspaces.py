"""Airspaces as a table of plain values: limits and activation as JSON texts, which reading takes back exactly."""

from __future__ import annotations

import json
from typing import Any

import geopandas as gpd
import pandas as pd

from lagebild.messages import Message
from lagebild.model.airspaces import COLUMNS, Airspaces
from lagebild.model.provenance import SYNTHETIC
from lagebild.model.report import Issue

__all__ = ["flat_airspaces"]


def flat_airspaces(airspaces: Airspaces, *, kinds: str) -> tuple[gpd.GeoDataFrame, list[Issue]]:
    """Return the table, and which of its unknown columns became texts.

    `kinds` are the letters of NumPy's kinds of columns that the format holds, such as `biuf`.
    """
    frame = airspaces.frame
    findings = []
    for name in ("lower", "upper", "activation"):
        frame[name] = frame[name].map(_as_json).astype("str")
    for name in frame.columns:
        if name in COLUMNS or frame[name].dtype == "str" or frame[name].dtype.kind in kinds:
            continue
        frame[name] = frame[name].map(_plain, na_action="ignore").astype("str").where(frame[name].notna())
        if any(not isinstance(value, str) for value in airspaces.frame[name].dropna()):
            findings.append(
                Issue(severity="repaired", reason=Message("column {name!r} was written as text", name=name))
            )
    if airspaces.report.synthetic and "marking" not in frame:
        frame["marking"] = SYNTHETIC
    return frame, findings


def _as_json(value: Any) -> str:
    return json.dumps(value.to_record(), ensure_ascii=False)


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, pd.Timestamp) else str(value)
