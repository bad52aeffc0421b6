"""A station placed by hand, and what it sees: computed once, shown for any height by a slider."""

from __future__ import annotations

import asyncio
import secrets
import threading
from html import escape
from typing import Any

import panel as pn

from lagebild.analysis.visible_altitude import minimum_visible_altitude
from lagebild.errors import ValidationError
from lagebild.model.layers import Layer
from lagebild.model.stations import Station
from lagebild.units import METRES_PER_FOOT
from lagebild.views.attempt import Failed, attempt
from lagebild.views.background import in_background
from lagebild.views.coverage_overlay import Coverage
from lagebild.views.lagemap import LageMap
from lagebild.views.widget_style import BUTTON_STYLE, SWITCH_STYLE

__all__ = ["CoverageView", "coverage_view"]

_OPACITY = 0.45
_REFRACTIONS = {"radio": 4 / 3, "light": 7 / 6, "none": 1.0}
_POLL = 200
"""Milliseconds between two looks at how far the work has come."""

_MOST_METRES = 6000.0
_OWN, _ALL = -1, -2
"""What may be chosen beside the picture's stations, by number."""


class _Cancelled(BaseException):
    """No error: someone no longer wants the result, and the work ends from within."""


def coverage_view(lagemap: LageMap, station: Station | None = None) -> CoverageView:
    """Return the controls of a station on a map made by `picture.map()`, and show on the map what it sees.

    Parameters
    ----------
    lagemap
        The map; its picture needs a terrain.
    station
        The station at first; by default the picture's first one, else one in the middle of its terrain.

    Raises
    ------
    ValidationError
        If the picture has no terrain.
    """
    if not isinstance(lagemap, LageMap):
        raise ValidationError(f"a coverage belongs to a map, made by picture.map(), not {type(lagemap).__name__}")
    if lagemap.picture.terrain is None:
        raise ValidationError("what a station sees needs the picture's terrain")
    return CoverageView(lagemap, station)


class CoverageView(pn.viewable.Viewer):
    """Controls of a station, its computation, and the height that is shown; made by `coverage_view`."""

    def __init__(self, lagemap: LageMap, station: Station | None = None, **params: Any) -> None:
        super().__init__(**params)
        self.map = lagemap
        self.coverage: Coverage | None = None
        self._seen_from = ""
        self._waits = False
        self._layer = f"sight-{secrets.token_hex(8)}"
        self._share = 0.0
        self._cancelled = threading.Event()
        self._asked = 0
        middle = _middle(lagemap) if station is None else (station.longitude, station.latitude)
        number = {"width": 130, "margin": (4, 8)}
        wide = {**number, "width": 215}
        button = {"margin": (22, 8, 4, 8), "stylesheets": [BUTTON_STYLE]}
        self.longitude = pn.widgets.FloatInput(value=round(middle[0], 5), start=-360, end=360, step=0.01, **number)
        self.latitude = pn.widgets.FloatInput(value=round(middle[1], 5), start=-90, end=90, step=0.01, **number)
        height = 20.0 if station is None else station.height_agl
        self.antenna = pn.widgets.FloatInput(value=height, start=0, end=1000, step=1, **wide)
        reach = 0.0 if station is None or station.max_range is None else station.max_range / 1000
        self.reach = pn.widgets.FloatInput(value=reach, start=0, end=1000, step=10, **wide)
        self.refraction = pn.widgets.Select(**number)
        self.point = pn.widgets.Button(**button)
        self.centre = pn.widgets.Button(**button)
        self.compute = pn.widgets.Button(**button)
        self.cancel = pn.widgets.Button(visible=False, **button)
        self.progress = pn.indicators.Progress(value=0, max=100, sizing_mode="stretch_width", visible=False)
        self.reference = pn.widgets.RadioButtonGroup(margin=(4, 8), stylesheets=[SWITCH_STYLE])
        self.height = pn.widgets.IntSlider(
            start=0, end=6000, step=50, value=150, margin=(4, 8), sizing_mode="stretch_width"
        )
        self.said = pn.pane.HTML(margin=(0, 8), sizing_mode="stretch_width")
        self._name = station.name if station is not None else ""
        self.choice = pn.widgets.Select(value=_OWN, **wide)
        self._heights = pn.Row(self.reference, self.height, visible=False, sizing_mode="stretch_width")
        self._panel = pn.Column(
            pn.FlexBox(
                self.choice,
                self.longitude,
                self.latitude,
                self.point,
                self.centre,
                self.antenna,
                self.reach,
                self.refraction,
                self.compute,
                self.cancel,
            ),
            self.progress,
            self._heights,
            self.said,
            sizing_mode="stretch_width",
        )
        self.choice.param.watch(self._take_choice, ["value"])
        self.point.on_click(self._ask_place)
        self.centre.on_click(self._take_centre)
        lagemap.param.watch(self._take_place, ["placed"])
        self.compute.on_click(self._compute)
        self.cancel.on_click(lambda _: self._cancelled.set())
        self.height.param.watch(self._show, ["value_throttled"])
        self.reference.param.watch(self._show, ["value"])
        lagemap.param.watch(self._label, ["language", "units", "scene"])
        self._label()
        if station is None and len(lagemap.picture.stations):
            self.choice.value = 0

    def __panel__(self) -> pn.viewable.Viewable:
        """Return what is shown (Panel's protocol)."""
        return self._panel

    @property
    def station(self) -> Station:
        """The station as the controls say."""
        return Station(
            longitude=self.longitude.value,
            latitude=self.latitude.value,
            height_agl=self.antenna.value,
            max_range=self.reach.value * 1000 or None,
            name=self._name,
        )

    @property
    def _unit(self) -> float:
        """Metres of one step of the reader's unit."""
        return 1.0 if self.map.units == "metric" else METRES_PER_FOOT

    def _label(self, *_: Any) -> None:
        t = self.map.formats.translate
        self._offer_stations()
        self.longitude.name, self.latitude.name = t("Longitude (°)"), t("Latitude (°)")
        self.point.name, self.centre.name = t("Set on the map"), t("Middle of the map")
        self.antenna.name = t("Antenna above ground (m)")
        self.reach.name = t("Range (km), 0: no limit")
        chosen = self.refraction.value or 4 / 3
        names = {"radio": t("Radio (k = 4/3)"), "light": t("Light (k = 7/6)"), "none": t("None (k = 1)")}
        self.refraction.param.update(
            name=t("Refraction"), options={names[name]: k for name, k in _REFRACTIONS.items()}, value=chosen
        )
        self.compute.name, self.cancel.name = t("Compute what is seen"), t("Cancel")
        above = self.reference.value if self.reference.value in (True, False) else True
        self.reference.param.update(options={t("Above ground"): True, t("Above mean sea level"): False}, value=above)
        metric = self.map.units == "metric"
        metres = self.height.value * getattr(self, "_slider_unit", 1.0)
        self._slider_unit = self._unit
        step = 50 if metric else 100
        self.height.param.update(
            name=t("Height ({unit})").format(unit="m" if metric else "ft"),
            end=round(_MOST_METRES / self._unit / step) * step,
            step=step,
            value=round(metres / self._unit / step) * step,
        )
        self._show()

    def _offer_stations(self) -> None:
        """Offer the picture's stations, which may have become others with it."""
        t, stations = self.map.formats.translate, self.map.picture.stations
        options = {t("A place of one's own"): _OWN, **{one.label: number for number, one in enumerate(stations)}}
        if len(stations) > 1:
            options[t("All {count} stations").format(count=len(stations))] = _ALL
        chosen = self.choice.value if self.choice.value in options.values() else _OWN
        self.choice.param.update(name=t("Station"), options=options, value=chosen, visible=len(stations) > 0)

    def _take_choice(self, *_: Any) -> None:
        """Put the station that was chosen into the controls."""
        number, stations = self.choice.value, self.map.picture.stations
        own = (self.longitude, self.latitude, self.antenna, self.reach, self.centre, self.point)
        for control in own:
            control.disabled = number != _OWN
        if number == _OWN:
            self._name = ""
        elif number != _ALL and number < len(stations):
            one = stations[number]
            self._name = one.name
            self.longitude.value, self.latitude.value = one.longitude, one.latitude
            self.antenna.value, self.reach.value = one.height_agl, (one.max_range or 0.0) / 1000

    def _stations(self) -> list[Station]:
        return list(self.map.picture.stations) if self.choice.value == _ALL else [self.station]

    def _ask_place(self, _: Any) -> None:
        self._waits = True
        self.map.placing = True
        self.said.object = escape(
            self.map.formats.translate("Click on the map where the station stands; Escape ends it.")
        )

    def _take_place(self, *_: Any) -> None:
        if self._waits and self.map.placed:
            self._waits = False
            self.said.object = ""
            self.longitude.value, self.latitude.value = self.map.placed["longitude"], self.map.placed["latitude"]

    def _take_centre(self, _: Any) -> None:
        camera = self.map.camera
        if "longitude" in camera and "latitude" in camera:
            self.longitude.value, self.latitude.value = round(camera["longitude"], 5), round(camera["latitude"], 5)

    def _compute(self, _: Any = None) -> None:
        t = self.map.formats.translate
        self._asked += 1
        asked, terrain, k = self._asked, self.map.picture.terrain, float(self.refraction.value)
        if terrain is None:
            self.said.object = escape(t("The picture has no terrain to look over."))
            return
        made = attempt(self._stations)
        if isinstance(made, Failed):
            self.said.object = made.html(t)
            return
        stations: list[Station] = made
        seen_from = ", ".join(one.label for one in stations)
        self._cancelled.clear()
        self._share = 0.0
        self.cancel.visible = self.progress.visible = True
        self.compute.disabled = True
        poll = pn.state.add_periodic_callback(self._tell_progress, _POLL) if _has_loop() else None

        def work() -> Coverage | Failed | None:
            try:
                lowest = attempt(lambda: minimum_visible_altitude(terrain, stations, k, progress=self._progress))
            except _Cancelled:
                return None
            return lowest if isinstance(lowest, Failed) else Coverage.of(lowest, terrain, secrets.token_hex(8))

        def done(found: Coverage | Failed | None) -> None:
            if poll is not None:
                poll.stop()
            if asked != self._asked:
                return
            self.cancel.visible = self.progress.visible = False
            self.compute.disabled = False
            if isinstance(found, Failed):
                self.said.object = found.html(self.map.formats.translate)
            elif found is not None:
                self.coverage, self._seen_from = found, seen_from
                self._heights.visible = True
                self._show()

        in_background(work, done)

    def _progress(self, share: float) -> None:
        self._share = share
        if self._cancelled.is_set():
            raise _Cancelled

    def _tell_progress(self) -> None:
        self.progress.value = round(100 * self._share)

    def _show(self, *_: Any) -> None:
        if self.coverage is None:
            return
        t, above = self.map.formats.translate, bool(self.reference.value)
        metres = self.height.value * self._unit
        written = self.map.formats.height(metres)
        where = t("above ground") if above else t("above mean sea level")
        name = t("Seen from {name}, {height} {reference}").format(name=self._seen_from, height=written, reference=where)
        overlay = self.coverage.overlay(metres, above_ground=above)
        self.map.show_layer(Layer(id=self._layer, data=overlay, name=name, opacity=_OPACITY))
        share = self.map.formats.number(100 * self.coverage.seen_share(metres, above_ground=above), 1)
        self.said.object = escape(
            t("{share} % of the terrain is seen; grey: not known, for ground is missing").format(share=share)
        )


def _middle(lagemap: LageMap) -> tuple[float, float]:
    """Return longitude and latitude of the middle of a map's terrain, or of the picture."""
    terrain = lagemap.picture.terrain
    bounds = lagemap.picture.bounds if terrain is None else terrain.bounds
    return (0.0, 0.0) if bounds is None else ((bounds.west + bounds.east) / 2, (bounds.south + bounds.north) / 2)


def _has_loop() -> bool:
    """Whether messages are handled beside the work: in a page and in a notebook, not in a script."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
