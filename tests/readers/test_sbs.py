"""SBS-1 logs after the description of BaseStation's port 30003, as dump1090 writes them."""

import numpy as np
import pandas as pd
import pytest

import lagebild as lb
from lagebild.errors import FileFormatError
from lagebild.readers.recognise import recognise
from tests.readers.mutations import survives_mutations


def line(kind=3, *, at="14:53:50.594", hex24="4CA2D6", day="2008/11/28", **fields):
    names = ("callsign", "altitude", "gs", "track", "lat", "lon", "vr", "squawk", "alert", "emergency", "spi", "ground")
    rest = [str(fields.get(name, "")) for name in names]
    return ",".join(["MSG", str(kind), "1", "1", hex24, "1", day, at, day, at, *rest])


def fix(at, **fields):
    return line(3, at=at, **{"altitude": 37000, "lat": 51.5, "lon": -1.2, "ground": 0, **fields})


@pytest.fixture
def read(tmp_path):
    def reading(*lines):
        path = tmp_path / "log.csv"
        path.write_text("\r\n".join(lines) + "\r\n")
        assert recognise(path).name == "SBS-1"
        return lb.read_tracks(path)

    return reading


def test_a_position_and_its_units(read):
    row = read(fix("14:53:50.594", gs=420, track=90.5, vr=-640, callsign="RYR1427 ", squawk="1234")).frame.iloc[0]
    assert row["time"] == pd.Timestamp("2008-11-28T14:53:50.594Z")
    assert (row["longitude"], row["latitude"]) == (-1.2, 51.5)
    assert row["altitude_pressure"] == 11277.6
    assert row["ground_speed"] == pytest.approx(420 * 1852 / 3600)
    assert row["vertical_rate"] == pytest.approx(-640 * 0.3048 / 60)
    assert (row["callsign"], row["icao24"], row["squawk"], row["on_ground"]) == ("RYR1427", "4ca2d6", "1234", False)


def test_other_messages_tell_the_rest(read):
    frame = read(
        line(1, at="14:50:00.000", callsign="RYR1427"),
        line(6, at="14:51:00.000", squawk="1234", altitude=37000),
        line(4, at="14:53:45.000", gs=420, track=90, vr=0),
        line(4, at="14:53:49.000", hex24="AAAAAA", gs=1, track=1, vr=64),
        fix("14:53:50.000"),
        fix("14:54:30.000"),
        fix("15:01:30.000"),
    ).frame
    # the speed is 5 s old, then 45; the callsign 4 minutes, then 11
    assert frame["ground_speed"].notna().tolist() == [True, False, False]
    assert frame["track_angle"].tolist()[0] == 90
    assert frame["squawk"].fillna("-").tolist() == ["1234", "1234", "-"]
    assert frame["callsign"].fillna("-").tolist() == ["RYR1427", "RYR1427", "-"]


def test_nothing_is_taken_from_later_messages(read):
    frame = read(fix("14:53:50.000"), line(4, at="14:53:51.000", gs=420, track=90, vr=0)).frame
    assert frame["ground_speed"].isna().all()


def test_what_is_no_position_is_counted(read):
    tracks = read(
        "STA,,5,179,400AE7,10103,2008/11/28,14:58:51.153,2008/11/28,14:58:51.153,RM",
        fix("14:53:50.594"),
        line(3, altitude=1000),
        "MSG,3,1,1",
        "rubbish",
        line(2, at="14:53:55.000", lat=51.4, lon=-1.3, ground=-1, gs=12),
    )
    report = tracks.report
    assert (report.records, report.kept, report.quarantined) == (4, 2, 2)
    assert report.issues.loc[report.issues["severity"] == "quarantined", "line"].tolist() == [4, 5]
    reasons = " ".join(report.issues["reason"])
    assert "1 STA" in reasons
    assert "1 position messages tell no place" in reasons
    assert "read as UTC" in reasons
    assert tracks.frame["on_ground"].tolist() == [False, True]


@pytest.mark.parametrize(
    ("bad", "reason"),
    [({"lat": 95}, "latitude"), ({"lon": "181"}, "longitude"), ({"at": "25:61:00.000"}, "time is missing")],
)
def test_records_that_cannot_be_fixes_cost_only_themselves(read, bad, reason):
    tracks = read(fix("14:53:50.594"), fix(**{"at": "14:53:55.000", **bad}))
    assert (tracks.report.records, tracks.report.quarantined) == (2, 1)
    assert reason in tracks.report.gravest_first["reason"].iloc[0]


def test_values_that_are_no_numbers_are_missing_and_counted(read):
    tracks = read(fix("14:53:50.594", gs="4x0", vr="1e99"), fix("14:53:51.594", gs=12, altitude="-"))
    assert tracks.report.kept == 2
    assert tracks.frame["vertical_rate"].isna().all()
    assert tracks.frame["altitude_pressure"].isna().tolist() == [False, True]
    reasons = " ".join(tracks.report.issues["reason"])
    for name in ("ground_speed", "vertical_rate", "altitude"):
        assert f"1 values of '{name}' are no numbers" in reasons


def test_a_log_without_positions_is_told(read):
    with pytest.raises(FileFormatError, match="holds no fixes"):
        read(line(1, callsign="RYR1427"))


def test_a_hundred_thousand_lines_are_read_as_a_plain_loop_would(tmp_path):
    rng = np.random.default_rng(3)
    lines = []
    for number in range(20_000):
        at = f"{10 + number // 3600:02d}:{number // 60 % 60:02d}:{number % 60:02d}.{number % 1000:03d}"
        kind = int(rng.integers(1, 5))
        plane = f"{int(rng.integers(1, 6)):06X}"
        if kind == 4:
            lines.append(line(4, at=at, hex24=plane, gs=number % 500, track=number % 360, vr=0))
        elif kind == 1:
            lines.append(line(1, at=at, hex24=plane, callsign=f"C{plane}"))
        else:
            lines.append(fix(at, hex24=plane, lon=round(number / 1000, 3)))
    path = tmp_path / "big.log"
    path.write_text("\n".join(lines))
    frame = lb.read_tracks(path).frame
    speeds = {}
    expected = {}
    for text in lines:
        fields = text.split(",")
        moment = pd.Timestamp(f"2008-11-28T{fields[7]}Z")
        if fields[1] == "4":
            speeds[fields[4]] = (moment, float(fields[12]))
        elif fields[1] == "3":
            last = speeds.get(fields[4])
            fresh = last is not None and moment - last[0] <= pd.Timedelta("10s")
            expected[(fields[4].lower(), moment)] = last[1] * 1852 / 3600 if fresh else np.nan
    got = frame.set_index(["icao24", "time"])["ground_speed"]
    assert len(got) == len(expected)
    wanted = pd.Series(expected).reindex(got.index)
    np.testing.assert_allclose(got.to_numpy(), wanted.to_numpy(), rtol=1e-6)


def test_mutated(tmp_path):
    data = "\n".join([line(1, callsign="A"), *(fix(f"14:53:{i:02d}.000", gs=i) for i in range(40))]).encode()
    survives_mutations(lb.read_tracks, data, tmp_path / "log")
