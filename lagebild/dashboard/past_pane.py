"""Looking back farther than the map remembers: a time that was received and kept is loaded and replayed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from html import escape
from typing import Any

import panel as pn

from lagebild.views.attempt import Failed
from lagebild.views.lagemap import LageMap
from lagebild.views.widget_style import BUTTON_STYLE

__all__ = ["PastPane", "ShowPast"]

ShowPast = Callable[[float, float, Callable[[Failed | None], None]], None]
"""Loads a time (seconds since 1970 UTC) and shows it; the last argument hears when it is there, or why not."""

_MINUTES = (15, 60, 180, 720)


class PastPane(pn.viewable.Viewer):
    """Asks which time is to be shown.

    Parameters
    ----------
    lagemap
        Whose language it has, and which goes back to the present.
    clock
        Tells what time it is by the feeds, seconds since 1970 UTC: a replay has a time of its own.
    show_past
        Loads a time; None where nothing is kept.
    """

    def __init__(
        self,
        lagemap: LageMap,
        clock: Callable[[], float],
        show_past: ShowPast | None,
        *,
        height: int = 316,
        **params: Any,
    ) -> None:
        super().__init__(**params)
        self.map, self._clock, self._show_past = lagemap, clock, show_past
        self.minutes = pn.widgets.Select(width=170, margin=(2, 8))
        self.until = pn.widgets.TextInput(width=200, margin=(2, 8))
        self.load = pn.widgets.Button(
            label="", height=32, margin=(20, 4), stylesheets=[BUTTON_STYLE], on_click=self._load
        )
        self.back = pn.widgets.Button(
            label="", height=32, margin=(20, 4), stylesheets=[BUTTON_STYLE], on_click=self._go_back
        )
        self._said = pn.pane.HTML(margin=(4, 10), sizing_mode="stretch_width")
        self._panel = pn.Column(
            pn.Row(self.minutes, self.until, self.load, self.back, margin=0), self._said, height=height,
            sizing_mode="stretch_width", margin=0,
        )  # fmt: skip
        self._label()
        lagemap.param.watch(self._label, ["language"])
        lagemap.param.watch(lambda _: self._show_state(), ["past"])

    def __panel__(self) -> pn.viewable.Viewable:
        """Return the question (Panel's protocol)."""
        return self._panel

    def _load(self, _: object) -> None:
        t = self.map.formats.translate
        end = self._end()
        if end is None:
            self._say(t("A time is written such as 2026-05-12 08:00 (UTC)."))
            return
        if self._show_past is None:
            self._say(t("Nothing that was received is kept here."))
            return
        self.load.disabled = True
        self._say(t("What was received is being loaded …"))

        def done(failed: Failed | None) -> None:
            self.load.disabled = False
            if failed is not None:
                self._say(failed.sentence(t))
            else:
                self._show_state()

        self._show_past(end - 60.0 * self.minutes.value, end, done)

    def _end(self) -> float | None:
        """Seconds since 1970 UTC up to which is looked; None: what was typed is no time."""
        text = self.until.value.strip()
        if not text:
            return self._clock()
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            return None
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()

    def _go_back(self, _: object) -> None:
        self.map.following = True
        self.map.past = None

    def _show_state(self) -> None:
        t, span = self.map.formats.translate, self.map.past
        self.back.disabled = not span
        if not span:
            self._say(t("The map shows the last quarter of an hour. What was received before is loaded here."))
            return
        begin, end = (datetime.fromtimestamp(ms / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S") for ms in span)
        self._say(
            t("The map shows what was received from {begin} to {end} UTC; the time bar plays it.").format(
                begin=begin, end=end
            )
        )

    def _say(self, text: str) -> None:
        self._said.object = f'<div role="status">{escape(text)}</div>'

    def _label(self, *_: Any) -> None:
        t = self.map.formats.translate
        self.minutes.name, self.until.name = t("How much"), t("Up to, UTC (empty: now)")
        self.minutes.options = {
            (t("{count} min").format(count=count) if count < 60 else t("{count} h").format(count=count // 60)): count
            for count in _MINUTES
        }
        self.minutes.value = self.minutes.value or _MINUTES[0]
        self.load.label, self.back.label = t("Load"), t("Back to the present")
        self._show_state()
