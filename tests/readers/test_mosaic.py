"""Folders of tiles: one large array is cut into them, or a formula is the ground; rasterio and numpy are the oracles."""

import pickle
import shutil
from contextlib import suppress

import numpy as np
import pytest
import rasterio
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from rasterio.merge import merge
from rasterio.transform import Affine

import lagebild as lb
from lagebild.errors import CrsError, FileFormatError, ValidationError
from lagebild.model.terrain import Grid
from lagebild.readers.check import check_file, files_of
from lagebild.readers.mosaic import coarser_levels, virtual_raster
from lagebild.readers.opened_raster import Tile
from lagebild.readers.recognise import Kind, recognise
from lagebild.readers.terrain_folder import tile_files
from lagebild.views.terrain_tiles import TerrainTiles
from tests.readers.mutations import survives_mutations
from tests.readers.test_hgt import write_hgt
from tests.readers.test_terrain import notes, write_tiff

WHOLE = np.random.default_rng(3).integers(0, 3000, (2401, 2401)).astype("int16")


def quarters(folder):
    """Four .hgt tiles of 3″ that share their edges."""
    for name, rows, columns in (("N47E008", 1200, 0), ("N47E009", 1200, 1200), ("N48E008", 0, 0), ("N48E009", 0, 1200)):
        write_hgt(folder / f"{name}.hgt", cells=WHOLE[rows : rows + 1201, columns : columns + 1201])
    return folder


def test_four_height_tiles_are_one_terrain(tmp_path):
    terrain = lb.open_terrain(quarters(tmp_path))
    assert not isinstance(terrain.elevation.variable._data, np.ndarray)
    np.testing.assert_array_equal(terrain.elevation, WHOLE)
    np.testing.assert_array_equal(terrain.window(1190, 1210, 1100, 1300), WHOLE[1190:1210, 1100:1300])
    assert terrain.elevation.x[0] == 8.0
    assert terrain.elevation.y[0] == 49.0
    assert (terrain.report.records, terrain.report.kept, terrain.vertical_datum) == (4, 4, "EGM96")
    assert terrain.report.format == "folder of terrain"
    assert "by its name only: N47E008.hgt; so do 3 more tiles" in notes(terrain)
    copy = pickle.loads(pickle.dumps(terrain.elevation))
    np.testing.assert_array_equal(copy[5:9, 1195:1205], WHOLE[5:9, 1195:1205])


def test_sampling_crosses_seams(tmp_path):
    terrain = lb.open_terrain(quarters(tmp_path))
    rng = np.random.default_rng(1)
    lon, lat = 9.0 + rng.uniform(-0.002, 0.002, 500), 48.0 + rng.uniform(-0.002, 0.002, 500)
    row, column = (49.0 - lat) * 1200, (lon - 8.0) * 1200
    r, c = np.floor(row).astype(int), np.floor(column).astype(int)
    b, a = row - r, column - c
    top = WHOLE[r, c] * (1 - a) + WHOLE[r, c + 1] * a
    bottom = WHOLE[r + 1, c] * (1 - a) + WHOLE[r + 1, c + 1] * a
    np.testing.assert_allclose(terrain.sample(lon, lat), top * (1 - b) + bottom * b, atol=1e-3)


@pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")  # rasterio's own
def test_against_rasterio_merge(tmp_path):
    rng = np.random.default_rng(5)
    paths = []
    for number, (column, row) in enumerate([(0, 0), (50, 0), (100, 30), (20, 35)]):
        cells = rng.integers(1, 900, (40, 60)).astype("int16")
        cells[rng.random(cells.shape) < 0.05] = -32768
        place = Affine(0.01, 0, 8 + 0.01 * column, 0, -0.01, 48 - 0.01 * row)
        paths.append(write_tiff(tmp_path / f"{number}.tif", cells, transform=place))
    expected, transform = merge(paths)  # the first that knows counts
    terrain = lb.open_terrain(tmp_path)
    assert terrain.elevation.rio.transform().almost_equals(transform, precision=1e-9)
    np.testing.assert_array_equal(terrain.elevation, np.where(expected[0] == -32768, np.nan, expected[0]))


def test_formats_may_be_mixed_and_lie_in_folders_below(tmp_path):
    quarters(tmp_path)
    (tmp_path / "e009").mkdir()
    west, south = 9.0, 48.0
    profile = {"transform": Affine(1 / 1200, 0, west - 1 / 2400, 0, -1 / 1200, south + 1 + 1 / 2400), "nodata": -32767}
    with rasterio.open(
        tmp_path / "e009" / "n48.dt1", "w", driver="DTED", width=1201, height=1201, count=1, dtype="int16",
        crs="EPSG:4326", **profile,
    ) as out:  # fmt: skip
        out.write(WHOLE[:1201, 1200:], 1)
    (tmp_path / "N48E009.hgt").unlink()
    (tmp_path / "SOURCE.txt").write_text("where they come from")
    terrain = lb.open_terrain(tmp_path, vertical_datum="EGM96")
    np.testing.assert_array_equal(terrain.elevation, WHOLE)
    assert "1 other files of the folder were left alone: SOURCE.txt" in notes(terrain)


def slope(x, y):
    return 1000.0 + 300.0 * x - 200.0 * y


def write_slope(path, west, north, x_step, y_step, columns, rows):
    x = west + x_step * np.arange(columns)
    y = north - y_step * np.arange(rows)
    cells = slope(*np.meshgrid(x, y)).astype("float32")
    place = Affine(x_step, 0, west - x_step / 2, 0, -y_step, north + y_step / 2)
    return write_tiff(path, cells, transform=place)


def test_columns_that_change_with_latitude_join_without_a_seam(tmp_path):
    """As Copernicus tiles: rows of one lattice, columns 1.5 times as far apart from 50° on."""
    fine, wide = 1 / 120, 1.5 / 120
    for west in (8, 9):
        write_slope(tmp_path / f"N49_{west}.tif", west, 50.0, fine, fine, 120, 120)
        write_slope(tmp_path / f"N50_{west}.tif", west, 51.0, wide, fine, 80, 120)
    terrain = lb.open_terrain(tmp_path, vertical_datum="EGM2008")
    assert terrain.elevation.shape == (240, 240)
    x, y = np.meshgrid(terrain.elevation.x, terrain.elevation.y)
    found = terrain.elevation.to_numpy()
    inner = x <= 10.0 - wide + 1e-9  # beyond the last wide cell's centre the edge's value holds
    np.testing.assert_allclose(found[inner], slope(x, y)[inner], atol=1e-3)
    assert np.isfinite(found).all()


def test_a_shifted_lattice_is_interpolated_over_its_own_seams(tmp_path):
    write_slope(tmp_path / "fine.tif", 8.0, 48.0, 0.001, 0.001, 50, 50)
    write_slope(tmp_path / "a.tif", 8.0507, 48.0003, 0.003, 0.002, 30, 30)
    write_slope(tmp_path / "b.tif", 8.0507 + 0.09, 48.0003, 0.003, 0.002, 30, 30)
    terrain = lb.open_terrain(tmp_path)
    assert terrain.elevation.rio.resolution() == pytest.approx((0.001, -0.001))
    x, y = np.meshgrid(terrain.elevation.x, terrain.elevation.y)
    found = terrain.elevation.to_numpy()
    inner = (x > 8.0507) & (x < 8.0507 + 0.177) & (y < 48.0) & (y > 48.0003 - 0.058)
    np.testing.assert_allclose(found[inner], slope(x, y)[inner], atol=2e-3)
    np.testing.assert_allclose(found[1:51, :50], slope(x, y)[1:51, :50], atol=1e-3) if y[0, 0] > 48.0005 else None
    assert np.isnan(found[-1, 0])


def test_the_finer_raster_counts_and_voids_are_filled_by_the_next(tmp_path):
    write_tiff(tmp_path / "a-coarse.tif", np.full((20, 20), 100, "int16"), transform=Affine(0.02, 0, 8, 0, -0.02, 48))
    fine = np.full((20, 20), 500, "int16")
    fine[5, 5] = -32768
    write_tiff(tmp_path / "b-fine.tif", fine, transform=Affine(0.01, 0, 8, 0, -0.01, 48))
    write_tiff(tmp_path / "c-fine.tif", fine + 1, transform=Affine(0.01, 0, 8.1, 0, -0.01, 48))
    found = lb.open_terrain(tmp_path).elevation.to_numpy()
    assert found.shape == (40, 40)
    assert found[5, 5] == 100
    assert found[4, 5] == 500
    assert (found[:20, 10:15] == 500).all()
    assert found[3, 25] == 501
    assert found[30, 30] == 100


def test_a_gap_is_unknown_and_zero_stays_zero(tmp_path):
    write_hgt(tmp_path / "N47E008.hgt", cells=np.zeros((1201, 1201)))
    write_hgt(tmp_path / "N47E010.hgt", cells=np.full((1201, 1201), 7))
    terrain = lb.open_terrain(tmp_path)
    np.testing.assert_array_equal(terrain.sample([8.5, 9.5, 10.5], 47.5), [0.0, np.nan, 7.0])


def test_damaged_tiles_are_quarantined(tmp_path):
    quarters(tmp_path)
    whole = (tmp_path / "N48E009.hgt").read_bytes()
    (tmp_path / "N48E009.hgt").write_bytes(whole[:-1])
    (tmp_path / "torn.tif").write_bytes(b"II*\0 and nothing else")
    (tmp_path / "empty.tif").write_bytes(b"")
    (tmp_path / "odd.dt1").write_bytes(b"what is this")
    report = lb.open_terrain(tmp_path).report
    assert (report.records, report.kept, report.quarantined) == (7, 3, 4)
    left_out = report.issues[report.issues["severity"] == "quarantined"]
    assert set(left_out["source"]) == {"N48E009.hgt", "torn.tif", "empty.tif", "odd.dt1"}
    assert "2884801 bytes" in " ".join(left_out["reason"])


def test_nothing_but_damaged_tiles_is_one_sentence(tmp_path):
    write_tiff(tmp_path / "a.tif", crs=None)
    with pytest.raises(FileFormatError, match=r"the first of 1: .*a\.tif has no coordinate reference system"):
        lb.open_terrain(tmp_path)


def test_different_systems_and_datums_are_refused(tmp_path):
    write_tiff(tmp_path / "a.tif")
    write_tiff(tmp_path / "b.tif", crs="EPSG:25832", transform=Affine(30, 0, 600_000, 0, -30, 5_300_000))
    with pytest.raises(CrsError, match=r"a\.tif and .*b\.tif have different coordinate reference systems"):
        lb.open_terrain(tmp_path)
    write_tiff(tmp_path / "b.tif", crs="EPSG:4326+5773")
    with pytest.raises(ValidationError, match=r"different vertical datums \(unknown, EGM96 height\).*vertical_datum"):
        lb.open_terrain(tmp_path)
    assert lb.open_terrain(tmp_path, vertical_datum="EGM96").vertical_datum == "EGM96"


def test_heights_above_the_ellipsoid_are_turned_in_overviews_too(tmp_path):
    cells = np.full((1200, 1200), 500, "int16")
    for number in range(4):
        place = Affine(0.001, 0, 8 + 1.2 * number, 0, -0.001, 48)
        write_tiff(tmp_path / f"{number}.tif", cells, transform=place, crs="EPSG:4979", overviews=(2, 4))
    terrain = lb.open_terrain(tmp_path)
    assert terrain.vertical_datum == "EGM96"
    assert 440 < terrain.sample(8.5, 47.5) < 460
    assert np.abs(terrain.coarser[0][100:110, 100:110] - terrain.elevation[200:220:2, 200:220:2].to_numpy()).max() < 0.1


def test_what_a_folder_is(tmp_path):
    quarters(tmp_path)
    assert recognise(tmp_path).kind is Kind.TERRAIN
    assert tile_files(tmp_path)[0].name == "N47E008.hgt"
    picture = tmp_path / "picture"
    lb.Picture("P", terrain=lb.open_terrain(write_tiff(tmp_path / "x.tif", crs="EPSG:4326"))).save(picture)
    assert recognise(picture).kind is Kind.PICTURE
    (tmp_path / "x.tif").unlink()
    assert lb.open_terrain(tmp_path).report.records == 4, "the picture's own terrain is not a tile"
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "a.txt").write_text("nothing of the kind")
    with pytest.raises(FileFormatError, match="no files of a known order"):
        recognise(tmp_path / "other")


def test_checking_a_folder_takes_its_tiles_as_one_terrain_and_the_rest_by_itself(tmp_path):
    quarters(tmp_path)
    (tmp_path / "SOURCE.txt").write_text("where they come from")
    assert files_of(tmp_path) == [tmp_path, tmp_path / "SOURCE.txt"]
    (checked,) = check_file(tmp_path)
    assert (checked.kind, checked.report.records, checked.extent) == (
        "terrain", 4, pytest.approx((8, 47, 10, 49), abs=0.001),
    )  # fmt: skip


def test_across_the_antimeridian(tmp_path):
    write_hgt(tmp_path / "S17E179.hgt", cells=np.full((1201, 1201), 3))
    write_hgt(tmp_path / "S17W180.hgt", cells=np.full((1201, 1201), 3))
    terrain = lb.open_terrain(tmp_path)
    assert terrain.elevation.shape == (1201, 2401)
    np.testing.assert_array_equal(terrain.sample([179.5, -179.5, 180.0, -180.0], -16.5), 3.0)
    assert np.isnan(terrain.sample(0.0, -16.5))


def test_two_ends_of_the_world_stay_lazy(tmp_path):
    write_hgt(tmp_path / "N80W120.hgt", (3601, 3601))
    write_hgt(tmp_path / "S80E050.hgt", (3601, 3601))
    terrain = lb.open_terrain(tmp_path)
    assert terrain.cell_count > 3e11
    assert np.isfinite(terrain.sample([-119.5, 50.5], [80.5, -79.5])).all()
    assert terrain.coarser[-1].size <= 4_000_000
    assert np.isfinite(np.asarray(terrain.coarser[-1])).any()


def test_rasters_too_far_apart_are_refused(tmp_path):
    for number, x in enumerate((300_000, 700_000)):
        write_tiff(tmp_path / f"{number}.tif", crs="EPSG:25832", transform=Affine(0.01, 0, x, 0, -0.01, 5_300_000))
    with pytest.raises(ValidationError, match=r"too far apart .* columns of at most 10000000"):
        lb.open_terrain(tmp_path)


def test_coarser_levels_pick_cells_and_use_overviews(tmp_path, monkeypatch):
    from lagebild.readers import gdal_files

    y, x = np.mgrid[0:2000, 0:2400]
    whole = (x + y).astype("float32")
    for row in (0, 1000):
        for column in (0, 1200):
            place = Affine(0.001, 0, 8 + 0.001 * column, 0, -0.001, 48 - 0.001 * row)
            cells = whole[row : row + 1000, column : column + 1200]
            levels = (2, 4, 8) if row else ()
            write_tiff(tmp_path / f"{row}-{column}.tif", cells, transform=place, overviews=levels)
    terrain = lb.open_terrain(tmp_path)
    (level,) = terrain.coarser
    np.testing.assert_allclose(level, whole[1::2, 1::2], atol=1.01)
    np.testing.assert_array_equal(level[:500], whole[1:1000:2, 1::2])
    np.testing.assert_allclose(level.x[:2], terrain.elevation.x[[1, 3]])
    read, sizes = gdal_files._read, []
    monkeypatch.setattr(
        gdal_files, "_read", lambda d, w, *a, **k: sizes.append(w.width * w.height) or read(d, w, *a, **k)
    )
    _ = level[600:900, 100:1100].to_numpy()
    assert sum(sizes) <= 310 * 1010
    assert TerrainTiles(terrain).range == pytest.approx((2, 4396), abs=3)


def grid_of(west, north, step, columns, rows):
    return Grid(x_origin=west, y_origin=north, x_step=step, y_step=-step, columns=columns, rows=rows)


def plane_tile(grid):
    def read(r0, r1, c0, c1):
        y = grid.y_origin + grid.y_step * np.arange(r0, r1)
        x = grid.x_origin + grid.x_step * np.arange(c0, c1)
        return slope(*np.meshgrid(x, y)).astype(np.float32)

    return Tile(read=read, grid=grid, crs=rasterio.crs.CRS.from_epsg(4326).to_wkt())


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(8, 9), st.floats(47, 48), st.sampled_from([0.01, 0.015, 0.03]), st.integers(2, 30)),
        min_size=1,
        max_size=6,
    )
)
def test_a_plane_stays_a_plane(parts):
    """Wherever four centres of one raster surround a cell, interpolation cannot change a plane; elsewhere half a cell."""
    grids = [grid_of(west, north, step, size, size + 1) for west, north, step, size in parts]
    whole = virtual_raster([plane_tile(grid) for grid in grids], "test")
    found = whole.read(0, whole.grid.rows, 0, whole.grid.columns)
    y = whole.grid.y_origin + whole.grid.y_step * np.arange(whole.grid.rows)
    x = whole.grid.x_origin + whole.grid.x_step * np.arange(whole.grid.columns)
    x, y = np.meshgrid(x, y)
    near = 0.02 * 500 * 0.03 + 500 * 0.015  # metres: half the widest cell along both axes
    known = np.isfinite(found)
    assert np.abs(found - slope(x, y))[known].max() <= near
    inside = np.zeros(found.shape, bool)
    for grid in grids:
        west, south, east, north = grid.edges
        inside |= shapely.contains_xy(shapely.box(west + 1e-6, south + 1e-6, east - 1e-6, north - 1e-6), x, y)
    assert (known >= inside).all()
    part = whole.read(1, whole.grid.rows, 1, whole.grid.columns)
    np.testing.assert_allclose(part, found[1:, 1:], atol=1e-2)
    assert coarser_levels(whole) == []


def test_rows_from_south_to_north(tmp_path):
    cells = (np.arange(40 * 60).reshape(40, 60)).astype("int16")
    write_tiff(tmp_path / "up.tif", cells, transform=Affine(0.01, 0, 8, 0, 0.01, 47))
    write_tiff(tmp_path / "down.tif", cells, transform=Affine(0.01, 0, 8.6, 0, -0.01, 47.4))
    found = lb.open_terrain(tmp_path).elevation.to_numpy()
    np.testing.assert_array_equal(found[:, :60], cells[::-1])
    np.testing.assert_array_equal(found[:, 60:], cells)


def test_mutated(tmp_path):
    folder = tmp_path / "tiles"
    folder.mkdir()
    source = write_tiff(tmp_path / "a.tif", overviews=(2,))
    write_tiff(folder / "b.tif", transform=Affine(0.01, 0, 8.6, 0, -0.01, 48))

    def read(path):
        terrain = lb.open_terrain(folder)
        with suppress(FileFormatError):  # damage beyond the header shows when it is read
            terrain.window(0, 50, 0, 130)
        return terrain

    assert survives_mutations(read, source.read_bytes(), folder / "a.tif") > 0
    shutil.rmtree(folder)
