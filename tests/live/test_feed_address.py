"""Addresses of feeds, as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lagebild.errors import ValidationError
from lagebild.live.feed_address import FeedAddress, FeedKind, Transport, feed_address


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sbs://host:30003", FeedAddress(FeedKind.SBS, Transport.TCP, "host", 30003)),
        ("SBS://Host", FeedAddress(FeedKind.SBS, Transport.TCP, "host", 30003)),
        ("beast://192.0.2.1", FeedAddress(FeedKind.BEAST, Transport.TCP, "192.0.2.1", 30005)),
        ("beast://[2001:db8::1]:30005", FeedAddress(FeedKind.BEAST, Transport.TCP, "2001:db8::1", 30005)),
        (
            "readsb+http://host/data/aircraft.json?x=1",
            FeedAddress(FeedKind.READSB, Transport.HTTP, "host", 80, "/data/aircraft.json?x=1"),
        ),
        ("readsb+https://host:8443", FeedAddress(FeedKind.READSB, Transport.HTTPS, "host", 8443, "/")),
        ("asterix+udp://239.255.0.1:8600/", FeedAddress(FeedKind.ASTERIX, Transport.UDP, "239.255.0.1", 8600)),
        ("cot+udp://0.0.0.0:4242", FeedAddress(FeedKind.COT, Transport.UDP, "0.0.0.0", 4242)),
        ("cot+tcp://host", FeedAddress(FeedKind.COT, Transport.TCP, "host", 8087)),
        (
            "ogn://N0CALL:p%40ss@aprs.example",
            FeedAddress(FeedKind.OGN, Transport.TCP, "aprs.example", 14580, user="N0CALL", password="p@ss"),
        ),
        ("replay:a b/flüge.parquet", FeedAddress(FeedKind.REPLAY, Transport.FILE, path="a b/flüge.parquet")),
        ("replay:x?y.csv?speed=20", FeedAddress(FeedKind.REPLAY, Transport.FILE, path="x?y.csv", speed=20.0)),
        ("replay:C:\\a.csv?speed=0.5", FeedAddress(FeedKind.REPLAY, Transport.FILE, path="C:\\a.csv", speed=0.5)),
    ],
)
def test_addresses_are_read(text: str, expected: FeedAddress) -> None:
    found = feed_address(text)
    assert found == expected
    if not found.user:
        assert feed_address(found.name) == found


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "a feed begins with one of sbs://"),
        ("host:30003", "not with 'host'"),
        ("http://host/aircraft.json", "not with 'http'"),
        ("sbs://", "needs a host, such as sbs://192.0.2.1:30003"),
        ("sbs:host:30003", "needs a host"),
        ("sbs://:30003", "needs a host"),
        ("sbs://host:70000", "no sound host and port"),
        ("sbs://host:abc", "no sound host and port"),
        ("sbs://host:0", "ports are 1 to 65535"),
        ("sbs://[::1", "no sound host and port"),
        ("sbs://host/path", "has no path"),
        ("asterix+udp://host", "needs a port"),
        ("replay:", "needs a file"),
        ("replay:?speed=2", "needs a file"),
        ("replay:a.csv?speed=0", "above 0"),
        ("replay:a.csv?speed=-1", "above 0"),
        ("replay:a.csv?speed=nan", "above 0"),
        ("replay:a.csv?speed=inf", "above 0"),
        ("replay:a.csv?speed=", "above 0"),
        ("replay:a.csv?speed=schnell", "'schnell'"),
    ],
)
def test_what_is_no_address_is_refused(text: str, told: str) -> None:
    with pytest.raises(ValidationError, match=told.replace("(", r"\(")):
        feed_address(text)


def test_a_password_is_never_shown() -> None:
    assert "geheim" not in feed_address("ogn://user:geheim@host").name
    for text in (
        "sbs://user:geheim@host/path",
        "asterix+udp://user:geheim@host",
        "sbs://user:geheim@host:0",
        "sbs://u:geheim",
    ):
        with pytest.raises(ValidationError) as told:
            feed_address(text)
        assert "geheim" not in str(told.value)


@given(st.text(max_size=40), st.sampled_from(["", "sbs://", "cot+udp://", "replay:", "readsb+http://"]))
def test_any_text_is_read_or_refused(text: str, scheme: str) -> None:
    try:
        found = feed_address(scheme + text)
    except ValidationError:
        return
    assert found.path if found.kind is FeedKind.REPLAY else 0 < found.port < 65536
