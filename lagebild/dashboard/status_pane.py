"""How the live part is doing, for staff: feeds, rates, queues, the log and memory."""

from __future__ import annotations

from html import escape
from typing import Any

import panel as pn

from lagebild.live.feed_state import FeedPhase, FeedState
from lagebild.service.health import Health, health_of
from lagebild.service.live_service import LiveService
from lagebild.views.background import is_served
from lagebild.views.formats import Formats
from lagebild.views.i18n import Translate
from lagebild.views.lagemap import LageMap

__all__ = ["StatusPane", "status_html"]

_EVERY_MS = 2_000

_STYLE = """<style>
table.status { border-collapse: collapse; font-size: 13px; margin: 4px 0 10px }
table.status th, table.status td { text-align: left; padding: 2px 14px 2px 0; vertical-align: top;
  font-variant-numeric: tabular-nums }
table.status td.number { text-align: right }
</style>"""


class StatusPane(pn.viewable.Viewer):
    """Shows the health, anew every two seconds while it is looked at."""

    def __init__(self, lagemap: LageMap, live: LiveService, *, height: int = 316, **params: Any) -> None:
        super().__init__(**params)
        self.map, self.live = lagemap, live
        self._told = pn.pane.HTML(margin=(4, 10), sizing_mode="stretch_width")
        self._panel = pn.Column(self._told, sizing_mode="stretch_width", height=height, scroll=True, margin=0)
        self._task: Any = None
        lagemap.param.watch(lambda _: self.update(), ["language"])
        self.update()

    def __panel__(self) -> pn.viewable.Viewable:
        """Return what is told (Panel's protocol)."""
        return self._panel

    def look(self, looked_at: bool) -> None:
        """Begin or cease to tell anew."""
        if not is_served():
            return
        if looked_at and self._task is None:
            self.update()
            self._task = pn.state.add_periodic_callback(self.update, period=_EVERY_MS)
        elif not looked_at and self._task is not None:
            self._task.stop()
            self._task = None

    def update(self) -> None:
        """Tell how it is now."""
        self._told.object = status_html(health_of(self.live), self.map.formats)


def status_html(health: Health, formats: Formats) -> str:
    """Write the health as tables; all texts are escaped."""
    t, number = formats.translate, formats.number
    faults = "".join(f"<li>⚠ {escape(fault)}</li>" for fault in health.faults)
    state = f'<ul role="alert">{faults}</ul>' if faults else f"<p>✓ {escape(t('All is well.'))}</p>"
    heads = (
        t("Feed"), t("State"), t("Last message"), t("Messages a second"), t("Messages"), t("Not understood"),
        t("Waiting"), t("Clock"),
    )  # fmt: skip
    feeds = "".join(_feed_row(feed, health.clock, formats) for feed in health.feeds)
    kept = ", ".join(map(number, (health.stored, health.store_waiting, health.store_lost)))
    facts = (
        (t("Aircraft heard within the hour"), number(health.aircraft)),
        (t("Said twice, by another feed or again"), number(health.repeated)),
        (t("Older than what was known"), number(health.late)),
        (t("Rules"), number(health.rules)),
        (t("Alerts: new, lasting"), f"{number(health.alerts_new)}, {number(health.alerts_lasting)}"),
        (t("Entries that wait for the log"), number(health.log_waiting)),
        (t("Messages kept, waiting, lost"), kept),
        (t("Longest step of the watch"), f"{number(health.slowest_step, 2)} s"),
        (t("Memory of the process"), f"{number(health.memory / 1e6)} MB"),
        (t("Running for"), formats.duration(health.up)),
    )  # fmt: skip
    told = "".join(f'<tr><th>{escape(name)}</th><td class="number">{escape(value)}</td></tr>' for name, value in facts)
    head = "".join(f"<th>{escape(one)}</th>" for one in heads)
    return f'{_STYLE}{state}<table class="status"><tr>{head}</tr>{feeds}</table><table class="status">{told}</table>'


def _feed_row(feed: FeedState, now: float, formats: Formats) -> str:
    t, number = formats.translate, formats.number
    ago = "–" if feed.heard is None or feed.phase is FeedPhase.ENDED else formats.duration(max(0.0, now - feed.heard))
    garbage = number(feed.garbage) + (f" ({feed.sample})" if feed.sample else "")
    offset = feed.clock_offset
    clock = "–" if offset is None else f"{number(offset, 1)} s"
    if feed.clock_correction:
        clock += " · " + t("corrected by {seconds} s").format(seconds=number(feed.clock_correction, 1))
    waiting = f"{number(feed.waiting_bytes / 1000)} kB"
    if feed.lost_bytes:
        waiting += " · " + t("{kilobytes} kB lost").format(kilobytes=number(feed.lost_bytes / 1000))
    state = _phase_text(feed.phase, t) + (f": {feed.reason}" if feed.reason else "")
    numbers = (ago, number(feed.rate, 1), number(feed.messages), garbage, waiting, clock)
    cells = "".join(f'<td class="number">{escape(one)}</td>' for one in numbers)
    return f"<tr><td>{escape(feed.name)}</td><td>{escape(state)}</td>{cells}</tr>"


def _phase_text(phase: FeedPhase, t: Translate) -> str:
    return {
        FeedPhase.CONNECTING: "… " + t("connecting"),
        FeedPhase.LIVE: "● " + t("received"),
        FeedPhase.SILENT: "○ " + t("nothing comes"),
        FeedPhase.DEAD: "✕ " + t("dead"),
        FeedPhase.ENDED: "■ " + t("told to its end"),
    }[phase]
