"""Packets are written here after RFC 791, 768, 8200, IEEE 802.1Q and draft-ietf-opsawg-pcap/-pcapng."""

import struct

import pytest

from lagebild.codecs.pcap import looks_like_pcap, parse_pcap

PAYLOAD = b"hello, radar"


def udp(payload=PAYLOAD):
    return struct.pack(">HHHH", 1000, 2000, 8 + len(payload), 0) + payload


def ipv4(body=None, *, protocol=17, fragment=0, options=b""):
    body = udp() if body is None else body
    words = 5 + len(options) // 4
    total = words * 4 + len(body)
    return (
        struct.pack(">BBHHHBBH4s4s", 0x40 | words, 0, total, 7, fragment, 64, protocol, 0, bytes(4), bytes(4))
        + options
        + body
    )


def ipv6(body=None, *, following=17):
    body = udp() if body is None else body
    return struct.pack(">IHBB", 6 << 28, len(body), following, 64) + bytes(32) + body


def ethernet(packet, kind=0x0800, tags=()):
    return bytes(12) + b"".join(struct.pack(">HH", tag, 5) for tag in tags) + struct.pack(">H", kind) + packet


LINKS = {
    "ethernet": (1, ethernet(ipv4())),
    "padded": (1, ethernet(ipv4()) + bytes(6)),
    "vlan": (1, ethernet(ipv4(), tags=(0x88A8, 0x8100))),
    "options": (1, ethernet(ipv4(options=bytes(8)))),
    "ipv6": (1, ethernet(ipv6(), kind=0x86DD)),
    "bare": (101, ipv4()),
    "bare 6": (229, ipv6()),
    "sll": (113, bytes(14) + b"\x08\x00" + ipv4()),
    "sll2": (276, b"\x08\x00" + bytes(18) + ipv4()),
    "loopback": (0, b"\x02\0\0\0" + ipv4()),
}  # fmt: skip


def pcap(*packets, link=1, order="<", fine=False, cut=0):
    sign = 0xA1B23C4D if fine else 0xA1B2C3D4
    data = struct.pack(order + "IHHiIII", sign, 2, 4, 0, 0, 65535, link)
    for number, packet in enumerate(packets):
        data += struct.pack(order + "IIII", 1_700_000_000 + number, 250, len(packet), len(packet) + cut) + packet
    return data


def block(order, kind, body):
    body += bytes(-len(body) % 4)
    return struct.pack(order + "II", kind, 12 + len(body)) + body + struct.pack(order + "I", 12 + len(body))


def pcapng(*packets, link=1, order="<", options=b"", units=1_000_000):
    data = block(order, 0x0A0D0D0A, struct.pack(order + "IHHq", 0x1A2B3C4D, 1, 0, -1))
    data += block(order, 1, struct.pack(order + "HHI", link, 0, 0) + options)
    data += block(order, 5, bytes(12))  # statistics
    for packet in packets:
        ticks = 1_700_000_000 * units + 250
        head = struct.pack(order + "IIIII", 0, ticks >> 32, ticks & 0xFFFFFFFF, len(packet), len(packet))
        data += block(order, 6, head + packet)
    return data


def payloads(data):
    capture = parse_pcap(data)
    return [data[d.start : d.end] for d in capture.datagrams]


@pytest.mark.parametrize("name", LINKS)
@pytest.mark.parametrize("writer", [pcap, pcapng])
def test_link_layers(name, writer):
    link, packet = LINKS[name]
    data = writer(packet, link=link)
    assert looks_like_pcap(data)
    assert payloads(data) == [PAYLOAD]


@pytest.mark.parametrize("order", "<>")
def test_byte_orders_and_times(order):
    (datagram,) = parse_pcap(pcap(LINKS["ethernet"][1], order=order)).datagrams
    assert datagram.time == 1_700_000_000_000_250_000
    (datagram,) = parse_pcap(pcap(LINKS["ethernet"][1], order=order, fine=True)).datagrams
    assert datagram.time == 1_700_000_000_000_000_250
    (datagram,) = parse_pcap(pcapng(LINKS["ethernet"][1], order=order)).datagrams
    assert datagram.time == 1_700_000_000_000_250_000


@pytest.mark.parametrize(
    ("resolution", "units", "nanos"), [(9, 10**9, 250), (3, 1000, 250_000_000), (0x8A, 1024, 250 * 10**9 // 1024)]
)
def test_resolutions_of_interfaces(resolution, units, nanos):
    options = struct.pack("<HHBxxxHH", 9, 1, resolution, 0, 0)
    (datagram,) = parse_pcap(pcapng(LINKS["ethernet"][1], options=options, units=units)).datagrams
    assert datagram.time == 1_700_000_000 * 10**9 + nanos


def test_a_simple_packet_has_no_time():
    packet = LINKS["ethernet"][1]
    data = pcapng() + block("<", 3, struct.pack("<I", len(packet)) + packet)
    (datagram,) = parse_pcap(data).datagrams
    assert datagram.time == -1
    assert data[datagram.start : datagram.end] == PAYLOAD


def test_what_is_no_datagram_is_counted():
    data = pcap(
        ethernet(ipv4(fragment=0x2000)), ethernet(ipv4(fragment=3)), ethernet(ipv6(following=44), kind=0x86DD),
        ethernet(ipv4(protocol=6)), ethernet(b"\0" * 28, kind=0x0806), ethernet(ipv4())[:40], ethernet(ipv4())[:20], b"", ethernet(ipv4()),
    )  # fmt: skip
    capture = parse_pcap(data)
    assert capture.left_out == {"fragment": 3, "no UDP": 1, "no IP": 2, "cut": 2}
    assert [d.packet for d in capture.datagrams] == [9]
    assert capture.damage is None
    cut = parse_pcap(pcap(ethernet(ipv4()), cut=5))
    assert (cut.datagrams, cut.left_out) == ((), {"cut": 1})


@pytest.mark.parametrize("writer", [pcap, pcapng])
def test_every_truncation_keeps_what_is_before_it(writer):
    one = LINKS["ethernet"][1]
    data = writer(one, one)
    last = len(writer(one))
    for end in range(1, len(data)):
        capture = parse_pcap(data[:end])
        assert len(capture.datagrams) == (end >= last)
        whole = end in (len(writer()), last) or (writer is pcapng and end in (28, 48))
        assert (capture.damage is None) == whole, end
