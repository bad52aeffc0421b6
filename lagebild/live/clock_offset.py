"""How far a source's clock is off, by the times that it tells and the times at which its messages came.

A message cannot come before it was sent: a source whose messages are of the future has a clock that is ahead. One whose
messages are old may be slow or have a clock that is behind, which nobody can tell apart; only where they are minutes
old the clock is taken to be wrong (a receiver that tells local time as UTC is off by whole hours).
"""

from __future__ import annotations

from collections import deque

import numpy as np
from numpy.typing import NDArray

__all__ = ["ClockOffset"]

_LOOKED_AT = 300
"""Messages by which the offset is estimated."""

_FEWEST = 3
_EARLY = -1.0
_LATE = 120.0
"""Seconds of offset beyond which times are corrected."""


class ClockOffset:
    """The offset of one source's clock."""

    def __init__(self) -> None:
        self._recent: deque[float] = deque(maxlen=_LOOKED_AT)

    @property
    def seconds(self) -> float | None:
        """How much later messages came than they say, seconds: one of the fastest of the last; None: not known yet."""
        if len(self._recent) < _FEWEST:
            return None
        return float(np.quantile(np.fromiter(self._recent, dtype=np.float64), 0.1))

    @property
    def correction(self) -> float:
        """Seconds that are added to the source's times: 0 where they can be believed."""
        offset = self.seconds
        return 0.0 if offset is None or _EARLY <= offset <= _LATE else offset

    def corrected(self, told: NDArray[np.float64], received: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the times of messages; that of arrival where one tells none, or one that cannot be."""
        known = np.isfinite(told)
        self._recent.extend((received[known] - told[known])[-_LOOKED_AT:].tolist())
        times = np.where(known, told + self.correction, received)
        possible = (times <= received - _EARLY) & (times >= received - _LATE)
        return np.where(possible, times, received)
