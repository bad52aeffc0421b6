"""What was kept, told again in the steps in which it came: the same merging as when it was received."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import numpy as np

from lagebild.errors import ValidationError
from lagebild.live.fixes import Fixes
from lagebild.live.observations import Observations
from lagebild.live.traffic import Traffic
from lagebild.messages import Message
from lagebild.model.tracks import Tracks

__all__ = ["Retold", "received_tracks", "retold"]

Retold = tuple[float, list[tuple[int, Observations]]]
"""The end of a step (seconds since 1970 UTC, by arrival), and what came in it, by the number of its feed."""

_STEP = 5.0
_SILENT_STEPS = 720
"""After so many steps aircraft that are no longer heard are forgotten."""


def retold(received: Iterable[tuple[str, Observations]], step: float) -> tuple[list[str], float, Iterator[Retold]]:
    """Return the feeds' names, how many steps there are, and the steps.

    Parameters
    ----------
    received
        By feed and in order of arrival, as `received_between` gives it.
    step
        Seconds.
    """
    names: dict[str, int] = {}
    parts = [(names.setdefault(feed, len(names)), seen) for feed, seen in received]
    parts = [(number, seen) for number, seen in parts if len(seen)]
    if not parts:
        return [*names], 0, iter(())
    feed = np.repeat([number for number, _ in parts], [len(seen) for _, seen in parts])
    seen = Observations.joined([seen for _, seen in parts])
    order = np.argsort(seen.received, kind="stable")
    seen, feed = seen.take(order), feed[order]
    first, last = float(seen.received[0]), float(seen.received[-1])
    edges = np.append(np.arange(first + step, last + step, step), last + step)

    def steps() -> Iterator[Retold]:
        begin = 0
        for edge in edges:
            end = int(np.searchsorted(seen.received, edge, side="left"))
            rows = np.arange(begin, end)
            mine = feed[rows]
            yield float(edge), [(int(one), seen.take(rows[mine == one])) for one in np.unique(mine)]
            begin = end

    return [*names], len(edges), steps()


def received_tracks(
    received: Iterable[tuple[str, Observations]],
    most: int = 3_000_000,
    progress: Callable[[float], None] = lambda _: None,
) -> Tracks:
    """Return what was received as flight paths, one an aircraft, merged as it was live.

    Raises
    ------
    ValidationError
        If there are more than `most` messages, or no place among them.
    """
    parts: list[tuple[str, Observations]] = []
    count = 0
    for feed, seen in received:
        count += len(seen)
        if count > most:
            raise ValidationError(Message("that are more than {most} messages: choose a shorter time", most=most))
        parts.append((feed, seen))
    names, total, steps = retold(parts, _STEP)
    traffic = Traffic(len(names))
    fixes = []
    for number, (edge, step) in enumerate(steps):
        fixes.append(traffic.update(step))
        if number % _SILENT_STEPS == 0:
            traffic.forget(edge)
            progress(number / total)
    together = Fixes.joined(fixes)
    if not len(together):
        raise ValidationError(Message("nothing with a place was received in that time"))
    progress(1.0)
    return Tracks.from_frame(together.frame(names))
