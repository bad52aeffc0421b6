import random

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import lagebild as lb
from lagebild.errors import FileFormatError
from tests.readers.helpers import attempt

HEADER = ["AXXX001", "HFDTE160726", "HFGIDGLIDERID:D-1234"]
FIX = "B{time}5407121N00249342W{validity}{pressure:05d}{gnss:05d}"


def fix(time="160240", validity="A", pressure=280, gnss=421):
    return FIX.format(time=time, validity=validity, pressure=pressure, gnss=gnss)


@pytest.fixture
def read(tmp_path):
    def reading(*lines, header=HEADER, name="flight.dat"):
        path = tmp_path / name
        path.write_text("\r\n".join([*header, *lines]) + "\r\n", encoding="utf-8")
        return lb.read_tracks(path)

    return reading


def notes(tracks):
    issues = tracks.report.issues
    return " | ".join(issues["reason"][issues["severity"] == "note"])


def test_one_fix(read):
    tracks = read(fix())
    row = tracks.frame.iloc[0]
    assert tracks.ids == ["2026-07-16_D-1234"]
    assert row["time"] == pd.Timestamp("2026-07-16T16:02:40Z")
    assert row["callsign"] == "D-1234"
    assert row["altitude_pressure"] == 280.0


@pytest.mark.parametrize(
    ("record", "column"), [("HFALGALTGPS:ELL", "height_ellipsoid"), ("HFALGALTGPS:GEO", "altitude_amsl")]
)
def test_the_header_tells_the_datum(read, record, column):
    tracks = read(fix(), fix("160241", "V", gnss=0), header=[*HEADER, record])
    assert tracks.frame[column].tolist()[0] == 421.0
    assert np.isnan(tracks.frame[column].iloc[1])
    assert "altitude_gnss" not in tracks.frame
    assert tracks.report.kept == 2
    assert "1 of 2 fixes are V fixes" in notes(tracks)


def test_an_unknown_datum_is_never_guessed(read):
    tracks = read(fix())
    assert tracks.height_columns == ["altitude_pressure"]
    assert tracks.frame["altitude_gnss"].tolist() == [421.0]
    assert "HFALG" in notes(tracks)


def test_pressure_of_another_setting_is_no_pressure_altitude(read):
    tracks = read(fix(), header=[*HEADER, "HFALPALTPRESSURE:MSL"])
    assert "altitude_pressure" not in tracks.frame
    assert tracks.frame["altitude_barometric"].tolist() == [280.0]
    assert "HFALP" in notes(tracks)


def test_a_recorder_without_sensor(read):
    tracks = read(fix(pressure=0), fix("160250", pressure=0), header=[*HEADER, "HFALGALTGPS:ELL"])
    assert tracks.height_columns == ["height_ellipsoid"]
    assert "not recorded" in notes(tracks)


def test_midnight(read):
    tracks = read(fix("235950"), fix("000010"), fix("000005"), fix("235959"))
    times = tracks.frame["time"].dt.strftime("%dT%H%M%S").tolist()
    assert times == ["16T235950", "16T235959", "17T000005", "17T000010"]
    assert "run backwards" in notes(tracks)


def test_a_second_date_record(read):
    tracks = read(fix("235950"), "HFDTE170726", fix("000010"))
    assert tracks.frame["time"].dt.day.tolist() == [16, 17]


@pytest.mark.parametrize("spelling", ["HFDTE160726", "HFDTEDATE:160726,01"])
def test_spellings_of_the_date(read, spelling):
    assert read(fix(), header=["AXXX001", spelling]).frame["time"].iloc[0].date().isoformat() == "2026-07-16"


def test_a_missing_date_is_one_sentence(read, tmp_path):
    with pytest.raises(FileFormatError, match=r"flight\.dat \(IGC\) has no date"):
        read(fix(), header=["AXXX001"])


def test_bad_lines_are_left_out_with_number_and_text(read):
    tracks = read(fix(), "B1602", fix("160241"), fix("160241"), "B1602425407121N00249342WX0028000421", "V")
    report = tracks.report
    assert (report.records, report.kept, report.quarantined) == (5, 2, 3)
    issues = report.issues.query("severity == 'quarantined'").sort_values("line")
    assert issues["line"].tolist() == [5, 7, 8]
    assert issues["text"].iloc[0] == "B1602"


def test_a_v_fix_without_any_position(read):
    tracks = read("B1602400000000N00000000EV0028000000", fix())
    assert (tracks.report.kept, tracks.report.quarantined) == (1, 1)


def test_names(read, tmp_path):
    assert read(fix(), header=HEADER[:2], name="abc.igc").ids == ["2026-07-16_abc"]
    assert read(fix(), header=[*HEADER[:2], "HFCIDCOMPETITIONID:7T"]).ids == ["2026-07-16_7T"]
    paths = []
    for name in ("a", "b"):
        path = tmp_path / name
        path.write_text("\n".join([*HEADER, fix()]), encoding="utf-8")
        paths.append(path)
    assert lb.read_tracks(paths).ids == ["2026-07-16_D-1234", "2026-07-16_D-1234#2"]


def test_no_fix_is_one_sentence(read):
    with pytest.raises(FileFormatError, match="holds no fixes"):
        read("HFPLTPILOT:x", "LXXX")


@pytest.mark.parametrize(
    ("name", "fixes", "first", "track_id"),
    [("benalla/01lz1hq1.igc", 4960, ("2010-01-21T00:26:05Z", 146 + 21.495 / 60, -(35 + 59.520 / 60), 166.0),
      "2010-01-21_D-KJLH"),
     ("benalla/0asljd01.igc", 4020, None, "2010-10-28_PH-1422"),
     ("tracks/skytraxx.igc", 2008, ("2023-04-15T07:39:37Z", 31 + 58.247 / 60, 36 + 34.583 / 60, 573.0),
      "2023-04-15_skytraxx")],
)  # fmt: skip
def test_real_flights(shared_data, name, fixes, first, track_id):
    tracks = lb.read_tracks(shared_data / name)
    assert (tracks.report.records, tracks.report.kept) == (fixes, fixes)
    assert tracks.ids == [track_id]
    if first is not None:
        row = tracks.frame.iloc[0]
        assert row["time"] == pd.Timestamp(first[0])
        assert (row["longitude"], row["latitude"]) == pytest.approx(first[1:3], abs=1e-12)
        assert row["altitude_pressure"] == first[3]


def test_a_real_flight_against_a_reading_line_by_line(shared_data):
    path = shared_data / "benalla/0asljd01.igc"
    frame = lb.read_tracks(path).frame
    lines = [line for line in path.read_text("latin-1").splitlines() if line.startswith("B")]
    pressure = [int(line[25:30]) for line in lines]
    gnss = [int(line[30:35]) for line in lines]
    accuracy = [int(line[35:38]) for line in lines]
    noise = [int(line[38:41]) for line in lines]
    second = [int(line[1:3]) * 3600 + int(line[3:5]) * 60 + int(line[5:7]) for line in lines]
    assert frame["altitude_pressure"].tolist() == pressure
    assert frame["altitude_gnss"].tolist() == gnss
    assert frame["horizontal_accuracy"].tolist() == accuracy
    assert frame["igc_enl"].tolist() == noise
    day = pd.Timestamp("2010-10-28T00:00Z")
    assert ((frame["time"] - day).dt.total_seconds()).tolist() == second


SEED = [*HEADER, "I013638FXA", *(fix(f"1602{second:02d}") + "012" for second in range(10)), "LXXX", "GABCD"]


@given(st.integers(0, 10**9))
def test_whatever_happens_to_the_lines_the_report_adds_up(tmp_path_factory, seed):
    chance = random.Random(seed)
    lines = list(SEED)
    for _ in range(chance.randint(1, 8)):
        where = chance.randrange(len(lines))
        at = chance.randint(0, len(lines[where]))
        lines[where] = chance.choice(
            ["", lines[where][:at], lines[where][:at] + chance.choice("09BHNSEWAV-Äx ") + lines[where][at:], fix()]
        )
    path = tmp_path_factory.getbasetemp() / "spoiled.igc"
    path.write_text("\n".join(lines), encoding="utf-8")
    tracks, message = attempt(lb.read_tracks, path)
    if tracks is None:
        assert str(path) in message
        return
    report = tracks.report
    assert report.records == report.kept + report.repaired + report.quarantined
    assert report.records == sum(line.startswith("B") for line in lines)
