"""The map in a browser: a million track vertices, 500 airspaces and shaded relief, in software rendering.

Prints the time to the first picture, bytes over HTTP and websocket, time steps, and memory per session.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import psutil
from bokeh.client import ClientSession
from playwright.sync_api import Browser, Page, sync_playwright

import lagebild as lb
from benchmarks.measure import SHARED_DATA, row
from tests.browser.conftest import FLAGS
from tests.ensure_chromium import find_chromium

VERTICES_PER_FLIGHT = 500
SESSIONS = 20
STEPS = 7
SHOTS = Path("test-results")


def big_picture(title: str, flights: int) -> lb.Picture:
    """Flights of 500 vertices each over the Alps, the 500 airspaces of the benchmark, a raster of 20 M cells."""
    rng = np.random.default_rng(7)
    fixes = VERTICES_PER_FLIGHT
    start = rng.uniform([5.5, 45.5], [11.0, 48.0], (flights, 2))
    heading = rng.uniform(0, 2 * np.pi, flights)[:, None] + np.cumsum(rng.normal(0, 0.02, (flights, fixes)), axis=1)
    longitude = start[:, :1] + np.cumsum(0.003 * np.cos(heading), axis=1)
    latitude = start[:, 1:] + np.cumsum(0.002 * np.sin(heading), axis=1)
    times = rng.integers(0, 80_000, flights)[:, None] + 5 * np.arange(fixes)
    frame = pd.DataFrame(
        {
            "track_id": pd.Categorical.from_codes(np.repeat(np.arange(flights), fixes), [f"F{number:05d}" for number in range(flights)]),
            "time": pd.Timestamp("2026-05-12", tz="UTC") + pd.to_timedelta(times.ravel(), unit="s"),
            "longitude": longitude.ravel(),
            "latitude": latitude.ravel(),
            "altitude_amsl": (
                3000 + 8000 * np.abs(np.sin(np.cumsum(rng.normal(0, 0.01, (flights, fixes)), axis=1)))
            ).ravel(),
        }
    )
    zones = gpd.read_parquet(SHARED_DATA / "airspaces" / "synthetic-500.parquet")
    zones["lower"], zones["upper"] = "FL" + zones["lower"].astype(str), "FL" + zones["upper"].astype(str)
    zones["name"] = zones["aid"]
    terrain = lb.open_terrain(SHARED_DATA / "terrain" / "oetztal-3s.tif")
    return lb.Picture(
        title,
        tracks=lb.Tracks.from_frame(frame),
        airspaces=lb.Airspaces.from_frame(zones),
        terrain=terrain,
    )


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, psutil.Process]]:
    """Run `lagebild serve` in a process of its own."""
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "lagebild.cli", "serve", str(folder), "--port", "0"],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        address = process.stdout.readline().split()[-1]
        yield address.replace("localhost", "127.0.0.1"), psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(30)


def open_page(browser: Browser, address: str) -> tuple[Page, dict[str, Any]]:
    """Open a page in a context of its own; count what goes over the websocket."""
    page = browser.new_context(viewport={"width": 1280, "height": 720}).new_page()
    counted = {"socket": 0}

    def on_socket(socket: Any) -> None:
        socket.on("framereceived", lambda data: counted.update(socket=counted["socket"] + len(data)))

    page.on("websocket", on_socket)
    began = time.perf_counter()
    page.goto(address)
    page.wait_for_selector("[data-state=ready]", timeout=180_000, state="attached")
    page.evaluate("window.__lagemaps[0].idle()")
    counted["seconds"] = time.perf_counter() - began
    return page, counted


def step_seconds(page: Page, trail: float) -> tuple[float, float]:
    """Medians of a time step until its pixels are there: as it is drawn, and with the whole map drawn anew."""
    drawn, redrawn = page.evaluate(
        """async ([steps, trail]) => {
            const lagemap = window.__lagemaps[0], {model} = lagemap.component
            model.set('trail', trail)
            await lagemap.idle()
            const {start, end} = model.get('scene').time, drawn = [], redrawn = []
            for (let step = 0; step < steps; step++) {
                drawn.push(await lagemap.step(start + (end - start) * (0.3 + 0.05 * step)))
            }
            for (let step = 0; step < steps; step++) {
                const began = performance.now()
                model.set('time', start + (end - start) * (0.3 + 0.05 * step))
                await lagemap.idle()
                redrawn.push(performance.now() - began)
            }
            return [drawn, redrawn].map(times => times.sort((a, b) => a - b)[steps >> 1] / 1000)
        }""",
        [STEPS, trail],
    )
    return float(drawn), float(redrawn)


def measure(title: str, folder: Path, browser: Browser, sessions: int) -> None:
    """Print the figures of one picture."""
    with served(folder) as (address, server):
        pages = []
        page, counted = open_page(browser, address)
        pages.append(page)
        row(f"{title}: first picture after loading the page", counted["seconds"], "s")
        stats = page.evaluate("window.__lagemaps[0].stats")
        print("   ", json.dumps(stats))
        transferred = page.evaluate(
            "performance.getEntriesByType('resource').reduce((sum, entry) => sum + entry.transferSize, 0)"
        )
        row(f"{title}: over HTTP", transferred / 1e6, "MB")
        row(f"{title}: over the websocket", counted["socket"] / 1e6, "MB")
        for trail in (900.0, 0.0):
            name = "whole flight paths" if trail == 0 else f"trail of {trail:.0f} s"
            drawn, redrawn = step_seconds(page, trail)
            row(f"{title}: time step, {name}", drawn, "s")
            row(f"{title}: the same with the whole map drawn anew", redrawn, "s")
        SHOTS.mkdir(exist_ok=True)
        page.screenshot(path=SHOTS / f"bench-{folder.name}.png")
        page.context.close()
        if not sessions:
            return
        page, counted = open_page(browser, address)
        row(f"{title}: second session, over the websocket", counted["socket"] / 1e6, "MB", "target ≤ 1 MB")
        measure_sessions(title, address, server, sessions)


def measure_sessions(title: str, address: str, server: psutil.Process, sessions: int) -> None:
    """Hold sessions open by their websockets alone: twenty browsers would measure this machine, not the server."""
    before, grown = server.memory_info().rss, []
    socket = address.replace("http", "ws", 1) + "ws"
    with ThreadPoolExecutor(1, initializer=lambda: asyncio.set_event_loop(asyncio.new_event_loop())) as other:
        held = []  # in a thread, for this one has the browser's event loop
        for _ in range(sessions):
            session = other.submit(ClientSession, websocket_url=socket).result()
            other.submit(session.connect).result()
            held.append(session)
            grown.append((server.memory_info().rss - before) / 1e6)
        for session in held:
            other.submit(session.close).result()
    row(f"{title}: server grown per session, {sessions} sessions held", grown[-1] / sessions, "MB", "target ≤ 30 MB")
    row(f"{title}: median growth of one more session", statistics.median(np.diff([0.0, *grown])), "MB")
    row(f"{title}: server in all", server.memory_info().rss / 1e6, "MB")


def main() -> None:
    """Measure the million-vertex picture and the demonstration."""
    path = find_chromium()
    if path is None or not SHARED_DATA.is_dir():
        print("skipped: no Chromium, or no shared data")
        return
    demo = Path("data") / "kasachstan"
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as workplace:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        folder = Path(workplace) / "million"
        big_picture("A million vertices", 2000).save(folder)
        measure("1 M vertices", folder, browser, SESSIONS)
        if demo.is_dir():
            measure("demonstration", demo, browser, 0)
        browser.close()
