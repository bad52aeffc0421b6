"""The map component: one Panel component for notebooks and pages, fed with binary columns."""

from __future__ import annotations

import logging
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar, Self

import numpy as np
import pandas as pd
import param
from bokeh.embed.bundle import extension_dirs
from panel.custom import JSComponent

from lagebild.errors import LagebildError, ValidationError
from lagebild.model.picture import PictureContent
from lagebild.views.assets import ASSETS, asset
from lagebild.views.columns import pack
from lagebild.views.details import details
from lagebild.views.formats import UNIT_SYSTEMS, Formats
from lagebild.views.i18n import LANGUAGES, catalogue
from lagebild.views.notebook import ready_notebook
from lagebild.views.opening import opening_time, opening_trail
from lagebild.views.scene import Scene, build_scene, ground_elevation
from lagebild.views.track_filters import TrackFilters

__all__ = ["LageMap"]

_LOG = logging.getLogger(__name__)
_BUNDLE = "lagemap.js"
_DEFAULT_HEIGHT = 640
_LONGEST_MESSAGE = 2000
_COLOURINGS = ["altitude", "speed", "vertical_rate", "type", "time"]


# served pages load the bundle as a file of its own, from the built assets, instead of finding it inlined in each
extension_dirs["lagebild"] = ASSETS


class LageMap(JSComponent):
    """The interactive map of a picture; made by `picture.map()`.

    Its state is synchronised both ways: set `map.time`, read `map.selection`.
    """

    scene = param.Dict(default={}, doc="What is drawn; see frontend/README.md.")
    resource_base = param.String(default="", doc="URL path of the binary columns; empty: through the notebook's comm.")
    texts = param.Dict(default={}, doc="English texts of the interface and their translations.")
    language = param.Selector(default="de", objects=list(LANGUAGES))
    theme = param.Selector(default="light", objects=["light", "dark"])
    units = param.Selector(default="aviation", objects=list(UNIT_SYSTEMS))
    time = param.Number(default=None, allow_None=True, doc="The picture's moment, milliseconds since 1970 UTC.")
    playing = param.Boolean(default=False)
    speed = param.Number(default=60.0, bounds=(0, None), doc="Seconds of the picture per second of playback.")
    trail = param.Number(default=0.0, bounds=(0, None), doc="Seconds of flight path shown behind the aircraft; 0: all.")
    altitude_range = param.List(default=None, allow_None=True, doc="Lowest and highest height shown, metres.")
    filters = TrackFilters(default={}, doc="What flight paths are shown; see views/track_filters.py.")
    colour_by = param.Selector(
        default="altitude", objects=list(_COLOURINGS), doc="What colours flight paths; also `column:<name>`."
    )
    symbols = param.Selector(default="civil", objects=["civil", "app6"], doc="Aircraft symbols: civil, or APP-6.")
    layer_state = param.Dict(default={}, doc="Layer id to {visible, opacity}.")
    view_state = param.Dict(default={}, doc="longitude, latitude (degrees), zoom, bearing, pitch.")
    selection = param.Dict(default={}, doc="What is selected; empty: nothing.")
    details = param.Dict(default={}, doc="What is said of the selection.")

    _bundle: ClassVar[Path] = ASSETS / _BUNDLE

    def __init__(self, scene: Scene, *, titled: bool = True, **params: Any) -> None:
        asset(_BUNDLE)
        self._scene = scene
        params.setdefault("time", opening_time(scene.picture))
        params.setdefault("trail", opening_trail(scene.picture))
        params.setdefault("sizing_mode", "stretch_width")
        if params["sizing_mode"] == "stretch_width":
            params.setdefault("height", _DEFAULT_HEIGHT)
        params.setdefault("texts", dict(catalogue(params.get("language", "de"))))
        description = scene.description if titled else {**scene.description, "title": ""}
        colour_by = params.pop("colour_by", self.param.colour_by.default)
        super().__init__(scene=description, **params)
        self.param.colour_by.objects = _colourings(description)
        self.colour_by = colour_by
        self.param.watch(self._on_selection, ["selection", "units", "language"])
        self.param.watch(self._on_time, ["time"])
        self.param.watch(self._on_language, ["language"])

    @classmethod
    def of(cls, picture: PictureContent, **options: Any) -> Self:
        """Make the map of a picture; `options` are the component's parameters (language, theme, units, height, …)."""
        ready_notebook()
        return cls(build_scene(picture), **options)

    @property
    def formats(self) -> Formats:
        """How values are written for this map's reader."""
        return Formats(language=self.language, units=self.units)

    @property
    def moment(self) -> pd.Timestamp | None:
        """The picture's moment as a time; None without flight paths."""
        return None if self.time is None else pd.Timestamp(round(self.time * 1e6), unit="ns", tz="UTC")

    def seek(self, moment: str | datetime) -> None:
        """Go to a moment: a datetime with its zone, or an ISO text such as `2026-05-12T08:00Z`.

        Raises
        ------
        ValidationError
            If the text is no time, or the zone is missing.
        """
        try:
            found = pd.Timestamp(moment)
        except (TypeError, ValueError) as error:
            raise ValidationError(f"a moment is a time such as '2026-05-12T08:00Z', not {moment!r}") from error
        if found.tzinfo is None:
            raise ValidationError(f"a moment needs its zone, such as Z for UTC: {moment!r}")
        self.time = found.timestamp() * 1000.0

    def _on_selection(self, *_: Any) -> None:
        self._describe(self.selection or {})

    def _on_time(self, *_: Any) -> None:
        """What is said of the selection follows the picture's time; the browser tells it twice a second at most."""
        if self.selection:
            self._describe({**self.selection, "time": self.time})

    def _describe(self, selection: dict[str, Any]) -> None:
        self.details = details(self._scene.picture, selection, self.formats, moment=self.moment) if selection else {}

    def _on_language(self, *_: Any) -> None:
        self.texts = dict(catalogue(self.language))

    def _handle_msg(self, data: Any) -> None:
        if not isinstance(data, dict):
            return
        kind = data.get("type")
        if kind == "resource":
            self._send_resource(data)
        elif kind == "ground":
            self._send_ground(data)
        elif kind == "error":
            _LOG.warning("map: %s", str(data.get("text", ""))[:_LONGEST_MESSAGE])

    def _send_resource(self, request: dict[str, Any]) -> None:
        reply = {"reply": request.get("id")}
        try:
            container = self._scene.store.get(str(request.get("name")))
        except LagebildError as error:
            self._send_msg(pack({}, {**reply, "error": f"no such resource: {error}"}))
            return
        self._send_msg(pack({"payload": np.frombuffer(container, dtype=np.uint8)}, reply))

    def _send_ground(self, request: dict[str, Any]) -> None:
        reply: dict[str, Any] = {"reply": request.get("id"), "elevation": None, "accuracy": None}
        try:
            longitude, latitude = float(request["longitude"]), float(request["latitude"])
        except (KeyError, TypeError, ValueError):
            return
        elevation, accuracy = ground_elevation(self._scene.picture, longitude, latitude)
        if np.isfinite(elevation):
            reply["elevation"] = elevation
            reply["accuracy"] = accuracy if np.isfinite(accuracy) else None
        self._send_msg(pack({}, reply))


def _colourings(description: dict[str, Any]) -> list[str]:
    """What this picture's flight paths can be coloured by."""
    columns = (column["name"] for layer in description["layers"] for column in layer.get("columns", []))
    return [*_COLOURINGS, *dict.fromkeys(f"column:{name}" for name in columns)]
