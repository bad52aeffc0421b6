"""Lines of sight over 4,000² cells, beside GDAL's viewshed (of the library that rasterio brings)."""

from __future__ import annotations

import ctypes
import os
import tempfile
import time
import tracemalloc
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
import xarray as xr

import lagebild as lb
from benchmarks.hills import PEER_CELLS, TARGET, hills
from benchmarks.measure import SHARED_DATA, median_cost, row

CELLS, STEP = 4000, 30.0
CORNER = (4.4e5, 5.3e6)


def main() -> None:
    """Measure one station over made-up hills, then ten over the real ground of Benalla."""
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    terrain = _terrain(CELLS)
    station = _station(terrain)
    works = {
        ("viewshed, exact", "≤ 5"): lambda: lb.viewshed(terrain, station, TARGET),
        ("minimum_visible_altitude, exact", "≤ 4"): lambda: lb.minimum_visible_altitude(terrain, station),
        ("minimum_visible_altitude, fast", "≤ 0.4"): lambda: lb.minimum_visible_altitude(
            terrain, station, method="fast"
        ),
    }
    for (what, target), work in works.items():
        cost = median_cost(work, runs=3)
        row(f"{what}, {CELLS:,}² cells", cost.wall, "s", target)
        row("the same, processor time", cost.processor, "s")
        row("the same, memory beyond the raster", _peak(work) / CELLS**2, "B a cell", "≤ 12")
    for size in (1000, 2000, 4000):
        part = _terrain(size)
        one = _station(part)
        cost = median_cost(partial(lb.minimum_visible_altitude, part, one, method="fast"), runs=3)
        row(f"fast, {size:,}² cells, a cell", cost.wall / size**2 * 1e9, "ns", "the same at all sizes")
    _beside_gdal(terrain, station)
    _without_curvature()
    _benalla()


def _terrain(size: int) -> lb.Terrain:
    coordinates = {"y": CORNER[1] - STEP * np.arange(size), "x": CORNER[0] + STEP * np.arange(size)}
    elevation = xr.DataArray(hills(size), dims=("y", "x"), coords=coordinates)
    return lb.Terrain(elevation=elevation.rio.write_crs("EPSG:32633"))


def _station(terrain: lb.Terrain) -> lb.Station:
    longitude, latitude = terrain.degrees(terrain.grid.rows // 2, terrain.grid.columns // 2)
    return lb.Station(longitude=float(longitude), latitude=float(latitude), height_agl=20.0, name="S")


def _peak(work: Any) -> int:
    tracemalloc.start()
    work()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak


def _beside_gdal(terrain: lb.Terrain, station: lb.Station) -> None:
    """GDAL's `GDALViewshedGenerate` with the curvature of k = 4/3, of a file in memory-backed storage."""
    libraries = sorted((Path(rasterio.__file__).parent.parent / "rasterio.libs").glob("libgdal*"))
    if not libraries:
        print("skipped: rasterio brings no library of GDAL's here")
        return
    gdal = ctypes.CDLL(str(libraries[0]))
    gdal.GDALAllRegister()
    gdal.GDALOpen.restype = gdal.GDALGetRasterBand.restype = gdal.GDALViewshedGenerate.restype = ctypes.c_void_p
    gdal.GDALGetRasterBand.argtypes = [ctypes.c_void_p, ctypes.c_int]
    gdal.GDALClose.argtypes = [ctypes.c_void_p]
    number = ctypes.c_double
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "ground.tif"), Path(folder, "seen.tif")
        terrain.elevation.rio.to_raster(source)
        x, y = terrain.project(station.longitude, station.latitude)
        began = time.perf_counter()
        data = gdal.GDALOpen(str(source).encode(), 0)
        found = gdal.GDALViewshedGenerate(
            ctypes.c_void_p(gdal.GDALGetRasterBand(data, 1)), b"GTiff", str(target).encode(), None,
            number(float(x)), number(float(y)), number(station.height_agl), number(TARGET),
            number(1.0), number(0.0), number(0.0), number(-1.0), number(0.75), 2, number(0.0),
            None, None, 1, None,
        )  # fmt: skip
        if not found:
            print("skipped: GDAL made no viewshed")
            return
        gdal.GDALClose(found)
        took = time.perf_counter() - began
        gdal.GDALClose(data)
        with rasterio.open(target) as file:
            theirs = file.read(1) == 1
    row("GDAL's viewshed (edge mode) of the same, once", took, "s")
    for method in ("exact", "fast"):
        ours = lb.viewshed(terrain, station, TARGET, method=method).to_numpy() == 1
        both = np.sum(ours & theirs) / np.sum(ours | theirs)
        row(
            f"its seen cells beside our {method} ones (Jaccard)",
            float(both),
            "",
            f"{np.mean(ours == theirs):.2%} equal",
        )


def _without_curvature() -> None:
    """What `benchmarks/sight_peer.py` asks of xarray-spatial, which knows no curvature."""
    for size in PEER_CELLS:
        terrain = _terrain(size)
        station = _station(terrain)
        cost = median_cost(partial(lb.viewshed, terrain, station, TARGET, 1e9), runs=3)
        seen = int(np.sum(lb.viewshed(terrain, station, TARGET, 1e9).to_numpy() == 1))
        row(f"viewshed without curvature, {size:,}² cells", cost.wall, "s", f"{seen:,} cells seen")


def _benalla() -> None:
    """Ten stations over 20 million cells, and two real flights."""
    folder = SHARED_DATA / "benalla"
    if not folder.is_dir():
        print(f"skipped: {folder} is missing")
        return
    opened = lb.open_terrain(folder / "terrain.jp2")
    terrain = lb.Terrain(elevation=opened.elevation.load(), vertical_datum=opened.vertical_datum)
    rng = np.random.default_rng(3)
    west, south, east, north = terrain.bounds
    places = zip(rng.uniform(west, east, 10), rng.uniform(south, north, 10), strict=True)
    stations = [lb.Station(longitude=x, latitude=y, height_agl=20.0, name=str(n)) for n, (x, y) in enumerate(places)]
    exact: dict[str, xr.DataArray] = {}
    for method in ("exact", "fast"):
        began = time.perf_counter()
        exact[method] = lb.minimum_visible_altitude(terrain, stations, method=method)
        row(f"ten stations over {terrain.cell_count:,} cells, {method}", time.perf_counter() - began, "s")
    off = np.abs(exact["fast"].to_numpy() - exact["exact"].to_numpy())
    row("fast beside exact: altitude off by, median", float(np.nanmedian(off)), "m")
    row("… 99 % of the cells", float(np.nanpercentile(off, 99)), "m")
    cost = median_cost(lambda: lb.coverage(exact["exact"], terrain, target_height=TARGET), runs=3)
    row("coverage at another height out of that", cost.wall, "s")
    for path in sorted(folder.glob("*.igc")):
        tracks = lb.read_tracks(path)
        one = stations[0]
        cost = median_cost(partial(lb.visible_along, tracks, one, terrain), runs=3)
        row(f"visible_along, {path.name}, {len(tracks.frame):,} fixes, one station", cost.wall, "s")


if __name__ == "__main__":
    main()
