"""The dashboard as people use it: framing, clicking, time, filters, languages, reload, two tabs; offline throughout."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

import lagebild as lb
from tests.browser.conftest import Watch, open_map, screen_point, settle
from tests.builders import HOSTILE, make_picture, make_tracks
from tests.serving import served

pytestmark = [pytest.mark.browser]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served(make_picture()) as found:
        yield found


@pytest.fixture(autouse=True)
def nothing_outside_and_no_errors(watch: Watch) -> Iterator[None]:
    yield
    assert watch.outside == []
    assert watch.errors == []


def parameter(page: Page, name: str) -> Any:
    return page.evaluate("name => window.__lagemaps[0].component.model.get(name)", name)


def selection(page: Page) -> Any:
    return parameter(page, "focus") or {}


def click(page: Page, longitude: float, latitude: float) -> None:
    page.mouse.click(*screen_point(page, longitude, latitude))
    settle(page)


def test_the_first_view_frames_the_flights(opened: Page) -> None:
    bounds = make_tracks().bounds
    assert bounds is not None
    west, south = screen_point(opened, bounds.west, bounds.south)
    east, north = screen_point(opened, bounds.east, bounds.north)
    panel = opened.locator(".lagemap .layers-panel").first.bounding_box()
    assert panel is not None
    assert panel["x"] + panel["width"] <= west < east <= 1280
    assert 0 <= north < south <= 720
    assert east - west > 300  # and not from afar


def test_german_by_default_and_english_by_switch(page: Page, address: str) -> None:
    open_map(page, address)
    expect(page.get_by_role("heading", name="Ebenen")).to_be_visible()
    page.get_by_role("button", name="EN", exact=True).click()
    expect(page.get_by_role("heading", name="Layers")).to_be_visible()
    expect(page.get_by_role("heading", name="Ebenen")).to_have_count(0)


def test_clicking_a_flight_shows_its_details(opened: Page) -> None:
    fix = make_tracks().frame.iloc[120]
    click(opened, fix["longitude"], fix["latitude"])
    assert selection(opened)["kind"] == "track"
    expect(opened.locator(".lagemap .details-panel")).to_contain_text("SYN002")
    expect(opened.locator(".lagemap .details-panel")).to_contain_text("Höhe über Grund")
    opened.keyboard.press("Escape")
    settle(opened)
    assert selection(opened) == {}


def test_clicking_an_airspace_shows_its_limits(opened: Page) -> None:
    click(opened, 10.4, 46.86)
    assert selection(opened) == {"kind": "airspace", "layer": "airspaces-0", "index": 1}
    details = opened.locator(".lagemap .details-panel")
    expect(details).to_contain_text("FL 130 oder 1.000 ft über Grund, der höhere Wert")
    expect(details).to_contain_text("unbegrenzt")


def test_hostile_texts_stay_texts(opened: Page) -> None:
    click(opened, 10.7, 46.62)
    expect(opened.locator(".lagemap .details-panel")).to_contain_text(HOSTILE)
    assert "hacked" not in opened.title()
    assert opened.locator(".lagemap img[src=x]").count() == 0


def test_hostile_callsigns_stay_texts(page: Page) -> None:
    frame = make_tracks(1).frame.assign(callsign=HOSTILE)
    with served(make_picture(tracks=lb.Tracks.from_frame(frame), title=HOSTILE)) as address:
        open_map(page, address)
        fix = frame.iloc[20]
        page.mouse.move(*screen_point(page, fix["longitude"], fix["latitude"]))
        click(page, fix["longitude"], fix["latitude"])
        expect(page.locator(".lagemap .details-panel")).to_contain_text(HOSTILE)
        assert page.title() == HOSTILE
        assert page.locator("img[src=x]").count() == 0


def test_time_moves_without_sending_anything_again(opened: Page) -> None:
    requests: list[str] = []
    opened.on("request", lambda request: requests.append(request.url))
    before = parameter(opened, "time_ms")
    slider = opened.locator(".lagemap .time-slider")
    box = slider.bounding_box()
    assert box is not None
    opened.mouse.click(box["x"] + box["width"] * 0.75, box["y"] + box["height"] / 2)
    settle(opened)
    assert parameter(opened, "time_ms") > before
    assert [url for url in requests if "columns" in url] == []


def test_playing_moves_the_time_and_stops(opened: Page) -> None:
    before = parameter(opened, "time_ms")
    opened.get_by_role("button", name="Abspielen").click()
    opened.wait_for_function("before => window.__lagemaps[0].component.clock.time > before + 1000", arg=before)
    opened.get_by_role("button", name="Anhalten").click()
    settle(opened)
    stopped = opened.evaluate("window.__lagemaps[0].component.clock.time")
    opened.wait_for_timeout(300)
    assert opened.evaluate("window.__lagemaps[0].component.clock.time") == stopped


def test_layers_switch_off_and_on(opened: Page) -> None:
    fix = make_tracks().frame.iloc[120]
    opened.locator(".lagemap .layers-panel input[type=checkbox]").nth(1).uncheck()
    settle(opened)
    assert parameter(opened, "layer_state")["tracks-0"]["visible"] is False
    click(opened, fix["longitude"], fix["latitude"])
    assert selection(opened).get("kind") != "track"


def test_hovering_names_flight_and_airspaces(opened: Page) -> None:
    tooltip = opened.locator(".lagemap .tooltip")
    fix = make_tracks().frame.iloc[120]
    opened.mouse.move(*screen_point(opened, fix["longitude"], fix["latitude"]), steps=3)
    expect(tooltip).to_contain_text("SYN002")
    opened.mouse.move(*screen_point(opened, 10.4, 46.86), steps=3)
    expect(tooltip).to_contain_text("Gebiet")
    expect(tooltip).to_contain_text("Zone")  # both lie there, one over the other


def test_opacity_is_set_by_its_slider(opened: Page) -> None:
    opened.get_by_role("slider", name="Deckkraft von Gelände").fill("40")
    settle(opened)
    assert parameter(opened, "layer_state")["terrain-0"]["opacity"] == 0.4


def test_the_altitude_filter_hides_flights_from_picking(opened: Page) -> None:
    fix = make_tracks().frame.iloc[120]
    opened.evaluate("window.__lagemaps[0].component.model.set('altitude_range', [0, 3200])")
    settle(opened)
    click(opened, fix["longitude"], fix["latitude"])
    assert selection(opened).get("kind") != "track"


def test_coordinates_and_ground_follow_the_cursor(opened: Page) -> None:
    opened.mouse.move(*screen_point(opened, 10.605, 46.912))
    status = opened.locator(".lagemap .statusbar")
    expect(status).to_contain_text("46,91")
    expect(status).to_contain_text("Gelände")
    expect(status).to_contain_text("±")


def test_details_follow_the_time(opened: Page) -> None:
    fix = make_tracks().frame.iloc[120]
    click(opened, fix["longitude"], fix["latitude"])
    details = opened.locator(".lagemap .details-panel")
    expect(details).to_contain_text("SYN002")
    start = parameter(opened, "scene")["time"]["start"]
    opened.evaluate("time => window.__lagemaps[0].component.model.set('time_ms', time)", start + 150_000)
    expect(details).to_contain_text("12.05.2026 08:02:30 UTC")
    opened.evaluate("time => window.__lagemaps[0].component.model.set('time_ms', time)", start + 300_000)
    expect(details).to_contain_text("12.05.2026 08:05:00 UTC")


def test_a_narrow_page_keeps_the_map_in_view(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 700, "height": 720})
    open_map(page, address)
    fix = make_tracks().frame.iloc[120]
    click(page, fix["longitude"], fix["latitude"])
    expect(page.locator(".lagemap .details-panel")).to_contain_text("SYN002")
    expect(page.locator(".lagemap .layers-panel")).to_be_hidden()
    page.get_by_role("button", name="Ebenen einblenden").click()
    expect(page.locator(".lagemap .layers-panel")).to_be_visible()
    # and stays: what Python answers later about the same flight is no new selection
    page.evaluate(
        "window.__lagemaps[0].component.model.set('details', {title: 'SYN002', subtitle: 'spät', sections: []})"
    )
    expect(page.locator(".lagemap .details-panel")).to_contain_text("spät")
    expect(page.locator(".lagemap .layers-panel")).to_be_visible()


def test_choices_survive_a_reload(page: Page, address: str) -> None:
    open_map(page, address)
    page.get_by_role("button", name="EN", exact=True).click()
    page.get_by_role("button", name="Dark").click()
    expect(page.locator(".lagemap.dark")).to_be_visible()
    page.wait_for_function("location.search.includes('lang=en') && location.search.includes('theme=dark')")
    page.reload()
    page.wait_for_selector("[data-state=ready]", state="attached")
    expect(page.get_by_role("heading", name="Layers")).to_be_visible()
    expect(page.locator(".lagemap.dark")).to_be_visible()


def test_several_pictures_have_a_start_page(page: Page) -> None:
    with served(make_picture(), lb.Picture("Zweites Bild", tracks=make_tracks(2))) as address:
        page.goto(address)
        expect(page.get_by_role("heading", name="Luftlagebilder")).to_be_visible()
        page.get_by_text("Zweites Bild").click()
        page.wait_for_selector("[data-state=ready]", state="attached")
        page.go_back()
        expect(page.get_by_text("Prüfbild")).to_be_visible()


def test_dark_and_back(page: Page, address: str) -> None:
    open_map(page, f"{address}?theme=dark")
    assert parameter(page, "theme") == "dark"
    light = page.locator(".lagemap").evaluate("element => getComputedStyle(element).backgroundColor")
    page.evaluate("window.__lagemaps[0].component.model.set('theme', 'light')")
    settle(page)
    assert page.locator(".lagemap").evaluate("element => getComputedStyle(element).backgroundColor") != light


def test_sources_say_what_was_read(opened: Page) -> None:
    opened.get_by_role("button", name="Quellen").click()
    expect(opened.get_by_text("Quellen und Einlesebericht")).to_be_visible()
    opened.get_by_role("button", name="Quellen").click()
    expect(opened.get_by_text("Quellen und Einlesebericht")).to_be_hidden()


def test_every_button_has_a_german_name(opened: Page) -> None:
    names = opened.get_by_role("button").evaluate_all(
        "buttons => buttons.filter(b => b.checkVisibility()).map(b => b.getAttribute('aria-label') || b.textContent.trim())"
    )
    assert {"Hell", "Dunkel", "DE", "EN", "Quellen"} <= set(names)
    assert not [name for name in names if name == "" or any(word in name for word in ("Toggle", "Open", "Close"))]


def test_reload_and_a_second_tab(page: Page, address: str) -> None:
    open_map(page, address)
    open_map(page, address)
    second = page.context.new_page()
    open_map(second, f"{address}?lang=en")
    expect(second.get_by_role("heading", name="Layers")).to_be_visible()
    page.bring_to_front()
    expect(page.get_by_role("heading", name="Ebenen")).to_be_visible()
    second.close()


def test_columns_come_from_the_cache_the_second_time(page: Page, address: str) -> None:
    open_map(page, address)
    page.reload()
    page.wait_for_selector("[data-state=ready]", state="attached")
    fetched = page.evaluate(
        """performance.getEntriesByType('resource').filter(entry => entry.name.includes('/columns/'))
            .map(entry => entry.transferSize)"""
    )
    assert len(fetched) == 3
    assert sum(fetched) == 0


def test_an_empty_picture_opens(page: Page) -> None:
    with served(lb.Picture("Leer")) as address:
        open_map(page, address)
        expect(page.locator(".lagemap")).to_be_visible()


def test_synthetic_pictures_are_marked_on_the_map(page: Page) -> None:
    made_up = lb.Layer(id="t", data=make_tracks(), provenance=lb.Provenance(synthetic=True))
    with served(lb.Picture("Erfunden", layers=[made_up], banner="ÜBUNG")) as address:
        open_map(page, address)
        banner = page.locator(".lagemap .banner")
        expect(banner).to_contain_text("ÜBUNG")
        expect(banner).to_contain_text("SYNTHETISCH")


def test_a_layer_that_the_state_does_not_name_is_as_the_picture_has_it(opened: Page) -> None:
    model = "window.__lagemaps[0].component.model"
    shown = opened.locator(".lagemap .layers-panel input[type=checkbox]").nth(1)
    expect(shown).to_be_checked()
    opened.evaluate(f"() => {{ {model}.set('layer_state', {{'tracks-0': {{visible: false, opacity: 0.3}}}}) }}")
    expect(shown).not_to_be_checked()
    opened.evaluate(f"() => {{ {model}.set('layer_state', {{}}) }}")
    expect(shown).to_be_checked()
