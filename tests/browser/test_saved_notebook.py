"""A notebook saved as HTML and opened without kernel and network: the still picture stands in the map's place."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbconvert import HTMLExporter
from playwright.sync_api import Page, expect

from tests.builders import make_picture

pytestmark = [pytest.mark.browser]


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::RuntimeWarning", "ignore:Your element with mimetype")
def test_the_map_is_a_picture_with_a_note(page: Page, tmp_path: Path) -> None:
    make_picture().save(tmp_path / "bild")
    code = f"import lagebild as lb\nlb.open_picture({str(tmp_path / 'bild')!r}).map()"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    NotebookClient(notebook, timeout=300).execute()
    html, _ = HTMLExporter().from_notebook_node(notebook)
    saved = tmp_path / "notebook.html"
    saved.write_text(html, encoding="utf-8")
    page.goto(saved.as_uri())
    still = page.locator(".lagebild-still img")
    expect(still).to_be_visible()
    assert still.evaluate("image => image.naturalWidth") == 960
    page.wait_for_function("window.__lagemaps?.length > 0")  # Panel's script ran, but nobody answers it
    page.wait_for_timeout(1000)
    expect(still).to_be_visible()
    assert page.locator(".lagebild-live").evaluate("live => live.clientHeight") == 0
    shots = Path("test-results")
    shots.mkdir(exist_ok=True)
    page.screenshot(path=shots / "saved-notebook.png")
