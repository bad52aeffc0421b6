"""Spans of time cut where the activation of an airspace changes."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lagebild.model.activation import Activation, ActivationKind

__all__ = ["ACTIVE", "INACTIVE", "STATES", "UNKNOWN", "Pieces", "constant_state", "cut_by_activation"]

INACTIVE, UNKNOWN, ACTIVE = 0, 1, 2
STATES = ("inactive", "unknown", "active")
"""Names of the states, by their number."""

_CONSTANT = {ActivationKind.ALWAYS: ACTIVE, ActivationKind.UNKNOWN: UNKNOWN, ActivationKind.NOTAM: UNKNOWN}


class Pieces(NamedTuple):
    """Parts of spans, in order."""

    span: NDArray[np.int64]
    """The number of the span that a piece is of."""

    start: NDArray[np.int64]
    """Nanoseconds since 1970, as `end`."""

    end: NDArray[np.int64]
    state: NDArray[np.int8]


def constant_state(activation: Activation) -> int | None:
    """Return the state of an activation that never changes, else None."""
    return _CONSTANT.get(activation.kind)


def cut_by_activation(
    start: NDArray[np.int64], end: NDArray[np.int64], activation: Activation, longitude: float, latitude: float
) -> Pieces:
    """Cut spans (n,) of nanoseconds since 1970 into pieces of one state; the place serves for sunrise and sunset.

    Where stated periods overlap, active goes before unknown. Each piece has a duration.
    """
    begin, finish = pd.Timestamp(int(start.min()), tz="UTC"), pd.Timestamp(int(end.max()), tz="UTC")
    changes, states = _changes(
        activation.periods(begin.floor("us"), finish.ceil("us"), longitude=longitude, latitude=latitude)
    )
    first, last = np.searchsorted(changes, start, side="right"), np.searchsorted(changes, end, side="left")
    counts = last - first + 1
    span = np.repeat(np.arange(len(start)), counts)
    number = np.arange(len(span)) - np.repeat(np.cumsum(counts) - counts, counts)
    change = first[span] + number
    edges = np.concatenate([changes, [np.iinfo(np.int64).max]])
    return Pieces(
        span,
        np.where(number == 0, start[span], edges[change - 1]),
        np.where(number == counts[span] - 1, end[span], edges[change]),
        states[change],
    )


def _changes(periods: pd.DataFrame) -> tuple[NDArray[np.int64], NDArray[np.int8]]:
    """Return when the state changes (n,), and the states before, between and after (n + 1,)."""
    begins, ends = (periods[name].to_numpy(dtype="datetime64[ns]").view(np.int64) for name in ("start", "end"))
    active = (periods["status"] == "active").to_numpy(dtype=bool)
    moments = np.unique(np.concatenate([begins, ends]))
    state = np.full(len(moments) + 1, INACTIVE, dtype=np.int8)
    for which, value in ((~active, UNKNOWN), (active, ACTIVE)):
        steps = np.zeros(len(moments), dtype=np.int64)
        np.add.at(steps, np.searchsorted(moments, begins[which]), 1)
        np.add.at(steps, np.searchsorted(moments, ends[which]), -1)
        state[1:][np.cumsum(steps) > 0] = value
    real = state[1:] != state[:-1]
    return moments[real], np.concatenate([state[:1], state[1:][real]])
