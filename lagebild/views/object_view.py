"""An actor, a site or an aircraft type beside a map: what is known of it, its reports, its flights, its neighbours."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

import pandas as pd
import panel as pn

from lagebild.errors import ValidationError
from lagebild.model.dossier import Dossier
from lagebild.model.dossier_objects import ObjectKey, ObjectKind, object_name, objects_of, reports_naming
from lagebild.model.standing import standing
from lagebild.model.tracks import Tracks
from lagebild.views.choice_labels import choice_labels
from lagebild.views.lagemap import LageMap
from lagebild.views.object_facts import object_facts
from lagebild.views.object_graph import object_graph
from lagebild.views.report_table import report_table
from lagebild.views.widget_style import BUTTON_STYLE

__all__ = ["ObjectView", "object_view"]

ShowReports = Callable[[ObjectKey | None], None]
"""Shows the reports of an object on map and timeline alone; of None, all."""

_BUTTON: dict[str, Any] = {"margin": (4, 4, 0, 8), "stylesheets": [BUTTON_STYLE]}


def object_view(lagemap: LageMap) -> ObjectView:
    """Return the object view beside a map made by `picture.map()`; names in the map's details lead there.

    Raises
    ------
    ValidationError
        If it is no map, or its picture has neither dossier nor catalogue.
    """
    if not isinstance(lagemap, LageMap):
        raise ValidationError(f"an object view belongs to a map, made by picture.map(), not {type(lagemap).__name__}")
    if not objects_of(lagemap.picture.dossier, lagemap.picture.platforms):
        raise ValidationError("an object view needs the picture's dossier or catalogue; give it one of them")
    view = ObjectView(lagemap)
    lagemap.tells_objects = True
    lagemap.param.watch(lambda _: view.follow(), ["asked_object"])
    return view


class ObjectView(pn.viewable.Viewer):
    """One object at a time; made by `object_view`."""

    def __init__(
        self, lagemap: LageMap, show_reports: ShowReports | None = None, *, height: int = 380, **params: Any
    ) -> None:
        super().__init__(**params)
        self.map = lagemap
        self._show_reports = self._filter_map if show_reports is None else show_reports
        self._filtered = False
        self.choice = pn.widgets.Select(width=300, margin=(6, 8, 0, 8))
        self.facts = pn.pane.HTML(width=300, margin=(4, 8))
        self.only = pn.widgets.Button(**_BUTTON)
        self.flights = pn.widgets.Button(**_BUTTON)
        self._table = pn.Column(sizing_mode="stretch_both", margin=0)
        self._graph = pn.Column(width=600, margin=0)
        self._panel = pn.Row(
            pn.Column(
                self.choice, pn.FlexBox(self.only, self.flights), self.facts, width=324, scroll=True,
                sizing_mode="stretch_height", margin=0,
            ),
            self._table,
            self._graph,
            sizing_mode="stretch_width",
            height=height,
            margin=0,
        )  # fmt: skip
        self.choice.param.watch(self._draw, ["value"])
        self.only.on_click(lambda _: self._toggle_reports())
        self.flights.on_click(lambda _: self._select_flights())
        lagemap.param.watch(self._label, ["language", "units", "theme", "dossier", "scene"])
        self._label()

    def __panel__(self) -> pn.viewable.Viewable:
        """Return what is shown (Panel's protocol)."""
        return self._panel

    @property
    def key(self) -> ObjectKey | None:
        """What is shown."""
        return ObjectKey.parse(self.choice.value or "")

    def show(self, key: ObjectKey) -> None:
        """Tell about an object; of one that the picture does not have, nothing changes."""
        if str(key) in self._offered():
            self.choice.value = str(key)

    def follow(self) -> None:
        """Tell about the object whose name was clicked on the map."""
        asked, self.map.asked_object = self.map.asked_object, {}  # the next click on the same is one again
        key = ObjectKey.parse(f"{asked.get('kind')}:{asked.get('id')}")
        if key is not None:
            self.show(key)

    def _offered(self) -> list[str]:
        return [key for group in (self.choice.groups or {}).values() for key in group.values()]

    def _label(self, *_: Any) -> None:
        """Offer what the picture has; at first the actor that most reports name."""
        t, picture = self.map.formats.translate, self.map.picture
        keys = objects_of(picture.dossier, picture.platforms)
        groups = {}
        for kind, title in (
            (ObjectKind.ACTOR, t("Actors")), (ObjectKind.SITE, t("Sites")), (ObjectKind.PLATFORM, t("Aircraft types")),
        ):  # fmt: skip
            named = ((self._name(key), str(key)) for key in keys if key.kind is kind)
            group = choice_labels(sorted(named, key=lambda pair: pair[0].casefold()))
            if group:
                groups[title] = group
        offered = [key for group in groups.values() for key in group.values()]
        value = self.choice.value if self.choice.value in offered else _most_named(picture.dossier, keys)
        self.choice.param.update(name=t("Object"), groups=groups, value=value)
        self._draw()

    def _name(self, key: ObjectKey) -> str:
        return object_name(self.map.picture.dossier, self.map.picture.platforms, key, self.map.language)

    def _draw(self, *_: Any) -> None:
        key, t, picture = self.key, self.map.formats.translate, self.map.picture
        if key is None:
            self.facts.object, self._table[:], self._graph[:] = "", [], []
            return
        self.facts.object = object_facts(picture, key, self.map.formats)
        rows = reports_naming(picture.dossier, key)
        words = standing(picture.dossier).set_index("id")["standing"]
        self._table[:] = [report_table(rows, words, self.map, self._select_report, narrow=True)]
        graph = object_graph(picture, key, self.map.formats, theme=self.map.theme)
        graph.nodes.selected.on_change("indices", lambda _name, _old, new: self._on_tap(graph.nodes, new))
        more = t("{count} more are not drawn").format(count=graph.left_out)
        told = [pn.pane.HTML(escape(more), margin=(0, 8))] if graph.left_out else []
        self._graph[:] = [pn.pane.Bokeh(graph.figure, margin=0), *told]
        if self._filtered:
            self._show_reports(key)
        count = len(self._flights_of(key))
        self.flights.visible = count > 0
        self.flights.name = t("Select 1 flight") if count == 1 else t("Select {count} flights").format(count=count)
        self.only.visible = bool(len(rows))
        self.only.name = t("Show all reports again") if self._filtered else t("Show these reports alone")

    def _on_tap(self, nodes: Any, indices: list[int]) -> None:
        if indices:
            self.choice.value = nodes.data["key"][indices[0]]

    def _toggle_reports(self) -> None:
        """Show the object's reports alone on map and timeline, or all again."""
        self._filtered = not self._filtered
        self._show_reports(self.key if self._filtered else None)
        self._draw()

    def _filter_map(self, key: ObjectKey | None) -> None:
        self.map.shown_reports = None if key is None else reports_naming(self.map.picture.dossier, key)["id"].tolist()

    def _select_report(self, ids: list[str]) -> None:
        self.map.show_report(ids[0] if len(ids) == 1 else "")

    def _flights_of(self, key: ObjectKey) -> list[tuple[str, str]]:
        """Layers and ids of the flights of a type."""
        if key.kind is not ObjectKind.PLATFORM:
            return []
        found = []
        for layer in self.map.picture.layers:
            if isinstance(layer.data, Tracks) and "platform" in layer.data.frame:
                frame = layer.data.frame
                ids = frame.loc[(frame["platform"] == key.id).fillna(False), "track_id"].unique()
                found += [(layer.id, str(one)) for one in ids]
        return found

    def _select_flights(self) -> None:
        if self.key is not None:
            flights = self._flights_of(self.key)
            table = pd.DataFrame(flights, columns=["layer", "id"]).assign(kind="track")
            self.map.selection = table[["kind", "layer", "id"]]


def _most_named(dossier: Dossier, keys: list[ObjectKey]) -> str | None:
    counts = {key: len(reports_naming(dossier, key)) for key in keys if key.kind is ObjectKind.ACTOR}
    found = max(counts, key=counts.__getitem__, default=keys[0] if keys else None)
    return None if found is None else str(found)
