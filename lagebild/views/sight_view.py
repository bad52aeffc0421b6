"""The height profile of one line of sight: the ground beneath it, and the Fresnel zone around it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import panel as pn
import xarray as xr
from bokeh.models import ColumnDataSource, HoverTool, Range1d
from bokeh.models.annotations import Title
from bokeh.plotting import figure

from lagebild.analysis.line_of_sight import line_of_sight
from lagebild.model.stations import Station
from lagebild.model.terrain import Terrain
from lagebild.units import METRES_PER_FOOT, METRES_PER_NAUTICAL_MILE
from lagebild.views.figure_style import COLOURS, style_figure
from lagebild.views.formats import Formats, Units
from lagebild.views.notebook import ready_notebook

__all__ = ["sight_figure", "sight_view"]

_FREE_SHARE = 0.6
"""Of the first Fresnel zone's radius: a line that clears that much is taken for free (ITU-R P.530)."""

_LEAST_SPAN = 60.0
"""Metres of altitude that are always shown."""


def sight_view(
    terrain: Terrain,
    a: Station,
    b: Station,
    *,
    language: str = "de",
    units: Units = "aviation",
    theme: str = "light",
    height: int = 300,
    **options: Any,
) -> pn.pane.Bokeh:
    """Return the profile of the line of sight between two stations, for a notebook or a page.

    Parameters
    ----------
    terrain, a, b, **options
        As for `line_of_sight`; with a `frequency` the first Fresnel zone is drawn.
    language, units, theme
        As for `picture.map()`.
    height
        Pixels.
    """
    ready_notebook()
    formats = Formats(language=language, units=units)
    shown = sight_figure(line_of_sight(terrain, a, b, **options), formats, theme=theme)
    return pn.pane.Bokeh(shown, height=height, sizing_mode="stretch_width")


def sight_figure(profile: xr.Dataset, formats: Formats, *, theme: str = "light") -> Any:
    """Draw what `line_of_sight` returned; axes and values in the reader's units, texts in his language."""
    t, colours = formats.translate, COLOURS[theme]
    metric = formats.units == "metric"
    high, unit = (1.0, "m") if metric else (METRES_PER_FOOT, "ft")
    long, length_unit = (1000.0, "km") if metric else (METRES_PER_NAUTICAL_MILE, "NM")
    x = profile["distance"].to_numpy() / long
    ground, line = profile["terrain_elevation"].to_numpy() / high, profile["line_altitude"].to_numpy() / high
    radius = profile["fresnel_radius"].to_numpy() / high if "fresnel_radius" in profile else np.zeros(len(x))
    values = np.concatenate([ground[np.isfinite(ground)], line - radius, line + radius])
    low, top = float(values.min()), float(values.max())
    span = max(top - low, _LEAST_SPAN / high)
    floor = low - 0.08 * span
    shown = figure(
        height=280,
        sizing_mode="stretch_both",
        tools="xpan,xwheel_zoom,xbox_zoom,reset",
        toolbar_location="right",
        x_axis_label=t("Distance from {name} ({unit})").format(name=profile.attrs["from"], unit=length_unit),
        y_axis_label=t("Altitude AMSL ({unit})").format(unit=unit),
        x_range=Range1d(start=0.0, end=float(x[-1])),
        y_range=Range1d(start=floor, end=top + 0.1 * span),
    )
    style_figure(shown, theme, formats.language)
    shown.add_layout(Title(text=_said(profile, formats), text_color=colours["text"], text_font_style="normal"), "above")
    known = np.where(np.isfinite(ground), ground, np.nan)
    shown.varea(x=x, y1=np.full(len(x), floor - 1e5), y2=known, fill_color=colours["ground"])
    shown.line(x, known, line_color=colours["edge"], line_width=1.2)
    seen = colours["hidden"] if int(profile["visible"]) == 0 else colours["seen"]
    if "fresnel_radius" in profile:
        shown.varea(x=x, y1=line - radius, y2=line + radius, fill_color=seen, fill_alpha=0.18)
    source = ColumnDataSource(
        {
            "x": x,
            "y": line,
            "distance": [formats.distance(value) for value in profile["distance"].to_numpy()],
            "line": [formats.height(value) for value in profile["line_altitude"].to_numpy()],
            "ground": [formats.height(value) for value in profile["terrain_elevation"].to_numpy()],
            "clearance": [formats.height(value) for value in profile["clearance"].to_numpy()],
        }
    )
    dash = "dashed" if int(profile["visible"]) != 1 else "solid"
    drawn = shown.line("x", "y", source=source, line_color=seen, line_width=2, line_dash=dash)
    tips = [(t("Distance"), "@distance"), (t("Line of sight"), "@line"), (t("Ground"), "@ground")]
    tips.append((t("Above ground"), "@clearance"))
    shown.add_tools(HoverTool(renderers=[drawn], mode="vline", line_policy="nearest", tooltips=tips))
    for end, name in ((0, "from"), (-1, "to")):
        if np.isfinite(ground[end]):
            shown.line([x[end], x[end]], [ground[end], line[end]], line_color=colours["text"], line_width=3)
        shown.text(
            [x[end]], [line[end]], text=[str(profile.attrs[name])], text_color=colours["text"], text_font_size="12px",
            text_align="left" if end == 0 else "right", x_offset=6 if end == 0 else -6, y_offset=-6,
        )  # fmt: skip
    return shown


def _said(profile: xr.Dataset, formats: Formats) -> str:
    """Say in words whether the other end is seen, and by how much."""
    t, least = formats.translate, float(profile["least_clearance"])
    where = formats.distance(float(profile["obstacle_distance"]))
    if int(profile["visible"]) == 0:
        verdict = t("hidden: the ground rises {height} above the line, {distance} from {name}").format(
            height=formats.height(-least), distance=where, name=profile.attrs["from"]
        )
    elif int(profile["visible"]) < 0:
        verdict = t("not known: ground on the way has no elevation")
    elif math.isnan(least):
        verdict = t("seen")
    else:
        verdict = t("seen: {height} above the ground where it is least, {distance} from {name}").format(
            height=formats.height(least), distance=where, name=profile.attrs["from"]
        )
    parts = [verdict]
    share = float(profile["fresnel_share"]) if "fresnel_share" in profile else math.nan
    if share >= 0.0:
        free = t("free") if share >= _FREE_SHARE else t("not free")
        parts.append(
            t("first Fresnel zone {free} ({share} of its radius)").format(free=free, share=formats.number(share, 2))
        )
    if not bool(profile["in_range"]):
        parts.append(t("out of the station's range"))
    return " · ".join(parts)
