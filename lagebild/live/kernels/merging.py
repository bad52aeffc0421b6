"""Puts what feeds tell one after the other together to what is known of each aircraft."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lagebild.model.compiled import kernel

__all__ = ["FIX", "LATE", "NO_PLACE", "REPEATED", "SPEEDS", "State", "merge"]

NO_PLACE, FIX, REPEATED, LATE = 0, 1, 2, 3
"""What became of an observation: it tells no place; a new fix; a place that is known already; an older one."""

SPEEDS = 5
"""The first of the columns that describe motion; they come in messages of their own."""

_SOON = 10.0
"""Seconds for which speed, climb and direction of another message are those of a fix."""

_SAME = 2e-5
"""Degrees, some 2 m: decoders of one message round differently."""

_SAME_FEED, _OTHER_FEED = 0.5, 10.0
"""Seconds within which the same place, of this or another feed, is the same message heard once more."""


class State(NamedTuple):
    """What is known of each aircraft; rows are slots."""

    numbers: NDArray[np.float64]
    """Shape (slots, 8), see `Observations.numbers`: the last of each that was told."""

    told: NDArray[np.float64]
    """Shape (slots, 8): seconds of each."""

    ground: NDArray[np.int8]
    ground_told: NDArray[np.float64]
    recent: NDArray[np.float64]
    """Shape (slots, 4, 4): longitude, latitude, seconds and feed of the last four fixes, the newest first."""

    heard: NDArray[np.float64]
    """Shape (slots, feeds): seconds of the last message by each feed."""


@kernel
def merge(
    slot: NDArray[np.int64],
    feed: NDArray[np.int64],
    time: NDArray[np.float64],
    numbers: NDArray[np.float64],
    ground: NDArray[np.int8],
    state: State,
) -> tuple[NDArray[np.int8], NDArray[np.float64], NDArray[np.int8]]:
    """Bring the state up to date with observations in their order.

    Returns what became of each (n,), its numbers with what was told shortly before of its motion (n, 8), and whether
    it is on the ground (n,).
    """
    known, told, on_ground, ground_told = state.numbers, state.told, state.ground, state.ground_told
    recent, heard = state.recent, state.heard
    fate = np.zeros(len(slot), dtype=np.int8)
    filled, filled_ground = numbers.copy(), ground.copy()
    columns = numbers.shape[1]
    for i in range(len(slot)):
        who, now = slot[i], time[i]
        heard[who, feed[i]] = max(heard[who, feed[i]], now)
        for k in range(2, columns):
            if numbers[i, k] == numbers[i, k] and now >= told[who, k]:
                known[who, k], told[who, k] = numbers[i, k], now
        if ground[i] >= 0 and now >= ground_told[who]:
            on_ground[who], ground_told[who] = ground[i], now
        longitude, latitude = numbers[i, 0], numbers[i, 1]
        if not (longitude == longitude and latitude == latitude):
            continue
        repeated = False
        for k in range(recent.shape[1]):
            apart = abs(recent[who, k, 0] - longitude)
            if min(apart, 360.0 - apart) <= _SAME and abs(recent[who, k, 1] - latitude) <= _SAME:
                within = _SAME_FEED if recent[who, k, 3] == feed[i] else _OTHER_FEED
                repeated = repeated or abs(now - recent[who, k, 2]) <= within
        if repeated:
            fate[i] = REPEATED
            continue
        if now <= recent[who, 0, 2]:
            fate[i] = LATE
            continue
        fate[i] = FIX
        for k in range(recent.shape[1] - 1, 0, -1):
            for c in range(4):
                recent[who, k, c] = recent[who, k - 1, c]
        recent[who, 0, 0], recent[who, 0, 1], recent[who, 0, 2], recent[who, 0, 3] = longitude, latitude, now, feed[i]
        known[who, 0], known[who, 1], told[who, 0], told[who, 1] = longitude, latitude, now, now
        # the heights are those of the place's own message: one told with another place is none of this one
        for k in range(SPEEDS, columns):
            if math.isnan(filled[i, k]) and abs(now - told[who, k]) <= _SOON:
                filled[i, k] = known[who, k]
        if ground[i] < 0 and abs(now - ground_told[who]) <= _SOON:
            filled_ground[i] = on_ground[who]
    return fate, filled, filled_ground
