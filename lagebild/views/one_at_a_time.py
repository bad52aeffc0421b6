"""Messages between Python and the browser, one at a time.

JupyterLab answers each output's messages in a thread of its own (a subshell), while cells run in another. A Bokeh
message is several parts, and parts of two of them in between each other are understood by nobody.
"""

from __future__ import annotations

import threading
from contextlib import AbstractContextManager
from typing import Any, ClassVar

from bokeh.document import Document
from panel.custom import JSComponent

__all__ = ["OneAtATime", "in_turn"]


class OneAtATime(JSComponent):
    """A component that finishes what it tells and hears before anything else is told or heard."""

    # one for all: linked components tell each other, and with several locks could wait for each other
    _turn: ClassVar[threading.RLock] = threading.RLock()

    def _on_msg(self, *arguments: Any) -> None:
        with self._turn:
            super()._on_msg(*arguments)

    # Bokeh wants to see the names of these arguments
    def _comm_change(self, doc: Any, ref: str, comm: Any, subpath: Any, attr: str, old: Any, new: Any) -> None:
        with self._turn:
            super()._comm_change(doc, ref, comm, subpath, attr, old, new)

    def _comm_event(self, doc: Any, event: Any) -> None:
        with self._turn:
            _hear_changes(doc)
            super()._comm_event(doc, event)

    def _apply_update(self, *arguments: Any) -> Any:
        with self._turn:
            return super()._apply_update(*arguments)

    def _send_event(self, *arguments: Any, **more: Any) -> None:
        with self._turn:
            super()._send_event(*arguments, **more)


def in_turn() -> AbstractContextManager[object]:
    """Let no message be told or heard while several components are changed that belong together."""
    return OneAtATime._turn


def _hear_changes(doc: Document) -> None:
    """Hear the changes that the browser told of together with a question, before the question is answered.

    Bokeh holds them back until all of what came is read. An answer given meanwhile would take them along, as if they
    were Python's and to be told to the browser, and nobody would ever hear of them.
    """
    callbacks = doc.callbacks
    told = [event for event in callbacks._held_events if event.setter is not None]
    callbacks._held_events = [event for event in callbacks._held_events if event.setter is None]
    for event in told:
        if event.callback_invoker is not None:
            event.callback_invoker()
