from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from lagebild.demo.envelopes import ENVELOPES
from lagebild.demo.relief import relief
from lagebild.model.tracks import Tracks
from lagebild.picture import Picture
from tests.demo.motion import distance_from, motion

# Places of the dossier: no flight begins or circles there.
DOSSIER = {
    "Almaty": (76.896, 43.278),
    "Astana": (71.433, 51.167),
    "Petropawl": (69.167, 54.883),
    "Oral": (51.373, 51.223),
}


@pytest.fixture(scope="module")
def frame(kasachstan: Picture) -> pd.DataFrame:
    data = kasachstan.layer("uav").data
    assert isinstance(data, Tracks)
    return data.frame


def test_three_flights_of_each_type(frame: pd.DataFrame) -> None:
    flights = frame.groupby("platform")["track_id"].nunique()
    assert set(flights.index) == set(ENVELOPES)
    assert flights.min() >= 3


@pytest.mark.parametrize("platform", sorted(ENVELOPES))
def test_every_flight_is_inside_its_published_envelope(frame: pd.DataFrame, platform: str) -> None:
    envelope = ENVELOPES[platform]
    chosen = frame[frame["platform"] == platform]
    chosen = chosen.assign(track_id=chosen["track_id"].cat.remove_unused_categories())
    duration = chosen.groupby("track_id", observed=True)["time"].agg(lambda t: (t.max() - t.min()).total_seconds())
    assert duration.max() <= envelope.endurance.value
    assert chosen["ground_speed"].max() <= envelope.speed.value
    assert motion(chosen).speed.max() <= envelope.speed.value
    assert chosen[["altitude_amsl", "altitude_pressure"]].max().max() <= envelope.ceiling.value
    for _, flight in chosen.groupby("track_id", observed=True):
        first = flight.iloc[0]
        assert distance_from(flight, first["longitude"], first["latitude"]).max() <= envelope.link_range.value


def test_the_envelopes_are_the_lowest_published_figures() -> None:
    hours = {name: envelope.endurance.value / 3600 for name, envelope in ENVELOPES.items()}
    assert hours["orlan-10"] == 10
    assert hours["anka-s"] == 24
    assert ENVELOPES["wing-loong-1"].ceiling.value == 5_000
    assert ENVELOPES["bayraktar-tb2"].ceiling.value == pytest.approx(5486.4)
    assert ENVELOPES["bayraktar-tb2"].link_range.value == 150_000
    for envelope in ENVELOPES.values():
        for bound in (envelope.endurance, envelope.speed, envelope.ceiling, envelope.link_range):
            assert bound.source
            assert bound.assumed == ("not found" in bound.source)


def test_nobody_jumps(frame: pd.DataFrame) -> None:
    moved = motion(frame)
    assert np.abs(moved.speed - moved.stated_speed).max() < 5.0
    assert np.abs(moved.climb - moved.stated_climb).max() < 4.0


def test_heights_above_the_relief_are_sensible(frame: pd.DataFrame) -> None:
    """Away from the airfield more than the relief's 95 % error, on the ground within it."""
    height = frame["altitude_amsl"] - relief().sample(frame["longitude"], frame["latitude"])
    first = frame.groupby("track_id", observed=True)[["longitude", "latitude"]].transform("first")
    from tests.demo.motion import GEOD

    away = np.asarray(GEOD.inv(frame["longitude"], frame["latitude"], first["longitude"], first["latitude"])[2])
    assert height[away > 15_000].min() > 300.0
    assert height[frame["on_ground"].astype(bool)].abs().max() < 120.0


def test_no_flight_near_the_places_of_the_dossier(frame: pd.DataFrame) -> None:
    for name, (longitude, latitude) in DOSSIER.items():
        assert distance_from(frame, longitude, latitude).min() > 60_000, name


def test_flights_are_marked_and_named_as_made_up(frame: pd.DataFrame) -> None:
    assert frame["callsign"].str.fullmatch(r"SYNU\d\d").all()
    assert set(frame["source"]) == {"SYNTHETISCH"}
