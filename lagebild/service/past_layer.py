"""What was received in some time, as a layer to look at."""

from __future__ import annotations

from datetime import UTC, datetime

from lagebild.live.retelling import received_tracks
from lagebild.model.layers import Layer
from lagebild.model.provenance import Provenance
from lagebild.service.live_service import LiveService

__all__ = ["PAST_LAYER", "past_layer"]

PAST_LAYER = "received"
_BEFORE = 120.0
"""Seconds that are loaded before, so that who was flying at the beginning is seen there."""


def past_layer(live: LiveService, start: float, end: float) -> Layer:
    """Load what was received in a time (seconds since 1970 UTC, by arrival).

    Raises
    ------
    ValidationError
        If nothing with a place was received then, or too much.
    LagebildError
        If the store cannot be read.
    """
    tracks = received_tracks(live.received_between(start - _BEFORE, end))
    begin, until = (datetime.fromtimestamp(moment, UTC) for moment in (start, end))
    name = f"{begin:%Y-%m-%d %H:%M}–{until:%H:%M} UTC"
    source = ", ".join(dict.fromkeys(map(str, tracks.frame["source"].unique())))
    return Layer(id=PAST_LAYER, data=tracks, name=name, provenance=Provenance(source=source))
