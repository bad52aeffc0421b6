import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lagebild.errors import ColumnError, ValidationError
from lagebild.model.tracks import COLUMNS, Tracks


def frame(ids="AABB", seconds=(0, 10, 0, 10), **columns):
    count = len(ids)
    base = {
        "track_id": list(ids),
        "time": pd.Timestamp("2026-07-16", tz="UTC") + pd.to_timedelta(list(seconds), unit="s"),
        "longitude": np.linspace(8, 9, count),
        "latitude": 47.0,
    }
    return pd.DataFrame({**base, **columns})


def test_sorted_with_offsets():
    tracks = Tracks.from_frame(frame("BABA", (10, 10, 0, 0)))
    assert len(tracks) == 2
    assert tracks.ids == ["A", "B"]
    assert tracks.offsets.tolist() == [0, 2, 4]
    assert tracks.frame["longitude"].tolist() == pytest.approx([9, 8 + 1 / 3, 8 + 2 / 3, 8])
    assert "ran backwards" in tracks.report.issues["reason"].iloc[0]


def test_repeated_times_are_left_out_and_reported():
    tracks = Tracks.from_frame(frame(seconds=(0, 0, 0, 0)))
    assert (tracks.report.records, tracks.report.kept, tracks.report.quarantined) == (4, 2, 2)
    assert tracks.report.issues["record"].tolist() == [1, 3]


def test_types_and_missing_values():
    tracks = Tracks.from_frame(frame(callsign=["a", None, "b", "c"], on_ground=[True, None, False, True], extra=1))
    kinds = tracks.frame.dtypes.astype(str).to_dict()
    assert kinds["track_id"] == "category"
    assert kinds["time"] == COLUMNS["time"]
    assert kinds["on_ground"] == "boolean"
    assert tracks.frame["callsign"].isna().tolist() == [False, True, False, False]
    assert tracks.frame["extra"].tolist() == [1] * 4


def test_naive_times_are_utc():
    naive = frame().assign(time=frame()["time"].dt.tz_localize(None))
    assert Tracks.from_frame(naive).frame["time"].equals(Tracks.from_frame(frame()).frame["time"])


@pytest.mark.parametrize(
    ("columns", "error", "sentence"),
    [({"latitude": 95.0}, ValidationError, "row 0: latitude must lie within ±90 degrees, not 95"),
     ({"longitude": [8, np.nan, 8, 8]}, ValidationError, "row 1: longitude is missing"),
     ({"longitude": "east"}, ColumnError, "column 'longitude' must hold numbers; row 0: 'east'"),
     ({"altitude_amsl": [1, 2, np.inf, 4]}, ValidationError, "row 2: altitude_amsl must be a finite number"),
     ({"time": [1, 2, 3, 4]}, ColumnError, "column 'time' must hold times"),
     ({"time": "noon"}, ColumnError, "column 'time' must hold times; row 0: 'noon'"),
     ({"track_id": ["A", None, "B", "B"]}, ValidationError, "row 1: track_id is missing"),
     ({"on_ground": "maybe"}, ColumnError, "column 'on_ground' must hold true or false")],
)  # fmt: skip
def test_mistakes_are_named_with_place_and_value(columns, error, sentence):
    with pytest.raises(error, match=sentence.replace("±", ".")):
        Tracks.from_frame(frame().assign(**columns))


def test_missing_columns_are_named():
    with pytest.raises(ColumnError, match=r"missing: track_id, latitude \(found: time, longitude\)"):
        Tracks.from_frame(frame()[["time", "longitude"]])


def test_nothing_changes_from_outside():
    given_frame = frame()
    tracks = Tracks.from_frame(given_frame)
    given_frame.loc[:, "longitude"] = 0.0
    view = tracks.frame
    view["longitude"] = 0.0
    assert tracks.frame["longitude"].iloc[0] == 8.0
    with pytest.raises(ValueError, match="read-only"):
        tracks.offsets[0] = 1


def test_parts():
    tracks = Tracks.from_frame(frame())
    assert tracks["B"].ids == ["B"]
    assert [part.fixes for part in tracks] == [2, 2]
    with pytest.raises(KeyError):
        tracks["C"]
    early = tracks.until(pd.Timestamp("2026-07-16T00:00:05Z"))
    assert (len(early), early.fixes) == (2, 2)
    assert len(tracks.until(pd.Timestamp("2020-01-01", tz="UTC"))) == 0


def test_empty():
    empty = Tracks.empty()
    assert (len(empty), empty.fixes, empty.bounds, empty.time_range, empty.ids) == (0, 0, None, None, [])
    assert set(COLUMNS) == set(empty.frame.columns)
    assert len(Tracks.union([])) == 0


def test_union_keeps_flights_of_different_sources_apart():
    one, two = Tracks.from_frame(frame()), Tracks.from_frame(frame("BBCC", altitude_amsl=1.0))
    both = Tracks.union([one, two])
    assert both.ids == ["A", "B", "B#1", "C"]
    assert both.report.records == both.report.kept == 8
    assert both.frame["altitude_amsl"].notna().sum() == 4


def test_bounds_across_the_antimeridian():
    tracks = Tracks.from_frame(frame().assign(longitude=[179.0, 179.5, -179.5, -179.0]))
    assert tracks.bounds == (179.0, 47.0, 181.0, 47.0)


def test_height_columns_fullest_first():
    tracks = Tracks.from_frame(frame(altitude_amsl=[1, np.nan, 1, 1], altitude_pressure=1.0, height_ellipsoid=np.nan))
    assert tracks.height_columns == ["altitude_pressure", "altitude_amsl"]


@given(st.lists(st.tuples(st.sampled_from("ABC"), st.integers(0, 20)), min_size=1, max_size=40))
def test_against_plain_sorting(rows):
    tracks = Tracks.from_frame(frame([name for name, _ in rows], [second for _, second in rows]))
    expected = sorted(set(rows))
    found = tracks.frame
    seconds = (found["time"] - pd.Timestamp("2026-07-16", tz="UTC")).dt.total_seconds()
    assert list(zip(found["track_id"], seconds, strict=True)) == expected
    assert tracks.report.quarantined == len(rows) - len(expected)
