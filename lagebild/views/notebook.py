"""Panel in a notebook, with everything it loads taken from the package: nothing is fetched from the network."""

from __future__ import annotations

import panel as pn

__all__ = ["ready_notebook"]


def ready_notebook() -> None:
    """Load Panel's extension, inlined, if this is a notebook and it is not loaded yet; elsewhere do nothing."""
    try:
        from IPython import get_ipython
    except ImportError:
        return
    shell = get_ipython()
    if shell is None or not hasattr(shell, "kernel") or getattr(pn.extension, "_loaded", False):
        return
    pn.extension("tabulator", inline=True)
