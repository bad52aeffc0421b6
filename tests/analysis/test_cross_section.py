"""Sections along flights, held against pyproj (distances), xarray (ground) and shapely (sides of airspaces)."""

from itertools import pairwise

# ruff: noqa: PD003, PD004 (xarray has no isna and notna)
import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely.geometry import LineString, Polygon, box

import lagebild as lb
from lagebild.errors import ValidationError
from lagebild.model.atmosphere import qnh_shift
from lagebild.model.heights import Reason
from tests.analysis.over_terrain import ROUGH, START, flight, ground, random_flight, tracks_of

GEOD = Geod(ellps="WGS84")
RING = Polygon([(10.1, 46.6), (10.4, 46.6), (10.4, 46.95), (10.1, 46.95)], [[(10.2, 46.7), (10.3, 46.7), (10.3, 46.8)]])


def spaces(*rows: tuple[Polygon, str, str]) -> lb.Airspaces:
    """Airspaces of shapes, lower and upper limits."""
    return lb.Airspaces.from_frame(
        gpd.GeoDataFrame(
            {"name": [f"A{n}" for n in range(len(rows))], "lower": [r[1] for r in rows], "upper": [r[2] for r in rows]},
            geometry=[r[0] for r in rows],
            crs="EPSG:4326",
        )
    )


@settings(max_examples=15)
@given(seed=st.integers(0, 200))
def test_distances_are_those_of_the_geodesics(seed: int) -> None:
    frame = random_flight(seed)
    section = lb.cross_section(tracks_of(frame), ground())
    _, _, legs = GEOD.inv(frame.longitude[:-1], frame.latitude[:-1], frame.longitude[1:], frame.latitude[1:])
    at_fixes = section.isel(distance=np.searchsorted(section.time.to_numpy(), frame.time.to_numpy("datetime64[ns]")))
    np.testing.assert_allclose(at_fixes.distance, np.concatenate([[0.0], np.cumsum(legs)]), atol=0.01)
    assert (np.diff(section.distance) >= 0).all()
    assert (np.diff(section.time) > np.timedelta64(0)).all()


@settings(max_examples=15)
@given(seed=st.integers(0, 200))
def test_the_ground_is_that_of_xarray_all_along(seed: int) -> None:
    terrain = ground()
    section = lb.cross_section(tracks_of(random_flight(seed)), terrain)
    places = {"x": section.longitude.drop_vars("distance"), "y": section.latitude.drop_vars("distance")}
    below = terrain.elevation.astype("float64").interp(**places)
    np.testing.assert_allclose(section.terrain_elevation, below, atol=1e-4)


def test_between_two_points_the_ground_is_never_higher_than_at_them() -> None:
    frame = random_flight(3)
    section = lb.cross_section(tracks_of(frame), ground())
    longitude, latitude = section.longitude.to_numpy(), section.latitude.to_numpy()
    at = section.terrain_elevation.to_numpy()
    for share in np.linspace(0.01, 0.99, 25):
        between = ground().sample(
            longitude[:-1] + share * np.diff(longitude), latitude[:-1] + share * np.diff(latitude)
        )
        assert (between <= np.maximum(at[:-1], at[1:]) + 0.01).all()
        assert (between >= np.minimum(at[:-1], at[1:]) - 0.01).all()


PARTS = shapely.union_all([box(10.0 + step / 10, 46.5, 10.05 + step / 10, 47.0) for step in range(8)])
"""Eight strips: a flight across them is in the same airspace again and again."""


@pytest.mark.parametrize("shape", [RING, PARTS], ids=["with a hole", "of several parts"])
@settings(max_examples=15)
@given(seed=st.integers(0, 200))
def test_bands_reach_as_far_as_shapely_says(seed: int, shape: Polygon) -> None:
    frame = random_flight(seed)
    section = lb.cross_section(tracks_of(frame), ground(), spaces((shape, "GND", "FL100")))
    line = [LineString(pair) for pair in pairwise(zip(frame.longitude, frame.latitude, strict=True))]
    expected = 0.0
    for leg in line:
        for part in shapely.get_parts(leg.intersection(shape)):
            if part.length:
                (a, b), (c, d) = part.coords[0], part.coords[-1]
                expected += GEOD.inv(a, b, c, d)[2]
    assert float((section.band_to - section.band_from).sum()) == pytest.approx(
        expected, abs=1.5 * max(1, section.sizes["band"])
    )
    for n in range(section.sizes["band"]):
        inside = section.floor_low[n].notnull().to_numpy()
        shapes = shapely.points(section.longitude[inside], section.latitude[inside])
        assert (shapely.distance(shapes, shape) < 1e-5).all()
        assert section.distance[inside].min() == pytest.approx(float(section.band_from[n]), abs=1e-3)
        assert section.distance[inside].max() == pytest.approx(float(section.band_to[n]), abs=1e-3)


def test_limits_above_ground_follow_the_ground_and_levels_the_qnh() -> None:
    everywhere = box(9, 46, 11, 48)
    areas = spaces((everywhere, "1000ft AGL", "FL100"), (everywhere, "GND", "UNL"), (everywhere, "NOTAM", "5000 MSL"))
    section = lb.cross_section(tracks_of(random_flight(5)), ground(accuracy=10.0), areas, qnh=1003.0)
    over, whole, unknown = (section.isel(band=n) for n in range(3))
    np.testing.assert_allclose(over.floor_low, section.terrain_elevation + 304.8 - 10.0)
    np.testing.assert_allclose(over.floor_high, section.terrain_elevation + 304.8 + 10.0)
    np.testing.assert_allclose(over.ceiling_low, 3048.0 + qnh_shift(1003.0))
    np.testing.assert_allclose(whole.floor_low, section.terrain_elevation)
    assert np.isposinf(whole.ceiling_high).all()
    assert unknown.floor_low.isnull().all()
    assert (unknown.band_reasons & int(Reason.NO_HEIGHT) > 0).all()
    np.testing.assert_allclose(unknown.ceiling_high, 1524.0)


def test_without_a_qnh_pressure_is_an_interval_on_both_sides() -> None:
    frame = random_flight(6).rename(columns={"altitude_amsl": "altitude_pressure"})
    section = lb.cross_section(tracks_of(frame), ground(), spaces((box(9, 46, 11, 48), "GND", "FL100")))
    assert float((section.altitude_amsl_high - section.altitude_amsl_low).min()) > 500
    np.testing.assert_allclose(section.ceiling_low[0], 3048.0 + qnh_shift(940.0))
    np.testing.assert_allclose(section.ceiling_high[0], 3048.0 + qnh_shift(1060.0))
    assert (section.reasons & int(Reason.UNKNOWN_QNH) > 0).all()
    assert (section.true_altitude_low < section.altitude_amsl_low).all()


def test_where_the_terrain_ends_or_has_holes_there_is_no_ground_and_a_reason() -> None:
    cells = ROUGH.copy()
    cells[:, 20] = np.nan
    section = lb.cross_section(tracks_of(flight([10.05, 10.9], 46.8, 2000.0, seconds=200.0)), ground(cells))
    missing = section.terrain_elevation.isnull().to_numpy()
    longitude = section.longitude.to_numpy()
    hole = (longitude > 10.19 + 1e-9) & (longitude < 10.21 - 1e-9)
    beyond = longitude > 10.595 + 1e-9
    np.testing.assert_array_equal(missing, hole | beyond)
    assert hole.any()
    assert beyond.any()
    np.testing.assert_array_equal((section.reasons.to_numpy() & int(Reason.NO_TERRAIN)) > 0, missing)


def test_gaps_are_not_bridged_and_tracks_without_heights_have_a_section() -> None:
    frame = flight([10.0, 10.1, 10.2, 10.3], 46.8, np.nan, seconds=[0.0, 60.0, 600.0, 660.0])
    section = lb.cross_section(tracks_of(frame), ground(), spaces((box(9, 46, 11, 48), "GND", "FL100")))
    assert section.altitude_amsl_low.isnull().all()
    assert (section.reasons & int(Reason.NO_HEIGHT) > 0).all()
    assert section.sizes["band"] == 2
    unknown_way = section.time[~section.leads_on].to_numpy()
    np.testing.assert_array_equal(
        unknown_way, [(START + pd.Timedelta(seconds=s)).to_datetime64() for s in (60.0, 660.0)]
    )
    assert float(section.band_to[0]) < float(section.band_from[1])


def test_across_the_antimeridian_the_way_is_short() -> None:
    frame = flight([179.9, -179.9], 0.0, 3000.0, seconds=100.0)
    area = box(-179.95, -1, -179.0, 1)
    section = lb.cross_section(tracks_of(frame), None, spaces((area, "GND", "FL100")))
    assert float(section.distance[-1]) == pytest.approx(GEOD.inv(179.9, 0, -179.9, 0)[2])
    assert float(section.band_from[0]) == pytest.approx(GEOD.inv(179.9, 0, -179.95, 0)[2], abs=1.0)
    assert section.terrain_elevation.isnull().all()


def test_units_references_and_shapes_without_airspaces() -> None:
    section = lb.cross_section(tracks_of(random_flight(1)), ground(accuracy=8.0))
    assert section.sizes["band"] == 0
    assert section.floor_low.shape == (0, section.sizes["distance"])
    for name in ("terrain_elevation", "altitude_amsl_low", "true_altitude_high", "ceiling_high"):
        assert section[name].attrs["units"] == "m"
        assert section[name].attrs["reference"] == "amsl"
    assert section.distance.attrs["units"] == "m"
    assert section.attrs["terrain_vertical_accuracy_m"] == 8.0
    assert section.attrs["qnh_hPa"] == "unknown"


def test_one_fix_is_a_section_of_one_point_and_several_flights_are_none() -> None:
    section = lb.cross_section(tracks_of(flight(10.2, 46.8, 2000.0)), ground())
    assert section.sizes["distance"] == 1
    assert float(section.terrain_elevation[0]) == pytest.approx(float(ground().sample(10.2, 46.8)))
    with pytest.raises(ValidationError, match="one flight path, not 2"):
        lb.cross_section(tracks_of(random_flight(1), random_flight(2, name="b")), ground())
