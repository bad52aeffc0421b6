"""JSON tables of fixes and OpenSky's REST responses (openskynetwork.github.io/opensky-api/rest.html).

Files of responses are written here after that description.
"""

import contextlib
import gzip
import json

import numpy as np
import pandas as pd
import pytest

import lagebild as lb
from lagebild.errors import ColumnError, FileFormatError
from lagebild.readers.recognise import recognise
from tests.readers.mutations import survives_mutations

ROWS = [
    {"track_id": "a", "time": f"2026-05-12T08:00:{n:02d}Z", "longitude": 8.0 + n / 100, "latitude": 47.0,
     "altitude_amsl": 500.0 + n, "on_ground": n == 0, "tag": {"x": [n]}}
    for n in range(4)
]  # fmt: skip


def state(icao="3c664e", at=1573494951, lon=8.5, lat=48.1, **given):
    named = {
        "icao24": icao, "callsign": "DLH4TR  ", "origin": "Germany", "time": at, "last": 1573494952, "lon": lon, "lat": lat,
        "baro": 4312.92, "ground": False, "velocity": 128.6, "track": 180.7, "rate": -4.88, "sensors": None,
        "geo": 4221.48, "squawk": "1000", "spi": False, "source": 0, **given,
    }  # fmt: skip
    return list(named.values())


def answer(*states, at=1573494952):
    return {"time": at, "states": list(states)}


@pytest.fixture
def written(tmp_path):
    def writing(content, name="holiday.png"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return path

    return writing


class TestRealFiles:
    @pytest.mark.parametrize(("name", "fixes", "tracks"), [("alto_adige", 2109, 6), ("noisy_landing", 848, 1)])
    def test_columns_of_traffic_with_milliseconds(self, shared_data, tmp_path, name, fixes, tracks):
        packed = (shared_data / f"tracks/{name}.json.gz").read_bytes()
        records = json.loads(gzip.decompress(packed))
        path = tmp_path / "a.igc"
        path.write_bytes(packed)
        assert recognise(path).name == "JSON"
        read = lb.read_tracks(path)
        assert (read.report.format, read.report.records, read.fixes, len(read)) == (
            "JSON, columns of traffic", fixes, len(records), tracks,
        )  # fmt: skip
        given = pd.DataFrame(records).sort_values(["icao24", "timestamp"], kind="stable")
        frame = read.frame.sort_values(["icao24", "time"], kind="stable")
        assert (frame["time"].astype("int64").to_numpy() == given["timestamp"].to_numpy() * 1_000_000).all()
        np.testing.assert_array_equal(frame["altitude_pressure"], np.round(given["altitude"] * 0.3048, 4))
        np.testing.assert_allclose(frame["ground_speed"], given["groundspeed"] * 1852 / 3600, rtol=1e-6)
        assert "read as milliseconds since 1970" in read.report.issues["reason"].iloc[0]


class TestRecords:
    def test_own_columns(self, written):
        read = lb.read_tracks(written(ROWS))
        assert read.report.format == "JSON, columns of lagebild"
        assert read.frame["altitude_amsl"].tolist() == [500, 501, 502, 503]
        assert read.frame["tag"].tolist() == ['{"x": [0]}', '{"x": [1]}', '{"x": [2]}', '{"x": [3]}']
        assert read.frame["on_ground"].tolist() == [True, False, False, False]

    def test_lines_and_a_bad_one(self, written):
        lines = [json.dumps(row) for row in ROWS]
        path = written("\n".join([lines[0], lines[1][:40], "", "[1, 2]", *lines[2:]]).encode(), "a.csv")
        assert recognise(path).name == "JSON"
        report = lb.read_tracks(path).report
        assert (report.records, report.kept, report.quarantined) == (5, 3, 2)
        assert report.issues["record"].tolist() == [1, 2]
        assert report.issues["text"].tolist() == [lines[1][:40], "[1, 2]"]

    def test_records_that_are_none_or_no_fixes(self, written):
        path = written([ROWS[0], 5, {**ROWS[1], "latitude": 99}, {**ROWS[2], "longitude": "east"}, {}])
        report = lb.read_tracks(path).report
        assert (report.records, report.kept, report.quarantined) == (5, 1, 4)
        assert sorted(report.issues["record"].dropna()) == [1, 2, 3, 4]
        assert "99" in report.issues.set_index("record").loc[2, "reason"]

    @pytest.mark.parametrize(("factor", "unit"), [(1, None), (10**3, "ms"), (10**6, "us"), (10**9, "ns")])
    def test_units_of_times(self, written, factor, unit):
        moments = [1573494951, 1573494952]
        rows = [{"icao24": "3c664e", "time": at * factor, "lon": 8.0, "lat": 47.0} for at in moments]
        read = lb.read_tracks(written(rows))
        assert [at.timestamp() for at in read.frame["time"]] == moments
        words = {None: "as seconds since", "ms": "milliseconds", "us": "microseconds", "ns": "nanoseconds"}
        assert words[unit] in read.report.issues["reason"].str.cat()

    def test_milliseconds_with_decimals_and_gaps(self, written):
        at = [1573494951000.25, None, 1573494952000.0]
        rows = [{"icao24": "a", "time": t, "lon": 8.0, "lat": 47.0} for t in at]
        read = lb.read_tracks(written(rows))
        assert read.frame["time"].astype("int64").tolist() == [1573494951000250000, 1573494952000000000]
        assert read.report.quarantined == 1

    def test_nan_is_a_missing_value(self, written):
        text = json.dumps([{**ROWS[0], "altitude_amsl": float("nan")}, {**ROWS[1], "altitude_amsl": float("inf")}])
        assert "NaN" in text
        assert lb.read_tracks(written(text.encode())).frame["altitude_amsl"].isna().all()

    def test_what_was_read_can_be_stored(self, written, tmp_path):
        odd = [{"tag": value, "flag": flag} for value, flag in [({"a": 1}, True), (7, None), ("x", "no"), (None, 1.5)]]
        read = lb.read_tracks(written([{**row, **more} for row, more in zip(ROWS, odd, strict=True)]))
        for ending in ("parquet", "csv", "gpkg", "geojson", "geoparquet"):
            lb.write_tracks(read, tmp_path / f"a.{ending}")
            again = lb.read_tracks(tmp_path / f"a.{ending}").frame
            assert again["tag"].astype("str").tolist()[:3] == ['{"a": 1}', "7", "x"]
            assert again["flag"].astype("str").tolist()[::2] == ["true", "no"]

    def test_numbers_of_many_digits(self, written):
        text = json.dumps([{**row, "tag": 1} for row in ROWS]).replace('"tag": 1', '"tag": ' + "9" * 400)
        assert np.isinf(lb.read_tracks(written(text.encode())).frame["tag"]).all()
        worse = text.replace('"altitude_amsl": 500.0', '"altitude_amsl": ' + "9" * 400)
        assert lb.read_tracks(written(worse.encode())).report.quarantined == 1
        with pytest.raises(FileFormatError, match="cannot be read as JSON"):
            lb.read_tracks(written((text[:-2] + "9" * 5000 + "}]").encode()))

    def test_what_is_no_table(self, written):
        with pytest.raises(FileFormatError, match="cannot be read as JSON"):
            lb.read_tracks(written(json.dumps(ROWS).encode()[:-9]))
        with pytest.raises(ColumnError, match="tells the flights apart"):
            lb.read_tracks(written([{"time": 1, "lon": 8, "lat": 47}]))
        with pytest.raises(ColumnError, match="twice"):
            lb.read_tracks(written([{"time": 1, "Time": 2, "lon": 8, "lat": 47}]))
        with pytest.raises(FileFormatError, match="no format"):
            lb.read_tracks(written([{"hello": 1, "time": 2}]))


class TestOpenSky:
    def test_states(self, written):
        path = written(
            answer(state(), state("4b1805", lon=None, lat=None, at=None), state("abcdef", ground=True, geo=None))
        )
        assert recognise(path).name == "OpenSky REST"
        read = lb.read_tracks(path)
        row = read.frame.set_index("icao24").loc["3c664e"]
        assert (row["longitude"], row["latitude"], row["callsign"], row["squawk"]) == (8.5, 48.1, "DLH4TR", "1000")
        assert row["time"] == pd.Timestamp(1573494951, unit="s", tz="UTC")
        assert (row["altitude_pressure"], row["height_ellipsoid"], row["source"]) == (4312.92, 4221.48, "ADS-B")
        assert row["track_angle"] == pytest.approx(180.7)
        assert row["vertical_rate"] == pytest.approx(-4.88)
        assert (row["origin_country"], row["on_ground"]) == ("Germany", False)
        other = read.frame.set_index("icao24").loc["abcdef"]
        assert np.isnan(other["height_ellipsoid"])
        assert other["on_ground"]
        assert (read.report.records, read.report.kept) == (2, 2)
        assert "1 state vectors have no position" in read.report.issues["reason"].str.cat()

    @pytest.mark.parametrize("form", ["list", "lines"])
    def test_several_responses(self, written, form):
        answers = [answer(state(at=1573494951 + 10 * n), at=1573494952 + 10 * n) for n in range(5)] + [answer()]
        answers[4] = {"time": 5, "states": None}
        text = json.dumps(answers) if form == "list" else "\n".join(map(json.dumps, answers))
        path = written(text.encode())
        assert recognise(path).name == "OpenSky REST"
        assert lb.read_tracks(path).frame["time"].dt.second.tolist() == [51, 1, 11, 21]

    @pytest.mark.parametrize("key", ["callsign", "calllsign"])
    def test_a_path(self, written, key):
        path = written({"icao24": "3c664e", key: "DLH4TR", "startTime": 1, "endTime": 2, "path": [
            [1573494951, 48.1, 8.5, 4267.2, 180, False], [1573494961, 48.0, 8.5, None, 181, True], [1, 2]]})  # fmt: skip
        assert recognise(path).name == "OpenSky REST"
        read = lb.read_tracks(path)
        assert read.ids == ["DLH4TR_3c664e_1"]
        assert read.frame["altitude_pressure"].tolist() == pytest.approx([4267.2, np.nan], nan_ok=True)
        assert read.frame["on_ground"].tolist() == [False, True]
        assert (read.report.records, read.report.quarantined) == (3, 1)
        assert read.report.issues.query("severity == 'quarantined'")["text"].tolist() == ["[1, 2]"]

    def test_values_of_a_wrong_kind_cost_one_state(self, written):
        good, bad = state(), [state("1", lat="north"), state("2", at=-5), state("3", lon=None), 7, state()[:10]]
        report = lb.read_tracks(written(answer(good, *bad))).report
        assert (report.records, report.kept, report.quarantined) == (6, 1, 5)
        assert sorted(report.issues["record"].dropna()) == [1, 2, 3, 4, 5]

    def test_an_unknown_source_is_kept(self, written):
        assert lb.read_tracks(written(answer(state(source=9)))).frame["source"].tolist() == ["9"]


def test_other_json_is_not_taken_for_tracks(shared_data, written):
    for name in (
        "airspaces/ed269-che-sample.json",
        "airspaces/ed318-circle.json",
        "tracks/readsb-trace_full_ac671b.json",
    ):
        path = written((shared_data / name).read_bytes())
        with contextlib.suppress(FileFormatError):
            assert recognise(path).name not in ("JSON", "OpenSky REST")


@pytest.mark.parametrize("lines", [False, True])
def test_mutated_records(tmp_path, lines):
    text = "\n".join(map(json.dumps, ROWS)) if lines else json.dumps(ROWS)
    assert survives_mutations(lb.read_tracks, text.encode(), tmp_path / "a.json")


def test_mutated_responses(tmp_path):
    answers = [
        answer(state(), state("4b1805")),
        {"icao24": "a", "callsign": "b", "path": [[1573494951, 48.1, 8.5, 4267.2, 180, False]]},
    ]
    text = "\n".join(map(json.dumps, answers * 3)).encode()
    assert survives_mutations(lb.read_tracks, text, tmp_path / "a.json")
