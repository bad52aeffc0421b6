"""Timing and printing."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path

SHARED_DATA = Path(os.environ.get("LAGEBILD_SHARED_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))


def median_seconds(work: Callable[[], object], runs: int = 5) -> float:
    """Median duration of a call, after one that is not counted."""
    work()
    durations = []
    for _ in range(runs):
        began = time.perf_counter()
        work()
        durations.append(time.perf_counter() - began)
    return statistics.median(durations)


def row(what: str, value: float, unit: str, target: str = "") -> None:
    """Print one figure."""
    print(f"{what:<64} {value:>10.3f} {unit:<4} {target}", flush=True)
