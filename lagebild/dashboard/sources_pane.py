"""Sources and read report of each layer: what was read from where, and what was repaired or left out."""

from __future__ import annotations

from html import escape

import panel as pn
import panel_material_ui as pmui

from lagebild.messages import translate
from lagebild.model.layers import Layer
from lagebild.model.picture import PictureContent
from lagebild.model.provenance import SYNTHETIC
from lagebild.views.formats import Formats

__all__ = ["sources_pane"]

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
    lines = "".join(
        f"<tr><th style='text-align:left;padding-right:1em;vertical-align:top'>{escape(label)}</th>"
        f"<td style='overflow-wrap:anywhere'>{escape(value)}</td></tr>"
        for label, value in rows
        if value
    )
    parts: list[pn.viewable.Viewable] = [
        pn.pane.HTML(f"<table style='font-size:12px'>{lines}</table>", sizing_mode="stretch_width")
    ]
    if len(report.issues):
        parts.append(_issues_pane(layer, formats))
    return pn.Column(*parts, sizing_mode="stretch_width")


def _issues_pane(layer: Layer, formats: Formats) -> pn.viewable.Viewable:
    t, issues = formats.translate, layer.report.issues
    shown = layer.report.gravest_first.head(_SHOWN_ISSUES)
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
