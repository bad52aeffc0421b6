import random
import re

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

import lagebild as lb
from lagebild.errors import FileFormatError
from lagebild.model.activation import ActivationKind
from tests.readers.helpers import attempt

GEOD = Geod(ellps="WGS84")
SQUARE = "DP 47:00:00 N 008:00:00 E\nDP 47:00:00 N 009:00:00 E\nDP 48:00:00 N 009:00:00 E\nDP 48:00:00 N 008:00:00 E\n"


def block(*lines, kind="R", name="One", border=SQUARE):
    extra = "".join(line + "\n" for line in lines)
    return f"AC {kind}\nAN {name}\nAL GND\nAH FL 100\n{extra}{border}\n"


@pytest.fixture
def read(tmp_path):
    def reading(text):
        path = tmp_path / "zones.bin"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return lb.read_airspaces(path)

    return reading


def reasons(airspaces, severity):
    issues = airspaces.report.issues
    return issues["reason"][issues["severity"] == severity].tolist()


def test_a_plain_block(read):
    airspaces = read(block("AF 123.450", "AX 7000", "* remark"))
    row = airspaces.frame.iloc[0]
    assert (row["name"], row["type"]) == ("One", "R")
    assert row.isna()["icao_class"]
    assert str(row["lower"]) == "GND"
    assert row["upper"].levels[0].value == 3048.0
    assert row["geometry"].equals(shapely.box(8, 47, 9, 48))
    assert row["text"] == "frequency: 123.450\ntransponder: 7000\nremark"
    assert row["source_record"].startswith("AC R\nAN One")
    assert airspaces.report.records == airspaces.report.kept == 1


@pytest.mark.parametrize(
    ("kind", "stated", "icao_class", "type_"),
    [("D", None, "D", "D"), ("D", "CTR", "D", "CTR"), ("CTR", None, None, "CTR"), ("UNC", "TMZ", None, "TMZ"),
     ("TMZ", None, None, "TMZ"), ("g", None, "G", "G")],
)  # fmt: skip
def test_class_and_type(read, kind, stated, icao_class, type_):
    row = read(block(*([f"AY {stated}"] if stated else []), kind=kind)).frame.iloc[0]
    assert (None if row.isna()["icao_class"] else row["icao_class"], row["type"]) == (icao_class, type_)


@pytest.mark.parametrize(
    ("name", "kind", "text"),
    [("EDR1 H24", "always", "H24"), ("EDR2 NOTAM", "notam", "NOTAM"), ("EDR3 HX 125.1", "unknown", "HX"),
     ("EDR4 MON-FRI+", "unknown", "MON-FRI+"), ("CTR Bern", "unknown", ""), ("SUNdern", "unknown", "")],
)  # fmt: skip
def test_activation_by_the_name(read, name, kind, text):
    activation = read(block(name=name)).frame["activation"].iloc[0]
    assert (activation.kind, activation.text) == (kind, text)


def test_activation_by_records(read):
    activation = read(block("AA 2026-07-16T08:00Z/2026-07-16T10:00Z", "AA 2026-07-17T08:00Z/2026-07-17T10:00Z"))
    stated = activation.frame["activation"].iloc[0]
    assert stated.kind is ActivationKind.PERIODS
    assert len(stated.stated) == 2
    none = read(block("AA NONE")).frame["activation"].iloc[0]
    assert (none.kind, none.text) == (ActivationKind.UNKNOWN, "NONE")
    wrong = read(block("AA 2026-07-16T10:00Z/2026-07-16T08:00Z"))
    assert wrong.frame["activation"].iloc[0].kind is ActivationKind.UNKNOWN
    assert "cannot be read" in reasons(wrong, "note")[0]


def test_limits_that_say_no_height_are_unknown_and_noted(read):
    airspaces = read(block().replace("AH FL 100", "AH BCTA FT").replace("AL GND\n", ""))
    assert not airspaces.frame["upper"].iloc[0].is_known
    assert airspaces.frame["upper"].iloc[0].text == "BCTA FT"
    assert len(reasons(airspaces, "note")) == 2


def test_centre_and_direction_do_not_reach_the_next_block(read):
    circle = "V X=47:30:00 N 008:30:00 E\nV D=-\nDC 5\n"
    airspaces = read(block(border=circle) + block(name="Two", border="DC 5\n"))
    assert airspaces.report.quarantined == 1
    issue = airspaces.report.issues.iloc[0]
    assert "no V X record" in issue["reason"]
    assert issue["line"] == 9
    assert issue["text"] == "AC R\nAN Two\nAL GND\nAH FL 100\nDC 5"


def test_a_circle_has_its_radius(read):
    shape = read(block(border="V X=47:30:00 N 008:30:00 E\nDC 10\n")).frame.geometry.iloc[0]
    lon, lat = shapely.get_coordinates(shape).T
    distance = GEOD.inv(np.full(len(lon), 8.5), np.full(len(lon), 47.5), lon, lat)[2]
    assert np.abs(distance - 18_520.0).max() < 0.01


def test_arcs_run_in_the_stated_direction(read):
    ends = "DB 48:00:00 N 008:30:00 E, 47:30:00 N 009:14:00 E\nDP 47:30:00 N 008:30:00 E\n"
    small = read(block(border="V X=47:30:00 N 008:30:00 E\nV D=+\n" + ends)).frame.geometry.iloc[0]
    large = read(block(border="V X=47:30:00 N 008:30:00 E\nV D=-\n" + ends)).frame.geometry.iloc[0]
    assert large.area == pytest.approx(3 * small.area, rel=0.01)
    assert shapely.Point(8.5, 48.0).distance(small) < 1e-9


def test_an_arc_by_angles(read):
    border = "V X=47:30:00 N 008:30:00 E\nDA 10,0,90\nDP 47:30:00 N 008:30:00 E\n"
    shape = read(block(border=border)).frame.geometry.iloc[0]
    area = abs(GEOD.geometry_area_perimeter(shape)[0])
    assert area == pytest.approx(np.pi * 18_520.0**2 / 4, rel=1e-4)


def test_radii_that_differ_are_kept_and_noted(read):
    border = (
        "V X=47:30:00 N 008:30:00 E\nDB 48:00:00 N 008:30:00 E, 47:30:00 N 009:30:00 E\nDP 47:30:00 N 008:30:00 E\n"
    )
    airspaces = read(block(border=border))
    assert airspaces.report.kept == 1
    assert "m apart" in reasons(airspaces, "note")[0]


@pytest.mark.parametrize(
    ("border", "word"),
    [("", "no border"), ("DP 47:00:00 N 008:00:00 E\n", "different places"), ("DY 47:00:00 N 008:00:00 E\n", "not an area"),
     ("DP 47:00 E\n" + SQUARE, "no coordinate"), ("V X=47:30:00 N 008:30:00 E\nDC x\n", "no number"),
     ("V X=47:30:00 N 008:30:00 E\nDC 0\n", "radius"), ("V X=47:30:00 N 008:30:00 E\nDA 5,0\n", "radius, first angle"),
     ("V D=*\n" + SQUARE, "V D")],
)  # fmt: skip
def test_a_bad_block_costs_only_itself(read, border, word):
    airspaces = read(block() + block(name="Bad", border=border) + block(name="Three"))
    assert airspaces.frame["name"].tolist() == ["One", "Three"]
    assert word in reasons(airspaces, "quarantined")[0]
    assert (airspaces.report.records, airspaces.report.kept) == (3, 2)


def test_unknown_records_are_noted_and_kept_as_text(read):
    airspaces = read(block("AP 5", "what is this"))
    assert airspaces.report.kept == 1
    assert airspaces.frame["text"].iloc[0] == "AP 5\nwhat is this"
    assert len(reasons(airspaces, "note")) == 2


def test_an_invalid_polygon_is_repaired_and_told(read):
    bow_tie = SQUARE.splitlines()
    border = "\n".join([bow_tie[0], bow_tie[2], bow_tie[1], bow_tie[3]]) + "\n"
    airspaces = read(block(border=border))
    assert (airspaces.report.repaired, airspaces.report.kept) == (1, 0)
    assert airspaces.frame.geometry.is_valid.all()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_encodings(read, encoding):
    airspaces = read(block(name="Zürich").encode(encoding))
    assert airspaces.frame["name"].tolist() == ["Zürich"]


def test_over_the_antimeridian(read):
    border = "V X=17:00:00 S 180:00:00 E\nDC 20\n"
    shape = read(block(border=border)).frame.geometry.iloc[0]
    assert shape.geom_type == "MultiPolygon"


def test_identifiers_are_stable_and_unique(read):
    airspaces = read(block("AI x") + block("AI x") + block(border="DC 1\n") + block())
    assert airspaces.frame["airspace_id"].tolist() == ["x", "x#2", "A00004"]


def test_nothing_usable_is_one_sentence(read):
    with pytest.raises(FileFormatError, match=r"none of its 1 airspaces.*line 1.*no border"):
        read(block(border=""))


EXPECTED = {
    "airspaces/openair-broken.txt": (3, 2, 0, 1),
    "airspaces/openair-germany-2026-03.txt": (678, 676, 2, 0),
    "airspaces/openair-switzerland.txt": (334, 308, 7, 19),
    "benalla/airspace.txt": (23, 23, 0, 0),
    "benalla/AirspaceAus-DAA.txt": (662, 659, 2, 1),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_real_files_account_for_every_block(shared_data, name):
    path = shared_data / name
    airspaces = lb.read_airspaces(path)
    report = airspaces.report
    blocks = sum(line.strip().upper().startswith(b"AC ") for line in path.read_bytes().splitlines())
    assert report.records == blocks
    assert (report.records, report.kept, report.repaired, report.quarantined) == EXPECTED[name]
    assert airspaces.frame.geometry.is_valid.all()
    assert len(reasons(airspaces, "quarantined")) == report.quarantined


def test_cables_of_two_places_are_the_only_losses(shared_data):
    airspaces = lb.read_airspaces(shared_data / "airspaces/openair-switzerland.txt")
    assert all("KABEL" in reason and "2 different places" in reason for reason in reasons(airspaces, "quarantined"))


def test_german_file_in_detail(shared_data):
    frame = lb.read_airspaces(shared_data / "airspaces/openair-germany-2026-03.txt").frame
    known = frame["lower"].map(lambda limit: limit.is_known) & frame["upper"].map(lambda limit: limit.is_known)
    assert known.all()
    above_ground = [
        limit for limit in [*frame["lower"], *frame["upper"]] if limit.text.endswith("ft GND") and limit.levels
    ]
    assert len(above_ground) == 56
    assert {limit.levels[0].reference for limit in above_ground} == {lb.Reference.AGL}
    assert frame["icao_class"].value_counts().to_dict() == {"C": 97, "D": 82, "G": 6}


SEED = (block() + block(name="Circle", border="V X=47:30:00 N 008:30:00 E\nDC 5\n") + block(name="Three")).splitlines()


@given(st.integers(0, 10**9))
def test_whatever_happens_to_the_lines_the_report_adds_up(tmp_path_factory, seed):
    chance = random.Random(seed)
    lines = list(SEED)
    for _ in range(chance.randint(1, 8)):
        _spoil(lines, chance)
    path = tmp_path_factory.getbasetemp() / "spoiled.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    airspaces, message = attempt(lb.read_airspaces, path)
    if airspaces is None:
        assert str(path) in message
        return
    report = airspaces.report
    assert report.records == report.kept + report.repaired + report.quarantined
    starts = sum(re.match(r"\s*AC(?![A-Z])", line, re.IGNORECASE) is not None for line in lines)
    assert report.records == starts


def _spoil(lines, chance):
    where = chance.randrange(len(lines))
    what = chance.choice(["drop", "repeat", "cut", "sign", "swap", "noise"])
    if what == "drop" and len(lines) > 1:
        del lines[where]
    elif what == "repeat":
        lines.insert(where, lines[where])
    elif what == "cut":
        lines[where] = lines[where][: chance.randint(0, len(lines[where]))]
    elif what == "sign":
        at = chance.randint(0, len(lines[where]))
        lines[where] = lines[where][:at] + chance.choice("09:NSEW .-=*ÄFLD") + lines[where][at:]
    elif what == "swap":
        other = chance.randrange(len(lines))
        lines[where], lines[other] = lines[other], lines[where]
    else:
        lines[where] = "".join(chance.choice("AVDPCNX 0123456789:=") for _ in range(chance.randint(0, 40)))
