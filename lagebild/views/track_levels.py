"""Level of detail of large track layers: what the map gets at first, and what it asks for when it looks closer.

A level is the layer thinned for one zoom: straight, steady flight is left out as long as nobody could see it there.
The coarsest needed is sent as a whole, so that every track is in the browser; finer ones are cut into space tiles
(twice as wide as a tile of that zoom) and asked for by view. Tiles, not chunks of tracks, because what a view needs is
then bounded by the view, however long its tracks are. A tile holds stretches of tracks: every segment that meets it,
both ends included. As all tiles of a level are cut from the same fixes, the browser joins them without seams
(`frontend/src/tracks/merging.ts`).

Names below the layer's resource: `level/{zoom}/{x}/{y}` (a tile) and `track/{index}` (all fixes of one track). Columns
that belong to their fixes can be served beside them: `fixes_of(name)` says which rows a container holds, in its order.
"""

from __future__ import annotations

import hashlib
import json
import math
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lagebild.model.tracks import MAX_GAP_SECONDS, Tracks
from lagebild.views.columns import Column, UnknownResourceError, pack

__all__ = ["FINEST", "MOST_IN_TILE", "WHOLE", "TrackLevels", "content_of", "rise_of", "tolerance_of", "track_meta"]

WHOLE = 300_000
"""Layers of up to so many fixes are sent whole."""

MOST_AT_FIRST = 400_000
"""The level that is sent whole has at most so many fixes, unless the ends of the tracks alone are more."""

MOST_IN_TILE = 400_000
"""A tile of more fixes says so instead of holding them: there lines are a blot, and the density says more."""

FINEST = 17
"""From this zoom on nothing is left out."""

_COARSEST = 2
_PIXEL = 0.9
"""Pixels by which a line may pass beside a fix; the map's own tolerance."""

_EXACT_RISE_ZOOM = 11
_LEAST_RISE = 10.0
_KEPT_LEVELS = 3
_WORLD = 2**30
_TILE_PIXELS = 512


def tolerance_of(zoom: int) -> float:
    """Tolerance of a level in x and y, units of `kernels.thinning.WORLD`; 0 where nothing is left out."""
    return 0.0 if zoom >= FINEST else _PIXEL * _WORLD / (_TILE_PIXELS * 2**zoom)


def rise_of(zoom: int) -> float:
    """Tolerance of a level in height, m: 10 m where single flights are looked at, more where whole countries are."""
    return 0.0 if zoom >= FINEST else _LEAST_RISE * 2.0 ** max(0, _EXACT_RISE_ZOOM - zoom)


def track_meta(tracks: Tracks, origin: float, height: str | None) -> dict[str, Any]:
    """What a container says of all its tracks."""
    return {
        "time_origin": origin,
        "height": height,
        "max_gap": MAX_GAP_SECONDS,
        "ids": tracks.ids,
        "callsigns": _first_of_each(tracks, "callsign"),
        "platforms": _first_of_each(tracks, "platform"),
        "sources": _first_of_each(tracks, "source"),
        **({"affiliations": _first_of_each(tracks, "affiliation")} if "affiliation" in tracks.frame else {}),
    }


def _first_of_each(tracks: Tracks, name: str) -> list[str]:
    """The first value of a text column in each track; an empty text where there is none."""
    frame = tracks.frame
    if name not in frame or not len(tracks):
        return [""] * len(tracks)
    first = frame[name].iloc[tracks.offsets[:-1]]
    if first.isna().any():  # rarely: looking through all fixes takes seconds where there are millions
        first = frame.groupby("track_id", observed=True, sort=False)[name].first()
    return [value if isinstance(value, str) else "" for value in first]


@dataclass(frozen=True)
class _Level:
    """The fixes kept at one zoom."""

    kept: NDArray[np.uint32]
    offsets: NDArray[np.int64]
    """Shape (tracks + 1,), into `kept`."""


@dataclass(frozen=True)
class _Part:
    """What one container holds."""

    fixes: NDArray[np.int64]
    """Row numbers in the tracks' table."""

    offsets: NDArray[np.int64]
    """Of the tracks, or of the stretches of tracks, into `fixes`."""

    meta: dict[str, Any]
    owners: NDArray[np.int64] | None = None
    """Of each stretch the track; None where every track is there, whole."""


@dataclass(eq=False)
class TrackLevels:
    """The levels of one track layer, made when first needed; a few are kept, shared by all sessions."""

    tracks: Tracks
    kept_always: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    """Numbers of fixes which no level leaves out, in any order: what is picked, selected or part of an alert."""

    def __post_init__(self) -> None:
        from lagebild.analysis.kernels import thinning  # numba is worth loading for large layers only

        self._kernels = thinning
        frame, count = self.tracks.frame, self.tracks.fixes
        self._x, self._y = np.empty(count, dtype=np.int32), np.empty(count, dtype=np.int32)
        offsets = np.ascontiguousarray(self.tracks.offsets)
        thinning.place(frame["longitude"].to_numpy(), frame["latitude"].to_numpy(), offsets, self._x, self._y)
        self._origin, self._step, self._ticks = _ticks(frame["time"])
        heights = self.tracks.height_columns
        self.height = heights[0] if heights else None
        self._heights = (
            frame[self.height].to_numpy().astype(np.float32)
            if self.height
            else np.full(count, np.nan, dtype=np.float32)
        )
        self._always = np.zeros(count if len(self.kept_always) else 0, dtype=np.bool_)
        self._always[self.kept_always] = True
        self._boxes = self._track_boxes()
        self._levels: OrderedDict[int, _Level] = OrderedDict()
        self._lock = threading.Lock()
        self._finer: int | None = None

    @property
    def overview(self) -> int:
        """Zoom of the level that is sent whole: the finest of at most `MOST_AT_FIRST` fixes that is of any use."""
        if not hasattr(self, "_overview"):
            zoom = self._useful_zoom()
            while zoom > _COARSEST and len(self._level(zoom).kept) > MOST_AT_FIRST:
                self._finer = len(self._levels.pop(zoom).kept)  # too fine to be sent whole, and perhaps never asked for
                zoom -= 1
            self._overview = zoom
        return self._overview

    def container(self) -> bytes:
        """The layer as it is sent at first."""
        level = self._level(self.overview)
        meta = {
            **track_meta(self.tracks, self._origin, self.height),
            "level": {**self._stated(self.overview), **({"finer": self._finer} if self._finer else {})},
        }
        return self._pack(_Part(level.kept.astype(np.int64), level.offsets, meta))

    def produce(self, name: str) -> bytes:
        """Make the container of a name below the layer's resource.

        Raises
        ------
        UnknownResourceError
            If no container has that name.
        """
        part = self._named(name)
        if "too_many" in part.meta:
            return pack({}, part.meta)
        return self._pack(part)

    def fixes_of(self, name: str) -> NDArray[np.int64]:
        """Row numbers in the tracks' table of the fixes in a container; an empty name is the first container."""
        return self._level(self.overview).kept.astype(np.int64) if not name else self._named(name).fixes

    def _named(self, name: str) -> _Part:
        kind, *numbers = name.split("/")
        try:
            wanted = [int(number) for number in numbers]
        except ValueError as error:
            raise UnknownResourceError(name) from error
        if kind == "track" and len(wanted) == 1 and 0 <= wanted[0] < len(self.tracks):
            begin, end = self.tracks.offsets[wanted[0] : wanted[0] + 2]
            meta = {**self._frame_meta(), "level": self._stated(FINEST), "ids": [""], "callsigns": [""]}
            return _Part(np.arange(begin, end), np.array([0, end - begin]), meta)
        if kind == "level" and len(wanted) == 3 and _COARSEST <= wanted[0] <= FINEST:
            zoom, column, row = wanted
            if 0 <= column < 2 ** (zoom - 1) and 0 <= row < 2 ** (zoom - 1):
                return self._tile(zoom, column, row)
        raise UnknownResourceError(name)

    def _tile(self, zoom: int, column: int, row: int) -> _Part:
        level = self._level(zoom)
        edge = _WORLD >> (zoom - 1)
        tile = (column * edge, row * edge, (column + 1) * edge, (row + 1) * edge)
        # in every copy of the world a segment may be found anew
        found = np.empty(2 * len(level.kept) + 2, dtype=np.int64)
        runs = np.empty((len(level.kept) + 1, 2), dtype=np.int64)
        count, stretches = self._kernels.crossing(
            self._x, self._y, level.kept, level.offsets, self._boxes, tile, found, runs
        )
        meta: dict[str, Any] = {**self._frame_meta(), "level": self._stated(zoom)}
        if count > MOST_IN_TILE:
            meta["too_many"] = int(count)
        owners, begins = runs[:stretches].T
        return _Part(level.kept[found[:count]].astype(np.int64), np.append(begins, count), meta, owners)

    def _pack(self, part: _Part) -> bytes:
        fixes = part.fixes
        longest = MAX_GAP_SECONDS * 1000.0 / self._step
        after = np.flatnonzero((np.diff(self._ticks[fixes]) > longest) & (np.diff(fixes) == 1))
        columns: dict[str, Column | NDArray[Any]] = {
            "start": part.offsets.astype(np.uint32),
            "fix": Column(values=fixes.astype(np.int32), delta=True),
            "x": Column(values=self._x[fixes], delta=True),
            "y": Column(values=self._y[fixes], delta=True),
            "time": Column(values=self._ticks[fixes], scale=self._step, delta=True),
            "gap": after.astype(np.uint32),
        }
        if self.height:
            columns[self.height] = self._heights[fixes]
        if len(self._always):
            columns["always"] = np.flatnonzero(self._always[fixes]).astype(np.uint32)
        if part.owners is not None:
            columns["track"] = part.owners.astype(np.uint32)
        return pack(columns, part.meta)

    def _level(self, zoom: int) -> _Level:
        with self._lock:
            if zoom not in self._levels:
                self._levels[zoom] = self._thin(zoom)
                # the first one is needed as long as the picture is open, and cheap
                extra = [held for held in self._levels if held not in (zoom, getattr(self, "_overview", zoom))]
                for held in extra[: max(0, len(extra) - _KEPT_LEVELS + 1)]:
                    del self._levels[held]
            self._levels.move_to_end(zoom)
            return self._levels[zoom]

    def _thin(self, zoom: int) -> _Level:
        count = self.tracks.fixes
        offsets = np.ascontiguousarray(self.tracks.offsets)
        if zoom >= FINEST:
            return _Level(np.arange(count, dtype=np.uint32), offsets)
        kept, kept_offsets = np.empty(count, dtype=np.uint32), np.empty(len(offsets), dtype=np.int64)
        limits = (tolerance_of(zoom), rise_of(zoom), MAX_GAP_SECONDS * 1000.0 / self._step)
        length = self._kernels.thin(
            self._x, self._y, self._ticks, self._heights, offsets, limits, self._always, kept, kept_offsets
        )
        return _Level(kept[:length].copy(), kept_offsets)

    def _useful_zoom(self) -> int:
        """So near that the whole layer still fits onto a large screen (2048 pixels)."""
        span = max(int(np.ptp(self._x)), int(np.ptp(self._y)), 1) if len(self._x) else _WORLD
        return max(_COARSEST, min(FINEST - 1, math.ceil(math.log2(2048 / _TILE_PIXELS * _WORLD / span))))

    def _track_boxes(self) -> NDArray[np.int32]:
        begins = self.tracks.offsets[:-1]
        if not len(begins):
            return np.empty((0, 4), dtype=np.int32)
        sides = [
            np.minimum.reduceat(self._x, begins), np.minimum.reduceat(self._y, begins),
            np.maximum.reduceat(self._x, begins), np.maximum.reduceat(self._y, begins),
        ]  # fmt: skip
        return np.ascontiguousarray(np.stack(sides, axis=1))

    def _frame_meta(self) -> dict[str, Any]:
        return {"time_origin": self._origin, "height": self.height, "max_gap": MAX_GAP_SECONDS}

    def _stated(self, zoom: int) -> dict[str, Any]:
        """What the browser must know of a level to choose and to say how exact it is."""
        return {"zoom": zoom, "finest": FINEST, "tolerance": tolerance_of(zoom), "rise": rise_of(zoom)}


def content_of(tracks: Tracks) -> str:
    """A name for what the levels of these tracks are made of: browsers keep for ever what has that name."""
    frame = tracks.frame
    settings = [version("lagebild"), MOST_AT_FIRST, MOST_IN_TILE, FINEST, _PIXEL, _LEAST_RISE]
    digest = hashlib.sha256(json.dumps([settings, track_meta(tracks, 0.0, None)]).encode())
    columns = [frame[name].to_numpy() for name in ("longitude", "latitude", *tracks.height_columns[:1])]
    for values in (*columns, frame["time"].astype("int64").to_numpy(), tracks.offsets):
        digest.update(np.ascontiguousarray(values).data)
    return digest.hexdigest()[:32]


def _ticks(times: pd.Series[Any]) -> tuple[float, float, NDArray[np.int32]]:
    """Milliseconds since 1970 of tick 0, milliseconds of a tick, and the ticks: one millisecond for up to 24 days."""
    nanoseconds = times.astype("int64").to_numpy()
    if not len(nanoseconds):
        return 0.0, 1.0, np.empty(0, dtype=np.int32)
    first, last = int(nanoseconds.min()), int(nanoseconds.max())
    step = max(1, math.ceil((last - first) / 1e6 / 2**31))
    ticks = (nanoseconds - first + step * 500_000) // (step * 1_000_000)
    return first / 1e6, float(step), ticks.astype(np.int32)
