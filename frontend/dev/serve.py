"""Serve the harness on a free loopback port: python serve.py DATA_FOLDER; prints the address."""

import functools
import gzip
import http.server
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from make_data import Terrain

HERE = pathlib.Path(__file__).parent
ASSETS = HERE.parent.parent / "lagebild/_assets"


class Handler(http.server.BaseHTTPRequestHandler):
    """Page, bundle, containers (gzip) and height tiles."""

    protocol_version = "HTTP/1.1"
    data: pathlib.Path
    terrain: Terrain

    def do_GET(self) -> None:
        path = self.path.split("?")[0]
        if path in ("/", "/page.html"):
            self.reply((HERE / "page.html").read_bytes(), "text/html; charset=utf-8")
        elif path == "/lagemap.js":
            self.reply((ASSETS / "lagemap.js").read_bytes(), "text/javascript; charset=utf-8")
        elif path in ("/scene.json", "/texts.json"):
            file = self.data / path[1:] if path == "/scene.json" else pathlib.Path("/tmp/texts_de.json")
            self.reply(file.read_bytes() if file.exists() else b"{}", "application/json")
        elif path.startswith("/resources/terrain/"):
            zoom, x, y = map(int, path.split("/")[-3:])
            self.reply(gzip.compress(tile(self.terrain, zoom, x, y), 1), "application/octet-stream", "gzip")
        elif path.startswith("/resources/"):
            self.reply(compressed(self.data / path.split("/")[-1]), "application/octet-stream", "gzip")
        else:
            self.send_error(404)

    def reply(self, body: bytes, kind: str, encoding: str | None = None) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if encoding:
            self.send_header("Content-Encoding", encoding)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@functools.cache
def tile(terrain: Terrain, zoom: int, x: int, y: int) -> bytes:
    return terrain.tile(zoom, x, y)


@functools.cache
def compressed(file: pathlib.Path) -> bytes:
    return gzip.compress(file.read_bytes(), 1)


def start(data: pathlib.Path) -> http.server.ThreadingHTTPServer:
    for file in data.glob("*.bin"):  # as the product's store: compressed once, before anybody asks
        compressed(file)
    handler = type("Bound", (Handler,), {"data": data, "terrain": Terrain((5.0, 45.3, 11.2, 48.2))})
    return http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)


if __name__ == "__main__":
    server = start(pathlib.Path(sys.argv[1]))
    print(f"http://127.0.0.1:{server.server_address[1]}/", flush=True)
    server.serve_forever()
