"""A recording told as if it happened now: any file of flight paths, at its own pace or faster."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lagebild.errors import ValidationError
from lagebild.live.clock import ReplayClock
from lagebild.live.feed_address import FeedAddress
from lagebild.live.feed_state import FeedPhase, FeedState
from lagebild.live.observations import NUMBERS, TEXTS, Observations
from lagebild.model.tracks import Tracks
from lagebild.readers.tracks import read_tracks

__all__ = ["Replay", "replay_clock"]


class Replay:
    """Tells the fixes of a file when a clock reaches them.

    Raises
    ------
    LagebildError
        If the file cannot be read; ValidationError if it holds no fix.
    """

    def __init__(self, address: FeedAddress) -> None:
        self.address = address
        tracks = read_tracks(Path(address.path))
        if not tracks.fixes:
            raise ValidationError(f"{address.path} holds no fix to replay")
        frame = tracks.frame
        order = np.argsort(frame["time"].to_numpy(), kind="stable")
        self._fixes = _observations(tracks, order)
        self._told = 0
        self._clock: ReplayClock | None = None

    @property
    def begins(self) -> float:
        """Seconds since 1970 UTC of the first fix."""
        return float(self._fixes.time[0])

    @property
    def ends(self) -> float:
        """Seconds since 1970 UTC of the last fix."""
        return float(self._fixes.time[-1])

    def start(self, clock: ReplayClock) -> None:
        """Begin to tell, by a clock that may be shared with other replays."""
        self._clock = clock

    def take(self) -> Observations:
        """Return the fixes that the clock has reached since the last time; none before `start`."""
        if self._clock is None:
            return Observations.none()
        until = int(np.searchsorted(self._fixes.time, self._clock.now(), side="right"))
        part = self._fixes.take(np.arange(self._told, until))
        self._told = until
        return part

    def told_between(self, start: float, end: float) -> Observations:
        """Return the fixes of a span of time (seconds since 1970 UTC) that were told already."""
        told = self._fixes.time[: self._told]
        first, last = np.searchsorted(told, start, side="left"), np.searchsorted(told, end, side="right")
        return self._fixes.take(np.arange(first, last))

    @property
    def state(self) -> FeedState:
        """How far it is."""
        total, times = len(self._fixes), self._fixes.time
        ended = self._told == total
        phase = FeedPhase.ENDED if ended else FeedPhase.LIVE if self._clock else FeedPhase.CONNECTING
        return FeedState(
            name=self.address.name,
            phase=phase,
            since=float(times[-1] if ended else times[0]),
            heard=float(times[self._told - 1]) if self._told else None,
            connections=1,
            messages=self._told,
        )


def replay_clock(replays: list[Replay]) -> ReplayClock:
    """Start replays together, at the first fix of all; their speeds are the same.

    Raises
    ------
    ValidationError
        If their speeds differ: one picture has one time.
    """
    speeds = {replay.address.speed for replay in replays}
    if len(speeds) != 1:
        told = ", ".join(f"{speed:g}" for speed in sorted(speeds))
        raise ValidationError(f"replays of one picture have one speed, not {told}")
    begin, end = min(replay.begins for replay in replays), max(replay.ends for replay in replays)
    clock = ReplayClock(begin, speeds.pop(), end)
    for replay in replays:
        replay.start(clock)
    return clock


def _observations(tracks: Tracks, order: NDArray[np.int64]) -> Observations:
    frame = tracks.frame.iloc[order]
    time = frame["time"].to_numpy(dtype="datetime64[ns]").astype(np.int64) / 1e9
    track = frame["track_id"].astype("str").to_numpy(dtype=object)
    keys = np.array([f"replay:{one}" for one in track], dtype=object)
    if "icao24" in frame:
        address = frame["icao24"].fillna("").str.lower().to_numpy(dtype=object)
        keys = np.where(address != "", address, keys)
    columns: dict[str, Any] = {name: frame[name] for name in (*NUMBERS, *TEXTS) if name in frame}
    ground = None
    if "on_ground" in frame:
        ground = frame["on_ground"].astype("boolean").astype("Int8").fillna(-1).to_numpy(dtype=np.int8)
    return Observations.of(keys, time, columns, on_ground=ground, time=time)
