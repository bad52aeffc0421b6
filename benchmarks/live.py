"""Feeds at their busiest: from the byte received to the alert in the log, processor, memory, and what is lost.

`LAGEBILD_SOAK=600 python -m benchmarks live` runs for ten minutes; a minute by default.
"""

from __future__ import annotations

import multiprocessing
import os
import socket
import tempfile
import time
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import psutil
import shapely

import lagebild as lb
from benchmarks.measure import row
from lagebild.journal.journal import Journal
from lagebild.live.alerts import entry_of_rule
from lagebild.live.feed_address import feed_address
from lagebild.model.alert_rule import AlertRule
from lagebild.model.limits import Limit
from lagebild.service.live_service import LiveService

SECONDS = float(os.environ.get("LAGEBILD_SOAK", "60"))
_PARTS = 20
"""Into how many bursts a second's messages fall."""


def main() -> None:
    """Measure 2,000 aircraft with fifty rules, and 10,000 without loss."""
    for aircraft, watched in ((2_000, True), (10_000, True)):
        _measure(aircraft, watched=watched)


def _measure(aircraft: int, *, watched: bool) -> None:
    context = multiprocessing.get_context("spawn")
    ports, sent = context.Queue(), context.Queue()
    source = context.Process(target=tell, args=(aircraft, SECONDS, ports, sent), daemon=True)
    source.start()
    port = ports.get()
    with tempfile.TemporaryDirectory() as folder, Journal(Path(folder), "soak") as journal:
        journal.append(*(entry_of_rule(rule, "soak") for rule in fifty_rules()) if watched else ())
        service = LiveService(watched_picture(), journal, [feed_address(f"sbs://127.0.0.1:{port}")])
        waited: list[float] = []
        service.desk.subscribe(lambda entries: waited.extend(_waited(entries)))
        service.start()
        process = psutil.Process()
        time.sleep(10.0)  # what is compiled, is compiled; everybody has been heard
        waited.clear()
        service.slowest = 0.0
        used, begun, memory = sum(process.cpu_times()[:2]), time.perf_counter(), process.memory_info().rss
        messages = sent.get()
        elapsed = time.perf_counter() - begun
        used = (sum(process.cpu_times()[:2]) - used) / elapsed
        grown = process.memory_info().rss - memory
        time.sleep(1.0)
        state = service.feeds[0]
        service.stop()
        entries = journal.head().number
    name = f"{aircraft:,} aircraft at 1 Hz for {SECONDS:.0f} s"
    row(f"{name}: messages lost", float(messages - state.messages), "", "0")
    row("  entries of the log", float(entries), "")
    if waited:
        row("  received to in the log, median", float(np.median(waited)), "s")
        row("  received to in the log, p99", float(np.quantile(waited, 0.99)), "s", "≤ 0.25")
    row("  processor", used, "cores", "< 1")
    row("  slowest step", service.slowest, "s")
    row("  memory grown", grown / 1e6, "MB")
    source.join()


def _waited(entries: Any) -> list[float]:
    now = time.time()
    return [now - entry.details["received"] for entry in entries if "received" in entry.details]


def _boxes() -> list[Any]:
    return [shapely.box(x, y, x + 0.4, y + 0.4) for x in np.arange(5, 15, 1.0) for y in np.arange(45, 50, 1.0)]


def watched_picture() -> lb.Picture:
    """Return fifty airspaces."""
    boxes = _boxes()
    frame = {
        "airspace_id": [f"R{number}" for number in range(len(boxes))],
        "name": [f"Zone {number}" for number in range(len(boxes))],
        "lower": [Limit.from_text("FL 50")] * len(boxes),
        "upper": [Limit.from_text("FL 300")] * len(boxes),
    }
    airspaces = lb.Airspaces.from_frame(gpd.GeoDataFrame(frame, geometry=boxes, crs="EPSG:4326"))
    return lb.Picture(title="soak", airspaces=airspaces)


def fifty_rules() -> list[AlertRule]:
    """Return a rule for each airspace, and three for all."""
    areas = [AlertRule(id=f"r{n}", kind="airspace", airspace=f"R{n}") for n in range(len(_boxes()))]
    others = [AlertRule(id="squawk", kind="squawk"), AlertRule(id="lost", kind="signal_lost")]
    return [*areas, *others, AlertRule(id="near", kind="proximity", horizontal=1_000.0, vertical=150.0)]


def tell(aircraft: int, seconds: float, ports: Any, sent: Any) -> None:
    """Tell every aircraft's place once a second, in bursts, as a receiver does."""
    rng = np.random.default_rng(5)
    start = np.column_stack([rng.uniform(5, 15, aircraft), rng.uniform(45, 50, aircraft)])
    angle = rng.uniform(0, 2 * np.pi, aircraft)
    step = 0.002 * np.column_stack([np.cos(angle), np.sin(angle)])
    level = rng.integers(60, 290, aircraft) * 100
    with socket.create_server(("127.0.0.1", 0)) as server:
        ports.put(server.getsockname()[1])
        client, _ = server.accept()
        count, begun = 0, time.perf_counter()
        for burst in range(int((seconds + 10) * _PARTS)):
            due = begun + burst / _PARTS
            time.sleep(max(0.0, due - time.perf_counter()))
            now = time.time()
            moment = time.strftime("%Y/%m/%d,%H:%M:%S", time.gmtime(now)) + f".{int(now % 1 * 1000):03d}"
            mine = np.arange(burst % _PARTS, aircraft, _PARTS)
            places = start[mine] + step[mine] * (burst / _PARTS)
            lines = [
                f"MSG,3,1,1,{number + 1:06X},1,{moment},{moment},,{level[number]},,,{y:.5f},{x:.5f},,,,,,0\r\n"
                for number, (x, y) in zip(mine, places, strict=True)
            ]
            try:
                client.sendall("".join(lines).encode())
            except OSError:  # whoever listened was killed: tell the next one
                client.close()
                client, _ = server.accept()
            count += len(lines)
        sent.put(count)
        time.sleep(5.0)
        client.close()
