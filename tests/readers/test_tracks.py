import random

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import lagebild as lb
from lagebild.errors import ColumnError, FileFormatError, MissingFileError, ValidationError
from tests.readers.helpers import attempt

START = pd.Timestamp("2026-07-16T08:00Z")


def traffic_frame(count=5, **columns):
    frame = pd.DataFrame(
        {
            "timestamp": START + pd.to_timedelta(np.arange(count) * 10, unit="s"),
            "latitude": 47.0 + 0.01 * np.arange(count),
            "longitude": 8.0 + 0.01 * np.arange(count),
            "altitude": 35_500.0,
            "groundspeed": 450.0,
            "vertical_rate": -600.0,
            "track": 90.0,
            "callsign": "SWR1",
            "icao24": "4b1234",
        }
    )
    return frame.assign(**columns)


def own_frame(count=5, **columns):
    return pd.DataFrame(
        {
            "track_id": "T1",
            "time": START + pd.to_timedelta(np.arange(count) * 10, unit="s"),
            "longitude": 8.0 + 0.01 * np.arange(count),
            "latitude": 47.0,
            "altitude_amsl": 1000.0,
        }
    ).assign(**columns)


@pytest.fixture
def read(tmp_path):
    def reading(content, **options):
        path = tmp_path / "table"
        if isinstance(content, pd.DataFrame):
            content.to_parquet(path)
        else:
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return lb.read_tracks(path, **options)

    return reading


def reasons(tracks, severity):
    issues = tracks.report.issues
    return issues["reason"][issues["severity"] == severity].tolist()


def adds_up(report):
    return report.records == report.kept + report.repaired + report.quarantined


def test_traffic_units_become_si(read):
    row = read(traffic_frame(geoaltitude=36_000.0, squawk="1000", onground=False)).frame.iloc[0]
    assert row["altitude_pressure"] == 10_820.4 == lb.Limit.from_text("FL355").levels[0].value
    assert row["height_ellipsoid"] == 10_972.8
    assert row["ground_speed"] == pytest.approx(231.5)
    assert row["vertical_rate"] == pytest.approx(-3.048)
    assert (row["callsign"], row["icao24"], row["squawk"], row["on_ground"]) == ("SWR1", "4b1234", "1000", False)


def test_opensky_state_vectors_are_si_already(read):
    frame = pd.DataFrame(
        {"time": [1_533_136_430.5, 1_533_136_440.0], "lat": 47.0, "lon": 8.0, "baroaltitude": 11_277.6,
         "geoaltitude": 11_500.0, "velocity": 200.0, "vertrate": 1.5, "heading": 10.0, "icao24": "4b1234",
         "callsign": "SWR1    ", "onground": [True, False]}
    )  # fmt: skip
    tracks = read(frame.to_csv(index=False))
    row = tracks.frame.iloc[0]
    assert row["time"] == pd.Timestamp("2018-08-01T15:13:50.5Z")
    assert row["altitude_pressure"] == 11_277.6
    assert row["height_ellipsoid"] == 11_500.0
    assert row["ground_speed"] == 200.0
    assert row["callsign"] == "SWR1"
    assert tracks.ids == ["SWR1_4b1234_1"]
    assert any("seconds since 1970" in note for note in reasons(tracks, "note"))


def test_own_columns_and_unknown_ones(read):
    tracks = read(own_frame(pilot="M. Muster", score=1.5))
    assert tracks.frame.columns[-2:].tolist() == ["pilot", "score"]
    assert tracks.report.kept == 5
    assert tracks.report.format == "Parquet, columns of lagebild"


def test_parquet_and_csv_say_the_same(read):
    frame = traffic_frame(flight_id="F1", geoaltitude=[1.0, 2, np.nan, 4, 5])
    pd.testing.assert_frame_equal(read(frame).frame, read(frame.to_csv(index=False)).frame)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_separators_and_encodings(read, separator, encoding):
    text = own_frame(note="Höhe").to_csv(index=False, sep=separator)
    tracks = read(text.encode(encoding))
    assert tracks.fixes == 5
    assert tracks.frame["note"].iloc[0] == "Höhe"


def test_decimal_commas_are_read_and_noted(read):
    tracks = read("track_id;time;longitude;latitude\nA;2026-07-16T08:00Z;8,5;47,25\n")
    assert tracks.frame[["longitude", "latitude"]].iloc[0].tolist() == [8.5, 47.25]
    assert sum("decimal comma" in note for note in reasons(tracks, "note")) == 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [("2026-07-16T08:00:00Z", "2026-07-16T08:00Z"), ("2026-07-16 10:00:00+02:00", "2026-07-16T08:00Z"),
     ("2026-07-16T08:00:00.25", "2026-07-16T08:00:00.25Z"), ("20260716T080000Z", "2026-07-16T08:00Z"),
     ("1784188800", "2026-07-16T08:00Z"), ("1784188800.25", "2026-07-16T08:00:00.25Z")],
)  # fmt: skip
def test_spellings_of_time(read, text, expected):
    tracks = read(f"track_id,time,longitude,latitude\nA,{text},8,47\n")
    assert tracks.frame["time"].iloc[0] == pd.Timestamp(expected)


def test_naive_times_are_utc_and_noted(read):
    for content in (own_frame(), own_frame().to_csv(index=False)):
        assert not reasons(read(content), "note")
    frame = own_frame()
    frame["time"] = frame["time"].dt.tz_localize(None)
    for content in (frame, frame.to_csv(index=False)):
        tracks = read(content)
        assert tracks.frame["time"].iloc[0] == START
        assert "5 times of column 'time' have no zone; they were read as UTC" in reasons(tracks, "note")


@pytest.mark.parametrize(
    ("column", "value", "sentence"),
    [("latitude", "95", "latitude must lie within ±90 degrees, not 95"),
     ("latitude", "", "latitude is missing"), ("longitude", "NaN", "longitude is missing"),
     ("longitude", "-181", "within ±180"), ("longitude", "361", "within ±180"),
     ("longitude", "east", "longitude must be a number, not 'east'"), ("altitude_amsl", "inf", "finite"),
     ("altitude_amsl", "3500 ft", "altitude_amsl must be a number, not '3500 ft'"),
     ("time", "16.07.2026 08:00", "must be an ISO time"), ("time", "", "time is missing"),
     ("time", "0001-01-01", "years 1970 to 2199"), ("time", "9999-12-31T00:00Z", "years 1970 to 2199")],
)  # fmt: skip
def test_a_row_that_cannot_be_a_fix_is_left_out_with_its_line(read, column, value, sentence):
    frame = own_frame().astype("object")
    frame.loc[2, column] = value
    text = frame.to_csv(index=False)
    tracks = read(text)
    assert (tracks.report.records, tracks.report.kept, tracks.report.quarantined) == (5, 4, 1)
    issue = tracks.report.issues.query("severity == 'quarantined'").iloc[0]
    assert sentence in issue["reason"]
    assert issue["line"] == 4
    assert issue["text"] == text.splitlines()[3]


def test_rows_of_parquet_have_numbers_and_texts(read):
    tracks = read(traffic_frame(latitude=[47, 47, 95.0, 47, np.inf]))
    issues = tracks.report.issues.query("severity == 'quarantined'")
    assert issues["record"].tolist() == [2, 4]
    assert "latitude=95.0" in issues["text"].iloc[0]
    assert "callsign=SWR1" in issues["text"].iloc[0]


def test_rows_with_too_few_or_too_many_fields(read):
    lines = own_frame().to_csv(index=False).splitlines()
    lines[2] = "T1,2026-07-16T08:00:10Z,8"
    lines[4] += ",extra"
    lines.insert(4, "")
    tracks = read("\n".join(lines))
    report = tracks.report
    assert (report.records, report.kept, report.quarantined) == (5, 3, 2)
    assert report.issues["line"].tolist() == [3, 6]
    assert report.issues["text"].tolist() == [lines[2], lines[5]]


def test_a_quotation_mark_that_is_not_closed(read):
    lines = own_frame(remark="x").to_csv(index=False).splitlines()
    lines[2] = lines[2].replace(",x", ',"x')
    report = read("\n".join(lines)).report
    assert (report.records, report.kept) == (5, 4)
    assert report.issues["line"].tolist() == [3]


@pytest.mark.parametrize("odd", ['a","b', '"', 'a"', '"a"b"', '""a'])
def test_odd_quotation_marks_never_swallow_other_rows(read, odd):
    lines = own_frame(8, remark="x", more="y").to_csv(index=False).splitlines()
    lines[3] = lines[3].removesuffix(",x,y") + "," + odd + ",y"
    report = read("\n".join(lines)).report
    assert report.records == 8
    assert report.kept >= 7
    assert report.issues["line"].tolist() in ([], [4])


def test_a_column_without_a_name_is_kept(read):
    assert "unnamed" in read(own_frame().to_csv()).frame


def test_longitudes_beyond_180_are_turned_and_reported(read):
    tracks = read(traffic_frame(longitude=[179.9, 180.1, 190, 359.0, 360.0]))
    assert tracks.frame["longitude"].tolist() == pytest.approx([179.9, -179.9, -170, -1, 0])
    assert (tracks.report.kept, tracks.report.repaired) == (1, 4)
    assert "turned to -179.9" in reasons(tracks, "repaired")[0]


def test_disorder_and_repetitions(read):
    frame = pd.concat([own_frame().iloc[::-1], own_frame().iloc[[1]], own_frame(latitude=48.0).iloc[[2]]])
    tracks = read(frame)
    assert tracks.frame["time"].is_monotonic_increasing
    assert (tracks.report.records, tracks.report.kept, tracks.report.quarantined) == (7, 5, 2)
    assert "run backwards" in reasons(tracks, "note")[0]
    exact, different = reasons(tracks, "quarantined")
    assert "exact repetition" in exact
    assert "second, different fix" in different
    assert tracks.frame["latitude"].tolist() == [47.0] * 5


def test_flights_are_told_apart_by_aircraft_callsign_and_gap(read):
    later = traffic_frame(timestamp=traffic_frame()["timestamp"] + pd.Timedelta("2h"))
    other = traffic_frame(icao24="4b9999")
    returning = traffic_frame(callsign="SWR2", timestamp=traffic_frame()["timestamp"] + pd.Timedelta("1h"))
    tracks = read(pd.concat([later, other, traffic_frame(), returning]))
    assert tracks.ids == ["SWR1_4b1234_1", "SWR1_4b1234_2", "SWR1_4b9999_1", "SWR2_4b1234_1"]
    assert read(pd.concat([later, traffic_frame()]), max_gap="3h").ids == ["SWR1_4b1234_1"]
    assert any("told apart" in note for note in reasons(tracks, "note"))


def test_a_missing_callsign_joins_its_aircraft_s_flight(read):
    assert read(traffic_frame(callsign=[None, "SWR1", None, None, "SWR1"])).ids == ["SWR1_4b1234_1"]
    assert read(traffic_frame().drop(columns="callsign")).ids == ["4b1234_1"]
    assert read(traffic_frame().drop(columns="icao24")).ids == ["SWR1_1"]


def test_fixes_of_nobody_are_left_out(read):
    tracks = read(traffic_frame(callsign=["SWR1", None, "SWR1", "", "SWR1"], icao24=None))
    assert (tracks.report.kept, tracks.report.quarantined) == (3, 2)


def test_given_and_missing_identifiers_together(read):
    tracks = read(traffic_frame(flight_id=["A", "A", None, None, "SWR1_4b1234_1"]))
    assert tracks.ids == ["A", "SWR1_4b1234_1", "SWR1_4b1234_1#2"]
    assert tracks.report.kept == 5


@given(gaps=st.lists(st.integers(1, 2000), min_size=1, max_size=30), limit=st.integers(1, 2000))
def test_a_flight_ends_exactly_where_the_gap_is_longer(gaps, limit):
    from lagebild.readers.track_assembly import flight_numbers

    nanos = np.concatenate([[0], np.cumsum(gaps)]).astype(np.int64) * 1_000_000_000
    shuffled = np.random.default_rng(1).permutation(len(nanos))
    numbers = flight_numbers(np.zeros(len(nanos), dtype=np.int64), nanos[shuffled], pd.Timedelta(limit, "s"))
    expected = 1 + np.concatenate([[0], np.cumsum(np.array(gaps) > limit)])
    np.testing.assert_array_equal(numbers, expected[shuffled])


@pytest.mark.parametrize(
    ("drop", "add", "sentence"),
    [(["latitude"], {}, "lacks the column latitude"), (["time", "latitude"], {}, "lacks the columns"),
     (["track_id"], {}, "tells the flights apart"), ([], {"Longitude ": 1}, "'longitude' twice"),
     (["track_id"], {"timestamp": 1, "icao24": "a"}, "both the column time"),
     ([], {"vertical_rate": 1.0, "altitude": 1.0}, "vertical_rate could be m/s or ft/min")],
)  # fmt: skip
def test_columns_that_are_missing_or_unclear_are_one_sentence(read, tmp_path, drop, add, sentence):
    frame = own_frame().drop(columns=drop).assign(**add)
    with pytest.raises(ColumnError, match=sentence) as caught:
        read(frame)
    assert str(tmp_path / "table") in str(caught.value)
    assert "\n" not in str(caught.value)


def test_two_columns_for_one_height_are_refused(read):
    with pytest.raises(ColumnError, match="both mean altitude_pressure"):
        read(traffic_frame(altitude_pressure=1.0))


def test_heights_of_unclear_reference_are_kept_but_not_used(read):
    tracks = read(own_frame(altitude_ft=1000.0, altitude=35_000.0))
    assert tracks.height_columns == ["altitude_amsl"]
    assert tracks.frame["altitude_ft"].iloc[0] == 1000.0
    notes = reasons(tracks, "note")
    assert sum("not used as a height" in note for note in notes) == 2
    plain = read(traffic_frame(altitude_amsl=9000.0).drop(columns="vertical_rate"))
    assert plain.frame["altitude_amsl"].iloc[0] == 9000.0


def test_no_usable_row_is_one_sentence(read, tmp_path):
    with pytest.raises(FileFormatError, match=r"none of its 5 records is usable; the first: line 2: latitude"):
        read(own_frame(latitude=95).to_csv(index=False))
    with pytest.raises(FileFormatError, match="holds no fixes"):
        read(own_frame(0))


@pytest.mark.parametrize("gap", ["10", "never", "-5min", "0s", "NaT", 600, None])
def test_a_gap_needs_its_unit(tmp_path, gap):
    with pytest.raises(ValidationError, match="max_gap"):
        lb.read_tracks(tmp_path / "any", max_gap=gap)


def test_several_files(tmp_path):
    first, second = tmp_path / "a.parquet", tmp_path / "b.csv"
    traffic_frame(flight_id="F1").to_parquet(first)
    own_frame(track_id="F1", time=own_frame()["time"] + pd.Timedelta("1h")).to_csv(second, index=False)
    heard = []
    tracks = lb.read_tracks([first, second], progress=lambda name, share: heard.append((name, share)))
    assert tracks.ids == ["F1"]
    assert tracks.fixes == tracks.report.kept == 10
    assert tracks.report.source == "a.parquet, b.csv"
    assert any("occurs in several files" in note for note in reasons(tracks, "note"))
    assert heard == [("a.parquet", 0.0), ("b.csv", 0.5), ("b.csv", 1.0)]
    again = lb.read_tracks([first, first])
    assert (again.report.kept, again.report.quarantined) == (5, 5)
    with pytest.raises(ValidationError, match="no file"):
        lb.read_tracks([])
    with pytest.raises(MissingFileError, match="there is no file"):
        lb.read_tracks([first, tmp_path / "c"])


def test_numbers_stored_as_numbers_become_texts(read):
    tracks = read(traffic_frame(flight_id=[1, 1, 2, 2, 2], squawk=[7000, 21, 7000, 7000, 7000]))
    assert tracks.ids == ["1", "2"]
    assert tracks.frame["squawk"].iloc[:2].tolist() == ["7000", "0021"]


def test_an_index_with_a_name_is_a_column(read):
    assert read(traffic_frame().set_index("timestamp")).fixes == 5


@given(st.integers(0, 10**9))
def test_whatever_happens_to_the_lines_the_report_adds_up(tmp_path_factory, seed):
    chance = random.Random(seed)
    lines = own_frame(12).to_csv(index=False).splitlines()
    for _ in range(chance.randint(1, 6)):
        where = chance.randrange(len(lines))
        at = chance.randint(0, len(lines[where]))
        lines[where] = chance.choice(
            ["", lines[where][:at], lines[where][:at] + chance.choice('",;9-Z ä\t') + lines[where][at:], lines[0]]
        )
    path = tmp_path_factory.getbasetemp() / "spoiled.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    tracks, message = attempt(lb.read_tracks, path)
    if tracks is None:
        assert str(path) in message
        return
    assert adds_up(tracks.report)
    assert tracks.fixes == tracks.report.kept + tracks.report.repaired
    assert tracks.report.quarantined == len(reasons(tracks, "quarantined"))


def test_the_swiss_sample(shared_data):
    path = shared_data / "tracks/switzerland.parquet"
    tracks = lb.read_tracks(path)
    assert (tracks.report.records, tracks.report.kept, len(tracks)) == (139_098, 139_098, 1_244)
    raw = pd.read_parquet(path).sort_values(["flight_id", "timestamp"]).reset_index(drop=True)
    np.testing.assert_array_equal(tracks.frame["altitude_pressure"], (raw["altitude"] * 0.3048).round(4))
    np.testing.assert_array_equal(tracks.frame["longitude"], raw["longitude"])
    assert tracks.frame["track_id"].astype("str").tolist() == raw["flight_id"].tolist()


def test_the_swiss_sample_without_identifiers(shared_data, tmp_path):
    raw = pd.read_parquet(shared_data / "tracks/switzerland.parquet")
    raw.drop(columns="flight_id").to_parquet(tmp_path / "t")
    tracks = lb.read_tracks(tmp_path / "t")
    # brute force over groups
    expected = 0
    for _, group in raw.sort_values("timestamp").groupby(["icao24", "callsign"], dropna=False):
        expected += 1 + int((group["timestamp"].diff() > pd.Timedelta("10min")).sum())
    assert len(tracks) == expected


def test_the_word_ground_is_no_altitude_but_a_fact(tmp_path):
    path = tmp_path / "flights.csv"
    path.write_text(
        "timestamp,latitude,longitude,altitude,groundspeed,track,callsign,icao24\n"
        "2026-05-12T08:00:00Z,46.5,10.0,ground,15,90,SYN1,abc123\n"
        "2026-05-12T08:00:10Z,46.5,10.1,1000,150,90,SYN1,abc123\n"
    )
    tracks = lb.read_tracks(path)
    assert (tracks.report.records, tracks.report.kept) == (2, 2)
    assert tracks.frame["on_ground"].tolist()[0] is True
    assert tracks.frame["altitude_pressure"].isna().tolist() == [True, False]
    assert "on_ground" in " ".join(tracks.report.issues["reason"])
