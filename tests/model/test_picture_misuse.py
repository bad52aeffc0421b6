"""Wrong uses end in one sentence that says what to do."""

from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import box

import lagebild as lb
from tests.builders import make_airspaces, make_picture, make_places, make_stations, make_tracks


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"tracks": make_tracks().frame}, r"tracks must be Tracks, not DataFrame; make some with read_tracks"),
        ({"tracks": "flights.parquet"}, "tracks must be Tracks, not str"),
        ({"tracks": make_airspaces()}, "tracks must be Tracks, not Airspaces"),
        ({"terrain": make_tracks()}, "terrain must be Terrain, not Tracks"),
        ({"airspaces": [make_airspaces(), None]}, "airspaces must be Airspaces, not NoneType"),
        ({"stations": make_places()}, r"stations must be Stations, not Places; make some with Stations.from_list"),
        ({"stations": [(9.0, 47.0)]}, "stations must be Stations, not tuple"),
        ({"stations": [make_stations()[0], (9.0, 47.0)]}, r"made with Station\(longitude=…, latitude=…\), not tuple"),
        ({"stations": [make_stations()[0]] * 2}, "two stations have the name 'Zirler Berg'"),
        ({"tracks": make_stations()}, "tracks must be Tracks, not Stations"),
        ({"title": None}, "a text that is not empty, not None"),
        ({"title": " "}, "a text that is not empty"),
    ],
)
def test_pictures(given: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make_picture(**given)


@pytest.mark.parametrize("value", [None, 3, [None]])
def test_places_of_files(value: Any) -> None:
    for door in (lb.read_tracks, lb.read_airspaces):
        with pytest.raises(ValueError, match="named by a path"):
            door(value)
    with pytest.raises(ValueError, match="named by a path"):
        lb.open_picture(value)
    with pytest.raises(ValueError, match="named by a path"):
        make_picture().save(value)


def test_tables() -> None:
    with pytest.raises(ValueError, match="DataFrame, not from NoneType"):
        lb.Tracks.from_frame(None)  # type: ignore[arg-type]
    frame = make_tracks().frame
    with pytest.raises(ValueError, match="column 'latitude' twice"):
        lb.Tracks.from_frame(pd.concat([frame, frame[["latitude"]]], axis=1))


@pytest.mark.parametrize("limit", [100, 0, "100", " 4500.5 "])
def test_limits_without_unit_and_reference(limit: Any) -> None:
    frame = gpd.GeoDataFrame({"lower": [limit]}, geometry=[box(7, 46, 8, 47)], crs=4326)
    with pytest.raises(ValueError, match="without unit and reference"):
        lb.Airspaces.from_frame(frame)


def test_a_picture_says_in_short_what_it_holds() -> None:
    assert repr(make_picture()).splitlines() == [
        "Picture 'Prüfbild' [ÜBUNG]",
        "  terrain-0: terrain 'Gelände'",
        "  airspaces-0: airspaces 'Lufträume', 4",
        "  tracks-0: tracks 'Flugwege', 3",
        "  places-0: places 'Orte', 2",
    ]


def test_what_was_assumed_or_not_understood_stands_in_the_report() -> None:
    frame = make_tracks().frame
    naive = lb.Tracks.from_frame(frame.assign(time=frame["time"].dt.tz_localize(None)))
    assert naive.report.issues["reason"].tolist() == ["the times have no zone; they were taken as UTC"]
    assert (naive.frame["time"] == frame["time"]).all()
    odd = gpd.GeoDataFrame(
        {"lower": ["FL200", "GND", "banana"], "upper": ["FL100", "FL100", "UNL"]},
        geometry=[box(7, 46, 8, 47)] * 3,
        crs=4326,
    )
    assert lb.Airspaces.from_frame(odd).report.issues["reason"].tolist() == [
        "row 0: the lower limit FL 200 lies above the upper limit FL 100",
        "row 2: lower 'banana' tells no height; the limit is unknown",
    ]
