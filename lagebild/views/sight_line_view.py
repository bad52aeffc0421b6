"""The profile of one line of sight, between two places that are set on a map."""

from __future__ import annotations

import secrets
from html import escape
from typing import Any

import geopandas as gpd
import numpy as np
import panel as pn
import xarray as xr
from shapely import LineString

from lagebild.analysis.line_of_sight import line_of_sight
from lagebild.model.layers import Layer
from lagebild.model.overlay import VectorOverlay, VectorStyle
from lagebild.views.attempt import Failed, attempt
from lagebild.views.background import beside_page
from lagebild.views.figure_style import COLOURS
from lagebild.views.lagemap import LageMap
from lagebild.views.refraction_choice import RefractionChoice
from lagebild.views.sight_view import sight_figure
from lagebild.views.station_choice import StationChoice
from lagebild.views.widget_style import BUTTON_STYLE

__all__ = ["SightLineView"]

_GIGAHERTZ = 1e9
_MOST_GIGAHERTZ = 300.0


class SightLineView(pn.viewable.Viewer):
    """Controls of both ends, and the ground between them with the Fresnel zone of a frequency."""

    def __init__(self, lagemap: LageMap, *, height: int = 316, **params: Any) -> None:
        super().__init__(**params)
        self.map = lagemap
        self.profile: xr.Dataset | None = None
        self._layer = f"sight-line-{secrets.token_hex(8)}"
        self._asked = 0
        self.said = pn.pane.HTML(margin=(0, 8), sizing_mode="stretch_width")
        self.ends = [
            StationChoice(lagemap, reach=False, compact=True, asks=lambda text: self._say(escape(text)), own_name=name)
            for name in ("A", "B")
        ]
        self.refraction = RefractionChoice()
        self.frequency = pn.widgets.FloatInput(
            value=0.0, start=0.0, end=_MOST_GIGAHERTZ, step=0.1, width=150, margin=(4, 6)
        )
        self.draw = pn.widgets.Button(margin=(22, 6, 4, 6), stylesheets=[BUTTON_STYLE])
        self._place = pn.Column(sizing_mode="stretch_both", margin=0, min_height=200)
        controls = pn.Column(
            *self.ends,
            pn.FlexBox(self.refraction, self.frequency, self.draw),
            self.said,
            width=500,
            scroll=True,
            sizing_mode="stretch_height",
        )
        self._panel = pn.Row(controls, self._place, sizing_mode="stretch_width", height=height, margin=0)
        self.draw.on_click(self._compute)
        lagemap.param.watch(self._label, ["language", "units", "theme", "scene"])
        self._label()
        stations = lagemap.picture.stations
        for number, end in enumerate(self.ends):
            if number < len(stations):
                end.choose(number)

    def __panel__(self) -> pn.viewable.Viewable:
        """Return what is shown (Panel's protocol)."""
        return self._panel

    def _say(self, html: str) -> None:
        self.said.object = html

    def _label(self, *_: Any) -> None:
        t = self.map.formats.translate
        for end in self.ends:
            end.label(t)
        self.refraction.label(t)
        self.frequency.name = t("Frequency (GHz), 0: none")
        self.draw.name = t("Draw the profile")
        self._show()

    def _compute(self, _: Any = None) -> None:
        t, terrain = self.map.formats.translate, self.map.picture.terrain
        if terrain is None:
            self._say(escape(t("The picture has no terrain to look over.")))
            return
        ground = terrain
        self._asked += 1
        asked, k, frequency = self._asked, self.refraction.k, self.frequency.value * _GIGAHERTZ or None
        ends = attempt(lambda: [end.station for end in self.ends])
        if isinstance(ends, Failed):
            self._say(ends.html(t))
            return
        a, b = ends

        def done(found: xr.Dataset | Failed) -> None:
            if asked != self._asked:
                return
            self.profile = None if isinstance(found, Failed) else found
            self._say(found.html(self.map.formats.translate) if isinstance(found, Failed) else "")
            self._show()

        beside_page(lambda: attempt(lambda: line_of_sight(ground, a, b, k, frequency=frequency)), done)

    def _show(self) -> None:
        if self.profile is None:
            self._place[:] = []
            self.map.remove_layer(self._layer)
            return
        figure = sight_figure(self.profile, self.map.formats, theme=self.map.theme)
        self._place[:] = [pn.pane.Bokeh(figure, sizing_mode="stretch_both", margin=0)]
        self._draw_line(self.profile)

    def _draw_line(self, profile: xr.Dataset) -> None:
        """Draw the ray on the map, in the colour of its verdict."""
        t, colours = self.map.formats.translate, COLOURS["light"]
        longitude = np.unwrap(profile["longitude"].to_numpy(), period=360.0)
        way = LineString(np.column_stack([longitude, profile["latitude"].to_numpy()]))
        seen = int(profile["visible"])
        style = VectorStyle(colour=colours["seen"] if seen == 1 else colours["hidden"], width=2.5)
        name = t("Line of sight {a} – {b}").format(a=profile.attrs["from"], b=profile.attrs["to"])
        overlay = VectorOverlay.from_frame(gpd.GeoDataFrame(geometry=[way], crs="EPSG:4326"), style=style)
        self.map.show_layer(Layer(id=self._layer, data=overlay, name=name))
