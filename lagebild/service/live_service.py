"""The live part of a picture, once a process: feeds, who is where, the watch and its alerts. Runs without any page."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from lagebild.journal.entry import EntryKind, NewEntry
from lagebild.journal.journal import Journal
from lagebild.live.alerts import AlertBook, entry_of_event, entry_of_rule
from lagebild.live.feed_address import FeedAddress
from lagebild.live.feed_state import FeedPhase, FeedState
from lagebild.live.observations import Observations
from lagebild.live.received_store import ReceivedStore, received_between
from lagebild.live.receiver import Receiver
from lagebild.live.recent import Recent
from lagebild.live.traffic import Now, Traffic
from lagebild.live.watch import Watch
from lagebild.messages import Message
from lagebild.model.alert_rule import DEFAULT_RULES
from lagebild.model.picture import PictureContent
from lagebild.service.log_desk import LogDesk

__all__ = ["LiveService"]

_LOG = logging.getLogger(__name__)
_TOGETHER = 0.05
"""Seconds in which what comes is gathered: shorter takes more work, longer lets alerts wait."""

_IDLE = 0.5
_FORGET = 60.0
_OF_ALERTS = (EntryKind.ALERT, EntryKind.ACKNOWLEDGEMENT, EntryKind.CLOSING)


class LiveService:
    """Receives, merges, watches and enters what it finds.

    Parameters
    ----------
    picture
        Whose airspaces, terrain and QNH the rules are about.
    journal
        Its log; rules and what went on before are taken from it.
    addresses
        The feeds.
    version
        Of the program, for servers that ask.
    store
        Keeps what is received; none for a replay, which is kept already. It is closed with the service.

    Raises
    ------
    ValidationError, LagebildError
        As `Receiver`; JournalError if the log cannot be read.
    """

    def __init__(
        self,
        picture: PictureContent,
        journal: Journal,
        addresses: Sequence[FeedAddress],
        version: str = "0",
        store: ReceivedStore | None = None,
    ) -> None:
        self.store = store
        self._arrived = threading.Event()
        self.receiver = Receiver(addresses, self._arrived.set, version)
        self.book = AlertBook(journal.entries(kinds=(*_OF_ALERTS, EntryKind.RULE)))
        self.traffic = Traffic(len(addresses))
        self.recent = Recent()
        self.desk = LogDesk(journal)
        self.desk.subscribe(self.book.add)
        if not self.book.has_rules:
            self.desk.enter(*(entry_of_rule(rule, "lagebild") for rule in DEFAULT_RULES))
        self._rules = self.book.rules
        self.watch = Watch(self._rules, picture.airspaces, picture.terrain, picture.qnh)
        self.watch.resume(self.book.lasting)
        self.begun = time.time()
        self.steps = 0
        self.slowest = 0.0
        """Seconds of the longest step."""

        self._phases: dict[str, FeedPhase] = {}
        self._forgot = -np.inf
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="lagebild-watch", daemon=True)

    def start(self) -> None:
        """Connect the feeds and begin to watch."""
        self.receiver.start()
        self._thread.start()

    def stop(self) -> int:
        """End everything; returns how many entries could not be written."""
        self._stopping.set()
        self._arrived.set()
        if self._thread.is_alive():
            self._thread.join()
        self.receiver.stop()
        if self.store is not None:
            self.store.close()
        return self.desk.close()

    @property
    def now(self) -> Now:
        """Who is where."""
        with self._lock:
            return self.traffic.now()

    @property
    def keeps(self) -> bool:
        """Whether what was received can be looked at again."""
        return self.store is not None or self.receiver.is_replay

    def received_between(self, start: float, end: float) -> Iterator[tuple[str, Observations]]:
        """Yield what was received (seconds since 1970 UTC by the feeds' clock): kept, or out of what is replayed."""
        for replay in self.receiver.replays:
            yield replay.address.name, replay.told_between(start, end)
        if self.store is not None:
            yield from received_between(Path(self.store.folder), start, end)

    @property
    def feeds(self) -> tuple[FeedState, ...]:
        """How the feeds are doing."""
        return self.receiver.states

    @property
    def is_over(self) -> bool:
        """Whether all there is are replays that have ended."""
        states = self.feeds
        return bool(states) and all(state.phase is FeedPhase.ENDED for state in states)

    def _run(self) -> None:
        waits = _TOGETHER if self.receiver.is_replay else _IDLE
        while not self._stopping.is_set():
            self._arrived.wait(waits)
            self._arrived.clear()
            took = self._timed_step()
            self._stopping.wait(max(0.0, _TOGETHER - took))
        self._timed_step()  # what came while it was being stopped

    def _timed_step(self) -> float:
        begun = time.perf_counter()
        try:
            self._step()
        except Exception:  # noqa: BLE001  (a watch that has ended silently would be worse than any fault)
            _LOG.exception("a step of the watch has failed")
        took = time.perf_counter() - begun
        self.steps += 1
        self.slowest = max(self.slowest, took)
        return took

    def _step(self) -> None:
        now = self.receiver.clock.now()
        states = self.feeds
        self._note_feeds(states)
        dead = np.array([state.phase is FeedPhase.DEAD for state in states], dtype=bool)
        with self._lock:
            changed = []
            if self._rules != (rules := self.book.rules):
                self._rules = rules
                changed = self.watch.set_rules(rules, now)
            received = self.receiver.take()
            if self.store is not None:
                self.store.put([(states[number].name, seen) for number, seen in received])
            fixes = self.traffic.update(received)
            self.recent.add(fixes, now)
            events = changed + self.watch.step(fixes, now, self.traffic.now, dead)
            if now - self._forgot >= _FORGET:
                self._forgot = now
                self.traffic.forget(now)
        if events:
            found = [entry_of_event(event) for event in events]
            self.book.expect(found)
            self.desk.enter_soon(*found)

    def _note_feeds(self, states: Sequence[FeedState]) -> None:
        for state in states:
            before = self._phases.get(state.name, FeedPhase.CONNECTING)
            # between two attempts a dead feed is connecting, which is no news
            phase = before if state.phase is FeedPhase.CONNECTING else state.phase
            self._phases[state.name] = phase
            if phase is before:
                continue
            said = _said(state)
            _LOG.log(logging.WARNING if phase is FeedPhase.DEAD else logging.INFO, "%s", said)
            self.desk.enter_soon(NewEntry(EntryKind.FEED, said, subject=f"feed:{state.name}"))


def _said(state: FeedState) -> Message:
    match state.phase:
        case FeedPhase.DEAD:
            return Message("feed {feed} is dead: {reason}", feed=state.name, reason=state.reason)
        case FeedPhase.SILENT:
            return Message("feed {feed} is connected, but nothing comes", feed=state.name)
        case FeedPhase.ENDED:
            return Message("feed {feed} has been told to its end", feed=state.name)
        case _:
            return Message("feed {feed} is received", feed=state.name)
