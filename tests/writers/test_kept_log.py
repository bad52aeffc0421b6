"""A picture that is saved anew keeps its log, whoever is writing to it."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

import lagebild as lb
from lagebild.errors import PictureError
from lagebild.journal.entry import EntryKind, NewEntry
from lagebild.journal.journal import Journal
from tests.builders import make_picture


def note(text: str) -> NewEntry:
    return NewEntry(EntryKind.NOTE, text)


def test_the_log_stays_and_is_no_part_of_the_picture(tmp_path: Path) -> None:
    folder = tmp_path / "lage"
    make_picture().save(folder)
    with Journal(folder) as journal:
        journal.append(note("a"))
    make_picture().save(folder)
    with Journal(folder) as journal:
        journal.append(note("b"))
        assert [entry.text for entry in journal.entries()] == ["a", "b"]
        assert journal.verify().holds
    packed = lb.open_picture(folder).save(tmp_path / "lage.zip")
    assert b"journal.sqlite" not in packed.read_bytes()
    assert not list(tmp_path.glob(".lage*"))


def test_the_log_of_one_who_is_writing_stays(tmp_path: Path) -> None:
    folder = tmp_path / "lage"
    make_picture().save(folder)
    ended = threading.Event()
    written: list[int] = []
    failed: list[BaseException] = []

    def write() -> None:
        try:
            with Journal(folder) as journal:
                while not ended.is_set():
                    written.append(journal.append(note("x"))[0].number)
        except BaseException as error:  # noqa: BLE001
            failed.append(error)

    threads = [threading.Thread(target=write) for _ in range(2)]
    for thread in threads:
        thread.start()
    for _ in range(8):
        make_picture().save(folder)
    ended.set()
    for thread in threads:
        thread.join()
    assert failed == []
    with Journal(folder) as journal:
        kept = [entry.number for entry in journal.entries()]
        assert sorted(written) == kept == list(range(1, len(kept) + 1))
        assert len(kept) >= 2
        assert journal.verify().holds


def test_nothing_is_replaced_while_somebody_holds_the_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lagebild.writers.kept_log._PATIENCE", 0.1)
    folder = tmp_path / "lage"
    make_picture().save(folder)
    with Journal(folder) as journal:
        journal.append(note("a"))
    before = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    with closing(sqlite3.connect(folder / "journal.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(PictureError, match="the picture's log, cannot be kept: database is locked"):
            make_picture().save(folder)
        other.execute("ROLLBACK")
    assert {name: (folder / name).stat().st_mtime_ns for name in before} == before
    make_picture().save(folder)
    with Journal(folder) as journal:
        assert len(journal.entries()) == 1
