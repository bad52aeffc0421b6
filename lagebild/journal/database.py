"""The databases that can hold a log: SQLite in the picture's folder, or PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib.resources import as_file, files
from pathlib import Path
from sqlite3 import OperationalError
from time import monotonic, sleep
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from lagebild.errors import JournalError, MissingPackageError, ValidationError
from lagebild.messages import Message

__all__ = ["Database"]

_PATIENCE = 5
"""Seconds that one waits for another who is writing, or for a server to answer."""

_NEWEST = "0001"
"""The last of the migrations."""

_LOCK = 0x6C616765
"""A number of our own, for PostgreSQL's advisory locks."""


class Database:
    """A database that is brought to today's tables when it is first used, and again after it was out of reach.

    Parameters
    ----------
    place
        A file for SQLite, or an address such as `postgresql+psycopg://user:password@host/name`.

    Raises
    ------
    ValidationError
        If the address is of another kind.
    MissingPackageError
        If PostgreSQL is asked for and its driver is not installed.
    """

    def __init__(self, place: Path | str) -> None:
        url = URL.create("sqlite", database=str(place)) if isinstance(place, Path) else _url(place)
        self.name = url.render_as_string(hide_password=True) if url.host else str(url.database)
        """As it may be shown: without the password."""
        self._is_sqlite = url.get_backend_name() == "sqlite"
        self._is_ready = False
        self._engine = _engine(url, is_sqlite=self._is_sqlite)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one state of the database.

        Raises
        ------
        JournalError
            If the database cannot be read; the sentence says why.
        """
        with self._said():
            self._prepare()
            with self._engine.begin() as connection:
                yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection that writes alone; what it wrote is on the disk when this ends without an error.

        Raises
        ------
        JournalError
            If the database cannot be written; nothing was.
        """
        with self._said():
            self._prepare()
            with self._alone() as connection:
                yield connection

    def close(self) -> None:
        """Give back all connections."""
        self._engine.dispose()

    @contextmanager
    def _alone(self) -> Iterator[Connection]:
        with self._engine.execution_options(writes=True).begin() as connection:
            if not self._is_sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            yield connection

    def _prepare(self) -> None:
        if self._is_ready:
            return
        with self._engine.begin() as connection:
            version = _version(connection)
        if version != _NEWEST:
            with self._alone() as connection:
                _check_version(_version(connection), self.name)
                _migrate(connection)
        self._is_ready = True

    @contextmanager
    def _said(self) -> Iterator[None]:
        try:
            yield
        except PoolTimeoutError as error:
            raise JournalError(Message("the log {name} is busy; try again", name=self.name)) from error
        except DBAPIError as error:
            self._is_ready = self._is_ready and not error.connection_invalidated
            raise JournalError(self._sentence(str(error.orig))) from error
        except SQLAlchemyError as error:
            raise JournalError(self._sentence(str(error))) from error

    def _sentence(self, reason: str) -> Message:
        name, told = self.name, reason.lower()
        if "is locked" in told:
            return Message("another program holds the log {name}; try again", name=name)
        if "disk is full" in told or "no space left" in told:
            return Message("the disk with the log {name} is full; nothing was entered", name=name)
        if "readonly" in told or "read-only" in told:
            return Message("the log {name} cannot be written: it may only be read", name=name)
        if "not a database" in told or "malformed" in told:
            return Message("the log {name} is damaged or no database: {reason}", name=name, reason=reason)
        return Message("the log {name} is out of reach: {reason}", name=name, reason=reason.strip().split("\n")[0])


def _url(text_: str) -> URL:
    try:
        url = make_url(text_)
    except ArgumentError:
        url = None
    if url is None or url.drivername not in ("sqlite", "postgresql", "postgresql+psycopg"):
        shown = text_.split("://")[0] if "://" in text_ else text_
        raise ValidationError(f"a log lies in sqlite:///… or postgresql+psycopg://…, not in {shown!r}")
    return url.set(drivername="postgresql+psycopg") if url.drivername.startswith("postgresql") else url


def _engine(url: URL, *, is_sqlite: bool) -> Engine:
    waits: dict[str, Any] = {"timeout": _PATIENCE} if is_sqlite else {"connect_timeout": _PATIENCE}
    try:
        engine = create_engine(url, connect_args=waits, pool_pre_ping=not is_sqlite, pool_timeout=_PATIENCE)
    except (ImportError, NoSuchModuleError) as error:
        raise MissingPackageError(
            Message(
                "a log in PostgreSQL needs the package psycopg: {command}", command='pip install "lagebild[postgres]"'
            )
        ) from error
    if is_sqlite:
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver would begin transactions of its own, and too late
    with closing(connection.cursor()) as cursor:
        # readers and the writer do not wait for each other; FULL: what was said to be written survives a power cut
        _use_wal(cursor)
        cursor.execute("PRAGMA synchronous=FULL")


def _use_wal(cursor: Any) -> None:
    """Two who open a new file at the same moment are refused, not kept waiting: SQLite leaves that to us."""
    end = monotonic() + _PATIENCE
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except OperationalError as error:
            if "is locked" not in str(error) or monotonic() > end:
                raise
            sleep(0.02)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _check_version(version: str | None, name: str) -> None:
    if version is not None and version > _NEWEST:
        raise JournalError(
            Message("the log {name} was made by a newer lagebild (tables {version})", name=name, version=version)
        )


def _migrate(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    with as_file(files("lagebild.journal") / "migrations") as folder:
        config = Config()
        config.set_main_option("script_location", str(folder).replace("%", "%%"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
