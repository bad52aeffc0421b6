"""SRTM tiles written by hand after NASA's description; GDAL's own driver is the oracle."""

import gzip

import numpy as np
import pytest
import rasterio

import lagebild as lb
from lagebild.codecs.hgt import HGT_SIZES, corner_of
from lagebild.errors import FileFormatError
from lagebild.readers.recognise import recognise
from tests.readers.mutations import survives_mutations

SIZES = list(HGT_SIZES.values())


def write_hgt(path, shape=(1201, 1201), *, seed=1, cells=None):
    if cells is None:
        cells = np.random.default_rng(seed).integers(-50, 4000, shape)
    path.write_bytes(cells.astype(">i2").tobytes())
    return cells.astype(float)


@pytest.mark.parametrize("shape", SIZES)
def test_sizes_places_and_voids(tmp_path, shape):
    path = tmp_path / "S34W071.SRTMGL1.hgt"
    cells = write_hgt(path, shape)
    raw = cells.copy()
    raw[5, 7] = -32768
    raw[6, :3] = 0
    write_hgt(path, cells=raw)
    terrain = lb.open_terrain(path)
    raw[5, 7] = np.nan
    np.testing.assert_array_equal(terrain.elevation, raw)
    assert not isinstance(terrain.elevation.variable._data, np.ndarray)
    assert (terrain.report.format, terrain.vertical_datum) == ("SRTM .hgt", "EGM96")
    assert terrain.sample(-71.0, -33.0) == raw[0, 0]
    assert terrain.sample(-70.0, -34.0) == raw[-1, -1]
    assert "by its name only: S34W071" in terrain.report.issues["reason"].iloc[0]


@pytest.mark.parametrize("name", ["N47E008.hgt", "s01w001.hgt", "N00E006.hgt"])
def test_against_gdal(tmp_path, name):
    path = tmp_path / name
    write_hgt(path)
    with rasterio.open(path, driver="SRTMHGT") as dataset:
        bounds, expected = dataset.bounds, dataset.read(1)
    terrain = lb.open_terrain(path)
    np.testing.assert_array_equal(terrain.elevation, expected)
    assert terrain.elevation.rio.bounds() == pytest.approx(tuple(bounds), abs=1e-9)


@pytest.mark.parametrize(
    ("name", "corner"),
    [("N47E008.hgt", (8, 47)), ("n47e008", (8, 47)), ("S90W180.hgt", (-180, -90)), ("N47E008.SRTMGL1.hgt.gz", (8, 47)),
     ("N90E000.hgt", None), ("N47E180.hgt", None), ("N47E0081.hgt", None), ("holiday", None), ("N４7E008.hgt", None)],
)  # fmt: skip
def test_names(name, corner):
    assert corner_of(name) == corner


def test_packed_with_gzip(tmp_path):
    path = tmp_path / "N47E008.hgt.gz"
    cells = write_hgt(tmp_path / "N47E008.hgt")
    path.write_bytes(gzip.compress((tmp_path / "N47E008.hgt").read_bytes()))
    terrain = lb.open_terrain(path)
    np.testing.assert_array_equal(terrain.elevation[100:200, 50:60], cells[100:200, 50:60])
    path.write_bytes(path.read_bytes()[:-5000] + b"\x02\x05\x2c\x00")
    with pytest.raises(FileFormatError, match=r"hgt\.gz"):
        lb.open_terrain(path)
    bomb = tmp_path / "N48E008.hgt.gz"
    bomb.write_bytes(gzip.compress(bytes(50_000_000))[:-4] + (2 * 1201 * 1201).to_bytes(4, "little"))
    with pytest.raises(FileFormatError, match="unpacks to more than 2884802"):
        lb.open_terrain(bomb)


def test_the_name_is_needed_for_the_place(tmp_path):
    path = tmp_path / "holiday.png"
    write_hgt(path)
    assert recognise(path).name == "SRTM .hgt"
    with pytest.raises(FileFormatError, match=r"such as N47E008\.hgt"):
        lb.open_terrain(path)
    short = tmp_path / "N47E008.hgt"
    short.write_bytes(path.read_bytes()[:-2])
    with pytest.raises(FileFormatError, match="has 2884800 bytes"):
        lb.open_terrain(short)


def test_all_voids_and_all_sea(tmp_path):
    write_hgt(tmp_path / "N10E010.hgt", cells=np.full((1201, 1201), -32768))
    assert np.isnan(lb.open_terrain(tmp_path / "N10E010.hgt").elevation).all()
    write_hgt(tmp_path / "N11E010.hgt", cells=np.zeros((1201, 1201)))
    assert (lb.open_terrain(tmp_path / "N11E010.hgt").elevation == 0).all()


def test_shared_edges_are_equal_on_both_sides(tmp_path):
    whole = np.random.default_rng(3).integers(0, 3000, (1201, 2401))
    write_hgt(tmp_path / "N47E008.hgt", cells=whole[:, :1201])
    write_hgt(tmp_path / "N47E009.hgt", cells=whole[:, 1200:])
    west, east = (lb.open_terrain(tmp_path / f"N47E00{n}.hgt") for n in (8, 9))
    latitude = np.linspace(47.0, 48.0, 777)
    np.testing.assert_array_equal(west.sample(9.0, latitude), east.sample(9.0, latitude))


def test_mutated(tmp_path):
    write_hgt(tmp_path / "N47E008.hgt", (1201, 601))
    data = (tmp_path / "N47E008.hgt").read_bytes()
    survives_mutations(lb.open_terrain, data, tmp_path / "N47E009.hgt", count=40)
    packed = gzip.compress(data[:100_000] + bytes(len(data) - 100_000))
    survives_mutations(lb.open_terrain, packed, tmp_path / "N47E009.hgt.gz")
