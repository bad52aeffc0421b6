"""How a picture first looks: the moment and the trail it opens with."""

from __future__ import annotations

import numpy as np

from lagebild.model.picture import PictureContent

__all__ = ["opening_time", "opening_trail"]

_FEW_TRACKS = 30
_MANY_TRACKS_TRAIL = 1800.0


def opening_time(picture: PictureContent) -> float | None:
    """The first moment with the most flights in the air, in milliseconds since 1970; None without flights."""
    begins, ends = [], []
    for tracks in picture.track_sets:
        if len(tracks):
            nanoseconds = tracks.frame["time"].astype("int64").to_numpy()
            begins.append(nanoseconds[tracks.offsets[:-1]])
            ends.append(nanoseconds[tracks.offsets[1:] - 1])
    if not begins:
        return None
    moments = np.sort(np.concatenate(begins))
    over = np.searchsorted(np.sort(np.concatenate(ends)), moments, side="left")
    airborne = np.arange(1, len(moments) + 1) - over
    return float(moments[int(np.argmax(airborne))] / 1e6)


def opening_trail(picture: PictureContent) -> float:
    """Seconds of flight path to show at first: all of a few flights, half an hour of many."""
    count = sum(len(tracks) for tracks in picture.track_sets)
    return 0.0 if count <= _FEW_TRACKS else _MANY_TRACKS_TRAIL
