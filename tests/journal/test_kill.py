"""Who is told that an entry was written can rely on it, even if the program is killed in the next moment."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from pathlib import Path
from time import sleep

import pytest

from lagebild.journal.journal import Journal

KILLS = int(os.environ.get("LAGEBILD_KILLS", "8"))

WRITER = """
import sys
from pathlib import Path
from lagebild.journal.entry import EntryKind, NewEntry
from lagebild.journal.journal import Journal
journal = Journal(Path(sys.argv[1]), "lage")
while True:
    written = journal.append(*(NewEntry(EntryKind.NOTE, "x" * 500) for _ in range(3)))
    print(written[-1].number, written[-1].hash, flush=True)
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_no_acknowledged_entry_is_lost(tmp_path: Path) -> None:
    chance = random.Random(20260512)
    acknowledged = 0
    for _ in range(KILLS):
        writer = subprocess.Popen([sys.executable, "-c", WRITER, tmp_path], stdout=subprocess.PIPE, text=True)
        assert writer.stdout is not None
        first = writer.stdout.readline()
        sleep(chance.uniform(0, 0.3))
        writer.send_signal(signal.SIGKILL)
        told = [line.split() for line in [first, *writer.stdout.read().splitlines()] if len(line.split()) == 2]
        writer.stdout.close()
        writer.wait(10)
        numbers = {int(number): digest for number, digest in told if len(digest) == 64}
        assert numbers
        acknowledged += len(numbers)
        with Journal(tmp_path, "lage") as journal:
            kept = {entry.number: entry.hash for entry in journal.entries()}
            assert {number: kept.get(number) for number in numbers} == numbers
            assert len(kept) % 3 == 0  # never part of what was written together
            assert journal.verify().holds
    assert acknowledged >= KILLS
