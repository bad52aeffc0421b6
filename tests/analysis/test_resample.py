import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

import lagebild as lb
from lagebild.model.tracks import MAX_GAP_SECONDS
from tests.builders import make_tracks

START = pd.Timestamp("2026-05-12T08:00", tz="UTC")


def flight(seconds: list[float], longitude: list[float], latitude: object = 47.0, **columns: object) -> lb.Tracks:
    times = START + pd.to_timedelta(seconds, unit="s")
    return lb.Tracks.from_frame(
        pd.DataFrame({"track_id": "A", "time": times, "longitude": longitude, "latitude": latitude, **columns})
    )


def seconds_of(tracks: lb.Tracks) -> list[float]:
    return (tracks.frame["time"] - START).dt.total_seconds().tolist()


steps = st.sampled_from([0.25, 0.5, 1.0, 7.0, 60.0])
paths = st.lists(
    st.tuples(st.integers(1, 4000), st.floats(9.99, 10.01), st.floats(46.995, 47.005), st.floats(0, 9000)),
    min_size=1,
    max_size=8,
)


@given(st.lists(paths, min_size=1, max_size=3), steps)
@settings(max_examples=50)
def test_plain_interpolation_finds_the_same(many: list[list[tuple[int, float, float, float]]], step: float) -> None:
    frames = []
    for number, path in enumerate(many):
        table = pd.DataFrame(path, columns=["tenths", "longitude", "latitude", "altitude_amsl"])
        times = START + pd.to_timedelta(table.pop("tenths").cumsum() * 100, unit="ms")
        frames.append(table.assign(track_id=f"T{number}", time=times))
    tracks = lb.Tracks.from_frame(pd.concat(frames, ignore_index=True))
    found = lb.resample(tracks, f"{step}s")
    for track_id in tracks.ids:
        fixes = tracks[track_id].frame
        known = (fixes["time"] - START).dt.total_seconds().to_numpy()
        grid = np.arange(-(START.timestamp() % step), known[-1] + step, step)  # multiples since 1970, not since START
        grid = grid[(grid >= known[0]) & (grid <= known[-1])]
        after = np.minimum(np.searchsorted(known, grid), len(known) - 1)
        bridged = known[after] - known[np.maximum(after - 1, 0)] <= MAX_GAP_SECONDS
        grid = grid[bridged | (known[after] == grid)]
        if not len(grid):
            assert track_id not in found.ids
            continue
        rows = found[track_id]
        assert seconds_of(rows) == pytest.approx(grid.tolist(), abs=1e-9)
        for name in ("longitude", "latitude", "altitude_amsl"):
            expected = np.interp(grid, known, fixes[name])
            np.testing.assert_allclose(rows.frame[name], expected, rtol=0, atol=1e-6)


@given(st.lists(paths, min_size=1, max_size=3), steps)
@settings(max_examples=30)
def test_the_result_is_as_tracks_are_made(many: list[list[tuple[int, float, float, float]]], step: float) -> None:
    frames = [
        pd.DataFrame(path, columns=["tenths", "longitude", "latitude", "altitude_amsl"]).assign(track_id=f"T{number}")
        for number, path in enumerate(many)
    ]
    table = pd.concat(frames, ignore_index=True)
    table["time"] = START + pd.to_timedelta(table.pop("tenths").cumsum() * 100, unit="ms")
    found = lb.resample(lb.Tracks.from_frame(table), f"{step}s")
    made = lb.Tracks.from_frame(found.frame)
    pd.testing.assert_frame_equal(made.frame, found.frame)
    assert made.offsets.tolist() == found.offsets.tolist()
    assert len(made.ids) == len(found)


def test_on_the_grid_of_the_clock_not_of_the_flight() -> None:
    found = lb.resample(flight([0.4, 3.2], [10.0, 10.0028]), "1s")
    assert seconds_of(found) == [1, 2, 3]
    np.testing.assert_allclose(found.frame["longitude"], [10.0006, 10.0016, 10.0026])


def test_nothing_is_invented_in_gaps_or_beyond_the_ends() -> None:
    long = MAX_GAP_SECONDS + 1
    found = lb.resample(flight([0, 2, 2 + long, 2 + 2 * long], [10.0, 10.01, 10.2, 10.4]), "1s")
    assert seconds_of(found) == [0, 1, 2, 2 + long, 2 + 2 * long]


def test_columns_by_their_kind() -> None:
    tracks = flight(
        [0, 4, 8, 12],
        [10.0, 10.04, 10.08, 10.12],
        altitude_amsl=[1000.0, 1040.0, np.nan, 1100.0],
        track_angle=[350.0, 10.0, 10.0, 350.0],
        ground_speed=[100.0, 104.0, 104.0, 104.0],
        callsign=["AB1", None, "AB2", "AB2"],
        on_ground=[True, None, False, False],
        temperature=[1.0, 2.0, 3.0, 4.0],
        quality=[7, 8, 9, 9],
        kind=pd.Categorical(["x", "y", "x", "x"]),
        heading=[359.0, 1.0, 1.0, 1.0],
    )
    found = lb.resample(tracks, "2s", angles=["heading"]).frame
    assert found.dtypes.astype(str).to_dict() == tracks.frame.dtypes.astype(str).to_dict()
    np.testing.assert_allclose(found["altitude_amsl"], [1000, 1020, 1040, np.nan, np.nan, np.nan, 1100])
    np.testing.assert_allclose(found["track_angle"], [350, 0, 10, 10, 10, 0, 350])
    np.testing.assert_allclose(found["ground_speed"], [100, 102, 104, 104, 104, 104, 104])
    np.testing.assert_allclose(found["temperature"], [1, 1.5, 2, 2.5, 3, 3.5, 4])
    np.testing.assert_allclose(found["heading"], [359, 0, 1, 1, 1, 1, 1])
    assert found["callsign"].fillna("-").tolist() == ["AB1", "AB1", "-", "-", "AB2", "AB2", "AB2"]
    assert found["on_ground"].astype(object).where(found["on_ground"].notna(), None).tolist() == [
        *(True, True, None, None, False, False, False)
    ]
    assert found["quality"].tolist() == [7, 7, 8, 8, 9, 9, 9]
    assert found["kind"].tolist() == ["x", "x", "y", "y", "x", "x", "x"]


def test_over_the_antimeridian() -> None:
    found = lb.resample(flight([0, 4], [179.98, -179.98], 0.0), "1s").frame
    np.testing.assert_allclose(np.abs(found["longitude"]), [179.98, 179.99, 180.0, 179.99, 179.98])
    assert found["longitude"].iloc[1] > 0 > found["longitude"].iloc[3]


def test_long_segments_follow_the_geodesic() -> None:
    geod = Geod(ellps="WGS84")
    found = lb.resample(flight([0, 300], [10.0, 12.0], [60.0, 60.5]), "10s").frame
    azimuth, _, length = geod.inv(10.0, 60.0, 12.0, 60.5)
    share = np.arange(31) / 30
    longitude, latitude, _ = geod.fwd(np.full(31, 10.0), np.full(31, 60.0), np.full(31, azimuth), share * length)
    _, _, off = geod.inv(found["longitude"], found["latitude"], longitude, latitude)
    assert np.max(off) < 1.0
    over_the_pole = lb.resample(flight([0, 100], [0.0, 180.0], [89.9, 89.9]), "25s").frame
    np.testing.assert_allclose(over_the_pole["latitude"], [89.9, 89.95, 90.0, 89.95, 89.9], atol=1e-4)


def test_the_report_says_what_was_done() -> None:
    table = pd.concat([flight([0, 10], [10.0, 10.1]).frame, flight([0.2, 0.7], [10, 10]).frame.assign(track_id="B")])
    found = lb.resample(lb.Tracks.from_frame(table), "5s")
    assert found.ids == ["A"]
    assert found.report.issues["reason"].tolist() == [
        "interpolated every 5 s: 4 fixes became 3; gaps were not bridged",
        "track B has no time of the grid",
    ]


def test_no_tracks() -> None:
    assert len(lb.resample(lb.Tracks.empty())) == 0
    assert len(lb.resample(flight([0.5], [10.0]))) == 0


def test_times_far_apart_do_not_lose_their_nanoseconds() -> None:
    tracks = make_tracks()
    found = lb.resample(tracks, "10s")
    assert (found.frame["time"].astype("int64") % 10_000_000_000 == 0).all()
    np.testing.assert_allclose(found.frame["longitude"], tracks.frame["longitude"])


@pytest.mark.parametrize("step", ["0s", "-1s", "soon", 1, None, pd.NaT])
def test_what_is_no_step(step: object) -> None:
    with pytest.raises(lb.LagebildError, match="positive duration such as '1s'"):
        lb.resample(make_tracks(), step)  # type: ignore[arg-type]


def test_what_cannot_be_is_said() -> None:
    with pytest.raises(lb.LagebildError, match="choose a longer step"):
        lb.resample(make_tracks(), "1ns")
    with pytest.raises(lb.LagebildError, match="no column 'heading'"):
        lb.resample(make_tracks(), angles=["heading"])
    with pytest.raises(lb.LagebildError, match="'callsign' must hold angles"):
        lb.resample(make_tracks(), angles=["callsign"])
