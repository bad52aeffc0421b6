"""OpenAir as files in the field write it, beyond the specification; each point was seen in a real file or dialect."""

import numpy as np
import pytest
import shapely
from pyproj import Geod

import lagebild as lb
from lagebild.codecs.openair import parse_coordinate, parse_coordinates
from lagebild.model.activation import ActivationKind

GEOD = Geod(ellps="WGS84")
SQUARE = "DP 47:00:00 N 008:00:00 E\nDP 47:00:00 N 009:00:00 E\nDP 48:00:00 N 009:00:00 E\nDP 48:00:00 N 008:00:00 E\n"
PLACE = (8 + 10 / 60, 47 + 12 / 60 + 30 / 3600)


@pytest.fixture
def read(tmp_path):
    def reading(text, encoding="utf-8"):
        path = tmp_path / "zones"
        path.write_bytes(text.encode(encoding))
        return lb.read_airspaces(path)

    return reading


@pytest.mark.parametrize(
    "text",
    ["47:12:30 N 008:10:00 E", "47:12.5N 008:10.0E", "47:12:30N008:10:00E", "47 12 30 N 8 10 0 E", "N47 12 30 E008:10:00",
     "N47:12:30 E008:10:00", "N 47:12:30 E 008:10:00", "n47°12'30\" e008°10'00\"", "47°12'30\"N 8°10'00\"E", "471230N 0081000E",
     "N471230 E0081000", "47:12:30N, 8:10:00E", "47:12:30.0 N 8:10 E"],
)  # fmt: skip
def test_coordinates(text):
    assert parse_coordinate(text) == pytest.approx(PLACE)


def test_halves_of_seconds():
    assert parse_coordinate("47:11:59.5 N 008:10:59.5 E") == pytest.approx((8 + 659.5 / 3600, 47 + 719.5 / 3600))


@pytest.mark.parametrize(
    "text", ["N471290 E0081000", "476030N 0081000E", "N47:12:30", "N47 12 30 E008 10 00 E", "N91 E8", "47 8"]
)
def test_no_coordinates(text):
    with pytest.raises(ValueError, match=r"coordinate|minutes|latitude"):
        parse_coordinate(text)


def test_two_coordinates_with_the_letter_first():
    assert parse_coordinates("N47:00:00 E008:00:00,N47:12:30 E008:10:00") == ((8.0, 47.0), pytest.approx(PLACE))


def test_a_glued_record(read):
    glued = SQUARE.replace("DP 47:00:00 N 008:00:00 E", "DPN47:00:00 E008:00:00")
    assert read("AC R\nAN One\nAL GND\nAH FL100\n" + glued).frame.geometry.iloc[0].equals(shapely.box(8, 47, 9, 48))


def test_the_second_dialect(read):
    extended = "AC D\nAY CTR\nAN Zürich\nAI 7f-1\nAF 118.100\nAG Tower\nAX 7000\nAA NONE\nAL GND\nAH 4500ft AMSL\n"
    row = read(extended + SQUARE + "AC R\nAY NONE\nAN Two\nAL GND\nAH FL100\n" + SQUARE).frame
    first, second = row.iloc[0], row.iloc[1]
    assert (first["airspace_id"], first["type"], first["icao_class"]) == ("7f-1", "CTR", "D")
    assert first["text"] == "frequency: 118.100\nstation: Tower\ntransponder: 7000"
    assert second["type"] == "R"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_encodings(read, encoding):
    assert read("AC R\r\nAN Zürich\r\nAL GND\r\nAH FL 100\r\n" + SQUARE, encoding).frame["name"].tolist() == ["Zürich"]


@pytest.mark.parametrize(
    ("text", "told"),
    [("1000ft GND", "1000 ft AGL"), ("GND", "GND"), ("SFC", "GND"), ("UNL", "UNL"), ("FL100", "FL 100"), ("FL 100", "FL 100"),
     ("3500 MSL", "3500 ft AMSL"), ("3500ft AMSL", "3500 ft AMSL"), ("1000 AGL", "1000 ft AGL"), ("1000m", "3281 ft AMSL"),
     ("1000/3500 ft AGL/AMSL", "1000 ft AGL / 3500 ft AMSL"), ("ft STD", None), ("ft", None), ("NOTAM", None)],
)  # fmt: skip
def test_limits(read, text, told):
    upper = read(f"AC R\nAN One\nAL GND\nAH {text}\n{SQUARE}").frame["upper"].iloc[0]
    assert (str(upper), upper.is_known) == (told or text, told is not None)
    assert upper.text == text


@pytest.mark.parametrize(
    ("records", "kind", "rules"),
    [(["MON-FRI 0800Z-1600Z"], "weekly", 1), (["MON 08:00Z-12:00Z", "SAT,SUN SR-SS"], "weekly", 2), (["SR-SS+30"], "weekly", 1),
     (["H24"], "always", 0), (["MON-FRI 0800-1600"], "unknown", 0), (["MON-FRI"], "unknown", 0), (["MON-FRI 0800Z-1600Z EXC HOL"], "unknown", 0),
     (["by NOTAM"], "notam", 0), (["NONE"], "unknown", 0)],
)  # fmt: skip
def test_weekly_times(read, records, kind, rules):
    lines = "".join(f"AA {record}\n" for record in records)
    activation = read(f"AC R\nAN One\nAL GND\nAH FL100\n{lines}{SQUARE}").frame["activation"].iloc[0]
    assert (str(activation.kind), len(activation.rules)) == (kind, rules)
    assert activation.text == "; ".join(records)


def test_weekly_times_to_the_minute(read):
    activation = read(f"AC R\nAN One\nAL GND\nAH FL100\nAA FRI-SUN 0730Z-1600Z\n{SQUARE}").frame["activation"].iloc[0]
    assert activation.kind is ActivationKind.WEEKLY
    (rule,) = activation.rules
    assert (rule.weekdays, rule.start.minutes, rule.end.minutes) == ((4, 5, 6), 450, 960)


def test_an_airway_with_a_width_is_a_corridor(read):
    legs = "V W=10\nDY 47:00:00 N 008:00:00 E\nDY 47:00:00 N 009:00:00 E\nDY 48:00:00 N 009:00:00 E\n"
    airspaces = read(f"AC A\nAN Airway\nAL FL100\nAH FL200\n{legs}")
    shape = airspaces.frame.geometry.iloc[0]
    assert shape.is_valid
    assert shape.geom_type == "Polygon"
    for lon, lat, azimuth in ((8.5, 47.001, 0.0), (9.0, 47.5, 90.0)):  # beside the middle of either leg
        sides = [GEOD.fwd(lon, lat, azimuth + turn, off)[:2] for turn in (0.0, 180.0) for off in (9_100.0, 9_500.0)]
        assert shapely.contains_xy(shape, *np.transpose(sides)).tolist() == [True, False, True, False]
    # 2 legs of 10 NM, of which a quarter of the joint's circle and the corner's square overlap
    first, second = GEOD.inv(8, 47, 9, 47)[2], GEOD.inv(9, 47, 9, 48)[2]
    expected = (first + second) * 18_520.0 - 9_260.0**2 + np.pi / 4 * 9_260.0**2
    assert abs(GEOD.geometry_area_perimeter(shape)[0]) == pytest.approx(expected, rel=2e-3)


@pytest.mark.parametrize(
    "legs",
    [
        "DY 47:00:00 N 008:00:00 E\n" * 2,
        "V W=5\nDY 47:00:00 N 008:00:00 E\n" * 2,
        "V W=x\nDY 47:00:00 N 008:00:00 E\n",
        "DL 47:00:00 N 008:00:00 E\n",
    ],
)
def test_lines_are_no_areas(read, legs):
    good = f"AC R\nAN One\nAL GND\nAH FL100\n{SQUARE}"
    assert read(f"{good}AC A\nAN Airway\nAL GND\nAH FL100\n{legs}").report.quarantined == 1


def test_a_width_that_is_none_does_no_harm_to_a_polygon(read):
    airspaces = read(f"AC R\nAN One\nAL GND\nAH FL100\nV W=wide\n{SQUARE}")
    assert airspaces.report.kept == 1
    assert "no number" in airspaces.report.issues["reason"].iloc[0]


FILES = {
    "airspaces/openair-germany-2026-03.txt": (678, 676, 2, 0),
    "airspaces/openair-switzerland.txt": (334, 308, 7, 19),
    "airspaces/openair-broken.txt": (3, 2, 0, 1),
    "benalla/airspace.txt": (23, 23, 0, 0),
    "benalla/AirspaceAus-DAA.txt": (662, 659, 2, 1),
}


@pytest.mark.parametrize("name", FILES)
def test_real_files(shared_data, name):
    report = lb.read_airspaces(shared_data / name).report
    assert (report.records, report.kept, report.repaired, report.quarantined) == FILES[name]
    assert report.records == (shared_data / name).read_bytes().decode("cp1252").count("\nAC ") + (
        shared_data / name
    ).read_bytes().startswith(b"AC ")
