"""readsb and tar1090: the real trace, and files written here after README-json.md."""

import gzip
import json

import numpy as np
import pandas as pd
import pytest

import lagebild as lb
from lagebild.errors import FileFormatError
from lagebild.readers.recognise import recognise
from tests.readers.mutations import survives_mutations

REAL = "tracks/readsb-trace_full_ac671b.json"
POINT = [0.0, 50.0, 8.0, 32000, 480.0, 90.0, 0, 64, None, "adsb_icao", 33000, 32, 280, 0.0]


def trace(*points, **more):
    return {"icao": "3c6444", "timestamp": 1700000000.5, "trace": list(points), **more}


def point(seconds, **values):
    names = ("seconds", "lat", "lon", "alt", "gs", "track", "flags", "rate", "detail", "source", "geom")
    made = list(POINT)
    made[0] = seconds
    for name, value in values.items():
        made[names.index(name)] = value
    return made


@pytest.fixture
def read(tmp_path):
    def reading(content, expected="readsb trace"):
        path = tmp_path / "anything.bin"
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        assert recognise(path).name == expected
        return lb.read_tracks(path)

    return reading


def test_the_real_trace(shared_data):
    tracks = lb.read_tracks(shared_data / REAL)
    given = json.loads((shared_data / REAL).read_text())
    report = tracks.report
    # two points of the file are at 22:43:07.669
    assert (report.format, report.records, report.kept, report.quarantined) == ("readsb trace", 2500, 2499, 1)
    assert len(tracks) == 1 + sum(bool(one[6] & 2) for one in given["trace"])
    frame = tracks.frame
    assert int(frame["on_ground"].sum()) == sum(one[3] == "ground" for one in given["trace"])
    first = frame.iloc[0]
    # 32,000 and 33,825 ft, 478.6 kt
    assert (first["altitude_pressure"], first["height_ellipsoid"]) == (9753.6, 10309.86)
    assert first["ground_speed"] == pytest.approx(478.6 * 1852 / 3600, rel=1e-6)
    assert first["time"] == pd.Timestamp("2025-02-04T21:13:42.619Z")
    assert set(frame["callsign"]) >= {"DAL1812", "DAL2927"}
    assert frame.loc[frame["on_ground"], "altitude_pressure"].isna().all()
    assert frame.loc[frame["on_ground"], "track_angle"].isna().all()


def test_the_real_trace_against_a_plain_loop(shared_data):
    given = json.loads((shared_data / REAL).read_text())
    frame = lb.read_tracks(shared_data / REAL).frame.set_index("time")
    for one in given["trace"][::97]:
        row = frame.loc[pd.Timestamp(round((given["timestamp"] + one[0]) * 1000), unit="ms", tz="UTC")]
        assert (row["latitude"], row["longitude"]) == (one[1], one[2])
        expected = np.nan if one[3] in ("ground", None) else round(one[3] * 0.3048, 4)
        assert row["altitude_pressure"] == pytest.approx(expected, nan_ok=True)
        geometric = np.nan if one[10] is None else round(one[10] * 0.3048, 4)
        assert row["height_ellipsoid"] == pytest.approx(geometric, nan_ok=True)


def test_flags(read):
    frame = read(
        trace(
            point(0, flags=1),
            point(10, flags=8, alt=1000, geom=None),
            point(20, flags=8, alt=1000, geom=1100),
            point(30, flags=2),
        )
    ).frame
    assert frame["track_id"].tolist() == ["3c6444_2023-11-14_1"] * 3 + ["3c6444_2023-11-14_2"]
    assert frame["is_stale"].tolist() == [True, False, False, False]
    # where the altitude is geometric there is no pressure altitude
    assert np.isnan(frame["altitude_pressure"].to_numpy()[1:3]).all()
    assert frame["height_ellipsoid"].tolist()[1:3] == [304.8, 335.28]


def test_callsigns_hold_for_their_leg_only(read):
    frame = read(
        trace(
            point(0),
            point(10, detail={"flight": "ABC1 ", "squawk": "1000"}),
            point(20),
            point(30, flags=2),
            point(40, detail={"flight": "XYZ2"}),
            point(50, flags=2),
        )
    ).frame
    assert frame["callsign"].fillna("-").tolist() == ["ABC1", "ABC1", "ABC1", "XYZ2", "XYZ2", "-"]
    assert frame["squawk"].fillna("-").tolist() == ["1000"] * 3 + ["-"] * 3


def test_old_traces_have_nine_fields(read):
    old = [one[:9] for one in (point(0, detail={"type": "mlat"}), point(10))]
    frame = read(trace(*old)).frame
    assert frame["source"].tolist() == ["mlat", "mlat"]
    assert frame["height_ellipsoid"].isna().all()


def test_points_that_are_none_cost_only_themselves(read):
    tracks = read(trace(point(0), "nothing", [1, 2], point(10, lat=None), point(20, lat=91), point(30)))
    report = tracks.report
    assert (report.records, report.kept, report.quarantined) == (6, 2, 4)
    assert report.issues["record"].tolist() == [1, 2, 3, 4]
    assert report.issues["text"].iloc[0] == '"nothing"'


def test_values_of_a_wrong_kind_are_missing(read):
    frame = read(trace(point(0, gs="fast", geom=[], alt={}), point(10, alt=10**500, gs=True))).frame
    assert frame[["ground_speed", "altitude_pressure"]].isna().all(axis=None)


AIRCRAFT = {
    "hex": "3c6444",
    "lat": 50.0,
    "lon": 8.0,
    "alt_baro": 32000,
    "alt_geom": 33000,
    "gs": 480.0,
    "flight": "DLH1 ",
}


def test_a_snapshot(read):
    content = {
        "now": 1700000000.0,
        "messages": 5,
        "aircraft": [
            {
                **AIRCRAFT,
                "seen_pos": 1.5,
                "track": 90.5,
                "baro_rate": -640,
                "squawk": "1000",
                "nac_p": 9,
                "type": "mlat",
            },
            {"hex": "abcdef", "flight": "NOPOS"},
            {**AIRCRAFT, "hex": "~00ff00", "alt_baro": "ground", "alt_geom": None},
            {"hex": "aa0000", "alt_baro": 9000, "gs": 300, "lastPosition": {"lat": 51.0, "lon": 9.0, "age": 65}},
            7,
        ],
    }
    tracks = read(content, "readsb aircraft.json")
    report = tracks.report
    assert (report.records, report.kept, report.quarantined) == (5, 3, 2)
    frame = tracks.frame.set_index("icao24")
    first = frame.loc["3c6444"]
    assert first["time"] == pd.Timestamp("2023-11-14T22:13:18.5Z")
    assert (first["altitude_pressure"], first["height_ellipsoid"]) == (9753.6, 10058.4)
    assert first["vertical_rate"] == pytest.approx(-640 * 0.3048 / 60)
    assert (first["horizontal_accuracy"], first["callsign"], first["source"]) == (30.0, "DLH1", "mlat")
    assert frame.loc["~00ff00", "on_ground"]
    assert np.isnan(frame.loc["~00ff00", "height_ellipsoid"])
    assert frame.loc["aa0000", "time"] == pd.Timestamp("2023-11-14T22:12:15Z")
    # the height of now is none of the place of a minute ago
    assert frame.loc["aa0000", ["altitude_pressure", "ground_speed"]].isna().all()
    assert report.issues["reason"].str.contains("heard, but not located").any()


def test_snapshots_of_several_moments_become_flights(tmp_path, read):
    lines = [json.dumps({"now": 1700000000.0 + i, "aircraft": [{**AIRCRAFT, "lon": 8.0 + i / 100}]}) for i in range(3)]
    tracks = read("\n".join([*lines, '{"now": 17000']), "readsb aircraft.json")
    assert (len(tracks), tracks.fixes, tracks.report.quarantined) == (1, 3, 1)
    assert tracks.report.issues["line"].dropna().tolist() == [4]
    for number, line in enumerate(lines):
        (tmp_path / f"history_{number}.json").write_text(line)
    several = lb.read_tracks([tmp_path / f"history_{number}.json" for number in (2, 0, 1)])
    assert several.ids == tracks.ids
    assert several.frame["longitude"].tolist() == [8.0, 8.01, 8.02]


def test_milliseconds_of_other_services(read):
    tracks = read({"now": 1700000000000, "ac": [AIRCRAFT]}, "readsb aircraft.json")
    assert tracks.frame["time"].iloc[0] == pd.Timestamp("2023-11-14T22:13:20Z")


def test_a_folder_of_the_past(tmp_path):
    for name, icao, packed in (("aa", "1234aa", True), ("bb", "5678bb", False), ("cc", "0000cc", False)):
        folder = tmp_path / "2023" / "11" / "14" / "traces" / name
        folder.mkdir(parents=True)
        data = json.dumps({**trace(point(0), point(10)), "icao": icao}).encode()
        data = b"{" if name == "cc" else data
        # as the program writes them: packed, but called .json all the same
        (folder / f"trace_full_{icao}.json").write_bytes(gzip.compress(data) if packed else data)
    (tmp_path / "2023" / "heatmap.bin").write_bytes(b"\0" * 100)
    for folder in (tmp_path, tmp_path / "2023/11/14/traces/aa"):
        assert recognise(folder).name == "readsb history"
    tracks = lb.read_tracks(tmp_path)
    assert (len(tracks), tracks.fixes) == (2, 4)
    assert (tracks.report.records, tracks.report.quarantined) == (5, 1)
    assert "trace_full_0000cc.json cannot be read" in tracks.report.issues["reason"].iloc[0]


def test_a_folder_without_traces_is_none(tmp_path):
    (tmp_path / "notes.txt").write_text("nothing")
    with pytest.raises(FileFormatError, match="folder"):
        lb.read_tracks(tmp_path)


@pytest.mark.parametrize(
    "content", ['{"icao": "a", "trace": [', '{"icao": "a", "trace": []}', '{"icao": 5, "trace": [], "icao": "']
)
def test_what_is_no_trace_is_told_in_one_sentence(tmp_path, content):
    path = tmp_path / "bad.json"
    path.write_text(content)
    with pytest.raises(FileFormatError, match="cannot be read as readsb trace"):
        lb.read_tracks(path)


def test_many_legs_take_no_time(tmp_path, read):
    tracks = read(trace(*(point(i, flags=2, detail={"flight": f"F{i}"}) for i in range(20_000))))
    assert len(tracks) == 20_000


def test_the_real_trace_mutated(shared_data, tmp_path):
    data = (shared_data / REAL).read_bytes()
    cut = data[: data.index(b"]", 20_000) + 1] + b"]}"
    survives_mutations(lb.read_tracks, cut, tmp_path / "mutated.json")


def test_a_snapshot_mutated(tmp_path):
    entries = [
        {**AIRCRAFT, "hex": f"{i:06x}", "seen_pos": 0.1, "lastPosition": {"lat": 1, "lon": 2}} for i in range(20)
    ]
    data = "\n".join(json.dumps({"now": 1700000000.0 + i, "aircraft": entries}) for i in range(3)).encode()
    survives_mutations(lb.read_tracks, data, tmp_path / "mutated.json")
