"""A picture that stands still: one SVG for where no kernel answers, such as a notebook that was saved or handed on.

It is made without a browser, and needs no network, font or script to be seen. Coordinates are tenths of a pixel.
"""

from __future__ import annotations

import base64
import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, partial
from textwrap import wrap
from typing import Any
from xml.sax.saxutils import escape

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from lagebild.analysis.range_rings import geodesic_disc
from lagebild.model.airspaces import Airspaces
from lagebild.model.bounds import Bounds
from lagebild.model.dossier import Dossier
from lagebild.model.layers import Layer
from lagebild.model.picture import PictureContent
from lagebild.model.places import Places
from lagebild.model.stations import Stations
from lagebild.model.terrain import Terrain
from lagebild.model.tracks import MAX_GAP_SECONDS, Tracks
from lagebild.views.assets import asset
from lagebild.views.flat_map import BAND_COLOURS, NO_HEIGHT_COLOUR, Bands, airspace_colour, height_bands
from lagebild.views.formats import Formats
from lagebild.views.relief_image import relief_webp
from lagebild.views.report_marks import REPORTS_LAYER, placed_reports

__all__ = ["LARGEST", "StillView", "static_svg"]

LARGEST = 500_000
"""Bytes; lines are drawn the coarser the more there are."""

_WIDTH, _HEIGHT = 9600, 5400
_HEAD, _FOOT = 520, 390
"""Strips of text above and below the map."""

_TILE = 5120.0
"""The world's width at zoom 0, as MapLibre counts zooms."""

_TOLERANCES = (6.0, 15.0, 40.0, 100.0)
"""Each line is simplified from the one before, so that the greatest deviation is their sum."""

_RELIEF_SIDE = 560
_LONGEST_TEXT = 90
_LINE = 220
"""Letters in a line of the foot."""

_WORLD = Bounds(-180.0, -60.0, 180.0, 75.0)
_MERCATOR_LIMIT = 85.0
_HIDDEN = -1
_LETTERS = 5
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MARKINGS = {"SYNTHETISCH": ("#f0b429", "#2b1f00"), "ÜBUNG": ("#1e5aa8", "#ffffff"), "EINSATZ": ("#b3261e", "#ffffff")}

Path = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class StillView:
    """What of a picture is shown, as on the map."""

    time: pd.Timestamp | None = None
    trail: float = 0.0
    """Seconds of flight path behind each aircraft; 0: whole flight paths."""

    altitude_range: tuple[float, float] | None = None
    """Metres of each layer's own height column; fixes of unknown height are shown."""

    camera: Mapping[str, float] = field(default_factory=dict)
    """Longitude, latitude and zoom; without them all of the picture is shown. North is up."""

    layer_state: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def static_svg(picture: PictureContent, view: StillView, formats: Formats, *, note: str | None = None) -> str:
    """Draw the picture as the map shows it, simplified to about a pixel; all texts are escaped.

    `note` stands below it; by default, that an interactive map needs a running kernel.
    """
    t = formats.translate
    if note is None:
        note = t("Still picture: the interactive map needs a running kernel. Run the cell that shows it.")
    frame = _Frame.of(picture, view)
    fixed = "".join(_fixed_parts(picture, view, frame))
    marks = _reports(picture.dossier, view, frame)
    flights = list(_flights(picture, view, frame))
    for tolerance in _TOLERANCES:
        flights = [flight.simpler(tolerance) for flight in flights]
        if len(fixed) + len(marks) + sum(flight.size for flight in flights) > LARGEST:
            continue
        drawn = fixed + "".join(flight.svg for flight in flights) + marks
        svg = _document(picture, view, formats, drawn, note)
        if len(svg.encode()) <= LARGEST:
            return svg
    left_out = t("Too many flight paths for a still picture: they are left out.")
    return _document(picture, view, formats, fixed + marks, f"{note} {left_out}".strip())


@dataclass(frozen=True)
class _Frame:
    """Which part of the world lies where on the picture: Web Mercator, the world's width and the top left corner."""

    world: float
    left: float
    top: float

    @classmethod
    def of(cls, picture: PictureContent, view: StillView) -> _Frame:
        middle = {name: view.camera.get(name) for name in ("longitude", "latitude", "zoom")}
        if None not in middle.values():
            longitude, latitude, zoom = (float(value or 0.0) for value in middle.values())
            world = _TILE * 2.0**zoom
            return cls._around(longitude / 360.0 + 0.5, float(_y(latitude)), world)
        box = picture.bounds or _WORLD
        west, east = box.west / 360.0 + 0.5, box.east / 360.0 + 0.5
        top, bottom = float(_y(box.north)), float(_y(box.south))
        room = _HEIGHT - _HEAD - _FOOT
        world = 0.9 * min(_WIDTH / max(east - west, 1e-5), room / max(bottom - top, 1e-5))
        return cls._around((west + east) / 2, (top + bottom) / 2, world)

    @classmethod
    def _around(cls, x: float, y: float, world: float) -> _Frame:
        return cls(world, x * world - _WIDTH / 2, y * world - (_HEAD + (_HEIGHT - _HEAD - _FOOT) / 2))

    def place(self, longitude: Any, latitude: Any) -> Path:
        """Where places lie; those of one line that crosses the antimeridian stay together."""
        x = np.asarray(longitude, dtype=float) / 360.0 + 0.5
        return np.stack([x * self.world - self.left, _y(latitude) * self.world - self.top], axis=-1)

    @property
    def shifts(self) -> list[float]:
        """By how much the copies of the world in view lie apart."""
        first, last = math.floor(self.left / self.world), math.floor((self.left + _WIDTH) / self.world)
        return [world * self.world for world in range(max(-2, first), min(2, last) + 1)]

    @property
    def bounds(self) -> Bounds:
        """What is in view; east may exceed 180."""
        west, east = ((x / self.world - 0.5) * 360.0 for x in (self.left, self.left + _WIDTH))
        north, south = (_latitude(y / self.world) for y in (self.top, self.top + _HEIGHT))
        return Bounds(west, south, east, north)


def _y(latitude: Any) -> Any:
    radians = np.radians(np.clip(np.asarray(latitude, dtype=float), -_MERCATOR_LIMIT, _MERCATOR_LIMIT))
    return 0.5 - np.arcsinh(np.tan(radians)) / (2 * np.pi)


def _latitude(y: float) -> float:
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * min(1.0, max(0.0, y))))))


def _fixed_parts(picture: PictureContent, view: StillView, frame: _Frame) -> Iterator[str]:
    """What is as large whatever the tolerance: base map, relief, airspaces, places."""
    yield _shapes(_land(), frame, "fill='#f4f3ee' stroke='#8f98a0' stroke-width='6'")
    for layer in picture.layers:
        if not (shown := _opacity(layer, view)):
            continue
        if isinstance(layer.data, Terrain):
            yield _relief(layer.data, frame, shown)
        elif isinstance(layer.data, Airspaces):
            yield f"<g opacity='{shown:.2f}'>{''.join(_airspaces(layer.data, frame))}</g>"
        elif isinstance(layer.data, Places | Stations):
            places = layer.data.places if isinstance(layer.data, Stations) else layer.data
            yield f"<g opacity='{shown:.2f}'>{''.join(_places(places, frame))}</g>"


def _opacity(layer: Layer, view: StillView) -> float:
    """0 where a layer is hidden."""
    state = view.layer_state.get(layer.id, {})
    return float(state.get("opacity", layer.opacity)) if state.get("visible", layer.visible) else 0.0


@cache
def _land() -> NDArray[Any]:
    """The countries in the unit square of Web Mercator."""
    countries = json.loads(asset("countries.geojson").read_text(encoding="utf-8"))
    shapes = np.array([shapely.geometry.shape(feature["geometry"]) for feature in countries["features"]], dtype=object)
    return np.asarray(shapely.make_valid(_mercator(shapes)))


def _mercator(shapes: Any) -> Any:
    return shapely.transform(shapes, lambda lonlat: np.stack([lonlat[:, 0] / 360.0 + 0.5, _y(lonlat[:, 1])], axis=-1))


def _shapes(shapes: Any, frame: _Frame, style: str, tolerance: float = 6.0) -> str:
    """One path of all polygons in view, given in the unit square."""
    parts = []
    for shift in frame.shifts:
        near = _clipped(shapes, frame, shift)
        corner = np.array([frame.left - shift, frame.top])
        drawn = shapely.transform(near, partial(_placed, frame.world, corner))
        parts.append(_path(shapely.get_rings(shapely.get_parts(shapely.simplify(drawn, tolerance)))))
    return f"<path d='{''.join(parts)}' fill-rule='evenodd' {style}/>" if any(parts) else ""


def _placed(world: float, corner: NDArray[np.float64], points: NDArray[np.float64]) -> NDArray[np.float64]:
    return points * world - corner


def _clipped(shapes: Any, frame: _Frame, shift: float) -> Any:
    west, east = ((frame.left - shift + x) / frame.world for x in (-100, _WIDTH + 100))
    north, south = ((frame.top + y) / frame.world for y in (-100, _HEIGHT + 100))
    near = shapely.clip_by_rect(shapes, west, north, east, south)
    return near[~shapely.is_empty(near)]


def _path(lines: Any) -> str:
    """One path of many lines, in whole tenths of a pixel, each point relative to the one before."""
    points, owner = shapely.get_coordinates(lines, return_index=True)
    whole = np.rint(points).astype(np.int64)
    steps = np.diff(whole, axis=0, prepend=whole[:1])
    first = np.diff(owner, prepend=-1) != 0
    kept = first | np.any(steps != 0, axis=1)
    shown = np.where(first[:, None], whole, steps)[kept].tolist()
    return "".join(
        f"{'M' if begins else 'l'}{x} {y}" for (x, y), begins in zip(shown, first[kept].tolist(), strict=True)
    )


def _relief(terrain: Terrain, frame: _Frame, opacity: float) -> str:
    seen, (west, south, east, north) = frame.bounds, terrain.bounds
    if west >= seen.east or east <= seen.west or south >= seen.north or north <= seen.south:
        return ""
    webp, box = relief_webp(terrain, seen, side=_RELIEF_SIDE)
    (left, top), (right, bottom) = frame.place([box.west, box.east], [box.north, box.south])
    return (
        f"<image x='{left:.0f}' y='{top:.0f}' width='{right - left:.0f}' height='{bottom - top:.0f}' "
        f"opacity='{opacity:.2f}' preserveAspectRatio='none' "
        f"href='data:image/webp;base64,{base64.b64encode(webp).decode()}'/>"
    )


def _airspaces(airspaces: Airspaces, frame: _Frame) -> Iterator[str]:
    table = airspaces.frame
    colours = np.array(
        [airspace_colour(*both) for both in zip(table["type"], table["icao_class"], strict=True)], dtype=object
    )
    shapes = shapely.make_valid(_mercator(table.geometry.to_numpy()))
    for colour in dict.fromkeys(colours):
        # each by itself: where two overlap the even-odd rule would make a hole
        for shape in shapes[colours == colour]:
            style = f"fill='{colour}' fill-opacity='.1' stroke='{colour}' stroke-width='12'"
            yield _shapes(np.array([shape], dtype=object), frame, style)


def _places(places: Places, frame: _Frame) -> Iterator[str]:
    dots = "".join(
        f"M{x:.0f} {y:.0f}h0"
        for shift in frame.shifts
        for x, y in _seen(frame.place(places.frame["longitude"], places.frame["latitude"]) + np.array([shift, 0.0]))
    )
    if dots:
        yield f"<path d='{dots}' stroke='#2b3a67' stroke-width='45' stroke-linecap='round'/>"


def _reports(dossier: Dossier, view: StillView, frame: _Frame) -> str:
    """Circles of how exactly places are known, and at each how many reports name it."""
    state = view.layer_state.get(REPORTS_LAYER, {})
    placed = placed_reports(dossier) if state.get("visible", True) else dossier.reports.iloc[:0]
    parts = []
    for _, those in placed.groupby(["longitude", "latitude"], sort=True):
        longitude, latitude = (float(one) for one in those[["longitude", "latitude"]].iloc[0])
        radius = float(those["place_radius"].max())
        if radius > 0.0:
            disc = _mercator(np.array([geodesic_disc(longitude, latitude, radius)], dtype=object))
            parts.append(
                _shapes(
                    disc,
                    frame,
                    "fill='#2b3a67' fill-opacity='.06' stroke='#2b3a67' stroke-width='12' stroke-dasharray='40 40'",
                )
            )
        for shift in frame.shifts:
            for x, y in _seen(frame.place([longitude], [latitude]) + np.array([shift, 0.0])):
                parts.append(
                    f"<circle cx='{x:.0f}' cy='{y:.0f}' r='95' fill='#fff' stroke='#2b3a67' stroke-width='20'/>"
                )
                style = "font-size='105' font-weight='650' text-anchor='middle' fill='#18222c'"
                parts.append(_text(x, y + 37, str(len(those)), style))
    return f"<g opacity='{float(state.get('opacity', 1.0)):.2f}'>{''.join(parts)}</g>" if parts else ""


def _seen(points: Path) -> Path:
    x, y = points[:, 0], points[:, 1]
    return points[(x >= 0) & (x <= _WIDTH) & (y >= _HEAD) & (y <= _HEIGHT - _FOOT)]


@dataclass(frozen=True)
class _Flights:
    """The flight paths of one layer by their colour, and the aircraft."""

    opacity: float
    lines: Mapping[str, NDArray[Any]]
    aircraft: str

    def simpler(self, tolerance: float) -> _Flights:
        return replace(self, lines={colour: shapely.simplify(lines, tolerance) for colour, lines in self.lines.items()})

    @property
    def size(self) -> int:
        """Letters at least: of two small numbers and what stands between them."""
        return _LETTERS * sum(int(shapely.get_num_coordinates(lines).sum()) for lines in self.lines.values())

    @property
    def svg(self) -> str:
        paths = "".join(f"<path d='{_path(lines)}' stroke='{colour}'/>" for colour, lines in self.lines.items())
        style = "fill='none' stroke-width='17' stroke-linejoin='round'"
        return f"<g opacity='{self.opacity:.2f}' {style}>{paths}</g>{self.aircraft}"


def _flights(picture: PictureContent, view: StillView, frame: _Frame) -> Iterator[_Flights]:
    bands = height_bands(picture)
    for layer in picture.layers:
        shown = _opacity(layer, view)
        if isinstance(layer.data, Tracks) and shown and len(layer.data):
            lines = dict(_lines(layer.data, view, frame, bands))
            yield _Flights(shown, lines, "".join(_aircraft(layer.data, view, frame)))


def _lines(tracks: Tracks, view: StillView, frame: _Frame, bands: Bands) -> Iterator[tuple[str, NDArray[Any]]]:
    """The parts of flights that are shown and in view, of each colour together."""
    table, column = tracks.frame, (tracks.height_columns or [""])[0]
    heights = table[column].to_numpy() if column else np.full(tracks.fixes, np.nan)
    band = np.digitize(heights, bands[column][1:-1]) if column else np.zeros(tracks.fixes, dtype=np.int64)
    band = np.where(np.isfinite(heights), band, len(BAND_COLOURS))
    time = table["time"].dt.tz_localize(None).to_numpy()
    band = np.where(_shown(time, heights, view), band, _HIDDEN)
    places = frame.place(_unwrapped(tracks), table["latitude"])
    begin, end = _stretches(tracks, time, band)
    for number, colour in enumerate((*BAND_COLOURS, NO_HEIGHT_COLOUR)):
        chosen = band[begin] == number
        if not chosen.any():
            continue
        length = (end - begin)[chosen]
        owner = np.repeat(np.arange(len(length)), length)
        fixes = np.arange(length.sum()) - np.repeat(np.cumsum(length) - length, length) + begin[chosen][owner]
        whole: Any = shapely.linestrings(places[fixes], indices=owner)
        copies = [_moved(whole, shift) for shift in frame.shifts]
        near: Any = shapely.clip_by_rect(np.concatenate(copies), -100, -100, _WIDTH + 100, _HEIGHT + 100)
        seen = shapely.get_parts(near[~shapely.is_empty(near)])
        if len(seen):
            yield colour, seen


def _moved(lines: Any, shift: float) -> Any:
    return shapely.transform(lines, lambda xy: xy + np.array([shift, 0.0])) if shift else lines


def _stretches(
    tracks: Tracks, time: NDArray[Any], band: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """First fixes, and those after the last, of all parts of one colour without gaps; each reaches to the next one."""
    broken = np.append(True, np.diff(time) > np.timedelta64(round(MAX_GAP_SECONDS), "s"))
    broken[tracks.offsets[:-1]] = True
    begin = np.flatnonzero(broken | (np.diff(band, prepend=_HIDDEN) != 0))
    end = np.append(begin[1:], len(band))
    end = end + ~np.append(broken, True)[end]
    return begin[end - begin > 1], end[end - begin > 1]


def _unwrapped(tracks: Tracks) -> Path:
    """Longitudes that run on over the antimeridian, each track by itself."""
    longitude = tracks.frame["longitude"].to_numpy()
    turns = np.cumsum(-np.round(np.diff(longitude, prepend=longitude[:1]) / 360.0))
    begin = np.repeat(tracks.offsets[:-1], np.diff(tracks.offsets))
    return np.asarray(longitude + 360.0 * (turns - turns[begin]))


def _shown(time: NDArray[Any], heights: NDArray[np.float64], view: StillView) -> NDArray[np.bool_]:
    shown = np.ones(len(time), dtype=bool)
    if view.trail > 0 and view.time is not None:
        now = view.time.tz_localize(None).to_datetime64()
        shown &= (time <= now) & (time >= now - np.timedelta64(round(view.trail * 1000), "ms"))
    if view.altitude_range is not None:
        low, high = view.altitude_range
        shown &= ~((heights < low) | (heights > high))
    return shown


def _aircraft(tracks: Tracks, view: StillView, frame: _Frame) -> Iterator[str]:
    """Who flies at the time, with names as long as they are few."""
    if view.time is None:
        return
    table = tracks.frame
    now = view.time.tz_localize(None).to_datetime64()
    time = table["time"].dt.tz_localize(None).to_numpy()
    starts, ends = tracks.offsets[:-1], tracks.offsets[1:] - 1
    flying = np.flatnonzero((time[starts] <= now) & (time[ends] >= now))
    since = [int(np.searchsorted(time[starts[i] : ends[i] + 1], now, "right")) - 1 for i in flying]
    last = starts[flying] + np.array(since, dtype=np.int64)
    if not len(last):
        return
    where = frame.place(table["longitude"].to_numpy()[last], table["latitude"].to_numpy()[last])
    names = table["callsign"].to_numpy()[last] if "callsign" in table else np.full(len(last), None)
    heads = np.concatenate([where + np.array([shift, 0.0]) for shift in frame.shifts])
    dots = "".join(f"M{x:.0f} {y:.0f}h0" for x, y in _seen(heads))
    if dots:
        yield f"<path d='{dots}' stroke='#fff' stroke-width='95' stroke-linecap='round'/>"
        yield f"<path d='{dots}' stroke='#18222c' stroke-width='65' stroke-linecap='round'/>"
        halo = "paint-order='stroke' stroke='#fff' stroke-width='25' font-size='105' font-weight='600' fill='#18222c'"
        yield f"<g {halo}>{''.join(_labels(heads, [*names] * len(frame.shifts)))}</g>"


def _labels(heads: Path, names: list[object]) -> Iterator[str]:
    """Names beside aircraft, as far as none lies on another."""
    written: list[tuple[float, float, float]] = []
    for (x, y), name in zip(heads.tolist(), names, strict=True):
        if not isinstance(name, str) or not len(_seen(np.array([[x, y]]))):
            continue
        width = 70.0 * min(len(name), _LONGEST_TEXT)
        if all(abs(y - b) > 110 or x + width < a or a + wide < x for a, b, wide in written):
            written.append((x, y, width))
            yield _text(x + 50, y + 35, name, "")


def _document(picture: PictureContent, view: StillView, formats: Formats, content: str, note: str) -> str:
    t = formats.translate
    credited = dict.fromkeys(layer.provenance.attribution for layer in picture.layers if _opacity(layer, view))
    sources = wrap(" · ".join(filter(None, [t("Base map: Natural Earth"), *credited])), _LINE)
    moment = t("As of {time}").format(time=formats.time(view.time)) if view.time is not None else ""
    foot = _HEIGHT - _FOOT
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {_WIDTH} {_HEIGHT}' width='960' height='540' role='img' "
        f"font-family='system-ui, Segoe UI, Roboto, Helvetica Neue, Arial, sans-serif'>"
        f"<title>{_clean(picture.title)}</title><rect width='{_WIDTH}' height='{_HEIGHT}' fill='#d5e2ea'/>{content}"
        f"<rect width='{_WIDTH}' height='{_HEAD}' fill='#fff'/>"
        f"<rect y='{foot}' width='{_WIDTH}' height='{_FOOT}' fill='#fff'/>"
        + _marking(picture)
        + _text(120, 430, picture.title, "font-size='170' font-weight='650' fill='#18222c'")
        + _text(_WIDTH - 120, 430, moment, "font-size='150' text-anchor='end' fill='#18222c'")
        + _text(120, foot + 110, note, "font-size='105' fill='#18222c'", longest=_LINE)
        + "".join(
            _text(120, foot + 195 + 80 * row, line, "font-size='75' fill='#5d6974'", longest=_LINE)
            for row, line in enumerate(sources[:3])
        )
        + "</svg>"
    )


def _marking(picture: PictureContent) -> str:
    if not picture.marking:
        return ""
    back, ink = _MARKINGS.get(picture.marking.split(" · ")[0], ("#4a5560", "#ffffff"))
    style = f"font-size='130' font-weight='700' letter-spacing='18' text-anchor='middle' fill='{ink}'"
    return f"<rect width='{_WIDTH}' height='200' fill='{back}'/>" + _text(_WIDTH / 2, 147, picture.marking, style)


def _text(x: float, y: float, text: str, style: str, *, longest: int = _LONGEST_TEXT) -> str:
    return f"<text x='{x:.0f}' y='{y:.0f}' {style}>{_clean(text, longest)}</text>"


def _clean(text: str, longest: int = _LONGEST_TEXT) -> str:
    """What an SVG may hold, and no more of it than fits."""
    plain = _NOT_XML.sub("", text)
    return escape(plain if len(plain) <= longest else plain[: longest - 1] + "…")
