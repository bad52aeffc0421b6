"""The README's own format works as a package's entry points would make it known."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import lagebild as lb
from lagebild.readers import registry as reading
from lagebild.writers import registry as writing
from tests.builders import make_tracks

README = Path(__file__).resolve().parents[1] / "README.md"


def snippet() -> str:
    section = README.read_text(encoding="utf-8").partition("## Add a format")[2]
    found = re.search(r"```python\n(.*?)```", section, re.DOTALL)
    assert found is not None
    return found[1]


@pytest.fixture
def plugin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    names: dict[str, Any] = {}
    exec(compile(snippet(), "README.md", "exec"), names)

    def entry(name: str) -> SimpleNamespace:
        return SimpleNamespace(name="dots", value=f"my_package:{name}", load=lambda: names[name])

    groups = {"lagebild.formats": [entry("DOTS")], "lagebild.writers": [entry("WRITE_DOTS")]}
    for module in (reading, writing):
        monkeypatch.setattr(module, "entry_points", lambda group: groups[group])
    reading.all_formats.cache_clear()
    writing.all_write_formats.cache_clear()
    yield
    reading.all_formats.cache_clear()
    writing.all_write_formats.cache_clear()


def test_it_is_short() -> None:
    lines = [line for line in snippet().splitlines() if line.strip() and not line.startswith(("import", "from"))]
    assert len(lines) <= 20


@pytest.mark.usefixtures("plugin")
def test_it_writes_and_reads(tmp_path: Path) -> None:
    tracks = make_tracks(2, 5)
    assert lb.write_tracks(tracks, tmp_path / "a.dots") == []
    read = lb.read_tracks(tmp_path / "a.dots")
    names = ["time", "longitude", "latitude"]
    assert read.ids == tracks.ids
    assert read.frame[names].equals(tracks.frame[names])


@pytest.mark.usefixtures("plugin")
def test_a_bad_line_costs_itself(tmp_path: Path) -> None:
    path = tmp_path / "misleading.csv"
    path.write_text("DOTS 1\nA 2026-01-01T00:00:00Z 8 47\nA soon 8 47\nA 2026-01-01T00:00:09Z 8\n")
    report = lb.read_tracks(path).report
    assert (report.records, report.kept, report.quarantined) == (3, 1, 2)
    assert report.issues["line"].tolist() == [3, 4]
