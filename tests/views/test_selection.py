import pandas as pd
import pytest

import lagebild as lb
from lagebild.views.lagemap import LageMap
from lagebild.views.selection import COLUMNS, selection_table
from tests.builders import make_airspaces, make_picture, make_stations, make_tracks


@pytest.fixture
def shown() -> LageMap:
    return make_picture().map()


def test_nothing_selected_is_an_empty_table_with_all_columns(shown: LageMap) -> None:
    assert shown.selection.empty
    assert shown.selection.dtypes.astype(str).to_dict() == COLUMNS
    assert len(shown.selected_tracks) == 0


def test_what_the_browser_picks_is_a_table(shown: LageMap) -> None:
    heard: list[int] = []
    shown.param.watch(lambda event: heard.append(len(event.new)), "selection")
    shown.picked = [
        {"kind": "airspace", "layer": "airspaces-0", "index": 1},
        {"kind": "track", "layer": "tracks-0", "index": 2},
    ]
    table = shown.selection
    assert heard == [2]
    assert table[["kind", "layer", "index", "name"]].to_numpy().tolist() == [
        ["airspace", "airspaces-0", 1, "Gebiet"],
        ["track", "tracks-0", 2, "SYN002"],
    ]
    assert table["id"].iloc[1] == "T002"
    assert table["first_time"].isna().tolist() == [True, False]
    assert table["last_time"].iloc[1] == pd.Timestamp("2026-05-12T08:10:10Z")
    assert shown.selected_tracks.ids == ["T002"]


def test_a_table_or_a_list_of_tracks_selects(shown: LageMap) -> None:
    shown.selection = ["T000", "T002", "T000"]
    assert [pick["index"] for pick in shown.picked] == [0, 2]
    assert shown.focus == {}
    chosen = make_picture().map()
    chosen.selection = shown.selection[shown.selection["id"] == "T002"]
    assert chosen.picked == [{"kind": "track", "layer": "tracks-0", "index": 2}]
    assert chosen.focus == chosen.picked[0]
    assert chosen.details["title"] == "SYN002"
    chosen.selection = pd.DataFrame({"kind": ["airspace"], "id": [make_airspaces().frame["airspace_id"].iloc[0]]})
    assert chosen.selection["name"].tolist() == ["Zone"]
    chosen.selection = []
    assert (chosen.picked, chosen.focus, chosen.details) == ([], {}, {})


def test_equal_names_in_two_layers_are_told_apart() -> None:
    picture = lb.Picture("Zwei", tracks=[make_tracks(2), make_tracks(2, seed=3)])
    shown = picture.map(selection=["T001"])
    assert shown.selection["layer"].tolist() == ["tracks-0", "tracks-1"]
    shown.selection = shown.selection.iloc[[1]]
    assert shown.selection["layer"].tolist() == ["tracks-1"]
    assert shown.selected_tracks.fixes == 50


def test_what_names_nothing_has_no_row() -> None:
    picks = [
        {},
        {"kind": "track", "layer": "tracks-0", "index": 99},
        {"kind": "track", "layer": "none", "index": 0},
        {"kind": "track", "layer": "tracks-0", "index": True},
        {"kind": "track", "layer": "tracks-0", "index": 1},
    ]
    assert selection_table(make_picture(), picks)["id"].tolist() == ["T001"]


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        (["T9"], "no track 'T9'"),
        ("T001", "not 'T001'"),
        (7, "not 7"),
        (pd.DataFrame({"name": ["x"]}), "kind, layer and id; found: name"),
        (pd.DataFrame({"layer": ["tracks-9"], "id": ["T001"]}), "no track 'T001' in layer 'tracks-9'"),
    ],
)
def test_what_cannot_be_selected_is_named(shown: LageMap, wanted: object, sentence: str) -> None:
    shown.selection = ["T001"]
    with pytest.raises(lb.LagebildError, match=sentence):
        shown.selection = wanted
    assert shown.selection["id"].tolist() == ["T001"]


def test_stations_are_selected_as_places() -> None:
    shown = lb.Picture("Netz", stations=make_stations()).map()
    shown.picked = [{"kind": "place", "layer": "stations-0", "index": 1}]
    assert shown.selection[["kind", "layer", "index", "name"]].to_numpy().tolist() == [
        ["place", "stations-0", 1, "46.5000, 11.3500"]
    ]
    shown.selection = pd.DataFrame({"kind": ["place"], "id": ["Zirler Berg"]})
    assert shown.picked == [{"kind": "place", "layer": "stations-0", "index": 0}]
    assert shown.details["title"] == "Zirler Berg"
