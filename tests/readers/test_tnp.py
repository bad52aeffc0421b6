"""TNP (SUA) files: written here after the format's description (soaringweb.org/TP/sua.html)."""

import numpy as np
import pytest
import shapely
from pyproj import Geod

import lagebild as lb
from lagebild.errors import FileFormatError
from lagebild.model.activation import ActivationKind
from lagebild.readers.recognise import recognise
from tests.readers.mutations import survives_mutations

GEOD = Geod(ellps="WGS84")
RING = "POINT=N470000 E0080000\nPOINT=N471000 E0080000\nPOINT=N471000 E0081000\nPOINT=N470000 E0080000\n"
FILE = f"""#############
# Zones       #
INCLUDE=YES
TYPE=CTA/CTR
CLASS=D
RADIO=118.505 Tower
#
TITLE=Bern CTR
BASE=SFC
TOPS=5500ALT
{RING}#
TITLE=Bern TMA
BASE=5500ALT
TOPS=FL195
CIRCLE RADIUS=10 CENTRE=N465448 E0073000
#
TYPE=DANGER
ACTIVE=WEEKDAY
TITLE=LS-D7
SUBTYPE=SHOOTING
BASE=SFC
TOPS=NOTAM
POINT=N462000 E0080000
CLOCKWISE RADIUS=5 CENTRE=N462000 E0080715 TO=N462500 E0080715
#
TYPE=AIRWAYS
WIDTH=5
TITLE=A9
BASE=FL100
TOPS=FL195
AWY=N470000 E0090000
AWY=N480000 E0090000
END
"""


@pytest.fixture
def read(tmp_path):
    def reading(text):
        path = tmp_path / "holiday.csv"
        path.write_text(text, encoding="utf-8")
        assert recognise(path).name == "TNP (SUA)"
        return lb.read_airspaces(path)

    return reading


def test_a_whole_file(read):
    airspaces = read(FILE)
    assert (airspaces.report.records, airspaces.report.kept) == (4, 4)
    frame = airspaces.frame.set_index("name")
    assert frame["type"].tolist() == ["CTA/CTR", "CTA/CTR", "D", "AWY"]
    assert frame["icao_class"].fillna("").tolist() == ["D", "D", "", ""]
    assert [str(limit) for limit in frame["lower"]] == ["GND", "5500 ft AMSL", "GND", "FL 100"]
    assert [str(limit) for limit in frame["upper"]] == ["5500 ft AMSL", "FL 195", "NOTAM", "FL 195"]
    assert frame.loc["Bern CTR", "upper"].text == "5500ALT"
    assert not frame.loc["LS-D7", "upper"].is_known
    assert frame.loc["Bern TMA", "text"] == "radio: 118.505 Tower"
    assert frame.loc["LS-D7", "subtype"] == "SHOOTING"
    activation = frame.loc["LS-D7", "activation"]
    assert (activation.kind, activation.text) == (ActivationKind.UNKNOWN, "WEEKDAY")
    assert "CIRCLE RADIUS=10 CENTRE=N465448 E0073000" in frame.loc["Bern TMA", "source_record"]
    assert shapely.get_coordinates(frame.loc["Bern CTR", "geometry"])[:3].tolist() == pytest.approx(
        np.array([[8, 47], [8, 47 + 1 / 6], [8 + 1 / 6, 47 + 1 / 6]])
    )


def test_circles_are_geodesic(read):
    shape = read(FILE).frame.set_index("name").loc["Bern TMA", "geometry"]
    places = shapely.get_coordinates(shape)
    _, _, distance = GEOD.inv(np.full(len(places), 7.5), np.full(len(places), 46 + 54 / 60 + 48 / 3600), *places.T)
    assert np.abs(distance - 18_520.0).max() < 0.01


@pytest.mark.parametrize(("word", "quarters"), [("CLOCKWISE", 1), ("ANTI-CLOCKWISE", 3), ("ANTICLOCKWISE", 3)])
def test_arcs_turn_as_they_are_told(read, word, quarters):
    centre, radius = (8.0, 47.0), 9260.0
    west, north = (GEOD.fwd(*centre, azimuth, radius)[:2] for azimuth in (270.0, 0.0))

    def written(place):
        def angle(degrees, digits):
            seconds = round(degrees * 3600)
            return f"{seconds // 3600:0{digits}d}{seconds // 60 % 60:02d}{seconds % 60:02d}"

        return f"N{angle(place[1], 2)} E{angle(place[0], 3)}"

    text = f"TITLE=A\nBASE=SFC\nTOPS=FL65\nPOINT=N470000 E0080000\nPOINT={written(west)}\n{word} RADIUS=5 CENTRE=N470000 E0080000 TO={written(north)}\n"
    shape = read(text).frame["geometry"].iloc[0]
    area = abs(GEOD.geometry_area_perimeter(shape)[0])
    assert area == pytest.approx(np.pi * radius**2 * quarters / 4, rel=0.01)


def test_airways_have_a_width(read):
    for width, expected in (("WIDTH=5\n", 9260.0), ("", 18_520.0)):
        text = f"TYPE=AIRWAYS\n{width}TITLE=A9\nBASE=FL100\nTOPS=FL195\nAWY=N470000 E0090000\nAWY=N480000 E0090000\n"
        shape = read(text).frame["geometry"].iloc[0]
        west, _, east, _ = shape.intersection(shapely.LineString([(8, 47.5), (10, 47.5)])).bounds
        assert GEOD.inv(west, 47.5, east, 47.5)[2] == pytest.approx(expected, rel=2e-3)


def test_a_bad_airspace_costs_only_itself(read):
    bad = "TITLE=Broken\nBASE=SFC\nTOPS=FL65\nPOINT=N470000 E0080000\nPOINT=N476000 E0080000\n"
    lonely = "TITLE=Arc\nBASE=SFC\nTOPS=FL65\nCLOCKWISE RADIUS=5 CENTRE=N462000 E0080715 TO=N462500 E0080715\n"
    report = read(
        f"{bad}{lonely}INCLUDE=NO\nTITLE=Out\nBASE=SFC\nTOPS=FL65\n{RING}INCLUDE=YES\nTITLE=None\nTITLE=Good\nBASE=SFC\nTOPS=FL65\n{RING}"
    ).report
    assert (report.records, report.kept, report.quarantined) == (5, 1, 4)
    reasons = report.issues.query("severity == 'quarantined'")["reason"].tolist()
    assert "line 5" in reasons[0]
    assert "less than 60" in reasons[0]
    assert "begins at the place before it" in reasons[1]
    assert "INCLUDE=NO takes it out" in reasons[2]
    assert "no border" in reasons[3]
    assert report.issues["text"].iloc[0].startswith("TITLE=Broken\n")


def test_what_is_odd_is_told(read):
    text = f"TITLE=A\nBASE=ask\n{RING}COLOUR=red\nTITLE=B\nBASE=SFC\nTOPS=UNL\nPOINT=N470000 E0080000\nPOINT=N471000 E0080000\nCLOCKWISE RADIUS=3 CENTRE=N470500 E0081000 TO=N470000 E0080000\n"
    airspaces = read(text)
    told = " ".join(airspaces.report.issues["reason"])
    for words in ("'ask' says no height", "has no TOPS line", "the line is unknown", "its radius is 5556 m"):
        assert words in told
    assert "COLOUR=red" in airspaces.frame["text"].iloc[0]


def test_types_classes_and_times(read):
    text = "".join(
        f"TYPE={kind}\nACTIVE={active}\nTITLE={number}\nBASE=SFC\nTOPS=FL65\n{RING}"
        for number, (kind, active) in enumerate(
            [("CLASS C", "H24"), ("RESTRICTED", "BY NOTAM"), ("P", "EVERYDAY"), ("TMZ", "")]
        )
    )
    frame = read(text).frame
    assert frame["type"].tolist() == ["C", "R", "P", "TMZ"]
    assert frame["icao_class"].fillna("").tolist() == ["C", "", "", ""]
    kinds = [activation.kind for activation in frame["activation"]]
    assert kinds == [ActivationKind.ALWAYS, ActivationKind.NOTAM, ActivationKind.UNKNOWN, ActivationKind.UNKNOWN]


def test_nothing_usable(tmp_path):
    path = tmp_path / "a.sua"
    path.write_text("TITLE=A\nPOINT=N470000 E0080000\n")
    with pytest.raises(FileFormatError, match="none of its 1 airspaces is usable"):
        lb.read_airspaces(path)


def test_mutated_files(tmp_path):
    assert survives_mutations(lb.read_airspaces, FILE.encode(), tmp_path / "a.sua")
