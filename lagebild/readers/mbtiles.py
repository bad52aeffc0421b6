"""Tiles of an MBTiles file (SQLite), every part read within limits."""

from __future__ import annotations

import math
import sqlite3
import threading
import time
import weakref
from contextlib import closing
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote

from lagebild.errors import TileError
from lagebild.messages import Message
from lagebild.model.bounds import Bounds
from lagebild.readers.tile_source import LARGEST_TILE, TileInfo, expand, picture_kind, vector_layers

__all__ = ["MbtilesFile"]

_PATIENCE = 5.0
"""Seconds after which a question to the file is given up: views in it may compute for ever."""

_STEPS = 10_000
_LARGEST_VALUE = 2_000_000
_MOST_ENTRIES = 200
_HIGHEST_ZOOM = 24
_LONGEST_ATTRIBUTION = 500
_FORMATS = {"pbf": "vector", "mvt": "vector", "png": "raster", "jpg": "raster", "jpeg": "raster", "webp": "raster"}


class MbtilesFile:
    """An MBTiles file, opened for reading only."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self.until = 0.0
        try:
            address = f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1"
            self._connection = sqlite3.connect(address, uri=True, check_same_thread=False)
        except sqlite3.Error as error:
            raise self._damaged() from error
        weakref.finalize(self, self._connection.close)
        self._connection.execute("PRAGMA trusted_schema=OFF")
        self._connection.set_progress_handler(_Deadline(self), _STEPS)
        _ = self.info

    @cached_property
    def info(self) -> TileInfo:
        """What the file says of itself."""
        rows = self._ask(
            "SELECT name, value FROM metadata WHERE length(value) <= ? LIMIT ?", (_LARGEST_VALUE, _MOST_ENTRIES)
        )
        metadata = {str(name): str(value) for name, value in rows}
        stated = metadata.get("format", "").lower().removeprefix("image/")
        form = _FORMATS.get(stated)
        if form is None:
            raise TileError(Message("{name} holds tiles of a kind that is not drawn here", name=self.path.name))
        low, high = self._zooms()
        return TileInfo(
            form="vector" if form == "vector" else "raster",
            min_zoom=low,
            max_zoom=high,
            bounds=_bounds(metadata.get("bounds", "")),
            attribution=metadata.get("attribution", "")[:_LONGEST_ATTRIBUTION],
            layers=vector_layers(metadata.get("json", "")),
        )

    def read(self, zoom: int, column: int, row: int) -> bytes | None:
        """Return a tile, expanded; None where there is none. Rows are stored from the south."""
        place = (zoom, column, 2**zoom - 1 - row)
        where = "FROM tiles WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?"
        sizes = self._ask(f"SELECT length(tile_data) {where}", place)
        if not sizes or not sizes[0][0]:
            return None
        if not isinstance(sizes[0][0], int) or sizes[0][0] > LARGEST_TILE:
            raise TileError(
                Message(
                    "{name} is damaged: it names a tile of {size} bytes",
                    name=self.path.name,
                    size=str(sizes[0][0])[:20],
                )
            )
        found = self._ask(f"SELECT tile_data {where}", place)
        data = found[0][0] if found else None
        if not isinstance(data, bytes):
            raise self._damaged()
        expanded = expand(data, self.path.name)
        if self.info.form == "raster" and not picture_kind(expanded):
            raise self._damaged()
        return expanded

    def _zooms(self) -> tuple[int, int]:
        found = self._ask("SELECT min(zoom_level), max(zoom_level) FROM tiles", ())
        if not found or not all(isinstance(value, int) and 0 <= value <= _HIGHEST_ZOOM for value in found[0]):
            raise TileError(Message("{name} holds no tiles", name=self.path.name))
        return int(found[0][0]), int(found[0][1])

    def _ask(self, question: str, values: tuple[object, ...]) -> list[tuple[Any, ...]]:
        with self._lock:
            self.until = time.monotonic() + _PATIENCE
            try:
                with closing(self._connection.execute(question, values)) as answer:
                    return answer.fetchmany(_MOST_ENTRIES)
            except sqlite3.OperationalError as error:
                if "interrupted" in str(error):
                    raise TileError(
                        Message("{name} is damaged: it computes instead of answering", name=self.path.name)
                    ) from error
                raise self._damaged() from error
            except (sqlite3.Error, ValueError, OverflowError) as error:
                raise self._damaged() from error

    def _damaged(self) -> TileError:
        return TileError(Message("{name} is damaged or truncated", name=self.path.name))


class _Deadline:
    """Stops a question that takes too long; holds the file weakly, for the file holds it."""

    def __init__(self, file: MbtilesFile) -> None:
        self._file = weakref.ref(file)

    def __call__(self) -> bool:
        file = self._file()
        return file is None or time.monotonic() > file.until


def _bounds(text: str) -> Bounds:
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        return Bounds(-180.0, -85.051, 180.0, 85.051)
    if not all(map(math.isfinite, (west, south, east, north))) or not (
        -180 <= west < east <= 180 and -90 <= south < north <= 90
    ):
        return Bounds(-180.0, -85.051, 180.0, 85.051)
    return Bounds(west, max(south, -85.051), east, min(north, 85.051))
