"""Tracks as points and lines with times: GeoPackage, GeoJSON, GeoParquet, shapefiles, written here with GDAL and shapely."""

import gzip
import io
import json
import zipfile

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely
from pyogrio import raw
from pyproj import Transformer

import lagebild as lb
from lagebild.errors import ColumnError, CrsError, FileFormatError
from lagebild.readers.recognise import Kind, recognise
from tests.readers.mutations import survives_mutations

COUNT = 6
START = 1_778_572_800  # 2026-05-12T08:00:00Z
TIMES = pd.to_datetime(START + 10 * np.arange(COUNT), unit="s", utc=True)
PLACES = np.column_stack([8.0 + np.arange(COUNT) / 50, 47.0 + np.arange(COUNT) / 100])
ISO = [time.strftime("%Y-%m-%dT%H:%M:%SZ") for time in TIMES]


def points(crs="EPSG:4326", places=PLACES, **columns):
    given = {"track_id": "a", "time": TIMES, "altitude_amsl": np.arange(COUNT) * 100.0, **columns}
    frame = gpd.GeoDataFrame(given, geometry=shapely.points(places), crs="EPSG:4326")
    return frame if crs == "EPSG:4326" else frame.to_crs(crs)


def stored(frame, path, without=()):
    """Write a table in the format of the path's ending; shapefiles hold no times of the day and names of ten letters."""
    if path.suffix == ".parquet":
        frame.to_parquet(path)
    elif path.suffix == ".zip":
        folder = path.with_suffix("")
        folder.mkdir()
        texts = frame.assign(time=frame["time"].dt.strftime("%Y-%m-%dT%H:%M:%SZ")) if "time" in frame else frame
        pyogrio.write_dataframe(texts.rename(columns=lambda name: name[:10]), folder / "Flüge.shp")
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for part in sorted(part for part in folder.iterdir() if part.suffix not in without):
                archive.write(part, f"daten/{part.name.replace('.shp', '.SHP')}")
    else:
        pyogrio.write_dataframe(frame, path)
    return path


def lines(path, shapes, crs="EPSG:4326", **columns):
    """Write lines with measures, which geopandas can only as Parquet."""
    if path.suffix == ".parquet":
        gpd.GeoDataFrame(columns, geometry=shapes, crs=crs).to_parquet(path)
        return path
    data = np.array([shapely.to_wkb(shape, flavor="iso", output_dimension=4) for shape in shapes], dtype=object)
    fields = [np.array(values, dtype=object) for values in columns.values()]
    raw.write(path, data, fields, list(columns), geometry_type="Unknown", crs=crs)
    return path


def line(z=500.0, m=START, step=10.0, places=PLACES):
    measures = m + step * np.arange(len(places))
    heights = np.full(len(places), z)
    words = ", ".join(" ".join(map(repr, map(float, row))) for row in zip(*places.T, heights, measures, strict=True))
    return shapely.from_wkt(f"LINESTRING ZM ({words})")


def geojson(path, *features, **members):
    path.write_text(json.dumps({"type": "FeatureCollection", "features": list(features), **members}), encoding="utf-8")
    return path


def feature(coordinates, kind="LineString", **properties):
    return {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": coordinates}}


ENDINGS = ["gpkg", "geojson", "parquet", "zip"]
NAMES = {"gpkg": "GeoPackage", "geojson": "GeoJSON", "parquet": "GeoParquet", "zip": "Shapefile"}


class TestPoints:
    @pytest.mark.parametrize("ending", ENDINGS)
    def test_one_fix_each(self, tmp_path, ending):
        path = stored(points(callsign="SYN1", on_ground=[True] + [False] * (COUNT - 1)), tmp_path / f"a.{ending}")
        path = path.rename(tmp_path / "holiday.png")
        found = recognise(path)
        assert (found.name, found.kind) == (NAMES[ending], Kind.TRACKS)
        read = lb.read_tracks(path)
        assert read.report.format == f"{NAMES[ending]}, columns of lagebild"
        assert (read.report.records, read.report.kept) == (COUNT, COUNT)
        frame = read.frame
        assert frame["time"].tolist() == list(TIMES)
        np.testing.assert_array_equal(frame[["longitude", "latitude"]], PLACES)
        assert frame["altitude_amsl"].tolist() == [100.0 * n for n in range(COUNT)]
        assert set(frame["callsign"]) == {"SYN1"}
        assert frame["on_ground"].tolist() == [True] + [False] * (COUNT - 1)

    @pytest.mark.parametrize("ending", ["gpkg", "parquet", "zip"])
    @pytest.mark.parametrize("crs", [2056, 25832, 31467])
    def test_places_in_another_reference_system(self, tmp_path, ending, crs):
        frame = points(crs)
        back = Transformer.from_crs(crs, 4326, always_xy=True).transform(frame.geometry.x, frame.geometry.y)
        read = lb.read_tracks(stored(frame, tmp_path / f"a.{ending}")).frame
        np.testing.assert_allclose(read[["longitude", "latitude"]], np.column_stack(back), rtol=0, atol=1e-12)

    def test_columns_of_traffic_and_of_opensky(self, tmp_path):
        traffic = points(icao24="3c664e", altitude=1000.0, groundspeed=100.0).rename(columns={"time": "timestamp"})
        read = lb.read_tracks(stored(traffic.drop(columns=["track_id", "altitude_amsl"]), tmp_path / "a.gpkg"))
        assert "columns of traffic" in read.report.format
        assert set(read.frame["altitude_pressure"]) == {304.8}
        assert read.frame["ground_speed"].iloc[0] == pytest.approx(51.4444, abs=1e-4)
        opensky = points(icao24="3c664e", baroaltitude=1000.0, velocity=100.0, lat=47.0, lon=0.0)
        read = lb.read_tracks(stored(opensky.drop(columns=["track_id", "altitude_amsl"]), tmp_path / "b.gpkg"))
        assert "columns of OpenSky" in read.report.format
        assert set(read.frame["altitude_pressure"]) == {1000.0}
        assert set(read.frame["ground_speed"]) == {100.0}
        np.testing.assert_array_equal(read.frame["longitude"], PLACES[:, 0])
        told = read.report.issues["reason"].str.cat()
        assert "6 values of column 'lon' differ from the place of the geometry" in told
        assert "5 values of column 'lat' differ" in told

    def test_shortened_names_of_a_shapefile(self, tmp_path):
        frame = points(altitude_pressure=5.0, vertical_rate=1.0, vertical_accuracy=2.0)
        read = lb.read_tracks(stored(frame, tmp_path / "a.zip")).frame
        assert set(read["altitude_pressure"]) == {5.0}
        assert set(read["vertical_rate"]) == {1.0}
        assert set(read["vertical_accuracy"]) == {2.0}

    def test_features_that_are_no_fixes(self, tmp_path):
        frame = points()
        frame.loc[1, "geometry"] = None
        frame.loc[2, "geometry"] = shapely.Point()
        frame.loc[3, "time"] = pd.NaT
        frame.loc[4, "geometry"] = shapely.Point(8, 95)
        report = lb.read_tracks(stored(frame, tmp_path / "a.parquet")).report
        assert (report.records, report.kept, report.quarantined) == (6, 2, 4)
        bad = report.issues.query("severity == 'quarantined'").sort_values("record")
        assert bad["record"].tolist() == [1, 2, 3, 4]
        assert bad["reason"].str.contains("no geometry").tolist() == [True, True, False, False]
        assert "track_id=a" in bad["text"].iloc[0]

    def test_lists_and_texts_are_kept(self, tmp_path):
        path = geojson(
            tmp_path / "a.json",
            feature([8, 47, 0, "x"], "Point", track_id="a", time=ISO[0]),
            feature([8, 47], "Point", track_id="a", time=ISO[0], tags=["x", 1], id=7),
            {"type": "Feature", "id": "f2", **feature([8.1, 47], "Point", Track_ID="b", time=ISO[1])},
            5,
            feature([[8, 47]], "Polygon"),
            feature([True, 47], "Point"),
        )
        with pytest.raises(ColumnError, match="twice"):
            lb.read_tracks(path)
        path.write_text(path.read_text().replace("Track_ID", "track_id"))
        read = lb.read_tracks(path)
        assert read.frame["tags"].iloc[0] == '["x", 1]'
        assert read.frame["id"].astype("str").tolist() == ["7", "f2"]
        report = read.report
        assert (report.records, report.kept, report.quarantined) == (6, 2, 4)
        assert report.issues["record"].dropna().tolist() == [0, 3, 4, 5]
        assert "5" in report.issues.set_index("record").loc[3, "text"]

    def test_without_identity_or_time(self, tmp_path):
        with pytest.raises(ColumnError, match="tells the flights apart"):
            lb.read_tracks(stored(points().drop(columns="track_id"), tmp_path / "a.gpkg"))
        path = stored(points().drop(columns="time"), tmp_path / "b.gpkg")
        assert recognise(path).kind is Kind.AIRSPACES
        read = lb.read_tracks(stored(points().rename(columns={"track_id": "traj_id"}), tmp_path / "c.gpkg"))
        assert read.ids == ["a"]

    def test_without_reference_system(self, tmp_path):
        with pytest.raises(CrsError, match="no coordinate reference system"):
            lb.read_tracks(stored(points(), tmp_path / "a.zip", without=[".prj"]))

    def test_milliseconds(self, tmp_path):
        path = stored(points().assign(time=START * 1000 + 10_000 * np.arange(COUNT)), tmp_path / "a.gpkg")
        assert lb.read_tracks(path).frame["time"].tolist() == list(TIMES)


class TestHeights:
    def read(self, tmp_path, z, crs="EPSG:4326", **columns):
        places = np.column_stack([PLACES, np.broadcast_to(z, COUNT)])
        given = {"track_id": "a", "time": TIMES, **columns}
        frame = gpd.GeoDataFrame(given, geometry=shapely.points(places), crs=crs)
        return lb.read_tracks(stored(frame, tmp_path / "a.parquet"))

    def test_of_unknown_reference(self, tmp_path):
        read = self.read(tmp_path, 500.0)
        assert set(read.frame["altitude_gnss"]) == {500.0}
        assert "measured from is unknown" in read.report.issues["reason"].str.cat()
        assert read.height_columns == []

    def test_of_stated_references(self, tmp_path):
        assert set(self.read(tmp_path, 500.0, "EPSG:4979").frame["height_ellipsoid"]) == {500.0}
        assert set(self.read(tmp_path, 500.0, "EPSG:4326+5773").frame["altitude_amsl"]) == {500.0}

    def test_beside_a_column(self, tmp_path):
        frame = self.read(tmp_path, 500.0, "EPSG:4979", height_ellipsoid=1.0).frame
        assert set(frame["height_ellipsoid"]) == {1.0}
        assert set(frame["z"]) == {500.0}

    def test_zeros_are_none(self, tmp_path):
        read = self.read(tmp_path, 0.0)
        assert not {"altitude_gnss", "z"} & set(read.frame)
        assert "all heights of the geometry are 0" in read.report.issues["reason"].str.cat()


class TestLines:
    @pytest.mark.parametrize("ending", ["gpkg", "shp", "parquet"])
    def test_measures_are_times(self, tmp_path, ending):
        path = lines(tmp_path / f"a.{ending}", [line(), line(z=600.0, m=START + 5)], name=["x", "y"])
        assert recognise(path).kind is Kind.TRACKS
        read = lb.read_tracks(path)
        assert read.ids == ["x", "y"]
        assert read["x"].frame["time"].tolist() == list(TIMES)
        np.testing.assert_array_equal(read["y"].frame[["longitude", "latitude"]], PLACES)
        assert set(read["y"].frame["altitude_gnss"]) == {600.0}
        assert (read.report.records, read.report.kept) == (2 * COUNT, 2 * COUNT)

    def test_measures_that_are_no_times(self, tmp_path):
        path = lines(tmp_path / "a.gpkg", [line(m=0.0), line(), line(m=START * 1000.0)], name=["x", "y", "z"])
        report = lb.read_tracks(path).report
        assert (report.records, report.kept, report.quarantined) == (COUNT + 2, COUNT, 2)
        bad = report.issues.query("severity == 'quarantined'")
        assert bad["record"].tolist() == [0, 2]
        assert bad["reason"].str.contains("the line has no times").all()
        with pytest.raises(FileFormatError, match="the line has no times"):
            lb.read_tracks(lines(tmp_path / "b.gpkg", [line(m=0.0)], name=["x"]))

    def test_lines_in_another_reference_system(self, tmp_path):
        there = np.column_stack(Transformer.from_crs(4326, 2056, always_xy=True).transform(*PLACES.T))
        path = lines(tmp_path / "a.gpkg", [line(places=there)], crs="EPSG:2056", name=["x"])
        np.testing.assert_allclose(lb.read_tracks(path).frame[["longitude", "latitude"]], PLACES, atol=1e-8)

    @pytest.mark.parametrize("name", ["times", "coordTimes", "datetimes", "timestamps", "Time"])
    @pytest.mark.parametrize(
        "values", [ISO, [START + 10 * n for n in range(COUNT)], [1000 * (START + 10 * n) for n in range(COUNT)]]
    )
    def test_lists_of_times(self, tmp_path, name, values):
        path = geojson(tmp_path / "a.gpx", feature(PLACES.tolist(), name="x", **{name: values}))
        assert recognise(path).name == "GeoJSON"
        read = lb.read_tracks(path)
        assert read.frame["time"].tolist() == list(TIMES)
        assert read.ids == ["x"]

    def test_what_lies_beside_the_times(self, tmp_path):
        beside = {"times": ISO, "heart": list(range(COUNT)), "short": [1, 2]}
        path = geojson(
            tmp_path / "a.json", feature(PLACES.tolist(), callsign="SYN", time=ISO[0], coordinateProperties=beside)
        )
        read = lb.read_tracks(path)
        assert read.frame["heart"].tolist() == list(range(COUNT))
        assert set(read.frame["time_of_line"]) == {ISO[0]}
        assert set(read.frame["short"]) == {"[1, 2]"}
        assert read.ids == ["a-0"]

    def test_several_parts_and_wrong_lengths(self, tmp_path):
        parts = [PLACES[:2].tolist(), PLACES[2:].tolist()]
        path = geojson(
            tmp_path / "a.json",
            feature(parts, "MultiLineString", name="x", times=[ISO[:2], ISO[2:]]),
            feature(PLACES.tolist(), name="y", times=ISO[:3]),
            feature(PLACES.tolist(), name="z", times=[*ISO[:5], "soon"]),
        )
        read = lb.read_tracks(path)
        assert read["x"].frame["time"].tolist() == list(TIMES)
        assert len(read["z"].frame) == COUNT - 1
        assert (read.report.records, read.report.quarantined) == (2 * COUNT + 1, 2)

    def test_lists_in_parquet(self, tmp_path):
        frame = gpd.GeoDataFrame(
            {"id": [4, 5], "times": [list(TIMES)] * 2}, geometry=[shapely.LineString(PLACES)] * 2, crs=4326
        )
        frame.to_parquet(tmp_path / "a.parquet")
        read = lb.read_tracks(tmp_path / "a.parquet")
        assert read.ids == ["4", "5"]
        assert read["4"].frame["time"].tolist() == list(TIMES)

    def test_equal_names_do_not_join_lines(self, tmp_path):
        path = lines(tmp_path / "a.gpkg", [line(), line(m=START + 5)], name=["x", "x"])
        assert lb.read_tracks(path).ids == ["a-0", "a-1"]


class TestGeoJson:
    def test_one_feature_a_line_and_packed(self, tmp_path):
        rows = [
            json.dumps(feature(place.tolist(), "Point", track_id="a", time=at))
            for place, at in zip(PLACES, ISO, strict=True)
        ]
        path = tmp_path / "a.txt"
        path.write_bytes(gzip.compress("\n".join([rows[0], rows[1][:50], *rows[2:]]).encode()))
        assert recognise(path).name == "GeoJSON"
        report = lb.read_tracks(path).report
        assert (report.records, report.kept, report.quarantined) == (COUNT, COUNT - 1, 1)
        assert report.issues["record"].tolist() == [1]

    def test_the_old_member_crs(self, tmp_path):
        there = np.column_stack(Transformer.from_crs(4326, 2056, always_xy=True).transform(*PLACES.T))
        crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::2056"}}
        path = geojson(tmp_path / "a.json", feature(there.tolist(), name="x", times=ISO), crs=crs)
        np.testing.assert_allclose(lb.read_tracks(path).frame[["longitude", "latitude"]], PLACES, atol=1e-8)
        for name in ("urn:ogc:def:crs:EPSG::999999", "+init=/etc/passwd", "file.prj", 5, None):
            crs["properties"]["name"] = name
            with pytest.raises(CrsError, match="is unknown"):
                lb.read_tracks(geojson(tmp_path / "a.json", feature(PLACES.tolist(), times=ISO), crs=crs))


def test_areas_and_tracks_in_one_file(tmp_path):
    path = tmp_path / "a.gpkg"
    zone = gpd.GeoDataFrame({"name": ["Z"]}, geometry=[shapely.box(8, 47, 9, 48)], crs=4326)
    pyogrio.write_dataframe(zone, path, layer="zones")
    pyogrio.write_dataframe(points(), path, layer="fixes", append=True)
    assert recognise(path).kind is Kind.AIRSPACES
    read = lb.read_tracks(path)
    assert read.fixes == COUNT
    assert "layer 'zones' holds no tracks" in read.report.issues["reason"].str.cat()
    assert lb.read_airspaces(path).report.kept == 1


@pytest.mark.parametrize("ending", ["gpkg", "shp", "parquet"])
def test_points_with_measures(tmp_path, ending):
    shapes = [shapely.from_wkt(f"POINT M ({x!r} {y!r} {START + 10 * n})") for n, (x, y) in enumerate(PLACES.tolist())]
    path = lines(tmp_path / f"a.{ending}", shapes, track_id=["a"] * COUNT)
    assert recognise(path).kind is Kind.TRACKS
    read = lb.read_tracks(path)
    assert read.frame["time"].tolist() == list(TIMES)
    assert "measures (M) of the geometry were read as seconds" in read.report.issues["reason"].str.cat()


def test_layers_as_gdal_makes_them_of_gpx(tmp_path):
    path = tmp_path / "a.gpkg"
    tracks = gpd.GeoDataFrame({"name": ["x"]}, geometry=[shapely.MultiLineString([PLACES])], crs=4326)
    fixes = points(track_fid=0, ele=500.0).drop(columns=["track_id", "altitude_amsl"])
    places = points(name="pub", time=[str(time) for time in TIMES]).drop(columns=["track_id"])
    for layer, frame in (("tracks", tracks), ("track_points", fixes), ("waypoints", places)):
        pyogrio.write_dataframe(frame, path, layer=layer, append=path.exists())
    read = lb.read_tracks(path)
    assert read.ids == ["0"]
    assert read.frame["time"].tolist() == list(TIMES)
    assert (read.report.records, read.report.kept, read.report.quarantined) == (2 * COUNT + 1, COUNT, COUNT + 1)
    reasons = read.report.issues.query("severity == 'quarantined'")["reason"]
    assert reasons.str.contains("the line has no times|which flight it is").all()


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_wrong_door(tmp_path, ending):
    path = stored(points(), tmp_path / f"a.{ending}")
    with pytest.raises(FileFormatError, match=r"read_tracks|no polygon but a Point"):
        lb.read_airspaces(path)
    zone = gpd.GeoDataFrame({"name": ["Z"]}, geometry=[shapely.box(8, 47, 9, 48)], crs=4326)
    with pytest.raises(FileFormatError, match="read_airspaces"):
        lb.read_tracks(stored(zone, tmp_path / f"b.{ending}"))


@pytest.mark.parametrize("ending", ENDINGS)
def test_mutated_points(tmp_path, ending):
    data = stored(points(), tmp_path / f"a.{ending}").read_bytes()
    assert survives_mutations(lb.read_tracks, data, tmp_path / f"b.{ending}")


@pytest.mark.parametrize("ending", ["gpkg", "parquet", "json"])
def test_mutated_lines(tmp_path, ending):
    path = tmp_path / f"a.{ending}"
    if ending == "json":
        geojson(path, feature(PLACES.tolist(), name="x", times=ISO), feature(PLACES.tolist(), name="y", times=ISO))
    else:
        lines(path, [line(), line(m=START + 5)], name=["x", "y"])
    assert survives_mutations(lb.read_tracks, path.read_bytes(), tmp_path / f"b.{ending}")


def test_an_archive_of_damaged_parts(tmp_path):
    whole = zipfile.ZipFile(stored(points(), tmp_path / "a.zip"))
    parts = {info.filename: whole.read(info) for info in whole.infolist()}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    assert survives_mutations(lb.read_tracks, buffer.getvalue(), tmp_path / "b.zip", seed=2)
