"""The log as a file to save, over HTTP: made in a thread, so that nobody else waits."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from tornado.web import HTTPError, RequestHandler

from lagebild.dashboard.resources import MayRead
from lagebild.errors import LagebildError, ValidationError
from lagebild.journal.entry import EntryKind
from lagebild.journal.journal import Journal
from lagebild.service.log_export import log_csv, log_pdf
from lagebild.service.picture_service import PictureService
from lagebild.views.i18n import LANGUAGES

__all__ = ["LOG_PATH", "LogHandler", "log_pattern"]

LOG_PATH = "lagebild-log"
_TYPES = {"csv": "text/csv; charset=utf-8", "pdf": "application/pdf"}
_NAME = "einsatztagebuch"


class LogHandler(RequestHandler):
    """Serves `/lagebild-log/<picture>.<csv or pdf>?kind=&words=&lang=`."""

    def initialize(self, services: Mapping[str, PictureService], may_read: MayRead) -> None:
        """Take what `log_pattern` hands over (Tornado's way)."""
        self._services = services
        self._may_read = may_read

    async def get(self, slug: str, kind: str) -> None:
        """Send the entries that fit, oldest first."""
        service = self._services.get(slug)
        if service is None or service.live is None:
            raise HTTPError(HTTPStatus.NOT_FOUND)
        if not self._may_read(self, slug):
            raise HTTPError(HTTPStatus.FORBIDDEN)
        wanted, words = self.get_query_argument("kind", ""), self.get_query_argument("words", "")[:1000]
        language = self.get_query_argument("lang", "de")
        if wanted not in ("", *EntryKind) or language not in LANGUAGES:
            raise HTTPError(HTTPStatus.BAD_REQUEST)
        kinds = [EntryKind(wanted)] if wanted else []
        journal, title = service.live.desk.journal, service.picture.title
        try:
            made = await asyncio.to_thread(_made, journal, title, kind, kinds, words, language)
        except LagebildError as error:
            # a page of its own shows it: the sentence, and nothing else
            self.set_status(
                HTTPStatus.BAD_REQUEST if isinstance(error, ValidationError) else HTTPStatus.SERVICE_UNAVAILABLE
            )
            self.set_header("Content-Type", "text/plain; charset=utf-8")
            self.write(str(error))
            return
        self.set_header("Content-Type", _TYPES[kind])
        self.set_header("Content-Disposition", f"attachment; filename={quote(f'{_NAME}-{slug}.{kind}')}")
        self.set_header("Cache-Control", "no-store")
        self.set_header("X-Content-Type-Options", "nosniff")
        self.write(made)


def _made(journal: Journal, title: str, kind: str, kinds: list[EntryKind], words: str, language: str) -> bytes:
    entries = journal.entries(kinds=kinds, words=words)
    return log_csv(entries) if kind == "csv" else log_pdf(entries, title, journal.verify(), language)


def log_pattern(
    services: Mapping[str, PictureService], may_read: MayRead
) -> tuple[str, type[RequestHandler], dict[str, Any]]:
    """Return the URL pattern for `extra_patterns` of the server."""
    return (rf"/{LOG_PATH}/([a-z0-9_-]+)\.(csv|pdf)", LogHandler, {"services": services, "may_read": may_read})
