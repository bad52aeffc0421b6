"""Encounters of a day's flights folded into one hour; flight paths resampled, beside pandas."""

from __future__ import annotations

import os

import numpy as np
import pandas as pd

import lagebild as lb
from benchmarks.measure import SHARED_DATA, median_cost, row

FLIGHTS, EVERY, COPIES = 1_244, 3_600, 2_000


def main() -> None:
    """Measure both on the real flights over Switzerland."""
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    path = SHARED_DATA / "tracks" / "switzerland.parquet"
    if not path.is_file():
        print(f"skipped: {path} is missing")
        return
    tracks = lb.read_tracks(path)
    _encounters(folded(tracks))
    _resample(_many(tracks))


def folded(tracks: lb.Tracks) -> lb.Tracks:
    """All flights begin within the same hour, each as it was flown."""
    frame = tracks.frame
    first = frame["time"].iloc[np.repeat(tracks.offsets[:-1], np.diff(tracks.offsets))].reset_index(drop=True)
    hours = (first - first.min()).dt.floor("1h")
    return lb.Tracks.from_frame(frame.assign(time=frame["time"] - hours))


def _many(tracks: lb.Tracks) -> lb.Tracks:
    """2,000 flights: some of the real ones twice."""
    frame, ids = tracks.frame, tracks.ids
    again = frame[frame["track_id"].isin(ids[: COPIES - FLIGHTS])]
    names = frame["track_id"].astype("str")
    both = pd.concat(
        [frame.assign(track_id=names), again.assign(track_id=again["track_id"].astype("str") + "#2")],
        ignore_index=True,
    )
    return lb.Tracks.from_frame(both)


def _encounters(tracks: lb.Tracks) -> None:
    ours = median_cost(lambda: lb.encounters(tracks))
    found = len(lb.encounters(tracks))
    row(f"encounters of {len(tracks):,} flights in one hour: {found:,}", ours.wall, "s", "≤ 1")
    row("the same, processor time", ours.processor, "s")
    _floor(tracks, ("time", "longitude", "latitude", "altitude_pressure"), ours.processor)


def _resample(tracks: lb.Tracks) -> None:
    """Only the columns that both interpolate, so that both do the same work."""
    names = ["track_id", "time", "longitude", "latitude", "altitude_pressure"]
    tracks = lb.Tracks.from_frame(tracks.frame[names])
    found = lb.resample(tracks, "1s")
    ours = median_cost(lambda: lb.resample(tracks, "1s"))
    row(f"resample {len(tracks):,} flights to 1 s: {found.fixes:,} rows", ours.wall, "s")
    row("rows a second", found.fixes / ours.wall / 1e6, "M", "≥ 20")
    row("processor time", ours.processor, "s")
    _floor(found, tuple(names[1:]), ours.processor)
    theirs: list[pd.DataFrame] = []
    cost = median_cost(lambda: theirs.append(_by_pandas(tracks)), runs=1)
    row("pandas, flight by flight, the same", cost.wall, "s", f"{cost.wall / ours.wall:.0f} × ours")
    both = found.frame.merge(theirs[0], on=["track_id", "time"], suffixes=("", "_pandas"))
    row("rows of both", len(both) / 1e6, "M", f"of {found.fixes:,} and {len(theirs[0]):,}")
    for name in names[2:]:
        off = (both[name] - both[f"{name}_pandas"]).abs()
        row(f"largest difference in {name}, billionths", float(off.max()) * 1e9, "")


def _by_pandas(tracks: lb.Tracks) -> pd.DataFrame:
    """Interpolate in time, as people write it."""
    parts = []
    for track_id, fixes in tracks.frame.groupby("track_id", observed=True):
        values = fixes.drop(columns="track_id").set_index("time")
        seconds = pd.date_range(values.index[0].ceil("1s"), values.index[-1].floor("1s"), freq="1s")
        dense = values.reindex(values.index.union(seconds)).interpolate("time", limit_area="inside").loc[seconds]
        parts.append(dense.rename_axis("time").reset_index().assign(track_id=track_id))
    return pd.concat(parts, ignore_index=True)


def _floor(tracks: lb.Tracks, names: tuple[str, ...], ours: float) -> None:
    """What it takes to read the columns once."""
    columns = [tracks.frame[name].to_numpy(dtype=None if name != "time" else "datetime64[ns]") for name in names]
    numbers = [column.view(np.int64) if column.dtype.kind == "M" else column for column in columns]
    floor = median_cost(lambda: [column.sum() for column in numbers])
    more = f"ours takes {ours / floor.processor:.0f} × as much"
    row(f"processor time to read {len(names)} columns of {tracks.fixes:,} once", floor.processor * 1e3, "ms", more)


if __name__ == "__main__":
    main()
