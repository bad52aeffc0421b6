"""Moving features after OGC 19-045r3; the examples are made here."""

import json

import numpy as np
import pandas as pd
import pytest
from pyproj import Proj

import lagebild as lb
from lagebild.errors import CrsError, FileFormatError
from lagebild.readers.recognise import recognise
from tests.builders import make_tracks
from tests.readers.mutations import survives_mutations

TIMES = ["2011-07-14T22:01:01.450Z", "2011-07-14T23:01:01.450Z", "2011-07-15T00:01:01.450Z"]
PLACES = [[139.757083, 35.627701, 150.0], [139.757399, 35.627701, 160.0], [139.757555, 35.627688, 170.0]]


def feature(times=TIMES, places=PLACES, name="9569", properties=None, values=None, **geometry):
    moving = {"type": "MovingPoint", "datetimes": times, "coordinates": places, **geometry}
    found = {"type": "Feature", "id": name, "properties": properties or {}, "temporalGeometry": moving}
    return {**found, "temporalProperties": values} if values is not None else found


def collection(*features, **more):
    return {"type": "FeatureCollection", "features": list(features), **more}


@pytest.fixture
def read(tmp_path):
    def reading(document):
        path = tmp_path / "moving.json"
        path.write_text(document if isinstance(document, str) else json.dumps(document))
        assert recognise(path).name == "MF-JSON"
        return lb.read_tracks(path)

    return reading


def reasons(tracks):
    return " ".join(tracks.report.issues["reason"])


def test_a_moving_point_and_its_heights(read):
    tracks = read(collection(feature(properties={"kind": "bus", "fuel": 3})))
    frame = tracks.frame
    assert frame["track_id"].unique().tolist() == ["9569"]
    assert frame["time"].tolist() == [pd.Timestamp(time) for time in TIMES]
    assert frame[["longitude", "latitude"]].to_numpy().tolist() == [place[:2] for place in PLACES]
    assert frame["altitude_gnss"].tolist() == [150, 160, 170]
    assert "altitude_amsl" not in frame
    assert (frame["kind"] == "bus").all()
    assert (frame["fuel"] == 3).all()
    assert "measured from is unknown" in reasons(tracks)
    assert (tracks.report.records, tracks.report.kept) == (3, 3)


@pytest.mark.parametrize(
    "name", ["urn:ogc:def:crs:EPSG::4979", "http://www.opengis.net/def/crs/OGC/0/CRS84h", "EPSG:4979"]
)
def test_a_system_of_three_dimensions_tells_the_reference(read, name):
    crs = {"type": "Name", "properties": {"name": name}}
    for document in (collection(feature(), crs=crs), feature(crs=crs)):
        assert read(document).frame["height_ellipsoid"].tolist() == [150, 160, 170]


def test_projected_places_against_pyproj(read):
    crs = {"type": "Name", "properties": {"name": "urn:ogc:def:crs:EPSG::32654"}}
    frame = read(feature(places=[[388000, 3943000], [388100, 3943000], [388200, 3943000]], crs=crs)).frame
    zone = Proj("EPSG:32654")
    longitude, latitude = zone([388000, 388100, 388200], [3943000] * 3, inverse=True)
    assert frame["longitude"].tolist() == pytest.approx(longitude, abs=1e-9)
    assert frame["latitude"].tolist() == pytest.approx(latitude, abs=1e-9)
    with pytest.raises(CrsError, match="unknown: 'mars'"):
        read(feature(crs={"type": "Name", "properties": {"name": "mars"}}))


def test_numbers_are_milliseconds(read):
    frame = read(feature(times=[1_000, 86_400_500, 1_310_680_861_450])).frame
    assert frame["time"].tolist() == [
        pd.Timestamp("1970-01-01T00:00:01Z"),
        pd.Timestamp("1970-01-02T00:00:00.5Z"),
        pd.Timestamp("2011-07-14T22:01:01.450Z"),
    ]


def test_values_over_time(read):
    values = [
        {"datetimes": TIMES, "speed": {"type": "Measure", "form": "KMH", "values": [65.0, 70.0, 80.0]}},
        {"datetimes": ["2011-07-15T02:01:01.45+03:00", "1999-01-01T00:00:00Z"], "camera": {"type": "Text", "values": ["a", "b"]}},
        {"datetimes": TIMES, "ground_speed": {"type": "Measure", "values": [1, None, 3]}, "length": {"values": 7}},
    ]  # fmt: skip
    tracks = read(feature(values=values))
    frame = tracks.frame
    assert frame["speed"].tolist() == [65, 70, 80]
    assert frame["camera"].fillna("-").tolist() == ["-", "a", "-"]
    # a unit that is not said is not lagebild's
    assert "ground_speed" not in frame
    np.testing.assert_array_equal(frame["ground_speed_"], [1, np.nan, 3])
    assert "1 values of 'camera' stand at no time of a place" in reasons(tracks)


def test_lists_of_different_lengths_and_bad_places_cost_only_themselves(read):
    tracks = read(
        collection(feature(times=[*TIMES, "2011-07-16T00:00:00Z"]), feature(name="b", places=[*PLACES[:2], ["x", 1]]))
    )
    report = tracks.report
    assert (report.records, report.kept, report.quarantined) == (7, 5, 2)
    bad = report.issues[report.issues["severity"] == "quarantined"]
    assert sorted(bad["record"]) == [3, 6]


def test_features_that_are_none(read):
    area = {"type": "Feature", "temporalGeometry": {"type": "MovingPolygon", "datetimes": [], "coordinates": []}}
    tracks = read(collection(feature(), area, {"type": "Feature", "geometry": None}, 7))
    assert (tracks.report.kept, tracks.report.quarantined) == (3, 3)
    assert "a moving MovingPolygon is no flight path" in reasons(tracks)
    with pytest.raises(FileFormatError, match="none of its 1 records"):
        read(area | {"x": "MovingPoint"})


def test_collections_of_geometries_names_and_interpolations(read):
    prisms = [
        {"type": "MovingPoint", "datetimes": TIMES, "coordinates": PLACES, "interpolation": "Discrete"},
        {"type": "MovingGeometryCollection", "prisms": [{"type": "MovingPoint", "datetimes": TIMES, "coordinates": PLACES}]},
    ]  # fmt: skip
    whole = {"type": "Feature", "properties": {"trajectory_id": 5}, "temporalGeometry": {"type": "MovingGeometryCollection", "prisms": prisms}}  # fmt: skip
    tracks = read(collection(whole, feature(name=None)))
    assert list(tracks.ids) == ["5", "5#2", "moving"]
    assert "1 features say the interpolation 'Discrete'" in reasons(tracks)


def test_one_feature_a_line(read):
    tracks = read("\n".join([json.dumps(feature(name=name)) for name in "ab"] + ["rubbish"]))
    assert list(tracks.ids) == ["a", "b"]
    assert tracks.report.quarantined == 1


def test_what_is_written_is_what_the_standard_asks_for(tmp_path):
    tracks = make_tracks(2, 5)
    lb.write_tracks(tracks, tmp_path / "a.mfjson")
    document = json.loads((tmp_path / "a.mfjson").read_text())
    assert document["type"] == "FeatureCollection"
    assert document["crs"]["properties"]["name"] == "urn:ogc:def:crs:OGC:1.3:CRS84"
    one = document["features"][0]
    moving = one["temporalGeometry"]
    assert (moving["type"], len(moving["datetimes"]), len(moving["coordinates"])) == ("MovingPoint", 5, 5)
    for group in one["temporalProperties"]:
        ((_, told),) = [item for item in group.items() if item[0] != "datetimes"]
        assert len(told["values"]) == len(group["datetimes"])
        assert None not in told["values"]


def test_mutated(tmp_path):
    lb.write_tracks(make_tracks(2, 12), tmp_path / "a.mfjson")
    survives_mutations(lb.read_tracks, (tmp_path / "a.mfjson").read_bytes(), tmp_path / "b.mfjson")
    values = [{"datetimes": TIMES, "speed": {"type": "Measure", "values": [1, 2, 3]}}]
    data = json.dumps(collection(feature(values=values), feature(times=[1, 2, 3e12], name="b"))).encode()
    survives_mutations(lb.read_tracks, data, tmp_path / "c.mfjson")
