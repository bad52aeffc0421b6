"""Rings against the cells they enclose, and over water against the circle they are."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely

import lagebild as lb
from lagebild.errors import ValidationError
from lagebild.model.stations import Station
from tests.analysis.rough_ground import ground, hills
from tests.analysis.sight_oracle import Raster


@pytest.mark.parametrize("where", [{}, {"crs": "EPSG:4326", "corner": (15.0, 48.0), "step": 1 / 1200}])
@pytest.mark.parametrize("above_ground", [False, True])
def test_rings_enclose_the_cells_that_are_seen(where: dict[str, object], above_ground: bool) -> None:
    cells = hills(90, 120, steepness=1.0)
    cells[20:25, 30:40] = np.nan
    terrain = ground(cells, **where)  # type: ignore[arg-type]
    longitude, latitude = Raster(terrain).degrees(np.array([45]), np.array([60]))
    station = Station(longitude=float(longitude[0]), latitude=float(latitude[0]), height_agl=30, name="S")
    lowest = lb.minimum_visible_altitude(terrain, station)
    altitudes = [-5000.0, 50.0, 200.0] if not above_ground else [5.0, 100.0]
    rings = lb.horizon_rings(lowest, altitudes, terrain=terrain, above_ground=above_ground, simplified=0)
    assert rings["altitude"].tolist() == altitudes
    assert set(rings["stations"]) == {"S"}
    assert set(rings["reference"]) == {"AGL" if above_ground else "AMSL"}
    field = lowest.to_numpy() - (cells if above_ground else 0)
    inner = np.zeros(field.shape, dtype=bool)
    around = [np.isfinite(np.roll(field, (down, right), (0, 1))) for down in (-1, 0, 1) for right in (-1, 0, 1)]
    inner[1:-1, 1:-1] = np.all(around, axis=0)[1:-1, 1:-1]
    i, j = np.nonzero(inner)
    points = shapely.points(*Raster(terrain).degrees(i, j))
    for altitude, shape in zip(altitudes, rings.geometry, strict=True):
        clear = np.abs(field[i, j] - altitude) > 1e-3
        inside = shapely.contains_properly(shape, points)
        np.testing.assert_array_equal(inside[clear], (field[i, j] < altitude)[clear])
        assert shape.is_valid
    assert not above_ground or rings["area"].is_monotonic_increasing
    coarse = lb.horizon_rings(lowest, altitudes, terrain=terrain, above_ground=above_ground)
    assert shapely.get_num_coordinates(coarse.geometry).sum() < shapely.get_num_coordinates(rings.geometry).sum()
    np.testing.assert_allclose(coarse["area"], rings["area"], rtol=0.05)


def test_over_water_a_ring_is_a_circle() -> None:
    terrain = ground(np.zeros((700, 700), dtype=np.float32), step=200.0, corner=(4.3e5, 5.4e6))
    longitude, latitude = Raster(terrain).degrees(np.array([350]), np.array([350]))
    station = Station(longitude=float(longitude[0]), latitude=float(latitude[0]), height_agl=20)
    rings = lb.horizon_rings(lb.minimum_visible_altitude(terrain, station), [0.5, 100.0])
    radius = 2 * 4 / 3 * 6_371_000
    for altitude, area in zip(rings["altitude"], rings["area"], strict=True):
        reach = math.sqrt(radius * 20) + math.sqrt(radius * altitude)
        assert area == pytest.approx(math.pi * reach**2, rel=0.01)


def test_what_is_wrong_is_said() -> None:
    terrain = ground(np.zeros((50, 50), dtype=np.float32))
    longitude, latitude = Raster(terrain).degrees(np.array([25]), np.array([25]))
    lowest = lb.minimum_visible_altitude(terrain, Station(longitude=float(longitude[0]), latitude=float(latitude[0])))
    with pytest.raises(ValidationError, match="not nan"):
        lb.horizon_rings(lowest, [math.nan])
    with pytest.raises(ValidationError, match="need the terrain"):
        lb.horizon_rings(lowest, [5.0], above_ground=True)
    assert lb.horizon_rings(lowest, []).empty
