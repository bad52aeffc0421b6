from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lagebild as lb
from lagebild.model.tracks import MAX_GAP_SECONDS
from tests.builders import make_tracks


def flights(*tracks: list[tuple[float, float, float]]) -> lb.Tracks:
    """Of each flight its fixes: seconds, longitude, latitude."""
    rows = [
        (f"T{number:03d}", pd.Timestamp("2026-05-12", tz="UTC") + pd.Timedelta(seconds=seconds), longitude, latitude)
        for number, fixes in enumerate(tracks)
        for seconds, longitude, latitude in fixes
    ]
    return lb.Tracks.from_frame(pd.DataFrame(rows, columns=["track_id", "time", "longitude", "latitude"]))


def flown_seconds(tracks: lb.Tracks) -> float:
    """Of all segments that are no gaps."""
    seconds = tracks.frame["time"].astype("int64").to_numpy() / 1e9
    within = np.ones(len(seconds) - 1, dtype=bool)
    within[tracks.offsets[1:-1] - 1] = False
    steps = np.diff(seconds)[within]
    return float(steps[steps <= MAX_GAP_SECONDS].sum())


coordinates = st.tuples(st.floats(-30, 30), st.floats(-20, 20))
paths = st.lists(
    st.lists(st.tuples(st.integers(1, 600), coordinates), min_size=1, max_size=8), min_size=1, max_size=4
).map(
    lambda many: [
        [(float(sum(step for step, _ in path[: number + 1])), *place) for number, (_, place) in enumerate(path)]
        for path in many
    ]
)


@given(paths, st.sampled_from([0.1, 0.37, 1.0, 7.5]))
@settings(max_examples=60)
def test_no_second_is_lost_or_counted_twice(many: list[list[tuple[float, float, float]]], cell: float) -> None:
    tracks = flights(*many)
    assert float(lb.density(tracks, cell=cell).sum()) == pytest.approx(flown_seconds(tracks), abs=1e-6)


@given(paths)
@settings(max_examples=20)
def test_cells_hold_what_sampling_finds(many: list[list[tuple[float, float, float]]]) -> None:
    tracks, cell, samples = flights(*many), 2.5, 1000
    found = lb.density(tracks, cell=cell)
    expected = np.zeros(found.shape)
    touched: dict[tuple[int, int], set[int]] = {}
    west, south = float(found.longitude[0]) - cell / 2, float(found.latitude[0]) - cell / 2
    for number, path in enumerate(many):
        for (t0, x0, y0), (t1, x1, y1) in pairwise(path):
            if t1 - t0 > MAX_GAP_SECONDS:
                continue
            share = (np.arange(samples) + 0.5) / samples
            columns = np.floor((x0 + share * (x1 - x0) - west) / cell).astype(int)
            rows = np.floor((y0 + share * (y1 - y0) - south) / cell).astype(int)
            np.add.at(expected, (rows, columns), (t1 - t0) / samples)
            for place in set(zip(rows.tolist(), columns.tolist(), strict=True)):
                touched.setdefault(place, set()).add(number)
    longest = max((t1 - t0 for path in many for (t0, *_), (t1, *_) in pairwise(path)), default=0.0)
    np.testing.assert_allclose(found.to_numpy(), expected, atol=16 * min(longest, MAX_GAP_SECONDS) / samples)
    counted = lb.density(tracks, cell=cell, quantity="flights").to_numpy()
    for (row, column), owners in touched.items():
        assert counted[row, column] >= len(owners)
    assert counted.max() <= len(many)


def test_what_is_said_of_it() -> None:
    found = lb.density(flights([(0, 10.0, 47.0), (100, 10.4, 47.0)]), cell=0.1)
    assert found.dims == ("latitude", "longitude")
    assert found.attrs["units"] == "s"
    np.testing.assert_allclose(found.longitude, [10.05, 10.15, 10.25, 10.35, 10.45])
    np.testing.assert_allclose(found.to_numpy()[0], [25, 25, 25, 25, 0], atol=1e-9)
    assert lb.density(flights([(0, 10.0, 47.0)]), cell=0.1, quantity="flights").attrs["units"] == "1"


def test_only_what_lies_within_the_bounds() -> None:
    tracks = flights([(0, 9.0, 47.05), (100, 11.0, 47.05)])
    found = lb.density(tracks, cell=0.1, bounds=(10.0, 47.0, 10.5, 47.1))
    assert found.shape == (1, 5)
    assert float(found.sum()) == pytest.approx(25)


def test_a_gap_is_not_bridged_but_its_ends_were_flown() -> None:
    tracks = flights([(0, 10.05, 47.05), (60, 10.15, 47.05), (60 + MAX_GAP_SECONDS + 1, 10.95, 47.05)])
    assert float(lb.density(tracks, cell=0.1).sum()) == pytest.approx(60)
    counted = lb.density(tracks, cell=0.1, quantity="flights").to_numpy()[0]
    assert counted.tolist() == [1, 1, 0, 0, 0, 0, 0, 0, 0, 1]


def test_over_the_antimeridian() -> None:
    found = lb.density(flights([(0, 179.0, 5.5), (100, -179.0, 5.5)]), cell=0.5)
    assert found.shape[1] <= 5
    assert float(found.sum()) == pytest.approx(100)
    whole = lb.density(flights([(0, 179.0, 5.5), (100, -179.0, 5.5)]), cell=0.5, bounds=(-180, 0, 180, 10))
    assert float(whole.sum()) == pytest.approx(100)
    assert float(whole.sel(longitude=slice(-180, -179)).sum()) == pytest.approx(50)


def test_the_same_flight_twice_in_a_cell_is_one_flight() -> None:
    there_and_back = [(0, 10.05, 47.05), (60, 10.25, 47.05), (120, 10.05, 47.05)]
    counted = lb.density(flights(there_and_back, there_and_back), cell=0.1, quantity="flights")
    assert counted.to_numpy()[0].tolist() == [2, 2, 2]


def test_no_tracks_are_an_empty_grid() -> None:
    assert lb.density(lb.Tracks.empty()).shape == (0, 0)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"cell": 0}, "positive number"),
        ({"cell": float("nan")}, "positive number"),
        ({"quantity": "metres"}, "'metres'"),
        ({"bounds": (10, 47, 9, 48)}, "west, south, east, north"),
        ({"cell": 1e-6}, "choose larger"),
    ],
)
def test_what_cannot_be_is_said(changes: dict[str, object], said: str) -> None:
    with pytest.raises(lb.LagebildError, match=said):
        lb.density(make_tracks(), **changes)  # type: ignore[arg-type]
