from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
import shapely
from pyproj import Geod

from lagebild.demo.atmosphere import MIDNIGHT
from lagebild.demo.shapes import circle
from lagebild.model.activation import ActivationKind
from lagebild.model.altitude import Reference
from lagebild.picture import Picture


def test_every_kind_of_airspace_occurs(kasachstan: Picture) -> None:
    frame = kasachstan.airspaces.frame
    assert 40 <= len(frame) <= 60
    assert {"CTR", "TMA", "R", "D", "P"} <= set(frame["type"])
    assert {activation.kind for activation in frame["activation"]} == set(ActivationKind)
    events = {time.event for a in frame["activation"] for rule in a.rules for time in (rule.start, rule.end)}
    assert {"clock", "sunrise", "sunset"} <= events


def test_every_kind_of_limit_occurs(kasachstan: Picture) -> None:
    frame = kasachstan.airspaces.frame
    limits = [*frame["lower"], *frame["upper"]]
    assert all(limit.is_known for limit in limits)
    levels = [level for limit in limits for level in limit.levels]
    assert {level.reference for level in levels} >= {Reference.AMSL, Reference.AGL, Reference.PRESSURE}
    assert any(level.is_unlimited for level in levels)
    assert any(level.is_surface for level in levels)
    assert any(limit.text == "FL 130 / 1000 ft GND" and len(limit.levels) == 2 for limit in limits)


def test_shapes_with_a_hole_and_of_two_parts(kasachstan: Picture) -> None:
    shapes = kasachstan.airspaces.frame.geometry
    assert any(shape.geom_type == "MultiPolygon" and len(shape.geoms) == 2 for shape in shapes)
    assert any(shape.geom_type == "Polygon" and len(shape.interiors) == 1 for shape in shapes)
    assert shapely.is_valid(shapes.to_numpy()).all()


def test_all_are_marked_as_made_up(kasachstan: Picture) -> None:
    frame = kasachstan.airspaces.frame
    assert frame["name"].str.endswith("(SYN)").all()
    assert frame["text"].str.startswith("SYNTHETISCH").all()
    assert kasachstan.layer("airspaces").provenance.synthetic


@pytest.mark.parametrize("radius", [6_000.0, 18_520.0, 74_080.0])
def test_circles_are_geodesic_to_a_metre(radius: float) -> None:
    corners = np.array(circle(77.04, 43.35, radius).exterior.coords)
    middle = (corners[1:] + corners[:-1]) / 2
    for points in (corners, middle):
        ones = np.ones(len(points))
        distance = Geod(ellps="WGS84").inv(77.04 * ones, 43.35 * ones, points[:, 0], points[:, 1])[2]
        assert np.abs(distance - radius).max() < 1.0


def test_stated_periods_lie_within_the_day(kasachstan: Picture) -> None:
    begin = MIDNIGHT.to_pydatetime()
    for activation in kasachstan.airspaces.frame["activation"]:
        for start, end in activation.stated:
            assert begin <= start < end <= begin + timedelta(days=1)


def test_some_flights_meet_an_active_restricted_area(kasachstan: Picture) -> None:
    """Else there would be nothing to see."""
    frame = kasachstan.airspaces.frame
    ring = frame[frame["name"].str.startswith("R 02")].iloc[0]
    fixes = kasachstan.layer("airliners").data.frame  # type: ignore[union-attr]
    low, high = ring["lower"].levels[0].value, ring["upper"].levels[0].value
    chosen = fixes[fixes["altitude_pressure"].between(low, high)]
    within = shapely.contains_xy(ring.geometry, chosen["longitude"], chosen["latitude"])
    assert within.any()
