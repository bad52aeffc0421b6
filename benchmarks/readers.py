"""Reading big files: seconds against the targets, and memory against what the columns take."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

import lagebild as lb
from benchmarks.measure import SHARED_DATA, median_seconds, row


def main() -> None:
    """Read airspaces of Germany, a million lines of CSV and ten million rows of Parquet."""
    zones = SHARED_DATA / "airspaces" / "openair-germany-2026-03.txt"
    if zones.is_file():
        row(
            "read_airspaces, Germany (OpenAir)", median_seconds(lambda: lb.read_airspaces(zones), runs=3), "s", "<= 1 s"
        )
    else:
        print(f"skipped: {zones} is missing")
    with tempfile.TemporaryDirectory() as folder:
        million, ten = Path(folder) / "million.csv", Path(folder) / "ten.parquet"
        lb.write_tracks(_tracks(1_000_000), million)
        row("read_tracks, 1 M rows (CSV)", median_seconds(lambda: lb.read_tracks(million), runs=3), "s", "<= 2 s")
        tracks = _tracks(10_000_000)
        lb.write_tracks(tracks, ten)
        columns = float(tracks.frame.memory_usage(index=False, deep=True).sum())
        del tracks
        row("read_tracks, 10 M rows (Parquet)", median_seconds(lambda: lb.read_tracks(ten), runs=3), "s", "<= 3 s")
        row("  peak of memory over the columns' size", _peak(ten) / columns, "", "<= 3")


def _tracks(fixes: int) -> lb.Tracks:
    """Return flights of 1,000 fixes each, sorted, with heights and a speed."""
    rng = np.random.default_rng(7)
    steps, flights = np.arange(fixes) % 1000, np.arange(fixes) // 1000
    names = pd.Index([f"F{number:06d}" for number in range(-(-fixes // 1000))], dtype="str")
    return lb.Tracks.from_frame(
        pd.DataFrame(
            {
                "track_id": pd.Categorical.from_codes(flights, categories=names),
                "time": pd.Timestamp("2026-05-12", tz="UTC") + pd.to_timedelta(steps * 4_000_000_000, unit="ns"),
                "longitude": rng.uniform(5.0, 15.0, fixes).round(6),
                "latitude": rng.uniform(45.0, 55.0, fixes).round(6),
                "altitude_pressure": rng.integers(0, 13_000, fixes).astype(np.float64),
                "height_ellipsoid": rng.integers(0, 13_000, fixes).astype(np.float64),
                "ground_speed": rng.uniform(50.0, 250.0, fixes).round(1).astype(np.float32),
            }
        )
    )


def _peak(path: Path) -> float:
    """Return the bytes that reading takes at most in a process of its own, over what the import takes."""
    # ru_maxrss would begin with what this process holds; the kernel counts VmHWM anew for each program
    code = (
        "import re, sys, lagebild as lb, lagebild.readers.registry as r\n"
        "def peak(): return int(re.search(r'VmHWM:\\s*(\\d+)', open('/proc/self/status').read())[1])\n"
        "lb.read_tracks; r.all_formats(); before = peak()\n"
        "tracks = lb.read_tracks(sys.argv[1])\n"
        "print(peak() - before)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], check=True, capture_output=True, text=True)
    return float(done.stdout) * 1024.0
