"""The height profile of a flight as a Bokeh figure: ground, path with what it is uncertain by, airspaces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
import xarray as xr
from bokeh.events import MouseLeave, MouseMove
from bokeh.models import (
    ColumnDataSource,
    CustomJS,
    DatetimeTickFormatter,
    HoverTool,
    Range1d,
)
from bokeh.models.annotations import Span
from bokeh.plotting import figure
from numpy.typing import NDArray

from lagebild.messages import translate
from lagebild.model.heights import said
from lagebild.units import METRES_PER_FOOT, METRES_PER_NAUTICAL_MILE
from lagebild.views.figure_style import COLOURS, style_figure
from lagebild.views.formats import Formats
from lagebild.views.section_bands import draw_bands, names_at, outline

__all__ = ["AXES", "Axis", "SectionFigure", "section_figure"]

Axis = Literal["distance", "time"]
AXES = ("distance", "time")

_HEADROOM = 0.12
_LEAST_SPAN = 300.0
"""Metres of altitude that are always shown."""

_PAUSE = 60
"""Milliseconds between two positions of the cursor that are told to Python."""

_MOST_HOVERED = 4000
"""Points with values under the cursor: as many as a wide screen has pixels."""


@dataclass(frozen=True, eq=False, kw_only=True)
class SectionFigure:
    """A figure, and what moves in it."""

    figure: Any
    section: xr.Dataset
    axis: Axis
    x: NDArray[np.float64]
    """Shape (distance,): where each point of the section lies on the axis, increasing."""

    now: Any
    """The marker of the picture's time, a `Span`."""

    cursor: Any
    """The line under the cursor, a `Span`; its location is set by the browser."""

    def show_time(self, moment: pd.Timestamp | None) -> None:
        """Move the marker to a moment; where the flight was not in the air there is none."""
        times = self.section["time"].to_numpy()
        at = None if moment is None else moment.tz_convert("UTC").tz_localize(None).to_datetime64()
        self.now.visible = at is not None and bool(times[0] <= at <= times[-1])
        if self.now.visible:
            share = np.interp(_nanoseconds(np.array([at]), times[0]), _nanoseconds(times, times[0]), self.x)
            self.now.location = float(share[0])

    def place_at(self, x: float | None) -> dict[str, float] | None:
        """Return where the flight was at a place of the axis; None beyond it."""
        if x is None or not len(self.x) or not self.x[0] <= x <= self.x[-1]:
            return None
        longitude = np.unwrap(self.section["longitude"].to_numpy(), period=360.0)
        found = float(np.interp(x, self.x, longitude))
        return {
            "longitude": (found + 180.0) % 360.0 - 180.0,
            "latitude": float(np.interp(x, self.x, self.section["latitude"].to_numpy())),
        }


def section_figure(
    section: xr.Dataset, formats: Formats, *, theme: str = "light", axis: Axis = "distance"
) -> SectionFigure:
    """Draw a section made by `cross_section`; axes and values in the reader's units, texts in his language."""
    t, colours = formats.translate, COLOURS[theme]
    metric = formats.units == "metric"
    height, unit = (1.0, "m") if metric else (METRES_PER_FOOT, "ft")
    length, distance_unit = (1000.0, "km") if metric else (METRES_PER_NAUTICAL_MILE, "NM")
    x = section["distance"].to_numpy() / length if axis == "distance" else _milliseconds(section["time"].to_numpy())
    low, high = _extent(section)
    shown = figure(
        height=280,
        sizing_mode="stretch_both",
        tools="xpan,xwheel_zoom,xbox_zoom,reset",
        active_scroll="xwheel_zoom",
        toolbar_location="right",
        x_axis_type="datetime" if axis == "time" else "linear",
        x_axis_label=t("Time (UTC)") if axis == "time" else t("Distance flown ({unit})").format(unit=distance_unit),
        y_axis_label=t("Altitude AMSL ({unit})").format(unit=unit),
        y_range=Range1d(start=low / height, end=high / height),
        x_range=Range1d(start=float(x[0]), end=float(x[-1]) if x[-1] > x[0] else float(x[0]) + 1.0),
    )
    style_figure(shown, theme, formats.language)
    if axis == "time":
        _show_times(shown, formats.language)
    draw_bands(shown, section, x, height, (low, high), theme, colours["text"])
    _draw_ground(shown, section, x, height, low, colours)
    hovered = _draw_path(shown, section, x, height, colours)
    points = dict(hovered.data_source.data)
    hovered.data_source.data = points | _texts(section, points["row"], formats)
    shown.add_tools(_hover(hovered, t))
    now = Span(dimension="height", line_color=colours["now"], line_width=2, visible=False, name="now")
    cursor = Span(dimension="height", line_color=colours["cursor"], line_dash="dotted", location=None, name="cursor")
    shown.add_layout(now)
    shown.add_layout(cursor)
    _follow_cursor(shown, cursor)
    return SectionFigure(figure=shown, section=section, axis=axis, x=x, now=now, cursor=cursor)


def _extent(section: xr.Dataset) -> tuple[float, float]:
    """Return the least and the greatest altitude shown, metres."""
    names = ("terrain_elevation", "altitude_amsl_low", "altitude_amsl_high")
    values = np.concatenate([section[name].to_numpy() for name in names])
    values = values[np.isfinite(values)]
    least, most = (float(values.min()), float(values.max())) if values.size else (0.0, 1000.0)
    ground = section["terrain_elevation"].to_numpy()
    floor = min(0.0, least) if not np.isfinite(ground).any() else least
    span = max(most - floor, _LEAST_SPAN)
    return floor - 0.05 * span, most + _HEADROOM * span


def _show_times(shown: Any, language: str) -> None:
    day = "%d.%m. %H:%M" if language == "de" else "%m-%d %H:%M"
    shown.xaxis.formatter = DatetimeTickFormatter(
        seconds="%H:%M:%S", minsec="%H:%M:%S", minutes="%H:%M", hourmin="%H:%M", hours="%H:%M", days=day
    )


def _parts(x: NDArray[np.float64], known: NDArray[np.bool_], leads_on: NDArray[np.bool_]) -> list[NDArray[np.int64]]:
    """Return the points of each part in which values are known and the way leads on."""
    rows = np.flatnonzero(known)
    apart = (np.diff(rows) > 1) | ~leads_on[rows[:-1]]
    return [part for part in np.split(rows, np.flatnonzero(apart) + 1) if part.size]


def _draw_ground(
    shown: Any, section: xr.Dataset, x: NDArray[np.float64], height: float, low: float, colours: dict[str, str]
) -> None:
    ground = section["terrain_elevation"].to_numpy() / height
    parts = _parts(x, np.isfinite(ground), section["leads_on"].to_numpy())
    floor = np.full(len(x), min(low / height, float(np.nanmin(ground, initial=np.inf))) - 1e5)
    area = ColumnDataSource(outline(x, floor, ground, parts))
    shown.patches("xs", "ys", source=area, fill_color=colours["ground"], line_color=None)
    lines = ColumnDataSource({"xs": [x[part] for part in parts], "ys": [ground[part] for part in parts]})
    shown.multi_line("xs", "ys", source=lines, line_color=colours["edge"], line_width=1.2)


def _draw_path(shown: Any, section: xr.Dataset, x: NDArray[np.float64], height: float, colours: dict[str, str]) -> Any:
    low, high = (section[f"altitude_amsl_{end}"].to_numpy() / height for end in ("low", "high"))
    parts = _parts(x, np.isfinite(low), section["leads_on"].to_numpy())
    band = ColumnDataSource(outline(x, low, high, parts))
    shown.patches("xs", "ys", source=band, fill_color=colours["path"], fill_alpha=0.22, line_color=None)
    middle = (low + high) / 2.0
    lines = ColumnDataSource({"xs": [x[part] for part in parts], "ys": [middle[part] for part in parts]})
    shown.multi_line("xs", "ys", source=lines, line_color=colours["path"], line_width=2)
    rows = np.unique(np.linspace(0, len(x) - 1, min(len(x), _MOST_HOVERED)).astype(np.int64))
    known = np.where(np.isfinite(middle), middle, section["terrain_elevation"].to_numpy() / height)
    points = ColumnDataSource({"x": x[rows], "y": np.where(np.isfinite(known), known, 0.0)[rows], "row": rows})
    return shown.line("x", "y", source=points, line_alpha=0.0)  # of many points under the cursor, lines tell one


def _texts(section: xr.Dataset, rows: NDArray[np.int64], formats: Formats) -> dict[str, Any]:
    """Return what is said of the points under the cursor."""
    part = section.isel(distance=rows)
    names = ("altitude_amsl_low", "altitude_amsl_high", "terrain_elevation", "true_altitude_low", "true_altitude_high")
    low, high, ground, true_low, true_high = (part[name].to_numpy() for name in names)
    accuracy = section.attrs["terrain_vertical_accuracy_m"]
    margin = accuracy if np.isfinite(accuracy) else 0.0
    reasons: dict[int, str] = {}
    for bits in np.unique(part["reasons"].to_numpy()):
        reasons[int(bits)] = "; ".join(
            translate(sentence.template, sentence.values_as_json(), str(sentence), formats.translate)
            for sentence in said(int(bits))
        )
    moments = pd.DatetimeIndex(part["time"].to_numpy()).tz_localize("UTC")
    return {
        "distance": [formats.distance(value) for value in part["distance"].to_numpy()],
        "time": [formats.time(moment) for moment in moments],
        "altitude": [_between(*pair, formats) for pair in zip(low, high, strict=True)],
        "ground": [formats.height(value) for value in ground],
        "agl": [
            _between(*pair, formats)
            for pair in zip(true_low - ground - margin, true_high - ground + margin, strict=True)
        ],
        "airspaces": names_at(section, rows),
        "reasons": [reasons[int(bits)] or "–" for bits in part["reasons"].to_numpy()],
    }


def _between(low: float, high: float, formats: Formats) -> str:
    one, other = formats.height(low), formats.height(high)
    return one if one == other else f"{one} … {other}"


def _hover(hovered: Any, t: Any) -> HoverTool:
    return HoverTool(
        renderers=[hovered],
        mode="vline",
        line_policy="nearest",
        tooltips=[
            (t("Time"), "@time"),
            (t("Distance"), "@distance"),
            (t("Altitude AMSL"), "@altitude"),
            (t("Ground"), "@ground"),
            (t("Height above ground"), "@agl"),
            (t("Airspaces"), "@airspaces"),
            (t("Certainty"), "@reasons"),
        ],
        attachment="horizontal",
    )


def _follow_cursor(shown: Any, cursor: Any) -> None:
    """Move the line with the cursor, and tell Python where it is; not at every pixel."""
    code = """
      const state = (window.__lagebild_cursors ??= new WeakMap()).get(cursor) ?? {told: 0, timer: 0}
      window.__lagebild_cursors.set(cursor, state)
      clearTimeout(state.timer)
      const place = leaving || cb_obj.x < range.start || cb_obj.x > range.end ? null : cb_obj.x
      const tell = () => { state.told = Date.now(); cursor.location = place }
      const wait = state.told + pause - Date.now()
      if (wait <= 0) tell()
      else state.timer = setTimeout(tell, wait)
    """
    for event, leaving in ((MouseMove, False), (MouseLeave, True)):
        arguments = {"cursor": cursor, "range": shown.x_range, "pause": _PAUSE, "leaving": leaving}
        shown.js_on_event(event, CustomJS(args=arguments, code=code))


def _nanoseconds(times: NDArray[Any], origin: np.datetime64) -> NDArray[np.float64]:
    return (times - origin) / np.timedelta64(1, "ns")


def _milliseconds(times: NDArray[Any]) -> NDArray[np.float64]:
    return times.astype("datetime64[ns]").view(np.int64) / 1e6
