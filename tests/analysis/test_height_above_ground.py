import math

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

import lagebild as lb
from lagebild.analysis.height_above_ground import agl_heights
from lagebild.model.geoid import geoid_height
from lagebild.model.heights import Reason
from tests.analysis.over_terrain import flight, ground, random_flight, tracks_of

TERRAIN = ground()


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6))
def test_against_xarray(seed):
    frame = random_flight(seed, fixes=40)
    places = {"x": xr.DataArray(frame["longitude"], dims="p"), "y": xr.DataArray(frame["latitude"], dims="p")}
    below = TERRAIN.elevation.astype(np.float64).interp(**places).to_numpy()
    found = lb.height_above_ground(tracks_of(frame), TERRAIN)
    np.testing.assert_allclose(found, frame["altitude_amsl"] - below, atol=1e-6)


def test_where_the_terrain_or_the_height_ends():
    frame = flight([10.1, 10.2, 12.0, 12.0], 46.9, [2500.0, math.nan, 2500.0, math.nan])
    heights = agl_heights(tracks_of(frame), TERRAIN)
    assert heights.reference is lb.Reference.AGL
    assert np.isnan(lb.height_above_ground(tracks_of(frame), TERRAIN)).tolist() == [False, True, True, True]
    expected = [0, Reason.NO_HEIGHT, Reason.NO_TERRAIN, Reason.NO_HEIGHT | Reason.NO_TERRAIN]
    assert heights.reasons.tolist() == expected


def test_no_data_is_not_ground():
    cells = np.full((20, 20), 100.0, np.float32)
    cells[10, 10] = np.nan
    frame = flight([10.05, 10.095, 10.1, 10.105, 10.12], 46.9, 1000.0)
    found = lb.height_above_ground(tracks_of(frame), ground(cells))
    assert np.isnan(found).tolist() == [False, True, True, True, False]


def test_ellipsoid_less_geoid_less_ground():
    frame = flight([10.1], 46.9, math.nan, height_ellipsoid=2500.0)
    expected = 2500.0 - float(geoid_height(10.1, 46.9)) - float(TERRAIN.sample(10.1, 46.9))
    assert lb.height_above_ground(tracks_of(frame), TERRAIN)[0] == pytest.approx(expected, abs=1e-6)
    assert geoid_height(10.1, 46.9) > 40  # the other sign would be a hundred metres off


def test_interval_of_terrain_and_of_the_unknown_datum():
    frame = flight([10.1], 46.9, math.nan, altitude_gnss=2500.0)
    heights = agl_heights(tracks_of(frame), ground(accuracy=16.0))
    geoid, below = float(geoid_height(10.1, 46.9)), float(TERRAIN.sample(10.1, 46.9))
    assert heights.low[0] == pytest.approx(2500.0 - geoid - below - 16.0)
    assert heights.high[0] == pytest.approx(2500.0 - below + 16.0)
    assert heights.reasons[0] == Reason.UNKNOWN_DATUM | Reason.TERRAIN_ACCURACY
    assert lb.height_above_ground(tracks_of(frame), ground(accuracy=16.0))[0] == pytest.approx(heights.middle[0])


def test_on_the_ground_is_nought():
    frame = flight([10.1, 30.0], 46.9, [5000.0, math.nan], on_ground=[True, True])
    heights = agl_heights(tracks_of(frame), ground(accuracy=16.0))
    assert heights.low.tolist() == heights.high.tolist() == [0.0, 0.0]
    assert heights.reasons.tolist() == [Reason.ON_GROUND] * 2


def test_nothing_in_nothing_out():
    assert lb.height_above_ground(lb.Tracks.empty(), TERRAIN).shape == (0,)
