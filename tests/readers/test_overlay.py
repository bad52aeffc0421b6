import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import rasterio
import xarray as xr
from rasterio.transform import Affine
from shapely.geometry import LineString, Point, box

import lagebild as lb
from lagebild.model.overlay import RasterOverlay, VectorOverlay
from lagebild.readers.overlay import overlay_layer, read_overlay
from tests.builders import georeferenced


def north_up(west: float, north: float, width: float, height: float) -> Affine:
    return Affine(width, 0.0, west, 0.0, -height, north)


@pytest.fixture
def frame() -> gpd.GeoDataFrame:
    shapes = [box(10, 46, 10.5, 46.5), box(11, 46, 11.5, 46.5)]
    return gpd.GeoDataFrame({"name": ["a", "b"], "value": [1, 2]}, geometry=shapes, crs="EPSG:4326")


def write_raster(path: Path, cells: np.ndarray, *, crs: str | None = "EPSG:4326", **profile: object) -> Path:
    bands = cells if cells.ndim == 3 else cells[None]
    with rasterio.open(
        path, "w", driver="GTiff", count=len(bands), height=bands.shape[1], width=bands.shape[2], dtype=bands.dtype,
        crs=crs, transform=north_up(10, 47, 0.01, 0.01), **profile,
    ) as target:  # fmt: skip
        target.write(bands)
    return path


class TestVectors:
    @pytest.mark.parametrize("name", ["a.geojson", "a.gpkg", "a.shp", "doc.kml", "a.fgb", "a.parquet"])
    def test_each_format_gives_the_same_shapes(self, frame: gpd.GeoDataFrame, tmp_path: Path, name: str) -> None:
        path = tmp_path / name
        if name.endswith("parquet"):
            frame.to_parquet(path)
        else:
            frame.to_file(path, driver="KML" if name.endswith("kml") else None)
        overlay = read_overlay(path)
        assert isinstance(overlay, VectorOverlay)
        shapes = overlay.frame.sort_values("Name" if name.endswith("kml") else "name", ignore_index=True).geometry
        assert (
            shapes.geom_equals_exact(frame.geometry.normalize(), 1e-9).all() or shapes.geom_equals(frame.geometry).all()
        )
        assert overlay.report.source == name
        assert overlay.report.kept == 2

    def test_a_shapefile_in_a_zip_archive(self, frame: gpd.GeoDataFrame, tmp_path: Path) -> None:
        frame.to_crs("EPSG:25832").to_file(tmp_path / "zonen.shp")
        with zipfile.ZipFile(tmp_path / "zonen.zip", "w") as archive:
            for path in tmp_path.glob("zonen.*"):
                if path.suffix != ".zip":
                    archive.write(path, f"ordner/{path.name}")
        overlay = read_overlay(tmp_path / "zonen.zip", colour_by="value", label="name")
        assert len(overlay) == 2
        np.testing.assert_allclose(overlay.bounds, frame.total_bounds, atol=5e-4)  # edges straight in UTM

    def test_several_layers_become_one_with_their_names(self, frame: gpd.GeoDataFrame, tmp_path: Path) -> None:
        path = tmp_path / "a.gpkg"
        frame.to_file(path, layer="zonen")
        gpd.GeoDataFrame(geometry=[Point(1, 2)], crs=4326).to_file(path, layer="punkte")
        overlay = read_overlay(path)
        assert sorted(set(overlay.frame["layer"])) == ["punkte", "zonen"]

    def test_a_missing_system_is_refused_and_can_be_named(self, frame: gpd.GeoDataFrame, tmp_path: Path) -> None:
        path = tmp_path / "a.shp"
        frame.to_crs("EPSG:25832").to_file(path)
        path.with_suffix(".prj").unlink()
        with pytest.raises(lb.LagebildError, match=r"a\.shp has no coordinate reference system.*crs='EPSG"):
            read_overlay(path)
        np.testing.assert_allclose(read_overlay(path, crs="EPSG:25832").bounds, frame.total_bounds, atol=5e-4)

    @pytest.mark.parametrize(
        ("name", "head"),
        [("a.gpkg", b"SQLite format 3\0" + bytes(52) + b"GPKG"), ("a.geojson", b'{"type": "FeatureCollection", "features": ['), ("a.fgb", b"fgb\x03fgb\0")],
    )  # fmt: skip
    def test_five_gigabytes_of_vectors_are_refused_unread(self, tmp_path: Path, name: str, head: bytes) -> None:
        path = tmp_path / name
        with path.open("wb") as file:
            file.write(head + b" " * 70_000)
            file.truncate(5_000_000_000)  # sparse: takes no room
        with pytest.raises(lb.LagebildError, match=rf"{name} has 5\.0 GB of vector data.*at most 500 MB"):
            read_overlay(path)

    def test_a_zip_that_unpacks_to_gigabytes_is_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "a.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a.shp", b"\0\0\x27\x0a" + bytes(60_000_000))
        with pytest.raises(lb.LagebildError, match="unpacks to far more"):
            read_overlay(path)

    @pytest.mark.parametrize("keep", [0.02, 0.5, 0.95])
    def test_truncated_files_are_one_sentence(self, frame: gpd.GeoDataFrame, tmp_path: Path, keep: float) -> None:
        for name in ("a.geojson", "a.gpkg", "a.fgb"):
            path = tmp_path / name
            frame.to_file(path)
            data = path.read_bytes()
            path.write_bytes(data[: int(keep * len(data))])
            said = ""
            try:
                count = len(read_overlay(path))
            except lb.LagebildError as error:
                said = str(error)
            # a GeoPackage's last pages may be empty
            assert (name in said and "\n" not in said) if said else count == 2

    @pytest.mark.parametrize(
        ("name", "data", "message"),
        [
            ("a.geojson", b"", "is empty"),
            ("a.txt", b"dear all", "no file that can be laid over the map"),
            ("a.png", b"\x89PNG\r\n\x1a\n", "no file that can be laid over the map"),
            ("a.zip", b"PK\x03\x04 nothing", "damaged or locked zip"),
            ("a.geojson", b'{"type": "FeatureCollection", "features": []}', "holds no features"),
            ("a.shp", b"\0\0\x27\x0a" + bytes(100), "only one of the files of a shapefile"),
            ("a.kml", b"<OGRVRTDataSource><!-- <kml> --></OGRVRTDataSource>", "no file that can be laid over the map"),
            ("a.db", b"SQLite format 3\0" + bytes(84), "no file that can be laid over the map"),
        ],
    )
    def test_what_is_none_is_refused(self, tmp_path: Path, name: str, data: bytes, message: str) -> None:
        (tmp_path / name).write_bytes(data)
        with pytest.raises(lb.LagebildError, match=message):
            read_overlay(tmp_path / name)

    def test_too_many_vertices_are_refused(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("lagebild.readers.overlay_vector._MOST_VERTICES", 100)
        line = gpd.GeoDataFrame(geometry=[LineString([(x / 10, 1) for x in range(150)])], crs=4326)
        line.to_file(tmp_path / "a.geojson")
        with pytest.raises(lb.LagebildError, match=r"150 vertices.*at most 100"):
            read_overlay(tmp_path / "a.geojson")

    def test_real_airspaces(self, shared_data: Path) -> None:
        path = shared_data / "airspaces" / "synthetic-500.parquet"
        layer = overlay_layer(path, "overlay-0", colour_by="lower")
        assert len(layer.data) == 500
        assert layer.provenance.source == path.name
        assert len(layer.provenance.sha256) == 64


class TestRasters:
    def test_values_come_with_range_and_unit(self, tmp_path: Path) -> None:
        cells = np.arange(12, dtype=np.float32).reshape(3, 4)
        overlay = read_overlay(write_raster(tmp_path / "a.tif", cells), unit="mm")
        assert isinstance(overlay, RasterOverlay)
        assert overlay.kind == "values"
        assert overlay.style.value_range == (0.0, 11.0)
        assert overlay.style.unit == "mm"
        np.testing.assert_allclose(overlay.bounds, (10, 46.97, 10.04, 47))
        np.testing.assert_array_equal(overlay.read((0, 3), (0, 4), (3, 4))[0], cells)

    def test_three_colours_are_an_image_and_sixteen_bits_are_stretched(self, tmp_path: Path) -> None:
        cells = np.zeros((3, 4, 5), dtype=np.uint16)
        cells[0], cells[1, 2] = 5000, 10000
        overlay = read_overlay(write_raster(tmp_path / "a.tif", cells, photometric="RGB"))
        assert overlay.kind == "image"
        assert overlay.read((2, 3), (0, 1), (1, 1)).ravel().tolist() == [127.5, 255.0, 0.0]

    def test_no_system_is_refused_and_can_be_named(self, tmp_path: Path) -> None:
        path = write_raster(tmp_path / "a.tif", np.ones((3, 4), dtype=np.uint8), crs=None)
        with pytest.raises(lb.LagebildError, match=r"a\.tif has no coordinate reference system.*crs='EPSG"):
            read_overlay(path)
        assert read_overlay(path, crs="EPSG:4326").crs == "EPSG:4326"

    def test_five_gigabytes_are_opened_at_once(self, tmp_path: Path) -> None:
        path = tmp_path / "a.tif"
        with rasterio.open(
            path, "w", driver="GTiff", count=1, height=50_000, width=50_000, dtype="uint16", crs="EPSG:4326",
            transform=north_up(5, 50, 1e-4, 1e-4), tiled=True, sparse_ok=True, bigtiff="yes",
        ) as target:  # fmt: skip
            target.write(np.full((256, 256), 7, dtype=np.uint16), 1, window=((0, 256), (0, 256)))
        overlay = read_overlay(path)
        assert overlay.rows * overlay.columns * 2 == 5_000_000_000
        assert overlay.read((0, 1), (0, 1), (1, 1)) == 7
        assert "gdaladdo" in overlay.report.issues["reason"].iloc[0]

    @pytest.mark.parametrize("keep", [0.01, 0.3, 0.7])
    def test_truncated_rasters_are_one_sentence(self, tmp_path: Path, keep: float) -> None:
        cells = np.random.default_rng(1).integers(0, 255, (300, 400), dtype=np.uint8)
        path = write_raster(tmp_path / "a.tif", cells, compress="deflate", tiled=True, blockxsize=256, blockysize=256)
        data = path.read_bytes()
        path.write_bytes(data[: int(keep * len(data))])
        with pytest.raises(lb.LagebildError, match=r"a\.tif cannot be read"):
            read_overlay(path)

    def test_arrays_live_as_long_as_the_overlay(self) -> None:
        cells = georeferenced(np.arange(12.0).reshape(3, 4), 10 + 0.1 * np.arange(4), 47 - 0.1 * np.arange(3))
        overlay = read_overlay(cells)
        place = Path(overlay.place)
        assert place.is_file()
        np.testing.assert_array_equal(overlay.read((0, 3), (0, 4), (3, 4))[0], cells.to_numpy())
        del overlay
        assert not place.exists()

    def test_arrays_without_a_system_or_with_other_dimensions_are_refused(self) -> None:
        with pytest.raises(lb.LagebildError, match="no coordinate reference system"):
            read_overlay(xr.DataArray(np.ones((2, 2)), dims=("y", "x"), coords={"y": [1, 0], "x": [0, 1]}))
        with pytest.raises(lb.LagebildError, match="needs the dimensions"):
            read_overlay(xr.DataArray(np.ones(3), dims=("t",)))


@pytest.mark.parametrize(("source", "message"), [(5, "not int"), (None, "not NoneType"), ("nichts.tif", "no file")])
def test_other_things_are_no_overlays(source: object, message: str) -> None:
    with pytest.raises((lb.LagebildError, FileNotFoundError), match=message):
        read_overlay(source)


def test_unknown_options_are_named_with_those_there_are(frame: gpd.GeoDataFrame) -> None:
    with pytest.raises(lb.LagebildError, match="no option 'color'; these they have: colour"):
        read_overlay(frame, color="#000000")
