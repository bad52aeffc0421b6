"""Fixes as they come: places of aircraft with what is known about them at that moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lagebild.live.observations import NUMBERS, TEXTS

__all__ = ["Fixes"]

_COLUMNS = ("key", "feed", "time", "received", "numbers", "texts", "on_ground")


@dataclass(frozen=True, eq=False, kw_only=True)
class Fixes:
    """Fixes in the order in which they came."""

    key: NDArray[np.object_]
    """Shape (n,), whose; see `Observations.key`."""

    feed: NDArray[np.int64]
    """Shape (n,), number of the feed that told it."""

    time: NDArray[np.float64]
    """Shape (n,), seconds since 1970 UTC."""

    received: NDArray[np.float64]
    numbers: NDArray[np.float64]
    """Shape (n, 8), see `NUMBERS`."""

    texts: NDArray[np.object_]
    """Shape (n, 3), see `TEXTS`; empty where not known."""

    on_ground: NDArray[np.int8]
    """Shape (n,): 1 on the ground, 0 in the air, -1 unknown."""

    def __len__(self) -> int:
        return len(self.key)

    @classmethod
    def none(cls) -> Self:
        """Return no fixes."""
        nothing = np.empty(0)
        return cls(
            key=nothing.astype(object),
            feed=nothing.astype(np.int64),
            time=nothing,
            received=nothing,
            numbers=np.empty((0, len(NUMBERS))),
            texts=np.empty((0, len(TEXTS)), dtype=object),
            on_ground=nothing.astype(np.int8),
        )

    @classmethod
    def joined(cls, parts: Sequence[Self]) -> Self:
        """Return the fixes of several, one after the other."""
        filled = [part for part in parts if len(part)]
        if len(filled) < 2:
            return filled[0] if filled else cls.none()
        return cls(**{name: np.concatenate([getattr(part, name) for part in filled]) for name in _COLUMNS})

    def take(self, rows: NDArray[Any]) -> Self:
        """Return some, by their numbers or by a mask."""
        return type(self)(**{name: getattr(self, name)[rows] for name in _COLUMNS})

    def frame(self, feeds: Sequence[str]) -> pd.DataFrame:
        """Return them as a table with the columns of `Tracks`; `track_id` is the key, `source` the feed's name."""
        columns: dict[str, Any] = {
            "track_id": pd.Series(self.key, dtype="str"),
            "time": moments(self.time),
            **{name: self.numbers[:, number] for number, name in enumerate(NUMBERS)},
            **{
                name: pd.Series(self.texts[:, number], dtype="str").replace("", None)
                for number, name in enumerate(TEXTS)
            },
            "on_ground": pd.Series(self.on_ground, dtype="Int8").mask(self.on_ground < 0).astype("boolean"),
            "source": pd.Series(np.array([*feeds], dtype=object)[self.feed], dtype="str"),
        }
        return pd.DataFrame(columns)


def moments(seconds: NDArray[np.float64]) -> pd.DatetimeIndex:
    """Return times of seconds since 1970 UTC, to the microsecond, which is as fine as such a number can be."""
    whole = np.rint(seconds * 1e6).astype(np.int64) * 1_000
    return pd.DatetimeIndex(whole.view("datetime64[ns]")).tz_localize("UTC")
