import gzip
import socket
from pathlib import Path

import numpy as np
import pytest
import rasterio
from rasterio.transform import Affine

from lagebild.errors import TileError
from lagebild.readers.basemaps import as_basemaps
from lagebild.views.basemaps import describe_basemaps, failure, sentence
from lagebild.views.columns import ColumnStore, unpack
from tests.builders import make_picture
from tests.tiles_support import colour_of, pixel, write_mbtiles, write_pmtiles


def test_files_are_described_and_give_their_tiles(tmp_path: Path) -> None:
    store = ColumnStore()
    files = [write_pmtiles(tmp_path / "a.pmtiles"), write_mbtiles(tmp_path / "b.mbtiles")]
    a, b = describe_basemaps(as_basemaps(files, shown=True), store)
    assert (a["name"], a["form"], a["max_zoom"], a["attribution"], a["shown"]) == (
        "a",
        "raster",
        3,
        "Eigene & Kacheln",
        True,
    )
    assert (b["id"], b["shown"], b["names"]) == ("basemap-1", False, False)
    for spec in (a, b):
        _, columns = unpack(gzip.decompress(store.get(f"{spec['tiles']}/1/1/0")))
        assert pixel(columns["tile"].tobytes()) == colour_of(1, 1, 0)
    assert unpack(gzip.decompress(store.get(f"{a['tiles']}/9/1/0")))[0] == {"empty": True}


def test_a_georeferenced_raster_keeps_the_names_above_it(tmp_path: Path) -> None:
    path = tmp_path / "bild.tif"
    with rasterio.open(
        path, "w", driver="GTiff", count=3, height=50, width=50, dtype="uint8", crs="EPSG:4326",
        transform=Affine(0.1, 0, 10, 0, -0.1, 50), photometric="RGB",
    ) as target:  # fmt: skip
        target.write(np.full((3, 50, 50), 200, dtype=np.uint8))
    store = ColumnStore()
    spec = describe_basemaps(as_basemaps(path), store)[0]
    assert (spec["form"], spec["names"], spec["bounds"]) == ("raster", True, [10.0, 45.0, 15.0, 50.0])
    assert unpack(gzip.decompress(store.get(f"{spec['tiles']}/0/0/0")))[0] == {"empty": False}


def test_a_damaged_file_is_a_sentence_and_the_others_are_there(tmp_path: Path) -> None:
    good = write_pmtiles(tmp_path / "gut.pmtiles", zooms=1)
    bad = tmp_path / "kaputt.pmtiles"
    bad.write_bytes(good.read_bytes()[:150])
    broken, fine = describe_basemaps(as_basemaps([bad, good]), ColumnStore())
    assert broken["error"] == {"template": "{name} is damaged or truncated", "values": {"name": "kaputt.pmtiles"}}
    assert "tiles" not in broken
    assert "error" not in fine


def test_a_server_is_asked_for_nothing_while_it_is_described() -> None:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(1)
        listening.settimeout(0.2)
        url = f"http://127.0.0.1:{listening.getsockname()[1]}/wms"
        store = ColumnStore()
        spec = describe_basemaps(as_basemaps({"name": "D", "kind": "wms", "url": url, "layers": "a"}), store)[0]
        with pytest.raises(TimeoutError):
            listening.accept()
    assert spec["remote"]
    assert url not in str(spec)  # the address stays with Python
    assert store.waits(f"{spec['tiles']}/0/0/0")


def test_failures_are_told_and_not_kept(tmp_path: Path) -> None:
    path = write_pmtiles(tmp_path / "a.pmtiles")
    path.write_bytes(path.read_bytes()[:-3000])
    store = ColumnStore()
    spec = describe_basemaps(as_basemaps(path), store)[0]
    with pytest.raises(TileError) as told:
        store.get(f"{spec['tiles']}/3/7/7")
    assert unpack(gzip.decompress(failure(told.value)))[0]["error"] == sentence(told.value)
    assert store.held_bytes == 0


def test_maps_open_with_the_file_they_were_given(tmp_path: Path) -> None:
    picture = make_picture(terrain=None)
    good = write_pmtiles(tmp_path / "gut.pmtiles", zooms=1)
    bad = tmp_path / "kaputt.pmtiles"
    bad.write_bytes(b"PMTiles")
    assert picture.map().basemap == ""
    assert picture.map(basemap=good).basemap == "basemap-0"
    assert picture.map(basemap=bad, basemaps=[good]).basemap == ""
    assert picture.map(basemaps=[good]).basemap == ""
    assert picture.dashboard(basemap=good).map.basemap == "basemap-0"
