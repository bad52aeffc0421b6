"""Overlays of one session: files dropped onto its map, and what was computed for it; no other session sees them."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lagebild.errors import LagebildError, ValidationError
from lagebild.messages import Message
from lagebild.model.layers import Layer
from lagebild.model.overlay import RasterOverlay, VectorOverlay
from lagebild.readers.overlay import overlay_layer
from lagebild.views.background import in_background
from lagebild.views.basemaps import sentence
from lagebild.views.columns import ColumnStore
from lagebild.views.overlay_columns import raster_spec, vector_container, vector_spec
from lagebild.views.raster_tiles import RasterTiles
from lagebild.views.scene import common_description
from lagebild.views.uploads import PART_BYTES, Uploads

__all__ = ["SessionOverlays"]

_LOG = logging.getLogger(__name__)
_MOST = 20

Reply = Callable[[dict[str, Any]], None]
"""Sends the answer to a message: its `meta`."""


class SessionOverlays:
    """What one session has dropped onto its map."""

    def __init__(self, store: ColumnStore, changed: Callable[[], None]) -> None:
        self._store = store
        self._changed = changed
        self._uploads: Uploads | None = None
        self._layers: dict[str, Layer] = {}
        self._specs: dict[str, dict[str, Any]] = {}
        self._paths: dict[str, Path] = {}
        self._drawings: dict[str, int] = {}
        self._closed = False

    @property
    def layers(self) -> list[Layer]:
        """The layers, in the order in which they came."""
        return list(self._layers.values())

    @property
    def specs(self) -> list[dict[str, Any]]:
        """The layers as the map needs them."""
        return list(self._specs.values())

    def handle(self, message: dict[str, Any], reply: Reply) -> bool:
        """Answer a message about files; False where it is about something else."""
        kind = message.get("type")
        actions = {"upload": self._begin, "upload-part": self._part, "upload-end": self._end}
        if kind == "upload-cancel":
            self._files.drop(message.get("upload"))
        elif kind == "remove-overlay":
            self.remove(str(message.get("layer")))
        elif kind in actions:
            try:
                actions[kind](message, reply)
            except (LagebildError, OSError) as error:
                reply({"error": sentence(error)})
        else:
            return False
        return True

    def put(self, layer: Layer) -> None:
        """Show an overlay that was computed; one of the same id is drawn anew in its place.

        Its id must be of this session alone, such as one with a random part: browsers keep resources by their names.
        """
        if isinstance(layer.data, VectorOverlay):
            self._put_vector(layer, layer.data)
            return
        assert isinstance(layer.data, RasterOverlay), "a session holds overlays alone"
        tiles = RasterTiles(layer.data)
        # what the map still asks of the former drawing is answered with this one
        self._store.register(f"session/{layer.id}", lambda name: tiles.tile(name.split("/", 1)[1]))
        self._drawings[layer.id] = self._drawings.get(layer.id, 0) + 1
        spec = {**common_description(layer), "session": True, **raster_spec(layer.data, tiles)}
        self._layers[layer.id] = layer
        self._specs[layer.id] = {**spec, "tiles": f"session/{layer.id}/{self._drawings[layer.id]}"}
        self._changed()

    def _put_vector(self, layer: Layer, overlay: VectorOverlay) -> None:
        container = vector_container(overlay)
        self._store.register(f"session/{layer.id}", lambda _: container)
        self._drawings[layer.id] = self._drawings.get(layer.id, 0) + 1
        self._layers[layer.id] = layer
        self._specs[layer.id] = {
            **common_description(layer),
            "session": True,
            **vector_spec(overlay),
            "resource": f"session/{layer.id}/{self._drawings[layer.id]}",
        }
        self._changed()

    def remove(self, layer_id: str) -> None:
        """Take a layer off the map and delete its file."""
        if layer_id not in self._layers:
            return
        self._store.discard(f"session/{layer_id}")
        del self._layers[layer_id], self._specs[layer_id]
        path = self._paths.pop(layer_id, None)
        if path is not None:
            self._files.remove(path)
        self._changed()

    def close(self) -> None:
        """Delete everything; the session has ended."""
        self._closed = True
        for layer_id in self._layers:
            self._store.discard(f"session/{layer_id}")
        self._layers.clear()
        self._specs.clear()
        if self._uploads is not None:
            self._uploads.close()

    @property
    def _files(self) -> Uploads:
        if self._uploads is None:
            self._uploads = Uploads()
        return self._uploads

    def _begin(self, message: dict[str, Any], reply: Reply) -> None:
        if len(self._layers) >= _MOST:
            raise ValidationError(Message("{most} files lie on the map; remove one first", most=_MOST))
        reply({"upload": self._files.begin(message.get("name"), message.get("size")), "part": PART_BYTES})

    def _part(self, message: dict[str, Any], reply: Reply) -> None:
        self._files.part(message.get("upload"), message.get("data"))
        reply({})

    def _end(self, message: dict[str, Any], reply: Reply) -> None:
        path = self._files.finish(message.get("upload"))
        layer_id = f"dropped-{secrets.token_hex(16)}"

        def work() -> tuple[Layer, dict[str, Any], Callable[[str], bytes]] | LagebildError:
            try:
                layer = overlay_layer(path, layer_id)
                return layer, *_described(layer)
            except LagebildError as error:
                return error
            except Exception:  # noqa: BLE001  (of a stranger's file; the page must hear something)
                _LOG.exception("a dropped file could not be read")
                return ValidationError(Message("{name} cannot be read; the log says more", name=path.name))

        def done(result: tuple[Layer, dict[str, Any], Callable[[str], bytes]] | LagebildError) -> None:
            if self._closed:
                return
            if isinstance(result, LagebildError):
                self._files.remove(path)
                reply({"error": sentence(result)})
                return
            layer, spec, producer = result
            self._store.register(f"session/{layer_id}", producer)
            self._layers[layer_id], self._specs[layer_id], self._paths[layer_id] = layer, spec, path
            self._changed()
            reply({"layer": layer_id})

        in_background(work, done)


def _described(layer: Layer) -> tuple[dict[str, Any], Callable[[str], bytes]]:
    """What the map needs to know of the layer, and what makes its resources."""
    prefix = f"session/{layer.id}"
    common = {**common_description(layer), "session": True}
    if isinstance(layer.data, VectorOverlay):
        container = vector_container(layer.data)
        return {**common, **vector_spec(layer.data), "resource": f"{prefix}/features"}, lambda _: container
    assert isinstance(layer.data, RasterOverlay), "a session holds overlays alone"
    tiles = RasterTiles(layer.data)
    return {**common, **raster_spec(tiles.raster, tiles), "tiles": prefix}, tiles.tile
