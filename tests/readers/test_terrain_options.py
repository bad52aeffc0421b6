"""What the user says of rasters, and what is refused: place, unit, vertical datum, missing data."""

import warnings

import numpy as np
import pytest
import rasterio
import xarray as xr
from pyproj import CRS, Transformer
from rasterio.transform import Affine

import lagebild as lb
from lagebild.errors import CrsError, ValidationError
from lagebild.model.geoid import geoid_height
from tests.readers.test_terrain import CELLS, netcdf, notes, write_tiff

UTM = {"crs": "EPSG:32632", "transform": Affine(100, 0, 6e5, 0, -100, 5.2e6)}


def test_a_missing_crs_is_asked_for_and_taken(tmp_path):
    path = write_tiff(tmp_path / "a", crs=None)
    with pytest.raises(CrsError, match="option crs"):
        lb.open_terrain(path)
    terrain = lb.open_terrain(path, crs="EPSG:4326")
    assert terrain.sample(8.005, 47.995) == CELLS[0, 0]
    with pytest.raises(ValidationError, match="crs names a coordinate reference system"):
        lb.open_terrain(path, crs="the usual one")
    axes = (5.2e6 - 100.0 * np.arange(40), 6e5 + 100.0 * np.arange(60))
    bare = netcdf(tmp_path / "b", dims=("y", "x"), axes=axes)
    assert lb.open_terrain(bare, crs="EPSG:32632").crs.to_epsg() == 32632


def test_the_user_s_crs_counts_more_than_the_file_s(tmp_path):
    path = write_tiff(tmp_path / "a", **UTM | {"crs": "EPSG:32633"})
    terrain = lb.open_terrain(path, crs="EPSG:32632")
    assert terrain.crs.to_epsg() == 32632
    assert "the file states the coordinate reference system WGS 84 / UTM zone 33N" in notes(terrain)
    assert "was used" not in notes(lb.open_terrain(path, crs="EPSG:32633"))


@pytest.mark.parametrize(
    ("profile", "sentence"),
    [({"crs": "EPSG:32632"}, "look like degrees"),
     (UTM | {"crs": "EPSG:4326"}, "said to be in degrees"),
     ({"transform": Affine(1.0, 0, 8, 0, -5.0, 48)}, "said to be in degrees"),
     (UTM | {"crs": "EPSG:2056"}, "outside of the area"),  # Swiss coordinates begin at 2 million
     (UTM | {"transform": Affine(100, 0, 6e5, 0, -100, 4e7)}, "lies"),
     ({"crs": 'LOCAL_CS["site",UNIT["metre",1]]'}, "tied to no place"),
     ({"crs": "EPSG:4978"}, "earth's centre"),
     ({"crs": "EPSG:4807"}, "grad|Paris")],
)  # fmt: skip
def test_a_wrong_crs_is_one_sentence(tmp_path, profile, sentence):
    path = write_tiff(tmp_path / "a", **profile)
    with pytest.raises(CrsError, match=sentence) as caught:
        lb.open_terrain(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("epsg", "longitude", "latitude"),
    [(32632, 14.5, 47.0), (32660, -179.5, 60.0), (32701, 179.5, -20.0), (2056, 8.2, 46.8), (3857, -120.0, 35.0),
     (25832, 5.9, 51.0), (3035, -9.0, 38.7), (3413, 170.0, 80.0), (3031, 10.0, -75.0)],
)  # fmt: skip
def test_rasters_at_the_edge_of_a_system_are_used(tmp_path, epsg, longitude, latitude):
    x, y = Transformer.from_crs(4326, epsg, always_xy=True).transform(longitude, latitude)
    path = write_tiff(tmp_path / "a", crs=f"EPSG:{epsg}", transform=Affine(100, 0, x - 50, 0, -100, y + 50))
    assert lb.open_terrain(path).sample(longitude, latitude) == pytest.approx(CELLS[0, 0], abs=1e-3)


def test_a_geographic_system_away_from_its_area_is_noted_only(tmp_path):
    assert "outside of the area" in notes(lb.open_terrain(write_tiff(tmp_path / "a", crs="EPSG:4269")))
    assert "outside of the area" not in notes(lb.open_terrain(write_tiff(tmp_path / "b")))
    turned = write_tiff(tmp_path / "c", transform=Affine(6.0, 0, 0, 0, -4.5, 90))
    assert lb.open_terrain(turned).sample(-3.0, 87.75) == CELLS[0, 59]


@pytest.mark.parametrize(("unit", "factor"), [("ft", 0.3048), ("us-ft", 1200 / 3937), ("m", 1.0)])
def test_units_by_option(tmp_path, unit, factor):
    cells = CELLS.copy()
    cells[0, 0] = -9999
    terrain = lb.open_terrain(write_tiff(tmp_path / "a", cells, nodata=None), unit=unit)
    np.testing.assert_allclose(terrain.elevation[1:], CELLS[1:] * factor, rtol=1e-6)
    assert np.isnan(terrain.elevation[0, 0])
    stated = lb.open_terrain(write_tiff(tmp_path / "b", units="ft", crs="EPSG:4269+6360"), unit=unit)
    np.testing.assert_allclose(stated.elevation, CELLS * factor, rtol=1e-6)
    assert ("states the unit" in notes(stated)) == (unit != "ft")
    with pytest.raises(ValidationError, match="one of m, ft, us-ft"):
        lb.open_terrain(tmp_path / "a", unit="fathom")


def test_feet_with_overviews_and_in_netcdf(tmp_path):
    terrain = lb.open_terrain(write_tiff(tmp_path / "a", np.tile(CELLS, (4, 4)), overviews=(2,)), unit="ft")
    raw = lb.open_terrain(tmp_path / "a")
    np.testing.assert_allclose(terrain.coarser[0], raw.coarser[0] * 0.3048, rtol=1e-6)
    np.testing.assert_allclose(lb.open_terrain(netcdf(tmp_path / "b"), unit="ft").elevation, CELLS * 0.3048, rtol=1e-6)


class TestVerticalDatum:
    def test_asked_for_or_read(self, tmp_path):
        path = write_tiff(tmp_path / "a")
        assert lb.open_terrain(path).vertical_datum == "unknown"
        assert lb.open_terrain(path, vertical_datum="NAVD88").vertical_datum == "NAVD88"
        read = lb.open_terrain(write_tiff(tmp_path / "b", crs="EPSG:4269+5703"))
        assert read.vertical_datum == "NAVD88 height"
        other = lb.open_terrain(tmp_path / "b", vertical_datum="EGM96")
        assert other.vertical_datum == "EGM96"
        assert "states the vertical datum NAVD88 height" in notes(other)
        assert lb.open_terrain(path, crs="EPSG:4326+3855").vertical_datum == "EGM2008 height"
        for wrong in ("", "a\nb", 5):
            with pytest.raises(ValidationError, match="vertical datum"):
                lb.open_terrain(path, vertical_datum=wrong)

    def test_copernicus_tiles_are_known_by_name(self, tmp_path):
        terrain = lb.open_terrain(write_tiff(tmp_path / "Copernicus_DSM_COG_10_N47_00_E008_00_DEM.tif"))
        assert terrain.vertical_datum == "EGM2008"
        assert "by its name" in notes(terrain)

    @pytest.mark.parametrize("option", ["ellipsoid", "WGS 84 ellipsoid", "HAE"])
    def test_heights_above_the_ellipsoid_become_amsl(self, tmp_path, option):
        path = write_tiff(tmp_path / "a", np.tile(CELLS, (4, 4)), overviews=(2,))
        terrain = lb.open_terrain(path, vertical_datum=option)
        assert terrain.vertical_datum == "EGM96"
        assert "geoid" in notes(terrain)
        raw = lb.open_terrain(path)
        for found, given in ((terrain.elevation, raw.elevation), (terrain.coarser[0], raw.coarser[0])):
            lon, lat = np.meshgrid(given.x, given.y)
            np.testing.assert_allclose(found, given - geoid_height(lon, lat), atol=1e-3)

    @pytest.mark.parametrize("crs", ["EPSG:4979", "EPSG:4937"])
    def test_systems_of_three_dimensions(self, tmp_path, crs):
        terrain = lb.open_terrain(write_tiff(tmp_path / "a", crs=crs))
        assert terrain.vertical_datum == "EGM96"
        assert len(terrain.crs.axis_info) == 2
        # Zürich: mean sea level is 47.3 m above the ellipsoid
        assert float(terrain.elevation[37, 54]) == pytest.approx(CELLS[37, 54] - 47.3, abs=0.5)

    def test_projected(self, tmp_path):
        terrain = lb.open_terrain(write_tiff(tmp_path / "a", **UTM), vertical_datum="ellipsoid")
        lon, lat = Transformer.from_crs(32632, 4326, always_xy=True).transform(6e5 + 1050, 5.2e6 - 2050)
        assert float(terrain.elevation[20, 10]) == pytest.approx(
            CELLS[20, 10] - float(geoid_height(lon, lat)), abs=1e-3
        )

    def test_netcdf(self, tmp_path):
        attrs = {"units": "m", "standard_name": "height_above_reference_ellipsoid"}
        terrain = lb.open_terrain(netcdf(tmp_path / "a", attrs=attrs))
        assert terrain.vertical_datum == "EGM96"
        assert float(terrain.elevation[0, 0]) == pytest.approx(0 - float(geoid_height(8.0, 48.0)), abs=1e-3)

    def test_depths_are_refused(self, tmp_path):
        with pytest.raises(CrsError, match="depths"):
            lb.open_terrain(write_tiff(tmp_path / "a", crs="EPSG:4326+5715"))

    def test_a_terrain_is_never_above_the_ellipsoid(self):
        cells = xr.DataArray(np.zeros((2, 2)), dims=("y", "x"), coords={"y": [1.0, 0.0], "x": [0.0, 1.0]})
        with pytest.raises(ValidationError, match="above mean sea level"):
            lb.Terrain(elevation=cells.rio.write_crs(CRS.from_epsg(4326)), vertical_datum="ellipsoidal")

    def test_a_saved_picture_is_not_converted_again(self, tmp_path):
        terrain = lb.open_terrain(write_tiff(tmp_path / "a", crs="EPSG:4979"))
        lb.Picture("Bild", terrain=terrain).save(tmp_path / "bild")
        again = lb.open_picture(tmp_path / "bild").terrain
        np.testing.assert_array_equal(again.elevation, terrain.elevation)
        assert again.vertical_datum == "EGM96"


class TestMissingData:
    @pytest.mark.parametrize(
        ("dtype", "voids"),
        [("int16", [-32768, -32767, -9999, -31744]), ("float32", [-32768, -32767, -9999, -3.4028235e38, np.nan, np.inf]),
         ("float64", [-1.7976931348623157e308, -9999.0]), ("uint16", [65535]), ("int32", [-2147483648, 2147483647, -99999])],
    )  # fmt: skip
    def test_recognised_where_none_is_declared(self, tmp_path, dtype, voids):
        cells = CELLS.astype(dtype)
        cells[0, : len(voids)] = voids
        terrain = lb.open_terrain(write_tiff(tmp_path / "a", cells, nodata=None))
        expected = CELLS.astype(float)
        expected[0, : len(voids)] = np.nan
        np.testing.assert_array_equal(terrain.elevation, expected)

    def test_zero_over_water_stays_zero(self, tmp_path):
        sea = np.zeros((40, 60), dtype="int16")
        sea[0, 0] = -430  # the shore of the Dead Sea
        for nodata in (None, -32768, -9999):
            terrain = lb.open_terrain(write_tiff(tmp_path / "a", sea, nodata=nodata))
            np.testing.assert_array_equal(terrain.elevation, sea)
        declared = lb.open_terrain(write_tiff(tmp_path / "b", sea, nodata=0))
        assert np.isnan(declared.elevation[5, 5])
        assert "declares 0" in notes(declared)

    @pytest.mark.parametrize("nodata", [None, -32767])
    def test_a_tile_of_voids(self, tmp_path, nodata):
        cells = np.full((40, 60), -32767, dtype="int16")
        terrain = lb.open_terrain(write_tiff(tmp_path / "a", cells, nodata=nodata))
        assert np.isnan(terrain.elevation).all()
        assert np.isnan(terrain.sample(8.1, 47.9))

    def test_deep_sea_in_feet_stays(self, tmp_path):
        cells = np.full((40, 60), -35_876, dtype="int32")
        terrain = lb.open_terrain(write_tiff(tmp_path / "a", cells, nodata=None, units="ft"))
        np.testing.assert_allclose(terrain.elevation, -35_876 * 0.3048, rtol=1e-6)

    def test_netcdf_without_a_declaration(self, tmp_path):
        path = netcdf(tmp_path / "a")
        cells = CELLS.astype("f4")
        cells[3, 3] = -9999
        again = xr.open_dataset(path).load()
        again["elevation"][:] = cells
        again.to_netcdf(tmp_path / "b", encoding={"elevation": {"_FillValue": None}})
        terrain = lb.open_terrain(tmp_path / "b")
        assert np.isnan(terrain.elevation[3, 3])
        assert float(terrain.elevation[3, 4]) == CELLS[3, 4]


def test_a_raster_without_a_place_is_refused_even_with_a_system(tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", rasterio.errors.NotGeoreferencedWarning)
        write_tiff(tmp_path / "a.tif", crs=None, transform=Affine.identity())
    with pytest.raises(CrsError, match=r"a\.tif does not say where its cells lie"):
        lb.open_terrain(tmp_path / "a.tif", crs="EPSG:4326")


@pytest.mark.parametrize(("unit", "factor"), [("ft", 0.3048), ("foot", 0.3048), ("US survey foot", 1200 / 3937)])
def test_the_file_s_own_feet(tmp_path, unit, factor):
    terrain = lb.open_terrain(write_tiff(tmp_path / "a.tif", units=unit))
    np.testing.assert_allclose(terrain.elevation, CELLS * factor, rtol=1e-6)
    assert f"elevations are in {unit}" in notes(terrain)


def test_cloud_optimised_with_overviews(tmp_path):
    cells = np.random.default_rng(1).integers(0, 3000, (1200, 1500)).astype("int16")
    cells[:40, :40] = -9999
    with rasterio.open(
        tmp_path / "a.tif", "w", driver="COG", width=1500, height=1200, count=1, dtype="int16", nodata=-9999,
        crs="EPSG:32632", transform=Affine(100, 0, 4e5, 0, -100, 5.2e6), BLOCKSIZE=256, COMPRESS="DEFLATE",
        PREDICTOR=2,
    ) as out:  # fmt: skip
        out.write(cells, 1)
    terrain = lb.open_terrain(tmp_path / "a.tif")
    np.testing.assert_array_equal(terrain.elevation, np.where(cells == -9999, np.nan, cells))
    with rasterio.open(tmp_path / "a.tif") as dataset:
        assert len(terrain.coarser) == len(dataset.overviews(1)) > 1
    for number, level in enumerate(terrain.coarser):
        with rasterio.open(tmp_path / "a.tif", overview_level=number) as dataset:
            expected = dataset.read(1)
            np.testing.assert_array_equal(level, np.where(expected == -9999, np.nan, expected))
            assert level.rio.bounds() == pytest.approx(tuple(dataset.bounds))
