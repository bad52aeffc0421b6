"""Tables below the map: what is selected is what they are about, computed once a picture."""

import threading

import pandas as pd
import panel as pn
import pytest

import lagebild as lb
from lagebild.dashboard.app import Dashboard
from lagebild.dashboard.result_table import shown_table
from lagebild.service.picture_service import PictureService
from lagebild.views.formats import Formats
from tests.builders import make_airspaces, make_picture, make_tracks


def low_picture() -> lb.Picture:
    """Flights that pass through the zone up to FL 100, and one above it."""
    frame = make_tracks().frame
    frame["altitude_pressure"] -= 1000.0
    frame["altitude_amsl"] -= 1000.0
    areas = lb.Airspaces.from_frame(make_airspaces().frame.iloc[[0, 2, 3]])
    return make_picture(tracks=lb.Tracks.from_frame(frame), airspaces=areas)


def test_answers_are_those_of_the_analysis_and_are_kept() -> None:
    service = PictureService(low_picture())
    picture, answers = service.picture, service.answers
    flight = answers.crossings_of("tracks-0", "T001")
    expected = lb.crossings(picture.tracks["T001"], picture.airspaces, picture.terrain, picture.qnh)
    pd.testing.assert_frame_equal(flight.drop(columns="airspace"), expected)
    assert "Zone" in set(flight["airspace"])
    assert answers.crossings_of("tracks-0", "T001") is flight
    zone = picture.airspaces.frame["airspace_id"].iloc[0]
    visits = answers.visits_to("airspaces-0", zone)
    assert set(visits["callsign"]) <= {"SYN000", "SYN001", "SYN002"}
    assert set(visits["airspace_id"]) == {zone}
    assert len(answers.clearance_of("tracks-0", "T001")) == 1


def test_tables_are_shown_in_german_with_units_in_their_titles() -> None:
    service = PictureService(low_picture())
    visits = service.answers.crossings_of("tracks-0", "T001")
    shown = shown_table(visits, Formats())
    assert {"Luftraum", "Einflug (UTC)", "Dauer (s)", "Höhe bei Einflug (ft NN)"} <= set(shown.columns)
    metric = shown_table(visits, Formats(language="en", units="metric"))
    assert "Altitude at entry (m AMSL)" in metric.columns
    assert set(shown["Sicherheit"]) <= {"sicher", "unbestimmt"}
    assert len(shown_table(visits.iloc[:0], Formats())) == 0


def test_the_pane_is_made_when_wanted_and_follows_the_selection() -> None:
    dashboard = Dashboard(PictureService(low_picture()))
    assert dashboard.analysis is None
    dashboard.show_analysis(True)
    pane = dashboard.analysis
    assert pane is not None
    dashboard.map.selection = ["T001"]
    assert pane.section.shown is not None
    assert pane.tabs.active == 0
    airspace = {
        "kind": ["airspace"],
        "layer": ["airspaces-0"],
        "id": [dashboard.service.picture.airspaces.frame["airspace_id"].iloc[0]],
    }
    dashboard.map.selection = pd.DataFrame(airspace)
    assert pane.tabs.active == 2
    dashboard.map.selection = ["T001"]
    assert pane.tabs.active == 0, "a flight has its own"


def test_several_that_are_selected_share_a_table() -> None:
    dashboard = Dashboard(PictureService(low_picture()))
    dashboard.show_analysis(True)
    answers = dashboard.service.answers
    dashboard.map.selection = ["T000", "T001"]
    (column,) = dashboard.analysis._flight.place
    said, table = column
    rows = table[1].value
    assert list(rows["Flug"].unique()) == ["T000", "T001"]
    assert len(rows) == sum(len(answers.crossings_of("tracks-0", track)) for track in ("T000", "T001"))
    lowest = min(
        (answers.clearance_of("tracks-0", track)["height_above_ground"].iloc[0], track) for track in ("T000", "T001")
    )
    assert f"{lowest[1]}, <b>" in said.object
    dashboard.map.selection = ["T001"]
    assert "T0" not in dashboard.analysis._flight.place[0][0].object


def test_more_than_a_table_holds_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lagebild.dashboard.analysis_pane._MOST", 1)
    dashboard = Dashboard(PictureService(low_picture()))
    dashboard.show_analysis(True)
    dashboard.map.selection = ["T001", "T002"]
    assert dashboard.analysis._flight.place[0].object == "Die ersten 1 von 2 ausgewählten"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            lb.LagebildError("the ground of <b>file.tif</b> cannot be read"),
            "the ground of &lt;b&gt;file.tif&lt;/b&gt; cannot be read",
        ),
        (ZeroDivisionError("secret"), "unerwarteter Fehler"),
    ],
)
def test_what_fails_is_said_and_tried_again(monkeypatch: pytest.MonkeyPatch, error: Exception, said: str) -> None:
    def fail(*_: object) -> None:
        raise error

    dashboard = Dashboard(PictureService(low_picture()))
    dashboard.show_analysis(True)
    with monkeypatch.context() as broken:
        broken.setattr("lagebild.service.answers.crossings", fail)
        dashboard.map.selection = ["T001"]
        text = dashboard.analysis._flight.place[0].object
    assert "Das ließ sich nicht berechnen" in text
    assert said in text
    assert "secret" not in text
    dashboard.map.selection = ["T002"]
    dashboard.map.selection = ["T001"]
    assert not isinstance(dashboard.analysis._flight.place[0], pn.pane.HTML)


def test_an_answer_that_is_known_does_not_wait_for_one_that_is_being_found() -> None:
    answers = PictureService(low_picture()).answers
    known = answers.crossings_of("tracks-0", "T001")
    begun, go_on, results = threading.Event(), threading.Event(), []

    def slow() -> int:
        begun.set()
        assert go_on.wait(10)
        return 7

    threads = [threading.Thread(target=lambda: results.append(answers._once("slow", slow))) for _ in range(2)]
    for thread in threads:
        thread.start()
    assert begun.wait(10)
    assert answers.crossings_of("tracks-0", "T001") is known
    assert results == []
    go_on.set()
    for thread in threads:
        thread.join(10)
    assert results == [7, 7]  # asked twice, found out once
