"""Fetching, from a server on this machine that is laid out like the public bucket: nothing here asks the internet."""

import hashlib
import http.server
import json
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from typer.testing import CliRunner

import lagebild as lb
from lagebild.cli import app
from lagebild.errors import FetchError, ValidationError
from lagebild.fetching.aircraft import fetch_aircraft
from lagebild.fetching.download import download
from lagebild.fetching.terrain import fetch_terrain, tile_names, tile_sizes

TILE = "Copernicus_DSM_COG_10_N46_00_E010_00_DEM"
DATA = bytes(range(256)) * 8192  # two megabytes


@dataclass
class Bucket:
    """What the server has, and what it heard."""

    url: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    tag: str = '"one"'
    cut_after: int | None = None
    status: int | None = None
    redirect: str = ""
    honest: bool = True
    asked: list[tuple[str, str, str | None]] = field(default_factory=list)


@pytest.fixture
def bucket() -> Iterator[Bucket]:
    state = Bucket()

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_HEAD(self):
            self.answer(body=False)

        def do_GET(self):
            self.answer(body=True)

        def answer(self, *, body):
            state.asked.append((self.command, self.path, self.headers.get("Range")))
            data = state.files.get(self.path.lstrip("/"))
            if state.redirect:
                self.send_response(302)
                self.send_header("Location", state.redirect)
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            if data is None or state.status:
                self.send_response(state.status or 404)
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            start = 0
            match = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range") or "")
            if match and self.headers.get("If-Range") == state.tag:
                start = int(match[1])
                self.send_response(206)
                self.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
            else:
                self.send_response(200)
            self.send_header("ETag", state.tag)
            self.send_header("Content-Length", str(len(data) - start))
            self.end_headers()
            if body:
                end = len(data) if state.cut_after is None else start + state.cut_after
                self.wfile.write(data[start:end])
            if state.cut_after is not None and body:
                self.close_connection = True

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    state.url = f"http://127.0.0.1:{server.server_port}"
    yield state
    server.shutdown()
    server.server_close()


def test_the_tiles_of_a_box():
    assert tile_names(10.2, 46.1, 11.0, 47.0) == [TILE]
    assert len(tile_names(10.2, 46.1, 11.1, 47.1)) == 4
    assert tile_names(-0.5, -0.5, 0.5, 0.5) == [
        f"Copernicus_DSM_COG_10_{place}_DEM"
        for place in ("S01_00_W001_00", "S01_00_E000_00", "N00_00_W001_00", "N00_00_E000_00")
    ]
    across = tile_names(179.5, 10, -179.5, 11)
    assert [name[29:36] for name in across] == ["E179_00", "W180_00"]


@pytest.mark.parametrize(
    "box", [(10, 47, 11, 46), (10, 46, 10, 47), (0, 0, 200, 1), (0, float("nan"), 1, 1), (0, 0, 90, 80)]
)
def test_what_is_no_box_is_refused(box):
    with pytest.raises(ValidationError):
        tile_names(*box)


def test_tiles_come_whole_with_their_source(bucket, tmp_path):
    bucket.files[f"{TILE}/{TILE}.tif"] = DATA
    names = tile_names(10.2, 46.1, 11.2, 47.0)
    sizes = tile_sizes(names, bucket.url)
    assert sizes == {names[0]: len(DATA), names[1]: None}
    heard = []
    found = fetch_terrain(sizes, tmp_path, base_url=bucket.url, progress=lambda name, share: heard.append(share))
    assert [file.name for file in found.files] == [f"{TILE}.tif"]
    assert found.missing == (names[1],)
    assert (tmp_path / f"{TILE}.tif").read_bytes() == DATA
    assert heard[-1] == 1.0
    source = (tmp_path / "SOURCE.txt").read_text()
    assert hashlib.sha256(DATA).hexdigest() in source
    assert "COPERNICUS" in source
    assert sorted(file.name for file in tmp_path.iterdir()) == [f"{TILE}.tif", "SOURCE.txt"]
    before = len(bucket.asked)
    fetch_terrain(sizes, tmp_path, base_url=bucket.url)
    assert len(bucket.asked) == before


def test_a_cut_connection_is_gone_on_with(bucket, tmp_path):
    bucket.files["file"] = DATA
    bucket.cut_after = 700_000
    target = tmp_path / "file.tif"
    with pytest.raises(FetchError, match=r"was cut off after \d+ of 2097152 bytes; run the same command again"):
        download(f"{bucket.url}/file", target, largest=10_000_000)
    assert not target.exists()
    begun = (tmp_path / "file.tif.part").stat().st_size
    assert 0 < begun <= 700_000
    bucket.cut_after = None
    assert download(f"{bucket.url}/file", target, largest=10_000_000)
    assert bucket.asked[-1][2] == f"bytes={begun}-"
    assert target.read_bytes() == DATA
    assert [file.name for file in tmp_path.iterdir()] == ["file.tif"]


def test_another_version_begins_anew(bucket, tmp_path):
    bucket.files["file"] = DATA
    bucket.cut_after = 700_000
    target = tmp_path / "file.tif"
    with pytest.raises(FetchError):
        download(f"{bucket.url}/file", target, largest=10_000_000)
    bucket.cut_after, bucket.tag, bucket.files["file"] = None, '"two"', DATA[::-1]
    assert download(f"{bucket.url}/file", target, largest=10_000_000)
    assert target.read_bytes() == DATA[::-1]


def test_what_the_server_refuses_is_told(bucket, tmp_path):
    assert not download(f"{bucket.url}/absent", tmp_path / "x", largest=10)
    bucket.files["file"] = DATA
    with pytest.raises(FetchError, match="has 2097152 bytes; at most 10 are fetched"):
        download(f"{bucket.url}/file", tmp_path / "x", largest=10)
    bucket.status = 503
    with pytest.raises(FetchError, match="the server answers 503"):
        download(f"{bucket.url}/file", tmp_path / "x", largest=10)
    assert not (tmp_path / "x").exists()


def test_no_redirection_leads_to_files_of_this_machine(bucket, tmp_path):
    bucket.redirect = "file:///etc/passwd"
    with pytest.raises(FetchError):
        download(f"{bucket.url}/file", tmp_path / "x", largest=10_000)
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://host/x", "nonsense", "http://", "http://a b/"])
def test_only_the_web_is_asked(url, tmp_path):
    with pytest.raises(FetchError, match="begins with http"):
        download(url, tmp_path / "x", largest=10)


def test_offline_is_one_sentence(bucket, tmp_path):
    result = CliRunner().invoke(
        app,
        [
            "fetch",
            "terrain",
            "--bbox",
            "10",
            "46",
            "11",
            "47",
            "--to",
            str(tmp_path),
            "--base-url",
            "http://127.0.0.1:9",
        ],
    )
    assert isinstance(result.exception, FetchError)
    assert "offline" in str(result.exception)
    assert "\n" not in str(result.exception)


def test_the_command_for_terrain(bucket, tmp_path):
    bucket.files[f"{TILE}/{TILE}.tif"] = DATA
    arguments = ["--bbox", "10.1", "46.1", "11", "47.5", "--to", str(tmp_path), "--base-url", bucket.url]
    result = CliRunner().invoke(app, ["fetch", "terrain", *arguments])
    assert result.exit_code == 0, result.output
    assert "1 tiles, 2.1 MB" in result.output
    assert "There is none for 1" in result.output
    assert (tmp_path / f"{TILE}.tif").read_bytes() == DATA


def test_snapshots_add_up_to_flights(bucket, tmp_path):
    target = tmp_path / "aircraft.jsonl"
    for second in range(3):
        aircraft = [{"hex": "3c6444", "flight": "DLH1", "lat": 50.0, "lon": 8.0 + second / 100, "alt_baro": 30000}]
        bucket.files["aircraft.json"] = json.dumps({"now": 1_700_000_000.0 + second, "aircraft": aircraft}).encode()
        result = CliRunner().invoke(app, ["fetch", "aircraft", f"{bucket.url}/aircraft.json", "--to", str(target)])
        assert result.exit_code == 0, result.output
        assert "1 aircraft appended" in result.output
    tracks = lb.read_tracks(target)
    assert (len(tracks), tracks.fixes) == (1, 3)
    bucket.files["other"] = b"<html>"
    before = target.read_bytes()
    with pytest.raises(FetchError, match="no snapshot"):
        fetch_aircraft(f"{bucket.url}/other", target)
    assert target.read_bytes() == before
