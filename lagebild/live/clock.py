"""What time it is in a live picture: now, or the moment that a replay has reached."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

__all__ = ["Clock", "ReplayClock", "WallClock"]


class Clock(Protocol):
    """Tells the time of a live picture."""

    @property
    def speed(self) -> float:
        """Seconds of the picture in a second."""

    def now(self) -> float:
        """Return seconds since 1970 UTC."""


class WallClock:
    """The machine's clock."""

    speed = 1.0

    def now(self) -> float:
        """See `Clock`."""
        return time.time()


@dataclass(frozen=True)
class ReplayClock:
    """A clock that begins at a moment of a recording, and may go faster."""

    start: float
    """Seconds since 1970 UTC at which it begins."""

    speed: float = 1.0
    """Seconds of the recording in a second."""

    end: float = math.inf
    """Where it stops: behind a recording's last fix nothing goes on."""

    steady: Callable[[], float] = time.monotonic
    begun: float = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "begun", self.steady())

    def now(self) -> float:
        """See `Clock`."""
        return min(self.start + (self.steady() - self.begun) * self.speed, self.end)
