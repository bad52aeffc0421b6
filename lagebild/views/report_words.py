"""What is said of reports, in words: dates as exact as they are, grades, kinds of claims, relations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lagebild.views.i18n import Translate

__all__ = [
    "Row",
    "credibility_text",
    "date_text",
    "grade_text",
    "place_precision_text",
    "relation_words",
    "reliability_text",
    "status_text",
]

Row = Mapping[Any, Any]
"""A row of `dossier.reports`."""


def date_text(report: Row, t: Translate) -> str:
    """Say a report's date no more exactly than it is known."""
    date, precision = str(report["date"] or ""), str(report["date_precision"])
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
    parts = [reliability_text(str(report["reliability"]), t), credibility_text(str(report["credibility"]), t)]
    return ", ".join(part for part in parts if part)


def reliability_text(letter: str, t: Translate) -> str:
    """Say how reliable a source is."""
    return {
        "A": t("completely reliable"),
        "B": t("usually reliable"),
        "C": t("fairly reliable"),
        "D": t("not usually reliable"),
        "E": t("unreliable"),
        "F": t("reliability cannot be judged"),
    }.get(letter, "")


def credibility_text(digit: str, t: Translate) -> str:
    """Say how credible what is said is."""
    return {
        "1": t("confirmed by others"),
        "2": t("probably true"),
        "3": t("possibly true"),
        "4": t("doubtful"),
        "5": t("improbable"),
        "6": t("truth cannot be judged"),
    }.get(digit, "")


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


def place_precision_text(precision: str, t: Translate) -> str:
    """Say how exactly a place is known."""
    return {
        "point": t("exact place"),
        "city": t("known to the city"),
        "region": t("known to the region"),
        "country": t("known to the country"),
    }.get(precision, "")
