"""Binary columns over HTTP: named by content, cached by browsers, shared by sessions."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from typing import Any

from tornado.web import HTTPError, RequestHandler

from lagebild.errors import LagebildError, TileError
from lagebild.service.picture_service import PictureService
from lagebild.views.basemaps import failure

__all__ = ["RESOURCES_PATH", "MayRead", "ResourceHandler", "resource_pattern"]

RESOURCES_PATH = "lagebild-resources"

_WAITING = ThreadPoolExecutor(16, thread_name_prefix="lagebild-basemap")

MayRead = Callable[[RequestHandler, str], bool]
"""Says whether a request may read the resources of the picture of that slug."""


class ResourceHandler(RequestHandler):
    """Serves `/lagebild-resources/<picture>/<resource name>`."""

    def initialize(self, services: Mapping[str, PictureService], may_read: MayRead) -> None:
        """Take what `resource_pattern` hands over (Tornado's way)."""
        self._services = services
        self._may_read = may_read

    async def get(self, slug: str, name: str) -> None:
        """Send one container; terrain tiles are cut in a thread, so the event loop stays free."""
        service = self._services.get(slug)
        if service is None:
            raise HTTPError(HTTPStatus.NOT_FOUND)
        if not self._may_read(self, slug):
            raise HTTPError(HTTPStatus.FORBIDDEN)
        cached = "private, max-age=31536000, immutable"
        try:
            container = await self._made(service, name)
        except TileError as error:
            container, cached = failure(error), "no-store"
        except LagebildError as error:
            raise HTTPError(HTTPStatus.NOT_FOUND) from error
        self.set_header("Content-Type", "application/octet-stream")
        self.set_header("Content-Encoding", "gzip")
        if cached != "no-store" and not service.scene.store.lasting(name):
            cached = "private, no-cache"
        self.set_header("Cache-Control", cached)
        self.set_header("X-Content-Type-Options", "nosniff")
        self.write(container)

    async def _made(self, service: PictureService, name: str) -> bytes:
        """Make it in a thread; servers of base maps have their own, so that one that hangs delays nothing."""
        scene = await asyncio.to_thread(lambda: service.scene)
        pool = _WAITING if scene.store.waits(name) else None
        return await asyncio.get_running_loop().run_in_executor(pool, scene.store.get, name)


def resource_pattern(
    services: Mapping[str, PictureService], may_read: MayRead
) -> tuple[str, type[ResourceHandler], dict[str, Any]]:
    """Return the URL pattern for `extra_patterns` of the server."""
    return (
        rf"/{RESOURCES_PATH}/([a-z0-9_-]+)/(.+)",
        ResourceHandler,
        {"services": services, "may_read": may_read},
    )
