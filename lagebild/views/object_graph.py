"""An object among those that reports and relations join it with, as a Bokeh figure."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from bokeh.models import CDSView, ColumnDataSource, HoverTool, IndexFilter, Range1d, TapTool
from bokeh.plotting import figure

from lagebild.model.dossier_objects import ObjectKey, ObjectKind, object_links, object_name
from lagebild.model.picture import PictureContent
from lagebild.views.figure_style import COLOURS, style_figure
from lagebild.views.formats import Formats
from lagebild.views.i18n import Translate

__all__ = ["ObjectGraph", "object_graph", "object_neighbours"]

_MOST = 14
"""Neighbours that are drawn: the names of more would cover each other."""

_LONGEST = 30
"""Characters of a name."""

_SIDE = 0.85
"""Where neighbours stand, left and right of the middle."""

_MARKERS = {ObjectKind.ACTOR: "circle", ObjectKind.SITE: "square", ObjectKind.PLATFORM: "triangle"}


@dataclass(frozen=True, eq=False, kw_only=True)
class ObjectGraph:
    """A figure, and what is clicked in it."""

    figure: Any
    nodes: ColumnDataSource
    """Its column `key` names the objects, that in the middle first; `selected.indices` are set by the browser."""

    left_out: int
    """Neighbours that are not drawn."""


def object_neighbours(picture: PictureContent, key: ObjectKey) -> pd.DataFrame:
    """Return what an object is joined with: one row a neighbour, the nearest first.

    Columns: key, reports (that name both), part_of, has_part, at (whether a site belongs to an actor).
    """
    links = object_links(picture.dossier)
    rows: dict[str, dict[str, Any]] = {}
    here = (links["from_kind"] == str(key.kind)) & (links["from"] == key.id)
    there = (links["to_kind"] == str(key.kind)) & (links["to"] == key.id)
    for back, part in ((False, links[here]), (True, links[there])):
        side = "from" if back else "to"
        for link in part.to_dict("records"):
            name = f"{link[f'{side}_kind']}:{link[side]}"
            row = rows.setdefault(name, {"key": name, "reports": 0, "part_of": False, "has_part": False, "at": False})
            row["reports"] += link["reports"]
            row["part_of"] |= link["link"] == "part_of" and not back
            row["has_part"] |= link["link"] == "part_of" and back
            row["at"] |= link["link"] == "at"
    table = pd.DataFrame(rows.values(), columns=["key", "reports", "part_of", "has_part", "at"])
    joined = table[["part_of", "has_part", "at"]].any(axis=1)
    order = np.lexsort((table["key"], -table["reports"].to_numpy(dtype=float), ~joined.to_numpy(dtype=bool)))
    return table.iloc[order].reset_index(drop=True)


def object_graph(picture: PictureContent, key: ObjectKey, formats: Formats, *, theme: str = "light") -> ObjectGraph:
    """Draw an object in the middle, its neighbours left and right; thicker lines: more reports name both."""
    t, colours = formats.translate, COLOURS[theme]
    neighbours = object_neighbours(picture, key)
    shown = neighbours.iloc[:_MOST]
    nodes = _nodes(picture, key, shown, formats)
    drawn = figure(
        height=300, width=590, x_range=Range1d(start=-2.5, end=2.5), y_range=Range1d(start=-1.18, end=1.18), tools="",
        toolbar_location=None, margin=0,
    )  # fmt: skip
    style_figure(drawn, theme, formats.language)
    drawn.axis.visible = drawn.grid.visible = False
    _draw_others(drawn, picture, nodes, colours)
    x, y = nodes["x"][1:], nodes["y"][1:]
    dashes = ["solid" if one else "dashed" for one in shown[["part_of", "has_part", "at"]].any(axis=1)]
    widths = 1.5 + 1.5 * np.log2(1.0 + shown["reports"].to_numpy(dtype=float))
    for dash in ("solid", "dashed"):
        some = [number for number, one in enumerate(dashes) if one == dash]
        drawn.segment(
            x0=[0.0] * len(some), y0=[0.0] * len(some), x1=[x[one] for one in some], y1=[y[one] for one in some],
            line_width=[float(widths[one]) for one in some], line_dash=dash, line_color=colours["now"], line_alpha=0.7,
        )  # fmt: skip
    source = ColumnDataSource(nodes)
    dots = [_draw_kind(drawn, source, kind, colours) for kind in ObjectKind]
    backed: dict[str, Any] = {"background_fill_color": colours["paper"], "background_fill_alpha": 0.85, "padding": 1}
    drawn.text(
        x="x", y="y", text="label", x_offset="shift", y_offset="drop", text_align="align", text_baseline="middle",
        text_font_size="12px", text_color=colours["text"], source=source, **backed,
    )  # fmt: skip
    tips = [(t("Name"), "@name"), (t("Joined by"), "@joined")]
    drawn.add_tools(HoverTool(renderers=dots, tooltips=tips), TapTool(renderers=dots))
    return ObjectGraph(figure=drawn, nodes=source, left_out=len(neighbours) - len(shown))


def _draw_kind(drawn: Any, source: ColumnDataSource, kind: ObjectKind, colours: dict[str, str]) -> Any:
    rows = [number for number, one in enumerate(source.data["kind"]) if one == str(kind)]
    return drawn.scatter(
        x="x", y="y", marker=_MARKERS[kind], size="size", fill_color=colours["paper"], line_color=colours["now"],
        line_width=2.5, source=source, view=CDSView(filter=IndexFilter(indices=rows)), nonselection_fill_alpha=1.0,
        nonselection_line_alpha=1.0,
    )  # fmt: skip


def _nodes(picture: PictureContent, key: ObjectKey, shown: pd.DataFrame, formats: Formats) -> dict[str, Any]:
    t, dossier, platforms = formats.translate, picture.dossier, picture.platforms
    keys = [str(key), *shown["key"]]
    parsed = [key, *(one for text in shown["key"] if (one := ObjectKey.parse(text)))]
    names = [object_name(dossier, platforms, one, formats.language) for one in parsed]
    right = [number % 2 == 1 for number in range(len(keys))]
    x, y = [0.0], [0.0]
    for number in range(1, len(keys)):
        count = len(keys) // 2 if right[number] else (len(keys) - 1) // 2
        spread = min(0.95, 0.28 * (count - 1))
        x.append(_SIDE if right[number] else -_SIDE)
        y.append(spread - (2.0 * spread * ((number - 1) // 2) / (count - 1) if count > 1 else 0.0))
    joined = ["", *(_joined(row, t) for row in shown.to_dict("records"))]
    return {
        "key": keys,
        "kind": [str(one.kind) for one in parsed],
        "x": x,
        "y": y,
        "size": [20.0, *[13.0] * len(shown)],
        "name": names,
        "joined": joined,
        "label": [_short(name) for name in names],
        "shift": [0, *(13 if one else -13 for one in right[1:])],
        "drop": [24, *[0] * len(shown)],
        "align": ["center", *("left" if one else "right" for one in right[1:])],
    }


def _draw_others(drawn: Any, picture: PictureContent, nodes: dict[str, Any], colours: dict[str, str]) -> None:
    """Hint at what joins the neighbours with each other."""
    links = object_links(picture.dossier)
    pairs = {
        frozenset((f"{a_kind}:{a}", f"{b_kind}:{b}"))
        for a_kind, a, b_kind, b in links[["from_kind", "from", "to_kind", "to"]].itertuples(index=False)
    }
    for one, other in combinations(range(1, len(nodes["key"])), 2):
        if frozenset((nodes["key"][one], nodes["key"][other])) in pairs:
            ends = {"x0": nodes["x"][one], "y0": nodes["y"][one], "x1": nodes["x"][other], "y1": nodes["y"][other]}
            middle = {"cx": (ends["x0"] + ends["x1"]) / 4, "cy": (ends["y0"] + ends["y1"]) / 2}
            drawn.quadratic(**{name: [value] for name, value in (ends | middle).items()}, line_color=colours["grid"])


def _joined(row: dict[Any, Any], t: Translate) -> str:
    parts = [
        t("belongs to it") if row["has_part"] else "",
        t("it belongs to") if row["part_of"] else "",
        t("site") if row["at"] else "",
        t("1 report") if row["reports"] == 1 else "",
        t("{count} reports").format(count=row["reports"]) if row["reports"] > 1 else "",
    ]
    return ", ".join(part for part in parts if part)


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"
