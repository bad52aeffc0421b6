"""Searching the map as a person does: by position, callsign, airspace, and what is nowhere."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import open_map, settle
from tests.builders import make_picture
from tests.serving import served

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served(make_picture()) as url:
        yield url


def test_a_typed_position_is_gone_to(page: Page, address: str) -> None:
    open_map(page, address)
    page.get_by_role("button", name="Suchen").click()
    field = page.get_by_role("combobox", name="Position, Rufzeichen, Luftraum oder Ort")
    expect(field).to_be_focused()
    field.fill("47,5 10,25")
    expect(page.locator(".lagemap .finder [role=option]")).to_have_text(["47,5 10,25Position"])
    field.press("Enter")
    page.wait_for_function("!window.__lagemaps[0].map.isMoving()")
    settle(page)
    px, py = page.evaluate("window.__lagemaps[0].project(10.25, 47.5)")
    stage = page.locator(".lagemap .stage").bounding_box()
    assert stage is not None
    assert 0 < px < stage["width"]
    assert abs(py - stage["height"] / 2) < 5
    assert page.evaluate("window.__lagemaps[0].component.toolbox.mark.position") == {
        "longitude": 10.25,
        "latitude": 47.5,
    }
    field.press("Escape")
    expect(field).to_be_hidden()
    assert page.evaluate("window.__lagemaps[0].component.toolbox.mark.position") is None


def test_a_flight_is_found_by_its_callsign_and_selected(page: Page, address: str) -> None:
    open_map(page, address)
    page.locator(".lagemap canvas.maplibregl-canvas").press("/")
    page.keyboard.type("syn002")
    page.keyboard.press("Enter")
    expect(page.locator(".lagemap .details-panel")).to_contain_text("SYN002")


def test_what_is_nowhere_is_said_as_text(page: Page, address: str) -> None:
    open_map(page, address)
    page.get_by_role("button", name="Suchen").click()
    page.keyboard.type("<img src=x onerror=alert(1)>")
    expect(page.get_by_text("„<img src=x onerror=alert(1)>“ ist weder ein Name noch eine Position.")).to_be_visible()


def test_the_position_under_the_pointer_in_the_grid_of_choice(page: Page, address: str) -> None:
    open_map(page, address)
    page.get_by_role("combobox", name="Zweite Schreibweise der Position").select_option("mgrs")
    page.mouse.move(640, 400)
    expect(page.locator(".lagemap .statusbar .second")).to_contain_text("32T")
    page.get_by_role("combobox", name="Zweite Schreibweise der Position").select_option("utm")
    page.mouse.move(641, 400)
    expect(page.locator(".lagemap .statusbar .second")).to_contain_text("32 N")
