"""What stations see of flights, against the oracle's rays at moments of its own."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from pyproj import Geod

import lagebild as lb
from lagebild.errors import ValidationError
from lagebild.model.stations import Station
from lagebild.model.terrain import Terrain
from tests.analysis.rough_ground import ground, hills
from tests.analysis.sight_oracle import Raster, lines_to

GEOD = Geod(ellps="WGS84")
START = pd.Timestamp("2026-05-12T08:00", tz="UTC")


def at(terrain: Terrain, row: float, column: float, **values: Any) -> Station:
    longitude, latitude = Raster(terrain).degrees(np.array([row]), np.array([column]))
    return Station(longitude=float(longitude[0]), latitude=float(latitude[0]), **{"height_agl": 20.0, **values})


def flight(
    terrain: Terrain, rows: Any, columns: Any, height: Any, name: str = "A", **columns_more: Any
) -> pd.DataFrame:
    rows, columns = np.broadcast_arrays(np.asarray(rows, dtype=float), np.asarray(columns, dtype=float))
    longitude, latitude = Raster(terrain).degrees(rows, columns)
    steps = np.arange(len(rows))
    return pd.DataFrame(
        {
            "track_id": name,
            "time": START + pd.to_timedelta(20 * steps, unit="s"),
            "longitude": longitude,
            "latitude": latitude,
            "altitude_amsl": height,
            **columns_more,
        }
    )


def straight(terrain: Terrain, count: int = 12, height: float = 100.0) -> pd.DataFrame:
    return flight(terrain, np.linspace(15, 180, count), np.linspace(240, 20, count), height)


def test_every_moment_is_what_the_oracle_says() -> None:
    terrain = ground(hills(200, 260, seed=7, steepness=0.7))
    stations = [at(terrain, 100, 130, name="middle"), at(terrain, 20.4, 30.2, name="corner", max_range=4000.0)]
    frame = straight(terrain)
    stays = lb.visible_along(lb.Tracks.from_frame(frame), stations, terrain)
    raster = Raster(terrain)
    fractions = np.random.default_rng(1).uniform(0, 220, 300)
    states: dict[str, list[str]] = {}
    for station in stations:
        own = stays[stays["station"] == station.name]
        assert own["start"].iloc[0] == START
        assert own["end"].iloc[-1] == START + pd.Timedelta(220, unit="s")
        assert (own["start"].to_numpy()[1:] == own["end"].to_numpy()[:-1]).all(), "nothing is left out"
        assert len(own) > 3
        row, column = (np.interp(fractions, np.arange(12) * 20.0, frame[name]) for name in ("latitude", "longitude"))
        places = list(zip(*raster.place(column, row), strict=True))
        lines = lines_to(terrain, station, 4 / 3, places)
        count = len(column)
        away = GEOD.inv(np.full(count, station.longitude), np.full(count, station.latitude), column, row)[2]
        moments = START + pd.to_timedelta(fractions, unit="s")
        found = [own[(own["start"] <= moment) & (moment < own["end"])].iloc[0] for moment in moments]
        states[station.name] = [str(one["state"]) for one in found]
        wrong = 0
        for line, distance, one in zip(lines, away, found, strict=True):
            if station.max_range is not None and abs(distance - station.max_range) > 1 and distance > station.max_range:
                assert (one["state"], one["reason"]) == ("hidden", "range")
            elif abs(line - 100.0) > 1.0 and (station.max_range is None or distance < station.max_range - 1):
                wrong += one["state"] != ("seen" if line <= 100.0 else "hidden")
        assert wrong <= 3  # stays shorter than a cell are not looked for
    both = stays[stays["station"] == ""]
    for number, moment in enumerate(START + pd.to_timedelta(fractions, unit="s")):
        one = both[(both["start"] <= moment) & (moment < both["end"])].iloc[0]
        seen = "seen" in (states["middle"][number], states["corner"][number])
        assert one["state"] == ("seen" if seen else "hidden")
    shares = lb.visible_shares(stays).set_index("station")
    assert shares.loc["middle", ["seen", "hidden", "undetermined", "unknown"]].sum() == pytest.approx(220.0)
    assert shares.loc["", "unseen_share"] == pytest.approx(both.query("state == 'hidden'")["duration"].sum() / 220.0)


def test_places_of_a_change_lie_on_the_line() -> None:
    """Behind three walls, of which the lowest hides nothing."""
    cells = np.zeros((200, 260), dtype=np.float32)
    for low, high, height in ((60, 80, 200.0), (95, 105, 100.0), (120, 130, 150.0)):
        cells[low:high, 100] = height
    terrain = ground(cells)
    station = at(terrain, 100, 20, name="S")
    frame = flight(terrain, np.linspace(10, 190, 11), 240, 300.0)
    stays = lb.visible_along(lb.Tracks.from_frame(frame), station, terrain)
    own = stays[stays["station"] == "S"]
    assert own["state"].tolist() == ["hidden", "seen", "hidden", "seen"]
    assert own["reason"].tolist() == ["terrain", "", "terrain", ""]
    changes = own.iloc[1:]
    places = Raster(terrain).place(changes["start_longitude"], changes["start_latitude"])
    np.testing.assert_allclose(lines_to(terrain, station, 4 / 3, list(zip(*places, strict=True))), 300.0, atol=0.1)
    np.testing.assert_allclose(changes["start_altitude_amsl"], 300.0)
    np.testing.assert_allclose((own["end"] - own["start"]).dt.total_seconds(), own["duration"], atol=1e-6)


def test_the_horizon_is_told_from_hills() -> None:
    """Over water a flight is lost where two horizons meet; the station's stands 20 m high, the flight at 300 m."""
    terrain = ground(np.zeros((5, 2000), dtype=np.float32), step=60.0, corner=(4e5, 1e6))
    station = at(terrain, 2, 0, name="S")
    stays = lb.visible_along(
        lb.Tracks.from_frame(flight(terrain, 2, np.linspace(5, 1990, 30), 300.0)), station, terrain
    )
    own = stays[stays["station"] == "S"]
    assert own["state"].tolist() == ["seen", "hidden"]
    assert own["reason"].tolist() == ["", "horizon"]
    lost = own.iloc[1]
    away = GEOD.inv(station.longitude, station.latitude, lost["start_longitude"], lost["start_latitude"])[2]
    radius = 2 * 4 / 3 * 6_371_000
    assert away == pytest.approx(math.sqrt(radius * 20) + math.sqrt(radius * 300), abs=5)


def test_heights_that_are_not_known_are_told() -> None:
    terrain = ground(np.zeros((60, 600), dtype=np.float32))
    wall = np.zeros((60, 600), dtype=np.float32)
    wall[:, 300] = 400.0
    hidden = ground(wall)
    station = at(terrain, 30, 10, name="S")
    frame = flight(terrain, 30, np.linspace(20, 590, 15), math.nan, altitude_pressure=900.0)
    unsure = lb.visible_along(lb.Tracks.from_frame(frame), station, hidden)
    own = unsure[unsure["station"] == "S"]
    assert own["state"].tolist()[0] == "seen"
    assert ("undetermined", "height") in set(zip(own["state"], own["reason"], strict=True))
    sure = lb.visible_along(lb.Tracks.from_frame(frame), station, hidden, qnh=1013.25)
    assert "undetermined" not in set(sure["state"])
    without = frame.assign(altitude_pressure=math.nan)
    none = lb.visible_along(lb.Tracks.from_frame(without), station, terrain)
    assert set(none["reason"]) == {"no height"}
    assert math.isnan(lb.visible_shares(none)["unseen_share"].iloc[0])


def test_ground_that_is_not_known_is_told() -> None:
    cells = np.zeros((60, 300), dtype=np.float32)
    cells[:, 150] = np.nan
    terrain = ground(cells)
    frame = flight(terrain, 30, np.linspace(20, 400, 20), 500.0)  # beyond the raster as well
    stays = lb.visible_along(lb.Tracks.from_frame(frame), at(terrain, 30, 10, name="S"), terrain)
    own = stays[stays["station"] == "S"]
    assert list(zip(own["state"], own["reason"], strict=True)) == [("seen", ""), ("unknown", "no terrain")]
    assert stays[stays["station"] == ""]["reason"].tolist() == ["", "no terrain"]


def test_gaps_are_in_no_row() -> None:
    terrain = ground(np.zeros((60, 300), dtype=np.float32))
    frame = flight(terrain, 30, np.linspace(20, 290, 20), 500.0)
    frame.loc[10:, "time"] += pd.Timedelta("1h")
    stays = lb.visible_along(lb.Tracks.from_frame(frame), at(terrain, 30, 10, name="S"), terrain)
    assert len(stays) == 4
    assert stays["duration"].tolist() == [180.0] * 4
    bridged = lb.visible_along(lb.Tracks.from_frame(frame), at(terrain, 30, 10, name="S"), terrain, max_gap="2h")
    assert bridged["duration"].tolist() == [3980.0] * 2


def test_no_flights_give_an_empty_table_with_its_columns() -> None:
    terrain = ground(np.zeros((60, 300), dtype=np.float32))
    none = lb.Tracks.from_frame(straight(terrain).iloc[:0])
    one_fix = lb.Tracks.from_frame(straight(terrain).iloc[:1])
    for tracks in (none, one_fix):
        stays = lb.visible_along(tracks, at(terrain, 30, 10, name="S"), terrain)
        assert len(stays) == 0
        assert "start_longitude" in stays.columns
        assert len(lb.visible_shares(stays)) == 0


def test_stations_need_names_of_their_own() -> None:
    terrain = ground(np.zeros((60, 300), dtype=np.float32))
    tracks = lb.Tracks.from_frame(straight(terrain))
    with pytest.raises(ValidationError, match="a name of its own"):
        lb.visible_along(tracks, [at(terrain, 3, 3, name="S"), at(terrain, 5, 5, name="S")], terrain)
    with pytest.raises(ValidationError, match="one station or more"):
        lb.visible_along(tracks, [], terrain)


def test_fixes_are_marked_as_the_stays_say() -> None:
    terrain = ground(hills(200, 260, seed=7, steepness=0.7))
    stations = [at(terrain, 100, 130, name="middle"), at(terrain, 20.4, 30.2, name="corner", max_range=4000.0)]
    tracks = lb.Tracks.from_frame(straight(terrain, count=60))
    marked = lb.marked_seen(tracks, stations, terrain)
    assert len(marked) == len(tracks)
    stays = lb.visible_along(tracks, stations, terrain)
    both = stays[stays["station"] == ""]
    for moment, sight in zip(marked.frame["time"].iloc[:-1], marked.frame["sight"].iloc[:-1], strict=True):
        assert sight == both[(both["start"] <= moment) & (moment < both["end"])].iloc[0]["state"]
    assert {"seen", "hidden"} == set(marked.frame["sight"])
    view = lb.Picture("Sicht", tracks=marked, terrain=terrain).map()
    view.colour_by = "column:sight"
    assert len(lb.marked_seen(lb.Tracks.empty(), stations, terrain)) == 0
