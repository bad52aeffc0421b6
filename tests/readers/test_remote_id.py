"""Remote ID: answers written here after the interfaces of ASTM F3411-19 and -22a, and OpenDroneID's names."""

import copy
import json

import numpy as np
import pandas as pd
import pytest

import lagebild as lb
from lagebild.errors import FileFormatError
from lagebild.readers.recognise import recognise
from tests.readers.mutations import survives_mutations

POSITION = {
    "lat": 48.0, "lng": 8.0, "alt": 550.5, "accuracy_h": "HA10m", "accuracy_v": "VA150mPlus",
    "extrapolated": False, "pressure_altitude": 480.0,
}  # fmt: skip


def flight(second=5, *, old=False, recent=(), simulated=False, position=None, **state):
    def moment(at):
        text = f"2026-05-12T08:00:{at:02d}Z"
        return text if old else {"value": text, "format": "RFC3339"}

    return {
        "id": "flight-1",
        "aircraft_type": "Helicopter",
        "simulated": simulated,
        "current_state": {
            "timestamp": moment(second), "timestamp_accuracy": 0.1, "operational_status": "Airborne",
            "position": {**POSITION, **(position or {})}, "height": {"distance": 60.0, "reference": "TakeoffLocation"},
            "track": 90.0, "speed": 12.5, "speed_accuracy": "SA3mps", "vertical_speed": -1.5, **state,
        },
        "recent_positions": [{"time": moment(at), "position": {**POSITION, "lat": 48.0 - (5 - at) / 1e3}} for at in recent],
        "details": {"uas_id": {"serial_number": "1596F350457791151E8", "registration_number": "DEU123"}, "operator_id": "op"},
    }  # fmt: skip


LOG = {
    "UASID": "1596F350457791151E8", "Latitude": 48.0, "Longitude": 8.0, "AltitudeBaro": 480.0, "AltitudeGeo": 550.5,
    "Height": 60.0, "HeightType": 1, "Direction": 90, "SpeedHorizontal": 12.5, "SpeedVertical": -1.5,
    "HorizAccuracy": 10, "TimeStamp": 5.5,
}  # fmt: skip


@pytest.fixture
def read(tmp_path):
    def reading(*documents):
        path = tmp_path / "answers.json"
        path.write_text("\n".join(map(json.dumps, documents)), encoding="utf-8")
        assert recognise(path).name == "Remote ID"
        return lb.read_tracks(path)

    return reading


@pytest.mark.parametrize("old", [False, True])
def test_an_answer(read, old):
    tracks = read({"flights": [flight(old=old, recent=(3, 4, 5))]})
    assert (tracks.ids, tracks.report.records, tracks.report.kept) == (["flight-1"], 3, 3)
    row = tracks.frame.iloc[-1]
    assert row["time"] == pd.Timestamp("2026-05-12T08:00:05Z")
    assert (row["longitude"], row["latitude"]) == (8.0, 48.0)
    assert (row["height_ellipsoid"], row["altitude_pressure"], row["height_above_takeoff"]) == (550.5, 480.0, 60.0)
    assert (row["track_angle"], row["ground_speed"], row["vertical_rate"]) == (90.0, 12.5, -1.5)
    assert (row["registration"], row["operator_id"], row["platform"]) == ("DEU123", "op", "Helicopter")
    assert row["horizontal_accuracy"] == 10.0
    # more than 150 m is no bound
    assert row["remote_id_accuracy_v"] == "VA150mPlus"
    assert "vertical_accuracy" not in row or np.isnan(row["vertical_accuracy"])
    assert "altitude_amsl" not in row
    assert np.isnan(tracks.frame["ground_speed"].iloc[0])


def test_unknown_is_missing(read):
    unknown = {"alt": -1000, "pressure_altitude": -1000}
    known = flight(4)
    frame = read({"flights": [known, flight(5, position=unknown, track=361, speed=255, vertical_speed=63)]}).frame
    columns = ["height_ellipsoid", "altitude_pressure", "track_angle", "ground_speed", "vertical_rate"]
    assert frame[columns].notna().all(axis=1).tolist() == [True, False]
    assert frame[columns].iloc[1].isna().all()


def test_no_position_is_told(read):
    report = read({"flights": [flight(4), flight(5, position={"lat": 0, "lng": 0})]}).report
    assert (report.records, report.kept, report.quarantined) == (2, 1, 1)
    assert str(report.issues["reason"].iloc[0]) == "no position is known"


def test_several_answers_tell_a_position_once(read):
    answers = [{"flights": [flight(second, recent=())]} for second in (3, 4, 5)]
    answers[2]["flights"][0]["recent_positions"] = [
        {"time": one["flights"][0]["current_state"]["timestamp"], "position": POSITION} for one in answers
    ]
    tracks = read(*answers)
    assert (tracks.fixes, tracks.report.quarantined) == (3, 0)
    assert tracks.frame["ground_speed"].notna().all()


def test_extrapolated_and_simulated(read):
    tracks = read({"flights": [flight(4, simulated=True), flight(5, simulated=True, position={"extrapolated": True})]})
    assert tracks.frame["extrapolated"].tolist() == [False, True]
    assert tracks.report.synthetic
    assert not read({"flights": [flight(4)]}).report.synthetic


@pytest.mark.parametrize(
    ("time", "sent"),
    [
        ("2026-05-12T08:00:06Z", "2026-05-12T08:00:05.5Z"),
        ("2026-05-12T07:59:59Z", "2026-05-12T08:00:05.5Z"),
        (1778572806, "2026-05-12T08:00:05.5Z"),
        (1778572806000, "2026-05-12T08:00:05.5Z"),
    ],
)
def test_a_log_of_a_receiver(read, time, sent):
    row = read({**LOG, "time": time}).frame.iloc[0]
    assert row["time"] == pd.Timestamp(sent)
    assert (row["height_ellipsoid"], row["altitude_pressure"], row["height_above_ground_reported"]) == (550.5, 480, 60)
    assert (row["horizontal_accuracy"], row["ground_speed"]) == (10.0, 12.5)


def test_messages_within_a_record(read):
    inner = {key: value for key, value in LOG.items() if key != "UASID"}
    tracks = read({"time": "2026-05-12T08:00:06Z", "BasicID": {"UASID": "A1"}, "Location": inner})
    assert tracks.ids == ["A1"]
    assert tracks.frame["time"].iloc[0] == pd.Timestamp("2026-05-12T08:00:05.5Z")


def test_seconds_after_the_hour_alone_cannot_be_dated(read):
    with pytest.raises(FileFormatError, match="only the second after the full hour is known"):
        read(LOG)
    report = read({**LOG, "time": "2026-05-12T08:00:06Z"}, LOG).report
    assert (report.kept, report.quarantined) == (1, 1)


@pytest.mark.parametrize("kind", ["network", "log"])
def test_mutated(tmp_path, kind):
    answers = [{"flights": [flight(second, recent=(1, 2, 3))]} for second in range(4, 9)]
    logs = [
        {**copy.deepcopy(LOG), "time": f"2026-05-12T08:00:{second:02d}Z", "TimeStamp": second} for second in range(9)
    ]
    text = "\n".join(map(json.dumps, answers if kind == "network" else logs))
    assert survives_mutations(lb.read_tracks, text.encode(), tmp_path / "mutated.json") > 0
