"""Raw Mode S messages of receivers: Beast (binary), AVR (text), and texts of a time and a message a line.

Beast and AVR count 12 MHz ticks from an unknown start, or nothing at all; some receivers put the time of the day by GPS
in their place (18 bits of seconds, 30 of nanoseconds), which a recording of some minutes shows. Only texts with seconds
since 1970 know the day.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from lagebild.codecs.text import decode_text, split_lines

__all__ = [
    "Clock",
    "RawMessages",
    "beast_in_part",
    "looks_like_beast",
    "looks_like_modes_text",
    "parse_beast",
    "parse_modes_text",
]

Clock = Literal["none", "ticks", "day", "epoch"]
"""No times; seconds from the first message, of the UTC day, or since 1970 UTC."""

_ESCAPE = 0x1A
_LENGTHS = {0x31: 2, 0x32: 7, 0x33: 14, 0x34: 14}
_SHORT, _LONG = 0x32, 0x33
_TICKS = 12_000_000.0
_NO_TIME = 0xFF004D4C4154
"""Stands for the time of messages whose place was computed from several receivers."""

_NANOSECONDS = (1 << 30) - 1
_A_SECOND, _A_DAY = 1_000_000_000, 86_400
_SHOWS_GPS = 1 << 31
"""Ticks of three minutes: in the 12 MHz form some of them have more than a second of nanoseconds."""

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
    return _read_beast(data, whole=True)[0]


def beast_in_part(data: bytes) -> tuple[RawMessages, int]:
    """Read what has come of a stream; also returns where the frame begins that has not come to its end."""
    return _read_beast(data, whole=False)


def _read_beast(data: bytes, *, whole: bool) -> tuple[RawMessages, int]:
    stamps: list[int] = []
    messages: list[str] = []
    places: list[int] = []
    bad: list[tuple[int, str]] = []
    others = at = 0
    while at < len(data):
        found = _frame(data, at) if data[at] == _ESCAPE else None
        if found is None:
            if not whole and data[at] == _ESCAPE and _may_go_on(data, at):
                break
            onward = data.find(bytes([_ESCAPE]), at + 1)
            onward = len(data) if onward < 0 else onward
            # an escaped sign within a lost frame is no beginning
            bad.append((at, data[at : min(onward, at + 32)].hex()))
            at = onward
            continue
        body, end = found
        if data[at + 1] in (_SHORT, _LONG):
            stamps.append(int.from_bytes(body[:6], "big"))
            messages.append(body[_HEAD:].hex())
            places.append(at)
        else:
            others += 1
        at = end
    clock, seconds = _clock_of(stamps)
    read = RawMessages(clock=clock, seconds=seconds, messages=messages, places=places, bad=bad, others=others)
    return read, at


def _may_go_on(data: bytes, at: int) -> bool:
    """Whether a frame that is not whole may become so by further bytes: nothing in it is wrong yet."""
    if at + 1 >= len(data):
        return True
    if data[at + 1] not in _LENGTHS:
        return False
    wanted, place = _HEAD + _LENGTHS[data[at + 1]], at + 2
    for _ in range(wanted):
        if place >= len(data):
            return True
        if data[place] == _ESCAPE:
            if place + 1 >= len(data):
                return True
            if data[place + 1] != _ESCAPE:
                return False
            place += 1
        place += 1
    return False


def _clock_of(stamps: Sequence[int | None]) -> tuple[Clock, list[float]]:
    """Return what clock stamps are of, and their seconds; NaN where there is none."""
    known = [stamp for stamp in stamps if stamp is not None and stamp != _NO_TIME]
    if not known or (len(known) > 1 and min(known) == max(known)):
        return "none", [math.nan] * len(stamps)
    first = min(known)
    by_gps = max(known) - first > _SHOWS_GPS and all(
        stamp & _NANOSECONDS < _A_SECOND and stamp >> 30 < _A_DAY for stamp in known
    )
    seconds = [
        math.nan
        if stamp is None or stamp == _NO_TIME
        else (stamp >> 30) + (stamp & _NANOSECONDS) / _A_SECOND
        if by_gps
        else (stamp - first) / _TICKS
        for stamp in stamps
    ]
    return "day" if by_gps else "ticks", seconds


def _frame(data: bytes, at: int) -> tuple[bytes, int] | None:
    """Return what a frame holds, without escapes, and where it ends; None where there is no whole one."""
    if at + 2 > len(data) or data[at + 1] not in _LENGTHS:
        return None
    wanted = _HEAD + _LENGTHS[data[at + 1]]
    place = at + 2
    plain = data[place : place + wanted]
    if len(plain) == wanted and _ESCAPE not in plain:
        return plain, place + wanted
    body = bytearray()
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
    stamps: list[int | None] = []
    epochs: list[float] = []
    messages: list[str] = []
    places: list[int] = []
    bad: list[tuple[int, str]] = []
    others = 0
    for number, line in enumerate(split_lines(decode_text(data).text), start=1):
        text = line.strip()
        if timed := _TIMED.fullmatch(text):
            epoch, stamp, message = float(timed[1]), None, timed[2]
        elif avr := _AVR.fullmatch(text):
            ticks = avr[1] or avr[2]
            epoch, stamp, message = math.nan, int(ticks, 16) if ticks else None, avr[3]
        else:
            if _MODE_AC.fullmatch(text):
                others += 1
            elif text and not text.startswith("#"):
                bad.append((number, line[:200]))
            continue
        epochs.append(epoch)
        stamps.append(stamp)
        messages.append(message)
        places.append(number)
    clock, seconds = _clock_of(stamps)
    if any(epoch == epoch for epoch in epochs):
        clock, seconds = "epoch", epochs
    return RawMessages(clock=clock, seconds=seconds, messages=messages, places=places, bad=bad, others=others)
