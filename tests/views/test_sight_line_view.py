"""The profile between two places that are set on a map."""

from __future__ import annotations

import numpy as np
import pytest

import lagebild as lb
from lagebild.model.overlay import VectorOverlay
from lagebild.views.sight_line_view import SightLineView
from tests.views.test_coverage_view import picture, press, station


def drawn(view: SightLineView) -> VectorOverlay:
    [layer] = view.map._dropped.layers
    assert isinstance(layer.data, VectorOverlay)
    return layer.data


def test_both_ends_are_set_on_the_map_and_the_profile_is_drawn() -> None:
    shown = picture()
    assert shown.terrain is not None
    place = station(shown)
    view = SightLineView(shown.map())
    a, b = view.ends
    press(a.point)
    press(b.point)
    view.map.placed = {"longitude": place.longitude + 0.01, "latitude": place.latitude}
    assert (b.longitude.value, b.latitude.value) == (place.longitude + 0.01, place.latitude)
    assert a.longitude.value != place.longitude, "who asked last is answered"
    press(a.point)
    view.map.placed = {"longitude": place.longitude, "latitude": place.latitude}
    assert (a.longitude.value, a.latitude.value) == (place.longitude, place.latitude)
    view.frequency.value = 1.09
    press(view.draw)
    assert view.profile is not None
    expected = lb.line_of_sight(shown.terrain, a.station, b.station, frequency=1.09e9)
    np.testing.assert_array_equal(view.profile["clearance"], expected["clearance"])
    assert float(view.profile["fresnel_share"]) == float(expected["fresnel_share"])
    line = drawn(view).frame.geometry[0]
    assert line.coords[0] == pytest.approx((place.longitude, place.latitude))
    assert line.coords[-1] == pytest.approx((place.longitude + 0.01, place.latitude))
    assert view.map.overlays[0]["name"] == "Sichtlinie A – B"


def test_what_cannot_be_is_said_and_the_former_profile_goes() -> None:
    shown = picture()
    place = station(shown)
    view = SightLineView(shown.map())
    for end, beside in zip(view.ends, (0.0, 0.01), strict=True):
        end.longitude.value, end.latitude.value = place.longitude + beside, place.latitude
    press(view.draw)
    assert view.map.overlays
    view.ends[1].longitude.value = 3.0
    press(view.draw)
    assert "lies outside the terrain" in str(view.said.object)
    assert view.map.overlays == []
    view.ends[1].longitude.value = view.ends[0].longitude.value
    press(view.draw)
    assert "longer than 0" in str(view.said.object)


def test_the_pictures_first_two_stations_are_chosen() -> None:
    shown = picture()
    first = station(shown)
    other = lb.Station(longitude=first.longitude + 0.01, latitude=first.latitude, height_agl=5, name="Turm")
    view = SightLineView(lb.Picture("Sicht", terrain=shown.terrain, stations=[first, other]).map(language="en"))
    assert [end.station.name for end in view.ends] == ["Platz", "Turm"]
    press(view.draw)
    assert view.map.overlays[0]["name"] == "Line of sight Platz – Turm"


def test_a_picture_without_terrain_says_so() -> None:
    view = SightLineView(lb.Picture("leer").map())
    press(view.draw)
    assert "kein Gelände" in str(view.said.object)


def test_escape_ends_the_waiting() -> None:
    view = SightLineView(picture().map())
    before = view.ends[0].longitude.value
    press(view.ends[0].point)
    view.map.placing = False
    view.map.placed = {"longitude": 15.0, "latitude": 47.0}
    assert view.ends[0].longitude.value == before
