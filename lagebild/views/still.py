"""A notebook's output with a still picture in the map's place, until a kernel answers (`frontend/src/waking.ts`)."""

from __future__ import annotations

import base64
from collections.abc import Callable
from html import escape
from typing import Any

__all__ = ["with_still"]

_HTML = "text/html"
_EXEC = "application/vnd.holoviews_exec.v0+json"
"""Panel's output in JupyterLab; other notebooks get what Panel makes for them."""

_STILL = (
    "<div class='lagebild-still'><img alt='{alt}' style='max-width: 100%' src='data:image/svg+xml;base64,{data}'></div>"
)
_LIVE = "<div class='lagebild-live' style='height: 0; overflow: hidden'>{html}</div>"
"""Out of sight but as wide as ever; the map takes the style away."""


def with_still(bundle: Any, svg: Callable[[], str], title: str) -> Any:
    """Put the still picture before the map's own output; what is no such output stays as it is."""
    data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
    if not isinstance(data, dict) or _EXEC not in data or _HTML not in data:
        return bundle
    image = base64.b64encode(svg().encode()).decode()
    html = _STILL.format(alt=escape(title, quote=True), data=image) + _LIVE.format(html=data[_HTML])
    return {**data, _HTML: html}, metadata
