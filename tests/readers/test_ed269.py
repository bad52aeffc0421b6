"""ED-269: the real sample, and files written here after EUROCAE ED-269 as its public implementations read it."""

import copy
import json

import numpy as np
import pytest
import shapely
from pyproj import Geod

import lagebild as lb
from lagebild.errors import FileFormatError
from lagebild.model.activation import ActivationKind
from lagebild.readers.ed269 import read_ed269
from lagebild.readers.recognise import recognise
from tests.readers.mutations import survives_mutations

GEOD = Geod(ellps="WGS84")
RING = [[8.0, 47.0], [8.1, 47.0], [8.1, 47.1], [8.0, 47.0]]
POLYGON = {"type": "Polygon", "coordinates": [RING]}
ALWAYS = [{"permanent": "YES"}]


def volume(projection=POLYGON, **given):
    return {
        "uomDimensions": "M", "lowerLimit": 0, "lowerVerticalReference": "AGL", "upperLimit": "120",
        "upperVerticalReference": "AGL", "horizontalProjection": projection, **given,
    }  # fmt: skip


def zone(*volumes, identifier="Z1", applicability=ALWAYS, **given):
    return {
        "identifier": identifier, "country": "CHE", "name": "One", "type": "COMMON", "restriction": "PROHIBITED",
        "applicability": applicability, "geometry": list(volumes or [volume()]), **given,
    }  # fmt: skip


@pytest.fixture
def read(tmp_path):
    def reading(*zones, name="UASZoneList"):
        path = tmp_path / "zones.png"
        path.write_text(json.dumps({"title": "x", name: list(zones)}), encoding="utf-8")
        return lb.read_airspaces(path)

    return reading


def only(airspaces):
    assert len(airspaces) == 1
    return airspaces.frame.iloc[0]


def reasons(airspaces):
    return " | ".join(airspaces.report.issues["reason"])


def test_the_real_sample(shared_data):
    path = shared_data / "airspaces/ed269-che-sample.json"
    assert recognise(path).name == "ED-269"
    airspaces = lb.read_airspaces(path)
    row = only(airspaces)
    assert (row["airspace_id"], row["name"], row["type"]) == ("LSXX", "LSXX City Sample", "REQ_AUTHORISATION")
    assert (row["country"], row["variant"]) == ("CHE", "COMMON")
    assert str(row["lower"]) == "GND"
    assert not row["upper"].is_known
    assert "upper limit is not stated" in reasons(airspaces)
    assert row["activation"].kind is ActivationKind.ALWAYS
    assert "conditions: RST02" in row["text"]
    assert "Supervisor, admin@example.interuss.org" in row["text"]
    given = json.loads(path.read_text())["UASZoneList"][0]["geometry"][0]["horizontalProjection"]["coordinates"][0]
    assert shapely.get_coordinates(row["geometry"]).tolist() == given
    assert airspaces.report.records == airspaces.report.kept == 1


@pytest.mark.parametrize(
    ("given", "levels"),
    [({"upperLimit": 120}, (120.0, "agl")), ({"upperLimit": "120.5", "upperVerticalReference": "AMSL"}, (120.5, "amsl")),
     ({"upperLimit": 400, "uomDimensions": "FT"}, (121.92, "agl")),
     ({"upperLimit": 120, "upperVerticalReference": "WGS84"}, (120.0, "ellipsoid"))],
)  # fmt: skip
def test_limits(read, given, levels):
    upper = only(read(zone(volume(**given))))["upper"]
    assert [(level.value, str(level.reference)) for level in upper.levels] == [levels]


@pytest.mark.parametrize(
    "given",
    [{"upperLimit": None}, {"upperLimit": ""}, {"upperLimit": "UNL?"}, {"upperVerticalReference": None},
     {"upperVerticalReference": "FL"}, {"uomDimensions": "KM"}, {"upperLimit": True}, {"upperLimit": "1e999"}],
)  # fmt: skip
def test_limits_that_say_no_height_are_unknown(read, given):
    airspaces = read(zone(volume(**given)))
    assert not only(airspaces)["upper"].is_known
    assert "unknown" in reasons(airspaces)
    assert airspaces.report.kept == 1


def test_a_circle_has_its_radius_in_metres(read):
    circle = {"type": "Circle", "center": [8.5, 47.5], "radius": 2500}
    airspaces = read(zone(volume(circle, uomDimensions="FT")))
    lon, lat = shapely.get_coordinates(only(airspaces)["geometry"]).T
    distance = GEOD.inv(np.full(len(lon), 8.5), np.full(len(lon), 47.5), lon, lat)[2]
    assert np.abs(distance - 2500.0).max() < 0.01
    assert "taken as metres" in reasons(airspaces)


def test_volumes_of_equal_limits_are_one_airspace(read):
    other = {"type": "Polygon", "coordinates": [[[9, 47], [9.1, 47], [9.1, 47.1], [9, 47]]]}
    row = only(read(zone(volume(), volume(other))))
    assert row["airspace_id"] == "Z1"
    assert row["geometry"].geom_type == "MultiPolygon"


def test_volumes_of_other_limits_are_airspaces_of_their_own(read):
    airspaces = read(zone(volume(), volume(upperLimit=300), volume(lowerLimit="50")), zone(identifier="Z2"))
    assert airspaces.frame["airspace_id"].tolist() == ["Z1/1", "Z1/2", "Z1/3", "Z2"]
    assert (airspaces.report.records, airspaces.report.kept) == (2, 2)


def test_a_bad_volume_costs_only_itself_and_a_bad_zone_too(read):
    line = {"type": "LineString", "coordinates": RING}
    airspaces = read(zone(volume(), volume(line)), zone(volume(line), identifier="Z2"), 7, zone(identifier="Z4"))
    assert airspaces.frame["airspace_id"].tolist() == ["Z1", "Z4"]
    report = airspaces.report
    assert (report.records, report.kept, report.repaired, report.quarantined) == (4, 1, 1, 2)
    table = report.issues.set_index("record")
    assert "volume 2: its horizontal projection is 'LineString'" in table.loc[0, "reason"]
    assert table.loc[1, "severity"] == table.loc[2, "severity"] == "quarantined"
    assert json.loads(table.loc[1, "text"])["identifier"] == "Z2"


@pytest.mark.parametrize(
    "projection",
    [None, {"type": "Circle", "center": [8], "radius": 5}, {"type": "Circle", "center": [8, 47], "radius": 0},
     {"type": "Circle", "center": [8, 47], "radius": 1e9}, {"type": "Polygon", "coordinates": []},
     {"type": "Polygon", "coordinates": [[[8, 47], [9, 47]]]}, {"type": "Polygon", "coordinates": [[["a", 47]] * 4]},
     {"type": "Polygon", "coordinates": [[[8, 91], [9, 47], [9, 48]]]}, {"type": "Polygon", "coordinates": 5}],
)  # fmt: skip
def test_shapes_that_are_none(read, projection):
    airspaces = read(zone(volume(projection)), zone(identifier="Z2"))
    assert (airspaces.report.quarantined, airspaces.frame["airspace_id"].tolist()) == (1, ["Z2"])


def test_a_hole_is_left_out(read):
    inner = [[8.05, 47.02], [8.08, 47.02], [8.08, 47.04], [8.05, 47.02]]
    row = only(read(zone(volume({"type": "Polygon", "coordinates": [RING, inner]}))))
    assert row["geometry"].area == pytest.approx(shapely.Polygon(RING).area - shapely.Polygon(inner).area)


def test_a_bow_tie_is_repaired(read):
    tie = {"type": "Polygon", "coordinates": [[[8, 47], [9, 48], [9, 47], [8, 48], [8, 47]]]}
    airspaces = read(zone(volume(tie)))
    assert (airspaces.report.repaired, airspaces.report.kept) == (1, 0)


SCHEDULE = {"permanent": "YES", "schedule": [{"day": ["MON", "FRI"], "startTime": "08:00Z", "endTime": "17:30:00.00Z"}]}


def test_a_weekly_schedule(read):
    activation = only(read(zone(applicability=[SCHEDULE])))["activation"]
    assert activation.kind is ActivationKind.WEEKLY
    (rule,) = activation.rules
    assert (rule.weekdays, rule.start.minutes, rule.end.minutes) == ((0, 4), 480, 1050)


@pytest.mark.parametrize(
    ("period", "kind", "count"),
    [({"permanent": "NO", "startDateTime": "2026-01-01T00:00:00Z", "endDateTime": "2026-02-01T00:00:00Z"}, "periods", 1),
     ({"permanent": "NO", "startDateTime": "2026-01-01T00:00:00Z"}, "periods", 1),
     # Mondays and Fridays of January 2026: 5, 12, 19, 26 and 2, 9, 16, 23, 30
     ({**SCHEDULE, "permanent": "NO", "startDateTime": "2026-01-01T00:00:00Z", "endDateTime": "2026-02-01T00:00:00Z"},
      "periods", 9),
     ({"permanent": "YES", "schedule": [{"day": ["ANY"], "startTime": "00:00Z", "endTime": "23:59:59Z"}]}, "always", 0),
     ({"permanent": "YES", "schedule": [{"day": ["ANY"], "startTime": "00:00Z", "endTime": "00:00Z"}]}, "always", 0)],
)  # fmt: skip
def test_times(read, period, kind, count):
    activation = only(read(zone(applicability=[period])))["activation"]
    assert (str(activation.kind), len(activation.stated)) == (kind, count)
    assert json.loads(activation.text) == [period]


@pytest.mark.parametrize(
    "period",
    [{"permanent": "NO"}, {"permanent": "YES", "startDateTime": "2026-01-01T00:00:00Z"}, {"permanent": "MAYBE"},
     {"permanent": "NO", "startDateTime": "2026-01-01T00:00:00"}, {"startDateTime": "yesterday"}, {"startDateTime": 7},
     {"permanent": "NO", "startDateTime": "2026-02-01T00:00:00Z", "endDateTime": "2026-01-01T00:00:00Z"},
     {"permanent": "YES", "schedule": [{"day": ["MON"], "startTime": "08:00", "endTime": "09:00Z"}]},
     {"permanent": "YES", "schedule": [{"day": ["HOL"], "startTime": "08:00Z", "endTime": "09:00Z"}]},
     {"permanent": "YES", "schedule": [{"day": ["MON"], "startTime": "25:00Z", "endTime": "09:00Z"}]},
     {**SCHEDULE, "startDateTime": "1900-01-01T00:00:00Z", "permanent": "NO"}],
)  # fmt: skip
def test_times_that_cannot_be_kept_are_unknown_and_said(read, period):
    airspaces = read(zone(applicability=[period]))
    activation = only(airspaces)["activation"]
    assert activation.kind is ActivationKind.UNKNOWN
    assert json.loads(activation.text) == [period]
    assert "its times cannot be kept" in reasons(airspaces)


def test_no_times_are_unknown(read):
    assert only(read(zone(applicability=[])))["activation"].kind is ActivationKind.UNKNOWN


def test_texts_of_several_languages(read):
    message = [{"lang": "de-CH", "text": "Verboten"}, {"lang": "fr-CH", "text": "Interdit"}]
    row = only(read(zone(message=message, name=[{"lang": "de", "text": "Eins"}, {"lang": "fr", "text": "Un"}])))
    assert row["name"] == "Eins"
    assert "message (de-CH): Verboten\nmessage (fr-CH): Interdit" in row["text"]
    assert "name (fr): Un" in row["text"]


def test_the_list_may_be_called_features(read):
    assert only(read(zone(), name="features"))["airspace_id"] == "Z1"


def test_what_is_no_list_of_zones_is_one_sentence(tmp_path):
    path = tmp_path / "a.json"
    for text in ('{"uomDimensions": "M"}', '{"horizontalProjection": [', '{"uomDimensions": NaN}'):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(FileFormatError, match="cannot be read as ED-269"):
            lb.read_airspaces(path)


def test_mutated(tmp_path):
    zones = [zone(volume(), volume(upperLimit=9), applicability=[SCHEDULE], message="é"), zone(identifier="Z2")]
    zones.append(zone(volume({"type": "Circle", "center": [8.5, 47.5], "radius": 2500})))
    data = json.dumps({"UASZoneList": copy.deepcopy(zones)}, ensure_ascii=False).encode()
    assert survives_mutations(read_ed269, data, tmp_path / "a") > 10
