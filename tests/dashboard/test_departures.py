"""The tab of the type check: departures in the reader's units, and what could not be checked."""

from __future__ import annotations

import pandas as pd

import lagebild as lb
from lagebild.dashboard.app import Dashboard
from lagebild.dashboard.departures import departure_table, departures_html
from lagebild.demo.platforms import demo_platforms
from lagebild.service.picture_service import PictureService
from lagebild.views.formats import Formats
from tests.analysis.test_type_check import flight


def picture() -> lb.Picture:
    frames = [
        flight(speed=220 / 3.6 + 60.0, fixes=5, track_id="schnell"),
        flight(speed=30.0, fixes=5, track_id="ruhig"),
        flight(platform="<b>", fixes=5, track_id="fremd"),
    ]
    tracks = lb.Tracks.from_frame(pd.concat(frames, ignore_index=True))
    return lb.Picture("Lage", tracks=tracks, platforms=demo_platforms())


def test_values_are_shown_in_the_readers_units() -> None:
    departures = lb.type_check(picture().tracks, demo_platforms())
    metric = departure_table(departures, Formats(language="de", units="metric"))
    row = metric.iloc[0]
    assert (row["Flug"], row["Eigenschaft"], row["Sicherheit"]) == ("schnell", "Größte Geschwindigkeit", "sicher")
    assert (row["Geflogen"], row["Veröffentlicht"]) == ("436 km/h", "220 km/h")
    assert "hartpunkt.de" in row["Quelle"]
    aviation = departure_table(departures, Formats(language="en"))
    assert aviation.iloc[0]["Value flown"] == "235 kt"
    assert len(departure_table(departures.iloc[:0], Formats())) == 0


def test_what_could_not_be_checked_is_said_and_nothing_else_is_claimed() -> None:
    departures = lb.type_check(picture().tracks, demo_platforms())
    told = departures_html(departures, departures.attrs["unchecked"], Formats())
    assert "nicht bewertet" in told
    assert "fremd: nicht geprüft, sein Muster steht nicht im Katalog" in told
    alone = departures_html(departures.iloc[:0], departures.attrs["unchecked"], Formats())
    assert "Keine Abweichung" not in alone
    nothing = departures_html(departures.iloc[:0], departures.attrs["unchecked"].iloc[:0], Formats())
    assert "Keine Abweichung" in nothing


def test_the_tab_follows_the_selected_flights() -> None:
    dashboard = Dashboard(PictureService(picture()))
    dashboard.show_analysis(True)
    pane = dashboard.analysis
    assert pane is not None
    assert pane.tabs._names[-1] == "Typprüfung"
    dashboard.map.selection = ["schnell", "fremd"]
    said, table = pane._departures.place[0]
    assert "fremd" in said.object
    assert table[1].value["Flug"].unique().tolist() == ["schnell"]
    dashboard.map.selection = ["ruhig"]
    (said,) = pane._departures.place[0]
    assert "Keine Abweichung" in said.object
