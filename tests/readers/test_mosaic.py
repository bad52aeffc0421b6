"""Tiles put together: against the whole they were cut from, planes, rasterio's merge and plain means."""

import numpy as np
import pytest
import rasterio
import rasterio.merge
from hypothesis import given, settings
from hypothesis import strategies as st

import lagebild as lb
from lagebild.errors import CrsError, FileFormatError, LagebildError, ValidationError
from lagebild.readers.recognise import recognise
from tests.readers.mutations import survives_mutations
from tests.readers.test_hgt import write_hgt


def write_tif(path, cells, *, west=8.0, north=48.0, step=0.01, across=None, crs="EPSG:4326", nodata=None):
    transform = rasterio.Affine(across or abs(step), 0, west, 0, -step, north)
    profile = {"driver": "GTiff", "count": 1, "dtype": "float32", "crs": crs, "transform": transform, "nodata": nodata}
    with rasterio.open(path, "w", height=cells.shape[0], width=cells.shape[1], **profile) as dataset:
        dataset.write(cells.astype("float32"), 1)


@pytest.fixture
def whole():
    return np.random.default_rng(5).uniform(0, 4000, (120, 200)).astype("float32")


@pytest.fixture
def folder(tmp_path, whole):
    """The whole, cut into six tiles of different sizes."""
    for number, (top, left) in enumerate((top, left) for top in (0, 50) for left in (0, 70, 130)):
        rows, columns = slice(top, 50 if top == 0 else 120), slice(left, {0: 70, 70: 130, 130: 200}[left])
        write_tif(tmp_path / f"t{number}.tif", whole[rows, columns], west=8 + left * 0.01, north=48 - top * 0.01)
    (tmp_path / "SOURCE.txt").write_text("where it comes from")
    return tmp_path


def test_tiles_are_the_whole_they_were_cut_from(folder, whole):
    assert recognise(folder).name == "folder of tiles"
    terrain = lb.open_terrain(folder)
    assert not isinstance(terrain.elevation.variable._data, np.ndarray)
    np.testing.assert_array_equal(terrain.elevation, whole)
    assert terrain.elevation.rio.bounds() == pytest.approx((8.0, 46.8, 10.0, 48.0))
    report = terrain.report
    assert (report.records, report.kept, report.quarantined) == (6, 6, 0)
    assert "1 other files" in " ".join(report.issues["reason"])
    write_tif(folder.parent / "whole.tif", whole)
    alone = lb.open_terrain(folder.parent / "whole.tif")
    longitude, latitude = np.random.default_rng(1).uniform((7.9, 46.7), (10.1, 48.1), (5000, 2)).T
    np.testing.assert_array_equal(terrain.sample(longitude, latitude), alone.sample(longitude, latitude))


@settings(max_examples=40)
@given(st.data())
def test_any_window_is_that_of_the_whole(tmp_path_factory, data):
    folder = tmp_path_factory.getbasetemp() / "windows"
    if not folder.is_dir():
        folder.mkdir()
        for left in range(0, 60, 20):
            cells = np.arange(30 * 60).reshape(30, 60)[:, left : left + 20]
            write_tif(folder / f"{left}.tif", cells, west=8 + left * 0.01)
    top, left = data.draw(st.integers(0, 29)), data.draw(st.integers(0, 59))
    bottom, right = data.draw(st.integers(top + 1, 30)), data.draw(st.integers(left + 1, 60))
    window = lb.open_terrain(folder).window(top, bottom, left, right)
    np.testing.assert_array_equal(window, np.arange(30 * 60).reshape(30, 60)[top:bottom, left:right])


def test_srtm_tiles_of_real_size_share_their_edges(tmp_path):
    cells = np.random.default_rng(3).integers(0, 3000, (2401, 2401))
    for south, north in ((46, 1200), (47, 0)):
        for west, left in ((8, 0), (9, 1200)):
            write_hgt(tmp_path / f"N{south}E00{west}.hgt", cells=cells[north : north + 1201, left : left + 1201])
    terrain = lb.open_terrain(tmp_path)
    np.testing.assert_array_equal(terrain.elevation, cells)
    assert terrain.vertical_datum == "EGM96"
    (note,) = terrain.report.issues["reason"]
    assert "(4 files)" in note


@pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")
def test_overlapping_tiles_against_rasterio(tmp_path, whole):
    a, b = whole[:, :120].copy(), whole[:, 80:] + 1000
    a[10:30, 90:110] = -9999
    write_tif(tmp_path / "a.tif", a, nodata=-9999)
    write_tif(tmp_path / "b.tif", b, west=8.8, nodata=-9999)
    expected = rasterio.merge.merge([tmp_path / "a.tif", tmp_path / "b.tif"], method="first")[0][0]
    np.testing.assert_array_equal(lb.open_terrain(tmp_path).elevation, expected)


def plane(west, north, across, down, shape):
    x = west + across * (np.arange(shape[1]) + 0.5)
    y = north - down * (np.arange(shape[0]) + 0.5)
    return 1000 + 50 * (x - 8)[None, :] + 80 * (y - 47)[:, None]


def test_columns_that_get_fewer_towards_the_pole(tmp_path):
    """As of the Copernicus model: the same rows, two thirds of the columns."""
    write_tif(tmp_path / "south_a.tif", plane(8, 48, 0.01, 0.01, (100, 90)))
    write_tif(tmp_path / "south_b.tif", plane(8.9, 48, 0.01, 0.01, (100, 90)), west=8.9)
    write_tif(tmp_path / "north_a.tif", plane(8, 49, 0.015, 0.01, (100, 60)), north=49, across=0.015)
    write_tif(tmp_path / "north_b.tif", plane(8.9, 49, 0.015, 0.01, (100, 60)), west=8.9, north=49, across=0.015)
    terrain = lb.open_terrain(tmp_path)
    expected = plane(8, 49, 0.01, 0.01, (200, 180))
    found = terrain.elevation.to_numpy()
    assert found.shape == expected.shape
    assert np.isfinite(found).all()
    np.testing.assert_array_equal(found[100:], expected[100:].astype("float32"))
    np.testing.assert_allclose(found[:100, 1:-1], expected[:100, 1:-1], atol=1e-3)  # bilinear is exact on a plane
    assert np.abs(found[:100, [0, -1]] - expected[:100, [0, -1]]).max() < 50 * 0.015


def test_gaps_stay_gaps_and_tiles_may_lie_far_apart(tmp_path):
    write_hgt(tmp_path / "N00E006.hgt")
    write_hgt(tmp_path / "N70W150.hgt")
    terrain = lb.open_terrain(tmp_path)
    assert terrain.grid.rows == 71 * 1200 + 1
    assert np.isnan(terrain.sample(-20.0, 30.0))
    assert np.isfinite(terrain.sample([6.5, -149.5], [0.5, 70.5])).all()
    assert np.isfinite(np.asarray(terrain.coarser[-1])).any()


def test_across_the_antimeridian(tmp_path):
    cells = {name: write_hgt(tmp_path / f"{name}.hgt", seed=n) for n, name in enumerate(("S17E179", "S17W180"))}
    terrain = lb.open_terrain(tmp_path)
    assert terrain.grid.columns == 2401
    assert terrain.sample(179.5, -16.5) == pytest.approx(cells["S17E179"][600, 600])
    assert terrain.sample(-179.5, -16.5) == pytest.approx(cells["S17W180"][600, 600])


def test_rows_that_run_northwards(tmp_path, whole):
    write_tif(tmp_path / "a.tif", whole[:60], north=48)
    write_tif(tmp_path / "b.tif", whole[60:][::-1], north=46.8, step=-0.01)
    np.testing.assert_array_equal(lb.open_terrain(tmp_path).elevation, whole)


def test_coarser_cells_are_means(tmp_path):
    cells = np.random.default_rng(3).integers(0, 3000, (2401, 2401)).astype(float)
    cells[:100, :100] = -32768
    for south, north in ((46, 1200), (47, 0)):
        for west, left in ((8, 0), (9, 1200)):
            write_hgt(tmp_path / f"N{south}E00{west}.hgt", cells=cells[north : north + 1201, left : left + 1201])
    cells[:100, :100] = np.nan
    (coarse,) = lb.open_terrain(tmp_path).coarser
    for row, column in ((0, 0), (12, 12), (50, 7), (299, 300), (300, 300)):
        block = cells[8 * row : 8 * row + 8, 8 * column : 8 * column + 8]
        expected = np.nanmean(block) if np.isfinite(block).any() else np.nan
        np.testing.assert_allclose(coarse[row, column], expected, rtol=1e-6)
    assert float(coarse.x[1]) == pytest.approx(8 + 11.5 / 1200)


def test_a_damaged_tile_costs_only_itself(folder, whole):
    (folder / "t4.tif").write_bytes((folder / "t4.tif").read_bytes()[:400])
    terrain = lb.open_terrain(folder)
    assert (terrain.report.records, terrain.report.quarantined) == (6, 1)
    worst = terrain.report.gravest_first.iloc[0]
    assert worst["text"] == "t4.tif"
    expected = whole.copy()
    expected[50:, 70:130] = np.nan
    np.testing.assert_array_equal(terrain.elevation, expected)


def test_what_does_not_go_together_is_refused_in_a_sentence(tmp_path, whole):
    write_tif(tmp_path / "a.tif", whole)
    write_tif(tmp_path / "b.tif", whole, west=500_000, north=5_300_000, step=30, crs="EPSG:32632")
    with pytest.raises(CrsError, match=r"a\.tif is in WGS 84, b\.tif in WGS 84 / UTM zone 32N"):
        lb.open_terrain(tmp_path)
    (tmp_path / "b.tif").unlink()
    write_tif(tmp_path / "Copernicus_DSM_COG_10_N48_00_E008_00_DEM.tif", whole, north=49.2)
    with pytest.raises(ValidationError, match=r"EGM2008, a\.tif above an unknown datum|unknown datum.*EGM2008"):
        lb.open_terrain(tmp_path)
    assert lb.open_terrain(tmp_path, vertical_datum="EGM2008").grid.rows == 240
    for path in tmp_path.iterdir():
        path.write_bytes(path.read_bytes()[:300])
    with pytest.raises(FileFormatError, match="no tile can be opened; the first: "):
        lb.open_terrain(tmp_path)


def test_a_folder_of_all_sorts_is_none_of_tiles(tmp_path, whole):
    write_tif(tmp_path / "a.tif", whole)
    with pytest.raises(LagebildError):
        recognise(tmp_path)  # a single raster is opened itself
    write_tif(tmp_path / "b.tif", whole, west=10.0)
    assert recognise(tmp_path).name == "folder of tiles"
    (tmp_path / "flight.igc").write_text("AXXX")
    with pytest.raises(LagebildError):
        recognise(tmp_path)


@pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")
def test_real_terrain_cut_into_tiles(shared_data, tmp_path):
    with rasterio.open(shared_data / "terrain" / "oetztal-3s.tif") as source:
        cells = source.read(1)
        for top in range(0, source.height, 250):
            for left in range(0, source.width, 333):
                window = rasterio.windows.Window(
                    left, top, min(333, source.width - left), min(250, source.height - top)
                )
                profile = {**source.profile, "height": window.height, "width": window.width, "tiled": False}
                profile.pop("blockxsize", None), profile.pop("blockysize", None)
                profile["transform"] = source.window_transform(window)
                with rasterio.open(tmp_path / f"{top}_{left}.tif", "w", **profile) as tile:
                    tile.write(source.read(1, window=window), 1)
    terrain = lb.open_terrain(tmp_path)
    np.testing.assert_array_equal(terrain.elevation, cells)
    alone = lb.open_terrain(shared_data / "terrain" / "oetztal-3s.tif")
    assert terrain.grid.x_step == pytest.approx(alone.grid.x_step, rel=1e-9)
    longitude = np.linspace(alone.bounds.west, alone.bounds.east, 3001)
    latitude = np.linspace(alone.bounds.south, alone.bounds.north, 3001)
    np.testing.assert_allclose(terrain.sample(longitude, latitude), alone.sample(longitude, latitude), atol=1e-3)


def test_mutated(folder):
    survives_mutations(lambda path: lb.open_terrain(path.parent), (folder / "t3.tif").read_bytes(), folder / "t3.tif")
