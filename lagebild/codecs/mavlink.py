"""MAVLink telemetry logs (`.tlog`): microseconds since 1970, then a frame of version 1 or 2; messages with positions.

Frames are found by their start sign, their length and their checksum, so that a damaged stretch costs only what lies
in it. Fields and checksum seeds are those of the common message set (mavlink.io, common.xml).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Messages", "TelemetryLog", "looks_like_tlog", "parse_tlog"]

_STAMP = 8
_V1, _V2 = 0xFE, 0xFD
_SIGNS = re.compile(b"[\xfd\xfe]")
_SIGNED = 0x01
_FIRST, _LAST = 946_684_800_000_000, 7_258_118_400_000_000
"""Microseconds of 2000 and 2200: a stamp outside is none."""


@dataclass(frozen=True)
class _Kind:
    name: str
    seed: int
    """Added to the checksum; from the message's definition."""

    layout: np.dtype[Any]


def _kind(name: str, seed: int, *fields: tuple[str, str]) -> _Kind:
    return _Kind(name, seed, np.dtype(list(fields)))


_KINDS: dict[int, _Kind] = {
    24: _kind(
        "GPS_RAW_INT",
        24,
        *(("time_usec", "<u8"), ("lat", "<i4"), ("lon", "<i4"), ("alt", "<i4"), ("eph", "<u2"), ("epv", "<u2")),
        *(("vel", "<u2"), ("cog", "<u2"), ("fix_type", "u1"), ("satellites_visible", "u1")),
        *(("alt_ellipsoid", "<i4"), ("h_acc", "<u4"), ("v_acc", "<u4"), ("vel_acc", "<u4"), ("hdg_acc", "<u4")),
        ("yaw", "<u2"),
    ),
    29: _kind(
        "SCALED_PRESSURE",
        115,
        *(("time_boot_ms", "<u4"), ("press_abs", "<f4"), ("press_diff", "<f4"), ("temperature", "<i2")),
        ("temperature_press_diff", "<i2"),
    ),
    33: _kind(
        "GLOBAL_POSITION_INT",
        104,
        *(("time_boot_ms", "<u4"), ("lat", "<i4"), ("lon", "<i4"), ("alt", "<i4"), ("relative_alt", "<i4")),
        *(("vx", "<i2"), ("vy", "<i2"), ("vz", "<i2"), ("hdg", "<u2")),
    ),
    246: _kind(
        "ADSB_VEHICLE",
        184,
        *(("ICAO_address", "<u4"), ("lat", "<i4"), ("lon", "<i4"), ("altitude", "<i4"), ("heading", "<u2")),
        *(("hor_velocity", "<u2"), ("ver_velocity", "<i2"), ("flags", "<u2"), ("squawk", "<u2")),
        *(("altitude_type", "u1"), ("callsign", "S9"), ("emitter_type", "u1"), ("tslc", "u1")),
    ),
}


@dataclass(frozen=True, kw_only=True, eq=False)
class Messages:
    """All messages of one kind."""

    time: NDArray[np.int64]
    """Microseconds since 1970 UTC, by the clock of the ground station."""

    system: NDArray[np.uint8]
    """Number of the vehicle that sent it."""

    rows: NDArray[Any]
    """A structured array of the fields, in the units of the message set."""

    offsets: NDArray[np.int64]
    """Where in the file the frame begins."""


@dataclass(frozen=True, kw_only=True, eq=False)
class TelemetryLog:
    """Messages by name, and how many bytes belong to no frame."""

    messages: Mapping[str, Messages]
    frames: int
    lost: int


@dataclass(frozen=True)
class _Frame:
    start: int
    """Of the frame; the stamp stands before it."""

    end: int
    message: int
    system: int
    payload: bytes


def looks_like_tlog(data: bytes) -> bool:
    """Whether a file begins with a stamp and a frame that another one follows."""
    frame = _frame_at(data, _STAMP) if _is_stamp(data, 0) else None
    if frame is None:
        return False
    after = frame.end + _STAMP
    return after >= len(data) or data[after] in (_V1, _V2)


def parse_tlog(data: bytes) -> TelemetryLog:
    """Read a log."""
    found: dict[int, list[_Frame]] = {}
    frames = lost = 0
    for frame, skipped in _frames(data):
        frames += frame is not None
        lost += skipped
        if frame is not None and frame.message in _KINDS:
            found.setdefault(frame.message, []).append(frame)
    messages = {_KINDS[number].name: _messages(data, _KINDS[number], some) for number, some in found.items()}
    return TelemetryLog(messages=messages, frames=frames, lost=lost)


def _messages(data: bytes, kind: _Kind, frames: list[_Frame]) -> Messages:
    size = kind.layout.itemsize
    # version 2 leaves zeros at the end of a payload out
    joined = b"".join([frame.payload[:size].ljust(size, b"\0") for frame in frames])
    stamps = b"".join([data[frame.start - _STAMP : frame.start] for frame in frames])
    return Messages(
        time=np.frombuffer(stamps, dtype=">u8").astype(np.int64),
        system=np.array([frame.system for frame in frames], dtype=np.uint8),
        rows=np.frombuffer(joined, dtype=kind.layout),
        offsets=np.array([frame.start for frame in frames], dtype=np.int64),
    )


def _frames(data: bytes) -> Iterator[tuple[_Frame | None, int]]:
    """Yield frames one after the other, and how many bytes were skipped before each."""
    at = 0
    while at + _STAMP + 8 <= len(data):
        frame = _frame_at(data, at + _STAMP) if _is_stamp(data, at) else None
        if frame is not None:
            yield frame, 0
            at = frame.end
            continue
        onward = _next_sign(data, at + _STAMP + 1) - _STAMP
        yield None, onward - at
        at = onward
    if at < len(data):
        yield None, len(data) - at


def _next_sign(data: bytes, start: int) -> int:
    found = _SIGNS.search(data, start)
    return found.start() if found else len(data) + _STAMP


def _is_stamp(data: bytes, at: int) -> bool:
    return _FIRST <= int.from_bytes(data[at : at + _STAMP], "big") < _LAST


def _frame_at(data: bytes, start: int) -> _Frame | None:
    """Return the frame that begins there; None where none does, or its checksum is wrong."""
    if start + 8 > len(data):
        return None
    length = data[start + 1]
    if data[start] == _V1:
        head, message, system, end = 6, data[start + 5], data[start + 3], start + 8 + length
    elif data[start] == _V2 and start + 12 <= len(data):
        signature = 13 if data[start + 2] & _SIGNED else 0
        message = int.from_bytes(data[start + 7 : start + 10], "little")
        head, system, end = 10, data[start + 5], start + 12 + length + signature
    else:
        return None
    if end > len(data):
        return None
    payload = data[start + head : start + head + length]
    kind = _KINDS.get(message)
    if kind is not None:
        said = int.from_bytes(data[start + head + length : start + head + length + 2], "little")
        if _checksum(data[start + 1 : start + head + length] + bytes([kind.seed])) != said:
            return None
    elif end < len(data) and not _follows(data, end):
        # the seeds of other messages are not known here; then what follows has to be a frame
        return None
    return _Frame(start, end, message, system, payload)


def _follows(data: bytes, end: int) -> bool:
    return _is_stamp(data, end) and (end + _STAMP >= len(data) or data[end + _STAMP] in (_V1, _V2))


def _checksum(data: bytes) -> int:
    """Return the CRC-16/MCRF4XX."""
    found = 0xFFFF
    for byte in data:
        found = (found >> 8) ^ _TABLE[(found ^ byte) & 0xFF]
    return found


def _table() -> tuple[int, ...]:
    entries = []
    for byte in range(256):
        value = byte
        for _ in range(8):
            value = (value >> 1) ^ 0x8408 if value & 1 else value >> 1
        entries.append(value)
    return tuple(entries)


_TABLE = _table()
