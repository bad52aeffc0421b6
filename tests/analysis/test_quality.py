import itertools
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lagebild as lb
from tests.builders import make_tracks

START = pd.Timestamp("2026-05-12T08:00", tz="UTC")
REPAIRABLE = ["jumps", "identical", "same_time", "backwards"]


def fixes(seconds: list[float], longitude: list[float], track_id: str = "A", **columns: object) -> pd.DataFrame:
    """A table along the 47th parallel, where 0.001 degrees are 76 m."""
    times = START + pd.to_timedelta(seconds, unit="s")
    return pd.DataFrame({"track_id": track_id, "time": times, "longitude": longitude, "latitude": 47.0, **columns})


def line(count: int, **columns: object) -> pd.DataFrame:
    """At 152 m/s, a fix every 10 s."""
    steps = np.arange(count)
    return fixes((steps * 10.0).tolist(), (10.0 + 0.02 * steps).tolist(), **columns)


rough = st.lists(
    st.tuples(
        st.sampled_from("AB"),
        st.integers(0, 400),
        st.floats(9.9, 10.1).map(lambda x: round(x, 2)),
        st.sampled_from([np.nan, 0.0, 80.0, 250.0]),
        st.sampled_from([np.nan, 1000.0, 1500.0]),
    ),
    max_size=30,
).map(
    lambda rows: pd.DataFrame(
        {
            "track_id": pd.Series([row[0] for row in rows], dtype="str"),
            "time": START + pd.to_timedelta([float(row[1]) for row in rows], unit="s"),
            "longitude": pd.Series([row[2] for row in rows], dtype="float64"),
            "latitude": 47.0,
            "ground_speed": pd.Series([row[3] for row in rows], dtype="float64"),
            "altitude_pressure": pd.Series([row[4] for row in rows], dtype="float64"),
            "height_ellipsoid": 1200.0,
        }
    )
)


@given(rough, st.sampled_from([50.0, 150.0, 400.0]))
@settings(max_examples=150)
def test_the_repaired_copy_has_no_such_faults_and_repairing_twice_changes_nothing(
    table: pd.DataFrame, speed: float
) -> None:
    tracks = lb.Tracks.from_frame(table)
    once = lb.repaired(table, max_speed=speed)
    # what was left out still stands in the report: only what is there now counts
    again = lb.Tracks.from_frame(once.frame)
    assert (lb.quality(again, max_speed=speed)[REPAIRABLE] == 0).all(axis=None)
    assert once.ids == tracks.ids
    twice = lb.repaired(once, max_speed=speed)
    assert twice is once
    pd.testing.assert_frame_equal(lb.repaired(again, max_speed=speed).frame, once.frame)
    assert again.offsets.tolist() == once.offsets.tolist()


@given(rough)
@settings(max_examples=80)
def test_every_dropped_fix_is_listed_and_every_kept_one_was_there(table: pd.DataFrame) -> None:
    once = lb.repaired(table, max_speed=150.0)
    report = once.report
    assert report.records == len(table)
    assert report.kept == once.fixes
    assert report.quarantined == len(table) - once.fixes == int((report.issues["severity"] == "quarantined").sum())
    given_rows = table.merge(once.frame[["track_id", "time", "longitude"]].astype({"track_id": "str"}))
    assert len(given_rows.drop_duplicates(["track_id", "time"])) == once.fixes


@given(rough, st.sampled_from(["30s", "2min"]))
@settings(max_examples=80)
def test_a_plain_loop_finds_the_same(table: pd.DataFrame, max_gap: str) -> None:
    found, listed = lb.quality(table, max_gap=max_gap), lb.faults(table, max_gap=max_gap)
    assert found["track_id"].tolist() == sorted(table["track_id"].unique())
    longest = pd.Timedelta(max_gap).total_seconds()
    for row in found.itertuples():
        mine = table[table["track_id"] == row.track_id]
        seconds = (mine["time"] - START).dt.total_seconds().tolist()
        assert row.backwards == sum(b < a for a, b in itertools.pairwise(seconds))
        assert row.same_time == len(seconds) - len(set(seconds))
        kept = mine.drop_duplicates("time").sort_values("time")
        times = (kept["time"] - START).dt.total_seconds().to_numpy()
        assert row.fixes == len(kept)
        assert row.gaps == int((np.diff(times) > longest).sum())
        metres = np.abs(np.diff(kept["longitude"])) * 76_057.0
        assert row.jumps == int((metres > 400.0 * np.diff(times) + 100.0).sum())
        offset = (1200.0 - kept["altitude_pressure"]).dropna().to_numpy()
        assert row.height_steps == int((np.abs(np.diff(offset)) > 60.0).sum())
        np.testing.assert_allclose(row.height_offset_change, np.ptp(offset) if len(offset) else np.nan)
    names = {"gap": "gaps", "jump": "jumps", "height_step": "height_steps"}
    for fault, count in listed.groupby(["track_id", "fault"]).size().items():
        name = names.get(fault[1], fault[1])
        assert found.set_index("track_id").loc[fault[0], name] == count
    assert len(listed) == found[[*names.values(), "identical", "same_time", "backwards"]].sum().sum()


def test_a_clean_flight_has_no_faults() -> None:
    found = lb.quality(make_tracks())
    assert (found[["gaps", "jumps", "identical", "same_time", "backwards", "height_steps"]] == 0).all(axis=None)
    assert found["height_offset"].tolist() == [-48.0] * 3
    assert found["height_offset_change"].tolist() == [0.0] * 3
    assert found["duration"].tolist() == [490.0] * 3
    assert not len(lb.faults(make_tracks()))
    tracks = make_tracks()
    assert lb.repaired(tracks) is tracks


def test_each_fault_at_its_time() -> None:
    table = line(9, ground_speed=152.0, altitude_pressure=3000.0, height_ellipsoid=3050.0)
    table.loc[2, "longitude"] = 11.0  # away and back
    table.loc[5, "longitude"] = table.loc[4, "longitude"]  # an old place
    table.loc[7:, "height_ellipsoid"] = 3500.0
    table.loc[8, "time"] += pd.Timedelta("10min")
    table = pd.concat([table, table.iloc[[3]]], ignore_index=True)
    listed = lb.faults(table)
    at = ((listed["time"] - START).dt.total_seconds()).tolist()
    assert list(zip(at, listed["fault"], listed["unit"], strict=True)) == [
        (20.0, "jump", "m/s"),
        (30.0, "backwards", "s"),
        (30.0, "jump", "m/s"),
        (30.0, "same_time", "s"),
        (50.0, "identical", "m"),
        (70.0, "height_step", "m"),
        (680.0, "gap", "s"),
    ]
    value = dict(zip(listed["fault"], listed["value"], strict=True))
    assert value["backwards"] == 650.0
    assert value["gap"] == 610.0
    assert value["identical"] == 1520.0
    assert value["height_step"] == 450.0
    assert value["jump"] == pytest.approx(0.94 * 76_057 / 10, rel=0.005)


def test_what_is_left_out_and_why() -> None:
    table = line(9, ground_speed=152.0, kind="x")
    table.loc[2, "longitude"], table.loc[5, "longitude"] = 11.0, table.loc[4, "longitude"]
    once = lb.repaired(table)
    assert once.frame["longitude"].tolist() == table.drop(index=[2, 5])["longitude"].tolist()
    assert once.frame.columns.tolist() == lb.Tracks.from_frame(table).frame.columns.tolist()
    assert once.report.issues["reason"].tolist() == [
        "track A at 2026-05-12T08:00:20+00:00: the place 11.000000, 47.000000 is out of reach of the other fixes",
        (
            "track A at 2026-05-12T08:00:50+00:00: the place 10.080000, 47.000000 is an old one, "
            "for the aircraft has flown on"
        ),
    ]


def test_a_wrong_first_fix_is_the_one_that_goes() -> None:
    table = line(6)
    table.loc[0, "longitude"] = -10.0
    assert lb.repaired(table).frame["longitude"].tolist() == table["longitude"].tolist()[1:]


def test_of_a_slip_along_the_way_only_few_fixes_go() -> None:
    table = line(400)
    table.loc[200:, "longitude"] += 0.2  # 15 km ahead at once
    once = lb.repaired(table)
    assert 390 <= once.fixes < 400
    assert lb.quality(once)["jumps"].tolist() == [0]


def test_thousands_of_wrong_fixes_between_do_not_cut_a_flight_in_two() -> None:
    table = line(9000)
    table["longitude"] = 10.0 + 0.00001 * np.arange(9000)
    table.loc[3000:5499, "longitude"] += 90.0
    once = lb.repaired(table)
    assert once.fixes == 6500
    assert once.frame["longitude"].max() < 11.0


def test_two_aircraft_under_one_name() -> None:
    table = line(200)
    table.loc[1::2, "longitude"] -= 40.0
    once = lb.repaired(table)
    assert once.fixes == 100


def test_standing_still_or_of_unknown_speed_is_no_old_place() -> None:
    for speed in (0.0, np.nan, 1.0):
        table = fixes([0, 10, 20, 30], [10.0] * 4, ground_speed=speed)
        assert lb.quality(table)["identical"].tolist() == [0]


def test_across_the_antimeridian_and_the_pole_is_no_jump() -> None:
    table = fixes([0, 10, 20], [179.99, -179.99, -179.97])
    assert lb.quality(table)["jumps"].tolist() == [0]
    over = fixes([0, 10], [0.0, 180.0]).assign(latitude=89.99)
    assert lb.quality(over)["jumps"].tolist() == [0]


def test_what_the_report_says_of_the_times_counts() -> None:
    table = line(5)
    tracks = lb.Tracks.from_frame(pd.concat([table, table.iloc[[2, 2]], table.iloc[[1]]]))
    found = lb.quality(tracks)
    assert found[["same_time", "backwards"]].to_numpy().tolist() == [[3, 2]]
    two = pd.concat([table.iloc[::-1], table.assign(track_id="B")])
    assert lb.quality(lb.Tracks.from_frame(two))["backwards"].isna().all()
    assert lb.quality(two)["backwards"].tolist() == [4, 0]


def test_a_file_with_repetitions(tmp_path: Path) -> None:
    table = line(5)
    again = table.iloc[[2]].assign(longitude=10.5)
    path = tmp_path / "fixes.csv"
    pd.concat([table, table.iloc[[1]], again]).to_csv(path, index=False)
    found = lb.quality(lb.read_tracks(path))
    assert found["same_time"].tolist() == [2]
    assert found["backwards"].tolist() == [1]


def test_without_heights_and_columns() -> None:
    found = lb.quality(line(3))
    assert found["height_offset"].isna().all()
    assert found["height_steps"].tolist() == [0]
    climb = line(3, altitude_pressure=[1000.0, 3000.0, 5000.0], height_ellipsoid=[1000.0, 3150.0, 5300.0])
    assert lb.quality(climb)["height_steps"].tolist() == [0]


def test_no_tracks_are_tables_with_all_columns() -> None:
    full, none = lb.quality(make_tracks()), lb.quality(lb.Tracks.empty())
    assert not len(none)
    assert none.dtypes.to_dict() == full.dtypes.to_dict()
    table = line(2)
    table.loc[1, "longitude"] = 50.0
    listed = lb.faults(lb.Tracks.empty())
    assert not len(listed)
    assert listed.dtypes.to_dict() == lb.faults(table).dtypes.to_dict()
    assert not len(lb.repaired(lb.Tracks.empty()))


def test_what_cannot_be_is_said() -> None:
    with pytest.raises(lb.LagebildError, match="max_gap must be a positive duration such as '5min', not 'soon'"):
        lb.quality(make_tracks(), max_gap="soon")
    for call in (lb.quality, lb.faults, lb.repaired):
        with pytest.raises(lb.LagebildError, match="max_speed must be a positive number of m/s, not -1"):
            call(make_tracks(), max_speed=-1.0)  # type: ignore[operator]
    with pytest.raises(lb.LagebildError, match="needs the columns"):
        lb.quality(pd.DataFrame({"x": [1.0]}))


def test_real_flights(shared_data: Path) -> None:
    tracks = lb.read_tracks(shared_data / "tracks" / "switzerland.parquet")
    found = lb.quality(tracks)
    assert len(found) == 1244
    assert found["fixes"].sum() == tracks.fixes
    assert (found["gaps"] == 0).all()
    seconds = tracks.frame.groupby("track_id", observed=True)["time"].diff().dt.total_seconds()
    assert found["longest_interval"].max() == seconds.max()
    once = lb.repaired(tracks)
    assert found["jumps"].sum() > 0
    assert len(once) == 1244
    assert 0 < tracks.fixes - once.fixes < 0.01 * tracks.fixes
    assert (lb.quality(once)[REPAIRABLE] == 0).all(axis=None)
    assert lb.repaired(once) is once
    paraglider = lb.read_tracks(shared_data / "tracks" / "skytraxx.igc")
    assert (lb.quality(paraglider)[["gaps", "jumps", "identical", "height_steps"]] == 0).all(axis=None)
    assert lb.quality(paraglider)["height_offset"].item() == pytest.approx(60.0)
