"""What is received now, as it travels to the map."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from lagebild.live.observations import NUMBERS
from lagebild.live.recent import Since
from lagebild.views.columns import Column, pack

__all__ = ["LIVE_LAYER", "height_column", "live_columns", "live_layer"]

LIVE_LAYER = "@live"
"""Id of the layer as which the map shows what is received now; no layer of a picture can have it."""

_HEIGHTS = ("altitude_pressure", "altitude_amsl", "height_ellipsoid")
_DEGREE_STEP = 1e-7
_CARRYING = ("ground_speed", "track_angle", "vertical_rate")


def live_layer() -> dict[str, Any]:
    """Describe the layer for the scene, see `frontend/README.md`."""
    return {
        "id": LIVE_LAYER, "kind": "tracks", "name": "Live", "synthetic": False, "note": "", "visible": True,
        "opacity": 1.0,        "resource": "", "count": 0, "fixes": 0, "height": None, "columns": [], "live": True,
    }  # fmt: skip


def height_column(since: Since) -> str | None:
    """Return the height that most fixes have: the map's colours are of one reference."""
    known = {name: int(np.isfinite(since.numbers[:, NUMBERS.index(name)]).sum()) for name in _HEIGHTS}
    best = max(_HEIGHTS, key=lambda name: known[name])
    return best if known[best] else None


def live_columns(since: Since, height: str | None, meta: Mapping[str, Any]) -> bytes:
    """Pack what is new into a container.

    Columns: `slot`, `time` (ms since 1970 UTC), `longitude`, `latitude` (degrees), `height` (m of the reference
    `height`), `ground_speed`, `vertical_rate` (m/s), `track_angle` (degrees), NaN where unknown.
    """
    number = {name: since.numbers[:, NUMBERS.index(name)] for name in NUMBERS}
    heights = number[height] if height is not None else np.full(len(since.slot), np.nan)
    origin = float(np.floor(since.time.min() * 1000)) if len(since.time) else 0.0
    columns: dict[str, Any] = {
        "slot": since.slot,
        "time": Column.quantised(since.time * 1000, 1.0, origin),
        "longitude": Column.quantised(number["longitude"], _DEGREE_STEP),
        "latitude": Column.quantised(number["latitude"], _DEGREE_STEP),
        "height": heights.astype(np.float32),
        **{name: number[name].astype(np.float32) for name in _CARRYING},
    }
    aircraft = [[one.slot, one.key, one.callsign, one.icao24, one.squawk, one.feed] for one in since.aircraft]
    told = {"last": since.last, "whole": since.whole, "height": height, "aircraft": aircraft}
    return pack(columns, {**meta, **told})
