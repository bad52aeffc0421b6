"""Generated mountains of 30 m cells for the exercise: ridges and valleys that exist nowhere.

They lie in the middle of the North Atlantic, where there is no land, so that nobody can take them for real ground.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import rioxarray  # noqa: F401  (registers the .rio accessor)
import xarray as xr
from numpy.typing import NDArray

from lagebild.demo.seed import random_stream
from lagebild.model.report import ReadReport
from lagebild.model.terrain import Terrain

__all__ = ["CELL", "CRS", "HIGHEST", "LOWEST", "mountains"]

CRS = "EPSG:32626"
"""WGS 84 / UTM zone 26N; the area lies 1.5° east of its central meridian, so grid north is not true north."""

CELL = 30.0
CELLS = 1334
"""About 40 km by 40 km, 1.8 million cells."""

WEST, SOUTH = 594_000.0, 5_185_000.0
"""South-western corner in the CRS, m; about 25.5° W, 47° N."""

LOWEST, HIGHEST = 400.0, 3_400.0
"""Elevations of the lowest and of the highest cell, m."""

_OCTAVES = ((11_000.0, 1.0), (5_500.0, 0.42), (2_700.0, 0.17), (1_300.0, 0.06), (600.0, 0.02))
"""Wavelength (m) and weight of each layer of ridges."""

_CREST_HEIGHT = 3_000.0
"""Of the highest ridges above the valley floors before the final scaling, m."""

_FLOOR_HALF_WIDTH, _FLANK_WIDTH = 300.0, 4_200.0
"""Of a valley's flat floor, and from its edge up to where the ridges have their full height, m."""

_VALLEYS_EASTWARD, _VALLEYS_NORTHWARD = (0.16, 0.5, 0.83), (0.3, 0.72)
"""Where the valleys run, as shares of the area's height and width."""


@lru_cache(maxsize=2)
def mountains(seed: int) -> Terrain:
    """Return the mountains; elevations are whole metres, exact by definition (accuracy 0)."""
    elevation = xr.DataArray(
        _elevation(seed),
        dims=("y", "x"),
        coords={
            "y": SOUTH + (CELLS - 0.5 - np.arange(CELLS)) * CELL,
            "x": WEST + (0.5 + np.arange(CELLS)) * CELL,
        },
        name="elevation",
    ).rio.write_crs(CRS)
    return Terrain(
        elevation=elevation,
        vertical_datum="EGM96",
        vertical_accuracy=0.0,
        report=ReadReport(source="lagebild.demo", format="Generator", records=CELLS**2, kept=CELLS**2),
    )


def _elevation(seed: int) -> NDArray[np.float32]:
    """Put ridges on a gently sloping plain, and let them fade towards the valleys that cross it."""
    random = random_stream(seed, 3)
    place = np.arange(CELLS, dtype=np.float64) * CELL
    east, north = place.reshape(1, -1), place[::-1].reshape(-1, 1)
    plain = 600.0 * (0.6 * east + 0.4 * north) / place[-1]
    ridges = _CREST_HEIGHT * _ridges(random)
    for share in _VALLEYS_EASTWARD:
        ridges *= _flank(random, share, east, north)
    for share in _VALLEYS_NORTHWARD:
        ridges *= _flank(random, share, north, east)
    height = plain + ridges
    share_of_range = (height - height.min()) / (height.max() - height.min())
    elevation: NDArray[np.float32] = np.rint(LOWEST + (HIGHEST - LOWEST) * share_of_range).astype(np.float32)
    return elevation


def _ridges(random: np.random.Generator) -> NDArray[np.float64]:
    """Add layers of ridged noise, 0..1: crests run where smooth noise changes its sign."""
    total = np.zeros((CELLS, CELLS))
    for wavelength, weight in _OCTAVES:
        crests = 1.0 - np.abs(np.tanh(0.8 * _smooth_noise(random, wavelength)))
        # fine ridges stand on the coarse ones, so that hollows stay smooth
        total += weight * crests * (1.0 if weight == 1.0 else total)
    return np.asarray(total / total.max())


def _flank(
    random: np.random.Generator, share: float, along: NDArray[np.float64], across: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return 0 on the floor of a winding valley, rising to 1 where its flanks end."""
    size = CELLS * CELL
    phase = random.uniform(0.0, 2.0 * np.pi, size=2)
    middle = share * size + np.zeros_like(along)
    slope = np.zeros_like(along)
    for wavelength, swing, turn in ((19_000.0, 1_500.0, phase[0]), (7_500.0, 450.0, phase[1])):
        angle = 2.0 * np.pi * along / wavelength + turn
        middle = middle + swing * np.sin(angle)
        slope = slope + swing * 2.0 * np.pi / wavelength * np.cos(angle)
    distance = np.abs(across - middle) / np.sqrt(1.0 + slope**2)
    rise = np.clip((distance - _FLOOR_HALF_WIDTH) / _FLANK_WIDTH, 0.0, 1.0)
    return np.asarray(rise * rise * (3.0 - 2.0 * rise))


def _smooth_noise(random: np.random.Generator, wavelength: float) -> NDArray[np.float64]:
    """Normal noise with a spectrum around one wavelength (m), of variance 1."""
    white = random.standard_normal((CELLS, CELLS))
    frequency = np.hypot(np.fft.fftfreq(CELLS, CELL)[:, None], np.fft.rfftfreq(CELLS, CELL)[None, :])
    band = np.exp(-0.5 * (frequency * wavelength - 1.0) ** 2 / 0.35**2)
    noise = np.fft.irfft2(np.fft.rfft2(white) * band, s=(CELLS, CELLS))
    return np.asarray(noise / noise.std())
