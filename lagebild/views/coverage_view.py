"""A station placed by hand, and what it sees: computed once, shown for any height by a slider."""

from __future__ import annotations

import secrets
from html import escape
from typing import Any

import panel as pn

from lagebild.analysis.outlook import Progress
from lagebild.analysis.visible_altitude import minimum_visible_altitude
from lagebild.errors import ValidationError
from lagebild.model.layers import Layer
from lagebild.model.stations import Station, Stations
from lagebild.views.attempt import Failed, attempt
from lagebild.views.coverage_overlay import Coverage
from lagebild.views.coverage_products import CoverageProducts
from lagebild.views.height_choice import HeightChoice
from lagebild.views.lagemap import LageMap
from lagebild.views.progress_bar import ProgressBar
from lagebild.views.refraction_choice import RefractionChoice
from lagebild.views.station_choice import StationChoice
from lagebild.views.widget_style import BUTTON_STYLE

__all__ = ["CoverageView", "coverage_view"]

_OPACITY = 0.45


def coverage_view(lagemap: LageMap, station: Station | None = None) -> CoverageView:
    """Return the controls of a station on a map made by `picture.map()`, and show on the map what it sees.

    Parameters
    ----------
    lagemap
        The map; its picture needs a terrain.
    station
        The station at first; by default the picture's first one, else one in the middle of its terrain.

    Raises
    ------
    ValidationError
        If the picture has no terrain.
    """
    if not isinstance(lagemap, LageMap):
        raise ValidationError(f"a coverage belongs to a map, made by picture.map(), not {type(lagemap).__name__}")
    if lagemap.picture.terrain is None:
        raise ValidationError("what a station sees needs the picture's terrain")
    return CoverageView(lagemap, station)


class CoverageView(pn.viewable.Viewer):
    """Controls of a station, its computation, and the height that is shown; made by `coverage_view`."""

    def __init__(self, lagemap: LageMap, station: Station | None = None, **params: Any) -> None:
        super().__init__(**params)
        self.map = lagemap
        self.coverage: Coverage | None = None
        self._seen_from = ""
        self._layer = f"sight-{secrets.token_hex(8)}"
        self.said = pn.pane.HTML(margin=(0, 8), sizing_mode="stretch_width")
        self.choice = StationChoice(lagemap, station, several=True, asks=lambda text: self._say(escape(text)))
        self.refraction = RefractionChoice()
        self.compute = pn.widgets.Button(margin=(22, 8, 4, 8), stylesheets=[BUTTON_STYLE])
        self.work = ProgressBar(self._on_busy)
        self.heights = HeightChoice(lagemap)
        self.products = CoverageProducts(lagemap, self.heights, self.work, self._say)
        self._results = pn.Column(self.heights, self.products, visible=False, sizing_mode="stretch_width", margin=0)
        self._panel = pn.Column(
            pn.FlexBox(*self.choice.fields, self.refraction, *self.choice.buttons, self.compute),
            self.work,
            self._results,
            self.said,
            sizing_mode="stretch_width",
        )
        self.compute.on_click(self._compute)
        self.heights.slider.param.watch(self._show, ["value_throttled"])
        self.heights.reference.param.watch(self._take_reference, ["value"])
        lagemap.param.watch(self._take_selected, ["selection"])
        lagemap.param.watch(self._label, ["language", "units", "scene"])
        lagemap.param.watch(lambda _: self.products.label(), ["colour_by"])
        self._label()
        if station is None and len(lagemap.picture.stations):
            self.choice.choose(0)

    def __panel__(self) -> pn.viewable.Viewable:
        """Return what is shown (Panel's protocol)."""
        return self._panel

    @property
    def station(self) -> Station:
        """The station as the controls say."""
        return self.choice.station

    def _say(self, html: str) -> None:
        self.said.object = html

    def _on_busy(self, busy: bool) -> None:
        self.compute.disabled = busy
        self.products.enable(busy)

    def _take_selected(self, *_: Any) -> None:
        """Take the station that was selected on the map."""
        chosen, number = self.map.selection, 0
        if len(chosen) != 1 or chosen["kind"].iloc[0] != "place":
            return
        for layer in self.map.picture.layers:
            if not isinstance(layer.data, Stations):
                continue
            if layer.id == chosen["layer"].iloc[0]:
                self.choice.choose(number + int(chosen["index"].iloc[0]))
            number += len(layer.data)

    def _take_reference(self, *_: Any) -> None:
        self.products.label()
        self._show()

    def _label(self, *_: Any) -> None:
        t = self.map.formats.translate
        self.choice.label(t)
        self.refraction.label(t)
        self.work.label(t)
        self.heights.label()
        self.products.label()
        self.compute.name = t("Compute what is seen")
        self._show()

    def _compute(self, _: Any = None) -> None:
        t = self.map.formats.translate
        terrain, k = self.map.picture.terrain, self.refraction.k
        if terrain is None:
            self._say(escape(t("The picture has no terrain to look over.")))
            return
        made = attempt(lambda: self.choice.stations)
        if isinstance(made, Failed):
            self._say(made.html(t))
            return
        stations = made

        def work(progress: Progress) -> Coverage:
            lowest = minimum_visible_altitude(terrain, stations, k, progress=progress)
            return Coverage.of(lowest, terrain, secrets.token_hex(8))

        def done(found: Coverage | Failed) -> None:
            if isinstance(found, Failed):
                self._say(found.html(self.map.formats.translate))
                return
            self.coverage, self._seen_from = found, ", ".join(one.label for one in stations)
            self.products.take(found, stations, k)
            self._results.visible = True
            self._show()

        self.work.run(work, done)

    def _show(self, *_: Any) -> None:
        if self.coverage is None:
            return
        t, formats, target = self.map.formats.translate, self.map.formats, self.heights.target
        name = t("Seen from {name}, {height}").format(name=self._seen_from, height=target.written)
        overlay = self.coverage.overlay(target)
        self.map.show_layer(Layer(id=self._layer, data=overlay, name=name, opacity=_OPACITY))
        share = formats.number(100 * self.coverage.seen_share(target), 1)
        said = t("{share} % of the terrain is seen; grey: not known, for ground is missing").format(share=share)
        if target.high > target.low:
            between = f"{formats.height(target.low)} – {formats.height(target.high)}"
            said += ". " + t(
                "{level} lies at {between} AMSL, by pressure and temperature; grey: seen at some of them"
            ).format(level=target.written, between=between)
        self._say(escape(said))
