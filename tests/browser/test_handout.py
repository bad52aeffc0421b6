"""Sheets, films and links: what is handed out is what was seen."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Watch, open_map, settle
from tests.builders import make_picture
from tests.serving import served

pytestmark = [pytest.mark.browser]


APP6_CIVIL = (255, 161, 255)
"""What milsymbol fills civil symbols of unknown identity with."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served(make_picture()) as url:
        yield url


def open_handout(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 900, "height": 640})
    open_map(page, address)
    page.locator(".lagemap .map canvas").first.focus()
    page.keyboard.press("p")
    expect(page.get_by_role("region", name="Weitergeben")).to_be_visible()


def rgb(data: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB")).astype(int)


def test_a_sheet_in_print_resolution(page: Page, address: str, tmp_path: Path, watch: Watch) -> None:
    open_handout(page, address)
    before = page.evaluate("window.__lagemaps[0].component.model.get('view_state')")
    page.get_by_label("Papier").select_option("A4-landscape")
    page.get_by_label("Auflösung").select_option("150")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Als PNG sichern").click()
    waiting.value.save_as(tmp_path / "sheet.png")
    assert waiting.value.suggested_filename.startswith("Prüfbild-20260512T")
    sheet = Image.open(tmp_path / "sheet.png")
    assert sheet.size == (1755, 1241)
    assert sheet.info["dpi"][0] == pytest.approx(150, abs=0.1)
    pixels = np.asarray(sheet.convert("RGB")).astype(int)
    banner, title, legend, map_ = (
        pixels[40:70, 60:1700],
        pixels[80:160, 40:900],
        pixels[170:1100, 1370:1700],
        pixels[170:1130, 45:1350],
    )
    assert np.abs(banner - [30, 90, 168]).max(axis=2).min() == 0  # the exercise's blue
    assert (title.min(axis=2) < 80).sum() > 500  # letters
    assert (legend.min(axis=2) < 120).sum() > 500
    assert len(np.unique(map_.reshape(-1, 3), axis=0)) > 500
    # the same on a dark page: light all the same, with the symbols of its legend
    page.evaluate(
        "['symbols', 'theme'].forEach((name, i) => window.__lagemaps[0].component.model.set(name, ['app6', 'dark'][i]))"
    )
    settle(page)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Als PNG sichern").click()
    waiting.value.save_as(tmp_path / "dark.png")
    again = np.asarray(Image.open(tmp_path / "dark.png").convert("RGB")).astype(int)
    assert again[5, 5].min() == 255
    assert np.abs(again[200:1100, 1370:1700] - APP6_CIVIL).max(axis=2).min() < 12
    assert page.evaluate("window.__lagemaps[0].component.settings.theme") == "dark"
    settle(page)
    after = page.evaluate("window.__lagemaps[0].component.model.get('view_state')")
    assert after == pytest.approx(before)
    assert page.evaluate("window.__lagemaps[0].map.getPixelRatio()") == page.evaluate("devicePixelRatio")
    assert watch.errors == []
    assert watch.outside == []


FRAMES = """async format => {
    const {handout, clock} = window.__lagemaps[0].component
    const {start, end} = handout.span
    const film = handout.film({format, from: start, to: end, step: (end - start) / 3, rate: 5})
    const frames = []
    for (let frame = 0; frame < film.count; frame++) {
        await film.draw(frame)
        frames.push(film.canvas.toDataURL('image/png').split(',')[1])
    }
    const blob = await handout.encode(film, format, () => undefined, new AbortController().signal)
    const bytes = new Uint8Array(await blob.arrayBuffer())
    let text = ''
    for (const byte of bytes) text += String.fromCharCode(byte)
    const decoded = []
    if (format === 'webm') {
        const video = Object.assign(document.createElement('video'), {src: URL.createObjectURL(blob), muted: true})
        await new Promise((resolve, reject) => { video.onloadeddata = resolve; video.onerror = () => reject(new Error('no video')) })
        const canvas = Object.assign(document.createElement('canvas'), {width: video.videoWidth, height: video.videoHeight})
        for (let frame = 0; frame < film.count; frame++) {
            const context = canvas.getContext('2d')
            await new Promise(resolve => { video.onseeked = resolve; video.currentTime = (frame + 0.5) / 5 })
            // a frame that was found may still have to be decoded: until then nothing is painted
            for (let wait = 0; wait < 100; wait++) {
                context.clearRect(0, 0, canvas.width, canvas.height)
                context.drawImage(video, 0, 0)
                if (context.getImageData(canvas.width >> 1, canvas.height >> 1, 1, 1).data[3] > 0) break
                await new Promise(resolve => setTimeout(resolve, 50))
            }
            decoded.push(canvas.toDataURL('image/png').split(',')[1])
        }
    }
    return {frames, decoded, file: btoa(text)}
}"""


@pytest.mark.parametrize("kind", ["gif", "webm"])
def test_a_films_frames_equal_the_preview(page: Page, address: str, kind: str) -> None:
    page.set_viewport_size({"width": 640, "height": 560})
    open_map(page, address)
    told = page.evaluate(FRAMES, kind)
    previewed = [rgb(base64.b64decode(frame)) for frame in told["frames"]]
    assert len(previewed) == 4
    if kind == "gif":
        film = Image.open(io.BytesIO(base64.b64decode(told["file"])))
        assert film.n_frames == 4  # type: ignore[attr-defined]
        shown = []
        for number in range(4):
            film.seek(number)
            shown.append(np.asarray(film.convert("RGB")).astype(int))
    else:
        shown = [rgb(base64.b64decode(frame)) for frame in told["decoded"]]
    for preview, frame in zip(previewed, shown, strict=True):
        assert frame.shape == preview.shape
        assert np.abs(frame - preview).mean() < 4
    # the frames differ from each other: the test could not fail otherwise
    assert min(np.abs(a - b).mean() for a, b in pairwise(previewed)) > 0.05


def test_a_link_opens_the_same_view(page: Page, address: str, browser: Browser, watch: Watch) -> None:
    open_handout(page, address)
    page.get_by_role("button", name="Schließen").last.click()
    page.evaluate("""() => {
        const {component, map} = window.__lagemaps[0]
        component.model.set('trail', 300)
        component.model.set('units', 'metric')
        component.layers.set(component.layers.items[0], {visible: false})
        component.clock.seek(component.model.get('scene').time.start + 90000)
        map.jumpTo({center: [10.3, 46.6], zoom: 9.5})
    }""")
    page.wait_for_timeout(1200)  # times are told to the model twice a second
    link = page.evaluate("window.__lagemaps[0].component.handout.link")
    context = browser.new_context(viewport={"width": 900, "height": 640})
    other = context.new_page()
    other.on("pageerror", lambda error: watch.errors.append(str(error)))
    open_map(other, link)
    read = """() => {
        const {component, map} = window.__lagemaps[0], {lng, lat} = map.getCenter()
        return [lng, lat, map.getZoom(), component.clock.time, component.model.get('trail'), component.model.get('units'), component.layers.items[0].visible]
    }"""
    assert other.evaluate(read) == pytest.approx(page.evaluate(read))
    assert other.evaluate(read)[3:] == [
        other.evaluate("window.__lagemaps[0].component.model.get('scene').time.start") + 90000,
        300,
        "metric",
        False,
    ]
    context.close()
    assert watch.errors == []
