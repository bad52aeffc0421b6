"""Logs of autopilots: the real ArduPilot and PX4 files against pymavlink and pyulog, and telemetry written by pymavlink."""

import io
import struct
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pandas as pd
import pytest

import lagebild as lb
from lagebild.codecs.gps_time import utc_of_gps
from lagebild.codecs.mavlink import parse_tlog
from lagebild.errors import FileFormatError
from lagebild.model.atmosphere import pressure_at
from lagebild.readers.autopilot_fixes import pressure_altitudes
from lagebild.readers.recognise import recognise
from tests.readers.mutations import survives_mutations

ARDUPILOT = "tracks/ardupilot.bin"
PX4 = "tracks/px4.ulg"
START = 1_700_000_000_000_000


def test_the_real_ardupilot_log_against_pymavlink(shared_data):
    mavutil = pytest.importorskip("pymavlink.mavutil")
    tracks = lb.read_tracks(shared_data / ARDUPILOT)
    log = mavutil.mavlink_connection(str(shared_data / ARDUPILOT))
    expected = []
    while (message := log.recv_match(type=["GPS"])) is not None:
        expected.append(message)
    assert (tracks.report.format, tracks.report.kept) == ("ArduPilot DataFlash", len(expected))
    frame = tracks.frame
    assert frame["latitude"].tolist() == [one.Lat for one in expected]
    assert frame["longitude"].tolist() == [one.Lng for one in expected]
    assert frame["altitude_amsl"].tolist() == [one.Alt for one in expected]
    np.testing.assert_allclose(frame["ground_speed"], [one.Spd for one in expected], rtol=1e-6)
    np.testing.assert_allclose(frame["vertical_rate"], [-one.VZ for one in expected], rtol=1e-6)
    # pymavlink counts 18 leap seconds as well
    assert frame["time"].iloc[0] == pd.Timestamp("2017-10-29T01:47:10Z")
    # 941.44 hPa before and after the second fix
    assert float(pressure_at(frame["altitude_pressure"].iloc[1])) == pytest.approx(941.442, abs=0.01)


@pytest.mark.parametrize(
    ("day", "offset"),
    [
        (date(1980, 1, 6), 0),
        (date(1999, 1, 1), 13),
        (date(2008, 12, 31), 14),
        (date(2016, 12, 31), 17),
        (date(2026, 5, 1), 18),
    ],
)
def test_gps_time_has_its_leap_seconds(day, offset):
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC) if offset else datetime(1980, 1, 6, 0, tzinfo=UTC)
    gps = noon + timedelta(seconds=offset) - datetime(1980, 1, 6, tzinfo=UTC)
    week, rest = divmod(gps, timedelta(weeks=1))
    found = utc_of_gps([week], [rest // timedelta(milliseconds=1)])
    assert pd.Timestamp(found[0], tz="UTC") == noon


def test_pressure_altitudes_are_interpolated_between_near_measurements_only():
    found = pressure_altitudes([0.5, 5.0, -1.0, 10.0], [0.0, 1.0, 9.5, 10.5], [101325.0, 101325.0, 50000.0, 50000.0])
    assert found[0] == pytest.approx(0.0, abs=1e-6)
    assert np.isnan(found[1:3]).all()
    assert float(pressure_at(found[3])) == pytest.approx(500.0)


def test_damage_costs_what_it_reaches(shared_data, tmp_path):
    data = bytearray((shared_data / ARDUPILOT).read_bytes())
    second = [at for at in range(len(data)) if data[at : at + 3] == b"\xa3\x95" + bytes([_number(data, b"GPS")])][1]
    data[second : second + 60] = b"\xff" * 60
    path = tmp_path / "cut.bin"
    path.write_bytes(data)
    assert lb.read_tracks(path).fixes == 4


def _number(data, name):
    at = data.index(b"\xa3\x95\x80")
    while data[at + 5 : at + 9].rstrip(b"\0") != name:
        at = data.index(b"\xa3\x95\x80", at + 1)
    return data[at + 3]


def test_an_ardupilot_log_without_positions_is_told(shared_data, tmp_path):
    path = tmp_path / "short.bin"
    path.write_bytes((shared_data / ARDUPILOT).read_bytes()[:89])
    with pytest.raises(FileFormatError, match="no GPS messages"):
        lb.read_tracks(path)


def test_the_real_px4_log_against_pyulog(shared_data):
    pyulog = pytest.importorskip("pyulog")
    tracks = lb.read_tracks(shared_data / PX4)
    log = pyulog.ULog(str(shared_data / PX4))
    topic = next(one for one in log.data_list if one.name == "vehicle_gps_position").data
    good = topic["fix_type"] >= 2
    report = tracks.report
    assert (report.records, report.kept, report.quarantined) == (190, int(good.sum()), int((~good).sum()))
    frame = tracks.frame
    np.testing.assert_allclose(frame["latitude"], topic["lat"][good] / 1e7, rtol=0, atol=1e-9)
    np.testing.assert_allclose(frame["altitude_amsl"], topic["alt"][good] / 1000)
    np.testing.assert_allclose(frame["height_ellipsoid"], topic["alt_ellipsoid"][good] / 1000)
    expected = pd.to_datetime(topic["time_utc_usec"][good], unit="us", utc=True)
    assert (frame["time"] == expected).all()
    # the simulated barometer stands at the simulated height
    assert frame["altitude_pressure"].iloc[-1] == pytest.approx(488.0, abs=1.0)


def test_a_px4_log_without_utc_needs_its_day(shared_data, tmp_path):
    pyulog = pytest.importorskip("pyulog")
    log = pyulog.ULog(str(shared_data / PX4))
    for topic in log.data_list:
        if "time_utc_usec" in topic.data:
            topic.data["time_utc_usec"][:] = 0
    made = io.BytesIO()
    log.write_ulog(made)
    path = tmp_path / "clockless.ulg"
    path.write_bytes(made.getvalue())
    with pytest.raises(FileFormatError, match="say its day"):
        lb.read_tracks(path)
    frame = lb.read_tracks(path, day=date(2026, 5, 12)).frame
    assert frame["time"].iloc[0].date() == date(2026, 5, 12)


def test_a_damaged_stretch_of_a_px4_log_costs_what_lies_in_it(shared_data, tmp_path):
    data = bytearray((shared_data / PX4).read_bytes())
    whole = lb.read_tracks(shared_data / PX4).fixes
    data[-40_000:-39_000] = b"\xff" * 1000
    path = tmp_path / "cut.ulg"
    path.write_bytes(data)
    tracks = lb.read_tracks(path)
    # of the last two seconds a thousand bytes are gone, of some 120 kB
    assert whole - 5 <= tracks.fixes <= whole
    assert "bytes of the log are damaged" in " ".join(tracks.report.issues["reason"])


@pytest.fixture
def telemetry():
    """A log as a ground station writes it, in either version of MAVLink."""
    pytest.importorskip("pymavlink")
    from pymavlink.dialects.v10 import ardupilotmega as one
    from pymavlink.dialects.v20 import ardupilotmega as two

    def writing(version=2, seconds=10):
        dialect = two if version == 2 else one
        sender = dialect.MAVLink(io.BytesIO(), srcSystem=7)
        found = bytearray()

        def write(at, message):
            found.extend(struct.pack(">Q", START + int(at * 1e6)) + message.pack(sender))

        for second in range(seconds):
            write(second, dialect.MAVLink_heartbeat_message(2, 3, 0, 0, 4, 3))
            write(second, dialect.MAVLink_scaled_pressure_message(second * 1000, 950.0 - second, 0.0, 2500))
            extra = {"alt_ellipsoid": 640_000 + second} if version == 2 else {}
            write(
                second + 0.1,
                dialect.MAVLink_gps_raw_int_message(
                    0, 3, 480_000_000, 80_000_000, 590_000, 100, 100, 1500, 9000, 10, **extra
                ),
            )
            write(
                second + 0.2,
                dialect.MAVLink_global_position_int_message(
                    second * 1000,
                    480_000_000 + second,
                    80_000_000 - second,
                    590_000 + second,
                    1000,
                    300,
                    -400,
                    -50,
                    9000,
                ),
            )
        vehicle = (0x3C6444, 481_000_000, 81_000_000, 0, 3_000_000, 9000, 20000, -250, b"DLH1", 3, 1, 63, 1000)
        write(seconds, dialect.MAVLink_adsb_vehicle_message(*vehicle))
        write(seconds + 1, dialect.MAVLink_adsb_vehicle_message(*vehicle[:3], 1, *vehicle[4:11], 62, 1000))
        return bytes(found)

    return writing


@pytest.mark.parametrize("version", [1, 2])
def test_telemetry(telemetry, tmp_path, version):
    path = tmp_path / "flight.dat"
    path.write_bytes(telemetry(version))
    assert recognise(path).name == "MAVLink"
    tracks = lb.read_tracks(path)
    assert (tracks.report.records, tracks.report.kept, tracks.report.quarantined) == (12, 11, 1)
    assert tracks.ids == ["adsb_3c6444", "flight"]
    own = tracks["flight"].frame
    assert own["latitude"].tolist() == [48.0 + second / 1e7 for second in range(10)]
    assert own["altitude_amsl"].tolist() == [590.0 + second / 1000 for second in range(10)]
    if version == 2:
        assert own["height_ellipsoid"].tolist() == [640.0 + second / 1000 for second in range(10)]
    else:
        assert own["height_ellipsoid"].isna().all()
    # 3 m/s to the north, 4 to the west, half a metre a second upwards
    assert own["ground_speed"].iloc[0] == pytest.approx(5.0)
    assert own["track_angle"].iloc[0] == pytest.approx(np.degrees(np.arctan2(-4, 3)) % 360)
    assert own["vertical_rate"].iloc[0] == pytest.approx(0.5)
    assert own["time"].iloc[0] == pd.Timestamp(START + 200_000, unit="us", tz="UTC")
    assert float(pressure_at(own["altitude_pressure"].iloc[0])) == pytest.approx(949.8, abs=0.01)
    other = tracks["adsb_3c6444"].frame.iloc[0]
    assert (other["callsign"], other["squawk"], other["icao24"]) == ("DLH1", "1000", "3c6444")
    assert (other["altitude_pressure"], other["vertical_rate"]) == (3000.0, -2.5)


def test_a_damaged_stretch_of_telemetry_costs_what_lies_in_it(telemetry, tmp_path):
    data = bytearray(telemetry(2))
    whole = len(parse_tlog(bytes(data)).messages["GLOBAL_POSITION_INT"].offsets)
    middle = parse_tlog(bytes(data)).messages["GLOBAL_POSITION_INT"].offsets[5]
    data[middle + 12] ^= 0xFF
    found = parse_tlog(bytes(data))
    assert len(found.messages["GLOBAL_POSITION_INT"].offsets) == whole - 1
    assert found.lost > 0
    path = tmp_path / "log.tlog"
    path.write_bytes(data)
    assert "belong to no whole frame" in " ".join(lb.read_tracks(path).report.issues["reason"])


def test_telemetry_mutated(telemetry, tmp_path):
    survives_mutations(lb.read_tracks, telemetry(2), tmp_path / "log.tlog")


def test_ardupilot_mutated(shared_data, tmp_path):
    survives_mutations(lb.read_tracks, (shared_data / ARDUPILOT).read_bytes(), tmp_path / "log.bin")


def test_ulog_mutated(shared_data, tmp_path):
    data = (shared_data / PX4).read_bytes()
    survives_mutations(lb.read_tracks, data[:200_000], tmp_path / "log.ulg")


def test_a_pressure_that_is_described_as_text_is_none(shared_data, tmp_path):
    data = bytearray((shared_data / ARDUPILOT).read_bytes())
    at = data.index(b"BARO", data.index(b"\xa3\x95\x80")) + 4
    kinds, columns = (
        data[at : at + 16].rstrip(b"\0").decode(),
        data[at + 16 : at + 80].rstrip(b"\0").decode().split(","),
    )
    letter = columns.index("Press")
    assert kinds[letter] == "f"
    data[at + letter] = ord("n")  # four bytes as well
    path = tmp_path / "log.bin"
    path.write_bytes(data)
    plain, damaged = lb.read_tracks(shared_data / ARDUPILOT).frame, lb.read_tracks(path).frame
    assert plain["altitude_pressure"].notna().any()
    assert damaged["altitude_pressure"].isna().all()
    assert damaged["altitude_amsl"].equals(plain["altitude_amsl"])
