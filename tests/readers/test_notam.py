"""NOTAMs, written here after ICAO Doc 10066 (PANS-AIM) Appendix 3, with the spellings of public examples."""

import numpy as np
import pytest
import shapely
from pyproj import Geod

import lagebild as lb
from lagebild.codecs.notam_area import areas_in
from lagebild.readers.notam import read_notams
from lagebild.readers.recognise import recognise
from tests.readers.mutations import survives_mutations

GEOD = Geod(ellps="WGS84")
BORDER = "AIRSPACE CLSD WI AREA:\n500000N0080000E-501000N0080000E-\n501000N0081000E-500000N0081000E-500000N0080000E."


def notam(text=BORDER, number="A0001/26", kind="N", other="", q="EDGG/QRTCA/IV/BO/W/000/100/5005N00805E010", b="2606160700",
          c="2606181500", d="", f="SFC", g="5000FT AMSL"):  # fmt: skip
    head = f"({number} NOTAM{kind} {other}".rstrip()
    schedule = f"D) {d}\n" if d else ""
    limits = f"\nF) {f} G) {g}" if f else ""
    return f"{head}\nQ) {q}\nA) EDGG B) {b} C) {c}\n{schedule}E) {text}{limits})\n\n"


@pytest.fixture
def read(tmp_path):
    def reading(*texts):
        path = tmp_path / "a.csv"
        path.write_text("".join(texts), encoding="utf-8")
        assert recognise(path).name == "NOTAM"
        return lb.read_airspaces(path)

    return reading


def only(airspaces):
    assert len(airspaces) == 1
    return airspaces.frame.iloc[0]


def reasons(airspaces):
    return " | ".join(airspaces.report.issues["reason"])


def assert_circle(shape, lon, lat, radius):
    around = shapely.get_coordinates(shape)
    distance = GEOD.inv(np.full(len(around), lon), np.full(len(around), lat), *around.T)[2]
    assert np.abs(distance - radius).max() < 0.01


def test_a_border_in_the_text(read):
    airspaces = read(notam())
    row = only(airspaces)
    assert row["geometry"].equals(shapely.box(8, 50, 8 + 1 / 6, 50 + 1 / 6))
    assert (row["airspace_id"], row["type"], row["q_code"], row["fir"], row["locations"]) == (
        "A0001/26",
        "NOTAM",
        "QRTCA",
        "EDGG",
        "EDGG",
    )
    assert (str(row["lower"]), row["upper"].levels[0].value) == ("GND", 1524.0)
    assert row["text"].startswith("AIRSPACE CLSD")
    assert row["source_record"].startswith("(A0001/26 NOTAMN\nQ)")
    assert len(airspaces.report.issues) == 0


@pytest.mark.parametrize(
    ("text", "radius"),
    [("ACT WI 5NM RADIUS OF 5012N00812E", 9260), ("RADIUS 500 M CENTRED ON PSN 501200N 0081200E (TOWN)", 500),
     ("CIRCLE RADIUS 2.5 KM CENTRE N501200 E0081200", 2500), ("WI 2NM OF 501200.0N0081200.0E", 3704),
     ("AREA CENTRED ON 501200N0081200E RADIUS 3NM", 5556), ("PSN 501200N0081200E 3NM RADIUS", 5556)],
)  # fmt: skip
def test_circles_in_the_text(read, text, radius):
    assert_circle(only(read(notam(text)))["geometry"], 8.2, 50.2, radius)


def test_a_strip_along_a_line(read):
    shape = only(read(notam("1NM EITHER SIDE OF LINE 500000N0080000E - 500000N0083000E")))["geometry"]
    length = GEOD.inv(8, 50, 8.5, 50)[2]
    assert abs(GEOD.geometry_area_perimeter(shape)[0]) == pytest.approx(length * 3704, rel=1e-3)


@pytest.mark.parametrize(
    "text",
    ["ED-R 123 ACT", "CRANE 501200N0081200E 300FT", "500000N0080000E-501000N0080000E-501000N0081000E ALONG THE RIVER TO BEGIN",
     "500000N0080000E CLOCKWISE ARC RADIUS 5NM 501000N0080000E-501000N0081000E-500000N0081000E", "500000N0080000E-501000N0080000E",
     "509900N0080000E-501000N0080000E-501000N0081000E"],
)  # fmt: skip
def test_texts_without_an_area_that_can_be_read_fall_back_on_the_q_line(read, text):
    airspaces = read(notam(text))
    assert_circle(only(airspaces)["geometry"], 8 + 5 / 60, 50 + 5 / 60, 18_520)
    assert "the circle of the Q line was taken (10 NM" in reasons(airspaces)


@pytest.mark.parametrize(
    ("q", "word"),
    [("EDGG/QMRLC/IV/NBO/A/000/999/5002N00834E005", "not about airspace"), ("EDGG/QRTCA/IV/BO/W/000/999/5002N00834E999", "has an area"),
     ("EDGG/QRTCA/IV/BO/W/000/999", "has an area"), ("EDGG/RT", "no Q line")],
)  # fmt: skip
def test_what_is_no_airspace_is_left_out(read, q, word):
    airspaces = read(notam(), notam("RWY CLSD", number="A0002/26", q=q))
    assert (airspaces.report.records, airspaces.report.quarantined) == (2, 1)
    assert word in reasons(airspaces)
    assert airspaces.report.issues["line"].iloc[0] == 9


@pytest.mark.parametrize(
    ("f", "g", "lower", "upper"),
    [("SFC", "FL195", "GND", "FL 195"), ("1000FT AGL", "UNL", "1000 ft AGL", "UNL"), ("GND", "1500M AMSL", "GND", "4921 ft AMSL"),
     ("FL100", "FL 245", "FL 100", "FL 245"), ("", "", "GND", "FL 100")],
)  # fmt: skip
def test_limits(read, f, g, lower, upper):
    row = only(read(notam(f=f, g=g)))
    assert (str(row["lower"]), str(row["upper"])) == (lower, upper)


def test_limits_of_the_q_line_are_said_to_be_so(read):
    airspaces = read(notam(f="", q="EDGG/QRTCA/IV/BO/W/065/999/5005N00805E010"))
    assert (str(only(airspaces)["lower"]), str(only(airspaces)["upper"])) == ("FL 065", "UNL")
    assert reasons(airspaces).count("that of the Q line") == 2


@pytest.mark.parametrize(
    ("given", "kind", "periods"),
    [({}, "periods", 1), ({"c": "PERM"}, "periods", 1), ({"c": "2606181500EST"}, "periods", 1),
     # three days: 16, 17 and 18 June 2026, on which the last begins at 07:00 and the first not before 07:00
     ({"d": "DAILY 0800-1000 1200-1300"}, "periods", 6), ({"d": "MON-WED 0800-1000"}, "periods", 2), ({"d": "SR-SS"}, "unknown", 0),
     ({"d": "05-10 0601-1659"}, "unknown", 0), ({"b": "WIE"}, "unknown", 0), ({"c": "2606160600"}, "unknown", 0), ({"c": "2613991500"}, "unknown", 0)],
)  # fmt: skip
def test_times(read, given, kind, periods):
    airspaces = read(notam(**given))
    activation = only(airspaces)["activation"]
    assert (str(activation.kind), len(activation.stated)) == (kind, periods)
    assert activation.text.startswith("B) ")
    if kind == "unknown":
        assert "its times cannot be kept" in reasons(airspaces)
    if "EST" in given.get("c", ""):
        assert "its end is estimated" in reasons(airspaces)


def test_cancelled_and_replaced_ones_are_left_out(read):
    airspaces = read(
        notam(), notam(number="A0002/26"), notam(number="A0003/26", kind="R", other="A0001/26"),
        notam("NOTAM CNL", number="A0004/26", kind="C", other="A0002/26"), notam(number="A0005/26", kind="R", other="A9999/25"),
    )  # fmt: skip
    assert airspaces.frame["airspace_id"].tolist() == ["A0003/26", "A0005/26"]
    told = airspaces.report.issues["reason"].tolist()
    assert told[0] == "NOTAM A0001/26: it was replaced by A0003/26"
    assert told[1] == "NOTAM A0002/26: it was cancelled by A0004/26"
    assert "cancels A0002/26" in told[2]


def test_domestic_ones_and_ones_without_number(read):
    headless = notam().partition("\n")[2]
    airspaces = read("GG EDDFZPZX\n", notam(), "!DCA LDN RWY 10/28 CLSD 1012211200-1012211300\n", headless, headless)
    assert airspaces.frame["airspace_id"].tolist() == ["A0001/26", "N00002", "N00003"]
    report = airspaces.report
    assert (report.records, report.kept, report.quarantined) == (4, 3, 1)
    assert report.issues["severity"].tolist() == ["note", "quarantined"]
    assert "domestic NOTAM" in reasons(airspaces)


def test_markers_within_the_text_do_not_end_it(read):
    row = only(read(notam(BORDER + "\nDEGRADATION B) OF GNSS, SEE C) BELOW (AIP)")))
    assert row["text"].endswith("SEE C) BELOW (AIP)")
    assert str(row["lower"]) == "GND"


def test_a_bow_tie_is_repaired(read):
    airspaces = read(notam("500000N0080000E 510000N0090000E 500000N0090000E 510000N0080000E 500000N0080000E"))
    assert airspaces.report.repaired == 1


def test_two_areas_are_united():
    text = "WI 1NM RADIUS OF 500000N0080000E AND WI 2NM RADIUS OF 510000N0080000E"
    assert [(shape.kind, shape.radius) for shape in areas_in(text)] == [("circle", 1852.0), ("circle", 3704.0)]


def test_a_long_text_is_read_in_time():
    assert areas_in("5NM RADIUS " * 20_000) == ()
    assert areas_in("500000N0080000E-" * 20_000) == ()


def test_mutated(tmp_path):
    texts = [
        notam(),
        notam("WI 5NM RADIUS OF 5012N00812E", number="B1/26", c="PERM", d="DAILY 0800-1000"),
        notam("X", f=""),
    ]
    data = "".join([*texts, "!FDC 6/1234 ZDC\n"]).encode()
    assert survives_mutations(read_notams, data, tmp_path / "a") > 10
