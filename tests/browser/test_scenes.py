"""Fixed scenes look as they did: screenshots against kept ones, reduced so far that fonts and drivers do not matter.

After a change that is wanted: `LAGEBILD_WRITE_SCENES=1 pytest tests/browser/test_scenes.py`, then look at what it wrote.
"""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Page

import lagebild as lb
from tests.browser.conftest import Watch, open_map, settle
from tests.builders import make_airspaces, make_picture, make_tracks
from tests.serving import served

pytestmark = [pytest.mark.browser]

KEPT = Path(__file__).parent / "scenes"
SIZE = (300, 160)
MEAN = 1.5
"""Levels of 255 by which pixels may differ on average."""

FAR, MOST_FAR = 32, 0.004
"""What counts as far off, and the share of pixels that may be."""

NEAR = 10
"""Levels by which pixels of one page differ where something has come or gone."""

SCENES: dict[str, dict[str, Any]] = {
    "flat-light": {"theme": "light"},
    "flat-dark": {"theme": "dark"},
    "paths-by-speed": {"theme": "light", "trail": 0, "colour_by": "speed"},
    "density": {
        "colour_by": "altitude",
        "layer_state": {"tracks-0": {"visible": True, "opacity": 1, "mode": "density"}},
    },
    "space": {"layer_state": {}, "view_3d": True, "exaggeration": 5},
}
"""Parameters of the map, each scene on top of the one before."""


def pixels(page: Page) -> Image.Image:
    page.wait_for_timeout(300)  # counts and legends follow a moment later
    settle(page)
    data = page.locator(".lagemap .stage").screenshot()
    return Image.open(io.BytesIO(data)).convert("RGB").resize(SIZE, Image.Resampling.BOX)


def put(page: Page, values: dict[str, Any]) -> None:
    page.evaluate(
        """values => Object.entries(values).forEach(([name, value]) => {
            window.__lagemaps[0].component.model.set(name, value)
        })""",
        values,
    )


def levels_apart(one: Image.Image, other: Image.Image) -> NDArray[np.int_]:
    levels: NDArray[np.int_] = np.abs(np.asarray(one, dtype=int) - np.asarray(other, dtype=int)).max(axis=2)
    return levels


def apart(one: Image.Image, other: Image.Image) -> str:
    """How two images differ; empty where they are the same but for fonts and drivers."""
    levels = levels_apart(one, other)
    mean, far = float(levels.mean()), float((levels > FAR).mean())
    return f"{mean:.2f} levels apart, {far:.2%} of the pixels far off" if mean >= MEAN or far >= MOST_FAR else ""


def test_fixed_scenes_look_as_they_did(page: Page, watch: Watch) -> None:
    writing = bool(os.environ.get("LAGEBILD_WRITE_SCENES"))
    found: dict[str, Image.Image] = {}
    frame = make_tracks(14, 80).frame
    tracks = lb.Tracks.from_frame(frame.assign(latitude=46.4 + (frame["latitude"] - 46.5) / 4))
    # names so short that no font breaks them into other lines than another
    airspaces = lb.Airspaces.from_frame(make_airspaces().frame.assign(name=["A", "B", "C", "D"]))
    picture = make_picture(tracks=tracks, airspaces=airspaces)
    with served(picture) as address:
        open_map(page, address)
        page.get_by_role("button", name="Ebenen ausblenden").click()
        for name, values in SCENES.items():
            put(page, values)
            found[name] = pixels(page)
            if writing:
                KEPT.mkdir(exist_ok=True)
                found[name].save(KEPT / f"{name}.png", optimize=True)
        kept = {name: Image.open(KEPT / f"{name}.png").convert("RGB") for name in SCENES}
        assert {name: said for name, image in found.items() if (said := apart(image, kept[name]))} == {}

        # and the comparison would notice: no scene passes for another, nor one that lost a layer
        assert [(a, b) for a in kept for b in kept if a != b and not apart(kept[a], kept[b])] == []
        put(page, {"view_3d": False, "trail": 900})
        layers = page.evaluate("window.__lagemaps[0].component.layers.items.map(({spec}) => spec.id)")
        assert len(layers) == len(picture.layers)
        whole = pixels(page)
        seen = {}  # of one page, a few pixels tell: two places are small
        for layer in layers:
            put(page, {"layer_state": {layer: {"visible": False, "opacity": 1}}})
            seen[layer] = int((levels_apart(pixels(page), whole) > NEAR).sum())
        put(page, {"layer_state": {}})
        assert (levels_apart(pixels(page), whole) > NEAR).sum() == 0
        assert min(seen.values()) >= 20, seen
    assert watch.errors == []
