import base64
import gzip
from typing import Any

import geopandas as gpd
import pytest
from shapely.geometry import box

import lagebild as lb
from lagebild.views.columns import ColumnStore, UnknownResourceError, unpack
from lagebild.views.session_overlays import SessionOverlays
from tests.builders import HOSTILE, make_picture

ZONES = gpd.GeoDataFrame(
    {"name": [HOSTILE, "b"]}, geometry=[box(10, 46, 11, 47), box(11, 46, 12, 47)], crs=4326
).to_json()


def drop(session: Any, name: str, data: bytes) -> dict[str, Any]:
    """Send a file as the browser does; returns the last answer."""
    answers: list[dict[str, Any]] = []
    session({"type": "upload", "name": name, "size": len(data)}, answers.append)
    if "error" in answers[-1]:
        return answers[-1]
    upload = answers[-1]["upload"]
    for at in range(0, len(data), answers[0]["part"]):
        chunk = base64.b64encode(data[at : at + answers[0]["part"]]).decode()
        session({"type": "upload-part", "upload": upload, "data": chunk}, answers.append)
    session({"type": "upload-end", "upload": upload}, answers.append)
    return answers[-1]


def test_a_dropped_file_becomes_a_layer_of_the_session_and_can_be_removed() -> None:
    store, changes = ColumnStore(), []
    session = SessionOverlays(store, lambda: changes.append(len(session.specs)))
    layer = drop(session.handle, "zonen.geojson", ZONES.encode())["layer"]
    spec = session.specs[0]
    assert (spec["id"], spec["name"], spec["session"], spec["count"]) == (layer, "zonen.geojson", True, 2)
    meta, columns = unpack(gzip.decompress(store.get(spec["resource"])))
    assert meta == {"labels": []}
    assert columns["piece_feature"].tolist() == [0, 1]
    session.handle({"type": "remove-overlay", "layer": layer}, lambda _: None)
    assert changes == [1, 0]
    with pytest.raises(UnknownResourceError):
        store.get(spec["resource"])


def test_no_other_session_can_guess_it() -> None:
    store = ColumnStore()
    session = SessionOverlays(store, lambda: None)
    drop(session.handle, "a.geojson", ZONES.encode())
    assert SessionOverlays(store, lambda: None).specs == []
    assert len(session.specs[0]["id"]) > 32


def test_the_end_of_the_session_deletes_everything() -> None:
    store = ColumnStore()
    session = SessionOverlays(store, lambda: None)
    drop(session.handle, "a.geojson", ZONES.encode())
    resource = session.specs[0]["resource"]
    session.close()
    with pytest.raises(UnknownResourceError):
        store.get(resource)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("kaputt.geojson", b'{\n"type": "Feat', "{name} begins as JSON but is damaged in line"),
        ("brief.txt", b"dear all", "{name} is no file that can be laid over the map"),
        ("a.geojson", b'{"type": "FeatureCollection", "features": [', "{name} cannot be read as {format}"),
        ("a.shp", b"\0\0\x27\x0a" + bytes(96), "{name} is only one of the files"),
    ],
)
def test_failures_are_sentences_for_the_page(name: str, data: bytes, said: str) -> None:
    session = SessionOverlays(ColumnStore(), lambda: None)
    error = drop(session.handle, name, data)["error"]
    assert error["template"].startswith(said)
    assert error["values"]["name"] == name
    assert "/tmp" not in str(error)
    assert session.specs == []


def test_there_is_an_end_to_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lagebild.views.session_overlays._MOST", 1)
    session = SessionOverlays(ColumnStore(), lambda: None)
    drop(session.handle, "a.geojson", ZONES.encode())
    assert "remove one first" in drop(session.handle, "b.geojson", ZONES.encode())["error"]["template"]


def test_other_messages_are_left_to_others() -> None:
    session = SessionOverlays(ColumnStore(), lambda: None)
    assert not session.handle({"type": "ground"}, lambda _: None)
    assert session.handle({"type": "upload-cancel", "upload": "none"}, lambda _: None)
    assert session.handle({"type": "remove-overlay"}, lambda _: None)


def test_the_map_tells_of_a_dropped_feature_and_keeps_it_out_of_the_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    picture = make_picture()
    shown = picture.map()
    sent: list[bytes] = []
    monkeypatch.setattr(shown, "_send_msg", sent.append)

    def send(message: dict[str, Any], hear: Any) -> None:
        before = len(sent)
        shown._handle_msg({**message, "id": 1})
        for answer in sent[before:]:
            hear(unpack(answer)[0])

    layer = drop(send, "zonen.geojson", ZONES.encode())["layer"]
    assert [spec["id"] for spec in shown.overlays] == [layer]
    shown.focus = {"kind": "overlay", "layer": layer, "index": 0}
    assert shown.details["title"] == HOSTILE
    assert {"label": "name", "value": HOSTILE, "note": ""} in shown.details["sections"][0]["rows"]
    shown._handle_msg({"type": "resource", "id": 2, "name": shown.overlays[0]["resource"]})
    assert "payload" in unpack(sent[-1])[1]
    assert len(picture.layers) == 4
    assert lb.Picture("x", layers=picture.layers).layers == picture.layers
