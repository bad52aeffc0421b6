"""Captured network traffic (pcap, pcapng) to the UDP datagrams in it.

Link layers: Ethernet with VLAN tags, Linux cooked (SLL, SLL2), loopback, and bare IP; IPv4 and IPv6 without extension
headers. Fragments are not put together: the first would be half a datagram, so all of them are left out and counted,
as are packets that the capture cut short. Numbers of packets count from 1, as in other programs. Formats:
draft-ietf-opsawg-pcap and -pcapng.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from lagebild.messages import Message

__all__ = ["Capture", "Datagram", "looks_like_pcap", "parse_pcap"]

_PCAP_SIGNS = {
    b"\xd4\xc3\xb2\xa1": ("<", 1_000),
    b"\xa1\xb2\xc3\xd4": (">", 1_000),
    b"\x4d\x3c\xb2\xa1": ("<", 1),
    b"\xa1\xb2\x3c\x4d": (">", 1),
}
"""First four bytes to byte order and nanoseconds a unit of the packets' fractions."""

_PCAPNG_SIGN = b"\x0a\x0d\x0d\x0a"
_BYTE_ORDERS = {b"\x4d\x3c\x2b\x1a": "<", b"\x1a\x2b\x3c\x4d": ">"}
_SECTION, _INTERFACE, _SIMPLE, _ENHANCED = 0x0A0D0D0A, 1, 3, 6
_RESOLUTION_OPTION = 9
_LONGEST_PACKET = 1 << 20
_LAST_SECOND = 1 << 33
"""Packet times of later than the year 2242 are nonsense; nanoseconds of them still fit 64 bits."""

_ETHERNET, _SLL, _SLL2 = 1, 113, 276
_LOOPBACK = (0, 108)
_BARE_IP = (12, 14, 101, 228, 229)
_IPV4, _IPV6, _VLAN = 0x0800, 0x86DD, (0x8100, 0x88A8, 0x9100)
_UDP = 17


class Datagram(NamedTuple):
    """The payload of a UDP packet: bytes `start` to `end` of the file."""

    packet: int
    time: int
    """Nanoseconds since 1970 UTC when it was captured; -1 where the capture does not say."""

    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class Capture:
    """What was captured."""

    datagrams: tuple[Datagram, ...]
    left_out: dict[str, int]
    """How many packets are no whole UDP datagrams: reason to count."""

    damage: Message | None
    """Why the rest of the file cannot be read."""


class _Packet(NamedTuple):
    link: int
    time: int
    start: int
    end: int
    whole: bool


@dataclass
class _Reading:
    data: bytes
    damage: Message | None = None
    left_out: dict[str, int] = field(default_factory=dict)

    def leave_out(self, reason: str) -> None:
        self.left_out[reason] = self.left_out.get(reason, 0) + 1


def looks_like_pcap(head: bytes) -> bool:
    """Whether the beginning of a file is that of captured traffic."""
    return head[:4] in _PCAP_SIGNS or (head[:4] == _PCAPNG_SIGN and head[8:12] in _BYTE_ORDERS)


def parse_pcap(data: bytes) -> Capture:
    """Find all UDP datagrams; what comes after damage is left out, and `damage` says so."""
    reading = _Reading(data)
    packets = _pcapng(reading) if data[:4] == _PCAPNG_SIGN else _pcap(reading)
    found = []
    for number, packet in enumerate(packets, start=1):
        if not packet.whole:
            reading.leave_out("cut")
            continue
        payload = _udp_payload(reading, packet)
        if payload is not None:
            found.append(Datagram(number, packet.time, *payload))
    return Capture(datagrams=tuple(found), left_out=reading.left_out, damage=reading.damage)


def _pcap(reading: _Reading) -> Iterator[_Packet]:
    data = reading.data
    if len(data) < 24 or data[:4] not in _PCAP_SIGNS:
        reading.damage = Message("the capture has no complete header")
        return
    order, unit = _PCAP_SIGNS[data[:4]]
    link = int(struct.unpack_from(order + "I", data, 20)[0]) & 0x0FFFFFFF
    header = struct.Struct(order + "IIII")
    at = 24
    while at < len(data):
        if at + 16 > len(data):
            reading.damage = Message("the capture ends within a packet, at byte {at}", at=at)
            return
        seconds, fraction, length, original = header.unpack_from(data, at)
        start = at + 16
        at = start + length
        if length > _LONGEST_PACKET or at > len(data):
            reading.damage = Message(
                "the packet at byte {at} cannot have {length} bytes; what follows was not read",
                at=start - 16,
                length=length,
            )
            return
        yield _Packet(link, seconds * 1_000_000_000 + fraction * unit, start, at, original <= length)


def _pcapng(reading: _Reading) -> Iterator[_Packet]:
    data = reading.data
    order, interfaces, at = "<", [], 0  # type: str, list[tuple[int, int]], int
    while at + 12 <= len(data):
        if data[at : at + 4] == _PCAPNG_SIGN:
            order, interfaces = _BYTE_ORDERS.get(data[at + 8 : at + 12], order), []
        kind, length = struct.unpack_from(order + "II", data, at)
        if length < 12 or length % 4 or at + length > len(data):
            reading.damage = Message(
                "the block at byte {at} cannot have {length} bytes; what follows was not read", at=at, length=length
            )
            return
        body, end = at + 8, at + length - 4
        if kind == _INTERFACE and end - body >= 8:
            link = struct.unpack_from(order + "H", data, body)[0]
            interfaces.append((link, _resolution(data, order, body + 8, end)))
        elif kind in (_ENHANCED, _SIMPLE):
            packet = _packet_of(data, order, interfaces, body, end, enhanced=kind == _ENHANCED)
            if packet is None:
                reading.leave_out("cut")
            else:
                yield packet
        at += length
    if at != len(data):
        reading.damage = Message("the capture ends within a packet, at byte {at}", at=at)


def _resolution(data: bytes, order: str, at: int, end: int) -> int:
    """Return how many units of time a second has on this interface."""
    while at + 4 <= end:
        code, length = struct.unpack_from(order + "HH", data, at)
        if code == 0:
            break
        if code == _RESOLUTION_OPTION and length == 1 and at + 4 < end:
            value = data[at + 4]
            exponent = value & 0x7F
            return 1 << min(exponent, 63) if value & 0x80 else 10 ** min(exponent, 18)
        at += 4 + length + (-length % 4)
    return 1_000_000


def _packet_of(
    data: bytes, order: str, interfaces: list[tuple[int, int]], body: int, end: int, *, enhanced: bool
) -> _Packet | None:
    if not enhanced:
        if not interfaces or end - body < 4:
            return None
        original = struct.unpack_from(order + "I", data, body)[0]
        start = body + 4
        return _Packet(interfaces[0][0], -1, start, min(start + original, end), original <= end - start)
    if end - body < 20:
        return None
    number, high, low, length, original = struct.unpack_from(order + "IIIII", data, body)
    start = body + 20
    if number >= len(interfaces) or start + length > end:
        return None
    link, units = interfaces[number]
    seconds, rest = divmod(high << 32 | low, units)
    time = seconds * 1_000_000_000 + rest * 1_000_000_000 // units if seconds < _LAST_SECOND else -1
    return _Packet(link, time, start, start + length, original <= length)


def _udp_payload(reading: _Reading, packet: _Packet) -> tuple[int, int] | None:
    at = _network_layer(reading.data, packet)
    if at is None or at >= packet.end:
        reading.leave_out("no IP")
        return None
    version = reading.data[at] >> 4
    transport = _above_ipv4(reading, at, packet.end) if version == 4 else _above_ipv6(reading, at, packet.end)
    if transport is None:
        return None
    start, end = transport
    if end - start < 8:
        reading.leave_out("cut")
        return None
    length = struct.unpack_from(">H", reading.data, start + 4)[0]
    if not 8 <= length <= end - start:
        reading.leave_out("cut")
        return None
    return start + 8, start + length


def _network_layer(data: bytes, packet: _Packet) -> int | None:
    """Return where the IP packet begins, or None where there is none."""
    at = packet.start
    if packet.link in _BARE_IP:
        return at
    if packet.link in _LOOPBACK:
        return at + 4
    kind_at = at + {_ETHERNET: 12, _SLL: 14, _SLL2: 0}.get(packet.link, len(data))
    if kind_at + 2 > packet.end:
        return None
    kind = int.from_bytes(data[kind_at : kind_at + 2], "big")
    if packet.link == _SLL2:
        return at + 20 if kind in (_IPV4, _IPV6) else None
    while kind in _VLAN and kind_at + 6 <= packet.end:
        kind_at += 4
        kind = int.from_bytes(data[kind_at : kind_at + 2], "big")
    return kind_at + 2 if kind in (_IPV4, _IPV6) else None


def _above_ipv4(reading: _Reading, at: int, end: int) -> tuple[int, int] | None:
    data = reading.data
    if end - at < 20:
        reading.leave_out("cut")
        return None
    header = (data[at] & 0x0F) * 4
    total, _, fragment = struct.unpack_from(">HHH", data, at + 2)
    if fragment & 0x3FFF:  # more fragments follow, or this is not the first
        reading.leave_out("fragment")
        return None
    if data[at + 9] != _UDP:
        reading.leave_out("no UDP")
        return None
    if header < 20 or total < header or at + total > end:
        reading.leave_out("cut")
        return None
    return at + header, at + total


def _above_ipv6(reading: _Reading, at: int, end: int) -> tuple[int, int] | None:
    data = reading.data
    if end - at < 40 or data[at] >> 4 != 6:
        reading.leave_out("no IP")
        return None
    if data[at + 6] != _UDP:
        reading.leave_out("fragment" if data[at + 6] == 44 else "no UDP")
        return None
    total = 40 + struct.unpack_from(">H", data, at + 4)[0]
    if at + total > end:
        reading.leave_out("cut")
        return None
    return at + 40, at + total
