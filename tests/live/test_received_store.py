"""What was received, kept: all of it, over crashes, and no longer than it should be."""

import os
import resource
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lagebild.errors import LagebildError
from lagebild.live.observations import NUMBERS, TEXTS, Observations
from lagebild.live.received_store import ReceivedStore, Retention, received_between, stored_parts
from tests.live.sources import wait_for

DAY = 1_795_514_400.0  # 2026-11-24T10:00:00Z


def seen(received, key="3c6589", **columns):
    received = np.atleast_1d(np.asarray(received, dtype=float))
    count = len(received)
    return Observations.of([key] * count, received, {name: [v] * count for name, v in columns.items()}, time=received)


def everything(folder, start=0.0, end=4e9):
    return list(received_between(folder, start, end))


def rows(parts):
    return sum(len(part) for _, part in parts)


NUMBER = st.none() | st.floats(-1e6, 1e6)


@given(
    numbers=st.lists(NUMBER, min_size=len(NUMBERS), max_size=len(NUMBERS)),
    texts=st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=9), min_size=3, max_size=3),
    ground=st.integers(-1, 1),
)
def test_what_is_kept_reads_back_as_it_was(tmp_path_factory, numbers, texts, ground):
    folder = tmp_path_factory.mktemp("store")
    columns = {name: [np.nan if v is None else v] for name, v in zip(NUMBERS, numbers, strict=True)}
    columns |= {name: [v] for name, v in zip(TEXTS, texts, strict=True)}
    given_one = Observations.of(["a"], DAY, columns, on_ground=[ground], time=[DAY - 0.25])
    store = ReceivedStore(folder)
    store.put([("sbs://h:30003", given_one)])
    store.close()
    ((feed, found),) = everything(folder)
    assert feed == "sbs://h:30003"
    assert (found.received[0], found.time[0], found.on_ground[0]) == (DAY, DAY - 0.25, ground)
    assert np.array_equal(found.numbers, given_one.numbers, equal_nan=True)
    assert found.texts.tolist() == given_one.texts.tolist()


def test_files_by_day_and_hour_and_spans_of_time(tmp_path):
    store = ReceivedStore(tmp_path)
    store.put([("one", seen(DAY + 600 * np.arange(12))), ("other", seen([DAY + 100.0], key="b"))])
    store.close()
    assert store.stored == 13
    found = stored_parts(tmp_path)
    assert [str(part.path.parent.relative_to(tmp_path)) for part in found] == [
        "day=2026-11-24/hour=10",
        "day=2026-11-24/hour=11",
    ]
    assert rows(everything(tmp_path)) == 13
    some = everything(tmp_path, DAY + 50, DAY + 1_300)
    assert [(feed, part.received.tolist()) for feed, part in some] == [
        ("other", [DAY + 100]),
        ("one", [DAY + 600, DAY + 1_200]),
    ]


def test_what_is_being_written_can_be_read_already(tmp_path):
    store = ReceivedStore(tmp_path)
    store.put([("one", seen([DAY, DAY + 1]))])
    wait_for(lambda: store.stored == 2)
    assert rows(everything(tmp_path)) == 2
    assert not stored_parts(tmp_path)
    store.close()
    assert rows(everything(tmp_path)) == 2


def test_sealed_now_and_then(tmp_path):
    store = ReceivedStore(tmp_path, seal_after=0.5)
    store.put([("one", seen([DAY]))])
    wait_for(lambda: stored_parts(tmp_path))
    store.put([("one", seen([DAY + 1]))])
    wait_for(lambda: len(stored_parts(tmp_path)) == 2)
    store.close()
    assert rows(everything(tmp_path)) == 2


def test_the_oldest_go_first(tmp_path):
    now = time.time()
    for days in (9, 5, 1, 0):
        store = ReceivedStore(tmp_path, Retention(days=20))
        store.put([("one", seen(now - days * 86_400 + np.arange(1_000) / 100))])
        store.close()
    ReceivedStore(tmp_path, Retention(days=7)).close()
    assert rows(everything(tmp_path)) == 3_000
    assert len(list(tmp_path.iterdir())) == 3  # the emptied day's folder is gone
    size = stored_parts(tmp_path)[-1].bytes
    ReceivedStore(tmp_path, Retention(days=7, gigabytes=1.5 * size / 1e9)).close()
    assert everything(tmp_path)[0][1].received[0] == pytest.approx(now, abs=1e-3)


_CRASHING = """
import sys, time
import numpy as np
from pathlib import Path
from tests.live.test_received_store import DAY, seen
from lagebild.live.received_store import ReceivedStore
store = ReceivedStore(Path(sys.argv[1]), seal_after=0.7)
for number in range(10_000):
    store.put([("one", seen([DAY + number / 1000]))])
    print(store.stored, flush=True)
    time.sleep(0.005)
"""


def test_killed_at_any_moment_what_was_stored_stays(tmp_path):
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    stored = 0
    for wait in (1.3, 2.2):
        process = subprocess.Popen(
            [sys.executable, "-c", _CRASHING, str(tmp_path)], stdout=subprocess.PIPE, text=True, cwd=root
        )
        process.stdout.readline()
        time.sleep(wait)
        process.send_signal(signal.SIGKILL)
        lines = process.stdout.read().split("\n")
        process.stdout.close()
        process.wait()
        stored += int(lines[-2])
        ReceivedStore(tmp_path).close()
        assert not list(tmp_path.glob("*.arrows"))
        assert rows(everything(tmp_path)) >= stored
    assert stored > 100


def test_an_end_that_was_cut_off_costs_only_itself(tmp_path):
    store = ReceivedStore(tmp_path)
    store.put([("one", seen([DAY]))])
    wait_for(lambda: store.stored == 1)
    store.put([("one", seen(DAY + np.arange(1_000)))])
    wait_for(lambda: store.stored == 1_001)
    (path,) = tmp_path.glob("*.arrows")
    damaged = path.read_bytes()[:-500]
    other = tmp_path / "other"
    other.mkdir()
    (other / path.name).write_bytes(damaged)
    (other / "1.arrows").write_bytes(b"")
    ReceivedStore(other).close()
    assert rows(everything(other)) == 1
    store.close()


def test_a_disk_that_takes_nothing_is_shown_and_recovered_from(tmp_path, monkeypatch):
    monkeypatch.setattr("lagebild.live.received_store._PAUSE", 0.2)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    store = ReceivedStore(tmp_path)
    store.put([("one", seen([DAY]))])
    wait_for(lambda: store.stored == 1)
    try:
        # as a full disk does, writing fails in the middle
        resource.setrlimit(resource.RLIMIT_FSIZE, (4_000, before[1]))
        store.put([("one", seen(DAY + np.arange(1, 2_001) / 100))])
        wait_for(lambda: store.fault)
        assert str(tmp_path) in store.fault
        assert store.waiting == 2_000
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
    wait_for(lambda: store.stored == 2_001)
    assert store.fault is None
    store.close()
    assert rows(everything(tmp_path)) == 2_001


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(LagebildError, match="cannot be made"):
        ReceivedStore(tmp_path / "file" / "store")


def test_what_waits_too_long_is_given_up_and_counted(tmp_path, monkeypatch):
    monkeypatch.setattr("lagebild.live.received_store._MOST_WAITING", 10)
    store = ReceivedStore(tmp_path)
    for number in range(5):
        store.put([("one", seen(DAY + number + np.arange(4) / 10))])
    assert store.lost >= 8
    assert store.waiting <= 12
    store.close()
