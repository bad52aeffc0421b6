"""A headless Chromium that reaches loopback only, and a server of dashboards on a free port."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect, sync_playwright

from tests.ensure_chromium import find_chromium

FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
PATIENCE = 90_000  # ms; two cores draw in software
expect.set_options(timeout=30_000)


@dataclass
class Watch:
    """What a page asked for and complained of."""

    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def on_request(self, request: Request) -> None:
        if not request.url.startswith(
            ("http://127.0.0.1", "http://localhost", "ws://", "data:", "blob:", "file:", "about:")
        ):
            self.outside.append(request.url)

    def on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(message.text)


@pytest.fixture(scope="package")  # no longer: it holds an event loop, beside which other tests can run none
def browser() -> Iterator[Browser]:
    path = find_chromium()
    if path is None:
        pytest.fail("no Chromium is installed: run `make test`, or install one and name it in LAGEBILD_CHROMIUM")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=FLAGS, headless=True)
        yield running
        running.close()


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def page(browser: Browser, watch: Watch) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 720}, locale="de-DE", timezone_id="Europe/Berlin")
    context.set_default_timeout(PATIENCE)
    opened = context.new_page()
    opened.on("request", watch.on_request)
    opened.on("console", watch.on_console)
    opened.on("pageerror", lambda error: watch.errors.append(str(error)))
    yield opened
    context.close()


def open_map(page: Page, address: str) -> None:
    """Open a page and wait until the picture is drawn."""
    page.goto(address)
    page.wait_for_selector("[data-state=ready]", timeout=PATIENCE, state="attached")
    settle(page)


def settle(page: Page) -> None:
    """Wait until everything asked for is drawn."""
    page.evaluate("window.__lagemaps[0].idle()")


def screen_point(page: Page, longitude: float, latitude: float) -> tuple[float, float]:
    """Where on the page a place of the first map lies."""
    x, y = page.evaluate(
        """([longitude, latitude]) => {
            const lagemap = window.__lagemaps[0]
            const point = lagemap.map.project([longitude, latitude])
            const box = lagemap.map.getContainer().getBoundingClientRect()
            return [box.left + point.x, box.top + point.y]
        }""",
        [longitude, latitude],
    )
    return float(x), float(y)
