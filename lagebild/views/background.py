"""Work that takes long, done beside the loop that answers browsers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TypeVar

import panel as pn

__all__ = ["in_background"]

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
    document = pn.state.curdoc
    served = document is not None and getattr(document, "session_context", None) is not None

    def deliver(future: asyncio.Future[T]) -> None:
        if future.cancelled():
            return
        result = future.result()
        if served:
            document.add_next_tick_callback(partial(done, result))
        else:
            done(result)

    loop.run_in_executor(None, work).add_done_callback(deliver)
