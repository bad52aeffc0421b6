"""The dossier in a picture's folder: written whole, and nothing of another process is lost."""

from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from filelock import FileLock

import lagebild as lb
from lagebild.errors import EditConflictError, PictureError
from lagebild.model.dossier_edit import DossierEdit
from lagebild.writers import dossier_file
from lagebild.writers.dossier_file import DossierFile
from tests.builders import make_picture
from tests.dossiers import report, small_dossier


def saved(folder: Path, dossier: lb.Dossier | None = None) -> Path:
    lb.Picture("Lage", tracks=make_picture().tracks, dossier=dossier).save(folder)
    return folder


def test_what_is_entered_is_in_the_folder(tmp_path: Path) -> None:
    folder = saved(tmp_path / "lage", small_dossier())
    changed = DossierFile(folder).change(small_dossier(), DossierEdit(report=report("neu")).applied)
    opened = lb.open_picture(folder)
    assert opened.dossier == changed
    assert opened.dossier.of_id("neu") == report("neu")
    assert len(opened.tracks) == len(make_picture().tracks)
    assert sorted(path.name for path in folder.iterdir() if path.name.startswith(".")) == [".dossier.lock"]


def test_the_first_report_of_a_picture(tmp_path: Path) -> None:
    folder = saved(tmp_path / "lage")
    assert not (folder / "dossier.json").exists()
    DossierFile(folder).change(lb.Dossier(), DossierEdit(report=report("neu")).applied)
    assert list(lb.open_picture(folder).dossier) == [report("neu")]


def test_two_processes_enter_reports_and_both_are_kept(tmp_path: Path) -> None:
    folder = saved(tmp_path / "lage", small_dossier())
    one, other = DossierFile(folder), DossierFile(folder)
    mine = one.change(small_dossier(), DossierEdit(report=report("eins")).applied)
    theirs = other.change(small_dossier(), DossierEdit(report=report("zwei")).applied)
    assert {"eins", "zwei"} <= {report.id for report in theirs}
    mine = one.change(mine, DossierEdit(report=report("drei")).applied)
    assert {"eins", "zwei", "drei"} <= {report.id for report in mine}
    with pytest.raises(EditConflictError):
        other.change(theirs, DossierEdit(report=report("drei")).applied)


def test_many_at_once(tmp_path: Path) -> None:
    folder = saved(tmp_path / "lage")
    names = [f"m{number}" for number in range(24)]

    def enter(name: str) -> None:
        DossierFile(folder).change(lb.Dossier(), DossierEdit(report=report(name)).applied)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(enter, names))
    assert {one.id for one in lb.open_picture(folder).dossier} == set(names)


def test_a_folder_that_cannot_be_written_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = saved(tmp_path / "lage", small_dossier())
    before = (folder / "dossier.json").read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(PictureError, match=r"dossier\.json cannot be written: No space left on device"):
        DossierFile(folder).change(small_dossier(), DossierEdit(report=report("neu")).applied)
    assert (folder / "dossier.json").read_bytes() == before
    assert [path.name for path in folder.iterdir() if path.name.startswith(".dossier.json")] == []


def test_who_is_writing_is_waited_for_but_not_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = saved(tmp_path / "lage", small_dossier())
    monkeypatch.setattr(dossier_file, "_PATIENCE", 0.05)
    with FileLock(folder / ".dossier.lock"), pytest.raises(PictureError, match="another program is writing"):
        DossierFile(folder).change(small_dossier(), DossierEdit(report=report("neu")).applied)


@pytest.mark.parametrize("name", ["dossier.json", "picture.toml"])
def test_a_damaged_file_is_said_and_left_alone(tmp_path: Path, name: str) -> None:
    folder = saved(tmp_path / "lage", small_dossier())
    (folder / name).write_text("{")
    with pytest.raises(PictureError, match=f"{name} cannot be read"):
        DossierFile(folder).change(small_dossier(), DossierEdit(report=report("neu")).applied)
    assert (folder / name).read_text() == "{"


@pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")
def test_others_may_read_what_they_could_read_before(tmp_path: Path) -> None:
    folder = saved(tmp_path / "lage", small_dossier())
    before = stat.S_IMODE((folder / "dossier.json").stat().st_mode)
    DossierFile(folder).change(small_dossier(), DossierEdit(report=report("neu")).applied)
    assert stat.S_IMODE((folder / "dossier.json").stat().st_mode) == before
