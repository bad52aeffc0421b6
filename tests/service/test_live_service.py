"""The live part of a picture: from bytes to entries of the log, over restarts and with a database that fails."""

import gzip
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from sqlalchemy import event

import lagebild as lb
from lagebild.errors import JournalError
from lagebild.journal.entry import EntryKind, NewEntry
from lagebild.journal.journal import Journal
from lagebild.live.alerts import AlertBook, AlertState, acknowledgement, entry_of_rule, removal_of_rule
from lagebild.live.feed_address import feed_address
from lagebild.live.feed_state import FeedPhase
from lagebild.live.received_store import ReceivedStore, received_between
from lagebild.model.alert_rule import DEFAULT_RULES, AlertRule
from lagebild.model.limits import Limit
from lagebild.service.health import health_of
from lagebild.service.live_service import LiveService
from lagebild.service.live_stream import LiveStream
from tests.live.feeds import sbs
from tests.live.sources import LineServer, wait_for

RULE = AlertRule(id="r1", kind="airspace", airspace="R1")


def picture(box=(11.0, 48.0, 11.2, 48.2)):
    areas = gpd.GeoDataFrame(
        {
            "airspace_id": ["R1"],
            "name": ["Zone 1"],
            "lower": [Limit.from_text("FL 50")],
            "upper": [Limit.from_text("FL 300")],
        },
        geometry=[shapely.box(*box)],
        crs="EPSG:4326",
    )
    return lb.Picture(title="Test", airspaces=lb.Airspaces.from_frame(areas))


def report(key, longitude, ahead=0.0, **more):
    now = time.time() + ahead
    moment = time.strftime("%Y/%m/%d,%H:%M:%S", time.gmtime(now)) + f".{int(now % 1 * 1000):03d}"
    fields = {"lat": 48.1, "lon": f"{longitude:.5f}", "altitude": 20_000, "ground": 0, **more}
    return sbs(3, key, moment, **fields).encode()


@pytest.fixture
def server():
    source = LineServer()
    yield source
    source.close()


@pytest.fixture
def journal(tmp_path):
    with Journal(tmp_path, "test") as found:
        found.append(entry_of_rule(RULE, "test"))
        yield found


def alerts(journal):
    return AlertBook(journal.entries()).alerts


def test_from_a_byte_to_an_alert_in_the_log(server, journal, tmp_path):
    store = ReceivedStore(tmp_path / "received")
    address = feed_address(f"sbs://127.0.0.1:{server.port}")
    service = LiveService(picture(), journal, [address], store=store)
    service.start()
    try:
        server.say(report("3C6589", 10.99))
        wait_for(lambda: len(service.now))
        server.say(report("3C6589", 11.01, ahead=0.5, callsign="DLH1A"))
        (alert,) = wait_for(lambda: alerts(journal)).values()
        assert alert.aircraft == ("3c6589",)
        assert "Zone 1" in alert.sentence
        kinds = [entry.kind for entry in journal.entries()]
        assert kinds.count("feed") == 1
        server.hang_up()
        wait_for(lambda: any("is dead" in entry.text for entry in journal.entries(kinds=[EntryKind.FEED])))
        # a rule that comes while it runs
        service.desk.enter(entry_of_rule(AlertRule(id="r2", kind="airspace", airspace="R1"), "who"))
        wait_for(lambda: len(alerts(journal)) == 2)
        service.desk.enter(removal_of_rule(RULE, "who"))
        wait_for(lambda: next(iter(alerts(journal).values())).ended)
    finally:
        assert service.stop() == 0
    assert journal.verify().holds
    kept = list(received_between(store.folder, 0, 4e9))
    assert [(feed, seen.key.tolist()) for feed, seen in kept] == [(address.name, ["3c6589", "3c6589"])]


class TestLogAway:
    """Whatever befalls the database: an alert is shown at once, the fault is told, and everything comes in later."""

    def watched(self, journal, server, befall, recover, told):
        service = LiveService(picture(), journal, [feed_address(f"sbs://127.0.0.1:{server.port}")])
        stream = LiveStream(service)
        news = []
        service.desk.subscribe(lambda entries: news.append(len(entries)))
        service.start()
        try:
            server.say(report("3C6589", 10.99))
            wait_for(lambda: len(service.now))
            wait_for(lambda: not service.desk.waiting)
            befall()
            before = time.monotonic()
            server.say(report("3C6589", 11.01, ahead=0.5, callsign="DLH1A"))
            (alert,) = wait_for(lambda: service.book.alerts).values()
            assert time.monotonic() - before < 2.0  # no patience with a database keeps an alert from people
            assert alert.number == 0
            assert "DLH1A has entered Zone 1" in alert.sentence
            assert service.book.unseen == 1
            assert 0 in news  # pages are told
            wait_for(lambda: service.desk.fault, 30)
            assert told in str(service.desk.fault)
            shown = stream.answer(0, "")
            meta = meta_of(shown)
            assert meta["alerts"]["unseen"] == 1
            assert meta["log"]["waiting"] >= 1
            assert told in meta["log"]["reason"]["en"]
            assert meta["log"]["reason"]["de"] != meta["log"]["reason"]["en"]
            assert any(told in str(fault) for fault in health_of(service).faults)
            with pytest.raises(JournalError, match=re.escape(told)):
                service.desk.enter(acknowledgement(alert, "Müller"))
            assert service.book.alerts[alert.id].state is AlertState.NEW
            recover()
            wait_for(lambda: service.desk.fault is None and not service.desk.waiting, 40)
            assert stream.answer(0, "") is not shown
            assert meta_of(stream.answer(0, ""))["log"] is None
            (entered,) = service.book.alerts.values()
            assert entered.number > 0
            assert service.book.unseen == 1
            service.desk.enter(acknowledgement(entered, "Müller"))
            assert service.book.unseen == 0
            assert [one.id for one in alerts(journal).values()] == [alert.id]
        finally:
            assert service.stop() == 0
        assert journal.verify().holds

    def test_locked(self, server, journal, tmp_path):
        other = sqlite3.connect(tmp_path / "journal.sqlite", isolation_level=None)
        self.watched(
            journal, server, lambda: other.execute("BEGIN IMMEDIATE"), lambda: other.execute("ROLLBACK"),
            "another program holds the log",
        )  # fmt: skip
        other.close()

    def test_full_disk(self, server, journal):
        most = [1_000_000]  # pages: SQLite's own way of having no more room
        engine = journal.database._engine
        event.listen(engine, "checkout", lambda raw, *_: raw.execute(f"PRAGMA max_page_count={most[0]}"))

        def fill():
            most[0] = 1  # as many as there are
            journal.database._engine.dispose()
            is_full = False
            while not is_full:
                try:
                    journal.append(NewEntry(EntryKind.NOTE, "x" * 100))
                except JournalError as error:
                    is_full = "is full" in str(error)

        def clear():
            most[0] = 1_000_000

        self.watched(journal, server, fill, clear, "is full; nothing was entered")

    def test_dead_postgres(self, server, postgres):
        with Journal(postgres.new_database(), "test") as journal:
            journal.append(entry_of_rule(RULE, "test"))
            try:
                self.watched(journal, server, postgres.stop, postgres.start, "is out of reach")
            finally:
                if not postgres.is_running:
                    postgres.start()


def meta_of(answer):
    data = gzip.decompress(answer)
    return json.loads(data[8 : 8 + int.from_bytes(data[4:8], "little")])["meta"]


def test_without_any_rule_emergencies_are_watched(server, tmp_path):
    with Journal(tmp_path, "test") as journal:
        service = LiveService(picture(), journal, [feed_address(f"sbs://127.0.0.1:{server.port}")])
        assert service.watch.rules == DEFAULT_RULES
        service.start()
        server.say(report("3C6589", 10.9, squawk="7700"))
        (alert,) = wait_for(lambda: alerts(journal)).values()
        assert "transmits 7700" in alert.sentence
        service.stop()
        # and who takes the rule away has none, also after a restart
        journal.append(removal_of_rule(DEFAULT_RULES[0], "who"))
        again = LiveService(picture(), journal, [feed_address(f"sbs://127.0.0.1:{server.port}")])
        assert again.watch.rules == ()
        again.desk.close()


def test_a_restart_takes_up_what_goes_on(server, journal):
    address = [feed_address(f"sbs://127.0.0.1:{server.port}")]
    service = LiveService(picture(), journal, address)
    service.start()
    server.say(report("3C6589", 10.99))
    wait_for(lambda: len(service.now))
    server.say(report("3C6589", 11.01, ahead=0.5))
    wait_for(lambda: alerts(journal))
    service.stop()
    server.hang_up()
    again = LiveService(picture(), journal, address)
    again.start()
    try:
        server.say(report("3C6589", 11.02, ahead=0.6))
        wait_for(lambda: len(again.now))
        server.say(report("3C6589", 11.03, ahead=0.9))
        time.sleep(0.3)
        server.say(report("3C6589", 11.25, ahead=0.9))
        (alert,) = wait_for(lambda: [one for one in alerts(journal).values() if one.ended])
        assert len(alerts(journal)) == 1
        assert alert.ended > alert.begun
    finally:
        again.stop()


def test_a_replay_raises_the_visits_of_the_recording(tmp_path, journal):
    rng = np.random.default_rng(7)
    frames = []
    for number in range(40):
        steps = np.arange(60)
        frames.append(
            pd.DataFrame(
                {
                    "track_id": f"T{number}",
                    "time": pd.Timestamp("2026-05-12T08:00Z") + pd.to_timedelta(steps * 10 + number * 7, unit="s"),
                    "longitude": 10.8 + 0.01 * steps * rng.uniform(0.7, 1.2),
                    "latitude": rng.uniform(47.95, 48.25) + 0.001 * steps,
                    "altitude_pressure": rng.uniform(1_000, 9_500) + 5.0 * steps,
                }
            )
        )
    tracks = lb.Tracks.from_frame(pd.concat(frames, ignore_index=True))
    path = tmp_path / "flights.parquet"
    lb.write_tracks(tracks, path)
    shown = picture()
    service = LiveService(shown, journal, [feed_address(f"replay:{path}?speed=200")])
    service.start()
    try:
        wait_for(lambda: service.is_over, 60)
        visits = lb.crossings(tracks, shown.airspaces)
        first = visits.sort_values("entry_time").groupby("track_id")["entry_time"].first()
        wait_for(lambda: not service.desk.waiting and len(alerts(journal)) >= len(first), 20)
    finally:
        service.stop()
    found = {alert.aircraft[0].removeprefix("replay:"): alert for alert in alerts(journal).values()}
    assert len(first) > 10
    assert sorted(found) == sorted(first.index)
    assert len(alerts(journal)) == len(found)
    for name, entry in first.items():
        assert found[name].begun == pytest.approx(entry.timestamp(), abs=2e-3)
    assert [entry.text for entry in journal.entries(kinds=[EntryKind.FEED])][-1].endswith("has been told to its end")
    assert service.feeds[0].phase is FeedPhase.ENDED


KILLS = int(os.environ.get("LAGEBILD_KILLS", "2"))


def test_killed_at_any_moment_no_entry_that_was_told_is_lost(server, tmp_path):
    """`kill -9` of `lagebild watch` while alerts are raised: what it has printed is in the log, which holds."""
    folder = tmp_path / "lage"
    picture().save(folder)
    with Journal(folder) as journal:
        journal.append(entry_of_rule(RULE, "test"))
    rng = np.random.default_rng(3)
    printed = []
    for run in range(KILLS):
        process = subprocess.Popen(
            [sys.executable, "-m", "lagebild.cli", "watch", str(folder), "--feed", f"sbs://127.0.0.1:{server.port}"],
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            wait_for(lambda: server.clients, 60)
            end = time.monotonic() + rng.uniform(1.0, 3.0)
            step = 0
            while time.monotonic() < end:
                for aircraft in range(20):
                    key = f"{run * 100 + aircraft:06X}"
                    server.say(report(key, 10.99 + 0.02 * (step % 2), ahead=0.01 * step))
                step += 1
                time.sleep(0.05)
        finally:
            process.send_signal(signal.SIGKILL)
            lines = process.stdout.read().splitlines()
            process.stdout.close()
            process.wait()
        server.hang_up()
        # the last line may have been cut off
        printed += [re.sub(r"^\S+ \S+  \w+ +", "", line) for line in lines[1:-1]]
        with Journal(folder) as journal:
            assert journal.verify().holds
            kept = [entry.text for entry in journal.entries()]
            assert not set(printed) - set(kept)
            told = [entry.subject for entry in journal.entries() if entry.details.get("phase") == "begun"]
            assert len(told) == len(set(told))
    assert len(printed) > 10
