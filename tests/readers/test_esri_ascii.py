"""ESRI ASCII grids after the format's description (ncols, nrows, a corner or a centre, cellsize, nodata, rows)."""

import random

import numpy as np
import pytest
from pyproj import CRS

import lagebild as lb
from lagebild.errors import CrsError, LagebildError
from lagebild.readers.recognise import recognise
from tests.readers.mutations import mutated

ROWS = [[100, 110, 120], [200, -9999, 220], [0, 310, 320], [400, 410, 420]]


def grid(corner="corner", nodata="NODATA_value -9999\n", cell="0.5"):
    shift = 0.25 if corner == "center" else 0.0
    head = f"ncols 3\nnrows 4\nxll{corner} {8.0 + shift}\nyll{corner} {46.0 + shift}\ncellsize {cell}\n{nodata}"
    return head + "\n".join(" ".join(map(str, row)) for row in ROWS) + "\n"


@pytest.fixture
def write(tmp_path):
    def writing(text, crs="EPSG:4326"):
        path = tmp_path / "heights.asc"
        path.write_text(text)
        if crs is not None:
            (tmp_path / "heights.prj").write_text(CRS(crs).to_wkt("WKT1_ESRI"))
        return path

    return writing


@pytest.mark.parametrize("corner", ["corner", "center"])
def test_heights_stand_where_the_grid_says(write, corner):
    path = write(grid(corner))
    assert recognise(path).name == "ESRI ASCII"
    terrain = lb.open_terrain(path)
    # the middle of the first cell of the first row, the northernmost
    assert float(terrain.sample(8.25, 47.75)) == 100.0
    assert float(terrain.sample(9.25, 46.25)) == 420.0
    # between two middles, by half
    assert float(terrain.sample(8.5, 47.75)) == pytest.approx(105.0)
    # over water 0 stays 0; what is missing is missing
    assert float(terrain.sample(8.25, 46.75)) == 0.0
    assert np.isnan(terrain.sample(8.75, 47.25))


def test_the_usual_word_for_nothing_counts_where_the_file_names_none(write):
    terrain = lb.open_terrain(write(grid(nodata="")))
    assert np.isnan(terrain.sample(8.75, 47.25))


def test_a_grid_without_reference_system_needs_one(write):
    path = write(grid(), crs=None)
    with pytest.raises(CrsError, match="coordinate reference system"):
        lb.open_terrain(path)
    assert float(lb.open_terrain(path, crs="EPSG:4326").sample(8.25, 47.75)) == 100.0


def test_damaged_grids_end_in_a_sentence(tmp_path, write):
    dice, sentences = random.Random(7), []
    path = write(grid())
    for _ in range(100):
        path.write_bytes(mutated(grid().encode(), dice))
        try:
            terrain = lb.open_terrain(path)
            terrain.sample(np.array([8.25, 9.0]), np.array([47.75, 46.5]))
        except LagebildError as error:
            sentences.append(str(error))
    assert sentences
    assert not any("\n" in sentence for sentence in sentences)
