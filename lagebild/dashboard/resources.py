"""Binary columns over HTTP: named by content, cached by browsers, shared by sessions."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from tornado.web import HTTPError, RequestHandler

from lagebild.errors import LagebildError
from lagebild.service.picture_service import PictureService

__all__ = ["RESOURCES_PATH", "MayRead", "ResourceHandler", "resource_pattern"]

RESOURCES_PATH = "lagebild-resources"

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
        try:
            container = await asyncio.to_thread(service.scene.store.get, name)
        except LagebildError as error:
            raise HTTPError(HTTPStatus.NOT_FOUND) from error
        self.set_header("Content-Type", "application/octet-stream")
        self.set_header("Content-Encoding", "gzip")
        lasting = service.scene.store.lasting(name)
        self.set_header("Cache-Control", "private, max-age=31536000, immutable" if lasting else "private, no-cache")
        self.set_header("X-Content-Type-Options", "nosniff")
        self.write(container)


def resource_pattern(
    services: Mapping[str, PictureService], may_read: MayRead
) -> tuple[str, type[ResourceHandler], dict[str, Any]]:
    """Return the URL pattern for `extra_patterns` of the server."""
    return (
        rf"/{RESOURCES_PATH}/([a-z0-9_-]+)/(.+)",
        ResourceHandler,
        {"services": services, "may_read": may_read},
    )
