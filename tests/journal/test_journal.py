"""The log in SQLite and in a real PostgreSQL: what is written is there, in order, and cannot be changed."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import text

from lagebild.errors import JournalError, ValidationError
from lagebild.journal.entry import EntryKind, NewEntry
from lagebild.journal.journal import Head, Journal
from lagebild.messages import Message, translate
from tests.builders import HOSTILE
from tests.journal.conftest import MakeJournal
from tests.postgres import PostgresServer

NOON = datetime(2026, 5, 12, 12, 0, 0, 123456, tzinfo=UTC)


def note(words: str, **others: object) -> NewEntry:
    return NewEntry(**{"kind": EntryKind.NOTE, "text": words, "time": NOON} | others)  # type: ignore[arg-type]


def test_what_was_written_is_read(make_journal: MakeJournal) -> None:
    said = Message("{callsign} entered {airspace}", callsign="Ünïcode ✈", airspace=HOSTILE)
    local = datetime(2026, 5, 12, 14, 0, 0, 5, tzinfo=timezone(timedelta(hours=2)))
    alert = NewEntry(EntryKind.ALERT, said, "watch", "alert:1", {"track": "a", "heights": [1.5, None]}, local)
    written = make_journal().append(alert, note("zweite"))
    read = make_journal().entries()
    assert read == written
    first, second = read
    assert (first.number, second.number) == (1, 2)
    assert first.time == datetime(2026, 5, 12, 12, 0, 0, 5, tzinfo=UTC)
    assert (first.kind, first.who, first.subject) == (EntryKind.ALERT, "watch", "alert:1")
    assert first.text == f"Ünïcode ✈ entered {HOSTILE}"
    assert first.details == {"track": "a", "heights": [1.5, None]}
    german = {"{callsign} entered {airspace}": "{callsign} ist in {airspace} eingeflogen"}
    assert translate(first.template, first.values, "", lambda key: german[key]).startswith("Ünïcode ✈ ist in")


def test_the_hash_is_the_documented_one(journal: Journal) -> None:
    entry = journal.append(note("eins", details={"b": 1, "a": "ü"}))[0]
    fields = ["2026-05-12T12:00:00.123456Z", "note", "lagebild", "", "eins", "", "{}", '{"a":"\\u00fc","b":1}']
    content = json.dumps(["0" * 64, "lage", 1, *fields], separators=(",", ":"))
    assert entry.hash == hashlib.sha256(content.encode("ascii")).hexdigest()


def test_texts_that_a_database_does_not_take_are_kept_as_far_as_they_go(journal: Journal) -> None:
    journal.append(note("a\0b\ud800c"))
    assert journal.entries()[0].text == "a\N{REPLACEMENT CHARACTER}b?c"
    assert journal.verify().holds


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ({"words": " "}, "needs a text"),
        ({"words": "x" * 20_001}, "text of an entry of the log has 20001 characters"),
        ({"words": "x", "details": {"a": float("nan")}}, "cannot be written as JSON"),
        ({"words": "x", "details": {"a": object()}}, "cannot be written as JSON"),
        ({"words": "x", "time": datetime(2026, 1, 1)}, "a time with its zone"),  # noqa: DTZ001
    ],
)
def test_what_is_no_entry_is_refused(entry: dict[str, object], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        note(**entry)  # type: ignore[arg-type]


def test_entries_are_found(journal: Journal) -> None:
    journal.append(
        NewEntry(EntryKind.ALERT, "ÜBUNG 1 entered CTR 100%", "watch", "alert:1", time=NOON),
        NewEntry(EntryKind.ACKNOWLEDGEMENT, "seen", "Müller", "alert:1", time=NOON + timedelta(minutes=1)),
        NewEntry(EntryKind.ALERT, "TEST2 entered CTR 1000", "watch", "alert:2", time=NOON + timedelta(minutes=2)),
    )

    def numbers(**asked: object) -> list[int]:
        return [entry.number for entry in journal.entries(**asked)]  # type: ignore[arg-type]

    assert numbers(kinds=[EntryKind.ALERT]) == [1, 3]
    assert numbers(subject="alert:1") == [1, 2]
    assert numbers(words="übung ctr") == [1]
    assert numbers(words="100%") == [1]
    assert numbers(words="müller") == [2]
    assert numbers(words="c_r") == []
    assert numbers(since=NOON + timedelta(minutes=1)) == [2, 3]
    assert numbers(until=NOON + timedelta(minutes=1)) == [1, 2]
    assert numbers(after=1) == [2, 3]
    assert numbers(newest_first=True, limit=2) == [3, 2]


def test_pictures_in_one_database_have_chains_of_their_own(make_journal: MakeJournal) -> None:
    one, two = make_journal("one"), make_journal("two")
    one.append(note("a"), note("b"))
    two.append(note("c"))
    one.append(note("d"))
    assert [entry.text for entry in one.entries()] == ["a", "b", "d"]
    assert [(entry.number, entry.text) for entry in two.entries()] == [(1, "c")]
    assert one.verify().holds
    assert two.verify().holds


def test_many_write_at_once_and_nothing_is_lost(make_journal: MakeJournal) -> None:
    journals = [make_journal() for _ in range(4)]  # each with connections of its own, as processes have

    def write(number: int) -> None:
        for count in range(25):
            journals[number].append(note(f"{number}/{count}"), note(f"{number}/{count} more"))

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    entries = journals[0].entries()
    assert [entry.number for entry in entries] == list(range(1, 201))
    for number in range(4):
        own = [entry.text for entry in entries if entry.text.startswith(f"{number}/")]
        assert own == [words for count in range(25) for words in (f"{number}/{count}", f"{number}/{count} more")]
    assert journals[1].verify().holds


def test_entries_cannot_be_changed(journal: Journal) -> None:
    journal.append(note("a"), note("b"))
    for statement in ("UPDATE entries SET text = 'x'", "DELETE FROM entries WHERE number = 2"):
        with pytest.raises(JournalError, match="are never changed"), journal.database.writing() as connection:
            connection.execute(text(statement))
    assert [entry.text for entry in journal.entries()] == ["a", "b"]


def _without_guards(journal: Journal, *statements: str) -> None:
    """Do what somebody does who may do everything with the database."""
    with journal.database.writing() as connection:
        if connection.dialect.name == "sqlite":
            for what in ("UPDATE", "DELETE"):
                connection.execute(text(f"DROP TRIGGER IF EXISTS entries_no_{what}"))
        else:
            connection.execute(text("DROP TRIGGER IF EXISTS entries_stay ON entries"))
        for statement in statements:
            connection.execute(text(statement))


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE entries SET text = 'x' WHERE number = 2", "entry 2 was changed after it was written"),
        ("UPDATE entries SET time = '2026-05-12T12:00:00.123457Z' WHERE number = 3", "entry 3 was changed"),
        ("UPDATE entries SET who = 'x' WHERE number = 4", "entry 4 was changed"),
        ("UPDATE entries SET details = '{}' WHERE number = 1", "entry 1 was changed"),
        ("UPDATE entries SET searched = 'x' WHERE number = 5", "entry 5 was changed"),
        ("DELETE FROM entries WHERE number = 1", "entry 1 is missing"),
        ("DELETE FROM entries WHERE number IN (2, 3)", "the entries 2 to 3 are missing"),
    ],
)
def test_tampering_shows(journal: Journal, statement: str, told: str) -> None:
    journal.append(*(note(str(number), details={"n": number}) for number in range(1, 6)))
    assert journal.verify().holds
    assert journal.verify().entries == 5
    _without_guards(journal, statement)
    faults = journal.verify().faults
    assert len(faults) == 1
    assert faults[0].startswith(told)


def test_a_chain_made_anew_shows_by_a_noted_head(journal: Journal) -> None:
    journal.append(note("a"), note("b"), note("c"))
    noted = journal.head()
    journal.append(note("d"))
    assert journal.verify(noted).holds
    assert Head.parsed(str(noted)) == noted
    _without_guards(journal, "DELETE FROM entries WHERE number > 2")
    assert journal.verify().holds  # the chain alone cannot know
    assert [str(fault) for fault in journal.verify(noted).faults] == [
        "entry 3 is not the one whose hash was noted",
    ]
    journal.append(note("c, otherwise"))
    assert not journal.verify(noted).holds


def test_what_was_made_unreadable_is_told(journal: Journal) -> None:
    journal.append(note("a"))
    _without_guards(journal, "UPDATE entries SET details = '{'")
    with pytest.raises(JournalError, match="entry 1 of the log cannot be read"):
        journal.entries()
    assert not journal.verify().holds


def test_an_empty_log_holds(journal: Journal) -> None:
    assert journal.append() == ()
    assert journal.entries() == ()
    assert journal.verify().entries == 0
    assert journal.verify(journal.head()).holds


@pytest.mark.parametrize("head", ["", "3", "x:" + "0" * 64, "3:" + "0" * 63, "3:" + "g" * 64])
def test_a_head_is_read_or_refused(head: str) -> None:
    with pytest.raises(ValidationError, match="the head of a log"):
        Head.parsed(head)


class TestSqlite:
    def test_another_program_that_holds_the_file_is_told_and_recovered_from(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("lagebild.journal.database._PATIENCE", 0.2)
        with Journal(tmp_path) as journal:
            journal.append(note("a"))
            other = sqlite3.connect(tmp_path / "journal.sqlite", isolation_level=None)
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(JournalError, match="another program holds the log"):
                journal.append(note("b"))
            assert len(journal.entries()) == 1  # reading waits for nobody
            other.execute("ROLLBACK")
            other.close()
            journal.append(note("b"))
            assert [entry.number for entry in journal.entries()] == [1, 2]

    def test_a_full_disk_is_told_and_recovered_from(self, tmp_path: Path) -> None:
        with Journal(tmp_path) as journal:
            journal.append(note("a"))
            with journal.database.reading() as connection:
                pages = connection.execute(text("PRAGMA page_count")).scalar_one()
            with journal.database.reading() as connection:  # SQLite's own way of having no more room
                connection.execute(text(f"PRAGMA max_page_count={pages}"))
            with pytest.raises(JournalError, match="is full; nothing was entered"):
                journal.append(*(note("x" * 15_000) for _ in range(20)))
            assert journal.head().number == 1
            with journal.database.reading() as connection:
                connection.execute(text("PRAGMA max_page_count=1000000"))
            journal.append(*(note("x" * 15_000) for _ in range(20)))
            assert journal.verify().entries == 21

    @pytest.mark.parametrize("content", [b"no database at all, but long enough to be one" * 50])
    def test_a_file_that_is_no_database_is_told(self, tmp_path: Path, content: bytes) -> None:
        (tmp_path / "journal.sqlite").write_bytes(content)
        with Journal(tmp_path) as journal, pytest.raises(JournalError, match="is damaged or no database"):
            journal.append(note("a"))
        assert (tmp_path / "journal.sqlite").read_bytes() == content

    def test_a_folder_that_is_gone_is_told(self, tmp_path: Path) -> None:
        with Journal(tmp_path / "gone") as journal, pytest.raises(JournalError, match="is out of reach"):
            journal.append(note("a"))

    def test_tables_of_a_newer_version_are_left_alone(self, tmp_path: Path) -> None:
        with Journal(tmp_path) as journal:
            journal.append(note("a"))
            with journal.database.writing() as connection:
                connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        with Journal(tmp_path) as journal, pytest.raises(JournalError, match="made by a newer lagebild"):
            journal.append(note("b"))


class TestPostgres:
    def test_a_server_that_dies_is_told_and_recovered_from(self, postgres: PostgresServer) -> None:
        with Journal(postgres.new_database(), "lage") as journal:
            journal.append(note("a"))
            postgres.stop()
            try:
                with pytest.raises(JournalError, match="is out of reach") as told:
                    journal.append(note("b"))
                assert "secret" not in str(told.value)
            finally:
                postgres.start()
            journal.append(note("b"))
            assert [entry.text for entry in journal.entries()] == ["a", "b"]
            assert journal.verify().holds

    def test_nothing_can_be_cut_off_at_once(self, postgres: PostgresServer) -> None:
        with Journal(postgres.new_database(), "lage") as journal:
            journal.append(note("a"))
            with pytest.raises(JournalError, match="are never changed"), journal.database.writing() as connection:
                connection.execute(text("TRUNCATE entries"))


@pytest.mark.parametrize("address", ["mysql://host/name", "postgresql+psycopg2://u:geheim@host/name", "lage"])
def test_other_databases_are_refused_without_showing_a_password(address: str) -> None:
    with pytest.raises(ValidationError, match="a log lies in") as told:
        Journal(address, "lage")
    assert "geheim" not in str(told.value)


def test_a_database_needs_the_pictures_name() -> None:
    with pytest.raises(ValidationError, match="the picture's name"):
        Journal("sqlite:///x")


def test_a_name_longer_than_the_column_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match="longer than 200 characters"):
        Journal(tmp_path, "x" * 201)
