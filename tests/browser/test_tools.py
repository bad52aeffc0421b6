"""Range rings, selecting by area, and the keyboard for those who have no mouse."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

import lagebild as lb
from tests.browser.conftest import Watch, open_map, screen_point, settle
from tests.builders import make_picture
from tests.serving import served

pytestmark = [pytest.mark.browser]


@pytest.fixture(scope="module")
def picture() -> lb.Picture:
    return make_picture()


@pytest.fixture(scope="module")
def address(picture: lb.Picture) -> Iterator[str]:
    with served(picture) as url:
        yield url


def picked(page: Page, kind: str) -> list[int]:
    picks: list[dict[str, Any]] = page.evaluate("window.__lagemaps[0].component.model.get('picked')")
    return [pick["index"] for pick in picks if pick["kind"] == kind]


def drag(page: Page, *points: tuple[float, float]) -> None:
    page.mouse.move(*points[0])
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*point, steps=3)
    page.mouse.up()


def test_box_lasso_and_view_select_what_is_shown(opened: Page, picture: lb.Picture, watch: Watch) -> None:
    opened.get_by_role("button", name="Ebenen ausblenden").click()
    centre = opened.evaluate("window.__lagemaps[0].map.getCenter().lng")
    # a box between two fixes of the first flight, higher than the flights are apart, would hold more: a flat one
    fixes = picture.tracks["T000"].frame.iloc[[20, 21]]
    (ax, ay), (bx, _) = (
        screen_point(opened, *place) for place in zip(fixes["longitude"], fixes["latitude"], strict=True)
    )
    assert bx - ax > 3
    opened.get_by_role("button", name="Mit Rechteck auswählen (B)").click()
    drag(opened, (ax + (bx - ax) * 0.3, ay - 8), (ax + (bx - ax) * 0.7, ay + 8))
    assert picked(opened, "track") == [0]
    expect(opened.locator(".lagemap .gather li", has_text="SYN000")).to_be_visible()
    # the lasso goes round the last two flights and not the first
    north, south = (screen_point(opened, 10.2, latitude)[1] for latitude in (46.97, 46.62))
    west, east = (screen_point(opened, longitude, 46.8)[0] for longitude in (10.0, 10.95))
    opened.keyboard.press("l")
    drag(opened, (west, north), (east, north), (east, south), (west, south))
    assert picked(opened, "track") == [1, 2]
    assert 0 in picked(opened, "airspace")
    expect(opened.locator(".lagemap .gather-counts")).to_contain_text("2 Flugwege")
    # one of them is told about, and the others stay selected
    opened.locator(".lagemap .gather li button", has_text="SYN002").click()
    expect(opened.locator(".lagemap .details-panel")).to_contain_text("SYN002")
    expect(opened.locator(".lagemap .gather li[aria-current]")).to_have_text("SYN002Flug")
    assert picked(opened, "track") == [1, 2]
    # neither drag moved the map, and what a filter hides is not selected
    assert opened.evaluate("window.__lagemaps[0].map.getCenter().lng") == centre
    opened.evaluate("window.__lagemaps[0].component.model.set('altitude_range', [3900, 4100])")
    opened.get_by_role("button", name="Ausschnitt auswählen").click()
    assert picked(opened, "track") == [2]
    opened.get_by_role("button", name="Auswahl aufheben").click()
    assert picked(opened, "track") == picked(opened, "airspace") == []
    expect(opened.locator(".lagemap .gather-counts")).to_have_text("Nichts ist ausgewählt.")
    opened.keyboard.press("Escape")
    expect(opened.locator(".lagemap .gather")).to_be_hidden()
    assert (watch.outside, watch.errors) == ([], [])


def test_rings_and_measuring_without_a_mouse(opened: Page) -> None:
    opened.locator(".lagemap canvas.maplibregl-canvas").focus()
    opened.keyboard.press("r")
    opened.keyboard.press("Enter")
    rings = "window.__lagemaps[0].component.toolbox.rings"
    middle = opened.evaluate(
        "(({lng, lat}) => ({longitude: lng, latitude: lat}))(window.__lagemaps[0].map.getCenter())"
    )
    assert opened.evaluate(f"{rings}.centres") == [pytest.approx(middle)]
    opened.get_by_role("textbox", name="Position eingeben").fill("47 10")
    opened.keyboard.press("Enter")
    opened.get_by_role("textbox", name="Radien in NM").fill("5; 7,5")
    assert opened.evaluate(f"{rings}.radii") == [9260, 13890]
    expect(opened.locator(".lagemap .rings li")).to_have_count(2)
    opened.get_by_role("button", name="47,00000° N 10,00000° E entfernen").press("Enter")
    expect(opened.locator(".lagemap .rings li")).to_have_count(1)
    opened.keyboard.press("Escape")
    opened.locator(".lagemap canvas.maplibregl-canvas").focus()
    opened.keyboard.press("m")
    expect(opened.locator(".lagemap .rings")).to_be_hidden()
    opened.keyboard.press("Enter")
    opened.keyboard.press("Shift+ArrowRight")
    opened.wait_for_function("!window.__lagemaps[0].map.isMoving()")
    opened.keyboard.press("Enter")
    row = opened.locator(".lagemap .measure tbody tr")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("NM")
    assert opened.evaluate(f"{rings}.centres.length") == 1  # they stay


def test_a_hidden_flight_is_found_and_shown(page: Page, address: str) -> None:
    open_map(page, address)
    page.evaluate("window.__lagemaps[0].component.model.set('layer_state', {'tracks-0': {visible: false, opacity: 1}})")
    page.get_by_role("button", name="Suchen").click()
    page.get_by_role("combobox", name="Position, Rufzeichen").fill("syn001")
    expect(page.locator(".lagemap .finder [role=option]")).to_have_text(["SYN001Flug, Ebene ausgeblendet"])
    page.keyboard.press("Enter")
    expect(page.locator(".lagemap .details-panel")).to_contain_text("SYN001")
    assert page.evaluate("window.__lagemaps[0].component.model.get('layer_state')['tracks-0'].visible")
    settle(page)
    # the way positions are written is remembered by the browser
    page.get_by_label("Zweite Schreibweise").select_option("mgrs")
    open_map(page, address)
    assert page.locator(".lagemap .ways").input_value() == "mgrs"
