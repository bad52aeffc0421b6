import json
import math

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import lagebild as lb
from lagebild.errors import ColumnError, CrsError, FileFormatError, ValidationError
from lagebild.model.activation import ActivationKind
from lagebild.model.limits import SURFACE
from tests.builders import make_airspaces

SQUARE = shapely.box(8, 47, 9, 48)
FORMATS = ["GeoJSON", "GPKG", "GeoParquet"]


def write(frame, path, file_format):
    if file_format == "GeoParquet":
        frame.to_parquet(path)
        return path
    named = path.with_suffix("." + file_format.lower())
    frame.to_file(named, driver=file_format)
    return named


def zones(count=1, geometry=SQUARE, crs="EPSG:4326", **columns):
    return gpd.GeoDataFrame(columns, geometry=[geometry] * count, index=range(count), crs=crs)


def notes(airspaces):
    return " | ".join(airspaces.report.issues["reason"])


@pytest.mark.parametrize("file_format", FORMATS)
def test_usual_columns_are_found(tmp_path, file_format):
    frame = zones(ID=["x"], NAME=["Bern"], Class=["D"], typeCode=["CTR"], lower_limit=["GND"], upperLimit=["FL 100"])
    airspaces = lb.read_airspaces(write(frame.assign(zulu=5), tmp_path / "a", file_format))
    row = airspaces.frame.iloc[0]
    assert (row["airspace_id"], row["name"], row["icao_class"], row["type"]) == ("x", "Bern", "D", "CTR")
    assert row["lower"].levels == (SURFACE,)
    assert str(row["upper"]) == "FL 100"
    assert row["zulu"] == 5
    assert row["geometry"].equals(SQUARE)
    assert airspaces.report.kept == airspaces.report.records == 1


@pytest.mark.parametrize(
    ("reference", "metres", "kind"),
    [("FL", 3048.0, "pressure"), ("ft STD", 30.48, "pressure"), ("ft AMSL", 30.48, "amsl"), ("m AMSL", 100.0, "amsl"),
     ("ft agl", 30.48, "agl"), ("m AGL", 100.0, "agl")],
)  # fmt: skip
def test_bare_numbers_need_a_reference(tmp_path, reference, metres, kind):
    path = write(zones(lower=[0], upper=[100]), tmp_path / "a", "GeoParquet")
    upper = lb.read_airspaces(path, limit_reference=reference).frame["upper"].iloc[0]
    assert (upper.levels[0].value, upper.levels[0].reference) == (metres, kind)
    told = lb.Limit.from_text(upper.text)
    if told.is_known:
        assert told.levels == upper.levels
    unknown = lb.read_airspaces(path)
    assert not unknown.frame["upper"].iloc[0].is_known
    assert "column 'upper' are numbers without unit and reference, such as 100" in notes(unknown)


def test_numbers_as_texts_are_bare_too(tmp_path):
    path = write(zones(lower=["0"], upper=["4500"]), tmp_path / "a", "GeoJSON")
    assert not lb.read_airspaces(path).frame["upper"].iloc[0].is_known
    assert lb.read_airspaces(path, limit_reference="ft AMSL").frame["upper"].iloc[0].levels[0].value == 1371.6


def test_missing_limits_are_unknown_and_noted(tmp_path):
    airspaces = lb.read_airspaces(write(zones(2, upper=["FL 100", None]), tmp_path / "a", "GeoParquet"))
    assert [limit.is_known for limit in airspaces.frame["upper"]] == [True, False]
    assert "1 values of column 'upper' are missing" in notes(airspaces)
    assert "no column holds the lower limits" in notes(airspaces)


def test_columns_can_be_named(tmp_path):
    path = write(zones(NAM=["Bern"], bottom=["GND"], CEIL=["FL 65"]), tmp_path / "a", "GeoParquet")
    frame = lb.read_airspaces(path, columns={"upper": "CEIL", "text": "NAM"}).frame
    assert (str(frame["upper"].iloc[0]), frame["text"].iloc[0]) == ("FL 065", "Bern")
    with pytest.raises(ColumnError, match=r"has no column 'TOP' \(wanted as upper\); it has: NAM, bottom, CEIL"):
        lb.read_airspaces(path, columns={"upper": "TOP"})
    with pytest.raises(ColumnError, match="no column of airspaces"):
        lb.read_airspaces(path, columns={"roof": "CEIL"})
    with pytest.raises(ValidationError, match="limit_reference must be one of"):
        lb.read_airspaces(path, limit_reference="feet")


@pytest.mark.parametrize("file_format", FORMATS)
def test_what_lagebild_writes_comes_back(tmp_path, file_format):
    airspaces = make_airspaces()
    frame = airspaces.frame
    for name in ("lower", "upper", "activation"):
        frame[name] = [json.dumps(value.to_record()) for value in frame[name]]
    again = lb.read_airspaces(write(gpd.GeoDataFrame(frame, crs="EPSG:4326"), tmp_path / "a", file_format))
    for name in ("airspace_id", "lower", "upper", "activation"):
        assert again.frame[name].tolist() == airspaces.frame[name].tolist()
    assert [a.equals(b) for a, b in zip(again.frame.geometry, airspaces.frame.geometry, strict=True)] == [True] * 4


def test_damaged_records_are_unknown_and_noted(tmp_path):
    frame = zones(2, lower=['{"levels": 5}', "{"], activation=['{"kind": "never"}', "MON-FRI"])
    airspaces = lb.read_airspaces(write(frame, tmp_path / "a", "GeoParquet"))
    assert not any(limit.is_known for limit in airspaces.frame["lower"])
    assert [a.kind for a in airspaces.frame["activation"]] == [ActivationKind.UNKNOWN] * 2
    assert airspaces.frame["activation"].iloc[1].text == "MON-FRI"
    assert notes(airspaces).count("cannot be read") == 3


def test_what_is_no_area_is_left_out_and_invalid_ones_repaired(tmp_path):
    bow_tie = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
    shapes = [SQUARE, shapely.Point(1, 1), None, bow_tie, shapely.Polygon(), shapely.box(0, 80, 1, 95)]
    frame = gpd.GeoDataFrame({"name": list("abcdef")}, geometry=shapes, crs="EPSG:4326")
    airspaces = lb.read_airspaces(write(frame, tmp_path / "a", "GeoParquet"))
    report = airspaces.report
    assert (report.records, report.kept, report.repaired, report.quarantined) == (6, 1, 1, 4)
    assert airspaces.frame["name"].tolist() == ["a", "d"]
    left_out = report.issues.query("severity == 'quarantined'")
    assert left_out["record"].tolist() == [1, 2, 4, 5]
    assert "no polygon but a Point" in left_out["reason"].iloc[0]
    assert '"name": "b"' in left_out["text"].iloc[0]


def test_longitudes_of_0_to_360(tmp_path):
    airspaces = lb.read_airspaces(write(zones(geometry=shapely.box(170, 0, 190, 10)), tmp_path / "a", "GeoParquet"))
    assert airspaces.report.repaired == 1
    assert airspaces.frame.geometry.iloc[0].bounds == (-180.0, 0.0, 180.0, 10.0)
    assert airspaces.frame.geometry.iloc[0].area == pytest.approx(200.0)


def test_other_coordinates_are_transformed_along_their_edges(tmp_path):
    projected = gpd.GeoDataFrame({"name": ["a"]}, geometry=[shapely.box(4e5, 5e6, 6e5, 5.4e6)], crs="EPSG:32632")
    shape = lb.read_airspaces(write(projected, tmp_path / "a", "GPKG")).frame.geometry.iloc[0]
    back = gpd.GeoSeries([shapely.segmentize(shape, 0.001)], crs="EPSG:4326").to_crs("EPSG:32632").iloc[0]
    edge = projected.geometry.iloc[0].exterior
    assert max(edge.distance(shapely.Point(p)) for p in shapely.get_coordinates(back)[::7]) < 1.0


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
@pytest.mark.parametrize("file_format", ["GPKG", "GeoParquet"])
def test_missing_coordinates_are_refused(tmp_path, file_format):
    path = write(zones(name=["a"]).set_crs(None, allow_override=True), tmp_path / "a", file_format)
    with pytest.raises(CrsError, match="no coordinate reference system"):
        lb.read_airspaces(path)


def test_several_layers(tmp_path):
    path = tmp_path / "a.gpkg"
    zones(name=["one"]).to_file(path, layer="first", driver="GPKG")
    zones(name=["two"]).to_crs("EPSG:3857").to_file(path, layer="second", driver="GPKG")
    airspaces = lb.read_airspaces(path)
    assert airspaces.frame["layer"].tolist() == ["first", "second"]
    np.testing.assert_allclose(airspaces.frame.geometry.iloc[1].bounds, SQUARE.bounds)


def test_heights_in_the_geometry_are_not_used(tmp_path):
    airspaces = lb.read_airspaces(write(zones(geometry=shapely.force_3d(SQUARE, 500.0)), tmp_path / "a", "GPKG"))
    assert not airspaces.frame.geometry.iloc[0].has_z
    assert "heights of their own" in notes(airspaces)


def test_repeated_identifiers_get_a_number(tmp_path):
    airspaces = lb.read_airspaces(write(zones(3, id=["x", "x", None]), tmp_path / "a", "GeoParquet"))
    assert airspaces.frame["airspace_id"].tolist() == ["x", "x#2", "A00002"]


def test_several_files(tmp_path, shared_data):
    path = write(zones(id=["A00001"]), tmp_path / "a", "GeoParquet")
    both = lb.read_airspaces([path, shared_data / "benalla/airspace.txt"])
    assert both.report.records == 24
    assert both.frame["airspace_id"].is_unique


def test_nothing_usable_is_one_sentence(tmp_path):
    with pytest.raises(FileFormatError, match="none of its 1 features is an area"):
        lb.read_airspaces(write(zones(geometry=shapely.Point(0, 0)), tmp_path / "a", "GeoParquet"))


def test_the_synthetic_500(shared_data):
    path = shared_data / "airspaces/synthetic-500.parquet"
    airspaces = lb.read_airspaces(path, limit_reference="FL")
    raw = pd.read_parquet(path, columns=["aid", "lower", "upper"])
    assert airspaces.report.kept == 500
    assert airspaces.frame["airspace_id"].tolist() == raw["aid"].tolist()
    for name in ("lower", "upper"):
        values = [limit.levels[0].value for limit in airspaces.frame[name]]
        assert values == [round(level * 30.48, 4) for level in raw[name]]
    assert not math.isnan(airspaces.bounds.west)
