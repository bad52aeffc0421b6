"""Columns to colour flight paths by that were computed for one session; no other session sees them."""

from __future__ import annotations

import secrets
from typing import Any

from lagebild.model.tracks import Tracks
from lagebild.views.columns import ColumnStore
from lagebild.views.track_columns import FixesOf, TrackColumns, colour_columns

__all__ = ["SessionColumns"]


class SessionColumns:
    """What one session has computed of the flights of a picture's layers."""

    def __init__(self, store: ColumnStore) -> None:
        self._store = store
        self._specs: dict[tuple[str, str], dict[str, Any]] = {}

    @property
    def specs(self) -> dict[str, list[dict[str, Any]]]:
        """The columns by the id of their layer, as the map needs them."""
        layers = dict.fromkeys(layer for layer, _ in self._specs)
        return {layer: [spec for (other, _), spec in self._specs.items() if other == layer] for layer in layers}

    def put(self, layer_id: str, tracks: Tracks, column: str, fixes_of: FixesOf | None) -> None:
        """Take a column of a layer's flights, in place of one of the same name.

        `tracks` are the layer's own, fix by fix, with that column more.
        """
        spec = next(one for one in colour_columns(tracks) if one["name"] == column)
        self.remove(layer_id, column)
        place = f"session/{secrets.token_hex(16)}"
        self._store.register(place, TrackColumns(tracks, fixes_of).produce)
        self._specs[layer_id, column] = {**spec, "values": place}

    def remove(self, layer_id: str, column: str) -> None:
        """Forget a column."""
        spec = self._specs.pop((layer_id, column), None)
        if spec is not None:
            self._store.discard(spec["values"])

    def close(self) -> None:
        """Forget all of them; the session has ended."""
        for layer_id, column in tuple(self._specs):
            self.remove(layer_id, column)
