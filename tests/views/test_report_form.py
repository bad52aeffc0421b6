"""The form for reports: faults at their fields, new versions, two who edit at once, and nothing typed gets lost."""

from __future__ import annotations

from typing import Any

import pytest

import lagebild as lb
from lagebild.dashboard.app import Dashboard
from lagebild.errors import PictureError, ValidationError
from lagebild.model.dossier_edit import DossierEdit
from lagebild.service.dossier_desk import DossierDesk
from lagebild.service.picture_service import PictureService
from lagebild.views.report_form import ReportForm
from tests.builders import HOSTILE, make_picture
from tests.dossiers import report, small_dossier
from tests.views.test_coverage_view import press


def picture(dossier: lb.Dossier | None = None) -> lb.Picture:
    return lb.Picture("Lage", tracks=make_picture().tracks, dossier=small_dossier() if dossier is None else dossier)


def form_of(shown: lb.Picture | None = None) -> ReportForm:
    return lb.report_form((picture() if shown is None else shown).map())


def type_in(form: ReportForm, **values: Any) -> None:
    for name, value in values.items():
        getattr(form.fields, name).value = value


def told(form: ReportForm) -> dict[str, str]:
    return {name: pane.object for name, pane in form.fields._told.items() if pane.visible}


def test_a_new_report_is_on_the_map_at_once() -> None:
    form = form_of()
    type_in(
        form, title=HOSTILE, source="Hafenwache", date="12.05.2026", place="Aktau", longitude="51,2", latitude="43,6",
        place_precision="city", actors=["a"], new_actors="Hafenamt; Werft", topics=["operation"], new_topics="Hafen",
        reliability="B", credibility="2", recorded_by="Meier",
    )  # fmt: skip
    form.submit()
    made = list(form.picture.dossier)[-1]
    assert (made.title, made.source.name, str(made.grade), made.date.text) == (
        HOSTILE,
        "Hafenwache",
        "B2",
        "2026-05-12",
    )
    assert made.actors == ("a", "Hafenamt", "Werft")
    assert made.topics == ("operation", "Hafen")
    assert (made.recorded_by, made.recorded_at.tzinfo is not None) == ("Meier", True)
    assert form.map.scene["layers"][-1]["count"] == 3
    assert form.map.report == made.id
    assert "Gespeichert" in form.said.object
    assert "<img" not in form.said.object
    assert not form.is_changed


def test_what_is_wrong_is_said_at_its_field_and_stays_typed() -> None:
    form = form_of()
    type_in(form, title="Titel", date="31.02.2023", longitude="abc")
    form.submit()
    said = told(form)
    assert set(said) == {"date", "longitude", "source"}
    assert "dieser Monat hat 28 Tage" in said["date"]
    assert "„abc“ ist keine Zahl" in said["longitude"]
    assert "Wer sagt das?" in said["source"]
    assert "3 Felder" in form.said.object
    assert (form.fields.date.value, form.fields.longitude.value) == ("31.02.2023", "abc")
    assert len(form.picture.dossier) == 5
    type_in(form, date="28.02.2023", longitude="", source="Quelle")
    form.submit()
    assert told(form) == {}
    assert len(form.picture.dossier) == 6


def test_a_place_without_coordinates_is_kept_and_said() -> None:
    form = form_of()
    type_in(form, title="Titel", source="Quelle", place="bei Kiew")
    form.submit()
    made = list(form.picture.dossier)[-1]
    assert made.place is not None
    assert (made.place.name, made.place.longitude) == ("bei Kiew", None)
    assert "Ohne Koordinaten" in told(form)["place"]


def test_editing_makes_a_version_and_shows_what_changed() -> None:
    form = form_of()
    form.map.report = "r1"
    press(form.edit)
    assert form.fields.title.value == "Titel r1"
    assert form.fields.translated_title.value == "Title r1"
    type_in(form, title="Titel r1, neu", credibility="2", recorded_by="Meier")
    form.submit()
    history = form.picture.dossier.history("r1")
    assert [one.title for one in history] == ["Titel r1", "Titel r1, neu"]
    assert history[1].translations == history[0].translations
    assert history[1].platforms == ("anka-s",)
    assert "geändert: Titel, Bewertung" in form.history.object
    press(form.withdraw)
    assert str(form.picture.dossier.of_id("r1").status) == "withdrawn"
    assert form.withdraw.disabled


def test_relations_are_added_and_taken_back() -> None:
    form = form_of()
    form.open("r2")
    assert len(form.relations._list) == 1
    press(form.relations._list[0][1])
    label = next(name for name, key in form.relations._by_label.items() if key == "r4")
    form.relations.kind.value, form.relations.other.value, form.relations.note.value = "supersedes", label, "neuer"
    press(form.relations.add)
    form.submit()
    relations = form.picture.dossier.relations
    of_it = relations[(relations["from"] == "r2") | (relations["to"] == "r2")]
    assert of_it[["from", "to", "kind", "note"]].to_numpy().tolist() == [["r2", "r4", "supersedes", "neuer"]]
    assert len(form.picture.dossier.history("r2")) == 2, "no version more"


def test_what_is_not_saved_is_not_left_without_a_word() -> None:
    form = form_of()
    type_in(form, title="Halb fertig")
    form.map.report = "r4"
    press(form.edit)
    assert form.fields.title.value == "Halb fertig"
    assert "nicht gespeichert" in form.said.object
    press(form.discard)
    assert form.fields.title.value == "Titel r4"


def test_two_sessions_edit_one_report_and_the_second_is_told() -> None:
    service = PictureService(picture())
    one, other = Dashboard(service), Dashboard(service)
    for session, name in ((one, "Meier"), (other, "Müller")):
        session._toggle_form(None)
        assert session.form is not None
        session.form.open("r1")
        type_in(session.form, recorded_by=name, title=f"Titel von {name}")
    first, second = one.form, other.form
    assert first is not None
    assert second is not None
    first.submit()
    assert other.map.picture.dossier.of_id("r1").title == "Titel von Meier", "everybody sees it at once"
    assert "„Titel von Meier“" in second.history.object
    assert (second.save.visible, second.anyway.visible) == (False, True)
    second.submit()
    assert "Meier hat um" in second.said.object
    assert second.fields.title.value == "Titel von Müller"
    press(second.anyway)
    history = service.picture.dossier.history("r1")
    assert [(version.title, version.recorded_by) for version in history[1:]] == [
        ("Titel von Meier", "Meier"), ("Titel von Müller", "Müller"),
    ]  # fmt: skip
    assert one.map.picture.dossier is service.picture.dossier


def test_a_report_that_cannot_be_kept_stays_in_the_form() -> None:
    def full(_: DossierEdit) -> lb.Dossier:
        raise PictureError("lage/dossier.json cannot be written: No space left on device")

    form = ReportForm(picture().map(), full)
    type_in(form, title="Titel", source="Quelle")
    form.submit()
    assert "No space left" in form.said.object
    assert form.fields.title.value == "Titel"
    assert not form.save.disabled
    assert len(form.picture.dossier) == 5


def test_a_place_is_set_on_the_map() -> None:
    form = form_of()
    press(form.fields.point)
    assert form.map.placing
    form.map.param.update(placed={"longitude": 51.46438, "latitude": 46.58808}, placing=False)
    assert (form.fields.longitude.value, form.fields.latitude.value) == ("51.46438", "46.58808")


def test_the_first_report_of_a_picture_brings_its_timeline() -> None:
    service = PictureService(lb.Picture("Lage", tracks=make_picture().tracks))
    dashboard = Dashboard(service)
    dashboard.show_analysis(True)
    assert dashboard.analysis is not None
    assert "Zeitstrahl" not in dashboard.analysis.tabs._names
    service.desk.enter(DossierEdit(report=report("neu")))
    assert dashboard.analysis.tabs._names[0] == "Zeitstrahl"
    assert dashboard.analysis.tabs.active == 1, "what was open stays so"
    assert dashboard.analysis.timeline.shown["id"].tolist() == ["neu"]


def test_files_of_the_session_and_reports_of_all_go_together() -> None:
    service = PictureService(picture())
    dashboard = Dashboard(service)
    dashboard._look_at(service.extended([]), [])
    service.desk.enter(DossierEdit(report=report("neu")))
    assert "neu" in dashboard.map.picture.dossier


def test_selection_stays_with_its_report() -> None:
    form = form_of()
    form.map.selection = form.map.selection_of(_named("r3"))
    before = form.map.picked
    form.open("r1")
    type_in(form, longitude="", latitude="", place="")
    type_in(form, place_precision="")
    form.submit()
    assert form.map.selection["id"].tolist() == ["r3"]
    assert form.map.picked != before, "the map numbers the reports anew"


def _named(name: str) -> Any:
    import pandas as pd

    return pd.DataFrame({"kind": ["report"], "layer": ["dossier"], "id": [name]})


def test_where_reports_cannot_last_it_is_said_and_a_snapshot_has_no_form() -> None:
    service = PictureService(picture())
    dashboard = Dashboard(service)
    dashboard._toggle_form(None)
    assert dashboard.form is not None
    assert dashboard.form.hint.visible
    assert "solange der Server läuft" in dashboard.form.hint.object
    frozen = picture().snapshot()
    assert not Dashboard(PictureService(frozen, desk=DossierDesk(frozen)))._report_button("de").visible


def test_english() -> None:
    form = form_of()
    form.map.language = "en"
    assert form.save.name == "Save"
    assert form.fields.date.name == "Date"
    type_in(form, date="2023-02-31")
    form.submit()
    assert "that month has 28 days" in told(form)["date"]


def test_a_form_belongs_to_a_map() -> None:
    with pytest.raises(ValidationError, match=r"made by picture\.map\(\), not str"):
        lb.report_form("Karte")  # type: ignore[arg-type]
