"""Rings around a flight's start or a point that is set, each with its values and sources."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import lagebild as lb
from lagebild.demo.platforms import demo_platforms
from lagebild.model.overlay import VectorOverlay
from lagebild.views.reach_view import ReachView
from tests.analysis.rough_ground import ground, hills
from tests.views.test_coverage_view import press


def picture(**given: Any) -> lb.Picture:
    terrain = ground(hills(120, 150, steepness=1.0))
    west, south, east, north = terrain.bounds
    step = np.arange(20)
    tracks = lb.Tracks.from_frame(
        pd.DataFrame(
            {
                "track_id": "U1",
                "time": pd.Timestamp("2026-05-12T08:00Z") + pd.to_timedelta(10 * step, unit="s"),
                "longitude": (west + east) / 2 + 0.0005 * step,
                "latitude": (south + north) / 2,
                "altitude_amsl": 900.0,
                "platform": "bayraktar-tb2",
            }
        )
    )
    return lb.Picture("Reichweite", tracks=tracks, terrain=terrain, platforms=demo_platforms(), **given)


def drawn(view: ReachView) -> list[str]:
    layers = [layer.data for layer in view.map._dropped.layers]
    return [str(text) for layer in layers if isinstance(layer, VectorOverlay) for text in layer.frame["Reichweite"]]


def test_a_flights_start_and_type_are_taken() -> None:
    shown = picture()
    view = ReachView(shown.map(units="metric"))
    assert "Ein Muster wählen" in str(view.said.object)
    view.map.selection = ["U1"]
    first = shown.tracks.frame.iloc[0]
    assert (view.longitude.value, view.latitude.value) == (first["longitude"], first["latitude"])
    assert view.type.value == "bayraktar-tb2"
    press(view.draw)
    assert drawn(view) == [
        "3.500,3 km: 27 h 00 min (hartpunkt.de) × Reise 130 km/h (webtekno.com), ohne Gelände, ohne Wind",
        "150,0 km: Datenlink (hartpunkt.de), ohne Gelände",
    ]
    assert view.map.overlays[0]["name"] == "Reichweite von Bayraktar TB2"
    assert "hier weder erflogen noch bestätigt" in str(view.said.object)


def test_a_point_that_is_set_is_taken() -> None:
    view = ReachView(picture().map())
    press(view.draw)
    assert "Erst ein Muster wählen und einen Punkt setzen" in str(view.said.object)
    press(view.point)
    view.map.placed = {"longitude": 15.0, "latitude": 47.8}
    assert (view.longitude.value, view.latitude.value) == (15.0, 47.8)
    view.type.value = "bayraktar-akinci"
    press(view.draw)
    assert "weder Flugdauer und Geschwindigkeit noch" in str(view.said.object)
    assert view.map.overlays == []


def test_a_line_of_sight_takes_the_place_of_the_links_circle() -> None:
    shown = picture()
    view = ReachView(shown.map(units="metric"))
    view.map.selection = ["U1"]
    view.altitude.value = 700.0
    press(view.sight)
    texts = drawn(view)
    assert texts[-1] == "Sichtverbindung in 700 m NN, höchstens 150,0 km (hartpunkt.de)"
    assert not any("Datenlink" in text for text in texts)
    assert shown.terrain is not None
    station = lb.link_station(shown.platforms, "bayraktar-tb2", view.longitude.value, view.latitude.value, 20.0)
    expected = lb.horizon_rings(lb.minimum_visible_altitude(shown.terrain, station), [700.0]).geometry[0]
    overlay = view.map._dropped.layers[0].data
    assert isinstance(overlay, VectorOverlay)
    assert overlay.frame.geometry.iloc[-1].equals(expected)
    view.longitude.value = 3.0
    press(view.sight)
    assert "lies outside the terrain" in str(view.said.object)


@pytest.mark.parametrize("language", ["de", "en"])
def test_without_terrain_there_is_no_line_of_sight(language: str) -> None:
    view = ReachView(lb.Picture("x", platforms=demo_platforms()).map(language=language))
    assert not view.sight.visible
    assert next(iter(view.type.options)) == "TAI ANKA / ANKA-S"
