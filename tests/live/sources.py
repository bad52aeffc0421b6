"""Sources of feeds on loopback: servers that the tests make say something, and Debian's dump1090."""

from __future__ import annotations

import contextlib
import http.server
import socket
import subprocess
import threading
import time

import pytest

from tests.ensure_dump1090 import find_dump1090


def free_port(kind=socket.SOCK_STREAM):
    with socket.socket(socket.AF_INET, kind) as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def wait_for(condition, seconds=15.0):
    """Wait until something holds; what it returned."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if result := condition():
            return result
        time.sleep(0.02)
    raise AssertionError("it did not come true in time")


class LineServer:
    """A server that says to everybody who connects what it is told to say."""

    def __init__(self, port=0):
        self._listening = socket.create_server(("127.0.0.1", port))
        self.port = self._listening.getsockname()[1]
        self.clients = []
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                self.clients.append(self._listening.accept()[0])

    def say(self, data):
        wait_for(lambda: self.clients)
        for client in self.clients:
            client.sendall(data)

    def hang_up(self):
        for client in self.clients:
            with contextlib.suppress(OSError):  # who was killed has gone already
                client.shutdown(socket.SHUT_RDWR)
            client.close()
        self.clients.clear()

    def close(self):
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join()
        self.hang_up()


@contextlib.contextmanager
def web_server(answer):
    """A web server; `answer()` gives status and body of each request."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            status, body = answer(self)
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


@contextlib.contextmanager
def dump1090():
    """Yield the ports of raw input, SBS and Beast output of a dump1090 without a radio."""
    program = find_dump1090()
    if program is None:
        pytest.skip("dump1090-mutability is not here: apt-get install dump1090-mutability")
    raw, lines, frames = free_port(), free_port(), free_port()
    others = dict.fromkeys(("--net-ro-port", "--net-http-port", "--net-bi-port"), "0")
    told = {"--net-ri-port": raw, "--net-sbs-port": lines, "--net-bo-port": frames, **others}
    options = [part for name, value in told.items() for part in (name, str(value))]
    process = subprocess.Popen(
        [program, "--net-only", "--quiet", "--net-bind-address", "127.0.0.1", "--net-ro-interval", "0", *options],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(lambda: process.poll() is not None or _answers(raw))
        assert process.poll() is None, "dump1090 has ended"
        yield raw, lines, frames
    finally:
        process.terminate()
        process.wait()


def _answers(port):
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.2):
        return True
    return False
