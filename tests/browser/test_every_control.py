"""Every control of the map is operated as a person does, and has to change something.

The controls are found on the page, not listed here: one that is added is operated as well, one that does nothing fails.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import geopandas as gpd
import pytest
from playwright.sync_api import ElementHandle, Error, Page, expect
from playwright.sync_api import TimeoutError as TimedOut
from shapely.geometry import box

from lagebild.readers.basemaps import as_basemaps
from tests.browser.conftest import Watch, draw_coarsely, open_map, screen_point, settle
from tests.browser.page_state import HELPERS
from tests.builders import make_picture, make_tracks
from tests.serving import served
from tests.tiles_support import write_pmtiles

pytestmark = [pytest.mark.browser]

CONTROLS = """() => {
    const {root} = window.__lagemaps[0].component
    const nameOf = e => e.dataset.name ?? e.getAttribute('aria-label') ?? e.labels?.[0]?.textContent ?? e.textContent
    window.__controls = scope => [...root.querySelectorAll(`${scope} :is(button, input, select, textarea, a[href])`)]
        .filter(e => !e.disabled && e.checkVisibility({visibilityProperty: true}))
        .filter(e => !e.matches('.units [aria-pressed="true"]')) // chosen already; its turn comes when the other one is
    window.__keyOf = e => `${e.localName} ${e.type ?? ''} ${nameOf(e).trim()}`
}"""


def control(icon: str) -> Callable[[Page], object]:
    return lambda page: page.locator(f".lagemap .controls .icon-{icon}").first.click()


def search(page: Page) -> None:
    control("search")(page)
    page.keyboard.type("syn")


def measure(page: Page) -> None:
    control("ruler")(page)
    page.evaluate(
        "[10.1, 10.2].forEach(longitude => __lagemaps[0].component.toolbox.measuring.add({longitude, latitude: 46.6}))"
    )


def rings(page: Page) -> None:
    control("rings")(page)


def gather(page: Page) -> None:
    control("box")(page)


def select_flight(page: Page) -> None:
    fix = make_tracks().frame.iloc[120]
    page.evaluate(
        """center => {
            const {map, toolbox} = window.__lagemaps[0].component
            for (let i = 0; i < 3; i++) toolbox.leave()
            map.jumpTo({center, zoom: 9, bearing: 0})
        }""",
        [fix["longitude"], fix["latitude"]],
    )
    settle(page)
    page.mouse.click(*screen_point(page, fix["longitude"], fix["latitude"]))
    expect(page.locator(".lagemap .details-panel")).to_be_visible()


def open_layers(page: Page) -> None:
    page.locator(".lagemap .opener").click()


def tell_of_a_fault(page: Page) -> None:
    page.evaluate("window.__lagemaps[0].component.notices.add('Etwas ging schief.')")


STATES: dict[str, Callable[[Page], object]] = {
    ".timebar": lambda page: None,
    ".statusbar": lambda page: None,
    ".layers-panel": open_layers,
    ".controls": lambda page: None,
    ".finder": search,
    ".measure": measure,
    ".rings": rings,
    ".gather": gather,
    ".handout": control("share"),
    ".keys": control("keyboard"),
    ".details-panel": select_flight,
    ".notices": tell_of_a_fault,
    ".space-panel": lambda page: None,
}
"""Where controls are, and how that is opened where it is not."""

DOWNLOADS = ("Als PNG sichern", "Als Film sichern")
TYPED = {"text": "SYN00*", "number": "7000", "time": "08:05", "datetime-local": "2026-05-12T08:03:00"}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    tiles = write_pmtiles(tmp_path_factory.mktemp("basemaps") / "kacheln.pmtiles")
    zone = gpd.GeoDataFrame({"name": ["Übungsraum"]}, geometry=[box(10.2, 46.6, 10.5, 46.9)], crs="EPSG:4326")
    with served(make_picture().add_overlay(zone, name="Räume", colour_by="name"), basemaps=as_basemaps([tiles])) as url:
        yield url


def prepare(page: Page, scope: str) -> None:
    """Show the controls of one place, and have something to undo for every one of them."""
    page.evaluate(
        """([space, turned, layers]) => {
            const {model, clock, map} = window.__lagemaps[0].component
            clock.pause()
            if (!layers) for (const [name, value] of [['layer_state', {}], ['filters', {}], ['altitude_range', null], ['trail', 0]]) {
                if (JSON.stringify(model.get(name)) !== JSON.stringify(value)) model.set(name, value)
            }
            if (model.get('view_3d') !== space) model.set('view_3d', space)
            if (turned) map.jumpTo({center: [10.3, 46.7], zoom: 8 + Math.random(), bearing: 15})
        }""",
        [scope == ".space-panel", scope == ".controls", scope == ".layers-panel"],
    )
    if scope == ".space-panel":
        page.locator(".lagemap .space-panel").wait_for()
    elif not page.locator(f".lagemap {scope}").is_visible() or not page.locator(f".lagemap {scope} button").count():
        STATES[scope](page)
    if scope == ".rings":
        page.locator(".lagemap .rings").get_by_label("Position eingeben").fill("46.8 10.4")
    if scope == ".gather":
        pick = "[{kind: 'track', layer: 'tracks-0', index: 1}]"
        page.evaluate(f"window.__lagemaps[0].component.model.set('picked', {pick})")
    folder = page.locator(".lagemap .track-filters .folder")
    if scope == ".layers-panel" and folder.get_attribute("aria-expanded") == "false":
        folder.click()


def operate(page: Page, element: ElementHandle, key: str) -> None:
    tag, kind, name = key.split(" ", 2)
    if kind == "file" or name.startswith("Datei hinzufügen"):
        with page.expect_file_chooser():
            element.click()
    elif name.startswith(DOWNLOADS):
        with page.expect_download():
            element.click()
    elif tag == "select":
        values = element.evaluate("e => [...e.options].filter(o => !o.disabled && !o.selected).map(o => o.value)")
        element.select_option(values[0])
    elif kind == "range":
        element.press(
            "ArrowLeft" if float(element.input_value()) > float(element.get_attribute("min") or 0) else "ArrowRight"
        )
    elif kind in TYPED:
        element.fill(TYPED[kind])
        element.press("Enter")
    else:
        element.click()


def untried(page: Page, scope: str, tried: set[str]) -> tuple[str, Any] | None:
    """The next control of a place."""
    handle = page.evaluate_handle(
        "([scope, tried]) => window.__controls(scope).find(e => !tried.includes(window.__keyOf(e))) ?? null",
        [scope, sorted(tried)],
    )
    element = handle.as_element()
    return None if element is None else (page.evaluate("e => window.__keyOf(e)", element), element)


def still_there(element: ElementHandle, work: Callable[[], object]) -> bool:
    """Do something with a control; False if it was replaced meanwhile, and nothing was done."""
    try:
        work()
    except Error:
        if element.evaluate("e => e.isConnected"):
            raise
        return False
    return True


def test_every_control_changes_something(page: Page, address: str, watch: Watch) -> None:
    page.set_viewport_size({"width": 1000, "height": 640})  # less to draw, a hundred times
    open_map(page, address)
    draw_coarsely(page)
    page.set_default_timeout(45_000)
    page.evaluate(HELPERS)
    page.evaluate(CONTROLS)
    found: dict[str, set[str]] = {}
    idle = []
    replaced = 0
    for scope in STATES:
        tried = found.setdefault(scope, set())
        while len(tried) < 80:
            prepare(page, scope)
            settle(page)
            chosen = untried(page, scope, tried)
            if chosen is None:
                break
            key, element = chosen
            assert key.split(" ", 2)[2], f"a control in {scope} has no name: {element.evaluate('e => e.outerHTML')}"

            def work(element: ElementHandle = element, key: str = key) -> None:
                element.scroll_into_view_if_needed()
                page.evaluate("window.__still()")  # what changes later is no answer to what was done before
                page.evaluate("window.__before = window.__state()")
                operate(page, element, key)

            if not still_there(element, work):
                replaced += 1  # by a list that was drawn anew meanwhile: there is another one in its place
                assert replaced < 20, f"{scope}: {key} is drawn anew again and again"
                continue
            tried.add(key)
            if key.split(" ", 2)[2].startswith(("Datei hinzufügen", *DOWNLOADS)):
                continue
            try:
                page.wait_for_function("window.__state() !== window.__before", timeout=20_000)
            except TimedOut:
                idle.append(f"{scope}: {key}")
        if scope.startswith((".finder", ".measure", ".rings", ".gather", ".handout", ".keys")):
            page.keyboard.press("Escape")
    assert idle == [], idle
    assert {scope for scope, tried in found.items() if not tried} == set()
    assert sum(map(len, found.values())) > 90
    assert watch.errors == []
    assert watch.outside == []
