"""Crossings against dense sampling in time by shapely and pyproj, real data."""

import math

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import lagebild as lb
from lagebild.analysis.crossings import COLUMNS
from lagebild.errors import ValidationError
from lagebild.model.activation import Activation, WeeklyRule
from tests.analysis.crossing_cases import (
    GEOD,
    SQUARE,
    START,
    agl,
    agrees,
    amsl,
    eastward,
    flights,
    ragged,
    seconds_of,
    spaces,
    wandering,
)

# against dense sampling


@pytest.mark.parametrize("seed", range(8))
def test_against_sampling_of_ragged_areas(seed):
    rng = np.random.default_rng(seed)
    path, shape = wandering(rng), ragged(rng)
    visits = lb.crossings(flights(path), spaces((shape, amsl(900.0), amsl(2200.0))))
    assert agrees(visits, path, shape, lambda x, y, z: np.minimum(z - 900.0, 2200.0 - z)) > 0
    assert set(visits["status"]) == {"certain"}
    assert (visits["vertical_reference"] == "amsl").all()


@pytest.mark.parametrize(("join", "pick"), [("max", np.maximum), ("min", np.minimum)])
def test_compound_limits(join, pick, terrain):
    """A floor and a ceiling of two levels each, one of them above the ground."""
    rng = np.random.default_rng(5)
    x, y, _, bottom, top = (8.5, 47.5, 0.0, 600.0, 1800.0)
    path = wandering(rng, 60)
    ground = terrain.sample
    floor = lb.Limit(
        levels=(lb.Level(value=bottom, reference="amsl"), lb.Level(value=150.0, reference="agl")), join=join
    )
    ceiling = lb.Limit(
        levels=(lb.Level(value=top, reference="amsl"), lb.Level(value=900.0, reference="agl")), join=join
    )
    shape = shapely.Point(x, y).buffer(0.6)

    def margins(longitude, latitude, height):
        elevation = ground(longitude, latitude)
        return np.minimum(height - pick(bottom, elevation + 150.0), pick(top, elevation + 900.0) - height)

    visits = lb.crossings(flights(path), spaces((shape, floor, ceiling)), terrain)
    assert agrees(visits, path, shape, margins) > 0
    assert set(visits["vertical_reference"]) == {"agl+amsl"}


@pytest.fixture
def terrain() -> lb.Terrain:
    """Hills of 1,000 m over the square and around it, without a stated accuracy."""
    from tests.builders import georeferenced

    x, y = np.arange(7.4, 9.6, 0.01), np.arange(48.4, 46.6, -0.01)
    across, up = np.meshgrid(x, y)
    cells = 500.0 + 500.0 * np.sin(11.0 * across) * np.cos(13.0 * up)
    return lb.Terrain(elevation=georeferenced(cells.astype(np.float32), x, y))


def test_limits_above_ground_follow_real_terrain(shared_data):
    """Flights of several kilometres between fixes over the ridges around Benalla, against samples each metre."""
    path_of_terrain = shared_data / "benalla" / "terrain.jp2"
    if not path_of_terrain.is_file():
        pytest.skip(f"{path_of_terrain} is missing")
    terrain = lb.open_terrain(path_of_terrain)
    rng = np.random.default_rng(3)
    places = rng.uniform([146.2, -37.2], [147.2, -36.4], (12, 2))
    path = [(250.0 * k, float(x), float(y), float(rng.uniform(700.0, 1500.0))) for k, (x, y) in enumerate(places)]
    shape = shapely.box(146.3, -37.1, 147.1, -36.5)

    def margins(longitude, latitude, height):
        over = height - terrain.sample(longitude, latitude)
        return np.minimum(over - 300.0, 900.0 - over)

    visits = lb.crossings(flights(path), spaces((shape, agl(300.0), agl(900.0))), terrain)
    assert agrees(visits, path, shape, margins, step=0.05) > 0
    assert len(visits) > 20
    assert {"floor", "ceiling"} <= set(visits["entered_through"])
    ends = terrain.sample(visits["entry_longitude"].to_numpy(), visits["entry_latitude"].to_numpy())
    over = visits["entry_altitude_amsl"].to_numpy() - ends
    by_floor, by_ceiling = (visits["entered_through"] == name for name in ("floor", "ceiling"))
    np.testing.assert_allclose(over[by_floor], 300.0, atol=1e-3)
    np.testing.assert_allclose(over[by_ceiling], 900.0, atol=1e-3)


def test_a_ridge_between_two_fixes_ends_a_visit(terrain):
    """Between two fixes the ground rises and falls."""
    x = np.array([7.6, 9.4])
    path = [(0.0, float(x[0]), 47.5, 800.0), (290.0, float(x[1]), 47.5, 800.0)]
    visits = lb.crossings(
        flights(path), spaces((shapely.box(7.0, 47.0, 10.0, 48.0), agl(300.0), amsl(5000.0))), terrain
    )
    shape = shapely.box(7.0, 47.0, 10.0, 48.0)
    agrees(visits, path, shape, lambda a, b, z: z - terrain.sample(a, b) - 300.0, step=0.05)
    assert len(visits) > 1
    assert set(visits["left_through"]) <= {"floor", "end"}


# sides, limits, begin and end


def test_a_flight_through():
    visits = lb.crossings(flights(eastward()), spaces((SQUARE, amsl(500.0), amsl(2000.0))))
    row = visits.iloc[0]
    assert len(visits) == 1
    assert seconds_of(visits["entry_time"]) == [pytest.approx(300.0, abs=1e-6)]
    assert seconds_of(visits["exit_time"]) == [pytest.approx(900.0, abs=1e-6)]
    assert row["duration"] == pytest.approx(600.0, abs=1e-6)
    assert (row["entry_longitude"], row["exit_longitude"]) == (pytest.approx(8.0), pytest.approx(9.0))
    assert row["entry_altitude_amsl"] == row["exit_altitude_amsl"] == 1000.0
    assert (row["entered_through"], row["left_through"]) == ("side", "side")
    assert (row["status"], row["active"], row["max_gap"]) == ("certain", "unknown", 300.0)
    assert math.isnan(row["qnh_used"])


def test_floor_and_ceiling():
    climb = eastward(0.0, 2000.0)
    visits = lb.crossings(
        flights(climb), spaces((SQUARE, amsl(800.0), amsl(1200.0)), (SQUARE, amsl(800.0), amsl(5000.0)))
    )
    assert seconds_of(visits["entry_time"]) == [pytest.approx(480.0), pytest.approx(480.0)]
    assert seconds_of(visits["exit_time"]) == [pytest.approx(720.0), pytest.approx(900.0)]
    assert list(visits["entered_through"]) == ["floor", "floor"]
    assert list(visits["left_through"]) == ["ceiling", "side"]


def test_start_and_end_inside():
    path = eastward(begin=8.2, end=8.8)
    visits = lb.crossings(flights(path), spaces((SQUARE, amsl(0.0), amsl(2000.0))))
    assert (visits.iloc[0]["entered_through"], visits.iloc[0]["left_through"]) == ("start", "end")
    assert seconds_of(visits["entry_time"]) + seconds_of(visits["exit_time"]) == [0.0, 1200.0]


@pytest.mark.parametrize(("boundary", "count"), [("inclusive", 1), ("exclusive", 0)])
@pytest.mark.parametrize("limits", [(1000.0, 2000.0), (500.0, 1000.0)])
def test_cruise_exactly_on_a_limit(boundary, count, limits):
    visits = lb.crossings(flights(eastward(1000.0)), spaces((SQUARE, *map(amsl, limits))), boundary=boundary)
    assert len(visits) == count


@pytest.mark.parametrize(("boundary", "count"), [("inclusive", 1), ("exclusive", 0)])
@pytest.mark.parametrize("along_parallel", [True, False])
def test_flight_exactly_along_a_side(boundary, count, along_parallel):
    """Along the northern side of the box, or its eastern one."""
    steps = np.linspace(-0.25, 0.25, 129)
    path = [(10.0 * k, *((s, 0.125) if along_parallel else (0.125, s)), 1000.0) for k, s in enumerate(steps)]
    box = shapely.box(-0.125, -0.125, 0.125, 0.125)
    visits = lb.crossings(flights(path), spaces((box, amsl(0.0), amsl(2000.0))), boundary=boundary)
    assert len(visits) == count
    if count:
        assert seconds_of(visits["entry_time"]) + seconds_of(visits["exit_time"]) == [320.0, 960.0]


@pytest.mark.parametrize("boundary", ["inclusive", "exclusive"])
def test_a_touch_is_no_visit(boundary):
    """A corner is grazed, a floor is reached for a moment, a flight of one fix begins inside."""
    corner = [(0.0, -0.25, 0.0, 1000.0), (100.0, 0.0, 0.25, 1000.0)]
    box = shapely.box(-0.375, 0.125, -0.125, 0.375)
    peak = [(0.0, 8.3, 47.5, 900.0), (100.0, 8.5, 47.5, 1000.0), (200.0, 8.7, 47.5, 900.0)]
    single = [(0.0, 8.5, 47.5, 1500.0)]
    touched = shapely.Polygon([(-0.125, 0.125), (-0.25, 0.25), (-0.125, 0.25)])
    found = lb.crossings(flights(peak, single), spaces((SQUARE, amsl(1000.0), amsl(2000.0))), boundary=boundary)
    assert len(found) == 0
    assert len(lb.crossings(flights(corner), spaces((touched, amsl(0.0), amsl(2000.0))), boundary=boundary)) == 0
    assert len(lb.crossings(flights(corner), spaces((box, amsl(0.0), amsl(2000.0))), boundary=boundary)) == 0


def test_an_absence_of_no_duration_ends_no_visit():
    """Down to the floor and up again, through an edge where two parts would meet: one visit."""
    path = [(0.0, 8.3, 47.5, 1100.0), (100.0, 8.5, 47.5, 1000.0), (200.0, 8.7, 47.5, 1100.0)]
    for boundary in ("inclusive", "exclusive"):
        found = lb.crossings(flights(path), spaces((SQUARE, amsl(1000.0), amsl(2000.0))), boundary=boundary)
        assert len(found) == 1
        assert found.iloc[0]["duration"] == 200.0


def test_gaps_are_not_bridged():
    path = [fix for fix in eastward(begin=8.1, end=8.9) if not 300.0 < fix[0] < 800.0]
    visits = lb.crossings(flights(path), spaces((SQUARE, amsl(0.0), amsl(2000.0))))
    assert list(visits["left_through"]) == ["gap", "end"]
    assert list(visits["entered_through"]) == ["start", "gap"]
    assert seconds_of(visits["exit_time"]) == [300.0, 1200.0]
    assert seconds_of(visits["entry_time"]) == [0.0, 840.0]
    for longest in ("9min", 540.0, pd.Timedelta("9min")):
        assert len(lb.crossings(flights(path), spaces((SQUARE, amsl(0.0), amsl(2000.0))), max_gap=longest)) == 1


# around the world


def test_the_antimeridian_does_not_split_a_visit():
    """An airspace stored in two parts, flown through in both directions."""
    shape = shapely.MultiPolygon([shapely.box(179.0, 10.0, 180.0, 11.0), shapely.box(-180.0, 10.0, -179.0, 11.0)])
    east = [(60.0 * k, 178.5 + 0.1 * k, 10.5, 1000.0) for k in range(31)]
    west = [(60.0 * k, 181.5 - 0.1 * k, 10.5, 1000.0) for k in range(31)]
    visits = lb.crossings(flights(east, west), spaces((shape, amsl(0.0), amsl(2000.0))))
    assert list(visits["track_id"]) == ["A", "B"]
    assert seconds_of(visits["entry_time"]) == [pytest.approx(300.0)] * 2
    assert seconds_of(visits["exit_time"]) == [pytest.approx(1500.0)] * 2
    np.testing.assert_allclose(visits["entry_longitude"], [179.0, -179.0])
    np.testing.assert_allclose(visits["exit_longitude"], [-179.0, 179.0])


def test_an_area_around_the_pole():
    """Over the pole there is no border: one visit, as long as the geodesic is within the cap."""
    cap = shapely.box(-180.0, 85.0, 180.0, 90.0)
    over = [(0.0, 20.0, 80.0, 9000.0), (240.0, -160.0, 80.0, 9000.0)]
    around = [(200.0 * k, -170.0 + 20.0 * k, 86.0, 9000.0) for k in range(18)]
    visits = lb.crossings(flights(over, around), spaces((cap, amsl(0.0), amsl(20000.0))))
    assert list(visits["track_id"]) == ["A", "B"]
    to_cap, whole = GEOD.inv(20.0, 80.0, 20.0, 85.0)[2], GEOD.inv(20.0, 80.0, -160.0, 80.0)[2]
    assert seconds_of(visits["entry_time"])[0] == pytest.approx(240.0 * to_cap / whole, abs=0.01)
    assert seconds_of(visits["exit_time"])[0] == pytest.approx(240.0 * (1.0 - to_cap / whole), abs=0.01)
    assert visits.iloc[1]["duration"] == 3400.0


def test_long_legs_follow_the_geodesic():
    path = [(0.0, 0.0, 50.0, 9000.0), (290.0, 40.0, 50.0, 9000.0)]
    shape = shapely.box(8.0, 51.2, 30.0, 51.7)
    visits = lb.crossings(flights(path), spaces((shape, amsl(0.0), amsl(20000.0))))
    assert agrees(visits, path, shape, lambda x, y, z: z, step=0.01) > 0


# activation


def test_activation_cuts_visits():
    """Active from 08:07 to 08:10 and from 08:14 on; 08:05 to 08:15 inside."""
    times = [START + pd.Timedelta(minutes=m) for m in (7, 10, 14, 60)]
    activation = Activation(kind="periods", stated=((times[0], times[1]), (times[2], times[3])))
    visits = lb.crossings(flights(eastward()), spaces((SQUARE, amsl(0.0), amsl(2000.0)), activation=activation))
    assert list(visits["active"]) == ["inactive", "active", "inactive", "active"]
    assert list(visits["entered_through"]) == ["side", "activation", "activation", "activation"]
    assert list(visits["left_through"]) == ["deactivation", "deactivation", "deactivation", "side"]
    assert seconds_of(visits["exit_time"]) == [420.0, 600.0, 840.0, pytest.approx(900.0)]
    np.testing.assert_allclose(visits["exit_longitude"], [8.2, 8.5, 8.9, 9.0], atol=1e-7)


def test_weekly_activation_and_always():
    weekly = Activation(kind="weekly", rules=(WeeklyRule(weekdays=(2,)),))
    for activation, state in ((weekly, "inactive"), (Activation(kind="always"), "active"), (Activation(), "unknown")):
        found = lb.crossings(flights(eastward()), spaces((SQUARE, amsl(0.0), amsl(2000.0)), activation=activation))
        assert list(found["active"]) == [state]


# what is not known


def test_airspaces_without_limits_are_undetermined():
    visits = lb.crossings(
        flights(eastward()), spaces((SQUARE, None, None), (SQUARE, None, amsl(2000.0)), (SQUARE, None, amsl(900.0)))
    )
    assert list(visits["airspace_id"]) == ["Z0", "Z1"]
    assert list(visits["status"]) == ["undetermined"] * 2
    assert list(visits["vertical_reference"]) == ["", "amsl"]


def test_tracks_without_heights_are_undetermined():
    tracks = flights(eastward(), height=None)
    visits = lb.crossings(tracks, spaces((SQUARE, amsl(500.0), amsl(900.0)), (SQUARE, "GND", "UNL")))
    assert list(visits["status"]) == ["undetermined", "certain"]
    assert visits["entry_altitude_amsl"].isna().all()


def test_heights_that_are_missing_for_a_while():
    path = [(t, x, y, math.nan if 500.0 < t < 700.0 else z) for t, x, y, z in eastward()]
    visits = lb.crossings(flights(path), spaces((SQUARE, amsl(500.0), amsl(2000.0))))
    assert list(visits["status"]) == ["certain", "undetermined", "certain"]
    assert list(visits["left_through"]) == ["gap", "gap", "side"]
    assert seconds_of(visits["entry_time"]) == [pytest.approx(300.0), 480.0, 720.0]


def test_a_climb_without_qnh_is_undetermined_around_the_limit_only():
    """940 to 1060 hPa leave 1,000 m of doubt about where 3,000 m above the sea are."""
    climb = eastward(0.0, 8000.0, begin=8.05, end=8.95)
    area = spaces((SQUARE, amsl(-1000.0), amsl(3000.0)))
    visits = lb.crossings(flights(climb, height="altitude_pressure"), area)
    assert list(visits["status"]) == ["certain", "undetermined"]
    assert list(visits["left_through"]) == ["ceiling", "ceiling"]
    assert list(visits["entered_through"]) == ["start", "ceiling"]
    assert visits["exit_time"].iloc[0] == visits["entry_time"].iloc[1]
    known = lb.crossings(flights(climb, height="altitude_pressure"), area, qnh=1013.25)
    assert list(known["status"]) == ["certain"]
    assert known.iloc[0]["duration"] == pytest.approx(1200.0 * 3000.0 / 8000.0, abs=0.1)
    assert known.iloc[0]["qnh_used"] == 1013.25
    for low, high in ((940.0, 1060.0),):
        first = lb.crossings(flights(climb, height="altitude_pressure"), area, qnh=high).iloc[0]["exit_time"]
        last = lb.crossings(flights(climb, height="altitude_pressure"), area, qnh=low).iloc[0]["exit_time"]
        assert abs((first - visits["exit_time"].iloc[0]).total_seconds()) < 0.1
        assert abs((last - visits["exit_time"].iloc[1]).total_seconds()) < 0.1


def test_flight_levels_need_no_qnh():
    visits = lb.crossings(flights(eastward(3048.0), height="altitude_pressure"), spaces((SQUARE, "FL 100", "FL 120")))
    assert list(visits["status"]) == ["certain"]
    assert list(visits["vertical_reference"]) == ["pressure"]


def test_terrain_that_ends_and_none_at_all(terrain):
    """Beyond the raster what could be is undetermined; high above all ground it is decided without any."""
    area = spaces((shapely.box(9.0, 47.0, 11.0, 48.0), agl(300.0), amsl(5000.0)))
    path = [(60.0 * k, 9.2 + 0.05 * k, 47.5, 1600.0) for k in range(21)]
    visits = lb.crossings(flights(path), area, terrain)
    assert list(visits["status"]) == ["certain", "undetermined"]
    assert list(visits["left_through"]) == ["gap", "end"]
    assert visits.iloc[0]["exit_longitude"] == pytest.approx(9.595, abs=0.006)
    assert list(lb.crossings(flights(path), area)["status"]) == ["undetermined"]
    high = spaces((shapely.box(9.0, 47.0, 11.0, 48.0), agl(300.0), amsl(15000.0)))
    cruise = [(t, x, y, 11000.0) for t, x, y, _ in path]
    assert list(lb.crossings(flights(cruise), high)["status"]) == ["certain"]


def test_the_terrains_accuracy_widens(terrain):
    rough = lb.Terrain(elevation=terrain.elevation, vertical_accuracy=50.0)
    path = eastward(800.0, begin=8.05, end=8.95)
    area = spaces((SQUARE, agl(300.0), amsl(5000.0)))
    exact, vague = (lb.crossings(flights(path), area, ground) for ground in (terrain, rough))
    assert set(exact["status"]) == {"certain"}
    assert set(vague["status"]) == {"certain", "undetermined"}
    sure = vague.loc[vague["status"] == "certain", "duration"].sum()
    assert sure < exact["duration"].sum() < vague["duration"].sum()


# form and errors


def test_an_empty_table_has_its_columns():
    area = spaces((SQUARE, amsl(0.0), amsl(900.0)))
    for tracks, airspaces in (
        (flights(eastward(3000.0)), area),
        (lb.Tracks.empty(), area),
        (flights(eastward()), lb.Airspaces.empty()),
    ):
        visits = lb.crossings(tracks, airspaces)
        assert len(visits) == 0
        assert {name: str(kind) for name, kind in visits.dtypes.items()} == COLUMNS


def test_types_and_order():
    visits = lb.crossings(
        flights(eastward(), eastward()), spaces((SQUARE, amsl(0.0), amsl(2000.0)), (SQUARE, amsl(0.0), amsl(3000.0)))
    )
    assert {name: str(kind) for name, kind in visits.dtypes.items()} == COLUMNS
    assert list(zip(visits["track_id"], visits["airspace_id"], strict=True)) == [
        *(("A", "Z0"), ("A", "Z1"), ("B", "Z0"), ("B", "Z1"))
    ]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"boundary": "both"}, "boundary must be 'inclusive' or 'exclusive', not 'both'"),
        ({"max_gap": "soon"}, "max_gap must be a duration .* not 'soon'"),
        ({"max_gap": -5.0}, "max_gap must be longer than nothing, not -5.0"),
        ({"max_gap": True}, "max_gap must be a duration .* not True"),
        ({"qnh": 29.92}, "29.92"),
    ],
)
def test_wrong_arguments(arguments, sentence):
    with pytest.raises(ValidationError, match=sentence):
        lb.crossings(flights(eastward()), spaces((SQUARE, amsl(0.0), amsl(2000.0))), **arguments)


# real data


@pytest.fixture(scope="module")
def swiss_flights(shared_data) -> lb.Tracks:
    return lb.read_tracks(_there(shared_data / "tracks" / "switzerland.parquet"))


def _there(path):
    if not path.is_file():
        pytest.skip(f"{path} is missing")
    return path


@pytest.mark.parametrize(("boundary", "pairs", "count"), [("inclusive", 26_205, 38_892)])
def test_real_flights_through_five_hundred_airspaces(swiss_flights, shared_data, boundary, pairs, count):
    frame = gpd.read_parquet(_there(shared_data / "airspaces" / "synthetic-500.parquet"))
    limits = {name: "FL" + frame[name].astype(str) for name in ("lower", "upper")}
    airspaces = lb.Airspaces.from_frame(frame.rename(columns={"aid": "airspace_id"}).assign(**limits))
    visits = lb.crossings(swiss_flights, airspaces, boundary=boundary)
    assert len(visits) == count
    assert len(visits.drop_duplicates(["track_id", "airspace_id"])) == pairs
    assert set(visits["status"]) == {"certain"}


def test_cruising_airliners_are_not_in_control_zones(swiss_flights, shared_data):
    """All flights are above 30,225 ft and control zones end far below: without QNH that is certain."""
    airspaces = lb.read_airspaces(_there(shared_data / "airspaces" / "openair-switzerland.txt"))
    visits = lb.crossings(swiss_flights, airspaces)
    frame = airspaces.frame.set_index("airspace_id")
    zones = frame[(frame["icao_class"] == "CTR") | frame["type"].isin(["CTR"]) | frame["name"].str.contains("CTR")]
    assert len(zones) > 0
    assert not visits["airspace_id"].isin(zones.index).any()
    unsure = frame.loc[visits.loc[visits["status"] == "undetermined", "airspace_id"].unique()]
    lowest = swiss_flights.frame["altitude_pressure"].min() - 600.0  # 940 hPa
    for limit in unsure["upper"]:
        # without a terrain the ground may lie as high as 8,900 m
        highest = [one.value + (8900.0 if one.reference == "agl" else 0.0) for one in limit.levels]
        assert not highest or max(highest) >= lowest
