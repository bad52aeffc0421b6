"""Flights over rough ground, and their heights above it by dense sampling with xarray."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import xarray as xr

import lagebild as lb
from tests.builders import georeferenced

STEP = 0.01
WEST, NORTH = 10.0, 47.0
ROWS, COLUMNS = 50, 60
START = pd.Timestamp("2026-05-12T08:00", tz="UTC")

_RNG = np.random.default_rng(11)
ROUGH = _RNG.uniform(200, 1800, (ROWS, COLUMNS)).astype(np.float32)


def ground(cells: np.ndarray = ROUGH, *, accuracy: float = 0.0, west: float = WEST, north: float = NORTH) -> lb.Terrain:
    """A raster whose first centre lies at the north-west corner."""
    y, x = north - STEP * np.arange(cells.shape[0]), west + STEP * np.arange(cells.shape[1])
    return lb.Terrain(elevation=georeferenced(cells, x, y), vertical_accuracy=accuracy)


def flight(longitude, latitude, altitude, *, name: str = "a", seconds=10.0, **columns) -> pd.DataFrame:
    """Fixes of one flight, evenly in time (or at given seconds), with altitudes above mean sea level."""
    count = max(np.size(part) for part in (longitude, latitude, altitude))
    after = np.arange(count) * seconds if np.ndim(seconds) == 0 else np.asarray(seconds)
    return pd.DataFrame(
        {
            "track_id": name,
            "time": START + pd.to_timedelta(after, unit="s"),
            "longitude": np.broadcast_to(np.asarray(longitude, float), count),
            "latitude": np.broadcast_to(np.asarray(latitude, float), count),
            "altitude_amsl": np.broadcast_to(np.asarray(altitude, float), count),
            **columns,
        }
    )


def tracks_of(*flights: pd.DataFrame) -> lb.Tracks:
    """Make tracks of flights."""
    return lb.Tracks.from_frame(pd.concat(flights, ignore_index=True))


def random_flight(seed: int, fixes: int = 8, name: str = "a") -> pd.DataFrame:
    """A flight within the raster whose legs are so short that none is cut."""
    rng = np.random.default_rng(seed)
    longitude = np.clip(10.3 + np.cumsum(rng.uniform(-0.05, 0.05, fixes)), 10.0, 10.58)
    latitude = np.clip(46.75 + np.cumsum(rng.uniform(-0.05, 0.05, fixes)), 46.52, 47.0)
    return flight(longitude, latitude, rng.uniform(1500, 2500, fixes), name=name)


def densely(frame: pd.DataFrame, elevation: xr.DataArray, count: int = 4001) -> pd.DataFrame:
    """Sample a flight: seconds since its first fix, height above ground; straight in degrees from fix to fix."""
    seconds = (frame["time"] - frame["time"].iloc[0]).dt.total_seconds().to_numpy()
    share = np.linspace(0.0, 1.0, count)
    values = {
        name: np.concatenate([a + share * (b - a) for a, b in pairwise(column)])
        for name, column in {
            "seconds": seconds,
            "longitude": frame["longitude"].to_numpy(),
            "latitude": frame["latitude"].to_numpy(),
            "altitude": frame["altitude_amsl"].to_numpy(),
        }.items()
    }
    places = {"x": xr.DataArray(values["longitude"], dims="p"), "y": xr.DataArray(values["latitude"], dims="p")}
    below = elevation.astype(np.float64).interp(**places).to_numpy()
    return pd.DataFrame({**values, "height": values["altitude"] - below})
