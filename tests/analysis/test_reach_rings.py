"""How far types reach by what is published: by hand, with sources."""

from __future__ import annotations

import pytest
from pyproj import Geod

import lagebild as lb
from lagebild.demo.platforms import demo_platforms
from lagebild.errors import ValidationError

GEOD = Geod(ellps="WGS84")


def test_each_endurance_times_each_speed_and_each_link() -> None:
    rings = lb.reach_rings(demo_platforms(), "anka-s", 71.4, 51.2)
    knot = 1852.0 / 3600.0
    assert rings["radius"].tolist() == pytest.approx([30 * 3600 * 75 * knot, 24 * 3600 * 75 * knot, 250_000.0])
    assert rings["kind"].tolist() == ["endurance", "endurance", "data link"]
    assert rings["speed_field"].tolist() == ["cruise_speed", "cruise_speed", ""]
    assert rings["endurance_source"].iloc[0] == "trt.global/deutsch 7663871"
    assert rings["speed_source"].iloc[0] == "national-pride.org 2010"
    assert rings["link_source"].iloc[2] == "kierunekkaukaz.pl 2022-05-16"
    assert "nicht als Sichtverbindung" in rings["text"].iloc[2]
    edge = rings.geometry.iloc[2].exterior.coords[100]
    assert GEOD.inv(71.4, 51.2, *edge)[2] == pytest.approx(250_000.0, abs=1e-3)


def test_without_a_cruise_the_highest_speed_is_taken_and_said() -> None:
    rings = lb.reach_rings(demo_platforms(), "orlan-10", 71.4, 51.2)
    flown = rings[rings["kind"] == "endurance"]
    assert set(flown["speed_field"]) == {"max_speed"}
    assert flown["radius"].tolist() == pytest.approx([18 * 150_000.0, 16 * 150_000.0, 10 * 150_000.0])
    link = rings[rings["kind"] == "data link"].iloc[0]
    assert (link["radius"], link["variant"], link["qualifier"]) == (pytest.approx(144_840.96), "Orlan-10E", "about")


def test_what_was_not_found_has_no_ring() -> None:
    rings = lb.reach_rings(demo_platforms(), "bayraktar-akinci", 71.4, 51.2)
    assert len(rings) == 0
    assert rings.crs == "EPSG:4326"
    assert "radius" in rings
    with pytest.raises(ValidationError, match="no type 'nothing'; it has anka-s, bayraktar-tb2"):
        lb.reach_rings(demo_platforms(), "nothing", 0, 0)


def test_the_published_range_bounds_the_link() -> None:
    station = lb.link_station(demo_platforms(), "bayraktar-tb2", 71.4, 51.2, 15.0, "Boden")
    assert (station.max_range, station.range_source, str(station.purpose)) == (
        150_000.0,
        "hartpunkt.de",
        "uav data link",
    )
    rings = lb.range_rings(station)
    assert rings["range_source"].tolist() == ["hartpunkt.de"]
    free = lb.link_station(demo_platforms(), "wing-loong-1", 71.4, 51.2, 15.0)
    assert (free.max_range, free.range_source) == (None, "")
