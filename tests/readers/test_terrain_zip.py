"""Archives of height tiles, and maps of XCSoar: against the same files unpacked."""

import zipfile

import numpy as np
import pytest
import rasterio

import lagebild as lb
from lagebild.errors import FileFormatError
from lagebild.readers.recognise import recognise
from tests.readers.mutations import survives_mutations
from tests.readers.test_hgt import write_hgt


def packed(path, members, compression=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def hgt_bytes(tmp_path, name, **options):
    cells = write_hgt(tmp_path / name, **options)
    data = (tmp_path / name).read_bytes()
    (tmp_path / name).unlink()
    return cells, data


def test_one_tile_and_several(tmp_path):
    west, west_data = hgt_bytes(tmp_path, "N47E008.hgt")
    east, east_data = hgt_bytes(tmp_path, "N47E009.hgt", seed=2)
    one = lb.open_terrain(packed(tmp_path / "N47E008.SRTMGL3.hgt.zip", {"N47E008.hgt": west_data}))
    np.testing.assert_array_equal(one.elevation, west)
    assert (one.vertical_datum, one.report.format) == ("EGM96", "SRTM .hgt (zip)")
    path = packed(
        tmp_path / "alps.zip", {"dem/N47E008.hgt": west_data, "dem/N47E009.hgt": east_data, "readme.txt": b"x"}
    )
    both = lb.open_terrain(path)
    assert (both.grid.columns, both.report.records) == (2401, 2)
    np.testing.assert_array_equal(both.elevation[:, :1201], west)
    np.testing.assert_array_equal(both.elevation[:, 1201:], east[:, 1:])


def test_a_folder_of_packed_and_plain_tiles(tmp_path):
    west, west_data = hgt_bytes(tmp_path, "N47E008.hgt")
    packed(tmp_path / "N47E008.hgt.zip", {"N47E008.hgt": west_data})
    east = write_hgt(tmp_path / "N47E009.hgt", seed=2)
    terrain = lb.open_terrain(tmp_path)
    assert terrain.sample(8.5, 47.5) == pytest.approx(west[600, 600])
    assert terrain.sample(9.5, 47.5) == pytest.approx(east[600, 600])


def test_a_bad_tile_among_good_ones_is_left_out(tmp_path):
    cells, data = hgt_bytes(tmp_path, "N47E008.hgt")
    terrain = lb.open_terrain(packed(tmp_path / "a.zip", {"N47E008.hgt": data, "N47E009.hgt": data[:-2]}))
    assert (terrain.report.records, terrain.report.quarantined) == (2, 1)
    np.testing.assert_array_equal(terrain.elevation, cells)
    with pytest.raises(FileFormatError, match="has 2884800 bytes"):
        lb.open_terrain(packed(tmp_path / "b.zip", {"N47E009.hgt": data[:-2]}))


def test_archives_that_do_harm_are_refused(tmp_path):
    bomb = packed(tmp_path / "bomb.zip", {"N47E008.hgt": bytes(30_000_000)})
    with pytest.raises(FileFormatError, match="30000000 bytes"):
        lb.open_terrain(bomb)
    data = bytearray(bomb.read_bytes())
    size = (30_000_000).to_bytes(4, "little")
    while size in data:  # the archive says less than it holds
        data[data.index(size) : data.index(size) + 4] = (2 * 1201 * 1201).to_bytes(4, "little")
    bomb.write_bytes(data)
    with pytest.raises(FileFormatError, match=r"N47E008\.hgt"):
        lb.open_terrain(bomb).elevation.to_numpy()
    with pytest.raises(FileFormatError, match="outside of itself"):
        lb.open_terrain(packed(tmp_path / "out.zip", {"../N47E008.hgt": b"x"}))


@pytest.fixture
def xcm(shared_data, tmp_path):
    source = shared_data / "benalla" / "terrain.jp2"
    with rasterio.open(source) as dataset:
        t = dataset.transform
    # centre of the first cell
    world = (t.a, t.d, t.b, t.e, t.c + t.a / 2, t.f + t.e / 2)
    members = {
        "terrain.jp2": source.read_bytes(),
        "terrain.j2w": "\n".join(f"{value:.12f}" for value in world),
        "topology.tpl": "* File name",
        "airspace.txt": "AC C",
        "info.txt": "a map",
    }
    return packed(tmp_path / "benalla.xcm", members, zipfile.ZIP_STORED)


def test_a_map_of_xcsoar_is_its_terrain(xcm, shared_data):
    assert recognise(xcm).name == "XCSoar map"
    found, plain = lb.open_terrain(xcm), lb.open_terrain(shared_data / "benalla" / "terrain.jp2")
    assert found.elevation.rio.bounds() == pytest.approx(plain.elevation.rio.bounds(), abs=1e-6)
    np.testing.assert_array_equal(found.window(1000, 1400, 2000, 2600), plain.window(1000, 1400, 2000, 2600))
    assert found.vertical_datum == "unknown"
    assert lb.open_terrain(xcm, vertical_datum="EGM96").vertical_datum == "EGM96"
    (note,) = [reason for reason in found.report.issues["reason"] if "airspace.txt" in reason]
    assert "not read" in note


def test_mutated(tmp_path, xcm):
    _, data = hgt_bytes(tmp_path, "N47E008.hgt", cells=np.zeros((1201, 1201)))
    tile = packed(tmp_path / "N47E008.zip", {"N47E008.hgt": data}).read_bytes()
    survives_mutations(lb.open_terrain, tile, tmp_path / "a.zip")
    survives_mutations(lb.open_terrain, xcm.read_bytes(), tmp_path / "a.xcm", count=10)
