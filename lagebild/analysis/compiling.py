"""Saying that loops are being compiled, while somebody waits for it."""

from __future__ import annotations

import functools
import logging
import threading
from typing import Any

from numba.core import event

__all__ = ["say_when_compiling"]

_PATIENCE = 1.0
"""Seconds of compiling after which people are told."""

_SENTENCE = "lagebild: an analysis is being compiled, once only; this takes about ten seconds"

_log = logging.getLogger("lagebild")


class _Teller(event.Listener):
    """Hears when numba begins and ends compiling; what is loaded from its cache is not compiled, and not heard of."""

    def __init__(self) -> None:
        self._depth = 0
        self._notice: threading.Timer | None = None
        self._told = False

    def on_start(self, event: Any) -> None:
        """Begin to wait: a loop that calls others is compiled while these are."""
        self._depth += 1
        if self._depth == 1 and not self._told:
            self._notice = threading.Timer(_PATIENCE, self._tell)
            self._notice.daemon = True
            self._notice.start()

    def on_end(self, event: Any) -> None:
        """Say nothing of what took less."""
        self._depth -= 1
        if self._depth == 0 and self._notice is not None:
            self._notice.cancel()
            self._notice = None

    def _tell(self) -> None:
        self._told = True
        _log.warning(_SENTENCE)


@functools.cache
def _teller() -> _Teller:
    teller = _Teller()
    event.register("numba:compile", teller)  # type: ignore[no-untyped-call]
    return teller


def say_when_compiling() -> None:
    """Have people told, once in a process, when an analysis is being compiled.

    Compiling happens once after each installation and may take seconds; a warning of the logger `lagebild`, which
    stands in a terminal and in a notebook unless someone silences it, says so. Call it before the first loop runs.
    """
    _teller()
