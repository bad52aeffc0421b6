"""ED-318: the real samples, and files written here after the public schema of UASGeoZones/ED-318."""

import json

import numpy as np
import pytest
import shapely
from pyproj import Geod

import lagebild as lb
from lagebild.model.activation import ActivationKind
from lagebild.readers.ed318 import read_ed318
from lagebild.readers.recognise import recognise
from tests.readers.mutations import survives_mutations

GEOD = Geod(ellps="WGS84")
RING = [[8.0, 47.0], [8.1, 47.0], [8.1, 47.1], [8.0, 47.0]]
LAYER = {"upper": 150, "upperReference": "AMSL", "lower": 50, "lowerReference": "AGL", "uom": "m"}


def feature(geometry, **properties):
    given = {"identifier": "A1", "country": "DEU", "type": "PROHIBITED", "variant": "COMMON", "zoneAuthority": []}
    return {"type": "Feature", "geometry": geometry, "properties": {**given, **properties}}


def polygon(**layer):
    return {"type": "Polygon", "coordinates": [RING], "layer": {**LAYER, **layer}}


@pytest.fixture
def read(tmp_path):
    def reading(*features):
        path = tmp_path / "zones.txt"
        path.write_text(json.dumps({"type": "FeatureCollection", "features": list(features)}), encoding="utf-8")
        assert recognise(path).name == "ED-318"
        return lb.read_airspaces(path)

    return reading


def test_the_real_circle(shared_data):
    airspaces = lb.read_airspaces(shared_data / "airspaces/ed318-circle.json")
    (row,) = [row for _, row in airspaces.frame.iterrows()]
    assert airspaces.report.format == "ED-318"
    assert (row["airspace_id"], row["name"], row["type"]) == ("ABC1234", "Fictitious circle", "PROHIBITED")
    assert [row[name].levels[0].value for name in ("lower", "upper")] == [50.0, 150.0]
    lon, lat = shapely.get_coordinates(row["geometry"]).T
    distance = GEOD.inv(np.full(len(lon), 2.636866), np.full(len(lon), 50.122901), lon, lat)[2]
    assert np.abs(distance - 3500.0).max() < 0.01
    assert row["activation"].kind is ActivationKind.ALWAYS
    assert "other reason (fr-BE): Chateau et parc" in row["text"]


def test_the_real_collection(shared_data):
    airspaces = lb.read_airspaces(shared_data / "airspaces/ed318-collection.json")
    assert airspaces.frame["airspace_id"].tolist() == ["NFZ6547/1", "NFZ6547/2", "ABC1234"]
    assert (airspaces.report.records, airspaces.report.kept) == (2, 2)
    activation = airspaces.frame["activation"].iloc[0]
    # every day of the year at 16:00 to 17:00, and its 52 Sundays at 10:00 to 12:00
    assert (activation.kind, len(activation.stated)) == (ActivationKind.PERIODS, 365 + 52)
    hours = sum((end - begin).total_seconds() for begin, end in activation.stated) / 3600
    assert hours == 365 * 1 + 52 * 2
    assert [limit.levels[0].value for limit in airspaces.frame["upper"]] == [150.0, 50.0, 150.0]


@pytest.mark.parametrize(
    ("layer", "value", "reference"),
    [({}, 150.0, "amsl"), ({"uom": "ft"}, 45.72, "amsl"), ({"uom": None}, 150.0, "amsl"),
     ({"upperReference": "WGS84"}, 150.0, "ellipsoid"), ({"upper": None}, None, None), ({"upperReference": "XX"}, None, None)],
)  # fmt: skip
def test_limits(read, layer, value, reference):
    upper = read(feature(polygon(**layer))).frame["upper"].iloc[0]
    assert [(level.value, str(level.reference)) for level in upper.levels] == ([(value, reference)] if value else [])


def test_the_layer_of_a_collection_holds_for_its_parts(read):
    part = {"type": "Polygon", "coordinates": [RING]}
    airspaces = read(feature({"type": "GeometryCollection", "geometries": [part], "layer": LAYER}))
    assert airspaces.frame["upper"].iloc[0].levels[0].value == 150.0


def test_sunrise_and_sunset(read):
    times = [{"schedule": [{"day": ["SAT", "SUN"], "startEvent": "SR", "endEvent": "SS"}]}]
    activation = read(feature(polygon(), limitedApplicability=times)).frame["activation"].iloc[0]
    assert activation.kind is ActivationKind.WEEKLY
    (rule,) = activation.rules
    assert (rule.weekdays, rule.start.event, rule.end.event) == ((5, 6), "sunrise", "sunset")
    twilight = [{"schedule": [{"day": ["SAT"], "startEvent": "BMCT", "endEvent": "SS"}]}]
    airspaces = read(feature(polygon(), limitedApplicability=twilight))
    assert airspaces.frame["activation"].iloc[0].kind is ActivationKind.UNKNOWN
    assert "BMCT" in airspaces.report.issues["reason"].iloc[0]


def test_points_without_extent_lines_and_nothing_are_left_out(read):
    geometries = [
        {"type": "Point", "coordinates": [8, 47]},
        {"type": "LineString", "coordinates": RING},
        None,
        polygon(),
    ]
    airspaces = read(*map(feature, geometries))
    report = airspaces.report
    assert (report.records, report.kept, report.quarantined) == (4, 1, 3)
    assert report.issues["record"].tolist() == [0, 1, 2]


def test_geojson_stays_geojson(tmp_path):
    path = tmp_path / "a.json"
    plain = {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [RING]}, "properties": {"layer": 5}}
    path.write_text(json.dumps(plain), encoding="utf-8")
    assert recognise(path).name == "GeoJSON"


def test_mutated(tmp_path, shared_data):
    data = (shared_data / "airspaces/ed318-collection.json").read_bytes()
    assert survives_mutations(read_ed318, data, tmp_path / "a") > 10
