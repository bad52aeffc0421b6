"""The notebooks run from top to bottom, and are kept without outputs."""

import json
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from tests.builders import make_picture

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def test_there_are_notebooks() -> None:
    assert [path.name for path in NOTEBOOKS] == [
        "01_lagebild.ipynb",
        "02_luftraum.ipynb",
        "03_gelaende.ipynb",
        "04_begegnungen.ipynb",
        "05_sichtverbindung.ipynb",
        "06_dossier.ipynb",
    ]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_is_stored_without_outputs(path: Path) -> None:
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        assert cell.get("outputs", []) == []
        assert cell.get("execution_count") is None


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::RuntimeWarning")
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_runs(path: Path) -> None:
    if not (ROOT / "data" / "kasachstan").is_dir():
        pytest.fail("the demonstration pictures are missing: run `make data`")
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(path.parent)}}).execute()
    shown = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert not [output for output in shown if output.output_type == "error"]
    maps = [output for output in shown if "application/vnd.holoviews_exec.v0+json" in output.get("data", {}) or
            "application/vnd.jupyter.widget-view+json" in output.get("data", {})]  # fmt: skip
    assert len(maps) >= 2


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::RuntimeWarning")
def test_the_dashboard_shows_in_a_notebook_without_further_preparation(tmp_path: Path) -> None:
    make_picture().save(tmp_path / "bild")
    code = f"import lagebild as lb\nlb.open_picture({str(tmp_path / 'bild')!r}).dashboard()"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    NotebookClient(notebook, timeout=300).execute()
    outputs = notebook.cells[0].outputs
    assert not [output for output in outputs if output.output_type in ("error", "stream")]
    assert any("application/vnd.holoviews_exec.v0+json" in output.get("data", {}) for output in outputs)
