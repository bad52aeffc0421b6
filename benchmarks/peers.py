"""pydeck and lagebild on the same flight paths, in one run: what is sent, and the time to the first picture.

pydeck is no dependency of lagebild: `pip install pydeck` before running this. Its page is written with `offline=True`,
which inlines the script that pydeck brings, so that no network is needed; as a base map both have what they bring
(pydeck offline: none). Each picture is drawn in a fresh Chromium with software rendering, and its pixels are read back
before the clock stops. pydeck draws a `PathLayer`, its layer for flight paths; no time, filter or labels are compared.
"""

from __future__ import annotations

import importlib.util
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import lagebild as lb
from benchmarks.map_page import big_tracks, browser_memory, open_page, served
from benchmarks.measure import row
from tests.browser.conftest import FLAGS
from tests.ensure_chromium import find_chromium

SIZES = (100, 400, 2_000)
"""Flights of 500 vertices: 50,000 to a million vertices."""

OPENINGS = 3
PATIENCE = 300_000

_DRAWN = """async () => {
    const canvas = await new Promise(resolve => {
        const look = () => {
            const found = document.querySelector('canvas')
            if (found && found.width > 300) resolve(found)
            else requestAnimationFrame(look)
        }
        look()
    })
    const gl = canvas.getContext('webgl2'), pixels = new Uint8Array(4 * canvas.width * canvas.height)
    while (true) {
        // within the frame that was drawn: afterwards the drawing buffer is empty
        await new Promise(resolve => requestAnimationFrame(resolve))
        gl.readPixels(0, 0, canvas.width, canvas.height, gl.RGBA, gl.UNSIGNED_BYTE, pixels)
        let seen = 0
        for (let i = 3; i < pixels.length; i += 4) if (pixels[i]) seen++
        if (seen > 500) return performance.now()
    }
}"""


def pydeck_page(tracks: lb.Tracks, path: Path) -> float:
    """Write pydeck's page; returns the seconds this took."""
    import pydeck

    began = time.perf_counter()
    frame = tracks.frame
    places = frame[["longitude", "latitude"]].to_numpy()
    rows = [
        {"path": places[begin:end].tolist()} for begin, end in zip(tracks.offsets[:-1], tracks.offsets[1:], strict=True)
    ]
    west, south, east, north = tracks.bounds or (0.0, 0.0, 0.0, 0.0)
    deck = pydeck.Deck(
        layers=[
            pydeck.Layer("PathLayer", rows, get_path="path", get_color=[200, 60, 40], width_min_pixels=1, pickable=True)
        ],
        initial_view_state=pydeck.ViewState(longitude=(west + east) / 2, latitude=(south + north) / 2, zoom=6),
        map_provider=None,
    )
    deck.to_html(str(path), offline=True, open_browser=False, notebook_display=False)
    return time.perf_counter() - began


def measure_pydeck(title: str, tracks: lb.Tracks, folder: Path, playwright: Any, chromium: str) -> None:
    """Print pydeck's figures."""
    path = folder / "pydeck.html"
    row(f"{title}: pydeck writes its page", pydeck_page(tracks, path), "s")
    row(f"{title}: pydeck's page", path.stat().st_size / 1e6, "MB")
    seconds, memory = [], []
    for _ in range(OPENINGS):
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        page.set_default_timeout(PATIENCE)
        # deck.gl's own buffer is cleared after each frame unless asked otherwise
        page.add_init_script(
            """const get = HTMLCanvasElement.prototype.getContext
            HTMLCanvasElement.prototype.getContext = function (kind, options) {
                return get.call(this, kind, {...options, preserveDrawingBuffer: true})
            }"""
        )
        began = time.perf_counter()
        try:
            page.goto(path.as_uri(), wait_until="commit", timeout=PATIENCE)
            page.evaluate(_DRAWN)
        except Exception as error:  # noqa: BLE001 - whatever it is, the other figures are wanted all the same
            print(f"    {title}: pydeck drew nothing within {PATIENCE / 1000:.0f} s: {str(error).splitlines()[0]}")
            browser.close()
            return
        seconds.append(time.perf_counter() - began)
        memory.append(browser_memory())
        browser.close()
    row(f"{title}: pydeck, first picture, median of {OPENINGS}", statistics.median(seconds), "s")
    row(f"{title}: pydeck, memory of the browser", statistics.median(memory), "MB")


def measure_lagebild(title: str, tracks: lb.Tracks, folder: Path, playwright: Any, chromium: str) -> None:
    """Print our figures: the whole dashboard, with base map, time bar and panels."""
    lb.Picture(title, tracks=tracks).save(folder / "picture")
    seconds, memory, sent = [], [], 0.0
    with served(folder / "picture") as (address, _):
        for number in range(OPENINGS + 1):
            browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
            page, counted = open_page(browser, address)
            if number:  # the first one waits for the server, which has just started
                seconds.append(counted["seconds"])
                memory.append(browser_memory())
                sent = page.evaluate(
                    """performance.getEntriesByType('resource').filter(({name}) => name.includes('columns'))
                        .reduce((sum, {transferSize}) => sum + transferSize, 0)"""
                )
            browser.close()
    row(f"{title}: lagebild, flight paths over HTTP", sent / 1e6, "MB")
    row(f"{title}: lagebild, first picture of the whole page, median of {OPENINGS}", statistics.median(seconds), "s")
    row(f"{title}: lagebild, memory of the browser", statistics.median(memory), "MB")


def main() -> None:
    """Measure both at each size."""
    chromium = find_chromium()
    if chromium is None:
        print("skipped: no Chromium")
        return
    if importlib.util.find_spec("pydeck") is None:
        print("skipped: pydeck is not installed (pip install pydeck)")
        return
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        for flights in SIZES:
            tracks = big_tracks(flights)
            title = f"{tracks.fixes:,} vertices"
            with tempfile.TemporaryDirectory() as workplace:
                measure_lagebild(title, tracks, Path(workplace), playwright, chromium)
                measure_pydeck(title, tracks, Path(workplace), playwright, chromium)


if __name__ == "__main__":
    main()
