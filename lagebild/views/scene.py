"""What the map draws: a description of the picture's layers and their binary columns."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from lagebild.model.activation import Activation, ActivationKind
from lagebild.model.airspaces import Airspaces
from lagebild.model.altitude import Reference
from lagebild.model.basemap import Basemap
from lagebild.model.dossier import Dossier
from lagebild.model.layers import Layer, LayerKind
from lagebild.model.limits import Level, Limit
from lagebild.model.overlay import RasterOverlay, VectorOverlay
from lagebild.model.picture import PictureContent
from lagebild.model.places import Places
from lagebild.model.stations import Stations
from lagebild.model.terrain import Terrain
from lagebild.model.tracks import Tracks
from lagebild.views.basemaps import describe_basemaps
from lagebild.views.columns import Column, ColumnStore, pack
from lagebild.views.overlay_columns import raster_spec, vector_container, vector_spec
from lagebild.views.raster_tiles import RasterTiles
from lagebild.views.report_marks import describe_reports
from lagebild.views.terrain_tiles import TerrainTiles
from lagebild.views.track_columns import FixesOf, TrackColumns, colour_columns
from lagebild.views.track_levels import WHOLE, TrackLevels, content_of, track_meta

__all__ = ["Scene", "build_scene", "common_description", "ground_elevation", "with_dossier"]

SCENE_VERSION = 1
_DEGREE_STEP = 1e-7
"""Coordinates travel in steps of 1e-7 degrees, about a centimetre."""

_GROUND_SPAN = 9000.0
"""Where the ground is unknown, a limit above ground may lie this much higher above sea level (m)."""


@dataclass(frozen=True)
class Scene:
    """A picture as the map needs it: shared by all sessions that look at the same picture."""

    picture: PictureContent
    description: dict[str, Any]
    """JSON-able; its shape stands in `frontend/README.md`."""

    store: ColumnStore

    fixes_of: Mapping[str, FixesOf]
    """Of large layers of flight paths, by their id: row numbers of what their containers hold."""


def build_scene(picture: PictureContent, basemaps: Sequence[Basemap] = (), base: Scene | None = None) -> Scene:
    """Describe the picture's layers, and base maps to choose from, and put their columns into a store.

    Of `base`, the scene of a picture with fewer layers and the same base maps, is taken what both have in common.
    """
    store = ColumnStore(base=None if base is None else base.store)
    fixes_of: dict[str, FixesOf] = {} if base is None else dict(base.fixes_of)
    layers = [
        described
        for layer in picture.layers
        if (described := _in_common(layer, picture, base) or _describe(layer, picture, store, fixes_of))
    ]
    reports = describe_reports(picture.dossier, store)
    if reports is not None:
        layers.append(reports)
    bounds, times = picture.bounds, picture.time_range
    description = {
        "version": SCENE_VERSION,
        "title": picture.title,
        "name": picture.title,
        "banner": picture.marking,
        "bounds": list(bounds) if bounds else None,
        "time": {"start": _milliseconds(times[0]), "end": _milliseconds(times[1])} if times else None,
        "layers": layers,
        "basemaps": describe_basemaps(basemaps, store) if base is None else base.description["basemaps"],
    }
    return Scene(picture, description, store, fixes_of)


def with_dossier(scene: Scene, dossier: Dossier) -> Scene:
    """Return the scene with another dossier; all else, and the store, are the same."""
    reports = describe_reports(dossier, scene.store)
    layers = [layer for layer in scene.description["layers"] if layer["kind"] != "dossier"]
    description = {**scene.description, "layers": [*layers, *([] if reports is None else [reports])]}
    return replace(scene, picture=scene.picture.with_dossier(dossier), description=description)


def _in_common(layer: Layer, picture: PictureContent, base: Scene | None) -> dict[str, Any] | None:
    """Return how `base` describes the layer; None where it has none, or where other layers changed what is shown."""
    if base is None or not any(other is layer for other in base.picture.layers):
        return None
    if layer.kind is LayerKind.AIRSPACES and (
        picture.time_range != base.picture.time_range or picture.terrain is not base.picture.terrain
    ):
        return None  # activity belongs to the picture's time, limits above ground to its terrain
    return next((described for described in base.description["layers"] if described["id"] == layer.id), None)


def ground_elevation(picture: PictureContent, longitude: float, latitude: float) -> tuple[float, float]:
    """Elevation (m AMSL) at a place and its accuracy (m), of the uppermost terrain with data there; else NaN."""
    for layer in reversed(picture.layers):
        if isinstance(layer.data, Terrain):
            elevation = float(layer.data.sample(longitude, latitude))
            if not math.isnan(elevation):
                return elevation, layer.data.vertical_accuracy
    return math.nan, math.nan


def _describe(
    layer: Layer, picture: PictureContent, store: ColumnStore, fixes_of: dict[str, FixesOf]
) -> dict[str, Any] | None:
    common = common_description(layer)
    if isinstance(layer.data, Terrain):
        special = _terrain(layer.data, store)
    elif isinstance(layer.data, Airspaces):
        special = _airspaces(layer.data, picture, store)
    elif isinstance(layer.data, Tracks):
        special = _tracks(layer, layer.data, store, fixes_of)
    elif isinstance(layer.data, VectorOverlay):
        special = {**vector_spec(layer.data), "resource": store.put(vector_container(layer.data))}
    elif isinstance(layer.data, RasterOverlay):
        special = _raster_overlay(layer.data, store)
    elif isinstance(layer.data, Stations):
        special = {**_places(layer.data.places, store), "kind": str(LayerKind.PLACES), "of": "stations"}
    else:
        special = _places(layer.data, store)
    return {**common, **special}


def _raster_overlay(raster: RasterOverlay, store: ColumnStore) -> dict[str, Any]:
    tiles = RasterTiles(raster)
    prefix = f"raster/{tiles.key}"
    store.register(prefix, tiles.tile)
    return {**raster_spec(raster, tiles), "tiles": prefix}


def common_description(layer: Layer) -> dict[str, Any]:
    """Describe what layers of all kinds have."""
    return {
        "id": layer.id,
        "kind": str(layer.kind),
        "name": layer.name,
        "note": layer.note,
        "synthetic": layer.provenance.synthetic,
        "visible": layer.visible,
        "opacity": layer.opacity,
    }


def _terrain(terrain: Terrain, store: ColumnStore) -> dict[str, Any]:
    tiles = TerrainTiles(terrain)
    prefix = f"terrain/{tiles.key}"
    store.register(prefix, tiles.tile)
    low, high = tiles.range or (0.0, 0.0)
    accuracy = terrain.vertical_accuracy
    return {
        "tiles": prefix,
        "bounds": list(terrain.bounds),
        "max_zoom": tiles.max_zoom,
        "minimum": low,
        "maximum": high,
        "accuracy": None if math.isnan(accuracy) else accuracy,
    }


def _tracks(layer: Layer, tracks: Tracks, store: ColumnStore, fixes_of: dict[str, FixesOf]) -> dict[str, Any]:
    if tracks.fixes > WHOLE:
        levels = cache(partial(TrackLevels, tracks))
        fixes_of[layer.id] = lambda name: levels().fixes_of(name)
        return _large_tracks(tracks, store, levels, fixes_of[layer.id])
    frame = tracks.frame
    times = tracks.time_range
    origin = _milliseconds(times[0]) if times else 0.0
    since = frame["time"].astype("int64").to_numpy() / 1e6 - origin
    step = max(1.0, math.ceil(float(since.max(initial=0.0)) / 2**31))
    heights = tracks.height_columns
    container = pack(
        {
            "start": tracks.offsets.astype(np.uint32),
            "longitude": Column.quantised(frame["longitude"].to_numpy(), _DEGREE_STEP),
            "latitude": Column.quantised(frame["latitude"].to_numpy(), _DEGREE_STEP),
            "time": Column.quantised(since, step),
            **{name: frame[name].to_numpy().astype(np.float32) for name in heights},
        },
        track_meta(tracks, origin, heights[0] if heights else None),
    )
    resource = store.put(container)
    store.register(f"{resource}/values", TrackColumns(tracks).produce, by_content=False)
    return {
        "resource": resource,
        "count": len(tracks),
        "fixes": tracks.fixes,
        "height": heights[0] if heights else None,
        "columns": colour_columns(tracks),
    }


def _large_tracks(
    tracks: Tracks, store: ColumnStore, levels: Callable[[], TrackLevels], fixes_of: FixesOf
) -> dict[str, Any]:
    """Thinning millions of fixes takes seconds: only when the map asks for them, while it already draws all else."""
    heights = tracks.height_columns
    resource = f"columns/{content_of(tracks)}"
    store.promise(resource, lambda: levels().container())
    for family in ("level", "track"):
        store.register(f"{resource}/{family}", partial(_below, family, levels))
    values = TrackColumns(tracks, fixes_of)
    store.register(f"{resource}/values", values.produce, by_content=False)
    return {
        "resource": resource,
        "count": len(tracks),
        "fixes": tracks.fixes,
        "height": next(iter(heights), None),
        "columns": colour_columns(tracks),
    }


def _below(family: str, levels: Callable[[], TrackLevels], rest: str) -> bytes:
    return levels().produce(f"{family}/{rest}")


def _airspaces(airspaces: Airspaces, picture: PictureContent, store: ColumnStore) -> dict[str, Any]:
    frame = airspaces.frame
    polygons, owner = shapely.get_parts(frame.geometry.to_numpy(), return_index=True)
    rings, polygon_of_ring = shapely.get_rings(polygons, return_index=True)
    coordinates, ring_of_vertex = shapely.get_coordinates(rings, return_index=True)
    ring_start = np.searchsorted(ring_of_vertex, np.arange(len(rings) + 1)).astype(np.uint32)
    lower, upper = _display_bounds(frame, coordinates, owner[polygon_of_ring][ring_of_vertex], picture)
    origin, states, periods = _activity(frame, picture)
    container = pack(
        {
            "ring_start": ring_start,
            "ring_airspace": owner[polygon_of_ring].astype(np.uint32),
            "ring_part": polygon_of_ring.astype(np.uint32),
            "longitude": Column.quantised(coordinates[:, 0], _DEGREE_STEP),
            "latitude": Column.quantised(coordinates[:, 1], _DEGREE_STEP),
            "lower": lower,
            "upper": upper,
            "period_airspace": np.array([row[0] for row in periods], dtype=np.uint32),
            "period_start": np.array([row[1] for row in periods], dtype=np.float64),
            "period_end": np.array([row[2] for row in periods], dtype=np.float64),
        },
        {
            "time_origin": origin,
            "rows": [
                {
                    "name": _plain(row.name),
                    "type": _plain(row.type),
                    "icao_class": _plain(row.icao_class),
                    "lower": str(row.lower),
                    "upper": str(row.upper),
                    "floor": _limit(row.lower),
                    "ceiling": _limit(row.upper),
                    "activation": state,
                }
                for row, state in zip(_rows(frame), states, strict=True)
            ],
        },
    )
    return {"resource": store.put(container), "count": len(airspaces)}


@dataclass(frozen=True)
class _Row:
    name: Any
    type: Any
    icao_class: Any
    lower: Limit
    upper: Limit


def _rows(frame: pd.DataFrame) -> Iterable[_Row]:
    return (_Row(*values) for values in zip(*(frame[c] for c in _Row.__annotations__), strict=True))


def _limit(limit: Limit) -> dict[str, Any]:
    """A limit's levels for drawing: pairs of metres (None: unlimited) and reference; none where it is unknown."""
    levels = [[None if level.is_unlimited else level.value, str(level.reference)] for level in limit.levels]
    return {"levels": levels, "join": limit.join}


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _display_bounds(
    frame: pd.DataFrame, coordinates: NDArray[np.float64], owner: NDArray[np.int64], picture: PictureContent
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Lower and upper edge of each airspace in metres for the altitude filter: never narrower than the truth.

    Limits above ground take the lowest and highest ground under the airspace's vertices; unknown limits and
    those over unknown ground are as wide as they could be.
    """
    ground = _ground_under(frame, coordinates, owner, picture)
    lower = [
        min((_nominal(level, low) for level in limit.levels), default=-math.inf)
        for limit, (low, _) in zip(frame["lower"], ground, strict=True)
    ]
    upper = [
        max((_nominal(level, high) for level in limit.levels), default=math.inf)
        for limit, (_, high) in zip(frame["upper"], ground, strict=True)
    ]
    return np.array(lower, dtype=np.float32), np.array(upper, dtype=np.float32)


def _nominal(level: Level, ground: float) -> float:
    return level.value + ground if level.reference is Reference.AGL else level.value


def _ground_under(
    frame: pd.DataFrame, coordinates: NDArray[np.float64], owner: NDArray[np.int64], picture: PictureContent
) -> list[tuple[float, float]]:
    unknown = (0.0, _GROUND_SPAN)
    if picture.terrain is None or not len(frame):
        return [unknown] * len(frame)
    elevation = picture.terrain.sample(coordinates[:, 0], coordinates[:, 1])
    spread = pd.Series(elevation).groupby(owner).agg(["min", "max"]).reindex(range(len(frame)))
    return [
        unknown if math.isnan(low) else (float(low), float(high))
        for low, high in zip(spread["min"], spread["max"], strict=True)
    ]


def _activity(frame: pd.DataFrame, picture: PictureContent) -> tuple[float, list[str], list[tuple[int, float, float]]]:
    """State of each airspace over the picture's time, and the periods of those that come and go."""
    times = picture.time_range
    if times is None:
        now = datetime.now(UTC)
        begin, end = now, now + timedelta(days=1)
    else:
        begin, end = (
            times[0].to_pydatetime(warn=False),
            times[1].to_pydatetime(warn=False) + timedelta(seconds=1),
        )
    origin = begin.timestamp() * 1000.0
    states: list[str] = []
    periods: list[tuple[int, float, float]] = []
    for number, (activation, shape) in enumerate(zip(frame["activation"], frame.geometry, strict=True)):
        state, spans = _activity_of(activation, shape, begin, end)
        states.append(state)
        periods += [(number, _milliseconds(a) - origin, _milliseconds(b) - origin) for a, b in spans]
    return origin, states, periods


def _activity_of(
    activation: Activation, shape: Any, begin: datetime, end: datetime
) -> tuple[str, list[tuple[pd.Timestamp, pd.Timestamp]]]:
    if activation.kind is ActivationKind.ALWAYS:
        return "always", []
    if activation.kind in (ActivationKind.NOTAM, ActivationKind.UNKNOWN):
        return "unknown", []
    place = shape.representative_point()
    table = activation.periods(begin, end, longitude=place.x, latitude=place.y)
    if (table["status"] == "unknown").any():
        return "unknown", []
    return "periods", list(zip(table["start"], table["end"], strict=True))


def _places(places: Places, store: ColumnStore) -> dict[str, Any]:
    frame = places.frame
    container = pack(
        {
            "longitude": Column.quantised(frame["longitude"].to_numpy(), _DEGREE_STEP),
            "latitude": Column.quantised(frame["latitude"].to_numpy(), _DEGREE_STEP),
        },
        {"rows": [{"name": name, "kind": kind} for name, kind in zip(frame["name"], frame["kind"], strict=True)]},
    )
    return {"resource": store.put(container), "count": len(places)}


def _milliseconds(moment: pd.Timestamp) -> float:
    return moment.timestamp() * 1000.0
