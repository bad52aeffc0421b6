"""What an aircraft told last before, at most so long ago: for receivers whose messages each tell a part."""

from __future__ import annotations

from typing import Any

import pandas as pd

__all__ = ["told_before"]


def told_before(found: pd.DataFrame, messages: pd.DataFrame, name: str, age: pd.Timedelta) -> pd.Series[Any]:
    """Return what a message of the same aircraft told last, not longer before than `age`; missing where none did.

    Both tables have the columns `time` and `icao24`.
    """
    keys = ["time", "icao24"]
    told = messages.loc[messages[name].notna() & messages["time"].notna() & messages["icao24"].notna(), [*keys, name]]
    asked = found.loc[found["time"].notna() & found["icao24"].notna(), keys]
    if not len(told) or not len(asked):
        return pd.Series([None] * len(found), index=found.index, dtype=messages[name].dtype)
    joined = pd.merge_asof(
        asked.assign(row=asked.index).sort_values("time", kind="stable"),
        told.sort_values("time", kind="stable"),
        on="time",
        by="icao24",
        tolerance=age,
    )
    answer: pd.Series[Any] = joined.set_index("row")[name].reindex(found.index)
    return answer
