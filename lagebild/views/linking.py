"""Maps that follow each other: what is changed on one is shown on the others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from lagebild.errors import ValidationError
from lagebild.views.lagemap import LageMap
from lagebild.views.map_parameters import within
from lagebild.views.one_at_a_time import in_turn

__all__ = ["MapLink", "link_maps"]

_PLAYBACK_SLACK = pd.Timedelta(seconds=2)
"""Real time. Maps that play run by themselves: only what is farther apart than messages take is a jump."""


def link_maps(*maps: LageMap, time: bool = True, camera: bool = True, selection: bool = False) -> MapLink:
    """Let maps follow each other, until `unlink()` of what is returned.

    Parameters
    ----------
    maps
        Two maps or more. They begin as they are; the next change of one is shown on all.
    time
        The picture's moment, and playback. A map whose picture begins later or ends earlier stays at its end.
    camera
        Where the maps look from.
    selection
        What is selected, as far as a map's picture holds it: rows of equal kind, layer and id.

    Raises
    ------
    ValidationError
        If there are fewer than two different maps, or nothing to link.
    """
    _check(maps)
    wanted = {"time": time, "playing": time, "speed": time, "camera": camera, "selection": selection}
    names = [name for name, linked in wanted.items() if linked]
    if not names:
        raise ValidationError("nothing to link: one of time, camera and selection must be True")
    return MapLink(maps, names)


def _check(maps: Sequence[object]) -> None:
    for one in maps:
        if not isinstance(one, LageMap):
            raise ValidationError(f"maps are linked, made by picture.map(), not {type(one).__name__}")
    if len(set(map(id, maps))) < max(2, len(maps)):
        raise ValidationError("two different maps or more can be linked")


class MapLink:
    """Maps that follow each other; made by `link_maps`."""

    def __init__(self, maps: Sequence[LageMap], names: Sequence[str]) -> None:
        self.maps = tuple(maps)
        self._relaying = False
        self._watchers = [(one, one.param.watch(self._relay, list(names))) for one in self.maps]
        for one in self.maps:
            one.linked += 1

    def unlink(self) -> None:
        """Let each map go its own way again."""
        with in_turn():
            for one, watcher in self._watchers:
                one.param.unwatch(watcher)
                one.linked -= 1
            self._watchers = []

    def _relay(self, *events: Any) -> None:
        if self._relaying:
            return  # what is set here is not news
        self._relaying = True
        try:
            for event in events:
                for other in self.maps:
                    if other is not event.obj:
                        _show(other, event.name, event.new)
        finally:
            self._relaying = False


def _show(other: LageMap, name: str, value: Any) -> None:
    if name == "selection":
        other.selection = other.selection_of(value, strict=False)
    elif name != "time":
        if getattr(other, name) != value:
            setattr(other, name, value)
    elif value is not None and other.span is not None:
        moment = within(value, other.span)
        slack = _PLAYBACK_SLACK * other.speed if other.playing else pd.Timedelta(0)
        if abs(moment - other.time) > slack:
            other.time = moment
