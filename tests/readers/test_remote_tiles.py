import http.server
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from pyproj import Transformer

from lagebild.errors import TileError
from lagebild.model.basemap import Basemap
from lagebild.readers.remote_tiles import RemoteTiles, tile_url
from tests.tiles_support import colour_of, picture_tile, pixel


@contextmanager
def answering(answer: Any) -> Iterator[tuple[str, list[str]]]:
    """A server on loopback; `answer(path)` gives status and body. Yields its address and the list of what was asked."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            status, body, *location = answer(self.path)
            self.send_response(status)
            if location:
                self.send_header("Location", location[0])
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def silent() -> Iterator[str]:
    """A server that takes connections and never answers."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(20)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


def test_tiles_come_by_their_numbers() -> None:
    def answer(path: str) -> tuple[int, bytes]:
        zoom, column, row = (int(part) for part in path.strip("/").split("/"))
        return 200, picture_tile(zoom, column, row)

    with answering(answer) as (url, asked):
        tiles = RemoteTiles(Basemap(name="XYZ", kind="xyz", url=url + "/{z}/{x}/{y}"))
        assert asked == []  # nothing before a tile is wanted
        assert pixel(tiles.read(3, 5, 1)) == colour_of(3, 5, 1)
        flipped = RemoteTiles(Basemap(name="TMS", kind="xyz", url=url + "/{z}/{x}/{-y}"))
        assert pixel(flipped.read(3, 5, 1)) == colour_of(3, 5, 6)


def test_a_wms_is_asked_for_the_tiles_box() -> None:
    basemap = Basemap(name="WMS", kind="wms", url="http://karte.example/wms?map=a", layers="dtk,grenzen", style="grau")
    url = tile_url(basemap, 8, 135, 89)
    for part in (
        "map=a&",
        "VERSION=1.3.0",
        "CRS=EPSG:3857",
        "LAYERS=dtk,grenzen",
        "STYLES=grau",
        "WIDTH=256",
        "FORMAT=image/png",
    ):
        assert part in url
    box = [float(value) for value in url.split("BBOX=")[1].split("&")[0].split(",")]
    west, north = Transformer.from_crs(3857, 4326, always_xy=True).transform(box[0], box[3])
    assert west == pytest.approx(135 / 256 * 360 - 180)
    assert north == pytest.approx(47.98992, abs=1e-4)  # row 89 of 256
    older = tile_url(
        Basemap(name="WMS", kind="wms", url="http://karte.example/wms", layers="a", version="1.1.1"), 0, 0, 0
    )
    assert "SRS=EPSG:3857" in older


def test_a_wmts_is_asked_in_both_ways() -> None:
    kvp = Basemap(
        name="W", kind="wmts", url="http://karte.example/wmts", layers="topo", matrix="EPSG:3857:{z}", matrix_set="WEB"
    )
    url = tile_url(kvp, 4, 8, 5)
    for part in ("TILEMATRIX=EPSG:3857:4", "TILEROW=5", "TILECOL=8", "TILEMATRIXSET=WEB", "LAYER=topo"):
        assert part in url
    rest = Basemap(
        name="W",
        kind="wmts",
        url="http://karte.example/{Layer}/{TileMatrixSet}/{TileMatrix}/{TileRow}/{TileCol}.png",
        layers="to po",
    )
    assert tile_url(rest, 4, 8, 5) == "http://karte.example/to%20po/GoogleMapsCompatible/4/5/8.png"


def test_a_server_that_hangs_is_given_up_and_left_alone(silent: str) -> None:
    tiles = RemoteTiles(Basemap(name="Dienst", kind="wms", url=silent, layers="a", timeout=0.5))
    began = time.perf_counter()
    with pytest.raises(TileError, match=r"base map “Dienst”: 127\.0\.0\.1:\d+ did not answer within 0\.5 s"):
        tiles.read(0, 0, 0)
    assert time.perf_counter() - began < 3
    began = time.perf_counter()
    with pytest.raises(TileError, match="did not answer"):
        tiles.read(0, 0, 0)
    assert time.perf_counter() - began < 0.1


def test_many_questions_to_a_server_that_hangs_end_together(silent: str) -> None:
    tiles = RemoteTiles(Basemap(name="Dienst", kind="wms", url=silent, layers="a", timeout=0.5))
    said: list[str] = []

    def ask() -> None:
        try:
            tiles.read(0, 0, 0)
        except TileError as error:
            said.append(str(error))

    began = time.perf_counter()
    threads = [threading.Thread(target=ask) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(said) == 12
    assert time.perf_counter() - began < 3


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ((500, b"broken"), "answers with error 500"),
        ((403, b""), "answers with error 403"),
        ((200, b"<?xml version='1.0'?><ServiceException>Layer <b>a</b> unknown\n</ServiceException>"), "sends no picture: Layer a unknown"),
        ((200, b"x" * 6_000_000), "cannot be reached|error 599"),
        ((302, b"", "file:///etc/passwd"), "cannot be reached|error"),
    ],
)  # fmt: skip
def test_what_is_no_picture_is_one_sentence(answer: tuple[int, bytes], message: str) -> None:
    with answering(lambda _: answer) as (url, _), pytest.raises(TileError, match=message):
        RemoteTiles(Basemap(name="Dienst", kind="wms", url=url, layers="a", timeout=5)).read(0, 0, 0)


@pytest.mark.parametrize("answer", [(404, b""), (204, b""), (200, b"")])
def test_no_tile_is_no_error(answer: tuple[int, bytes]) -> None:
    with answering(lambda _: answer) as (url, _):
        assert RemoteTiles(Basemap(name="D", kind="wms", url=url, layers="a", timeout=5)).read(0, 0, 0) is None


def test_nobody_there_is_one_sentence() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(TileError, match="cannot be reached"):
        RemoteTiles(Basemap(name="D", kind="wms", url=f"http://127.0.0.1:{port}", layers="a", timeout=5)).read(0, 0, 0)


def test_passwords_in_the_address_are_not_said(silent: str) -> None:
    url = silent.replace("http://", "http://anna:geheim@")
    with pytest.raises(TileError) as told:
        RemoteTiles(Basemap(name="D", kind="wms", url=url, layers="a", timeout=0.2)).read(0, 0, 0)
    assert "geheim" not in str(told.value)
