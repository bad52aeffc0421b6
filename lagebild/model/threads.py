"""Compiled loops beside each other: each takes a part of the places.

The loops themselves are plain ones that let go of Python's lock (`nogil`): they compile in a third of the time that
parallel ones take, and may be called from several threads at once whatever the platform's threading library is.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from itertools import pairwise

__all__ = ["in_threads"]

_FEWEST = 65_536
"""Places for which a thread is worth its while."""

_PARTS = 8
"""More parts than threads: where one is held up, the others take over."""


def in_threads(
    count: int,
    work: Callable[[int, int], None],
    *,
    fewest: int = _FEWEST,
    done: Callable[[float], None] | None = None,
) -> None:
    """Call `work(begin, end)` so that every place of `count` is in one half-open part; return when all are done.

    `fewest` places are worth a part. `done` hears the share that is done, in this thread; what it raises ends the work,
    after the parts that have begun.
    """
    workers = max(1, min(os.cpu_count() or 1, count // fewest))
    parts = max(1, min(count // fewest, _PARTS * workers))
    if workers == 1 and done is None:
        work(0, count)
        return
    cuts = [count * number // parts for number in range(parts + 1)]
    with ThreadPoolExecutor(workers) as pool:
        tasks = [pool.submit(work, *cut) for cut in pairwise(cuts)]
        try:
            for number, task in enumerate(as_completed(tasks), start=1):
                task.result()
                if done is not None:
                    done(number / parts)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
