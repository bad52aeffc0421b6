"""Raw Mode S: published example messages (J. Sun, The 1090 MHz Riddle) in the framings of receivers."""

import struct
from datetime import date

import numpy as np
import pandas as pd
import pytest

import lagebild as lb
from lagebild.codecs.modes_frames import parse_beast
from lagebild.errors import FileFormatError
from lagebild.readers.format import Site
from lagebild.readers.recognise import recognise
from tests.readers.modes_messages import with_address
from tests.readers.mutations import COUNT, survives_mutations

pytest.importorskip("rs1090")

EVEN = "8D40621D58C382D690C8AC2863A7"
ODD = "8D40621D58C386435CC412692AD6"
"""Airborne at 38,000 ft; the place by the pair, the odd one later: 52.26578 N 3.93891 E."""

CALLSIGN = "8D4840D6202CC371C32CE0576098"  # KLM1023
VELOCITY = "8D485020994409940838175B284F"  # 159 kt, 182.88°, -832 ft/min, GNSS 550 ft above baro
SHORT = "5D484FDEA248F5"
DAY = date(2026, 5, 12)


def beast(*messages, start=0):
    found = bytearray()
    for number, message in enumerate(messages):
        data = bytes.fromhex(message)
        body = struct.pack(">Q", start + number * 12_000_000)[2:] + b"\x1a" + data
        found += b"\x1a" + (b"3" if len(data) == 14 else b"2") + body.replace(b"\x1a", b"\x1a\x1a")
    return bytes(found)


@pytest.fixture
def read(tmp_path):
    def reading(content, expected, **options):
        path = tmp_path / "recording"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        assert recognise(path).name == expected
        return lb.read_tracks(path, **options)

    return reading


def check_pair(tracks, time):
    (row,) = [row for _, row in tracks.frame.iterrows()]
    assert row["icao24"] == "40621d"
    assert (row["latitude"], row["longitude"]) == (pytest.approx(52.26578, abs=1e-5), pytest.approx(3.93891, abs=1e-5))
    assert row["altitude_pressure"] == 11582.4
    assert row["time"] == pd.Timestamp(time)
    assert not row["on_ground"]


def test_a_pair_of_messages_in_every_framing(read):
    # a second after the first message, which stands at midnight
    midnight = "2026-05-12T00:00:01Z"
    check_pair(read(beast(EVEN, ODD), "Beast", day=DAY), midnight)
    check_pair(read(f"@000000000000{EVEN};\n@000000B71B00{ODD};\n", "Mode S text", day=DAY), midnight)
    check_pair(read(f"<00000000000012{EVEN};\n<000000B71B0012{ODD};\n", "Mode S text", day=DAY), midnight)
    check_pair(read(f"1700000000.25,{EVEN}\n1700000001.25,{ODD}\n", "Mode S text"), "2023-11-14T22:13:21.25Z")
    check_pair(read(f"1700000000.25 *{EVEN};\n1700000001.25 *{ODD};\n", "Mode S text"), "2023-11-14T22:13:21.25Z")


def test_the_later_of_the_pair_tells_the_place(read):
    row = read(f"1700000000,{ODD}\n1700000001,{EVEN}\n", "Mode S text").frame.iloc[0]
    assert (row["latitude"], row["longitude"]) == (pytest.approx(52.25720, abs=1e-5), pytest.approx(3.91937, abs=1e-5))


def test_one_message_is_enough_where_the_receiver_stands_near(read):
    frame = read(f"1700000000,{EVEN}\n", "Mode S text", site=Site(longitude=4.0, latitude=52.0)).frame
    assert frame["latitude"].iloc[0] == pytest.approx(52.25720, abs=1e-5)


def test_other_messages_of_the_aircraft_tell_the_rest(read):
    velocity, name = with_address(VELOCITY, "40621D"), with_address(CALLSIGN, "40621D")
    lines = [f"1700000000,{name}", f"1700000001,{velocity}", f"1700000002,{EVEN}", f"1700000003,{ODD}"]
    row = read("\n".join(lines), "Mode S text").frame.iloc[0]
    assert row["callsign"] == "KLM1023"
    assert row["ground_speed"] == pytest.approx(159.2 * 1852 / 3600, abs=0.01)
    assert row["track_angle"] == pytest.approx(182.88, abs=0.01)
    assert row["vertical_rate"] == pytest.approx(-832 * 0.3048 / 60, abs=1e-4)
    # 38,000 + 550 ft
    assert row["height_ellipsoid"] == pytest.approx(38550 * 0.3048)


def test_what_is_no_place_is_told(read):
    wrong = ODD[:-1] + "7"
    text = f"1700000000,{EVEN}\nrubbish\n1700000001,{ODD}\n1700000002,{wrong}\n1700000003,{SHORT}\n"
    report = read(text, "Mode S text").report
    assert (report.records, report.kept, report.quarantined) == (2, 1, 1)
    reasons = " ".join(report.issues["reason"])
    for said in ("1 messages have a wrong checksum", "1 messages are no ADS-B", "1 position messages tell no place"):
        assert said in reasons
    assert report.issues["line"].dropna().tolist() == [2]


def test_damaged_beast_goes_on_at_the_next_frame(read):
    data = beast(CALLSIGN, VELOCITY, EVEN) + b"\x1a3\x00\x01" + beast(ODD, start=36_000_000)
    tracks = read(data, "Beast", day=DAY)
    assert tracks.fixes == 1
    assert tracks.report.quarantined == 1


def test_times_that_nobody_knows_are_not_guessed(read):
    with pytest.raises(FileFormatError, match="messages without times"):
        read(f"*{EVEN};\n*{ODD};\n", "Mode S text", day=DAY)
    with pytest.raises(FileFormatError, match="times without their day"):
        read(beast(EVEN, ODD), "Beast")


def test_a_receiver_that_has_run_for_days_begins_at_midnight_all_the_same(read):
    days = 20 * 86_400 * 12_000_000
    check_pair(read(beast(EVEN, ODD, start=days), "Beast", day=DAY), "2026-05-12T00:00:01Z")


def test_times_of_the_day_by_gps(read):
    def stamped(second, nanosecond, message):
        stamp = struct.pack(">Q", second << 30 | nanosecond)[2:]
        return b"\x1a3" + (stamp + b"\x1b" + bytes.fromhex(message)).replace(b"\x1a", b"\x1a\x1a")

    noon = 12 * 3600
    frames = [stamped(noon + second, second * 7_000_000, CALLSIGN) for second in range(0, 120, 5)]
    frames += [stamped(noon + 200, 250_000_000, EVEN), stamped(noon + 201, 250_000_000, ODD)]
    tracks = read(b"".join(frames), "Beast", day=DAY)
    check_pair(tracks, "2026-05-12T12:03:21.25Z")
    assert "no known start" not in " ".join(tracks.report.issues["reason"])


def test_messages_without_a_time_among_others_are_told(read):
    text = f"@000000000000{EVEN};\n@000000B71B00{ODD};\n@FF004D4C4154{EVEN};\n*{ODD};\n"
    tracks = read(text, "Mode S text", day=DAY)
    assert tracks.fixes == 1
    assert "2 messages have no time" in " ".join(tracks.report.issues["reason"])


def test_escapes_are_taken_out():
    data = bytes.fromhex("8D1A1A1A58C382D690C8AC2863A7")
    found = parse_beast(beast(data.hex()))
    assert found.messages == [data.hex()]
    assert found.bad == []


def test_a_long_recording_is_decoded_in_parts_as_in_one(tmp_path, monkeypatch):
    lines = [f"{1_700_000_000 + number / 10},{(EVEN, ODD)[number % 2]}" for number in range(3_000)]
    path = tmp_path / "long.txt"
    path.write_text("\n".join(lines))
    whole = lb.read_tracks(path).frame
    monkeypatch.setattr("lagebild.readers.modes._BATCH", 1_100)
    parts = lb.read_tracks(path).frame
    assert len(whole) == len(parts)
    np.testing.assert_allclose(whole["latitude"], parts["latitude"])


def test_mutated(tmp_path):
    text = "\n".join(f"{1_700_000_000 + number},{(EVEN, ODD, CALLSIGN, VELOCITY)[number % 4]}" for number in range(40))
    survives_mutations(lb.read_tracks, text.encode(), tmp_path / "text", count=COUNT // 2)
    data = beast(*((EVEN, ODD, CALLSIGN, VELOCITY, SHORT) * 8))
    survives_mutations(lambda path: lb.read_tracks(path, day=DAY), data, tmp_path / "beast", count=COUNT // 2)
