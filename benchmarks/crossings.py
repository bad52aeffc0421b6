"""Who was in which airspace from when to when, beside a point join; ten million fixes; compiling."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

import lagebild as lb
from benchmarks.measure import SHARED_DATA, median_cost, row

RUNS = 7
LARGE_FLIGHTS, LARGE_FIXES = 10_000, 1_000
LARGE_AIRSPACES = 3_000
TRACKS, AIRSPACES = SHARED_DATA / "tracks" / "switzerland.parquet", SHARED_DATA / "airspaces" / "synthetic-500.parquet"

_FIRST = """
import time
import lagebild as lb
from benchmarks.crossings import real
tracks, airspaces, _ = real()
began = time.perf_counter(), time.process_time()
lb.crossings(tracks, airspaces)
print(time.perf_counter() - began[0], time.process_time() - began[1])
"""


def real() -> tuple[lb.Tracks, lb.Airspaces, gpd.GeoDataFrame]:
    """The real flights, the 500 airspaces, and the table that these were made of."""
    frame = gpd.read_parquet(AIRSPACES)
    limits = {name: "FL" + frame[name].astype(str) for name in ("lower", "upper")}
    airspaces = lb.Airspaces.from_frame(frame.rename(columns={"aid": "airspace_id"}).assign(**limits))
    return lb.read_tracks(TRACKS), airspaces, frame


def point_join(tracks: lb.Tracks, frame: gpd.GeoDataFrame) -> pd.DataFrame:
    """The pairs of flights and airspaces that geopandas finds: fixes within polygons, then their heights."""
    fixes = tracks.frame[["track_id", "longitude", "latitude", "altitude_pressure"]]
    points = gpd.GeoDataFrame(fixes, geometry=gpd.points_from_xy(fixes["longitude"], fixes["latitude"]), crs=4326)
    metres = frame.assign(lower=(frame["lower"] * 30.48).round(4), upper=(frame["upper"] * 30.48).round(4))
    found = points.sjoin(metres, predicate="intersects")
    within = found["altitude_pressure"].between(found["lower"], found["upper"])
    return found[within][["track_id", "aid"]].drop_duplicates()


def floor_of_reading(tracks: lb.Tracks) -> float:
    """CPU seconds of reading each column that is needed once, in memory."""
    columns = [tracks.frame[name].to_numpy() for name in ("longitude", "latitude", "altitude_pressure")]
    columns.append(tracks.frame["time"].to_numpy(dtype="datetime64[ns]").view(np.int64))
    return median_cost(lambda: [column.sum() for column in columns], runs=51).processor


def large() -> tuple[lb.Tracks, lb.Airspaces]:
    """Ten million fixes over Central Europe, and 3,000 airspaces of 45 corners under and around them."""
    rng = np.random.default_rng(11)
    shape = (LARGE_FLIGHTS, LARGE_FIXES)
    heading = rng.uniform(0.0, 2 * np.pi, (LARGE_FLIGHTS, 1)) + np.cumsum(rng.normal(0.0, 0.01, shape), axis=1)
    x = rng.uniform(2.0, 18.0, (LARGE_FLIGHTS, 1)) + np.cumsum(0.03 * np.sin(heading), axis=1) / 3.0
    y = rng.uniform(44.0, 54.0, (LARGE_FLIGHTS, 1)) + np.cumsum(0.02 * np.cos(heading), axis=1) / 3.0
    level = np.round(rng.uniform(50.0, 400.0, (LARGE_FLIGHTS, 1)) + np.cumsum(rng.normal(0.0, 1.0, shape), axis=1))
    begin = rng.integers(0, 86_400, (LARGE_FLIGHTS, 1))
    times = (begin + 10 * np.arange(LARGE_FIXES)).ravel() * 1_000_000_000
    frame = pd.DataFrame(
        {
            "track_id": pd.Categorical.from_codes(
                np.repeat(np.arange(LARGE_FLIGHTS), LARGE_FIXES), [f"F{n:05d}" for n in range(LARGE_FLIGHTS)]
            ),
            "time": pd.DatetimeIndex(times.view("datetime64[ns]")).tz_localize("UTC"),
            "longitude": x.ravel(),
            "latitude": y.ravel(),
            "altitude_pressure": np.round(np.maximum(level, 0.0).ravel() * 30.48, 4),
        }
    )
    angle = np.linspace(0.0, 2 * np.pi, 45, endpoint=False)
    radius = rng.uniform(0.05, 0.3, (LARGE_AIRSPACES, 1)) * rng.uniform(0.7, 1.0, (LARGE_AIRSPACES, 45))
    centre = rng.uniform([2.0, 44.0], [18.0, 54.0], (LARGE_AIRSPACES, 2))
    corners = np.stack([centre[:, :1] + radius * np.cos(angle), centre[:, 1:] + radius * np.sin(angle)], axis=2)
    lower = rng.integers(0, 35, LARGE_AIRSPACES) * 10
    upper = lower + rng.integers(2, 10, LARGE_AIRSPACES) * 10
    limits = {"lower": [f"FL{n}" for n in lower], "upper": [f"FL{n}" for n in upper]}
    shapes = shapely.polygons(corners)
    return lb.Tracks.from_frame(frame), lb.Airspaces.from_frame(gpd.GeoDataFrame(limits, geometry=shapes, crs=4326))


def first_calls() -> None:
    """The first call of a fresh process, with nothing compiled before, and in a later one."""
    with tempfile.TemporaryDirectory() as folder:
        for what, target in (("first call ever, compiling", "≤ 15"), ("first call of a later process", "≤ 1.5")):
            environment = {**os.environ, "NUMBA_CACHE_DIR": folder}
            ended = subprocess.run(
                [sys.executable, "-c", _FIRST], env=environment, check=True, capture_output=True, text=True
            )
            wall, cpu = map(float, ended.stdout.split())
            row(what, wall, "s", target)
            row("… CPU", cpu, "s", "says: " + ended.stderr.strip() if ended.stderr.strip() else "")


def main() -> None:
    """Time the real flights beside the point join, then ten million fixes."""
    row("load of the machine at the begin", os.getloadavg()[0], "")
    if TRACKS.is_file() and AIRSPACES.is_file():
        tracks, airspaces, frame = real()
        visits = lb.crossings(tracks, airspaces)
        pairs = len(visits.drop_duplicates(["track_id", "airspace_id"]))
        row("visits of 139,098 fixes in 500 airspaces", len(visits), "", "38,892")
        row("pairs of flight and airspace", pairs, "", "26,205")
        wall, cpu = median_cost(lambda: lb.crossings(tracks, airspaces), RUNS)
        row("crossings", wall, "s")
        row("… CPU", cpu, "s", "≤ 0.25")
        floor = floor_of_reading(tracks)
        row("reading the columns once, in memory", 1e3 * floor, "ms", f"crossings: {cpu / floor:.0f} ×")
        theirs = median_cost(lambda: point_join(tracks, frame), runs=3).processor
        joined = point_join(tracks, frame)
        row("geopandas point join, CPU", theirs, "s", f"{theirs / cpu:.1f} × ours")
        row("… misses of the pairs", 100.0 * (1.0 - len(joined) / pairs), "%", "and has no times of entry and exit")
        first_calls()
    else:
        print(f"skipped: {TRACKS} or {AIRSPACES} is missing")
    tracks, airspaces = large()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.perf_counter(), time.process_time()
    visits = lb.crossings(tracks, airspaces)
    wall, cpu = time.perf_counter() - began[0], time.process_time() - began[1]
    row(f"10 M fixes in 3,000 airspaces, {len(visits):,} visits", wall, "s", "≤ 6")
    row("… CPU", cpu, "s")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    row(
        "… peak memory of the process, tables and bench included",
        peak / 1e6,
        "GB",
        f"before the call {before / 1e6:.2f}",
    )
