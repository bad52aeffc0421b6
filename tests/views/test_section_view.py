"""Height profiles: what is drawn, in whose units, and how they and the map follow each other."""

import numpy as np
import pandas as pd
import pytest

import lagebild as lb
from lagebild.errors import ValidationError
from lagebild.units import METRES_PER_FOOT, METRES_PER_NAUTICAL_MILE
from lagebild.views.formats import Formats
from lagebild.views.section_figure import section_figure
from tests.builders import make_airspaces, make_picture, make_terrain, make_tracks


def picture() -> lb.Picture:
    return make_picture(airspaces=lb.Airspaces.from_frame(make_airspaces().frame.iloc[[0, 2, 3]]))


def section(**columns: object) -> object:
    tracks = make_tracks(1)
    return lb.cross_section(
        lb.Tracks.from_frame(tracks.frame.assign(**columns)), make_terrain(), picture().airspaces, 1003.25
    )


def test_axes_are_in_the_readers_units_and_language() -> None:
    found = section()
    german = section_figure(found, Formats(language="de", units="metric"))
    assert german.figure.xaxis[0].axis_label == "Geflogene Strecke (km)"
    assert german.figure.yaxis[0].axis_label == "Höhe über NN (m)"
    np.testing.assert_allclose(german.x, found.distance / 1000.0)
    english = section_figure(found, Formats(language="en"))
    assert english.figure.yaxis[0].axis_label == "Altitude AMSL (ft)"
    np.testing.assert_allclose(english.x, found.distance / METRES_PER_NAUTICAL_MILE)
    top = float(found.altitude_amsl_high.max()) / METRES_PER_FOOT
    assert english.figure.y_range.end > top
    by_time = section_figure(found, Formats(), axis="time")
    assert by_time.figure.xaxis[0].axis_label == "Zeit (UTC)"


@pytest.mark.parametrize("axis", ["distance", "time"])
def test_the_marker_stands_where_the_flight_is_at_the_time(axis: str) -> None:
    found = section()
    drawn = section_figure(found, Formats(), axis=axis)  # type: ignore[arg-type]
    moment = pd.Timestamp(found.time.to_numpy()[7], tz="UTC")
    drawn.show_time(moment)
    assert drawn.now.visible
    assert drawn.now.location == pytest.approx(drawn.x[7])
    drawn.show_time(moment + pd.Timedelta(hours=9))
    assert not drawn.now.visible
    place = drawn.place_at(float(drawn.x[7]))
    assert place == pytest.approx({"longitude": float(found.longitude[7]), "latitude": float(found.latitude[7])})
    assert drawn.place_at(float(drawn.x[-1]) + 1.0) is None


def test_flights_without_heights_and_without_ground_are_drawn() -> None:
    empty = section(altitude_amsl=np.nan, altitude_pressure=np.nan)
    section_figure(empty, Formats())
    tracks = make_tracks(1)
    section_figure(lb.cross_section(tracks, None), Formats(), theme="dark")


def test_the_profile_follows_the_map_and_marks_a_place_on_it() -> None:
    shown = picture()
    lagemap = shown.map()
    view = lb.section_view(lagemap, "T001")
    assert view.shown is not None
    assert view.shown.section.attrs["track_id"] == "T001"
    before = view.shown.now.location
    lagemap.time = shown.time_range[0] + pd.Timedelta(minutes=4)
    assert view.shown.now.location > before
    view.shown.cursor.location = float(view.shown.x[3])
    expected = {
        "longitude": float(view.shown.section.longitude[3]),
        "latitude": float(view.shown.section.latitude[3]),
    }
    assert lagemap.pointed == pytest.approx(expected)
    view.shown.cursor.location = None
    assert lagemap.pointed is None
    lagemap.selection = ["T002"]
    assert view.shown.section.attrs["track_id"] == "T002"
    view.axis = "time"
    assert view.shown.axis == "time"
    lagemap.selection = []
    assert view.shown is None


def test_a_profile_belongs_to_a_map() -> None:
    with pytest.raises(ValidationError, match=r"made by picture\.map\(\), not Picture"):
        lb.section_view(picture())  # type: ignore[arg-type]
    with pytest.raises(ValidationError, match="no track 'T999'"):
        lb.section_view(picture().map(), "T999")
