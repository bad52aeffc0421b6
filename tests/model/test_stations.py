"""Stations are the user's own, and say in one sentence what is wrong with them."""

from __future__ import annotations

import math
from typing import Any

import pytest

import lagebild as lb
from lagebild.errors import ValidationError
from lagebild.model.stations import Purpose, Station


def test_a_station_needs_a_place_only() -> None:
    station = lb.Station(longitude=9, latitude="47.5", name="Säntis")  # type: ignore[arg-type]
    assert (station.longitude, station.latitude, station.height_agl) == (9.0, 47.5, 0.0)
    assert station.purpose is Purpose.RADIO
    assert station.label == "Säntis"
    assert Station(longitude=9, latitude=47.5).label == "47.5000, 9.0000"


@pytest.mark.parametrize("purpose", ["ads-b receiver", "radio", "uav data link", "weather"])
def test_there_are_four_purposes(purpose: str) -> None:
    assert Station(longitude=0, latitude=0, purpose=purpose).purpose == purpose  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"latitude": 91}, "latitude must lie within ±90 degrees, not 91.0"),
        ({"longitude": 500_000}, "longitude must lie within ±360 degrees, not 500000.0"),
        ({"longitude": math.nan}, "longitude must be a number, not NaN"),
        ({"latitude": "north"}, "latitude must be a number, not 'north'"),
        ({"height_agl": -3}, "not -3 m .that is below the ground."),
        ({"height_agl": math.inf}, "0 to 100000 m above the ground, not inf m"),
        ({"max_range": 0}, "max_range must be a positive number of metres, not 0.0"),
        ({"max_range": math.inf}, "max_range must be a positive number"),
        ({"purpose": "radar"}, "purpose is one of 'ads-b receiver', 'radio', 'uav data link', 'weather', not 'radar'"),
    ],
)
def test_what_is_wrong_is_said(values: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        Station(**{"longitude": 9.0, "latitude": 47.0, **values})
