import gzip
import io
import json
import os
import zipfile

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import rasterio
import shapely
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from rasterio.transform import Affine

import lagebild as lb
from lagebild.errors import FileFormatError, LagebildError, MissingFileError
from lagebild.readers import registry
from lagebild.readers.format import TrackFormat
from lagebild.readers.igc import read_igc
from lagebild.readers.recognise import Kind, recognise
from tests.readers.helpers import attempt

REAL = {
    "benalla/01lz1hq1.igc": ("IGC", Kind.TRACKS),
    "tracks/skytraxx.igc": ("IGC", Kind.TRACKS),
    "tracks/switzerland.parquet": ("Parquet", Kind.TRACKS),
    "airspaces/openair-germany-2026-03.txt": ("OpenAir", Kind.AIRSPACES),
    "airspaces/openair-broken.txt": ("OpenAir", Kind.AIRSPACES),
    "benalla/AirspaceAus-DAA.txt": ("OpenAir", Kind.AIRSPACES),
    "airspaces/synthetic-500.parquet": ("GeoParquet", Kind.AIRSPACES),
    "benalla/terrain.jp2": ("JPEG 2000", Kind.TERRAIN),
    "terrain/oetztal-3s.tif": ("GeoTIFF", Kind.TERRAIN),
    "terrain/n00_e006.dt1": ("DTED", Kind.TERRAIN),
}


@pytest.mark.parametrize("name", REAL)
def test_real_files_under_a_misleading_name(shared_data, tmp_path, name):
    path = tmp_path / "holiday.png"
    path.write_bytes((shared_data / name).read_bytes())
    found = recognise(path)
    assert (found.name, found.kind) == REAL[name]


def test_a_packed_file_is_recognised_by_what_is_in_it(shared_data, tmp_path):
    packed = tmp_path / "flug"
    packed.write_bytes(gzip.compress((shared_data / "tracks/skytraxx.igc").read_bytes()))
    assert recognise(packed).name == "IGC"
    assert len(lb.read_tracks(packed).frame) == len(lb.read_tracks(shared_data / "tracks/skytraxx.igc").frame)


class Entry:
    """An entry point of another package."""

    name = value = "fremd"

    def __init__(self, found):
        self.found = found

    def load(self):
        if isinstance(self.found, Exception):
            raise self.found
        return self.found


def test_formats_of_other_packages(tmp_path, monkeypatch, caplog):
    path = tmp_path / "a.fremd"
    path.write_text("FREMD 1\n")
    own = TrackFormat(name="Fremd", matches=lambda head: head.text.startswith("FREMD"), read=read_igc)
    entries = [Entry(ImportError("no such module")), Entry("no format"), Entry(own)]
    monkeypatch.setattr(registry, "entry_points", lambda group: entries if group == "lagebild.formats" else [])
    registry.all_formats.cache_clear()
    try:
        assert recognise(path) is own
        assert "no such module" in caplog.text
        assert "is no lagebild.readers.format.Format" in caplog.text
    finally:
        registry.all_formats.cache_clear()


def test_written_files(tmp_path):
    square = gpd.GeoDataFrame({"name": ["a"]}, geometry=[shapely.box(8, 47, 9, 48)], crs="EPSG:4326")
    square.to_file(tmp_path / "a.gpkg", driver="GPKG")
    (tmp_path / "a.gpkg").rename(tmp_path / "a")
    assert len(lb.read_airspaces(tmp_path / "a")) == 1
    square.to_file(tmp_path / "b", driver="GeoJSON")
    square.to_parquet(tmp_path / "c")
    (tmp_path / "d").write_text("# made by hand\n\ntrack_id;time;longitude;latitude\n", encoding="utf-8")
    kinds = [str(recognise(tmp_path / name)) for name in "abcd"]
    assert kinds == ["GeoPackage (airspaces)", "GeoJSON (airspaces)", "GeoParquet (airspaces)", "CSV (tracks)"]


def test_pictures(tmp_path):
    with pytest.raises(FileFormatError, match="without picture"):
        recognise(tmp_path)
    (tmp_path / "picture.toml").write_text("", encoding="utf-8")
    assert recognise(tmp_path).kind is Kind.PICTURE
    packed = tmp_path / "x.igc"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("picture.toml", "")
    assert recognise(packed).kind is Kind.PICTURE


def png() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (4, 4)).save(buffer, "PNG")
    return buffer.getvalue()


def parquet() -> bytes:
    buffer = io.BytesIO()
    frame = pd.DataFrame({"time": pd.date_range("2026", periods=9, tz="UTC"), "longitude": 8.0, "latitude": 47.0})
    frame.assign(track_id="a").to_parquet(buffer)
    return buffer.getvalue()


def tiff() -> bytes:
    with rasterio.MemoryFile() as memory:
        with memory.open(
            driver="GTiff", width=64, height=64, count=1, dtype="int16", crs="EPSG:4326", nodata=-32768,
            transform=Affine(0.01, 0, 8, 0, -0.01, 48),
        ) as out:  # fmt: skip
            out.write(np.ones((64, 64), dtype="int16"), 1)
        return bytes(memory.getbuffer())


HOSTILE = {
    "nothing": b"",
    "png.igc": png(),
    "half.parquet": parquet()[: len(parquet()) // 2],
    "head.parquet": b"PAR1",
    "half.tif": tiff()[:-4000],
    "head.tif": b"II*\0",
    "wrong.tif": b"II*\0" + os.urandom(500),
    "wrong.jp2": b"\0\0\0\x0cjP  \r\n\x87\n" + bytes(200),
    "wrong.nc": b"\x89HDF\r\n\x1a\n" + bytes(200),
    "classic.nc": b"CDF\x01" + bytes(10),
    "wrong.gpkg": b"SQLite format 3\0" + bytes(52) + b"GPKG" + bytes(500),
    "plain.sqlite": b"SQLite format 3\0" + bytes(500),
    "wrong.dt1": b"UHL1" + b" " * 76 + b"DSI" + bytes(600),
    "deep.json": b'{"type": "FeatureCollection", "features": ' + b"[" * 200_000,
    "deeper.json": b'{"type":"Feature","a":' * 50_000,
    "half.json": b'{"type": "FeatureCollection", "features": [{"type": "Feature", "geom',
    "empty.json": b'{"type": "FeatureCollection", "features": []}',
    "points.json": b'{"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [8, 47]}}',
    "text.txt": "Guten Tag, dies ist ein Brief.\nGruß".encode(),
    "script.py": b"import os\nprint(1)\n",
    "one-line.csv": b"time,latitude,longitude,track_id\n" + b"x" * 3_000_000,
    "zeros.csv": b"time,latitude,longitude,track_id\n" + bytes(100),
    "header.csv": b"time,latitude,longitude,track_id",
    "columns.csv": b"time,latitude," + b",".join(b"c%d" % n for n in range(3000)),
    "wide.txt": b"AC R\nAL GND\nDP " + b"9" * 1_000_000,
    "many.txt": b"AC R\nAL GND\nDP" + b" 1:" * 100_000,
    "igc": b"AXXX\nHFDTE999999\nB" + b"9" * 1_000_000,
    "utf16.csv": "time,latitude,longitude,track_id\n".encode("utf-16"),
    "noise": np.random.default_rng(1).bytes(5000),
}
OPENERS = (recognise, lb.read_tracks, lb.read_airspaces, lb.open_terrain)


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("opener", OPENERS, ids=lambda f: f.__name__)
def test_hostile_files_are_one_sentence(tmp_path, capfd, name, opener):
    path = tmp_path / name
    path.write_bytes(HOSTILE[name])
    if opener is recognise:
        found, message = attempt(recognise, path)
        assert found is not None or str(path) in message
        return
    with pytest.raises(LagebildError) as caught:
        opener(path)
    message = str(caught.value)
    assert str(path) in message
    assert "\n" not in message
    assert len(message) < 700
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("opener", OPENERS, ids=lambda f: f.__name__)
def test_missing_files_and_folders(tmp_path, opener):
    with pytest.raises(MissingFileError, match="no file"):
        opener(tmp_path / "none")
    with pytest.raises(MissingFileError):
        opener("https://example.org/flights.parquet")
    with pytest.raises(FileFormatError, match="folder"):
        opener(tmp_path)
    with pytest.raises(LagebildError):
        opener("a\0b")
    with pytest.raises(LagebildError):
        opener("x" * 5000)


def test_the_wrong_door_names_the_right_one(shared_data):
    with pytest.raises(FileFormatError, match="read_airspaces"):
        lb.read_tracks(shared_data / "benalla/airspace.txt")
    with pytest.raises(FileFormatError, match="read_tracks"):
        lb.read_airspaces(shared_data / "tracks/skytraxx.igc")
    with pytest.raises(FileFormatError, match="no terrain"):
        lb.open_terrain(shared_data / "tracks/skytraxx.igc")


@given(st.binary(max_size=200), st.sampled_from([b"", b"AC R\nAL GND\n", b"HFDTE010120\n", b"{", b"PAR1", b"II*\0"]))
def test_any_bytes_are_recognised_or_refused(tmp_path_factory, data, head):
    path = tmp_path_factory.getbasetemp() / "any"
    path.write_bytes(head + data)
    found, message = attempt(recognise, path)
    assert found is not None or str(path) in message


def test_json_of_something_else(tmp_path):
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"hello": [1, 2]}), encoding="utf-8")
    with pytest.raises(FileFormatError, match="no format that lagebild reads"):
        recognise(path)
