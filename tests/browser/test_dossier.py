"""Reports on the map: their marks are clicked, told about, hidden, and said in the page's language."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

import lagebild as lb
from tests.browser.conftest import Watch, open_map
from tests.builders import make_picture
from tests.dossiers import small_dossier
from tests.serving import served

pytestmark = [
    pytest.mark.browser,
    # Panel's table sends its style sheets back to the server
    pytest.mark.filterwarnings("ignore:reference already known"),
]

MODEL = "window.__lagemaps[0].component.model"
LAYER = "window.__lagemaps[0].component.layers.items.find(({spec}) => spec.kind === 'dossier')?.dossier"


@pytest.fixture(autouse=True)
def nothing_outside_and_no_errors(watch: Watch) -> Iterator[None]:
    yield
    assert watch.outside == []
    assert watch.errors == []


def test_a_mark_is_clicked_and_told_about(page: Page) -> None:
    picture = lb.Picture("Dossier", terrain=make_picture().terrain, dossier=small_dossier())
    with served(picture) as address:
        open_map(page, address)
        page.evaluate(f"{MODEL}.set('view_state', {{longitude: 70.3, latitude: 53, zoom: 5, bearing: 0, pitch: 0}})")
        page.wait_for_function("Math.abs(window.__lagemaps[0].map.getCenter().lng - 70.3) < 0.01")
        page.wait_for_function(f"{LAYER}?.marks.length === 2")
        expect(page.get_by_text("2 Meldungen mit Ort")).to_be_visible()
        expect(page.get_by_text("Quelle C bis E")).to_be_visible()

        canvas = page.locator(".maplibregl-canvas").bounding_box()
        assert canvas is not None
        px, py = page.evaluate("window.__lagemaps[0].project(71.4, 51.2)")
        page.mouse.move(canvas["x"] + px, canvas["y"] + py)
        expect(page.get_by_text("Meldung C4 · Fertigung")).to_be_visible()
        page.mouse.click(canvas["x"] + px, canvas["y"] + py)
        panel = page.locator(".details-panel")
        expect(panel).to_contain_text("Titel r1")
        expect(panel).to_contain_text("widersprochen von")
        assert page.evaluate(f"{MODEL}.get('picked')") == [{"kind": "report", "layer": "dossier", "index": 0}]

        px, py = page.evaluate("window.__lagemaps[0].project(69.1, 54.9)")
        page.mouse.click(canvas["x"] + px, canvas["y"] + py)
        expect(panel).to_contain_text("<img src=x onerror=")
        assert page.title() != "hacked"

        page.mouse.click(canvas["x"] + 5, canvas["y"] + canvas["height"] / 2)
        px, py = page.evaluate("window.__lagemaps[0].project(71.4, 51.2)")
        page.mouse.click(canvas["x"] + px, canvas["y"] + py)
        panel.get_by_role("button", name="Werk", exact=True).click()
        expect(page.get_by_label("Objekt", exact=True)).to_have_value("Werk")
        expect(page.get_by_text("gehört zu: <img src=x")).to_be_visible()
        page.get_by_role("button", name="Nur diese Meldungen zeigen").click()
        page.wait_for_function(f"{LAYER}?.marks.length === 1")
        assert page.evaluate(f"{MODEL}.get('shown_reports')") == ["r1", "r2"]
        page.get_by_role("button", name="Wieder alle Meldungen zeigen").click()
        page.wait_for_function(f"{LAYER}?.marks.length === 2")
        page.get_by_role("button", name="Auswertung").click()
        assert page.title() != "hacked"

        page.evaluate(f"{MODEL}.set('shown_reports', ['r1'])")
        page.wait_for_function(f"{LAYER}?.marks.length === 1")
        page.evaluate(f"{MODEL}.set('shown_reports', null)")
        page.wait_for_function(f"{LAYER}?.marks.length === 2")
        page.get_by_label("Meldungen", exact=True).first.uncheck()
        page.wait_for_function(f"{LAYER}?.marks.length === 0")


def test_the_timeline_filters_the_map_and_replays(page: Page) -> None:
    picture = lb.Picture("Dossier", tracks=make_picture().tracks, dossier=small_dossier())
    with served(picture) as address:
        open_map(page, address)
        page.get_by_role("button", name="Auswertung").click()
        expect(page.get_by_text("5 von 5 Meldungen")).to_be_visible()
        expect(page.locator(".bk-Figure:visible")).to_be_visible()
        words = page.get_by_placeholder("in Titel, Text, Ort, Quelle")
        words.fill("berichtigt")
        words.press("Enter")
        expect(page.get_by_text("1 von 5 Meldungen")).to_be_visible()
        page.wait_for_function(f"JSON.stringify({MODEL}.get('shown_reports')) === '[\"r2\"]'")
        words.fill("")
        words.press("Enter")
        page.wait_for_function(f"{MODEL}.get('shown_reports') === null")

        page.locator(".noUi-handle:visible").first.focus()
        for _ in range(2):
            page.keyboard.press("ArrowLeft")
        expect(page.get_by_text("Kenntnisstand vom")).to_be_visible()
        page.wait_for_function(f"{MODEL}.get('shown_reports') !== null")
        page.get_by_role("button", name="Zurück zu jetzt").click()
        page.wait_for_function(f"{MODEL}.get('shown_reports') === null")

        page.evaluate(f"{MODEL}.set('picked', [{{kind: 'report', layer: 'dossier', index: 1}}])")
        expect(page.locator("h3", has_text="<img src=x")).to_be_visible()
        page.get_by_text("Tabelle", exact=True).click()
        table = page.locator(".tabulator", has_text="Titel r5")  # the objects' tab has a table of its own
        row = table.locator(".tabulator-cell", has_text="Titel r1")
        row.click()
        page.wait_for_function(f"{MODEL}.get('picked')[0]?.index === 0")
        assert page.title() != "hacked"
