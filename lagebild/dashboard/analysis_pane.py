"""What is found out: height profile and airspaces of a flight, who was in an airspace, what a station sees."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html import escape
from typing import Any

import pandas as pd
import panel as pn
import xarray as xr

from lagebild.dashboard.departures import departure_table, departures_html
from lagebild.dashboard.result_table import result_table
from lagebild.model.dossier_objects import ObjectKey, objects_of
from lagebild.service.answers import Answers, together
from lagebild.views.attempt import Failed, attempt
from lagebild.views.background import beside_page
from lagebild.views.coverage_view import CoverageView
from lagebild.views.formats import Formats
from lagebild.views.lagemap import LageMap
from lagebild.views.object_view import ObjectView
from lagebild.views.reach_view import ReachView
from lagebild.views.section_view import BUSY, SectionView
from lagebild.views.sight_line_view import SightLineView
from lagebild.views.timeline_view import TimelineView

__all__ = ["AnalysisPane"]

_HEIGHT = 360
_MOST = 50
"""Tables are of so many flights or airspaces at most."""

_Places = Sequence[tuple[str, str]]
"""Layers and identities of flights or airspaces."""

_LayOut = Callable[[Formats, str], pn.viewable.Viewable]
"""Makes what is shown, for a reader and a theme."""

_TABS_HEIGHT = 44
_TABS_STYLE = """.bk-header .bk-tab.bk-active {
  color: inherit !important; font-weight: 600; border-color: currentColor !important }"""
"""Panel's own colour for it cannot be read on dark ground."""


class AnalysisPane(pn.viewable.Viewer):
    """Tabs below the map that follow what is selected there; computed in threads, once a picture."""

    def __init__(self, lagemap: LageMap, answers: Answers, **params: Any) -> None:
        super().__init__(**params)
        self.map, self.answers = lagemap, answers
        self.section = SectionView(lagemap, self._section_of, height=_HEIGHT - _TABS_HEIGHT)
        self.sight = CoverageView(lagemap)
        self.line = SightLineView(lagemap, height=_HEIGHT - _TABS_HEIGHT)
        self.reach = ReachView(lagemap)
        self.timeline = TimelineView(lagemap, height=_HEIGHT - _TABS_HEIGHT)
        self.objects = ObjectView(lagemap, self._show_reports_of, height=_HEIGHT - _TABS_HEIGHT)
        self._flight = _Answer(lagemap, "track", self._of_flights)
        self._departures = _Answer(lagemap, "track", self._of_types)
        self._airspace = _Answer(lagemap, "airspace", self._of_airspaces)
        self.tabs = pn.Tabs(sizing_mode="stretch_width", height=_HEIGHT, margin=0, stylesheets=[_TABS_STYLE])
        self._named: list[str] = []
        self._contents: list[Any] = []
        lagemap.param.watch(self._name_tabs, ["language", "scene", "dossier"])
        lagemap.param.watch(self._show_kind, ["selection"])
        self._name_tabs()

    def __panel__(self) -> pn.viewable.Viewable:
        """Return the tabs (Panel's protocol)."""
        return self.tabs

    def _section_of(self, layer: str, track: str) -> xr.Dataset:
        return self.answers.section_of(layer, track)  # of the picture as it is now

    def _name_tabs(self, *_: Any) -> None:
        """Name the tabs; the picture says which there are, and the one that is open stays so."""
        t, picture = self.map.formats.translate, self.map.picture
        opened = self._opened
        tabs = [
            *([(t("Timeline"), self.timeline)] if len(picture.dossier) else []),
            *([(t("Objects"), self.objects)] if objects_of(picture.dossier, picture.platforms) else []),
            (t("Height profile"), self.section),
            (t("Airspaces crossed"), self._flight.place),
            (t("In the airspace"), self._airspace.place),
            (t("Seen from a station"), self.sight),
            (t("Line of sight"), self.line),
            *([(t("Reach"), self.reach)] if len(picture.platforms) else []),
            *([(t("Type check"), self._departures.place)] if len(picture.platforms) else []),
        ]
        named = [title for title, _ in tabs]
        if named == self._named:
            return
        self._named, self._contents = named, [content for _, content in tabs]
        self.tabs[:] = tabs
        self._show_tab(opened if opened in self._contents else self._contents[0])

    @property
    def _opened(self) -> Any:
        return self._contents[self.tabs.active] if self._contents else None

    def _show_kind(self, *_: Any) -> None:
        """An airspace that is selected has its tab; a flight has two."""
        kinds = set(self.map.selection["kind"])
        if "airspace" in kinds and "track" not in kinds:
            self._show_tab(self._airspace.place)
        elif "track" in kinds and self._opened is self._airspace.place:
            self._show_tab(self.section)

    def show_object(self, key: ObjectKey) -> None:
        """Tell about an actor, a site or a type."""
        self.objects.show(key)
        if self.objects in self._contents:
            self._show_tab(self.objects)

    def show_section(self) -> None:
        """Show the height profile of the flight that is selected."""
        self._show_tab(self.section)

    def _show_reports_of(self, key: ObjectKey | None) -> None:
        self.timeline.filters.ask_for(key)

    def _show_tab(self, content: Any) -> None:
        self.tabs.active = self._contents.index(content)

    def _of_flights(self, flights: _Places) -> _LayOut:
        visits = together([self.answers.crossings_of(layer, track) for layer, track in flights])
        lowest = together([self.answers.clearance_of(layer, track) for layer, track in flights])
        name = f"durchfluege-{_file_name(flights)}"

        def lay_out(formats: Formats, theme: str) -> pn.viewable.Viewable:
            said = pn.pane.HTML(_lowest(lowest, formats), sizing_mode="stretch_width", margin=(4, 10))
            return pn.Column(
                said, result_table(visits, formats, name, theme=theme), sizing_mode="stretch_both", margin=0
            )

        return lay_out

    def _of_types(self, flights: _Places) -> _LayOut:
        found = [self.answers.departures_of(layer, track) for layer, track in flights]
        departures, unchecked = together(found), together([one.attrs["unchecked"] for one in found])
        name = f"typpruefung-{_file_name(flights)}"

        def lay_out(formats: Formats, theme: str) -> pn.viewable.Viewable:
            told = departures_html(departures, unchecked, formats)
            said = pn.pane.HTML(told, sizing_mode="stretch_width", margin=(4, 10))
            if not len(departures):
                return pn.Column(said, sizing_mode="stretch_both", margin=0)
            shown = departure_table(departures, formats)
            table = result_table(departures, formats, name, theme=theme, shown=shown)
            return pn.Column(said, table, sizing_mode="stretch_both", margin=0)

        return lay_out

    def _of_airspaces(self, airspaces: _Places) -> _LayOut:
        visits = together([self.answers.visits_to(layer, airspace) for layer, airspace in airspaces])
        name = f"luftraum-{_file_name(airspaces)}"
        return lambda formats, theme: result_table(visits, formats, name, theme=theme)


class _Answer:
    """A place that shows what is found out about those of one kind that are selected."""

    def __init__(self, lagemap: LageMap, kind: str, find: Callable[[_Places], _LayOut]) -> None:
        self.place = pn.Column(sizing_mode="stretch_width", height=_HEIGHT - _TABS_HEIGHT, margin=0)
        self._map, self._kind, self._find = lagemap, kind, find
        self._asked = 0
        lagemap.param.watch(self._ask, ["selection", "units", "language", "theme"])
        self._ask()

    def _ask(self, *_: Any) -> None:
        t, chosen = self._map.formats.translate, self._map.selection
        rows = chosen[chosen["kind"] == self._kind]
        self._asked += 1
        asked = self._asked
        if not len(rows):
            hint = (
                t("Select a flight on the map to see the airspaces it crossed.")
                if self._kind == "track"
                else t("Select an airspace on the map to see who was in it when.")
            )
            self.place[:] = [pn.pane.HTML(f"<p>{hint}</p>", margin=(4, 10))]
            return
        places = [(str(layer), str(name)) for layer, name in zip(rows["layer"], rows["id"], strict=True)]
        self.place[:] = [pn.pane.HTML(BUSY.format(text=t("Being computed …")))]

        def done(found: _LayOut | Failed) -> None:
            if asked != self._asked:
                return
            t, left = self._map.formats.translate, len(places) - _MOST
            if isinstance(found, Failed):
                self.place[:] = [pn.pane.HTML(found.html(t), margin=(4, 10))]
                return
            more = t("The first {most} of {count} that are selected").format(most=_MOST, count=len(places))
            shown = [pn.pane.HTML(more, margin=(4, 10))] if left > 0 else []
            self.place[:] = [*shown, found(self._map.formats, self._map.theme)]

        beside_page(lambda: attempt(lambda: self._find(places[:_MOST])), done)


def _lowest(lowest: pd.DataFrame, formats: Formats) -> str:
    t = formats.translate
    known = lowest.dropna(subset="height_above_ground") if len(lowest) else lowest
    if not len(known):
        return f"{t('Lowest point above ground')}: {t('not known, for height or ground is missing')}"
    row = known.iloc[int(known["height_above_ground"].argmin())]
    height, margin = formats.height(row["height_above_ground"]), formats.height(row["uncertainty"])
    flight = f"{escape(str(row['track_id']))}, " if len(lowest) > 1 else ""
    return (
        f"{t('Lowest point above ground')}: {flight}<b>{escape(height)} ± {escape(margin)}</b>, "
        f"{escape(formats.time(row['time']))}, {escape(formats.place(row['longitude'], row['latitude']))}"
    )


def _file_name(places: _Places) -> str:
    name = places[0][1] if len(places) == 1 else f"{len(places)}-auswahl"
    return re.sub(r"[^A-Za-z0-9_-]+", "-", name)[:60].strip("-") or "tabelle"
