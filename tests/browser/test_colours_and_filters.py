"""Colouring and filtering flights on the map, by the controls and from Python's side, with counts and pixels."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import Page, expect

import lagebild as lb
from tests.browser.conftest import Watch, open_map, screen_point, settle
from tests.builders import HOSTILE
from tests.serving import served

pytestmark = [pytest.mark.browser]

COLUMN = "Phase #1/ü?"
"""A name that is none of a URL."""

START = pd.Timestamp("2026-05-12T08:00", tz="UTC")


def flights() -> lb.Tracks:
    """Three flights side by side, eastwards: slow, fast, and fast of no known type or source."""
    steps = np.arange(120)
    rows = [
        ("GLD1", "ASK21", "flarm", 0.0004, HOSTILE),
        ("DLH7", "A320", "adsb", 0.003, "cruise"),
        ("", "", "", 0.003, None),
    ]
    frames = [
        pd.DataFrame(
            {
                "track_id": f"T{number}",
                "time": START + pd.to_timedelta(steps * 60, unit="s"),
                "longitude": 10.0 + 60 * step * steps / (60 * step * 119),
                "latitude": 47.0 + 0.2 * number,
                "altitude_amsl": 1000.0 + 3000 * number,
                "callsign": callsign,
                "platform": platform,
                "source": source,
                COLUMN: phase,
                "rate": step,
            }
        )
        for number, (callsign, platform, source, step, phase) in enumerate(rows)
    ]
    frames[0]["longitude"] = 10.0 + 0.2 * steps / 119
    return lb.Tracks.from_frame(pd.concat(frames, ignore_index=True))


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served(lb.Picture("Farben", tracks=flights())) as url:
        yield url


def put(page: Page, name: str, value: Any) -> None:
    """As if Python had set it."""
    page.evaluate("([name, value]) => window.__lagemaps[0].component.model.set(name, value)", [name, value])
    settle(page)


def colours_along(page: Page, latitude: float, longitudes: tuple[float, ...]) -> list[tuple[int, ...]]:
    """The strongest colour of the map's own pixels near each place."""
    found = page.evaluate(
        """async places => {
            const {map} = window.__lagemaps[0]
            const read = () => {
                const gl = map.getCanvas().getContext('webgl2'), ratio = gl.drawingBufferWidth / map.getCanvas().clientWidth
                return places.map(place => {
                    const {x, y} = map.project(place), pixels = new Uint8Array(7 * 7 * 4)
                    gl.readPixels(Math.round(x * ratio) - 3, gl.drawingBufferHeight - Math.round(y * ratio) - 4, 7, 7, gl.RGBA, gl.UNSIGNED_BYTE, pixels)
                    let best = [0, 0, 0], most = -1
                    for (let i = 0; i < pixels.length; i += 4) {
                        const away = Math.hypot(pixels[i] - 244, pixels[i + 1] - 243, pixels[i + 2] - 238)
                        if (away > most) [most, best] = [away, [...pixels.subarray(i, i + 3)]]
                    }
                    return best
                })
            }
            return new Promise(done => { map.once('render', () => done(read())); map.triggerRepaint() })
        }""",
        [[longitude, latitude] for longitude in longitudes],
    )
    return [tuple(colour) for colour in found]


def near(a: tuple[int, ...], b: tuple[int, ...]) -> bool:
    return max(abs(x - y) for x, y in zip(a, b, strict=True)) < 30


def test_colours_filters_counts_and_pixels(page: Page, address: str, watch: Watch) -> None:
    open_map(page, address)
    put(page, "trail", 0)
    put(page, "time_ms", (START + pd.Timedelta(minutes=110)).timestamp() * 1000)
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    legend = page.locator(".lagemap .legend")
    by_height = [colours_along(page, 47.0 + 0.2 * number, (10.1,))[0] for number in range(3)]
    assert not near(by_height[0], by_height[1])

    choice = page.get_by_role("combobox", name="Farbe nach")
    choice.select_option("speed")
    settle(page)
    expect(legend).to_contain_text("kt")
    fast, same = colours_along(page, 47.2, (10.1,))[0], colours_along(page, 47.4, (10.1,))[0]
    assert near(fast, same)
    assert not near(fast, colours_along(page, 47.0, (10.1,))[0])
    page.get_by_role("button", name="Metrische Einheiten").click()
    expect(legend).to_contain_text("km/h")

    choice.select_option(f"column:{COLUMN}")
    expect(legend).to_contain_text("cruise")
    expect(legend).to_contain_text(HOSTILE)
    expect(legend).to_contain_text("unbekannt")
    assert [unquote(url).endswith(f"/{COLUMN}") for url in requests if "/columns/" in url] == [True]
    assert page.evaluate("window.__lagemaps[0].component.model.get('colour_by')") == f"column:{COLUMN}"

    count, flying = page.locator(".lagemap .filter-count"), page.locator(".lagemap .flying")
    expect(count).to_have_text("3 von 3 Flügen")
    expect(flying).to_have_text("3 in der Luft")
    page.get_by_role("button", name="Filter", exact=True).click()
    page.get_by_role("textbox", name="Rufzeichen").fill("dl*, gld?")
    expect(page.locator(".lagemap .chip")).to_have_text(["Rufzeichen dl*, gld?"])
    expect(count).to_have_text("3 von 3 Flügen")  # whose callsign is not known may be one of them
    page.get_by_text("Auch zeigen, was ein Filter nicht beurteilen kann").click()
    expect(count).to_have_text("2 von 3 Flügen")
    page.get_by_role("spinbutton", name="Kleinste Geschwindigkeit").fill("20")
    page.get_by_role("spinbutton", name="Kleinste Geschwindigkeit").press("Enter")
    expect(count).to_have_text("1 von 3 Flügen")
    expect(flying).to_have_text("1 in der Luft")
    settle(page)
    shown = [near(colours_along(page, 47.0 + 0.2 * number, (10.1,))[0], (244, 243, 238)) for number in range(3)]
    assert shown == [True, False, True]  # the bare ground where a flight is hidden
    page.mouse.click(*screen_point(page, 10.1, 47.0))
    assert (page.evaluate("window.__lagemaps[0].component.model.get('focus')") or {}) == {}
    assert page.evaluate("window.__lagemaps[0].component.overlay.heads.map(({heads}) => heads.length)") == [1]

    put(page, "filters", {"hours": [8.5, 9], "unknown": "show"})
    expect(page.locator(".lagemap .chip")).to_have_text(["08:30 – 09:00 UTC"])
    expect(flying).to_have_text("0 in der Luft")
    drawn = colours_along(page, 47.2, (10.1, 10.0 + 45 / 119, 10.8))
    assert [near(colour, (244, 243, 238)) for colour in drawn] == [True, False, True]

    page.get_by_role("button", name="Alle Filter entfernen").click()
    expect(flying).to_have_text("3 in der Luft")
    assert page.evaluate("window.__lagemaps[0].component.model.get('filters')") == {}
    put(page, "altitude_range", [0, 2000])
    expect(flying).to_have_text("1 in der Luft")
    put(page, "altitude_range", None)

    by_kind = page.locator(".lagemap .symbols-legend")
    expect(by_kind).to_contain_text("Verkehrsflugzeug")
    expect(by_kind).to_contain_text("Segelflugzeug")
    expect(by_kind).to_contain_text("unbekannte Art")
    civil = symbol_colours(page)
    page.get_by_role("combobox", name="Symbole").select_option("app6")
    settle(page)
    expect(by_kind).to_contain_text("Identität unbekannt")
    app6 = symbol_colours(page)
    assert len(civil) == len(app6) == 3
    assert all(near(colour, (255, 161, 255)) for colour in app6)  # the standard's colour of what is civil
    assert not any(near(colour, (255, 161, 255)) for colour in civil)
    assert watch.errors == []
    assert watch.outside == []


def symbol_colours(page: Page) -> list[tuple[int, ...]]:
    """The colour near the middle of each aircraft symbol."""
    found = page.evaluate(
        """() => {
            const {overlay} = window.__lagemaps[0].component, context = overlay.canvas.getContext('2d')
            return overlay.heads.flatMap(({heads}) => heads.map(({px, py}) => [...context.getImageData(px, py + 7, 1, 1).data].slice(0, 3)))
        }"""
    )
    return [tuple(colour) for colour in found]
