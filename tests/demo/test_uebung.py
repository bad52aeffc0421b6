from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from lagebild.demo.envelopes import ENVELOPES
from lagebild.demo.uebung import _FLIGHTS, CREST_CLEARANCE, CREST_TRACK
from lagebild.model.altitude import Reference
from lagebild.picture import Picture
from tests.demo.motion import motion


def height_above_ground(picture: Picture, track_id: str, parts: int) -> tuple[np.ndarray, np.ndarray]:
    """At the fixes, and between them where the flight is a straight line of longitude, latitude and height."""
    terrain = picture.terrain
    assert terrain is not None
    frame = picture.tracks[track_id].frame
    place = np.arange((len(frame) - 1) * parts + 1) / parts
    longitude, latitude, altitude = (
        np.interp(place, np.arange(len(frame)), frame[name]) for name in ("longitude", "latitude", "altitude_amsl")
    )
    height = altitude - terrain.sample(longitude, latitude)
    return height[::parts], height


@pytest.mark.parametrize("flight", _FLIGHTS, ids=lambda flight: flight.callsign)
def test_valley_flights_keep_their_clearance(uebung: Picture, flight: object) -> None:
    track_id = flight.callsign.replace("Ü", "UEB-")  # type: ignore[attr-defined]
    at_fixes, between = height_above_ground(uebung, track_id, 20)
    wanted = flight.clearance  # type: ignore[attr-defined]
    assert at_fixes.min() > wanted - 5.0
    assert between.min() > 0.85 * wanted
    # near the ground all the way: the heights mean something
    assert np.median(at_fixes) < 3.0 * wanted


def test_one_flight_crosses_a_crest_low_between_two_fixes(uebung: Picture) -> None:
    at_fixes, between = height_above_ground(uebung, CREST_TRACK, 400)
    assert between.min() == pytest.approx(CREST_CLEARANCE, abs=2.0)
    assert at_fixes.min() > 4 * CREST_CLEARANCE


def test_uav_stay_in_their_envelope(uebung: Picture) -> None:
    frame = uebung.tracks.frame
    chosen = frame[frame["platform"] == "bayraktar-tb2"]
    envelope = ENVELOPES["bayraktar-tb2"]
    assert chosen["track_id"].nunique() == 2
    assert chosen[["altitude_amsl", "altitude_pressure"]].max().max() < envelope.ceiling.value
    assert chosen["ground_speed"].max() < envelope.speed.value


def test_nobody_jumps(uebung: Picture) -> None:
    moved = motion(uebung.tracks.frame, "altitude_amsl")
    assert np.abs(moved.speed - moved.stated_speed).max() < 3.0
    assert np.abs(moved.climb - moved.stated_climb).max() < 5.0


def test_airspaces_follow_the_ground(uebung: Picture) -> None:
    frame = uebung.airspaces.frame
    assert 8 <= len(frame) <= 10
    levels = [level for name in ("lower", "upper") for limit in frame[name] for level in limit.levels]
    assert sum(level.reference is Reference.AGL and not level.is_surface for level in levels) >= 8


def test_everything_is_marked(uebung: Picture) -> None:
    assert uebung.banner == "ÜBUNG"
    assert uebung.marking == "ÜBUNG · SYNTHETISCH"
    assert all(layer.provenance.synthetic for layer in uebung.layers)
    assert all(layer.provenance.synthetic for layer in uebung.layers)
    assert set(uebung.tracks.frame["source"]) == {"SYNTHETISCH"}


def test_all_flights_lie_over_the_terrain(uebung: Picture) -> None:
    frame: pd.DataFrame = uebung.tracks.frame
    assert uebung.terrain is not None
    assert np.isfinite(uebung.terrain.sample(frame["longitude"], frame["latitude"])).all()
