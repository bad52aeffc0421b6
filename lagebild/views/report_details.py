"""What is said of a selected report: what it claims, from whom, how sure, and what others say to it; plain text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lagebild.model.dossier import Dossier
from lagebild.views.formats import Formats
from lagebild.views.i18n import Translate
from lagebild.views.topics import topics_text

Row = Mapping[Any, Any]
"""A row of `dossier.reports`."""

__all__ = ["date_text", "grade_text", "relation_words", "report_details", "status_text", "titled"]

_LONGEST = 4000
_MOST_RELATIONS = 40


def report_details(dossier: Dossier, report: Row, formats: Formats) -> dict[str, Any]:
    """Describe a row of `dossier.reports` for the details panel; see `frontend/README.md`.

    Returns
    -------
    dict
        title, subtitle, marks, sections of rows with label, value and note.
    """
    t = formats.translate
    language = formats.language
    facts = [
        _row(t("Date"), date_text(report, t)),
        _row(t("Place"), _text(report["place"]), _precision(str(report["place_precision"]), t)),
        _row(t("Actors"), _text(report["actors"])),
        _row(t("Topics"), topics_text(_text(report["topics"]), t)),
        _row(t("Status"), status_text(str(report["status"]), t)),
    ]
    source = [
        _row(t("Source"), _text(report["source"]), _text(report["source_date"])),
        _row(t("Link"), _text(report["source_link"])),
        _row(t("Grade"), f"{report['reliability']}{report['credibility']}", grade_text(report, t)),
        _row(t("Recorded"), formats.time(report["recorded_at"]), _text(report["recorded_by"])),
    ]
    sections = [
        ("", [_row("", _worded(report, "text", language))]),
        ("", facts),
        (t("Source"), source),
        (t("What others say to it"), _relations(dossier, str(report["id"]), formats)),
    ]
    return {
        "title": titled(report, language),
        "subtitle": " · ".join(filter(None, [t("Report"), f"{report['reliability']}{report['credibility']}"])),
        "marks": [],
        "sections": [
            {"title": title, "rows": [row for row in rows if row["value"]]}
            for title, rows in sections
            if any(row["value"] for row in rows)
        ],
    }


def date_text(report: Row, t: Translate) -> str:
    """Say a report's date no more exactly than it is known."""
    date, precision = _text(report["date"]), str(report["date_precision"])
    if not date:
        return t("undated")
    between = date.split("/")
    written = " – ".join(_iso(end) for end in between)
    forms = {
        "before": t("until {date}"),
        "since": t("since {date}"),
        "planned": t("{date}, planned"),
    }
    return forms.get(precision, "{date}").format(date=written)


def _iso(date: str) -> str:
    """Days as they are written in Germany; months and years as they are short in both languages."""
    parts = date.split("-")
    return ".".join(reversed(parts)) if len(parts) == 3 else "/".join(reversed(parts))


def grade_text(report: Row, t: Translate) -> str:
    """Say reliability and credibility in words (Admiralty scheme, as in AJP-2.1)."""
    reliability = {
        "A": t("completely reliable"),
        "B": t("usually reliable"),
        "C": t("fairly reliable"),
        "D": t("not usually reliable"),
        "E": t("unreliable"),
        "F": t("reliability cannot be judged"),
    }
    credibility = {
        "1": t("confirmed by others"),
        "2": t("probably true"),
        "3": t("possibly true"),
        "4": t("doubtful"),
        "5": t("improbable"),
        "6": t("truth cannot be judged"),
    }
    parts = [reliability.get(str(report["reliability"]), ""), credibility.get(str(report["credibility"]), "")]
    return ", ".join(part for part in parts if part)


def status_text(status: str, t: Translate) -> str:
    """Name what kind of claim a report is."""
    return {
        "reported": t("reported"),
        "planned": t("planned"),
        "assessment": t("assessment"),
        "unconfirmed": t("unconfirmed"),
        "withdrawn": t("withdrawn"),
    }.get(status, status)


def relation_words(kind: str, t: Translate, *, back: bool) -> str:
    """Name a relation as seen from its beginning, or from its end (`back`)."""
    onwards = {
        "confirms": t("confirms"),
        "contradicts": t("contradicts"),
        "supersedes": t("supersedes"),
        "adds": t("adds to"),
        "plan": t("is the plan of"),
        "part_of": t("is part of"),
    }
    backwards = {
        "confirms": t("confirmed by"),
        "contradicts": t("contradicted by"),
        "supersedes": t("superseded by"),
        "adds": t("added to by"),
        "plan": t("planned in"),
        "part_of": t("has as its part"),
    }
    return (backwards if back else onwards).get(kind, kind)


def _relations(dossier: Dossier, report: str, formats: Formats) -> list[dict[str, str]]:
    t, relations = formats.translate, dossier.relations
    reports = dossier.reports.set_index("id")
    rows = []
    for back, end, other in ((True, "to", "from"), (False, "from", "to")):
        for kind, name, note in relations.loc[relations[end] == report, ["kind", other, "note"]].itertuples(
            index=False
        ):
            if name in reports.index:
                said = reports.loc[name].to_dict()
                grade = f"{said['source']}, {said['reliability']}{said['credibility']}"
                title = titled(said, formats.language)
                rows.append(
                    _row(relation_words(str(kind), t, back=back), title, "; ".join(filter(None, [grade, _text(note)])))
                )
    return rows[:_MOST_RELATIONS]


def titled(report: Row, language: str) -> str:
    """Return a report's title in the reader's language, else as it was recorded."""
    return _worded(report, "title", language)


def _precision(precision: str, t: Translate) -> str:
    return {
        "point": t("exact place"),
        "city": t("known to the city"),
        "region": t("known to the region"),
        "country": t("known to the country"),
    }.get(precision, "")


def _worded(report: Row, field: str, language: str) -> str:
    """Return title or text in the reader's language, else as it was recorded."""
    translated = _text(report.get(f"{field}_{language}"))
    return (translated if report["language"] != language and translated else _text(report[field])) or translated


def _text(value: object) -> str:
    return value[:_LONGEST] if isinstance(value, str) else ""


def _row(label: str, value: str, note: str = "") -> dict[str, str]:
    return {"label": label, "value": value, "note": note}
