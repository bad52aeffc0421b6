from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from lagebild.demo.assets import airport_table, relief_cut
from lagebild.demo.relief import RELIEF_ACCURACY, relief, relief_layer
from lagebild.views.assets import asset


def airports_with_elevation() -> pd.DataFrame:
    table = airport_table()
    inside = table["longitude"].between(40.2, 94.8) & table["latitude"].between(33.2, 59.8)
    return table[inside & table["elevation"].notna()]


def errors(east: float = 0.0, north: float = 0.0) -> pd.Series:
    """Relief, moved by degrees, minus what airportsdata states."""
    airports = airports_with_elevation()
    return (
        relief().sample(airports["longitude"] - east, airports["latitude"] - north) - airports["elevation"]
    ).dropna()


def test_the_stated_accuracy_is_the_one_measured_at_airports() -> None:
    found = errors().abs()
    assert len(found) > 300
    assert found.quantile(0.5) < 20
    assert found.quantile(0.9) < 115
    assert 0.9 * RELIEF_ACCURACY < found.quantile(0.95) <= RELIEF_ACCURACY
    assert relief().vertical_accuracy == RELIEF_ACCURACY


def test_the_plains_of_kazakhstan_are_better() -> None:
    found = errors().abs()[airports_with_elevation()["country"].eq("KZ")]
    assert found.quantile(0.95) < 55


@pytest.mark.parametrize(("east", "north"), [(0.6, 0), (-0.6, 0), (0, 0.6), (0, -0.6)])
def test_cells_lie_where_they_belong(east: float, north: float) -> None:
    """Moved by a good half of a cell in any direction the relief fits the airports worse: neither shifted nor turned over."""
    cell = 1 / 12
    assert errors().abs().quantile(0.75) < errors(east * cell, north * cell).abs().quantile(0.75)


@pytest.mark.parametrize(
    ("name", "longitude", "latitude", "elevation", "tolerance"),
    [
        ("Almaty", 77.0405, 43.3521, 681, 150),
        ("Astana", 71.4669, 51.0222, 355, 30),
        ("Aktau", 51.092, 43.8601, 23, 40),
        ("Khan Tengri massif", 80.17, 42.21, 5500, 1500),
        ("Turpan depression", 89.2, 42.7, -100, 100),
        ("Lake Balkhash", 75.0, 46.5, 342, 30),
    ],
)
def test_known_places(name: str, longitude: float, latitude: float, elevation: float, tolerance: float) -> None:
    assert relief().sample(longitude, latitude) == pytest.approx(elevation, abs=tolerance), name


def test_seas_have_no_data_rather_than_a_height() -> None:
    assert np.isnan(relief().sample([51.0, 50.5], [41.5, 45.5])).all()


def test_heights_are_the_source_s_codes() -> None:
    codes = (relief_cut().elevation + 450) / 28
    known = codes[np.isfinite(codes)]
    np.testing.assert_array_equal(known, np.rint(known))
    assert known.min() >= 0
    assert known.max() <= 254


def test_the_cut_can_be_compared_with_its_source() -> None:
    """The codes are pvlib's; their places are not, see `hatch_build.RELIEF_COLUMNS_PER_DEGREE`."""
    location = pytest.importorskip("pvlib.location")
    cut = relief_cut()
    with np.load(asset("relief.npz")) as file:
        first_row, first_column = file["first"]
    for row, column in [(0, 0), (100, 400), (250, 300), (320, 650)]:
        latitude = 90 - (first_row + row + 0.5) / 12
        longitude = (first_column + column + 0.5) / 12 - 180
        assert np.nan_to_num(cut.elevation[row, column]) == location.lookup_altitude(latitude, longitude)


def test_the_layer_tells_its_origin_and_its_coarseness() -> None:
    layer = relief_layer()
    assert "grob, nur Übersicht" in layer.note
    assert "28 m" in layer.note
    assert "pvlib" in layer.provenance.source
    assert "Mapzen" in layer.provenance.attribution
    assert not layer.provenance.synthetic
    bounds = layer.bounds
    assert bounds is not None
    assert bounds == pytest.approx((40.0, 33.0, 95.0, 60.0), abs=0.1)
