"""How a feed is doing, as it is shown to people and measured by programs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["FeedPhase", "FeedState"]


class FeedPhase(StrEnum):
    """Whether anything comes."""

    CONNECTING = "connecting"
    LIVE = "live"
    SILENT = "silent"
    """Connected, or listening, but nothing has come for a while."""

    DEAD = "dead"
    ENDED = "ended"
    """A replay that has told everything."""


@dataclass(frozen=True, kw_only=True)
class FeedState:
    """A feed at one moment; counts are since the start."""

    name: str
    phase: FeedPhase
    since: float
    """Seconds since 1970 UTC at which this phase began."""

    reason: str = ""
    """Why it is dead, one sentence."""

    next_try: float | None = None
    """When a dead one is tried again."""

    heard: float | None = None
    """When something came last."""

    connections: int = 0
    received_bytes: int = 0
    messages: int = 0
    garbage: int = 0
    sample: str = ""
    """The last piece of garbage, cut short."""

    withheld: int = 0
    waiting_bytes: int = 0
    """Received, and not yet looked at."""

    lost_bytes: int = 0
    """Thrown away because more came than could be looked at."""

    rate: float = 0.0
    """Messages a second, over the last ten seconds."""

    clock_offset: float | None = None
    """Seconds by which messages are older than their arrival, see `ClockOffset`."""

    clock_correction: float = 0.0
    """Seconds that are added to its times, because its clock is wrong."""
