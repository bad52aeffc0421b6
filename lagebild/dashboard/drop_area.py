"""The place where files are dropped or chosen: their parts go to the session's folder, one after the other."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import param

from lagebild.errors import LagebildError, ValidationError
from lagebild.messages import Message, message_of
from lagebild.service.session_files import Refused, SessionFiles
from lagebild.views.one_at_a_time import OneAtATime
from lagebild.views.uploads import plain_name

__all__ = ["DropArea"]


class DropArea(OneAtATime):
    """Takes files of any kind; tells of each that has arrived, or why it did not."""

    texts = param.Dict(default={}, doc="What is said: choose, hint, sending.")

    _esm: ClassVar[Path] = Path(__file__).with_name("drop_area.js")

    def __init__(
        self, files: SessionFiles, arrived: Callable[[Path], None], refused: Callable[[Refused], None], **params: Any
    ) -> None:
        super().__init__(**params)
        self._files, self._arrived, self._refused = files, arrived, refused
        self._names: dict[str, str] = {}

    def _handle_msg(self, data: Any) -> None:
        actions = {
            "upload": self._begin,
            "upload-part": self._part,
            "upload-end": self._end,
            "upload-cancel": self._cancel,
        }
        if not isinstance(data, dict) or data.get("type") not in actions:
            return
        key = str(data.get("upload"))
        try:
            reply = actions[data["type"]](data, key)
        except (LagebildError, OSError) as error:
            reply = {"error": True}
            name = self._names.pop(key, "") or plain_name(data.get("name", ""))
            reason = message_of(error) if isinstance(error, LagebildError) else _unkept(name)
            self._refused(Refused(name, reason))
        self._send_msg({"reply": data.get("id"), **reply})

    def _begin(self, data: dict[str, Any], _: str) -> dict[str, Any]:
        begun = self._files.begin(data.get("name"), data.get("size"))
        self._names[str(begun["upload"])] = plain_name(data.get("name"))
        return begun

    def _part(self, data: dict[str, Any], key: str) -> dict[str, Any]:
        self._files.part(key, data.get("data"))
        return {}

    def _end(self, _: dict[str, Any], key: str) -> dict[str, Any]:
        path = self._files.finish(key)
        self._names.pop(key, None)
        self._arrived(path)
        return {}

    def _cancel(self, _: dict[str, Any], key: str) -> dict[str, Any]:
        self._files.drop(key)
        raise ValidationError(Message("{name} did not arrive whole; try again", name=self._names.get(key, "file")))


def _unkept(name: str) -> Message:
    return Message("{name} could not be kept on the server; its disk may be full", name=name)
