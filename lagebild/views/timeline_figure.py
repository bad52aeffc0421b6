"""The dossier on an axis of time as a Bokeh figure: reports, how they stand to each other, when flights were."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np
import pandas as pd
from bokeh.models import ColumnDataSource, DatetimeTickFormatter, HoverTool, Range1d, TapTool
from bokeh.plotting import figure

from lagebild.model.dossier import Dossier
from lagebild.model.standing import standing
from lagebild.views.figure_style import COLOURS, style_figure
from lagebild.views.formats import Formats
from lagebild.views.i18n import Translate
from lagebild.views.report_details import titled
from lagebild.views.report_words import date_text, grade_text
from lagebild.views.timeline_rows import timeline_rows

__all__ = ["STANDINGS", "TimelineFigure", "standing_text", "standings_legend", "timeline_figure"]

_TITLED = 80
"""So many reports have a row and their title each; of more, rows are shared and titles come on hovering."""

_MOST = 3000
"""So many are drawn; a screen shows no more."""

_ROW = 21
_FRAME = 92
"""Pixels of a row, and of axis and legend."""

_GROUND = -0.6
"""The row on which the band of flights stands."""

STANDINGS = ("superseded", "disputed", "contradicted", "confirmed", "plan confirmed", "open")

_FILLS = {
    "light": {"superseded": "#9aa1a9", "disputed": "#b8860b", "contradicted": "#b3122b", "confirmed": "#0b6e99",
              "plan confirmed": "#0b6e99", "open": "#5c6f82"},
    "dark": {"superseded": "#7d858e", "disputed": "#e0b040", "contradicted": "#ff7a83", "confirmed": "#6cc0e8",
             "plan confirmed": "#6cc0e8", "open": "#9fb2c6"},
}  # fmt: skip
_LINKS = {"contradicts": ("hidden", "solid"), "supersedes": ("cursor", "dashed"), "confirms": ("seen", "dotted")}


@dataclass(frozen=True, eq=False, kw_only=True)
class TimelineFigure:
    """A figure, and what is selected in it."""

    figure: Any
    bars: ColumnDataSource
    """Its column `id` names the reports; `selected.indices` are set by the browser."""

    left_out: int
    """Reports that are not drawn, because there are too many."""

    def top_of(self, report_id: str) -> int | None:
        """How far below the figure's top a report is drawn (pixels); None where it is not."""
        names = list(self.bars.data["id"])
        return int(_FRAME / 2 + _ROW * self.bars.data["row"][names.index(report_id)]) if report_id in names else None

    def select(self, ids: list[str]) -> None:
        """Mark reports."""
        known = {name: number for number, name in enumerate(self.bars.data["id"])}
        found = [known[name] for name in ids if name in known]
        if sorted(found) != sorted(self.bars.selected.indices):
            self.bars.selected.indices = found


def timeline_figure(
    dossier: Dossier,
    shown: pd.DataFrame,
    formats: Formats,
    *,
    theme: str = "light",
    flights: pd.Series[Any] | None = None,
) -> TimelineFigure:
    """Draw reports as long as their dates are exact.

    Parameters
    ----------
    dossier
        Whose relations are drawn.
    shown
        Rows of `dossier.reports` to draw.
    formats, theme
        Of the reader.
    flights
        How many were in the air, as `flight_activity` says.
    """
    t, colours = formats.translate, COLOURS[theme]
    reports = shown.iloc[:_MOST].reset_index(drop=True)
    one_each = len(reports) <= _TITLED
    table = _naive(timeline_rows(reports, one_each=one_each))
    count = int(table["row"].max()) + 1 if len(table) else 1
    first, last = table.attrs["span"]
    drawn = figure(
        height=_FRAME + _ROW * (count + 1) if one_each else max(200, _FRAME + min(_ROW * count, 2400)),
        sizing_mode="stretch_width",
        x_axis_type="datetime",
        x_range=Range1d(start=first, end=last + (last - first) * (0.25 if one_each else 0.0)),
        y_range=Range1d(start=count + 0.5, end=-1.6),
        tools="xpan,xwheel_zoom,reset",
        toolbar_location="right",
        x_axis_location="above",
    )
    style_figure(drawn, theme, formats.language)
    drawn.xaxis.formatter = DatetimeTickFormatter(years="%Y", months="%m/%Y", days="%d.%m.%Y", hours="%d.%m. %H:%M")
    drawn.yaxis.visible = drawn.ygrid.visible = False
    bars = ColumnDataSource(_bars(dossier, reports, table, formats, theme))
    links = _draw_links(drawn, dossier, bars, colours, t)
    boxes = drawn.hbar(
        y="row", left="left", right="right", height=0.62, source=bars, fill_color="fill", fill_alpha="alpha",
        line_color="fill", line_width=1.6, line_dash="dash", hatch_pattern="hatch", hatch_color="fill", hatch_alpha=0.8,
        nonselection_fill_alpha=0.35, nonselection_line_alpha=0.5, selection_line_color=colours["text"],
    )  # fmt: skip
    for side, angle in (("left", np.pi / 2), ("right", -np.pi / 2)):
        opened = table[table[f"open_{side}"]]
        drawn.scatter(
            x=opened[side].to_numpy(), y=opened["row"].to_numpy(), marker="triangle", size=9, angle=angle,
            color=colours["text"],
        )  # fmt: skip
    if one_each:
        drawn.text(
            x="right", y="row", text="label", source=bars, x_offset=9, text_baseline="middle", text_font_size="12px",
            text_color=colours["text"], nonselection_text_alpha=0.55,
        )  # fmt: skip
    if flights is not None and len(flights):
        _draw_flights(drawn, flights, colours, t)
    tips = [(t("Report"), "@title"), (t("Date"), "@date"), (t("Grade"), "@grade"), (t("Source"), "@source")]
    tips.append((t("Standing"), "@standing"))
    drawn.add_tools(HoverTool(renderers=[boxes], tooltips=tips), TapTool(renderers=[boxes]))
    if links:
        drawn.legend.orientation, drawn.legend.location = "horizontal", "bottom_right"
        drawn.legend.background_fill_alpha, drawn.legend.label_text_color = 0.0, colours["text"]
        drawn.legend.border_line_color = None
        drawn.add_layout(drawn.legend[0], "below")
    return TimelineFigure(figure=drawn, bars=bars, left_out=len(shown) - len(reports))


def _naive(table: pd.DataFrame) -> pd.DataFrame:
    """Bokeh counts times without a zone: UTC here."""
    times = ["start", "end", "left", "right"]
    naive = table.assign(**{name: table[name].dt.tz_localize(None) for name in times})
    naive.attrs["span"] = tuple(moment.tz_localize(None) for moment in table.attrs["span"])
    return naive


def standing_text(word: str, t: Translate) -> str:
    """Name how a report stands."""
    return {
        "superseded": t("superseded"),
        "disputed": t("disputed"),
        "contradicted": t("contradicted"),
        "confirmed": t("confirmed"),
        "plan confirmed": t("plan confirmed"),
        "open": t("open"),
    }.get(word, word)


def standings_legend(t: Translate, theme: str) -> str:
    """Return what the colours and hatches of bars mean, as HTML."""
    swatch = "flex:none;width:16px;height:10px;margin-right:4px;border:1px solid {colour};background:{fill}"
    item = '<span style="display:inline-flex;align-items:center"><span style="{swatch}"></span>{word}</span>'
    plan = "repeating-linear-gradient(135deg,{colour} 0 2px,transparent 2px 5px)"
    parts = []
    for word in STANDINGS:
        colour = _FILLS[theme][word]
        fill = plan.format(colour=colour) if word == "plan confirmed" else colour
        box = swatch.format(colour=colour, fill=fill)
        parts.append(item.format(swatch=box, word=escape(standing_text(word, t))))
    together = "display:inline-flex;flex-wrap:wrap;gap:0 10px;font-size:12px"
    return f'<span style="{together}">{"".join(parts)}</span>'


def _bars(dossier: Dossier, reports: pd.DataFrame, table: pd.DataFrame, formats: Formats, theme: str) -> dict[str, Any]:
    t = formats.translate
    words = dict(zip(*(standing(dossier)[name] for name in ("id", "standing")), strict=True))
    standings = [words.get(name, "open") for name in reports["id"]]
    grades = (reports["reliability"] + reports["credibility"]).tolist()
    rows = reports.to_dict("records")
    titles = [titled(row, formats.language) for row in rows]
    meanings = {grade: f"{grade}: {grade_text(row, t)}" for grade, row in dict(zip(grades, rows, strict=True)).items()}
    reliable, unknown = reports["reliability"].isin(["A", "B"]), reports["reliability"] == "F"
    planned = (reports["date_precision"] == "planned") | (reports["status"] == "planned")
    first, last = table.attrs["span"]
    dated = table["dated"]
    return {
        "id": reports["id"].tolist(),
        "left": table["left"].where(dated, first).tolist(),
        "right": table["right"].where(dated, first + (last - first) * 0.03).tolist(),
        "row": table["row"].tolist(),
        "fill": [_FILLS[theme][word] for word in standings],
        "alpha": np.where(dated, 0.75, 0.15).tolist(),
        "dash": [[] if good else [2, 2] if bad else [6, 3] for good, bad in zip(reliable, unknown, strict=True)],
        "hatch": ["right_diagonal_line" if one else " " for one in planned],
        "title": titles,
        "label": [f"{grade}  {title}" for grade, title in zip(grades, titles, strict=True)],
        "date": [date_text(row, t) for row in rows],
        "grade": [meanings[grade] for grade in grades],
        "source": reports["source"].tolist(),
        "standing": [standing_text(word, t) for word in standings],
    }


def _draw_links(drawn: Any, dossier: Dossier, bars: ColumnDataSource, colours: dict[str, str], t: Translate) -> bool:
    """Draw who contradicts, supersedes and confirms whom, from bar to bar."""
    place = {
        name: (left, row) for name, left, row in zip(*(bars.data[one] for one in ("id", "left", "row")), strict=True)
    }
    names = {"contradicts": t("contradicts"), "supersedes": t("supersedes"), "confirms": t("confirms")}
    found = False
    for kind, (colour, dash) in _LINKS.items():
        rows = dossier.relations[dossier.relations["kind"] == kind]
        pairs = zip(rows["from"], rows["to"], strict=True)
        ends = [(place[a], place[b]) for a, b in pairs if a in place and b in place]
        if not ends:
            continue
        found = True
        drawn.segment(
            x0=[a[0] for a, _ in ends], y0=[a[1] for a, _ in ends], x1=[b[0] for _, b in ends],
            y1=[b[1] for _, b in ends], line_color=colours[colour], line_dash=dash, line_width=1.6,
            line_alpha=0.9, legend_label=names[kind],
        )  # fmt: skip
    return found


def _draw_flights(drawn: Any, flights: pd.Series[Any], colours: dict[str, str], t: Translate) -> None:
    """Draw when the picture's flights were, as high as many were in the air; and a sign to be seen beside decades."""
    moments = pd.DatetimeIndex(flights.index).tz_convert("UTC").tz_localize(None)
    first, last = moments[0], moments[-1]
    high = 0.9 * flights.to_numpy(dtype=float) / max(1, int(flights.max()))
    # steps: so many from one moment to the next
    drawn.varea(
        x=np.repeat(moments, 2)[1:], y1=np.full(2 * len(high) - 1, _GROUND), y2=_GROUND - np.repeat(high, 2)[:-1],
        color=colours["path"], alpha=0.7,
    )  # fmt: skip
    drawn.scatter(x=[first], y=[_GROUND + 0.15], marker="triangle", size=10, color=colours["path"])
    drawn.text(
        x=[first], y=[-0.9], text=[t("Flights")], x_offset=-10, text_align="right", text_baseline="middle",
        text_font_size="12px", text_color=colours["text"],
    )  # fmt: skip
    drawn.x_range.end = max(pd.Timestamp(drawn.x_range.end), last)
