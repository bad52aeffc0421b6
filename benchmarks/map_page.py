"""The map in a browser: one and ten million track vertices, 500 airspaces and shaded relief, in software rendering.

Prints the time to open the picture, to the first picture of the page, bytes over HTTP and websocket, time steps, and
the memory of browser and sessions. All openings of the page are of a running server that has opened its picture; the
page without tracks is printed beside, for most of the time is its own.
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
import pyarrow.parquet as pq
from bokeh.client import ClientSession
from playwright.sync_api import Browser, Page, sync_playwright

import lagebild as lb
from benchmarks.measure import SHARED_DATA, row
from lagebild.views.scene import build_scene
from tests.browser.conftest import FLAGS
from tests.ensure_chromium import find_chromium

VERTICES_PER_FLIGHT = 500
SESSIONS = 20
STEPS = 7
OPENINGS = 5
REST = 45
TARGETS = {"first": "target ≤ 6 s", "step": "target ≤ 0.5 s", "memory": "target ≤ 1000 MB"}
SHOTS = Path("test-results")


def big_picture(title: str, flights: int) -> lb.Picture:
    """Flights of 500 vertices each over the Alps, the 500 airspaces of the benchmark, a raster of 20 M cells."""
    zones = gpd.read_parquet(SHARED_DATA / "airspaces" / "synthetic-500.parquet")
    zones["lower"], zones["upper"] = "FL" + zones["lower"].astype(str), "FL" + zones["upper"].astype(str)
    zones["name"] = zones["aid"]
    return lb.Picture(
        title,
        tracks=big_tracks(flights) if flights else None,
        airspaces=lb.Airspaces.from_frame(zones),
        terrain=lb.open_terrain(SHARED_DATA / "terrain" / "oetztal-3s.tif"),
    )


def big_tracks(flights: int) -> lb.Tracks:
    """Flights of 500 vertices each: winding, their heights a random walk, which thinning finds hard."""
    rng = np.random.default_rng(7)
    fixes = VERTICES_PER_FLIGHT
    start = rng.uniform([5.5, 45.5], [11.0, 48.0], (flights, 2))
    heading = rng.uniform(0, 2 * np.pi, flights)[:, None] + np.cumsum(rng.normal(0, 0.02, (flights, fixes)), axis=1)
    longitude = start[:, :1] + np.cumsum(0.003 * np.cos(heading), axis=1)
    latitude = start[:, 1:] + np.cumsum(0.002 * np.sin(heading), axis=1)
    times = rng.integers(0, 80_000, flights)[:, None] + 5 * np.arange(fixes)
    frame = pd.DataFrame(
        {
            "track_id": pd.Categorical.from_codes(
                np.repeat(np.arange(flights), fixes), [f"F{number:05d}" for number in range(flights)]
            ),
            "time": pd.Timestamp("2026-05-12", tz="UTC") + pd.to_timedelta(times.ravel(), unit="s"),
            "longitude": longitude.ravel(),
            "latitude": latitude.ravel(),
            "altitude_amsl": (
                3000 + 8000 * np.abs(np.sin(np.cumsum(rng.normal(0, 0.01, (flights, fixes)), axis=1)))
            ).ravel(),
        }
    )
    return lb.Tracks.from_frame(frame)


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
                model.set('time_ms', start + (end - start) * (0.3 + 0.05 * step))
                await lagemap.idle()
                redrawn.push(performance.now() - began)
            }
            return [drawn, redrawn].map(times => times.sort((a, b) => a - b)[steps >> 1] / 1000)
        }""",
        [STEPS, trail],
    )
    return float(drawn), float(redrawn)


def recolour_seconds(page: Page, colour_by: str, filters: dict[str, Any]) -> float:
    """Until the pixels of another colouring or filter are there."""
    return float(
        page.evaluate(
            """async ([by, filters]) => {
                const {component, map} = window.__lagemaps[0], {model} = component
                const {look} = component.layers.items.find(({tracks}) => tracks).tracks
                const began = performance.now()
                model.set('colour_by', by)
                model.set('filters', filters)
                while (look.paint.by !== by) await new Promise(resolve => setTimeout(resolve, 1))
                await new Promise(resolve => {
                    map.once('render', resolve)
                    map.triggerRepaint()
                })
                const gl = map.getCanvas().getContext('webgl2')
                gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4))
                return (performance.now() - began) / 1000
            }""",
            [colour_by, filters],
        )
    )


def measure_colours(title: str, page: Page) -> None:
    """Print how long other colours and filters take; columns only of layers that are sent whole."""
    whole = page.evaluate(
        "window.__lagemaps[0].component.model.get('scene').layers.some(l => l.kind === 'tracks' && Boolean(l.columns))"
    )
    for by in ("speed", "vertical_rate", "time", "type", *(["column:altitude_amsl"] if whole else []), "altitude"):
        row(f"{title}: whole flight paths coloured by {by}", recolour_seconds(page, by, {}), "s")
    for filters in ({"speed": [100, None]}, {"hours": [6, 18]}, {}):
        seconds = recolour_seconds(page, "altitude", filters)
        row(f"{title}: whole flight paths, filters {json.dumps(filters)}", seconds, "s")


def measure_opening(title: str, folder: Path) -> None:
    """Print how long the picture itself takes to open: reading, and laying it out for the map."""
    times: dict[str, list[float]] = {"pyarrow alone": [], "open_picture": [], "build_scene": []}
    for _ in range(OPENINGS):
        began = time.perf_counter()
        pq.read_table(folder / "tracks-0.parquet")
        read = time.perf_counter()
        picture = lb.open_picture(folder)
        opened = time.perf_counter()
        build_scene(picture)
        times["pyarrow alone"].append(read - began)
        times["open_picture"].append(opened - read)
        times["build_scene"].append(time.perf_counter() - opened)
    for name, measured in times.items():
        row(f"{title}: {name}, median of {OPENINGS}", statistics.median(measured), "s")


def browser_memory() -> float:
    """Megabytes of all processes of the browser, shared pages shared out (PSS)."""
    total = 0
    for process in psutil.Process().children(recursive=True):
        try:
            if "chrom" in process.name():
                total += process.memory_full_info().pss
        except psutil.NoSuchProcess:
            continue
    return total / 1e6


def measure(title: str, folder: Path, browser: Browser, sessions: int) -> None:
    """Print the figures of one picture."""
    with served(folder) as (address, server):
        page, counted = open_page(browser, address)
        row(f"{title}: first page of a server that has just started", counted["seconds"], "s")
        seconds = []
        for _ in range(OPENINGS):
            page.context.close()
            page, counted = open_page(browser, address)
            seconds.append(counted["seconds"])
        row(f"{title}: memory of the browser when open", browser_memory(), "MB", TARGETS["memory"])
        row(
            f"{title}: first picture after loading the page, median of {OPENINGS}",
            statistics.median(seconds),
            "s",
            f"{TARGETS['first']}; {min(seconds):.2f} to {max(seconds):.2f}",
        )
        stats = page.evaluate("window.__lagemaps[0].stats")
        print("   ", json.dumps(stats))
        transferred = page.evaluate(
            "performance.getEntriesByType('resource').reduce((sum, entry) => sum + entry.transferSize, 0)"
        )
        row(f"{title}: over HTTP", transferred / 1e6, "MB")
        row(f"{title}: over the websocket", counted["socket"] / 1e6, "MB")
        if stats["vertices"]:
            measure_steps(title, page)
            measure_closer(title, page)
            measure_colours(title, page)
        row(f"{title}: memory of the browser after all this", browser_memory(), "MB", TARGETS["memory"])
        page.wait_for_timeout(REST * 1000)  # the browser clears up what it no longer needs when it has nothing to do
        row(f"{title}: the same after {REST} s of rest", browser_memory(), "MB", TARGETS["memory"])
        SHOTS.mkdir(exist_ok=True)
        page.screenshot(path=SHOTS / f"bench-{folder.name}.png")
        page.context.close()
        if not sessions:
            return
        page, counted = open_page(browser, address)
        row(f"{title}: second session, over the websocket", counted["socket"] / 1e6, "MB", "target ≤ 1 MB")
        page.context.close()
        measure_sessions(title, address, server, sessions)


def measure_steps(title: str, page: Page) -> None:
    """Print time steps with trails, with whole flight paths as they show by themselves, and as lines and density."""
    layer = page.evaluate("window.__lagemaps[0].component.layers.items.find(item => item.tracks).spec.id")
    for name, trail, mode in [
        ("trail of 900 s", 900.0, "auto"),
        ("trail of 900 s as density", 900.0, "density"),
        ("whole flight paths", 0.0, "auto"),
        ("whole flight paths as lines", 0.0, "lines"),
    ]:
        page.evaluate(
            """([id, mode]) => {
                const {component} = window.__lagemaps[0]
                component.layers.set(component.layers.items.find(({spec}) => spec.id === id), {mode})
                return window.__lagemaps[0].detailed()
            }""",
            [layer, mode],
        )
        drawn, redrawn = step_seconds(page, trail)
        row(f"{title}: time step, {name}", drawn, "s", TARGETS["step"])
        row(f"{title}: the same with the whole map drawn anew", redrawn, "s")


def measure_closer(title: str, page: Page) -> None:
    """Print how long the finer level of a closer view takes, and how fine it is."""
    milliseconds, fixes, level = page.evaluate(
        """async () => {
            const lagemap = window.__lagemaps[0], {bounds} = lagemap.component.model.get('scene')
            const {tracks} = lagemap.component.layers.items.find(item => item.tracks)
            lagemap.map.jumpTo({center: [(bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2], zoom: 11})
            await lagemap.idle()
            const began = performance.now()
            await lagemap.detailed()
            return [performance.now() - began, tracks.shown.fixCount, tracks.shown.level?.zoom ?? 99]
        }"""
    )
    row(f"{title}: finer level after a jump to zoom 11 ({fixes:,} fixes, level {level})", milliseconds / 1000, "s")


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
    """Measure the page without tracks, with a million and with ten million vertices, and the demonstration."""
    path = find_chromium()
    if path is None or not SHARED_DATA.is_dir():
        print("skipped: no Chromium, or no shared data")
        return
    demo = Path("data") / "kasachstan"
    scenarios = [("no tracks", 0, 0), ("1 M vertices", 2_000, SESSIONS), ("10 M vertices", 20_000, 0)]
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as workplace:
        for title, flights, sessions in scenarios:
            folder = Path(workplace) / f"{flights}-flights"
            big_picture(title, flights).save(folder)
            if flights:
                measure_opening(title, folder)
            browser = playwright.chromium.launch(
                executable_path=path, args=FLAGS
            )  # a fresh one: its memory is measured
            measure(title, folder, browser, sessions)
            browser.close()
        if demo.is_dir():
            browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
            measure("demonstration", demo, browser, 0)
            browser.close()
