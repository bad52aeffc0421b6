"""What rules would have told of a time that is past: the same merging and the same watch, over what was kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from lagebild.live.event import Event
from lagebild.live.observations import Observations
from lagebild.live.traffic import Traffic
from lagebild.live.watch import Watch
from lagebild.model.airspaces import Airspaces
from lagebild.model.alert_rule import AlertRule
from lagebild.model.qnh import QNH
from lagebild.model.terrain import Terrain

__all__ = ["STEP", "tried"]

STEP = 5.0
"""Seconds that are looked at together. Entries, low flight and closeness have the same moments as live; the end of a
lost signal or squawk, and when an area counts as empty, are told up to so many seconds later."""


def tried(
    rules: Sequence[AlertRule],
    received: Iterable[tuple[str, Observations]],
    airspaces: Airspaces,
    terrain: Terrain | None = None,
    qnh: QNH = None,
    progress: Callable[[float], None] = lambda _: None,
) -> list[Event]:
    """Return what rules would have raised, in the order of its moments.

    Parameters
    ----------
    rules
        Disabled ones tell nothing.
    received
        By feed and in order of arrival, as `received_between` gives it.
    airspaces, terrain, qnh
        Of the picture.
    progress
        Hears shares of 0 to 1.
    """
    names: dict[str, int] = {}
    parts = [(names.setdefault(feed, len(names)), seen) for feed, seen in received]
    if not parts:
        return []
    feed = np.repeat([number for number, _ in parts], [len(seen) for _, seen in parts])
    seen = Observations.joined([seen for _, seen in parts])
    order = np.argsort(seen.received, kind="stable")
    seen, feed = seen.take(order), feed[order]
    traffic, watch = Traffic(len(names)), Watch(rules, airspaces, terrain, qnh)
    first, last = float(seen.received[0]), float(seen.received[-1])
    edges = np.append(np.arange(first + STEP, last + STEP, STEP), last + STEP)
    begin = 0
    events: list[Event] = []
    for number, edge in enumerate(edges):
        end = int(np.searchsorted(seen.received, edge, side="left"))
        rows = np.arange(begin, end)
        mine = feed[rows]
        step = [(int(one), seen.take(rows[mine == one])) for one in np.unique(mine)]
        events += watch.step(traffic.update(step), float(edge), traffic.now)
        if number % 720 == 0:
            traffic.forget(float(edge))
            progress(number / len(edges))
        begin = end
    progress(1.0)
    return sorted(events, key=lambda event: event.moment)
