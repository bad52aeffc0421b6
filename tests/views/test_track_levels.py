import gzip
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lagebild as lb
from lagebild.model.tracks import MAX_GAP_SECONDS
from lagebild.views import track_levels
from lagebild.views.columns import UnknownResourceError, unpack
from lagebild.views.scene import build_scene
from lagebild.views.track_levels import FINEST, TrackLevels, content_of, rise_of, tolerance_of

ZOOM = 7


def wandering(seed: int, count: int = 4, fixes: int = 120, west: float = 9.0) -> lb.Tracks:
    """Flights that turn, climb, stand, have gaps and unknown heights."""
    rng = np.random.default_rng(seed)
    frames = []
    for number in range(count):
        steps = np.where(rng.random(fixes) < 0.03, MAX_GAP_SECONDS + 50, rng.integers(1, 30, fixes))
        heading = np.cumsum(rng.normal(0, 0.2, fixes)) + rng.uniform(0, 7)
        speed = np.where(rng.random(fixes) < 0.1, 0.0, 0.002) * steps
        height = 3000 + np.cumsum(rng.normal(0, 30, fixes))
        height[rng.random(fixes) < 0.05] = np.nan
        frames.append(
            pd.DataFrame(
                {
                    "track_id": f"T{number:03d}",
                    "time": pd.Timestamp("2026-05-12", tz="UTC") + pd.to_timedelta(np.cumsum(steps), unit="s"),
                    "longitude": (west + np.cumsum(speed * np.cos(heading)) + 180) % 360 - 180,
                    "latitude": 47 + np.cumsum(speed * np.sin(heading)),
                    "altitude_amsl": height,
                    "callsign": f"SYN{number:03d}",
                }
            )
        )
    return lb.Tracks.from_frame(pd.concat(frames, ignore_index=True))


def world(tracks: lb.Tracks) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """x and y (2^-30 of the world, tracks whole), ms, height of every fix, without the code under test."""
    frame = tracks.frame
    x = (frame["longitude"].to_numpy() / 360 + 0.5) * 2**30
    for begin, end in zip(tracks.offsets[:-1], tracks.offsets[1:], strict=True):
        x[begin:end] = np.unwrap(x[begin:end], period=2**30)
    latitude = np.radians(frame["latitude"].to_numpy())
    y = (0.5 - np.arctanh(np.sin(latitude)) / (2 * np.pi)) * 2**30
    return x, y, frame["time"].astype("int64").to_numpy() / 1e6, frame["altitude_amsl"].to_numpy()


def kept_at(levels: TrackLevels, zoom: int) -> np.ndarray:
    """All fixes of a level, from its tiles."""
    tiles = 2 ** (zoom - 1)
    names = [f"level/{zoom}/{x}/{y}" for x in range(tiles) for y in range(tiles)]
    return np.unique(np.concatenate([levels.fixes_of(name) for name in names]))


@given(st.integers(0, 10_000), st.sampled_from([9.0, 179.9]))
@settings(max_examples=12)
def test_every_fix_left_out_is_where_the_level_says(seed: int, west: float) -> None:
    tracks = wandering(seed, west=west)
    levels = TrackLevels(tracks)
    kept = levels.fixes_of("")
    zoom = levels.overview
    x, y, times, heights = world(tracks)
    assert len(kept) < tracks.fixes
    for begin, end in zip(tracks.offsets[:-1], tracks.offsets[1:], strict=True):
        mine = kept[(kept >= begin) & (kept < end)]
        assert mine[0] == begin
        assert mine[-1] == end - 1
        for a, b in pairwise(mine):
            between = np.arange(a + 1, b)
            share = (times[between] - times[a]) / (times[b] - times[a])
            assert np.abs(x[a] + share * (x[b] - x[a]) - x[between]).max(initial=0) <= tolerance_of(zoom) + 2
            assert np.abs(y[a] + share * (y[b] - y[a]) - y[between]).max(initial=0) <= tolerance_of(zoom) + 2
            off = np.abs(heights[a] + share * (heights[b] - heights[a]) - heights[between])
            assert (np.isnan(off) == np.isnan(heights[between])).all()
            assert np.nan_to_num(off).max(initial=0) <= rise_of(zoom) + 0.01


@given(st.integers(0, 10_000), st.lists(st.integers(0, 479), max_size=20, unique=True))
@settings(max_examples=15)
def test_what_must_be_kept_and_the_ends_of_gaps_are_kept(seed: int, wanted: list[int]) -> None:
    tracks = wandering(seed)
    levels = TrackLevels(tracks, kept_always=np.array(wanted, dtype=np.int64))
    seconds = tracks.frame["time"].astype("int64").to_numpy() / 1e9
    gaps = np.setdiff1d(np.flatnonzero(np.diff(seconds) > MAX_GAP_SECONDS), tracks.offsets[1:-1] - 1)
    ends = {*gaps.tolist(), *(gaps + 1).tolist()}
    for name in ("", f"level/{ZOOM}"):
        kept = set((levels.fixes_of("") if not name else kept_at(levels, ZOOM)).tolist())
        assert kept >= set(wanted)
        assert kept >= ends
    _, columns = unpack(levels.container())
    if wanted:
        assert sorted(columns["fix"][columns["always"]].tolist()) == sorted(wanted)
    marked = columns["fix"][columns["gap"]]
    assert set(gaps.tolist()) <= set(marked.tolist())


def test_a_track_comes_with_all_its_fixes() -> None:
    tracks = wandering(3)
    levels = TrackLevels(tracks)
    x, y, times, heights = world(tracks)
    meta, columns = unpack(levels.produce("track/2"))
    mine = slice(tracks.offsets[2], tracks.offsets[3])
    assert columns["start"].tolist() == [0, mine.stop - mine.start]
    assert meta["level"]["tolerance"] == 0
    np.testing.assert_allclose(columns["x"] % 2**30, x[mine] % 2**30, atol=1)
    np.testing.assert_allclose(columns["y"], y[mine], atol=1)
    np.testing.assert_allclose(columns["time"] + meta["time_origin"], times[mine], atol=1)
    np.testing.assert_array_equal(columns["altitude_amsl"], heights[mine].astype(np.float32))


@pytest.mark.parametrize("west", [9.0, 179.9])
def test_tiles_hold_every_segment_that_meets_them(west: float) -> None:
    tracks = wandering(5, west=west)
    levels = TrackLevels(tracks)
    kept = kept_at(levels, 8)
    x, y, _, _ = world(tracks)
    edge = 2**30 >> 7
    begins = set(tracks.offsets[:-1].tolist())
    for a, b in pairwise(kept):
        if b in begins:
            continue
        for share in (0.0, 0.3, 0.7, 1.0):
            column = int((x[a] + share * (x[b] - x[a])) % 2**30 // edge)
            row = int((y[a] + share * (y[b] - y[a])) // edge)
            _, columns = unpack(levels.produce(f"level/8/{column}/{row}"))
            assert {int(a), int(b)} <= set(columns["fix"].tolist())


def test_a_tile_says_whose_its_stretches_are() -> None:
    tracks = wandering(8)
    levels = TrackLevels(tracks)
    owner = np.searchsorted(tracks.offsets, np.arange(tracks.fixes), side="right") - 1
    for name in ("level/9/134/89", "level/9/134/90", "level/9/135/90"):
        _, columns = unpack(levels.produce(name))
        start = columns["start"].astype(int)
        assert start[-1] == len(columns["fix"])
        for number, track in enumerate(columns["track"]):
            assert (owner[columns["fix"][start[number] : start[number + 1]]] == track).all()
        np.testing.assert_array_equal(levels.fixes_of(name), columns["fix"])


def test_from_the_finest_level_on_nothing_is_left_out() -> None:
    tracks = wandering(1, count=1, fixes=10)
    levels = TrackLevels(tracks)
    x, y, *_ = world(tracks)
    edge = 2**30 >> (FINEST - 1)
    found = {
        fix
        for column, row in {(int(a // edge), int(b // edge)) for a, b in zip(x, y, strict=True)}
        for fix in levels.fixes_of(f"level/{FINEST}/{column}/{row}").tolist()
    }
    assert found == set(range(10))


def test_a_tile_of_too_many_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(track_levels, "MOST_IN_TILE", 10)
    meta, columns = unpack(TrackLevels(wandering(1)).produce("level/3/2/1"))
    assert meta["too_many"] > 10
    assert not columns


@pytest.mark.parametrize(
    "name",
    ["track/4", "track/-1", "track/x", "level/9/1", "level/1/0/0", "level/18/0/0", "level/9/256/0", "", "other/1"],
)
def test_other_names_are_unknown(name: str) -> None:
    with pytest.raises(UnknownResourceError):
        TrackLevels(wandering(1)).produce(name)


def test_the_first_level_is_small_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    tracks = wandering(1)
    fine = TrackLevels(tracks)
    monkeypatch.setattr(track_levels, "MOST_AT_FIRST", len(fine.fixes_of("")) - 1)
    coarse = TrackLevels(tracks)
    assert len(coarse.fixes_of("")) < len(fine.fixes_of(""))


def test_the_scene_cuts_large_layers_only(monkeypatch: pytest.MonkeyPatch) -> None:
    picture = lb.Picture("Bild", tracks=wandering(2))
    small = build_scene(picture).description["layers"][0]
    monkeypatch.setattr("lagebild.views.scene.WHOLE", 100)
    scene = build_scene(picture)
    large: dict[str, Any] = scene.description["layers"][0]
    assert (large["count"], large["fixes"], large["height"]) == (small["count"], small["fixes"], small["height"])
    meta, columns = unpack(gzip.decompress(scene.store.get(large["resource"])))
    assert meta["callsigns"] == ["SYN000", "SYN001", "SYN002", "SYN003"]
    assert len(columns["fix"]) < large["fixes"]
    meta, columns = unpack(gzip.decompress(scene.store.get(f"{large['resource']}/track/1")))
    assert len(columns["fix"]) == 120
    with pytest.raises(UnknownResourceError):
        scene.store.get(f"{large['resource']}/track/4")


def test_other_tracks_have_another_name_and_equal_ones_the_same() -> None:
    tracks = wandering(1)
    frame = tracks.frame
    assert content_of(tracks) == content_of(lb.Tracks.from_frame(frame))
    for column, change in [("longitude", 1e-9), ("latitude", 1e-9), ("time", pd.Timedelta("1ms")), ("callsign", "X")]:
        other = frame.copy()
        other.loc[5 if column != "callsign" else frame.index, column] = (
            change if column == "callsign" else other[column][5] + change
        )
        assert content_of(lb.Tracks.from_frame(other)) != content_of(tracks), column
