"""Work of seconds to minutes beside a page: a bar shows how far it has come, a button ends it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Any, TypeVar

import panel as pn

from lagebild.analysis.outlook import Progress
from lagebild.views.attempt import Failed, attempt
from lagebild.views.background import in_background
from lagebild.views.i18n import Translate
from lagebild.views.widget_style import BUTTON_STYLE

__all__ = ["ProgressBar"]

_POLL = 200
"""Milliseconds between two looks at how far the work has come."""

T = TypeVar("T")


class _Cancelled(BaseException):
    """No error: someone no longer wants the result, and the work ends from within."""


class ProgressBar(pn.viewable.Viewer):
    """One piece of work at a time; what is asked for meanwhile is refused."""

    def __init__(self, busy_changed: Callable[[bool], None], **params: Any) -> None:
        """`busy_changed` hears when work begins and ends."""
        super().__init__(**params)
        self.busy = False
        self._busy_changed = busy_changed
        self._share = 0.0
        self._cancelled = threading.Event()
        self.cancel = pn.widgets.Button(margin=(0, 8), width=110, stylesheets=[BUTTON_STYLE])
        self._bar = pn.indicators.Progress(value=0, max=100, sizing_mode="stretch_width")
        self._panel = pn.Row(self._bar, self.cancel, visible=False, sizing_mode="stretch_width")
        self.cancel.on_click(lambda _: self._cancelled.set())

    def __panel__(self) -> pn.viewable.Viewable:
        """Return what is shown (Panel's protocol)."""
        return self._panel

    def label(self, t: Translate) -> None:
        """Say what the button does."""
        self.cancel.name = t("Cancel")

    def run(self, work: Callable[[Progress], T], done: Callable[[T | Failed], None]) -> None:
        """Do work that tells its progress; `done` hears its result, unless it was cancelled."""
        if self.busy:
            return
        self._cancelled.clear()
        self._share = 0.0
        self._set_busy(True)
        poll = pn.state.add_periodic_callback(self._tell, _POLL) if _has_loop() else None

        def worked() -> T | Failed | None:
            try:
                return attempt(lambda: work(self.progress))
            except _Cancelled:
                return None

        def finished(found: T | Failed | None) -> None:
            if poll is not None:
                poll.stop()
            self._set_busy(False)
            if found is not None:
                done(found)

        in_background(worked, finished)

    def progress(self, share: float) -> None:
        """Hear how much is done; raises where the work was cancelled."""
        self._share = share
        if self._cancelled.is_set():
            raise _Cancelled

    def _set_busy(self, busy: bool) -> None:
        self.busy = self._panel.visible = busy
        self._bar.value = 0
        self._busy_changed(busy)

    def _tell(self) -> None:
        self._bar.value = round(100 * self._share)


def _has_loop() -> bool:
    """Whether messages are handled beside the work: in a page and in a notebook, not in a script."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
