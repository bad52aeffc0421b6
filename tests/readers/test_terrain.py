import pickle
import threading
import zipfile

import numpy as np
import pytest
import rasterio
import xarray as xr
from pyproj import Transformer
from rasterio.transform import Affine

import lagebild as lb
from lagebild.errors import CrsError, FileFormatError, LagebildError, ValidationError

CELLS = (np.arange(40 * 60).reshape(40, 60) % 997).astype("int16")


def write_tiff(path, cells=CELLS, *, overviews=(), units=None, **profile):
    profile = {
        "crs": "EPSG:4326", "transform": Affine(0.01, 0, 8, 0, -0.01, 48), "nodata": -32768, "count": 1,
        "dtype": cells.dtype, "width": cells.shape[1], "height": cells.shape[0], **profile,
    }  # fmt: skip
    scale = profile.pop("scale", None)
    with rasterio.open(path, "w", driver="GTiff", **profile) as out:
        for band in range(profile["count"]):
            out.write(cells, band + 1)
        if units:
            out.units = (units,) * profile["count"]
        if scale:
            out.scales, out.offsets = (scale[0],), (scale[1],)
    if overviews:
        with rasterio.open(path, "r+") as out:
            out.build_overviews(list(overviews), rasterio.enums.Resampling.average)
    return path


def notes(terrain):
    return " | ".join(terrain.report.issues["reason"])


def test_values_places_and_laziness(tmp_path):
    path = write_tiff(tmp_path / "a")
    terrain = lb.open_terrain(path, vertical_datum="EGM96", vertical_accuracy=16)
    assert not isinstance(terrain.elevation.variable._data, np.ndarray)
    np.testing.assert_array_equal(terrain.elevation, CELLS)
    assert not isinstance(terrain.elevation.variable._data, np.ndarray)
    assert terrain.elevation.dtype == np.float32
    assert (terrain.vertical_datum, terrain.vertical_accuracy) == ("EGM96", 16.0)
    assert (terrain.report.records, terrain.report.kept, terrain.report.format) == (1, 1, "GeoTIFF")
    assert terrain.sample(8.005, 47.995) == CELLS[0, 0]
    assert terrain.sample(8.01, 47.99) == pytest.approx(CELLS[:2, :2].mean())


def test_any_part_can_be_asked_for(tmp_path):
    elevation = lb.open_terrain(write_tiff(tmp_path / "a")).elevation
    for key in [(3, 4), (slice(2, 30, 7), slice(None, None, -3)), (slice(5, 5), slice(0, 3)), (-1, slice(-5, None))]:
        np.testing.assert_array_equal(elevation[key], CELLS[key])
    np.testing.assert_array_equal(elevation.isel(y=[3, 1], x=[0, 59]), CELLS[[3, 1]][:, [0, 59]])
    np.testing.assert_array_equal(elevation.sel(y=47.995, x=8.305, method="nearest"), CELLS[0, 30])


def test_opening_reads_next_to_nothing(tmp_path, monkeypatch):
    from lagebild.readers import gdal_files

    path = write_tiff(tmp_path / "a", np.tile(CELLS, (10, 10)), overviews=(2, 4))
    read = gdal_files._read
    sizes = []

    def counting(dataset, window, *arguments, **options):
        sizes.append(window.width * window.height)
        return read(dataset, window, *arguments, **options)

    monkeypatch.setattr(gdal_files, "_read", counting)
    terrain = lb.open_terrain(path)
    assert sum(sizes) <= 10
    assert [level.shape for level in terrain.coarser] == [(200, 300), (100, 150)]
    np.testing.assert_allclose(terrain.coarser[0][10:20, 5:9], np.asarray(terrain.coarser[0])[10:20, 5:9])
    west, south, east, north = terrain.elevation.rio.bounds()
    assert terrain.coarser[1].rio.bounds() == pytest.approx((west, south, east, north))


def test_declared_and_undeclared_missing_values(tmp_path):
    cells = CELLS.copy()
    cells[0, :3] = [-32768, -32767, -9999]
    declared = lb.open_terrain(write_tiff(tmp_path / "a", cells, nodata=-9999))
    assert np.isnan(declared.elevation[0, :3].to_numpy()).tolist() == [False, False, True]
    undeclared = lb.open_terrain(write_tiff(tmp_path / "b", cells, nodata=None))
    assert np.isnan(undeclared.elevation[0, :3]).all()
    assert "no value for missing data is declared" in notes(undeclared)
    floats = cells.astype("float32")
    floats[5, 5] = np.nan
    assert np.isnan(lb.open_terrain(write_tiff(tmp_path / "c", floats, nodata=np.nan)).elevation[5, 5])


def test_feet_scale_and_offset_become_metres(tmp_path):
    feet = lb.open_terrain(write_tiff(tmp_path / "a", units="ft"))
    np.testing.assert_allclose(feet.elevation, CELLS * 0.3048, rtol=1e-6)
    assert "turned into metres" in notes(feet)
    scaled = lb.open_terrain(write_tiff(tmp_path / "b", scale=(0.1, -10.0)))
    np.testing.assert_allclose(scaled.elevation, CELLS * 0.1 - 10.0, rtol=1e-5)
    with pytest.raises(ValidationError, match="kelvin"):
        lb.open_terrain(write_tiff(tmp_path / "c", units="kelvin"))


def test_a_vertical_coordinate_system_tells_datum_and_unit(tmp_path):
    metres = lb.open_terrain(write_tiff(tmp_path / "a", crs="EPSG:4326+5773"))
    assert metres.vertical_datum == "EGM96 height"
    np.testing.assert_array_equal(metres.elevation, CELLS)
    feet = lb.open_terrain(write_tiff(tmp_path / "b", crs="EPSG:4269+6360"))
    np.testing.assert_allclose(feet.elevation, CELLS * (1200 / 3937), rtol=1e-6)


def test_several_bands(tmp_path):
    terrain = lb.open_terrain(write_tiff(tmp_path / "a", count=2))
    assert "2 bands; the first" in notes(terrain)
    with pytest.raises(FileFormatError, match="coloured image"):
        lb.open_terrain(write_tiff(tmp_path / "b", CELLS.astype("uint8"), count=3, photometric="RGB", nodata=None))


@pytest.mark.parametrize(
    ("profile", "error", "sentence"),
    [({"crs": None}, CrsError, "no coordinate reference system"),
     ({"transform": Affine(0.01, 0.001, 8, 0.001, -0.01, 48)}, CrsError, "rotated"),
     ({"transform": Affine(-0.01, 0, 8, 0, -0.01, 48)}, CrsError, "east to west"),
     ({"dtype": "complex64"}, FileFormatError, "complex64")],
)  # fmt: skip
def test_rasters_that_cannot_be_used_are_one_sentence(tmp_path, profile, error, sentence):
    cells = CELLS.astype(profile.get("dtype", "int16"))
    path = write_tiff(tmp_path / "a", cells, **{"nodata": None, **profile})
    with pytest.raises(error, match=sentence) as caught:
        lb.open_terrain(path)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize("accuracy", [-1.0])
def test_options_are_checked(tmp_path, accuracy):
    with pytest.raises(ValidationError, match="vertical_accuracy"):
        lb.open_terrain(write_tiff(tmp_path / "a"), vertical_accuracy=accuracy)


def test_a_projected_raster_against_pyproj(tmp_path):
    terrain = lb.open_terrain(
        write_tiff(tmp_path / "a", crs="EPSG:32632", transform=Affine(100, 0, 6e5, 0, -100, 5.2e6))
    )
    to_wgs84 = Transformer.from_crs("EPSG:32632", "EPSG:4326", always_xy=True)
    row, column = np.array([0, 7, 39]), np.array([0, 31, 59])
    lon, lat = to_wgs84.transform(6e5 + 100.0 * (column + 0.5), 5.2e6 - 100.0 * (row + 0.5))
    np.testing.assert_allclose(terrain.sample(lon, lat), CELLS[row, column], atol=0.05)


def test_threads_read_at_once(shared_data):
    terrain = lb.open_terrain(shared_data / "benalla/terrain.jp2")
    rng = np.random.default_rng(1)
    lon, lat = rng.uniform(144.5, 145.0, 200), rng.uniform(-36.5, -36.0, 200)
    expected = terrain.sample(lon, lat)
    found = [None] * 6

    def work(number):
        found[number] = terrain.sample(lon, lat)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for values in found:
        np.testing.assert_array_equal(values, expected)


def test_pickling_opens_the_file_anew(tmp_path):
    elevation = lb.open_terrain(write_tiff(tmp_path / "a")).elevation
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(elevation)), CELLS)


def test_a_file_that_vanishes_is_one_sentence(tmp_path, capfd):
    path = write_tiff(tmp_path / "a")
    elevation = pickle.loads(pickle.dumps(lb.open_terrain(path).elevation))
    path.unlink()
    with pytest.raises(FileFormatError, match="cannot be opened any more"):
        elevation[0, 0].to_numpy()
    assert capfd.readouterr().err == ""


def test_within_an_archive_and_with_a_stored_report(tmp_path):
    path = write_tiff(tmp_path / "a.tif")
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.write(path, "a.tif")
    stored = lb.ReadReport(source="elsewhere", records=1, kept=1)
    terrain = lb.open_terrain(f"/vsizip/{{{tmp_path / 'x.zip'}}}/a.tif", report=stored)
    np.testing.assert_array_equal(terrain.elevation, CELLS)
    assert terrain.report is stored
    with pytest.raises(LagebildError, match="there is no file"):
        lb.open_terrain("/vsicurl/https://example.org/a.tif")


REAL = {
    "benalla/terrain.jp2": ((4392, 4701), 5, "unknown"),
    "terrain/oetztal-3s.tif": ((444, 582), 0, "unknown"),
    "terrain/n00_e006.dt1": ((1201, 1201), 0, "EGM96"),
}


@pytest.mark.parametrize("name", REAL)
def test_real_files_against_rasterio(shared_data, name):
    shape, levels, datum = REAL[name]
    terrain = lb.open_terrain(shared_data / name)
    assert (terrain.elevation.shape, len(terrain.coarser), terrain.vertical_datum) == (shape, levels, datum)
    rng = np.random.default_rng(2)
    rows, columns = rng.integers(200, 400, 50), rng.integers(200, 400, 50)
    with rasterio.open(shared_data / name) as dataset:
        cells = dataset.read(1, window=((0, 444), (0, 444)))
        lon, lat = rasterio.transform.xy(dataset.transform, rows, columns)
    np.testing.assert_allclose(terrain.sample(lon, lat), cells[rows, columns], atol=1e-3)


def netcdf(path, *, name="elevation", dims=("lat", "lon"), attrs=None, more=None, mapping=None, dtype="f4", axes=None):
    cells = CELLS.astype(dtype)
    y, x = axes or (48.0 - 0.01 * np.arange(40), 8.0 + 0.01 * np.arange(60))
    data = xr.Dataset(
        {name: (dims, cells, {"units": "m"} if attrs is None else attrs), **(more or {})},
        coords={dims[0]: y, dims[1]: x},
    )
    if mapping:
        data["crs"] = ((), 0, mapping)
        data[name].attrs["grid_mapping"] = "crs"
    data.to_netcdf(path)
    return path


def test_netcdf(tmp_path):
    terrain = lb.open_terrain(netcdf(tmp_path / "a"))
    np.testing.assert_array_equal(terrain.elevation, CELLS)
    assert not isinstance(terrain.elevation.variable._data, np.ndarray)
    assert terrain.report.format == "NetCDF"
    assert terrain.sample(8.0, 48.0) == CELLS[0, 0]
    assert "taken as WGS 84" in notes(terrain)


def test_netcdf_variables_units_and_axes(tmp_path):
    other = {"sid": (("lat", "lon"), CELLS.astype("f4"))}
    chosen = lb.open_terrain(netcdf(tmp_path / "a", name="z", more=other, attrs={"units": "feet"}))
    np.testing.assert_allclose(chosen.elevation, CELLS * 0.3048, rtol=1e-6)
    assert "z was taken" in notes(chosen)
    with pytest.raises(FileFormatError, match="several variables"):
        lb.open_terrain(netcdf(tmp_path / "b", name="foo", more=other))
    with pytest.raises(FileFormatError, match="no variable over latitude and longitude"):
        lb.open_terrain(netcdf(tmp_path / "c", dims=("a", "b")))
    with pytest.raises(ValidationError, match="kelvin"):
        lb.open_terrain(netcdf(tmp_path / "d", attrs={"units": "kelvin"}))
    with pytest.raises(CrsError, match="grid_mapping"):
        lb.open_terrain(netcdf(tmp_path / "e", dims=("y", "x")))
    assert "states no unit" in notes(lb.open_terrain(netcdf(tmp_path / "f", attrs={})))
    irregular = (np.geomspace(1, 50, 40), 8.0 + 0.01 * np.arange(60))
    with pytest.raises(ValidationError, match="not evenly spaced") as caught:
        lb.open_terrain(netcdf(tmp_path / "g", axes=irregular))
    assert str(tmp_path / "g") in str(caught.value)


def test_netcdf_with_a_grid_mapping_and_packed_values(tmp_path):
    from pyproj import CRS

    axes = (5.2e6 - 100.0 * np.arange(40), 6e5 + 100.0 * np.arange(60))
    path = netcdf(tmp_path / "a", dims=("y", "x"), mapping=CRS.from_epsg(32632).to_cf(), axes=axes)
    assert lb.open_terrain(path).crs.to_epsg() == 32632
    packed = xr.open_dataset(netcdf(tmp_path / "b")).load()
    packed.to_netcdf(tmp_path / "c", encoding={"elevation": {"dtype": "i2", "scale_factor": 0.5, "_FillValue": -1}})
    np.testing.assert_array_equal(lb.open_terrain(tmp_path / "c").elevation, CELLS)


def test_another_hdf5_file_is_one_sentence(shared_data):
    with pytest.raises(LagebildError, match=r"relief-global.*no variable over latitude"):
        lb.open_terrain(shared_data / "terrain/relief-global-5min-pvlib.h5")
