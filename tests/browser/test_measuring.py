"""Measuring on the map by clicks, against PROJ."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from pyproj import Geod

from tests.browser.conftest import open_map
from tests.builders import make_picture
from tests.serving import served

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served(make_picture()) as url:
        yield url


def click_at(page: Page, x: int, y: int) -> tuple[float, float]:
    """Click the stage and give the place there."""
    page.locator(".lagemap .map").click(position={"x": x, "y": y})
    where = page.evaluate(f"(({{lng, lat}}) => [lng, lat])(window.__lagemaps[0].map.unproject([{x}, {y}]))")
    return where[0], where[1]


def test_distance_bearing_and_area(page: Page, address: str) -> None:
    open_map(page, address)
    page.get_by_role("button", name="Ebenen ausblenden").click()
    page.get_by_role("button", name="Messen").click()
    a, b = click_at(page, 300, 300), click_at(page, 500, 200)
    bearing, _, distance = Geod(ellps="WGS84").inv(*a, *b)
    row = page.locator(".lagemap .measure tbody tr").first
    expect(row).to_contain_text(f"{bearing % 360:05.1f}°".replace(".", ","))
    shown = re.search(r"([\d.,]+)\s*NM", row.inner_text())
    assert shown is not None
    assert float(shown[1].replace(".", "").replace(",", ".")) == pytest.approx(distance / 1852, abs=0.006)
    click_at(page, 500, 400)
    expect(page.locator(".lagemap .measure tfoot")).to_contain_text("Fläche")
    expect(page.locator(".lagemap .details-panel")).to_be_hidden()
    page.keyboard.press("Backspace")
    page.keyboard.press("Backspace")
    page.mouse.move(5, 5)
    expect(page.locator(".lagemap .measure tbody tr")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.locator(".lagemap .measure")).to_be_hidden()


def test_search_and_measuring_make_room_for_each_other(page: Page, address: str) -> None:
    open_map(page, address)
    page.get_by_role("button", name="Messen").click()
    expect(page.locator(".lagemap .measure")).to_be_visible()
    page.get_by_role("button", name="Suchen").click()
    expect(page.locator(".lagemap .measure")).to_be_hidden()
    expect(page.locator(".lagemap .finder")).to_be_visible()
    page.get_by_role("button", name="Messen").click()
    expect(page.locator(".lagemap .finder")).to_be_hidden()
