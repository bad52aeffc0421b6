"""What people use who see badly or have no mouse: axe on every panel in light and dark, the way of Tab, Escape, the keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from playwright.sync_api import Browser, Page, expect
from shapely.geometry import box

from lagebild.readers.basemaps import as_basemaps
from tests.browser.conftest import Watch, draw_coarsely, new_page, open_map, screen_point, settle
from tests.browser.page_state import KeptPage
from tests.builders import make_picture, make_tracks
from tests.serving import served
from tests.tiles_support import write_pmtiles

pytestmark = [pytest.mark.browser]

AXE = Path(__file__).parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]

OTHERS_MARKUP = {
    "page-has-heading-one": "Panel's page writes its title as a heading of another level",
    "heading-order": "Panel's page writes its headings as h5, whatever surrounds them",
    "empty-heading": "Panel's page has a heading without text above the pane of sources",
    "aria-progressbar-name": "MUI's progress bar in Panel's page has no name",
}
"""Rules, and why what they find outside of our own component is not ours to mend."""

FOUND = """async ([tags, others, selector]) => {
    const part = selector ? window.__lagemaps[0].component.root.querySelector(selector) : document
    const {violations} = await axe.run(part, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations'], elementRef: true})
    return violations.flatMap(({id, nodes}) => nodes
        .filter(({element}) => element.closest('.lagemap') || !others.includes(id))
        .map(({target, html, failureSummary}) => `${id}: ${target.flat().at(-1)}: ${html.slice(0, 160)}: ${failureSummary}`))
}"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    tiles = write_pmtiles(tmp_path_factory.mktemp("basemaps") / "kacheln.pmtiles")
    zone = gpd.GeoDataFrame({"name": ["Übungsraum"]}, geometry=[box(10.2, 46.6, 10.5, 46.9)], crs="EPSG:4326")
    with served(make_picture().add_overlay(zone, name="Räume", colour_by="name"), basemaps=as_basemaps([tiles])) as url:
        yield url


@pytest.fixture(scope="module")
def kept_page(browser: Browser, address: str) -> Iterator[KeptPage]:
    """The page behind `opened` shows this picture here."""
    with new_page(browser) as found:
        yield KeptPage(found, address)


@pytest.fixture(autouse=True)
def nothing_outside_and_no_errors(watch: Watch) -> Iterator[None]:
    yield
    assert watch.outside == []
    assert watch.errors == []


def found(page: Page, selector: str = "") -> list[str]:
    """What axe complains of on the page as it is now, or in a part of the map."""
    assert AXE.is_file(), "axe-core is missing: run `npm ci` in frontend"
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text("utf-8"))
    violations: list[str] = page.evaluate(FOUND, [RULES, list(OTHERS_MARKUP), selector])
    return violations


def control(name: str) -> Callable[[Page], object]:
    return lambda page: page.locator(f".lagemap .controls .icon-{name}").first.click()


def select_flight(page: Page) -> None:
    fix = make_tracks().frame.iloc[120]
    page.mouse.click(*screen_point(page, fix["longitude"], fix["latitude"]))
    expect(page.locator(".lagemap .details-panel")).to_contain_text("Höhe über Grund")


def model(page: Page, name: str, value: Any) -> None:
    page.evaluate("([name, value]) => window.__lagemaps[0].component.model.set(name, value)", [name, value])
    settle(page)


def choose_colour(page: Page) -> None:
    page.get_by_role("button", name="Filter", exact=True).click()
    model(page, "filters", {"callsign": "SYN*"})
    page.get_by_label("Farbe nach").select_option("speed")
    settle(page)


def use_rings(page: Page) -> None:
    control("rings")(page)
    page.locator(".lagemap .rings input").last.fill("nirgends")
    page.keyboard.press("Enter")
    expect(page.locator(".lagemap .rings .wrong")).not_to_be_empty()


def leave(page: Page) -> None:
    for _ in range(3):
        page.keyboard.press("Escape")


def search(page: Page) -> None:
    control("search")(page)
    page.keyboard.type("syn")


def measure(page: Page) -> None:
    control("ruler")(page)
    page.get_by_role("button", name="Punkt in Kartenmitte setzen").last.click()


def select_view(page: Page) -> None:
    control("box")(page)
    page.get_by_role("button", name="Ausschnitt auswählen").click()


def tell_of_a_fault(page: Page) -> None:
    page.evaluate("window.__lagemaps[0].component.notices.add('Etwas ging schief.')")


def open_sources(page: Page) -> None:
    page.get_by_role("button", name="Quellen").click()
    expect(page.get_by_text("Quellen und Einlesebericht")).to_be_visible()


def close_all(page: Page) -> None:
    page.get_by_role("button", name="Quellen").click()
    page.get_by_role("button", name="Ebenen ausblenden").click()
    leave(page)


STEPS: dict[str, Callable[[Page], object]] = {
    "layers and base maps": lambda page: expect(page.locator(".lagemap .basemap-choice select")).to_be_visible(),
    "finder": search,
    "measure": measure,
    "rings": use_rings,
    "selection": select_view,
    "hand-out": control("share"),
    "keys": control("keyboard"),
    "details": lambda page: (leave(page), select_flight(page)),
    "colour and filters": choose_colour,
    "notices": tell_of_a_fault,
    "sources": open_sources,
    "no panel": close_all,
    "three dimensions": lambda page: model(page, "view_3d", True),
}


PARTS = dict.fromkeys(["finder", "measure", "rings", "selection", "hand-out", "keys"], ".tool-panel:not([hidden])") | {
    "details": ".details-panel",
    "colour and filters": ".layers-panel",
    "notices": ".notices",
    "three dimensions": ".space-panel",
}
"""What a step opens; the others are looked at with the whole page."""


def test_axe_finds_nothing_in_any_panel_light_and_dark(page: Page, address: str) -> None:
    open_map(page, address)
    draw_coarsely(page)
    page.set_default_timeout(20_000)
    complaints = []
    for name, step in STEPS.items():
        step(page)
        for theme in ("dark", "light"):
            model(page, "theme", theme)
            page.wait_for_timeout(250)  # colours of the page fade
            complaints += [f"{name}, {theme}: {text}" for text in found(page, PARTS.get(name, ""))]
    assert complaints == []


FOCUSABLE = """() => {
    const root = document.querySelector('.lagemap') ?? window.__lagemaps[0].component.root
    const all = [...root.querySelectorAll('button, input, select, a[href], canvas[tabindex], [tabindex="0"]')]
    const reachable = all.filter(one => one.checkVisibility({visibilityProperty: true}) && !one.disabled && one.tabIndex >= 0)
    window.__reachable = reachable
    return reachable.length
}"""

FOCUSED = """() => {
    let active = document.activeElement
    while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement
    const style = getComputedStyle(active)
    const frame = active.tagName === 'CANVAS' ? getComputedStyle(active.closest('.map'), '::after') : style
    const seen = parseFloat(frame.outlineStyle === 'none' ? 0 : frame.outlineWidth) || (active.tagName === 'CANVAS' && parseFloat(frame.borderWidth))
    return {
        place: window.__reachable.indexOf(active),
        seen: seen > 0,
        name: active.getAttribute('aria-label') || active.labels?.[0]?.textContent || active.textContent,
        what: active.outerHTML.slice(0, 120),
    }
}"""


@pytest.mark.parametrize("tool", ["p", "r"])
def test_tab_reaches_every_control_and_shows_where_it_is(opened: Page, tool: str) -> None:
    canvas = opened.locator(".lagemap canvas.maplibregl-canvas")
    canvas.focus()
    opened.keyboard.press(tool)
    opened.get_by_role("button", name="Filter", exact=True).click()
    canvas.focus()
    total = opened.evaluate(FOCUSABLE)
    assert total > 30
    reached: dict[int, str] = {}
    outside = 0
    for _ in range(2 * total + 40):
        opened.keyboard.press("Tab")
        focused = opened.evaluate(FOCUSED)
        if focused["place"] < 0:
            outside += 1
            continue
        assert focused["seen"], focused
        assert focused["name"].strip(), focused
        reached[focused["place"]] = focused["what"]
        if len(reached) == total and outside:
            break
    missing = opened.evaluate(
        "reached => window.__reachable.filter((one, i) => !reached.includes(i)).map(e => e.outerHTML.slice(0, 120))",
        list(reached),
    )
    assert missing == []
    assert outside > 0  # the way leads out again


def focused_name(page: Page) -> str:
    name: str = page.evaluate(
        "() => window.__lagemaps[0].component.root.getRootNode().activeElement?.getAttribute('aria-label') ?? ''"
    )
    return name


def test_escape_closes_and_gives_the_focus_back(opened: Page) -> None:
    draw_coarsely(opened)
    openers = {
        "search": "finder",
        "ruler": "measure",
        "rings": "rings",
        "box": "gather",
        "share": "handout",
        "keyboard": "keys",
    }
    for opener, panel in openers.items():
        button = opened.locator(f".lagemap .controls button:has(.icon-{opener})")
        name = button.get_attribute("aria-label")
        for close in ("Escape", "Enter"):
            button.press("Enter")
            expect(opened.locator(f".lagemap .{panel}.tool-panel")).to_be_visible()
            closer = opened.locator(f".lagemap .{panel} button[aria-label='Schließen']")
            closer.focus()
            if opener == "box" and close == "Escape":
                opened.keyboard.press("Escape")  # first out of drawing
            opened.keyboard.press(close)
            expect(opened.locator(f".lagemap .{panel}.tool-panel")).to_be_hidden()
            assert focused_name(opened) == name, (opener, close)
    opened.keyboard.press("F1")
    expect(opened.locator(".lagemap .keys kbd", has_text="Leertaste")).to_be_visible()
    opened.keyboard.press("Escape")
    # the details, opened from the list of what is selected; a notice, with the focus on the map
    select_flight(opened)
    opened.locator(".lagemap .details-panel button").focus()
    opened.keyboard.press("Escape")
    expect(opened.locator(".lagemap .details-panel")).to_be_hidden()
    assert focused_name(opened).startswith("Karte")
    tell_of_a_fault(opened)
    opened.locator(".lagemap .notice button").press("Enter")
    assert focused_name(opened).startswith("Karte")
    assert opened.locator("html").get_attribute("lang") == "de"
    # three dimensions end with their panel
    opened.locator(".lagemap .dimensions").press("Enter")
    opened.get_by_role("slider", name="Neigung").press("Escape")
    expect(opened.locator(".lagemap .space-panel")).to_be_hidden()
    assert focused_name(opened).startswith("3D")


@pytest.mark.parametrize("height", [720, 520])
def test_all_controls_are_within_the_map(page: Page, address: str, height: int) -> None:
    page.set_viewport_size({"width": 1280, "height": height})
    open_map(page, address)
    stage = page.locator(".lagemap .stage").bounding_box()
    assert stage is not None
    for button in page.locator(".lagemap .controls button").all():
        box_ = button.bounding_box()
        assert box_ is not None
        assert stage["y"] <= box_["y"]
        assert box_["y"] + box_["height"] <= stage["y"] + stage["height"]


def test_the_systems_own_colours_and_less_motion_are_respected(page: Page, address: str) -> None:
    page.emulate_media(forced_colors="active", reduced_motion="reduce")
    open_map(page, address)
    control("ruler")(page)
    # what else a background says is said by a border or an outline, and colours that mean something stay
    style = "(e, name) => getComputedStyle(e)[name]"
    for panel in page.locator(".lagemap .panel:visible, .lagemap .control-group").all():
        assert panel.evaluate(style, "borderTopStyle") == "solid"
    assert page.locator(".lagemap .controls [aria-pressed=true]").first.evaluate(style, "outlineStyle") == "solid"
    for ramp in page.locator(".lagemap .ramp:visible, .lagemap .swatch:visible").all():
        assert ramp.evaluate(style, "forcedColorAdjust") == "none"
    # the camera jumps, nothing fades
    moving = page.evaluate(
        """() => {
            const {map} = window.__lagemaps[0], before = map.getZoom()
            window.__lagemaps[0].component.root.querySelector('.controls button:has(.icon-plus)').click()
            return [map.getZoom() - before, map.isMoving()]
        }"""
    )
    assert moving == [1, False]
    durations = page.evaluate(
        "[...window.__lagemaps[0].component.root.querySelectorAll('*')].flatMap(e => { const s = getComputedStyle(e);"
        " return [s.transitionDuration, s.animationName] }).filter(value => !['0s', 'none'].includes(value))"
    )
    assert durations == []
