import pandas as pd
import pytest

import lagebild as lb
from lagebild.views.lagemap import LageMap
from tests.builders import make_picture, make_tracks


@pytest.fixture
def maps() -> tuple[LageMap, LageMap]:
    return make_picture().map(), make_picture().map()


def test_time_and_camera_go_both_ways_and_no_echo_comes_back(maps: tuple[LageMap, LageMap]) -> None:
    a, b = maps
    lb.link_maps(a, b)
    heard: list[str] = []
    for one in maps:
        one.param.watch(lambda event: heard.append(event.name), ["time", "camera"])
    a.time = "2026-05-12T08:05Z"
    assert b.time == pd.Timestamp("2026-05-12T08:05Z")
    b.camera = {"longitude": 10.0, "latitude": 46.0, "zoom": 7.0}
    assert a.view_state == {"longitude": 10.0, "latitude": 46.0, "zoom": 7.0}
    assert sorted(heard) == ["camera", "camera", "time", "time"]


def test_only_what_is_asked_for_is_linked_until_it_is_unlinked(maps: tuple[LageMap, LageMap]) -> None:
    a, b = maps
    link = lb.link_maps(a, b, time=False, camera=False, selection=True)
    a.time = "2026-05-12T08:05Z"
    assert b.time != a.time
    a.selection = ["T001", "T002"]
    assert b.selection["id"].tolist() == ["T001", "T002"]
    assert (a.linked, b.linked) == (1, 1)
    link.unlink()
    link.unlink()
    assert (a.linked, b.linked) == (0, 0)
    a.selection = None
    assert len(b.selection) == 2


def test_a_map_of_another_time_stays_at_its_end_and_shows_what_it_holds() -> None:
    a = make_picture().map()
    b = lb.Picture("Weniger", tracks=make_tracks(count=1, fixes=10)).map()
    lb.link_maps(a, b, selection=True)
    a.time = "2026-05-12T08:09Z"
    assert b.time == pd.Timestamp("2026-05-12T08:01:30Z")
    assert a.time == pd.Timestamp("2026-05-12T08:09Z")
    a.selection = ["T000", "T002"]
    assert b.selection["id"].tolist() == ["T000"]
    assert len(a.selection) == 2


def test_maps_that_play_run_by_themselves_but_follow_jumps(maps: tuple[LageMap, LageMap]) -> None:
    a, b = maps
    lb.link_maps(a, b)
    a.param.update(playing=True, speed=60.0)
    assert b.playing
    begin = b.time
    a.time += pd.Timedelta(seconds=60)
    assert b.time == begin
    a.time += pd.Timedelta(seconds=121)
    assert b.time == a.time


@pytest.mark.parametrize(
    ("count", "options", "sentence"),
    [
        (1, {}, "two different maps"),
        (2, {"time": False, "camera": False}, "nothing to link"),
    ],
)
def test_links_of_nothing_are_refused(count: int, options: dict[str, bool], sentence: str) -> None:
    with pytest.raises(lb.LagebildError, match=sentence):
        lb.link_maps(*[make_picture().map() for _ in range(count)], **options)
    one = make_picture().map()
    with pytest.raises(lb.LagebildError, match="two different maps"):
        lb.link_maps(one, one)
    with pytest.raises(lb.LagebildError, match="not Picture"):
        lb.link_maps(one, make_picture())  # type: ignore[arg-type]
