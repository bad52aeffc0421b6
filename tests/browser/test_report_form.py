"""A report is entered on one page and seen on another: faults at their fields, a place by a click, hostile texts."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import lagebild as lb
from tests.browser.conftest import Watch, open_map
from tests.builders import HOSTILE, make_picture
from tests.dossiers import report, small_dossier
from tests.serving import served

pytestmark = pytest.mark.browser

LAYER = "window.__lagemaps[0].component.layers.items.find(({spec}) => spec.kind === 'dossier')?.dossier"


@pytest.fixture(autouse=True)
def nothing_outside_and_no_errors(watch: Watch) -> Iterator[None]:
    yield
    assert watch.outside == []
    assert watch.errors == []


def test_a_report_is_entered_and_everybody_sees_it(page: Page, tmp_path: Path) -> None:
    # names that a browser could take for HTML, in every list that offers them
    dossier = small_dossier().with_report(report("r6", actors=("b",), topics=(HOSTILE,)))
    picture = lb.Picture("Dossier", tracks=make_picture().tracks, terrain=make_picture().terrain, dossier=dossier)
    picture.save(tmp_path / "lage")
    with served(picture, folders=[tmp_path / "lage"]) as address:
        other = page.context.new_page()
        open_map(other, address)
        other.wait_for_function(f"{LAYER}?.reports.length === 2")
        page.bring_to_front()
        open_map(page, address)
        page.get_by_role("button", name="Meldung erfassen").click()
        page.get_by_label("Datum", exact=True).fill("31.02.2023")
        save = page.get_by_role("button", name="Speichern", exact=True)
        save.click()
        expect(page.get_by_text("dieser Monat hat 28 Tage")).to_be_visible()
        expect(page.get_by_text("Eine Meldung braucht einen Titel.")).to_be_visible()
        expect(page.get_by_label("Datum", exact=True)).to_have_value("31.02.2023")

        page.get_by_label("Titel (Deutsch)").first.fill("Drohne im <b>Hafen</b>")
        page.get_by_label("Datum", exact=True).fill("28.02.2023")
        page.get_by_label("Quelle *").fill("Hafenwache")
        page.get_by_role("button", name="Auf der Karte zeigen").click()
        page.wait_for_function("window.__lagemaps[0].component.model.get('placing')")
        canvas = page.locator(".maplibregl-canvas").bounding_box()
        assert canvas is not None
        page.mouse.click(canvas["x"] + canvas["width"] * 0.6, canvas["y"] + canvas["height"] * 0.4)
        expect(page.get_by_label("Länge")).not_to_have_value("")
        page.get_by_label("Genauigkeit des Ortes").select_option(label="auf die Stadt genau")
        page.get_by_placeholder("Wörter aus ihrem Titel").press_sequentially("img")
        expect(page.get_by_text(HOSTILE, exact=False).last).to_be_visible()
        page.get_by_placeholder("Wörter aus ihrem Titel").fill("")
        save.click()
        expect(page.get_by_text("Gespeichert: Drohne im <b>Hafen</b> (Fassung 1)")).to_be_visible()
        page.wait_for_function(f"{LAYER}?.reports.length === 3")

        other.bring_to_front()
        other.wait_for_function(f"{LAYER}?.reports.length === 3")
        expect(other.get_by_text("3 Meldungen mit Ort")).to_be_visible()
        other.get_by_role("button", name="Auswertung").click()
        expect(other.get_by_text("7 von 7 Meldungen")).to_be_visible()
        assert (page.title(), other.title()) == ("Dossier", "Dossier")
    kept = list(lb.open_picture(tmp_path / "lage").dossier)[-1]
    assert kept.title == "Drohne im <b>Hafen</b>"
    assert kept.place is not None
    assert kept.place.longitude is not None
