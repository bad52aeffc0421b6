"""Compiling loops once and for all, and saying so while somebody waits for it."""

from __future__ import annotations

import logging
import threading
from typing import Any

import numba

__all__ = ["compiled"]

_PATIENCE = 1.0
"""Seconds without an answer after which people are told; loading what was compiled earlier takes less."""

_log = logging.getLogger("lagebild")
_lock = threading.Lock()


def compiled(kernel: Any, *arguments: Any) -> Any:
    """Return a numba function after it was compiled, or loaded from its cache, for arguments of these types.

    Compiling happens once after each installation and may take seconds; a warning of the logger `lagebild`, which
    stands in a terminal and in a notebook unless someone silences it, says so.
    """
    types = tuple(numba.typeof(argument) for argument in arguments)
    if types in kernel.signatures:
        return kernel
    notice = threading.Timer(
        _PATIENCE, _log.warning, ["lagebild: an analysis is being compiled, once only; this takes about ten seconds"]
    )
    notice.daemon = True
    with _lock:
        notice.start()
        try:
            kernel.compile(types)
        finally:
            notice.cancel()
    return kernel
