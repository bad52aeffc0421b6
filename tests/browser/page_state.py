"""What the map's page shows, as one text to compare; and a page that is put back instead of being opened again."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from playwright.sync_api import Page

HELPERS = """() => {
    const {component} = window.__lagemaps[0], {root, model, map, clock, toolbox, notices} = component
    const PARAMETERS = ['time_ms', 'layer_state', 'filters', 'altitude_range', 'colour_by', 'symbols', 'units', 'trail', 'picked',
        'focus', 'view_3d', 'exaggeration', 'basemap', 'theme']
    const camera = () => ({center: map.getCenter().toArray(), zoom: map.getZoom(), bearing: map.getBearing(), pitch: map.getPitch()})
    window.__fullscreen = 0
    root.requestFullscreen = async () => { window.__fullscreen++ }
    // what stands under the pointer changes with the pointer alone
    window.__state = () => {
        const copy = root.cloneNode(true)
        for (const e of copy.querySelectorAll('.tooltip, .position, .ground')) e.remove()
        const fields = [...root.querySelectorAll('input, select')].map(e => [e.value, e.checked])
        return JSON.stringify([copy.innerHTML, fields, PARAMETERS.map(name => model.get(name)), Object.values(camera()).flat(), clock.time,
            clock.playing, window.__fullscreen])
    }
    // what a person sees, and what is hidden and would come again
    window.__seen = () => {
        const aside = [...root.querySelectorAll('.tooltip, .position, .ground')].map(e => [e, e.style.display])
        for (const [e] of aside) e.style.display = 'none'
        const text = document.body.innerText + root.innerText
        for (const [e, display] of aside) e.style.display = display
        const fields = [...root.querySelectorAll('input, select, textarea')].map(e => [e.value, e.checked])
        const flags = [...root.querySelectorAll('[aria-pressed], [aria-expanded], [aria-invalid=true], [disabled]')].map(e => [e.ariaPressed, e.ariaExpanded])
        const {rings, measuring, mark} = toolbox
        return JSON.stringify([text, fields, flags, rings.centres, measuring.points, mark.position, PARAMETERS.map(name => model.get(name)),
            Object.values(camera()).flat().map(value => Number(value.toFixed(6))), clock.time, clock.playing])
    }
    window.__still = async () => {
        for (let before = null, now = window.__state(), i = 0; before !== now && i < 40; i++) {
            before = now
            await new Promise(done => setTimeout(done, 60))
            now = window.__state()
        }
    }
    const begun = {camera: camera(), values: Object.fromEntries(PARAMETERS.map(name => [name, model.get(name)]))}
    window.__putBack = async () => {
        clock.pause()
        for (let i = 0; i < 3; i++) toolbox.leave()
        for (const [name, value] of Object.entries(begun.values)) {
            if (JSON.stringify(model.get(name)) !== JSON.stringify(value)) model.set(name, value)
        }
        if (root.querySelector('.layers-panel').hidden) root.querySelector('.opener').click()
        if (map.getPixelRatio() !== window.devicePixelRatio) map.setPixelRatio(window.devicePixelRatio)
        map.jumpTo(begun.camera)
        root.getRootNode().activeElement?.blur()
        await window.__lagemaps[0].idle()
        await window.__still()
    }
}"""


@dataclass
class KeptPage:
    """One page that several tests use one after the other, each as if it had been opened for it.

    What the test before has changed is undone; where a trace is left all the same, the page is opened again.
    """

    page: Page
    address: str
    begun: list[object] = field(default_factory=list)
    openings: int = 0

    def as_opened(self) -> Page:
        if not self.begun or not self._is_put_back():
            self._open()
        return self.page

    def _open(self) -> None:
        self.page.goto(self.address)
        self.page.wait_for_selector("[data-state=ready]", state="attached")
        self.page.evaluate("window.__lagemaps[0].idle()")
        self.page.evaluate(HELPERS)
        self.page.mouse.move(0, 0)
        self.page.evaluate("window.__still()")
        self.begun = self._state()
        self.openings += 1

    def _state(self) -> list[object]:
        state: list[object] = json.loads(self.page.evaluate("window.__seen()"))
        return state

    def _is_put_back(self) -> bool:
        if not self.page.evaluate("'__putBack' in window"):
            return False
        self.page.mouse.move(0, 0)
        self.page.evaluate("window.__putBack()")
        return self._state() == self.begun
