"""Base maps as the map needs them: what each is, and its tiles as resources, opened when first wanted."""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Sequence
from html import unescape
from pathlib import Path
from typing import Any

import numpy as np

from lagebild.errors import LagebildError, TileError
from lagebild.messages import Message, message_of
from lagebild.model.basemap import Basemap
from lagebild.readers.overlay_raster import open_raster_overlay
from lagebild.readers.remote_tiles import RemoteTiles
from lagebild.readers.tile_files import open_tiles, raster_driver
from lagebild.readers.tile_source import TileInfo, TileSource
from lagebild.views.columns import ColumnStore, pack
from lagebild.views.overlay_columns import raster_spec
from lagebild.views.raster_tiles import RasterTiles
from lagebild.views.tile_names import parse_tile_name

__all__ = ["describe_basemaps", "failure", "sentence"]

_HIGHEST_ZOOM = 24
_LONGEST_ATTRIBUTION = 300


def describe_basemaps(basemaps: Sequence[Basemap], store: ColumnStore) -> list[dict[str, Any]]:
    """Describe base maps and let the store give their tiles; a damaged file is described by a sentence.

    Servers are asked for nothing here.
    """
    return [_described(basemap, f"basemap-{number}", store) for number, basemap in enumerate(basemaps)]


def sentence(error: BaseException) -> dict[str, Any]:
    """Return an error as the page says it, in its own language: `{template, values}`."""
    said = message_of(error)
    if isinstance(said, Message):
        return {"template": said.template, "values": {name: str(value) for name, value in said.values.items()}}
    return {"template": str(said), "values": {}}


def failure(error: BaseException) -> bytes:
    """Return, compressed, the container that tells a page why a tile does not come; it is never kept."""
    return gzip.compress(pack({}, {"error": sentence(error)}), mtime=0)


def _described(basemap: Basemap, basemap_id: str, store: ColumnStore) -> dict[str, Any]:
    common = {
        "id": basemap_id,
        "name": basemap.name,
        "remote": basemap.is_remote,
        "shown": basemap.shown,
        "attribution": _text(basemap.attribution),
    }
    try:
        special = _server(basemap, store) if basemap.is_remote else _file(basemap, store)
    except LagebildError as error:
        return {**common, "error": sentence(error)}
    return {
        **common,
        **{name: value for name, value in special.items() if name != "attribution" or not common["attribution"]},
    }


def _server(basemap: Basemap, store: ColumnStore) -> dict[str, Any]:
    source = RemoteTiles(basemap)
    prefix = f"basemap/{hashlib.sha256(repr(basemap).encode()).hexdigest()[:24]}"
    store.register(prefix, _producer(source), waits=True)
    return {**_spec(source.info, names=bool(basemap.names)), "tiles": prefix}


def _file(basemap: Basemap, store: ColumnStore) -> dict[str, Any]:
    path = Path(basemap.path)
    driver = raster_driver(path)
    if driver:
        raster = open_raster_overlay(str(path), driver, name=path.name, format_name="GeoTIFF", style=None)
        tiles = RasterTiles(raster)
        prefix = f"basemap/{tiles.key}"
        store.register(prefix, tiles.tile)
        spec = raster_spec(raster, tiles)
        names = basemap.names is not False
        return {
            **{name: spec[name] for name in ("form", "bounds", "min_zoom", "max_zoom")},
            "names": names,
            "layers": [],
            "tiles": prefix,
        }
    source = open_tiles(path)
    status = path.stat()
    key = repr((str(path.resolve()), status.st_size, status.st_mtime_ns))
    prefix = f"basemap/{hashlib.sha256(key.encode()).hexdigest()[:24]}"
    store.register(prefix, _producer(source))
    spec = _spec(source.info, names=bool(basemap.names))
    return {**spec, "tiles": prefix, "attribution": _text(source.info.attribution)}


def _spec(info: TileInfo, *, names: bool) -> dict[str, Any]:
    return {
        "form": info.form,
        "bounds": list(info.bounds),
        "min_zoom": info.min_zoom,
        "max_zoom": info.max_zoom,
        "layers": list(info.layers),
        "names": names,
    }


def _producer(source: TileSource) -> Any:
    def tile(name: str) -> bytes:
        zoom, column, row = parse_tile_name(name, _HIGHEST_ZOOM)
        try:
            data = source.read(zoom, column, row)
        except (ValueError, OverflowError, IndexError) as error:  # a damaged file's numbers
            raise TileError(
                Message("a tile of the base map cannot be read: {reason}", reason=str(error)[:200])
            ) from error
        if not data:
            return pack({}, {"empty": True})
        return pack({"tile": np.frombuffer(data, dtype=np.uint8)}, {"empty": False})

    return tile


def _text(attribution: str) -> str:
    """Files write their credits as HTML; shown is the text of it."""
    plain = " ".join(unescape(re.sub(r"<[^>]*>", " ", attribution)).split())
    return plain[:_LONGEST_ATTRIBUTION]
