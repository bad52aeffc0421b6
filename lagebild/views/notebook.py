"""Panel in a notebook, with everything it loads taken from the package: nothing is fetched from the network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import panel as pn

__all__ = ["ready_notebook"]


@dataclass(frozen=True)
class _Run:
    """A run of a cell: what JupyterLab calls the cell, and the message that had it run."""

    cell: str
    message: str


class _Carrier:
    """The run whose output loads Panel into the page, where it was lagebild that had it loaded."""

    run: _Run | None = None


def ready_notebook() -> None:
    """Load Panel's extension, inlined, if this is a notebook whose page has none; elsewhere do nothing.

    What loads it is an output as others are, and lost when its cell runs again or is deleted: the page would go on, but
    not be drawn when it is opened the next time. It is loaded anew then.
    """
    try:
        from IPython import get_ipython
    except ImportError:
        return
    shell = get_ipython()
    if shell is None or not hasattr(shell, "kernel"):
        return
    request = _request(shell)
    if getattr(pn.extension, "_loaded", False) and not _is_lost(_Carrier.run, request):
        return
    _Carrier.run = _run(request)
    pn.extension("tabulator", inline=True)


def _request(shell: Any) -> dict[str, Any]:
    """The message that has the present cell run, as far as the kernel tells."""
    request = shell.get_parent() if hasattr(shell, "get_parent") else None
    return request if isinstance(request, dict) else {}


def _run(request: dict[str, Any]) -> _Run | None:
    cell = request.get("metadata", {}).get("cellId")
    message = request.get("header", {}).get("msg_id")
    return _Run(str(cell), str(message)) if cell and message else None


def _is_lost(carrier: _Run | None, request: dict[str, Any]) -> bool:
    if carrier is None:
        return False
    run = _run(request)
    runs_again = run is not None and run.cell == carrier.cell and run.message != carrier.message
    return runs_again or carrier.cell in request.get("metadata", {}).get("deletedCells", ())
