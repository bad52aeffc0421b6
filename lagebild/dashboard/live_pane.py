"""What staff needs of a live picture besides the alerts: rules, the log, and how everything is doing."""

from __future__ import annotations

from typing import Any

import panel as pn

from lagebild.dashboard.log_pane import LogPane
from lagebild.dashboard.past_pane import PastPane, ShowPast
from lagebild.dashboard.person import Person
from lagebild.dashboard.rules_pane import RulesPane
from lagebild.dashboard.status_pane import StatusPane
from lagebild.service.live_service import LiveService
from lagebild.views.lagemap import LageMap

__all__ = ["LivePane"]

_HEIGHT = 360
_STYLE = """.bk-header .bk-tab.bk-active {
  color: inherit !important; font-weight: 600; border-color: currentColor !important }"""


class LivePane(pn.viewable.Viewer):
    """Tabs below the map; only the one that is looked at follows what happens."""

    def __init__(
        self,
        lagemap: LageMap,
        live: LiveService,
        person: Person,
        *,
        log_files: str = "",
        show_past: ShowPast | None = None,
        **params: Any,
    ) -> None:
        super().__init__(**params)
        self.map = lagemap
        self.rules = RulesPane(lagemap, live, person)
        self.log = LogPane(lagemap, live.desk, person, files=log_files)
        self.past = PastPane(lagemap, live.receiver.clock.now, show_past)
        self.status = StatusPane(lagemap, live)
        self.tabs = pn.Tabs(sizing_mode="stretch_width", height=_HEIGHT, margin=0, stylesheets=[_STYLE])
        self._shown = False
        lagemap.param.watch(self._name_tabs, ["language"])
        self.tabs.param.watch(lambda _: self._look(), ["active"])
        self._name_tabs()

    def __panel__(self) -> pn.viewable.Viewable:
        """Return the tabs (Panel's protocol)."""
        return self.tabs

    def show(self, shown: bool) -> None:
        """Hear whether anybody can see it."""
        self._shown = shown
        self._look()

    def show_rule(self, rule_id: str) -> None:
        """Open the rules, with this one."""
        self.tabs.active = 0
        self.rules.open(rule_id)

    def _look(self) -> None:
        self.log.look(self._shown and self.tabs.active == 1)
        self.status.look(self._shown and self.tabs.active == 3)

    def _name_tabs(self, *_: Any) -> None:
        t, active = self.map.formats.translate, self.tabs.active
        self.tabs[:] = [
            (t("Alert rules"), self.rules),
            (t("Log"), self.log),
            (t("Past"), self.past),
            (t("Status"), self.status),
        ]
        self.tabs.active = active
