"""Files given to a session: how they arrive, what is said of them, and what becomes of the session's picture."""

import base64
import html
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import panel as pn
import pytest

import lagebild as lb
from lagebild.dashboard.app import Dashboard
from lagebild.dashboard.file_pane import FilePane
from lagebild.errors import ValidationError
from lagebild.messages import Message
from lagebild.service.picture_service import PictureService
from lagebild.service.session_files import CheckedFile, Refused, SessionFiles, check_given
from lagebild.views.uploads import PART_BYTES
from tests.builders import HOSTILE, make_airspaces, make_picture, make_stations, make_tracks
from tests.readers.test_terrain import write_tiff

FLIGHT = (
    "track_id,time,longitude,latitude,altitude_amsl,callsign\n"
    "NEU1,2026-05-12T09:00:00Z,12.0,46.6,1500,NEU001\n"
    "NEU1,2026-05-12T09:01:00Z,12.1,46.6,1600,NEU001\n"
)


@pytest.fixture
def dashboard() -> Dashboard:
    return Dashboard(PictureService(make_picture(terrain=None)))


def give(pane: FilePane, name: str, data: bytes | str, *, size: int | None = None) -> list[dict[str, Any]]:
    """Send a file as the browser does; returns the answers."""
    content = data.encode() if isinstance(data, str) else data
    answers: list[dict[str, Any]] = []
    pane.area._send_msg = answers.append  # type: ignore[method-assign]
    tell = pane.area._handle_msg
    tell({"type": "upload", "id": 1, "name": name, "size": len(content) if size is None else size})
    if "upload" not in answers[-1]:
        return answers
    key = answers[-1]["upload"]
    for number, at in enumerate(range(0, len(content), PART_BYTES)):
        data64 = base64.b64encode(content[at : at + PART_BYTES]).decode()
        tell({"type": "upload-part", "id": 2 + number, "upload": key, "data": data64})
    tell({"type": "upload-end", "id": 0, "upload": key})
    return answers


def shown(pane: FilePane) -> str:
    """All HTML of the reports."""
    return "\n".join(str(one.object) for entry in pane.entries for one in entry.place.select(pn.pane.HTML))


def test_the_report_says_what_the_file_holds(dashboard: Dashboard) -> None:
    pane = dashboard.files
    answers = give(pane, "flug.csv", FLIGHT + "NEU1,2026-05-12T09:02:00Z,91000,46.6,1500,NEU001\n")
    assert answers[-1] == {"reply": 0}
    (entry,) = pane.entries
    assert isinstance(entry.found, CheckedFile)
    (content,) = entry.found.contents
    assert (content.report.records, content.report.kept, content.report.quarantined) == (3, 2, 1)
    report = shown(pane)
    assert "12.05.2026 09:00:00 UTC – 12.05.2026 09:01:00 UTC" in report
    assert "46,6000° N  12,0000° E – 46,6000° N  12,1000° E" in report
    assert "über NN" in report
    assert "<td>4</td><td>ausgelassen</td>" in report
    dashboard.language = "en"
    assert "<td>4</td><td>left out</td>" in shown(pane)
    assert "2026-05-12 09:00:00 UTC" in shown(pane)


def test_added_layers_belong_to_one_session_and_go_again(dashboard: Dashboard) -> None:
    shared = dashboard.service
    other = Dashboard(shared)
    layers, description = shared.picture.layers, shared.scene.description
    dashboard.map.selection = ["T001"]
    give(dashboard.files, "flug.csv", FLIGHT)
    (entry,) = dashboard.files.entries
    assert dashboard.service is shared
    dashboard.files.add(entry)
    assert entry.added
    assert [layer.name for layer in dashboard.service.picture.layers if layer not in layers] == ["flug.csv"]
    assert "NEU1" in set(dashboard.map.picture.tracks.frame["track_id"])
    (added,) = [layer for layer in dashboard.map.scene["layers"] if layer["name"] == "flug.csv"]
    assert dashboard.map.picture is dashboard.service.picture
    assert dashboard.service.scene.store.get(added["resource"])
    # what is selected stays, the camera and the time go where the new flight is
    assert list(dashboard.map.selection["id"]) == ["T001"]
    assert dashboard.map.camera["longitude"] == pytest.approx(12.05)
    assert dashboard.map.camera["latitude"] == pytest.approx(46.6)
    assert dashboard.map.time == pd.Timestamp("2026-05-12T09:00Z")
    # nobody else sees any of it
    assert shared.picture.layers == layers
    assert shared.scene.description is description
    assert other.map.picture is shared.picture
    with pytest.raises(KeyError):
        shared.scene.store.get(added["resource"])

    path = entry.path
    assert path is not None
    assert path.exists()
    dashboard.files.discard(entry)
    assert dashboard.service is shared
    assert dashboard.map.scene["layers"] == description["layers"]
    assert dashboard.files.entries == []
    assert not path.exists()
    assert dashboard.map.time <= shared.picture.time_range[1]


def test_what_pictures_have_in_common_is_described_once() -> None:
    shared = PictureService(make_picture())
    tracks, airspaces = (check_layer(data) for data in (make_tracks(1), make_airspaces()))
    more = shared.extended([airspaces])
    assert more.picture.layers.index(airspaces) == 1 + max(
        number for number, layer in enumerate(more.picture.layers) if layer.id.startswith("airspaces")
    )
    by_id = {layer["id"]: layer for layer in more.scene.description["layers"]}
    assert all(by_id[layer["id"]] is layer for layer in shared.scene.description["layers"])
    terrain = by_id["terrain-0"]["tiles"]
    assert more.scene.store.get(f"{terrain}/0/0/0") == shared.scene.store.get(f"{terrain}/0/0/0")
    # the picture's time is another one: what is active during it is asked anew
    later = tracks.data.frame.assign(time=lambda frame: frame["time"] + pd.Timedelta(days=1))
    longer = shared.extended([replace(tracks, data=lb.Tracks.from_frame(later))])
    anew = {layer["id"]: layer for layer in longer.scene.description["layers"]}
    before = next(layer for layer in shared.scene.description["layers"] if layer["id"] == "airspaces-0")
    assert anew["airspaces-0"] is not before
    assert anew["tracks-0"] is by_id["tracks-0"]


def check_layer(data: Any) -> Any:
    kind = {"Tracks": "tracks", "Airspaces": "airspaces"}[type(data).__name__]
    (layer,) = lb.Picture("x", **{kind: data}).layers
    return replace(layer, id=f"given-{kind}")


def test_airspaces_and_terrain_become_layers_of_their_kind(dashboard: Dashboard, tmp_path: Path) -> None:
    zones = "AC D\nAN TEST\nAL GND\nAH FL100\nV X=46:30:00 N 010:12:00 E\nDC 5\n"
    give(dashboard.files, "zonen.txt", zones)
    give(dashboard.files, "hoehe.tif", write_tiff(tmp_path / "hoehe.tif").read_bytes())
    for entry in dashboard.files.entries:
        dashboard.files.add(entry)
    names = [layer.name for layer in dashboard.service.picture.layers]
    kinds = [str(layer.kind) for layer in dashboard.service.picture.layers]
    assert {"zonen.txt", "hoehe.tif"} <= set(names)
    assert kinds == ["terrain", "airspaces", "airspaces", "tracks", "places"]
    tiles = next(layer for layer in dashboard.map.scene["layers"] if layer["name"] == "hoehe.tif")["tiles"]
    assert dashboard.service.scene.store.get(f"{tiles}/0/0/0")


def test_stations_of_a_saved_picture_lie_on_top(dashboard: Dashboard, tmp_path: Path) -> None:
    path = lb.Picture("Netz", stations=make_stations()).save(tmp_path / "netz.zip")
    give(dashboard.files, "netz.zip", path.read_bytes())
    (entry,) = dashboard.files.entries
    assert ">Stationen<" in shown(dashboard.files)
    dashboard.files.add(entry)
    assert str(dashboard.service.picture.layers[-1].kind) == "stations"
    assert dashboard.service.picture.stations == make_stations()


def test_analyses_know_the_added_layers(dashboard: Dashboard) -> None:
    dashboard.show_analysis(True)
    assert dashboard.analysis is not None
    give(dashboard.files, "flug.csv", FLIGHT)
    dashboard.files.add(dashboard.files.entries[0])
    dashboard.map.selection = ["NEU1"]
    assert dashboard.analysis.answers.picture is dashboard.service.picture
    assert dashboard.analysis.section.shown is not None


def test_the_marking_is_kept(dashboard: Dashboard, tmp_path: Path) -> None:
    made_up = make_picture(title="Erdacht", banner="SYNTHETISCH", terrain=None, places=None)
    path = made_up.save(tmp_path / "erdacht.zip")
    assert dashboard.service.picture.marking == "ÜBUNG"
    give(dashboard.files, "harmlos.zip", path.read_bytes())
    (entry,) = dashboard.files.entries
    assert len(entry.layers) == 2
    assert "SYNTHETISCH" in shown(dashboard.files)
    dashboard.files.add(entry)
    assert dashboard.service.picture.marking == "ÜBUNG · SYNTHETISCH"
    assert dashboard.map.scene["banner"] == "ÜBUNG · SYNTHETISCH"
    dashboard.files.discard(entry)
    assert dashboard.map.scene["banner"] == "ÜBUNG"


@pytest.mark.parametrize(
    "data",
    ["dear all", b"\x00" * 400, FLIGHT[:30], b"PAR1" + b"\xff" * 90, '{"type": "FeatureCollection", "features": [{'],
)
def test_what_cannot_be_read_is_one_sentence(dashboard: Dashboard, data: bytes | str) -> None:
    give(dashboard.files, "brief.txt", data)
    (entry,) = dashboard.files.entries
    assert isinstance(entry.found, Refused)
    assert "role='alert'" in shown(dashboard.files)
    for word in ("Traceback", "lagebild-session-", "/tmp"):
        assert word not in shown(dashboard.files)
    assert entry.path is None
    dashboard.files.add(entry)  # whatever a browser claims
    assert not entry.added


@pytest.mark.parametrize(
    ("name", "data", "german"),
    [
        ("brief.txt", "dear all", "brief.txt hat kein Format, das lagebild liest: es ist ein Text mit dem Anfang"),
        ("bild.png", b"\x89PNG\r\n" + b"\0" * 90, "hat kein Format, das lagebild liest: es ist ein PNG-Bild"),
        ("flug.gpx", "<gpx><trk></trk></gpx>", "flug.gpx (GPX) enthält keine Ortungen: keinen Weg mit einem Punkt"),
        ("radar.ast", b"\x30\x00\x30" + b"\xff" * 45, "lässt sich nicht lesen"),
        (
            "flug.csv",
            FLIGHT[:60] + "NEU1,x,1,2,3,A\n",
            "von 1 Einträgen ist keiner brauchbar; zuerst Zeile 2: time muss",
        ),
        ("zone.txt", "AC C\nAN X\nAL GND\nAH FL 50\nDC 5\n", "von 1 Lufträumen ist keiner brauchbar; zuerst Zeile 1"),
    ],
)
def test_refusals_are_said_in_the_page_s_language(
    dashboard: Dashboard, name: str, data: bytes | str, german: str
) -> None:
    give(dashboard.files, name, data)
    (entry,) = dashboard.files.entries
    assert isinstance(entry.found, Refused)
    assert german in html.unescape(shown(dashboard.files))
    dashboard.language = "en"
    assert german not in html.unescape(shown(dashboard.files))


def test_a_mistake_of_a_reader_is_one_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def fail(_: Path) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr("lagebild.service.session_files.check_file", fail)
    found = check_given(tmp_path / "a.csv")
    assert isinstance(found, Refused)
    assert found.reason == "a.csv cannot be read; the log says more"


@pytest.mark.parametrize(
    "name", [HOSTILE, "../../etc/passwd", "C:\\x\\con.csv", "..", "a\x00b\n.csv", "x" * 5000, "", 7]
)
def test_hostile_names_are_neither_markup_nor_paths(dashboard: Dashboard, name: Any) -> None:
    pane = dashboard.files
    give(pane, name, FLIGHT)
    (entry,) = pane.entries
    assert isinstance(entry.found, CheckedFile)
    folder = pane.files._files._folder.path
    assert entry.path is not None
    assert entry.path.resolve().parent.parent == folder.resolve()
    assert "<img" not in shown(pane)
    pane.add(entry)
    assert entry.added


def test_text_of_files_is_never_markup(dashboard: Dashboard) -> None:
    give(dashboard.files, "a.csv", FLIGHT + f'NEU1,"{HOSTILE.replace(chr(34), chr(34) * 2)}",12,46,1500,x\n')
    assert "&lt;img" in shown(dashboard.files)
    assert "<img" not in shown(dashboard.files)


def test_at_most_200_findings_are_listed_and_all_are_counted(dashboard: Dashboard) -> None:
    give(dashboard.files, "a.csv", FLIGHT + "".join(f"X,{number},1,1,,\n" for number in range(250)))
    html = shown(dashboard.files)
    assert html.count("<td>ausgelassen</td>") == 200
    assert ">250<" in html
    assert "weitere Einträge: 50" in html


def test_large_files_are_refused_by_what_they_say_and_by_what_comes() -> None:
    dashboard = Dashboard(PictureService(make_picture()), largest_upload=3_000_000)
    pane = dashboard.files
    assert give(pane, "riesig.tif", b"x", size=300_000_000)[-1]["error"] is True
    assert "300 MB" in shown(pane)
    assert "3 MB" in shown(pane)
    answers = give(pane, "mehr.csv", b"x" * 5000, size=100)
    assert answers[1]["error"] is True
    assert "mehr.csv did not arrive whole" in shown(pane) or "mehr.csv ist nicht vollständig" in shown(pane)
    pane.area._handle_msg({"type": "upload-part", "upload": "nonsense", "data": "eA=="})
    pane.area._handle_msg("nonsense")
    pane.area._handle_msg({"type": "close"})
    assert not list(pane.files._files._folder.path.rglob("*.csv"))


def test_a_file_that_stops_arriving_leaves_nothing(dashboard: Dashboard) -> None:
    pane, answers = dashboard.files, []
    pane.area._send_msg = answers.append  # type: ignore[method-assign]
    pane.area._handle_msg({"type": "upload", "id": 1, "name": "a.csv", "size": 10})
    pane.area._handle_msg({"type": "upload-cancel", "id": 2, "upload": answers[0]["upload"]})
    assert isinstance(pane.entries[0].found, Refused)
    assert pane.entries[0].name == "a.csv"
    assert not list(pane.files._files._folder.path.rglob("*.csv"))


def test_files_go_with_the_session() -> None:
    files = SessionFiles()
    key = files.begin("a.csv", 1)["upload"]
    files.part(key, "eA==")
    path = files.finish(key)
    folder = path.parent.parent
    files.close()
    assert not folder.exists()
    with pytest.raises(ValidationError, match="given up"):
        files.begin("b.csv", 1)


def test_there_is_an_end_to_how_many_files_a_session_keeps() -> None:
    files = SessionFiles()
    paths = []
    for number in range(20):
        key = files.begin(f"{number}.csv", 1)["upload"]
        files.part(key, "eA==")
        paths.append(files.finish(key))
    with pytest.raises(ValidationError, match="20 files") as raised:
        files.begin("one-more.csv", 1)
    assert isinstance(raised.value.args[0], Message)
    files.remove(paths[0])
    files.begin("one-more.csv", 1)
    files.close()
