"""A shaded, tinted picture of the terrain as WebP, in Web Mercator rows, for pages without the map component."""

from __future__ import annotations

import io
import math

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from lagebild.model.bounds import Bounds
from lagebild.model.terrain import Terrain

__all__ = ["relief_webp"]

_LARGEST_SIDE = 1200
_MERCATOR_LIMIT = 85.0
_EARTH_RADIUS = 6371008.8
"""Mean radius in metres, IUGG; slopes for shading need no more."""

_SUN_AZIMUTH, _SUN_ELEVATION = math.radians(315.0), math.radians(45.0)
_LEVEL_STEP, _MOST_EXAGGERATION = 100.0, 6.0
"""Slopes between cells of up to 100 m are shaded as they are, those between coarser ones steeper, to be seen at all."""

_TINT_AT = np.array([-100.0, 0.0, 300.0, 1000.0, 2000.0, 3500.0, 6000.0])
_TINT = np.array(
    [
        [206, 222, 226],
        [222, 232, 214],
        [230, 234, 208],
        [236, 226, 196],
        [224, 204, 178],
        [210, 196, 188],
        [250, 250, 250],
    ],
    dtype=float,
)


def relief_webp(terrain: Terrain, bounds: Bounds, *, side: int = _LARGEST_SIDE) -> tuple[bytes, Bounds]:
    """Draw the part of the terrain within `bounds`, up to `side` pixels; returns the WebP and the box it covers."""
    box = _common(terrain.bounds, bounds)
    height, width = _size(box, side)
    longitude, latitude = _centres(box, height, width)
    elevation = terrain.sample(longitude, latitude)
    rgba = np.dstack([_tinted(elevation) * _shade(elevation, longitude, latitude)[..., None], _alpha(elevation)])
    out = io.BytesIO()
    Image.fromarray(np.clip(rgba, 0, 255).astype(np.uint8)).save(out, "WEBP", quality=85)
    return out.getvalue(), box


def _common(a: Bounds, b: Bounds) -> Bounds:
    return Bounds(
        max(a.west, b.west),
        max(a.south, b.south, -_MERCATOR_LIMIT),
        min(a.east, b.east),
        min(a.north, b.north, _MERCATOR_LIMIT),
    )


def _size(box: Bounds, side: int) -> tuple[int, int]:
    """Rows and columns, as the box looks in Web Mercator."""
    wide = max(math.radians(box.east - box.west), 1e-9)
    high = max(float(_mercator(box.north) - _mercator(box.south)), 1e-9)
    scale = side / max(wide, high)
    return max(2, round(high * scale)), max(2, round(wide * scale))


def _mercator(latitude: float) -> float:
    return math.asinh(math.tan(math.radians(latitude)))


def _centres(box: Bounds, height: int, width: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    x = box.west + (np.arange(width) + 0.5) / width * (box.east - box.west)
    top, bottom = _mercator(box.north), _mercator(box.south)
    y = top + (np.arange(height) + 0.5) / height * (bottom - top)
    lon, lat = np.meshgrid(x, np.degrees(np.arctan(np.sinh(y))))
    return lon, lat


def _tinted(elevation: NDArray[np.float64]) -> NDArray[np.float64]:
    filled = np.nan_to_num(elevation)
    return np.dstack([np.interp(filled, _TINT_AT, _TINT[:, channel]) for channel in range(3)])


def _shade(
    elevation: NDArray[np.float64], longitude: NDArray[np.float64], latitude: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Lambertian shading, 1 on level ground."""
    metres = math.radians(1.0) * _EARTH_RADIUS
    dy, dx = np.gradient(np.nan_to_num(elevation))
    step_x = np.gradient(longitude, axis=1) * metres * np.cos(np.radians(latitude))
    step_y = np.gradient(latitude, axis=0) * metres
    exaggeration = float(np.clip(np.sqrt(np.median(np.abs(step_y)) / _LEVEL_STEP), 1.0, _MOST_EXAGGERATION))
    east, north = exaggeration * dx / step_x, exaggeration * dy / step_y
    light = np.sin(_SUN_ELEVATION) - np.cos(_SUN_ELEVATION) * (
        east * np.sin(_SUN_AZIMUTH) + north * np.cos(_SUN_AZIMUTH)
    )
    shade = light / np.sqrt(1 + east**2 + north**2) / np.sin(_SUN_ELEVATION)
    return np.asarray(np.clip(shade, 0.45, 1.15))


def _alpha(elevation: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(np.isfinite(elevation), 235.0, 0.0)
