"""Alerts and rules as a log tells them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lagebild.journal.entry import EntryKind, NewEntry
from lagebild.journal.journal import Journal
from lagebild.live.alerts import (
    AlertBook,
    AlertState,
    acknowledgement,
    closing,
    entry_of_event,
    entry_of_rule,
    removal_of_rule,
    sentence_of,
)
from lagebild.live.event import Event, Phase, alert_id
from lagebild.model.alert_rule import AlertRule, RuleKind

RULE = AlertRule(id="r1", kind="airspace", airspace="EDR 1")


def event(phase=Phase.BEGUN, moment=1_000.5, **changes):
    told = {"rule": RULE, "aircraft": ("3c6589",), "callsigns": ("DLH1A",), "begun": 1_000.5, "longitude": 11.0}
    return Event(**{**told, "phase": phase, "moment": moment, "latitude": 48.0, **changes})


def test_an_alert_from_its_beginning_to_its_end(tmp_path):
    with Journal(tmp_path) as journal:
        book = AlertBook()

        def enter(entry):
            book.add(journal.append(entry))
            (alert,) = book.alerts.values()
            return alert

        alert = enter(entry_of_event(event(certain=False)))
        assert (alert.state, alert.certain, alert.ended, alert.number) == (AlertState.NEW, False, None, 1)
        assert alert.sentence == "DLH1A has possibly entered EDR 1 at 1970-01-01 00:16:40 UTC; its height is uncertain"
        assert (alert.rule, alert.aircraft, alert.longitude) == (RULE, ("3c6589",), 11.0)
        assert [one.begun for one in book.lasting] == [1_000.5]
        assert enter(entry_of_event(event(Phase.CERTAIN, 1_010.0))).certain
        alert = enter(acknowledgement(alert, "Müller", "gesehen"))
        assert (alert.state, alert.who, alert.note) == (AlertState.ACKNOWLEDGED, "Müller", "gesehen")
        assert enter(entry_of_event(event(Phase.ENDED, 1_100.0))).ended == 1_100.0
        assert book.lasting == ()
        alert = enter(closing(alert, "Schmidt"))
        assert (alert.state, alert.who, alert.note) == (AlertState.DONE, "Schmidt", "gesehen")
        # who acknowledges late does not open it again
        assert enter(acknowledgement(alert, "Müller")).state is AlertState.DONE
        # all of it follows from the log alone
        assert AlertBook(journal.entries()).alerts == book.alerts
        assert {entry.subject for entry in journal.entries()} == {f"alert:{alert.id}"}


def test_rules_are_what_the_log_says(tmp_path):
    with Journal(tmp_path) as journal:
        other = AlertRule(id="r2", kind="low", below=100.0)
        changed = AlertRule(id="r1", kind="airspace", airspace="EDR 2")
        entries = [entry_of_rule(RULE, "a"), entry_of_rule(other, "b"), entry_of_rule(changed, "c")]
        assert AlertBook(journal.append(*entries)).rules == (changed, other)
        journal.append(removal_of_rule(other, "d"))
        book = AlertBook(journal.entries())
        assert book.rules == (changed,)
        assert book.has_rules
        assert not AlertBook().has_rules


def test_entries_that_are_not_understood_are_passed_over(tmp_path):
    with Journal(tmp_path) as journal:
        entries = journal.append(
            NewEntry(EntryKind.ALERT, "x", subject="alert:1", details={"phase": "paused"}),
            NewEntry(EntryKind.ALERT, "x", subject="alert:1", details={"phase": "begun"}),
            NewEntry(EntryKind.RULE, "x", subject="rule:1", details={"rule": {"kind": "weapons"}}),
            NewEntry(EntryKind.ACKNOWLEDGEMENT, "x", subject="alert:nobody"),
            NewEntry(EntryKind.NOTE, "x"),
            entry_of_event(event()),
        )
        book = AlertBook(entries)
        assert [alert.id for alert in book.alerts.values()] == [event().alert]
        assert book.rules == ()


@given(kind=st.sampled_from(RuleKind), phase=st.sampled_from(Phase), certain=st.booleans(), sign=st.text(max_size=9))
def test_every_event_has_a_sentence_and_an_entry(kind, phase, certain, sign):
    rule = AlertRule(id="r", kind=kind, airspace="EDR 1")
    made = event(phase, rule=rule, certain=certain, callsigns=(sign,), value=float("nan"), vertical=None, area="Zone")
    entry = entry_of_event(made if kind is not RuleKind.LOW else event(phase, rule=rule, certain=certain, value=90.0))
    assert str(entry.text)
    assert "value" not in entry.details or entry.details["value"] == 90.0


def test_an_alert_has_one_name_however_often_it_is_found():
    assert event().alert == event(Phase.ENDED, 2_000.0).alert == alert_id("r1", ("3c6589",), 1_000.5)
    assert event(begun=1_000.6).alert != event().alert
    assert len(event().alert) == 12


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, "DLH1A has entered EDR 1 at 1970-01-01 00:16:40 UTC"),
        ({"through": "start"}, "DLH1A is in EDR 1, first seen there at 1970-01-01 00:16:40 UTC"),
        ({"callsigns": ("",)}, "3c6589 has entered EDR 1 at 1970-01-01 00:16:40 UTC"),
        (
            {"rule": AlertRule(id="p", kind="proximity"), "aircraft": ("a", "b"), "callsigns": ("A1", ""), "value": 1852.0, "vertical": 152.4},
            "A1 + b are 1.0 NM and 500 ft apart since 1970-01-01 00:16:40 UTC",
        ),
        (
            {"rule": AlertRule(id="l", kind="low", below=150.0), "value": 89.6},
            "DLH1A is below 150 m above ground since 1970-01-01 00:16:40 UTC (90 m)",
        ),
    ],
)  # fmt: skip
def test_sentences(changes, sentence):
    assert sentence_of(event(**changes)) == sentence
