import re
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest

import lagebild as lb
from lagebild.views.static_picture import LARGEST
from lagebild.views.still import with_still
from tests.builders import HOSTILE, make_airspaces, make_picture, make_stations, make_tracks

SVG = "{http://www.w3.org/2000/svg}"


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def test_it_says_what_it_is_and_of_when() -> None:
    shown = make_picture().map(time="2026-05-12T08:05Z")
    said = texts(shown.static_svg())
    assert "Stand 12.05.2026 08:05:00 UTC" in said
    assert any(text.startswith("Statisches Bild: Die bewegliche Karte braucht einen laufenden Kernel") for text in said)
    assert any("Natural Earth" in text for text in said)
    assert {"SYN000", "SYN001", "SYN002"} <= set(said)
    assert any(text.startswith("Still picture") for text in texts(make_picture().map(language="en").static_svg()))


def test_the_marking_stands_on_it() -> None:
    assert "ÜBUNG" in texts(lb.Picture("Lage", banner="ÜBUNG", tracks=make_tracks()).map().static_svg())


def test_hostile_text_is_text() -> None:
    hostile = f"{HOSTILE}\x00\x1b'\"&"
    tracks = make_tracks(1).frame.assign(callsign=hostile)
    svg = lb.Picture(hostile, tracks=lb.Tracks.from_frame(tracks)).map().static_svg()
    assert f"{HOSTILE}'\"&" in texts(svg)
    assert "<img" not in svg


def test_it_shows_what_the_map_shows() -> None:
    shown = make_picture().map(time="2026-05-12T08:05Z")
    everything = len(shown.static_svg())
    shown.layer_state = {"terrain-0": {"visible": False, "opacity": 1.0}}
    bare = shown.static_svg()
    assert "<image" not in bare
    shown.trail = 60.0
    assert len(shown.static_svg()) < len(bare) < everything
    shown.altitude_range = [0.0, 100.0]
    assert "stroke='#f0a21d'" not in shown.static_svg()
    shown.camera = {"longitude": -100.0, "latitude": 40.0, "zoom": 5.0}
    assert "SYN000" not in texts(shown.static_svg())


def test_a_line_across_the_antimeridian_is_one() -> None:
    steps = np.arange(40)
    longitude = (178 + 0.1 * steps + 180) % 360 - 180
    frame = pd.DataFrame(
        {
            "track_id": "A",
            "time": pd.Timestamp("2026-05-12", tz="UTC") + pd.to_timedelta(steps * 60, unit="s"),
            "longitude": longitude,
            "latitude": 50.0,
        }
    )
    svg = lb.Picture("Datumsgrenze", tracks=lb.Tracks.from_frame(frame)).map().static_svg()
    path = re.search(r"<path d='([^']+)' stroke='#6b7078'/>", svg)
    assert path is not None
    ends = [int(number) for number in re.findall(r"-?\d+", path[1])]
    assert 7000 < sum(ends[2::2]) < 9600  # from west to east in one piece, over nearly all of the picture


def test_many_fixes_stay_small() -> None:
    rng = np.random.default_rng(3)
    flights, fixes = 400, 500
    walk = np.cumsum(rng.normal(0, 0.02, (flights, fixes, 2)), axis=1) + rng.uniform([5, 45], [15, 50], (flights, 1, 2))
    frame = pd.DataFrame(
        {
            "track_id": np.repeat([f"F{number:04d}" for number in range(flights)], fixes),
            "time": np.tile(
                pd.Timestamp("2026-05-12", tz="UTC") + pd.to_timedelta(np.arange(fixes) * 10, unit="s"), flights
            ),
            "longitude": walk[..., 0].ravel(),
            "latitude": walk[..., 1].ravel(),
            "altitude_amsl": np.tile(np.linspace(0, 9000, fixes), flights),
        }
    )
    svg = lb.Picture("Viele", tracks=lb.Tracks.from_frame(frame)).map(trail=0.0).static_svg()
    assert len(svg.encode()) <= LARGEST
    assert svg.count("stroke='#") > 6


@pytest.mark.parametrize("picture", [lb.Picture("Leer"), lb.Picture("Lufträume", airspaces=make_airspaces())])
def test_pictures_without_flights_are_drawn(picture: lb.Picture) -> None:
    assert picture.title in texts(picture.map().static_svg())


def test_stations_are_drawn_as_places_are() -> None:
    stations = make_stations()
    drawn = lb.Picture("Netz", stations=stations).map().static_svg()
    assert drawn == lb.Picture("Netz", places=stations.places).map().static_svg()
    assert "stroke-linecap='round'" in drawn


def test_only_panels_output_of_jupyterlab_gets_the_still_picture() -> None:
    live = {"text/html": "<div>live</div>", "application/vnd.holoviews_exec.v0+json": ""}
    data, metadata = with_still((live, {"id": 1}), lambda: "<svg/>", "A 'b' <c>")
    assert metadata == {"id": 1}
    assert data["text/html"].index("lagebild-still") < data["text/html"].index("<div>live</div>")
    assert "alt='A &#x27;b&#x27; &lt;c&gt;'" in data["text/html"]
    assert with_still(({"text/plain": "x"}, {}), lambda: "<svg/>", "") == ({"text/plain": "x"}, {})
