"""Rules against the past: what they would have told is what the watch told."""

import numpy as np
import pytest

from lagebild.live.event import Phase
from lagebild.live.observations import Observations
from lagebild.live.received_store import ReceivedStore, received_between
from lagebild.live.trial import tried
from lagebild.live.watch import Watch
from lagebild.model.alert_rule import AlertRule
from tests.live.test_watch import AIRSPACE, START, Run, area, at


def flights():
    rng = np.random.default_rng(11)
    rows = []
    for number in range(12):
        begin, latitude, step = rng.uniform(0, 300), rng.uniform(47.95, 48.25), rng.uniform(0.004, 0.012)
        for n in range(40):
            more = {"squawk": "7700"} if number == 3 and n > 20 else {}
            rows.append(at(f"t{number:02d}", begin + 5.0 * n, 10.9 + step * n, 2_500.0, latitude, **more))
    return sorted(rows, key=lambda row: row[1])


def observed(row):
    key, seconds, longitude, latitude, more = row
    columns = {"longitude": [longitude], "latitude": [latitude], "altitude_pressure": [more["altitude_pressure"]]}
    texts = {"squawk": [more["squawk"]]} if "squawk" in more else {}
    time = [START + seconds]
    return Observations.of([key], time, columns | texts, time=time)


def test_as_the_watch_has_told(tmp_path):
    rules = [AIRSPACE, AlertRule(id="squawk", kind="squawk")]
    rows = flights()
    live = Run(*rules)
    for row in rows:
        live.tell(row)
    store = ReceivedStore(tmp_path)
    store.put([(f"feed {number % 2}", observed(row)) for number, row in enumerate(rows)])
    store.close()
    shares = []
    past = tried(rules, received_between(tmp_path, 0, 4e9), area(), None, 1013.25, shares.append)
    begun = [{e.alert: e.moment for e in events if e.phase is Phase.BEGUN} for events in (live.events, past)]
    assert begun[0] == pytest.approx(begun[1], abs=1e-4)
    assert len(begun[0]) > 5
    entries = [{(e.alert, e.phase): e.moment for e in told if e.rule == AIRSPACE} for told in (live.events, past)]
    assert entries[0] == pytest.approx(entries[1], abs=1e-4)
    assert shares[-1] == 1.0


def test_nothing_was_received():
    assert tried([AIRSPACE], [], area()) == []


def test_a_rule_that_is_tried_changes_nothing_that_watches():
    watch = Watch([AIRSPACE], area())
    tried([AIRSPACE], [("feed", observed(row)) for row in flights()], area(), None, 1013.25)
    assert watch.lasting == ()
