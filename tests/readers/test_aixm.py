"""AIXM 5.1: the real Donlon file, and small messages written here after the schema and the temporality concept."""

import itertools
from datetime import UTC, datetime

import numpy as np
import pytest
import shapely

import lagebild as lb
from lagebild.errors import FileFormatError
from lagebild.model.activation import ActivationKind
from lagebild.model.altitude import Reference
from lagebild.readers.aixm import read_aixm
from lagebild.readers.areas import densified
from tests.readers.aixm_messages import (
    DONLON,
    EAST_HALF,
    FL100,
    GEOD,
    GROUND,
    SQUARE,
    airspace,
    component,
    contributor,
    line,
    lower,
    message,
    reader,
    slice_of,
    surface,
    upper,
)
from tests.readers.mutations import COUNT, survives_mutations


@pytest.fixture
def read(tmp_path):
    return reader(tmp_path)


def rows(airspaces):
    return {row["airspace_id"]: row for _, row in airspaces.frame.iterrows()}


@pytest.fixture(scope="module")
def donlon(shared_data):
    return lb.read_airspaces(shared_data / DONLON)


def test_all_57_airspaces_of_donlon_are_accounted_for(donlon):
    report = donlon.report
    assert (report.records, report.kept, report.repaired, report.quarantined) == (57, 56, 1, 0)
    assert donlon.frame["uuid"].nunique() == 57
    assert donlon.frame["lower"].map(lambda limit: limit.is_known).all()
    assert donlon.frame["upper"].map(lambda limit: limit.is_known).all()
    # five airways have parts with other limits: 5 + 3 + 3 rows for three of them
    assert len(donlon) == 57 + 3 + 2 + 2 + 1


def test_unions_of_donlon_are_their_parts(donlon):
    found = rows(donlon)
    parts = shapely.union_all([found[name]["geometry"] for name in ("EAD21A", "EAD21B", "EAD21C")])
    assert shapely.symmetric_difference(found["EAD21"]["geometry"], parts).area < 1e-12
    assert str(found["EAD21"]["lower"]) == "FL 200"
    # the CTA's two sectors begin at other levels, so it stays in two parts
    assert [str(found[name]["lower"]) for name in ("EADD/1", "EADD/2")] == ["FL 030", "FL 050"]
    assert shapely.equals(found["EADD/1"]["geometry"], found["EADD1"]["geometry"])


def test_radius_units_of_donlon(donlon):
    found = rows(donlon)
    # from the file: 15 nautical miles around 52.36666667 N 22.1 W, 15 km around 52.3716 N 31.9494 W
    vardnor = shapely.get_coordinates(found["EAP2"]["geometry"])
    distance = GEOD.inv(np.full(len(vardnor), -22.1), np.full(len(vardnor), 52.36666667), *vardnor.T)[2]
    assert np.abs(distance - 15 * 1852.0).max() < 0.01
    bravo = shapely.get_coordinates(found["EAR1"]["geometry"])
    distance = GEOD.inv(np.full(len(bravo), -36.1666667), np.full(len(bravo), 55.2333333), *bravo.T)[2]
    on_arc = np.abs(distance - 25 * 1852.0) < 1.0
    azimuth = GEOD.inv(np.full(len(bravo), -36.1666667), np.full(len(bravo), 55.2333333), *bravo.T)[0][on_arc]
    assert on_arc.sum() > 50
    # the arc goes clockwise from 270° over north to 137°, not by way of the south
    assert not ((azimuth > 140) | (azimuth < -95)).any()
    assert np.abs(azimuth).min() < 3


def test_airways_of_donlon_have_their_width(donlon, shared_data):
    text = (shared_data / DONLON).read_text(encoding="utf-8")
    part = text[text.index("<aixm:designator>EAUL123<") :]
    numbers = [float(word) for word in part[part.index("<gml:posList>") + 13 : part.index("</gml:posList>")].split()]
    places = list(zip(numbers[1::2], numbers[::2], strict=True))
    airway = rows(donlon)["EAUL123"]["geometry"]
    shapely.prepare(airway)
    for a, b in itertools.pairwise(places):
        azimuth, _, length = GEOD.inv(*a, *b)
        for side in (-90.0, 90.0):
            # 8 km from side to side; away from the ends, where the next leg begins
            x, y, back = GEOD.fwd(*a, azimuth, length / 2)
            inside, outside = (GEOD.fwd(x, y, back + 180.0 + side, metres)[:2] for metres in (3999.0, 4001.0))
            assert airway.contains(shapely.Point(inside))
            assert not airway.contains(shapely.Point(outside))


def test_the_times_of_donlon(donlon):
    found = rows(donlon)
    assert found["EAP2"]["activation"].kind is ActivationKind.ALWAYS
    assert found["EAA1"]["activation"].kind is ActivationKind.NOTAM
    assert rows(donlon)["EADD/1"]["activation"].kind is ActivationKind.UNKNOWN
    # EAD4, Monday 07:00 to 16:00 UTC in winter, an hour earlier in summer
    table = found["EAD4"]["activation"].periods(datetime(2026, 11, 23, tzinfo=UTC), datetime(2026, 11, 24, tzinfo=UTC))
    assert "active" in set(table["status"])


def test_a_geodesic_border_lies_on_the_geodesic(read):
    found = read(
        airspace("a", component(lower(0), FL100, surface(line("50 0 50 10 55 10 55 0 50 0", "GeodesicString"))))
    )
    border = found.frame.geometry.iloc[0].exterior
    ends = GEOD.npts(0.0, 50.0, 10.0, 50.0, 999)
    off = [_metres_off(border, place) for place in ends]
    assert max(off) < 1.0
    # the parallel lies 15 km south of the geodesic there; a straight line would not do
    assert _metres_off(border, (5.0, 50.0)) > 10_000


def test_a_linear_border_is_straight_in_longitude_and_latitude(read):
    found = read(airspace("a", component(lower(0), FL100, surface(line("50 0 50 10 55 10 55 0 50 0")))))
    assert found.frame.geometry.iloc[0].equals(shapely.box(0, 50, 10, 55))


def _metres_off(border, place):
    nearest = border.interpolate(border.project(shapely.Point(place)))
    return GEOD.inv(*place, nearest.x, nearest.y)[2]


@pytest.mark.parametrize(
    ("a", "b"), [((0, 0), (170, 1)), ((179, 70), (-179, 71)), ((0, 88), (90, 88.5)), ((5, 5), (5, 5))]
)
def test_densified_lines_stay_within_a_metre(a, b):
    points = densified(np.array([a, b], dtype=float))
    assert points[0].tolist() == list(a)
    assert points[-1].tolist() == list(b)
    for first, last in zip(points[:-1:7], points[1::7], strict=True):
        if abs(last[0] - first[0]) > 180:
            continue
        middle = (first + last) / 2
        azimuth, _, length = GEOD.inv(*first, *last)
        on_geodesic = GEOD.fwd(*first, azimuth, length / 2)[:2]
        assert GEOD.inv(*middle, *on_geodesic)[2] < 1.0


def test_arcs_turn_by_the_axes_of_their_reference_system(read):
    def arc(first, last, centre):
        return (
            f'<gml:ArcByCenterPoint numArc="1"><gml:pos>{centre}</gml:pos><gml:radius uom="km">10</gml:radius>'
            f'<gml:startAngle uom="deg">{first}</gml:startAngle><gml:endAngle uom="deg">{last}</gml:endAngle>'
            "</gml:ArcByCenterPoint>"
        )

    # north, then clockwise to the east; east, then counter-clockwise to the north: the same quarter
    geographic = read(airspace("a", component(FL100, lower(0), surface(arc(0, 90, "47 8"), line("47 8 47 8")))))
    swapped = read(
        airspace(
            "a",
            component(
                FL100, lower(0), surface(arc(0, 90, "8 47"), line("8 47 8 47"), crs="urn:ogc:def:crs:OGC:1.3:CRS84")
            ),
        )
    )
    backwards = read(airspace("a", component(FL100, lower(0), surface(arc(90, 0, "47 8"), line("47 8 47 8")))))
    shapes = [one.frame.geometry.iloc[0] for one in (geographic, swapped, backwards)]
    west, south, _, north = shapes[0].bounds
    assert west == pytest.approx(8.0)
    assert south == pytest.approx(47.0, abs=1e-4)  # east along the geodesic is a little south of the parallel
    assert GEOD.inv(8, 47, 8, north)[2] == pytest.approx(10_000, abs=1)
    for shape in shapes[1:]:
        assert shapely.symmetric_difference(shapes[0], shape).area < 1e-7


def test_the_higher_limit_counts_where_two_are_given(read):
    minimum = '<aixm:minimumLimit uom="FT">2000</aixm:minimumLimit><aixm:minimumLimitReference>SFC</aixm:minimumLimitReference>'
    found = read(airspace("a", component(lower(11500), minimum, FL100, surface(line(SQUARE)))))
    limit = found.frame["lower"].iloc[0]
    assert limit.join == "max"
    assert {(level.value, level.reference) for level in limit.levels} == {
        (3505.2, Reference.AMSL),
        (609.6, Reference.AGL),
    }
    assert limit.text == "11500 FT MSL / 2000 FT SFC"


@pytest.mark.parametrize(
    ("given", "value", "reference"),
    [
        (upper("245", "FL", "STD"), 7467.6, Reference.PRESSURE),
        (upper("1500", "M", "SFC"), 1500.0, Reference.AGL),
        (upper("3000", "SM", "STD"), 3000.0, Reference.PRESSURE),
        (upper("1000", "FT", "W84"), 304.8, Reference.ELLIPSOID),
        (upper("UNL", "FT", ""), float("inf"), Reference.AMSL),
    ],
)
def test_limits(read, given, value, reference):
    found = read(airspace("a", component(lower(0), given, surface(line(SQUARE)))))
    (level,) = found.frame["upper"].iloc[0].levels
    assert (level.value, level.reference) == (value, reference)


@pytest.mark.parametrize(
    "given",
    [upper("1500", "FT", ""), upper("1500", "", "MSL"), upper("CEILING", "OTHER", ""), upper("12", "FT", "OTHER:X")],
)
def test_limits_that_say_no_height_are_unknown_and_keep_their_text(read, given):
    found = read(airspace("a", component(lower(0), given, surface(line(SQUARE)))))
    limit = found.frame["upper"].iloc[0]
    assert not limit.is_known
    assert limit.text
    assert "unknown" in " ".join(found.report.issues["reason"])


def test_what_is_taken_away_is_taken_away_in_height_too(read):
    found = rows(
        read(
            airspace(
                "a",
                component(GROUND, FL100, surface(line(SQUARE))),
                component(
                    lower(20, "FL", "STD"),
                    upper(60, "FL", "STD"),
                    surface(line(EAST_HALF)),
                    operation="SUBTR",
                    sequence=2,
                ),
            )
        )
    )
    said = sorted((str(row["lower"]), str(row["upper"]), round(row["geometry"].area, 6)) for row in found.values())
    assert said == [("FL 060", "FL 100", 0.5), ("GND", "FL 020", 0.5), ("GND", "FL 100", 0.5)]


def test_what_cannot_be_compared_stays_whole_and_is_told(read):
    found = read(
        airspace(
            "a",
            component(GROUND, FL100, surface(line(SQUARE))),
            component(lower(1000), upper(3000), surface(line(EAST_HALF)), operation="SUBTR", sequence=2),
        )
    )
    assert found.frame.geometry.iloc[0].area == pytest.approx(1.0)
    assert found.report.repaired == 1
    assert "cannot be compared" in found.report.issues["reason"].iloc[0]


def test_intersections_have_the_narrower_limits(read):
    found = read(
        airspace(
            "a",
            component(lower(1000), FL100, surface(line(SQUARE))),
            component(
                lower(2000, "FT", "SFC"),
                upper(80, "FL", "STD"),
                surface(line(EAST_HALF)),
                operation="INTERS",
                sequence=2,
            ),
        )
    )
    row = found.frame.iloc[0]
    assert row["geometry"].area == pytest.approx(0.5)
    assert (row["lower"].join, len(row["lower"].levels)) == ("max", 2)
    assert (row["upper"].join, len(row["upper"].levels)) == ("min", 2)


def test_components_go_by_their_sequence_not_by_their_place(read):
    found = read(
        airspace(
            "a",
            component(GROUND, FL100, surface(line(EAST_HALF)), operation="SUBTR", sequence=2),
            component(GROUND, FL100, surface(line(SQUARE)), sequence=1),
        )
    )
    assert found.frame.geometry.iloc[0].area == pytest.approx(0.5)


def test_a_horizontal_projection_has_limits_of_its_own(read):
    found = rows(
        read(
            airspace(
                "b", component(contributor("a", "HORZ_PROJECTION"), lower(100, "FL", "STD"), upper(200, "FL", "STD"))
            ),
            airspace("c", component(contributor("a"))),
            airspace("a", component(GROUND, FL100, surface(line(SQUARE)))),
        )
    )
    assert [str(found[name]["upper"]) for name in ("B", "C")] == ["FL 200", "FL 100"]
    assert shapely.equals(found["B"]["geometry"], found["A"]["geometry"])


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        ((airspace("b", component(contributor("nobody"))),), "not in the file"),
        ((airspace("b", component(contributor("c"))), airspace("c", component(contributor("b")))), "refers to itself"),
        ((airspace("b", component(lower(0), FL100)),), "no geometry"),
        ((airspace("b"),), "no geometry"),
        ((airspace("b", component(lower(0), surface(line("47 8 47 9")))),), "different places"),
        ((airspace("b", component(lower(0), surface(line(SQUARE, "Clothoid")))),), "cannot be read: Clothoid"),
        ((airspace("b", component(lower(0), surface(line(SQUARE), crs="urn:ogc:def:crs:EPSG::25832"))),), "not WGS 84"),
        ((airspace("b", component(lower(0), surface(line("147 8 47 9 48 9")))),), "no place on earth"),
        ((airspace("b", slices=slice_of("b", component(lower(0)), interpretation="TEMPDELTA")),), "no baseline"),
    ],
)  # fmt: skip
def test_what_has_no_shape_is_left_out_with_its_reason_and_costs_only_itself(read, members, reason):
    found = read(airspace("a", component(GROUND, FL100, surface(line(SQUARE)))), *members)
    assert found.frame["airspace_id"].tolist() == ["A"]
    assert (found.report.records, found.report.quarantined) == (1 + len(members), len(members))
    issue = found.report.issues[found.report.issues["severity"] == "quarantined"].iloc[0]
    assert reason in issue["reason"]
    assert issue["line"] >= 4
    assert "<aixm:Airspace" in issue["text"]


def test_a_part_that_cannot_be_read_costs_only_itself(read):
    found = read(
        airspace(
            "a",
            component(GROUND, FL100, surface(line(SQUARE))),
            component(GROUND, FL100, surface(line("47 8")), operation="UNION", sequence=2),
        ),
        airspace("b", component(contributor("a"))),
    )
    # what refers to an airspace that is not whole is not whole either
    assert found.frame["airspace_id"].tolist() == ["A"]
    assert (found.report.repaired, found.report.quarantined) == (1, 1)


def test_the_last_baseline_counts_and_others_are_told(read):
    slices = (
        slice_of("a", component(GROUND, FL100, surface(line(SQUARE))), sequence=1)
        + slice_of("a", component(GROUND, FL100, surface(line(EAST_HALF))), sequence=2)
        + slice_of("a", component(GROUND, FL100), interpretation="TEMPDELTA", sequence=3)
    )
    found = read(airspace("a", slices=slices))
    assert found.frame.geometry.iloc[0].area == pytest.approx(0.5)
    assert "BASELINE, TEMPDELTA" in found.report.issues["reason"].iloc[0]


def test_damaged_xml_costs_what_it_reaches(tmp_path):
    good = airspace("a", component(GROUND, FL100, surface(line(SQUARE))))
    text = message(good, airspace("b", component(GROUND, FL100, surface(line(SQUARE)))), good.replace(">a<", ">c<"))
    path = tmp_path / "cut.xml"
    path.write_text(text.replace("<aixm:designator>B", "<aixm:designator & >B"), encoding="utf-8")
    found = lb.read_airspaces(path)
    assert "A" in found.frame["airspace_id"].tolist()
    assert "B" not in found.frame["airspace_id"].tolist()
    assert found.report.issues["reason"].str.contains("the XML is damaged").any()
    path.write_text(text[: text.index("</gml:posList>", text.index('uuid.b"'))], encoding="utf-8")
    cut = lb.read_airspaces(path)
    assert cut.frame["airspace_id"].tolist() == ["A"]
    assert (cut.report.records, cut.report.quarantined) == (2, 1)


def test_entities_and_document_types_are_refused(tmp_path):
    path = tmp_path / "bad.xml"
    text = message(airspace("a", component(GROUND, FL100, surface(line(SQUARE)))))
    path.write_text(
        text.replace("?>\n", '?>\n<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>\n', 1), encoding="utf-8"
    )
    with pytest.raises(FileFormatError, match="DOCTYPE"):
        lb.read_airspaces(path)


def test_other_features_are_told(read):
    other = airspace("x").replace("aixm:Airspace ", "aixm:Navaid ").replace("/aixm:Airspace>", "/aixm:Navaid>")
    found = read(airspace("a", component(GROUND, FL100, surface(line(SQUARE)))), other)
    assert found.report.records == 1
    assert "1 Navaid" in found.report.issues["reason"].iloc[0]


def test_the_real_file_mutated(shared_data, tmp_path):
    data = (shared_data / DONLON).read_bytes()
    # the first three airspaces; the third is drawn by an arc
    small = data[: data.index(b"<aixm:designator>EAR2<")]
    small = small[: small.rindex(b"<message:hasMember>")] + b"</message:AIXMBasicMessage>"
    survives_mutations(read_aixm, small, tmp_path / "mutated.xml", count=COUNT // 2)
