"""The picture as a `folium.Map` for handing on: one HTML file that asks nothing of the network."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from html import escape
from typing import Any, ClassVar

import folium
import numpy as np
import pandas as pd
import shapely
from branca.element import Element, Figure

from lagebild.model.airspaces import Airspaces
from lagebild.model.altitude import HEIGHT_COLUMNS
from lagebild.model.bounds import Bounds
from lagebild.model.layers import Layer
from lagebild.model.overlay import RasterOverlay, VectorOverlay
from lagebild.model.picture import PictureContent
from lagebild.model.places import Places
from lagebild.model.provenance import SYNTHETIC
from lagebild.model.stations import Stations
from lagebild.model.terrain import Terrain
from lagebild.model.tracks import Tracks
from lagebild.views.assets import asset
from lagebild.views.details import height_label
from lagebild.views.flat_map import BAND_COLOURS, NO_HEIGHT_COLOUR, Bands, airspace_colour, height_bands, runs
from lagebild.views.formats import Formats, Units
from lagebild.views.overlay_columns import colouring_of
from lagebild.views.raster_tiles import RasterTiles
from lagebild.views.relief_image import relief_webp

__all__ = ["OfflineMap", "folium_map"]

_WORLD = Bounds(-180.0, -60.0, 180.0, 75.0)
_MARGIN = 0.15
"""Share of the framed box that is drawn around it."""

_LINE_STEPS = 1500
"""Lines are simplified to a hundredth of a percent of the view: the view's width over this many steps."""

_PANES = {"lagebild-base": 200, "lagebild-relief": 250}
"""The canvas of lines lies above these, whatever order layers are switched on in."""

_SWATCH = (
    "<span style='display:inline-block;width:22px;height:4px;margin-right:6px;vertical-align:middle;"
    "background:{colour}'></span>"
)


class OfflineMap(folium.Map):
    """A folium map whose saved page holds Leaflet itself instead of links to it."""

    default_js: ClassVar[list[tuple[str, str]]] = []
    default_css: ClassVar[list[tuple[str, str]]] = []

    def render(self, **kwargs: Any) -> None:
        """Put Leaflet's own text into the page's head, then render as folium does."""
        figure = self.get_root()
        if isinstance(figure, Figure):
            script = asset("leaflet/leaflet.js").read_text(encoding="utf-8")
            style = asset("leaflet/leaflet.css").read_text(encoding="utf-8")
            figure.header.add_child(_plain(f"<style>{style}</style>"), name="leaflet_css")
            figure.header.add_child(_plain(f"<script>{script}</script>"), name="leaflet_js")
        super().render(**kwargs)


def folium_map(picture: PictureContent, *, language: str = "de", units: Units = "aviation") -> folium.Map:
    """Draw the whole picture, all times at once.

    Flight paths are simplified to the resolution of the view; texts are escaped; the marking stands on the page.
    """
    formats = Formats(language=language, units=units)
    box = picture.bounds or _WORLD
    result = OfflineMap(
        location=[(box.south + box.north) / 2, (box.west + box.east) / 2],
        tiles=None,
        zoom_control=True,
        control_scale=True,
        attributionControl=False,
        prefer_canvas=True,
        zoomSnap=0.25,
    )
    for pane, level in _PANES.items():
        folium.map.CustomPane(pane, z_index=level, pointer_events=False).add_to(result)
    drawn = _grown(box)
    _base_map(drawn).add_to(result)
    bands = height_bands(picture)
    for layer in picture.layers:
        group = folium.FeatureGroup(name=escape(_layer_name(layer)), show=layer.visible)
        for part in _parts(layer, drawn, bands, formats):
            part.add_to(group)
        group.add_to(result)
    folium.LayerControl(collapsed=False).add_to(result)
    result.fit_bounds([[box.south, box.west], [box.north, box.east]])
    result.get_root().html.add_child(_plain(_heading(picture, formats) + _legend(bands, formats)))
    return result


def _plain(html: str) -> Element:
    """An element whose text is no template, whatever braces it holds."""
    return Element("{% raw %}" + html.replace("{% endraw %}", "") + "{% endraw %}")


def _layer_name(layer: Layer) -> str:
    return f"{layer.name} ({SYNTHETIC})" if layer.provenance.synthetic else layer.name


def _heading(picture: PictureContent, formats: Formats) -> str:
    marking = f"<b style='color:#a3241b'>{escape(picture.marking)}</b> " if picture.marking else ""
    times = picture.time_range
    span = f"<br>{escape(formats.time(times[0]))} – {escape(formats.time(times[1]))}" if times else ""
    attributions = [layer.provenance.attribution for layer in picture.layers if layer.provenance.attribution]
    credit = "<br>".join(
        escape(text) for text in dict.fromkeys([formats.translate("Base map: Natural Earth"), *attributions])
    )
    sources = escape(formats.translate("Sources"))
    return (
        "<div style='position:fixed;left:56px;top:10px;z-index:1000;background:rgba(255,255,255,.92);padding:6px 10px;"
        "border-radius:4px;font:13px system-ui,sans-serif;max-width:60vw'>"
        f"{marking}{escape(picture.title)}{span}<details><summary style='font-size:11px'>{sources}</summary>"
        f"<small>{credit}</small></details></div>"
    )


def _grown(box: Bounds) -> Bounds:
    wide, high = max(box.east - box.west, 0.02), max(box.north - box.south, 0.02)
    return Bounds(
        box.west - _MARGIN * wide,
        max(-90.0, box.south - _MARGIN * high),
        box.east + _MARGIN * wide,
        min(90.0, box.north + _MARGIN * high),
    )


def _base_map(box: Bounds) -> folium.GeoJson:
    countries = json.loads(asset("countries.geojson").read_text(encoding="utf-8"))
    shapes = shapely.make_valid(
        np.array([shapely.geometry.shape(feature["geometry"]) for feature in countries["features"]], dtype=object)
    )
    wide = max(box.east - box.west, 5.0)
    near = shapely.clip_by_rect(
        shapes, box.west - wide, max(-90, box.south - wide), box.east + wide, min(90, box.north + wide)
    )
    kept = near[~shapely.is_empty(near)]
    features = [{"type": "Feature", "properties": {}, "geometry": shapely.geometry.mapping(shape)} for shape in kept]
    return folium.GeoJson(
        {"type": "FeatureCollection", "features": features},
        name="Natural Earth",
        control=False,
        pane="lagebild-base",
        style_function=lambda _: {"color": "#7a8793", "weight": 1, "fillColor": "#eef1ea", "fillOpacity": 1.0},
    )


def _parts(layer: Layer, box: Bounds, bands: Bands, formats: Formats) -> Iterator[Any]:
    if isinstance(layer.data, Terrain):
        yield _relief(layer.data, box, layer.opacity)
    elif isinstance(layer.data, Airspaces):
        yield from _airspaces(layer.data, formats)
    elif isinstance(layer.data, Tracks):
        yield from _tracks(layer.data, box, bands, formats)
    elif isinstance(layer.data, Places):
        yield from _places(layer.data)
    elif isinstance(layer.data, Stations):
        yield from _places(layer.data.places)
    elif isinstance(layer.data, VectorOverlay):
        yield from _vectors(layer.data, layer.opacity)
    elif isinstance(layer.data, RasterOverlay):
        yield from _raster(layer.data, box, layer.opacity)


def _relief(terrain: Terrain, box: Bounds, opacity: float) -> Any:
    webp, covered = relief_webp(terrain, box)
    return folium.raster_layers.ImageOverlay(
        image=f"data:image/webp;base64,{base64.b64encode(webp).decode()}",
        bounds=[[covered.south, covered.west], [covered.north, covered.east]],
        opacity=opacity,
        pane="lagebild-relief",
    )


def _vectors(overlay: VectorOverlay, opacity: float) -> Iterator[Any]:
    colouring, style, frame = colouring_of(overlay), overlay.style, overlay.frame
    shapes = shapely.set_precision(frame.geometry.to_numpy(), 1e-6, mode="pointwise")
    labels = frame[style.label] if style.label else [""] * len(frame)
    features = [
        {
            "type": "Feature",
            "geometry": shapely.geometry.mapping(shape),
            "properties": {"colour": colouring.colours[number], "name": _shown(label)},
        }
        for shape, number, label in zip(shapes, colouring.index, labels, strict=True)
    ]
    if features:
        yield folium.GeoJson(
            {"type": "FeatureCollection", "features": features},
            marker=folium.CircleMarker(radius=4, weight=1, fill=True),
            style_function=lambda f: {
                "color": f["properties"]["colour"],
                "weight": style.width,
                "opacity": opacity,
                "fillOpacity": opacity * style.fill_opacity,
            },
            tooltip=folium.GeoJsonTooltip(["name"], labels=False) if style.label else None,
        )


def _raster(raster: RasterOverlay, box: Bounds, opacity: float) -> Iterator[Any]:
    made = RasterTiles(raster).image(box)
    if made is not None:
        picture, covered = made
        yield folium.raster_layers.ImageOverlay(
            image=f"data:image/png;base64,{base64.b64encode(picture).decode()}",
            bounds=[[covered.south, covered.west], [covered.north, covered.east]],
            opacity=opacity,
            pane="lagebild-relief",
        )


def _airspaces(airspaces: Airspaces, formats: Formats) -> Iterator[Any]:
    t, frame = formats.translate, airspaces.frame
    features = [
        {
            "type": "Feature",
            "geometry": shapely.geometry.mapping(shape),
            "properties": {
                "colour": airspace_colour(kind, icao_class),
                "name": _shown(name),
                "kind": _shown(kind),
                "limits": escape(f"{lower} – {upper}"),
            },
        }
        for shape, name, kind, icao_class, lower, upper in zip(
            frame.geometry,
            frame["name"],
            frame["type"],
            frame["icao_class"],
            frame["lower"],
            frame["upper"],
            strict=True,
        )
    ]
    if features:
        yield folium.GeoJson(
            {"type": "FeatureCollection", "features": features},
            style_function=lambda f: {"color": f["properties"]["colour"], "weight": 1.2, "fillOpacity": 0.12},
            tooltip=folium.GeoJsonTooltip(["name", "kind", "limits"], [t("Name"), t("Kind"), t("Vertical limits")]),
        )


def _shown(value: Any) -> str:
    return escape(value) if isinstance(value, str) else ""


def _tracks(tracks: Tracks, box: Bounds, bands: Bands, formats: Formats) -> Iterator[Any]:
    features = list(_track_features(tracks, bands, (box.east - box.west) / _LINE_STEPS, formats))
    if features:
        t = formats.translate
        yield folium.GeoJson(
            {"type": "FeatureCollection", "features": features},
            style_function=lambda f: {"color": f["properties"]["colour"], "weight": 1.6, "opacity": 0.85},
            tooltip=folium.GeoJsonTooltip(
                ["name", "height", "time"], [t("Callsign"), t("Height range"), t("First fix")]
            ),
        )


def _track_features(tracks: Tracks, bands: Bands, tolerance: float, formats: Formats) -> Iterator[dict[str, Any]]:
    frame, columns = tracks.frame, tracks.height_columns
    heights = frame[columns[0]].to_numpy() if columns else np.full(tracks.fixes, np.nan)
    reference = HEIGHT_COLUMNS[columns[0]] if columns else None
    edges = bands[columns[0]][1:-1] if columns else np.empty(0)
    longitude, latitude = frame["longitude"].to_numpy(), frame["latitude"].to_numpy()
    time = frame["time"].dt.tz_localize(None).to_numpy()
    names = frame["callsign"].to_numpy() if "callsign" in frame else frame["track_id"].to_numpy()
    for number, track_id in enumerate(tracks.ids):
        begin, end = int(tracks.offsets[number]), int(tracks.offsets[number + 1])
        label = escape(str(names[begin]) if isinstance(names[begin], str) else track_id)
        for a, b in runs(time[begin:end], longitude[begin:end], np.digitize(heights[begin:end], edges)):
            part = slice(begin + a, begin + b)
            line: Any = shapely.simplify(shapely.linestrings(longitude[part], latitude[part]), tolerance)
            low, high = (formats.height(float(f(heights[part])), reference) for f in (np.min, np.max))
            band = int(np.digitize(heights[begin + a], edges))
            yield {
                "type": "Feature",
                "geometry": shapely.geometry.mapping(shapely.set_precision(line, 1e-5)),
                "properties": {
                    "colour": BAND_COLOURS[band] if np.isfinite(heights[begin + a]) else NO_HEIGHT_COLOUR,
                    "name": label,
                    "height": escape(f"{low} – {high}"),
                    "time": escape(formats.time(pd.Timestamp(time[begin + a], tz="UTC"))),
                },
            }


def _legend(bands: Bands, formats: Formats) -> str:
    """A box that says what the colours mean; empty without heights."""
    parts = []
    for column, edges in bands.items():
        reference = HEIGHT_COLUMNS[column]
        rows = "".join(
            f"<div>{_SWATCH.format(colour=colour)}"
            f"{escape(formats.height(low, reference))} – {escape(formats.height(high, reference))}</div>"
            for colour, low, high in zip(BAND_COLOURS, edges[:-1], edges[1:], strict=True)
        )
        parts.append(f"<b>{escape(height_label(reference, formats.translate))}</b>{rows}")
    if not parts:
        return ""
    return (
        "<div class='lagebild-legend' style='position:fixed;right:10px;bottom:16px;z-index:1000;padding:6px 10px;"
        "background:rgba(255,255,255,.92);border-radius:4px;font:12px system-ui,sans-serif'>"
        + "".join(parts)
        + "</div>"
    )


def _places(places: Places) -> Iterator[Any]:
    frame = places.frame
    for name, longitude, latitude in zip(frame["name"], frame["longitude"], frame["latitude"], strict=True):
        yield folium.CircleMarker(
            [latitude, longitude], radius=2.5, color="#33404d", weight=1, fill=True, tooltip=escape(name)
        )
