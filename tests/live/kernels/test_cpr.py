"""Places by compact position reporting, against an encoder written from the standard, and against rs1090."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lagebild.live.kernels.cpr import Known, locate
from tests.live.adsb import longitude_zones, place_message

rs1090 = pytest.importorskip("rs1090")

PLACES = st.tuples(st.floats(-180, 180, exclude_max=True), st.floats(-86, 86))


def nothing_known(aircraft=3):
    return Known(
        share=np.zeros((aircraft, 2, 2)),
        heard=np.full((aircraft, 2), -np.inf),
        place=np.full((aircraft, 2), np.nan),
        placed=np.full(aircraft, -np.inf),
    )


def located(messages, seconds, known=None, aircraft=None):
    told = [rs1090.decode(message) for message in messages]
    return locate(
        np.zeros(len(told), dtype=np.int64) if aircraft is None else np.array(aircraft),
        np.array([int(one["parity"] == "odd") for one in told]),
        np.array([[one["lat_cpr"], one["lon_cpr"]] for one in told], dtype=float),
        np.array(seconds, dtype=float),
        np.array([one["bds"] == "06" for one in told]),
        nothing_known() if known is None else known,
    )


def off(found, place):
    """Metres off, by the law of cosines for small angles."""
    east = (found[0] - place[0] + 180) % 360 - 180
    return 111_195 * np.hypot(east * np.cos(np.radians(place[1])), found[1] - place[1])


@given(place=PLACES, first_odd=st.integers(0, 1))
def test_a_pair_and_every_message_after_it(place, first_odd):
    moved = (place[0] + 0.002, place[1] + 0.001)
    parities = [first_odd, 1 - first_odd, 1, 0, 1]
    where = [place, place, moved, moved, moved]
    messages = [place_message("3C6589", *at, 30_000, odd=odd) for at, odd in zip(where, parities, strict=True)]
    found = located(messages, [0, 1, 2, 3, 100])
    assert np.isnan(found[0]).all()
    if longitude_zones(place[1] - 0.001) == longitude_zones(place[1] + 0.002):
        # the standard's resolution is 5.1 m
        assert max(off(found[row], where[row]) for row in range(1, 5)) < 6


@given(place=PLACES)
def test_pairs_as_rs1090_decodes_them(place):
    messages = [place_message("3C6589", *place, 30_000, odd=odd) for odd in (0, 1)]
    theirs = rs1090.decode(messages, [0.0, 1.0])[-1]
    mine = located(messages, [0, 1])[1]
    if "latitude" in theirs and not np.isnan(mine).any():
        assert off(mine, (theirs["longitude"], theirs["latitude"])) < 0.1


def test_published_pair():
    messages = ["8D40621D58C382D690C8AC2863A7", "8D40621D58C386435CC412692AD6"]
    assert located(messages, [0, 1])[1] == pytest.approx([3.93891, 52.26578], abs=1e-5)
    # the even one last
    assert located(messages[::-1], [0, 1])[1] == pytest.approx([3.91937, 52.25720], abs=1e-5)


def test_messages_too_far_apart_are_no_pair():
    messages = [place_message("3C6589", 11.0, 48.0, 30_000, odd=odd) for odd in (0, 1)]
    assert np.isnan(located(messages, [0, 10.5])).all()


def test_a_zone_that_is_too_old_is_asked_anew():
    messages = [place_message("3C6589", 11.0, 48.0, 30_000, odd=odd) for odd in (0, 1, 0)]
    assert not np.isnan(located(messages, [0, 1, 180])[2]).any()
    assert np.isnan(located(messages, [0, 1, 182])[2]).any()


def test_two_aircraft_with_one_address_are_not_mixed():
    """Their messages lie in different zones: a jump is no flight, so nothing is told until a pair agrees."""
    one = [place_message("3C6589", 11.0, 48.0, 30_000, odd=odd) for odd in (0, 1)]
    other = [place_message("3C6589", 12.9, 49.9, 30_000, odd=odd) for odd in (0, 1)]
    found = located([*one, *other, other[0]], [0, 1, 2, 3, 4])
    assert off(found[1], (11.0, 48.0)) < 6
    assert np.isnan(found[2]).all()
    assert off(found[3], (12.9, 49.9)) < 6
    assert off(found[4], (12.9, 49.9)) < 6


def test_on_the_ground_by_where_the_aircraft_was_before():
    # a published message of the surface (J. Sun): 52.32061 N 4.73473 E
    air = [place_message("484175", 4.7345, 52.3205, 0, odd=odd) for odd in (0, 1)]
    found = located([*air, "8C4841753A8A35323FAEBDAC702D"], [0, 1, 2])
    assert found[2] == pytest.approx([4.734735, 52.320607], abs=1e-5)
    assert np.isnan(located(["8C4841753A8A35323FAEBDAC702D"], [2])).all()
