"""What all height profiles look like, by day and by night."""

from __future__ import annotations

from typing import Any

from bokeh.models import CustomJSTickFormatter

__all__ = ["COLOURS", "style_figure"]

COLOURS = {
    "light": {
        "paper": "#ffffff", "text": "#2b3038", "grid": "#d9dde2", "ground": "#dbc8ae", "edge": "#8a7559",
        "path": "#7e03a8", "now": "#22405f", "cursor": "#696e76", "seen": "#0b6e99", "hidden": "#b3122b",
    },
    "dark": {
        "paper": "#1b1f24", "text": "#d8dce2", "grid": "#363c44", "ground": "#483f36", "edge": "#a8937a",
        "path": "#fdc328", "now": "#8fb8e8", "cursor": "#a8aeb6", "seen": "#6cc0e8", "hidden": "#ff7a83",
    },
}  # fmt: skip
"""The map's: relief, altitude ramp, unknown heights."""


def style_figure(shown: Any, theme: str, language: str) -> None:
    """Give a figure the colours of a theme, and axes with numbers as a language writes them."""
    colours = COLOURS[theme]
    shown.background_fill_color = shown.border_fill_color = colours["paper"]
    shown.outline_line_color = None
    shown.toolbar.logo = None
    shown.grid.grid_line_color = colours["grid"]
    shown.axis.axis_label_text_font_style = "normal"
    for part in ("axis_label_text_color", "major_label_text_color", "axis_line_color", "major_tick_line_color"):
        setattr(shown.axis, part, colours["text"])
    shown.axis.minor_tick_line_color = None
    numbers = CustomJSTickFormatter(code=f"return tick.toLocaleString('{language}')")
    shown.xaxis.formatter, shown.yaxis.formatter = numbers, numbers.clone()
