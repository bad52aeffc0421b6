"""DTED cells written by hand after MIL-PRF-89020B; GDAL's writer and the cells themselves are the oracles."""

from contextlib import suppress

import numpy as np
import pytest
import rasterio
from rasterio.transform import Affine

import lagebild as lb
from lagebild.errors import FileFormatError
from lagebild.readers.recognise import recognise
from tests.readers.mutations import survives_mutations

LEVELS = {0: 121, 1: 1201, 2: 3601}
VOID = -32767


def made_up(points):
    cells = np.random.default_rng(points).integers(-400, 5000, (points, points))
    cells[3, 4] = VOID
    cells[5, :7] = 0
    return cells


def write_dted(path, cells, *, datum=b"MSL", west=8, south=47):
    """Write a cell: headers of fixed fields, then a record a meridian, south to north, in sign and magnitude."""
    points = cells.shape[0]
    tenths = b"%04d" % (36000 // (points - 1))
    uhl = b"UHL1" + b"%03d0000E" % west + b"%03d0000N" % south + tenths + tenths + b"NA  " + b"U  "
    uhl = uhl.ljust(47) + b"%04d%04d" % (points, points) + b"0"
    dsi = bytearray(b"DSIU".ljust(648))
    for at, text in (
        (59, b"DTED0"), (87, b"01A"), (126, b"PRF89020B"), (141, datum), (144, b"WGS84"),
        (185, b"%02d0000.0N%03d0000.0E" % (south, west)), (273, tenths + tenths), (281, b"%04d%04d00" % (points, points)),
    ):  # fmt: skip
        dsi[at : at + len(text)] = text
    records = []
    for column in range(points):
        metres = cells[::-1, column]
        stored = np.where(metres < 0, 0x8000 | -metres, metres).astype(">u2").tobytes()
        head = b"\xaa" + column.to_bytes(3, "big") + column.to_bytes(2, "big") + bytes(2)
        records.append(head + stored + sum(head + stored).to_bytes(4, "big"))
    path.write_bytes(uhl.ljust(80) + bytes(dsi) + b"ACCNA".ljust(2700) + b"".join(records))
    return path


@pytest.mark.parametrize("level", LEVELS)
def test_written_by_hand(tmp_path, level):
    cells = made_up(LEVELS[level])
    path = write_dted(tmp_path / f"n47.dt{level}", cells)
    terrain = lb.open_terrain(path)
    np.testing.assert_array_equal(terrain.elevation, np.where(cells == VOID, np.nan, cells))
    assert (terrain.report.format, terrain.vertical_datum) == ("DTED", "mean sea level")
    assert terrain.sample(8.0, 48.0) == cells[0, 0]
    assert terrain.sample(9.0, 47.0) == pytest.approx(cells[-1, -1])


@pytest.mark.parametrize("level", LEVELS)
def test_written_by_gdal(tmp_path, level):
    points = LEVELS[level]
    cells, step = made_up(points).astype("int16"), 1 / (points - 1)
    path = tmp_path / "no-ending"
    with rasterio.open(
        path, "w", driver="DTED", width=points, height=points, count=1, dtype="int16", crs="EPSG:4326", nodata=VOID,
        transform=Affine(step, 0, 8 - step / 2, 0, -step, 48 + step / 2),
    ) as out:  # fmt: skip
        out.write(cells, 1)
    assert recognise(path).name == "DTED"
    np.testing.assert_array_equal(lb.open_terrain(path).elevation, np.where(cells == VOID, np.nan, cells))


@pytest.mark.parametrize(
    ("code", "datum"), [(b"MSL", "mean sea level"), (b"E96", "EGM96"), (b"E08", "EGM2008"), (b"   ", "unknown")]
)
def test_the_vertical_datum_is_read(tmp_path, code, datum):
    path = write_dted(tmp_path / "n47.dt0", made_up(121), datum=code)
    assert lb.open_terrain(path).vertical_datum == datum
    assert lb.open_terrain(path, vertical_datum="NAVD88").vertical_datum == "NAVD88"


def test_truncated(tmp_path):
    path = write_dted(tmp_path / "n47.dt0", made_up(121))
    path.write_bytes(path.read_bytes()[:-5000])
    with pytest.raises(FileFormatError, match=r"n47\.dt0"):
        lb.open_terrain(path)


def test_mutated(tmp_path):
    path = write_dted(tmp_path / "n47.dt0", made_up(121))

    def read(path):
        terrain = lb.open_terrain(path)
        with suppress(FileFormatError):  # damage beyond the header shows when it is read
            terrain.window(0, 121, 0, 121)
        return terrain

    assert survives_mutations(read, path.read_bytes(), path) > 0
