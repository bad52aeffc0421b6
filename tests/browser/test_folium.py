"""The folium file for handing on: one file, nothing asked of the network, texts stay texts."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import lagebild as lb
from tests.browser.conftest import Watch
from tests.builders import HOSTILE, make_picture, make_tracks

pytestmark = [pytest.mark.browser]


def test_the_saved_file_stands_alone(tmp_path: Path, page: Page, watch: Watch) -> None:
    frame = make_tracks().frame.assign(callsign=f"{HOSTILE}</script><script>document.title='hacked'</script>")
    picture = make_picture(tracks=lb.Tracks.from_frame(frame), title=f"Weitergabe {HOSTILE}")
    path = tmp_path / "weitergabe.html"
    picture.folium().save(path)
    page.goto(path.as_uri())
    expect(page.locator(".leaflet-control-layers")).to_contain_text("Flugwege")
    expect(page.get_by_text("Weitergabe")).to_contain_text(HOSTILE)
    assert page.locator(".leaflet-image-layer").count() == 1
    drawn = page.evaluate(
        """[...document.querySelectorAll('canvas')].some(canvas => {
            const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data
            return pixels.some((value, index) => index % 4 === 3 && value > 0)
        })"""
    )
    assert drawn
    page.mouse.move(640, 360)
    assert "hacked" not in page.title()
    assert page.locator("img[src=x]").count() == 0
    assert watch.outside == []
    assert watch.errors == []
