"""Fixes as a table of plain values and points, for formats of features; reading takes them back exactly."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from lagebild.messages import Message
from lagebild.model.provenance import SYNTHETIC
from lagebild.model.report import Issue
from lagebild.model.tracks import COLUMNS, Tracks

__all__ = ["flat_tracks", "iso_times", "points_of"]

_PLACES = ("longitude", "latitude")
_OTHER_PLACES = ("lon", "lat")
"""Unknown columns of these names would be read as places."""

_MILLISECOND = 1_000_000
_EXACT = 2**53


def points_of(tracks: Tracks) -> Any:
    """Return one point a fix, in WGS 84 longitude and latitude."""
    frame = tracks.frame
    return gpd.points_from_xy(frame["longitude"], frame["latitude"], crs="EPSG:4326")


def iso_times(column: pd.Series[Any]) -> pd.Series[Any]:
    """Write times as ISO 8601 in UTC, to the nanosecond."""
    plain = column.dt.tz_convert("UTC").dt.tz_localize(None).astype("datetime64[ns]")
    texts = pc.strftime(pa.array(plain, from_pandas=True), format="%Y-%m-%dT%H:%M:%S")
    return pd.Series(pc.binary_join_element_wise(texts, "Z", "").to_pandas(), dtype="str").set_axis(column.index)


def flat_tracks(
    tracks: Tracks, *, reserved: tuple[str, ...] = (), times_as_text: bool
) -> tuple[pd.DataFrame, list[Issue]]:
    """Return the columns beside longitude and latitude as numbers, texts and truths, and what was changed.

    Times stay times where the format has them to the millisecond and no fix needs more; else they are texts.
    """
    frame = tracks.frame.drop(columns=list(_PLACES))
    findings: list[Issue] = []
    frame = _renamed(frame, ("geometry", *_OTHER_PLACES, *reserved), findings)
    for name in frame.columns:
        frame[name] = _plain(frame[name], name, findings, times_as_text=times_as_text)
    if tracks.report.synthetic and "marking" not in frame:
        frame["marking"] = SYNTHETIC
    return frame, findings


def _renamed(frame: pd.DataFrame, reserved: tuple[str, ...], findings: list[Issue]) -> pd.DataFrame:
    """Give columns other names that the format uses itself, or that differ from others by capitals only."""
    frame.columns = [str(name) for name in frame.columns]
    taken = set(COLUMNS)
    names: dict[str, str] = {}
    for name in frame.columns:
        new = name
        while new.lower() in reserved or (new.lower() in taken and new not in COLUMNS):
            new += "_"
        taken.add(new.lower())
        if new != name:
            names[name] = new
            reason = Message(
                "column {name!r} has a name that the format uses or holds already; it was written as {new!r}",
                name=name,
                new=new,
            )
            findings.append(Issue(severity="repaired", reason=reason))
    return frame.rename(columns=names)


def _plain(column: pd.Series[Any], name: str, findings: list[Issue], *, times_as_text: bool) -> pd.Series[Any]:
    kind = column.dtype
    if isinstance(kind, pd.CategoricalDtype):
        return column.astype("str").where(column.notna())
    if isinstance(kind, pd.DatetimeTZDtype):
        return _times(column, name, findings, as_text=times_as_text)
    if kind == "str" or kind == "boolean" or (isinstance(kind, np.dtype) and kind.kind in "biuf"):
        return column
    if pd.api.types.is_numeric_dtype(kind):
        values = column.to_numpy(dtype=np.float64, na_value=np.nan)
        if not (np.abs(values) >= _EXACT).any():
            return pd.Series(values, index=column.index)
    texts = column.map(str, na_action="ignore").astype("str").where(column.notna())
    if any(not isinstance(value, str) for value in column.dropna()):
        findings.append(Issue(severity="repaired", reason=Message("column {name!r} was written as text", name=name)))
    return texts


def _times(column: pd.Series[Any], name: str, findings: list[Issue], *, as_text: bool) -> pd.Series[Any]:
    nanos = column.dropna().dt.as_unit("ns").astype("int64")
    is_fine = bool((nanos % _MILLISECOND != 0).any())
    if not as_text and not is_fine:
        whole: pd.Series[Any] = column.dt.as_unit("ms")
        return whole
    if not as_text:
        reason = Message("times of column {name!r} are finer than milliseconds; they were written as texts", name=name)
        findings.append(Issue(severity="note", reason=reason))
    return iso_times(column)
