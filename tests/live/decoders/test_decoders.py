"""Laws of all decoders: how a stream is cut is not seen, and nothing that comes makes one fail."""

import gzip
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import lagebild as lb
from lagebild.codecs.pcap import parse_pcap
from lagebild.live.decoders.decoder import Chunk
from lagebild.live.decoders.registry import decoder_of
from lagebild.live.feed_address import feed_address
from lagebild.live.observations import NUMBERS, Observations
from tests.live.adsb import callsign_message, place_message, velocity_message
from tests.live.feeds import all_of, beast, cut, sbs
from tests.readers.test_ogn import GLIDER, SERVER, STATION, beacon

pytest.importorskip("rs1090")
pytest.importorskip("asterix")

ADSB = [
    place_message("3C6589", 11.5, 48.25, 12_000, odd=0),
    place_message("3C6589", 11.51, 48.26, 12_025, odd=1),
    callsign_message("3C6589", "DLH1A"),
    velocity_message("3C6589", 300, -200, 640),
]
COT = (
    '<?xml version="1.0"?><event version="2.0" uid="UAV-1" type="a-f-A-M-F-Q" time="2026-11-24T10:00:00Z" '
    'start="2026-11-24T10:00:00Z" stale="2026-11-24T10:01:00Z" how="m-g"><point lat="48.1" lon="11.6" hae="900" '
    'ce="9999999" le="9999999"/><detail><contact callsign="ADLER 1"/><track speed="40" course="90"/></detail></event>\n'
)
STREAMS = {
    "sbs://h": (
        sbs(3, "3C6589", lat=48.25, lon=11.5, altitude=12_000, ground=0)
        + "rubbish\r\n"
        + sbs(1, "3C6589", callsign="DLH1A")
        + sbs(4, "~2B0001", gs=300, track=90)
    ).encode(),
    "beast://h": beast(*ADSB) + b"\x1a\x33rubbish" + beast(ADSB[0]),
    "cot+tcp://h": (COT + "<event>rubbish</event>" + COT).encode(),
    "ogn://h": "\r\n".join([SERVER, STATION, GLIDER, "rubbish", beacon(rest="id253836BC"), ""]).encode(),
}


def told(parts):
    """Everything but when it came, which depends on the cuts."""
    together = Observations.joined([part.observations for part in parts])
    return (
        together.key.tolist(),
        np.nan_to_num(together.numbers, nan=-1e9).tolist(),
        together.texts.tolist(),
        together.on_ground.tolist(),
        sum(part.messages for part in parts),
        sum(part.garbage for part in parts),
    )


@pytest.mark.parametrize("address", STREAMS)
@given(places=st.lists(st.integers(0, 3_000), max_size=8))
def test_how_a_stream_is_cut_is_not_seen(address, places):
    data = STREAMS[address]
    whole = told([decoder_of(feed_address(address)).decode([Chunk(1_000.0, data)])])
    assert told(all_of(decoder_of(feed_address(address)), cut(data, places))) == whole
    assert told([decoder_of(feed_address(address)).decode(cut(data, places))]) == whole
    assert whole[0]
    assert whole[-1]


@pytest.mark.parametrize("address", ["sbs://h", "beast://h"])
def test_a_message_came_with_its_last_byte(address):
    data = STREAMS[address]
    chunks = [Chunk(1_000.0 + place, data[place : place + 1]) for place in range(len(data))]
    found = decoder_of(feed_address(address)).decode(chunks).observations
    ends = [place for place, byte in enumerate(data) if byte == ord("\n")]
    if address == "sbs://h":
        assert found.received.tolist() == [1_000.0 + ends[row] for row in (0, 2, 3)]
    assert (np.diff(found.received) > 10).all()


ALL = [*STREAMS, "readsb+http://h", "asterix+udp://h:8600", "cot+udp://h"]


@pytest.mark.parametrize("address", ALL)
@given(
    pieces=st.lists(st.binary(max_size=80) | st.sampled_from([b"\xff\xfe", b"\n", b"\x1a3", b"</event>"]), max_size=6)
)
def test_rubbish_is_counted_and_never_raised(address, pieces):
    decoder = decoder_of(feed_address(address))
    for number, piece in enumerate(pieces):
        result = decoder.decode([Chunk(float(number), piece)])
        assert result.garbage >= 0
        assert len(result.sample) <= 200
    decoder.restart()


@pytest.mark.parametrize("address", STREAMS)
@given(rubbish=st.binary(max_size=60).filter(lambda data: b"\x1a" not in data and b"event" not in data))
def test_after_rubbish_and_a_new_connection_all_is_read_again(address, rubbish):
    decoder = decoder_of(feed_address(address))
    decoder.decode([Chunk(0.0, rubbish)])
    decoder.restart()
    whole = told([decoder_of(feed_address(address)).decode([Chunk(1_000.0, STREAMS[address])])])
    assert told([decoder.decode([Chunk(1_000.0, STREAMS[address])])]) == whole


@pytest.mark.parametrize("address", STREAMS)
def test_what_never_ends_is_given_up(address):
    decoder = decoder_of(feed_address(address))
    start = {"sbs://h": b"MSG,3,", "beast://h": b"", "cot+tcp://h": b"<event ", "ogn://h": b"FLR>"}[address]
    parts = [decoder.decode([Chunk(float(n), start + b"x" * 400_000)]) for n in range(3)]
    assert sum(part.garbage for part in parts)


def test_sbs_values_and_units():
    row = decoder_of(feed_address("sbs://h")).decode([Chunk(1_000.0, STREAMS["sbs://h"])]).observations
    assert row.key.tolist() == ["3c6589", "3c6589", "~2b0001"]
    assert row.time[0] == 1_795_514_400.0  # 2026-11-24T10:00:00Z
    assert row.numbers[0, :3].tolist() == [11.5, 48.25, 3657.6]
    assert row.texts[1].tolist() == ["DLH1A", "3c6589", ""]
    assert row.numbers[2, NUMBERS.index("ground_speed")] == pytest.approx(300 * 1852 / 3600)
    assert row.texts[2, 1] == ""
    assert row.on_ground.tolist() == [0, -1, -1]


def test_beast_places_speeds_and_names():
    found = decoder_of(feed_address("beast://h")).decode([Chunk(1_000.0, beast(*ADSB))]).observations
    assert np.isnan(found.numbers[0, 0])  # one message alone does not tell the zone
    assert found.numbers[1, :3] == pytest.approx([11.51, 48.26, 12_025 * 0.3048], abs=2e-4)
    assert found.texts[2, 0] == "DLH1A"
    speed = [found.column(name)[3] for name in ("ground_speed", "track_angle", "vertical_rate")]
    assert speed == pytest.approx([np.hypot(300, 200) * 1852 / 3600, 123.69, 640 * 0.3048 / 60], abs=0.01)
    assert np.isnan(found.time).all()


def test_replies_to_radars_count_only_of_aircraft_that_are_heard():
    decoder = decoder_of(feed_address("beast://h"))
    reply = "2A00516D492B80"  # squawk 0356; the address lies over the checksum
    assert not len(decoder.decode([Chunk(0.0, beast(reply))]).observations)
    with_own = decoder.decode([Chunk(10.0, beast(place_message("510AF9", 0, 0, 0, odd=0), reply))]).observations
    assert with_own.column("squawk").tolist() == ["", "0356"]
    assert not len(decoder.decode([Chunk(80.0, beast(reply))]).observations)


def test_readsb_answers():
    answer = {
        "now": 1_795_514_400.5,
        "aircraft": [
            {"hex": "3C6589", "lat": 48.0, "lon": 11.0, "seen_pos": 0.5, "alt_baro": 10_000, "squawk": "7700", "flight": "DLH1A "},
            {"hex": "~2b0001", "lat": 48.0, "lon": 11.0, "alt_baro": "ground"},
            {"hex": "400000", "squawk": "1000"},
            {"lat": 1, "lon": 1},
            "rubbish",
        ],
    }  # fmt: skip
    decoder = decoder_of(feed_address("readsb+http://h"))
    result = decoder.decode([Chunk(1_000.0, json.dumps(answer).encode()), Chunk(1_001.0, b"<html>")])
    found = result.observations
    assert found.key.tolist() == ["3c6589", "~2b0001", "400000"]
    assert found.time.tolist()[:2] == [1_795_514_400.0, 1_795_514_400.5]
    assert found.texts[0].tolist() == ["DLH1A", "3c6589", "7700"]
    assert found.on_ground.tolist() == [0, 1, -1]
    assert found.located.tolist() == [True, True, False]
    assert (result.messages, result.garbage) == (3, 3)


def test_cot_values():
    found = decoder_of(feed_address("cot+udp://h")).decode([Chunk(5.0, COT.encode())]).observations
    assert found.key.tolist() == ["cot:UAV-1"]
    assert found.time.tolist() == [1_795_514_400.0]
    row = dict(zip(NUMBERS, found.numbers[0].tolist(), strict=True))
    assert (row["longitude"], row["latitude"], row["height_ellipsoid"]) == (11.6, 48.1, 900.0)
    assert (row["ground_speed"], row["track_angle"]) == (40.0, 90.0)
    assert found.texts[0, 0] == "ADLER 1"


def test_who_does_not_want_to_be_tracked_is_withheld():
    private = beacon(name="FLRDDDDDD", rest="id46DDDDDD")
    day = 1_795_514_400.0
    lines = "\r\n".join([SERVER, GLIDER, private, ""]).encode()
    result = decoder_of(feed_address("ogn://h")).decode([Chunk(day, lines)])
    assert result.withheld == 1
    assert "ddddd" not in " ".join(result.observations.key)
    # the day is that of arrival, not that of any other line
    assert result.observations.time.tolist() == [1_795_514_400.0 - 10 * 3600 + 7 * 3600 + 45 * 60 + 48]


def test_asterix_of_a_recording_as_the_reader_reads_it(shared_data):
    path = shared_data / "tracks" / "asterix-cat034-048.pcap"
    data = path.read_bytes()
    chunks = [Chunk(one.time / 1e9, data[one.start : one.end]) for one in parse_pcap(data).datagrams]
    decoder = decoder_of(feed_address("asterix+udp://h:8600"))
    first = all_of(decoder, chunks)
    # plots that came before their radar told where it stands are counted, not placed
    assert sum(part.garbage for part in first) > 0
    found = Observations.joined([part.observations for part in all_of(decoder, chunks)])
    frame = lb.read_tracks(path).frame.sort_values("time")
    # the recording holds every datagram twice, which the reader takes together
    _, once = np.unique(np.column_stack([found.time, found.numbers[:, :2]]), axis=0, return_index=True)
    located = found.take(once).take(found.located[once])
    order = np.argsort(located.time, kind="stable")
    assert len(located) == len(frame) > 10
    assert located.time[order] == pytest.approx(frame["time"].astype("int64") / 1e9, abs=1e-3)
    for name in ("longitude", "latitude", "altitude_pressure", "ground_speed"):
        mine, theirs = np.sort(located.column(name)), np.sort(frame[name].to_numpy(dtype=float))
        assert mine == pytest.approx(theirs, abs=1e-4, nan_ok=True), name


def test_gzip_is_no_answer():
    result = decoder_of(feed_address("readsb+http://h")).decode([Chunk(0.0, gzip.compress(b"{}"))])
    assert result.garbage == 1
