"""A live picture in the browser: from the byte sent to the pixel, thirty sessions, and a server that is killed.

The page is one real browser (software rendering); the other sessions are held by their websockets and by the requests
that a page makes for the stream, for thirty browsers would measure this machine and not the server.
`LAGEBILD_SOAK` is how many seconds each part lasts.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from bokeh.client import ClientSession
from playwright.sync_api import Page, sync_playwright

from benchmarks.live import SECONDS, fifty_rules, tell, watched_picture
from benchmarks.measure import row
from lagebild.dashboard.live_handler import LIVE_PATH
from lagebild.journal.journal import Journal
from lagebild.live.alerts import entry_of_rule
from tests.browser.conftest import FLAGS
from tests.ensure_chromium import find_chromium

AIRCRAFT = 2_000
SESSIONS = 30
WARM = 10.0

MEASURE = """() => {
    const {component, map} = window.__lagemaps[0]
    const latest = new Map()
    let drawn = null
    window.__lags = []
    map.on('render', () => {
        const data = component.layers.items.find(({spec}) => spec.live)?.tracks?.data
        if (!data || data === drawn) return
        const first = drawn === null
        drawn = data
        requestAnimationFrame(() => {
            const now = Date.now()
            for (let i = 0; i < data.count; i++) {
                const time = data.timeOrigin + data.fixes[4 * (data.start[i + 1] - 1) + 2] * data.tick
                if (!first && latest.has(i) && time > latest.get(i)) window.__lags.push(now - time)
                latest.set(i, time)
            }
        })
    })
}"""
"""Milliseconds from when an aircraft's place was sent to the first frame after the one which has it."""


def main() -> None:
    """Measure."""
    chromium = find_chromium()
    if chromium is None:
        print("skipped: no Chromium")
        return
    context = multiprocessing.get_context("spawn")
    ports, sent = context.Queue(), context.Queue()
    source = context.Process(target=tell, args=(AIRCRAFT, 6 * SECONDS + 300, ports, sent), daemon=True)
    source.start()
    port = ports.get()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "soak"
        watched_picture().save(folder)
        with Journal(folder) as journal:
            journal.append(*(entry_of_rule(rule, "soak") for rule in fifty_rules()))
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
            with _served(folder, port) as (address, server):
                page = browser.new_page(viewport={"width": 1280, "height": 720})
                _measure_page(page, address, server)
                _measure_sessions(page, address, server)
            browser.close()
        _measure_restart(folder, port)
    source.kill()
    source.join()


@contextmanager
def _served(folder: Path, port: int) -> Iterator[tuple[str, psutil.Process]]:
    command = [sys.executable, "-u", "-m", "lagebild.cli", "serve", str(folder), "--port", "0"]
    process = subprocess.Popen(
        [*command, "--feed", f"sbs://127.0.0.1:{port}"], stdout=subprocess.PIPE, text=True, stderr=subprocess.DEVNULL
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        address = next(word for word in line.split() if word.startswith("http"))
        yield address.replace("localhost", "127.0.0.1"), psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(30)


def _measure_page(page: Page, address: str, server: psutil.Process) -> None:
    page.goto(address)
    page.wait_for_selector("[data-state=ready]", timeout=180_000, state="attached")
    page.wait_for_timeout(WARM * 1000)
    page.evaluate(MEASURE)
    used, grown = _during(server, lambda: page.wait_for_timeout(SECONDS * 1000))
    _row_lags(f"{AIRCRAFT:,} aircraft, one page", page, used, grown)


def _measure_sessions(page: Page, address: str, server: psutil.Process) -> None:
    """Hold the other sessions open, each asking for the stream as a page does."""
    before, ending, counts = server.memory_info().rss, threading.Event(), [0] * SESSIONS
    with ThreadPoolExecutor(1, initializer=lambda: asyncio.set_event_loop(asyncio.new_event_loop())) as other:
        held = []
        for _ in range(SESSIONS - 1):
            session = other.submit(ClientSession, websocket_url=address.replace("http", "ws", 1) + "ws").result()
            other.submit(session.connect).result()
            held.append(session)
        slug = page.evaluate("window.__lagemaps[0].component.model.get('live').stream").rsplit("/", 1)[-1]
        stream = f"{address.rstrip('/')}/{LIVE_PATH}/{slug}"
        asking = [
            threading.Thread(target=_ask, args=(stream, ending, counts, number), daemon=True)
            for number in range(SESSIONS - 1)
        ]
        for thread in asking:
            thread.start()
        page.wait_for_timeout(WARM * 1000)
        page.evaluate("window.__lags.length = 0")
        begun = sum(counts)
        used, grown = _during(server, lambda: page.wait_for_timeout(SECONDS * 1000))
        answers = (sum(counts) - begun) / SECONDS / (SESSIONS - 1)
        ending.set()
        _row_lags(f"{SESSIONS} sessions", page, used, grown)
        row("  answers a session gets", answers, "/s", "≤ 2")
        row("  memory of a session", (server.memory_info().rss - before) / 1e6 / (SESSIONS - 1), "MB")
        for session in held:
            other.submit(session.close).result()
        for thread in asking:
            thread.join()


def _ask(stream: str, ending: threading.Event, counts: list[int], number: int) -> None:
    after, epoch = 0, ""
    while not ending.is_set():
        with urllib.request.urlopen(f"{stream}?after={after}&epoch={epoch}", timeout=60) as response:
            answer = gzip.decompress(response.read())
        length = int.from_bytes(answer[4:8], "little")
        meta = json.loads(answer[8 : 8 + length])["meta"]
        after, epoch = meta["last"], meta["epoch"]
        counts[number] += 1


def _during(server: psutil.Process, work: Any) -> tuple[float, float]:
    """Cores used meanwhile, and megabytes grown."""
    used, begun, memory = sum(server.cpu_times()[:2]), time.perf_counter(), server.memory_info().rss
    work()
    elapsed = time.perf_counter() - begun
    return (sum(server.cpu_times()[:2]) - used) / elapsed, (server.memory_info().rss - memory) / 1e6


def _row_lags(name: str, page: Page, used: float, grown: float) -> None:
    lags = np.array(page.evaluate("window.__lags")) / 1000
    row(f"{name}: sent to pixel, median of {len(lags):,}", float(np.median(lags)), "s")
    row("  p99", float(np.quantile(lags, 0.99)), "s", "≤ 1.5")
    row("  processor of the server", used, "cores", "< 1")
    row("  memory of the server grown", grown, "MB")


def _measure_restart(folder: Path, port: int) -> None:
    """From the start of a server whose predecessor was killed until it tells that it receives."""
    times = []
    for _ in range(5):
        begun = time.perf_counter()
        with _served(folder, port) as (address, server):
            while not _receives(address):
                time.sleep(0.05)
            times.append(time.perf_counter() - begun)
            time.sleep(2.0)
            os.kill(server.pid, signal.SIGKILL)
    row("restart after kill -9 until it receives, median of 5", float(np.median(times)), "s", "≤ 5")
    with Journal(folder) as journal:
        row("  the log holds (1: yes)", float(journal.verify().holds), "")


def _receives(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address.rstrip('/')}/health", timeout=5) as response:
            told = json.loads(response.read())
    except urllib.error.HTTPError as error:
        told = json.loads(error.read())
    except OSError:
        return False
    return any(feed["phase"] == "live" for feed in told["feeds"])
