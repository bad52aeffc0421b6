"""What the watch finds: that something a rule asks for has begun, has become certain, or has ended."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from lagebild.model.alert_rule import AlertRule

__all__ = ["Event", "Phase", "alert_id"]


class Phase(StrEnum):
    """What has happened."""

    BEGUN = "begun"
    CERTAIN = "certain"
    """It began undetermined, and now there is no doubt."""

    ENDED = "ended"


@dataclass(frozen=True, kw_only=True)
class Event:
    """One thing that happened to one or two aircraft, or to an area."""

    rule: AlertRule
    phase: Phase
    aircraft: tuple[str, ...]
    """Their keys (`Observations.key`), in alphabetical order; none where it is about an area."""

    begun: float
    """Seconds since 1970 UTC at which the condition began; names the alert."""

    moment: float
    """Seconds since 1970 UTC of what is told: exact between fixes where the condition is."""

    callsigns: tuple[str, ...] = ()
    area: str = ""
    """Name of the rule's airspace."""

    longitude: float | None = None
    latitude: float | None = None
    certain: bool = True
    through: str = ""
    """How an airspace was entered or left, as in `crossings`; why something ended (`gap`: nothing was heard)."""

    value: float | None = None
    """What was measured: metres above ground, metres between two aircraft."""

    vertical: float | None = None
    """Of two aircraft: metres between their heights; None where these are not known."""

    squawk: str = ""
    received: float | None = None
    """When the message came by which it was found; for measuring how long that took."""

    @property
    def alert(self) -> str:
        """The alert's name."""
        return alert_id(self.rule.id, self.aircraft, self.begun)


def alert_id(rule: str, aircraft: tuple[str, ...], begun: float) -> str:
    """Name an alert by what it is about, so that whoever finds it again after a restart finds the same alert."""
    told = "\n".join([rule, *aircraft, f"{begun:.3f}"])
    return hashlib.sha256(told.encode()).hexdigest()[:12]
