"""NMEA 0183 and FLARM logs after the descriptions of both; relative places are held against geodesics."""

from datetime import date
from functools import reduce

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

import lagebild as lb
from lagebild.codecs.nmea import parse_nmea
from lagebild.errors import FileFormatError
from lagebild.readers.recognise import recognise
from tests.readers.mutations import survives_mutations


def sentence(body):
    return f"${body}*{reduce(lambda total, sign: total ^ ord(sign), body, 0):02X}"


def rmc(clock="101500.00", *, status="A", place="4735.5173,N,00731.3861,E", speed="45.0", course="084.4", day="230394"):
    return sentence(f"GPRMC,{clock},{status},{place},{speed},{course},{day},,,A")


def gga(clock="101500.00", *, place="4735.5173,N,00731.3861,E", altitude="545.4", separation="47.9", quality="1"):
    return sentence(f"GPGGA,{clock},{place},{quality},08,0.9,{altitude},M,{separation},M,,")


def pflaa(north=-1234, east=1234, above=220, kind=2, ident="DD8F12", motion="180,,30,-1.4", aircraft="1"):
    return sentence(f"PFLAA,0,{north},{east},{above},{kind},{ident},{motion},{aircraft}")


@pytest.fixture
def read(tmp_path):
    def reading(*lines, **options):
        path = tmp_path / "flug.nmea"
        path.write_text("\r\n".join(lines) + "\r\n")
        assert recognise(path).name == "NMEA (FLARM)"
        return lb.read_tracks(path, **options)

    return reading


def test_the_own_flight_and_its_heights(read):
    tracks = read(rmc(), gga(), sentence("PGRMZ,1800,F,2"), sentence("GPGSA,A,3,,,,,,,,,,,,,1,1,1"))
    (row,) = tracks.frame.to_dict("records")
    assert row["time"] == pd.Timestamp("1994-03-23T10:15:00Z")
    assert row["latitude"] == pytest.approx(47 + 35.5173 / 60, abs=1e-9)
    assert row["longitude"] == pytest.approx(7 + 31.3861 / 60, abs=1e-9)
    assert (row["altitude_amsl"], row["height_ellipsoid"]) == (545.4, pytest.approx(593.3))
    assert row["altitude_pressure"] == round(1800 * 0.3048, 4)
    assert row["ground_speed"] == pytest.approx(45 * 1852 / 3600)
    assert (row["track_angle"], row["callsign"]) == (pytest.approx(84.4), "flug")
    assert tracks.report.records == 1
    assert "1 GSA" in " ".join(tracks.report.issues["reason"])


@pytest.mark.parametrize(("north", "east"), [(-1234, 1234), (0, 0), (32767, -5), (-300, -20000)])
def test_another_aircraft_lies_where_a_geodesic_ends(read, north, east):
    frame = read(rmc(), gga(), pflaa(north, east)).frame
    other = frame[frame["callsign"] == "FLRDD8F12"].iloc[0]
    own = frame[frame["callsign"] == "flug"].iloc[0]
    azimuth, _, distance = Geod(ellps="WGS84").inv(
        own["longitude"], own["latitude"], other["longitude"], other["latitude"]
    )
    assert distance == pytest.approx(np.hypot(north, east), abs=0.01)
    if distance > 1:
        assert (azimuth - np.degrees(np.arctan2(east, north)) + 180) % 360 - 180 == pytest.approx(0, abs=1e-3)
    assert other["time"] == own["time"]
    # what it is measured from is not said
    assert other["altitude_gnss"] == pytest.approx(765.4)
    assert pd.isna(other[["altitude_amsl", "height_ellipsoid", "altitude_pressure"]]).all()
    assert (other["ground_speed"], other["vertical_rate"], other["track_angle"]) == (30, pytest.approx(-1.4), 180)
    assert (other["aircraft_kind"], other["relative_vertical"]) == ("glider", 220)
    assert pd.isna(other["icao24"])


def test_names_and_addresses_of_others(read):
    frame = read(rmc(), pflaa(kind=1, ident="4B0C92"), pflaa(ident="DD8F12!HB-1234", aircraft="D")).frame
    others = frame[frame["callsign"] != "flug"].set_index("track_id")
    assert others.loc["4b0c92_1", "icao24"] == "4b0c92"
    assert others.loc["HB-1234_1", "aircraft_kind"] == "unmanned"


def test_who_is_only_near_is_counted(read):
    tracks = read(rmc(), sentence("PFLAA,0,1500,,100,1,4B0C92,,,,,8"))
    assert len(tracks.frame) == 1
    assert "1 sentences tell how far" in " ".join(tracks.report.issues["reason"])


def test_positions_that_are_not_valid_and_none_at_all(read):
    empty = sentence("GPRMC,101459.00,V,,,,,,,230394,,,N")
    tracks = read(empty, rmc(status="V"), pflaa(), rmc("101501.00"))
    assert (tracks.report.records, tracks.report.kept, tracks.report.quarantined) == (3, 1, 2)
    assert tracks.report.issues.query("severity == 'quarantined'")["line"].tolist() == [2, 3]
    assert "1 sentences tell no own position" in " ".join(tracks.report.issues["reason"])


def test_another_aircraft_without_an_own_position_is_left_out(read):
    tracks = read(pflaa(), rmc())
    left_out = tracks.report.issues.query("severity == 'quarantined'")
    assert left_out["line"].tolist() == [1]
    assert "no own position was told before" in left_out["reason"].iloc[0]


def test_an_aircraft_that_says_its_name_later_is_one_flight(read):
    lines = [
        rmc(),
        pflaa(kind=1, ident="392AEB", motion="101,65535,233,0.0"),
        rmc("101501.00"),
        pflaa(kind=1, ident="392AEB!AFR1052"),
    ]
    frame = read(*lines).frame
    assert frame["track_id"].unique().tolist() == ["AFR1052_392aeb_1", "flug_1"]
    assert frame["turn_rate"].iloc[0] == -1  # 65535 is that without a sign


def test_a_wrong_checksum_and_rubbish_cost_only_themselves(read):
    wrong = rmc("101501.00")[:-2] + "00"
    tracks = read(
        rmc(), wrong, "rubbish", rmc("101502.00"), "$GPRMC,101503.00,A,4735.5173,N,00731.3861,E,1,1,230394,,,A"
    )
    assert (tracks.report.records, tracks.report.kept, tracks.report.quarantined) == (5, 3, 2)
    issues = tracks.report.issues.query("severity == 'quarantined'")
    assert issues["line"].tolist() == [2, 3]
    assert "checksum" in issues["reason"].iloc[0]
    assert issues["text"].tolist() == [wrong, "rubbish"]


def test_a_field_that_is_no_number_is_missing_and_told(read):
    tracks = read(
        rmc(), rmc("101501.00"), gga("101501.00", altitude="1e3OO"), pflaa(motion="180,,9e99,-1.4"), rmc("101502.00")
    )
    assert (tracks.report.records, tracks.report.kept, tracks.report.repaired) == (4, 2, 2)
    told = tracks.report.issues.query("severity == 'repaired'")
    assert told["line"].tolist() == [3, 4]
    assert told["reason"].tolist() == [
        "altitude '1e3OO' cannot be read; it is missing",
        "speed '9e99' cannot be read; it is missing",
    ]
    assert tracks.frame["altitude_amsl"].isna().all()


def test_midnight_and_logs_without_a_date(read):
    tracks = read(rmc("235959.00"), gga("235959.50"), gga("000000.50"), rmc("000001.00", day="240394"))
    moments = ("23T23:59:59", "23T23:59:59.5", "24T00:00:00.5", "24T00:00:01")
    assert tracks.frame["time"].tolist() == [pd.Timestamp(f"1994-03-{moment}Z") for moment in moments]
    with pytest.raises(FileFormatError, match="without their day"):
        read(gga())
    said = read(gga("235959"), gga("000001"), day=date(2020, 2, 28))
    assert said.frame["time"].astype(str).tolist() == ["2020-02-28 23:59:59+00:00", "2020-02-29 00:00:01+00:00"]


@given(
    st.lists(
        st.text(st.characters(min_codepoint=32, max_codepoint=126, exclude_characters="*,$"), max_size=12), max_size=9
    )
)
def test_every_checksum_is_what_a_plain_loop_makes_it(fields):
    good = sentence(",".join(["GPRMC", "", *fields]))
    log = parse_nmea(f"{good}\n{good[:-2]}{(int(good[-2:], 16) ^ 1):02X}\n".encode())
    assert log.bad == ((2, True),)
    assert log.sentences["RMC"].lines.tolist() == [1]


def test_mutated(tmp_path):
    lines = [
        line
        for i in range(20)
        for line in (rmc(f"1015{i:02d}.00"), gga(f"1015{i:02d}.00"), pflaa(ident=f"DD8F{i:02d}"))
    ]
    survives_mutations(lb.read_tracks, "\r\n".join(lines).encode(), tmp_path / "log")
