"""The log of one picture."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from sqlalchemy import ColumnElement, Connection, Select, insert, select

from lagebild.codecs.picture_toml import JOURNAL_NAME
from lagebild.errors import JournalError, ValidationError
from lagebild.journal.chain import START, chain_hash, faults_of, searched
from lagebild.journal.database import Database
from lagebild.journal.entry import Entry, EntryKind, NewEntry, moment_text
from lagebild.journal.schema import entries as table
from lagebild.messages import Message

__all__ = ["Head", "Journal", "Verification"]

_AT_ONCE = 2_000
"""Rows that are fetched together."""

_MOST_FAULTS = 100

_LONGEST_NAME = 200
"""Characters that the table has for a picture's name."""


@dataclass(frozen=True)
class Head:
    """The last entry of a log; who notes it elsewhere can tell later whether the end was cut off."""

    number: int
    hash: str

    def __str__(self) -> str:
        return f"{self.number}:{self.hash}"

    @classmethod
    def parsed(cls, text: str) -> Self:
        """Read what `str` wrote, such as `17:9f86…`."""
        number, _, digest = text.strip().partition(":")
        if not number.isdecimal() or len(digest) != len(START) or set(digest) - set("0123456789abcdef"):
            raise ValidationError(f"the head of a log is a number, a colon and 64 hexadecimal digits, not {text!r}")
        return cls(int(number), digest)


@dataclass(frozen=True)
class Verification:
    """What came out of going along the chain; at most 100 faults are listed."""

    entries: int
    head: Head
    faults: tuple[Message, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing was changed, removed or put in between."""
        return not self.faults


class Journal:
    """Append-only entries about one picture, safe to be used from several threads and processes.

    Parameters
    ----------
    place
        The picture's folder (the log is its file `journal.sqlite`), or the address of a database.
    picture
        The picture's name, for a database can hold the logs of several; by default the folder's name.

    Raises
    ------
    ValidationError
        If the address is no SQLite or PostgreSQL, or the name is missing or longer than 200 characters.
    MissingPackageError
        If PostgreSQL is asked for and its driver is not installed.
    """

    def __init__(self, place: Path | str, picture: str = "") -> None:
        if not picture and not isinstance(place, Path):
            raise ValidationError("a log in a database needs the picture's name")
        self.picture = picture or Path(place).resolve().name
        if len(self.picture) > _LONGEST_NAME:
            raise ValidationError(f"the picture's name is longer than {_LONGEST_NAME} characters: {self.picture:.40}…")
        self.database = Database(place / JOURNAL_NAME if isinstance(place, Path) else place)

    def append(self, *new: NewEntry) -> tuple[Entry, ...]:
        """Write entries, all or none; what is returned is on the disk.

        Raises
        ------
        JournalError
            If the database is full, locked or out of reach; nothing was entered.
        """
        if not new:
            return ()
        rows: list[dict[str, Any]] = []
        with self.database.writing() as connection:
            head = self._head(connection)
            number, previous = head.number, head.hash
            for one in new:
                number += 1
                columns = one.columns()
                digest = chain_hash(previous, self.picture, number, columns)
                place = {"picture": self.picture, "number": number, "previous": previous, "hash": digest}
                rows.append(columns | place | {"searched": searched(columns)})
                previous = digest
            connection.execute(insert(table), rows)
        return tuple(map(_entry, rows))

    def entries(
        self,
        *,
        kinds: Iterable[EntryKind] = (),
        subject: str = "",
        words: str = "",
        since: datetime | None = None,
        until: datetime | None = None,
        after: int = 0,
        limit: int | None = None,
        newest_first: bool = False,
    ) -> tuple[Entry, ...]:
        """Return entries, in the order of their numbers.

        Parameters
        ----------
        kinds, subject
            Only of these kinds; only of this subject.
        words
            Each of these words occurs in the text, in who wrote it or in the subject, in any case.
        since, until
            Only of this time, both included.
        after
            Only with larger numbers, as one asks who has all up to there.
        limit, newest_first
            At most so many, and from which end.
        """
        conditions: list[ColumnElement[bool]] = [table.c.number > after]
        wanted = [EntryKind(kind).value for kind in kinds]
        if wanted:
            conditions.append(table.c.kind.in_(wanted))
        if subject:
            conditions.append(table.c.subject == subject)
        if since is not None:
            conditions.append(table.c.time >= moment_text(since))
        if until is not None:
            conditions.append(table.c.time <= moment_text(until))
        for word in words.split():
            conditions.append(table.c.searched.contains(word.casefold(), autoescape=True))
        asked = self._of_picture(select(table).where(*conditions), newest=newest_first, limit=limit)
        with self.database.reading() as connection:
            return tuple(_entry(dict(row._mapping)) for row in connection.execute(asked))

    def head(self) -> Head:
        """Return the last entry's number and hash; number 0 of an empty log."""
        with self.database.reading() as connection:
            return self._head(connection)

    def verify(self, expected: Head | None = None) -> Verification:
        """Go along the chain from the first entry on.

        Parameters
        ----------
        expected
            A head noted earlier; it must still be there, or the end was cut off and written anew.
        """
        last, count, found = Head(0, START), 0, START
        faults: list[Message] = []

        def rows(result: Iterable[Any]) -> Iterator[dict[str, Any]]:
            nonlocal last, count, found
            for row in result:
                last, count = Head(int(row.number), str(row.hash)), count + 1
                if expected is not None and last.number == expected.number:
                    found = last.hash
                yield dict(row._mapping)

        with self.database.reading() as connection:
            asked = self._of_picture(select(table)).execution_options(yield_per=_AT_ONCE)
            for fault in faults_of(rows(connection.execute(asked)), self.picture):
                if len(faults) < _MOST_FAULTS:
                    faults.append(fault)
        if expected is not None and found != expected.hash:
            faults.append(Message("entry {number} is not the one whose hash was noted", number=expected.number))
        return Verification(count, last, tuple(faults))

    def close(self) -> None:
        """Give back the database."""
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _head(self, connection: Connection) -> Head:
        asked = self._of_picture(select(table.c.number, table.c.hash), newest=True, limit=1)
        last = connection.execute(asked).first()
        return Head(0, START) if last is None else Head(int(last.number), str(last.hash))

    def _of_picture(self, asked: Select[Any], *, newest: bool = False, limit: int | None = None) -> Select[Any]:
        order = table.c.number.desc() if newest else table.c.number
        return asked.where(table.c.picture == self.picture).order_by(order).limit(limit)


def _entry(row: Mapping[str, Any]) -> Entry:
    try:
        time = datetime.fromisoformat(row["time"]).astimezone(UTC)
        details = json.loads(row["details"])
    except ValueError as error:
        raise JournalError(
            Message("entry {number} of the log cannot be read, so somebody has changed it", number=row["number"])
        ) from error
    same = {name: row[name] for name in ("kind", "who", "subject", "text", "template", "values", "hash")}
    return Entry(number=int(row["number"]), time=time, details=details, **same)
