"""Sources and read report of each layer: what was read from where, and what was repaired or left out."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import panel as pn
import panel_material_ui as pmui

from lagebild.messages import translate
from lagebild.model.layers import Layer
from lagebild.model.picture import PictureContent
from lagebild.model.provenance import SYNTHETIC
from lagebild.model.report import ReadReport
from lagebild.views.formats import Formats

__all__ = ["issues_pane", "sources_pane", "table_of"]

_SHOWN_ISSUES = 200
_SMALL_HEADINGS = {
    "& .MuiAccordionSummary-content, & .MuiAccordionSummary-content *": {"fontSize": "0.95rem", "fontWeight": 600}
}


def sources_pane(picture: PictureContent, formats: Formats) -> pn.viewable.Viewable:
    """Lay out one expandable entry a layer."""
    entries = [(layer.name, _layer_pane(layer, formats)) for layer in picture.layers]
    return pmui.Accordion(*entries, sizing_mode="stretch_width", margin=0, sx=_SMALL_HEADINGS)


def _layer_pane(layer: Layer, formats: Formats) -> pn.viewable.Viewable:
    t, origin, report = formats.translate, layer.provenance, layer.report
    rows = [
        (t("Note"), layer.note),
        (t("Marking"), SYNTHETIC if origin.synthetic else ""),
        (t("Source"), origin.source),
        (t("Licence"), origin.licence),
        (t("Credit"), origin.attribution),
        ("SHA-256", origin.sha256),
        (t("Format"), report.format),
        (t("Records"), formats.number(report.records)),
        (t("kept"), formats.number(report.kept)),
        (t("repaired"), formats.number(report.repaired)),
        (t("left out"), formats.number(report.quarantined)),
    ]
    parts: list[pn.viewable.Viewable] = [table_of(rows)]
    if len(report.issues):
        parts.append(issues_pane(report, formats))
    return pn.Column(*parts, sizing_mode="stretch_width")


def table_of(rows: Sequence[tuple[str, str]]) -> pn.viewable.Viewable:
    """Lay out labels and what is said of each, escaped; empty ones are left out."""
    lines = "".join(
        f"<tr><th style='text-align:left;padding-right:1em;vertical-align:top'>{escape(label)}</th>"
        f"<td style='overflow-wrap:anywhere'>{escape(value)}</td></tr>"
        for label, value in rows
        if value
    )
    return pn.pane.HTML(f"<table style='font-size:12px'>{lines}</table>", sizing_mode="stretch_width")


def issues_pane(report: ReadReport, formats: Formats) -> pn.viewable.Viewable:
    """Lay out what a reader noticed, the gravest first, at most 200 of them; texts of files stay texts."""
    t, issues = formats.translate, report.issues
    shown = report.gravest_first.head(_SHOWN_ISSUES)
    words = {"note": t("note"), "repaired": t("repaired"), "quarantined": t("left out")}
    reasons = (
        translate(template, values, reason, t)
        for template, values, reason in zip(shown["template"], shown["values"], shown["reason"], strict=True)
    )
    body = "".join(
        f"<tr><td>{'' if line is None or line != line else escape(str(line))}</td>"
        f"<td>{escape(words.get(severity, severity))}</td><td style='overflow-wrap:anywhere'>{escape(reason)}</td></tr>"
        for line, severity, reason in zip(
            shown["line"].astype(object).where(shown["line"].notna(), None),
            shown["severity"],
            reasons,
            strict=True,
        )
    )
    more = len(issues) - len(shown)
    rest = f"<p>{escape(t('and further entries'))}: {formats.number(more)}</p>" if more else ""
    head = f"<tr><th>{escape(t('Line'))}</th><th>{escape(t('What'))}</th><th>{escape(t('Reason'))}</th></tr>"
    return pn.pane.HTML(
        f"<table style='font-size:12px' class='lagebild-issues'>{head}{body}</table>{rest}",
        sizing_mode="stretch_width",
        max_height=360,
        styles={"overflow-y": "auto"},
    )
