"""The tabs below the map: the height profile and the map follow each other, tables fill and are downloaded."""

from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import rasterio
from playwright.sync_api import Locator, Page, expect

import lagebild as lb
from tests.analysis.rough_ground import ground, hills
from tests.browser.conftest import Watch, open_map
from tests.dashboard.test_analysis_pane import low_picture
from tests.serving import served
from tests.views.test_coverage_products import computed_picture

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


def test_tables_are_sorted_filtered_and_saved_as_parquet(page: Page, tmp_path: Path) -> None:
    picture = low_picture()
    with served(picture) as address:
        open_map(page, address)
        page.get_by_role("button", name="Auswertung").click()
        page.evaluate(f"{MODEL}.set('picked', [{{kind: 'airspace', layer: 'airspaces-0', index: 0}}])")
        zone = picture.airspaces.frame["airspace_id"].iloc[0]
        visits = lb.crossings(picture.tracks, picture.airspaces, picture.terrain)
        visits = visits[visits["airspace_id"] == zone]
        assert len(visits) >= 2
        title = page.locator(".tabulator-col-title:visible", has_text="Dauer (s)")
        title.wait_for()
        expect(column(page, "Dauer (s)")).to_have_count(len(visits))
        title.click()
        expect(column(page, "Dauer (s)")).to_have_text([f"{value:.0f}" for value in sorted(visits["duration"])])
        title.click()
        expect(column(page, "Dauer (s)")).to_have_text(
            [f"{value:.0f}" for value in sorted(visits["duration"], reverse=True)]
        )

        with page.expect_download() as download:
            page.get_by_text("Als Parquet speichern").locator("visible=true").first.click()
        saved = tmp_path / "visits.parquet"
        download.value.save_as(saved)
        found = pd.read_parquet(saved)
        assert found["duration_s"].tolist() == pytest.approx(visits["duration"].tolist(), abs=1e-9)
        assert found["entry_time"].tolist() == visits["entry_time"].tolist()

        page.locator(f"{COLUMN}:visible", has_text="Rufzeichen").locator("input").press_sequentially("SYN001")
        expect(column(page, "Rufzeichen")).to_have_text(["SYN001"] * int((visits["track_id"] == "T001").sum()))


COLUMN = ".tabulator-col"


def column(page: Page, title: str) -> Locator:
    """The cells of a column, as they stand from top to bottom."""
    head = page.locator(f"{COLUMN}:visible", has_text=title)
    return page.locator(f".tabulator-cell[tabulator-field='{head.get_attribute('tabulator-field')}']:visible")


def test_what_a_station_sees_follows_the_slider(page: Page) -> None:
    picture = lb.Picture("Sicht", terrain=ground(hills(200, 260, steepness=0.7)))
    with served(picture) as address:
        open_map(page, address)
        page.get_by_role("button", name="Auswertung").click()
        page.get_by_text("Sichtbereich", exact=True).click()
        page.get_by_role("button", name="Auf der Karte zeigen").click()
        page.wait_for_function(f"{MODEL}.get('placing')")
        canvas = page.locator(".maplibregl-canvas").bounding_box()
        assert canvas is not None
        place = (canvas["x"] + 0.55 * canvas["width"], canvas["y"] + 0.5 * canvas["height"])
        page.mouse.click(*place)
        page.wait_for_function(f"!{MODEL}.get('placing') && {MODEL}.get('placed')")
        longitude = page.evaluate(f"{MODEL}.get('placed').longitude")
        expect(page.locator(".bk-input-group input").first).to_have_value(str(longitude))
        page.get_by_role("button", name="Sichtbereich berechnen").click()
        expect(page.get_by_text("des Geländes gesehen")).to_be_visible()
        overlay = f"{MODEL}.get('overlays')[0]"
        assert page.evaluate(f"{overlay}.name").endswith("500 ft über Grund")
        expect(page.get_by_text("Gesehen von").first).to_be_visible()
        before = page.evaluate(f"{overlay}.tiles")
        loaded = "performance.getEntriesByType('resource').some(one => one.name.includes('/session/'))"
        page.wait_for_function(loaded)
        page.locator(".noUi-handle").first.focus()
        for _ in range(5):
            page.keyboard.press("ArrowRight")
        page.wait_for_function(f"{overlay}.name.endsWith('1.000 ft über Grund')")
        after = page.evaluate(f"{overlay}.tiles")
        assert after != before
        page.wait_for_function(
            "tiles => performance.getEntriesByType('resource').some(one => one.name.includes(`/${tiles}/`))", arg=after
        )
        page.get_by_text("Höhe über NN", exact=True).click()
        page.wait_for_function(f"{overlay}.name.endsWith('1.000 ft über NN')")


def test_a_station_has_rings_colours_and_files_in_the_page(page: Page, tmp_path: Path) -> None:
    picture = computed_picture()
    with served(picture) as address:
        open_map(page, address)
        page.get_by_role("button", name="Auswertung").click()
        page.get_by_text("Sichtbereich", exact=True).click()
        page.get_by_role("button", name="Sichtbereich berechnen").click()
        expect(page.get_by_text("des Geländes gesehen")).to_be_visible()

        page.get_by_text("Flugfläche", exact=True).click()
        expect(page.get_by_text("liegt je nach Luftdruck und Temperatur")).to_be_visible()
        heights = page.get_by_placeholder("50; 100; 200")
        heights.fill("10; 20")
        heights.press("Enter")
        page.get_by_role("button", name="Sichtkreise zeichnen").click()
        page.wait_for_function(f"{MODEL}.get('overlays').length === 2")
        expect(page.get_by_text("Sichtkreise von").first).to_be_visible()
        page.wait_for_function("window.__lagemaps[0].component.layers.items.every(item => item.state === 'ready')")

        page.get_by_role("button", name="Flugwege nach Sicht einfärben").click()
        page.wait_for_function(f"{MODEL}.get('colour_by').startsWith('column:Gesehen von')")
        expect(page.locator(".legend-name", has_text="verdeckt").first).to_be_visible()
        choice = page.get_by_label("Farbe nach")
        assert choice.evaluate("one => one.selectedOptions[0].text").startswith("Gesehen von")

        with page.expect_download() as download:
            page.get_by_text("Als GeoTIFF speichern").click()
        saved = tmp_path / "sicht.tif"
        download.value.save_as(saved)
        with rasterio.open(saved) as file:
            assert (file.height, file.width) == (120, 150)
        with page.expect_download() as download:
            page.get_by_text("Kreise als GeoPackage speichern").click()
        saved = tmp_path / "kreise.gpkg"
        download.value.save_as(saved)
        assert list(gpd.read_file(saved, layer="rings")["label"]) == ["FL 010", "FL 020"]

        tower = picture.stations[1]
        canvas = page.locator(".maplibregl-canvas").bounding_box()
        place = page.evaluate(f"window.__lagemaps[0].project({tower.longitude}, {tower.latitude})")
        assert canvas is not None
        page.mouse.click(canvas["x"] + place[0], canvas["y"] + place[1])
        page.wait_for_function(f"{MODEL}.get('focus').kind === 'place'")
        expect(page.locator(".details-panel")).to_contain_text("Turm")
        assert page.evaluate(f"{MODEL}.get('picked')") == [{"kind": "place", "layer": "stations-0", "index": 1}]

        page.get_by_text("Sichtlinie", exact=True).click()
        page.get_by_role("button", name="Profil zeichnen").click()
        expect(page.locator(".bk-Figure:visible")).to_be_visible()
        page.wait_for_function(f"{MODEL}.get('overlays').some(one => one.name.startsWith('Sichtlinie'))")
