"""A station placed by hand: what it sees is computed once and drawn for any height."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import param
import pytest

import lagebild as lb
from lagebild.errors import ValidationError
from lagebild.model.altitude import Reference
from lagebild.model.overlay import RasterOverlay
from lagebild.model.stations import Station
from lagebild.views.coverage_overlay import Coverage
from lagebild.views.coverage_view import CoverageView
from lagebild.views.target_height import TargetHeight
from tests.analysis.rough_ground import ground, hills
from tests.analysis.sight_oracle import Raster
from tests.builders import make_picture


def picture() -> lb.Picture:
    cells = hills(120, 150, steepness=1.0)
    cells[10:20, 60:90] = np.nan
    return lb.Picture("Sicht", terrain=ground(cells))


def station(shown: lb.Picture) -> Station:
    assert shown.terrain is not None
    longitude, latitude = Raster(shown.terrain).degrees(np.array([60]), np.array([70]))
    return Station(longitude=float(longitude[0]), latitude=float(latitude[0]), height_agl=30, name="Platz")


def view_of(shown: lb.Picture, **options: Any) -> CoverageView:
    return lb.coverage_view(shown.map(**options), station(shown))


PLACES = lb.Places.from_frame(
    pd.DataFrame({"name": ["Stadt"], "kind": ["city"], "longitude": [15.0], "latitude": [47.8]})
)


def press(button: Any) -> None:
    button.clicks += 1


def overlay_of(view: CoverageView) -> RasterOverlay:
    layer = view.map._dropped.layers[0]
    assert isinstance(layer.data, RasterOverlay)
    return layer.data


@pytest.mark.parametrize("above_ground", [True, False])
def test_its_colours_are_the_coverage(above_ground: bool) -> None:
    shown = picture()
    assert shown.terrain is not None
    lowest = lb.minimum_visible_altitude(shown.terrain, station(shown))
    overlay = Coverage.of(lowest, shown.terrain, "k").overlay(TargetHeight(80.0, 80.0, above_ground, ""))
    colours = overlay.read((0, 120), (0, 150), (120, 150))
    target = {"target_height": 80.0} if above_ground else {"target_altitude_amsl": 80.0}
    expected = lb.coverage(lowest, shown.terrain, **target).to_numpy()  # type: ignore[arg-type]
    np.testing.assert_array_equal(np.isnan(colours[0]), expected == 0)
    assert len({tuple(colour) for colour in colours[:, expected == 1].T.tolist()}) == 1
    assert len({tuple(colour) for colour in colours[:, expected == -1].T.tolist()}) == 1
    thin = overlay.read((20, 120), (50, 150), (10, 20))
    np.testing.assert_array_equal(np.nan_to_num(thin), np.nan_to_num(colours[:, 25:120:10, 52:150:5]))


def test_the_map_shows_what_is_seen_and_follows_the_slider() -> None:
    view = view_of(picture(), units="metric")
    press(view.compute)
    assert len(view.map.overlays) == 1
    first = view.map.overlays[0]
    assert first["name"] == "Gesehen von Platz, 150 m über Grund"
    assert "des Geländes gesehen" in str(view.said.object)
    with param.edit_constant(view.heights.slider):  # as the browser does
        view.heights.slider.param.update(value=500, value_throttled=500)
    second = view.map.overlays[0]
    assert second["id"] == first["id"]
    assert second["tiles"] != first["tiles"]
    assert second["name"] == "Gesehen von Platz, 500 m über Grund"
    view.heights.reference.value = Reference.AMSL
    assert view.map.overlays[0]["name"] == "Gesehen von Platz, 500 m über NN"
    kept = view.map.overlays[0]["tiles"]
    store = view.map._scene.store
    for spec in (first, second):
        assert store.get(f"{spec['tiles']}/0/0/0") == store.get(f"{kept}/0/0/0"), "late questions are answered as well"
    view.map.remove_layer(first["id"])
    assert view.map.overlays == []


def test_two_maps_do_not_share_tiles() -> None:
    one, other = view_of(picture()), view_of(picture())
    press(one.compute)
    press(other.compute)
    assert one.map.overlays[0]["id"] != other.map.overlays[0]["id"]


def test_controls_make_the_station() -> None:
    shown = picture()
    view = view_of(shown)
    view.choice.longitude.value, view.choice.antenna.value, view.choice.reach.value = 15.01, 45.0, 2.0
    made = view.station
    assert (made.longitude, made.height_agl, made.max_range) == (15.01, 45.0, 2000.0)
    view.choice.reach.value = 0
    assert view.station.max_range is None
    view.map.camera = {"longitude": 15.02, "latitude": 47.84, "zoom": 9}
    press(view.choice.centre)
    assert (view.choice.longitude.value, view.choice.latitude.value) == (15.02, 47.84)
    assert lb.coverage_view(shown.map()).station.longitude == pytest.approx(15.03, abs=0.02)


def test_a_station_outside_is_told_in_the_page() -> None:
    view = view_of(picture())
    view.choice.longitude.value = 3.0
    press(view.compute)
    assert "lies outside the terrain" in str(view.said.object)
    assert view.map.overlays == []
    assert not view.compute.disabled


def test_it_can_be_cancelled(monkeypatch: pytest.MonkeyPatch) -> None:
    view = view_of(picture())
    telling = view.work.progress

    def impatient(share: float) -> None:
        press(view.work.cancel)
        telling(share)

    monkeypatch.setattr(view.work, "progress", impatient)
    press(view.compute)
    assert view.map.overlays == []
    assert view.coverage is None
    assert not view.compute.disabled


def test_units_and_language_change_with_the_map() -> None:
    view = view_of(picture(), units="metric")
    press(view.compute)
    view.map.units = "aviation"
    assert view.heights.slider.name == "Höhe (ft)"
    assert view.heights.slider.value == 500
    view.map.language = "en"
    assert view.map.overlays[0]["name"] == "Seen from Platz, 500 ft above ground"
    assert view.compute.name == "Compute what is seen"


def test_it_needs_a_map_with_a_terrain() -> None:
    with pytest.raises(ValidationError, match=r"made by picture\.map\(\), not str"):
        lb.coverage_view("map")  # type: ignore[arg-type]
    bare = lb.Picture("ohne", tracks=make_picture().tracks)
    with pytest.raises(ValidationError, match="needs the picture's terrain"):
        lb.coverage_view(bare.map())


def test_the_pictures_stations_are_offered() -> None:
    shown = picture()
    first = station(shown)
    other = Station(
        longitude=first.longitude + 0.01, latitude=first.latitude, height_agl=12, max_range=1500.0, name="Turm"
    )
    view = lb.coverage_view(lb.Picture("Sicht", terrain=shown.terrain, stations=[first, other]).map(units="metric"))
    assert list(view.choice.choice.options) == ["Eigener Ort", "Platz", "Turm", "Alle 2 Stationen"]
    assert view.choice.choice.visible
    assert view.station == first, "the first one is chosen at first"
    view.choice.choice.value = 1
    assert view.station == Station(
        longitude=other.longitude, latitude=other.latitude, height_agl=12, max_range=1500.0, name="Turm"
    )
    assert view.choice.longitude.disabled
    view.choice.choice.value = view.choice.choice.options["Alle 2 Stationen"]
    press(view.compute)
    assert view.map.overlays[0]["name"] == "Gesehen von Platz, Turm, 150 m über Grund"
    assert shown.terrain is not None
    both = lb.viewshed(shown.terrain, [first, other], 150.0).to_numpy()
    colours = overlay_of(view).read((0, 120), (0, 150), (120, 150))
    np.testing.assert_array_equal(np.isnan(colours[0]), both == 0)
    view.choice.choice.value = -1
    assert not view.choice.longitude.disabled
    assert not lb.coverage_view(shown.map()).choice.choice.visible


def test_a_place_is_taken_from_the_map_when_it_was_asked_for() -> None:
    view = view_of(picture())
    before = view.choice.longitude.value
    view.map.placed = {"longitude": 1.0, "latitude": 2.0}
    assert view.choice.longitude.value == before, "nobody has asked"
    press(view.choice.point)
    assert view.map.placing
    assert "auf die Karte klicken" in str(view.said.object)
    view.map.placed = {"longitude": 15.02, "latitude": 47.84}
    assert (view.choice.longitude.value, view.choice.latitude.value) == (15.02, 47.84)


def test_a_station_that_is_selected_on_the_map_is_chosen() -> None:
    shown = picture()
    first = station(shown)
    others = [
        Station(longitude=first.longitude + 0.01, latitude=first.latitude, name=name) for name in ("Turm", "Mast")
    ]
    whole = lb.Picture("Sicht", terrain=shown.terrain, stations={"eins": [first], "zwei": others}, places=PLACES)
    view = lb.coverage_view(whole.map())
    layers = [layer.id for layer in whole.layers if layer.name in ("eins", "zwei")]
    view.map.picked = [{"kind": "place", "layer": layers[1], "index": 1}]
    assert view.station.name == "Mast"
    view.map.picked = [{"kind": "place", "layer": layers[0], "index": 0}]
    assert view.station.name == "Platz"
    view.map.picked = [{"kind": "place", "layer": "places-0", "index": 0}]
    assert view.station.name == "Platz", "an airport is no station"
