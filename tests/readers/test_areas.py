import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from lagebild.readers.areas import arc, circle, polygonal, ring_area

GEOD = Geod(ellps="WGS84")


def distances_from(centre, points):
    count = len(points)
    return GEOD.inv([centre[0]] * count, [centre[1]] * count, points[:, 0], points[:, 1])[2]


def along_edges(points, steps=7):
    """Places between the vertices, straight in longitude and latitude."""
    share = np.linspace(0, 1, steps)[None, :, None]
    return (points[:-1, None] + share * np.diff(points, axis=0)[:, None]).reshape(-1, 2)


@given(st.floats(-170, 170), st.floats(-75, 75), st.floats(200.0, 400_000.0))
def test_every_place_of_a_circle_lies_within_a_metre_of_the_true_one(longitude, latitude, radius):
    ring = circle((longitude, latitude), radius)
    ring[:, 0] = longitude + (ring[:, 0] - longitude + 180) % 360 - 180
    off = np.abs(distances_from((longitude, latitude), along_edges(ring)) - radius)
    assert off.max() < 1.0


def test_a_circle_is_closed_and_not_wasteful():
    ring = circle((10.0, 50.0), 18_520.0)
    assert np.array_equal(ring[0], ring[-1])
    assert 300 < len(ring) < 600


def test_an_arc_turns_as_told():
    east = arc((10.0, 50.0), 1000.0, 1000.0, 0.0, 90.0)
    assert east[-1, 0] > 10.0
    west = arc((10.0, 50.0), 1000.0, 1000.0, 0.0, -90.0)
    assert west[-1, 0] < 10.0


def test_the_radius_changes_evenly():
    points = arc((10.0, 50.0), 1000.0, 2000.0, 0.0, 180.0)
    found = distances_from((10.0, 50.0), points)
    np.testing.assert_allclose(found, np.linspace(1000.0, 2000.0, len(points)), atol=1e-3)


@pytest.mark.parametrize("radius", [0.0, -5.0, np.nan, np.inf, 1e9])
def test_impossible_radii_are_refused(radius):
    with pytest.raises(ValueError, match="radius"):
        circle((0.0, 0.0), radius)


def test_a_bow_tie_keeps_both_wings():
    mended = ring_area(np.array([[0.0, 0], [2, 2], [2, 0], [0, 2]]))
    assert "not valid" in mended.reason
    assert mended.shape.is_valid
    assert mended.shape.area == pytest.approx(2.0)


def test_a_spike_is_cut_off():
    mended = polygonal(shapely.Polygon([(0, 0), (4, 0), (4, 4), (4, 8), (4, 4), (0, 4)]))
    assert mended.shape.geom_type == "Polygon"
    assert mended.shape.area == 16.0


@pytest.mark.parametrize("points", [[[0.0, 0], [1, 1]], [[0.0, 0], [1, 1], [0, 0]], [[0.0, 0], [1, 1], [2, 2]]])
def test_what_encloses_nothing_is_refused(points):
    with pytest.raises(ValueError, match=r"border"):
        ring_area(np.array(points))


def test_a_shape_over_the_antimeridian_becomes_two_parts():
    shape = ring_area(np.array([[179.0, 0], [-179, 0], [-179, 1], [179, 1]])).shape
    assert shape.geom_type == "MultiPolygon"
    assert shape.area == pytest.approx(2.0)
    assert shape.bounds == (-180.0, 0.0, 180.0, 1.0)
    circle_there = ring_area(circle((180.0, 10.0), 50_000.0)).shape
    assert len(circle_there.geoms) == 2
    assert circle_there.area == pytest.approx(ring_area(circle((0.0, 10.0), 50_000.0)).shape.area)


def test_a_ring_around_the_pole_is_refused():
    with pytest.raises(ValueError, match="pole"):
        ring_area(circle((0.0, 89.9), 100_000.0))
