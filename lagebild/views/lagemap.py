"""The map component: one Panel component for notebooks and pages, fed with binary columns."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar, Self

import numpy as np
import pandas as pd
import panel as pn
import param
from bokeh.embed.bundle import extension_dirs

from lagebild.errors import LagebildError, TileError
from lagebild.model.dossier import Dossier
from lagebild.model.layers import Layer
from lagebild.model.picture import PictureContent
from lagebild.model.tracks import Tracks
from lagebild.readers.basemaps import as_basemaps
from lagebild.views.assets import ASSETS, asset
from lagebild.views.background import in_background
from lagebild.views.basemaps import failure
from lagebild.views.columns import pack
from lagebild.views.details import details
from lagebild.views.formats import UNIT_SYSTEMS, Formats
from lagebild.views.i18n import LANGUAGES, catalogue
from lagebild.views.live_columns import live_layer
from lagebild.views.live_flights import LiveFlights
from lagebild.views.map_parameters import Camera, Moment, Selection, from_milliseconds, to_milliseconds, within
from lagebild.views.notebook import ready_notebook
from lagebild.views.one_at_a_time import OneAtATime
from lagebild.views.opening import opening_time, opening_trail
from lagebild.views.report_marks import REPORTS_LAYER, placed_reports
from lagebild.views.scene import Scene, build_scene, ground_elevation, with_dossier
from lagebild.views.selection import picks_named, picks_of, selected_tracks, selection_table
from lagebild.views.session_columns import SessionColumns
from lagebild.views.session_overlays import SessionOverlays
from lagebild.views.static_picture import StillView, static_svg
from lagebild.views.still import with_still
from lagebild.views.track_filters import TrackFilters

__all__ = ["LageMap"]

_LOG = logging.getLogger(__name__)
_BUNDLE = "lagemap.js"
_DEFAULT_HEIGHT = 640
_LEAST_HEIGHT = 420
"""Pixels that the map takes at least, as its style sheet says (`min-height`)."""
_LONGEST_MESSAGE = 2000
_LIVE_TRAIL = 300.0
"""Seconds of flight path behind aircraft that are received now."""

_COLOURINGS = ["altitude", "speed", "vertical_rate", "type", "time"]


# served pages load the bundle as a file of its own, from the built assets, instead of finding it inlined in each
extension_dirs["lagebild"] = ASSETS


class LageMap(OneAtATime):
    """The interactive map of a picture; made by `picture.map()`.

    Its state is synchronised both ways: `time`, `camera` and `selection` are parameters in the terms of a notebook,
    to be read, set, watched and bound; `time_ms`, `view_state`, `picked` and `focus` are the browser's words for them.
    """

    time = Moment(doc="The picture's moment, UTC; set it by a Timestamp, a datetime or an ISO text, with its zone.")
    camera = Camera(default={}, doc="longitude, latitude (degrees), zoom, bearing, pitch; may be set in part.")
    selection = Selection(doc="What is selected, a row each; set it by such a table or by a list of track ids.")

    dossier = param.Parameter(doc="The picture's dossier, as it is now; `show_dossier` shows another.")
    report = param.String(default="", doc="Id of the report that views beside the map tell about; empty: none.")

    scene = param.Dict(default={}, doc="What is drawn; see frontend/README.md.")
    resource_base = param.String(default="", doc="URL path of the binary columns; empty: through the notebook's comm.")
    texts = param.Dict(default={}, doc="English texts of the interface and their translations.")
    language = param.Selector(default="de", objects=list(LANGUAGES))
    theme = param.Selector(default="light", objects=["light", "dark"])
    units = param.Selector(default="aviation", objects=list(UNIT_SYSTEMS))
    time_ms = param.Number(default=None, allow_None=True, doc="The picture's moment, milliseconds since 1970 UTC.")
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
    view_3d = param.Boolean(default=False, doc="Terrain, airspaces and flights at their heights; else a flat map.")
    exaggeration = param.Number(
        default=None, allow_None=True, bounds=(1, 100), doc="How many times too high 3D shows heights; None: by zoom."
    )
    view_state = param.Dict(default={}, doc="longitude, latitude (degrees), zoom, bearing, pitch.")
    picked = param.List(default=[], doc="What is selected: a list of {kind, layer, index}.")
    focus = param.Dict(default={}, doc="What of it is told about: {kind, layer, index, time}; empty: nothing.")
    details = param.Dict(default={}, doc="What is said of the focus.")
    basemap = param.String(default="", doc="Id of the base map shown, of the scene's; empty: the built-in one.")
    overlays = param.List(default=[], doc="Overlays of this session: files dropped onto the map; read only.")
    track_columns = param.Dict(default={}, doc="Columns of this session to colour by, by layer; read only.")
    shown_reports = param.List(
        default=None, allow_None=True, doc="Ids of the dossier's reports that are shown; None: all."
    )
    pointed = param.Dict(
        default=None, allow_None=True, doc="A place marked by another view: longitude, latitude (degrees); None: none."
    )
    placing = param.Boolean(default=False, doc="Wait for a place: the next click on the map, or Enter, sets `placed`.")
    placed = param.Dict(default=None, allow_None=True, doc="The place that was set: longitude, latitude (degrees).")
    asked_object = param.Dict(default={}, doc="The actor, site or type whose name was clicked last: kind, id.")
    live = param.Dict(default=None, allow_None=True, doc="What is received now: {stream: URL}; None: nothing is.")
    following = param.Boolean(default=True, doc="Whether a live picture shows the present; else the time of `time`.")
    past = param.List(
        default=None, allow_None=True, doc="A time looked back at, of a live picture: two ms; None: none."
    )
    alerts_asked = param.Integer(default=0, doc="Counts clicks on the number of alerts.")
    linked = param.Integer(default=0, doc="Links to other maps; where there are some, moves are told while they last.")

    _bundle: ClassVar[Path] = ASSETS / _BUNDLE
    _rename: ClassVar[dict[str, str | None]] = {
        "time": None,
        "camera": None,
        "selection": None,
        "report": None,
        "dossier": None,
    }
    """Not sent to the browser."""

    def __init__(self, scene: Scene, *, titled: bool = True, flights: LiveFlights | None = None, **params: Any) -> None:
        asset(_BUNDLE)
        self._scene = scene
        self._titled = titled
        self._live = flights
        opening = opening_time(scene.picture)
        if flights is not None:
            params.setdefault("time", flights.now)
        elif opening is not None:
            params.setdefault("time", from_milliseconds(opening))
        params.setdefault("trail", opening_trail(scene.picture) if flights is None else _LIVE_TRAIL)
        params.setdefault("basemap", _shown_basemap(scene))
        params.setdefault("sizing_mode", "stretch_width")
        if params["sizing_mode"] == "stretch_width":
            params.setdefault("height", _DEFAULT_HEIGHT)
        params.setdefault("min_height", _LEAST_HEIGHT)
        params.setdefault("texts", dict(catalogue(params.get("language", "de"))))
        description = self._described(scene)
        colour_by = params.pop("colour_by", self.param.colour_by.default)
        super().__init__(scene=description, dossier=scene.picture.dossier, **params)
        self.param.colour_by.objects = _colourings(description)
        self.colour_by = colour_by
        self.param.watch(self._on_time, ["time"])
        self.param.watch(self._on_time_ms, ["time_ms"])
        self.param.watch(self._on_camera, ["camera"])
        self.param.watch(self._on_view_state, ["view_state"])
        self.param.watch(self._on_selection, ["selection"])
        self.param.watch(self._on_picked, ["picked"])
        self.param.watch(self._on_focus, ["focus", "units", "language"])
        self.param.watch(self._on_language, ["language"])
        self.param.watch(self._on_placed, ["placed"])
        self.param.watch(self._on_placing, ["placing"])
        self.tells_objects = False
        """Whether names of objects lead somewhere; see `object`."""

        self._taken: Callable[[float, float], None] | None = None
        self._dropped = SessionOverlays(scene.store, self._on_dropped)
        self._columns = SessionColumns(scene.store)
        if pn.state.curdoc is not None and pn.state.curdoc.session_context is not None:
            pn.state.curdoc.on_session_destroyed(lambda _: self._dropped.close())
            pn.state.curdoc.on_session_destroyed(lambda _: self._columns.close())
        for given in (self._on_time, self._on_camera, self._on_selection):
            given()

    @classmethod
    def of(cls, picture: PictureContent, *, basemap: Any = None, basemaps: Any = None, **options: Any) -> Self:
        """Make the map of a picture.

        Parameters
        ----------
        basemap
            The file of a base map (PMTiles, MBTiles, GeoTIFF) to open with; a list offers the others as well.
        basemaps
            Further base maps to choose from: files, or tables such as
            `{"name": …, "kind": "wms", "url": …, "layers": …}`. Servers are asked for nothing until chosen.
        **options
            The component's parameters: language, theme, units, height, …
        """
        ready_notebook()
        offered = (*as_basemaps(basemap, shown=True), *as_basemaps(basemaps))
        return cls(build_scene(picture, offered), **options)

    @property
    def formats(self) -> Formats:
        """How values are written for this map's reader."""
        return Formats(language=self.language, units=self.units)

    @property
    def picture(self) -> PictureContent:
        """What the map shows."""
        return self._scene.picture

    @property
    def span(self) -> tuple[pd.Timestamp, pd.Timestamp] | None:
        """The picture's first and last moment, of a live one what can be shown now; None without flights."""
        if self._live is None:
            return self._scene.picture.time_range
        if self.past:
            return from_milliseconds(self.past[0]), from_milliseconds(self.past[1])
        return self._live.span

    def remembers(self, moment: pd.Timestamp) -> bool:
        """Whether the map has what happened at a moment."""
        if self._live is not None and not self.past:
            return self._live.begins <= moment
        return self.span is not None and self.span[0] <= moment <= self.span[1]

    def _described(self, scene: Scene) -> dict[str, Any]:
        """Return what is drawn of a scene on this map, and above it what is received now, below the reports."""
        described = dict(scene.description)
        if not self._titled:
            described["title"] = ""
        if self._live is not None:
            layers = described["layers"]
            reports = [layer for layer in layers if layer["kind"] == "dossier"]
            described["layers"] = [*(layer for layer in layers if layer not in reports), live_layer(), *reports]
        return described

    @property
    def selected_tracks(self) -> Tracks:
        """The flights among what is selected, to compute with."""
        return selected_tracks(self._scene.picture, self.selection, self._live)

    def show_scene(self, scene: Scene, *, resource_base: str = "") -> None:
        """Show another picture; what is chosen stays where that picture has it.

        The browser draws it when the component is put onto the page next: take it off before.
        """
        chosen = self.selection
        self.selection = []
        self.focus = {}
        self._scene = scene
        self.param.update(scene=self._described(scene), resource_base=resource_base)
        self._columns.close()  # they belong to flights of the former picture
        self._tell_columns()
        if self.colour_by not in self.param.colour_by.objects:
            self.colour_by = self.param.colour_by.default
        if self._live is None:  # else time goes on
            self._reach(scene.picture)
        known = {layer["id"] for layer in self.scene["layers"]} | {REPORTS_LAYER}
        self.selection = chosen[chosen["layer"].isin(known)]
        self.dossier = scene.picture.dossier

    def _reach(self, picture: PictureContent) -> None:
        """Stay at the time, if that is another picture's as well."""
        opening, span = opening_time(picture), self.span
        if opening is None or span is None:
            self.time = self.time_ms = None
        elif self.time is None or self.time != within(self.time, span):
            self.time = from_milliseconds(opening)

    def show_dossier(self, dossier: Dossier) -> None:
        """Show another dossier, such as one with a report more, in place of the picture's; all else stays as it is."""
        self.show_reports(with_dossier(self._scene, dossier))

    def show_reports(self, scene: Scene) -> None:
        """Show a scene that has the same layers and another dossier; nothing else is drawn anew."""
        chosen, told = self.selection, self.report
        self._scene = scene
        self.scene = self._described(scene)
        if (chosen["kind"] == "report").any():  # the map numbers reports anew
            self.selection = self.selection_of(chosen[["kind", "layer", "id"]], strict=False)
            self._on_focus()
        self.dossier = scene.picture.dossier  # it changes, too, by reports that the map does not show
        self.report = told if told in self.dossier else ""

    def show_report(self, report_id: str) -> None:
        """Tell about a report, and select it where it has a place; an id that the dossier does not have: about none."""
        self.report = report_id if report_id in self.dossier else ""
        placed = placed_reports(self.dossier)["id"]
        if self.report and (placed == self.report).any():
            self.selection = pd.DataFrame({"kind": ["report"], "layer": [REPORTS_LAYER], "id": [self.report]})

    def static_svg(self) -> str:
        """Return what the map shows as one SVG that needs no kernel: time, camera, filters and layers as they are."""
        view = StillView(
            time=self.time,
            trail=self.trail,
            altitude_range=None if self.altitude_range is None else tuple(self.altitude_range),
            camera=self.camera,
            layer_state=self.layer_state,
        )
        return static_svg(self._scene.picture, view, self.formats)

    def show_layer(self, layer: Layer) -> None:
        """Show an overlay on this map alone; one of the same id, unique to the map, is drawn anew."""
        self._dropped.put(layer)

    def show_column(self, column: str, flights: Mapping[str, Tracks]) -> None:
        """Colour flights of this map alone by a column that they have more than the picture's.

        `flights` are layers of the picture by their id: the same fixes, with that column.
        """
        for layer_id, tracks in flights.items():
            self._columns.put(layer_id, tracks, column, self._scene.fixes_of.get(layer_id))
        self._tell_columns()
        self.colour_by = f"column:{column}"

    def remove_column(self, column: str) -> None:
        """Forget a column of this session; flights are coloured by height where it coloured them."""
        for layer_id in tuple(self._columns.specs):
            self._columns.remove(layer_id, column)
        if self.colour_by == f"column:{column}":
            self.colour_by = self.param.colour_by.default
        self._tell_columns()

    def ask_place(self, taken: Callable[[float, float], None]) -> None:
        """Wait for a place that is set on the map: `taken` gets its longitude and latitude (degrees).

        Who asked before, and has not been answered, is not any more; nor is anyone once waiting is ended (Escape).
        """
        self._taken = taken
        self.param.update(placed=None, placing=True)

    def remove_layer(self, layer_id: str) -> None:
        """Take an overlay of this session off the map."""
        self._dropped.remove(layer_id)

    def seek(self, moment: str | datetime) -> None:
        """Go to a moment: the same as setting `time`."""
        self.time = moment

    def selection_of(self, wanted: object, *, strict: bool = True) -> pd.DataFrame:
        """Return the table of what is named: a table with kind, layer and id, or a list of track ids."""
        picture = self._scene.picture
        return selection_table(picture, picks_named(picture, wanted, self._live, strict=strict), self._live)

    def _tell_columns(self) -> None:
        self.track_columns = self._columns.specs
        self._offer_colourings()

    def _offer_colourings(self) -> None:
        own = (f"column:{spec['name']}" for specs in self.track_columns.values() for spec in specs)
        self.param.colour_by.objects = list(dict.fromkeys([*_colourings(self._scene.description), *own]))

    def _on_placed(self, *_: Any) -> None:
        if self.placed is None:
            return
        taken, self._taken = self._taken, None
        if taken is not None:
            taken(self.placed["longitude"], self.placed["latitude"])

    def _on_placing(self, *_: Any) -> None:
        if not self.placing:
            self._taken = None

    def _on_time(self, *_: Any) -> None:
        """What is said of the focus follows the picture's time; the browser tells it twice a second at most."""
        if self.time is not None and self.time_ms != to_milliseconds(self.time):
            self.time_ms = to_milliseconds(self.time)
        if self.focus:
            self._describe({**self.focus, "time": self.time_ms})

    def _on_time_ms(self, *_: Any) -> None:
        if self.span and self.time_ms is not None and self.time_ms != to_milliseconds(self.time):
            self.time = within(from_milliseconds(self.time_ms), self.span)

    def _on_camera(self, *_: Any) -> None:
        if self.camera != self.view_state:
            self.view_state = dict(self.camera)

    def _on_view_state(self, *_: Any) -> None:
        if self.camera != self.view_state:
            self.camera = dict(self.view_state)

    def _on_selection(self, *_: Any) -> None:
        reports = self.selection.loc[self.selection["kind"] == "report", "id"]
        if len(reports) == 1:
            self.report = str(reports.iloc[0])
        picks = picks_of(self.selection)
        if picks != self.picked:
            self.param.update(picked=picks, focus=picks[0] if len(picks) == 1 else {})

    def _on_picked(self, *_: Any) -> None:
        picture = self._scene.picture
        if self.picked != picks_of(self.selection):
            self.selection = selection_table(picture, self.picked, self._live)

    def _on_focus(self, *_: Any) -> None:
        self._describe(self.focus or {})

    def _describe(self, focus: dict[str, Any]) -> None:
        picture, dropped = self._scene.picture, self._dropped.layers
        linked = self.tells_objects
        self.details = (
            details(picture, focus, self.formats, moment=self.time, dropped=dropped, linked=linked, live=self._live)
            if focus
            else {}
        )

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
        elif kind == "state":
            self._send_msg(pack({}, {"reply": data.get("id"), "state": self._state}))
        elif self._dropped.handle(data, lambda meta: self._send_msg(pack({}, {"reply": data.get("id"), **meta}))):
            return
        elif kind == "error":
            _LOG.warning("map: %s", str(data.get("text", ""))[:_LONGEST_MESSAGE])

    @property
    def _state(self) -> dict[str, Any]:
        """What a page loaded anew has to know: the browser's parameters, but for the scene."""
        own = LageMap.param.objects(instance=False).items()
        kept = {"name", "scene", "resource_base", *self._rename}
        return {name: getattr(self, name) for name, one in own if one.owner is LageMap and name not in kept}

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Any:
        """What a notebook keeps of the map: with a still picture, for when no kernel answers."""
        return with_still(super()._repr_mimebundle_(include, exclude), self.static_svg, self._scene.picture.title)

    def _send_resource(self, request: dict[str, Any]) -> None:
        reply = {"reply": request.get("id")}
        name, store = str(request.get("name")), self._scene.store

        def work() -> bytes | LagebildError:
            try:
                return store.get(name)
            except TileError as error:
                return failure(error)
            except LagebildError as error:
                return error

        def done(made: bytes | LagebildError) -> None:
            if isinstance(made, bytes):
                self._send_msg(pack({"payload": np.frombuffer(made, dtype=np.uint8)}, reply))
            else:
                self._send_msg(pack({}, {**reply, "error": f"no such resource: {made}"}))

        if store.waits(name):  # a server that hangs must not hold up the kernel
            in_background(work, done)
        else:
            done(work())

    def _on_dropped(self) -> None:
        self.overlays = self._dropped.specs

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


def _shown_basemap(scene: Scene) -> str:
    """Id of the base map that the map opens with; empty for the built-in one."""
    offered = scene.description.get("basemaps", [])
    return next((entry["id"] for entry in offered if entry["shown"] and "error" not in entry), "")


def _colourings(description: dict[str, Any]) -> list[str]:
    """What this picture's flight paths can be coloured by."""
    tracks = (layer for layer in description["layers"] if layer["kind"] == "tracks")
    columns = (column["name"] for layer in tracks for column in layer.get("columns", []))
    return [*_COLOURINGS, *dict.fromkeys(f"column:{name}" for name in columns)]
