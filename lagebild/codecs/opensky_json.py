"""Responses of the OpenSky Network's REST interface: `/states/all`, `/states/own` and `/tracks/all`.

A file is one response, a list of responses, or one response a line, as programs that poll the interface write them.
Columns are named as in OpenSky's state vectors: `time` (of the position), `lon`, `lat`, `baroaltitude`,
`geoaltitude`, `velocity`, `vertrate`, `heading`, `onground`; metres, metres per second, degrees.

What the format leaves open is decided so:

- A state vector without a position (neither longitude nor latitude) is no position record; they are counted only.
- The time of a position is `time_position`, not that of the response or of the last message.
- The interface has answered with `calllsign` for `callsign`; both are known.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from lagebild.codecs.json_records import BrokenRecord, parse_documents
from lagebild.codecs.json_text import JsonError, compact
from lagebild.messages import Message

__all__ = ["OpenSkyFixes", "looks_like_opensky", "parse_opensky"]

_STATES = re.compile(r'"states"\s*:\s*(?:\[\s*[\[\]]|null)')
_RESPONSE_TIME = re.compile(r'"time"\s*:\s*\d')
_PATH = re.compile(r'"path"\s*:\s*\[\s*[\[\]]')
_AIRCRAFT = re.compile(r'"(?:icao24|calll?sign)"\s*:')
_STATE = (
    "icao24", "callsign", "origin_country", "time", "last_contact", "lon", "lat", "baroaltitude", "onground",
    "velocity", "heading", "vertrate", "sensors", "geoaltitude", "squawk", "spi", "position_source", "category",
)  # fmt: skip
"""Elements of a state vector, in their order; the last one is there on request only."""

_LEAST = 17
_WAYPOINT = ("time", "lat", "lon", "baroaltitude", "heading", "onground")
_SOURCES = {0: "ADS-B", 1: "ASTERIX", 2: "MLAT", 3: "FLARM"}
_LONGEST_TEXT = 2_000


@dataclass(frozen=True, kw_only=True)
class OpenSkyFixes:
    """The position records of a file."""

    columns: dict[str, list[Any]]
    """Equally long lists; None where a value is missing."""

    numbers: list[int]
    """Which state vector or waypoint of the file each is, from 0."""

    broken: list[BrokenRecord] = field(default_factory=list)
    without_position: int = 0


def looks_like_opensky(text: str) -> bool:
    """Whether a text begins as a response with states or a path."""
    if not text.startswith(("{", "[")):
        return False
    is_states = _STATES.search(text) is not None and _RESPONSE_TIME.search(text) is not None
    return is_states or (_PATH.search(text) is not None and _AIRCRAFT.search(text) is not None)


def parse_opensky(data: bytes) -> OpenSkyFixes:
    """Read the responses of a file.

    Raises
    ------
    JsonError
        If it is no JSON, or holds no response of one of the known kinds.
    """
    documents = parse_documents(data)
    reader = _Reader()
    for broken in documents.broken:
        reader.refuse(broken.reason, broken.text)
    answers = 0
    for value in documents.values:
        answers += reader.take(value)
    if not answers:
        raise JsonError(Message("it holds neither states nor a path"))
    return OpenSkyFixes(
        columns=reader.table(),
        numbers=reader.numbers,
        broken=reader.broken,
        without_position=reader.without_position,
    )


class _Reader:
    """Gathers rows of all responses."""

    def __init__(self) -> None:
        self.states: list[list[Any]] = []
        self.numbers: list[int] = []
        self.broken: list[BrokenRecord] = []
        self.without_position = 0
        self.count = 0

    def take(self, answer: Any) -> bool:
        """Read one response; returns whether it is one."""
        if isinstance(answer, dict) and isinstance(answer.get("states"), list):
            for state in answer["states"]:
                self._state(state)
        elif isinstance(answer, dict) and isinstance(answer.get("path"), list):
            for point in answer["path"]:
                self._waypoint(point, answer)
        elif not (isinstance(answer, dict) and "states" in answer and answer["states"] is None):
            self.refuse(Message("it is no response with states or a path"), _text(answer))
            return False
        return True

    def refuse(self, reason: Message, text: str) -> None:
        self.broken.append(BrokenRecord(record=self.count, reason=reason, text=text))
        self.count += 1

    def _state(self, state: Any) -> None:
        if not isinstance(state, list) or len(state) < _LEAST:
            self.refuse(Message("a state vector is a list of {count} values", count=_LEAST), _text(state))
            return
        if state[5] is None and state[6] is None:
            self.without_position += 1
            self.count += 1
            return
        row = state[: len(_STATE)]
        self._add(row + [None] * (len(_STATE) - len(row)))

    def _waypoint(self, point: Any, answer: dict[str, Any]) -> None:
        if not isinstance(point, list) or len(point) < len(_WAYPOINT):
            self.refuse(Message("a waypoint is a list of {count} values", count=len(_WAYPOINT)), _text(point))
            return
        known = dict(zip(_WAYPOINT, point, strict=False))
        known["icao24"] = answer.get("icao24")
        known["callsign"] = answer.get("callsign", answer.get("calllsign"))
        self._add([known.get(name) for name in _STATE])

    def _add(self, row: list[Any]) -> None:
        self.states.append(row)
        self.numbers.append(self.count)
        self.count += 1

    def table(self) -> dict[str, list[Any]]:
        """Return the columns that hold anything, and those that every table of fixes has."""
        turned = zip(*self.states, strict=True) if self.states else ([] for _ in _STATE)
        columns = dict(zip(_STATE, map(list, turned), strict=True))
        sources = columns.pop("position_source")
        columns["source"] = [_source(code) for code in sources]
        columns["sensors"] = [None if value is None else _text(value) for value in columns["sensors"]]
        always = {"time", "lon", "lat", "icao24", "callsign"}
        return {
            name: values for name, values in columns.items() if name in always or any(v is not None for v in values)
        }


def _source(code: Any) -> str | None:
    if code is None:
        return None
    known = _SOURCES.get(code) if isinstance(code, int) and not isinstance(code, bool) else None
    return known or _text(code)


def _text(value: Any) -> str:
    return compact(value)[:_LONGEST_TEXT]
