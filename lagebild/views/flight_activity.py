"""How many flights of a picture were in the air when."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from lagebild.model.picture import PictureContent

__all__ = ["flight_activity"]

_MOST_STEPS = 240


def flight_activity(picture: PictureContent) -> pd.Series[Any]:
    """Return the number of flights between their first and last fix, from each moment (UTC) to the next.

    At most 240 steps of one length: each has the most flights that were in the air at any time of it. The last value is
    0. Empty where the picture has no flights.
    """
    begins, ends = [], []
    for tracks in picture.track_sets:
        if len(tracks):
            times = tracks.frame["time"].astype("int64").to_numpy()
            begins.append(times[tracks.offsets[:-1]])
            ends.append(times[tracks.offsets[1:] - 1])
    if not begins:
        return pd.Series([], dtype="int64", index=pd.DatetimeIndex([], tz="UTC"))
    begin, end = np.concatenate(begins), np.concatenate(ends)
    edges = np.linspace(begin.min(), max(end.max(), begin.min() + 1), _MOST_STEPS + 1)
    moments = np.concatenate([begin, end])
    change = np.concatenate([np.ones(len(begin), dtype=np.int64), -np.ones(len(end), dtype=np.int64)])
    order = np.lexsort((-change, moments))  # who lands as another takes off was in the air with it
    at, aloft = moments[order], np.cumsum(change[order])
    step = np.clip(np.searchsorted(edges, at, side="right") - 1, 0, _MOST_STEPS - 1)
    counts = np.zeros(_MOST_STEPS, dtype=np.int64)
    np.maximum.at(counts, step, aloft)
    before = np.searchsorted(at, edges[:-1], side="left") - 1
    counts = np.maximum(counts, np.where(before >= 0, aloft[before], 0))
    index = pd.DatetimeIndex(pd.to_datetime(edges.astype(np.int64), utc=True))
    return pd.Series([*counts, 0], index=index, dtype="int64")
