"""Tiles of a server of the own network: XYZ, WMS, WMTS; a server that hangs is left alone for a while."""

from __future__ import annotations

import math
import re
import threading
import time
from contextlib import closing
from functools import cached_property
from urllib.parse import quote, urlencode, urlsplit

from tornado.httpclient import HTTPClient, HTTPClientError, HTTPRequest
from tornado.simple_httpclient import HTTPStreamClosedError, HTTPTimeoutError, SimpleAsyncHTTPClient

from lagebild.errors import TileError
from lagebild.messages import Message
from lagebild.model.basemap import Basemap
from lagebild.readers.tile_source import LARGEST_TILE, TileInfo, picture_kind

__all__ = ["RemoteTiles", "tile_url"]

_HALF_WORLD = math.pi * 6378137.0
"""Metres from the middle to the edge of Web Mercator (EPSG:3857)."""

_TILE_PIXELS = 256
_REST = 30.0
"""Seconds for which a server that did not answer is not asked again."""

_AT_ONCE = 4
"""Questions to one server at a time."""

_MOST_REDIRECTS = 3
_NOT_FOUND = (204, 404)
_SAID = 200


class RemoteTiles:
    """Asks a server for tiles, only when one is wanted."""

    def __init__(self, basemap: Basemap) -> None:
        self.basemap = basemap
        self.host = urlsplit(basemap.url).netloc.rpartition("@")[2]
        self._places = threading.BoundedSemaphore(_AT_ONCE)
        self._resting_until = 0.0

    @cached_property
    def info(self) -> TileInfo:
        """What the configuration says."""
        basemap = self.basemap
        return TileInfo(
            form="raster", min_zoom=basemap.min_zoom, max_zoom=basemap.max_zoom, attribution=basemap.attribution
        )

    def read(self, zoom: int, column: int, row: int) -> bytes | None:
        """Return a tile; None where the server has none."""
        self._refuse_while_resting()
        if not self._places.acquire(timeout=self.basemap.timeout):
            raise self._silent()
        try:
            self._refuse_while_resting()
            return self._fetch(tile_url(self.basemap, zoom, column, row))
        finally:
            self._places.release()

    def _fetch(self, url: str) -> bytes | None:
        seconds = float(self.basemap.timeout)
        request = HTTPRequest(
            url,
            connect_timeout=seconds,
            request_timeout=seconds,
            max_redirects=_MOST_REDIRECTS,
            decompress_response=False,
            user_agent="lagebild",
        )
        try:
            client = HTTPClient(SimpleAsyncHTTPClient, max_body_size=LARGEST_TILE, max_buffer_size=2 * LARGEST_TILE)
            with closing(client):
                answer = client.fetch(request)
        except HTTPTimeoutError as error:
            self._resting_until = time.monotonic() + _REST
            raise self._silent() from error
        except HTTPClientError as error:
            if error.code in _NOT_FOUND:
                return None
            raise TileError(
                Message(
                    "base map “{name}”: {host} answers with error {code}",
                    name=self.basemap.name,
                    host=self.host,
                    code=error.code,
                )
            ) from error
        except (HTTPStreamClosedError, OSError, ValueError, KeyError) as error:
            raise TileError(
                Message("base map “{name}”: {host} cannot be reached", name=self.basemap.name, host=self.host)
            ) from error
        data = bytes(answer.body or b"")
        if answer.code in _NOT_FOUND or not data:
            return None
        if not picture_kind(data):
            raise TileError(
                Message(
                    "base map “{name}”: {host} sends no picture: {text}",
                    name=self.basemap.name,
                    host=self.host,
                    text=_said(data),
                )
            )
        return data

    def _refuse_while_resting(self) -> None:
        if time.monotonic() < self._resting_until:
            raise self._silent()

    def _silent(self) -> TileError:
        return TileError(
            Message(
                "base map “{name}”: {host} did not answer within {seconds} s",
                name=self.basemap.name,
                host=self.host,
                seconds=f"{self.basemap.timeout:g}",
            )
        )


def _said(data: bytes) -> str:
    """What a server says instead of a picture: its text without marks, on one line."""
    text = re.sub(r"<[^>]*>", " ", data[:20_000].decode("utf-8", "replace"))
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return line if len(line) <= _SAID else line[:_SAID] + "…"


def tile_url(basemap: Basemap, zoom: int, column: int, row: int) -> str:
    """Return the address of a tile (XYZ numbering)."""
    if basemap.kind == "wms":
        return _wms_url(basemap, zoom, column, row)
    if basemap.kind == "wmts":
        return _wmts_url(basemap, zoom, column, row)
    flipped = 2**zoom - 1 - row
    values = {"{z}": zoom, "{x}": column, "{y}": row, "{-y}": flipped}
    return _filled(basemap.url, {mark: str(value) for mark, value in values.items()})


def _wms_url(basemap: Basemap, zoom: int, column: int, row: int) -> str:
    size = 2 * _HALF_WORLD / 2**zoom
    west, north = -_HALF_WORLD + column * size, _HALF_WORLD - row * size
    version = basemap.version or "1.3.0"
    query = {
        "SERVICE": "WMS",
        "VERSION": version,
        "REQUEST": "GetMap",
        "LAYERS": basemap.layers,
        "STYLES": basemap.style,
        "CRS" if version == "1.3.0" else "SRS": "EPSG:3857",
        "BBOX": ",".join(f"{value:.4f}" for value in (west, north - size, west + size, north)),
        "WIDTH": _TILE_PIXELS,
        "HEIGHT": _TILE_PIXELS,
        "FORMAT": basemap.format,
        "TRANSPARENT": "TRUE",
    }
    return _joined(basemap.url, query)


def _wmts_url(basemap: Basemap, zoom: int, column: int, row: int) -> str:
    matrix = basemap.matrix.replace("{z}", str(zoom))
    if "{TileMatrix}" in basemap.url:
        values = {
            "{TileMatrix}": matrix,
            "{TileRow}": str(row),
            "{TileCol}": str(column),
            "{TileMatrixSet}": basemap.matrix_set,
            "{Style}": basemap.style or "default",
            "{style}": basemap.style or "default",
            "{Layer}": basemap.layers,
        }
        return _filled(basemap.url, values)
    query = {
        "SERVICE": "WMTS",
        "VERSION": "1.0.0",
        "REQUEST": "GetTile",
        "LAYER": basemap.layers,
        "STYLE": basemap.style or "default",
        "TILEMATRIXSET": basemap.matrix_set,
        "TILEMATRIX": matrix,
        "TILEROW": row,
        "TILECOL": column,
        "FORMAT": basemap.format,
    }
    return _joined(basemap.url, query)


def _filled(url: str, values: dict[str, str]) -> str:
    for mark, value in values.items():
        url = url.replace(mark, quote(value, safe=":"))
    return url


def _joined(url: str, query: dict[str, object]) -> str:
    join = "" if url.endswith(("?", "&")) else "&" if "?" in url else "?"
    return url + join + urlencode(query, safe=":,/")
