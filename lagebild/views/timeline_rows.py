"""Reports as bars on an axis of time: from when to when each date reaches, and in which row it is drawn."""

from __future__ import annotations

import heapq

import numpy as np
import pandas as pd
from numpy.typing import NDArray

__all__ = ["timeline_rows"]

_SHARE = 0.012
"""Of the axis: no bar is drawn shorter, or a day among decades could not be seen."""

_MARGIN = 0.02
_SPAN = pd.Timedelta(days=30)
"""Shown at least."""


def timeline_rows(reports: pd.DataFrame, *, one_each: bool) -> pd.DataFrame:
    """Return where each report is drawn.

    Parameters
    ----------
    reports
        Rows of `dossier.reports`.
    one_each
        A row for each report, the earliest on top; else rows are shared by bars that do not overlap.

    Returns
    -------
    pandas.DataFrame
        One row a report, in the order of `reports`: `start`, `end` (UTC: what its date says, bounded by the axis),
        `left`, `right` (as drawn, never shorter than can be seen), `open_left`, `open_right`, `dated`, and `row`,
        counted from 0. `attrs["span"]`: the axis. Undated reports have rows of their own, after all others.
    """
    first, last = _span(reports)
    dated = (reports["date"] != "").to_numpy(dtype=bool)
    start, end = reports["date_from"].fillna(first), reports["date_to"].fillna(last)
    least = (last - first) * _SHARE
    middle = start + (end - start) / 2
    short = (end - start) < least
    left, right = start.mask(short, middle - least / 2), end.mask(short, middle + least / 2)
    table = pd.DataFrame(
        {
            "start": start,
            "end": end,
            "left": left,
            "right": right,
            "open_left": dated & reports["date_from"].isna().to_numpy(),
            "open_right": dated & reports["date_to"].isna().to_numpy(),
            "dated": dated,
        }
    )
    table["row"] = _rows(table, one_each=one_each)
    table.attrs["span"] = (first, last)
    return table


def _span(reports: pd.DataFrame) -> tuple[pd.Timestamp, pd.Timestamp]:
    """From the first to the last moment that any date names, with a margin."""
    ends = pd.concat([reports["date_from"], reports["date_to"]]).dropna()
    if not len(ends):
        now = pd.Timestamp.now(tz="UTC").as_unit("ns")
        return now - _SPAN, now
    first, last = ends.min(), ends.max()
    margin = max((last - first) * _MARGIN, _SPAN / 2)
    return first - margin, last + margin


def _rows(table: pd.DataFrame, *, one_each: bool) -> NDArray[np.int64]:
    order = np.lexsort((table["right"].to_numpy(), table["left"].to_numpy(), ~table["dated"].to_numpy()))
    rows = np.zeros(len(table), dtype=np.int64)
    if one_each:
        rows[order] = np.arange(len(table))
        return rows
    left, right = (table[name].astype("int64").to_numpy() for name in ("left", "right"))
    dated = table["dated"].to_numpy()
    busy: list[tuple[int, int]] = []
    free: list[int] = []
    count = 0
    for number in order[dated[order]]:
        while busy and busy[0][0] <= left[number]:
            heapq.heappush(free, heapq.heappop(busy)[1])
        if free:
            row = heapq.heappop(free)
        else:
            row, count = count, count + 1
        rows[number] = row
        heapq.heappush(busy, (int(right[number]), row))
    rows[order[~dated[order]]] = count + np.arange(int((~dated).sum()))
    return rows
