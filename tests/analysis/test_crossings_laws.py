"""Laws of crossings: what has to stay the same whatever is flown through whatever."""

from itertools import pairwise

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Polygon

import lagebild as lb
from tests.analysis.crossing_cases import Fix, amsl, flights, ragged, seconds_of, spaces, wandering

CELL = 1.0 / 64.0
"""Degrees; so near to the equator a leg of a few such is as good as the geodesic, and halves are exact numbers."""

LATTICE = st.integers(-8, 8)
FIXES = st.lists(st.tuples(LATTICE, LATTICE, st.integers(0, 6)), min_size=2, max_size=8)
SHAPES = (
    st.lists(st.tuples(LATTICE, LATTICE), min_size=3, max_size=7, unique=True)
    .map(lambda corners: shapely.convex_hull(shapely.MultiPoint(corners)))
    .filter(lambda shape: isinstance(shape, Polygon))
)
BOUNDARY = st.sampled_from(["inclusive", "exclusive"])


def on_lattice(fixes) -> list[Fix]:
    return [(64.0 * k, CELL * x, CELL * y, 128.0 * z) for k, (x, y, z) in enumerate(fixes)]


def area_of(shape, mirror=1.0) -> lb.Airspaces:
    placed = shapely.transform(shape, lambda at: at * [CELL * mirror, CELL])
    return spaces((placed, amsl(256.0), amsl(512.0)))


def spans(path, shape, boundary, mirror=1.0) -> np.ndarray:
    """Entry and exit in seconds, (n, 2)."""
    found = lb.crossings(flights(path), area_of(shape, mirror), boundary=boundary)
    assert (found["duration"] > 0.0).all()
    return np.array([seconds_of(found["entry_time"]), seconds_of(found["exit_time"])]).T.reshape(-1, 2)


@given(FIXES, SHAPES, BOUNDARY)
@settings(max_examples=60, deadline=None)
def test_fixes_put_on_the_way_change_nothing(fixes, shape, boundary):
    path = on_lattice(fixes)
    halves = [tuple((a + b) / 2.0 for a, b in zip(one, other, strict=True)) for one, other in pairwise(path)]
    denser = sorted([*path, *halves])
    np.testing.assert_allclose(spans(denser, shape, boundary), spans(path, shape, boundary), rtol=0.0, atol=2e-9)


@given(FIXES, SHAPES, BOUNDARY, st.integers(-(10**6), 10**6))
@settings(max_examples=40, deadline=None)
def test_a_shift_in_time_shifts_visits(fixes, shape, boundary, shift):
    path = on_lattice(fixes)
    later = [(t + shift, x, y, z) for t, x, y, z in path]
    np.testing.assert_allclose(spans(later, shape, boundary) - shift, spans(path, shape, boundary), rtol=0.0, atol=2e-9)


@given(FIXES, SHAPES, BOUNDARY)
@settings(max_examples=60, deadline=None)
def test_flown_backwards_entry_and_exit_swap(fixes, shape, boundary):
    path = on_lattice(fixes)
    back = [(path[-1][0] - t, x, y, z) for t, x, y, z in reversed(path)]
    swapped = path[-1][0] - spans(back, shape, boundary)[::-1, ::-1]
    np.testing.assert_allclose(swapped, spans(path, shape, boundary), rtol=0.0, atol=4e-9)


@given(FIXES, SHAPES, BOUNDARY)
@settings(max_examples=60, deadline=None)
def test_mirrored_the_times_are_the_same(fixes, shape, boundary):
    path = on_lattice(fixes)
    mirrored = [(t, -x, y, z) for t, x, y, z in path]
    expected = spans(path, shape, boundary)
    np.testing.assert_allclose(spans(mirrored, shape, boundary, mirror=-1.0), expected, rtol=0.0, atol=4e-9)


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=15, deadline=None)
def test_backwards_sides_swap_too(seed):
    rng = np.random.default_rng(seed)
    path, shape = wandering(rng, 20), ragged(rng)
    area = spaces((shape, amsl(900.0), amsl(2200.0)))
    back = [(path[-1][0] - t, x, y, z) for t, x, y, z in reversed(path)]
    one, other = lb.crossings(flights(path), area), lb.crossings(flights(back), area)[::-1]
    named = {"start": "end", "end": "start"}
    assert [named.get(name, name) for name in other["left_through"]] == list(one["entered_through"])
    assert [named.get(name, name) for name in other["entered_through"]] == list(one["left_through"])
    np.testing.assert_allclose(other["duration"], one["duration"], atol=1e-3)
