"""Reports on the map: those with a place, selected, told about, and hidden."""

from __future__ import annotations

import gzip

import pandas as pd
import pytest

import lagebild as lb
from lagebild.errors import ValidationError
from lagebild.views.columns import ColumnStore, unpack
from lagebild.views.report_details import report_details
from lagebild.views.report_marks import REPORTS_LAYER, describe_reports, placed_reports
from lagebild.views.report_words import date_text
from tests.builders import HOSTILE, make_picture
from tests.dossiers import small_dossier


def picture() -> lb.Picture:
    return lb.Picture("Dossier", tracks=make_picture().tracks, dossier=small_dossier())


def test_the_map_gets_those_that_have_a_place() -> None:
    store = ColumnStore()
    described = describe_reports(small_dossier(), store)
    assert described is not None
    assert (described["id"], described["kind"], described["count"]) == ("dossier", "dossier", 2)
    meta, columns = unpack(gzip.decompress(store.get(described["resource"])))
    assert columns["longitude"].tolist() == pytest.approx([71.4, 69.1], abs=1e-7)
    assert columns["radius"].tolist() == [10_000.0, 10_000.0]
    assert meta["rows"][0] == {
        "id": "r1",
        "titles": {"de": "Titel r1", "en": "Title r1"},
        "place": "Stadt",
        "topic": "production",
        "grade": "C4",
        "precision": "city",
    }
    assert meta["rows"][1]["titles"]["de"] == HOSTILE
    assert describe_reports(lb.Dossier(), store) is None


def test_the_scene_has_them_above_all_else() -> None:
    scene = picture().map().scene
    assert [layer["kind"] for layer in scene["layers"]] == ["tracks", "dossier"]


def test_a_report_is_selected_by_its_id() -> None:
    shown = picture().map()
    shown.selection = pd.DataFrame({"kind": ["report"], "id": ["r3"]})
    assert shown.picked == [{"kind": "report", "layer": REPORTS_LAYER, "index": 1}]
    shown.picked = [{"kind": "report", "layer": REPORTS_LAYER, "index": 0}]
    assert shown.selection[["kind", "layer", "id", "name"]].to_numpy().tolist() == [
        ["report", REPORTS_LAYER, "r1", "Titel r1"]
    ]
    shown.picked = [{"kind": "report", "layer": REPORTS_LAYER, "index": 7}]
    assert len(shown.selection) == 0
    with pytest.raises(ValidationError, match="no report 'r4'"):
        shown.selection = pd.DataFrame({"kind": ["report"], "id": ["r4"]})  # it has no place


def test_what_is_said_of_a_report() -> None:
    shown = picture().map(language="de")
    shown.focus = {"kind": "report", "layer": REPORTS_LAYER, "index": 0}
    told = shown.details
    assert told["title"] == "Titel r1"
    assert told["subtitle"] == "Meldung · C4"
    rows = {row["label"]: (row["value"], row["note"]) for section in told["sections"] for row in section["rows"]}
    assert rows["Datum"] == ("2024, geplant", "")
    assert rows["Ort"] == ("Stadt", "auf die Stadt genau")
    assert rows["Themen"][0] == "Fertigung, Vereinbarung"
    assert rows["Bewertung"] == ("C4", "ziemlich zuverlässig, zweifelhaft")
    assert rows["widersprochen von"] == ("Titel r2, berichtigt", "Quelle, F6; uneins")
    assert rows["bestätigt durch"] == ("Titel r4", "Quelle, A1")
    shown.language = "en"
    assert shown.details["title"] == "Title r1"
    assert shown.details["sections"][0]["rows"][0]["value"] == "Production begins"
    shown.focus = {"kind": "report", "layer": REPORTS_LAYER, "index": 9}
    assert shown.details == {}


def test_dates_are_said_no_more_exactly_than_they_are_known() -> None:
    from lagebild.views.i18n import translator

    def said(date: str, precision: str) -> str:
        return date_text({"date": date, "date_precision": precision}, translator("de"))

    assert said("2023-11-05", "day") == "05.11.2023"
    assert said("2023-11", "month") == "11/2023"
    assert said("2019", "before") == "bis 2019"
    assert said("2022-05-10/2022-05-11", "day") == "10.05.2022 – 11.05.2022"
    assert said("", "unknown") == "undatiert"


def test_a_hostile_report_is_told_as_text() -> None:
    dossier = small_dossier()
    placed = placed_reports(dossier)
    from lagebild.views.formats import Formats

    told = report_details(dossier, placed.iloc[1].to_dict(), Formats())
    assert told["title"] == HOSTILE, "the page shows it with textContent"


def test_some_are_hidden_by_their_ids() -> None:
    shown = picture().map()
    assert shown.shown_reports is None
    shown.shown_reports = ["r1"]
    assert shown._state["shown_reports"] == ["r1"]
