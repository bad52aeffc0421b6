"""The same question asked of the traffic library: entry and exit of each flight in each airspace.

Runs in an environment of its own (`make bench-peers`), for traffic pins what lagebild does not. By default it clips a
part of the flights and says what all would take; the whole takes more than half an hour.

traffic clips in two dimensions; the levels are compared afterwards, fix by fix, as its users do.
"""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path

import geopandas as gpd
import pandas as pd
from traffic.core import Traffic

DATA = Path(os.environ.get("LAGEBILD_SHARED_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))


def main() -> None:
    """Clip flights to airspaces and count."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--flights", type=int, default=20, help="how many of the 1,244 flights; 0 is all")
    wanted = parser.parse_args().flights
    tracks, airspaces = DATA / "tracks" / "switzerland.parquet", DATA / "airspaces" / "synthetic-500.parquet"
    if not tracks.is_file() or not airspaces.is_file():
        print(f"skipped: {tracks} or {airspaces} is missing")
        return
    fixes, zones = pd.read_parquet(tracks), gpd.read_parquet(airspaces)
    ids = fixes["flight_id"].unique()
    chosen = ids[: wanted or len(ids)]
    flights = list(Traffic(fixes[fixes["flight_id"].isin(chosen)]))
    began = time.process_time()
    visits, pairs = 0, 0
    for flight in flights:
        for shape, lower, upper in zip(zones.geometry, zones["lower"], zones["upper"], strict=True):
            found = 0
            if flight.intersects(shape):
                for piece in flight.clip_iterate(shape):
                    levels = piece.data["altitude"] / 100.0
                    within = (levels >= lower) & (levels <= upper)
                    found += int((within & ~within.shift(fill_value=False)).sum())
            visits, pairs = visits + found, pairs + (found > 0)
    taken = time.process_time() - began
    print(f"traffic: {len(flights)} flights, {len(zones)} airspaces: {taken:.1f} s CPU, {pairs} pairs, {visits} visits")
    print(f"… by number of flights for all {len(ids)}: {taken * len(ids) / len(flights):.0f} s CPU")


if __name__ == "__main__":
    main()
