import math
from itertools import combinations, pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

import lagebild as lb
from lagebild.model.tracks import MAX_GAP_SECONDS
from tests.builders import make_tracks

GEOD = Geod(ellps="WGS84")
START = pd.Timestamp("2026-05-12T08:00", tz="UTC")
COLUMNS = [
    *("track_a", "track_b", "start", "end", "time", "horizontal_distance", "vertical_distance"),
    *("longitude", "latitude", "relative_bearing", "closing_speed", "status"),
]

Fix = tuple[float, float, float, float]
"""Seconds, longitude, latitude, altitude."""


def flights(*paths: list[Fix], height: str = "altitude_amsl", **columns: list[object]) -> lb.Tracks:
    """Flight paths named A, B, …; of further columns one value a track."""
    rows = [
        {
            "track_id": chr(ord("A") + number),
            "time": START + pd.Timedelta(seconds=seconds),
            "longitude": (longitude + 180.0) % 360.0 - 180.0,
            "latitude": latitude,
            height: altitude,
            **{name: values[number] for name, values in columns.items()},
        }
        for number, path in enumerate(paths)
        for seconds, longitude, latitude, altitude in path
    ]
    return lb.Tracks.from_frame(pd.DataFrame(rows))


def at(path: list[Fix], seconds: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Longitude, latitude (along the geodesics), altitude at times; NaN before, after, and in gaps."""
    longitude, latitude, altitude = np.full((3, len(seconds)), np.nan)
    for (t0, x0, y0, z0), (t1, x1, y1, z1) in pairwise(path):
        if t1 - t0 <= MAX_GAP_SECONDS:
            now = (seconds >= t0) & (seconds <= t1)
            share = (seconds[now] - t0) / (t1 - t0)
            azimuth, _, length = GEOD.inv(x0, y0, x1, y1)
            begin = np.full(len(share), x0), np.full(len(share), y0), np.full(len(share), azimuth)
            longitude[now], latitude[now], _ = GEOD.fwd(*begin, share * length)
            altitude[now] = z0 + share * (z1 - z0)
    return longitude, latitude, altitude


def sampled(one: list[Fix], other: list[Fix], seconds: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Horizontal and vertical distance at times, by pyproj; NaN where one of the two is unknown."""
    (lon_a, lat_a, alt_a), (lon_b, lat_b, alt_b) = at(one, seconds), at(other, seconds)
    known = ~np.isnan(lon_a) & ~np.isnan(lon_b)
    distance = np.full(len(seconds), np.nan)
    distance[known] = GEOD.inv(lon_a[known], lat_a[known], lon_b[known], lat_b[known])[2]
    return distance, np.abs(alt_b - alt_a)


def seconds_of(column: pd.Series) -> np.ndarray:
    return (column - START).dt.total_seconds().to_numpy()


def paths_around(longitude: float, latitude: float) -> st.SearchStrategy[list[list[Fix]]]:
    """Two to four flights that wander around a place at up to 300 m/s, some with gaps."""
    width = 0.1 / max(math.cos(math.radians(latitude)), 1e-3)
    fix = st.tuples(
        st.integers(5, 400),
        st.floats(-width, width).map(lambda x: longitude + x),
        st.floats(-0.1, 0.1).map(lambda y: min(90.0, latitude + y)),
        st.sampled_from([3000.0, 3100.0, 3250.0, 3304.8, 3500.0]),
    )
    path = st.tuples(st.integers(0, 300), st.lists(fix, min_size=1, max_size=5)).map(
        lambda given: [
            (float(given[0] + sum(step for step, *_ in given[1][: number + 1])), *place)
            for number, (_, *place) in enumerate(given[1])
        ]
    )
    return st.lists(path, min_size=2, max_size=4)


anywhere = st.sampled_from([(10.0, 47.0), (0.0, 0.0), (179.98, -33.0), (-75.0, 78.0), (30.0, 89.7)]).flatmap(
    lambda place: paths_around(*place)
)


@given(anywhere, st.sampled_from([500.0, 3000.0, 9260.0]), st.sampled_from([50.0, 200.0, 304.8]))
@settings(max_examples=40)
def test_dense_sampling_finds_the_same(paths: list[list[Fix]], horizontal: float, vertical: float) -> None:
    found = lb.encounters(flights(*paths), horizontal, vertical)
    seconds = np.arange(0.0, 2500.0, 0.5)
    for a, b in combinations(range(len(paths)), 2):
        distance, above = sampled(paths[a], paths[b], seconds)
        rows = found[(found["track_a"] == chr(65 + a)) & (found["track_b"] == chr(65 + b))]
        spans = list(zip(seconds_of(rows["start"]), seconds_of(rows["end"]), strict=True))
        inside = np.zeros(len(seconds), dtype=bool)
        for start, end in spans:
            inside |= (seconds >= start) & (seconds <= end)
        # both fly within a metre of the geodesic
        margin = 2.0 + 1e-4 * horizontal
        certainly = (distance < horizontal - margin) & (above < vertical - 1e-3)
        possibly = (distance < horizontal + margin) & (above < vertical + 1e-3)
        # a touch of no duration is none: what is certain at one sample alone may be one
        assert not (certainly & ~inside)[certainly & np.roll(certainly, 1) & np.roll(certainly, -1)].any()
        assert not (inside & ~possibly).any()
        for row in rows.itertuples():
            time = (row.time - START).total_seconds()
            exact, apart = sampled(paths[a], paths[b], np.array([time]))
            assert row.start <= row.time <= row.end
            # the height is taken at the time before it is rounded to nanoseconds
            np.testing.assert_allclose(row.horizontal_distance, exact, atol=2.0)
            np.testing.assert_allclose(row.vertical_distance, apart, atol=1e-3)
            within = (seconds >= (row.start - START).total_seconds()) & (seconds <= (row.end - START).total_seconds())
            if within.any():
                assert row.horizontal_distance <= np.nanmin(distance[within]) + 2.0


def same(one: pd.DataFrame, other: pd.DataFrame, *, apart: float = 1e-3) -> None:
    """Rows tell the same, but for spans that are hardly any."""

    def lasting(table: pd.DataFrame) -> pd.DataFrame:
        return table[(table["end"] - table["start"]).dt.total_seconds() > apart].reset_index(drop=True)

    one, other = lasting(one), lasting(other)
    assert one[["track_a", "track_b", "status"]].equals(other[["track_a", "track_b", "status"]])
    for name in ("start", "end"):
        np.testing.assert_allclose(seconds_of(one[name]), seconds_of(other[name]), atol=apart)
    np.testing.assert_allclose(one["horizontal_distance"], other["horizontal_distance"], atol=0.2)


def told_of_pair(found: pd.DataFrame) -> pd.DataFrame:
    """Without the order of the two, sorted."""
    turned = found["track_a"] > found["track_b"]
    swapped = found.assign(
        track_a=found["track_a"].where(~turned, found["track_b"]),
        track_b=found["track_b"].where(~turned, found["track_a"]),
    )
    return swapped.sort_values(["start", "track_a", "track_b"], ignore_index=True)


@given(anywhere)
@settings(max_examples=25)
def test_the_order_of_tracks_does_not_matter(paths: list[list[Fix]]) -> None:
    found = lb.encounters(flights(*paths))
    names = {chr(65 + k): chr(65 + len(paths) - 1 - k) for k in range(len(paths))}
    turned = lb.encounters(flights(*reversed(paths)))
    turned = turned.assign(track_a=turned["track_a"].map(names), track_b=turned["track_b"].map(names))
    same(told_of_pair(found), told_of_pair(turned))


@given(anywhere, st.integers(-10_000_000, 10_000_000))
@settings(max_examples=25)
def test_a_shift_in_time_shifts_the_answer(paths: list[list[Fix]], seconds: int) -> None:
    tracks, shift = flights(*paths), pd.Timedelta(seconds=seconds)
    moved = lb.encounters(lb.Tracks.from_frame(tracks.frame.assign(time=tracks.frame["time"] + shift)))
    times = {name: moved[name] - shift for name in ("start", "end", "time")}
    pd.testing.assert_frame_equal(lb.encounters(tracks), moved.assign(**times))


@given(paths_around(10.0, 47.0))
@settings(max_examples=25)
def test_a_mirrored_world_has_the_mirrored_answer(paths: list[list[Fix]]) -> None:
    tracks = flights(*paths)
    mirrored = lb.Tracks.from_frame(tracks.frame.assign(longitude=-tracks.frame["longitude"]))
    one, other = lb.encounters(tracks), lb.encounters(mirrored)
    same(one, other)
    lasting = ((one["end"] - one["start"]).dt.total_seconds() > 1e-3).to_numpy()
    if len(one) == len(other) and (one["time"] == other["time"]).all():
        np.testing.assert_allclose(one["longitude"][lasting], -other["longitude"][lasting], atol=1e-6)
        np.testing.assert_allclose(
            np.cos(np.radians(one["relative_bearing"])), np.cos(np.radians(other["relative_bearing"])), atol=1e-4
        )


@given(anywhere, st.floats(1.0, 3.0), st.floats(1.0, 3.0))
@settings(max_examples=25)
def test_wider_limits_lose_nothing(paths: list[list[Fix]], wider: float, higher: float) -> None:
    tracks = flights(*paths)
    narrow, wide = lb.encounters(tracks, 2000.0, 100.0), lb.encounters(tracks, 2000.0 * wider, 100.0 * higher)
    slack = pd.Timedelta("1ms")
    for row in narrow[(narrow["end"] - narrow["start"]) > slack].itertuples():
        around = wide[
            (wide["track_a"] == row.track_a)
            & (wide["track_b"] == row.track_b)
            & (wide["start"] <= row.start + slack)
            & (wide["end"] >= row.end - slack)
        ]
        assert len(around) == 1
        assert around["horizontal_distance"].iloc[0] <= row.horizontal_distance + 0.2


@given(paths_around(10.0, 47.0), st.floats(0.05, 0.95))
@settings(max_examples=25)
def test_a_fix_more_on_the_way_changes_nothing(paths: list[list[Fix]], share: float) -> None:
    def finer(path: list[Fix]) -> list[Fix]:
        times = np.array(
            [t0 + share * (t1 - t0) for (t0, *_), (t1, *_) in pairwise(path) if t1 - t0 <= MAX_GAP_SECONDS]
        )
        between = zip(times, *at(path, times), strict=True)
        return sorted([*path, *((float(t), float(x), float(y), float(z)) for t, x, y, z in between)])

    finely = lb.encounters(flights(*map(finer, paths)))
    found = lb.encounters(flights(*paths))
    for a, b in combinations(range(len(paths)), 2):
        lasted = [
            ((rows["end"] - rows["start"]).dt.total_seconds().sum(), rows["horizontal_distance"].min())
            for table in (found, finely)
            for rows in [table[(table["track_a"] == chr(65 + a)) & (table["track_b"] == chr(65 + b))]]
        ]
        if min(lasted[0][0], lasted[1][0]) > 1.0:
            assert lasted[0][0] == pytest.approx(lasted[1][0], abs=1.0)
            assert lasted[0][1] == pytest.approx(lasted[1][1], abs=4.0)


@given(paths_around(10.0, 47.0), st.integers(1, 4))
@settings(max_examples=25)
def test_a_track_in_two_parts_meets_the_same(paths: list[list[Fix]], cut: int) -> None:
    """What one track met, the two parts of it met together (the fix at the cut belongs to both)."""
    whole = lb.encounters(flights(*paths))
    first, second = paths[0][: cut + 1], paths[0][cut:]
    if not second:
        return
    parted = lb.encounters(flights(first, second, *paths[1:]))

    def lasted(table: pd.DataFrame, own: str, others: int) -> list[float]:
        spans = (table["end"] - table["start"]).dt.total_seconds()
        return [
            float(spans[table["track_a"].isin(list(own)) & (table["track_b"] == chr(65 + other))].sum())
            for other in range(others, others + len(paths) - 1)
        ]

    np.testing.assert_allclose(lasted(whole, "A", 1), lasted(parted, "AB", 2), atol=1e-3)


def meeting(**changes: object) -> lb.Tracks:
    """Head on along the equator, 100 m/s each, 30 km apart at first, 200 m above each other."""
    return flights(
        [(0, 0.0, 0.0, 3000.0), (300, 0.26949458523585643, 0.0, 3000.0)],
        [(0, 0.26949458523585643, 0.0, 3200.0), (300, 0.0, 0.0, 3200.0)],
        **changes,  # type: ignore[arg-type]
    )


def test_a_head_on_encounter_told_in_full() -> None:
    found = lb.encounters(meeting())
    assert list(found.columns) == COLUMNS
    (row,) = found.itertuples()
    assert (row.track_a, row.track_b, row.status) == ("A", "B", "certain")
    assert seconds_of(found["time"])[0] == pytest.approx(150, abs=1e-3)
    assert row.end - row.start == pytest.approx(pd.Timedelta(seconds=2 * 9260 / 200), abs=pd.Timedelta("1ms"))
    assert (row.horizontal_distance, row.vertical_distance) == (pytest.approx(0, abs=0.1), pytest.approx(200))
    assert (row.longitude, row.latitude) == (pytest.approx(0.13474729), pytest.approx(0, abs=1e-9))
    assert row.closing_speed == pytest.approx(200, abs=0.01)


def test_bearing_and_speed_of_flights_side_by_side() -> None:
    """Both fly north at 100 m/s, B five kilometres to the east; the curvature of the earth is no motion."""
    width, run = 5000 / 111319.49079327357, 6000 / 110574.27582159
    found = lb.encounters(
        flights([(0, 0.0, 0.0, 3000.0), (60, 0.0, run, 3000.0)], [(0, width, 0.0, 3000.0), (60, width, run, 3000.0)])
    )
    assert found["relative_bearing"].tolist() == pytest.approx([90], abs=0.01)
    assert found["closing_speed"].tolist() == pytest.approx([0], abs=0.01)
    assert found["horizontal_distance"].tolist() == pytest.approx([5000], abs=0.01)


def test_one_behind_the_other_is_no_motion() -> None:
    run, behind = 6000 / 110574.27582159, 9000 / 110574.27582159
    found = lb.encounters(
        flights([(0, 0.0, 0.0, 3000.0), (60, 0.0, run, 3000.0)], [(0, 0.0, behind, 0.0), (60, 0.0, behind + run, 0.0)]),
        vertical=math.inf,
    )
    assert found["closing_speed"].tolist() == pytest.approx([0], abs=0.01)
    assert found["relative_bearing"].tolist() == pytest.approx([0], abs=1e-6)


def test_exactly_a_thousand_feet_apart() -> None:
    apart = flights(
        *([(0, 10.0, 47.0, round(feet * 0.3048, 4)), (60, 10.1, 47.0, round(feet * 0.3048, 4))] for feet in (35000, 36000)),
        height="altitude_pressure",
    )  # fmt: skip
    assert len(lb.encounters(apart)) == 1
    assert lb.encounters(apart, boundary="exclusive").empty


def test_over_the_pole_and_over_the_antimeridian() -> None:
    over_the_pole = flights(
        [(0, 0.0, 89.9, 3000.0), (100, 180.0, 89.9, 3000.0)], [(0, 90.0, 89.9, 3100.0), (100, -90.0, 89.9, 3100.0)]
    )
    found = lb.encounters(over_the_pole, horizontal=5000.0)
    assert seconds_of(found["time"]) == pytest.approx([50.0], abs=0.01)
    assert found["horizontal_distance"].tolist() == pytest.approx([0.0], abs=2.0)
    assert found["latitude"].tolist() == pytest.approx([90.0], abs=1e-4)
    head_on = meeting().frame
    turned = lb.Tracks.from_frame(head_on.assign(longitude=(head_on["longitude"] + 359.9) % 360.0 - 180.0))
    same(lb.encounters(lb.Tracks.from_frame(head_on)), lb.encounters(turned))
    assert lb.encounters(turned)["longitude"].tolist() == pytest.approx([-179.9652527], abs=1e-6)


def test_gaps_are_not_bridged() -> None:
    tracks = flights(
        [(0, 10.0, 47.0, 3000.0), (MAX_GAP_SECONDS + 1, 10.5, 47.0, 3000.0)],
        [(100, 10.25, 47.0, 3000.0), (200, 10.25, 47.01, 3000.0)],
    )
    assert lb.encounters(tracks).empty


def test_heights_of_different_references() -> None:
    pressure = meeting(height="altitude_pressure").frame
    pressure.loc[pressure["track_id"] == "B", "altitude_amsl"] = pressure["altitude_pressure"]
    pressure.loc[pressure["track_id"] == "B", "altitude_pressure"] = np.nan
    mixed = lb.Tracks.from_frame(pressure)
    assert lb.encounters(mixed)["status"].tolist() == ["undetermined"]
    assert lb.encounters(mixed)["vertical_distance"].tolist() == [0.0]
    told = lb.encounters(mixed, qnh=1013.25)
    assert told["status"].tolist() == ["certain"]
    assert told["vertical_distance"].tolist() == pytest.approx([200.0], abs=0.1)
    # 33 hPa less: A is 284 m lower than its pressure altitude says, thus 484 m below B
    assert lb.encounters(mixed, qnh=980.0).empty
    # more than any QNH could make up for
    high = pressure.assign(altitude_amsl=pressure["altitude_amsl"] + 5000.0)
    assert lb.encounters(lb.Tracks.from_frame(high)).empty


def test_unknown_heights_leave_it_undetermined() -> None:
    without = lb.Tracks.from_frame(meeting().frame.drop(columns="altitude_amsl"))
    found = lb.encounters(without)
    assert found["status"].tolist() == ["undetermined"]
    assert found["vertical_distance"].isna().all()
    assert lb.encounters(without, vertical=math.inf)["status"].tolist() == ["certain"]


def test_a_certain_encounter_is_told_by_what_is_certain() -> None:
    """Of three fixes the last has no height: the closest approach lies beyond what is known."""
    tracks = flights(
        [(0, 10.0, 47.0, 3000.0), (60, 10.05, 47.0, 3000.0), (120, 10.1, 47.0, np.nan)],
        [(0, 10.1, 47.0, 3000.0), (120, 10.1, 47.0, 3000.0)],
    )
    (row,) = lb.encounters(tracks).itertuples()
    assert row.status == "certain"
    assert (row.time - START, row.end - START) == (pd.Timedelta("60s"), pd.Timedelta("120s"))
    assert row.vertical_distance == 0.0


def test_aircraft_on_the_ground_only_when_asked_for() -> None:
    parked = [(0, 10.0, 47.0, 400.0), (60, 10.0, 47.0, 400.0)]
    landing = [(0, 10.02, 47.0, 600.0), (60, 10.0, 47.0, 400.0)]
    tracks = flights(parked, parked, landing, on_ground=[True, True, False])
    assert lb.encounters(tracks).empty
    assert len(lb.encounters(tracks, on_ground=True)) == 3


def test_an_aircraft_does_not_meet_itself() -> None:
    assert lb.encounters(meeting(icao24=["3c6641", "3C6641"])).empty
    assert len(lb.encounters(meeting(icao24=["3c6641", "3c6642"]))) == 1
    assert len(lb.encounters(meeting(icao24=["000000", "000000"]))) == 1
    assert len(lb.encounters(meeting(icao24=[None, None]))) == 1


def test_no_encounters_are_a_table_with_its_columns() -> None:
    for tracks in (lb.Tracks.empty(), make_tracks(1)):
        found = lb.encounters(tracks)
        assert list(found.columns) == COLUMNS
        assert found.empty
        assert found.dtypes.astype(str).to_dict() == lb.encounters(meeting()).dtypes.astype(str).to_dict()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"horizontal": 0}, "horizontal must be a positive"),
        ({"horizontal": math.nan}, "horizontal must be a positive"),
        ({"horizontal": 2e6}, "1,000 km"),
        ({"vertical": -1}, "vertical must be a positive"),
        ({"boundary": "open"}, "'open'"),
    ],
)
def test_what_cannot_be_is_said(changes: dict[str, object], said: str) -> None:
    with pytest.raises(lb.LagebildError, match=said):
        lb.encounters(make_tracks(), **changes)  # type: ignore[arg-type]


def test_a_real_hour(shared_data) -> None:  # type: ignore[no-untyped-def]
    tracks = lb.read_tracks(shared_data / "tracks" / "switzerland.parquet")
    fixes = tracks.frame
    begin = pd.Timestamp("2018-08-01T11:00Z")
    hour = lb.Tracks.from_frame(fixes[(fixes["time"] >= begin) & (fixes["time"] < begin + pd.Timedelta("1h"))])
    assert len(hour) == 142
    found = lb.encounters(hour)
    assert len(found[["track_a", "track_b"]].drop_duplicates()) == 52
    # of these, 36 are exactly 1000 ft apart
    assert len(lb.encounters(hour, boundary="exclusive")) == 16
    assert (found["status"] == "certain").all()
