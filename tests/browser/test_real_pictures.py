"""Real files to the page: two gliders over real airspaces and terrain; a day of airliners over Switzerland."""

import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import lagebild as lb
from lagebild import cli
from tests.browser.conftest import Watch, open_map, screen_point, settle
from tests.serving import served

pytestmark = [pytest.mark.browser]


def new(folder: Path, monkeypatch: pytest.MonkeyPatch, *arguments: str | Path) -> lb.Picture:
    monkeypatch.setattr(sys, "argv", ["lagebild", "new", str(folder), *map(str, arguments)])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 0
    return lb.open_picture(folder)


@pytest.fixture(params=["benalla", "switzerland"])
def picture(
    request: pytest.FixtureRequest, shared_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> lb.Picture:
    if request.param == "switzerland":
        tracks, zones = shared_data / "tracks/switzerland.parquet", shared_data / "airspaces/openair-switzerland.txt"
        return new(tmp_path / "ch", monkeypatch, "--tracks", tracks, "--airspaces", zones)
    place = shared_data / "benalla"
    return new(
        tmp_path / "benalla", monkeypatch,
        "--tracks", *sorted(place.glob("*.igc")),
        "--airspaces", place / "airspace.txt", place / "AirspaceAus-DAA.txt",
        "--terrain", place / "terrain.jp2",
    )  # fmt: skip


LABELS = """() => {
    const {overlay} = window.__lagemaps[0].component, taken = overlay.taken()
    const covering = overlay.labels.filter(label => !label.strong && taken(label)).map(({lines}) => lines[0])
    return [taken({left: 0, top: 0, right: 1280, bottom: 640}), overlay.labels.length, covering]
}"""
"""Whether the map has names, how many labels flights have, and which of these cover a name."""


def test_real_files_open_framed_and_answer(picture: lb.Picture, page: Page, watch: Watch) -> None:
    with served(picture) as address:
        open_map(page, address)
        bounds = picture.bounds
        assert bounds is not None
        west, south = screen_point(page, bounds.west, bounds.south)
        east, north = screen_point(page, bounds.east, bounds.north)
        panel = page.locator(".lagemap .layers-panel").bounding_box()
        assert panel is not None
        assert panel["x"] + panel["width"] <= west < east <= 1280
        assert 0 <= north < south <= 720
        assert page.evaluate("window.__lagemaps[0].stats.vertices") == picture.tracks.fixes
        names, labels, covering = page.evaluate(LABELS)
        assert names
        assert labels > 0
        assert covering == []
        # all of the paths are drawn, so the middle of any flight can be clicked
        page.evaluate("window.__lagemaps[0].component.model.set('trail', 0)")
        settle(page)
        tracks = picture.track_sets[0]
        fix = tracks.frame.iloc[int(tracks.offsets[0] + tracks.offsets[1]) // 2]
        page.mouse.click(*screen_point(page, fix["longitude"], fix["latitude"]))
        details = page.locator(".lagemap .details-panel")
        expect(details).to_contain_text("Druckhöhe (1013,25 hPa)")
        expect(details).to_contain_text("Herkunft")
        expect(details).to_contain_text("SHA-256")
        if picture.terrain is not None:
            expect(details).to_contain_text("Geländehöhe")
            expect(details).to_contain_text("unbestimmt")  # no altitude above mean sea level was recorded
        folder = Path("test-results")
        folder.mkdir(exist_ok=True)
        page.screenshot(path=folder / f"{picture.title}.png")
    assert watch.outside == []
    assert watch.errors == []
