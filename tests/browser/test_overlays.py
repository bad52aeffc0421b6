"""Overlays and base maps as people use them: dropping files, choosing base maps, and what is said when one fails."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import pytest
from playwright.sync_api import Page, expect
from shapely.geometry import LineString, box

from lagebild.readers.basemaps import as_basemaps
from tests.browser.conftest import Watch, open_map, screen_point, settle
from tests.builders import HOSTILE, make_picture, make_terrain
from tests.serving import served
from tests.tiles_support import colour_of, write_pmtiles

pytestmark = [pytest.mark.browser]

CHOICE = ".lagemap .basemap-choice select"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("basemaps")
    good = write_pmtiles(folder / "kacheln.pmtiles")
    cut = folder / "halb.pmtiles"
    cut.write_bytes(good.read_bytes()[:1200])
    broken = folder / "kaputt.pmtiles"
    broken.write_bytes(good.read_bytes()[:150])
    line = gpd.GeoDataFrame({"art": ["Straße"]}, geometry=[LineString([(10, 46.3), (10.9, 46.9)])], crs=4326)
    picture = make_picture(terrain=None, airspaces=None)
    picture = picture.add_overlay(line, name="Wege", colour_by="art").add_overlay(
        make_terrain().elevation, name="Höhen", unit="m"
    )
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(50)
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/wms"
        wms = {"name": "Dienst", "kind": "wms", "url": url, "layers": "a", "timeout": 1}
        with served(picture, basemaps=as_basemaps([good, cut, broken, wms])) as found:
            yield found


def drop(page: Page, name: str, text: str) -> None:
    """Let go of a file above the map."""
    page.locator(".lagemap .stage").evaluate(
        """(stage, [name, text]) => {
            const transfer = new DataTransfer()
            transfer.items.add(new File([text], name))
            for (const type of ['dragenter', 'dragover', 'drop']) {
                stage.dispatchEvent(new DragEvent(type, {dataTransfer: transfer, bubbles: true, cancelable: true}))
            }
        }""",
        [name, text],
    )


def pixel_at(page: Page, x: float, y: float) -> tuple[int, ...]:
    """Colour of the map itself, drawn anew and read back."""
    return tuple(
        page.evaluate(
            """([x, y]) => new Promise(resolve => {
                const {map} = window.__lagemaps[0], canvas = map.getCanvas(), gl = canvas.getContext('webgl2')
                map.once('render', () => {
                    const box = canvas.getBoundingClientRect(), pixel = new Uint8Array(4), scale = canvas.width / box.width
                    gl.readPixels((x - box.left) * scale, canvas.height - (y - box.top) * scale, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel)
                    resolve([...pixel].slice(0, 3))
                })
                map.triggerRepaint()
            })""",
            [x, y],
        )
    )


def test_base_maps_are_chosen_and_what_fails_is_said(page: Page, address: str, watch: Watch) -> None:
    open_map(page, address)
    notices = page.locator(".lagemap .notices")
    expect(notices).to_contain_text("Die Grundkarte „kaputt“ kann nicht gezeigt werden: kaputt.pmtiles ist beschädigt")
    choice = page.locator(CHOICE)
    assert choice.input_value() == ""
    expect(choice.locator("option", has_text="kaputt")).to_be_disabled()
    choice.select_option(label="kacheln")
    settle(page)
    expect(page.locator(".lagemap .basemap-choice")).to_contain_text("Eigene & Kacheln")
    page.evaluate("void window.__lagemaps[0].map.jumpTo({center: [12.5, 46.7], zoom: 7})")
    settle(page)
    # east of everything in the picture, in the tile 3/4/2
    assert pixel_at(page, *screen_point(page, 13.2, 46.75)) == colour_of(3, 4, 2)

    choice.select_option(label="Dienst (Server)")
    expect(notices).to_contain_text("hat innerhalb von 1 s nicht geantwortet")
    expect(notices).to_contain_text("Die Grundkarte „Dienst“ liefert keine Kacheln; gezeigt wird die mitgelieferte.")
    expect(choice).to_have_value("")

    choice.select_option(label="halb")
    expect(notices).to_contain_text("halb.pmtiles ist beschädigt oder abgeschnitten")
    settle(page)
    assert page.evaluate("window.__lagemaps[0].map.getLayoutProperty('base-borders', 'visibility')") == "visible"
    assert watch.outside == []
    assert watch.errors == []


def test_dropped_files_lie_on_the_map_of_one_session(page: Page, address: str, watch: Watch, tmp_path: Path) -> None:
    open_map(page, address)
    panel = page.locator(".lagemap .layers-panel")
    expect(panel).to_contain_text("Straße")  # categories of the picture's own overlay
    expect(panel).to_contain_text("80 × 60 Zellen")
    zones = gpd.GeoDataFrame({"name": [HOSTILE], "wert": [7]}, geometry=[box(10.7, 46.3, 11.0, 46.5)], crs=4326)
    drop(page, "Zonen.geojson", zones.to_json())
    remove = page.get_by_role("button", name="Zonen.geojson entfernen")
    expect(remove).to_be_visible()
    page.wait_for_function("!window.__lagemaps[0].map.isMoving()")
    settle(page)
    page.mouse.click(*screen_point(page, 10.95, 46.35))
    details = page.locator(".lagemap .details-panel")
    expect(details).to_contain_text("Spalten")
    expect(details).to_contain_text(HOSTILE)
    assert page.title() != "hacked"

    drop(page, "brief.txt", "dear all")
    expect(page.locator(".lagemap .notices")).to_contain_text("brief.txt ist keine Datei, die über die Karte gelegt")
    drop(page, "halb.geojson", json.dumps(zones.__geo_interface__)[:200])
    expect(page.locator(".lagemap .notices")).to_contain_text("halb.geojson kann nicht als GeoJSON gelesen werden")

    other = page.context.new_page()
    open_map(other, address)
    expect(other.locator(".lagemap .layers-panel")).to_contain_text("Wege")
    assert other.locator(".lagemap .layer").filter(has_text="Zonen.geojson").count() == 0
    other.close()

    # by the keyboard: the button opens the browser's own dialog
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Datei hinzufügen …").press("Enter")
    zones.to_file(tmp_path / "flaechen.gpkg")
    chooser.value.set_files(tmp_path / "flaechen.gpkg")
    expect(page.get_by_role("button", name="flaechen.gpkg entfernen")).to_be_visible()
    remove.click()
    expect(remove).to_have_count(0)
    assert watch.outside == []
    assert watch.errors == []
