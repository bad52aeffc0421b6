"""The notebook in a real JupyterLab: the map is drawn, and nothing outside is asked for."""

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from lagebild.dashboard.server import free_port
from tests.browser.conftest import PATIENCE, Watch

ROOT = Path(__file__).parents[2]

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]


@pytest.fixture
def jupyterlab(tmp_path: Path) -> Iterator[str]:
    port = free_port("127.0.0.1")
    settings = {
        "JUPYTER_CONFIG_DIR": str(tmp_path / "config"),
        "JUPYTER_DATA_DIR": str(tmp_path / "data"),
        "JUPYTER_RUNTIME_DIR": str(tmp_path / "runtime"),
        "JUPYTERLAB_SETTINGS_DIR": str(tmp_path / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(tmp_path / "workspaces"),
    }
    log = (tmp_path / "log").open("w")
    process = subprocess.Popen(
        [
            sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--expose-app-in-browser",
            f"--ServerApp.port={port}", "--ServerApp.ip=127.0.0.1", "--IdentityProvider.token=", f"--ServerApp.root_dir={ROOT}",
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


def test_the_notebook_draws_the_map(jupyterlab: str, page: Page, watch: Watch) -> None:
    if not (ROOT / "data" / "kasachstan").is_dir():
        pytest.fail("the demonstration pictures are missing: run `make data`")
    page.set_viewport_size({"width": 1400, "height": 1000})
    page.goto(f"{jupyterlab}lab/tree/notebooks/01_lagebild.ipynb?reset")
    page.wait_for_function("window.jupyterapp?.shell?.currentWidget?.context?.isReady", timeout=PATIENCE)
    page.wait_for_function(
        "window.jupyterapp.shell.currentWidget.sessionContext?.session?.kernel?.status === 'idle'", timeout=PATIENCE
    )
    page.evaluate("window.jupyterapp.commands.execute('notebook:run-all-cells')")
    page.wait_for_selector("[data-state=ready]", timeout=2 * PATIENCE, state="attached")
    page.evaluate("window.__lagemaps[0].idle()")
    assert page.evaluate("window.__lagemaps[0].stats.vertices") > 0
    page.locator("[data-state=ready]").first.scroll_into_view_if_needed()
    folder = Path("test-results")
    folder.mkdir(exist_ok=True)
    page.screenshot(path=folder / "jupyterlab.png")
    assert watch.outside == []
