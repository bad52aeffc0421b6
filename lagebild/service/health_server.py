"""Health over HTTP where no page is served: `/health` (JSON) and `/metrics` (Prometheus)."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable

import orjson
from tornado.httpserver import HTTPServer
from tornado.web import Application, RequestHandler

from lagebild.errors import ServerError
from lagebild.service.health import Health, prometheus_text

__all__ = ["HealthHandler", "HealthServer", "MetricsHandler"]

_UNWELL = 503


class HealthHandler(RequestHandler):
    """Health as JSON; 503 while something is wrong, so that a supervisor needs no JSON."""

    def initialize(self, ask: Callable[[], Health]) -> None:
        """Take what answers."""
        self._ask = ask

    def get(self) -> None:
        """Answer."""
        health = self._ask()
        self.set_status(_UNWELL if health.faults else 200)
        self.set_header("Content-Type", "application/json")
        self.write(orjson.dumps(health.to_record()))


class MetricsHandler(RequestHandler):
    """Health as Prometheus wants it."""

    def initialize(self, ask: Callable[[], Health]) -> None:
        """Take what answers."""
        self._ask = ask

    def get(self) -> None:
        """Answer."""
        self.set_header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
        self.write(prometheus_text(self._ask()))


class HealthServer:
    """Serves health in a thread of its own, until `stop`.

    Raises
    ------
    ServerError
        If the port is taken.
    """

    def __init__(self, ask: Callable[[], Health], port: int, address: str = "127.0.0.1") -> None:
        try:
            self._socket = socket.create_server((address, port))
        except OSError as error:
            raise ServerError(f"port {port} at {address} cannot be used for health: {error.strerror}") from error
        self._socket.setblocking(False)
        self.port: int = self._socket.getsockname()[1]
        self._application = Application(
            [("/health", HealthHandler, {"ask": ask}), ("/metrics", MetricsHandler, {"ask": ask})]
        )
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), name="lagebild-health", daemon=True)
        self._thread.start()
        # who stops it at once must find something to stop
        self._ready.wait()

    async def _run(self) -> None:
        self._loop, self._stopping = asyncio.get_running_loop(), asyncio.Event()
        server = HTTPServer(self._application)
        server.add_socket(self._socket)
        self._ready.set()
        await self._stopping.wait()
        server.stop()
        await server.close_all_connections()

    def stop(self) -> None:
        """Stop serving."""
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join()
