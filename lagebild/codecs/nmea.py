"""Logs of NMEA 0183 sentences, among them those of FLARM devices, to columns.

Read are RMC and GGA (own position), PGRMZ (own pressure altitude) and PFLAA (other aircraft, relative to it); the rest
is counted. Sentences end with the exclusive-or of their bytes, which is checked where it is there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from lagebild.codecs.text import decode_text, split_lines
from lagebild.codecs.text_fields import fields_of

__all__ = ["SENTENCES", "NmeaLog", "Sentences", "looks_like_nmea", "parse_nmea"]

SENTENCES: dict[str, tuple[str, ...]] = {
    "RMC": ("clock", "status", "latitude", "north", "longitude", "east", "speed", "course", "date"),
    "GGA": (
        *("clock", "latitude", "north", "longitude", "east", "quality", "satellites", "dilution"),
        *("altitude", "altitude_unit", "separation", "separation_unit"),
    ),
    "PGRMZ": ("altitude", "unit"),
    "PFLAA": (
        *("alarm", "north", "east", "above", "id_kind", "id", "track", "turn", "speed", "climb", "kind"),
        *("no_track", "source", "strength"),
    ),
}
"""The sentences that are read, and the names of their fields, of which the last may be missing."""

_SENTENCE = r"\$(?P<kind>P[A-Z]{3,6}|[A-Z]{2}[A-Z]{3}),(?P<body>[ -)+-~]*)(?P<sum>\*[0-9A-Fa-f]{2})?[^*]*$"
_OWN = re.compile(r"\$(?:[A-Z]{2}(?:RMC|GGA)|PFLA[AU]),[^\n]*\*[0-9A-Fa-f]{2}\s*$")


@dataclass(frozen=True, kw_only=True, eq=False)
class Sentences:
    """All sentences of one kind."""

    columns: Mapping[str, pa.Array]
    """Texts, by the names of fields; missing where empty."""

    lines: NDArray[np.int64]
    """Line number of each."""


@dataclass(frozen=True, kw_only=True, eq=False)
class NmeaLog:
    """The sentences of a log."""

    sentences: Mapping[str, Sentences]
    """Those of each kind of `SENTENCES`."""

    texts: list[str]
    """All lines of the file."""

    bad: tuple[tuple[int, bool], ...]
    """Line numbers of what cannot be read, and whether it is for its checksum."""

    others: Mapping[str, int]
    """Sentences of other kinds."""


def looks_like_nmea(text: str) -> bool:
    """Whether one of the first lines of a text is a sentence of a position, or of FLARM."""
    return any(_OWN.search(line[:200]) is not None for line in text[:20_000].split("\n")[:60])


def parse_nmea(data: bytes) -> NmeaLog:
    """Read a log; lines that are none cost only themselves."""
    texts = split_lines(decode_text(data).text)
    found = fields_of(pa.array(texts, pa.string()), _SENTENCE, ("kind", "body", "sum"))
    is_sentence = np.asarray(found["kind"].is_valid())
    wrong = is_sentence & ~_sums_fit(found)
    blank = np.asarray(pc.equal(pc.utf8_trim_whitespace(pa.array(texts, pa.string())), ""))
    rows = np.flatnonzero((~is_sentence & ~blank) | wrong)
    bad = tuple((int(row) + 1, bool(wrong[row])) for row in rows)
    good = is_sentence & ~wrong
    kinds = _kinds(found["kind"])
    sentences = {}
    for kind, names in SENTENCES.items():
        chosen = np.flatnonzero(good & np.asarray(pc.equal(kinds, kind).fill_null(False)))
        sentences[kind] = Sentences(columns=_fields(found["body"].take(pa.array(chosen)), names), lines=chosen + 1)
    others = Counter(kinds.filter(pa.array(good)).to_pylist())
    for kind in SENTENCES:
        others.pop(kind, None)
    return NmeaLog(sentences=sentences, texts=texts, bad=bad, others=dict(others))


def _kinds(words: pa.Array) -> pa.Array:
    """Return the kinds without the two letters of the talker, which say what satellites were used."""
    own = pc.starts_with(words, "P")
    return pc.if_else(own, words, pc.utf8_slice_codeunits(words, 2))


def _sums_fit(found: Mapping[str, pa.Array]) -> NDArray[np.bool_]:
    """Whether the bytes of each sentence have the sum that stands behind them, if one does."""
    said = found["sum"].fill_null("")
    between = pc.binary_join_element_wise(found["kind"].fill_null(""), found["body"].fill_null(""), ",")
    # a zero for each keeps the pieces from being empty and changes no sum
    framed = pc.binary_join_element_wise("\0", between, "")
    array = framed.combine_chunks() if isinstance(framed, pa.ChunkedArray) else framed
    if not len(array):
        return np.ones(0, dtype=bool)
    offsets = np.frombuffer(array.buffers()[1], dtype=np.int32)[array.offset : array.offset + len(array) + 1]
    content = np.frombuffer(array.buffers()[2], dtype=np.uint8)
    sums = np.bitwise_xor.reduceat(content, offsets[:-1].astype(np.int64))
    wanted = np.array([int(text[1:], 16) if text else -1 for text in said.to_pylist()])
    return np.asarray((wanted < 0) | (wanted == sums))


def _fields(bodies: pa.Array, names: tuple[str, ...]) -> dict[str, pa.Array]:
    parts = pc.split_pattern(bodies.fill_null(""), ",", max_splits=len(names))
    lengths = pc.list_value_length(parts).to_numpy(zero_copy_only=False)
    starts = np.cumsum(lengths) - lengths
    flat = parts.flatten()
    columns = {}
    for number, name in enumerate(names):
        there = lengths > number
        places = pa.array(np.where(there, starts + number, 0), pa.int64(), mask=~there)
        texts = pc.utf8_trim_whitespace(flat.take(places))
        columns[name] = pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.string()), texts)
    return columns
