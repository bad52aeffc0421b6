"""Work for a page that may come to nothing: what went wrong is said in the page, which never waits in vain."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import TypeVar

from lagebild.errors import LagebildError
from lagebild.messages import Message, message_of, translate
from lagebild.views.i18n import Translate

__all__ = ["Failed", "attempt"]

_LOG = logging.getLogger(__name__)

T = TypeVar("T")


@dataclass(frozen=True)
class Failed:
    """Work that came to no result."""

    reason: str = ""
    """The sentence of a `LagebildError`, a `Message` where it can be said in other languages; empty where a mistake of
    the program is the cause, which the log tells."""

    def sentence(self, t: Translate) -> str:
        """Return the reason in the reader's language; one that is no `Message` stays English."""
        reason = self.reason or t("an unexpected error, described in the server's log")
        if isinstance(reason, Message):
            return translate(reason.template, reason.values_as_json(), str(reason), t)
        return reason

    def html(self, t: Translate) -> str:
        """Say that something could not be computed, and why, escaped."""
        reason = self.sentence(t)
        return f'<p role="alert">{escape(t("This could not be computed: {reason}").format(reason=reason))}</p>'


def attempt(work: Callable[[], T]) -> T | Failed:
    """Return what `work` returns, or that it failed; nothing is raised."""
    try:
        return work()
    except LagebildError as error:
        return Failed(message_of(error))
    except Exception:  # noqa: BLE001  (the page must hear something)
        _LOG.exception("a computation for a page failed")
        return Failed()
