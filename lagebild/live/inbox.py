"""What a feed's connection has received and nobody has looked at yet."""

from __future__ import annotations

import threading
from collections import deque

from lagebild.live.decoders.decoder import Chunk

__all__ = ["Inbox"]

_MOST = 64_000_000
"""Bytes that wait: minutes of the busiest feeds."""


class Inbox:
    """Chunks in their order, put in by one thread and taken out by another; the oldest give way when it is full."""

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._chunks: deque[Chunk] = deque()
        self._lock = threading.Lock()
        self.waiting_bytes = 0
        self.received_bytes = 0
        self.lost_bytes = 0

    def put(self, chunk: Chunk) -> None:
        """Add what came."""
        with self._lock:
            self._chunks.append(chunk)
            self.waiting_bytes += len(chunk.data)
            self.received_bytes += len(chunk.data)
            while self.waiting_bytes > self._most and len(self._chunks) > 1:
                oldest = len(self._chunks.popleft().data)
                self.waiting_bytes -= oldest
                self.lost_bytes += oldest

    def take(self) -> list[Chunk]:
        """Return and remove everything."""
        with self._lock:
            taken = list(self._chunks)
            self._chunks.clear()
            self.waiting_bytes = 0
            return taken
