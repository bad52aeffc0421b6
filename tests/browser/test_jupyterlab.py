"""The notebook in a real JupyterLab: the map is drawn, outlives what happens to its cell and page, and asks for nothing outside."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Browser, Error, Locator, Page, TimeoutError, expect  # noqa: A004

from lagebild.dashboard.server import free_port
from tests.browser.conftest import FLAGS, SETTLED, Watch, new_page, watched
from tests.builders import make_picture
from tests.ensure_chromium import find_chromium

ROOT = Path(__file__).parents[2]
PATIENCE = 90_000  # ms

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What JupyterLab shows: copies, for it saves what it runs."""
    folder = tmp_path_factory.mktemp("lab")
    shutil.copytree(ROOT / "notebooks", folder / "notebooks")
    (folder / "data").symlink_to(ROOT / "data")
    make_picture().save(folder / "bild")
    cells = [
        """
import lagebild as lb

karte, andere = (lb.open_picture("bild").map(height=320) for _ in range(2))
verbund = lb.link_maps(karte, andere, selection=True)
karte""",
        'karte.time = "2026-05-12T08:04Z"\nkarte.selection = ["T001"]',
        "andere",
        "karte",
    ]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(one) for one in cells], metadata=kernel)
    nbformat.write(notebook, folder / "karte.ipynb")
    section = """
import panel as pn

import lagebild as lb

karte = lb.open_picture("bild").map(height=480)
pn.Column(karte, lb.section_view(karte, "T001"))"""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(section)], metadata=kernel)
    nbformat.write(notebook, folder / "profil.ipynb")
    return folder


@pytest.fixture(scope="module")
def jupyterlab(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    port = free_port("127.0.0.1")
    own = tmp_path_factory.mktemp("jupyter")
    settings = {
        "JUPYTER_CONFIG_DIR": str(own / "config"),
        "JUPYTER_DATA_DIR": str(own / "data"),
        "JUPYTER_RUNTIME_DIR": str(own / "runtime"),
        "JUPYTERLAB_SETTINGS_DIR": str(own / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(own / "workspaces"),
    }
    log = (own / "log").open("w")
    process = subprocess.Popen(
        [
            sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--expose-app-in-browser",
            f"--ServerApp.port={port}", "--ServerApp.ip=127.0.0.1", "--IdentityProvider.token=", f"--ServerApp.root_dir={folder}",
            "--ServerApp.port_retries=0",
        ],
        env={**os.environ, **settings},
        stdout=subprocess.DEVNULL,
        stderr=log,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}/"
    try:
        wait_for(f"{address}api/status", process)
        yield address
    finally:
        process.terminate()
        process.wait(30)
        log.close()


@pytest.fixture(scope="module")
def own_browser(browser: Browser) -> Iterator[Browser]:
    """A browser that has drawn nothing yet: JupyterLab's page holds more drawings at once than any other."""
    running = browser.browser_type.launch(executable_path=find_chromium(), args=FLAGS, headless=True)
    yield running
    running.close()


@pytest.fixture
def page(own_browser: Browser, watch: Watch) -> Iterator[Page]:
    with new_page(own_browser) as page, watched(page, watch):
        page.set_default_timeout(PATIENCE)
        yield page


def wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(240):
        if process.poll() is not None:
            pytest.fail(f"JupyterLab ended with {process.returncode}")
        try:
            urllib.request.urlopen(url, timeout=5)
        except OSError:
            time.sleep(0.5)
        else:
            return
    pytest.fail("JupyterLab did not start")


def open_notebook(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_function("window.jupyterapp?.shell?.currentWidget?.context?.isReady", timeout=PATIENCE)
    page.wait_for_function(
        "window.jupyterapp.shell.currentWidget.sessionContext?.session?.kernel?.status === 'idle'", timeout=PATIENCE
    )


def run(page: Page, command: str) -> None:
    """Run a command to its end, or go on after a while: JupyterLab does not always say that one ended."""
    page.evaluate(
        """([command, patience]) => Promise.race([
            window.jupyterapp.commands.execute(command).then(() => null),
            new Promise(resolve => setTimeout(resolve, patience)),
        ])""",
        [command, PATIENCE],
    )


def show_map(page: Page) -> None:
    """Scroll to the first map and wait until it is drawn, as a person does.

    JupyterLab takes outputs out of the page that are far from what is seen, and which those are depends on how fast
    the cells were: a map may be taken away while it is being drawn.
    """
    cells = page.evaluate("window.jupyterapp.shell.currentWidget.content.widgets.length")
    for _ in range(3):
        for index in range(cells):
            page.evaluate(
                "index => window.jupyterapp.shell.currentWidget.content.scrollToItem(index, 'start').then(() => null)",
                index,
            )
            try:
                page.wait_for_selector("[data-state]", timeout=10_000, state="attached")
                page.wait_for_selector("[data-state=ready]", timeout=PATIENCE, state="attached")
                page.evaluate(SETTLED, PATIENCE)
            except Error:
                continue
            return
    pytest.fail("no cell of the notebook shows a map")


def test_the_notebook_draws_the_map(jupyterlab: str, page: Page, watch: Watch) -> None:
    if not (ROOT / "data" / "kasachstan").is_dir():
        pytest.fail("the demonstration pictures are missing: run `make data`")
    page.set_viewport_size({"width": 1400, "height": 1000})
    open_notebook(page, f"{jupyterlab}lab/tree/notebooks/01_lagebild.ipynb?reset")
    run(page, "notebook:run-all-cells")
    show_map(page)
    assert page.evaluate("window.__lagemaps[0].stats.vertices") > 0
    page.locator("[data-state=ready]").first.scroll_into_view_if_needed()
    shots = Path("test-results")
    shots.mkdir(exist_ok=True)
    page.screenshot(path=shots / "jupyterlab.png")
    assert watch.outside == []


MAPS = """() => {
    const found = []
    const walk = node => {
        if (node.lagemap) found.push(node.lagemap)
        if (node.shadowRoot) walk(node.shadowRoot)
        for (const child of node.children) walk(child)
    }
    walk(document.body)
    return found
}"""
STATE = f"""() => ({MAPS})().map(({{component: {{root, model, map}}}}) =>
    [root.dataset.state, model.get('time_ms'), Number(map.getZoom().toFixed(3)), model.get('picked').length])"""

MOMENT = 1778573040000  # 2026-05-12T08:04Z


def wait_for_zooms(page: Page, *zooms: float) -> None:
    """All maps drawn at these zooms, with the time and selection that the second cell set."""
    wanted = [["ready", MOMENT, zoom, 1] for zoom in zooms]
    try:
        page.wait_for_function(
            f"wanted => JSON.stringify(({STATE})()) === JSON.stringify(wanted)", arg=wanted, timeout=2 * PATIENCE
        )
    except TimeoutError:
        pytest.fail(f"the maps are {page.evaluate(STATE)}, not {wanted}")


def zoom_to(page: Page, number: int, zoom: float) -> None:
    page.evaluate(f"({MAPS})()[{number}].map.jumpTo({{zoom: {zoom}}}), null")  # not the whole map as an answer


def execute(page: Page, code: str) -> None:
    kernel = "window.jupyterapp.shell.currentWidget.sessionContext.session.kernel"
    page.evaluate(f"async code => {{ await {kernel}.requestExecute({{code}}).done }}", code)


def test_the_map_outlives_its_cell_its_page_and_its_kernel(jupyterlab: str, page: Page, watch: Watch) -> None:
    """Two views of one map, and between them a map that is linked to it."""
    page.set_viewport_size({"width": 1200, "height": 1600})
    open_notebook(page, f"{jupyterlab}lab/tree/karte.ipynb?reset")
    for _ in range(2):  # the second run takes the first one's outputs away, among them what loads Panel
        run(page, "notebook:run-all-cells")
        page.wait_for_function(f"({STATE})().filter(([state]) => state === 'ready').length === 3")
    for zoom in (6.5, 6.3, 6.1):
        zoom_to(page, 0, zoom)
        wait_for_zooms(page, zoom, zoom, zoom)
        zoom_to(page, 1, 6.7)  # at once: word of the last change may still be under way
        wait_for_zooms(page, 6.7, 6.7, 6.7)
    execute(page, "verbund.unlink()")
    zoom_to(page, 2, 7.1)  # views of one map go together all the same
    wait_for_zooms(page, 7.1, 6.7, 7.1)
    expect(page.locator(".lagebild-still")).to_have_count(0)
    run(page, "notebook:run-cell")  # the last one, which shows the map once more
    wait_for_zooms(page, 7.1, 6.7, 7.1)
    run(page, "docmanager:save")
    page.wait_for_function("!window.jupyterapp.shell.currentWidget.context.model.dirty")
    page.reload()
    wait_for_zooms(page, 7.1, 6.7, 7.1)
    expect(page.locator(".lagebild-still")).to_have_count(0)
    page.evaluate("window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()")
    page.reload()
    still = page.locator(".lagebild-still img").first
    expect(still).to_be_visible(timeout=PATIENCE)
    assert still.evaluate("image => image.naturalWidth") == 960
    svg = still.evaluate("async image => (await fetch(image.src)).text()")
    assert "Die bewegliche Karte braucht einen laufenden Kernel" in " ".join(re.sub("<[^>]*>", " ", svg).split())
    assert page.locator(".lagebild-live").first.evaluate("live => live.clientHeight") == 0
    assert watch.outside == []


NOW = """() => Object.values(window.Bokeh.index).flatMap(view => [...(view.model.document?._all_models.values() ?? [])])
    .find(one => one.type === 'Span' && one.name === 'now')?.location ?? null"""


def wait_until_it_rests(place: Locator) -> None:
    """The page is laid out several times while its outputs come; what the pointer is over then moves away."""
    places = [None]
    while len(places) < 4 or any(one != places[-1] for one in places[-4:]):
        place.page.wait_for_timeout(500)
        places.append(place.bounding_box())
        assert len(places) < 100


def test_the_height_profile_and_the_map_follow_each_other(jupyterlab: str, page: Page, watch: Watch) -> None:
    page.set_viewport_size({"width": 1200, "height": 1100})
    open_notebook(page, f"{jupyterlab}lab/tree/profil.ipynb?reset")
    run(page, "notebook:run-all-cells")
    page.wait_for_selector("[data-state=ready]", timeout=2 * PATIENCE, state="attached")
    figure = page.locator(".bk-Figure").first
    figure.wait_for()
    model = f"({MAPS})()[0].component.model"
    wait_until_it_rests(figure)
    figure.hover(position={"x": 400, "y": 100})
    page.wait_for_function(f"{model}.get('pointed')?.longitude > 10")
    page.mouse.move(5, 5)
    page.wait_for_function(f"{model}.get('pointed') == null")
    before = page.evaluate(NOW)
    assert before is not None
    page.evaluate(f"() => {{ {model}.set('time_ms', {model}.get('time_ms') + 60000) }}")
    page.wait_for_function(f"before => ({NOW})() > before", arg=before)
    assert watch.outside == []
