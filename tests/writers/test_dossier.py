"""Reports to other programs and back: nothing is lost, and what cannot be read is told with its line."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

import lagebild as lb
from lagebild.demo.dossier import demo_dossier
from lagebild.errors import FileFormatError, MissingFileError, ValidationError, WriteError
from tests.builders import HOSTILE
from tests.dossiers import dossiers, report, small_dossier


@pytest.mark.parametrize("name", ["d.csv", "d.geojson"])
@given(dossier=dossiers())
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_any_dossier_comes_back_equal(tmp_path_factory: pytest.TempPathFactory, name: str, dossier: lb.Dossier) -> None:
    path = tmp_path_factory.mktemp("d") / name
    lb.write_dossier(dossier, path)
    if not len(dossier) and not len(dossier.actors):
        return
    read = lb.read_dossier(path)
    assert read.report.quarantined == 0
    assert read == dossier


@pytest.mark.parametrize("name", ["d.csv", "d.geojson"])
@pytest.mark.parametrize("dossier", [small_dossier(), demo_dossier()], ids=["small", "demo"])
def test_versions_relations_actors_and_sites_come_back(tmp_path: Path, name: str, dossier: lb.Dossier) -> None:
    lb.write_dossier(dossier, tmp_path / name)
    read = lb.read_dossier(tmp_path / name)
    assert read == dossier
    assert read.versions == dossier.versions
    assert (
        read.report.records
        == read.report.kept
        == len(dossier.versions) + len(dossier.relations) + len(dossier.actors) + len(dossier.sites)
    )


def test_a_spreadsheet_runs_no_formula(tmp_path: Path) -> None:
    dossier = lb.Dossier.of([report("r", title="=SUM(1;2)", text="-5 °C", topics=("@x",)), report("s", title="'so'")])
    lb.write_dossier(dossier, tmp_path / "d.csv")
    cells = [cell for row in csv.reader(io.StringIO((tmp_path / "d.csv").read_text("utf-8-sig"))) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    assert lb.read_dossier(tmp_path / "d.csv") == dossier


def test_geojson_is_read_by_other_programs(tmp_path: Path) -> None:
    import geopandas as gpd

    lb.write_dossier(small_dossier(), tmp_path / "d.geojson")
    table = gpd.read_file(tmp_path / "d.geojson")
    assert len(table) == 6
    assert table.geometry.notna().sum() == 2
    collection = json.loads((tmp_path / "d.geojson").read_text())
    assert collection["features"][1]["geometry"] is None
    assert collection["features"][2]["properties"]["title"] == HOSTILE


TABLE = """Titel;Datum;Akteure;Bewertung;Quelle;Ort;Ortsgenauigkeit;Länge;Breite
Fertigung beginnt;05.11.2023;Baykar; B2 ;Zeitung;Kiew;city;30,52;50,45
Falsches Datum;31.02.2023;;B2;Zeitung;;;;
Falsche Güte;2023;;G7;Zeitung;;;;
Ohne Genauigkeit;2023;;C3;Zeitung;Oral;;51,4;51,2
Nur ein Name;2023;;;;Oral;;;
;2023;;C3;Zeitung;;;;
Keine Zahl;2023;;C3;Zeitung;Oral;city;östlich;51,2
<b>HTML</b>;2023;;C3;Zeitung;;;;
"""


def test_a_table_of_people_is_read_row_by_row(tmp_path: Path) -> None:
    (tmp_path / "meldungen.csv").write_text(TABLE, "utf-8-sig")
    dossier = lb.read_dossier(tmp_path / "meldungen.csv")
    rows = dossier.reports.set_index("title")
    assert list(rows.index) == ["Fertigung beginnt", "Nur ein Name", "<b>HTML</b>"]
    first = rows.loc["Fertigung beginnt"]
    assert (first["date"], first["actors"], first["longitude"], first["id"]) == (
        "2023-11-05",
        "Baykar",
        30.52,
        "meldungen-2",
    )
    assert (first["reliability"], first["credibility"]) == ("B", "2")
    assert rows.loc["Nur ein Name", ["place", "reliability"]].tolist() == ["Oral", "F"]
    found = dossier.report
    assert (found.records, found.kept, found.repaired, found.quarantined) == (8, 2, 1, 5)
    told = found.issues.set_index("line")["reason"].to_dict()
    assert told[2] == "Baykar: named by the report alone, and made"
    assert "“31.02.2023” is no date: that month has 28 days" in told[3]
    assert "a grade is a letter A to F and a digit 1 to 6, not “G7”" in told[4]
    assert "coordinates but no precision" in told[5]
    assert "needs an id and a title" in told[7]
    assert "longitude is no number: “östlich”" in told[8]
    assert "Falsches Datum" in found.issues.set_index("line")["text"][3], "nothing is lost"


def test_relations_to_reports_that_are_not_there_are_told(tmp_path: Path) -> None:
    (tmp_path / "d.csv").write_text(
        "record,id,title,from,to,kind\nreport,a,A,,,\nrelation,,,b,a,confirms\nrelation,,,a,a,confirms\nnews,,,,,\n"
    )
    read = lb.read_dossier(tmp_path / "d.csv")
    assert len(read) == 1
    assert read.report.issues["reason"].tolist() == [
        "“news” is no kind of record; there are report, relation, actor, site",
        "b: no report of the file",
        "“a” has a relation to itself",
    ]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("d.csv", b"\xff\xfe\x00", "it is not UTF-8"),
        ("d.csv", b"", "is empty"),
        ("d.csv", b"title\n", ""),
        ("d.csv", b'title\n"open', "unexpected end of data"),
        ("d.csv", b"date\n2023\n", "needs an id and a title"),
        ("d.geojson", b"[1]", "it is no FeatureCollection"),
        ("d.geojson", b"{", "it is no JSON"),
        ("d.geojson", b'{"features": [5, {"properties": 7}]}', "needs an id and a title"),
    ],
)
def test_what_is_no_table_of_reports_is_refused(tmp_path: Path, name: str, content: bytes, sentence: str) -> None:
    (tmp_path / name).write_bytes(content)
    if sentence:
        with pytest.raises(FileFormatError) as refused:
            lb.read_dossier(tmp_path / name)
        assert sentence in str(refused.value)
    else:
        assert len(lb.read_dossier(tmp_path / name)) == 0


def test_mistakes_in_the_call_are_said(tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match=r"is written to \.csv or \.geojson or \.json, not to 'd\.pdf'"):
        lb.write_dossier(small_dossier(), tmp_path / "d.pdf")
    with pytest.raises(ValidationError, match="a dossier is written, not list"):
        lb.write_dossier([], tmp_path / "d.csv")  # type: ignore[arg-type]
    lb.write_dossier(small_dossier(), tmp_path / "d.csv")
    with pytest.raises(WriteError, match="exists already"):
        lb.write_dossier(small_dossier(), tmp_path / "d.csv")
    with pytest.raises(MissingFileError):
        lb.read_dossier(tmp_path / "nowhere.csv")
