"""The fixes of the last quarter of an hour: nothing young is left out, nobody's number becomes another's too soon."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lagebild.live.fixes import Fixes
from lagebild.live.observations import NUMBERS, TEXTS
from lagebild.live.recent import WINDOW, Recent


def fixes(rows):
    """Fixes of (key, time) or (key, time, callsign)."""
    count = len(rows)
    numbers = np.full((count, len(NUMBERS)), np.nan)
    numbers[:, 0] = [10 + row[1] % 100 / 1000 for row in rows]
    numbers[:, 1] = 48.0
    texts = np.full((count, len(TEXTS)), "", dtype=object)
    texts[:, 0] = [row[2] if len(row) > 2 else "" for row in rows]
    return Fixes(
        key=np.array([row[0] for row in rows], dtype=object),
        feed=np.zeros(count, dtype=np.int64),
        time=np.array([row[1] for row in rows], dtype=float),
        received=np.array([row[1] for row in rows], dtype=float),
        numbers=numbers,
        texts=texts,
        on_ground=np.full(count, -1, dtype=np.int8),
    )


def told(since):
    return sorted(zip(since.slot.tolist(), since.time.tolist(), strict=True))


def test_who_asks_again_is_told_what_is_new():
    recent = Recent()
    recent.add(fixes([("a", 1000.0, "DLH1"), ("b", 1000.5)]), 1001.0)
    first = recent.since(0)
    assert first.whole
    assert told(first) == [(0, 1000.0), (1, 1000.5)]
    assert [(one.key, one.callsign, one.name) for one in first.aircraft] == [("a", "DLH1", "DLH1"), ("b", "", "b")]
    recent.add(fixes([("a", 1002.0, "DLH1"), ("c", 1002.0)]), 1002.0)
    second = recent.since(first.last, recent.epoch)
    assert not second.whole
    assert told(second) == [(0, 1002.0), (2, 1002.0)]
    assert [one.key for one in second.aircraft] == ["c"]  # of others nothing has changed
    assert told(recent.since(second.last)) == []
    recent.add(fixes([("a", 1003.0, "DLH2")]), 1003.0)
    assert [one.callsign for one in recent.since(second.last).aircraft] == ["DLH2"]


@pytest.mark.parametrize(("part", "epoch"), [(7, None), (1, "another"), (-1, None)])
def test_who_asks_for_something_else_is_told_everything(part, epoch):
    recent = Recent()
    recent.add(fixes([("a", 1000.0)]), 1000.0)
    assert recent.since(part, epoch).whole


def test_what_was_put_together_is_told_anew_as_a_whole():
    recent = Recent()
    for second in range(200):
        recent.add(fixes([("a", 1000.0 + second)]), 1000.0 + second)
    late = recent.since(3)
    assert late.whole
    assert not recent.since(199).whole
    times = late.time
    assert np.all(np.diff(times) > 0)
    young = times[times >= 1199.0 - 60]
    assert young.tolist() == [1000.0 + second for second in range(139, 200)]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abcde"), st.integers(0, 1_500)), min_size=1, max_size=200))
def test_what_is_young_is_whole_and_what_is_old_is_gone(rows):
    """A plain list is the oracle: all of the last minute, one of every ten seconds before, none beyond the window."""
    recent = Recent()
    rows = sorted(set(rows), key=lambda row: row[1])
    for key, second in rows:
        recent.add(fixes([(key, float(second))]), float(second))
    now = rows[-1][1] + 60.0  # a moment at which everything is tidied
    recent.add(fixes([]), now)
    slots = {key: recent.slot_of(key) for key, _ in rows}
    kept = set(told(recent.since(0)))
    given_ = {(slots[key], float(second)) for key, second in rows}
    assert kept <= given_
    assert {one for one in given_ if one[1] >= now - 60} <= kept
    assert all(time >= now - WINDOW for _, time in kept)
    # of every ten seconds that are old and within the window, each aircraft keeps one at least
    old = {(slot, time // 10) for slot, time in given_ if now - WINDOW + 10 <= time < now - 70}
    assert old <= {(slot, time // 10) for slot, time in kept}


def test_numbers_stay_small_and_are_given_away_after_an_hour_only():
    recent = Recent()
    recent.add(fixes([("a", 0.0), ("b", 0.0)]), 0.0)
    recent.add(fixes([("b", 3_000.0), ("c", 3_000.0)]), 3_000.0)
    assert [recent.slot_of(key) for key in "abc"] == [0, 1, 2]
    recent.add(fixes([("b", 3_700.0)]), 3_700.0)
    assert recent.slot_of("a") is None
    assert recent.heard(0) is None
    recent.add(fixes([("d", 3_701.0), ("e", 3_701.0)]), 3_701.0)
    assert [recent.slot_of(key) for key in "de"] == [0, 3]


def test_one_flight_is_tracks():
    recent = Recent()
    recent.add(fixes([("a", 1000.0, "DLH1"), ("b", 1000.0), ("a", 1010.0, "DLH1")]), 1010.0)
    flight = recent.flight(0, ["sbs://x"])
    assert list(flight.ids) == ["a"]
    assert flight.frame["callsign"].tolist() == ["DLH1", "DLH1"]
    assert flight.frame["source"].tolist() == ["sbs://x", "sbs://x"]
    assert [f"{time:%H:%M:%S}" for time in flight.frame["time"]] == ["00:16:40", "00:16:50"]
    assert recent.flight(9, ["sbs://x"]) is None
    assert len(recent) == 3
