"""Files damaged at random: every reader ends in a result or in one `LagebildError`, in bounded time.

The suite tries some hundred a reader; `LAGEBILD_MUTATIONS=10000 pytest -k mutated` tries as many as are named.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lagebild.errors import LagebildError

COUNT = int(os.environ.get("LAGEBILD_MUTATIONS", "150"))
LONGEST = 20.0
"""Seconds for one file; two cores that are busy with other tests."""

_WORDS = (
    b"\x00", b"\xff\xfe", b"999999999999999999999", b"-1", b"1e308", b"NaN", b"inf", b"null", b"[]", b"{}", b"<a>", b"</", b"&x;", b"]]>", b'"',
    b"'", b"\r", b"\n\n", b"..", b"/../", b"%s", b"\xc3\x28", b"\xf0\x9f\x98\x80", b"<script>", b"0" * 300, b",,,,", b"\x1b[2J",
)  # fmt: skip


def mutated(data: bytes, dice: random.Random) -> bytes:
    """Return a damaged copy: bytes flipped, pieces cut, repeated, moved, or nonsense put in."""
    damaged = bytearray(data)
    for _ in range(dice.choice((1, 1, 2, 4, 16))):
        at = dice.randrange(len(damaged) + 1)
        length = dice.choice((1, 2, 8, 64, 512))
        match dice.randrange(7):
            case 0 if damaged:
                damaged[min(at, len(damaged) - 1)] ^= 1 << dice.randrange(8)
            case 1:
                del damaged[at : at + length]
            case 2:
                damaged[at:at] = damaged[at : at + length]
            case 3:
                damaged[at:at] = dice.choice(_WORDS)
            case 4:
                damaged[at : at + length] = dice.choice(_WORDS)
            case 5:
                damaged[at : at + length] = dice.randbytes(length)
            case _:
                if dice.randrange(8) == 0:
                    del damaged[at:]
    return bytes(damaged)


def survives_mutations(
    read: Callable[[Path], Any], data: bytes, path: Path, *, count: int = COUNT, seed: int = 1
) -> int:
    """Damage `data` `count` times, write it to `path` and read it; returns how many could be read.

    `read` returns something with a `report`, whose sums are checked.
    """
    dice = random.Random(seed)
    readable = 0
    for number in range(count):
        damaged = mutated(data, dice)
        path.write_bytes(damaged)
        begin = time.monotonic()
        try:
            result = read(path)
        except LagebildError as error:
            sentence = str(error)
            assert sentence.strip(), f"mutation {number} (seed {seed}): an error without a sentence"
            assert "\n" not in sentence, f"mutation {number} (seed {seed}): more than one line: {sentence!r}"
        except Exception as error:
            raise AssertionError(f"mutation {number} (seed {seed}) ended in {type(error).__name__}: {error}") from error
        else:
            readable += 1
            report = result.report
            assert report.records == report.kept + report.repaired + report.quarantined
        assert time.monotonic() - begin < LONGEST, f"mutation {number} (seed {seed}) took too long"
    return readable
