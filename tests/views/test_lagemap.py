import pandas as pd
import pytest

import lagebild as lb
from lagebild.views.columns import unpack
from lagebild.views.lagemap import LageMap
from tests.builders import make_picture


@pytest.fixture
def shown() -> LageMap:
    return make_picture().map()


def heard(shown: LageMap, monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    sent: list[bytes] = []
    monkeypatch.setattr(shown, "_send_msg", sent.append)
    return sent


def test_details_follow_the_focus_and_the_time(shown: LageMap) -> None:
    start = pd.Timestamp("2026-05-12T08:00", tz="UTC")
    shown.focus = {"kind": "track", "layer": "tracks-0", "index": 0, "time": start.timestamp() * 1000}
    assert shown.details["subtitle"] == "12.05.2026 08:00:00 UTC"
    shown.time = start + pd.Timedelta(minutes=5)
    assert shown.details["subtitle"] == "12.05.2026 08:05:00 UTC"
    shown.language = "en"
    assert shown.details["sections"][0]["title"] == "Identity"
    shown.focus = {}
    assert shown.details == {}


def test_resources_answer_by_message(shown: LageMap, monkeypatch: pytest.MonkeyPatch) -> None:
    sent = heard(shown, monkeypatch)
    name = next(layer["resource"] for layer in shown.scene["layers"] if layer["kind"] == "tracks")
    shown._handle_msg({"type": "resource", "id": 7, "name": name})
    meta, columns = unpack(sent[0])
    assert meta == {"reply": 7}
    assert columns["payload"].tobytes() == shown._scene.store.get(name)
    shown._handle_msg({"type": "resource", "id": 8, "name": "columns/none"})
    assert "no such resource" in unpack(sent[1])[0]["error"]


def test_ground_answers_by_message(shown: LageMap, monkeypatch: pytest.MonkeyPatch) -> None:
    sent = heard(shown, monkeypatch)
    shown._handle_msg({"type": "ground", "id": 1, "longitude": 10.5, "latitude": 46.8})
    shown._handle_msg({"type": "ground", "id": 2, "longitude": 80.0, "latitude": 10.0})
    there, nowhere = (unpack(message)[0] for message in sent)
    assert there["elevation"] == pytest.approx(float(make_picture().terrain.sample(10.5, 46.8)))
    assert there["accuracy"] == 10.0
    assert nowhere == {"reply": 2, "elevation": None, "accuracy": None}


@pytest.mark.parametrize(
    "message", [None, "x", {}, {"type": "ground"}, {"type": "ground", "longitude": "x", "latitude": 1}]
)
def test_foreign_messages_are_ignored(shown: LageMap, monkeypatch: pytest.MonkeyPatch, message: object) -> None:
    sent = heard(shown, monkeypatch)
    shown._handle_msg(message)
    assert sent == []


def test_an_unbuilt_package_says_how_to_build_it(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setattr("lagebild.views.assets.ASSETS", tmp_path)
    with pytest.raises(lb.LagebildError, match="make setup"):
        make_picture().map()
