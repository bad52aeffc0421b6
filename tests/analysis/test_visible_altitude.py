"""Lines of sight against every ray taken alone, published horizons, twins in other references, and laws."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from pyproj import Geod, Transformer

import lagebild as lb
from lagebild.analysis import outlook
from lagebild.errors import ValidationError
from lagebild.model.stations import Station
from lagebild.model.terrain import Terrain
from tests.analysis.rough_ground import ground, hills
from tests.analysis.sight_oracle import Raster, lowest_seen

GEOD = Geod(ellps="WGS84")


def station_at(terrain: Terrain, row: float, column: float, **values: Any) -> Station:
    longitude, latitude = Raster(terrain).degrees(np.array([row]), np.array([column]))
    return Station(longitude=float(longitude[0]), latitude=float(latitude[0]), **{"height_agl": 20.0, **values})


def some_cells(terrain: Terrain, count: int, seed: int = 5) -> list[tuple[int, int]]:
    rng = np.random.default_rng(seed)
    rows, columns = terrain.elevation.shape
    return list(zip(rng.integers(0, rows, count).tolist(), rng.integers(0, columns, count).tolist(), strict=True))


def at(values: Any, cells: list[tuple[int, int]]) -> NDArray[np.float64]:
    array = values.to_numpy()
    return np.array([array[cell] for cell in cells], dtype=np.float64)


RASTERS = {
    "UTM": {},
    "degrees at 48 N": {"crs": "EPSG:4326", "corner": (15.0, 48.0), "step": 1 / 3600},
    "degrees at 68 N": {"crs": "EPSG:4326", "corner": (15.0, 68.0), "step": 1 / 1200},
    "degrees, rows to the north": {"crs": "EPSG:4326", "corner": (-60.0, -30.0), "step": -1 / 1200},
    "degrees over the antimeridian": {"crs": "EPSG:4326", "corner": (179.95, 52.0), "step": 1 / 3600},
}
"""How a raster lies."""


@pytest.mark.parametrize("place", [(150.0, 200.0), (150.37, 199.81), (2.0, 3.0), (299.0, 10.4)])
@pytest.mark.parametrize("name", RASTERS)
def test_it_is_what_every_ray_alone_gives(name: str, place: tuple[float, float]) -> None:
    terrain = ground(hills(300, 400), **RASTERS[name])
    station = station_at(terrain, *place)
    cells = some_cells(terrain, 300)
    found = at(lb.minimum_visible_altitude(terrain, station), cells)
    expected = lowest_seen(terrain, station, 4 / 3, cells)
    np.testing.assert_array_equal(np.isnan(found), np.isnan(expected))
    np.testing.assert_allclose(found, expected, atol=0.01)
    assert np.mean(expected > at(terrain.elevation, cells) + 1) > 0.3, "most of these rays should be blocked"


def test_every_cell_of_a_small_raster_is_right() -> None:
    terrain = ground(hills(70, 90, seed=3))
    station = station_at(terrain, 31.2, 55.9)
    cells = [(i, j) for i in range(70) for j in range(90)]
    for k in (1.0, 7 / 6, 4 / 3):
        found = at(lb.minimum_visible_altitude(terrain, station, k), cells)
        expected = lowest_seen(terrain, station, k, cells)
        np.testing.assert_allclose(found, expected, atol=0.01)
        seen = lb.viewshed(terrain, station, 10.0, k)
        within = expected <= at(terrain.elevation, cells) + 10.0
        assert np.mean((at(seen, cells) == 1) == within) >= 0.9999


@pytest.mark.parametrize(("rows", "columns"), [(2, 2), (2, 90), (90, 2), (3, 65), (129, 64)])
def test_rasters_of_any_shape(rows: int, columns: int) -> None:
    terrain = ground(hills(rows, columns, seed=5))
    for place in ((0.0, 0.0), (rows - 1.0, columns - 1.0), ((rows - 1) / 2, (columns - 1) / 3)):
        station = station_at(terrain, *place)
        cells = [(i, j) for i in range(0, rows, 3) for j in range(0, columns, 3)]
        found = at(lb.minimum_visible_altitude(terrain, station), cells)
        np.testing.assert_allclose(found, lowest_seen(terrain, station, 4 / 3, cells), atol=0.01)


def test_what_lies_beyond_the_seam_of_a_world_is_not_known() -> None:
    """A raster around the world ends at its seam, and rays do not go on at the other side."""
    world = ground(np.zeros((340, 720), dtype=np.float32), crs="EPSG:4326", corner=(-179.75, 84.75), step=0.5)
    station = Station(longitude=178.0, latitude=50.0, height_agl=50_000.0)
    lowest = lb.minimum_visible_altitude(world, station).to_numpy()
    row = 69  # 50.25 degrees north
    assert np.isfinite(lowest[row, 705:720]).all(), "on the station's side"
    assert np.isnan(lowest[row, 0:5]).all(), "within reach, beyond the seam"
    assert np.isinf(lowest[row, 100:600]).all(), "out of reach"


def test_large_cells_and_far_places_are_right() -> None:
    terrain = ground(hills(400, 500), crs="EPSG:4326", corner=(20.0, 60.0), step=1 / 60)
    station = station_at(terrain, 200.3, 250.1, height_agl=2000.0)
    cells = some_cells(terrain, 300)
    found = at(lb.minimum_visible_altitude(terrain, station), cells)
    np.testing.assert_allclose(
        found, lowest_seen(terrain, station, 4 / 3, cells), atol=1.0
    )  # of ground up to 3 km, drops up to 8 km


def test_what_lies_in_or_behind_missing_ground_is_not_known() -> None:
    cells = hills(200, 200)
    cells[60:70, 80:120] = np.nan
    cells[150, 30] = np.nan
    terrain = ground(cells)
    station = station_at(terrain, 100, 100)
    chosen = [*some_cells(terrain, 600), (65, 100), (0, 100), (150, 30)]
    found = at(lb.minimum_visible_altitude(terrain, station), chosen)
    expected = lowest_seen(terrain, station, 4 / 3, chosen)
    np.testing.assert_array_equal(np.isnan(found), np.isnan(expected))
    assert np.isnan(found[-3:]).all()
    seen = lb.viewshed(terrain, station, target_altitude_amsl=50_000.0)
    assert at(seen, chosen)[-3:].tolist() == [-1, -1, -1]
    assert set(np.unique(seen)) == {-1, 1}
    fast = lb.minimum_visible_altitude(terrain, station, method="fast").to_numpy()
    assert np.isnan(fast[0:70, 99:102]).any(axis=1)[:65].all()


@pytest.mark.parametrize(("height", "horizon"), [(2.0, 5.83), (20.0, 18.43), (100.0, 41.22), (3000.0, 225.76)])
def test_the_radio_horizon_is_the_published_one(height: float, horizon: float) -> None:
    """Over water the ground is seen as far as the horizon; behind it the line rises as a parabola."""
    far = horizon * 1500
    count = 1200
    terrain = ground(np.zeros((3, count), dtype=np.float32), crs="EPSG:32633", step=far / count, corner=(3e5, 1e6))
    station = station_at(terrain, 1, 0, height_agl=height)
    lowest = lb.minimum_visible_altitude(terrain, station).to_numpy()[1].astype(float)
    longitude, latitude = Raster(terrain).degrees(np.full(count, 1), np.arange(count))
    distance = GEOD.inv(np.full(count, station.longitude), np.full(count, station.latitude), longitude, latitude)[2]
    step = far / count
    assert distance[lowest <= 0.0].max() == pytest.approx(horizon * 1000, abs=2 * step + 10)
    radius = 2 * 4 / 3 * 6_371_000
    behind = distance > horizon * 1000 + 3 * step
    parabola = (distance[behind] - math.sqrt(radius * height)) ** 2 / radius
    np.testing.assert_allclose(lowest[behind], parabola, atol=0.05 + step**2 / radius)


def waves(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float32]:
    """Elevations (m) as a function of UTM coordinates, smooth within a cell: then any raster samples the same ground."""
    rng = np.random.default_rng(4)
    total = np.zeros(x.shape)
    for length in np.geomspace(900.0, 20_000.0, 30):
        turn, phase = rng.uniform(0, 2 * np.pi, 2)
        total += 0.006 * length * np.sin((x * np.cos(turn) + y * np.sin(turn)) * 2 * np.pi / length + phase)
    return total.astype(np.float32)


def test_a_raster_in_degrees_sees_what_its_twin_in_utm_sees() -> None:
    """Within one cell, at 50 degrees north and up to 30 km away."""
    utm = ground(np.zeros((500, 500), dtype=np.float32), corner=(5.8e5, 5.6e6), step=90.0)
    x, y = np.meshgrid(utm.elevation["x"], utm.elevation["y"])
    utm = ground(waves(x, y), corner=(5.8e5, 5.6e6), step=90.0)
    step, corner = 1 / 1200, (16.1, 50.56)
    longitude, latitude = np.meshgrid(corner[0] + step * np.arange(810), corner[1] - step * np.arange(530))
    cells = waves(*utm.project(longitude, latitude))
    degrees = ground(cells, crs="EPSG:4326", corner=corner, step=step)
    station = station_at(utm, 251.0, 243.0, height_agl=60.0)
    one = lb.viewshed(utm, station, 30.0).to_numpy()
    other = lb.viewshed(degrees, station, 30.0).to_numpy()
    i, j = (axis.ravel() for axis in np.mgrid[0:500, 0:500])
    r, c = (np.rint(places).astype(int) for places in Raster(degrees).place(*Raster(utm).degrees(i, j)))
    around = np.stack([other[r + down, c + right] for down in (-1, 0, 1) for right in (-1, 0, 1)])
    assert 0.1 < one.mean() < 0.9
    assert np.mean((around == one[i, j]).any(axis=0)) > 0.999
    assert np.mean(other[r, c] == one[i, j]) > 0.98
    lowest = [lb.minimum_visible_altitude(terrain, station) for terrain in (utm, degrees)]
    off = np.abs(lowest[0].to_numpy()[i, j] - lb.Terrain(elevation=lowest[1]).sample(*Raster(utm).degrees(i, j)))
    assert np.median(off) < 1.0


def test_the_nearest_stations_value_counts_and_is_named() -> None:
    cells = hills(160, 200)
    cells[:20, :] = np.nan
    terrain = ground(cells)
    stations = [station_at(terrain, 80, 20, name="west"), station_at(terrain, 90, 180, name="east", max_range=3000.0)]
    both = lb.minimum_visible_altitude(terrain, stations)
    one, other = (lb.minimum_visible_altitude(terrain, station).to_numpy() for station in stations)
    np.testing.assert_allclose(both.to_numpy(), np.fmin(one, other), atol=1e-3)
    which = both.coords["station"].to_numpy()
    assert set(np.unique(which)) == {-1, 0, 1}
    np.testing.assert_array_equal(which == 1, other < np.where(np.isnan(one), np.inf, one))
    complete = both.coords["complete"].to_numpy()
    np.testing.assert_array_equal(complete, ~np.isnan(one) & ~np.isnan(other))
    assert both.attrs["stations"] == ["west", "east"]
    seen = lb.viewshed(terrain, stations, target_altitude_amsl=900.0).to_numpy()
    np.testing.assert_array_equal(seen == 1, (one <= 900.0) | (other <= 900.0))
    np.testing.assert_array_equal(seen == -1, ~((one <= 900.0) | (other <= 900.0)) & ~complete)


def test_beyond_the_range_nothing_is_seen() -> None:
    terrain = ground(np.zeros((200, 300), dtype=np.float32))
    station = station_at(terrain, 100, 40)
    longitude, latitude = Raster(terrain).degrees(*(axis.ravel() for axis in np.mgrid[0:200, 0:300]))
    same = np.ones_like(longitude)
    distance = GEOD.inv(same * station.longitude, same * station.latitude, longitude, latitude)[2].reshape(200, 300)
    for lowest in (
        lb.minimum_visible_altitude(terrain, station, max_range=2000.0),
        lb.minimum_visible_altitude(terrain, station_at(terrain, 100, 40, max_range=2000.0)),
        lb.minimum_visible_altitude(terrain, station_at(terrain, 100, 40, max_range=2000.0), method="fast"),
        lb.minimum_visible_altitude(terrain, station_at(terrain, 100, 40, max_range=2e6), max_range=2000.0),
    ):
        clear = np.abs(distance - 2000.0) > 1e-3
        np.testing.assert_array_equal(np.isinf(lowest.to_numpy())[clear], (distance > 2000.0)[clear])
    assert set(np.unique(lb.viewshed(terrain, station, 5.0, max_range=2000.0))) == {0, 1}


def test_only_what_is_within_range_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    terrain = ground(np.zeros((900, 1100), dtype=np.float32))
    read: list[int] = []
    window = Terrain.window

    def counted(self: Terrain, *box: int) -> Any:
        cells = window(self, *box)
        read.append(cells.size)
        return cells

    monkeypatch.setattr(Terrain, "window", counted)
    outlook.Ground.around(terrain, [station_at(terrain, 450, 300)], 1000.0)
    assert sum(read) < 120**2


@pytest.mark.parametrize("method", ["exact", "fast"])
def test_coverage_at_another_height_needs_no_new_rays(method: str) -> None:
    terrain = ground(hills(150, 150))
    station = station_at(terrain, 75, 75)
    lowest = lb.minimum_visible_altitude(terrain, station, method=method)
    for target in ({"target_altitude_amsl": 700.0}, {"target_height": 50.0}, {}):
        again = lb.coverage(lowest, terrain, **target)  # type: ignore[arg-type]
        direct = lb.viewshed(terrain, station, method=method, **target)  # type: ignore[arg-type]
        np.testing.assert_array_equal(again.to_numpy(), direct.to_numpy())
        assert direct.dtype == np.int8
        assert direct.rio.crs == terrain.elevation.rio.crs


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 1000),
    row=st.floats(0, 39),
    column=st.floats(0, 59),
    lower=st.floats(0, 200),
    more=st.floats(0.1, 200),
)
def test_laws(seed: int, row: float, column: float, lower: float, more: float) -> None:
    terrain = ground(hills(40, 60, seed))
    low = lb.minimum_visible_altitude(terrain, station_at(terrain, row, column, height_agl=lower)).to_numpy()
    high = lb.minimum_visible_altitude(terrain, station_at(terrain, row, column, height_agl=lower + more)).to_numpy()
    cells = terrain.elevation.to_numpy()
    assert (high <= low + 1e-3).all(), "from higher up no less is seen"
    assert (low >= cells - 1e-3).all(), "nothing below the ground is seen"
    straight = lb.minimum_visible_altitude(terrain, station_at(terrain, row, column, height_agl=lower), 1e9).to_numpy()
    assert (straight <= low + 1e-3).all(), "the earth's bulge hides, it never shows"
    flat = ground(np.full((40, 60), cells.min(), dtype=np.float32))
    level = float(terrain.sample(*_degrees(terrain, row, column))) - float(cells.min()) + lower
    if level < 100_000:
        plain = lb.minimum_visible_altitude(flat, station_at(flat, row, column, height_agl=level)).to_numpy()
        assert (plain <= low + 1e-2).all(), "hills hide, they never show"


def _degrees(terrain: Terrain, row: float, column: float) -> tuple[float, float]:
    longitude, latitude = Raster(terrain).degrees(np.array([row]), np.array([column]))
    return float(longitude[0]), float(latitude[0])


def test_the_sweep_is_near_the_truth() -> None:
    """What its documentation says of its error, on ground that is rougher than any real one."""
    terrain = ground(hills(400, 400, steepness=1.0))
    station = station_at(terrain, 200, 200)
    exact = lb.viewshed(terrain, station, 100.0).to_numpy()
    fast = lb.viewshed(terrain, station, 100.0, method="fast").to_numpy()
    assert np.mean(exact == fast) > 0.97
    assert np.sum((exact == 1) & (fast == 1)) / np.sum((exact == 1) | (fast == 1)) > 0.85


def test_progress_is_told_and_ends_the_work() -> None:
    terrain = ground(hills(200, 200))
    stations = [station_at(terrain, 50, 50), station_at(terrain, 150, 150)]
    shares: list[float] = []
    lb.minimum_visible_altitude(terrain, stations, progress=shares.append)
    assert shares == sorted(shares)
    assert len(shares) > 10
    assert shares[-1] == 1.0

    class CancelledError(Exception):
        pass

    def cancel(share: float) -> None:
        if share > 0.2:
            raise CancelledError

    with pytest.raises(CancelledError):
        lb.viewshed(terrain, stations, 10.0, progress=cancel)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            {"station": Station(longitude=0.0, latitude=0.0, name="Null")},
            "station 'Null' at longitude 0, latitude 0 lies outside",
        ),
        ({"target_height": -1.0}, "cannot be -1 m"),
        ({"target_height": math.nan}, "target_height must be a number of metres"),
        ({"target_height": 1.0, "target_altitude_amsl": 2.0}, "not both"),
        ({"method": "quick"}, "method is one of exact, fast, not 'quick'"),
        ({"k": 0}, "must be a positive number"),
        ({"k": math.nan}, "must be a positive number"),
        ({"max_range": -5}, "max_range .m. must be a positive number, not -5"),
        ({"station": []}, "one station or more"),
        ({"station": (15.0, 47.8)}, "made with Station"),
    ],
)
def test_what_is_wrong_is_said(change: dict[str, Any], sentence: str) -> None:
    terrain = ground(np.zeros((50, 50), dtype=np.float32))
    values: dict[str, Any] = {"station": station_at(terrain, 25, 25), **change}
    with pytest.raises(ValidationError, match=sentence):
        lb.viewshed(terrain, **values)


def test_a_station_needs_ground_to_stand_on() -> None:
    cells = np.zeros((50, 50), dtype=np.float32)
    cells[10:20, 10:20] = np.nan
    terrain = ground(cells)
    with pytest.raises(ValidationError, match="stands where the terrain has no elevation"):
        lb.viewshed(terrain, station_at(terrain, 15, 15), 10.0)


def test_transforms_agree_with_the_terrain() -> None:
    """The oracle's raster and the terrain's own projection are the same."""
    terrain = ground(hills(20, 30))
    to_utm = Transformer.from_crs(4326, 32633, always_xy=True)
    station = station_at(terrain, 3.5, 7.25)
    x, y = to_utm.transform(station.longitude, station.latitude)
    assert (x - 5e5) / 30 == pytest.approx(7.25)
    assert (5.3e6 - y) / 30 == pytest.approx(3.5)
