import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from lagebild.errors import ColumnError, CrsError, ValidationError
from lagebild.model.activation import ALWAYS, UNKNOWN_ACTIVATION
from lagebild.model.airspaces import COLUMNS, Airspaces
from lagebild.model.limits import UNKNOWN_LIMIT, Limit

SQUARE = shapely.box(8, 47, 9, 48)


def zones(*shapes, crs="EPSG:4326", **columns):
    return gpd.GeoDataFrame(columns, geometry=list(shapes or (SQUARE,)), crs=crs)


def test_only_the_geometry_is_obligatory():
    airspaces = Airspaces.from_frame(zones(SQUARE, SQUARE))
    assert airspaces.frame.columns.tolist() == list(COLUMNS)
    assert airspaces.frame["airspace_id"].tolist() == ["A00000", "A00001"]
    assert airspaces.frame["lower"].tolist() == [UNKNOWN_LIMIT] * 2
    assert airspaces.frame["activation"].tolist() == [UNKNOWN_ACTIVATION] * 2
    assert airspaces.frame["name"].isna().all()


def test_limits_and_unknown_columns():
    limit = Limit.of(1000.0, "amsl")
    airspaces = Airspaces.from_frame(zones(lower=["GND"], upper=[limit], activation=[ALWAYS], remark=["x"]))
    row = airspaces.frame.iloc[0]
    assert (str(row["lower"]), row["upper"], row["activation"], row["remark"]) == ("GND", limit, ALWAYS, "x")


def test_other_coordinates_are_transformed():
    airspaces = Airspaces.from_frame(zones().to_crs("EPSG:3857").rename_geometry("shape"))
    np.testing.assert_allclose(airspaces.frame.geometry.iloc[0].bounds, SQUARE.bounds, atol=1e-9)


@pytest.mark.parametrize(
    ("given", "error", "sentence"),
    [(zones(crs=None), CrsError, "no coordinate reference system"),
     (pd.DataFrame({"a": [1]}), ColumnError, "GeoDataFrame"),
     (zones(shapely.Point(1, 1)), ValidationError, "row 0 is not a polygon but a Point"),
     (zones(SQUARE, None), ValidationError, "row 1 has no geometry"),
     (zones(shapely.box(170, 0, 190, 1)), ValidationError, "reaches out of"),
     (zones(shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])), ValidationError, "not a valid polygon: Self-inter"),
     (zones(lower=[4500]), ColumnError, "row 0: lower is 4500, a number without unit"),
     (zones(SQUARE, SQUARE, airspace_id=["x", "x"]), ColumnError, "'x' occurs twice")],
)  # fmt: skip
def test_mistakes_are_named(given, error, sentence):
    with pytest.raises(error, match=sentence):
        Airspaces.from_frame(given)


def test_bounds():
    assert Airspaces.empty().bounds is None
    both = shapely.MultiPolygon([shapely.box(179, 0, 180, 1), shapely.box(-180, 0, -179, 1)])
    assert Airspaces.from_frame(zones(both)).bounds == (179.0, 0.0, 181.0, 1.0)


def test_union_and_immutability():
    one = Airspaces.from_frame(zones(SQUARE, SQUARE))
    both = Airspaces.union([one, Airspaces.from_frame(zones())])
    assert both.frame["airspace_id"].tolist() == ["A00000", "A00001", "A00000#1"]
    view = one.frame
    view["name"] = "changed"
    assert one.frame["name"].isna().all()
    assert len(Airspaces.union([])) == 0
