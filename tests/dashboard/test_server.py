import gzip
import json
import re
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest

import lagebild as lb
from lagebild.dashboard.server import make_server, slug_of
from lagebild.views.columns import unpack
from lagebild.views.scene import build_scene
from tests.builders import make_picture
from tests.serving import served


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
    url = f"{address}lagebild-resources/pruefbild/{name}/ground_speed"
    body, headers = get(url)
    assert set(unpack(gzip.decompress(body))[1]["value"].tolist()) == {120.0}
    assert headers["cache-control"] == "private, no-cache"
    again = urllib.request.Request(url, headers={"If-None-Match": headers["etag"]})
    with pytest.raises(urllib.error.HTTPError, match="304"):
        urllib.request.urlopen(again, timeout=60)
    assert status(f"{address}lagebild-resources/pruefbild/{name}/nonsense") == 404


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
