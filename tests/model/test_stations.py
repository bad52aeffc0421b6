"""Stations are the user's own, and say in one sentence what is wrong with them."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given

import lagebild as lb
from lagebild.errors import ColumnError, ValidationError
from lagebild.model.stations import Purpose, Station, Stations
from tests.builders import lists_of_stations


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


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"name": 5}, "name must be text, not 5"),
        ({"name": "a\ud800"}, r"name has half a character, which no file can hold: 'a\\ud800'"),
        ({"range_source": None}, "range_source must be text, not None"),
    ],
)
def test_texts_are_texts(values: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        Station(**{"longitude": 9.0, "latitude": 47.0, **values})


SAENTIS = Station(
    longitude=9.34,
    latitude=47.25,
    height_agl=120.0,
    name="Säntis",
    max_range=80_000.0,
    purpose=Purpose.WEATHER,
    range_source="Handbuch",
)
NAMELESS = Station(longitude=10.0, latitude=46.0)


class TestStations:
    def test_are_a_sequence(self) -> None:
        stations = Stations.from_list([SAENTIS, NAMELESS])
        assert (len(stations), stations[0], stations[-1]) == (2, SAENTIS, NAMELESS)
        assert stations[1:] == (NAMELESS,)
        assert list(stations) == [SAENTIS, NAMELESS]
        assert SAENTIS in stations
        assert repr(stations) == "Stations(2)"
        assert (stations.report.records, stations.report.kept) == (2, 2)

    def test_are_equal_where_all_stations_are(self) -> None:
        assert Stations.from_list([SAENTIS]) == Stations.from_list([SAENTIS])
        assert Stations.from_list([SAENTIS, NAMELESS]) != Stations.from_list([NAMELESS, SAENTIS])

    def test_frame_tells_everything(self) -> None:
        frame = Stations.from_list([SAENTIS, NAMELESS]).frame
        assert frame.iloc[0].to_dict() == {
            "name": "Säntis", "purpose": "weather", "longitude": 9.34, "latitude": 47.25, "height_agl": 120.0,
            "max_range": 80_000.0, "range_source": "Handbuch",
        }  # fmt: skip
        assert frame["name"].tolist() == ["Säntis", ""]
        assert math.isnan(frame["max_range"][1])
        assert frame.dtypes.equals(Stations.from_list([]).frame.dtypes)

    def test_names_are_unique_but_may_be_missing(self) -> None:
        assert len(Stations.from_list([NAMELESS, NAMELESS])) == 2
        with pytest.raises(ValidationError, match="two stations have the name 'Säntis'"):
            Stations.from_list([SAENTIS, replace(NAMELESS, name="Säntis")])

    def test_are_made_of_stations(self) -> None:
        with pytest.raises(ValidationError, match=r"made with Station.*, not tuple"):
            Stations.from_list([(9.0, 47.0)])  # type: ignore[list-item]

    def test_bounds_and_places_lie_within_a_turn(self) -> None:
        stations = Stations.from_list(
            [Station(longitude=190, latitude=1, name="a"), Station(longitude=170, latitude=2)]
        )
        assert stations.bounds == (170.0, 1.0, 190.0, 2.0)
        frame = stations.places.frame
        assert frame["longitude"].tolist() == [-170.0, 170.0]
        assert frame["name"].tolist() == ["a", "2.0000, 170.0000"]
        assert set(frame["kind"]) == {"station"}
        assert Stations.from_list([]).bounds is None

    def test_union_keeps_names_apart(self) -> None:
        one, other = Stations.from_list([SAENTIS, NAMELESS]), Stations.from_list([NAMELESS, SAENTIS])
        union = Stations.union([one, other])
        assert [station.name for station in union] == ["Säntis", "", "", "Säntis#1"]
        assert union.report.records == 4
        assert Stations.union([one]) is one
        assert len(Stations.union([])) == 0


class TestTablesOfStations:
    def test_missing_values_and_columns_have_defaults(self) -> None:
        frame = pd.DataFrame(
            {
                "name": ["a", None],
                "longitude": [9, 10],
                "latitude": [47, 46],
                "max_range": [np.nan, 5000],
                "range_source": None,
            }
        )
        assert list(Stations.from_frame(frame)) == [
            Station(longitude=9, latitude=47, name="a"),
            Station(longitude=10, latitude=46, max_range=5000),
        ]

    @pytest.mark.parametrize(
        ("frame", "error", "sentence"),
        [
            (None, ValidationError, "from a DataFrame, not from NoneType"),
            (pd.DataFrame(), ColumnError, "needs the column 'longitude'; found: none"),
            (pd.DataFrame({"longitude": [1.0], "name": ["a"]}), ColumnError, "'latitude'; found: longitude, name"),
            (pd.DataFrame({"longitude": [1], "latitude": [1], "height": [3]}), ColumnError, "'height' is none of them"),
            (pd.DataFrame([[1, 2, 3]], columns=["longitude", "latitude", "latitude"]), ColumnError, "'latitude' twice"),
            (pd.DataFrame({"longitude": [1, 2], "latitude": [1, 95]}), ValidationError, "row 1: .* not 95.0"),
            (pd.DataFrame({"longitude": [1, None], "latitude": 1}), ValidationError, "row 1: .* not NaN"),
            (pd.DataFrame({"longitude": [1, 2], "latitude": 1, "name": "x"}), ValidationError, "two stations .* 'x'"),
            (pd.DataFrame({"longitude": [1], "latitude": 1, "purpose": "radar"}), ValidationError, "row 0: .* 'radar'"),
            (pd.DataFrame({"longitude": [1], "latitude": 1, "name": [["x"]]}), ValidationError, r"text, not \['x'\]"),
        ],
    )
    def test_what_is_wrong_is_said(self, frame: Any, error: type[Exception], sentence: str) -> None:
        with pytest.raises(error, match=sentence):
            Stations.from_frame(frame)

    @given(stations=lists_of_stations())
    def test_hold_all_there_is(self, stations: Stations) -> None:
        assert Stations.from_frame(stations.frame) == stations
