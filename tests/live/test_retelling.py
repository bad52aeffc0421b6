"""What was kept, told again: the flights that a map showed live."""

import numpy as np
import pytest

from lagebild.errors import ValidationError
from lagebild.live.observations import Observations
from lagebild.live.retelling import received_tracks, retold


def told(feed, key, received, longitude=10.0):
    return feed, Observations.of(
        [key], [received], {"longitude": [longitude], "latitude": [48.0], "callsign": ["DLH1"]}, time=[received]
    )


def test_steps_hold_everything_once_and_in_order():
    parts = [told("f", "a", 1_000.0), told("g", "b", 1_003.0), told("f", "a", 1_012.0)]
    names, total, steps = retold(parts, 5.0)
    found = [(edge, [(feed, seen.key.tolist()) for feed, seen in step]) for edge, step in steps]
    assert names == ["f", "g"]
    assert total == len(found) == 4
    assert [(feed, key) for _, step in found for feed, key in step] == [(0, ["a"]), (1, ["b"]), (0, ["a"])]
    assert [edge for edge, _ in found] == [1_005.0, 1_010.0, 1_015.0, 1_017.0]
    assert retold([], 5.0)[1] == 0


def test_flights_are_merged_as_they_were_live():
    twice = [told("f", "a", 1_000.0), told("g", "a", 1_000.0), told("f", "a", 1_010.0, 10.1)]
    tracks = received_tracks(twice)
    assert list(tracks.ids) == ["a"]
    assert np.allclose(tracks.frame["longitude"], [10.0, 10.1])
    assert tracks.frame["source"].tolist() == ["f", "f"]


def test_too_much_and_nothing_are_said():
    with pytest.raises(ValidationError, match="more than 1 messages"):
        received_tracks([told("f", "a", 1_000.0), told("f", "a", 1_010.0)], most=1)
    with pytest.raises(ValidationError, match="nothing with a place"):
        received_tracks([])
