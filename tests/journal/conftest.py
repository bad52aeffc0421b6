"""Logs in both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lagebild.journal.journal import Journal

MakeJournal = Callable[..., Journal]


@pytest.fixture(params=["sqlite", "postgresql"])
def make_journal(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[MakeJournal]:
    """Open the same log, as often as it is called."""
    opened: list[Journal] = []
    sqlite = request.param == "sqlite"
    address = "" if sqlite else request.getfixturevalue("postgres").new_database()

    def make(picture: str = "lage") -> Journal:
        opened.append(Journal(tmp_path, picture) if sqlite else Journal(address, picture))
        return opened[-1]

    yield make
    for journal in opened:
        journal.close()


@pytest.fixture
def journal(make_journal: MakeJournal) -> Journal:
    return make_journal()
