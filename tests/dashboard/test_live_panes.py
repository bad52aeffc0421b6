"""What staff does at a live picture, without a browser: alerts, rules, log and status."""

import time

import pandas as pd
import pytest

import lagebild as lb
from lagebild.dashboard.alert_pane import AlertPane
from lagebild.dashboard.app import Dashboard
from lagebild.dashboard.live_pane import LivePane
from lagebild.dashboard.log_pane import LogPane
from lagebild.dashboard.person import Person
from lagebild.dashboard.rules_pane import RulesPane
from lagebild.dashboard.status_pane import status_html
from lagebild.errors import JournalError
from lagebild.journal.entry import EntryKind
from lagebild.journal.journal import Journal
from lagebild.live.alerts import AlertState, entry_of_rule
from lagebild.live.feed_address import feed_address
from lagebild.live.received_store import ReceivedStore
from lagebild.model.alert_rule import AlertRule, RuleKind
from lagebild.service.health import health_of
from lagebild.service.live_service import LiveService
from lagebild.service.picture_service import PictureService
from lagebild.views.formats import Formats
from lagebild.views.lagemap import LageMap
from tests.builders import make_tracks
from tests.live.sources import LineServer, wait_for
from tests.service.test_live_service import RULE, picture, report


@pytest.fixture
def journal(tmp_path):
    with Journal(tmp_path, "test") as found:
        found.append(entry_of_rule(RULE, "test"))
        yield found


@pytest.fixture
def source():
    server = LineServer()
    yield server
    server.close()


@pytest.fixture
def live(source, journal, tmp_path):
    store = ReceivedStore(tmp_path / "received")
    service = LiveService(picture(), journal, [feed_address(f"sbs://127.0.0.1:{source.port}")], store=store)
    service.start()
    source.say(report("3C6589", 10.99, callsign="<b>DLH1</b>", gs=300, track=90))
    wait_for(lambda: len(service.now))
    source.say(report("3C6589", 11.01, ahead=0.5))
    wait_for(lambda: service.book.unseen)
    yield service
    service.stop()


@pytest.fixture
def lagemap(live):
    service = PictureService(picture(), live=live)
    return LageMap(service.scene, flights=service.flights, live={"stream": "./live"}, language="en")


@pytest.fixture
def person():
    return Person(name_typed=" Müller ")


class TestAlerts:
    @pytest.fixture
    def pane(self, lagemap, live, person):
        shown = []
        pane = AlertPane(lagemap, live, person, lambda: shown.append("section"), lambda rule: shown.append(rule))
        pane.shown = shown
        return pane

    def test_an_alert_is_listed_and_leads_to_what_it_is_about(self, pane, lagemap):
        (alert,) = pane.live.book.alerts.values()
        assert pane._table.value["Alert"].tolist() == [f"{alert.sentence}\nnew"]
        pane.choose(alert.id)
        assert lagemap.selection[["layer", "id"]].to_numpy().tolist() == [["@live", "3c6589"]]
        assert "<b>DLH1</b>" not in pane._told.object
        assert "&lt;b&gt;DLH1" in pane._told.object
        pane._section.clicks += 1
        pane._rule.clicks += 1
        assert pane.shown == ["section", "r1"]
        pane._moment.clicks += 1
        assert not lagemap.following
        assert lagemap.time.timestamp() == pytest.approx(alert.begun, abs=0.001)
        assert lagemap.camera["longitude"] == pytest.approx(alert.longitude)

    def test_new_acknowledged_done_with_who_when_and_note(self, pane, journal):
        (alert,) = pane.live.book.alerts.values()
        pane.choose(alert.id)
        pane._note.value = "seen on the second screen"
        pane._acknowledge.clicks += 1
        assert pane.chosen.state is AlertState.ACKNOWLEDGED
        assert pane._acknowledge.disabled
        assert not pane._close.disabled
        (entry,) = journal.entries(kinds=[EntryKind.ACKNOWLEDGEMENT])
        assert (entry.who, entry.details["note"]) == ("Müller", "seen on the second screen")
        pane._close.clicks += 1
        assert pane.chosen.state is AlertState.DONE
        assert pane._table.value.empty  # open ones alone are listed
        pane._scope.value = "all"
        assert "done, Müller" in pane._table.value["Alert"][0]

    def test_nobody_acknowledges_without_a_name(self, pane, journal, person):
        person.name_typed = "  "
        pane.choose(next(iter(pane.live.book.alerts)))
        pane._acknowledge.clicks += 1
        assert "who you are" in pane._answer.object
        assert journal.entries(kinds=[EntryKind.ACKNOWLEDGEMENT]) == ()

    def test_what_cannot_be_written_is_not_acknowledged(self, pane, journal, monkeypatch):
        def locked(*_):
            raise JournalError("the database is locked")

        monkeypatch.setattr(journal, "append", locked)
        pane.choose(next(iter(pane.live.book.alerts)))
        pane._acknowledge.clicks += 1
        assert "Nothing was entered" in pane._answer.object
        assert "locked" in pane._answer.object
        assert pane.chosen.state is AlertState.NEW
        assert not pane._acknowledge.disabled
        monkeypatch.undo()
        pane._acknowledge.clicks += 1
        assert pane.chosen.state is AlertState.ACKNOWLEDGED

    def test_at_a_moment_of_the_past_there_are_the_alerts_of_then(self, pane, lagemap, live):
        (alert,) = live.book.alerts.values()
        lagemap.following = False
        lagemap.time = lagemap.time - pd.Timedelta(minutes=5)
        assert lagemap.time.timestamp() < alert.begun
        assert pane._table.value.empty
        lagemap.following = True
        assert len(pane._table.value) == 1

    def test_it_speaks_german(self, pane, lagemap):
        lagemap.language = "de"
        assert "neu" in pane._table.value["Alarm"][0]
        assert pane._acknowledge.label == "Quittieren"
        assert "in Zone 1 eingeflogen" in pane._table.value["Alarm"][0]


class TestRules:
    def test_a_rule_is_made_changed_and_taken_away(self, lagemap, live, person, journal):
        pane = RulesPane(lagemap, live, person)
        pane.kind.value = "low"
        pane.name_of.value = "Deep"
        pane.below.value = 1000  # feet
        pane.save.clicks += 1
        made = next(rule for rule in live.book.rules if rule.name == "Deep")
        assert made.kind is RuleKind.LOW
        assert made.below == pytest.approx(304.8)
        pane.below.value = 500
        pane.save.clicks += 1
        (changed,) = [rule for rule in live.book.rules if rule.name == "Deep"]
        assert (changed.id, changed.below) == (made.id, pytest.approx(152.4))
        assert [entry.who for entry in journal.entries(subject=f"rule:{made.id}")] == ["Müller", "Müller"]
        pane.remove.clicks += 1
        assert [rule.id for rule in live.book.rules] == ["r1"]

    def test_what_is_no_rule_is_refused_in_a_sentence(self, lagemap, live, person):
        pane = RulesPane(lagemap, live, person)
        pane.kind.value = "squawk"
        pane.squawks.value = "7799"
        pane.save.clicks += 1
        assert "four digits" in pane._answer.object
        pane.kind.value = "airspace"
        pane.airspace.value = ""
        pane.save.clicks += 1
        assert "needs an airspace" in pane._answer.object
        assert [rule.id for rule in live.book.rules] == ["r1"]

    def test_fields_are_those_of_the_kind(self, lagemap, live, person):
        pane = RulesPane(lagemap, live, person)
        pane.open("r1")
        assert (pane.kind.value, pane.airspace.value) == ("airspace", "R1")
        assert not any(one.visible for one in (pane.below, pane.horizontal, pane.seconds, pane.squawks))
        pane.kind.value = "proximity"
        assert pane.horizontal.visible
        assert pane.vertical.visible

    def test_units_are_changed_with_the_page_and_the_rule_stays(self, lagemap, live, person):
        live.desk.enter(entry_of_rule(AlertRule(id="near", kind="proximity", horizontal=9260.0, vertical=304.8), "who"))
        pane = RulesPane(lagemap, live, person)
        pane.open("near")
        assert (pane.horizontal.value, pane.vertical.value) == (5.0, 1000)
        lagemap.units = "metric"
        assert (pane.horizontal.value, pane.vertical.value) == (9.26, 304.8)

    def test_a_rule_is_tried_against_what_was_received(self, lagemap, live, person, journal):
        pane = RulesPane(lagemap, live, person)
        pane.open("r1")
        wait_for(lambda: live.store.stored == 2)
        count = journal.head().number
        pane.trial.clicks += 1
        assert "It would have raised 1 alerts" in pane._answer.object
        assert "Zone 1" in pane._answer.object
        assert journal.head().number == count  # nothing is entered by trying


class TestLog:
    def test_entries_are_found_added_checked_and_written(self, lagemap, live, person, journal):
        pane = LogPane(lagemap, live.desk, person, files="./log")
        pane.look(True)
        (table,) = pane._place
        assert "Alert" in table.value["Kind"].tolist()
        pane._note.value = "<i>Shift</i> begins"
        pane._enter.clicks += 1
        assert journal.entries(kinds=[EntryKind.NOTE])[-1].text == "<i>Shift</i> begins"
        (table,) = pane._place
        assert table.value["Text"][0] == "<i>Shift</i> begins"
        assert table.formatters["Text"] == {"type": "plaintext"}
        pane._words.value = "shift"
        (table,) = pane._place
        assert table.value["Who"].tolist() == ["Müller"]
        assert 'href="./log.pdf?kind=&amp;words=shift&amp;lang=en"' in pane._saving.object
        pane._check.clicks += 1
        assert "The chain holds" in pane._answer.object

    def test_what_nobody_looks_at_is_not_looked_up(self, lagemap, live, person, monkeypatch):
        pane = LogPane(lagemap, live.desk, person)
        asked = []
        monkeypatch.setattr(live.desk.journal, "entries", lambda **_: asked.append(1) or ())
        live.desk.enter(*[])
        assert asked == []
        pane.look(True)
        assert asked == [1]


class TestPast:
    def test_what_was_kept_is_shown_again(self, live, source):
        dashboard = Dashboard(PictureService(picture(), live=live), live_stream="./live", language="en")
        wait_for(lambda: live.store.stored == 2)
        dashboard.operation.past.load.clicks += 1
        lagemap = dashboard.map
        assert lagemap.past is not None
        assert not lagemap.following
        assert lagemap.past[1] - lagemap.past[0] == 15 * 60_000
        layer = dashboard.service.picture.layer("received")
        assert list(layer.data.ids) == ["3c6589"]
        assert len(layer.data.frame) == 2
        assert "is loaded here" not in dashboard.operation.past._said.object
        # its flights are flights like any others
        lagemap.selection = ["3c6589"]
        assert set(lagemap.selection["layer"]) == {"received", "@live"}
        dashboard.operation.past.back.clicks += 1
        assert lagemap.following
        assert lagemap.past is None
        assert "received" not in [one.id for one in dashboard.service.picture.layers]

    def test_a_replay_is_a_past_itself(self, tmp_path, journal):
        lb.write_tracks(make_tracks(), tmp_path / "flights.parquet")
        service = LiveService(picture(), journal, [feed_address(f"replay:{tmp_path}/flights.parquet?speed=500")])
        service.start()
        try:
            wait_for(lambda: service.is_over)
            dashboard = Dashboard(PictureService(picture(), live=service), live_stream="./live", language="en")
            dashboard.operation.past.load.clicks += 1
            layer = dashboard.service.picture.layer("received")
            end = service.receiver.clock.now()
            kept = make_tracks().frame
            expected = kept[kept["time"] >= pd.Timestamp((end - 900 - 120) * 1e9, tz="UTC")]
            assert len(layer.data.frame) == len(expected) > 0
        finally:
            service.stop()

    def test_what_cannot_be_loaded_is_said(self, lagemap, live):
        dashboard = Dashboard(PictureService(picture(), live=live), live_stream="./live", language="en")
        pane = dashboard.operation.past
        pane.until.value = "yesterday"
        pane.load.clicks += 1
        assert "2026-05-12 08:00" in pane._said.object
        pane.until.value = "2001-01-01 08:00"
        pane.load.clicks += 1
        assert "nothing with a place" in pane._said.object
        assert dashboard.map.past is None

    def test_an_alert_that_the_map_no_longer_remembers_is_loaded(self, live, monkeypatch):
        dashboard = Dashboard(PictureService(picture(), live=live), live_stream="./live", language="en")
        wait_for(lambda: live.store.stored == 2)
        (alert,) = live.book.alerts.values()
        monkeypatch.setattr("lagebild.views.live_flights.WINDOW", -60.0)  # a quarter of an hour later
        dashboard.alerts.choose(alert.id)
        dashboard.alerts.show_moment()
        assert dashboard.map.time.timestamp() == pytest.approx(alert.begun, abs=0.001)
        assert dashboard.map.selection["layer"].tolist() == ["received"]


def test_status_tells_of_feeds_and_of_what_is_wrong(live, source):
    told = status_html(health_of(live), Formats(language="en"))
    assert "All is well." in told
    assert "● received" in told
    source.close()
    wait_for(lambda: health_of(live).faults)
    told = status_html(health_of(live), Formats(language="de"))
    assert "✕ tot" in told
    assert 'role="alert"' in told


def test_tabs_follow_while_they_are_looked_at(lagemap, live, person):
    pane = LivePane(lagemap, live, person)
    pane.show(True)
    pane.tabs.active = 1
    assert pane.log._looked_at
    pane.show_rule("r1")
    assert pane.tabs.active == 0
    assert not pane.log._looked_at
    assert pane.rules.name_of.value == RULE.name


def test_the_time_of_a_live_map_is_now(lagemap):
    assert abs(lagemap.time.timestamp() - time.time()) < 60
    lagemap.picked = [{"kind": "track", "layer": "@live", "index": 0}]
    assert lagemap.selection["id"].tolist() == ["3c6589"]
    assert list(lagemap.selected_tracks.ids) == ["3c6589"]
    lagemap.focus = {"kind": "track", "layer": "@live", "index": 0, "time": time.time() * 1000}
    assert lagemap.details["title"] == "<b>DLH1</b>"  # shown as text
    lagemap.focus = {"kind": "track", "layer": "@live", "index": 7}
    assert lagemap.details == {}
