import json
import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from pyproj import Geod
from shapely.geometry import box

import lagebild as lb
from lagebild import cli
from tests.builders import make_picture, make_tracks
from tests.dossiers import small_dossier
from tests.readers.test_asterix import block, plot


def run(*arguments: str | Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """Run the command line in this process; returns its exit code."""
    monkeypatch.setattr(sys, "argv", ["lagebild", *map(str, arguments)])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0)


@pytest.fixture
def flights(tmp_path: Path) -> Path:
    path = tmp_path / "flights.parquet"
    make_tracks().frame.to_parquet(path)
    return path


@pytest.fixture
def zones(tmp_path: Path) -> Path:
    path = tmp_path / "zones.txt"
    path.write_text(
        "AC D\nAN TEST\nAL GND\nAH FL100\nV X=46:30:00 N 010:12:00 E\nDC 5\n\nAC C\nAN BROKEN\nAL SFC\nAH 8400 ft\nDC 5\n"
    )
    return path


def test_new_makes_a_picture_that_opens(
    flights: Path, zones: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "bild"
    code = run("new", folder, "--tracks", flights, "--airspaces", zones, "--title", "Alpen", monkeypatch=monkeypatch)
    assert code == 0
    printed = capsys.readouterr().out
    assert "2 records, 1 kept, 0 repaired, 1 left out" in printed
    assert "line 8" in printed
    picture = lb.open_picture(folder)
    assert (picture.title, len(picture.tracks), len(picture.airspaces)) == ("Alpen", 3, 1)
    provenance = picture.layer("tracks-0").provenance
    assert provenance.source == "flights.parquet"
    assert len(provenance.sha256) == 64
    assert provenance.read_at is not None
    assert picture.layer("airspaces-0").report.quarantined == 1


def test_several_files_after_one_option(tmp_path: Path, flights: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    second = tmp_path / "more.parquet"
    make_tracks(2, 10, seed=5).frame.to_parquet(second)
    assert run("new", tmp_path / "bild", "--tracks", flights, second, "--qnh", "1003.2", monkeypatch=monkeypatch) == 0
    picture = lb.open_picture(tmp_path / "bild")
    assert [layer.id for layer in picture.layers] == ["tracks-0", "tracks-1"]
    assert len(picture.tracks) == 5
    assert picture.qnh == 1003.2


def test_an_older_picture_is_replaced_only_if_asked(
    tmp_path: Path, flights: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    make_picture().save(tmp_path / "bild")
    arguments = ("new", tmp_path / "bild", "--tracks", flights, "--title", "Neu")
    assert run(*arguments, monkeypatch=monkeypatch) == 2
    assert "--replace" in capsys.readouterr().err
    assert lb.open_picture(tmp_path / "bild").title == "Prüfbild"
    assert run(*arguments, "--replace", monkeypatch=monkeypatch) == 0
    assert lb.open_picture(tmp_path / "bild").title == "Neu"


class TestMistakes:
    """One sentence, exit code 2, no traceback."""

    @pytest.fixture(
        params=["missing", "empty", "wrong", "truncated", "latitude", "columns"],
    )
    def case(self, request: pytest.FixtureRequest, tmp_path: Path, flights: Path) -> tuple[Path, str]:
        path = tmp_path / f"{request.param}.csv"
        if request.param == "missing":
            return path, "no file"
        if request.param == "empty":
            path.write_bytes(b"")
            return path, "empty"
        if request.param == "wrong":
            path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 100)
            return path, "PNG"
        if request.param == "truncated":
            path.write_bytes(flights.read_bytes()[:2000])
            return path, "Parquet"
        if request.param == "latitude":
            path.write_text("track_id,time,longitude,latitude\nA,2026-01-01T00:00:00Z,10,95\n")
            return path, "95"
        path.write_text("track_id,time,longitude\nA,2026-01-01T00:00:00Z,10\n")
        return path, "latitude"

    @pytest.mark.parametrize("command", ["check", "new"])
    def test_in_files(
        self,
        case: tuple[Path, str],
        command: str,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        path, word = case
        arguments = ["check", path] if command == "check" else ["new", tmp_path / "bild", "--tracks", path]
        assert run(*arguments, monkeypatch=monkeypatch) == 2
        message = capsys.readouterr().err.strip()
        assert message.startswith("lagebild: ")
        assert path.name in message
        assert word in message
        assert "Traceback" not in message
        assert len(message.splitlines()) == 1
        assert not (tmp_path / "bild").exists()

    def test_nothing_given(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run("new", tmp_path / "bild", monkeypatch=monkeypatch) == 2
        assert "at least one file" in capsys.readouterr().err

    def test_serve_of_no_picture(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run("serve", tmp_path, monkeypatch=monkeypatch) == 2
        assert "no picture" in capsys.readouterr().err

    def test_serve_on_a_taken_port(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        import socket

        make_picture().save(tmp_path / "bild")
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            assert run("serve", tmp_path / "bild", "--port", port, monkeypatch=monkeypatch) == 2
        assert f"port {port}" in capsys.readouterr().err

    def test_as_a_process(self, tmp_path: Path) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "lagebild.cli", "serve", str(tmp_path / "none")],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 2
        assert done.stderr.startswith("lagebild: there is no picture at")
        assert "Traceback" not in done.stderr


def test_check_tells_what_was_left_out(
    zones: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("check", zones, monkeypatch=monkeypatch) == 1
    printed = capsys.readouterr().out
    assert "zones.txt (OpenAir): 2 records, 1 kept, 0 repaired, 1 left out" in printed
    assert "BROKEN" in printed


def test_check_of_a_clean_file_and_of_a_folder(
    flights: Path, zones: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("check", flights, monkeypatch=monkeypatch) == 0
    printed = capsys.readouterr().out
    assert "3 tracks; 2026-05-12 08:00:00Z to 2026-05-12 08:10:10Z; extent 10." in printed
    assert "heights altitude_amsl, altitude_pressure" in printed
    (flights.parent / "notes.md").write_text("nothing that is read")
    assert run("check", flights.parent, monkeypatch=monkeypatch) == 2
    told = capsys.readouterr()
    assert "flights.parquet" in told.out
    assert "zones.txt" in told.out
    assert "notes.md" in told.err


def test_check_as_json(
    flights: Path, zones: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    gone = zones.parent / "gone.txt"
    assert run("check", "--json", flights, zones, gone, monkeypatch=monkeypatch) == 2
    first, second, third = json.loads(capsys.readouterr().out)["files"]
    (tracks,), (areas,) = first["contents"], second["contents"]
    assert (first["error"], tracks["kind"], tracks["count"], tracks["findings"]) == (None, "tracks", 3, [])
    assert tracks["time_range"] == ["2026-05-12T08:00:00+00:00", "2026-05-12T08:10:10+00:00"]
    assert (areas["records"], areas["kept"], areas["quarantined"]) == (2, 1, 1)
    assert areas["height_references"] == ["agl", "pressure"]
    assert len(areas["extent"]) == 4
    assert areas["findings"][0]["line"] == 8
    assert areas["findings"][0]["severity"] == "quarantined"
    assert (third["contents"], "gone.txt" in third["error"]) == ([], True)


class TestConvert:
    def test_reads_back_equal(self, flights: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        target = flights.parent / "flights.csv"
        assert run("convert", flights, target, monkeypatch=monkeypatch) == 0
        assert lb.read_tracks(target).frame.equals(lb.read_tracks(flights).frame)

    def test_tells_findings(
        self, zones: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        target = zones.parent / "again"
        assert run("convert", zones, target, "--to", "openair", monkeypatch=monkeypatch) == 1
        assert "source_record" in capsys.readouterr().out
        assert len(lb.read_airspaces(target)) == 1

    def test_refuses(
        self, flights: Path, zones: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        before = zones.read_bytes()
        assert run("convert", flights, zones, "--to", "csv", monkeypatch=monkeypatch) == 2
        assert "exists already" in capsys.readouterr().err
        assert zones.read_bytes() == before
        assert run("convert", flights, zones, "--to", "csv", "--overwrite", monkeypatch=monkeypatch) == 0
        assert run("convert", flights, flights.parent / "a.xyz", monkeypatch=monkeypatch) == 2
        assert "a.xyz" in capsys.readouterr().err

    def test_site_and_day_reach_the_reader(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """A radar's plot tells distance and direction, and the seconds of a day: here 100 NM to the east, 10 o'clock."""
        radar, target = tmp_path / "radar.ast", tmp_path / "radar.csv"
        radar.write_bytes(block(48, plot(36_000.0, slant=100.0, azimuth=90.0)))
        options = ("--site", "-8.5,47.5,500", "--day", "2026-05-12")
        assert run("convert", radar, target, *options, monkeypatch=monkeypatch) in (0, 1)
        frame = lb.read_tracks(target).frame
        assert frame["time"].tolist() == [pd.Timestamp("2026-05-12T10:00Z")]
        _, _, distance = Geod(ellps="WGS84").inv(-8.5, 47.5, frame["longitude"].iloc[0], frame["latitude"].iloc[0])
        assert distance == pytest.approx(100 * 1852, rel=5e-3)
        assert frame["longitude"].iloc[0] > -8.5
        capsys.readouterr()
        run("check", "--json", radar, *options, monkeypatch=monkeypatch)
        (content,) = json.loads(capsys.readouterr().out)["files"][0]["contents"]
        assert content["time_range"][0].startswith("2026-05-12T10:00")
        assert content["extent"][0] == pytest.approx(frame["longitude"].iloc[0])

    @pytest.mark.parametrize(("option", "value"), [("--site", "8,x"), ("--site", "8"), ("--day", "12.5.2026")])
    def test_wrong_options(
        self,
        option: str,
        value: str,
        flights: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        assert run("check", flights, option, value, monkeypatch=monkeypatch) == 2
        assert capsys.readouterr().err.startswith(f"lagebild: {option} is ")


def test_text_from_files_is_no_terminal_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "zones.txt"
    path.write_text(
        "AC D\nAN \x1b[31mRED[bold]x[/bold]\nAL SFC\nAH 100 ft\nDC 5\nAC C\nAN OK\nAL GND\nAH FL 50\nV X=46:30 N 010:12 E\nDC 5\n"
    )
    assert run("check", path, monkeypatch=monkeypatch) == 1
    printed = capsys.readouterr().out
    assert "\x1b[31m" not in printed
    assert "[bold]x[/bold]" in printed


def test_repeated_options() -> None:
    assert cli._repeated(["new", "f", "--tracks", "a", "b", "--title", "x", "--terrain", "c"]) == [
        "new", "f", "--tracks", "a", "--tracks", "b", "--title", "x", "--terrain", "c",
    ]  # fmt: skip


def test_overlays_become_layers(flights: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    zones = gpd.GeoDataFrame({"name": ["a"]}, geometry=[box(10, 46, 11, 47)], crs=4326)
    zones.to_file(tmp_path / "zonen.gpkg")
    assert (
        run(
            "new", tmp_path / "bild", "--tracks", flights, "--overlay", tmp_path / "zonen.gpkg", monkeypatch=monkeypatch
        )
        == 0
    )
    layer = lb.open_picture(tmp_path / "bild").layer("overlay-0")
    assert (layer.name, len(layer.data), len(layer.provenance.sha256)) == ("zonen.gpkg", 1, 64)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--basemap", "none.pmtiles"], "there is no file none.pmtiles"),
        (["--config", "none.toml"], "there is no file none.toml"),
    ],
)
def test_base_maps_that_are_missing_end_serving(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    options: list[str],
    message: str,
) -> None:
    make_picture().save(tmp_path / "bild")
    assert run("serve", tmp_path / "bild", *options, monkeypatch=monkeypatch) == 2
    assert message in capsys.readouterr().err


def test_a_folder_of_rasters_is_one_terrain_or_several(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    grid = "ncols 3\nnrows 3\nxllcorner {west}\nyllcorner 46\ncellsize 0.1\n" + "1000 1000 1000\n" * 3
    for name, west in (("a", 7.0), ("b", 7.3)):
        (tmp_path / f"{name}.asc").write_text(grid.format(west=west))
    (tmp_path / "zones.txt").write_text("AC C\nAN OK\nAL GND\nAH FL 50\nV X=46:30 N 010:12 E\nDC 5\n")

    def sources(*options: str) -> list[str]:
        capsys.readouterr()
        run("check", "--json", tmp_path, *options, monkeypatch=monkeypatch)
        return [Path(file["file"]).name for file in json.loads(capsys.readouterr().out)["files"]]

    assert sources("--crs", "EPSG:4326") == [tmp_path.name, "zones.txt"]
    assert sources() == ["a.asc", "b.asc", "zones.txt"]  # that name no place, so that nobody knows what they are


def test_what_is_said_of_tables_and_terrain_reaches_the_readers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    zones, grid = tmp_path / "zones.gpkg", tmp_path / "hill.asc"
    frame = gpd.GeoDataFrame({"benennung": ["A"], "unten": [0], "oben": [95]}, geometry=[box(7, 46, 8, 47)], crs=4326)
    frame.to_file(zones)
    grid.write_text("ncols 3\nnrows 3\nxllcorner 500000\nyllcorner 5200000\ncellsize 100\n" + "1000 1000 1000\n" * 3)
    options = [
        "--limit-reference",
        "FL",
        "--column",
        "name=benennung",
        "--column",
        "lower=unten",
        "--column",
        "upper=oben",
    ]
    terrain = ["--crs", "EPSG:32632", "--unit", "ft", "--vertical-datum", "EGM2008"]
    folder = tmp_path / "bild"
    assert run("new", folder, "--airspaces", zones, "--terrain", grid, *options, *terrain, monkeypatch=monkeypatch) == 0
    picture = lb.open_picture(folder)
    assert picture.airspaces.frame["name"].tolist() == ["A"]
    assert str(picture.airspaces.frame["upper"].iloc[0]) == "FL 095"
    assert picture.terrain.vertical_datum == "EGM2008"
    assert float(picture.terrain.elevation.max()) == pytest.approx(304.8)
    capsys.readouterr()
    run("check", "--json", zones, grid, *options, *terrain, monkeypatch=monkeypatch)
    areas, heights = (file["contents"][0] for file in json.loads(capsys.readouterr().out)["files"])
    assert areas["height_references"] == ["pressure"]
    assert heights["height_references"] == ["EGM2008"]
    assert run("check", zones, "--column", "upper", monkeypatch=monkeypatch) == 2
    assert "--column is" in capsys.readouterr().err


def test_reports_are_looked_at_written_elsewhere_and_made_a_picture_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lb.write_dossier(small_dossier(), tmp_path / "d.csv")
    assert run("dossier", tmp_path / "d.csv", tmp_path / "d.json", monkeypatch=monkeypatch) == 0
    assert "Dossier(5 reports, 3 relations, 2 actors)" in capsys.readouterr().out
    assert lb.read_dossier(tmp_path / "d.json") == small_dossier()

    folder = tmp_path / "bild"
    assert run("new", folder, "--reports", tmp_path / "d.json", monkeypatch=monkeypatch) == 0
    assert lb.open_picture(folder).dossier == small_dossier()
    assert run("dossier", folder, tmp_path / "d.geojson", monkeypatch=monkeypatch) == 0
    assert lb.read_dossier(tmp_path / "d.geojson") == small_dossier()

    assert run("dossier", folder, tmp_path / "d.geojson", monkeypatch=monkeypatch) == 2
    assert "exists already" in capsys.readouterr().err
    (tmp_path / "bad.csv").write_text("title,date\nGut,2023\nSchlecht,31.02.2023\n")
    assert run("dossier", tmp_path / "bad.csv", monkeypatch=monkeypatch) == 1
    assert "that month has 28 days" in capsys.readouterr().out


def test_a_picture_becomes_one_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    make_picture().save(tmp_path / "lage")
    out = tmp_path / "lage.html"
    assert run("page", tmp_path / "lage", "--out", out, "--language", "en", monkeypatch=monkeypatch) == 0
    assert "lage.html: written, 0." in capsys.readouterr().out
    assert "Layers and their sources" in out.read_text("utf-8")
    assert run("page", tmp_path / "lage", "--out", out, monkeypatch=monkeypatch) == 2
    assert "exists already" in capsys.readouterr().err
