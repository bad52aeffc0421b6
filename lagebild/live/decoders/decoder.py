"""What all decoders of feeds have in common: pieces of bytes in, observations out, and a count of what was neither."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from lagebild.live.observations import Observations

__all__ = ["Chunk", "Decoded", "Decoder", "Stream"]

_LONGEST_REST = 1_000_000
"""Bytes without an end of anything, after which they are none of the format."""


class Chunk(NamedTuple):
    """Bytes that came at once: a part of a stream, a datagram, or an answer of a web server."""

    received: float
    """Seconds since 1970 UTC."""

    data: bytes


@dataclass(frozen=True, kw_only=True)
class Decoded:
    """What was in some chunks."""

    observations: Observations
    messages: int = 0
    """Units of the format that could be read, also those that tell nothing of an aircraft."""

    garbage: int = 0
    """Units that could not be read."""

    sample: str = ""
    """The last of them, cut short, as text or hexadecimal digits."""

    withheld: int = 0
    """Messages of aircraft whose owners do not want them to be shown."""


class Decoder(Protocol):
    """Turns chunks of one feed into observations, remembering what is needed of earlier ones."""

    def decode(self, chunks: Sequence[Chunk]) -> Decoded:
        """Read what came; the beginning of a unit whose end has not come yet is kept. Never raises for bad data."""

    def restart(self) -> None:
        """Forget a unit that was cut off, because the connection has ended."""


class Stream:
    """Joins chunks of a stream, and knows when each byte came."""

    def __init__(self) -> None:
        self._rest = b""
        self._rest_received = 0.0

    def joined(self, chunks: Sequence[Chunk]) -> bytes:
        """Return what was left and what came."""
        self._ends = np.cumsum([len(self._rest), *(len(chunk.data) for chunk in chunks)])
        self._times = np.array([self._rest_received, *(chunk.received for chunk in chunks)])
        return self._rest + b"".join(chunk.data for chunk in chunks)

    def received(self, ends: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return when the byte before each place came."""
        at = np.searchsorted(self._ends, ends, side="left")
        return np.asarray(self._times[np.minimum(at, len(self._times) - 1)])

    def keep(self, rest: bytes) -> bytes:
        """Keep the beginning of a unit; returns what is given up because it never ends."""
        if len(rest) > _LONGEST_REST:
            self._rest = b""
            return rest
        self._rest, self._rest_received = rest, float(self._times[-1])
        return b""

    def clear(self) -> None:
        """Forget what is left."""
        self._rest = b""
