"""Where a station stands: one of the picture's, or a place set on the map or by its coordinates."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import panel as pn

from lagebild.model.stations import Purpose, Station
from lagebild.views.i18n import Translate
from lagebild.views.lagemap import LageMap
from lagebild.views.widget_style import BUTTON_STYLE

__all__ = ["StationChoice"]

_OWN, _ALL = -1, -2
"""What may be chosen beside the picture's stations, by number."""

_NUMBER: dict[str, Any] = {"width": 118, "margin": (4, 6)}
_LONG_NAME: dict[str, Any] = {**_NUMBER, "width": 168}


class StationChoice(pn.viewable.Viewer):
    """Controls of one station on a map."""

    def __init__(
        self,
        lagemap: LageMap,
        station: Station | None = None,
        *,
        several: bool = False,
        reach: bool = True,
        own_name: str = "",
        compact: bool = False,
        asks: Callable[[str], None],
        **params: Any,
    ) -> None:
        """`several`: all stations of the picture may be chosen at once; `asks` shows a sentence to the reader.

        `own_name`: of a place of one's own; without one it is called by its coordinates. `compact`: what is fixed
        with a station of the picture is not shown.
        """
        super().__init__(**params)
        self.map, self._several, self._own_name, self._asks = lagemap, several, own_name, asks
        self._compact = compact
        middle = _middle(lagemap) if station is None else (station.longitude, station.latitude)
        self.choice = pn.widgets.Select(value=_OWN, width=190, margin=(4, 6))
        self.longitude = pn.widgets.FloatInput(value=round(middle[0], 5), start=-360, end=360, step=0.01, **_NUMBER)
        self.latitude = pn.widgets.FloatInput(value=round(middle[1], 5), start=-90, end=90, step=0.01, **_NUMBER)
        button: dict[str, Any] = {"margin": (22, 6, 4, 6), "stylesheets": [BUTTON_STYLE]}
        self.point = pn.widgets.Button(**button)
        self.centre = pn.widgets.Button(**button)
        height = 20.0 if station is None else station.height_agl
        self.antenna = pn.widgets.FloatInput(value=height, start=0, end=100_000, step=1, **_LONG_NAME)
        served = 0.0 if station is None or station.max_range is None else station.max_range / 1000
        self.reach = pn.widgets.FloatInput(value=served, start=0, end=1000, step=10, visible=reach, **_LONG_NAME)
        self._template = station
        self.fields = [self.choice, self.longitude, self.latitude, self.antenna, *([self.reach] if reach else [])]
        self.buttons = [self.point, self.centre]
        self._panel = pn.FlexBox(*self.fields, *self.buttons)
        self.choice.param.watch(self._take_choice, ["value"])
        self.point.on_click(self._ask_place)
        self.centre.on_click(self._take_centre)

    def __panel__(self) -> pn.viewable.Viewable:
        """Return what is shown (Panel's protocol)."""
        return self._panel

    @property
    def station(self) -> Station:
        """The station as the controls say."""
        given = self._template
        reach = self.reach.value * 1000 or None
        known = given is not None and given.max_range == reach
        return Station(
            longitude=self.longitude.value,
            latitude=self.latitude.value,
            height_agl=self.antenna.value,
            max_range=reach,
            name=self._own_name if given is None else given.name,
            purpose=Purpose.RADIO if given is None else given.purpose,
            range_source=given.range_source if given is not None and known else "",
        )

    @property
    def stations(self) -> list[Station]:
        """The station, or all of the picture's."""
        return list(self.map.picture.stations) if self.choice.value == _ALL else [self.station]

    def choose(self, number: int) -> None:
        """Take a station of the picture."""
        self.choice.value = number

    def label(self, t: Translate) -> None:
        """Name the controls, and offer the picture's stations, which may have become others with it."""
        self.longitude.name, self.latitude.name = t("Longitude (°)"), t("Latitude (°)")
        self.point.name, self.centre.name = t("Set on the map"), t("Middle of the map")
        self.antenna.name = t("Antenna AGL (m)")
        self.reach.name = t("Range (km), 0: none")
        stations = self.map.picture.stations
        options = {t("A place of one's own"): _OWN, **{one.label: number for number, one in enumerate(stations)}}
        if self._several and len(stations) > 1:
            options[t("All {count} stations").format(count=len(stations))] = _ALL
        chosen = self.choice.value if self.choice.value in options.values() else _OWN
        self.choice.param.update(name=f"{t('Station')} {self._own_name}".strip(), options=options, value=chosen)
        self.choice.visible = bool(len(stations))

    def _take_choice(self, *_: Any) -> None:
        """Put the station that was chosen into the controls."""
        number, stations = self.choice.value, self.map.picture.stations
        for control in (self.longitude, self.latitude, self.antenna, self.reach, self.centre, self.point):
            control.disabled = number != _OWN
            if self._compact and control is not self.reach:
                control.visible = number == _OWN
        if number == _OWN:
            self._template = None
        elif number != _ALL and number < len(stations):
            one = self._template = stations[number]
            self.longitude.value, self.latitude.value = one.longitude, one.latitude
            self.antenna.value, self.reach.value = one.height_agl, (one.max_range or 0.0) / 1000

    def _ask_place(self, _: Any) -> None:
        self.map.ask_place(self._take_place)
        self._asks(self.map.formats.translate("Click on the map where the station stands; Escape ends it."))

    def _take_place(self, longitude: float, latitude: float) -> None:
        self._asks("")
        self.longitude.value, self.latitude.value = longitude, latitude

    def _take_centre(self, _: Any) -> None:
        camera = self.map.camera
        if "longitude" in camera and "latitude" in camera:
            self.longitude.value, self.latitude.value = round(camera["longitude"], 5), round(camera["latitude"], 5)


def _middle(lagemap: LageMap) -> tuple[float, float]:
    """Return longitude and latitude of the middle of a map's terrain, or of the picture."""
    terrain = lagemap.picture.terrain
    bounds = lagemap.picture.bounds if terrain is None else terrain.bounds
    return (0.0, 0.0) if bounds is None else ((bounds.west + bounds.east) / 2, (bounds.south + bounds.north) / 2)
