"""All feeds of one picture: connections in a thread of their own, observations for whoever asks."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Sequence

from lagebild.errors import ValidationError
from lagebild.live.clock import Clock, WallClock
from lagebild.live.feed import Feed
from lagebild.live.feed_address import FeedAddress, FeedKind
from lagebild.live.feed_state import FeedState
from lagebild.live.observations import Observations
from lagebild.live.replay import Replay, replay_clock

__all__ = ["Receiver"]

_LOG = logging.getLogger(__name__)


class Receiver:
    """Receives several feeds.

    Parameters
    ----------
    addresses
        Networks' feeds, or replays; not both, for a picture has one time.
    arrived
        Called in the receiver's thread whenever something has come or a feed's phase has changed.
    version
        Of the program, for servers that ask.

    Raises
    ------
    ValidationError
        If an address stands there twice, or replays are mixed with networks' feeds or differ in speed.
    LagebildError
        If a recording cannot be read, or a package is missing that a feed needs.
    """

    def __init__(
        self, addresses: Sequence[FeedAddress], arrived: Callable[[], None] = lambda: None, version: str = "0"
    ) -> None:
        names = [address.name for address in addresses]
        for name in names:
            if names.count(name) > 1:
                raise ValidationError(f"the feed {name} is given twice")
        recorded = [address for address in addresses if address.kind is FeedKind.REPLAY]
        if recorded and len(recorded) < len(addresses):
            raise ValidationError("a replay and a feed of now cannot be mixed: a picture has one time")
        self.clock: Clock = WallClock()
        self.feeds: tuple[Feed | Replay, ...]
        self._running: list[Feed] = []
        if recorded:
            replays = [Replay(address) for address in recorded]
            self._replays = replays
            self.feeds = tuple(replays)
        else:
            self._replays = []
            self._running = [Feed(address, self.clock, arrived, version) for address in addresses]
            self.feeds = tuple(self._running)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._stopping: asyncio.Event | None = None

    @property
    def is_replay(self) -> bool:
        """Whether a recording is told."""
        return bool(self._replays)

    @property
    def replays(self) -> tuple[Replay, ...]:
        """Recordings, where the picture replays them."""
        return tuple(self._replays)

    def start(self) -> None:
        """Connect; a replay begins to be told."""
        if self._replays:
            self.clock = replay_clock(self._replays)
        if self._running:
            ready = threading.Event()
            self._thread = threading.Thread(
                target=lambda: asyncio.run(self._run(ready)), name="lagebild-feeds", daemon=True
            )
            self._thread.start()
            ready.wait()

    def stop(self) -> None:
        """Disconnect; returns when all connections are closed."""
        if self._loop is not None and self._stopping is not None and self._thread is not None:
            self._loop.call_soon_threadsafe(self._stopping.set)
            self._thread.join()
        self._loop = self._thread = None

    def take(self) -> list[tuple[int, Observations]]:
        """Return what has come since the last time, by the number of its feed."""
        taken = [(number, feed.take()) for number, feed in enumerate(self.feeds)]
        return [(number, some) for number, some in taken if len(some)]

    @property
    def states(self) -> tuple[FeedState, ...]:
        """How the feeds are doing, in their order."""
        return tuple(feed.state for feed in self.feeds)

    async def _run(self, ready: threading.Event) -> None:
        self._loop, self._stopping = asyncio.get_running_loop(), asyncio.Event()
        ready.set()
        tasks = [asyncio.create_task(_kept_up(feed)) for feed in self._running]
        await self._stopping.wait()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _kept_up(feed: Feed) -> None:
    while True:
        try:
            await feed.connection.run()
        except Exception:  # noqa: BLE001  (a fault of ours in one feed must not end the others)
            _LOG.exception("the feed %s has failed and is begun anew", feed.address.name)
            await asyncio.sleep(5.0)
