"""What the readers report can be said in German."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from shapely import LineString, box

import lagebild as lb
from lagebild.messages import Message, translate
from lagebild.model.report import ReadReport
from lagebild.readers.check import check_file
from lagebild.readers.files import Ledger, one_line, shown
from lagebild.views.i18n import translator

REAL_FILES = {
    "airspaces/openair-germany-2026-03.txt": 8,
    "airspaces/openair-switzerland.txt": 26,
    "airspaces/openair-broken.txt": 3,
    "airspaces/synthetic-500.parquet": 2,
    "benalla/AirspaceAus-DAA.txt": 180,
    "benalla/airspace.txt": 0,
    "benalla/01lz1hq1.igc": 2,
    "benalla/0asljd01.igc": 1,
    "benalla/terrain.jp2": 1,
    "terrain/n00_e006.dt1": 0,
    "terrain/oetztal-3s.tif": 1,
    "tracks/skytraxx.igc": 1,
    "tracks/switzerland.parquet": 0,
}
"""How many issues each has at least."""


def in_german(report: ReadReport) -> list[str]:
    """Every reason in German; empty where there is none."""
    issues = report.issues
    cells = zip(issues["template"], issues["values"], strict=True)
    return [translate(template, values, "", translator("de")) for template, values in cells]


@pytest.mark.parametrize("name", REAL_FILES)
def test_every_reason_of_real_files(shared_data: Path, name: str) -> None:
    if not (shared_data / name).is_file():
        pytest.skip(f"the real file is not here: {name}")
    (checked,) = check_file(shared_data / name)
    report = checked.report
    assert len(report.issues) >= REAL_FILES[name]
    for german, english in zip(in_german(report), report.issues["reason"], strict=True):
        assert german, english
        assert german != english


def test_openair(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(
        "AC R\nAN {Bad} \"x\"\nAL GND\nAH FL 100\nDP 47:00:00 N 008:99:00 E\nAC D\nAL GND\nDP 1:00:00 N\n"
        "AC D\nAN Good\nAL ask {0}\nV X=47:00:00 N 008:00:00 E\nDC 5\n"
    )  # fmt: skip
    report = lb.read_airspaces(path).report
    assert report.issues["reason"].tolist()[0] == (
        "airspace '{Bad} \"x\"': line 5: minutes and seconds must be less than 60, not in '47:00:00 N 008:99:00 E'"
    )
    assert in_german(report) == [
        (
            "Luftraum '{Bad} \"x\"': Zeile 5: Minuten und Sekunden müssen kleiner als 60 sein; "
            "das sind sie in '47:00:00 N 008:99:00 E' nicht"
        ),
        "Luftraum ohne Namen: Zeile 8: '1:00:00 N' ist keine Koordinate wie 47:30:00 N 008:30:00 E",
        "Luftraum 'Good': 'ask {0}' nennt keine Höhe: seine Untergrenze ist unbekannt",
        "Luftraum 'Good' hat keinen AH-Datensatz: seine Obergrenze ist unbekannt",
    ]


def test_reasons_of_areas_within_reasons(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "AC R\nAN Line\nAL GND\nAH UNL\nDP 47:00:00 N 008:00:00 E\nDP 47:00:00 N 009:00:00 E\n"
        "AC R\nAN Bow tie\nAL GND\nAH UNL\nDP 0:00 N 0:00 E\nDP 1:00 N 1:00 E\nDP 0:00 N 1:00 E\nDP 1:00 N 0:00 E\n"
        "AC R\nAN None\nAL GND\nAH UNL\nV X=47:00:00 N 008:00:00 E\nDC 0\n"
    )
    assert in_german(lb.read_airspaces(tmp_path / "a.txt").report) == [
        "Luftraum 'Line': der Umriss hat weniger als drei verschiedene Punkte: 2",
        "Luftraum 'Bow tie': das Polygon ist ungültig (Self-intersection[0.5 0.5]); es wurde berichtigt",
        "Luftraum 'None': Zeile 20: ein Radius muss größer als 0 und höchstens 5000 km sein, nicht 0.000 m",
    ]


def test_an_unnamed_airspace_without_limits(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("AC D\nV X=47:00:00 N 008:00:00 E\nDC 5\n")
    report = lb.read_airspaces(tmp_path / "a.txt").report
    assert (
        report.issues["reason"].tolist()[0] == "airspace 'without a name' has no AL record: its lower limit is unknown"
    )
    assert in_german(report)[0] == "Luftraum 'ohne Namen' hat keinen AL-Datensatz: seine Untergrenze ist unbekannt"


def test_tables_of_airspaces(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame(
        {
            "name": ["A", "B", "C"],
            "lower": ['{"levels": [], "join": "mean", "text": ""}', "{", "[}"],
            "activation": ['{"kind": "weekly", "periods": [], "rules": [{"weekdays": [9], "start": {}, "end": {}}]}', "", ""],
        },
        geometry=[box(-100, 0, 100, 10), LineString([(0, 0), (1, 1)]), box(0, 0, 1, 1)],
        crs="EPSG:4326",
    )  # fmt: skip
    frame.to_parquet(tmp_path / "a.parquet")
    assert in_german(lb.read_airspaces(tmp_path / "a.parquet").report) == [
        "Luftraum 'A' erstreckt sich über mehr als 180 Längengrade; die Fläche wurde wie gezeichnet übernommen",
        "Luftraum 'B': kein Polygon, sondern LineString",
        (
            "Spalte 'lower': der Eintrag der Höhengrenze ist nicht lesbar "
            "(eine Höhengrenze verknüpft ihre Höhen mit max oder min, nicht mit 'mean'); sie ist unbekannt"
        ),
        "Spalte 'lower': '[}' nennt keine Höhe; die Höhengrenze ist unbekannt",
        "keine Spalte enthält die Obergrenzen; alle sind unbekannt",
        (
            "der Eintrag seiner Aktivierung ist nicht lesbar (Wochentage sind Zahlen von 0 (Montag) bis 6, nicht 9); "
            "sie ist unbekannt"
        ),
    ]


def test_features_without_names(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame(geometry=[None, box(0, 0, 1, 1), box(-100, 0, 100, 10)], crs="EPSG:4326")
    frame.to_parquet(tmp_path / "a.parquet")
    report = lb.read_airspaces(tmp_path / "a.parquet").report
    assert report.issues["reason"].tolist()[0] == "feature 0: it has no geometry"
    assert in_german(report)[:2] == [
        "Objekt 0: keine Geometrie vorhanden",
        "Objekt 2 erstreckt sich über mehr als 180 Längengrade; die Fläche wurde wie gezeichnet übernommen",
    ]


def test_tables_of_fixes(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        "track_id,time,longitude,latitude,altitude,on_ground\n"
        "T,2026-05-12T08:00:00Z,10,50,1,no\nT,{x},10,50,1,no\nT,2026-05-12T08:00:10Z,x y,50,1,no\n"
        "T,2026-05-12T08:00:20Z,10,95,1,no\nT,2026-05-12T08:00:30Z,190,50,1,no\nT,2026-05-12T08:00:40Z,10,50,1,perhaps\n"
        "T,2026-05-12T08:00:00Z,10,50,1,no\n"
    )
    assert in_german(lb.read_tracks(tmp_path / "a.csv").report) == [
        (
            "Spalte 'altitude' wird übernommen, aber nicht als Höhe verwendet: "
            "ihr Name nennt unter den Spalten von lagebild keine Einheit und keinen Höhenbezug"
        ),
        "longitude 190 liegt in 180..360 Grad; der Wert wurde in -170 umgerechnet",
        "time muss eine ISO-Zeitangabe in den Jahren 1970 bis 2199 sein, nicht '{x}'",
        "longitude muss eine Zahl sein, nicht 'x y'",
        "latitude muss innerhalb von ±90 Grad liegen, nicht bei 95",
        "on_ground muss wahr oder falsch (true, false) sein, nicht 'perhaps'",
        "Zeiten laufen innerhalb ihres Flugwegs rückwärts (1); die Ortungen wurden nach der Zeit sortiert",
        "eine genaue Wiederholung der Ortung des Flugwegs T um 2026-05-12T08:00:00+00:00",
    ]


def test_fixes_made_in_python() -> None:
    times = pd.to_datetime(["2026-05-12T08:00:10", "2026-05-12T08:00:00", "2026-05-12T08:00:00"])
    frame = pd.DataFrame({"track_id": "T", "time": times, "longitude": 10.0, "latitude": 50.0})
    assert in_german(lb.Tracks.from_frame(frame).report) == [
        "die Zeiten haben keine Zeitzone; sie wurden als UTC gedeutet",
        "Zeiten liefen innerhalb ihres Flugwegs rückwärts (1); die Ortungen wurden nach der Zeit sortiert",
        "Zeile 2: eine zweite Ortung des Flugwegs T um 2026-05-12T08:00:00+00:00",
    ]


class TestLedger:
    def test_keeps_messages_and_writes_them_on_one_line(self) -> None:
        ledger = Ledger(source="a")
        ledger.note(Message("{name} is missing", name="a \n b"))
        (issue,) = ledger.issues
        assert issue.reason == "a b is missing"
        assert isinstance(issue.reason, Message)
        assert issue.reason.values == {"name": "a \n b"}

    def test_one_line_keeps_the_message_of_an_error(self) -> None:
        said = one_line(ValueError(Message("{text} is no \n number", text="x")))
        assert said == "x is no number"
        assert isinstance(said, Message)
        assert one_line("a \n b") == "a b"
        assert one_line(ValueError("x" * 300)) == "x" * 199 + "…"
        assert one_line(ValueError(Message("{a}", a="x" * 300))) == "x" * 199 + "…"

    def test_a_value_that_cannot_be_shown(self) -> None:
        class Unshowable:
            def __str__(self) -> str:
                raise OverflowError

        reason = Message("{name} must be a number, not {value!r}", name="time", value=shown(Unshowable()))
        assert reason == "time must be a number, not '(a time out of range)'"
        german = translate(reason.template, reason.values_as_json(), "", translator("de"))
        assert german == "time muss eine Zahl sein, nicht '(eine Zeit außerhalb des Kalenders)'"
