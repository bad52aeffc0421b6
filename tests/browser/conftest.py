"""A headless Chromium that reaches loopback only, and a server of dashboards on a free port."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect, sync_playwright

from tests.browser.page_state import KeptPage
from tests.builders import make_picture
from tests.ensure_chromium import find_chromium
from tests.serving import served

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
    "--disable-gpu-compositing",  # WebGL still draws in software; the page around it needs no second one
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
PATIENCE = 90_000  # ms; two cores draw in software
LONGEST = 420  # s that one test may take
expect.set_options(timeout=30_000)

SETTLED = """patience => Promise.race([
    window.__lagemaps.find(({component}) => component.root.isConnected).idle(),
    new Promise((_, reject) => setTimeout(() => reject(new Error(`the map is not drawn after ${patience} ms`)), patience)),
])"""
"""What an evaluation waits for has no end of its own; a map that is never drawn is to fail, not to hang."""


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


@pytest.fixture(autouse=True)
def bounded() -> Iterator[None]:
    """No evaluation in a page ends by itself where its promise never does: the test fails then, the run goes on."""

    def stop(*_: object) -> None:
        raise TimeoutError(f"the test did not end within {LONGEST} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(LONGEST)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture
def watch() -> Watch:
    return Watch()


@contextmanager
def new_page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 720}, locale="de-DE", timezone_id="Europe/Berlin")
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


@contextmanager
def watched(page: Page, watch: Watch) -> Iterator[Page]:
    listeners = {
        "request": watch.on_request,
        "console": watch.on_console,
        "pageerror": lambda error: watch.errors.append(str(error)),
    }
    for event, listener in listeners.items():
        page.on(event, listener)  # type: ignore[call-overload]
    yield page
    for event, listener in listeners.items():
        page.remove_listener(event, listener)


@pytest.fixture
def page(browser: Browser, watch: Watch) -> Iterator[Page]:
    """A page of its own, with nothing in it yet."""
    with new_page(browser) as found, watched(found, watch):
        yield found


@pytest.fixture(scope="package")
def kept_page(browser: Browser) -> Iterator[KeptPage]:
    with served(make_picture()) as address, new_page(browser) as found:
        yield KeptPage(found, address)


@pytest.fixture
def opened(kept_page: KeptPage, watch: Watch) -> Iterator[Page]:
    """`make_picture()` as it is when opened; for tests that neither reload the page nor change its size or language."""
    with watched(kept_page.page, watch):
        yield kept_page.as_opened()


def open_map(page: Page, address: str) -> None:
    """Open a page and wait until the picture is drawn."""
    page.goto(address)
    page.wait_for_selector("[data-state=ready]", timeout=PATIENCE, state="attached")
    settle(page)


def settle(page: Page) -> None:
    """Wait until everything asked for is drawn."""
    page.evaluate(SETTLED, PATIENCE)


def draw_coarsely(page: Page) -> None:
    """Draw the map with a sixteenth of the pixels, for tests of what is not drawn: software takes half the time for it."""
    page.evaluate("window.__lagemaps.forEach(({map}) => map.setPixelRatio(0.25))")


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
