from collections.abc import Callable
from typing import Any

import pytest
from bokeh.document import Document
from panel.io.state import state
from pyviz_comms import Comm

from lagebild.views.lagemap import LageMap
from tests.builders import make_picture

VIEW = {"longitude": 10.5, "latitude": 46.8, "zoom": 6.5, "bearing": 0, "pitch": 0}


class OpenComm(Comm):
    def __init__(self) -> None:
        super().__init__()
        self._comm = self


@pytest.fixture
def tell(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[dict[str, Any]]]:
    """Shows a map in a notebook's output, and tells it several things at once as the browser does."""
    sent: list[Any] = []
    monkeypatch.setattr("panel.io.notebook.send", lambda _, message: sent.append(message))

    def tell(shown: LageMap, *events: dict[str, Any]) -> list[dict[str, Any]]:
        document, comm = Document(), OpenComm()
        root = shown.get_root(document, comm)
        document.add_root(root)
        monkeypatch.setitem(state._views, root.ref["id"], (shown, root, document, comm))
        model, _ = shown._models[root.ref["id"]]  # a design, once imported, wraps the root
        references = {"$map": {"id": model.ref["id"]}, "$data": {"id": model.data.ref["id"]}}
        document.hold()  # as Panel does while it reads
        document.apply_json_patch({"events": [_referring(event, references) for event in events]}, setter=comm.id)
        document.unhold()
        return [event for message in sent for event in message.content["events"]]

    return tell


def _referring(value: Any, references: dict[str, Any]) -> Any:
    if isinstance(value, dict):
        return {name: _referring(one, references) for name, one in value.items()}
    if isinstance(value, list):
        return [_referring(one, references) for one in value]
    return references.get(value, value) if isinstance(value, str) else value


def change(name: str, value: Any) -> dict[str, Any]:
    return {"kind": "ModelChanged", "model": "$data", "attr": name, "new": value}


def question(data: dict[str, Any]) -> dict[str, Any]:
    values = {"type": "map", "entries": [["model", "$map"], ["data", {"type": "map", "entries": list(data.items())}]]}
    message = {"type": "event", "name": "data_event", "values": values}
    return {"kind": "MessageSent", "msg_type": "bokeh_event", "msg_data": message}


GROUND = {"type": "ground", "longitude": 10.5, "latitude": 46.8, "id": "1"}


def test_a_change_that_comes_with_a_question_is_heard_and_not_sent_back(tell: Any) -> None:
    shown = make_picture().map()
    answers = tell(shown, change("view_state", VIEW), question(GROUND), change("trail", 120))
    assert shown.camera == VIEW
    assert shown.trail == 120
    assert [answer["kind"] for answer in answers].count("MessageSent") == 1
    assert "view_state" not in [answer.get("attr") for answer in answers]


def test_a_question_hears_the_changes_that_came_before_it(tell: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = make_picture().map()
    heard: list[Any] = []
    monkeypatch.setattr(shown, "_handle_msg", lambda _: heard.append((shown.camera, shown.trail)))
    before = shown.trail
    tell(shown, change("view_state", VIEW), question(GROUND), change("trail", before + 60))
    assert heard == [(VIEW, before)]
