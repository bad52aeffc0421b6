"""Every place is in one part, whatever their number."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lagebild.model import threads


@given(st.integers(0, 5000), st.integers(1, 7))
def test_every_place_is_worked_on_once(count: int, fewest: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(threads, "_FEWEST", fewest)
        patch.setattr("os.cpu_count", lambda: 3)
        seen = np.zeros(count, dtype=int)

        def work(begin: int, end: int) -> None:
            seen[begin:end] += 1

        threads.in_threads(count, work)
    assert (seen == 1).all()


def test_what_is_raised_in_a_thread_is_raised() -> None:
    def fail(begin: int, _: int) -> None:
        if begin:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        threads.in_threads(10**6, fail)
