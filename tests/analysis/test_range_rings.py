"""Circles of a station's range: on the ellipsoid, each with its source."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

import lagebild as lb
from lagebild.analysis.range_rings import geodesic_circle, range_rings

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
