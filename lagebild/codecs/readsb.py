"""JSON of readsb and tar1090: traces of one aircraft, and snapshots of all (README-json.md of wiedehopf/readsb).

A trace's points are lists; older ones have 9 fields, newer ones 14. Snapshots are `aircraft.json`, the `history_N.json`
beside it, and answers of the services that speak the same; several of them may stand in one file, a line each.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lagebild.codecs.json_text import JsonError, finite, parse_json
from lagebild.messages import Message

__all__ = ["BadLine", "Snapshot", "Trace", "looks_like_snapshot", "looks_like_trace", "parse_snapshots", "parse_trace"]

_TRACE = re.compile(r'"trace"\s*:\s*\[')
_ICAO = re.compile(r'"icao"\s*:\s*"')
_SNAPSHOT = re.compile(r'"(?:aircraft|ac)"\s*:\s*\[')
_HEX = re.compile(r'"(?:hex|now)"\s*:')
_MILLISECONDS = 1e11
"""Counted in seconds this is the year 5138, so a larger number counts milliseconds."""


@dataclass(frozen=True, kw_only=True)
class Trace:
    """The points of one aircraft."""

    icao: str
    """Six hexadecimal digits, with `~` before those that are no ICAO address."""

    timestamp: float
    """Seconds since 1970 UTC, from which the points count."""

    points: Sequence[Any]
    """As they stand in the file."""

    about: Mapping[str, str]
    """What else the file says of the aircraft: `r` (registration), `t` (type), `desc`, `ownOp`, `year`."""


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """All aircraft at one moment."""

    now: float
    """Seconds since 1970 UTC."""

    aircraft: Sequence[Any]
    """As they stand in the file."""

    line: int = 1


@dataclass(frozen=True, kw_only=True)
class BadLine:
    """A line that holds no snapshot."""

    line: int
    reason: Message
    text: str


def looks_like_trace(text: str) -> bool:
    """Whether a JSON text begins like a trace."""
    return text.startswith("{") and _TRACE.search(text) is not None and _ICAO.search(text) is not None


def looks_like_snapshot(text: str) -> bool:
    """Whether a JSON text begins like a snapshot."""
    return text.startswith("{") and _SNAPSHOT.search(text) is not None and _HEX.search(text) is not None


def parse_trace(data: bytes) -> Trace:
    """Read a trace.

    Raises
    ------
    JsonError
        If it is no JSON, or lacks aircraft, time or points.
    """
    whole = parse_json(data)
    if not isinstance(whole, dict):
        raise JsonError(Message("it is no JSON object"))
    icao, stamp, points = whole.get("icao"), finite(whole.get("timestamp")), whole.get("trace")
    if not isinstance(icao, str) or stamp is None or not isinstance(points, list):
        raise JsonError(Message("it lacks icao, timestamp or trace"))
    about = {
        name: str(whole[name])[:200] for name in ("r", "t", "desc", "ownOp", "year") if isinstance(whole.get(name), str)
    }
    return Trace(icao=icao.strip()[:20], timestamp=stamp, points=points, about=about)


def parse_snapshots(data: bytes) -> tuple[list[Snapshot], list[BadLine]]:
    """Read a snapshot, or several that stand one in a line; a line that cannot be read costs only itself.

    Raises
    ------
    JsonError
        If there is not one that can be read.
    """
    try:
        return [_snapshot(parse_json(data), 1)], []
    except JsonError as error:
        lines = [(number, line) for number, line in enumerate(data.splitlines(), start=1) if line.strip()]
        if len(lines) < 2 or not lines[0][1].lstrip().startswith(b"{"):
            raise
        first = error
    found, bad = [], []
    for number, line in lines:
        try:
            found.append(_snapshot(parse_json(line), number))
        except JsonError as error:
            text = line[:2_000].decode("utf-8", errors="replace")
            bad.append(BadLine(line=number, reason=error.args[0], text=text))
    if not found:
        raise first
    return found, bad


def _snapshot(whole: Any, line: int) -> Snapshot:
    given = whole if isinstance(whole, dict) else {}
    now = finite(given.get("now"))
    aircraft = given.get("aircraft", given.get("ac"))
    if now is None or not isinstance(aircraft, list):
        raise JsonError(Message("it lacks now or aircraft"))
    return Snapshot(now=now / 1000.0 if now > _MILLISECONDS else now, aircraft=aircraft, line=line)
