"""Panel's extension is loaded by one cell, and anew when that cell's output is lost."""

from __future__ import annotations

from typing import Any

import IPython
import panel as pn
import pytest

from lagebild.views import notebook


class Shell:
    kernel = object()

    def __init__(self) -> None:
        self.request: dict[str, Any] = {}

    def get_parent(self) -> dict[str, Any]:
        return self.request


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    calls: list[tuple[Any, ...]] = []

    class Extension:
        _loaded = False

        def __call__(self, *names: str, **options: Any) -> None:
            calls.append((*names, options))
            self._loaded = True

    monkeypatch.setattr(pn, "extension", Extension())
    monkeypatch.setattr(notebook._Carrier, "run", None)
    return calls


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch) -> Shell:
    shell = Shell()
    monkeypatch.setattr(IPython, "get_ipython", lambda: shell)
    return shell


def runs(shell: Shell, cell: str, message: str, deleted: tuple[str, ...] = ()) -> None:
    shell.request = {"header": {"msg_id": message}, "metadata": {"cellId": cell, "deletedCells": list(deleted)}}
    notebook.ready_notebook()


def test_the_first_map_loads_it_and_the_next_ones_do_not(shell: Shell, loaded: list[tuple[Any, ...]]) -> None:
    runs(shell, "a", "1")
    runs(shell, "a", "1")
    runs(shell, "b", "2")
    assert loaded == [("tabulator", {"inline": True})]


def test_it_is_loaded_anew_when_its_cell_runs_again(shell: Shell, loaded: list[tuple[Any, ...]]) -> None:
    runs(shell, "a", "1")
    runs(shell, "b", "2")
    runs(shell, "a", "3")
    runs(shell, "b", "4")
    assert len(loaded) == 2


def test_it_is_loaded_anew_when_its_cell_is_deleted(shell: Shell, loaded: list[tuple[Any, ...]]) -> None:
    runs(shell, "a", "1")
    runs(shell, "b", "2", deleted=("a",))
    runs(shell, "b", "3")
    assert len(loaded) == 3  # the second cell carries it now
    runs(shell, "c", "4", deleted=("x",))
    assert len(loaded) == 3


def test_who_loaded_it_before_keeps_it(shell: Shell, loaded: list[tuple[Any, ...]]) -> None:
    pn.extension._loaded = True
    runs(shell, "a", "1")
    runs(shell, "a", "2")
    assert loaded == []


def test_kernels_that_do_not_name_cells_load_it_once(shell: Shell, loaded: list[tuple[Any, ...]]) -> None:
    notebook.ready_notebook()
    notebook.ready_notebook()
    assert len(loaded) == 1


def test_elsewhere_nothing_is_loaded(loaded: list[tuple[Any, ...]]) -> None:
    notebook.ready_notebook()
    assert loaded == []
