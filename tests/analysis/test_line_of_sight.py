"""One line of sight against the viewshed, the oracle, its own way back, and the published Fresnel zone."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

import lagebild as lb
from lagebild.errors import ValidationError
from lagebild.model.stations import Station
from lagebild.model.terrain import Terrain
from tests.analysis.rough_ground import ground, hills
from tests.analysis.sight_oracle import Raster, lines_to

GEOD = Geod(ellps="WGS84")


def at(terrain: Terrain, row: float, column: float, **values: Any) -> Station:
    longitude, latitude = Raster(terrain).degrees(np.array([row]), np.array([column]))
    return Station(longitude=float(longitude[0]), latitude=float(latitude[0]), **{"height_agl": 20.0, **values})


places = st.tuples(st.floats(0, 79), st.floats(0, 99))


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 30), one=places, other=places, heights=st.tuples(st.floats(0, 300), st.floats(0, 300)))
def test_it_is_seen_exactly_where_the_oracles_line_passes_below(
    seed: int, one: tuple[float, float], other: tuple[float, float], heights: tuple[float, float]
) -> None:
    terrain = ground(hills(80, 100, seed))
    a, b = at(terrain, *one, height_agl=heights[0]), at(terrain, *other, height_agl=heights[1])
    length = GEOD.inv(a.longitude, a.latitude, b.longitude, b.latitude)[2]
    if length < 100:
        return
    found = lb.line_of_sight(terrain, a, b)
    target = float(terrain.sample(b.longitude, b.latitude)) + b.height_agl
    line = float(lines_to(terrain, a, 4 / 3, [other])[0])
    if abs(target - line) > 0.05:
        assert int(found["visible"]) == (1 if target > line else 0)
    back = lb.line_of_sight(terrain, b, a)
    assert float(back["least_clearance"]) == pytest.approx(float(found["least_clearance"]), abs=0.05, nan_ok=True)
    assert float(found["distance"][-1]) == pytest.approx(length)
    assert np.all(np.diff(found["distance"]) > 0)


def test_it_agrees_with_the_viewshed() -> None:
    terrain = ground(hills(120, 150), crs="EPSG:4326", corner=(15.0, 48.0), step=1 / 1200)
    a = at(terrain, 60, 70)
    seen = lb.viewshed(terrain, a, 30.0).to_numpy()
    rng = np.random.default_rng(2)
    for row, column in zip(rng.integers(0, 120, 150).tolist(), rng.integers(0, 150, 150).tolist(), strict=True):
        if (row, column) != (60, 70):
            assert (
                int(lb.line_of_sight(terrain, a, at(terrain, row, column, height_agl=30.0))["visible"])
                == seen[row, column]
            )


def test_the_profile_is_the_ground_on_the_way() -> None:
    terrain = ground(hills(200, 260))
    a, b = at(terrain, 20.4, 30.6), at(terrain, 150.2, 240.9)
    found = lb.line_of_sight(terrain, a, b)
    longitude, latitude = found["longitude"].to_numpy(), found["latitude"].to_numpy()
    np.testing.assert_allclose(found["terrain_elevation"], terrain.sample(longitude, latitude), atol=0.05)
    count = len(longitude)
    _, _, away = GEOD.inv(np.full(count, a.longitude), np.full(count, a.latitude), longitude, latitude)
    np.testing.assert_allclose(found["distance"], away, atol=0.05)
    # the line in space: a triangle of earth's radii and the chord
    radius = 4 / 3 * 6_371_000.0
    low, high = (radius + float(found["line_altitude"][end]) for end in (0, -1))
    angle = found["distance"].to_numpy() / radius
    chord = low * high * np.sin(angle[-1]) / (low * np.sin(angle) + high * np.sin(angle[-1] - angle))
    np.testing.assert_allclose(found["line_altitude"], chord - radius, atol=0.05)


def test_the_fresnel_zone_is_the_published_one() -> None:
    """ITU-R P.526: 17.3 m in the middle of 10 km at 2.5 GHz (λ = 12 cm)."""
    terrain = ground(np.zeros((10, 400), dtype=np.float32))
    a = at(terrain, 5, 10)
    longitude, latitude, _ = GEOD.fwd(a.longitude, a.latitude, 90.0, 10_000.0)
    found = lb.line_of_sight(
        terrain, a, Station(longitude=longitude, latitude=latitude, height_agl=20), frequency=2.5e9
    )
    radius = found["fresnel_radius"].to_numpy()
    assert radius.max() == pytest.approx(17.32, abs=0.01)
    assert radius[[0, -1]].tolist() == [0.0, 0.0]
    bulge = 5000.0**2 / (2 * 4 / 3 * 6_371_000.0)
    assert float(found["least_clearance"]) == pytest.approx(20 - bulge, abs=0.01)
    assert float(found["fresnel_share"]) == pytest.approx((20 - bulge) / 17.32, abs=0.01)
    assert "fresnel_radius" not in lb.line_of_sight(terrain, a, at(terrain, 5, 300))


def test_what_is_not_known_is_not_seen_but_may_be_hidden() -> None:
    cells = np.zeros((40, 100), dtype=np.float32)
    cells[:, 50] = np.nan
    terrain = ground(cells)
    assert int(lb.line_of_sight(terrain, at(terrain, 20, 10), at(terrain, 20, 90))["visible"]) == -1
    cells[:, 30] = 500.0
    terrain = ground(cells)
    hidden = lb.line_of_sight(terrain, at(terrain, 20, 10), at(terrain, 20, 90))
    assert int(hidden["visible"]) == 0
    assert float(hidden["obstacle_distance"]) == pytest.approx(600, abs=1)


def test_the_other_end_may_fly() -> None:
    terrain = ground(hills(100, 120))
    a, b = at(terrain, 50, 60, max_range=500.0), at(terrain, 10, 100)
    line = float(lb.minimum_visible_altitude(terrain, at(terrain, 50, 60)).to_numpy()[10, 100])
    for altitude, visible in ((line + 0.1, 1), (line - 0.1, 0)):
        found = lb.line_of_sight(terrain, a, b, target_altitude_amsl=altitude)
        assert int(found["visible"]) == visible
        assert not bool(found["in_range"])


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"b": (15.0, 47.0)}, "made with Station"),
        ({"b": Station(longitude=3, latitude=3)}, "lies outside"),
        ({"k": -1}, "must be a positive number, not -1"),
        ({"frequency": 0}, "frequency .Hz. must be a positive number, not 0"),
        ({"frequency": math.nan}, "frequency .Hz. must be a positive number, not nan"),
        ({"target_altitude_amsl": -100.0}, "-100 m AMSL would be below the ground, which is 0.0 m high"),
    ],
)
def test_what_is_wrong_is_said(change: dict[str, Any], sentence: str) -> None:
    terrain = ground(np.zeros((50, 50), dtype=np.float32))
    values = {"a": at(terrain, 25, 25), "b": at(terrain, 5, 5), **change}
    with pytest.raises(ValidationError, match=sentence):
        lb.line_of_sight(terrain, **values)


def test_both_ends_are_two_places() -> None:
    terrain = ground(np.zeros((50, 50), dtype=np.float32))
    with pytest.raises(ValidationError, match=r"not 0\.0 m"):
        lb.line_of_sight(terrain, at(terrain, 25, 25), at(terrain, 25, 25))
