"""Health as people and programs ask for it."""

import json
import logging
import urllib.error
import urllib.request

import pytest
from prometheus_client.parser import text_string_to_metric_families

from lagebild.errors import JournalError, ServerError
from lagebild.journal.journal import Journal
from lagebild.json_logs import JsonLines
from lagebild.live.feed_address import feed_address
from lagebild.live.received_store import ReceivedStore
from lagebild.service.health import health_of, prometheus_text
from lagebild.service.health_server import HealthServer
from lagebild.service.live_service import LiveService
from tests.live.sources import LineServer, wait_for
from tests.service.test_live_service import picture, report


@pytest.fixture
def service(tmp_path):
    source = LineServer()
    with Journal(tmp_path, "test") as journal:
        store = ReceivedStore(tmp_path / "received")
        made = LiveService(picture(), journal, [feed_address(f"sbs://127.0.0.1:{source.port}")], store=store)
        made.source = source
        made.start()
        yield made
        made.stop()
    source.close()


def test_everything_is_counted_and_told_in_both_ways(service):
    service.source.say(report("3C6589", 10.9, squawk="7700") + b"rubbish\r\n")
    wait_for(lambda: service.book.alerts and service.store.stored)
    health = health_of(service)
    assert (health.aircraft, health.rules, health.alerts_new, health.alerts_lasting) == (1, 1, 1, 1)
    assert health.faults == ()
    assert health.memory > 50e6
    (feed,) = health.feeds
    assert (feed.messages, feed.garbage, feed.sample.strip()) == (1, 1, "rubbish")
    server = HealthServer(lambda: health_of(service), 0)
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{server.port}/health") as answer:
            told = json.load(answer)
        assert (told["ok"], told["feeds"][0]["phase"], told["aircraft"]) == (True, "live", 1)
        with urllib.request.urlopen(f"http://127.0.0.1:{server.port}/metrics") as answer:
            text = answer.read().decode()
        metrics = {
            (sample.name, *sample.labels.values()): sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
        }
        assert metrics["lagebild_feed_messages_total", feed.name] == 1
        assert metrics["lagebild_feed_garbage_total", feed.name] == 1
        assert metrics["lagebild_feed_phase", feed.name, "live"] == 1
        assert metrics["lagebild_feed_phase", feed.name, "dead"] == 0
        assert metrics[("lagebild_alerts_new",)] == 1
        service.source.hang_up()
        wait_for(lambda: health_of(service).faults)
        with pytest.raises(urllib.error.HTTPError, match="503"):
            urllib.request.urlopen(f"http://127.0.0.1:{server.port}/health")
    finally:
        server.stop()


def test_what_is_wrong_with_the_log_is_told(service, monkeypatch):
    def away(*_):
        raise JournalError("the database is away")

    monkeypatch.setattr(service.desk.journal, "append", away)
    service.source.say(report("3C6589", 10.9, squawk="7700"))
    wait_for(lambda: health_of(service).log_fault)
    health = health_of(service)
    assert health.faults == ("the database is away",)
    assert health.log_waiting >= 1
    assert b"lagebild_log_ok 0.0" in prometheus_text(health)
    monkeypatch.undo()
    wait_for(lambda: not health_of(service).faults, 30)
    assert service.book.alerts


def test_a_port_that_is_taken(service):
    server = HealthServer(lambda: health_of(service), 0)
    try:
        with pytest.raises(ServerError, match=f"port {server.port} at 127.0.0.1 cannot be used for health"):
            HealthServer(lambda: health_of(service), server.port)
    finally:
        server.stop()


def test_a_line_of_json_whatever_is_logged():
    record = logging.LogRecord("lagebild", logging.WARNING, "", 0, "bad %s", ("line\n\x1b[31m",), None)
    line = JsonLines().format(record)
    assert "\n" not in line
    assert "\x1b" not in line
    told = json.loads(line)
    assert (told["level"], told["message"]) == ("warning", "bad line\n\x1b[31m")
    with pytest.raises(ZeroDivisionError) as caught:
        _ = 1 / 0
    record.exc_info = (caught.type, caught.value, caught.tb)
    assert "ZeroDivisionError: division by zero" in json.loads(JsonLines().format(record))["error"]
