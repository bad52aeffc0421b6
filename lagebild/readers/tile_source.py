"""What all sources of base-map tiles share: their description, and limits for what strangers' files hold."""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from lagebild.errors import TileError
from lagebild.messages import Message
from lagebild.model.bounds import Bounds

__all__ = ["LARGEST_TILE", "TileInfo", "TileSource", "expand", "picture_kind", "vector_layers"]

LARGEST_TILE = 5_000_000
"""Bytes of a tile as stored; usual ones have less than half a million."""

_LARGEST_EXPANDED = 20_000_000
_MOST_LAYERS = 100
_LONGEST_ID = 100
_WORLD = Bounds(-180.0, -85.051, 180.0, 85.051)
_PICTURES = ((b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpeg"), (b"RIFF", "webp"))


@dataclass(frozen=True, kw_only=True)
class TileInfo:
    """What a source of tiles says of itself."""

    form: Literal["raster", "vector"]
    min_zoom: int
    max_zoom: int
    bounds: Bounds = _WORLD
    attribution: str = ""
    layers: tuple[str, ...] = ()
    """Names of the layers of vector tiles."""


class TileSource(Protocol):
    """Gives tiles; safe to call from several threads."""

    @property
    def info(self) -> TileInfo:
        """What the source says of itself."""

    def read(self, zoom: int, column: int, row: int) -> bytes | None:
        """Return a tile, expanded (XYZ numbering); None where there is none. Raises `TileError`."""


def expand(data: bytes, name: str, *, largest: int = _LARGEST_EXPANDED) -> bytes:
    """Expand gzip, but never to more than `largest` bytes; what is not packed stays as it is."""
    if not data.startswith(b"\x1f\x8b"):
        return data
    unpacker = zlib.decompressobj(wbits=31)
    try:
        expanded = unpacker.decompress(data, largest)
    except zlib.error as error:
        raise TileError(Message("{name} is damaged: a part of it cannot be unpacked", name=name)) from error
    if unpacker.unconsumed_tail:
        raise TileError(Message("{name} is damaged: a part of it unpacks to more than a map needs", name=name))
    if not unpacker.eof:
        raise TileError(Message("{name} is damaged or truncated", name=name))
    return expanded


def picture_kind(data: bytes) -> str:
    """Tell PNG, JPEG and WebP by their first bytes; empty: none of them."""
    return next((kind for sign, kind in _PICTURES if data.startswith(sign)), "")


def vector_layers(metadata: Any) -> tuple[str, ...]:
    """Names of the layers, from the metadata's `vector_layers` (TileJSON 3), or from them in a text of JSON."""
    if isinstance(metadata, str):
        try:
            metadata = json.loads(metadata)
        except (ValueError, RecursionError):
            return ()
    listed = metadata.get("vector_layers") if isinstance(metadata, dict) else None
    if not isinstance(listed, list):
        return ()
    ids = [entry.get("id") for entry in listed[:_MOST_LAYERS] if isinstance(entry, dict)]
    return tuple(dict.fromkeys(name for name in ids if isinstance(name, str) and 0 < len(name) <= _LONGEST_ID))
