"""The chain of hashes that shows whether somebody has changed the log."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping

from lagebild.messages import Message

__all__ = ["FIELDS", "START", "chain_hash", "faults_of", "searched"]

FIELDS = ("time", "kind", "who", "subject", "text", "template", "values", "details")
"""What of an entry is hashed, in this order."""

START = "0" * 64
"""What the first entry takes for the hash before it."""


def chain_hash(previous: str, picture: str, number: int, columns: Mapping[str, str]) -> str:
    """Return the SHA-256 of an entry: of the hash before it, its place and all its texts, as a JSON list."""
    content = [previous, picture, number, *(columns[name] for name in FIELDS)]
    return hashlib.sha256(json.dumps(content, separators=(",", ":")).encode()).hexdigest()


def searched(columns: Mapping[str, str]) -> str:
    """Return what words are searched in. Databases differ in what they take for the same letter; this does not."""
    return "\n".join(columns[name] for name in ("text", "who", "subject")).casefold()


def faults_of(rows: Iterable[Mapping[str, str | int]], picture: str) -> Iterator[Message]:
    """Go along the rows in the order of their numbers, and say where the chain does not hold.

    What was cut off at the end leaves a chain that holds; only a head that was noted elsewhere shows it.
    """
    previous, expected = START, 1
    for row in rows:
        number = int(row["number"])
        if number == expected + 1:
            yield Message("entry {number} is missing", number=expected)
        elif number != expected:
            yield Message("the entries {first} to {last} are missing", first=expected, last=number - 1)
        elif row["previous"] != previous:
            yield Message("entry {number} does not follow from the one before it", number=number)
        columns = {name: str(row[name]) for name in FIELDS}
        digest = chain_hash(str(row["previous"]), picture, number, columns)
        if row["hash"] != digest or row["searched"] != searched(columns):
            yield Message("entry {number} was changed after it was written", number=number)
        previous, expected = str(row["hash"]), number + 1
