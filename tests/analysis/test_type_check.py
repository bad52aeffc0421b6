"""Flights against what is published of their type: by hand-made flights whose values are known."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

import lagebild as lb
from lagebild.analysis.type_check import WIND, type_check
from lagebild.demo.platforms import demo_platforms
from tests.builders import make_tracks

GEOD = Geod(ellps="WGS84")


def flight(platform: str | None = "bayraktar-tb2", *, speed: float = 30.0, fixes: int = 60, interval: float = 60.0,
           track_id: str = "U", **columns: Any) -> pd.DataFrame:  # fmt: skip
    """A flight due east at a speed, by geodesics."""
    step = np.arange(fixes)
    same = np.ones(fixes)
    longitude, latitude, _ = GEOD.fwd(70.0 * same, 50.0 * same, 90.0 * same, speed * interval * step)
    return pd.DataFrame(
        {
            "track_id": track_id,
            "time": pd.Timestamp("2026-05-12T00:00Z") + pd.to_timedelta(interval * step, unit="s"),
            "longitude": longitude,
            "latitude": latitude,
            "altitude_amsl": 3000.0,
            "altitude_pressure": 3000.0,
            "platform": platform,
            **columns,
        }
    )


def checked(*frames: pd.DataFrame, **options: Any) -> pd.DataFrame:
    return type_check(lb.Tracks.from_frame(pd.concat(frames, ignore_index=True)), demo_platforms(), **options)


def test_a_flight_within_what_is_published_is_not_listed() -> None:
    table = checked(flight(speed=30.0))
    assert len(table) == 0
    assert str(table["time"].dtype) == "datetime64[ns, UTC]"
    assert len(table.attrs["unchecked"]) == 0


def test_speed_is_certain_only_beyond_the_wind() -> None:
    most = 220.0 / 3.6
    for speed, status in ((most + 1, "undetermined"), (most + WIND - 1, "undetermined"), (most + WIND + 1, "certain")):
        row = checked(flight(speed=speed, fixes=5)).iloc[0]
        assert (row["field"], row["status"]) == ("max_speed", status)
        assert row["flown"] == pytest.approx(speed, rel=1e-6)
        assert row["published"] == pytest.approx(most)
        assert row["source"] == "220 km/h, hartpunkt.de"


def test_a_reported_speed_goes_before_that_between_fixes() -> None:
    frame = flight(speed=30.0)
    frame["ground_speed"] = np.where(np.arange(60) == 17, 100.0, np.nan)
    row = checked(frame).iloc[0]
    assert row["flown"] == 100.0
    assert row["time"] == pd.Timestamp("2026-05-12T00:17Z")


def test_without_a_highest_speed_the_cruise_is_held_against_and_named() -> None:
    row = checked(flight("anka-s", speed=60.0, fixes=5)).iloc[0]
    assert (row["field"], row["source"], row["status"]) == (
        "cruise_speed",
        "75 kt, national-pride.org 2010",
        "undetermined",
    )


def test_a_ceiling_needs_both_references() -> None:
    ceiling = 27_000 * 0.3048
    both = checked(flight(altitude_amsl=ceiling + 900.0, altitude_pressure=ceiling + 900.0), qnh=1013.25)
    row = both[both["field"] == "ceiling"].iloc[0]
    assert row["status"] == "certain"
    assert row["exceeded"] == "18000 ft, c4defence 2020-08-12, operating"
    one = checked(flight(altitude_amsl=ceiling - 50.0, altitude_pressure=ceiling + 200.0), qnh=1013.25)
    assert one[one["field"] == "ceiling"]["status"].tolist() == ["undetermined"]
    below = checked(flight(altitude_amsl=ceiling - 2000.0, altitude_pressure=ceiling - 2000.0), qnh=1013.25)
    assert "ceiling" not in set(below["field"])


def test_endurance_and_distance_from_the_start() -> None:
    long = checked(flight(speed=1.0, fixes=28 * 60 + 1))
    assert long["field"].tolist() == ["endurance"]
    assert (long["flown"].iloc[0], long["published"].iloc[0]) == (28 * 3600.0, 27 * 3600.0)
    assert long["note"].tolist() == [""]
    broken = flight(speed=1.0, fixes=28 * 60 + 1).drop(index=range(100, 200))
    assert checked(broken)["note"].tolist() == ["with a gap of 6060 s"]
    far = checked(flight(speed=50.0, fixes=61))
    assert far["field"].tolist() == ["link_range"]
    assert far["flown"].iloc[0] == pytest.approx(180_000.0, rel=1e-9)
    assert far["source"].iloc[0] == "150 km, hartpunkt.de, at most"
    assert far["longitude"].iloc[0] == pytest.approx(flight(speed=50.0, fixes=61)["longitude"].iloc[-1])


def test_of_values_that_disagree_the_highest_counts_and_the_others_are_named() -> None:
    hours = 17
    table = checked(flight("orlan-10", speed=1.0, fixes=hours * 60 + 1))
    assert len(table) == 0, "18 h is published too"
    table = checked(flight("orlan-10", speed=1.0, fixes=19 * 60 + 1))
    row = table[table["field"] == "endurance"].iloc[0]
    assert row["source"] == "18 h, news.myantrade.com"
    assert row["exceeded"] == "16 h, noticiabrasil 20150610; 10 h, elaph 2012"


def test_what_could_not_be_checked_is_told() -> None:
    table = checked(flight(track_id="A"), flight(None, track_id="B"), flight("mig-29", track_id="C"))
    assert table.attrs["unchecked"].to_numpy().tolist() == [
        ["B", "", "names no type"], ["C", "mig-29", "its type is not in the catalogue"],
    ]  # fmt: skip
    bare = type_check(make_tracks(), demo_platforms())
    assert len(bare) == 0
    assert len(bare.attrs["unchecked"]) == 3
    assert len(type_check(make_tracks(), lb.Platforms()).columns) == len(bare.columns)


@given(st.floats(1, 200), st.floats(1.0, 3.0), st.integers(3, 40))
@settings(max_examples=25)
def test_who_flies_faster_departs_no_less(speed: float, factor: float, fixes: int) -> None:
    slow, fast = (set(checked(flight(speed=one, fixes=fixes))["field"]) for one in (speed, speed * factor))
    assert slow <= fast


@given(st.floats(1, 55), st.integers(2, 40))
@settings(max_examples=25)
def test_within_the_envelope_there_is_nothing_to_list(speed: float, fixes: int) -> None:
    assert len(checked(flight(speed=speed, fixes=fixes, interval=30.0))) == 0
