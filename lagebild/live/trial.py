"""What rules would have told of a time that is past: the same merging and the same watch, over what was kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from lagebild.live.event import Event
from lagebild.live.observations import Observations
from lagebild.live.retelling import retold
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
    names, total, steps = retold(received, STEP)
    traffic, watch = Traffic(len(names)), Watch(rules, airspaces, terrain, qnh)
    events: list[Event] = []
    for number, (edge, step) in enumerate(steps):
        events += watch.step(traffic.update(step), edge, traffic.now)
        if number % 720 == 0:
            traffic.forget(edge)
            progress(number / total)
    progress(1.0)
    return sorted(events, key=lambda event: event.moment)
