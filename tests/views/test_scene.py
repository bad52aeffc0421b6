import gzip
import math
from typing import Any

import numpy as np
import pandas as pd
import pytest

import lagebild as lb
from lagebild.views.columns import unpack
from lagebild.views.scene import Scene, build_scene, ground_elevation
from tests.builders import HOSTILE, make_picture, make_stations, make_terrain, make_tracks


@pytest.fixture(scope="module")
def scene() -> Scene:
    return build_scene(make_picture())


def resource(scene: Scene, kind: str) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    layer = next(layer for layer in scene.description["layers"] if layer["kind"] == kind)
    return unpack(gzip.decompress(scene.store.get(layer["resource"])))


def test_layers_come_bottom_first(scene: Scene) -> None:
    assert [layer["kind"] for layer in scene.description["layers"]] == ["terrain", "airspaces", "tracks", "places"]
    assert scene.description["banner"] == "ÜBUNG"
    assert scene.description["time"]["start"] == pd.Timestamp("2026-05-12T08:00", tz="UTC").timestamp() * 1000


def test_tracks_travel_whole(scene: Scene) -> None:
    frame = make_tracks().frame
    meta, columns = resource(scene, "tracks")
    assert meta["ids"] == ["T000", "T001", "T002"]
    assert meta["callsigns"] == ["SYN000", "SYN001", "SYN002"]
    assert columns["start"].tolist() == [0, 50, 100, 150]
    np.testing.assert_allclose(columns["longitude"], frame["longitude"], atol=0.6e-7)
    np.testing.assert_allclose(columns["latitude"], frame["latitude"], atol=0.6e-7)
    np.testing.assert_array_equal(columns["time"] + meta["time_origin"], frame["time"].astype("int64") / 1e6)
    np.testing.assert_allclose(columns["altitude_amsl"], frame["altitude_amsl"], rtol=1e-7)
    assert "height_ellipsoid" not in columns


def test_long_pictures_keep_their_times() -> None:
    frame = make_tracks(1, 3).frame
    frame["time"] = pd.to_datetime(["1999-01-01T00:00:00Z", "2010-06-01T12:00:00Z", "2026-01-01T00:00:00Z"]).as_unit(
        "ns"
    )
    built = build_scene(lb.Picture("lang", tracks=lb.Tracks.from_frame(frame)))
    meta, columns = resource(built, "tracks")
    np.testing.assert_allclose(columns["time"] + meta["time_origin"], frame["time"].astype("int64") / 1e6, atol=500)


def test_airspaces_travel_with_holes_parts_and_limits(scene: Scene) -> None:
    frame = make_picture().airspaces.frame
    meta, columns = resource(scene, "airspaces")
    assert [row["name"] for row in meta["rows"]] == ["Zone", "Gebiet", HOSTILE, "Sektor"]
    assert meta["rows"][1]["lower"] == "FL 130 / 1000 ft AGL"
    assert meta["rows"][3]["lower"] == "NOTAM"
    assert meta["rows"][0]["floor"] == {"levels": [[0.0, "agl"]], "join": "max"}
    assert meta["rows"][1]["floor"] == {"levels": [[3962.4, "pressure"], [304.8, "agl"]], "join": "max"}
    assert meta["rows"][1]["ceiling"] == {"levels": [[None, "amsl"]], "join": "max"}
    assert meta["rows"][3]["floor"]["levels"] == []
    assert columns["ring_airspace"].tolist() == [0, 0, 1, 1, 2, 3]
    assert columns["ring_part"].tolist() == [0, 0, 1, 2, 3, 4]
    ends = columns["ring_start"]
    hole = slice(int(ends[1]), int(ends[2]))
    inner = np.asarray(frame.geometry.iloc[0].interiors[0].coords)
    np.testing.assert_allclose(columns["longitude"][hole], inner[:, 0], atol=1e-7)
    np.testing.assert_allclose(columns["latitude"][hole], inner[:, 1], atol=1e-7)


def test_display_bounds_are_never_narrower_than_the_limits(scene: Scene) -> None:
    _, columns = resource(scene, "airspaces")
    picture = make_picture()
    assert picture.terrain is not None
    for number, row in enumerate(picture.airspaces.frame.itertuples()):
        corners = np.asarray(
            row.geometry.boundary.geoms[0].coords
            if hasattr(row.geometry.boundary, "geoms")
            else row.geometry.boundary.coords
        )
        ground = picture.terrain.sample(corners[:, 0], corners[:, 1])
        for level in row.upper.levels:
            nominal = level.value + (ground if level.reference == "agl" else 0.0)
            assert columns["upper"][number] >= np.float32(np.nanmax(nominal)) or math.isinf(columns["upper"][number])
        for level in row.lower.levels:
            nominal = level.value + (ground if level.reference == "agl" else 0.0)
            assert columns["lower"][number] <= np.float32(np.nanmin(nominal)) + 1e-3


def test_unknown_limits_reach_everywhere(scene: Scene) -> None:
    _, columns = resource(scene, "airspaces")
    assert columns["lower"][3] == -np.inf


def test_activity_is_stated_per_airspace(scene: Scene) -> None:
    meta, columns = resource(scene, "airspaces")
    assert [row["activation"] for row in meta["rows"]] == ["always", "periods", "unknown", "unknown"]
    assert columns["period_airspace"].tolist() == [1]
    assert columns["period_start"].tolist() == [60_000]
    assert columns["period_end"].tolist() == [180_000]


def test_ground_comes_from_the_uppermost_terrain_with_data() -> None:
    low, high = make_terrain(), lb.Terrain(elevation=make_terrain().elevation + 100)
    picture = lb.Picture("zwei", terrain=[low, high])
    elevation, accuracy = ground_elevation(picture, 10.5, 46.8)
    assert elevation == pytest.approx(float(low.sample(10.5, 46.8)) + 100, abs=1e-3)
    assert math.isnan(accuracy)
    assert math.isnan(ground_elevation(picture, 80.0, 10.0)[0])
    assert ground_elevation(lb.Picture("unten", terrain=low), 10.5, 46.8)[1] == 10.0


def test_stations_travel_as_places() -> None:
    far = lb.Station(longitude=190.0, latitude=1.0, name=HOSTILE)
    built = build_scene(lb.Picture("Netz", stations=[*make_stations(), far]))
    (layer,) = built.description["layers"]
    assert (layer["id"], layer["kind"], layer["name"], layer["count"]) == ("stations-0", "places", "Stationen", 3)
    meta, columns = resource(built, "places")
    names = ["Zirler Berg", "46.5000, 11.3500", HOSTILE]
    assert meta["rows"] == [{"name": name, "kind": "station"} for name in names]
    np.testing.assert_allclose(columns["longitude"], [11.25, 11.35, -170.0], atol=1e-7)
    np.testing.assert_allclose(columns["latitude"], [47.29, 46.5, 1.0], atol=1e-7)


def test_an_empty_picture_has_a_scene() -> None:
    built = build_scene(lb.Picture("leer", tracks=lb.Tracks.empty(), airspaces=lb.Airspaces.empty()))
    assert built.description["bounds"] is None
    assert built.description["time"] is None
    assert resource(built, "tracks")[0]["ids"] == []
    assert resource(built, "airspaces")[0]["rows"] == []
