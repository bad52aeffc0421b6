from pathlib import Path

import numpy as np
import pyproj
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Transformer

from lagebild.model.geoid import geoid_grid, geoid_height

NGA_POINTS = [  # latitude, longitude east, metres: test points of NGA's program for the 15' grid
    (38.628155, 269.779155, -31.628),
    (-14.621217, 305.021114, -2.969),
    (46.874319, 102.448729, -43.575),
    (-23.617446, 133.874712, 15.871),
    (38.625473, 359.999500, 50.066),
    (-0.466744, 0.002300, 17.329),
]


@pytest.mark.parametrize(("latitude", "longitude", "expected"), NGA_POINTS)
def test_points_of_nga(latitude, longitude, expected):
    assert geoid_height(longitude, latitude) == pytest.approx(expected, abs=0.02)


@pytest.mark.parametrize(
    ("name", "longitude", "latitude", "expected"),
    [("Almaty", 77.0405, 43.3521, -44.78), ("Astana", 71.4669, 51.0222, -32.61), ("Zürich", 8.5492, 47.4647, 47.34)],
)
def test_airports(name, longitude, latitude, expected):
    assert geoid_height(longitude, latitude) == pytest.approx(expected, abs=0.1), name


def test_shapes_and_what_is_no_place():
    assert geoid_height(8.0, 47.0).shape == ()
    assert geoid_height([[8.0, 9.0]], 47.0).shape == (1, 2)
    assert np.isnan(geoid_height([8.0, np.nan, 8.0, np.inf], [np.nan, 47.0, 90.001, 47.0])).all()
    assert geoid_height([], []).shape == (0,)


def test_the_grids_own_points_are_met():
    grid = geoid_grid()
    rows, columns = np.meshgrid(np.arange(0, 721, 7), np.arange(0, 1440, 11), indexing="ij")
    found = geoid_height(columns / 4 - 180.0, 90.0 - rows / 4)
    np.testing.assert_allclose(found, grid[rows, columns], atol=1e-6)
    assert not grid.flags.writeable


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_every_turn_of_a_longitude_is_the_same(latitude, longitude):
    values = geoid_height([longitude, longitude + 360.0, longitude - 720.0], latitude)
    assert np.ptp(values) < 1e-6


@given(st.floats(-90, 90), st.sampled_from([-180.0, 0.0, 180.0, 90.25]))
def test_no_steps_across_the_antimeridian_or_the_grids_lines(latitude, longitude):
    west, east = geoid_height([longitude - 1e-9, longitude + 1e-9], latitude)
    assert west == pytest.approx(east, abs=1e-6)


@given(st.floats(-180, 180), st.sampled_from([90.0, -90.0]))
def test_poles_are_one_point_and_smooth(longitude, pole):
    over = geoid_height([longitude, 0.0], [pole, pole])
    assert over[0] == pytest.approx(over[1], abs=1e-6)
    # a way over the pole goes on where it came from: no step, no kink
    here, beyond = geoid_height([longitude, longitude + 180.0], pole * (1 - 1e-6)) - over[0]
    assert abs(here) < 1e-3
    assert here == pytest.approx(-beyond, abs=2e-6)


def test_against_pyproj():
    folders = [pyproj.datadir.get_data_dir(), pyproj.datadir.get_user_data_dir(), "/usr/share/proj"]
    grid = next((path for path in (Path(folder) / "egm96_15.gtx" for folder in folders) if path.is_file()), None)
    if grid is None:
        pytest.skip("PROJ's grid egm96_15.gtx is not installed")
    rng = np.random.default_rng(5)
    # its interpolation is bilinear: the same at the grid's points, near it between them
    proj = Transformer.from_pipeline(f"+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad +step +inv "
                                     f"+proj=vgridshift +grids={grid} +multiplier=1 +step +proj=unitconvert +xy_in=rad +xy_out=deg")  # fmt: skip
    longitude, latitude = rng.integers(-719, 719, 5000) / 4, rng.integers(-359, 359, 5000) / 4
    theirs = -proj.transform(longitude, latitude, np.zeros(5000))[2]
    np.testing.assert_allclose(geoid_height(longitude, latitude), theirs, atol=0.0015)
    longitude, latitude = rng.uniform(-180, 180, 5000), np.degrees(np.arcsin(rng.uniform(-1, 1, 5000)))
    theirs = -proj.transform(longitude, latitude, np.zeros(5000))[2]
    difference = geoid_height(longitude, latitude) - theirs
    assert np.sqrt(np.mean(difference**2)) < 0.1
    assert np.abs(difference).max() < 1.0
