"""How far an aircraft reaches by what is published of its type: rings around a flight's start or a point set."""

from __future__ import annotations

import secrets
from html import escape
from typing import Any

import geopandas as gpd
import pandas as pd
import panel as pn

from lagebild.analysis.horizon_rings import horizon_rings
from lagebild.analysis.outlook import Progress
from lagebild.analysis.reach_rings import link_station, reach_rings
from lagebild.analysis.visible_altitude import minimum_visible_altitude
from lagebild.model.layers import Layer
from lagebild.model.overlay import VectorOverlay, VectorStyle
from lagebild.model.picture import PictureContent
from lagebild.model.stations import Station
from lagebild.model.tracks import Tracks
from lagebild.views.attempt import Failed, attempt
from lagebild.views.formats import Formats
from lagebild.views.lagemap import LageMap
from lagebild.views.progress_bar import ProgressBar
from lagebild.views.widget_style import BUTTON_STYLE

__all__ = ["ReachView"]

_ANTENNA = 20.0
"""m above the ground; of a ground station nothing else is known."""

_RADIO = 4 / 3


class ReachView(pn.viewable.Viewer):
    """Controls of a type and a place; the rings belong to this map alone."""

    def __init__(self, lagemap: LageMap, **params: Any) -> None:
        super().__init__(**params)
        self.map = lagemap
        self._layer = f"reach-{secrets.token_hex(8)}"
        self._drawn: pd.DataFrame | None = None
        field: dict[str, Any] = {"width": 130, "margin": (4, 6)}
        button: dict[str, Any] = {"margin": (22, 6, 4, 6), "stylesheets": [BUTTON_STYLE]}
        self.type = pn.widgets.Select(width=220, margin=(4, 6))
        self.longitude = pn.widgets.FloatInput(value=None, start=-360, end=360, step=0.1, **field)
        self.latitude = pn.widgets.FloatInput(value=None, start=-90, end=90, step=0.1, **field)
        self.point = pn.widgets.Button(**button)
        self.draw = pn.widgets.Button(**button)
        self.altitude = pn.widgets.FloatInput(value=3000.0, start=0, end=20_000, step=100, width=170, margin=(4, 6))
        self.sight = pn.widgets.Button(**button)
        self.work = ProgressBar(self._on_busy)
        self.said = pn.pane.HTML(margin=(4, 8), sizing_mode="stretch_width")
        self._panel = pn.Column(
            pn.FlexBox(self.type, self.longitude, self.latitude, self.point, self.draw, self.altitude, self.sight),
            self.work,
            self.said,
            sizing_mode="stretch_width",
            scroll=True,
        )
        self.point.on_click(self._ask_place)
        self.draw.on_click(self._draw)
        self.sight.on_click(self._look)
        lagemap.param.watch(self._take_flight, ["selection"])
        lagemap.param.watch(self._label, ["language", "units", "scene"])
        self._label()

    def __panel__(self) -> pn.viewable.Viewable:
        """Return what is shown (Panel's protocol)."""
        return self._panel

    def _on_busy(self, busy: bool) -> None:
        self.draw.disabled = self.sight.disabled = busy

    def _label(self, *_: Any) -> None:
        t, picture = self.map.formats.translate, self.map.picture
        names = {one.name_in(self.map.language): one.key for one in picture.platforms}
        value = self.type.value if self.type.value in names.values() else next(iter(names.values()), None)
        self.type.param.update(name=t("Type"), options=names, value=value)
        self.longitude.name, self.latitude.name = t("Longitude (°)"), t("Latitude (°)")
        self.point.name, self.draw.name = t("Set on the map"), t("Draw the reach")
        self.altitude.name = t("Flies at (m AMSL)")
        self.sight.name = t("Line of sight instead of the link's circle")
        self.altitude.visible = self.sight.visible = picture.terrain is not None
        if self._drawn is None:
            self._say(t("Choose a type and set a point on the map, or select a flight: its start is taken."))
        else:
            self._tell(self._drawn)

    def _say(self, text: str) -> None:
        self.said.object = f"<p>{escape(text)}</p>" if text else ""

    def _take_flight(self, *_: Any) -> None:
        """Take the type and the start of the flight that is selected."""
        found = _flight_of(self.map.picture, self.map.selection)
        if found is None:
            return
        platform, self.longitude.value, self.latitude.value = found
        if platform in self.type.options.values():
            self.type.value = platform

    def _ask_place(self, _: Any) -> None:
        self.map.ask_place(self._take_place)
        self._say(self.map.formats.translate("Click on the map; Escape ends it."))

    def _take_place(self, longitude: float, latitude: float) -> None:
        self.longitude.value, self.latitude.value = longitude, latitude
        self._say("")

    def _place(self) -> tuple[float, float] | None:
        if self.longitude.value is None or self.latitude.value is None or self.type.value is None:
            self._say(self.map.formats.translate("Choose a type and set a point first."))
            return None
        return float(self.longitude.value), float(self.latitude.value)

    def _draw(self, _: Any = None) -> None:
        place, t = self._place(), self.map.formats.translate
        if place is None:
            return
        platforms, platform = self.map.picture.platforms, str(self.type.value)
        found = attempt(lambda: reach_rings(platforms, platform, *place))
        if isinstance(found, Failed):
            self.said.object = found.html(t)
            return
        self._show(found.assign(label=[reach_label(row, self.map.formats) for row in found.to_dict("records")]))

    def _look(self, _: Any) -> None:
        """Put what the ground lets the link reach in place of its circle."""
        place, terrain, formats = self._place(), self.map.picture.terrain, self.map.formats
        if place is None or terrain is None:
            return
        ground, platforms, platform = terrain, self.map.picture.platforms, str(self.type.value)
        altitude = float(self.altitude.value or 0.0)

        def work(progress: Progress) -> gpd.GeoDataFrame:
            rings = reach_rings(platforms, platform, *place)
            station = link_station(platforms, platform, *place, _ANTENNA)
            lowest = minimum_visible_altitude(ground, station, _RADIO, progress=progress)
            seen = horizon_rings(lowest, [altitude])
            label = sight_label(station, altitude, formats)
            flown = rings[rings["kind"] == "endurance"]
            flown = flown.assign(label=[reach_label(row, formats) for row in flown.to_dict("records")])
            linked = gpd.GeoDataFrame(
                {"kind": ["line of sight"], "label": [label]}, geometry=seen.geometry, crs=seen.crs
            )
            return gpd.GeoDataFrame(pd.concat([flown, linked], ignore_index=True), crs="EPSG:4326")

        def done(found: gpd.GeoDataFrame | Failed) -> None:
            if isinstance(found, Failed):
                self.said.object = found.html(self.map.formats.translate)
            else:
                self._show(found)

        self.work.run(work, done)

    def _show(self, rings: gpd.GeoDataFrame) -> None:
        t, self._drawn = self.map.formats.translate, rings
        column = t("Reach")
        name = next((name for name, key in self.type.options.items() if key == self.type.value), "")
        if len(rings):
            overlay = VectorOverlay.from_frame(
                rings[["label", "geometry"]].rename(columns={"label": column}),
                style=VectorStyle(colour_by=column, label=column, fill_opacity=0.0, width=2.0),
            )
            self.map.show_layer(Layer(id=self._layer, data=overlay, name=t("Reach of {name}").format(name=name)))
        else:
            self.map.remove_layer(self._layer)
        self._tell(rings)

    def _tell(self, rings: pd.DataFrame) -> None:
        t = self.map.formats.translate
        if not len(rings):
            self._say(t("Of this type neither endurance and speed nor a data-link range was found."))
            return
        rows = "".join(f"<li>{escape(label)}</li>" for label in rings["label"])
        note = t("One way in still air; published values, neither reached nor confirmed here.")
        self.said.object = f"<ul style='margin:4px 0'>{rows}</ul><p>{escape(note)}</p>"


def reach_label(row: dict[str, Any], formats: Formats) -> str:
    """Say what a ring is made of: values, sources, and what is not in it."""
    t, far = formats.translate, formats.distance(row["radius"])
    if row["kind"] == "data link":
        return t("{distance}: data link ({source}), without terrain").format(
            distance=far, source=_said(row["link_source"], row)
        )
    speed = t("cruise {speed}") if row["speed_field"] == "cruise_speed" else t("at most {speed}")
    return t("{distance}: {duration} ({source}) × {speed} ({speed_source}), without terrain, without wind").format(
        distance=far,
        duration=formats.duration(row["endurance"]),
        source=_said(row["endurance_source"], row),
        speed=speed.format(speed=formats.speed(row["speed"])),
        speed_source=row["speed_source"],
    )


def sight_label(station: Station, altitude: float, formats: Formats) -> str:
    """Say what the ring of a line of sight is bounded by."""
    t = formats.translate
    seen = t("line of sight at {height} AMSL").format(height=formats.height(altitude))
    if station.max_range is None:
        return seen
    most = t("at most {distance} ({source})").format(
        distance=formats.distance(station.max_range), source=station.range_source
    )
    return f"{seen}, {most}"


def _said(source: str, row: dict[str, Any]) -> str:
    return ", ".join(part for part in (source, row["variant"], row["text"]) if part)


def _flight_of(picture: PictureContent, selection: pd.DataFrame) -> tuple[str, float, float] | None:
    """Return type, longitude and latitude of the start of the one flight that is selected."""
    flights = selection[selection["kind"] == "track"]
    if len(flights) != 1:
        return None
    tracks = picture.layer(str(flights["layer"].iloc[0])).data
    if not isinstance(tracks, Tracks):
        return None
    first = tracks.frame.iloc[int(tracks.offsets[int(flights["index"].iloc[0])])]
    platform = first.get("platform")
    return str(platform), float(first["longitude"]), float(first["latitude"])
