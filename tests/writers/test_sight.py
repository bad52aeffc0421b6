"""What stations see reads back equal from files of other programs."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import rasterio

import lagebild as lb
from lagebild.errors import ValidationError, WriteError
from lagebild.model.stations import Station
from lagebild.model.terrain import Terrain
from tests.analysis.rough_ground import ground, hills
from tests.analysis.sight_oracle import Raster


def made() -> tuple[Terrain, list[Station]]:
    cells = hills(60, 80)
    cells[5:10, 5:20] = np.nan
    terrain = ground(cells)
    longitude, latitude = Raster(terrain).degrees(np.array([30, 50]), np.array([40, 70]))
    stations = [
        Station(longitude=x, latitude=y, height_agl=20, name=name, max_range=1500.0)
        for x, y, name in zip(longitude.tolist(), latitude.tolist(), ("Süd", "Ost"), strict=True)
    ]
    return terrain, stations


def test_altitudes_read_back(tmp_path: Path) -> None:
    terrain, stations = made()
    lowest = lb.minimum_visible_altitude(terrain, stations)
    lb.write_sight(lowest, tmp_path / "a.tif")
    with rasterio.open(tmp_path / "a.tif") as file:
        values, which = file.read()
        assert file.crs.to_epsg() == 32633
        assert file.xy(0, 0) == pytest.approx((5e5, 5.3e6))
        assert json.loads(file.tags()["stations"]) == ["Süd", "Ost"]
        assert json.loads(file.tags()["k"]) == pytest.approx(4 / 3)
    expected = lowest.to_numpy()
    np.testing.assert_array_equal(values, np.where(np.isinf(expected), np.float32(1e6), expected))
    assert np.isinf(expected).any()
    assert np.isnan(expected).any()
    np.testing.assert_array_equal(which, lowest.coords["station"].to_numpy())
    again = lb.open_terrain(tmp_path / "a.tif").elevation.to_numpy()
    np.testing.assert_array_equal(np.isnan(again), np.isnan(expected))


def test_viewsheds_read_back(tmp_path: Path) -> None:
    terrain, stations = made()
    seen = lb.viewshed(terrain, stations[0], 50.0)
    lb.write_sight(seen, tmp_path / "a.tiff")
    with rasterio.open(tmp_path / "a.tiff") as file:
        np.testing.assert_array_equal(file.read(1), seen.to_numpy())
        assert file.nodata == -1
        assert json.loads(file.tags()["target_height"]) == 50.0


def test_rings_read_back(tmp_path: Path) -> None:
    terrain, stations = made()
    rings = lb.horizon_rings(lb.minimum_visible_altitude(terrain, stations[0]), [100.0, 900.0])
    lb.write_sight(rings, tmp_path / "rings.gpkg")
    again = gpd.read_file(tmp_path / "rings.gpkg")
    assert again["altitude"].tolist() == [100.0, 900.0]
    assert again["stations"].tolist() == ["Süd", "Süd"]
    assert again.geometry.geom_equals_exact(rings.geometry, 1e-9).all()


def test_what_is_wrong_is_said(tmp_path: Path) -> None:
    terrain, stations = made()
    lowest = lb.minimum_visible_altitude(terrain, stations[0])
    with pytest.raises(ValidationError, match=r"rasters are written to \.tif or \.tiff, not to 'a\.gpkg'"):
        lb.write_sight(lowest, tmp_path / "a.gpkg")
    with pytest.raises(ValidationError, match="rings are written, not int"):
        lb.write_sight(3, tmp_path / "a.tif")  # type: ignore[arg-type]
    lb.write_sight(lowest, tmp_path / "a.tif")
    with pytest.raises(WriteError, match="exists already"):
        lb.write_sight(lowest, tmp_path / "a.tif")
    lb.write_sight(lowest, tmp_path / "a.tif", overwrite=True)
    assert [path.name for path in tmp_path.iterdir()] == ["a.tif"]
