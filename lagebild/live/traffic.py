"""Who is where now: what all feeds tell, merged per aircraft, with the feed that told it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lagebild.live.fixes import Fixes
from lagebild.live.kernels.merging import FIX, LATE, REPEATED, State, merge
from lagebild.live.observations import NUMBERS, TEXTS, Observations

__all__ = ["Now", "Traffic"]

_FIRST = 1_024
_REMEMBERED = 3_600.0
"""Seconds after its last message for which an aircraft is kept."""

_MOST = 100_000
"""Aircraft; more are invented by somebody, and the longest silent ones give way."""

_TEXT_AGE = 600.0
"""Seconds for which a callsign or squawk is that of the aircraft still."""

_RECENT = 4


@dataclass(frozen=True, eq=False, kw_only=True)
class Now:
    """All aircraft that are known, at one moment; columns of one length."""

    key: NDArray[np.object_]
    heard: NDArray[np.float64]
    """Shape (n,), seconds since 1970 UTC of the last message of any kind."""

    fixed: NDArray[np.float64]
    """Shape (n,), of the last fix; minus infinity before the first."""

    numbers: NDArray[np.float64]
    """Shape (n, 8): the last of each that was told, whenever that was."""

    texts: NDArray[np.object_]
    text_since: NDArray[np.float64]
    """Shape (n, 3): since when each has its value."""

    text_told: NDArray[np.float64]
    """Shape (n, 3): when each was told last."""

    on_ground: NDArray[np.int8]
    heard_by: NDArray[np.float64]
    """Shape (n, feeds): when each feed told of it last; minus infinity: never."""

    def __len__(self) -> int:
        return len(self.key)


class Traffic:
    """Aircraft by their keys; not for several threads at once.

    Parameters
    ----------
    feeds
        How many there are.
    """

    def __init__(self, feeds: int) -> None:
        self._feeds = max(feeds, 1)
        self._slots: dict[str, int] = {}
        self._make(_FIRST)
        self.repeated = self.late = 0
        """Places that were known already (another feed, an answer given again), and ones older than the last."""

    def __len__(self) -> int:
        return len(self._slots)

    def _make(self, size: int) -> None:
        columns = len(NUMBERS)
        self._state = State(
            numbers=np.full((size, columns), np.nan),
            told=np.full((size, columns), -np.inf),
            ground=np.full(size, -1, dtype=np.int8),
            ground_told=np.full(size, -np.inf),
            recent=np.full((size, _RECENT, 4), -np.inf),
            heard=np.full((size, self._feeds), -np.inf),
        )
        self._texts = np.full((size, len(TEXTS)), "", dtype=object)
        self._text_since = np.full((size, len(TEXTS)), -np.inf)
        self._text_told = np.full((size, len(TEXTS)), -np.inf)

    def update(self, parts: Sequence[tuple[int, Observations]]) -> Fixes:
        """Take what feeds told (number of the feed, observations without missing times); return the new fixes."""
        if not parts:
            return Fixes.none()
        seen = Observations.joined([some for _, some in parts])
        feed = np.repeat([number for number, _ in parts], [len(some) for _, some in parts])
        order = np.argsort(seen.time, kind="stable")
        seen, feed = seen.take(order), feed[order]
        slot = self._slots_of(seen.key)
        fate, numbers, ground = merge(slot, feed, seen.time, seen.numbers, seen.on_ground, self._state)
        self._tell(slot, seen)
        self.repeated += int(np.count_nonzero(fate == REPEATED))
        self.late += int(np.count_nonzero(fate == LATE))
        new = np.flatnonzero(fate == FIX)
        mine = slot[new]
        young = seen.time[new, None] - self._text_told[mine] <= _TEXT_AGE
        return Fixes(
            key=seen.key[new],
            feed=feed[new],
            time=seen.time[new],
            received=seen.received[new],
            numbers=numbers[new],
            texts=np.where(young, self._texts[mine], ""),
            on_ground=ground[new],
        )

    def _tell(self, slot: NDArray[np.int64], seen: Observations) -> None:
        """Remember texts; where several messages of an aircraft tell one, the last of them counts."""
        for column in range(len(TEXTS)):
            rows = np.flatnonzero(seen.texts[:, column] != "")
            _, last = np.unique(slot[rows][::-1], return_index=True)
            rows = rows[::-1][last]
            mine, texts, time = slot[rows], seen.texts[rows, column], seen.time[rows]
            changed = self._texts[mine, column] != texts
            self._texts[mine, column] = texts
            self._text_since[mine[changed], column] = time[changed]
            self._text_told[mine, column] = np.maximum(time, self._text_told[mine, column])

    def _slots_of(self, keys: NDArray[np.object_]) -> NDArray[np.int64]:
        slots = self._slots
        found = np.fromiter((slots.setdefault(key, len(slots)) for key in keys), dtype=np.int64, count=len(keys))
        size = len(self._state.ground)
        if len(slots) > size:
            self._resize(np.arange(size), max(2 * size, len(slots)))
        return found

    def _resize(self, kept: NDArray[np.int64], size: int) -> None:
        state = self._state
        texts, since, told = self._texts, self._text_since, self._text_told
        self._make(size)
        for name in State._fields:
            getattr(self._state, name)[: len(kept)] = getattr(state, name)[kept]
        self._texts[: len(kept)] = texts[kept]
        self._text_since[: len(kept)], self._text_told[: len(kept)] = since[kept], told[kept]

    def forget(self, now: float) -> tuple[str, ...]:
        """Forget aircraft that nobody has heard for an hour, or too many of them; returns their keys."""
        count = len(self._slots)
        heard = self._state.heard[:count].max(axis=1, initial=-np.inf)
        keep = heard >= now - _REMEMBERED
        if np.count_nonzero(keep) > _MOST:
            keep &= heard >= np.sort(heard)[-_MOST]
        if keep.all():
            return ()
        keys = list(self._slots)
        kept = np.flatnonzero(keep)
        self._resize(kept, max(_FIRST, len(kept)))
        self._slots = {keys[row]: number for number, row in enumerate(kept)}
        return tuple(keys[row] for row in np.flatnonzero(~keep))

    def now(self) -> Now:
        """Return everything that is known, as copies."""
        count, state = len(self._slots), self._state
        return Now(
            key=np.array([*self._slots], dtype=object),
            heard=state.heard[:count].max(axis=1, initial=-np.inf),
            fixed=state.recent[:count, 0, 2].copy(),
            numbers=state.numbers[:count].copy(),
            texts=self._texts[:count].copy(),
            text_since=self._text_since[:count].copy(),
            text_told=self._text_told[:count].copy(),
            on_ground=state.ground[:count].copy(),
            heard_by=state.heard[:count].copy(),
        )
