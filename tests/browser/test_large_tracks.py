"""A layer too large to be sent whole: it opens thinned, gets finer where one looks closely, and is a density from afar."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import Page, expect

import lagebild as lb
from tests.browser.conftest import Watch, open_map, settle
from tests.builders import make_airspaces
from tests.serving import served

pytestmark = [pytest.mark.browser]

FLIGHTS, FIXES = 1000, 400
ABOVE = """() => {
    const {map} = window.__lagemaps[0], ids = map.getLayersOrder()
    return ids.findIndex(id => id.startsWith('layer-tracks')) < ids.findIndex(id => id.startsWith('layer-airspaces'))
}"""
"""Whether airspaces are drawn over the flights."""

LAYER = "window.__lagemaps[0].component.layers.items.find(item => item.tracks)"


def many_flights() -> lb.Tracks:
    """Winding flights over the Alps, a fix every five seconds."""
    rng = np.random.default_rng(3)
    heading = rng.uniform(0, 7, FLIGHTS)[:, None] + np.cumsum(rng.normal(0, 0.05, (FLIGHTS, FIXES)), axis=1)
    start = rng.uniform([9.0, 46.6], [10.0, 47.2], (FLIGHTS, 2))
    seconds = rng.integers(0, 7200, FLIGHTS)[:, None] + 5 * np.arange(FIXES)
    return lb.Tracks.from_frame(
        pd.DataFrame(
            {
                "track_id": np.repeat([f"F{number:04d}" for number in range(FLIGHTS)], FIXES),
                "time": pd.Timestamp("2026-05-12T08:00", tz="UTC") + pd.to_timedelta(seconds.ravel(), unit="s"),
                "longitude": (start[:, :1] + np.cumsum(0.003 * np.cos(heading), axis=1)).ravel(),
                "latitude": (start[:, 1:] + np.cumsum(0.002 * np.sin(heading), axis=1)).ravel(),
                "altitude_amsl": (3000 + 20 * np.cumsum(rng.normal(0, 1, (FLIGHTS, FIXES)), axis=1)).ravel(),
                "fuel": np.tile(np.linspace(500, 100, FIXES), FLIGHTS),
            }
        )
    )


@pytest.fixture(scope="module")
def tracks() -> lb.Tracks:
    return many_flights()


@pytest.fixture(scope="module")
def address(tracks: lb.Tracks) -> Iterator[str]:
    with served(lb.Picture("Vierhunderttausend", tracks=tracks, airspaces=make_airspaces())) as url:
        yield url


def detailed(page: Page) -> dict[str, Any]:
    """Wait for the finest level of the view and say what is drawn."""
    page.evaluate("window.__lagemaps[0].detailed()")
    return page.evaluate(
        f"""(() => {{
            const {{tracks}} = {LAYER}, {{data, shown, selectedTrack, density}} = tracks
            return {{first: data.level.zoom, fixes: data.fixCount, zoom: shown.level?.zoom ?? 99, shown: shown.fixCount,
                     selected: selectedTrack && [selectedTrack.data.count, selectedTrack.data.fixCount], density}}
        }})()"""
    )


def test_a_large_layer_opens_gets_finer_and_keeps_its_selection_whole(
    page: Page, watch: Watch, address: str, tracks: lb.Tracks
) -> None:
    open_map(page, address)
    opened = detailed(page)
    assert opened["fixes"] < tracks.fixes
    expect(page.locator(".lagemap .layer-facts").first).to_contain_text("400.000")

    middle = tracks.frame.iloc[17 * FIXES + FIXES // 2]
    page.evaluate(
        "([longitude, latitude, time]) => { const m = window.__lagemaps[0]; m.component.clock.seek(time);"
        " m.map.jumpTo({center: [longitude, latitude], zoom: 12}) }",
        [middle["longitude"], middle["latitude"], middle["time"].timestamp() * 1000],
    )
    near = detailed(page)
    assert near["zoom"] == 12
    box = page.locator(".lagemap .stage").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator(".lagemap .details-panel")).to_contain_text("F0017")
    assert detailed(page)["selected"] == [1, FIXES]

    page.get_by_role("button", name="Alles zeigen").click()
    page.wait_for_function("!window.__lagemaps[0].map.isMoving()")
    afar = detailed(page)
    assert afar["zoom"] <= opened["zoom"]
    assert afar["selected"] == [1, FIXES]
    assert watch.errors == []


def test_density_takes_over_and_says_what_it_shows(page: Page, watch: Watch, address: str) -> None:
    open_map(page, address)
    page.get_by_role("combobox", name="Spur").select_option("0")
    settle(page)
    assert detailed(page)["density"]["quantity"] == "flights"
    page.wait_for_function(ABOVE)  # what it would cover lies above it
    legend = page.locator(".lagemap .density")
    expect(legend).to_be_visible()
    expect(legend).to_contain_text("km")

    page.get_by_role("combobox", name="Was die Dichte zählt").select_option("seconds")
    settle(page)
    assert detailed(page)["density"]["quantity"] == "seconds"
    page.get_by_role("combobox", name="Darstellung von").select_option("lines")
    settle(page)
    assert detailed(page)["density"] is None
    page.wait_for_function(f"() => !({ABOVE})()")
    expect(legend).to_be_hidden()
    assert page.evaluate("window.__lagemaps[0].stats.drawn") > 10_000

    # trails of a minute are no blot; asked for, the density shows them all the same
    page.get_by_role("combobox", name="Spur").select_option("60")
    page.get_by_role("combobox", name="Darstellung von").select_option("auto")
    settle(page)
    assert detailed(page)["density"] is None
    page.get_by_role("combobox", name="Darstellung von").select_option("density")
    settle(page)
    expect(legend).to_be_visible()
    assert watch.errors == []


def test_any_column_colours_the_finer_pieces_as_well(page: Page, watch: Watch, address: str) -> None:
    open_map(page, address)
    page.get_by_role("combobox", name="Spur").select_option("0")
    page.get_by_role("combobox", name="Darstellung von").select_option("lines")
    page.get_by_role("combobox", name="Farbe nach").select_option("column:fuel")
    page.evaluate("void window.__lagemaps[0].map.jumpTo({center: [9.5, 46.9], zoom: 12})")
    assert detailed(page)["zoom"] == 12
    known = f"""() => {{
        const {{shown, pieces, look}} = {LAYER}.tracks, {{values}} = pieces.lookOn(shown, look).paint
        return values && [...values].every((value, i) => Math.abs(value - (500 - 400 * (shown.numbers[i] % {FIXES}) / {FIXES - 1})) < 0.01)
    }}"""
    page.wait_for_function(known)
    settle(page)
    expect(page.locator(".lagemap .legend").first).to_contain_text("fuel")
    assert watch.errors == []
