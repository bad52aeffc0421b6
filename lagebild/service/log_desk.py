"""Where all of one process is entered into the picture's log: at once, or as soon as its database can be reached."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable

from lagebild.errors import JournalError
from lagebild.journal.entry import Entry, NewEntry
from lagebild.journal.journal import Journal
from lagebild.messages import message_of

__all__ = ["LogDesk"]

_LOG = logging.getLogger(__name__)
_FIRST_PAUSE, _LONGEST_PAUSE = 0.2, 15.0
_MOST_AT_ONCE = 500


class LogDesk:
    """Enters; safe to be used from threads.

    What people do is entered while they wait, or refused (`enter`). What the watch finds must not be lost because a
    database is locked, full or away: it waits in memory, in its order, and is entered when that is over (`enter_soon`);
    until then `fault` says what is wrong, for everybody to see.
    """

    def __init__(self, journal: Journal) -> None:
        self.journal = journal
        self._waiting: deque[NewEntry] = deque()
        self._writing = threading.Lock()
        self._changed = threading.Condition()
        self._listeners: list[Callable[[tuple[Entry, ...]], None]] = []
        self._fault: str | None = None
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="lagebild-log", daemon=True)
        self._thread.start()

    @property
    def fault(self) -> str | None:
        """Why entries wait, a `Message` where it can be said in other languages; None while all is well."""
        return self._fault

    @property
    def waiting(self) -> int:
        """How many entries are not yet in the log."""
        return len(self._waiting)

    def enter(self, *new: NewEntry) -> tuple[Entry, ...]:
        """Enter what somebody has done; when it returns it is on the disk.

        Raises
        ------
        JournalError
            If it could not be written; then nothing of it was.
        """
        with self._writing:
            self._write_waiting()
            written = self._append(new)
        self._tell(written)
        return written

    def enter_soon(self, *new: NewEntry) -> None:
        """Enter without waiting for it; who listens is told at once that something waits, and again when it is in."""
        with self._changed:
            self._waiting.extend(new)
            self._changed.notify_all()
        self._tell(())

    def subscribe(self, tell: Callable[[tuple[Entry, ...]], None]) -> Callable[[], None]:
        """Have `tell` called, in any thread, with what has been entered; returns what ends that.

        It is called with nothing when something waits to be entered, and when `fault` has changed.
        """
        self._listeners = [*self._listeners, tell]

        def end() -> None:
            self._listeners = [one for one in self._listeners if one is not tell]

        return end

    def close(self, patience: float = 5.0) -> int:
        """Enter what waits, for so many seconds at most; returns how many entries are lost."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        self._thread.join(patience)
        return len(self._waiting)

    def _run(self) -> None:
        pause = _FIRST_PAUSE
        while True:
            with self._changed:
                while not self._waiting and not self._closing:
                    self._changed.wait()
                if not self._waiting:
                    return
            try:
                with self._writing:
                    self._write_waiting()
                pause = _FIRST_PAUSE
            except JournalError:
                with self._changed:
                    self._changed.wait(pause)
                    if self._closing:
                        return
                pause = min(2 * pause, _LONGEST_PAUSE)

    def _write_waiting(self) -> None:
        while self._waiting:
            some = [self._waiting[number] for number in range(min(len(self._waiting), _MOST_AT_ONCE))]
            written = self._append(tuple(some))
            for _ in some:
                self._waiting.popleft()
            self._tell(written)

    def _append(self, new: tuple[NewEntry, ...]) -> tuple[Entry, ...]:
        try:
            written = self.journal.append(*new)
        except JournalError as error:
            self._note_fault(message_of(error))
            raise
        self._note_fault(None)
        return written

    def _note_fault(self, fault: str | None) -> None:
        before, self._fault = self._fault, fault
        if before is None and fault is not None:
            _LOG.warning("entries wait for the log: %s", fault)
        elif before is not None and fault is None:
            _LOG.info("the log can be written again")
        if before != fault:
            self._tell(())

    def _tell(self, written: tuple[Entry, ...]) -> None:
        for tell in self._listeners:
            try:
                tell(written)
            except Exception:  # noqa: BLE001  (a session that has ended must not cost the others theirs)
                _LOG.exception("somebody could not be told of the log's entries")
