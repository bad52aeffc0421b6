"""Adding a file: it is dropped beside the map, its report is read, and its flight lies on the map of one session."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Watch, open_map, screen_point, settle
from tests.builders import make_picture
from tests.serving import served

pytestmark = [
    pytest.mark.browser,
    # Bokeh's browser tells its server again of models that the server made
    pytest.mark.filterwarnings("ignore:reference already known"),
]

OPENER = re.compile("^(Datei hinzufügen|Add a file)$")
ADD = re.compile("^(Als Ebene hinzufügen|Add as a layer)$")
DISCARD = re.compile("^(Verwerfen|Discard)$")
BAD_LINE = "NEU1,2026-05-12T08:09:00Z,91000,46.6,1500,NEU001"
FLIGHT = "\n".join(
    [
        "track_id,time,longitude,latitude,altitude_amsl,callsign",
        *(
            f"NEU1,2026-05-12T08:0{minute}:00Z,{12.0 + 0.02 * minute:.2f},46.6,{1500 + 10 * minute},NEU001"
            for minute in range(9)
        ),
        BAD_LINE,
    ]
)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served(make_picture(), largest_upload=5_000_000) as found:
        yield found


def drop(page: Page, name: str, text: str) -> None:
    """Let go of a file above the place for files."""
    page.locator(".area").evaluate(
        """(area, [name, text]) => {
            const transfer = new DataTransfer()
            transfer.items.add(new File([text], name))
            for (const type of ['dragenter', 'dragover', 'drop']) {
                area.dispatchEvent(new DragEvent(type, {dataTransfer: transfer, bubbles: true, cancelable: true}))
            }
        }""",
        [name, text],
    )


def layer_names(page: Page) -> list[str]:
    layers: list[dict[str, str]] = page.evaluate("window.__lagemaps[0].component.model.get('scene').layers")
    return [layer["name"] for layer in layers]


def test_a_dropped_file_is_checked_and_becomes_a_layer_of_one_session(page: Page, address: str, watch: Watch) -> None:
    open_map(page, address)
    before = layer_names(page)
    page.locator(".header").get_by_role("button", name=OPENER).click()
    drop(page, "<b>neu<i>.csv", FLIGHT)
    given = page.locator(".lagebild-given")
    expect(given).to_contain_text("_b_neu_i_.csv")
    expect(given.locator(".lagebild-issues")).to_contain_text("91000")
    expect(given).to_contain_text("12.05.2026 08:00:00 UTC – 12.05.2026 08:08:00 UTC")
    expect(given).to_contain_text("über NN")
    assert layer_names(page) == before

    given.get_by_role("button", name=ADD).click()
    page.wait_for_function(
        "count => window.__lagemaps[0].component.model.get('scene').layers.length === count", arg=len(before) + 1
    )
    page.wait_for_selector("[data-state=ready]", state="attached")
    settle(page)
    expect(page.locator(".lagemap .layers-panel")).to_contain_text("_b_neu_i_.csv")
    page.mouse.click(*screen_point(page, 12.08, 46.6))
    expect(page.locator(".lagemap .details-panel")).to_contain_text("NEU001")

    other = page.context.new_page()
    open_map(other, address)
    assert layer_names(other) == before
    other.close()

    given.get_by_role("button", name=DISCARD).click()
    page.wait_for_function(
        "count => window.__lagemaps[0].component.model.get('scene').layers.length === count", arg=len(before)
    )
    expect(given).to_have_count(0)
    assert watch.outside == []
    assert watch.errors == []


def test_what_cannot_be_read_is_said_in_a_sentence(page: Page, address: str, watch: Watch) -> None:
    open_map(page, address)
    page.locator(".header").get_by_role("button", name=OPENER).click()
    drop(page, "brief.txt", "dear all")
    given = page.locator(".lagebild-given")
    expect(given.get_by_role("alert")).to_contain_text("brief.txt")
    expect(given).not_to_contain_text("lagebild-session-")
    drop(page, "riesig.csv", "x" * 5_000_001)
    expect(given.get_by_role("alert").first).to_contain_text("--largest-upload")
    given.get_by_role("button", name=DISCARD).first.click()
    expect(given).to_have_count(1)
    assert watch.errors == []
