"""Circles of a station's range: on the ellipsoid, each with its source."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

import lagebild as lb
from lagebild.analysis.range_rings import geodesic_circle, geodesic_disc, range_rings
from lagebild.errors import ValidationError

GEOD = Geod(ellps="WGS84")


@given(st.floats(-180, 180), st.floats(-70, 70), st.floats(100, 1_000_000))
def test_every_point_of_a_circle_lies_at_its_distance(longitude: float, latitude: float, radius: float) -> None:
    ring = geodesic_circle(longitude, latitude, radius)
    same = np.ones(len(ring))
    _, _, distance = GEOD.inv(longitude * same, latitude * same, ring[:, 0], ring[:, 1])
    np.testing.assert_allclose(distance, radius, rtol=1e-9, atol=1e-6)
    assert np.abs(np.diff(ring[:, 0])).max() < 5, "no jump at the antimeridian"
    assert abs(ring[:, 0].mean() - longitude) < 190
    np.testing.assert_array_equal(ring[0], ring[-1])


def test_its_area_is_that_of_a_circle() -> None:
    station = lb.Station(
        longitude=71.4,
        latitude=51.2,
        max_range=150_000.0,
        purpose="uav data link",
        range_source="hartpunkt.de",
        name="B",
    )  # type: ignore[arg-type]
    rings = range_rings([station, lb.Station(longitude=0, latitude=0)])
    assert rings.crs == "EPSG:4326"
    assert rings[["station", "purpose", "max_range", "range_source"]].to_numpy().tolist() == [
        ["B", "uav data link", 150_000.0, "hartpunkt.de"]
    ]
    # a circle on a sphere has a height of r(1 - cos): 0.005 % less than the plane one at 150 km
    area, _ = GEOD.geometry_area_perimeter(rings.geometry[0])
    assert abs(area) == pytest.approx(np.pi * 150_000.0**2, rel=2e-4)


def test_without_a_limited_range_there_are_none() -> None:
    rings = range_rings(lb.Station(longitude=0, latitude=0))
    assert len(rings) == 0
    assert list(rings.columns) == ["station", "purpose", "max_range", "range_source", "geometry"]


@given(st.floats(-180, 180), st.floats(40, 80), st.floats(1_000_000, 8_900_000))
def test_a_disc_holds_what_lies_nearer_also_around_the_pole(longitude: float, latitude: float, radius: float) -> None:
    disc = geodesic_disc(longitude, latitude, radius)
    rng = np.random.default_rng(7)
    angle, share = rng.uniform(0, 360, 60), rng.uniform(0.05, 1.6, 60)
    share = share[np.abs(share - 1.0) > 0.02]
    angle = angle[: len(share)]
    same = np.ones(len(share))
    distance = np.minimum(share * radius, 9_500_000.0)
    east, north, _ = GEOD.fwd(longitude * same, latitude * same, angle, distance)
    inside = np.zeros(len(share), dtype=bool)
    for turn in (-720, -360, 0, 360, 720):
        inside |= shapely.contains_xy(disc, east + turn, north)
    np.testing.assert_array_equal(inside, distance < radius)


def test_a_radius_that_is_none_is_refused() -> None:
    for radius in (0.0, -5.0, 9_000_001.0, float("nan")):
        with pytest.raises(ValidationError, match=r"a circle has a radius above 0 and up to 9000 km"):
            geodesic_disc(0, 0, radius)
