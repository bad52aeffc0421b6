"""Searching the map as a person does: by position, callsign, airspace, and what is nowhere."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import settle

pytestmark = [pytest.mark.browser]


def test_a_typed_position_is_gone_to(opened: Page) -> None:
    opened.get_by_role("button", name="Suchen").click()
    field = opened.get_by_role("combobox", name="Position, Rufzeichen, Luftraum oder Ort")
    expect(field).to_be_focused()
    field.fill("47,5 10,25")
    expect(opened.locator(".lagemap .finder [role=option]")).to_have_text(["47,5 10,25Position"])
    field.press("Enter")
    opened.wait_for_function("!window.__lagemaps[0].map.isMoving()")
    settle(opened)
    px, py = opened.evaluate("window.__lagemaps[0].project(10.25, 47.5)")
    stage = opened.locator(".lagemap .stage").bounding_box()
    assert stage is not None
    assert 0 < px < stage["width"]
    assert abs(py - stage["height"] / 2) < 5
    assert opened.evaluate("window.__lagemaps[0].component.toolbox.mark.position") == {
        "longitude": 10.25,
        "latitude": 47.5,
    }
    field.press("Escape")
    expect(field).to_be_hidden()
    assert opened.evaluate("window.__lagemaps[0].component.toolbox.mark.position") is None


def test_a_flight_is_found_by_its_callsign_and_selected(opened: Page) -> None:
    opened.locator(".lagemap canvas.maplibregl-canvas").press("/")
    opened.keyboard.type("syn002")
    opened.keyboard.press("Enter")
    expect(opened.locator(".lagemap .details-panel")).to_contain_text("SYN002")


def test_what_is_nowhere_is_said_as_text(opened: Page) -> None:
    opened.get_by_role("button", name="Suchen").click()
    opened.keyboard.type("<img src=x onerror=alert(1)>")
    expect(opened.get_by_text("„<img src=x onerror=alert(1)>“ ist weder ein Name noch eine Position.")).to_be_visible()


def test_the_position_under_the_pointer_in_the_grid_of_choice(opened: Page) -> None:
    opened.get_by_role("combobox", name="Zweite Schreibweise der Position").select_option("mgrs")
    opened.mouse.move(640, 400)
    expect(opened.locator(".lagemap .statusbar .second")).to_contain_text("32T")
    opened.get_by_role("combobox", name="Zweite Schreibweise der Position").select_option("utm")
    opened.mouse.move(641, 400)
    expect(opened.locator(".lagemap .statusbar .second")).to_contain_text("32 N")
