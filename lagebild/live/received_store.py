"""What feeds told, kept: Parquet by day and hour, with retention by age and size.

What comes is appended to one file at once (Arrow's stream format), which a crash can only cut off at its end; every few
minutes it becomes a Parquet file and is deleted. A store that finds such a file when it is opened takes it over.
"""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from lagebild.errors import LagebildError
from lagebild.live.observations import NUMBERS, TEXTS, Observations
from lagebild.messages import Message

__all__ = ["ReceivedStore", "Retention", "StoredPart", "received_between", "stored_parts"]

_LOG = logging.getLogger(__name__)
_OPEN, _SEALED, _PARTIAL = ".arrows", ".parquet", ".partial"
_PARTITION = "day=%Y-%m-%d/hour=%H"
_HOUR, _DAY = 3_600.0, 86_400.0
_SECOND = 1.0
_MOST_WAITING = 2_000_000
"""Messages that are kept in memory while the disk takes none."""

_PAUSE = 5.0
"""Seconds until a disk that took nothing is tried again."""

SCHEMA = pa.schema(
    [
        ("key", pa.string()),
        ("feed", pa.string()),
        ("received", pa.timestamp("us", tz="UTC")),
        ("time", pa.timestamp("us", tz="UTC")),
        *((name, pa.float64()) for name in NUMBERS),
        *((name, pa.string()) for name in TEXTS),
        ("on_ground", pa.int8()),
    ]
)
"""The columns; units as in `Observations`, missing values are null."""


@dataclass(frozen=True, kw_only=True)
class Retention:
    """How long what was received is kept; the oldest goes first."""

    days: float = 7.0
    gigabytes: float = 20.0


@dataclass(frozen=True, kw_only=True)
class StoredPart:
    """One file of a store."""

    path: Path
    first: float
    """Seconds since 1970 UTC at which its first message was received."""

    bytes: int


class ReceivedStore:
    """Takes what is received, and writes it in a thread of its own; safe to be used from threads.

    Parameters
    ----------
    folder
        Is made if it is not there.
    retention
        What is deleted again.
    seal_after
        Seconds after which a file becomes Parquet.

    Raises
    ------
    LagebildError
        If the folder cannot be made.
    """

    def __init__(self, folder: Path, retention: Retention | None = None, seal_after: float = 300.0) -> None:
        self.folder = folder
        self._retention = retention or Retention()
        self._seal_after = seal_after
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LagebildError(f"{folder}, for what is received, cannot be made: {error.strerror}") from error
        self._waiting: deque[pa.RecordBatch] = deque()
        self._waiting_rows = 0
        self.stored = 0
        """Messages that are on the disk since the start."""

        self.lost = 0
        """Messages that were given up, because the disk took none for too long."""

        self.fault: str | None = None
        """Why nothing can be stored now; a `Message` where it can be said in other languages."""

        self._lock = threading.Condition()
        self._closing = False
        self._open: _OpenFile | None = None
        self._recovered = False
        self._thread = threading.Thread(target=self._run, name="lagebild-store", daemon=True)
        self._thread.start()

    def put(self, parts: Sequence[tuple[str, Observations]]) -> None:
        """Take what feeds told: the feed's name, and observations without missing times."""
        batches = [_batch(feed, seen) for feed, seen in parts if len(seen)]
        with self._lock:
            for batch in batches:
                self._waiting.append(batch)
                self._waiting_rows += batch.num_rows
            while self._waiting_rows > _MOST_WAITING:
                oldest = self._waiting.popleft().num_rows
                self._waiting_rows -= oldest
                self.lost += oldest

    @property
    def waiting(self) -> int:
        """Messages that are not on the disk yet."""
        return self._waiting_rows

    def close(self) -> None:
        """Write what waits, and seal."""
        with self._lock:
            self._closing = True
            self._lock.notify_all()
        self._thread.join()

    def _run(self) -> None:
        while True:
            with self._lock:
                self._lock.wait_for(lambda: self._closing, _SECOND if self.fault is None else _PAUSE)
                closing = self._closing
            try:
                self._work(closing=closing)
                self.fault = None
            except (OSError, pa.ArrowException) as error:
                self.fault = Message(
                    "what is received cannot be stored in {folder}: {reason}",
                    folder=str(self.folder),
                    reason=_reason(error),
                )
                _LOG.warning("%s", self.fault)
                self._abandon()
            if closing:
                return

    def _work(self, *, closing: bool) -> None:
        if not self._recovered:
            for left in sorted(self.folder.glob(f"*{_OPEN}")):
                _seal(left, self.folder)
            self._recovered = True
            _delete_oldest(self.folder, self._retention)
        self._write()
        if self._open is not None and (closing or self._open.age >= self._seal_after):
            done, self._open = self._open, None
            done.close()
            _seal(done.path, self.folder)
            _delete_oldest(self.folder, self._retention)

    def _write(self) -> None:
        with self._lock:
            some = list(self._waiting)
        if not some:
            return
        if self._open is None:
            self._open = _OpenFile(self.folder / f"{time.time_ns()}{_OPEN}")
        self._open.write(some)
        with self._lock:
            # the oldest may have been given up meanwhile, if the disk took very long
            for batch in some:
                if self._waiting and self._waiting[0] is batch:
                    self._waiting.popleft()
                    self._waiting_rows -= batch.num_rows
                    self.stored += batch.num_rows

    def _abandon(self) -> None:
        """Let go of a file that could not be written; what is whole in it is taken over at the next attempt."""
        done, self._open = self._open, None
        if done is not None:
            with contextlib.suppress(OSError, pa.ArrowException):
                done.close()
        self._recovered = False


class _OpenFile:
    """The file that is appended to."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = path.open("wb", buffering=0)
        self._writer = pa.ipc.new_stream(self._file, SCHEMA)
        self._begun = time.monotonic()

    @property
    def age(self) -> float:
        """Seconds."""
        return time.monotonic() - self._begun

    def write(self, batches: Sequence[pa.RecordBatch]) -> None:
        """Append; when it returns, a crash of the program costs nothing of it."""
        self._writer.write_table(pa.Table.from_batches(batches).combine_chunks())

    def close(self) -> None:
        """Write the end."""
        try:
            self._writer.close()
        finally:
            self._file.close()


def _batch(feed: str, seen: Observations) -> pa.RecordBatch:
    def texts(values: NDArray[Any]) -> pa.Array:
        return pa.array([value or None for value in values], pa.string())

    ground = pa.array(seen.on_ground, mask=seen.on_ground < 0)
    columns = [
        pa.array(list(seen.key), pa.string()),
        pa.array([feed] * len(seen), pa.string()),
        _moments(seen.received),
        _moments(seen.time),
        *(pa.array(seen.numbers[:, number], from_pandas=True) for number in range(len(NUMBERS))),
        *(texts(seen.texts[:, number]) for number in range(len(TEXTS))),
        ground,
    ]
    return pa.RecordBatch.from_arrays(columns, schema=SCHEMA)


def _moments(seconds: NDArray[np.float64]) -> pa.Array:
    return pa.array(np.rint(seconds * 1e6).astype(np.int64), pa.int64()).cast(pa.timestamp("us", tz="UTC"))


def _whole_batches(path: Path) -> Iterator[pa.RecordBatch]:
    """Yield what is whole in an open file; its end may be cut off."""
    with path.open("rb") as file:
        try:
            yield from pa.ipc.open_stream(file)
        except (pa.ArrowException, OSError, EOFError):
            return


def _seal(path: Path, folder: Path) -> None:
    """Turn an open file into Parquet, a file for each hour in it, and delete it; doing it twice does no harm."""
    writers: dict[str, pq.ParquetWriter] = {}
    try:
        for batch in _whole_batches(path):
            hours = pc.strftime(batch.column("received"), format=_PARTITION)
            for hour in pc.unique(hours).to_pylist():
                if hour not in writers:
                    (folder / hour).mkdir(parents=True, exist_ok=True)
                    target = folder / hour / f"{path.stem}{_SEALED}{_PARTIAL}"
                    writers[hour] = pq.ParquetWriter(target, SCHEMA, compression="zstd")
                writers[hour].write_batch(batch.filter(pc.equal(hours, hour)))
        for writer in writers.values():
            writer.close()
    except BaseException:
        for writer in writers.values():
            with contextlib.suppress(OSError, pa.ArrowException):
                writer.close()
        raise
    for hour in writers:
        done = folder / hour / f"{path.stem}{_SEALED}"
        done.with_name(f"{done.name}{_PARTIAL}").replace(done)
    path.unlink()


def stored_parts(folder: Path) -> list[StoredPart]:
    """Return the Parquet files of a store, the oldest first."""
    found = []
    for path in sorted(folder.glob(f"day=*/hour=*/*{_SEALED}")):
        day, hour = path.parent.parent.name.removeprefix("day="), path.parent.name.removeprefix("hour=")
        with contextlib.suppress(ValueError, OSError):
            first = datetime.strptime(f"{day} {hour} +0000", "%Y-%m-%d %H %z").timestamp()
            found.append(StoredPart(path=path, first=first, bytes=path.stat().st_size))
    return sorted(found, key=lambda part: (part.first, part.path.name))


def _delete_oldest(folder: Path, retention: Retention) -> None:
    parts = stored_parts(folder)
    total = sum(part.bytes for part in parts)
    before = time.time() - retention.days * _DAY
    for part in parts:
        if part.first + _HOUR > before and total <= retention.gigabytes * 1e9:
            break
        part.path.unlink(missing_ok=True)
        total -= part.bytes
        for above in (part.path.parent, part.path.parent.parent):
            with contextlib.suppress(OSError):
                above.rmdir()  # only if it is empty


def received_between(folder: Path, start: float, end: float) -> Iterator[tuple[str, Observations]]:
    """Yield what a store has of a span of time (seconds since 1970 UTC, by arrival), by feed and in order of arrival.

    What is in the file that is written now is there as well.
    """
    parts = [part.path for part in stored_parts(folder) if part.first <= end and part.first + _HOUR >= start]
    tables = [pq.read_table(path, partitioning=None) for path in parts]
    sealed = {path.stem for path in parts}
    tables += [
        pa.Table.from_batches(list(_whole_batches(path)), SCHEMA)
        for path in folder.glob(f"*{_OPEN}")
        if path.stem not in sealed
    ]
    if not tables:
        return
    table = pa.concat_tables(tables)
    received = table["received"].cast(pa.int64()).to_numpy() / 1e6
    order = np.argsort(received, kind="stable")
    order = order[(received[order] >= start) & (received[order] <= end)]
    table = table.take(pa.array(order))
    feeds = table["feed"].to_numpy(zero_copy_only=False)
    borders = [0, *(np.flatnonzero(feeds[1:] != feeds[:-1]) + 1).tolist(), len(feeds)]
    for first, last in pairwise(borders):
        if last > first:
            yield str(feeds[first]), _observations(table.slice(first, last - first))


def _observations(table: pa.Table) -> Observations:
    def seconds(name: str) -> NDArray[np.float64]:
        return np.asarray(table[name].cast(pa.int64()).to_numpy() / 1e6)

    columns: dict[str, Any] = {name: table[name].to_numpy(zero_copy_only=False) for name in NUMBERS}
    columns |= {name: table[name].to_pylist() for name in TEXTS}
    ground = table["on_ground"].fill_null(-1).to_numpy()
    return Observations.of(
        table["key"].to_pylist(), seconds("received"), columns, on_ground=ground, time=seconds("time")
    )


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else "") or str(error)
