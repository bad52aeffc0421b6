"""Timing and printing."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

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


class Cost(NamedTuple):
    """Seconds on the clock, and of all processors."""

    wall: float
    processor: float


def median_cost(work: Callable[[], object], runs: int = 5) -> Cost:
    """Medians of what a call takes, after one that is not counted."""
    work()
    costs = []
    for _ in range(runs):
        wall, processor = time.perf_counter(), time.process_time()
        work()
        costs.append((time.perf_counter() - wall, time.process_time() - processor))
    walls, processors = zip(*costs, strict=True)
    return Cost(statistics.median(walls), statistics.median(processors))


def row(what: str, value: float, unit: str, target: str = "") -> None:
    """Print one figure."""
    print(f"{what:<64} {value:>10.3f} {unit:<4} {target}", flush=True)
