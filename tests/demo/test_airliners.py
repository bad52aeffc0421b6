from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from lagebild.demo.airliners import COVERAGE, TYPES
from lagebild.demo.assets import airport_table
from lagebild.demo.atmosphere import MIDNIGHT, pressure_altitude_of_qnh
from lagebild.demo.relief import relief
from lagebild.model.tracks import Tracks
from lagebild.picture import Picture
from lagebild.units import metres_to_feet
from tests.demo.motion import distance_from, motion


@pytest.fixture(scope="module")
def tracks(kasachstan: Picture) -> Tracks:
    data = kasachstan.layer("airliners").data
    assert isinstance(data, Tracks)
    return data


@pytest.fixture(scope="module")
def frame(tracks: Tracks) -> pd.DataFrame:
    return tracks.frame


def test_enough_flights_and_fixes(kasachstan: Picture, tracks: Tracks) -> None:
    assert len(tracks) >= 300
    assert kasachstan.tracks.fixes >= 200_000
    assert kasachstan.tracks.fixes < 500_000


def test_all_within_the_day_and_the_covered_area(frame: pd.DataFrame) -> None:
    assert frame["time"].min() >= MIDNIGHT
    assert frame["time"].max() <= MIDNIGHT + pd.Timedelta(days=1)
    west, south, east, north = COVERAGE
    assert frame["longitude"].between(west, east).all()
    assert frame["latitude"].between(south, north).all()


def test_nobody_jumps(frame: pd.DataFrame) -> None:
    moved = motion(frame)
    assert moved.seconds.min() > 0
    assert moved.seconds.max() <= 15.0
    # half a roll's first speed is lost where a standing aircraft begins to move
    assert np.abs(moved.speed - moved.stated_speed).max() < 5.0
    assert np.abs(moved.climb - moved.stated_climb).max() < 6.0
    assert np.percentile(np.abs(moved.climb - moved.stated_climb), 99) < 1.0


def test_types_stay_within_what_the_generator_gives_them(frame: pd.DataFrame) -> None:
    highest = frame.groupby("platform")[["ground_speed", "altitude_pressure"]].max()
    for name, row in highest.iterrows():
        chosen = TYPES[str(name)]
        assert row["ground_speed"] <= chosen.performance.cruise_speed + 0.1
        assert metres_to_feet(float(row["altitude_pressure"])) <= chosen.highest * 100 + 0.1


def test_cruise_is_exactly_on_semicircular_flight_levels(frame: pd.DataFrame) -> None:
    level = metres_to_feet(frame["altitude_pressure"].to_numpy()) / 100.0
    cruising = (frame["vertical_rate"] == 0).to_numpy() & (level > 285)
    assert cruising.mean() > 0.4
    levels = level[cruising]
    np.testing.assert_allclose(levels, np.rint(levels / 10) * 10, atol=1e-4)
    # a flight keeps its levels where its course bends over north or south, so a few are of the other half
    eastbound = (frame["track_angle"] < 180).to_numpy()[cruising]
    odd = np.rint(levels / 10).astype(int) % 2 == 1
    assert (odd == eastbound).mean() > 0.95


def test_flight_levels_are_the_model_s_number(frame: pd.DataFrame) -> None:
    values = set(frame["altitude_pressure"].unique())
    assert round(35_000 * 0.3048, 4) in values
    assert round(36_000 * 0.3048, 4) in values


def test_amsl_follows_from_pressure_altitude_by_the_stated_qnh(kasachstan: Picture, frame: pd.DataFrame) -> None:
    assert isinstance(kasachstan.qnh, pd.Series)
    hours = kasachstan.qnh.index.astype("int64").to_numpy()
    qnh = np.interp(frame["time"].astype("int64").to_numpy(), hours, kasachstan.qnh.to_numpy())
    expected = frame["altitude_pressure"] - pressure_altitude_of_qnh(qnh)
    airborne = ~frame["on_ground"].astype(bool)
    assert (expected - frame["altitude_amsl"])[airborne].abs().max() < 0.06
    assert (expected - frame["altitude_amsl"]).abs().max() < 5.0  # standing: the encoder's steps of 25 ft


def test_the_atmosphere_is_that_of_the_standard() -> None:
    """AMSL minus pressure altitude, ICAO Doc 7488."""
    for qnh, expected in {983.0: -254.9, 1003.25: -83.6, 1023.25: 82.9, 1033.25: 165.2}.items():
        assert -float(pressure_altitude_of_qnh(qnh)) == pytest.approx(expected, abs=0.5)


def test_standing_aircraft_stand_at_airports_at_their_elevation(frame: pd.DataFrame) -> None:
    airports = airport_table()
    standing = frame[frame["on_ground"].astype(bool) & (frame["ground_speed"] == 0)]
    assert standing["track_id"].nunique() > 200
    places = standing.drop_duplicates(["longitude", "latitude"])
    for place in places.itertuples():
        away = distance_from(airports, place.longitude, place.latitude)
        nearest = airports.iloc[int(np.argmin(away))]
        assert away.min() < 50.0
        assert place.altitude_amsl == pytest.approx(nearest["elevation"], abs=0.1)


def test_nobody_flies_through_the_relief(frame: pd.DataFrame) -> None:
    ground = relief().sample(frame["longitude"], frame["latitude"])
    height = frame["altitude_amsl"].to_numpy() - ground
    high_up = frame["altitude_pressure"].to_numpy() > 5_000.0
    assert np.nanmin(height[high_up]) > 500.0
    ends = frame.groupby("track_id", observed=True)[["longitude", "latitude"]]
    away = np.minimum(_distance(frame, ends.transform("first")), _distance(frame, ends.transform("last")))
    assert np.nanmin(height[away > 31_000.0]) > 550.0
    assert np.nanmin(height[away > 11_000.0]) > 0.0


def _distance(frame: pd.DataFrame, places: pd.DataFrame) -> np.ndarray:
    from tests.demo.motion import GEOD

    return np.asarray(GEOD.inv(frame["longitude"], frame["latitude"], places["longitude"], places["latitude"])[2])


def test_nobody_real_is_named(frame: pd.DataFrame) -> None:
    assert frame["callsign"].str.fullmatch(r"SYN\d+").all()
    assert frame["icao24"].isna().all()
    assert set(frame["source"]) == {"SYNTHETISCH"}
