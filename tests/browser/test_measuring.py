"""Measuring on the map by clicks, against PROJ."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from pyproj import Geod

pytestmark = [pytest.mark.browser]


def click_at(page: Page, x: int, y: int) -> tuple[float, float]:
    """Click the stage and give the place there."""
    page.locator(".lagemap .map").click(position={"x": x, "y": y})
    where = page.evaluate(f"(({{lng, lat}}) => [lng, lat])(window.__lagemaps[0].map.unproject([{x}, {y}]))")
    return where[0], where[1]


def test_distance_bearing_and_area(opened: Page) -> None:
    opened.get_by_role("button", name="Ebenen ausblenden").click()
    opened.get_by_role("button", name="Messen").click()
    a, b = click_at(opened, 300, 300), click_at(opened, 500, 200)
    bearing, _, distance = Geod(ellps="WGS84").inv(*a, *b)
    row = opened.locator(".lagemap .measure tbody tr").first
    expect(row).to_contain_text(f"{bearing % 360:05.1f}°".replace(".", ","))
    shown = re.search(r"([\d.,]+)\s*NM", row.inner_text())
    assert shown is not None
    assert float(shown[1].replace(".", "").replace(",", ".")) == pytest.approx(distance / 1852, abs=0.006)
    click_at(opened, 500, 400)
    expect(opened.locator(".lagemap .measure tfoot")).to_contain_text("Fläche")
    expect(opened.locator(".lagemap .details-panel")).to_be_hidden()
    opened.keyboard.press("Backspace")
    opened.keyboard.press("Backspace")
    opened.mouse.move(5, 5)
    expect(opened.locator(".lagemap .measure tbody tr")).to_have_count(0)
    opened.keyboard.press("Escape")
    expect(opened.locator(".lagemap .measure")).to_be_hidden()


def test_search_and_measuring_make_room_for_each_other(opened: Page) -> None:
    opened.get_by_role("button", name="Messen").click()
    expect(opened.locator(".lagemap .measure")).to_be_visible()
    opened.get_by_role("button", name="Suchen").click()
    expect(opened.locator(".lagemap .measure")).to_be_hidden()
    expect(opened.locator(".lagemap .finder")).to_be_visible()
    opened.get_by_role("button", name="Messen").click()
    expect(opened.locator(".lagemap .finder")).to_be_hidden()
