"""Feeds' bytes for the tests."""

import struct
from itertools import pairwise

from lagebild.live.decoders.decoder import Chunk


def beast(*messages):
    """Frames without times, as of a receiver without a clock."""
    found = bytearray()
    for message in messages:
        data = bytes.fromhex(message)
        body = struct.pack(">Q", 0)[2:] + b"\x1a" + data
        found += b"\x1a" + (b"3" if len(data) == 14 else b"2") + body.replace(b"\x1a", b"\x1a\x1a")
    return bytes(found)


def sbs(kind, hex24, at="2026/11/24,10:00:00.000", **fields):
    names = ("callsign", "altitude", "gs", "track", "lat", "lon", "vr", "squawk", "alert", "emergency", "spi", "ground")
    rest = [str(fields.get(name, "")) for name in names]
    return ",".join(["MSG", str(kind), "1", "1", hex24, "1", at, at, *rest]) + "\r\n"


def cut(data, places, received=1_000.0):
    """Chunks of a stream, cut at some places, a second after each other."""
    edges = [0, *sorted({place % (len(data) + 1) for place in places}), len(data)]
    pieces = [data[a:b] for a, b in pairwise(edges)]
    return [Chunk(received + number, piece) for number, piece in enumerate(pieces)]


def all_of(decoder, chunks):
    """What a decoder makes of chunks that come one by one."""
    return [decoder.decode([chunk]) for chunk in chunks]
