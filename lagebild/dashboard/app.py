"""The page of one session: header, files, map, sources; German by default."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import panel as pn
import panel_material_ui as pmui
import param

from lagebild.dashboard.alert_pane import AlertPane
from lagebild.dashboard.analysis_pane import AnalysisPane
from lagebild.dashboard.file_pane import FilePane
from lagebild.dashboard.live_pane import LivePane
from lagebild.dashboard.person import Person
from lagebild.dashboard.sources_pane import sources_pane
from lagebild.model.bounds import union_of
from lagebild.model.dossier_objects import ObjectKey
from lagebild.model.layers import Layer
from lagebild.model.tracks import Tracks
from lagebild.service.past_layer import past_layer
from lagebild.service.picture_service import PictureService
from lagebild.views.attempt import Failed, attempt
from lagebild.views.background import beside_page, is_served
from lagebild.views.formats import UNIT_SYSTEMS, Formats, Units
from lagebild.views.i18n import LANGUAGES, translator
from lagebild.views.lagemap import LageMap
from lagebild.views.map_parameters import camera_over, from_milliseconds
from lagebild.views.report_form import ReportForm
from lagebild.views.scene import Scene
from lagebild.views.uploads import LARGEST_UPLOAD

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
_LEFT_WIDTH = 380
_ALERTS_WIDTH = 340
_OWN_BUTTONS = {"& .header [aria-label$=' contextbar']": {"display": "none"}}
"""The page's own button for the sources has a name in English only."""

Publish = Callable[[PictureService], str]
"""Lets this session's browser read what a service holds; returns the URL path of its resources."""


class Dashboard(pn.viewable.Viewer):
    """The dashboard of a picture: `picture.dashboard()`; one instance a session."""

    language = param.Selector(default="de", objects=list(LANGUAGES), doc="Language of the interface.")
    theme = param.Selector(default="light", objects=["light", "dark"])
    units = param.Selector(default="aviation", objects=list(UNIT_SYSTEMS))
    service = param.Parameter(doc="What this session looks at: the picture, with what was added in this session.")

    def __init__(
        self, service: PictureService, *, resource_base: str = "", publish: Publish | None = None,
        live_stream: str = "", log_files: str = "", largest_upload: int = LARGEST_UPLOAD, **params: Any,
    ) -> None:  # fmt: skip
        super().__init__(**params)
        pn.extension("tabulator")  # loads its script with the page; there is no adding it later
        self.service = self._shared = service
        self._resource_base, self._publish = resource_base, publish
        self.map = LageMap(
            service.scene,
            resource_base=resource_base,
            language=self.language,
            theme=self.theme,
            units=self.units,
            titled=False,
            flights=service.flights,
            live={"stream": live_stream} if live_stream else None,
            sizing_mode="stretch_both",
            min_height=420,
        )
        self.map.link(self, bidirectional=True, language="language", theme="theme", units="units")
        self.analysis: AnalysisPane | None = None
        self._stage = pn.Column(self.map, sizing_mode="stretch_both", margin=0)
        self.files = FilePane(self.map, self._show_layers, largest=largest_upload)
        # not the page's own column on the left: that and the one of the sources are landmarks without names
        self._left = pn.Column(
            width=_LEFT_WIDTH, sizing_mode="stretch_height", margin=0, visible=False,
            styles={"overflow-y": "auto"},
        )  # fmt: skip
        self.form: ReportForm | None = None
        self.person = Person()
        self._added: tuple[Layer, ...] = ()
        self._past: tuple[Layer, ...] = ()
        self.operation: LivePane | None = None
        self.alerts: AlertPane | None = None
        # a column of its own, which nothing else is ever shown in or over
        self._right = pn.Column(
            width=_ALERTS_WIDTH, sizing_mode="stretch_height", margin=0, visible=service.live is not None
        )
        if service.live is not None:
            self.operation = LivePane(
                self.map, service.live, self.person, log_files=log_files,
                show_past=self._show_past if service.live.keeps else None,
            )  # fmt: skip
            self.alerts = AlertPane(
                self.map, service.live, self.person, self._show_section, self._show_rule,
                show_past=self._show_past if service.live.keeps else None,
            )  # fmt: skip
            self._right[:] = [self.alerts]
            self.map.param.watch(self._show_alerts, ["alerts_asked"])
            self.map.param.watch(self._leave_past, ["past"])
        self._below = pn.Column(sizing_mode="stretch_width", margin=0)
        self._places: dict[pn.viewable.Viewer, pn.Column] = {}
        """What is below the map, by what it holds."""

        self.page = self._page()
        self._hear_of_reports()
        self.map.tells_objects = True
        self.map.param.watch(self._show_object, ["asked_object"])

    def __panel__(self) -> pn.viewable.Viewable:
        """Return the page (Panel's protocol)."""
        return self.page

    def _page(self) -> pmui.Page:
        middle = pn.Column(self._stage, self._below, sizing_mode="stretch_both", margin=0)
        page = pmui.Page(
            title=self.service.picture.title,
            header=[self._header()],
            main=[pn.Row(self._left, middle, self._right, sizing_mode="stretch_both", margin=0)],
            contextbar=[pn.bind(self._sources, self.param.language, self.param.units, self.param.service)],
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
            pn.bind(self._files_button, self.param.language),
            pn.bind(self._report_button, self.param.language),
            pn.bind(self._analysis_button, self.param.language),
            *([] if self.service.live is None else [pn.bind(self._operation_button, self.param.language)]),
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

    def _files_button(self, language: str) -> pn.viewable.Viewable:
        label = translator(language)("Add a file")
        return pmui.Button(
            label=label, variant="outlined", size="small", margin=(0, 8), sx=_PLAIN, on_click=self._toggle_files
        )

    def _report_button(self, language: str) -> pn.viewable.Viewable:
        label = translator(language)("Enter a report")
        return pmui.Button(
            label=label, variant="outlined", size="small", margin=(0, 8), sx=_PLAIN, on_click=self._toggle_form,
            visible=self.service.desk.is_open,
        )  # fmt: skip

    def _analysis_button(self, language: str) -> pn.viewable.Viewable:
        label = translator(language)("Analysis")
        return pmui.Button(
            label=label,
            variant="outlined",
            size="small",
            margin=(0, 8),
            sx=_PLAIN,
            on_click=lambda _: self.show_analysis(not self._is_below(self.analysis)),
        )

    def _operation_button(self, language: str) -> pn.viewable.Viewable:
        label = translator(language)("Operation of the service")
        return pmui.Button(
            label=label, variant="outlined", size="small", margin=(0, 8), sx=_PLAIN,
            on_click=lambda _: self.show_operation(not self._is_below(self.operation)),
        )  # fmt: skip

    def _is_below(self, pane: pn.viewable.Viewer | None) -> bool:
        return pane is not None and pane in self._places and self._places[pane].visible

    def _show_below(self, pane: pn.viewable.Viewer, shown: bool) -> None:
        """Show or hide what is below the map: one thing at a time, each made when first wanted, and kept."""
        if pane not in self._places:
            self._places[pane] = pn.Column(pane, sizing_mode="stretch_width", margin=0, visible=False)
            self._below.append(self._places[pane])
        for one, place in self._places.items():
            if one is pane or shown:
                place.visible = one is pane and shown
        if self.operation is not None:
            self.operation.show(self._is_below(self.operation))

    def show_operation(self, shown: bool) -> None:
        """Show or hide rules, log and status below the map, of a picture that is received now."""
        if self.operation is not None:
            self._show_below(self.operation, shown)

    def _show_alerts(self, *_: Any) -> None:
        self._right.visible = not self._right.visible

    def _show_section(self) -> None:
        self.show_analysis(True)
        assert self.analysis is not None, "just shown"
        self.analysis.show_section()

    def _show_rule(self, rule_id: str) -> None:
        if self.operation is not None:
            self.show_operation(True)
            self.operation.show_rule(rule_id)

    def show_analysis(self, shown: bool) -> None:
        """Show or hide the tabs below the map, made when first wanted: who only looks at the map computes nothing."""
        if self.analysis is None:
            self.analysis = AnalysisPane(self.map, self.service.answers)
        self._show_below(self.analysis, shown)

    def _show_object(self, *_: Any) -> None:
        """A name was clicked on the map: tell about it, and be ready for the next click on the same."""
        asked, self.map.asked_object = self.map.asked_object, {}
        key = ObjectKey.parse(f"{asked.get('kind')}:{asked.get('id')}")
        if key is not None:
            self.show_analysis(True)
            assert self.analysis is not None, "just shown"
            self.analysis.show_object(key)

    def _toggle_files(self, _: object) -> None:
        self._show_left(self.files)

    def _toggle_form(self, _: object) -> None:
        if self.form is None:
            self.form = ReportForm(self.map, self.service.desk.enter, lasts=self.service.desk.lasts)
        self._show_left(self.form)

    def _show_left(self, pane: pn.viewable.Viewer) -> None:
        """Show a pane beside the map, or hide it where it is shown."""
        there = self._left.visible and pane in list(self._left)
        if not there and pane not in list(self._left):
            self._left[:] = [pane]
        self._left.visible = not there

    def _hear_of_reports(self) -> None:
        """Have this session's map follow what anybody enters, from whatever thread it is told."""
        document = pn.state.curdoc if is_served() else None

        def tell() -> None:
            if document is None:
                self._take_reports()
            else:
                document.add_next_tick_callback(self._take_reports)

        end = self.service.desk.subscribe(tell)
        if document is not None:
            document.on_session_destroyed(lambda _: end())

    def _take_reports(self) -> None:
        def take(scene: Scene) -> None:
            if self.map.picture.dossier is not scene.picture.dossier and scene.store is self.service.scene.store:
                self.map.show_reports(scene)

        service = self.service
        beside_page(lambda: service.scene, take)

    def _show_layers(
        self, layers: Sequence[Layer], new: Sequence[Layer], done: Callable[[Failed | None], None]
    ) -> None:
        """Let this session look at the picture with these layers more; the others' picture stays as it is."""
        self._added = tuple(layers)

        def work() -> PictureService | Failed:
            return attempt(lambda: _with_scene(self._extended()))

        def finish(found: PictureService | Failed) -> None:
            if not isinstance(found, Failed):
                self._look_at(found, new)
            done(found if isinstance(found, Failed) else None)

        beside_page(work, finish)

    def _extended(self) -> PictureService:
        """Return the picture with what this session has added and looks back at."""
        layers = (*self._added, *self._past)
        return self._shared.extended(layers) if layers else self._shared

    def _show_past(self, start: float, end: float, done: Callable[[Failed | None], None]) -> None:
        """Load what was received in a time (seconds since 1970 UTC), as a layer of this session, and show that time."""
        live = self.service.live
        if live is None:
            return

        def work() -> Layer | Failed:
            return attempt(lambda: past_layer(live, start, end))

        def finish(found: Layer | Failed) -> None:
            if isinstance(found, Failed):
                done(found)
                return
            self._past = (found,)
            self.map.following = False
            self.map.past = [start * 1000, end * 1000]
            self.map.time = from_milliseconds(start * 1000)
            beside_page(lambda: attempt(lambda: _with_scene(self._extended())), shown)

        def shown(service: PictureService | Failed) -> None:
            if not isinstance(service, Failed):
                self._look_at(service, ())
            done(service if isinstance(service, Failed) else None)

        beside_page(work, finish)

    def _leave_past(self, *_: Any) -> None:
        if self.map.past is None and self._past:
            self._past = ()
            self._look_at(self._extended(), ())

    def _look_at(self, service: PictureService, new: Sequence[Layer]) -> None:
        base = self._resource_base
        if self._publish is not None and service is not self._shared:
            base = self._publish(service)
        if self.analysis is not None:
            self.analysis.answers = service.answers
        self._stage[:] = []  # what the map draws is read once, when it comes onto the page
        self.map.show_scene(service.scene, resource_base=base)
        self._turn_to(new)
        self._stage[:] = [self.map]
        self.service = service

    def _turn_to(self, layers: Sequence[Layer]) -> None:
        """Look where new layers lie, at a time when they hold something."""
        bounds = union_of([layer.bounds for layer in layers if layer.bounds is not None])
        if bounds is not None:
            self.map.camera = camera_over(bounds)
        times = [span for layer in layers if isinstance(layer.data, Tracks) and (span := layer.data.time_range)]
        if times and self.map.time is not None and not any(span[0] <= self.map.time <= span[1] for span in times):
            self.map.time = times[0][0]

    def _toggle_sources(self, _: object) -> None:
        self.page.contextbar_open = not self.page.contextbar_open

    def _sources(self, language: str, units: Units, service: PictureService) -> pn.viewable.Viewable:
        formats = Formats(language=language, units=units)
        return pn.Column(
            pmui.Typography(translator(language)("Sources and read report"), variant="h6", margin=(8, 10)),
            sources_pane(service.picture, formats),
            sizing_mode="stretch_width",
        )


def _with_scene(service: PictureService) -> PictureService:
    """Build the scene here, in a thread, and not where it is first asked for."""
    _ = service.scene
    return service
