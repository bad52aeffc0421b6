"""The stream of what is received, for browsers: made once, whoever asks for the same."""

from __future__ import annotations

import gzip
import threading
from collections import OrderedDict
from typing import Any

from lagebild.live.feed_state import FeedState
from lagebild.live.recent import WINDOW
from lagebild.service.live_service import LiveService
from lagebild.views.attempt import Failed
from lagebild.views.i18n import LANGUAGES, translator
from lagebild.views.live_columns import height_column, live_columns

__all__ = ["LiveStream"]

_KEPT = 16
_FAST = 1
"""Compression: the next answer is made in a second."""


class LiveStream:
    """Answers what is new since a part; safe to be asked from threads."""

    def __init__(self, service: LiveService) -> None:
        self.service = service
        self._height: str | None = None
        self._made: OrderedDict[tuple[Any, ...], bytes] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def newest(self) -> tuple[int, Any]:
        """Changes whenever there is something to tell."""
        return self.service.recent.last, self._news()

    def answer(self, after: int, epoch: str) -> bytes:
        """Return, compressed by gzip, what came after a part; everything where that cannot be told.

        `meta`: epoch, last, whole, now (ms since 1970 UTC by the feeds' clock), rate (its speed), replay, window (ms),
        height, feeds, aircraft, alerts, log. Sentences are there in all languages, for all browsers get the same.
        """
        with self._lock:
            service = self.service
            key = (after, epoch, self.newest)
            made = self._made.get(key)
            if made is not None:
                return made
            since = service.recent.since(after, epoch)
            if self._height is None and (height := height_column(since)) is not None:
                self._height = height  # it stays so: colours of all sessions mean the same
                since = since if since.whole else service.recent.since(0)  # all is told anew, with heights
            made = gzip.compress(live_columns(since, self._height, self._meta()), _FAST)
            self._made[key] = made
            while len(self._made) > _KEPT:
                self._made.popitem(last=False)
            return made

    def _news(self) -> Any:
        """What changes without any fix: how feeds are doing, and alerts."""
        feeds = tuple((feed.phase, feed.reason) for feed in self.service.feeds)
        desk = self.service.desk
        return feeds, *self._alerts().values(), desk.fault, desk.waiting if desk.fault else 0

    def _alerts(self) -> dict[str, int]:
        return {"unseen": self.service.book.unseen, "raised": self.service.book.raised}

    def _log(self) -> dict[str, Any] | None:
        """Return why the log cannot be written, and how many entries wait; None while it can."""
        fault = self.service.desk.fault
        return None if fault is None else {"reason": _in_languages(fault), "waiting": self.service.desk.waiting}

    def _meta(self) -> dict[str, Any]:
        receiver = self.service.receiver
        now = receiver.clock.now()
        return {
            "epoch": self.service.recent.epoch,
            "now": now * 1000,
            "rate": 0.0 if self.service.is_over else receiver.clock.speed,
            "replay": receiver.is_replay,
            "window": WINDOW * 1000,
            "feeds": [_feed(feed, now) for feed in self.service.feeds],
            "alerts": self._alerts(),
            "log": self._log(),
        }


def _in_languages(sentence: str) -> dict[str, str]:
    return {language: Failed(sentence).sentence(translator(language)) for language in LANGUAGES}


def _feed(feed: FeedState, now: float) -> dict[str, Any]:
    offset = feed.clock_correction or None
    reason = _in_languages(feed.reason) if feed.reason else None
    return {
        "name": feed.name, "phase": str(feed.phase), "reason": reason, "offset": offset,
        "age": None if feed.heard is None else max(0.0, now - feed.heard),
    }  # fmt: skip
