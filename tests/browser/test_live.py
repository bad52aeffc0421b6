"""A picture that is received now, as staff sees it: aircraft that move, feeds that die, alerts that are acknowledged."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from lagebild.journal.entry import EntryKind
from lagebild.journal.journal import Journal
from lagebild.live.alerts import entry_of_rule
from lagebild.live.feed_address import feed_address
from lagebild.service.live_service import LiveService
from tests.browser.conftest import Watch, new_page, open_map, screen_point
from tests.live.sources import LineServer, wait_for
from tests.service.test_live_service import RULE, picture, report
from tests.serving import served

pytestmark = [
    pytest.mark.browser,
    # Panel's tables send their style sheets back with what they have of them
    pytest.mark.filterwarnings("ignore:reference already known"),
]

SHOWN = """() => {
    const {component} = window.__lagemaps[0]
    const layer = component.layers.items.find(({spec}) => spec.live).tracks
    return {count: layer.data.count, fixes: layer.data.fixCount, ids: layer.data.meta.ids, following: component.clock.following,
        time: component.clock.time}
}"""
CARRIED = """() => {
    const {component} = window.__lagemaps[0]
    const {heads} = component.overlay.heads.find(({layer}) => layer.id.includes('live')) ?? {heads: []}
    return heads.map(({px, py, carried}) => ({px, py, since: carried?.since ?? 0, fix: carried?.x ?? null}))
}"""


class Flying:
    """An aircraft that flies eastwards along 48.1° N, and says so twice a second."""

    def __init__(self, source: LineServer) -> None:
        self.source, self.longitude = source, 10.9
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while not self._ending.wait(0.5):
            if self.source.clients:
                try:
                    self.source.say(report("3C6589", self.longitude, callsign="DLH1A", gs=400, track=90))
                except OSError:
                    continue
                self.longitude += 400 * 1852 / 3600 * 0.5 / 74_500

    def stop(self) -> None:
        self._ending.set()
        self._thread.join()


@pytest.fixture
def source() -> Iterator[LineServer]:
    server = LineServer()
    yield server
    server.close()


@pytest.fixture
def flying(source: LineServer) -> Iterator[Flying]:
    found = Flying(source)
    yield found
    found.stop()


@pytest.fixture
def journal(tmp_path: Any) -> Iterator[Journal]:
    with Journal(tmp_path, "test") as found:
        found.append(entry_of_rule(RULE, "test"))
        yield found


@pytest.fixture
def live(source: LineServer, journal: Journal) -> Iterator[LiveService]:
    service = LiveService(picture(), journal, [feed_address(f"sbs://127.0.0.1:{source.port}")])
    service.start()
    yield service
    service.stop()


@pytest.fixture
def address(live: LiveService) -> Iterator[str]:
    with served(picture(), live=live) as url:
        yield url


def wait_until(page: Page, condition: str) -> None:
    page.wait_for_function(condition, timeout=30_000)


def test_aircraft_move_between_reports_and_what_is_silent_is_marked(
    page: Page, address: str, flying: Flying, live: LiveService, watch: Watch
) -> None:
    open_map(page, address)
    wait_until(page, f"({SHOWN})().fixes > 3")
    shown = page.evaluate(SHOWN)
    assert (shown["count"], shown["ids"], shown["following"]) == (1, ["3c6589"], True)
    expect(page.locator(".live-badge")).to_have_text("Live")
    expect(page.locator(".live-feeds")).to_contain_text("gehört vor")
    page.evaluate("window.__lagemaps[0].map.jumpTo({center: [11.0, 48.1], zoom: 10})")
    wait_until(page, f"({CARRIED})().length == 1")
    places = []
    for _ in range(40):
        places += page.evaluate(CARRIED)
        page.wait_for_timeout(80)
    # between one report and the next it moves, and always onwards
    steps = [(a["px"], b["px"]) for a, b in pairwise(places) if a["fix"] == b["fix"] is not None]
    assert all(b >= a for a, b in steps)
    assert sum(b > a for a, b in steps) > 3
    flying.stop()
    wait_until(page, f"({CARRIED})()[0].since > 5000")
    box = page.locator(".lagemap .map").bounding_box()
    assert box is not None

    def told_under_the_mouse() -> bool:  # who points at something that moves follows it
        head = page.evaluate(CARRIED)[0]
        page.mouse.move(box["x"] + head["px"] + 1, box["y"] + head["py"])
        page.wait_for_timeout(100)
        return "fortgerechnet" in (page.locator(".tooltip").text_content() or "")

    wait_for(told_under_the_mouse, 30)
    assert watch.errors == []


def test_an_alert_is_told_acknowledged_and_kept(
    page: Page, address: str, flying: Flying, journal: Journal, live: LiveService, watch: Watch
) -> None:
    flying.longitude = 10.99
    open_map(page, address)
    wait_for(lambda: live.book.unseen, 30)
    expect(page.locator(".live-alerts")).to_have_text("⚠ 1")
    wait_until(page, "document.title.startsWith('(1) ')")
    row = page.locator(".tabulator-row").first
    expect(row).to_contain_text("Zone 1")
    expect(row).to_contain_text("neu")
    row.click()
    wait_until(page, "window.__lagemaps[0].component.model.get('picked').length === 1")
    page.get_by_role("button", name="Quittieren").click()
    expect(page.get_by_text("Sagen Sie zuerst, wer Sie sind")).to_be_visible()
    page.get_by_label("Ihr Name").fill("Müller")
    page.get_by_label("Ihr Name").press("Tab")
    page.get_by_role("button", name="Quittieren").click()
    expect(row).to_contain_text("quittiert von Müller")
    assert [entry.who for entry in journal.entries(kinds=[EntryKind.ACKNOWLEDGEMENT])] == ["Müller"]
    wait_until(page, "!document.title.startsWith('(')")
    # by one click to the moment, and by one back to the present
    page.get_by_role("button", name="Augenblick").click()
    (alert,) = live.book.alerts.values()
    wait_until(page, f"Math.abs(({SHOWN})().time - {alert.begun * 1000}) < 2")
    page.wait_for_timeout(1500)  # and stays there
    assert not page.evaluate(SHOWN)["following"]
    assert abs(page.evaluate(SHOWN)["time"] - alert.begun * 1000) < 2
    page.locator(".live-badge").click()
    wait_until(page, f"({SHOWN})().following")
    # to the section and to the rule
    page.get_by_role("button", name="Höhenprofil").last.click()
    expect(page.locator(".bk-tab.bk-active", has_text="Höhenprofil")).to_be_visible()
    page.get_by_role("button", name="Regel", exact=True).click()
    expect(page.get_by_label("Name der Regel")).to_be_visible()
    page.get_by_text("Einsatztagebuch", exact=True).click()
    expect(page.get_by_text("Alarm quittiert:", exact=False).first).to_be_visible()
    assert watch.errors == []


def test_another_tab_and_a_reload_show_the_same(
    page: Page, browser: Browser, address: str, flying: Flying, live: LiveService
) -> None:
    flying.longitude = 10.99
    open_map(page, address)
    expect(page.locator(".live-alerts")).to_have_text("⚠ 1")
    with new_page(browser) as other:
        open_map(other, address)
        expect(other.locator(".live-alerts")).to_have_text("⚠ 1")
        row = other.locator(".tabulator-row").first
        row.click()
        other.get_by_label("Ihr Name").fill("Maier")
        other.get_by_label("Ihr Name").press("Tab")
        other.get_by_role("button", name="Quittieren").click()
        expect(row).to_contain_text("quittiert von Maier")
    expect(page.locator(".tabulator-row").first).to_contain_text("quittiert von Maier")
    expect(page.locator(".live-alerts")).to_have_text("✓")
    page.reload()
    page.wait_for_selector("[data-state=ready]", state="attached")
    expect(page.locator(".tabulator-row").first).to_contain_text("quittiert von Maier")
    wait_until(page, f"({SHOWN})().fixes > 3")


def test_a_dead_feed_is_shown_and_time_can_be_stopped(
    page: Page, address: str, source: LineServer, flying: Flying, live: LiveService
) -> None:
    open_map(page, address)
    wait_until(page, f"({SHOWN})().fixes > 3")
    page.locator(".timebar .play").click()
    wait_until(page, f"!({SHOWN})().following")
    stood = page.evaluate(SHOWN)["time"]
    fixes = page.evaluate(SHOWN)["fixes"]
    wait_until(page, f"({SHOWN})().fixes > {fixes}")  # what comes is taken all the same
    assert page.evaluate(SHOWN)["time"] == stood
    assert screen_point(page, 11.0, 48.1)
    source.close()
    expect(page.locator(".live-feeds")).to_contain_text("✕ tot")
    page.get_by_role("button", name="Betrieb").click()
    page.get_by_text("Status", exact=True).click()
    expect(page.get_by_role("alert").filter(has_text="127.0.0.1")).to_be_visible()
