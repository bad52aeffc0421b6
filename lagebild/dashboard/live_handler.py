"""What is received, over HTTP: each request waits until there is something new, so that no browser asks in vain."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from tornado.web import HTTPError, RequestHandler

from lagebild.dashboard.resources import MayRead
from lagebild.service.live_stream import LiveStream

__all__ = ["LIVE_PATH", "LiveHandler", "live_pattern"]

LIVE_PATH = "lagebild-live"

_TICK = 0.5
"""Seconds between two answers to a browser: all browsers ask for the same then, and it is made once."""

_LONGEST = 10.0
"""Seconds after which one is answered though nothing is new: connections that are silent are cut by others."""


class LiveHandler(RequestHandler):
    """Serves `/lagebild-live/<picture>?after=<part>&epoch=<text>`."""

    def initialize(self, streams: Mapping[str, LiveStream], may_read: MayRead) -> None:
        """Take what `live_pattern` hands over (Tornado's way)."""
        self._streams = streams
        self._may_read = may_read
        self._gone = False

    def on_connection_close(self) -> None:
        """Hear that nobody waits any more (Tornado's way)."""
        self._gone = True

    async def get(self, slug: str) -> None:
        """Send what is new, at once to who has nothing yet."""
        stream = self._streams.get(slug)
        if stream is None:
            raise HTTPError(HTTPStatus.NOT_FOUND)
        if not self._may_read(self, slug):
            raise HTTPError(HTTPStatus.FORBIDDEN)
        epoch = self.get_query_argument("epoch", "")[:64]
        try:
            after = int(self.get_query_argument("after", "0"))
        except ValueError as error:
            raise HTTPError(HTTPStatus.BAD_REQUEST) from error
        if after and epoch == stream.service.recent.epoch:
            await self._news(stream, after)
        if self._gone:
            return
        answer = await asyncio.to_thread(stream.answer, after, epoch)
        self.set_header("Content-Type", "application/octet-stream")
        self.set_header("Content-Encoding", "gzip")
        self.set_header("Cache-Control", "no-store")
        self.set_header("X-Content-Type-Options", "nosniff")
        self.write(answer)

    async def _news(self, stream: LiveStream, after: int) -> None:
        """Wait for the next tick at which something is new."""
        loop = asyncio.get_running_loop()
        begun, before = loop.time(), stream.newest
        while not self._gone and loop.time() - begun < _LONGEST:
            await asyncio.sleep(_TICK - loop.time() % _TICK)
            now = stream.newest
            if now[0] > after or now != before:
                return


def live_pattern(
    streams: Mapping[str, LiveStream], may_read: MayRead
) -> tuple[str, type[RequestHandler], dict[str, Any]]:
    """Return the URL pattern for `extra_patterns` of the server."""
    return (rf"/{LIVE_PATH}/([a-z0-9_-]+)", LiveHandler, {"streams": streams, "may_read": may_read})
