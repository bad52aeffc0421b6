"""Tables below the map: what is selected is what they are about, computed once a picture."""

import pandas as pd

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
