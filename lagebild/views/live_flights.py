"""What is received now, for the views of a session: flights of a layer that is no layer of the picture."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from lagebild.live.clock import Clock
from lagebild.live.fixes import moments
from lagebild.live.recent import WINDOW, Recent
from lagebild.model.layers import Layer
from lagebild.model.provenance import Provenance
from lagebild.model.tracks import Tracks
from lagebild.views.live_columns import LIVE_LAYER

__all__ = ["LiveFlights"]

_SLACK = 60.0
"""Seconds by which a browser's clock may be ahead of the feeds'."""


class LiveFlights:
    """Aircraft by the numbers that the map knows them by.

    Parameters
    ----------
    recent
        What has been received.
    clock
        Gives the feeds' clock.
    feeds
        Their names.
    """

    def __init__(self, recent: Recent, clock: Callable[[], Clock], feeds: Sequence[str]) -> None:
        self.recent = recent
        self._clock = clock
        self._feeds = feeds

    @property
    def now(self) -> pd.Timestamp:
        """The feeds' time."""
        return _moment(self._clock().now())

    @property
    def span(self) -> tuple[pd.Timestamp, pd.Timestamp]:
        """What can be shown."""
        clock = self._clock()
        now, slack = clock.now(), _SLACK * max(1.0, clock.speed)
        return _moment(now - WINDOW - slack), _moment(now + slack)

    @property
    def begins(self) -> pd.Timestamp:
        """Up to when the map looks back."""
        return _moment(self._clock().now() - WINDOW)

    def flight(self, track_id: str) -> Tracks | None:
        """Return what is kept of one flight's fixes; None if nothing is."""
        slot = self.recent.slot_of(track_id)
        return None if slot is None else self.recent.flight(slot, self._feeds)

    def layer(self, index: int) -> Layer | None:
        """Return a layer of one flight alone."""
        tracks = self.recent.flight(index, self._feeds)
        if tracks is None:
            return None
        sources = ", ".join(dict.fromkeys(map(str, tracks.frame["source"])))
        return Layer(id="live", data=tracks, name="Live", provenance=Provenance(source=sources))

    def rows(self, indices: Sequence[int]) -> Iterator[dict[str, Any]]:
        """Return the rows of the table of what is selected."""
        for index in indices:
            heard, tracks = self.recent.heard(index), self.recent.flight(index, self._feeds)
            if heard is not None and tracks is not None:
                times = tracks.frame["time"]
                yield {
                    "kind": "track", "layer": LIVE_LAYER, "index": index, "id": heard.key, "name": heard.name,
                    "first_time": times.iloc[0], "last_time": times.iloc[-1],
                }  # fmt: skip

    def pick(self, track_id: str) -> dict[str, Any] | None:
        """Return what the map calls a flight."""
        slot = self.recent.slot_of(track_id)
        return None if slot is None else {"kind": "track", "layer": LIVE_LAYER, "index": slot}


def _moment(seconds: float) -> pd.Timestamp:
    return moments(np.array([seconds]))[0]
