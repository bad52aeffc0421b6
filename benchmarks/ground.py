"""Heights above the ground of ten million fixes, beside xarray's interpolation; the lowest points of flights."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

import numpy as np
import pandas as pd
import rioxarray  # noqa: F401  (registers the .rio accessor)
import xarray as xr
from numpy.typing import NDArray

import lagebild as lb
from benchmarks.measure import SHARED_DATA, median_cost, row

FIXES, FLIGHTS, CELLS = 10_000_000, 1_000, 4_000
WEST, NORTH, STEP = 10.0, 48.0, 0.00025


def main() -> None:
    """Measure fixes at random places and along straight ways, then clearance and low passages."""
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    rng = np.random.default_rng(1)
    terrain = _terrain(rng)
    places = {"at random places": _scattered(rng), "along tracks": _ways(rng)}
    for (name, (longitude, latitude)), target in zip(places.items(), (0.6, 0.15), strict=True):
        _heights(name, _tracks(longitude, latitude), terrain, target)
    _lowest(_tracks(*places["along tracks"]), terrain, "10 M fixes along tracks")
    _real_flights()


def _heights(name: str, tracks: lb.Tracks, terrain: lb.Terrain, target: float) -> None:
    """Heights above ground beside xarray's, and beside reading and writing the columns once."""
    frame = tracks.frame
    columns = [frame[column].to_numpy() for column in ("longitude", "latitude", "altitude_amsl")]
    ours = median_cost(lambda: lb.height_above_ground(tracks, terrain))
    row(f"height_above_ground, {len(frame):,} fixes {name}", ours.wall, "s", f"≤ {target}")
    row("the same, processor time", ours.processor, "s")
    floor = median_cost(lambda: _read_once(columns))
    more = f"ours takes {ours.processor / floor.processor:.1f} × as much"
    row("processor time to read the three columns, write one", floor.processor, "s", more)
    at = {
        "x": xr.DataArray(columns[0], dims="p"),
        "y": xr.DataArray(columns[1], dims="p"),
    }
    began = time.perf_counter()
    theirs = columns[2] - terrain.elevation.interp(**at).to_numpy()
    took = time.perf_counter() - began
    row("xarray.DataArray.interp of the same, once", took, "s", f"{took / ours.wall:.0f} × ours")
    off = np.abs(theirs - lb.height_above_ground(tracks, terrain))
    row("largest difference between the two", float(np.nanmax(off)), "m", f"{int(np.isnan(theirs).sum())} are NaN")


def _lowest(tracks: lb.Tracks, terrain: lb.Terrain, name: str) -> None:
    """Clearance and low passages, between the fixes too."""
    for what, work in _between_fixes(tracks, terrain).items():
        cost = median_cost(work, runs=3)
        row(f"{what}, {name}", cost.wall, "s")
        row("the same, processor time", cost.processor, "s")


def _between_fixes(tracks: lb.Tracks, terrain: lb.Terrain) -> dict[str, Callable[[], pd.DataFrame]]:
    return {
        "clearance": lambda: lb.clearance(tracks, terrain),
        "low_passages below 150 m": lambda: lb.low_passages(tracks, terrain, below=150.0),
    }


def _real_flights() -> None:
    """The two real flights over their real ground, read from its file each time."""
    folder = SHARED_DATA / "benalla"
    if not folder.is_dir():
        print(f"skipped: {folder} is missing")
        return
    flights = [lb.read_tracks(path) for path in sorted(folder.glob("*.igc"))]
    frame = pd.concat([flight.frame.assign(track_id=f"{n}") for n, flight in enumerate(flights)], ignore_index=True)
    _lowest(lb.Tracks.from_frame(frame), lb.open_terrain(folder / "terrain.jp2"), f"{len(frame):,} real fixes")


def _terrain(rng: np.random.Generator) -> lb.Terrain:
    """Hills of 3,000 m, rough from cell to cell."""
    x, y = WEST + STEP * np.arange(CELLS), NORTH - STEP * np.arange(CELLS)
    hills = 1500 + 1400 * np.sin(x[None, :] * 40) * np.cos(y[:, None] * 37) + rng.uniform(-50, 50, (CELLS, CELLS))
    elevation = xr.DataArray(hills.astype(np.float32), {"y": y, "x": x}, ("y", "x")).rio.write_crs("EPSG:4326")
    return lb.Terrain(elevation=elevation, vertical_accuracy=10.0)


def _scattered(rng: np.random.Generator) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    edge = STEP * (CELLS - 1)
    return rng.uniform(WEST, WEST + edge, FIXES), rng.uniform(NORTH - edge, NORTH, FIXES)


def _ways(rng: np.random.Generator) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Straight ways over the raster."""
    edge = STEP * (CELLS - 1)
    starts, ends = rng.uniform([WEST, NORTH - edge], [WEST + edge, NORTH], (2, FLIGHTS, 1, 2))
    share = np.linspace(0.0, 1.0, FIXES // FLIGHTS)[None, :, None]
    longitude, latitude = (starts * (1 - share) + ends * share).reshape(-1, 2).T
    return longitude.copy(), latitude.copy()


def _tracks(longitude: NDArray[np.float64], latitude: NDArray[np.float64]) -> lb.Tracks:
    each = FIXES // FLIGHTS
    number = np.repeat(np.arange(FLIGHTS), each)
    frame = pd.DataFrame(
        {
            "track_id": pd.Categorical.from_codes(number, [f"{n:04d}" for n in range(FLIGHTS)]),
            "time": pd.Timestamp("2026-05-12T08:00Z") + pd.to_timedelta(np.tile(np.arange(each), FLIGHTS), unit="s"),
            "longitude": longitude,
            "latitude": latitude,
            "altitude_amsl": 3100.0,
        }
    )
    return lb.Tracks.from_frame(frame)


def _read_once(columns: list[NDArray[np.float64]]) -> NDArray[np.float64]:
    """What no way of computing a value from three columns can save."""
    total = columns[0] + columns[1]
    total += columns[2]
    return total
