"""The page of one session: header, map, sources; German by default."""

from __future__ import annotations

from typing import Any

import panel as pn
import panel_material_ui as pmui
import param

from lagebild.dashboard.analysis_pane import AnalysisPane
from lagebild.dashboard.sources_pane import sources_pane
from lagebild.service.picture_service import PictureService
from lagebild.views.formats import UNIT_SYSTEMS, Formats, Units
from lagebild.views.i18n import LANGUAGES, translator
from lagebild.views.lagemap import LageMap

__all__ = ["Dashboard"]

_THEME = {
    "light": {"palette": {"primary": {"main": "#22405f"}}},
    "dark": {"palette": {"primary": {"main": "#22405f"}}},
}
_SWITCH = {
    "& .MuiToggleButton-root": {"color": "rgba(255,255,255,.75)", "borderColor": "rgba(255,255,255,.35)"},
    "& .MuiToggleButton-root.Mui-selected": {"color": "#fff", "backgroundColor": "rgba(255,255,255,.2)"},
    # the theme's own grey under the pointer leaves too little contrast
    "& .MuiToggleButton-root.Mui-selected:hover": {"backgroundColor": "#fff !important"},
}
_PLAIN = {"color": "#fff", "borderColor": "rgba(255,255,255,.35)", "textTransform": "none", "whiteSpace": "nowrap"}
_SOURCES_WIDTH = 460
_OWN_BUTTONS = {"& .header [aria-label$=' contextbar']": {"display": "none"}}
"""The page's own button for the sources has a name in English only."""


class Dashboard(pn.viewable.Viewer):
    """The dashboard of a picture: `picture.dashboard()`; one instance a session."""

    language = param.Selector(default="de", objects=list(LANGUAGES), doc="Language of the interface.")
    theme = param.Selector(default="light", objects=["light", "dark"])
    units = param.Selector(default="aviation", objects=list(UNIT_SYSTEMS))

    def __init__(self, service: PictureService, *, resource_base: str = "", **params: Any) -> None:
        super().__init__(**params)
        pn.extension("tabulator")  # loads its script with the page; there is no adding it later
        self.service = service
        self.map = LageMap(
            service.scene,
            resource_base=resource_base,
            language=self.language,
            theme=self.theme,
            units=self.units,
            titled=False,
            sizing_mode="stretch_both",
            min_height=420,
        )
        self.map.link(self, bidirectional=True, language="language", theme="theme", units="units")
        self.analysis: AnalysisPane | None = None
        self._below = pn.Column(sizing_mode="stretch_width", margin=0, visible=False)
        self.page = self._page()

    def __panel__(self) -> pn.viewable.Viewable:
        """Return the page (Panel's protocol)."""
        return self.page

    def _page(self) -> pmui.Page:
        page = pmui.Page(
            title=self.service.picture.title,
            header=[self._header()],
            main=[pn.Column(self.map, self._below, sizing_mode="stretch_both", margin=0)],
            contextbar=[pn.bind(self._sources, self.param.language, self.param.units)],
            contextbar_open=False,
            contextbar_variant="auto",
            contextbar_width=_SOURCES_WIDTH,
            main_width="100%",
            dark_theme=self.theme == "dark",
            theme_toggle=False,
            theme_config=_THEME,
            busy_indicator=None,
            sx=_OWN_BUTTONS,
        )
        self.param.watch(lambda event: setattr(page, "dark_theme", event.new == "dark"), "theme")
        return page

    def _header(self) -> pn.viewable.Viewable:
        return pn.Row(
            pn.HSpacer(),
            pn.bind(self._theme_switch, self.param.language),
            self._switch(self.param.language, {name.upper(): name for name in LANGUAGES}),
            pn.bind(self._analysis_button, self.param.language),
            pn.bind(self._sources_button, self.param.language),
            align="center",
            sizing_mode="stretch_width",
            margin=0,
        )

    def _theme_switch(self, language: str) -> pn.viewable.Viewable:
        t = translator(language)
        return self._switch(self.param.theme, {t("Light"): "light", t("Dark"): "dark"})

    def _switch(self, parameter: param.Parameter, options: dict[str, str]) -> pn.viewable.Viewable:
        return pmui.RadioButtonGroup.from_param(
            parameter, label="", options=options, size="small", margin=(0, 8), sx=_SWITCH
        )

    def _sources_button(self, language: str) -> pn.viewable.Viewable:
        label = translator(language)("Sources")
        return pmui.Button(
            label=label, variant="outlined", size="small", margin=(0, 8), sx=_PLAIN, on_click=self._toggle_sources
        )

    def _analysis_button(self, language: str) -> pn.viewable.Viewable:
        label = translator(language)("Analysis")
        return pmui.Button(
            label=label,
            variant="outlined",
            size="small",
            margin=(0, 8),
            sx=_PLAIN,
            on_click=lambda _: self.show_analysis(not self._below.visible),
        )

    def show_analysis(self, shown: bool) -> None:
        """Show or hide the tabs below the map, made when first wanted: who only looks at the map computes nothing."""
        if self.analysis is None:
            self.analysis = AnalysisPane(self.map, self.service.answers)
            self._below[:] = [self.analysis]
        self._below.visible = shown

    def _toggle_sources(self, _: object) -> None:
        self.page.contextbar_open = not self.page.contextbar_open

    def _sources(self, language: str, units: Units) -> pn.viewable.Viewable:
        formats = Formats(language=language, units=units)
        return pn.Column(
            pmui.Typography(translator(language)("Sources and read report"), variant="h6", margin=(8, 10)),
            sources_pane(self.service.picture, formats),
            sizing_mode="stretch_width",
        )
