"""The height profile of the flight that is selected on a map: both show the same moment and the same place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import panel as pn
import param
import xarray as xr

from lagebild.analysis.cross_section import cross_section
from lagebild.errors import ValidationError
from lagebild.model.picture import PictureContent
from lagebild.model.tracks import Tracks
from lagebild.views.attempt import Failed, attempt
from lagebild.views.background import beside_page, is_served
from lagebild.views.lagemap import LageMap
from lagebild.views.section_figure import AXES, SectionFigure, section_figure
from lagebild.views.widget_style import SWITCH_STYLE

__all__ = ["BUSY", "SectionView", "section_of", "section_view"]

_HEIGHT = 320

BUSY = """<style>@keyframes lagebild-late {{ to {{ opacity: 1 }} }}</style>
<div role="status" style="opacity:0;animation:lagebild-late 0s 1s forwards;padding:1em">{text}</div>"""
"""Says that something is being computed, once that has taken a second."""


def section_of(picture: PictureContent, layer: str, track_id: str) -> xr.Dataset:
    """Return the section along one flight of a picture, through all its airspaces, over its uppermost terrain."""
    tracks = picture.layer(layer).data
    if not isinstance(tracks, Tracks):
        raise ValidationError(f"layer {layer!r} holds no flight paths")
    return cross_section(tracks[track_id], picture.terrain, picture.airspaces, picture.qnh)


def section_view(lagemap: LageMap, track_id: str | None = None, **options: Any) -> SectionView:
    """Return the height profile beside a map made by `picture.map()`: of the flight that is selected there.

    The cursor in the profile marks its place on the map, the map's time moves the profile's marker.

    Parameters
    ----------
    lagemap
        The map.
    track_id
        A flight to select first; by default what is selected stays.
    **options
        `axis` (`distance` or `time`), and sizes of Panel components.

    Raises
    ------
    ValidationError
        If the picture has no such flight.
    """
    if not isinstance(lagemap, LageMap):
        raise ValidationError(f"a height profile belongs to a map, made by picture.map(), not {type(lagemap).__name__}")
    if track_id is not None:
        lagemap.selection = [track_id]
    return SectionView(lagemap, **options)


class SectionView(pn.viewable.Viewer):
    """A height profile that follows a map; made by `section_view`."""

    axis = param.Selector(default="distance", objects=list(AXES), doc="What runs to the right.")

    def __init__(
        self, lagemap: LageMap, compute: Callable[[str, str], xr.Dataset] | None = None, *, height: int = _HEIGHT,
        **params: Any,
    ) -> None:  # fmt: skip
        super().__init__(**params)
        self.map = lagemap
        self.shown: SectionFigure | None = None
        self._compute = compute or (lambda layer, track: section_of(lagemap.picture, layer, track))
        self._asked = 0
        self._section: xr.Dataset | None = None
        self._switch = pn.widgets.RadioButtonGroup(margin=(4, 10), stylesheets=[SWITCH_STYLE])
        self._switch.link(self, value="axis")
        self._place = pn.Column(sizing_mode="stretch_both", margin=0)
        self._panel = pn.Column(self._switch, self._place, sizing_mode="stretch_width", height=height, margin=0)
        lagemap.param.watch(self._on_selection, ["selection"])
        lagemap.param.watch(self._draw, ["units", "language", "theme"])
        lagemap.param.watch(self._on_time, ["time"])
        self.param.watch(self._draw, ["axis"])
        self._on_selection()

    def __panel__(self) -> pn.viewable.Viewable:
        """Return what is shown (Panel's protocol)."""
        return self._panel

    def _on_selection(self, *_: Any) -> None:
        chosen = self.map.selection
        flights = chosen[chosen["kind"] == "track"]
        self._asked += 1
        self._section = None
        if not len(flights):
            self._draw()
            return
        asked, layer, track = self._asked, str(flights["layer"].iloc[0]), str(flights["id"].iloc[0])
        self._say(BUSY.format(text=self.map.formats.translate("The height profile is being computed …")))

        def done(found: xr.Dataset | Failed) -> None:
            if asked != self._asked:
                return  # another flight has been selected meanwhile
            if isinstance(found, Failed):
                self._say(found.html(self.map.formats.translate))
            else:
                self._section = found
                self._draw()

        beside_page(lambda: attempt(lambda: self._compute(layer, track)), done)

    def _say(self, html: str) -> None:
        self._place[:] = [pn.pane.HTML(html)]

    def _draw(self, *_: Any) -> None:
        t = self.map.formats.translate
        self._switch.param.update(
            options={t("Distance"): "distance", t("Time"): "time"}, value=self.axis, name=t("Axis")
        )
        self._switch.visible = self._section is not None
        self.map.pointed = None
        if self._section is None:
            self.shown = None
            if self.map.selection["kind"].ne("track").all():
                self._say(f"<p>{t('Select a flight on the map to see its height profile.')}</p>")
            return
        self.shown = section_figure(self._section, self.map.formats, theme=self.map.theme, axis=self.axis)
        self.shown.cursor.on_change("location", self._on_cursor)
        self.shown.show_time(self.map.time)
        self._place[:] = [pn.pane.Bokeh(self.shown.figure, sizing_mode="stretch_both", margin=0)]

    def _on_time(self, *_: Any) -> None:
        if self.shown is not None:
            self.shown.show_time(self.map.time)
            if not is_served():  # a notebook hears nothing of changes within a figure by itself
                pn.io.push_notebook(*self._place)

    def _on_cursor(self, _attribute: str, _old: Any, place: float | None) -> None:
        if self.shown is not None:
            self.map.pointed = self.shown.place_at(place)
