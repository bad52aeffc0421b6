"""The third dimension: terrain, airspaces and flights at their heights, at every tilt."""

from __future__ import annotations

import io
from collections.abc import Iterator

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.conftest import Watch, draw_coarsely, open_map, settle
from tests.builders import make_airspaces, make_picture, make_terrain, make_tracks
from tests.serving import served

pytestmark = [pytest.mark.browser]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served(make_picture()) as url:
        yield url


def model(page: Page, **values: object) -> None:
    """Set parameters of the map as Python does, and wait for the picture."""
    page.evaluate(
        "values => Object.entries(values).forEach(([name, value]) => window.__lagemaps[0].component.model.set(name, value))",
        values,
    )
    settle(page)


def look(page: Page, pitch: float) -> None:
    page.evaluate(
        "pitch => void window.__lagemaps[0].map.jumpTo({center: [10.4, 46.7], zoom: 8.3, bearing: 15, pitch})", pitch
    )
    settle(page)


def point(page: Page, longitude: float, latitude: float, height: float) -> tuple[float, float]:
    """Where on the page a place in space lies."""
    x, y = page.evaluate(
        """place => {
            const lagemap = window.__lagemaps[0]
            const [x, y] = lagemap.project(...place)
            const box = lagemap.map.getContainer().getBoundingClientRect()
            return [box.left + x, box.top + y]
        }""",
        [longitude, latitude, height],
    )
    return float(x), float(y)


def pixels(page: Page) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(page.screenshot())).convert("RGB")).astype(int)


def show(page: Page, shown: bool) -> np.ndarray:
    """The page with flights and airspaces shown or hidden."""
    model(page, layer_state={layer: {"visible": shown, "opacity": 1.0} for layer in ("tracks-0", "airspaces-0")})
    return pixels(page)


def test_nothing_vanishes_at_any_tilt(page: Page, address: str, watch: Watch) -> None:
    page.set_viewport_size({"width": 900, "height": 620})
    open_map(page, address)
    page.get_by_role("button", name="Ebenen ausblenden").click()
    page.locator(".lagemap .map canvas").first.focus()
    page.keyboard.press("3")
    expect(page.get_by_role("region", name="Räumliche Ansicht")).to_be_visible()
    model(page, trail=0, exaggeration=4)
    flight = make_tracks().frame.groupby("track_id", observed=True).nth(25).iloc[1]
    for pitch in (0, 4, 60, 78):
        look(page, pitch)
        x, y = point(page, flight["longitude"], flight["latitude"], flight["altitude_amsl"])
        a, b = point(page, 10.45, 46.8, 3962.4)  # on the floor of a restricted area
        drawn = np.abs(show(page, True) - show(page, False)).max(axis=2)
        assert drawn[int(y) - 3 : int(y) + 4, int(x) - 3 : int(x) + 4].max() > 60, f"the flight at {pitch}°"
        assert drawn[int(b) - 20 : int(b) + 20, int(a) - 20 : int(a) + 20].max() > 8, f"the area at {pitch}°"
    assert watch.errors == []


def test_the_ground_is_the_pictures_own_terrain(opened: Page, watch: Watch) -> None:
    draw_coarsely(opened)
    model(opened, view_3d=True, exaggeration=3)
    look(opened, 50)
    terrain = make_terrain()
    for longitude, latitude in [(10.3, 46.6), (10.5, 46.9), (10.2, 46.45)]:
        drawn, read = opened.evaluate(
            """([longitude, latitude]) => {
                const {map, component} = window.__lagemaps[0]
                const at = 2 ** 30
                const y = 0.5 - Math.log(Math.tan(Math.PI / 4 + latitude * Math.PI / 360)) / (2 * Math.PI)
                return [map.queryTerrainElevation([longitude, latitude]), component.space.ground.at((longitude / 360 + 0.5) * at, y * at)]
            }""",
            [longitude, latitude],
        )
        expected = float(terrain.sample(longitude, latitude))
        assert read == pytest.approx(expected, abs=15)
        assert drawn == pytest.approx(3 * expected, abs=60)
    assert watch.outside == []


def test_flights_are_picked_where_they_are_seen(opened: Page) -> None:
    draw_coarsely(opened)
    opened.get_by_role("button", name="Ebenen ausblenden").click()
    model(opened, view_3d=True, exaggeration=4, trail=0)
    look(opened, 55)
    flight = make_tracks().frame.groupby("track_id", observed=True).nth(40).iloc[2]
    x, y = point(opened, flight["longitude"], flight["latitude"], flight["altitude_amsl"])
    foot = point(opened, flight["longitude"], flight["latitude"], 0.0)
    assert abs(foot[1] - y) > 10
    opened.mouse.click(x, y)
    expect(opened.get_by_role("heading", name="SYN002")).to_be_visible()


def test_keys_turn_and_tilt_and_one_key_leads_back(opened: Page) -> None:
    draw_coarsely(opened)
    opened.get_by_role("button", name="Räumliche Ansicht (3)").click()
    settle(opened)
    view = "(m => [Math.round(m.getPitch()), Math.round(m.getBearing()), Boolean(m.getTerrain())])(window.__lagemaps[0].map)"
    assert opened.evaluate(view) == [55, 0, True]
    opened.locator(".lagemap .map canvas").first.focus()
    for key in ("e", "e", "q", "PageUp", "PageUp"):
        opened.keyboard.press(key)
    assert opened.evaluate(view) == [35, 10, True]
    opened.get_by_role("slider", name="Neigung").fill("70")
    opened.get_by_role("slider", name="Überhöhung").press("End")
    settle(opened)
    assert opened.evaluate(view) == [70, 10, True]
    assert opened.evaluate("window.__lagemaps[0].map.getTerrain().exaggeration") == 100
    expect(opened.get_by_role("checkbox", name="nach dem Maßstab")).not_to_be_checked()
    opened.locator(".lagemap .map canvas").first.focus()
    opened.keyboard.press("2")
    settle(opened)
    assert opened.evaluate(view) == [0, 0, False]
    expect(opened.get_by_role("region", name="Räumliche Ansicht")).to_be_hidden()


def test_without_terrain_the_ground_is_flat_and_said_so(page: Page) -> None:
    with served(make_picture(terrain=None, airspaces=make_airspaces())) as url:
        open_map(page, url)
        model(page, view_3d=True)
        expect(page.get_by_text("Ohne Gelände liegt der Boden auf 0 m.")).to_be_visible()
        assert page.evaluate("window.__lagemaps[0].map.getTerrain()") is None
