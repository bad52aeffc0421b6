import math

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Transformer

from lagebild.errors import CrsError, ValidationError
from lagebild.model.terrain import Terrain
from tests.builders import georeferenced

RNG = np.random.default_rng(4)
CELLS = RNG.uniform(0, 4000, (30, 40)).astype(np.float32)
CELLS[4, 5] = np.nan
X, Y = 8.0 + 0.1 * np.arange(40), 48.0 - 0.1 * np.arange(30)
TERRAIN = Terrain(elevation=georeferenced(CELLS, X, Y))


def by_hand(cells, row, column):
    """Bilinear interpolation of one place, written out."""
    r, c = min(max(row, 0), cells.shape[0] - 1), min(max(column, 0), cells.shape[1] - 1)
    r0, c0 = min(math.floor(r), cells.shape[0] - 2), min(math.floor(c), cells.shape[1] - 2)
    b, a = r - r0, c - c0
    total = 0.0
    for weight, value in [
        ((1 - a) * (1 - b), cells[r0, c0]), (a * (1 - b), cells[r0, c0 + 1]),
        ((1 - a) * b, cells[r0 + 1, c0]), (a * b, cells[r0 + 1, c0 + 1]),
    ]:  # fmt: skip
        if weight > 0:
            total += weight * float(value)
    return total


@given(st.floats(-0.499, 29.499), st.floats(-0.499, 39.499))
def test_bilinear_against_writing_it_out(row, column):
    found = float(TERRAIN.sample(8.0 + 0.1 * column, 48.0 - 0.1 * row))
    expected = by_hand(CELLS, row, column)
    if math.isnan(found) or math.isnan(expected):
        # a weight that rounding makes zero or not decides about the cell without data
        assert abs(row - 4) <= 1 + 1e-9
        assert abs(column - 5) <= 1 + 1e-9
    else:
        assert found == pytest.approx(expected, abs=1e-3)


def test_outside_and_no_data_are_nan():
    assert np.isnan(TERRAIN.sample([7.9, 12.0, 8.5], [47.0, 47.0, 47.6])).all()
    assert TERRAIN.sample(8.0, 48.0) == CELLS[0, 0]
    assert TERRAIN.sample(np.zeros((2, 3)), 47.0).shape == (2, 3)


def test_rows_from_south_to_north_are_the_same_ground():
    turned = Terrain(elevation=georeferenced(CELLS[::-1], X, Y[::-1]))
    lon, lat = RNG.uniform(8, 11.8, 200), RNG.uniform(45.2, 47.9, 200)
    np.testing.assert_allclose(turned.sample(lon, lat), TERRAIN.sample(lon, lat), atol=1e-3)


def test_blocks_do_not_show(monkeypatch):
    lon, lat = RNG.uniform(8, 11.8, 500), RNG.uniform(45.2, 47.9, 500)
    lon, lat = np.append(lon, [7.951, 11.949, 7.0]), np.append(lat, [48.049, 45.051, 47.0])
    expected = TERRAIN.sample(lon, lat)
    assert np.isnan(expected).any()
    # parts of a raster of another type have to be copied, as those of a file are read: block by block
    read = Terrain(elevation=georeferenced(CELLS.astype(np.float64), X, Y))
    for size in (7, 10, 13, 2048):
        monkeypatch.setattr("lagebild.model.terrain._BLOCK_CELLS", size)
        np.testing.assert_allclose(read.sample(lon, lat), expected, rtol=0, atol=1e-9)


def test_places_that_need_but_the_last_row_or_column():
    """Of a raster that is read in parts, one row or one column is all that such places read."""
    read = Terrain(elevation=georeferenced(CELLS.astype(np.float64), X, Y))
    at_column, at_row = X[-1], Y[-1]  # binary fractions may lie a hair aside, where the neighbour counts too
    np.testing.assert_allclose(read.sample(at_column, Y), CELLS[:, -1], rtol=0, atol=1e-3)
    np.testing.assert_allclose(read.sample(X, at_row), CELLS[-1], rtol=0, atol=1e-3)
    whole = Terrain(elevation=georeferenced(CELLS.astype(np.float64), np.arange(40.0), 29.0 - np.arange(30.0)))
    np.testing.assert_array_equal(whole.sample(39.0, 29.0 - np.arange(30.0)), CELLS[:, -1])
    np.testing.assert_array_equal(whole.sample(np.arange(40.0), 0.0), CELLS[-1])
    assert whole.sample(39.0, 0.0) == CELLS[-1, -1]


def test_projected_against_pyproj():
    x, y = 600_050.0 + 100.0 * np.arange(40), 5_200_050.0 - 100.0 * np.arange(30)
    terrain = Terrain(elevation=georeferenced(CELLS, x, y, "EPSG:32632"))
    to_wgs84 = Transformer.from_crs("EPSG:32632", "EPSG:4326", always_xy=True)
    column, row = RNG.uniform(7, 38, 100), RNG.uniform(7, 28, 100)
    lon, lat = to_wgs84.transform(600_050 + 100 * column, 5_200_050 - 100 * row)
    expected = [by_hand(CELLS, r, c) for r, c in zip(row, column, strict=True)]
    np.testing.assert_allclose(terrain.sample(lon, lat), expected, atol=0.05)
    west, south, east, north = terrain.bounds
    assert (lon > west).all()
    assert (lon < east).all()
    assert (lat > south).all()
    assert (lat < north).all()


def test_longitudes_of_0_to_360_and_across_the_antimeridian():
    over = Terrain(elevation=georeferenced(CELLS, 178.0 + 0.1 * np.arange(40), Y))
    assert over.sample(-179.0, 48.0) == pytest.approx(CELLS[0, 30], abs=1e-2)
    assert over.sample(181.0, 48.0) == pytest.approx(CELLS[0, 30], abs=1e-2)
    assert over.bounds.east == pytest.approx(181.95)


def test_dimensions_may_be_turned():
    turned = Terrain(elevation=georeferenced(CELLS, X, Y).transpose("x", "y"))
    assert turned.elevation.dims == ("y", "x")
    assert turned.sample(8.1, 47.8) == pytest.approx(float(CELLS[2, 1]), abs=1e-3)


def test_mistakes_are_named():
    plain = georeferenced(CELLS, X, Y)
    with pytest.raises(CrsError, match="no coordinate reference system"):
        Terrain(elevation=plain.drop_vars("spatial_ref"))
    with pytest.raises(ValidationError, match=r"dimensions \(y, x\)"):
        Terrain(elevation=plain.rename(x="lon"))
    with pytest.raises(ValidationError, match="not evenly spaced"):
        Terrain(elevation=georeferenced(CELLS, np.geomspace(1, 2, 40), Y))
    with pytest.raises(ValidationError, match="at least two cells"):
        Terrain(elevation=plain[:, :1])
    with pytest.raises(ValidationError, match="vertical_accuracy"):
        Terrain(elevation=plain, vertical_accuracy=-1)


@pytest.mark.parametrize(
    ("crs", "corner", "step", "sentence"),
    [
        ("EPSG:4326", (5e5, 5.2e6), 30.0, "counts in degrees, but its coordinates .x from 499985 to 500285.* are none"),
        ("EPSG:4326", (10.0, 95.0), 0.1, "counts in degrees"),
        (
            "EPSG:32633",
            (15.0, 48.0),
            1 / 1200,
            "UTM zone 33N counts in metres, but its coordinates .* look like degrees",
        ),
    ],
)
def test_degrees_and_metres_are_not_mistaken_for_each_other(
    crs: str, corner: tuple[float, float], step: float, sentence: str
) -> None:
    x, y = corner[0] + step * np.arange(10), corner[1] - step * np.arange(10)
    elevation = xr.DataArray(np.zeros((10, 10), dtype=np.float32), dims=("y", "x"), coords={"y": y, "x": x})
    with pytest.raises(CrsError, match=sentence):
        Terrain(elevation=elevation.rio.write_crs(crs))
