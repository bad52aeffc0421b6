from typing import Any

import pandas as pd
import pytest

import lagebild as lb
from lagebild.views.details import details
from lagebild.views.formats import Formats
from tests.builders import HOSTILE, make_picture, make_stations, make_tracks

DE, METRIC = Formats(), Formats(units="metric")


def value(found: dict[str, Any], label: str) -> str:
    return next(row["value"] for section in found["sections"] for row in section["rows"] if row["label"] == label)


def note(found: dict[str, Any], label: str) -> str:
    return next(row["note"] for section in found["sections"] for row in section["rows"] if row["label"] == label)


def at(seconds: float) -> float:
    return (pd.Timestamp("2026-05-12T08:00", tz="UTC").timestamp() + seconds) * 1000


def select(picture: lb.Picture, index: int, seconds: float, formats: Formats = METRIC) -> dict[str, Any]:
    return details(picture, {"kind": "track", "layer": "tracks-0", "index": index, "time": at(seconds)}, formats)


def test_state_between_two_fixes_is_interpolated() -> None:
    picture = make_picture()
    found = select(picture, 0, 25)
    frame = make_tracks().frame
    assert found["title"] == "SYN000"
    assert found["subtitle"] == "12.05.2026 08:00:25 UTC"
    assert value(found, "Höhe über NN") == "3.002 m"
    longitude = (frame["longitude"][2] + frame["longitude"][3]) / 2
    latitude = (frame["latitude"][2] + frame["latitude"][3]) / 2
    assert value(found, "Position") == METRIC.place(longitude, latitude)
    assert note(found, "Position") == "zwischen zwei Ortungen"
    assert picture.terrain is not None
    ground = float(picture.terrain.sample(longitude, latitude))
    assert value(found, "Höhe über Grund") == METRIC.height(3002.5 - ground)
    assert "10 m" in note(found, "Höhe über Grund")


def test_height_above_ground_is_undetermined_without_an_altitude() -> None:
    frame = make_tracks().frame.drop(columns="altitude_amsl")
    found = select(make_picture(tracks=lb.Tracks.from_frame(frame)), 0, 0)
    assert value(found, "Höhe über Grund") == "unbestimmt"
    assert value(found, "Druckhöhe (1013,25 hPa)") == "3.048 m"


def test_nothing_is_interpolated_across_a_gap() -> None:
    frame = make_tracks(1, 4).frame
    frame.loc[2:, "time"] += pd.Timedelta(minutes=20)
    found = select(make_picture(tracks=lb.Tracks.from_frame(frame)), 0, 300)
    assert value(found, "Höhe über NN") == "3.001 m"
    assert note(found, "Position") == "Datenlücke: nächste Ortung"


def test_positions_across_the_antimeridian() -> None:
    frame = make_tracks(1, 2).frame.assign(longitude=[179.9, -179.9], latitude=0.0)
    found = select(lb.Picture("Pazifik", tracks=lb.Tracks.from_frame(frame)), 0, 5)
    assert value(found, "Position").endswith(("180,0000° E", "180,0000° W"))


def test_times_outside_the_flight_show_its_ends() -> None:
    assert select(make_picture(), 0, -1e6)["subtitle"] == "12.05.2026 08:00:00 UTC"
    assert select(make_picture(), 0, 1e6)["subtitle"] == "12.05.2026 08:08:10 UTC"


def test_airspace_tells_limits_and_activation() -> None:
    found = details(make_picture(), {"kind": "airspace", "layer": "airspaces-0", "index": 1}, DE)
    assert value(found, "Untergrenze") == "FL 130 oder 1.000 ft über Grund, der höhere Wert"
    assert note(found, "Untergrenze") == "in der Quelle: FL130/1000ft GND"
    assert value(found, "Obergrenze") == "unbegrenzt"
    assert value(found, "Aktiv") == "zu angegebenen Zeiten"
    unknown = details(make_picture(), {"kind": "airspace", "layer": "airspaces-0", "index": 3}, DE)
    assert (value(unknown, "Untergrenze"), note(unknown, "Untergrenze")) == ("unbekannt", "NOTAM")


def test_texts_stay_plain() -> None:
    found = details(make_picture(), {"kind": "airspace", "layer": "airspaces-0", "index": 2}, DE)
    assert found["title"] == HOSTILE  # shown with textContent; nothing is escaped twice


def test_synthetic_layers_are_marked() -> None:
    made_up = lb.Layer(id="t", data=make_tracks(), provenance=lb.Provenance(synthetic=True, source="Generator"))
    picture = lb.Picture("Synthetisch", layers=[made_up])
    found = details(picture, {"layer": "t", "index": 0, "time": None}, DE)
    assert found["marks"] == ["SYNTHETISCH"]
    assert value(found, "Quelle") == "Generator"


def test_further_columns_are_shown() -> None:
    tracks = lb.Tracks.from_frame(make_tracks().frame.assign(operator="Übungsflug"))
    assert value(select(make_picture(tracks=tracks), 1, 60), "operator") == "Übungsflug"


@pytest.mark.parametrize(
    "selection",
    [{}, {"layer": "none", "index": 0}, {"layer": "tracks-0"}, {"layer": "tracks-0", "index": 99},
     {"layer": "tracks-0", "index": "x"}, {"layer": "terrain-0", "index": 0}, {"layer": None, "index": None}],
)  # fmt: skip
def test_a_selection_of_nothing_says_nothing(selection: dict[str, Any]) -> None:
    assert details(make_picture(), selection, DE) == {}


def test_an_airspace_is_active_or_not_at_the_pictures_time() -> None:
    chosen = {"kind": "airspace", "layer": "airspaces-0", "index": 1}
    for clock, expected in (("08:02", "aktiv"), ("09:00", "inaktiv")):
        moment = pd.Timestamp(f"2026-05-12T{clock}", tz="UTC")
        assert value(details(make_picture(), chosen, DE, moment=moment), "Zu diesem Zeitpunkt") == expected


def test_codes_are_told_in_words() -> None:
    found = details(make_picture(), {"kind": "airspace", "layer": "airspaces-0", "index": 1}, DE)
    assert value(found, "Art") == "R – Flugbeschränkungsgebiet"
    assert found["subtitle"] == "R – Flugbeschränkungsgebiet"
    assert all(section["rows"] for section in found["sections"])


class TestStations:
    def told(self, index: int, formats: Formats = METRIC) -> dict[str, Any]:
        picture = lb.Picture("Netz", stations=make_stations())
        return details(picture, {"kind": "place", "layer": "stations-0", "index": index}, formats)

    def test_tell_purpose_height_and_range_with_its_source(self) -> None:
        found = self.told(0)
        assert (found["title"], found["subtitle"], found["marks"]) == ("Zirler Berg", "ADS-B-Empfänger", [])
        assert value(found, "Zweck") == "ADS-B-Empfänger"
        assert value(found, "Position") == "47,2900° N  11,2500° E"
        assert value(found, "Antennenhöhe über Grund") == "12 m"
        assert (value(found, "Reichweitengrenze"), note(found, "Reichweitengrenze")) == (
            "90,0 km",
            "Quelle: Messflug 2025",
        )
        assert value(found, "Ebene") == "Stationen"
        assert value(self.told(0, DE), "Antennenhöhe über Grund") == "41 ft"

    def test_without_a_limit_say_what_bounds_them(self) -> None:
        found = self.told(1)
        assert found["title"] == "46.5000, 11.3500"
        assert value(found, "Reichweitengrenze") == "nur durch Gelände und Horizont"
        assert note(found, "Reichweitengrenze") == ""

    @pytest.mark.parametrize(
        ("purpose", "german"),
        [
            ("ads-b receiver", "ADS-B-Empfänger"),
            ("radio", "Funk"),
            ("uav data link", "UAV-Datenlink"),
            ("weather", "Wetter"),
        ],
    )
    def test_purposes_are_said_in_german(self, purpose: str, german: str) -> None:
        station = lb.Station(longitude=190, latitude=1, purpose=purpose)  # type: ignore[arg-type]
        found = details(lb.Picture("x", stations=station), {"layer": "stations-0", "index": 0}, DE)
        assert value(found, "Zweck") == german
        assert value(found, "Position") == "1,0000° N  170,0000° W"

    @pytest.mark.parametrize("index", [-1, 2])
    def test_there_is_nothing_to_say_of_others(self, index: int) -> None:
        assert self.told(index) == {}
