import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod, Transformer

import lagebild as lb
from lagebild.model.atmosphere import qnh_shift
from tests.analysis.over_terrain import NORTH, ROUGH, STEP, WEST, densely, flight, ground, random_flight, tracks_of
from tests.builders import georeferenced

TERRAIN = ground()
COLUMNS = [
    "track_id", "time", "longitude", "latitude", "height_above_ground", "uncertainty", "terrain_elevation",
    "between_fixes", "share_with_terrain", "reasons",
]  # fmt: skip
STEEPEST = 1600.0 / STEP
"""Metres a degree that the rough ground rises at most, along a row or a column."""


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6))
def test_lowest_point_against_dense_sampling(seed):
    frame = random_flight(seed)
    found = lb.clearance(tracks_of(frame), TERRAIN).iloc[0]
    sampled = densely(frame, TERRAIN.elevation)
    lowest = sampled["height"].min()
    between_samples = 2 * STEEPEST * 0.1 / 4000 + 1000 / 4000
    assert lowest - between_samples <= found["height_above_ground"] <= lowest + 1e-6
    # the place that is named has that height: nothing else may be at that time
    seconds = (found["time"] - frame["time"].iloc[0]).total_seconds()
    altitude = np.interp(seconds, np.arange(len(frame)) * 10.0, frame["altitude_amsl"])
    assert np.interp(seconds, np.arange(len(frame)) * 10.0, frame["longitude"]) == pytest.approx(found["longitude"])
    assert found["terrain_elevation"] == pytest.approx(
        float(TERRAIN.sample(found["longitude"], found["latitude"])), abs=1e-6
    )
    assert altitude - found["terrain_elevation"] == pytest.approx(found["height_above_ground"], abs=1e-3)
    assert found["share_with_terrain"] == 1.0
    assert found["uncertainty"] == 0.0


def test_a_ridge_between_two_fixes_counts():
    cells = np.full((20, 20), 100.0, np.float32)
    cells[:, 10] = 800.0
    found = lb.clearance(tracks_of(flight([10.05, 10.17], 46.9, [1000.0, 1100.0])), ground(cells)).iloc[0]
    assert found["height_above_ground"] == pytest.approx(1000.0 + 100.0 * 5 / 12 - 800.0, abs=1e-6)
    assert found["longitude"] == pytest.approx(10.10, abs=1e-9)
    assert found["terrain_elevation"] == pytest.approx(800.0)
    assert found["time"] == pd.Timestamp("2026-05-12T08:00:04.166666667Z")
    assert found["between_fixes"]


def test_the_crest_of_a_twisted_square():
    """Along the diagonal the ground is 4·100 s (1 − s): highest in the middle of four centres of 0, 200, 200, 0."""
    cells = np.array([[0.0, 200.0], [200.0, 0.0]], np.float32)
    way = flight([10.0, 10.01], [47.0, 46.99], [500.0, 500.0])
    found = lb.clearance(tracks_of(way), ground(cells)).iloc[0]
    assert found["height_above_ground"] == pytest.approx(400.0, abs=1e-6)
    assert found["longitude"] == pytest.approx(10.005)
    assert found["latitude"] == pytest.approx(46.995)


def test_lowest_at_a_fix():
    way = flight([10.05, 10.06, 10.07], 46.9, [900.0, 300.0, 900.0])
    found = lb.clearance(tracks_of(way), ground(ROUGH * 0)).iloc[0]
    assert not found["between_fixes"]
    assert found["time"] == pd.Timestamp("2026-05-12T08:00:10Z")
    assert (found["height_above_ground"], found["longitude"]) == (300.0, 10.06)


def test_way_along_a_line_of_centres_and_standing_still():
    for longitude, latitude in [
        ([10.0, 10.08], 46.8),
        (10.25, [47.0, 46.92]),
        (10.3, 46.7),
        ([10.1, 10.1], [46.9, 46.9]),
    ]:
        frame = flight(longitude, latitude, [2500.0, 2500.0])
        found = lb.clearance(tracks_of(frame), TERRAIN).iloc[0]
        assert found["height_above_ground"] == pytest.approx(densely(frame, TERRAIN.elevation)["height"].min(), abs=0.1)
        assert found["share_with_terrain"] == 1.0


def test_terrain_that_ends_in_the_middle_of_a_flight():
    terrain = ground(np.full((20, 20), 100.0, np.float32))
    inside = flight([10.15, 10.25], 46.9, [1000.0, 900.0])  # the raster ends at 10.195
    outside = flight([12.0, 12.1], 46.9, [1000.0, 900.0], name="b")
    through = flight([9.9, 10.3], 46.9, [1000.0, 1000.0], name="c", seconds=100)
    table = lb.clearance(tracks_of(inside, outside, through), terrain).set_index("track_id")
    assert table.loc["a", "height_above_ground"] == pytest.approx(1000.0 - 1000.0 * 0.045 - 100.0)
    assert table.loc["a", "share_with_terrain"] == pytest.approx(0.45)
    assert table.loc["a", "reasons"] == "NO_TERRAIN"
    assert table.loc["a", "between_fixes"]
    assert table.loc["b", ["height_above_ground", "longitude", "latitude", "terrain_elevation"]].isna().all()
    assert table.loc["b", "time"] is pd.NaT
    assert table.loc["b", "reasons"] == "NO_TERRAIN"
    assert table.loc["b", "share_with_terrain"] == 0.0
    assert table.loc["c", "height_above_ground"] == pytest.approx(900.0)
    assert table.loc["c", "share_with_terrain"] == pytest.approx(0.5, abs=1e-4)


def test_holes_in_the_terrain_are_not_flown_over():
    cells = np.full((20, 20), 100.0, np.float32)
    cells[8:12, 8:12] = np.nan
    cells[10, 10] = 5000.0  # its neighbours have no data: the ground is not known around it
    found = lb.clearance(tracks_of(flight([10.0, 10.19], 46.9, [1000.0, 1000.0])), ground(cells)).iloc[0]
    assert found["height_above_ground"] == 900.0
    assert found["share_with_terrain"] == pytest.approx(1 - 5 / 19)
    assert found["reasons"] == "NO_TERRAIN"


def test_tracks_without_heights():
    bare = flight([10.1, 10.2], 46.9, math.nan)
    away = flight([15.1, 15.2], 46.9, math.nan, name="b")
    known = flight([10.1, 10.2], 46.9, 3000.0, name="c")
    # the one fix with a height is where there is no ground
    never = flight([10.1, 15.1], 46.9, [math.nan, 3000.0], name="d")
    table = lb.clearance(tracks_of(bare, away, known, never), TERRAIN)
    assert table["track_id"].tolist() == ["a", "b", "c", "d"]
    assert table["height_above_ground"].isna().tolist() == [True, True, False, True]
    assert table["reasons"].tolist() == ["NO_HEIGHT", "NO_HEIGHT NO_TERRAIN", "", "NO_HEIGHT NO_TERRAIN"]


def test_a_height_missing_in_the_middle_is_not_bridged():
    cells = np.full((20, 20), 100.0, np.float32)
    cells[:, 10] = 800.0
    found = lb.clearance(tracks_of(flight([10.05, 10.10, 10.15], 46.9, [1000.0, math.nan, 1000.0])), ground(cells))
    assert found["height_above_ground"].tolist() == [900.0]


def test_gaps_are_not_bridged():
    cells = np.full((20, 20), 100.0, np.float32)
    cells[:, 10] = 800.0
    way = ([10.05, 10.17], 46.9, [1000.0, 1000.0])
    terrain = ground(cells)
    assert lb.clearance(tracks_of(flight(*way, seconds=300)), terrain)["height_above_ground"][0] == pytest.approx(200)
    assert lb.clearance(tracks_of(flight(*way, seconds=301)), terrain)["height_above_ground"][0] == 900.0


@pytest.mark.parametrize("west", [179.8, -180.2, 179.8 - 360 * 3])
def test_across_the_antimeridian(west):
    cells = np.full((20, 40), 100.0, np.float32)
    cells[:, 20] = 800.0  # at 180°
    terrain = ground(cells, west=west)
    for way in ([179.95, -179.95], [-179.95, 179.95]):
        found = lb.clearance(tracks_of(flight(way, 46.9, [1000.0, 1000.0])), terrain).iloc[0]
        assert found["height_above_ground"] == pytest.approx(200.0, abs=1e-3)
        assert abs(found["longitude"]) == pytest.approx(180.0)
        assert -180.0 <= found["longitude"] <= 180.0
        assert found["share_with_terrain"] == 1.0


def test_around_the_seam_of_a_raster_of_the_world():
    x, y = np.arange(-179.5, 180.0), np.arange(89.5, -90.0, -1.0)
    cells = np.zeros((180, 360), np.float32)
    cells[:, 0], cells[:, -1] = 700.0, 300.0
    terrain = lb.Terrain(elevation=georeferenced(cells, x, y), vertical_accuracy=0.0)
    found = lb.clearance(tracks_of(flight([179.9, -179.9], 10.0, [1000.0, 1000.0])), terrain).iloc[0]
    assert found["height_above_ground"] == pytest.approx(300.0)
    assert found["share_with_terrain"] == 1.0
    assert found["longitude"] <= -179.9 or found["longitude"] == 180.0


def test_raster_in_a_projection():
    """The same plane slope on a geographic and on a UTM raster; and a peak under a geodesic."""
    x, y = 500_000.0 + 500 * np.arange(240), 5_250_000.0 - 500.0 * np.arange(200)
    cells = np.zeros((200, 240), np.float32)
    cells[100, 100] = 1000.0
    terrain = lb.Terrain(elevation=georeferenced(cells, x, y, "EPSG:32632"), vertical_accuracy=0.0)

    longitude, latitude = Transformer.from_crs(32632, 4326, always_xy=True).transform(x[100], y[100])
    geod = Geod(ellps="WGS84")
    for azimuth in (20.0, 90.0, 250.0):
        a, b = geod.fwd(longitude, latitude, azimuth, 15_000.0), geod.fwd(longitude, latitude, azimuth + 180, 15_000.0)
        way = flight([a[0], b[0]], [a[1], b[1]], [3000.0, 3000.0], seconds=100)
        found = lb.clearance(tracks_of(way), terrain).iloc[0]
        # a metre off the geodesic is 2 m of this slope in either direction
        assert found["height_above_ground"] == pytest.approx(2000.0, abs=5.0)
        assert geod.inv(found["longitude"], found["latitude"], longitude, latitude)[2] < 3.0
        assert found["share_with_terrain"] == 1.0


def test_long_legs_follow_the_geodesic():

    ends = ((0.0, 60.0), (8.0, 60.0))
    middle = Geod(ellps="WGS84").npts(*ends[0], *ends[1], 1)[0]
    x, y = np.arange(-1.0, 9.0, 0.01), np.arange(60.5, 59.5, -0.005)
    cells = np.zeros((len(y), len(x)), np.float32)
    row = int(np.argmin(np.abs(y - middle[1])))
    cells[row, 500] = 1000.0
    terrain = lb.Terrain(elevation=georeferenced(cells, x, y), vertical_accuracy=0.0)
    found = lb.clearance(tracks_of(flight([0.0, 8.0], 60.0, 2000.0, seconds=300)), terrain).iloc[0]
    off = abs(y[row] - middle[1]) / 0.005
    assert found["height_above_ground"] == pytest.approx(1000.0 + 1000.0 * off, abs=5.0)
    assert found["latitude"] == pytest.approx(middle[1], abs=2e-5)


def test_on_the_ground_is_nought_whatever_was_measured():
    frame = flight(
        [10.1, 10.11, 10.12, 10.16], 46.9, [650.0, 700.0, 650.0, 3000.0], on_ground=[True, True, True, False]
    )
    table = lb.clearance(tracks_of(frame), ground(accuracy=16.0))
    assert table["height_above_ground"][0] == 0.0
    assert table["time"][0] == frame["time"][0]
    assert table["reasons"][0] == "ON_GROUND"
    assert table["uncertainty"][0] == 0.0
    assert table["terrain_elevation"][0] == pytest.approx(float(TERRAIN.sample(10.1, 46.9)))


def test_uncertainty_and_reasons():
    frame = flight([10.1, 10.2], 46.9, math.nan, altitude_pressure=3000.0)
    flat = ground(np.full((20, 40), 100.0, np.float32), accuracy=16.0)
    known = lb.clearance(tracks_of(frame), flat, qnh=1003.25).iloc[0]
    assert known["height_above_ground"] == pytest.approx(3000.0 - 83.6 - 100.0, abs=0.1)
    # 16 m of the terrain, and 20 K on the column of air
    assert known["uncertainty"] == pytest.approx(16.0 + 20.0 * 29.27 * math.log(1003.25 / 701.09), rel=2e-3)
    assert known["reasons"] == "TEMPERATURE TERRAIN_ACCURACY"
    unknown = lb.clearance(tracks_of(frame), flat).iloc[0]
    assert unknown["reasons"] == "UNKNOWN_QNH TEMPERATURE TERRAIN_ACCURACY"
    half = float(qnh_shift(1060.0) - qnh_shift(940.0)) / 2
    assert unknown["uncertainty"] > half + 16.0
    middle = known["height_above_ground"]
    assert abs(unknown["height_above_ground"] - middle) + known["uncertainty"] < unknown["uncertainty"] + 1.0
    silent = lb.Terrain(elevation=flat.elevation)
    assert "UNKNOWN_TERRAIN_ACCURACY" in lb.clearance(tracks_of(frame), silent)["reasons"][0]


def test_poor_heights_do_not_hide_better_ones():
    frame = flight([10.1, 10.15, 10.2], 46.9, [math.nan, 3000.0, 3000.0], altitude_pressure=[3000.0] * 3)
    flat = ground(np.full((20, 40), 100.0, np.float32))
    found = lb.clearance(tracks_of(frame), flat).iloc[0]
    assert (found["height_above_ground"], found["uncertainty"], found["reasons"]) == (2900.0, 0.0, "")


def test_empty_and_single_fixes():
    empty = lb.clearance(lb.Tracks.empty(), TERRAIN)
    assert list(empty.columns) == COLUMNS
    full = lb.clearance(tracks_of(flight([10.1], 46.9, [2500.0])), TERRAIN)
    assert full.dtypes.equals(empty.dtypes)
    assert full["share_with_terrain"].tolist() == [1.0]
    assert full["height_above_ground"][0] == pytest.approx(2500.0 - float(TERRAIN.sample(10.1, 46.9)))


def test_blocks_of_the_raster_do_not_show(monkeypatch):
    flights = tracks_of(*(random_flight(seed, name=f"{seed:03d}") for seed in range(40)))
    whole = lb.clearance(flights, TERRAIN)
    monkeypatch.setattr("lagebild.analysis.ground._BLOCK_CELLS", 7)
    monkeypatch.setattr("lagebild.analysis.ground._LINES", 13)
    pd.testing.assert_frame_equal(lb.clearance(flights, TERRAIN), whole, rtol=0, atol=1e-6)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.floats(0.01, 0.99), st.integers(0, 6))
def test_a_fix_put_between_changes_nothing(seed, share, after):
    frame = random_flight(seed)
    a, b = frame.iloc[after], frame.iloc[after + 1]
    columns = ("longitude", "latitude", "altitude_amsl")
    put = pd.DataFrame([{"track_id": "a", "time": a["time"] + share * (b["time"] - a["time"])}]).assign(
        **{name: a[name] + share * (b[name] - a[name]) for name in columns}
    )
    split = lb.clearance(tracks_of(frame, put), TERRAIN)["height_above_ground"][0]
    assert split == pytest.approx(lb.clearance(tracks_of(frame), TERRAIN)["height_above_ground"][0], abs=1e-4)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 6))
def test_two_parts_of_a_track_keep_the_lower_of_both(seed, at):
    frame = random_flight(seed)
    parts = tracks_of(frame.iloc[: at + 1].assign(track_id="1"), frame.iloc[at:].assign(track_id="2"))
    whole = lb.clearance(tracks_of(frame), TERRAIN)["height_above_ground"][0]
    assert lb.clearance(parts, TERRAIN)["height_above_ground"].min() == pytest.approx(whole, abs=1e-9)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.floats(-500, 5000))
def test_raising_the_flight_raises_the_clearance_and_raising_the_ground_lowers_it(seed, rise):
    frame = random_flight(seed)
    before = lb.clearance(tracks_of(frame), TERRAIN)["height_above_ground"][0]
    higher = frame.assign(altitude_amsl=frame["altitude_amsl"] + rise)
    assert lb.clearance(tracks_of(higher), TERRAIN)["height_above_ground"][0] == pytest.approx(before + rise, abs=1e-6)
    hill = ROUGH.copy()
    hill[seed % ROUGH.shape[0]] += abs(rise)
    assert lb.clearance(tracks_of(frame), ground(hill))["height_above_ground"][0] <= before + 1e-9


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6))
def test_the_way_back_and_the_mirrored_way_are_as_high(seed):
    frame = random_flight(seed)
    before = lb.clearance(tracks_of(frame), TERRAIN).iloc[0]
    back = frame.assign(time=frame["time"].to_numpy()[::-1])
    found = lb.clearance(tracks_of(back), TERRAIN).iloc[0]
    assert found["height_above_ground"] == pytest.approx(before["height_above_ground"], abs=1e-6)
    east = WEST + STEP * (ROUGH.shape[1] - 1)
    mirrored = frame.assign(longitude=WEST + east - frame["longitude"])
    found = lb.clearance(tracks_of(mirrored), ground(ROUGH[:, ::-1].copy())).iloc[0]
    assert found["height_above_ground"] == pytest.approx(before["height_above_ground"], abs=1e-4)
    turned = lb.Terrain(
        elevation=georeferenced(ROUGH[::-1], WEST + STEP * np.arange(60), (NORTH - STEP * np.arange(50))[::-1]),
        vertical_accuracy=0.0,
    )
    found = lb.clearance(tracks_of(frame), turned).iloc[0]
    assert found["height_above_ground"] == pytest.approx(before["height_above_ground"], abs=1e-4)
