"""The same questions asked of the traffic library: who was in which airspace, who met whom.

Runs in an environment of its own (`make bench-peers`), for traffic pins what lagebild does not;
`benchmarks/beside_traffic.py` asks lagebild about the same flights. By default it clips a part of the flights and says
what all would take; the whole takes more than half an hour.

traffic clips in two dimensions; the levels are compared afterwards, fix by fix, as its users do. Of flights that meet
it compares the fixes of the same moments; pairs are told, for a pair's encounters are not told apart.
"""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyproj
from traffic.core import Traffic

DATA = Path(os.environ.get("LAGEBILD_SHARED_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))


def main() -> None:
    """Clip flights to airspaces and count."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--flights", type=int, default=20, help="how many of the 1,244 flights to clip; 0 is all")
    parser.add_argument("--meeting", type=int, default=142, help="how many flights to search for encounters")
    options = parser.parse_args()
    _encounters(options.meeting)
    _crossings(options.flights)


def _encounters(wanted: int) -> None:
    """Search flights, folded into one hour, for pairs below 5 NM and 1,000 ft."""
    tracks = DATA / "tracks" / "switzerland.parquet"
    if not tracks.is_file():
        print(f"skipped: {tracks} is missing")
        return
    fixes = pd.read_parquet(tracks)
    fixes = fixes[fixes["flight_id"].isin(fixes["flight_id"].unique()[:wanted])]
    first = fixes.groupby("flight_id")["timestamp"].transform("min")
    fixes = fixes.assign(timestamp=fixes["timestamp"] - (first - first.min()).dt.floor("1h"))
    flights = Traffic(fixes)
    centre = f"+proj=laea +lat_0={fixes['latitude'].mean():.3f} +lon_0={fixes['longitude'].mean():.3f} +units=m"
    began = time.perf_counter()
    found = flights.closest_point_of_approach(9260.0, 1000.0, pyproj.Proj(centre), "h", 2)
    taken = time.perf_counter() - began
    rows = pd.DataFrame() if found is None else found.data
    close = rows[(rows["lateral"] * 1852.0 <= 9260.0) & (rows["vertical"] <= 1000.0)] if len(rows) else rows
    pairs = (
        {frozenset(pair) for pair in zip(close["flight_id_x"], close["flight_id_y"], strict=True)} if len(rows) else ()
    )
    print(f"traffic: encounters of {wanted} flights in one hour: {taken:.1f} s, {len(pairs)} pairs")


def _crossings(wanted: int) -> None:
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
