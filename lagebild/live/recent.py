"""The fixes of the last quarter of an hour, as maps show them: all of the last minute, thinned before."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lagebild.live.fixes import Fixes, moments
from lagebild.live.observations import NUMBERS, TEXTS
from lagebild.model.tracks import Tracks

__all__ = ["WINDOW", "Heard", "Recent", "Since"]

WINDOW = 900.0
"""Seconds that are kept."""

_WHOLE = 60.0
"""Seconds of which every fix is kept."""

_SPACING = 10.0
"""Seconds of which one fix of each aircraft is kept, before."""

_TIDY = 10.0
_FORGOTTEN = 3_600.0
"""Seconds after which an aircraft's place in the list is another's: long after its last fix has left every map."""

_FIELDS = ("slot", "feed", "time", "numbers", "on_ground")


@dataclass(frozen=True, eq=False, kw_only=True)
class _Part:
    """Fixes that were added together; rows in the order of their times."""

    number: int
    """Counts parts from 1."""

    slot: NDArray[np.int32]
    feed: NDArray[np.int16]
    time: NDArray[np.float64]
    numbers: NDArray[np.float64]
    on_ground: NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.slot)

    def take(self, rows: NDArray[Any]) -> _Part:
        return _Part(number=self.number, **{name: getattr(self, name)[rows] for name in _FIELDS})


@dataclass(frozen=True)
class Heard:
    """An aircraft as its last fix told of it."""

    slot: int
    """Its place in the list of aircraft, which it keeps for at least an hour after its last fix."""

    key: str
    callsign: str
    icao24: str
    squawk: str
    feed: int
    part: int
    """Since which part of the fixes it has been so."""

    time: float
    """Seconds since 1970 UTC of its last fix."""

    @property
    def name(self) -> str:
        """What to call it."""
        return self.callsign or self.key


@dataclass(frozen=True, eq=False, kw_only=True)
class Since:
    """What is new since some part; columns of one length, in the order of time for each aircraft."""

    last: int
    """The newest part: ask for what comes after it next."""

    whole: bool
    """Whether this is everything there is, in place of what was told before."""

    slot: NDArray[np.int32]
    feed: NDArray[np.int16]
    time: NDArray[np.float64]
    numbers: NDArray[np.float64]
    """Shape (n, 8), see `NUMBERS`."""

    on_ground: NDArray[np.int8]
    aircraft: tuple[Heard, ...]
    """Those that are new or are called otherwise."""


class Recent:
    """What maps show of the present; safe to be used from threads.

    Every aircraft has a slot, a small number that it keeps as long as any map can show it.
    """

    def __init__(self) -> None:
        self.epoch = secrets.token_hex(8)
        """Says which of all processes' counts the numbers of parts belong to."""

        self._parts: list[_Part] = []
        self._slots: dict[str, int] = {}
        self._heard: dict[int, Heard] = {}
        self._free: list[int] = []
        self._last = 0
        self._tidied = -np.inf
        self._lock = threading.Lock()

    @property
    def last(self) -> int:
        """Number of the newest part; 0 before the first."""
        with self._lock:
            return self._last

    def __len__(self) -> int:
        with self._lock:
            return sum(map(len, self._parts))

    def add(self, fixes: Fixes, now: float) -> None:
        """Take further fixes, at a moment of the feeds' clock (seconds since 1970 UTC)."""
        with self._lock:
            if len(fixes):
                self._last += 1
                order = np.argsort(fixes.time, kind="stable")
                fixes = fixes.take(order)
                slot = self._slots_of(fixes)
                self._parts.append(
                    _Part(
                        number=self._last, slot=slot, feed=fixes.feed.astype(np.int16), time=fixes.time,
                        numbers=fixes.numbers, on_ground=fixes.on_ground,
                    )
                )  # fmt: skip
            if now - self._tidied >= _TIDY:
                self._tidied = now
                self._tidy(now)

    def since(self, part: int, epoch: str | None = None) -> Since:
        """Return what came after a part; everything where it is 0, of another epoch, or too long ago."""
        with self._lock:
            known = 0 < part <= self._last and epoch in (None, self.epoch)
            # what is thinned has been put together, and can no longer be told apart
            whole = not known or (part < self._last and self._oldest_apart() > part + 1)
            parts = [one for one in self._parts if whole or one.number > part]
            told = tuple(one for one in self._heard.values() if whole or one.part > part)
            return Since(last=self._last, whole=whole, aircraft=told, **_joined(parts))

    def heard(self, slot: int) -> Heard | None:
        """Return an aircraft by its slot."""
        with self._lock:
            return self._heard.get(slot)

    def slot_of(self, key: str) -> int | None:
        """Return the slot of an aircraft, None if nothing has been heard of it for an hour."""
        with self._lock:
            return self._slots.get(key)

    def flight(self, slot: int, feeds: Sequence[str]) -> Tracks | None:
        """Return the fixes of one aircraft that are kept; None without any. `feeds` are the feeds' names."""
        with self._lock:
            heard = self._heard.get(slot)
            parts = [one.take(one.slot == slot) for one in self._parts]
        found = _joined(parts)
        if heard is None or not len(found["slot"]):
            return None
        return Tracks.from_frame(_frame(heard, found, feeds))

    def _oldest_apart(self) -> int:
        """Number of the first part that is as it came."""
        return next((one.number for one in self._parts if one.number > 0), self._last + 1)

    def _slots_of(self, fixes: Fixes) -> NDArray[np.int32]:
        slots = np.empty(len(fixes), dtype=np.int32)
        for row, key in enumerate(fixes.key):
            slot = self._slots.get(key)
            if slot is None:
                slot = self._slots[key] = self._free.pop() if self._free else len(self._slots)
            slots[row] = slot
        _, last = np.unique(slots[::-1], return_index=True)
        for row in len(slots) - 1 - last:
            slot, texts = int(slots[row]), [str(text) for text in fixes.texts[row]]
            before = self._heard.get(slot)
            same = before is not None and [before.callsign, before.icao24, before.squawk] == texts
            part = before.part if same and before is not None else self._last
            named = dict(zip(TEXTS, texts, strict=True))
            self._heard[slot] = Heard(
                slot, str(fixes.key[row]), feed=int(fixes.feed[row]), part=part, time=float(fixes.time[row]), **named
            )
        return slots

    def _tidy(self, now: float) -> None:
        """Thin what has become old, drop what is too old, and give slots of the silent to others."""
        old = [one for one in self._parts if not len(one) or one.time[-1] < now - _WHOLE]
        young = [one for one in self._parts if len(one) and one.time[-1] >= now - _WHOLE]
        if old:
            together = _Part(number=0, **_joined(old))
            bucket = np.floor(together.time / _SPACING)
            _, first = np.unique(np.stack([together.slot, bucket]), axis=1, return_index=True)
            together = together.take(np.sort(first))
            self._parts = [together.take(together.time >= now - WINDOW), *young]
        for slot, heard in list(self._heard.items()):
            if heard.time < now - _FORGOTTEN:
                del self._heard[slot], self._slots[heard.key]
                self._free.append(slot)


def _joined(parts: Sequence[_Part]) -> dict[str, Any]:
    """Return the columns of parts, of each aircraft in the order of time."""
    if not parts:
        return {
            "slot": np.empty(0, np.int32), "feed": np.empty(0, np.int16), "time": np.empty(0),
            "numbers": np.empty((0, len(NUMBERS))), "on_ground": np.empty(0, np.int8),
        }  # fmt: skip
    columns = {name: np.concatenate([getattr(one, name) for one in parts]) for name in _FIELDS}
    order = np.argsort(columns["time"], kind="stable")
    return {name: column[order] for name, column in columns.items()}


def _frame(heard: Heard, found: dict[str, Any], feeds: Sequence[str]) -> pd.DataFrame:
    numbers = {name: found["numbers"][:, number] for number, name in enumerate(NUMBERS)}
    ground = pd.Series(found["on_ground"], dtype="Int8").mask(found["on_ground"] < 0).astype("boolean")
    texts = {name: getattr(heard, name) or None for name in TEXTS}
    source = [feeds[number] for number in found["feed"]]
    named = {"track_id": heard.key, "time": moments(found["time"])}
    return pd.DataFrame({**named, **numbers, **texts, "on_ground": ground, "source": source})
