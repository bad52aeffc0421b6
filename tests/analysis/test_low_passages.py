import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lagebild as lb
from lagebild.errors import ValidationError
from tests.analysis.over_terrain import densely, flight, ground, random_flight, tracks_of
from tests.builders import georeferenced

TERRAIN = ground()
FLAT = np.full((20, 40), 100.0, np.float32)


def ridge():
    cells = FLAT.copy()
    cells[:, 10] = 800.0
    return cells


def total(table):
    return float(table["duration"].sum())


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.floats(200, 1500))
def test_times_against_dense_sampling(seed, below):
    frame = random_flight(seed)
    table = lb.low_passages(tracks_of(frame), TERRAIN, below=below)
    sampled = densely(frame, TERRAIN.elevation)
    assert total(table) == pytest.approx((sampled["height"] < below).mean() * 70.0, abs=0.1)
    seconds = sampled["seconds"].to_numpy()
    inside = np.zeros(len(sampled), bool)
    for passage in table.itertuples():
        start, end = ((moment - frame["time"].iloc[0]).total_seconds() for moment in (passage.start, passage.end))
        here = (seconds >= start) & (seconds <= end)
        inside |= here
        if here.any():
            assert passage.height_above_ground <= sampled["height"][here].min() + 1e-6
    far = np.abs(sampled["height"] - below) > 5.0
    assert (inside == (sampled["height"] < below))[far].all()
    assert (table["status"] == "certain").all()
    assert (table["start"].iloc[1:].to_numpy() > table["end"].iloc[:-1].to_numpy()).all()


def test_a_ridge_between_two_fixes():
    way = tracks_of(flight([10.05, 10.17], 46.9, [1000.0, 1000.0], seconds=12))
    table = lb.low_passages(way, ground(ridge()), below=550.0)
    # the ridge rises by 700 m a cell, a second: 350 m of it are too high
    assert table["duration"].tolist() == pytest.approx([1.0], abs=1e-6)
    assert table["start"][0] == pd.Timestamp("2026-05-12T08:00:04.5Z")
    assert table["height_above_ground"][0] == pytest.approx(200.0)
    assert table["longitude"][0] == pytest.approx(10.1)
    assert table["terrain_elevation"][0] == pytest.approx(800.0)


def test_uncertain_ground_makes_passages_longer_and_undetermined():
    way = tracks_of(flight([10.05, 10.17], 46.9, [1000.0, 1000.0], seconds=12))
    vague = lb.low_passages(way, ground(ridge(), accuracy=70.0), below=150.0)
    assert vague["status"].tolist() == ["undetermined"]
    assert vague["duration"].tolist() == pytest.approx([2 * 20 / 700])
    assert vague["reasons"].tolist() == ["TERRAIN_ACCURACY"]
    assert vague["uncertainty"].tolist() == [70.0]
    sure = lb.low_passages(way, ground(ridge(), accuracy=70.0), below=300.0)
    assert sure["status"].tolist() == ["certain"]


def test_passages_end_at_gaps_tracks_and_the_end_of_the_terrain():
    low = flight([10.05, 10.06, 10.08, 10.09], 46.9, 150.0, seconds=[0, 10, 400, 410])
    off = flight([10.37, 10.39, 10.41, 10.43], 46.9, 150.0, name="b")
    table = lb.low_passages(tracks_of(low, off), ground(FLAT), below=100.0)
    assert table["track_id"].tolist() == ["a", "a", "b"]
    assert table["duration"].tolist() == pytest.approx([10.0, 10.0, 12.5], abs=1e-6)  # the raster ends at 10.395


def test_ways_on_the_ground_do_not_count():
    frame = flight(
        10.05 + 0.01 * np.arange(5),
        46.9,
        [100.0, 100.0, 100.0, 400.0, 700.0],
        on_ground=[True, True, True, False, False],
    )
    table = lb.low_passages(tracks_of(frame), ground(FLAT), below=150.0)
    assert table["start"].tolist() == [frame["time"][2]]
    assert table["duration"].tolist() == pytest.approx([5.0])


def test_a_touch_is_no_passage_and_high_flights_have_none():
    touch = flight([10.05, 10.06, 10.07], 46.9, [400.0, 250.0, 400.0])
    assert len(lb.low_passages(tracks_of(touch), ground(FLAT), below=150.0)) == 0
    empty = lb.low_passages(lb.Tracks.empty(), ground(FLAT))
    full = lb.low_passages(tracks_of(touch), ground(FLAT), below=200.0)
    assert len(full) == 1
    assert full.dtypes.equals(empty.dtypes)
    assert len(lb.low_passages(tracks_of(flight([10.05, 10.06], 46.9, math.nan)), ground(FLAT))) == 0
    with pytest.raises(ValidationError, match="nan"):
        lb.low_passages(tracks_of(touch), ground(FLAT), below=math.nan)


def test_across_the_antimeridian_is_one_passage():
    way = tracks_of(flight([179.95, -179.95], 46.9, 150.0))
    table = lb.low_passages(way, ground(FLAT, west=179.8), below=100.0)
    assert table["duration"].tolist() == [10.0]
    cells = np.full((180, 360), 100.0, np.float32)
    around = georeferenced(cells, np.arange(-179.5, 180.0), np.arange(89.5, -90.0, -1.0))
    world = lb.Terrain(elevation=around, vertical_accuracy=0.0)
    assert lb.low_passages(way, world, below=100.0)["duration"].tolist() == [10.0]


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.floats(0, 1500), st.floats(0, 500))
def test_lower_flights_and_higher_bounds_are_low_for_longer(seed, below, more):
    frame = random_flight(seed)
    before = total(lb.low_passages(tracks_of(frame), TERRAIN, below=below))
    assert total(lb.low_passages(tracks_of(frame), TERRAIN, below=below + more)) >= before - 1e-6
    lower = frame.assign(altitude_amsl=frame["altitude_amsl"] - more)
    same = total(lb.low_passages(tracks_of(lower), TERRAIN, below=below))
    assert same == pytest.approx(total(lb.low_passages(tracks_of(frame), TERRAIN, below=below + more)), abs=1e-5)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.floats(200, 1500))
def test_there_is_a_passage_where_the_clearance_is_less(seed, below):
    tracks = tracks_of(*(random_flight(seed + k, name=f"{k}") for k in range(5)))
    lowest = lb.clearance(tracks, TERRAIN).set_index("track_id")["height_above_ground"]
    table = lb.low_passages(tracks, TERRAIN, below=below)
    assert set(table["track_id"]) == set(lowest.index[lowest < below - 1e-3]) | (
        set(table["track_id"]) & set(lowest.index[abs(lowest - below) <= 1e-3])
    )
    deepest = table.groupby("track_id")["height_above_ground"].min()
    np.testing.assert_allclose(deepest, lowest[deepest.index], atol=1e-6)
