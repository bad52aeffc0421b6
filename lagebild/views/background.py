"""Work that takes long, done beside the loop that answers browsers."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

import panel as pn

__all__ = ["beside_page", "followed", "in_background", "is_served"]

T = TypeVar("T")


def in_background(work: Callable[[], T], done: Callable[[T], None]) -> None:
    """Run `work` in a thread, then `done` with its result where messages are handled; without a loop, at once.

    `work` must not raise: what can go wrong is part of its result.
    """
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        done(work())
        return
    document, served = pn.state.curdoc, is_served()

    def deliver(future: asyncio.Future[T]) -> None:
        if future.cancelled():
            return
        result = future.result()
        if served:
            document.add_next_tick_callback(partial(done, result))
        else:
            done(result)

    loop.run_in_executor(None, work).add_done_callback(deliver)


def beside_page(work: Callable[[], T], done: Callable[[T], None]) -> None:
    """Run `work` in a thread for a page that is served; in a notebook at once.

    There the cell waits, as its author expects, and shows the result: what is sent after a cell has ended and before
    its page listens is lost.
    """
    if is_served():
        in_background(work, done)
    else:
        done(work())


def is_served() -> bool:
    """Whether a page of a server is being handled; else it is a notebook or a script."""
    return getattr(pn.state.curdoc, "session_context", None) is not None


def followed(subscribe: Callable[[Callable[[Any], None]], Callable[[], None]], refresh: Callable[[], None]) -> None:
    """Have a page refreshed whenever something is told, from whatever thread, as long as the page is open.

    `subscribe` takes what is to be called, and returns what ends that. What is told while a refresh is still coming
    brings no second one. It begins once the page is there, with a refresh: what another thread asks of a page that is
    still being made is lost at times.
    """
    if not is_served():
        subscribe(lambda _: refresh())
        return
    document = pn.state.curdoc
    coming = threading.Event()

    def work() -> None:
        coming.clear()
        refresh()

    def tell(_told: Any) -> None:
        if not coming.is_set():
            coming.set()
            document.add_next_tick_callback(work)

    def begin() -> None:
        end = subscribe(tell)
        document.on_session_destroyed(lambda _: end())
        refresh()

    pn.state.onload(begin)
