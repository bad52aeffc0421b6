"""Mode S messages with another aircraft's address: the checksum is made anew (ICAO Annex 10, generator 0xFFF409)."""

from __future__ import annotations

_GENERATOR = 0x1FFF409
_BITS = 112
_PARITY = 24


def with_address(message: str, address: str) -> str:
    """Return a message of 112 bits as another aircraft would send it."""
    data = int(message[:2] + address + message[8:-6], 16) << _PARITY
    rest = data
    for bit in range(_BITS - 1, _PARITY - 1, -1):
        if rest >> bit & 1:
            rest ^= _GENERATOR << (bit - _PARITY)
    return f"{data | rest:028X}"
