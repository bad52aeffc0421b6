import gzip
import json
import re
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

import lagebild as lb
from lagebild.dashboard.server import make_server, slug_of
from lagebild.model.basemap import Basemap
from lagebild.readers.basemaps import as_basemaps
from lagebild.views.columns import unpack
from lagebild.views.scene import build_scene
from tests.builders import make_picture
from tests.serving import served
from tests.tiles_support import write_pmtiles


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served(make_picture()) as found:
        yield found


def get(url: str) -> tuple[bytes, dict[str, str]]:
    with urllib.request.urlopen(url, timeout=60) as answer:
        return answer.read(), {name.lower(): value for name, value in answer.headers.items()}


def status(url: str) -> int:
    try:
        return len(get(url)) and 200
    except urllib.error.HTTPError as error:
        return error.code


def test_the_page_names_the_picture(address: str) -> None:
    page, _ = get(address)
    assert "Prüfbild" in page.decode()
    assert not re.findall(r"(?:src|href)=\"https?://(?!127\.0\.0\.1|localhost)[^\"]+\"", page.decode())


def test_columns_are_served_compressed_and_cacheable(address: str) -> None:
    scene = build_scene(make_picture())
    name = next(layer["resource"] for layer in scene.description["layers"] if layer["kind"] == "tracks")
    body, headers = get(f"{address}lagebild-resources/pruefbild/{name}")
    assert headers["content-encoding"] == "gzip"
    assert "immutable" in headers["cache-control"]
    meta, _ = unpack(gzip.decompress(body))
    assert meta["ids"] == ["T000", "T001", "T002"]


def test_columns_to_colour_by_are_asked_for_anew_but_not_sent_again(address: str) -> None:
    scene = build_scene(make_picture())
    name = next(layer["resource"] for layer in scene.description["layers"] if layer["kind"] == "tracks")
    url = f"{address}lagebild-resources/pruefbild/{name}/values/first/ground_speed"
    body, headers = get(url)
    assert set(unpack(gzip.decompress(body))[1]["value"].tolist()) == {120.0}
    assert headers["cache-control"] == "private, no-cache"
    again = urllib.request.Request(url, headers={"If-None-Match": headers["etag"]})
    with pytest.raises(urllib.error.HTTPError, match="304"):
        urllib.request.urlopen(again, timeout=60)
    assert status(f"{address}lagebild-resources/pruefbild/{name}/values/first/nonsense") == 404


def test_terrain_tiles_are_served(address: str) -> None:
    scene = build_scene(make_picture())
    prefix = next(layer["tiles"] for layer in scene.description["layers"] if layer["kind"] == "terrain")
    body, _ = get(f"{address}lagebild-resources/pruefbild/{prefix}/0/0/0")
    assert unpack(gzip.decompress(body))[0] == {"empty": False}


@pytest.mark.parametrize(
    "path",
    ["lagebild-resources/none/columns/x", "lagebild-resources/pruefbild/columns/none", "lagebild-resources/pruefbild/terrain/x/0/0/0",
     "lagebild-resources/pruefbild/..%2f..%2fetc%2fpasswd"],
)  # fmt: skip
def test_unknown_resources_are_not_found(address: str, path: str) -> None:
    assert status(address + path) == 404


def test_several_pictures_get_an_index() -> None:
    with served(make_picture(), lb.Picture("Zweites Bild")) as address:
        index = get(address)[0].decode()
        assert "href='./zweites-bild?lang=de'" in index
        assert "Luftlagebilder" in index
        assert "ÜBUNG" in index
        assert "3 Flugwege" in index
        assert "Air pictures" in get(f"{address}?lang=en")[0].decode()
        assert not re.findall(r"https?://", index)
        page, _ = get(f"{address}zweites-bild")
        assert "Zweites Bild" in page.decode()


def test_slugs_are_plain_and_unique() -> None:
    taken: dict[str, None] = {}
    for title, expected in (
        ("Übung Bergland!", "uebung-bergland"),
        ("Übung  Bergland", "uebung-bergland-2"),
        ("†", "picture"),
    ):
        slug = slug_of(title, taken)
        taken[slug] = None
        assert slug == expected


def test_nothing_to_serve_and_unknown_language_are_refused() -> None:
    with pytest.raises(ValueError, match="no picture"):
        make_server([], port=0)
    with pytest.raises(ValueError, match="language"):
        make_server([make_picture()], port=0, language="fr")


def test_scene_is_json() -> None:
    json.dumps(build_scene(make_picture()).description, allow_nan=False)


Mapped = tuple[str, tuple[Basemap, ...]]


@pytest.fixture(scope="module")
def mapped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapped]:
    """A server with a good base map, one that is cut in its tiles, and one whose server never answers."""
    folder = tmp_path_factory.mktemp("basemaps")
    good = write_pmtiles(folder / "gut.pmtiles")
    cut = folder / "halb.pmtiles"
    cut.write_bytes(good.read_bytes()[:1200])
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(50)
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        maps = as_basemaps([good, cut, {"name": "Dienst", "kind": "wms", "url": url, "layers": "a", "timeout": 3}])
        with served(make_picture(), basemaps=maps) as found:
            yield found, maps


def tile(mapped: Mapped, number: int, name: str) -> tuple[dict[str, object], dict[str, str]]:
    address, maps = mapped
    prefix = build_scene(lb.Picture("x"), maps).description["basemaps"][number]["tiles"]
    body, headers = get(f"{address}lagebild-resources/pruefbild/{prefix}/{name}")
    return unpack(gzip.decompress(body))[0], headers


def test_tiles_are_kept_by_browsers_and_failures_are_not(mapped: Mapped) -> None:
    meta, headers = tile(mapped, 0, "1/0/1")
    assert meta == {"empty": False}
    assert "immutable" in headers["cache-control"]
    meta, headers = tile(mapped, 1, "3/7/7")
    assert meta["error"] == {"template": "{name} is damaged or truncated", "values": {"name": "halb.pmtiles"}}
    assert headers["cache-control"] == "no-store"


def test_a_server_that_hangs_keeps_nobody_waiting(mapped: Mapped) -> None:
    with ThreadPoolExecutor(12) as pool:
        asked = [pool.submit(tile, mapped, 2, f"4/{number}/0") for number in range(12)]
        time.sleep(0.3)
        began = time.perf_counter()
        assert tile(mapped, 0, "2/1/1")[0] == {"empty": False}
        assert time.perf_counter() - began < 2.5  # and not three seconds, or four times three
        said = [answer.result()[0]["error"]["template"] for answer in asked]
    assert all("did not answer within {seconds} s" in text for text in said)
