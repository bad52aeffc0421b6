import gzip
from typing import Any

import numpy as np
import pandas as pd
import pytest

import lagebild as lb
from lagebild.views.columns import UnknownResourceError, unpack
from lagebild.views.scene import build_scene
from lagebild.views.track_columns import MOST_CATEGORIES, OTHERS, UNKNOWN, TrackColumns, colour_columns
from tests.builders import HOSTILE, make_tracks


def packed(tracks: lb.Tracks, column: str) -> bytes:
    return TrackColumns(tracks).produce(f"first/{column}")


@pytest.fixture(scope="module")
def tracks() -> lb.Tracks:
    frame = make_tracks(3, 4).frame.assign(
        fuel=np.arange(12, dtype=np.int64),
        platform=["A320"] * 4 + [None] * 4 + ["C172"] * 4,
        phase=["climb", "climb", "cruise", HOSTILE] * 3,
        on_ground=[True, False, None] * 4,
        empty=np.nan,
    )
    frame.loc[2, "ground_speed"] = np.nan
    return lb.Tracks.from_frame(frame)


def test_the_columns_there_are_with_their_kind_and_quantity(tracks: lb.Tracks) -> None:
    found = {column["name"]: (column["kind"], column["quantity"]) for column in colour_columns(tracks)}
    assert found == {
        "altitude_amsl": ("number", "height"),
        "altitude_pressure": ("number", "height"),
        "ground_speed": ("number", "speed"),
        "callsign": ("category", ""),
        "fuel": ("number", ""),
        "platform": ("category", ""),
        "phase": ("category", ""),
        "on_ground": ("category", "boolean"),
    }


def test_numbers_travel_as_they_are(tracks: lb.Tracks) -> None:
    meta, columns = unpack(packed(tracks, "ground_speed"))
    assert meta == {"kind": "number"}
    np.testing.assert_array_equal(columns["value"], tracks.frame["ground_speed"].to_numpy())
    assert unpack(packed(tracks, "fuel"))[1]["value"].tolist() == list(range(12))


def test_texts_are_numbered_by_how_often_they_occur(tracks: lb.Tracks) -> None:
    meta, columns = unpack(packed(tracks, "phase"))
    assert meta == {"kind": "category", "categories": ["climb", HOSTILE, "cruise"], "per": "fix"}
    assert columns["code"].tolist() == [0, 0, 2, 1] * 3


def test_what_each_track_has_once_travels_once(tracks: lb.Tracks) -> None:
    meta, columns = unpack(packed(tracks, "platform"))
    assert (meta["per"], meta["categories"]) == ("track", ["A320", "C172"])
    assert columns["code"].tolist() == [0, UNKNOWN, 1]


def test_truth_is_a_category_too(tracks: lb.Tracks) -> None:
    meta, columns = unpack(packed(tracks, "on_ground"))
    assert [[*meta["categories"], None][min(code, 2)] for code in columns["code"]] == ["True", "False", None] * 4


def test_rare_texts_share_a_code_and_empty_ones_are_unknown() -> None:
    frame = make_tracks(1, 600).frame.assign(kind=[str(number // 2) for number in range(598)] + ["", None])
    meta, columns = unpack(packed(lb.Tracks.from_frame(frame), "kind"))
    assert len(meta["categories"]) == MOST_CATEGORIES
    assert columns["code"][-2:].tolist() == [UNKNOWN, UNKNOWN]
    assert (columns["code"] == OTHERS).sum() == 598 - 2 * MOST_CATEGORIES


@pytest.mark.parametrize("name", ["time", "longitude", "empty", "nonsense", "../ids"])
def test_other_columns_are_refused(tracks: lb.Tracks, name: str) -> None:
    with pytest.raises(UnknownResourceError):
        packed(tracks, name)


def test_columns_are_resources_beside_the_fixes_and_are_asked_for_anew(tracks: lb.Tracks) -> None:
    scene = build_scene(lb.Picture("Spalten", tracks=tracks))
    layer = scene.description["layers"][0]
    assert layer["columns"] == colour_columns(tracks)
    name = f"{layer['resource']}/values/first/fuel"
    assert unpack(gzip.decompress(scene.store.get(name)))[1]["value"].tolist() == list(range(12))
    assert not scene.store.lasting(name)
    assert scene.store.lasting(layer["resource"])
    with pytest.raises(UnknownResourceError):
        scene.store.get(f"{layer['resource']}/values/first/nonsense")


def test_parts_of_large_layers_carry_the_values_of_their_own_fixes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lagebild.views.scene.WHOLE", 100)
    frame = make_tracks(8, 120).frame
    fuel = np.arange(len(frame), dtype=np.float64)
    phase = np.where(fuel % 3 == 0, "climb", "cruise")
    tracks = lb.Tracks.from_frame(frame.assign(fuel=fuel, phase=phase, crew="two"))
    scene = build_scene(lb.Picture("Große Spalten", tracks=tracks))
    layer = scene.description["layers"][0]
    assert layer["columns"] == colour_columns(tracks)

    def part(name: str) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        return unpack(gzip.decompress(scene.store.get(f"{layer['resource']}{name}")))

    meta, first = part("")
    zoom = meta["level"]["zoom"] + 1
    edge = 2**30 >> (zoom - 1)
    tiles = {(int(x) // edge, int(y) // edge) for x, y in zip(first["x"], first["y"], strict=True)}
    names = [f"level/{zoom}/{x}/{y}" for x, y in tiles] + ["track/7"]
    for name, fixes in [("first", first["fix"]), *((name, part(f"/{name}")[1]["fix"]) for name in names)]:
        assert len(fixes) > 0
        np.testing.assert_array_equal(part(f"/values/{name}/fuel")[1]["value"], fuel[fixes.astype(int)])
        said, coded = part(f"/values/{name}/phase")
        assert [said["categories"][code] for code in coded["code"]] == phase[fixes.astype(int)].tolist()
        assert len(part(f"/values/{name}/crew")[1]["code"]) == len(tracks)
    for refused in ("fuel", "first/", "level/9/1/fuel", "track/x/fuel", "track/99/fuel", "level/99/0/0/fuel"):
        with pytest.raises(UnknownResourceError):
            part(f"/values/{refused}")


@pytest.mark.parametrize(
    "name", ["level/9/1/1/fuel", "track/0/fuel", "fuel", "first/", "level/9/1/fuel", "track/x/fuel"]
)
def test_other_parts_than_there_are_are_refused(tracks: lb.Tracks, name: str) -> None:
    with pytest.raises(UnknownResourceError):
        TrackColumns(tracks).produce(name)


def test_tracks_without_fixes_have_no_columns() -> None:
    assert colour_columns(lb.Tracks.empty()) == []


def test_every_track_says_its_source_and_type_once(tracks: lb.Tracks) -> None:
    named = lb.Tracks.from_frame(tracks.frame.assign(source=["adsb", "mlat", pd.NA] * 4))
    scene = build_scene(lb.Picture("Quellen", tracks=named))
    meta, _ = unpack(gzip.decompress(scene.store.get(scene.description["layers"][0]["resource"])))
    assert meta["sources"] == ["adsb", "mlat", "adsb"]
    assert meta["platforms"] == ["A320", "", "C172"]


def test_affiliations_are_sent_only_where_the_data_state_them(tracks: lb.Tracks) -> None:
    def meta(given: lb.Tracks) -> dict[str, object]:
        scene = build_scene(lb.Picture("Zugehörigkeit", tracks=given))
        return unpack(gzip.decompress(scene.store.get(scene.description["layers"][0]["resource"])))[0]

    assert "affiliations" not in meta(tracks)
    stated = lb.Tracks.from_frame(tracks.frame.assign(affiliation=["neutral"] * 4 + [None] * 8))
    assert meta(stated)["affiliations"] == ["neutral", "", ""]
