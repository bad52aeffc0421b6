"""What is typed into a form: a report, or a sentence at each field that is wrong; nothing typed gets lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given

import lagebild as lb
from lagebild.model.report_draft import ReportDraft
from tests.builders import HOSTILE
from tests.dossiers import START, city, dossiers, report

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
RIGHT = ReportDraft(title="Titel", source="Quelle")


def faults(**typed: str) -> dict[str, str]:
    made, found = replace(RIGHT, **typed).read(report_id="m", recorded_at=NOW)
    assert (made is None) == bool(found)
    return {name: str(sentence) for name, sentence in found.items()}


def test_the_least_that_makes_a_report() -> None:
    made, found = RIGHT.read(report_id="m", recorded_at=NOW)
    assert found == {}
    assert made == lb.Report(id="m", title="Titel", source=lb.Source(name="Quelle"), recorded_at=NOW)


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"title": " "}, "title", "a report needs a title"),
        ({"source": ""}, "source", "who says so"),
        ({"date": "31.02.2023"}, "date", "that month has 28 days"),
        ({"date": "gestern"}, "date", "“gestern” is no date"),
        ({"date": "2023", "date_precision": "day"}, "date", "not exact to the day"),
        ({"date_precision": "before"}, "date", "has no text"),
        ({"reliability": "G", "credibility": "7"}, "reliability", "not “G7”"),
        ({"longitude": "abc"}, "longitude", "“abc” is no number"),
        ({"longitude": "71,4"}, "latitude", "one coordinate of two"),
        ({"latitude": "51"}, "longitude", "one coordinate of two"),
        ({"longitude": "71", "latitude": "51"}, "place_precision", "how exact are they"),
        ({"longitude": "190", "latitude": "51", "place_precision": "city"}, "longitude", "within ±180"),
        ({"longitude": "71", "latitude": "91", "place_precision": "city"}, "latitude", "within ±90"),
        ({"longitude": "nan", "latitude": "5", "place_precision": "city"}, "longitude", "within ±180"),
        ({"longitude": "7", "latitude": "5", "place_precision": "city", "radius": "-1"}, "radius", "0 m or more"),
        ({"place": "Astana", "place_precision": "point"}, "longitude", "has no coordinates"),
        ({"source_link": "javascript:alert(1)"}, "source_link", "begins with https://"),
        ({"translated_text": "only a text"}, "translated_title", "a title and a text"),
        ({"text": "Text", "translated_title": "only a title"}, "translated_text", "a title and a text"),
        ({"text": "x" * 100_001}, "text", "100000 are the most"),
        ({"title": "\ud800"}, "title", "half a character"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(typed: dict[str, str], field: str, said: str) -> None:
    found = faults(**typed)
    assert list(found) == [field]
    assert said in found[field]


def test_all_that_is_wrong_is_said_at_once() -> None:
    assert set(faults(title="", date="32.1.2023", longitude="x", source_link="ftp://a")) == {
        "title", "date", "longitude", "source_link",
    }  # fmt: skip


def test_a_place_without_coordinates_is_a_name() -> None:
    made, found = replace(RIGHT, place="bei Kiew", place_precision="region").read(report_id="m", recorded_at=NOW)
    assert not found
    assert made is not None
    assert made.place == lb.ReportPlace(name="bei Kiew", precision="region")  # type: ignore[arg-type]


def test_numbers_as_they_are_written_in_germany_and_text_as_it_is() -> None:
    draft = replace(
        RIGHT, title=HOSTILE, longitude="71,433°", latitude=" 51.2 ", place_precision="city", radius="2,5", date="05.11.2023"
    )  # fmt: skip
    made, found = draft.read(report_id="m", recorded_at=NOW)
    assert not found
    assert made is not None
    assert made.place is not None
    assert (made.place.longitude, made.place.latitude, made.place.radius) == (71.433, 51.2, 2500.0)
    assert (made.date.text, str(made.date.precision)) == ("2023-11-05", "day")
    assert made.title == HOSTILE


@given(dossiers())
def test_reports_that_are_opened_and_saved_unchanged_are_the_same(dossier: lb.Dossier) -> None:
    complaints = {"title", "source", "translated_title", "translated_text"}  # of forms alone
    for one in dossier:
        made, found = ReportDraft.of(one).read(report_id=one.id, recorded_at=one.recorded_at)
        if set(found) & complaints:
            continue
        assert found == {}
        assert made == replace(one, recorded_by=one.recorded_by.strip())


def test_a_place_is_kept_to_the_last_digit_and_changes_as_a_whole() -> None:
    one = report("r", place=replace(city(71.4, 51.2), radius=1234.5678))
    draft = ReportDraft.of(one)
    made, _ = replace(draft, title="Neu").read(report_id="r", recorded_at=START)
    assert made is not None
    assert made.place == one.place
    moved, _ = replace(draft, longitude="71.5").read(report_id="r", recorded_at=START)
    assert moved is not None
    assert moved.place is not None
    assert moved.place.longitude == 71.5
    assert moved.place.radius == pytest.approx(1234.5678)
