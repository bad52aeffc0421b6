import geopandas as gpd
import numpy as np
from shapely.geometry import GeometryCollection, LineString, MultiPoint, MultiPolygon, Point, Polygon, box

from lagebild.model.overlay import VectorOverlay, VectorStyle
from lagebild.views.columns import unpack
from lagebild.views.overlay_columns import colouring_of, vector_container, vector_spec

HOLED = Polygon([(0, 0), (4, 0), (4, 4), (0, 4)], [[(1, 1), (2, 1), (2, 2)]])


def overlay(shapes: list[object], style: VectorStyle | None = None, **columns: list[object]) -> VectorOverlay:
    return VectorOverlay.from_frame(gpd.GeoDataFrame(columns, geometry=shapes, crs=4326), style=style)


def test_shapes_travel_in_pieces_that_know_their_feature() -> None:
    nested = GeometryCollection([Point(5, 5), MultiPolygon([HOLED, box(6, 6, 7, 7)])])
    meta, columns = unpack(
        vector_container(overlay([LineString([(0, 1), (2, 3)]), nested, MultiPoint([(8, 8), (9, 9)])]))
    )
    assert meta == {"labels": []}
    kinds = dict(zip(*np.unique(columns["piece_kind"], return_counts=True), strict=True))
    assert kinds == {0: 3, 1: 1, 2: 3}
    rings = columns["piece_kind"] == 2
    assert columns["piece_feature"][rings].tolist() == [1, 1, 1]
    assert columns["piece_group"][rings].tolist() == [0, 0, 1]  # outer ring and hole share an area
    assert columns["piece_start"][-1] == len(columns["longitude"])
    assert sorted(columns["piece_feature"][columns["piece_kind"] == 0].tolist()) == [1, 2, 2]
    assert len(set(columns["piece_group"].tolist())) == 6


def test_numbers_are_coloured_by_a_ramp_and_missing_ones_are_grey() -> None:
    made = colouring_of(overlay([Point(0, 0)] * 4, VectorStyle(colour_by="v"), v=[1.0, 2.0, np.nan, 5.0]))
    assert made.legend["kind"] == "ramp"
    assert (made.legend["low"], made.legend["high"], made.legend["missing"]) == (1.0, 5.0, True)
    assert made.index[0] == 0
    assert made.colours[made.index[2]] == "#80868c"
    assert made.index[3] == len(made.colours) - 2


def test_texts_are_coloured_by_frequency_and_the_rest_is_grey() -> None:
    values = [f"k{number}" for number in range(12) for _ in range(20 - number)] + [None]
    made = colouring_of(overlay([Point(0, 0)] * len(values), VectorStyle(colour_by="kind"), kind=values))
    assert [entry["text"] for entry in made.legend["entries"]] == [f"k{number}" for number in range(10)]
    assert made.legend["others"]
    assert made.index[-1] == 10 == made.index[-2]


def test_equal_numbers_and_no_numbers_have_a_colour() -> None:
    for value in (3.0, np.nan):
        made = colouring_of(overlay([Point(0, 0)] * 2, VectorStyle(colour_by="v"), v=[value, value]))
        assert all(number < len(made.colours) for number in made.index)


def test_labels_are_one_short_line() -> None:
    made = overlay([Point(0, 0)] * 3, VectorStyle(label="n"), n=["a\n<b>", None, "x" * 500])
    labels = unpack(vector_container(made))[0]["labels"]
    assert labels[:2] == ["a <b>", ""]
    assert len(labels[2]) == 120


def test_the_description_names_the_shapes() -> None:
    assert vector_spec(overlay([Point(0, 0), box(0, 0, 1, 1)]))["shapes"] == ["area", "point"]
    assert vector_spec(overlay([LineString([(0, 0), (1, 1)])]))["shapes"] == ["line"]
