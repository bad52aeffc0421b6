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


def with_heights(tracks: lb.Tracks, values: list[float], column: str = "altitude_amsl") -> lb.Tracks:
    return lb.Tracks.from_frame(tracks.frame.assign(**{column: np.resize(values, tracks.fixes)}))


some_heights = st.lists(st.sampled_from([np.nan, 0.0, 400.0, 1000.0, 1500.0, 2600.0, 9000.0]), min_size=1, max_size=9)
some_edges = st.lists(st.sampled_from([0.0, 500.0, 1000.0, 2500.0, 6000.0]), min_size=1, unique=True).map(sorted)


@given(paths, some_heights, some_edges, st.sampled_from(["altitude_amsl", "altitude_pressure"]))
@settings(max_examples=60)
def test_the_bands_sum_up_to_the_whole(
    many: list[list[tuple[float, float, float]]], heights: list[float], edges: list[float], column: str
) -> None:
    tracks = with_heights(flights(*many), heights, column)
    banded = lb.density(tracks, cell=1.0, heights=edges)
    assert float(banded.sum()) == pytest.approx(flown_seconds(tracks), abs=1e-6)
    np.testing.assert_allclose(banded.sum("band"), lb.density(tracks, cell=1.0), atol=1e-6)
    counted = lb.density(tracks, cell=1.0, heights=edges, quantity="flights")
    whole = lb.density(tracks, cell=1.0, quantity="flights")
    # where a height passes an edge just at the edge of a cell, rounding may touch the neighbour
    assert (counted.max("band") <= whole + 1).all()
    assert (counted.sum("band") >= whole).mean() > 0.9


@given(paths, some_heights, some_edges)
@settings(max_examples=20)
def test_bands_hold_what_sampling_finds(
    many: list[list[tuple[float, float, float]]], heights: list[float], edges: list[float]
) -> None:
    tracks, samples = with_heights(flights(*many), heights), 1000
    found = lb.density(tracks, cell=30.0, heights=edges).sum(["latitude", "longitude"]).to_numpy()
    expected = np.zeros(len(edges) + 2)
    altitude, at = tracks.frame["altitude_amsl"].to_numpy(), 0
    for path in many:
        for i, ((t0, *_), (t1, *_)) in enumerate(pairwise(path), start=at):
            if t1 - t0 <= MAX_GAP_SECONDS:
                share = (np.arange(samples) + 0.5) / samples
                height = altitude[i] + share * (altitude[i + 1] - altitude[i])
                band = np.where(np.isnan(height), len(edges) + 1, np.searchsorted(edges, height, side="right"))
                np.add.at(expected, band, (t1 - t0) / samples)
        at += len(path)
    np.testing.assert_allclose(found, expected, atol=MAX_GAP_SECONDS * 30 * 2 / samples)


def cut_by_hand(
    starts: np.ndarray, ends: np.ndarray, cell: float, edges: list[float]
) -> dict[tuple[int, int, int], float]:
    """The share of a straight way in each (band, row, column), by cutting it at all planes between them."""
    cuts = [0.0, 1.0]
    for axis, planes in ((0, None), (1, None), (2, edges)):
        low, high = sorted((starts[axis], ends[axis]))
        planes = np.arange(np.floor(low / cell), np.ceil(high / cell) + 1) * cell if planes is None else planes
        if np.isfinite(low + high) and high > low:
            shares = (np.asarray(planes) - starts[axis]) / (ends[axis] - starts[axis])
            cuts.extend(shares[(shares > 0) & (shares < 1)])
    found: dict[tuple[int, int, int], float] = {}
    for begin, end in pairwise(sorted(cuts)):
        x, y, z = starts + (begin + end) / 2 * (ends - starts)
        band = len(edges) + 1 if np.isnan(z) else int(np.searchsorted(edges, z, side="right"))
        place = (band, int(np.floor(y / cell)), int(np.floor(x / cell)))
        found[place] = found.get(place, 0.0) + end - begin
    return found


@given(st.integers(0, 2**32 - 1), st.sampled_from([0.7, 2.5]))
@settings(max_examples=40)
def test_seconds_and_flights_in_each_cell_and_band_are_those_of_a_loop(seed: int, cell: float) -> None:
    """Of random ways no plane is touched without being crossed, so the answers are equal, not only near."""
    rng, edges = np.random.default_rng(seed), [500.0, 1000.0, 2500.0]
    many = [
        [(float(t), *rng.uniform(0, 10, 2)) for t in np.cumsum(rng.integers(1, 400, rng.integers(2, 7)))]
        for _ in range(rng.integers(1, 6))
    ]
    tracks = flights(*many)
    heights = rng.uniform(-200, 4000, tracks.fixes)
    heights[rng.random(tracks.fixes) < 0.1] = np.nan
    tracks = lb.Tracks.from_frame(tracks.frame.assign(altitude_amsl=heights))
    bounds = (0.0, 0.0, 10.0, 10.0)
    seconds = lb.density(tracks, cell=cell, heights=edges, bounds=bounds)
    counted = lb.density(tracks, cell=cell, heights=edges, bounds=bounds, quantity="flights")
    wanted, owners = np.zeros(seconds.shape), np.zeros(seconds.shape, dtype=int)
    at = 0
    for path in many:
        # every fix was flown, even one between gaps or unknown heights
        points = (np.array([x, y, heights[at + n]]) for n, (_, x, y) in enumerate(path))
        touched = {place for point in points for place in cut_by_hand(point, point, cell, edges)}
        for i, ((t0, x0, y0), (t1, x1, y1)) in enumerate(pairwise(path), start=at):
            if t1 - t0 > MAX_GAP_SECONDS:
                continue
            shares = cut_by_hand(np.array([x0, y0, heights[i]]), np.array([x1, y1, heights[i + 1]]), cell, edges)
            for place, share in shares.items():
                wanted[place] += share * (t1 - t0)
            touched |= set(shares)
        for place in touched:
            owners[place] += 1
        at += len(path)
    np.testing.assert_allclose(seconds, wanted, atol=1e-6)
    np.testing.assert_array_equal(counted, owners)


def test_bands_say_what_they_are() -> None:
    tracks = with_heights(flights([(0, 10.05, 47.05), (100, 10.05, 47.05), (150, 10.05, 47.05)]), [500, 1500, np.nan])
    found = lb.density(tracks, cell=0.1, heights=[1000, 2000])
    assert found.dims == ("band", "latitude", "longitude")
    assert found.band.to_numpy().tolist() == ["below 1000 m", "1000 to 2000 m", "from 2000 m", "unknown"]
    np.testing.assert_array_equal(found.lower, [-np.inf, 1000, 2000, np.nan])
    np.testing.assert_array_equal(found.upper, [1000, 2000, np.inf, np.nan])
    assert found.lower.attrs["units"] == "m"
    assert found.attrs["height_reference"] == "amsl"
    np.testing.assert_allclose(found.to_numpy().ravel(), [50, 50, 0, 50])
    counted = lb.density(tracks, cell=0.1, heights=[1000, 2000], quantity="flights")
    assert counted.to_numpy().ravel().tolist() == [1, 1, 0, 1]


def test_what_may_lie_in_several_bands_is_unknown() -> None:
    tracks = with_heights(flights([(0, 10.05, 47.05), (100, 10.05, 47.05)]), [1000.0], "altitude_pressure")
    unsure = lb.density(tracks, cell=0.1, heights=[1100.0, 3000.0])
    assert unsure.to_numpy().ravel().tolist() == [0, 0, 0, 100]
    sure = lb.density(tracks, cell=0.1, heights=[1100.0, 3000.0], qnh=1013.25)
    assert sure.to_numpy().ravel().tolist() == [100, 0, 0, 0]
    far = lb.density(tracks, cell=0.1, heights=[3000.0])
    assert far.to_numpy().ravel().tolist() == [100, 0, 0]
    levels = lb.density(tracks, cell=0.1, heights=[1000.0], reference=lb.Reference.PRESSURE)
    assert levels.to_numpy().ravel().tolist() == [0, 100, 0]
    assert lb.density(flights([(0, 10.0, 47.0)]), heights=[0.0]).shape == (3, 1, 1)
    assert lb.density(lb.Tracks.empty(), heights=[0.0]).shape == (3, 0, 0)


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
        ({"heights": [2.0, 1.0]}, "ascending"),
        ({"heights": [float("nan")]}, "ascending"),
        ({"heights": []}, "one edge"),
        ({"heights": [0.0], "reference": lb.Reference.AGL}, "'agl'"),
        ({"quantity": "metres"}, "'metres'"),
        ({"bounds": (10, 47, 9, 48)}, "west, south, east, north"),
        ({"cell": 1e-6}, "choose larger"),
    ],
)
def test_what_cannot_be_is_said(changes: dict[str, object], said: str) -> None:
    with pytest.raises(lb.LagebildError, match=said):
        lb.density(make_tracks(), **changes)  # type: ignore[arg-type]
