"""Merging, against a plain loop over dictionaries, and its laws."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import lagebild as lb
from lagebild.live.observations import NUMBERS, TEXTS, Observations
from lagebild.live.traffic import Traffic


def told(key, time, longitude=None, latitude=48.0, **columns):
    texts = {name: [columns.pop(name)] for name in TEXTS if name in columns}
    ground = columns.pop("on_ground", None)
    places = {} if longitude is None else {"longitude": [longitude], "latitude": [latitude]}
    return Observations.of(
        [key],
        [time + 0.1],
        places | texts | {name: [value] for name, value in columns.items()},
        on_ground=None if ground is None else [ground],
        time=[time],
    )


def test_messages_that_each_tell_a_part_make_a_fix():
    traffic = Traffic(1)
    parts = [
        told("a", 100.0, callsign="DLH1A"),
        told("a", 101.0, ground_speed=200.0, track_angle=90.0),
        told("a", 102.0, 11.0, altitude_pressure=3_000.0, on_ground=0),
        told("b", 102.5, 12.0),
        told("a", 111.5, 11.1, squawk="7700"),
    ]
    fixes = traffic.update([(0, Observations.joined(parts))])
    assert fixes.key.tolist() == ["a", "b", "a"]
    frame = fixes.frame(["sbs://h:30003"])
    assert frame["ground_speed"].fillna(-1).tolist() == [200, -1, -1]  # 10.5 s are too long ago
    assert frame["altitude_pressure"].fillna(-1).tolist() == [3_000, -1, -1]
    assert frame["callsign"].fillna("").tolist() == ["DLH1A", "", "DLH1A"]
    assert frame["on_ground"].isna().tolist() == [False, True, False]
    assert set(frame["source"]) == {"sbs://h:30003"}
    tracks = lb.Tracks.from_frame(frame)
    assert (len(tracks), tracks.fixes) == (2, 3)
    now = traffic.now()
    assert now.texts[0].tolist() == ["DLH1A", "", "7700"]
    assert now.text_since[0, 2] == 111.5


def test_two_feeds_that_hear_the_same_make_one_fix_and_both_are_kept():
    traffic = Traffic(2)
    fixes = traffic.update([(0, told("a", 100.0, 11.0)), (1, told("a", 100.3, 11.00001))])
    assert (fixes.feed.tolist(), traffic.repeated) == ([0], 1)
    # a feed that is two seconds behind does not pull the aircraft back
    later = [(0, told("a", 101.0, 11.01)), (1, told("a", 102.5, 11.0)), (0, told("a", 102.0, 11.02))]
    fixes = traffic.update(later)
    assert fixes.numbers[:, 0].tolist() == [11.01, 11.02]
    assert traffic.now().heard_by.tolist() == [[102.0, 102.5]]
    # where one falls silent, the other goes on
    fixes = traffic.update([(1, told("a", 120.0, 11.2))])
    assert fixes.feed.tolist() == [1]


def test_who_hovers_has_a_fix_a_second():
    traffic = Traffic(1)
    fixes = traffic.update([(0, Observations.joined([told("a", 100.0 + second, 11.0) for second in range(5)]))])
    assert len(fixes) == 5
    # a list that is asked for each second tells the same fix again and again
    assert not len(traffic.update([(0, told("a", 104.1, 11.0))]))


def test_what_is_older_than_the_last_fix_is_counted():
    traffic = Traffic(1)
    traffic.update([(0, told("a", 100.0, 11.0))])
    assert not len(traffic.update([(0, told("a", 90.0, 10.9, ground_speed=1.0))]))
    assert traffic.late == 1


def test_the_antimeridian_is_no_jump():
    traffic = Traffic(2)
    fixes = traffic.update([(0, told("a", 100.0, 179.999999)), (1, told("a", 101.0, -179.999999))])
    assert len(fixes) == 1


def test_forgetting():
    traffic = Traffic(1)
    traffic.update([(0, told("a", 100.0, 11.0, callsign="A1")), (0, told("b", 3_000.0, 12.0, callsign="B1"))])
    assert traffic.forget(3_700.5) == ("a",)
    assert len(traffic) == 1
    assert traffic.now().key.tolist() == ["b"]
    assert traffic.now().texts[0, 0] == "B1"
    assert traffic.forget(3_700.5) == ()
    fixes = traffic.update([(0, told("a", 3_701.0, 11.0)), (0, told("b", 3_702.0, 12.1))])
    assert fixes.texts[:, 0].tolist() == ["", ""]  # B1 was told more than ten minutes ago
    assert fixes.numbers[:, 0].tolist() == [11.0, 12.1]


def test_many_aircraft():
    traffic = Traffic(1)
    keys = [f"{number:06x}" for number in range(5_000)]
    places = {"longitude": np.linspace(0, 10, 5_000), "latitude": np.full(5_000, 48.0)}
    seen = Observations.of(keys, 100.0, places, time=np.full(5_000, 100.0))
    assert len(traffic.update([(0, seen)])) == 5_000
    assert traffic.now().numbers[:, 0] == pytest.approx(places["longitude"])


MESSAGES = st.lists(
    st.tuples(
        st.sampled_from("abc"),
        st.integers(0, 2),
        st.integers(0, 40).map(lambda n: n / 2),
        st.none() | st.integers(0, 6).map(lambda n: 11 + n / 1_000),
        st.none() | st.integers(100, 300),
        st.sampled_from(["", "A1", "B2"]),
    ),
    max_size=40,
)


@given(messages=MESSAGES, cuts=st.lists(st.integers(0, 40), max_size=3))
def test_as_a_plain_loop_merges(messages, cuts):
    """One aircraft's messages one by one; cuts into batches change nothing where the messages are in order."""
    messages = sorted(messages, key=lambda message: message[2])
    expected = []
    speeds, recent = {}, {}
    for who, feed, time, longitude, speed, _ in messages:
        if speed is not None:
            speeds[who] = (time, speed)
        if longitude is None:
            continue
        last = recent.setdefault(who, [])
        same = [
            one
            for one in last[-4:]
            if abs(one[0] - longitude) < 2e-5 and time - one[1] <= (0.5 if one[2] == feed else 10)
        ]
        if same or (last and time <= last[-1][1]):
            continue
        last.append((longitude, time, feed))
        told_at, value = speeds.get(who, (-np.inf, None))
        expected.append((who, feed, time, longitude, value if time - told_at <= 10 else None))
    edges = sorted({0, len(messages), *(cut % (len(messages) + 1) for cut in cuts)})
    traffic, found = Traffic(3), []
    for a, b in pairwise(edges):
        parts = [
            (feed, told(who, time, longitude, callsign=sign, **({} if speed is None else {"ground_speed": speed})))
            for who, feed, time, longitude, speed, sign in messages[a:b]
        ]
        fixes = traffic.update(parts)
        speed = fixes.numbers[:, NUMBERS.index("ground_speed")]
        found += [
            (who, feed, time, longitude, None if np.isnan(value) else value)
            for who, feed, time, longitude, value in zip(
                fixes.key, fixes.feed, fixes.time, fixes.numbers[:, 0], speed, strict=True
            )
        ]
    assert found == expected
