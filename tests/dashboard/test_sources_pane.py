from __future__ import annotations

import pandas as pd
import panel as pn

from lagebild.dashboard.sources_pane import sources_pane
from lagebild.messages import Message
from lagebild.model.layers import Layer
from lagebild.model.picture import PictureContent
from lagebild.model.places import Places
from lagebild.model.report import Issue, ReadReport, issue_table
from lagebild.views.formats import Formats
from tests.builders import HOSTILE, make_places


def reasons_shown(issues: pd.DataFrame, language: str) -> str:
    """The page's HTML about the issues of a layer."""
    places = Places.from_frame(make_places().frame, report=ReadReport(issues=issues))
    picture = PictureContent(title="Prüfbild", layers=(Layer(id="places-0", data=places),))
    pane = sources_pane(picture, Formats(language=language))
    tables = [p.object for p in pane.select(pn.pane.HTML) if "lagebild-issues" in p.object]
    assert len(tables) == 1
    return str(tables[0])


MISSING = Message("row {row}: {reason}", row=7, reason=Message("{name} is missing", name="time"))


def test_reasons_are_said_in_the_language_of_the_page() -> None:
    issues = issue_table([Issue(severity="quarantined", reason=MISSING, line=8)])
    assert "<td>8</td><td>ausgelassen</td>" in reasons_shown(issues, "de")
    assert "Zeile 7: time fehlt" in reasons_shown(issues, "de")
    assert "is missing" not in reasons_shown(issues, "de")
    assert "row 7: time is missing" in reasons_shown(issues, "en")


def test_reasons_without_a_template_stay_english() -> None:
    issues = issue_table([Issue(severity="note", reason="something else")])
    former = issues.drop(columns=["template", "values"])
    for table in (issues, former):
        assert "something else" in reasons_shown(table, "de")


def test_text_from_files_is_never_markup() -> None:
    reason = Message("{name} is missing", name=HOSTILE)
    for language in ("de", "en"):
        shown = reasons_shown(issue_table([Issue(severity="note", reason=reason)]), language)
        assert "<img" not in shown
        assert "&lt;img" in shown


def test_hostile_tables_show_their_english_reasons() -> None:
    issues = issue_table([Issue(severity="note", reason=f"English {n}") for n in range(6)])
    issues["template"] = ["{reason.__class__}", "{name} is missing", "row {row}: {reason}", "", "{0}", HOSTILE]
    issues["values"] = ["{}", "no JSON", '{"row": 1}', "{}", "[1]", '{"row": 1}']
    shown = reasons_shown(issues, "de")
    assert all(f">English {n}<" in shown for n in range(6))
    assert "Content-Type" not in shown


def test_the_gravest_keeps_its_own_reason() -> None:
    notes = [Issue(severity="note", reason=Message("this is no IGC record"))] * 250
    issues = issue_table([*notes, Issue(severity="quarantined", reason=MISSING)])
    shown = reasons_shown(issues, "de")
    assert shown.index("Zeile 7: time fehlt") < shown.index("dies ist kein IGC-Datensatz")
    assert "und weitere Einträge: 51" in shown
