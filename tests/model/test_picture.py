from dataclasses import FrozenInstanceError, replace
from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest

import lagebild as lb
from lagebild.errors import ValidationError
from lagebild.model.fingerprint import fingerprint
from lagebild.model.layers import Layer, LayerKind
from lagebild.model.provenance import Provenance
from tests.builders import make_airspaces, make_picture, make_places, make_stations, make_terrain, make_tracks

MOMENT = datetime(2026, 5, 12, 8, 3, tzinfo=UTC)


def test_layers_in_their_order_and_unions():
    picture = lb.Picture("x", tracks={"one": make_tracks(), "two": make_tracks()}, terrain=make_terrain())
    assert [layer.id for layer in picture.layers] == ["terrain-0", "tracks-0", "tracks-1"]
    assert [layer.name for layer in picture.layers][1:] == ["one", "two"]
    assert len(picture.tracks) == 6
    assert len(picture.airspaces) == 0
    assert picture.terrain is picture.layer("terrain-0").data
    assert picture.tracks is picture.tracks
    with pytest.raises(KeyError):
        picture.layer("none")


class TestStations:
    @pytest.mark.parametrize(
        "given", [make_stations(), list(make_stations()), tuple(make_stations()), [make_stations()]]
    )
    def test_are_one_layer_however_they_are_given(self, given):
        picture = lb.Picture("x", stations=given)
        assert [(layer.id, layer.name, layer.kind) for layer in picture.layers] == [
            ("stations-0", "Stationen", LayerKind.STATIONS)
        ]
        assert picture.stations == make_stations()

    def test_are_several_layers_by_name(self):
        one, other = make_stations()
        picture = lb.Picture("x", stations={"Funknetz": [one], "Übrige": other})
        assert [(layer.id, layer.name) for layer in picture.layers] == [
            ("stations-0", "Funknetz"),
            ("stations-1", "Übrige"),
        ]
        assert list(picture.stations) == [one, other]
        assert picture.stations is picture.stations

    def test_there_may_be_none(self):
        assert len(lb.Picture("x").stations) == len(lb.Picture("x", stations=[]).stations) == 0
        assert lb.Picture("x", stations=lb.Stations.from_list([])).bounds is None

    def test_lie_above_all_else(self):
        layer = Layer(id="funk", data=make_stations(), provenance=Provenance(synthetic=True))
        picture = make_picture().with_layer(layer).with_layer(Layer(id="orte", data=make_places()))
        assert [layer.id for layer in picture.layers][-3:] == ["places-0", "orte", "funk"]
        assert picture.marking == "ÜBUNG · SYNTHETISCH"


def test_a_picture_is_frozen():
    picture = make_picture()
    with pytest.raises(FrozenInstanceError):
        picture.title = "y"
    assert isinstance(picture.layers, tuple)


def test_a_snapshot_forgets_what_came_later_and_is_hashed():
    picture = make_picture()
    snapshot = picture.snapshot(MOMENT)
    assert isinstance(snapshot, lb.Picture)
    assert snapshot.tracks.time_range[1] <= pd.Timestamp(MOMENT)
    assert picture.tracks.time_range[1] > pd.Timestamp(MOMENT)
    assert snapshot.snapshot_of.as_of == MOMENT
    assert snapshot.snapshot_of.sha256 == fingerprint(replace(snapshot, snapshot_of=None))
    assert picture.snapshot(MOMENT).snapshot_of == snapshot.snapshot_of
    with pytest.raises(ValidationError, match="time zone"):
        picture.snapshot(datetime(2026, 5, 12))  # noqa: DTZ001


def test_the_hash_sees_every_change():
    picture = make_picture()
    frame = make_tracks().frame
    frame.loc[7, "altitude_amsl"] += 0.001
    cells = make_terrain().elevation.copy(deep=True)
    cells[20, 20] += 1
    changed = [
        make_picture(qnh=1013.0),
        make_picture(banner=""),
        make_picture(tracks=lb.Tracks.from_frame(frame)),
        make_picture(terrain=lb.Terrain(elevation=cells, vertical_datum="EGM96", vertical_accuracy=10.0)),
        make_picture(airspaces=lb.Airspaces.from_frame(make_airspaces().frame.assign(name="x"))),
        make_picture(notes="x"),
        picture.with_view(lb.SavedView(name="v", longitude=8, latitude=47, zoom=9)),
        make_picture(stations=make_stations()),
        make_picture(stations=[replace(make_stations()[0], height_agl=13.0), make_stations()[1]]),
    ]
    hashes = {fingerprint(other) for other in [picture, *changed]}
    assert len(hashes) == len(changed) + 1
    assert fingerprint(make_picture()) == fingerprint(picture)


def test_bounds_follow_the_flights_first():
    assert make_picture().bounds == make_tracks().bounds
    assert lb.Picture("x", places=make_places()).bounds == make_places().bounds
    assert lb.Picture("x", places=make_places(), stations=make_stations()).bounds == make_places().bounds
    assert lb.Picture("x", stations=make_stations()).bounds == make_stations().bounds
    assert lb.Picture("x").bounds is None
    assert lb.Picture("x").time_range is None


def test_marking():
    synthetic = Layer(id="a", data=make_places(), provenance=Provenance(synthetic=True))
    assert lb.Picture("x", banner="ÜBUNG").marking == "ÜBUNG"
    assert lb.Picture("x", banner="ÜBUNG", layers=[synthetic]).marking == "ÜBUNG · SYNTHETISCH"
    assert lb.Picture("x", banner="SYNTHETISCH", layers=[synthetic]).marking == "SYNTHETISCH"
    assert lb.Picture("x").marking == ""


def test_views_replace_those_of_their_name():
    view = lb.SavedView(name="v", longitude=8, latitude=47, zoom=9)
    picture = make_picture().with_view(view).with_view(replace(view, zoom=5))
    assert [v.zoom for v in picture.views] == [5]


def test_a_snapshot_with_a_view_more_is_no_longer_that_snapshot(tmp_path):
    more = make_picture().snapshot(MOMENT).with_view(lb.SavedView(name="v", longitude=8, latitude=47, zoom=9))
    assert more.snapshot_of is None
    more.save(tmp_path / "a")
    assert [view.name for view in lb.open_picture(tmp_path / "a").views] == ["v"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [({"title": " "}, "needs a title"), ({"banner": "GEHEIM"}, "banner must be one of"), ({"qnh": 29.92}, "QNH must lie"),
     ({"qnh": float("nan")}, "QNH must lie"),
     ({"qnh": pd.Series([1013.0], index=pd.to_datetime(["2026-01-01"]))}, "time zone"),
     ({"qnh": pd.Series([1013.0, 900.0, 12.0], index=pd.date_range("2026", periods=3, tz="UTC"))}, "QNH at 2026-01-03"),
     ({"layers": [Layer(id="a", data=make_places())] * 2}, "two layers")],
)  # fmt: skip
def test_mistakes_are_named(changes, sentence):
    with pytest.raises(ValidationError, match=sentence):
        lb.Picture(**{"title": "x", **changes})


def test_a_qnh_series_is_sorted_and_in_utc():
    index = pd.to_datetime(["2026-01-01T12:00+02:00", "2026-01-01T08:00+02:00"])
    qnh = lb.Picture("x", qnh=pd.Series([1010, 1020], index=index)).qnh
    assert qnh.tolist() == [1020.0, 1010.0]
    assert qnh.index[0] == pd.Timestamp("2026-01-01T06:00Z")


def test_layers_are_checked():
    with pytest.raises(ValidationError, match="id is made of"):
        Layer(id="../x", data=make_places())
    with pytest.raises(ValidationError, match="opacity"):
        Layer(id="x", data=make_places(), opacity=2.0)
    with pytest.raises(ValidationError, match="holds Tracks"):
        Layer(id="x", data=np.zeros(3))
    assert Layer(id="x", data=make_places()).kind is LayerKind.PLACES
    with pytest.raises(ValidationError, match="64 hexadecimal"):
        Provenance(sha256="xyz")
    with pytest.raises(ValidationError, match="time zone"):
        Provenance(read_at=datetime(2026, 1, 1))  # noqa: DTZ001
