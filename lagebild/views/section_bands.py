"""The airspaces of a height profile: bands in the colours of the map, and their names where there is room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr
from bokeh.models import ColumnDataSource
from bokeh.models.annotations import LabelSet
from numpy.typing import NDArray

from lagebild.views.airspace_families import family_colour, family_of

__all__ = ["Box", "draw_bands", "names_at", "outline", "place_labels"]

_WIDTH, _HEIGHT = 900.0, 200.0
"""Pixels that the plot is taken to have; names are placed before the page tells its size."""

_LETTER, _LINE = 6.2, 15.0
"""Pixels of a letter and a line of the labels' font of 11 pixels."""

_FAR = 1e5
"""Beyond every altitude that is shown, in any unit."""


@dataclass(frozen=True, kw_only=True)
class Box:
    """A name that wants a place: where it may stand, in pixels from the lower left corner of the plot."""

    text: str
    left: float
    """Where its band begins, or the plot."""

    right: float
    top: float
    """The highest place for the name's upper edge."""

    bottom: float
    """The lowest for its lower edge."""


def draw_bands(
    shown: Any, section: xr.Dataset, x: NDArray[np.float64], height: float, extent: tuple[float, float], theme: str,
    text: str,
) -> None:  # fmt: skip
    """Fill what certainly lies within the limits, and lightly what only may; unknown limits reach to the edges.

    Parameters
    ----------
    x
        Shape (distance,): places on the axis.
    height
        Metres of a unit of the axis of altitudes.
    extent
        The least and the greatest altitude shown, metres.
    theme, text
        `light` or `dark`; the colour of names.
    """
    least, most = extent[0] / height, extent[1] / height
    boxes: dict[str, Box] = {}
    for number in range(section.sizes["band"]):
        band = section.isel(band=number)
        rows = np.flatnonzero(_within(section, band))
        if not rows.size:
            continue
        colour = family_colour(family_of(str(band["airspace_type"].item()), str(band["icao_class"].item())), theme)
        floor = [_filled(band[f"floor_{one}"], height, least - _FAR, most + _FAR) for one in ("low", "high")]
        # an unknown ceiling reaches to the upper edge, as an unlimited one does
        ceiling = [_filled(band[f"ceiling_{one}"], height, most + _FAR, most + _FAR) for one in ("low", "high")]
        for bottom, top, alpha, line in ((floor[0], ceiling[1], 0.08, None), (floor[1], ceiling[0], 0.12, colour)):
            source = ColumnDataSource(outline(x, bottom, np.maximum(bottom, top), [rows]))
            shown.patches(
                "xs", "ys", source=source, fill_color=colour, fill_alpha=alpha, line_color=line, line_alpha=0.7
            )
        middle = rows[len(rows) // 2]
        upper, lower = min(float(ceiling[0][middle]), most), max(float(floor[1][middle]), least)
        across, up = _WIDTH / (x[-1] - x[0] if x[-1] > x[0] else 1.0), _HEIGHT / (most - least)
        box = Box(
            text=_name(band), left=float(x[rows[0]] - x[0]) * across, right=float(x[rows[-1]] - x[0]) * across,
            top=(upper - least) * up, bottom=(lower - least) * up,
        )  # fmt: skip
        area = str(band["airspace_id"].item())
        if upper > lower and (area not in boxes or box.right - box.left > boxes[area].right - boxes[area].left):
            boxes[area] = box  # a name each is enough
    places = place_labels(list(boxes.values()))
    source = ColumnDataSource(
        {
            "x": [float(x[0]) + left * (float(x[-1] - x[0]) or 1.0) / _WIDTH for _, left, _ in places],
            "y": [least + top * (most - least) / _HEIGHT for _, _, top in places],
            "text": [text for text, _, _ in places],
        }
    )
    shown.add_layout(
        LabelSet(
            x="x", y="y", text="text", source=source, text_baseline="top", text_color=text, text_font_size="11px",
            x_offset=3, y_offset=-3, name="airspaces",
        )
    )  # fmt: skip


def place_labels(boxes: list[Box]) -> list[tuple[str, float, float]]:
    """Find places for names that do not overlap: text, left edge, upper edge, in pixels; what has no room is left out.

    The widest bands come first. A name stands in the middle of its band, as high as possible; else at the band's ends.
    """
    found: list[tuple[str, float, float]] = []
    for box in sorted(boxes, key=lambda one: one.left - one.right):
        width = _LETTER * len(box.text)
        lines = max(1, int((box.top - box.bottom) / _LINE))
        middle = (box.left + box.right - width) / 2.0
        free = (
            (left, top)
            for top in (box.top - _LINE * line for line in range(lines))
            for left in (min(max(one, 0.0), _WIDTH - width) for one in (middle, box.left, box.right - width))
            if left >= 0.0 and all(_apart(left, top, width, other) for other in found)
        )
        place = next(free, None)
        if place is not None:
            found.append((box.text, *place))
    return found


def _apart(left: float, top: float, width: float, other: tuple[str, float, float]) -> bool:
    text, other_left, other_top = other
    beside = left >= other_left + _LETTER * len(text) or other_left >= left + width
    return beside or abs(top - other_top) >= _LINE


def names_at(section: xr.Dataset, rows: NDArray[np.int64]) -> list[str]:
    """Return what airspaces lie above or below points of a section, with their limits; also those without a label."""
    found: list[list[str]] = [[] for _ in range(section.sizes["distance"])]
    for number in range(section.sizes["band"]):
        band = section.isel(band=number)
        for row in np.flatnonzero(_within(section, band)):
            found[row].append(_name(band))
    return ["; ".join(dict.fromkeys(found[row])) or "–" for row in rows]


def outline(
    x: NDArray[np.float64], low: NDArray[np.float64], high: NDArray[np.float64], parts: list[NDArray[np.int64]]
) -> dict[str, Any]:
    """Return each part as the outline of what lies between `low` and `high`."""
    return {
        "xs": [np.concatenate([x[part], x[part][::-1]]) for part in parts],
        "ys": [np.concatenate([high[part], low[part][::-1]]) for part in parts],
    }


def _within(section: xr.Dataset, band: xr.Dataset) -> NDArray[np.bool_]:
    distance = section["distance"].to_numpy()
    inside: NDArray[np.bool_] = (distance >= float(band["band_from"]) - 1e-6) & (
        distance <= float(band["band_to"]) + 1e-6
    )
    return inside


def _filled(limit: xr.DataArray, height: float, unknown: float, unlimited: float) -> NDArray[np.float64]:
    values: NDArray[np.float64] = np.nan_to_num(limit.to_numpy() / height, nan=unknown, posinf=unlimited)
    return values


def _name(band: xr.Dataset) -> str:
    name = str(band["name"].item()) or str(band["airspace_id"].item())
    return f"{name[:40]}  {band['lower'].item()} – {band['upper'].item()}"
