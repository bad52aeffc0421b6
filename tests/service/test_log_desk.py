"""The log's desk while its database is locked, full or away."""

import sqlite3
import threading
import time

import pytest

from lagebild.codecs.picture_toml import JOURNAL_NAME
from lagebild.errors import JournalError
from lagebild.journal.entry import EntryKind, NewEntry
from lagebild.journal.journal import Journal
from lagebild.service.log_desk import LogDesk
from tests.live.sources import wait_for


def note(text):
    return NewEntry(EntryKind.NOTE, text)


class Failing:
    """A log whose database is away until it is told otherwise."""

    def __init__(self, journal):
        self.journal = journal
        self.away = True

    def append(self, *new):
        if self.away:
            raise JournalError("the database is away")
        return self.journal.append(*new)


def test_what_the_watch_finds_waits_in_its_order_and_comes_in(tmp_path):
    with Journal(tmp_path) as journal:
        failing = Failing(journal)
        desk = LogDesk(failing)
        told = []
        desk.subscribe(told.append)
        desk.enter_soon(note("1"), note("2"))
        wait_for(lambda: desk.fault)
        assert str(desk.fault) == "the database is away"
        desk.enter_soon(note("3"))
        assert desk.waiting == 3
        # what people do is refused, not promised
        with pytest.raises(JournalError, match="the database is away"):
            desk.enter(note("4"))
        failing.away = False
        assert [entry.number for entry in desk.enter(note("5"))] == [4]
        assert (desk.fault, desk.waiting) == (None, 0)
        assert [entry.text for entry in journal.entries()] == ["1", "2", "3", "5"]
        assert [entry.text for some in told for entry in some] == ["1", "2", "3", "5"]
        assert desk.close() == 0


def test_a_desk_that_is_closed_while_the_database_is_away_says_what_is_lost(tmp_path):
    with Journal(tmp_path) as journal:
        desk = LogDesk(Failing(journal))
        desk.enter_soon(note("1"))
        wait_for(lambda: desk.fault)
        assert desk.close() == 1


def test_a_locked_file_is_shown_and_recovered_from(tmp_path):
    with Journal(tmp_path) as journal:
        desk = LogDesk(journal)
        desk.enter(note("before"))
        other = sqlite3.connect(tmp_path / JOURNAL_NAME, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        desk.enter_soon(note("while it is locked"))
        wait_for(lambda: desk.fault, 30)
        assert "lock" in str(desk.fault) or "another" in str(desk.fault)
        other.execute("ROLLBACK")
        other.close()
        wait_for(lambda: not desk.waiting, 30)
        assert desk.fault is None
        assert [entry.text for entry in journal.entries()] == ["before", "while it is locked"]
        desk.close()


def test_many_at_once_keep_one_chain(tmp_path):
    with Journal(tmp_path) as journal:
        desk = LogDesk(journal)
        threads = [
            threading.Thread(
                target=lambda n=number: [desk.enter_soon(note(f"{n}")) or time.sleep(0) for _ in range(50)]
            )
            for number in range(4)
        ]
        for thread in threads:
            thread.start()
        for _ in range(10):
            desk.enter(note("by hand"))
        for thread in threads:
            thread.join()
        assert desk.close() == 0
        found = journal.verify()
        assert found.holds
        assert found.entries == 210


def test_a_listener_that_fails_costs_nothing(tmp_path, caplog):
    with Journal(tmp_path) as journal:
        desk = LogDesk(journal)
        desk.subscribe(lambda _: 1 / 0)
        end = desk.subscribe(lambda _: None)
        desk.enter(note("1"))
        end()
        assert "could not be told" in caplog.text
        desk.close()
