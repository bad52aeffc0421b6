"""Airspaces of KML and KMZ, in small files written here after the KML reference; GDAL is the independent answer."""

import zipfile
from dataclasses import replace
from datetime import datetime

import pyogrio
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import lagebild as lb
from lagebild.errors import ColumnError, FileFormatError
from lagebild.model.activation import Activation, ActivationKind
from lagebild.model.altitude import Reference
from lagebild.model.limits import SURFACE
from lagebild.readers.recognise import recognise
from tests.builders import make_airspaces, make_tracks
from tests.readers.mutations import COUNT, survives_mutations

HEAD = '<?xml version="1.0"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document>\n'
OUTER = ((8, 47), (9, 47), (9, 48), (8, 48), (8, 47))
HOLE = ((8.2, 47.2), (8.4, 47.2), (8.4, 47.4), (8.2, 47.2))


def ring(places, side="outer", height=""):
    said = "\n ".join(",".join(map(str, place)) + height for place in places)
    return f"<{side}BoundaryIs><LinearRing><coordinates>\n {said}\n</coordinates></LinearRing></{side}BoundaryIs>"


def polygon(places=OUTER, *holes, height="", mode="", extrude=""):
    mode = f"<altitudeMode>{mode}</altitudeMode>" if mode else ""
    extrude = f"<extrude>{extrude}</extrude>" if extrude else ""
    inner = "".join(ring(hole, "inner", height) for hole in holes)
    return f"<Polygon>{extrude}{mode}{ring(places, height=height)}{inner}</Polygon>"


def placemark(geometry, before="<name>Zone</name>"):
    return f"<Placemark>{before}{geometry}</Placemark>\n"


def data(**values):
    entries = "".join(f'<Data name="{name}"><value>{value}</value></Data>' for name, value in values.items())
    return f"<name>Zone</name><ExtendedData>{entries}</ExtendedData>"


@pytest.fixture
def read(tmp_path):
    def reading(*parts, **options):
        path = tmp_path / "zones.txt"
        path.write_text(f"{HEAD}{''.join(parts)}</Document></kml>", encoding="utf-8")
        return lb.read_airspaces(path, **options)

    return reading


def reasons(airspaces, severity="note"):
    issues = airspaces.report.issues
    return " | ".join(issues["reason"][issues["severity"] == severity])


def test_name_text_folder_and_holes(read):
    airspaces = read(
        "<Folder><name>CH</name><Folder><name>R</name>",
        placemark(polygon(OUTER, HOLE), "<name> LS-R1 </name><description>by NOTAM</description>"),
        "</Folder></Folder>",
        placemark(polygon(), ""),
    )
    frame = airspaces.frame
    assert airspaces.report.format == "KML"
    assert frame["name"].fillna("").tolist() == ["LS-R1", ""]
    assert frame["text"].fillna("").tolist() == ["by NOTAM", ""]
    assert frame["folder"].fillna("").tolist() == ["CH / R", ""]
    assert frame.geometry.iloc[0].equals(shapely.Polygon(OUTER, [HOLE]))
    assert not any(limit.is_known for limit in [*frame["lower"], *frame["upper"]])


def test_limits_by_columns(read):
    schema = (
        '<ExtendedData><SchemaData schemaUrl="#s"><SimpleData name="floor">GND</SimpleData>'
        '<SimpleData name="Ceiling">4500 ft MSL</SimpleData></SchemaData></ExtendedData>'
    )
    frame = read(
        placemark(polygon(), data(Lower="FL 65", Upper="FL 195", type="TMA", owner="x")), placemark(polygon(), schema)
    ).frame
    assert str(frame["lower"].iloc[0]) == "FL 065"
    assert frame["type"].iloc[0] == "TMA"
    assert frame["owner"].iloc[0] == "x"
    frame = read(placemark(polygon(), schema)).frame
    assert frame["lower"].iloc[0].levels == (SURFACE,)
    assert frame["upper"].iloc[0].levels[0].value == pytest.approx(4500 * 0.3048)


def test_bare_numbers_need_a_reference(read):
    parts = placemark(polygon(), data(lower="1000", upper="2000"))
    assert not read(parts).frame["upper"].iloc[0].is_known
    assert read(parts, limit_reference="m AMSL").frame["upper"].iloc[0].levels[0].value == 2000.0
    renamed = placemark(polygon(), data(dach="FL 100"))
    assert read(renamed, columns={"upper": "dach"}).frame["upper"].iloc[0].is_known
    with pytest.raises(ColumnError, match="'keller'"):
        read(renamed, columns={"upper": "keller"})


def test_an_extruded_polygon_of_one_height_has_an_upper_limit(read):
    frame = read(placemark(polygon(height=",1500", mode="absolute", extrude="1"))).frame
    level = frame["upper"].iloc[0].levels[0]
    assert (level.value, level.reference) == (1500.0, Reference.AMSL)
    assert not frame["lower"].iloc[0].is_known


@pytest.mark.parametrize(
    "geometry",
    [
        polygon(height=",1500", mode="absolute"),
        polygon(height=",1500", mode="absolute", extrude="0"),
        polygon(height=",1500", mode="relativeToGround", extrude="1"),
        polygon(height=",1500", extrude="1"),
        polygon([(*place, number) for number, place in enumerate(OUTER)], mode="absolute", extrude="1"),
        polygon(height=",inf", mode="absolute", extrude="1"),
    ],
)
def test_other_heights_are_no_limits_and_told(read, geometry):
    airspaces = read(placemark(geometry))
    assert not airspaces.frame["upper"].iloc[0].is_known
    assert "tell no limit" in reasons(airspaces)


def test_a_column_counts_before_the_drawing(read):
    drawn = polygon(height=",1500", mode="absolute", extrude="1")
    frame = read(placemark(drawn, data(ceiling="FL 100")), placemark(drawn)).frame
    assert [str(limit) for limit in frame["upper"]] == ["FL 100", "4921 ft AMSL"]


def test_several_polygons_are_one_airspace(read):
    away = [(x + 2, y) for x, y in OUTER]
    line = "<LineString><coordinates>1,2 3,4</coordinates></LineString>"
    airspaces = read(
        placemark(f"<MultiGeometry>{polygon()}{line}<MultiGeometry>{polygon(away)}</MultiGeometry></MultiGeometry>")
    )
    assert airspaces.frame.geometry.iloc[0].equals(
        shapely.MultiPolygon([shapely.Polygon(OUTER), shapely.Polygon(away)])
    )
    assert "1 points, lines" in reasons(airspaces)


def test_a_body_with_roof_floor_and_walls_is_its_outline(read):
    wall = "<Polygon><outerBoundaryIs><LinearRing><coordinates>8,47,900 9,47,900 9,47,300 8,47,300 8,47,900</coordinates></LinearRing></outerBoundaryIs></Polygon>"
    body = f"<MultiGeometry>{polygon(height=',900', mode='absolute')}{polygon(OUTER[::-1], height=',300', mode='absolute')}{wall}</MultiGeometry>"
    airspaces = read(placemark(body, data(Top="FL105", Base="2000 FT AMSL", Category="CTR")))
    row = airspaces.frame.iloc[0]
    assert row.geometry.equals_exact(shapely.Polygon(OUTER))
    assert (str(row["lower"]), str(row["upper"]), row["type"]) == ("2000 ft AMSL", "FL 105", "CTR")
    assert airspaces.report.kept == 1
    assert "2 walls or repeated outlines" in reasons(airspaces)


def test_bad_areas_cost_themselves(read):
    bow = [(8, 47), (9, 48), (9, 47), (8, 48), (8, 47)]
    airspaces = read(
        placemark(polygon()),
        placemark(polygon(bow)),
        placemark(polygon([(8, 47), (9, 47)])),
        placemark("<Polygon/>"),
        placemark(polygon().replace("9,48", "9;48")),
        placemark(polygon([(8, 95), (9, 95), (9, 96)])),
        placemark(polygon().replace("8,47\n", "nan,47\n")),
        placemark(polygon([(8, 47), (9, 47), (10, 47), (8, 47)])),
    )
    report = airspaces.report
    assert (report.records, report.kept, report.repaired, report.quarantined) == (8, 1, 1, 6)
    assert sorted(report.issues.query("severity == 'quarantined'")["record"]) == [2, 3, 4, 5, 6, 7]
    assert "'9;48' is no place" in reasons(airspaces)


def test_the_antimeridian(read):
    airspaces = read(placemark(polygon([(179, 10), (-179, 10), (-179, 12), (179, 12), (179, 10)])))
    assert airspaces.frame.geometry.iloc[0].area == pytest.approx(4.0)
    assert "antimeridian" in reasons(airspaces)


def test_blanks_in_coordinates(read):
    spaced = polygon().replace(",", " , ")
    assert read(placemark(spaced)).frame.geometry.iloc[0].equals(shapely.Polygon(OUTER))


def test_network_links_and_document_types(read, tmp_path):
    link = "<NetworkLink><Link><href>http://127.0.0.1:9/a.kml</href></Link></NetworkLink>"
    assert "1 network links were not followed" in reasons(read(link, placemark(polygon())))
    path = tmp_path / "zones.txt"
    path.write_text(
        HEAD.replace("<kml", "<!DOCTYPE kml [<!ENTITY a 'b'>]><kml", 1) + placemark(polygon(), "<name>&a;</name>")
    )
    with pytest.raises(FileFormatError, match="DOCTYPE"):
        lb.read_airspaces(path)


def test_damage_costs_its_placemark_only(read):
    airspaces = read(placemark(polygon()), placemark(polygon()).replace("</Polygon>", "</Poly>"), placemark(polygon()))
    assert airspaces.report.kept >= 1
    assert airspaces.report.quarantined >= 1
    assert "damaged" in reasons(airspaces)


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    corners=st.lists(st.tuples(st.floats(-170, 170), st.floats(-80, 80), st.floats(0.01, 5)), min_size=1, max_size=5),
    height=st.sampled_from(["", ",0", ",100"]),
)
def test_areas_are_those_of_gdal(tmp_path_factory, corners, height):
    path = tmp_path_factory.mktemp("kml") / "a.kml"
    boxes = [[(x, y), (x + s, y), (x + s, y + s), (x, y + s), (x, y)] for x, y, s in corners]
    text = "".join(placemark(polygon(box, height=height), f"<name>Z{n}</name>") for n, box in enumerate(boxes))
    path.write_text(f"{HEAD}{text}</Document></kml>", encoding="utf-8")
    ours = lb.read_airspaces(path).frame
    theirs = pyogrio.read_dataframe(path)
    assert ours["name"].tolist() == theirs["Name"].tolist()
    for mine, other in zip(ours.geometry, theirs.geometry, strict=True):
        assert mine.equals_exact(shapely.force_2d(other), 1e-12)


class TestWritten:
    def test_gdal_reads_what_is_written(self, tmp_path):
        airspaces = make_airspaces()
        assert lb.write_airspaces(airspaces, tmp_path / "a.kml") == []
        theirs = pyogrio.read_dataframe(tmp_path / "a.kml")
        assert theirs["Name"].tolist() == airspaces.frame["name"].tolist()
        for mine, other in zip(airspaces.frame.geometry, theirs.geometry, strict=True):
            assert mine.equals(shapely.force_2d(other))

    def test_drawn_by_its_limit(self, tmp_path):
        frame = make_airspaces().frame
        frame["lower"] = ["GND", "GND", "1000 MSL", "GND"]
        frame["upper"] = ["FL 100", "1000 ft AGL", "4500 MSL", "4500 MSL"]
        lb.write_airspaces(lb.Airspaces.from_frame(frame), tmp_path / "a.kml")
        text = (tmp_path / "a.kml").read_text()
        first, second, third, fourth = text.split("<Placemark>")[1:]
        assert "<extrude>0</extrude><altitudeMode>clampToGround" in first
        assert ",46.4\n" in first
        assert "<extrude>1</extrude><altitudeMode>relativeToGround" in second
        assert ",46.45,304.8\n" in second
        assert "<extrude>0</extrude><altitudeMode>absolute" in third
        assert "<extrude>1</extrude><altitudeMode>absolute" in fourth
        assert ",1371.6\n" in fourth

    def test_periods_are_shown_each_and_read_once(self, tmp_path):
        frame = make_airspaces().frame
        moments = [f"2026-05-1{day}T08:00:00Z" for day in range(4)]
        stated = tuple((datetime.fromisoformat(a), datetime.fromisoformat(b)) for a, b in (moments[:2], moments[2:]))
        frame["activation"] = [Activation(kind=ActivationKind.PERIODS, stated=stated), *frame["activation"][1:]]
        lb.write_airspaces(lb.Airspaces.from_frame(frame), tmp_path / "a.kml")
        text = (tmp_path / "a.kml").read_text()
        assert text.count("<TimeSpan>") == 3
        assert f"<begin>{moments[2]}</begin><end>{moments[3]}</end>" in text
        assert len(pyogrio.read_dataframe(tmp_path / "a.kml")) == 5
        read = lb.read_airspaces(tmp_path / "a.kml")
        assert len(read) == 4
        assert read.frame["activation"].iloc[0].stated == stated

    def test_hostile_texts_are_escaped_twice_in_descriptions(self, tmp_path):
        frame = make_airspaces().frame.assign(text="<script>alert(1)</script>]]>&\r\n\tx")
        airspaces = lb.Airspaces.from_frame(frame)
        assert lb.write_airspaces(airspaces, tmp_path / "a.kmz") == []
        assert lb.read_airspaces(tmp_path / "a.kmz").frame["text"].tolist() == frame["text"].tolist()
        with zipfile.ZipFile(tmp_path / "a.kmz") as archive:
            text = archive.read("doc.kml").decode()
        assert "<script" not in text
        assert "&lt;script" in text
        assert "&amp;lt;script" in text

    def test_signs_that_xml_cannot_hold_are_told(self, tmp_path):
        frame = make_airspaces().frame.assign(text="a\x00b")
        found = lb.write_airspaces(lb.Airspaces.from_frame(frame), tmp_path / "a.kml")
        assert "4 texts of column 'text' hold signs that XML cannot" in found[0].reason
        assert lb.read_airspaces(tmp_path / "a.kml").frame["text"].tolist() == ["a\ufffdb"] * 4

    def test_synthetic_stays_synthetic(self, tmp_path):
        given = make_airspaces()
        given = replace(given, report=replace(given.report, synthetic=True))
        lb.write_airspaces(given, tmp_path / "a.kml")
        assert lb.read_airspaces(tmp_path / "a.kml").report.synthetic

    def test_equal_content_gives_equal_bytes(self, tmp_path):
        for name in ("a.kmz", "b.kmz"):
            lb.write_airspaces(make_airspaces(), tmp_path / name)
        assert (tmp_path / "a.kmz").read_bytes() == (tmp_path / "b.kmz").read_bytes()


def test_recognised_by_content(tmp_path):
    path = tmp_path / "holiday.png"
    path.write_text(f"{HEAD}{placemark(polygon())}</Document></kml>", encoding="utf-8")
    assert str(recognise(path)) == "KML (airspaces)"
    lb.write_airspaces(make_airspaces(), tmp_path / "a.kmz")
    path.write_bytes((tmp_path / "a.kmz").read_bytes())
    assert str(recognise(path)) == "KML (airspaces)"
    lb.write_tracks(make_tracks(1, 3), tmp_path / "a.kml")
    assert str(recognise(tmp_path / "a.kml")) == "KML (tracks)"


def test_survives_mutations(tmp_path):
    parts = (
        placemark(polygon(OUTER, HOLE), data(lower="GND", upper="FL 100")),
        placemark(f"<MultiGeometry>{polygon(height=',1500', mode='absolute', extrude='1')}</MultiGeometry>"),
    )
    foreign = f"{HEAD}{''.join(parts)}</Document></kml>"
    assert survives_mutations(lb.read_airspaces, foreign.encode(), tmp_path / "m") > 20
    lb.write_airspaces(make_airspaces(), tmp_path / "own.kml")
    assert survives_mutations(lb.read_airspaces, (tmp_path / "own.kml").read_bytes(), tmp_path / "m", seed=2) > 20
    lb.write_airspaces(make_airspaces(), tmp_path / "own.kmz")
    survives_mutations(
        lb.read_airspaces, (tmp_path / "own.kmz").read_bytes(), tmp_path / "m", seed=3, count=(COUNT + 2) // 3
    )
