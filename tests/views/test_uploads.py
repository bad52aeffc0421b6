import base64
from pathlib import Path

import pytest

import lagebild as lb
from lagebild.views.uploads import PART_BYTES, Uploads, plain_name


def part(data: bytes) -> str:
    return base64.b64encode(data).decode()


def test_parts_become_the_file_and_go_with_the_session() -> None:
    uploads = Uploads()
    data = bytes(range(256)) * 8000
    key = uploads.begin("zonen.geojson", len(data))
    for at in range(0, len(data), PART_BYTES):
        uploads.part(key, part(data[at : at + PART_BYTES]))
    path = uploads.finish(key)
    assert path.name == "zonen.geojson"
    assert path.read_bytes() == data
    uploads.close()
    assert not path.exists()


def test_a_removed_file_is_deleted_at_once() -> None:
    uploads = Uploads()
    key = uploads.begin("a", 1)
    uploads.part(key, part(b"x"))
    path = uploads.finish(key)
    uploads.remove(path)
    assert not path.parent.exists()
    uploads.close()


@pytest.mark.parametrize(
    ("name", "size", "message"),
    [
        ("a.tif", 5_000_000_000, "a.tif has 5000 MB; a dropped file may have at most 200 MB"),
        ("a.tif", 0, "a.tif is empty"),
        ("a.tif", "5", "a.tif is empty"),
        ("a.tif", True, "a.tif is empty"),
    ],
)
def test_sizes_are_checked_before_anything_is_sent(name: str, size: object, message: str) -> None:
    with pytest.raises(lb.LagebildError, match=message):
        Uploads().begin(name, size)


@pytest.mark.parametrize("data", ["", "no base64!", None, 5, part(b"x" * 11), part(b"x" * (PART_BYTES + 1))])
def test_strange_parts_end_the_upload(data: object) -> None:
    uploads = Uploads()
    key = uploads.begin("a", 10)
    with pytest.raises(lb.LagebildError, match="did not arrive whole"):
        uploads.part(key, data)
    with pytest.raises(lb.LagebildError, match="given up"):
        uploads.finish(key)


def test_a_file_that_lacks_parts_is_not_read() -> None:
    uploads = Uploads()
    key = uploads.begin("a", 10)
    uploads.part(key, part(b"x" * 9))
    with pytest.raises(lb.LagebildError, match="did not arrive whole"):
        uploads.finish(key)


def test_only_a_few_at_a_time() -> None:
    uploads = Uploads()
    for _ in range(4):
        uploads.begin("a", 10)
    with pytest.raises(lb.LagebildError, match="still arriving"):
        uploads.begin("b", 10)


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Karten\\zonen.shp", "zonen.shp"),
        ("..", "file"),
        ("", "file"),
        ("a\0b\n.tif", "a_b_.tif"),
        ("Übung 1 (neu).geojson", "Übung 1 (neu).geojson"),
        (None, "None"),
    ],
)
def test_names_stay_in_the_folder(name: object, plain: str) -> None:
    assert plain_name(name) == plain
    assert Path(plain_name(name)).name == plain_name(name)
