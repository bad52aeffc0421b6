import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lagebild.model.bounds import Bounds, bounds_of, union_of

LON = st.floats(-180, 180)


def inside(bounds, longitude, slack=1e-9):
    return any(bounds.west - slack <= longitude + turn <= bounds.east + slack for turn in (-360, 0, 360))


@given(st.lists(LON, min_size=1, max_size=20))
def test_every_point_lies_within_and_the_box_is_narrow(longitudes):
    bounds = bounds_of(np.array(longitudes), np.zeros(len(longitudes)))
    assert all(inside(bounds, longitude) for longitude in longitudes)
    assert bounds.east - bounds.west <= max(longitudes) - min(longitudes)
    assert -180 <= bounds.west <= 180


@given(st.lists(st.tuples(LON, st.floats(0, 90)), min_size=1, max_size=8))
def test_union_holds_every_box(pairs):
    boxes = [Bounds(west, 0.0, west + width, 1.0) for west, width in pairs]
    union = union_of(boxes)
    assert all(inside(union, box.west) and inside(union, box.east) for box in boxes)


def test_nothing():
    assert bounds_of(np.array([np.nan]), np.array([1.0])) is None
    assert union_of([]) is None
