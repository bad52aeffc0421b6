"""Records are put together by hand after EUROCONTROL-SPEC-0149; `libasterix`' own parser is the oracle."""

import random
import sys

import pytest

from lagebild.codecs.asterix import BadBlock, Record, Specification, blocks, looks_like_asterix
from lagebild.codecs.pcap import parse_pcap
from lagebild.errors import MissingPackageError

asterix = pytest.importorskip("asterix.generated")
base = pytest.importorskip("asterix.base")

NEWEST = {number: asterix.manifest["CATS"][number][-1] for number in (21, 34, 48, 62)}


def flat(items):
    """Return the bytes of every item, in order, of our records."""
    return b"".join(flat(item) if isinstance(item, dict) else item for item in items.values())


def outcome(category, data):
    """Return our records' items and extents, or None where they cannot be read."""
    found = list(Specification.of(category).records(data, 0, len(data)))
    if any(isinstance(part, BadBlock) for part in found):
        return None
    return [(list(part.items), part.end - part.start) for part in found]


def oracle(category, data):
    parsed = NEWEST[category].cv_uap.parse(base.Bits.from_bytes(data))
    if isinstance(parsed, ValueError):
        return None
    return [(list(record.items_regular), len(record.unparse()) // 8) for record in parsed]


def real_records(shared_data):
    data = (shared_data / "tracks/asterix-cat034-048.pcap").read_bytes()
    return [
        (category, data[start:end])
        for datagram in parse_pcap(data).datagrams
        for category, start, end in blocks(data, datagram.start, datagram.end)
    ]


def test_real_records_as_another_parser_reads_them(shared_data):
    count = 0
    for category, data in real_records(shared_data):
        ours = list(Specification.of(category).records(data, 0, len(data)))
        theirs = NEWEST[category].cv_uap.parse(base.Bits.from_bytes(data))
        assert len(ours) == len(theirs)
        for mine, other in zip(ours, theirs, strict=True):
            assert list(mine.items) == list(other.items_regular)
            for name, item in other.items_regular.items():
                raw = item.unparse().to_bytes()
                assert (
                    raw == mine.items[name]
                    if isinstance(mine.items[name], bytes)
                    else raw.endswith(flat(mine.items[name]))
                )
            count += 1
    assert count == 162


@pytest.mark.parametrize("category", [21, 34, 48, 62])
def test_random_octets_as_another_parser_reads_them(category):
    """Every kind of item (fixed, extended, repeated, explicit, compound) ends where the other parser ends it."""
    dice = random.Random(category)
    read = 0
    for _ in range(400):
        presence = bytearray(dice.randbytes(dice.choice((1, 2, 3, 4, 5))))
        presence = bytes([*(byte | 1 for byte in presence[:-1]), presence[-1] & 0xFE])
        data = presence + bytes(
            dice.choice((0, 0, 1, 2, 5, 0x81, 255, dice.randrange(256))) for _ in range(dice.randrange(200))
        )
        found = list(Specification.of(category).records(data, 0, len(data)))
        theirs = NEWEST[category].cv_record.parse(base.ParsingMode.StrictParsing, base.Bits.from_bytes(data))
        if isinstance(theirs, ValueError):
            assert isinstance(found[0], BadBlock)
            assert str(found[0].reason)
            continue
        record, rest = theirs
        assert isinstance(found[0], Record)
        assert found[0].end == len(data) - len(rest) // 8
        assert list(found[0].items) == list(record.items_regular)
        read += 1
    assert read > 20


def test_damaged_real_records_as_another_parser_reads_them(shared_data):
    dice = random.Random(4)
    for category, data in real_records(shared_data)[:60]:
        for _ in range(5):
            spoiled = bytearray(data)
            spoiled[dice.randrange(len(spoiled))] ^= 1 << dice.randrange(8)
            assert outcome(category, bytes(spoiled)) == oracle(category, bytes(spoiled))


def test_the_records_before_a_bad_one_are_kept():
    good = bytes([0x80, 25, 12])
    found = list(Specification.of(48).records(good + good + b"\x80\x19", 0, 8))
    assert [type(part) for part in found] == [Record, Record, BadBlock]
    assert (found[2].start, found[2].end) == (6, 8)
    assert found[2].reason == "the record ends within item 010"


def test_blocks():
    data = bytes([48, 0, 6, 0x80, 25, 12, 34, 0, 4, 0x00])
    assert list(blocks(data, 0, len(data))) == [(48, 3, 6), (34, 9, 10)]
    assert list(blocks(data[:-1], 0, 9)) == [(48, 3, 6)]
    assert list(blocks(bytes([48, 0, 3]), 0, 3)) == []


def test_recognition():
    data = bytes([48, 0, 6, 0x80, 25, 12])
    wanted = frozenset({48})
    assert looks_like_asterix(data, wanted)
    assert looks_like_asterix(data * 3 + data[:2], wanted)
    assert not looks_like_asterix(data, frozenset({21}))
    assert not looks_like_asterix(bytes([3, 0, 6, 0x80, 25, 12]), wanted)
    assert not looks_like_asterix(b"", wanted)


def test_a_missing_package_is_one_sentence(monkeypatch):
    Specification.of.cache_clear()
    monkeypatch.setitem(sys.modules, "asterix.base", None)
    try:
        with pytest.raises(MissingPackageError, match=r'pip install "lagebild\[asterix\]"'):
            Specification.of(48)
    finally:
        Specification.of.cache_clear()
