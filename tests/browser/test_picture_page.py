"""The page of a picture, opened from disk: it asks nobody, fits narrow screens, and prints."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import lagebild as lb
from tests.browser.conftest import Watch
from tests.builders import make_picture
from tests.dossiers import small_dossier

pytestmark = pytest.mark.browser


def test_the_page_is_read_offline(page: Page, watch: Watch, tmp_path: Path) -> None:
    base = make_picture()
    picture = lb.Picture("Lage", tracks=base.tracks, terrain=base.terrain, dossier=small_dossier(), banner="ÜBUNG")
    lb.write_page(picture, tmp_path / "lage.html")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((tmp_path / "lage.html").as_uri())
    expect(page.get_by_role("heading", name="Lage", exact=True)).to_be_visible()
    expect(page.get_by_role("img", name="Lage")).to_be_visible()
    page.get_by_role("link", name="Widersprüche").click()
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.emulate_media(media="print")
    expect(page.locator(".marking")).to_be_visible()
    expect(page.locator("nav")).to_be_hidden()
    assert len(page.pdf(format="A4")) > 10_000
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert (watch.outside, watch.errors) == ([], [])
    assert page.title() == "Lage"
