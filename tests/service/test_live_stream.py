"""The stream to browsers: what a page puts together is what was received."""

import gzip

import pytest

from lagebild.journal.journal import Journal
from lagebild.live.feed_address import feed_address
from lagebild.service.live_service import LiveService
from lagebild.service.live_stream import LiveStream
from lagebild.views.columns import unpack
from tests.live.sources import LineServer, wait_for
from tests.service.test_live_service import picture, report


@pytest.fixture
def source():
    server = LineServer()
    yield server
    server.close()


@pytest.fixture
def service(source, tmp_path):
    with Journal(tmp_path, "test") as journal:
        found = LiveService(picture(), journal, [feed_address(f"sbs://127.0.0.1:{source.port}")])
        found.start()
        yield found
        found.stop()


def read(answer):
    meta, columns = unpack(gzip.decompress(answer))
    return meta, {name: column.tolist() for name, column in columns.items()}


def test_a_page_hears_all_and_then_what_is_new(source, service):
    stream = LiveStream(service)
    meta, columns = read(stream.answer(0, ""))
    assert meta["whole"]
    assert columns["slot"] == []
    assert meta["height"] is None
    source.say(report("3C6589", 10.9, callsign="DLH1A", gs=400, track=90))
    wait_for(lambda: service.recent.last)
    meta, columns = read(stream.answer(meta["last"], meta["epoch"]))
    # heights are known now, so the page begins anew
    assert meta["whole"]
    assert meta["height"] == "altitude_pressure"
    assert columns["height"] == [pytest.approx(6096, abs=0.1)]
    assert columns["longitude"] == [pytest.approx(10.9, abs=1e-7)]
    assert columns["ground_speed"] == [pytest.approx(400 * 1852 / 3600, rel=1e-6)]
    assert meta["aircraft"] == [[0, "3c6589", "DLH1A", "3c6589", "", 0]]
    assert abs(columns["time"][0] - meta["now"]) < 20_000
    last = meta["last"]
    source.say(report("3C6589", 10.95, ahead=0.5))
    wait_for(lambda: service.recent.last > last)
    answer = stream.answer(last, meta["epoch"])
    assert stream.answer(last, meta["epoch"]) is answer  # made once, whoever asks
    meta, columns = read(answer)
    assert not meta["whole"]
    assert columns["longitude"] == [pytest.approx(10.95, abs=1e-7)]
    assert [feed["phase"] for feed in meta["feeds"]] == ["live"]
    assert meta["feeds"][0]["age"] < 10
    assert (meta["rate"], meta["replay"]) == (1.0, False)


def test_feeds_and_alerts_are_news_without_any_fix(source, service):
    stream = LiveStream(service)
    source.say(report("3C6589", 10.9, squawk="7700"))
    wait_for(lambda: service.book.unseen)
    meta, _ = read(stream.answer(0, ""))
    assert meta["alerts"] == {"unseen": 1, "raised": 1}
    before = stream.newest
    source.hang_up()
    wait_for(lambda: stream.newest != before)
    wait_for(lambda: read(stream.answer(0, ""))[0]["feeds"][0]["phase"] in ("dead", "connecting", "live"))
