"""Sampling 20 million cells, beside xarray's interpolation; memory of the lazy raster."""

from __future__ import annotations

import numpy as np
import psutil
import xarray as xr

import lagebild as lb
from benchmarks.measure import SHARED_DATA, median_seconds, row
from lagebild.model.bilinear import bilinear

POINTS = 1_000_000


def main() -> None:
    """Sample a million places along straight ways over the raster."""
    path = SHARED_DATA / "benalla" / "terrain.jp2"
    if not path.is_file():
        print(f"skipped: {path} is missing")
        return
    process = psutil.Process()
    terrain = lb.open_terrain(path)
    rng = np.random.default_rng(1)
    starts, ends = rng.uniform([144, -37], [147.5, -34], (2, 100, 2))
    share = np.linspace(0, 1, POINTS // 100)[None, :, None]
    places = (starts[:, None] * (1 - share) + ends[:, None] * share).reshape(-1, 2)
    longitude, latitude = places.T
    # compiled beforehand, so that memory counts the raster alone
    bilinear(np.zeros((2, 2), np.float32), np.zeros(1), np.zeros(1))
    before = process.memory_info().rss
    ours = median_seconds(lambda: terrain.sample(longitude, latitude))
    row(f"Terrain.sample of {POINTS:,} places, 20.6 M cells read lazily", ours, "s")
    row("resident memory grown by", (process.memory_info().rss - before) / 1e6, "MB", "raster as float32: 83 MB")
    held = terrain.elevation.load()
    in_memory = lb.Terrain(elevation=held)
    row(
        "Terrain.sample of the same, raster in memory",
        median_seconds(lambda: in_memory.sample(longitude, latitude)),
        "s",
    )
    places_of = {"x": xr.DataArray(longitude, dims="p"), "y": xr.DataArray(latitude, dims="p")}
    theirs = median_seconds(lambda: held.interp(**places_of), runs=3)
    row("xarray.DataArray.interp of the same, raster in memory", theirs, "s", f"{theirs / ours:.1f} × ours")
    expected = held.interp(**places_of).to_numpy()
    difference = np.nanmax(np.abs(expected - terrain.sample(longitude, latitude)))
    row("largest difference between the two", float(difference), "m")
