"""One feed from its address to observations in the picture's time."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from itertools import groupby

from lagebild.live.clock import Clock
from lagebild.live.clock_offset import ClockOffset
from lagebild.live.connection import Connection
from lagebild.live.decoders.decoder import Chunk, Decoded
from lagebild.live.decoders.registry import decoder_of
from lagebild.live.feed_address import FeedAddress
from lagebild.live.feed_state import FeedState
from lagebild.live.inbox import Inbox
from lagebild.live.observations import Observations

__all__ = ["Feed"]

_RATE = 10.0
"""Seconds over which the rate is counted."""


class Feed:
    """A feed over a network: `connection.run` brings bytes, `take` makes observations of them in another thread.

    Raises
    ------
    MissingPackageError
        If the package that reads this kind is not installed.
    """

    def __init__(self, address: FeedAddress, clock: Clock, arrived: Callable[[], None], version: str = "0") -> None:
        self.address = address
        self._clock = clock
        self._decoder = decoder_of(address)
        self._inbox = Inbox()
        self._offset = ClockOffset()
        self.connection = Connection(address, self._inbox, clock, arrived, version)
        self._messages = self._garbage = self._withheld = 0
        self._sample = ""
        self._counted: deque[tuple[float, int]] = deque()
        self._lock = threading.Lock()

    def take(self) -> Observations:
        """Return what came since the last time; their times are told by this machine's clock, none is missing."""
        with self._lock:
            return self._taken(self._inbox.take())

    def _taken(self, chunks: list[Chunk]) -> Observations:
        parts = []
        for is_border, some in groupby(chunks, key=lambda chunk: not chunk.data):
            if is_border and self.connection.address.transport.is_stream:
                self._decoder.restart()
            elif not is_border:
                parts.append(self._decoded(list(some)))
        together, impossible = Observations.joined(parts).without_impossible()
        self._garbage += impossible
        return replace(together, time=self._offset.corrected(together.time, together.received))

    def _decoded(self, chunks: list[Chunk]) -> Observations:
        result: Decoded = self._decoder.decode(chunks)
        self._messages += result.messages
        self._garbage += result.garbage
        self._withheld += result.withheld
        self._sample = result.sample or self._sample
        self._counted.append((chunks[-1].received, result.messages))
        return result.observations

    @property
    def state(self) -> FeedState:
        """How it is doing now."""
        with self._lock:
            return self._state(self._clock.now())

    def _state(self, now: float) -> FeedState:
        link = self.connection
        while self._counted and self._counted[0][0] < now - _RATE:
            self._counted.popleft()
        return FeedState(
            name=self.address.name,
            phase=link.phase,
            since=link.since,
            reason=link.reason,
            next_try=link.next_try,
            heard=link.heard,
            connections=link.connections,
            received_bytes=self._inbox.received_bytes,
            messages=self._messages,
            garbage=self._garbage,
            sample=self._sample,
            withheld=self._withheld,
            waiting_bytes=self._inbox.waiting_bytes,
            lost_bytes=self._inbox.lost_bytes,
            rate=sum(count for _, count in self._counted) / _RATE,
            clock_offset=self._offset.seconds,
            clock_correction=self._offset.correction,
        )
