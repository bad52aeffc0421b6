"""The tabs below the map: the height profile and the map follow each other, tables fill and are downloaded."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Watch, open_map
from tests.dashboard.test_analysis_pane import low_picture
from tests.serving import served

pytestmark = [
    pytest.mark.browser,
    # Panel's table sends its style sheets back to the server
    pytest.mark.filterwarnings("ignore:reference already known"),
]

MODEL = "window.__lagemaps[0].component.model"
MARKER = """() => Bokeh.documents.flatMap(doc => [...doc._all_models.values()])
    .find(one => one.type === 'Span' && one.name === 'now')?.location ?? null"""


@pytest.fixture(autouse=True)
def nothing_outside_and_no_errors(watch: Watch) -> Iterator[None]:
    yield
    assert watch.outside == []
    assert watch.errors == []


def test_profile_and_tables_follow_the_map(page: Page, tmp_path: Path) -> None:
    with served(low_picture()) as address:
        open_map(page, address)
        page.get_by_role("button", name="Auswertung").click()
        expect(page.get_by_text("Einen Flug auf der Karte auswählen, um sein Höhenprofil zu sehen.")).to_be_visible()
        page.evaluate(f"{MODEL}.set('picked', [{{kind: 'track', layer: 'tracks-0', index: 1}}])")
        figure = page.locator(".bk-Figure").first
        figure.wait_for()

        figure.hover(position={"x": 400, "y": 100})
        page.wait_for_function(f"{MODEL}.get('pointed')?.longitude > 10")
        expect(page.get_by_text("Höhe über Grund").last).to_be_visible()
        page.mouse.move(5, 5)
        page.wait_for_function(f"{MODEL}.get('pointed') === null")

        before = page.evaluate(MARKER)
        assert before is not None
        page.evaluate(f"{MODEL}.set('time_ms', {MODEL}.get('time_ms') + 60000)")
        page.wait_for_function(f"before => ({MARKER})() > before", arg=before)

        page.get_by_text("Durchflüge").first.click()
        expect(page.get_by_text("Tiefster Punkt über Grund")).to_be_visible()
        expect(page.locator(".tabulator-cell", has_text="Zone").first).to_be_visible()

        page.evaluate(f"{MODEL}.set('picked', [{{kind: 'airspace', layer: 'airspaces-0', index: 0}}])")
        expect(page.locator(".tabulator-cell", has_text="SYN001").first).to_be_visible()
        with page.expect_download() as download:
            page.get_by_text("Als CSV speichern").locator("visible=true").first.click()
        saved = tmp_path / "visits.csv"
        download.value.save_as(saved)
        table = pd.read_csv(saved, encoding="utf-8-sig")
        assert {"callsign", "entry_time", "duration_s", "entry_altitude_amsl_m"} <= set(table.columns)
        assert "SYN001" in set(table["callsign"])
