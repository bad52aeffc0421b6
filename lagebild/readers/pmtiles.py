"""Tiles of a PMTiles archive (version 3), every part read within limits."""

from __future__ import annotations

import json
import os
import threading
from collections import OrderedDict
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pmtiles.tile import (
    Compression,
    MagicNumberNotFound,
    SpecVersionUnsupported,
    TileType,
    deserialize_header,
    zxy_to_tileid,
)

from lagebild.errors import TileError
from lagebild.messages import Message
from lagebild.model.bounds import Bounds
from lagebild.readers.tile_source import LARGEST_TILE, TileInfo, expand, vector_layers

__all__ = ["PmtilesFile"]

_HEADER = 127
_LARGEST_DIRECTORY = 4_000_000
_LARGEST_DIRECTORY_EXPANDED = 32_000_000
_LARGEST_METADATA = 4_000_000
_DEEPEST = 4
_KEPT_DIRECTORIES = 32
_LONGEST_VARINT = 10
_PICTURES = (TileType.PNG, TileType.JPEG, TileType.WEBP)
_LONGEST_ATTRIBUTION = 500


@dataclass(frozen=True)
class _Directory:
    tile: NDArray[np.uint64]
    run: NDArray[np.uint64]
    length: NDArray[np.uint64]
    offset: NDArray[np.uint64]


class PmtilesFile:
    """A PMTiles archive, known by its header; safe to read from several threads."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._directories: OrderedDict[tuple[int, int], _Directory] = OrderedDict()
        try:
            self.header: Any = deserialize_header(self._bytes(0, _HEADER))
        except (MagicNumberNotFound, SpecVersionUnsupported, ValueError, IndexError) as error:
            raise self._damaged() from error
        if self.header["internal_compression"] not in (Compression.NONE, Compression.GZIP):
            raise TileError(Message("{name} is packed in a way that is not read here; gzip is", name=path.name))
        if self.header["tile_type"] not in (TileType.MVT, *_PICTURES):
            raise TileError(Message("{name} holds tiles of a kind that is not drawn here", name=path.name))
        if self.header["tile_compression"] not in (Compression.NONE, Compression.GZIP, Compression.UNKNOWN):
            raise TileError(Message("{name} is packed in a way that is not read here; gzip is", name=path.name))
        self._directory(self.header["root_offset"], self.header["root_length"])

    @cached_property
    def info(self) -> TileInfo:
        """What the archive says of itself."""
        header, metadata = self.header, self._metadata()
        west, south, east, north = (header[f"{name}_e7"] / 1e7 for name in ("min_lon", "min_lat", "max_lon", "max_lat"))
        if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
            west, south, east, north = -180.0, -85.051, 180.0, 85.051
        attribution = metadata.get("attribution")
        return TileInfo(
            form="vector" if header["tile_type"] is TileType.MVT else "raster",
            min_zoom=min(header["min_zoom"], 24),
            max_zoom=min(max(header["max_zoom"], header["min_zoom"]), 24),
            bounds=Bounds(west, max(south, -85.051), east, min(north, 85.051)),
            attribution=attribution[:_LONGEST_ATTRIBUTION] if isinstance(attribution, str) else "",
            layers=vector_layers(metadata),
        )

    def read(self, zoom: int, column: int, row: int) -> bytes | None:
        """Return a tile, expanded; None where there is none."""
        tile = zxy_to_tileid(zoom, column, row)
        offset, length = self.header["root_offset"], self.header["root_length"]
        for _ in range(_DEEPEST):
            found = self._directory(offset, length)
            place = int(np.searchsorted(found.tile, tile, side="right")) - 1
            if place < 0:
                return None
            run, begin, size = int(found.run[place]), int(found.offset[place]), int(found.length[place])
            if run > 0:
                inside = tile - int(found.tile[place]) < run
                return self._tile(self.header["tile_data_offset"] + begin, size) if inside else None
            offset, length = self.header["leaf_directory_offset"] + begin, size
        raise self._damaged()

    def _tile(self, offset: int, length: int) -> bytes:
        if length > LARGEST_TILE:
            raise TileError(
                Message("{name} is damaged: it names a tile of {size} bytes", name=self.path.name, size=length)
            )
        return expand(self._bytes(offset, length), self.path.name)

    def _directory(self, offset: int, length: int) -> _Directory:
        key = (offset, length)
        with self._lock:
            if key in self._directories:
                self._directories.move_to_end(key)
                return self._directories[key]
        if not 0 < length <= _LARGEST_DIRECTORY:
            raise self._damaged()
        packed = self._bytes(offset, length)
        found = self._parsed(expand(packed, self.path.name, largest=_LARGEST_DIRECTORY_EXPANDED))
        with self._lock:
            self._directories[key] = found
            while len(self._directories) > _KEPT_DIRECTORIES:
                self._directories.popitem(last=False)
        return found

    def _parsed(self, data: bytes) -> _Directory:
        """Directory of the specification: the count, then four columns of variable-length numbers."""
        numbers = _varints(data)
        if numbers is None or not numbers.size or 4 * int(numbers[0]) + 1 != numbers.size:
            raise self._damaged()
        step, run, length, offset = numbers[1:].reshape(4, -1)
        return _Directory(np.cumsum(step, dtype=np.uint64), run, length, _offsets(offset, length))

    def _metadata(self) -> dict[str, Any]:
        length = self.header["metadata_length"]
        if not 0 < length <= _LARGEST_METADATA:
            return {}
        try:
            data = json.loads(expand(self._bytes(self.header["metadata_offset"], length), self.path.name))
        except (TileError, ValueError, RecursionError):
            return {}
        return data if isinstance(data, dict) else {}

    def _bytes(self, offset: int, length: int) -> bytes:
        try:
            with self.path.open("rb") as file:
                file.seek(offset)
                data = file.read(length)
        except (OSError, ValueError, OverflowError) as error:
            raise TileError(Message("{name} cannot be read any more", name=self.path.name)) from error
        if len(data) < length:
            raise self._damaged()
        return data

    def _damaged(self) -> TileError:
        size = os.path.getsize(self.path) if self.path.exists() else 0
        if size == 0:
            return TileError(Message("{name} cannot be read any more", name=self.path.name))
        return TileError(Message("{name} is damaged or truncated", name=self.path.name))


def _varints(data: bytes) -> NDArray[np.uint64] | None:
    """All variable-length numbers of a text of bytes (seven bits a byte, lowest first); None where they do not end."""
    raw = np.frombuffer(data, dtype=np.uint8)
    last = np.flatnonzero(raw < 0x80)
    if not last.size or last[-1] != raw.size - 1:
        return None
    first = np.concatenate([[0], last[:-1] + 1])
    length = last - first + 1
    if length.max() > _LONGEST_VARINT:
        return None
    values = np.zeros(last.size, dtype=np.uint64)
    for number in range(int(length.max())):
        longer = length > number
        values[longer] |= (raw[first[longer] + number] & 0x7F).astype(np.uint64) << np.uint64(7 * number)
    return values


def _offsets(stored: NDArray[np.uint64], length: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Zero means: right behind the tile before."""
    begins = np.flatnonzero(stored > 0)
    ends = np.concatenate([[0], np.cumsum(length, dtype=np.uint64)])
    if not begins.size or begins[0] != 0:
        return np.concatenate([[0], ends[1:-1]]).astype(np.uint64) if stored.size else stored
    base = begins[np.searchsorted(begins, np.arange(stored.size), side="right") - 1]
    offsets: NDArray[np.uint64] = (stored[base] - np.uint64(1)) + (ends[:-1] - ends[base]).astype(np.uint64)
    return offsets
