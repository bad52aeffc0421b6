"""OGN logs after the network's description of its beacons (wiki.glidernet.org) and the APRS specification 1.01."""

from datetime import date

import pandas as pd
import pytest

import lagebild as lb
from lagebild.errors import FileFormatError
from lagebild.readers.recognise import recognise
from tests.readers.mutations import survives_mutations

SERVER = "# aprsc 2.0.14-g28c5a6a 29 Jun 2014 07:46:15 GMT GLIDERN1 37.187.40.234:14580"
GLIDER = (
    "FLRDF0A52>APRS,qAS,LSTB:/074548h4658.70N/00707.72E'090/054/A=001424 !W37! id06DF0A52 +020fpm +0.5rot FL011.50 "
    "55.2dB 0e -6.2kHz gps4x6"
)
STATION = "Letzi>APRS,TCPIP*,qAC,GLIDERN1:/074555h4730.52NI00807.68E&/A=002132"
STATUS = "Letzi>APRS,TCPIP*,qAC,GLIDERN1:>074555h v0.2.6.ARM CPU:0.7"


def beacon(clock="074548h", name="FLRDF0A52", receiver="LSTB", place="4658.70N/00707.72E'", motion="090/054", rest=""):
    return f"{name}>OGFLR,qAS,{receiver}:/{clock}{place}{motion}/A=001424 {rest}".rstrip()


@pytest.fixture
def read(tmp_path):
    def reading(*lines, **options):
        path = tmp_path / "ogn.log"
        path.write_text("\n".join(lines) + "\n")
        assert recognise(path).name == "OGN (APRS)"
        return lb.read_tracks(path, **options)

    return reading


def test_a_beacon_and_its_units(read):
    tracks = read(SERVER, STATION, STATUS, GLIDER)
    row = tracks.frame.iloc[0]
    assert row["time"] == pd.Timestamp("2014-06-29T07:45:48Z")
    assert row["latitude"] == pytest.approx(46 + 58.703 / 60, abs=1e-9)
    assert row["longitude"] == pytest.approx(7 + 7.727 / 60, abs=1e-9)
    assert row["altitude_amsl"] == round(1424 * 0.3048, 4)
    assert row["altitude_pressure"] == round(1150 * 0.3048, 4)
    assert row["ground_speed"] == pytest.approx(54 * 1852 / 3600)
    assert row["vertical_rate"] == pytest.approx(20 * 0.3048 / 60)
    assert (row["track_angle"], row["turn_rate"]) == (90, 1.5)
    assert (row["gps_horizontal"], row["gps_vertical"]) == (4, 6)
    assert (row["callsign"], row["address"], row["aircraft_kind"]) == ("FLRDF0A52", "df0a52", "glider")
    assert pd.isna(row["icao24"])  # 06: kind 1, an address of FLARM's own
    assert not row["no_tracking"]
    assert row["ogn_receiver"] == "LSTB"
    assert (tracks.report.records, tracks.report.kept) == (1, 1)
    assert "2 lines are reports of receivers" in " ".join(tracks.report.issues["reason"])


def test_an_icao_address_and_south_and_west(read):
    row = read(SERVER, beacon(name="ICA3836BC", place="3344.10S\\07022.50W^", rest="id253836BC")).frame.iloc[0]
    assert row["icao24"] == "3836bc"
    assert row["aircraft_kind"] == "jet aircraft"
    assert (row["latitude"], row["longitude"]) == (pytest.approx(-33.735), pytest.approx(-70.375))


def test_what_is_not_told_is_missing(read):
    frame = read(
        SERVER, beacon(motion="000/000"), beacon("074549h", motion="000/010"), beacon("074550h", motion="")
    ).frame
    assert frame["track_angle"].isna().all()
    assert frame["ground_speed"].notna().tolist() == [False, True, False]
    assert frame[["altitude_pressure", "vertical_rate", "icao24", "address", "aircraft_kind"]].isna().all(axis=None)


def test_many_receivers_hear_one_report(read):
    tracks = read(SERVER, beacon(), beacon(receiver="LFLE"), beacon("074549h", receiver="LFLE"))
    assert tracks.frame["ogn_receiver"].tolist() == ["LSTB", "LFLE"]
    assert (tracks.report.records, tracks.report.kept, tracks.report.quarantined) == (2, 2, 0)
    assert "1 reports repeat what another receiver heard" in " ".join(tracks.report.issues["reason"])


def test_aircraft_that_do_not_want_to_be_tracked_are_marked(read):
    tracks = read(SERVER, beacon(rest="id46DF0A52"), beacon("074549h", rest="id86DF0A52"), beacon("074550h"))
    assert tracks.frame["no_tracking"].tolist() == [True, True, False]
    assert "2 reports are of aircraft that do not want to be tracked" in " ".join(tracks.report.issues["reason"])


def test_the_day_of_the_server_holds_over_midnight(read):
    lines = [
        "# aprsc 2.0.14 30 Jun 2014 00:00:05 GMT GLIDERN1",
        beacon("235950h"),
        beacon("000010h"),
        beacon("302359z"),
        beacon("292359z"),
    ]
    tracks = read(*lines)
    assert tracks.frame["time"].tolist() == [
        pd.Timestamp("2014-06-29T23:59:00Z"),
        pd.Timestamp("2014-06-29T23:59:50Z"),
        pd.Timestamp("2014-06-30T00:00:10Z"),
    ]
    assert tracks.report.quarantined == 1  # of the 30th's end, which the log has not seen


def test_a_logger_s_own_time_and_the_user_s_day(read, tmp_path):
    stamped = read("2017-08-29T00:00:01Z: " + beacon("235958h"))
    assert stamped.frame["time"].tolist() == [pd.Timestamp("2017-08-28T23:59:58Z")]
    with pytest.raises(FileFormatError, match="without their day"):
        read(beacon())
    said = read(beacon("235958h"), beacon("000002h"), day=date(2020, 2, 28))
    assert said.frame["time"].astype(str).tolist() == ["2020-02-28 23:59:58+00:00", "2020-02-29 00:00:02+00:00"]


@pytest.mark.parametrize(
    "bad", ["rubbish", beacon("250000h"), beacon(place="9958.70N/00707.72E'"), beacon(place="46N/7E'")]
)
def test_a_bad_line_costs_only_itself(read, bad):
    tracks = read(SERVER, beacon(), bad, beacon("074549h"))
    assert (tracks.report.records, tracks.report.kept, tracks.report.quarantined) == (3, 2, 1)
    worst = tracks.report.gravest_first.iloc[0]
    assert (worst["line"], worst["text"]) == (3, bad)


def test_mutated(tmp_path):
    data = "\n".join(
        [SERVER, STATION, *(beacon(f"0745{i:02d}h", rest="id06DF0A52 +020fpm") for i in range(40))]
    ).encode()
    survives_mutations(lb.read_tracks, data, tmp_path / "log")
