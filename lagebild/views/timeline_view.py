"""The dossier's timeline beside a map: filters, bars, a table; what is filtered is filtered on the map as well."""

from __future__ import annotations

from html import escape
from typing import Any

import pandas as pd
import panel as pn

from lagebild.errors import ValidationError
from lagebild.model.dossier import Dossier
from lagebild.model.standing import standing
from lagebild.views.flight_activity import flight_activity
from lagebild.views.lagemap import LageMap
from lagebild.views.report_details import report_details
from lagebild.views.report_filters import ReportFilters
from lagebild.views.report_table import report_table
from lagebild.views.report_words import Row
from lagebild.views.timeline_figure import TimelineFigure, standings_legend, timeline_figure
from lagebild.views.widget_style import BUTTON_STYLE, SWITCH_STYLE

__all__ = ["TimelineView", "timeline_view"]

_BARS, _TABLE = "bars", "table"
_HEAD = 44
"""Pixels above the bars."""

_ABOVE = 90
"""Pixels that are left above a report to which the view has scrolled."""

_BANNER = (
    '<p role="status" style="margin:2px 8px;padding:4px 8px;border:1px solid currentColor;font-weight:600">{text}</p>'
)


def timeline_view(lagemap: LageMap) -> TimelineView:
    """Return the timeline of the dossier beside a map made by `picture.map()`.

    Parameters
    ----------
    lagemap
        The map; its picture needs a dossier.

    Raises
    ------
    ValidationError
        If the picture has none.
    """
    if not isinstance(lagemap, LageMap):
        raise ValidationError(f"a timeline belongs to a map, made by picture.map(), not {type(lagemap).__name__}")
    if not len(lagemap.picture.dossier):
        raise ValidationError("a timeline needs the picture's dossier; give it one with Picture(dossier=…)")
    return TimelineView(lagemap)


class TimelineView(pn.viewable.Viewer):
    """Filters, bars and table of the dossier; made by `timeline_view`."""

    def __init__(self, lagemap: LageMap, *, height: int = 380, **params: Any) -> None:
        super().__init__(**params)
        self.map = lagemap
        self.filters = ReportFilters(lagemap.picture.dossier)
        self.drawn: TimelineFigure | None = None
        self.known = lagemap.picture.dossier
        self.shown = self.known.reports
        self.switch = pn.widgets.RadioButtonGroup(margin=(4, 8), stylesheets=[SWITCH_STYLE])
        self.said = pn.pane.HTML(margin=(0, 8), sizing_mode="stretch_width")
        self.banner = pn.pane.HTML(margin=0, sizing_mode="stretch_width", visible=False)
        self.zoom = pn.widgets.Button(margin=(4, 8), stylesheets=[BUTTON_STYLE])
        self._activity = flight_activity(lagemap.picture)
        self._place = pn.Column(sizing_mode="stretch_width", height=height - _HEAD, margin=0, scroll=True)
        self.told = pn.pane.HTML(width=300, margin=(4, 8), visible=False)
        self._panel = pn.Row(
            pn.Column(self.filters, width=268, scroll=True, sizing_mode="stretch_height", margin=0),
            pn.Column(
                self.banner,
                pn.Row(self.switch, self.zoom, self.said, margin=0, sizing_mode="stretch_width"),
                self._place,
                sizing_mode="stretch_both",
                margin=0,
            ),
            pn.Column(self.told, scroll=True, sizing_mode="stretch_height", margin=0),
            sizing_mode="stretch_width",
            height=height,
            margin=0,
        )
        self.filters.watch(self._ask)
        self.switch.param.watch(self._draw, ["value"])
        self.zoom.on_click(lambda _: self._show_flights())
        lagemap.param.watch(self._label, ["language", "units", "theme"])
        lagemap.param.watch(self._take_scene, ["scene", "dossier"])
        lagemap.param.watch(self._mark, ["selection"])
        lagemap.param.watch(self._tell, ["report"])
        self._label()

    def __panel__(self) -> pn.viewable.Viewable:
        """Return what is shown (Panel's protocol)."""
        return self._panel

    def _show_flights(self) -> None:
        """Look at the time of the flights, with as much around it; the figure's own button leads back."""
        if self.drawn is None or not len(self._activity):
            return
        first, last = (moment.tz_localize(None) for moment in (self._activity.index[0], self._activity.index[-1]))
        around = max((last - first) * 0.5, pd.Timedelta(hours=1))
        self.drawn.figure.x_range.update(start=first - around, end=last + around)

    def _take_scene(self, *_: Any) -> None:
        self._activity = flight_activity(self.map.picture)
        self.filters.take(self.map.picture.dossier)
        self._label()

    def _label(self, *_: Any) -> None:
        t = self.map.formats.translate
        self.filters.label(self.map.formats, self.map.picture.platforms)
        self.zoom.param.update(label=t("Time of the flights"), visible=bool(len(self._activity)))
        self.switch.param.update(options={t("Timeline"): _BARS, t("Table"): _TABLE}, value=self.switch.value or _BARS)
        self._ask()

    def _ask(self) -> None:
        """Find the reports that are asked for, and show them here and on the map."""
        t, filters = self.map.formats.translate, self.filters
        self.known = filters.known
        self.shown = filters.shown(self.known)
        ids = self.shown["id"].tolist() if filters.asks else None
        if self.map.shown_reports != ids:
            self.map.shown_reports = ids
        count = self.map.formats.number
        said = t("{shown} of {all} reports").format(
            shown=count(len(self.shown)), all=count(len(self.map.picture.dossier))
        )
        self.said.object = f"{escape(said)} &nbsp; {standings_legend(t, self.map.theme)}"
        moment = filters.moment.value
        filters.now.visible = self.banner.visible = moment is not None
        if moment is not None:
            told = t("What was known on {moment}: later reports are not shown").format(
                moment=self.map.formats.time(pd.Timestamp(moment))
            )
            self.banner.object = _BANNER.format(text=escape(told))
        self._draw()
        self._tell()

    def _draw(self, *_: Any) -> None:
        if self.switch.value == _TABLE:
            self.drawn = None
            self._place[:] = [self._table()]
            return
        t = self.map.formats.translate
        self.drawn = timeline_figure(
            self.known, self.shown, self.map.formats, theme=self.map.theme, flights=self._activity
        )
        self.drawn.bars.selected.on_change("indices", self._on_tap)
        left = self.drawn.left_out
        more = t("{count} more are not drawn; narrow the filters").format(count=self.map.formats.number(left))
        said = [pn.pane.HTML(escape(more), margin=(0, 8))] if left else []
        self._place[:] = [*said, pn.pane.Bokeh(self.drawn.figure, sizing_mode="stretch_width", margin=0)]
        self._mark()

    def _table(self) -> pn.viewable.Viewable:
        words = standing(self.known).set_index("id")["standing"]
        return report_table(self.shown, words, self.map, self._select)

    def _on_tap(self, _attribute: str, _old: Any, indices: list[int]) -> None:
        if self.drawn is not None:
            self._select([self.drawn.bars.data["id"][number] for number in indices])

    def _select(self, ids: list[str]) -> None:
        """Tell of a report, and select it on the map if it has a place."""
        self.map.show_report(ids[0] if len(ids) == 1 else "")

    def _mark(self, *_: Any) -> None:
        """Mark what is selected on the map."""
        chosen = self.map.selection
        ids = list(chosen.loc[chosen["kind"] == "report", "id"])
        if not ids:
            return
        if self.drawn is not None:
            self.drawn.select(ids)
            top = self.drawn.top_of(ids[0])
            if top is not None:
                self._place.scroll_position = max(0, top - _ABOVE)

    def _tell(self, *_: Any) -> None:
        name = self.map.report
        self.told.visible = name in self.known
        if not self.told.visible:
            return
        rows = self.known.reports
        self.told.object = _told(self.known, rows[rows["id"] == name].iloc[0].to_dict(), self.map)


def _told(dossier: Dossier, report: Row, lagemap: LageMap) -> str:
    """Return what the map would say of a report, as HTML."""
    content = report_details(dossier, report, lagemap.formats)
    parts = [f"<h3 style='font-size:14px;margin:0 0 4px'>{escape(content['title'])}</h3>"]
    for section in content["sections"]:
        if section["title"]:
            parts.append(f"<h4 style='font-size:12px;margin:8px 0 2px'>{escape(section['title'])}</h4>")
        for row in section["rows"]:
            label = f"<b>{escape(row['label'])}</b>: " if row["label"] else ""
            note = f" <small>({escape(row['note'])})</small>" if row["note"] else ""
            parts.append(f"<div style='font-size:12px;margin:2px 0'>{label}{escape(row['value'])}{note}</div>")
    return "".join(parts)
