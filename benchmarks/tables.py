"""Reading the real tables, and packing them for the browser."""

from __future__ import annotations

import lagebild as lb
from benchmarks.measure import SHARED_DATA, median_seconds, row
from lagebild.views.scene import build_scene


def main() -> None:
    """Read flights and airspaces of Switzerland and Germany, save and open the picture."""
    if not SHARED_DATA.is_dir():
        print(f"skipped: {SHARED_DATA} is missing")
        return
    flights = SHARED_DATA / "tracks" / "switzerland.parquet"
    zones = SHARED_DATA / "airspaces" / "openair-germany-2026-03.txt"
    row("read_tracks, 139,098 fixes (Parquet of traffic)", median_seconds(lambda: lb.read_tracks(flights)), "s")
    row("read_airspaces, Germany (OpenAir)", median_seconds(lambda: lb.read_airspaces(zones), runs=3), "s")
    tracks, airspaces = lb.read_tracks(flights), lb.read_airspaces(zones)
    picture = lb.Picture("Tables", tracks=tracks, airspaces=airspaces)
    row("build_scene of both", median_seconds(lambda: build_scene(picture), runs=3), "s")
    row("bytes for the browser", build_scene(picture).store.held_bytes / 1e6, "MB")
