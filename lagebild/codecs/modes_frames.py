"""Raw Mode S messages of receivers: Beast (binary), AVR (text), and texts of a time and a message a line.

Beast and AVR count 12 MHz ticks from an unknown start, or nothing at all; only texts with seconds since 1970 know when.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from lagebild.codecs.text import decode_text, split_lines

__all__ = ["Clock", "RawMessages", "looks_like_beast", "looks_like_modes_text", "parse_beast", "parse_modes_text"]

Clock = Literal["none", "ticks", "epoch"]
"""No times, seconds of a receiver's own clock, or seconds since 1970 UTC."""

_ESCAPE = 0x1A
_LENGTHS = {0x31: 2, 0x32: 7, 0x33: 14, 0x34: 14}
_SHORT, _LONG = 0x32, 0x33
_TICKS = 12_000_000.0
_HEAD = 7
"""Six bytes of ticks and one of the signal's strength."""

_AVR = re.compile(r"(?:\*|@([0-9A-Fa-f]{12})|<([0-9A-Fa-f]{12})[0-9A-Fa-f]{2})([0-9A-Fa-f]{14}|[0-9A-Fa-f]{28});\s*")
_TIMED = re.compile(r"(\d{9,10}(?:\.\d{1,9})?)[,;\t ]+\*?([0-9A-Fa-f]{14}|[0-9A-Fa-f]{28});?\s*", re.ASCII)
_MODE_AC = re.compile(r"[*@<][0-9A-Fa-f]{4,18};\s*")
_LOOKED_AT = 20


@dataclass(frozen=True, kw_only=True)
class RawMessages:
    """Messages in the order of the file."""

    clock: Clock
    seconds: list[float]
    """NaN where there is no time."""

    messages: list[str]
    """Hexadecimal digits, 14 or 28."""

    places: list[int]
    """Line number of each, or where in the file its frame begins."""

    bad: list[tuple[int, str]]
    """Line number, or place in the file, and text of what is no message."""

    others: int
    """Mode A/C replies and states of the receiver, which are no messages of Mode S."""


def looks_like_beast(data: bytes) -> bool:
    """Whether a file begins with frames of Beast."""
    at = 0
    for _ in range(3):
        if len(data) < at + 2 or data[at] != _ESCAPE or data[at + 1] not in _LENGTHS:
            return False
        found = _frame(data, at)
        if found is None:
            return False
        at = found[1]
        if at == len(data):
            break
    return True


def looks_like_modes_text(text: str) -> bool:
    """Whether the first lines of a text are messages."""
    lines = [line for line in text[:20_000].split("\n")[:_LOOKED_AT] if line.strip() and not line.startswith("#")]
    known = [line for line in lines if _AVR.fullmatch(line) or _TIMED.fullmatch(line) or _MODE_AC.fullmatch(line)]
    return len(known) * 2 > len(lines)


def parse_beast(data: bytes) -> RawMessages:
    """Read frames of Beast; what is none is passed over up to the next one."""
    seconds: list[float] = []
    messages: list[str] = []
    places: list[int] = []
    bad: list[tuple[int, str]] = []
    others = at = 0
    while at < len(data):
        found = _frame(data, at) if data[at] == _ESCAPE else None
        if found is None:
            onward = data.find(bytes([_ESCAPE]), at + 1)
            onward = len(data) if onward < 0 else onward
            # an escaped sign within a lost frame is no beginning
            bad.append((at, data[at : min(onward, at + 32)].hex()))
            at = onward
            continue
        body, end = found
        if data[at + 1] in (_SHORT, _LONG):
            seconds.append(int.from_bytes(body[:6], "big") / _TICKS)
            messages.append(body[_HEAD:].hex())
            places.append(at)
        else:
            others += 1
        at = end
    return RawMessages(clock="ticks", seconds=seconds, messages=messages, places=places, bad=bad, others=others)


def _frame(data: bytes, at: int) -> tuple[bytes, int] | None:
    """Return what a frame holds, without escapes, and where it ends; None where there is no whole one."""
    if at + 2 > len(data) or data[at + 1] not in _LENGTHS:
        return None
    wanted = _HEAD + _LENGTHS[data[at + 1]]
    body = bytearray()
    place = at + 2
    while len(body) < wanted:
        if place >= len(data):
            return None
        if data[place] == _ESCAPE:
            if place + 1 >= len(data) or data[place + 1] != _ESCAPE:
                return None
            place += 1
        body.append(data[place])
        place += 1
    return bytes(body), place


def parse_modes_text(data: bytes) -> RawMessages:
    """Read a text of messages; a line that is none costs only itself."""
    seconds: list[float] = []
    messages: list[str] = []
    places: list[int] = []
    bad: list[tuple[int, str]] = []
    others = 0
    clock: Clock = "none"
    for number, line in enumerate(split_lines(decode_text(data).text), start=1):
        text = line.strip()
        if timed := _TIMED.fullmatch(text):
            clock = "epoch"
            seconds.append(float(timed[1]))
            messages.append(timed[2])
        elif avr := _AVR.fullmatch(text):
            ticks = avr[1] or avr[2]
            clock = "ticks" if ticks and clock == "none" else clock
            seconds.append(int(ticks, 16) / _TICKS if ticks else float("nan"))
            messages.append(avr[3])
        elif _MODE_AC.fullmatch(text):
            others += 1
            continue
        elif text and not text.startswith("#"):
            bad.append((number, line[:200]))
            continue
        else:
            continue
        places.append(number)
    return RawMessages(clock=clock, seconds=seconds, messages=messages, places=places, bad=bad, others=others)
