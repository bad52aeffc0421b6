"""What `benchmarks/traffic_peer.py` asks of the traffic library, asked of lagebild about the same flights."""

from __future__ import annotations

import argparse

import pandas as pd

import lagebild as lb
from benchmarks.crossings import AIRSPACES, TRACKS, real
from benchmarks.flights import folded
from benchmarks.measure import median_cost


def main() -> None:
    """Measure encounters and crossings of some of the real flights over Switzerland."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--flights", type=int, default=20)
    parser.add_argument("--meeting", type=int, default=142)
    options = parser.parse_args()
    if not (TRACKS.is_file() and AIRSPACES.is_file()):
        print(f"skipped: {TRACKS} or {AIRSPACES} is missing")
        return
    order = list(pd.read_parquet(TRACKS, columns=["flight_id"])["flight_id"].unique())
    tracks, airspaces, _ = real()
    meeting = folded(tracks.only(order[: options.meeting]))
    cost, found = median_cost(lambda: lb.encounters(meeting)), lb.encounters(meeting)
    pairs = {frozenset(pair) for pair in zip(found["track_a"], found["track_b"], strict=True)}
    print(f"lagebild: encounters of {len(meeting)} flights in one hour: {cost.wall:.3f} s, {len(pairs)} pairs")
    some = tracks.only(order[: options.flights or len(order)])
    cost, visits = median_cost(lambda: lb.crossings(some, airspaces)), lb.crossings(some, airspaces)
    count = len(visits.drop_duplicates(["track_id", "airspace_id"]))
    print(
        f"lagebild: {len(some)} flights, {len(airspaces)} airspaces: {cost.processor:.3f} s CPU, {count} pairs, "
        f"{len(visits)} visits"
    )


if __name__ == "__main__":
    main()
