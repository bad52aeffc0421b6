"""A server of dashboards in a thread, on loopback and a free port; it stops with its block."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tornado.ioloop import IOLoop

import lagebild as lb
from lagebild.dashboard.server import free_port, make_server


@contextmanager
def served(*pictures: lb.Picture, **options: Any) -> Iterator[str]:
    """Serve pictures; yields the address."""
    port = free_port("127.0.0.1")
    ready = threading.Event()
    loops: list[IOLoop] = []

    def run() -> None:
        asyncio.set_event_loop(asyncio.new_event_loop())
        server, _ = make_server(list(pictures), port=port, **options)
        loops.append(IOLoop.current())
        server.start()
        loops[0].add_callback(ready.set)
        loops[0].start()
        server.stop()
        loops[0].close()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    if not ready.wait(60):
        raise RuntimeError("the server did not start")
    try:
        yield f"http://127.0.0.1:{port}/"
    finally:
        loops[0].add_callback(loops[0].stop)
        thread.join(20)
