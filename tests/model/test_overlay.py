import geopandas as gpd
import numpy as np
import pytest
from shapely.geometry import LineString, Point, box

import lagebild as lb
from lagebild.model.layers import Layer, LayerKind
from lagebild.model.overlay import RasterStyle, VectorOverlay, VectorStyle
from tests.builders import georeferenced, make_picture


def features(crs: str | None = "EPSG:4326") -> gpd.GeoDataFrame:
    shapes = [Point(10, 47), None, LineString([(10, 46), (11, 47)]), box(10, 46, 10.5, 46.5)]
    return gpd.GeoDataFrame({"name": ["a", "b", "c", "d"], "value": [1.0, 2.0, np.nan, 4.0]}, geometry=shapes, crs=crs)


def raster() -> object:
    return georeferenced(np.arange(12.0).reshape(3, 4), 10 + 0.1 * np.arange(4), 47 - 0.1 * np.arange(3))


def test_features_without_a_shape_are_counted_and_left_out() -> None:
    overlay = VectorOverlay.from_frame(features())
    assert len(overlay) == 3
    assert (overlay.report.records, overlay.report.kept, overlay.report.quarantined) == (4, 3, 1)
    assert overlay.bounds == (10.0, 46.0, 11.0, 47.0)


def test_other_systems_become_degrees() -> None:
    overlay = VectorOverlay.from_frame(features().to_crs("EPSG:25832"))
    assert overlay.frame.crs == "EPSG:4326"
    np.testing.assert_allclose(overlay.bounds, (10, 46, 11, 47), atol=1e-6)


@pytest.mark.parametrize(
    ("style", "message"),
    [
        ({"colour": "red"}, "#rrggbb"),
        ({"colour": "#12345g"}, "#rrggbb"),
        ({"width": -1}, "width must be a number in 0..20"),
        ({"width": "thick"}, "width must be a number"),
        ({"fill_opacity": 1.5}, "fill_opacity must be a number in 0..1"),
        ({"palette": "rainbow"}, "palette must be one of viridis"),
    ],
)
def test_wrong_styles_are_refused(style: dict[str, object], message: str) -> None:
    with pytest.raises(lb.LagebildError, match=message):
        VectorStyle(**style)  # type: ignore[arg-type]


@pytest.mark.parametrize("value_range", [(1.0, 1.0), (2.0, 1.0), (float("nan"), 1.0)])
def test_a_range_of_values_has_two_ends(value_range: tuple[float, float]) -> None:
    with pytest.raises(lb.LagebildError, match="the lower first"):
        RasterStyle(value_range=value_range)


def test_a_column_that_is_missing_is_named_with_those_there_are() -> None:
    with pytest.raises(lb.LagebildError, match="no column 'kind'; its columns are: name, value"):
        VectorOverlay.from_frame(features(), style=VectorStyle(label="kind"))


def test_no_system_and_places_off_the_earth_are_refused() -> None:
    with pytest.raises(lb.LagebildError, match="no coordinate reference system"):
        VectorOverlay.from_frame(features(crs=None))
    metres = gpd.GeoDataFrame(geometry=[Point(680_000, 5_200_000)], crs="EPSG:4326")
    with pytest.raises(lb.LagebildError, match="outside the earth"):
        VectorOverlay.from_frame(metres)


class TestPicture:
    def test_pictures_stay_as_they_are(self) -> None:
        picture = make_picture()
        more = picture.add_overlay(features(), name="Eigene")
        assert len(picture.layers) == 4
        assert more.layer("overlay-0").kind is LayerKind.OVERLAY
        assert more.layer("overlay-0").name == "Eigene"
        assert "overlay-0: overlay 'Eigene', 3" in repr(more)

    def test_overlays_lie_above_terrain_and_below_all_else_rasters_below_vectors(self) -> None:
        picture = make_picture().add_overlay(features()).add_overlay(raster()).add_overlay(features())
        assert [layer.id for layer in picture.layers] == [
            "terrain-0", "overlay-1", "overlay-0", "overlay-2", "airspaces-0", "tracks-0", "places-0",
        ]  # fmt: skip

    def test_without_anything_else_the_view_frames_the_overlay(self) -> None:
        assert lb.Picture("Leer").add_overlay(features()).bounds == (10.0, 46.0, 11.0, 47.0)

    def test_a_frozen_picture_with_an_overlay_more_is_another_one(self) -> None:
        frozen = make_picture().snapshot()
        assert frozen.add_overlay(features()).snapshot_of is None
        with_one = make_picture().add_overlay(features())
        styled = make_picture().add_overlay(features(), colour="#00aa00")
        hashes = {one.snapshot().snapshot_of.sha256 for one in (frozen, with_one, styled)}
        assert len(hashes) == 3

    def test_only_overlays_go_there(self) -> None:
        tracks = make_picture().layer("tracks-0")
        with pytest.raises(lb.LagebildError, match="is no overlay"):
            lb.Picture("x").with_overlay(Layer(id="t", data=tracks.data))
