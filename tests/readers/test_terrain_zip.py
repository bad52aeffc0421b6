"""Height tiles in zip archives, and XCSoar's maps made of a real terrain; the plain files are the oracles."""

import gzip
import warnings
import zipfile
from contextlib import suppress

import numpy as np
import pytest
import rasterio
from rasterio.transform import Affine

import lagebild as lb
from lagebild.errors import CrsError, FileFormatError
from lagebild.readers.recognise import Kind, recognise
from tests.readers.mutations import survives_mutations
from tests.readers.test_hgt import write_hgt
from tests.readers.test_terrain import notes


def zipped(path, members, packing=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", packing) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def tile(tmp_path, shape=(1201, 1201), *, seed=1):
    cells = write_hgt(tmp_path / "x", shape, seed=seed)
    return (tmp_path / "x").read_bytes(), cells


@pytest.mark.parametrize("shape", [(1201, 1201), (3601, 3601)])
@pytest.mark.parametrize("packing", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_one_height_tile(tmp_path, shape, packing):
    data, cells = tile(tmp_path, shape)
    path = zipped(tmp_path / "N47E008.SRTMGL1.hgt.zip", {"N47E008.hgt": data, "readme.txt": b"a"}, packing)
    terrain = lb.open_terrain(path)
    assert (terrain.report.format, terrain.report.records, terrain.vertical_datum) == ("SRTM .hgt (zip)", 1, "EGM96")
    assert not isinstance(terrain.elevation.variable._data, np.ndarray)
    np.testing.assert_array_equal(terrain.elevation, cells)
    assert terrain.sample(8.0, 48.0) == cells[0, 0]


def test_plain_gzip_and_zip_are_the_same(tmp_path):
    data, _ = tile(tmp_path)
    (tmp_path / "N47E008.hgt").write_bytes(data)
    (tmp_path / "N47E008.hgt.gz").write_bytes(gzip.compress(data))
    zipped(tmp_path / "N47E008.hgt.zip", {"srtm/N47E008.hgt": data})
    plain, *packed = (lb.open_terrain(tmp_path / f"N47E008.hgt{ending}") for ending in ("", ".gz", ".zip"))
    for terrain in packed:
        assert terrain.elevation.identical(plain.elevation)


def test_several_height_tiles_are_one_terrain(tmp_path):
    west, east = (tile(tmp_path, seed=seed) for seed in (1, 2))
    path = zipped(tmp_path / "alps.zip", {"b/N47E009.hgt": east[0], "a/N47E008.hgt": west[0], "N46E008.hgt": b"torn"})
    terrain = lb.open_terrain(path)
    np.testing.assert_array_equal(terrain.elevation[:, :1200], west[1][:, :1200])
    np.testing.assert_array_equal(terrain.elevation[:, 1201:], east[1][:, 1:])
    report = terrain.report
    assert (report.records, report.kept, report.quarantined) == (3, 2, 1)
    assert "has 4 bytes" in notes(terrain)


def test_zipped_tiles_in_a_folder(tmp_path):
    folder = tmp_path / "srtm"
    folder.mkdir()
    west, east = (tile(tmp_path, seed=seed) for seed in (1, 2))
    zipped(folder / "N47E008.SRTMGL1.hgt.zip", {"N47E008.hgt": west[0]})
    zipped(folder / "N47E009.SRTMGL1.hgt.zip", {"N47E009.hgt": east[0]})
    terrain = lb.open_terrain(folder)
    assert terrain.elevation.shape == (1201, 2401)
    np.testing.assert_array_equal(terrain.elevation[:, 1201:], east[1][:, 1:])


def test_hostile_archives_are_one_sentence(tmp_path):
    data, _ = tile(tmp_path)
    path = zipped(tmp_path / "out.zip", {"../N47E008.hgt": data})
    with pytest.raises(FileFormatError, match="names a file outside of itself"):
        lb.open_terrain(path)
    path = zipped(tmp_path / "bomb.zip", {"N47E008.hgt": bytes(50_000_000)})
    with pytest.raises(FileFormatError, match="has 50000000 bytes"):
        lb.open_terrain(path)
    whole = path.read_bytes()
    path.write_bytes(whole.replace((50_000_000).to_bytes(4, "little"), len(data).to_bytes(4, "little")))
    with pytest.raises(FileFormatError, match=r"bomb\.zip"):
        lb.open_terrain(path)


def world_file(transform):
    """ESRI's six lines: the last two are the first cell's centre."""
    middle = (transform.c + transform.a / 2, transform.f + transform.e / 2)
    return "\n".join(repr(float(v)) for v in (transform.a, 0.0, 0.0, transform.e, *middle))


def bare_jp2(path, cells):
    """A lossless image without a place."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", rasterio.errors.NotGeoreferencedWarning)
        with rasterio.open(
            path, "w", driver="JP2OpenJPEG", width=cells.shape[1], height=cells.shape[0], count=1, dtype=cells.dtype,
            QUALITY="100", REVERSIBLE="YES",
        ) as out:  # fmt: skip
            out.write(cells, 1)
    return path.read_bytes()


def test_a_real_map_against_the_plain_file(tmp_path, shared_data):
    plain = shared_data / "benalla" / "terrain.jp2"
    with rasterio.open(plain) as dataset:
        place, expected = dataset.transform, dataset.read(1)
    members = {"terrain.j2w": world_file(place), "topology.tpl": "", "airspace.txt": "AC Q\n", "waypoints.cup": ""}
    path = zipped(tmp_path / "benalla.xcm", {"terrain.jp2": plain.read_bytes(), **members}, zipfile.ZIP_STORED)
    terrain = lb.open_terrain(path)
    np.testing.assert_array_equal(terrain.elevation, expected)
    np.testing.assert_allclose(terrain.elevation.x, lb.open_terrain(plain).elevation.x, atol=1e-9)
    assert (terrain.report.format, terrain.vertical_datum, len(terrain.coarser)) == ("XCSoar map", "unknown", 5)
    assert "the map holds airspaces too: airspace.txt" in notes(terrain)


def test_a_map_without_inner_place_by_its_world_file(tmp_path):
    cells = np.random.default_rng(1).integers(0, 4000, (300, 200)).astype("int16")
    place = Affine(0.0025, 0, 8, 0, -0.0025, 48)
    data = bare_jp2(tmp_path / "bare.jp2", cells)
    terrain = lb.open_terrain(zipped(tmp_path / "a.xcm", {"terrain.jp2": data, "terrain.j2w": world_file(place)}))
    np.testing.assert_array_equal(terrain.elevation, cells)
    assert terrain.elevation.rio.bounds() == pytest.approx((8, 47.25, 8.5, 48))
    assert terrain.crs.to_epsg() == 4326
    assert lb.open_terrain(tmp_path / "a.xcm", vertical_datum="EGM96").vertical_datum == "EGM96"
    with pytest.raises(CrsError, match=r"\(terrain\.jp2\) does not say where its cells lie.*\.j2w"):
        lb.open_terrain(zipped(tmp_path / "b.xcm", {"terrain.jp2": data}))
    with pytest.raises(FileFormatError, match="empty"):
        lb.open_terrain(zipped(tmp_path / "c.xcm", {"terrain.jp2": b"", "terrain.j2w": world_file(place)}))


@pytest.mark.parametrize("dtype", ["int16", "uint16"])
def test_numbers_are_signed_and_water_is_unknown(tmp_path, dtype):
    cells = np.full((64, 64), 300, "int16")
    cells[0, :5] = (0, -1, -31744, -32768, -30)
    data = bare_jp2(tmp_path / "bare.jp2", cells.view(dtype))
    path = zipped(
        tmp_path / "a.xcm", {"terrain.jp2": data, "terrain.j2w": world_file(Affine(0.01, 0, 8, 0, -0.01, 48))}
    )
    np.testing.assert_array_equal(lb.open_terrain(path).elevation[0, :6], [0, -1, np.nan, np.nan, -30, 300])


def test_told_apart_from_other_archives(tmp_path):
    data, _ = tile(tmp_path)
    (tmp_path / "N47E008.hgt").write_bytes(data)
    picture = tmp_path / "picture.zip"
    lb.Picture("P", terrain=lb.open_terrain(tmp_path / "N47E008.hgt")).save(picture)
    assert recognise(picture).kind is Kind.PICTURE
    with pytest.raises(FileFormatError, match="a zip archive of something else"):
        lb.open_terrain(zipped(tmp_path / "x.zip", {"holiday.hgt": b"1"}))


def test_a_virtual_raster_of_gdal_is_not_followed(tmp_path):
    path = tmp_path / "a.vrt"
    path.write_text(
        '<VRTDataset rasterXSize="2" rasterYSize="2"><SourceFilename>/etc/passwd</SourceFilename></VRTDataset>'
    )
    with pytest.raises(FileFormatError, match="a GDAL virtual raster, which only refers to other files"):
        lb.open_terrain(path)


def whole_window(terrain):
    with suppress(FileFormatError):  # damage beyond the header shows when it is read
        terrain.window(0, 40, 0, 40)
    return terrain


def test_mutated(tmp_path):
    data, _ = tile(tmp_path, (1201, 601))
    flat = data[:20_000] + bytes(len(data) - 20_000)
    path = zipped(tmp_path / "a.zip", {"N47E008.hgt": flat, "N47E009.hgt": flat})
    assert survives_mutations(lambda p: whole_window(lb.open_terrain(p)), path.read_bytes(), path) > 0
    cells = (np.arange(4096).reshape(64, 64) % 900).astype("int16")
    place = world_file(Affine(0.01, 0, 8, 0, -0.01, 48))
    members = {"terrain.jp2": bare_jp2(tmp_path / "bare.jp2", cells), "terrain.j2w": place}
    path = zipped(tmp_path / "a.xcm", members, zipfile.ZIP_STORED)
    assert survives_mutations(lambda p: whole_window(lb.open_terrain(p)), path.read_bytes(), path) > 0
