"""`lagebild journal` as people call it."""

from __future__ import annotations

import csv
import io
import sqlite3
from pathlib import Path

import pytest

from tests.test_cli import run


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    place = tmp_path / "lage"
    place.mkdir()
    assert run("journal", "note", place, "Schicht übernommen", "--who", "Müller", monkeypatch=monkeypatch) == 0
    assert run("journal", "note", place, "=1+1 \x1b[31mrot", "--who", "x", monkeypatch=monkeypatch) == 0
    capsys.readouterr()
    return place


def test_notes_are_listed(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("journal", "list", folder, monkeypatch=monkeypatch) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("     1  20")
    assert first.endswith("Z  note             Müller: Schicht übernommen")
    assert "\x1b" not in second
    assert run("journal", "list", folder, "--words", "MÜLLER", monkeypatch=monkeypatch) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1
    assert run("journal", "list", folder, "--until", "2020-01-01", monkeypatch=monkeypatch) == 0
    assert capsys.readouterr().out == ""


def test_the_chain_is_verified(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("journal", "verify", folder, monkeypatch=monkeypatch) == 0
    said = capsys.readouterr().out
    assert said.startswith("2 entries, head 2:")
    assert said.endswith("the chain holds\n")
    head = said.split()[3].rstrip(":")
    assert run("journal", "verify", folder, "--expect", head, monkeypatch=monkeypatch) == 0
    with sqlite3.connect(folder / "journal.sqlite") as database:
        database.execute("DROP TRIGGER entries_no_UPDATE")
        database.execute("UPDATE entries SET who = 'Meier' WHERE number = 1")
    database.close()
    capsys.readouterr()
    assert run("journal", "verify", folder, monkeypatch=monkeypatch) == 1
    told = capsys.readouterr().out
    assert "entry 1 was changed after it was written" in told
    assert "the log was tampered with" in told


def test_it_is_handed_on_as_a_document(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "log.pdf"
    assert run("journal", "export", folder, target, monkeypatch=monkeypatch) == 0
    assert target.read_bytes().startswith(b"%PDF")
    assert "2 entries" in capsys.readouterr().out


def test_it_is_handed_on_as_a_table(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "log.csv"
    assert run("journal", "export", folder, target, monkeypatch=monkeypatch) == 0
    rows = list(csv.DictReader(io.StringIO(target.read_text(encoding="utf-8-sig"))))
    assert [row["number"] for row in rows] == ["1", "2"]
    assert rows[0]["who"] == "Müller"
    assert rows[0]["time"].endswith("Z")
    assert rows[1]["text"].startswith("'=1+1")  # no spreadsheet computes it
    assert run("journal", "export", folder, target, monkeypatch=monkeypatch) == 2
    assert "--overwrite" in capsys.readouterr().err
    assert run("journal", "export", folder, target, "--overwrite", "--kind", "alert", monkeypatch=monkeypatch) == 0
    assert "0 entries" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["list", "nowhere"], "nowhere is no folder"),
        (["verify", "."], "has no log yet"),
        (["list", "lage", "--kind", "alarm"], "--kind is one of alert,"),
        (["list", "lage", "--since", "31.02.2026"], "--since is a time such as"),
        (["verify", "lage", "--expect", "7"], "the head of a log is a number"),
        (["note", "lage", " "], "needs a text"),
        (["export", "lage", "log.docx"], "is written as .csv"),
        (["list", "lage", "--database", "mysql://u:geheim@h/d"], "a log lies in"),
    ],
)
def test_mistakes_are_told_in_a_sentence(
    folder: Path,
    arguments: list[str],
    told: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(folder.parent)
    assert run("journal", *arguments, monkeypatch=monkeypatch) == 2
    said = capsys.readouterr().err
    assert told in said
    assert "Traceback" not in said
    assert "geheim" not in said
    assert not (folder.parent / "journal.sqlite").exists()
