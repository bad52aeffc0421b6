"""The versions of a report, the newest first, each with what it changed."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import pandas as pd

from lagebild.model.dossier_report import Report
from lagebild.model.report_draft import ReportDraft
from lagebild.views.formats import Formats
from lagebild.views.i18n import Translate
from lagebild.views.report_fields import fault_html

__all__ = ["history_html"]


def history_html(versions: Sequence[Report], formats: Formats, *, newer: bool) -> str:
    """List versions, the oldest first in `versions`; `newer`: the last one is not the one that is being edited."""
    if not versions:
        return ""
    t = formats.translate
    told = ""
    if newer:
        sentence = t("A newer version has been saved meanwhile: “{title}”")
        told = fault_html(sentence.format(title=versions[-1].titled(formats.language)), t)
    head = f"<h3 style='font-size:14px;margin:8px 0 2px'>{escape(t('Versions'))}</h3>"
    rows = [_row(number, versions, formats) for number in range(len(versions), 0, -1)]
    return f"{told}{head}<ol reversed style='margin:0;padding-left:24px'>{''.join(rows)}</ol>"


def _row(number: int, versions: Sequence[Report], formats: Formats) -> str:
    t, version = formats.translate, versions[number - 1]
    said = f"{formats.time(pd.Timestamp(version.recorded_at))}, {version.recorded_by or '?'}"
    names = (
        [] if number == 1 else list(dict.fromkeys(_field(one, t) for one in _changed(versions[number - 2], version)))
    )
    changes = f"<br><small>{escape(t('changed'))}: {escape(', '.join(names))}</small>" if names else ""
    return f"<li value='{number}'>{escape(said)}{changes}</li>"


def _changed(former: Report, newer: Report) -> list[str]:
    """Names of the fields of a form that differ."""
    one, other = ReportDraft.of(former), ReportDraft.of(newer)
    names = [name for name in ReportDraft.__dataclass_fields__ if name not in ("base", "recorded_by")]
    return [name for name in names if getattr(one, name) != getattr(other, name)]


def _field(name: str, t: Translate) -> str:
    return {
        "title": t("Title"),
        "text": t("Text"),
        "language": t("Language"),
        "translated_title": t("Translation"),
        "translated_text": t("Translation"),
        "date": t("Date"),
        "date_precision": t("Date"),
        "place": t("Place"),
        "place_precision": t("Place"),
        "longitude": t("Place"),
        "latitude": t("Place"),
        "radius": t("Place"),
        "actors": t("Actors"),
        "sites": t("Sites"),
        "topics": t("Topics"),
        "platforms": t("Aircraft types"),
        "source": t("Source"),
        "source_link": t("Source"),
        "source_date": t("Source"),
        "reliability": t("Grade"),
        "credibility": t("Grade"),
        "status": t("Status"),
    }.get(name, name)
