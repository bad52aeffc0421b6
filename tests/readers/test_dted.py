"""DTED of all levels (MIL-PRF-89020B), written by GDAL's driver from numbers made here; and cloud-optimised GeoTIFF."""

import numpy as np
import pytest
import rasterio
import rasterio.shutil

import lagebild as lb
from lagebild.readers.recognise import recognise

LEVELS = {0: (121, "dt0"), 1: (1201, "dt1"), 2: (3601, "dt2")}


def heights(side, seed=2):
    cells = np.random.default_rng(seed).integers(-400, 8000, (side, side)).astype("int16")
    cells[3, 4:9] = -32767
    cells[10:20, 10:20] = 0
    return cells


def write_source(path, cells, *, west=6.0, south=0.0):
    side = len(cells)
    step = 1.0 / (side - 1)
    transform = rasterio.Affine(step, 0, west - step / 2, 0, -step, south + 1 + step / 2)
    profile = {"driver": "GTiff", "count": 1, "dtype": "int16", "crs": "EPSG:4326", "transform": transform}
    with rasterio.open(path, "w", height=side, width=side, **profile) as dataset:
        dataset.write(cells, 1)


@pytest.mark.parametrize("level", LEVELS)
def test_every_level_and_its_voids(tmp_path, level):
    side, ending = LEVELS[level]
    cells = heights(side)
    write_source(tmp_path / "source.tif", cells)
    path = tmp_path / f"n00.{ending}"
    rasterio.shutil.copy(tmp_path / "source.tif", path, driver="DTED")
    assert recognise(path).name == "DTED"
    terrain = lb.open_terrain(path)
    expected = np.where(cells == -32767, np.nan, cells)
    np.testing.assert_array_equal(terrain.elevation, expected)
    assert terrain.bounds.west == pytest.approx(6 - 0.5 / (side - 1))
    assert terrain.sample(6.0, 1.0) == expected[0, 0]
    assert (terrain.elevation[10:20, 10:20] == 0).all()  # the sea is an elevation
    assert lb.open_terrain(path, vertical_datum="EGM2008").vertical_datum == "EGM2008"


@pytest.mark.parametrize(("code", "datum"), [(b"MSL", "mean sea level"), (b"E96", "EGM96"), (b"E08", "EGM2008")])
def test_the_vertical_datum_is_read(tmp_path, code, datum):
    write_source(tmp_path / "source.tif", heights(121))
    path = tmp_path / "n00.dt0"
    rasterio.shutil.copy(tmp_path / "source.tif", path, driver="DTED")
    data = bytearray(path.read_bytes())
    data[80 + 141 : 80 + 144] = code  # DSI record, field 15
    path.write_bytes(data)
    assert lb.open_terrain(path).vertical_datum == datum


def test_two_tiles_of_dted_are_one_raster(tmp_path):
    for number in (6, 7):
        write_source(tmp_path / "source.tif", heights(121, seed=number), west=float(number))
        rasterio.shutil.copy(tmp_path / "source.tif", tmp_path / f"e00{number}.dt0", driver="DTED")
    (tmp_path / "source.tif").unlink()
    terrain = lb.open_terrain(tmp_path)
    assert terrain.grid.columns == 241
    np.testing.assert_array_equal(terrain.elevation[30:, 121:], heights(121, seed=7)[30:, 1:])


def test_a_cloud_optimised_geotiff_and_its_overviews(tmp_path):
    cells = np.random.default_rng(1).uniform(0, 3000, (1400, 1800)).astype("float32")
    cells[:300, :300] = -9999
    profile = {"driver": "GTiff", "count": 1, "dtype": "float32", "crs": "EPSG:32632", "nodata": -9999}
    transform = rasterio.Affine(30, 0, 600_000, 0, -30, 5_200_000)
    with rasterio.open(tmp_path / "a.tif", "w", height=1400, width=1800, transform=transform, **profile) as dataset:
        dataset.write(cells, 1)
    path = tmp_path / "cog.tif"
    rasterio.shutil.copy(
        tmp_path / "a.tif", path, driver="COG", compress="deflate", blocksize=256, resampling="average"
    )
    terrain = lb.open_terrain(path)
    np.testing.assert_array_equal(terrain.elevation, np.where(cells == -9999, np.nan, cells))
    with rasterio.open(path) as dataset:
        assert [level.shape for level in terrain.coarser] == [
            (-(-1400 // factor), -(-1800 // factor)) for factor in dataset.overviews(1)
        ]
    with rasterio.open(path, overview_level=0) as dataset:
        expected = dataset.read(1)
    np.testing.assert_array_equal(terrain.coarser[0], np.where(expected == -9999, np.nan, expected))
