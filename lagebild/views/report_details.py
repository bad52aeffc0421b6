"""What is said of a selected report: what it claims, from whom, how sure, and what others say to it; plain text."""

from __future__ import annotations

from typing import Any

from lagebild.model.dossier import Dossier
from lagebild.model.dossier_objects import ObjectKey, ObjectKind, object_name
from lagebild.model.platforms import Platforms
from lagebild.views.formats import Formats
from lagebild.views.report_words import Row, date_text, grade_text, place_precision_text, relation_words, status_text
from lagebild.views.topics import topics_text

__all__ = ["object_link", "report_details", "titled"]

_LONGEST = 4000
_MOST_RELATIONS = 40


def report_details(
    dossier: Dossier, report: Row, formats: Formats, platforms: Platforms | None = None, *, linked: bool = False
) -> dict[str, Any]:
    """Describe a row of `dossier.reports` for the details panel; see `frontend/README.md`.

    Returns
    -------
    dict
        title, subtitle, marks, sections of rows with label, value, note and, where `linked`, links to objects.
    """
    t = formats.translate
    language = formats.language
    facts = [
        _row(t("Date"), date_text(report, t)),
        _row(t("Place"), _text(report["place"]), place_precision_text(str(report["place_precision"]), t)),
        *_objects(dossier, report, platforms, formats, linked=linked),
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


def _objects(
    dossier: Dossier, report: Row, platforms: Platforms | None, formats: Formats, *, linked: bool
) -> list[dict[str, Any]]:
    """Name actors, sites and types in the reader's language, each as a link where links lead somewhere."""
    t, one, rows = formats.translate, dossier.of_id(str(report["id"])), []
    for title, kind, ids in (
        (t("Actors"), ObjectKind.ACTOR, one.actors),
        (t("Sites"), ObjectKind.SITE, one.sites),
        (t("Aircraft types"), ObjectKind.PLATFORM, one.platforms),
    ):
        keys = [ObjectKey(kind, name) for name in ids]
        names = [object_name(dossier, platforms or Platforms(), key, formats.language)[:_LONGEST] for key in keys]
        links = [object_link(key, name) for key, name in zip(keys, names, strict=True)] if linked else []
        rows.append({**_row(title, "; ".join(names)), **({"links": links} if links else {})})
    return rows


def object_link(key: ObjectKey, name: str) -> dict[str, str]:
    """Return what the map needs to ask for an object by a click on its name."""
    return {"text": name, "kind": str(key.kind), "id": key.id}


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


def _worded(report: Row, field: str, language: str) -> str:
    """Return title or text in the reader's language, else as it was recorded."""
    translated = _text(report.get(f"{field}_{language}"))
    return (translated if report["language"] != language and translated else _text(report[field])) or translated


def _text(value: object) -> str:
    return value[:_LONGEST] if isinstance(value, str) else ""


def _row(label: str, value: str, note: str = "") -> dict[str, str]:
    return {"label": label, "value": value, "note": note}
