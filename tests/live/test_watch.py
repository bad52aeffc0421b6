"""The watch, against the analyses of the finished flights."""

from itertools import pairwise

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

import lagebild as lb
from lagebild.live.event import Phase
from lagebild.live.observations import Observations
from lagebild.live.traffic import Traffic
from lagebild.live.volumes import HORIZONTAL_MARGIN, VERTICAL_MARGIN, watched_volumes
from lagebild.live.watch import Lasting, Watch
from lagebild.model.alert_rule import AlertRule
from lagebild.model.limits import Limit
from tests.builders import make_terrain

START = 1_795_514_400.0


def area(name="R1", lower="1000 ft AMSL", upper="FL 100", box=(11.0, 48.0, 11.2, 48.2), **columns):
    frame = {
        "airspace_id": [name],
        "name": [name],
        "lower": [Limit.from_text(lower)],
        "upper": [Limit.from_text(upper)],
        **{key: [value] for key, value in columns.items()},
    }
    return lb.Airspaces.from_frame(gpd.GeoDataFrame(frame, geometry=[shapely.box(*box)], crs="EPSG:4326"))


class Run:
    """Flights that are told fix by fix, and what the watch says of them."""

    def __init__(self, *rules, airspaces=None, terrain=None, qnh=1013.25, feeds=1):
        airspaces = area() if airspaces is None else airspaces
        self.traffic = Traffic(feeds)
        self.watch = Watch(rules, airspaces, terrain, qnh)
        self.events = []

    def tell(self, *rows, now=None, feed=0, dead=None):
        """Rows of key, seconds, longitude, latitude, and a dictionary of other columns."""
        parts = []
        for key, seconds, longitude, latitude, more in rows:
            columns = {"longitude": [longitude], "latitude": [latitude]} if longitude is not None else {}
            texts = {name: [more[name]] for name in ("callsign", "squawk") if name in more}
            numbers = {name: [value] for name, value in more.items() if name.startswith(("altitude", "height"))}
            ground = [more["on_ground"]] if "on_ground" in more else None
            time = START + seconds
            parts.append(Observations.of([key], time, columns | texts | numbers, on_ground=ground, time=[time]))
        fixes = self.traffic.update([(feed, Observations.joined(parts))] if parts else [])
        moment = START + (max(row[1] for row in rows) if now is None else now)
        self.events += self.watch.step(fixes, moment, self.traffic.now, dead)
        return self

    def wait(self, seconds, dead=None):
        return self.tell(now=seconds, dead=dead)

    @property
    def told(self):
        return [(event.phase.value, *event.aircraft, round(event.moment - START, 3)) for event in self.events]


def at(key, seconds, longitude, altitude=2_000.0, latitude=48.1, **more):
    return key, seconds, longitude, latitude, {"altitude_pressure": altitude, **more}


AIRSPACE = AlertRule(id="r1", kind="airspace", airspace="R1")


def test_an_entry_is_told_once_with_its_exact_moment_and_ends():
    run = Run(AIRSPACE)
    # 0.02° in 10 s: over the western side at 11.0° after 5 s, over the eastern one at 11.2° after 105 s
    for step in range(13):
        run.tell(at("a", 10.0 * step, 10.99 + 0.02 * step, callsign="DLH1A"))
    assert [event.phase for event in run.events] == [Phase.BEGUN, Phase.ENDED]
    begun, ended = run.events
    assert begun.moment - START == pytest.approx(5.0, abs=1e-3)
    assert (begun.longitude, begun.latitude) == pytest.approx((11.0, 48.1), abs=1e-4)
    assert (begun.through, begun.certain, begun.callsigns) == ("side", True, ("DLH1A",))
    # left 200 m beyond the side: 0.00269° more, 1.35 s
    assert ended.moment - START == pytest.approx(105.0 + 1.345, abs=0.02)
    assert (ended.through, ended.alert) == ("side", begun.alert)
    assert begun.received == START + 10.0


def test_flying_along_a_limit_is_one_alert():
    run = Run(AIRSPACE)
    limit = round(10_000 * 0.3048, 4)
    for step in range(20):
        run.tell(at("a", 10.0 * step, 11.05 + 0.001 * step, limit + 20 * (-1) ** step))
    assert [event.phase for event in run.events] == [Phase.BEGUN]
    run.tell(at("a", 210.0, 11.1, limit + VERTICAL_MARGIN + 1))
    assert [event.phase for event in run.events] == [Phase.BEGUN, Phase.ENDED]
    assert run.events[-1].through == "ceiling"


def test_a_corner_between_two_fixes_is_an_entry():
    run = Run(AIRSPACE)
    run.tell(("a", 0, 10.98, 48.1, {"altitude_pressure": 2_000.0}))
    run.tell(("a", 60, 11.1, 47.98, {"altitude_pressure": 2_000.0}))
    assert [event.phase for event in run.events] == [Phase.BEGUN, Phase.ENDED]


def test_undetermined_entries_only_where_asked_for_and_marked():
    """Without QNH 1,000 ft AMSL cannot be told from pressure altitude; at 2,000 m it is certain."""
    asked = AlertRule(id="r2", kind="airspace", airspace="R1", undetermined=True)
    run = Run(AIRSPACE, asked, qnh=None)
    for step, altitude in enumerate([310.0, 310.0, 2_000.0, 2_000.0]):
        run.tell(at("a", 10.0 * step, 11.05 + 0.005 * step, altitude))
    by_rule = {rule: [(e.phase, e.certain) for e in run.events if e.rule.id == rule] for rule in ("r1", "r2")}
    assert by_rule["r1"] == [(Phase.BEGUN, True)]
    assert by_rule["r2"] == [(Phase.BEGUN, False), (Phase.CERTAIN, True)]
    alerts = {event.alert for event in run.events if event.rule.id == "r2"}
    assert len(alerts) == 1


def test_an_aircraft_that_falls_silent_within_ends_its_stay():
    run = Run(AIRSPACE)
    run.tell(at("a", 0, 11.1)).tell(at("a", 10, 11.11))
    run.wait(200)
    assert len(run.events) == 1
    run.wait(311)
    assert run.told[-1] == ("ended", "a", 10.0)
    assert run.events[-1].through == "gap"


def test_no_second_alert_after_a_restart():
    run = Run(AIRSPACE)
    run.tell(at("a", 0, 10.99)).tell(at("a", 10, 11.01)).tell(at("a", 20, 11.03))
    again = Run(AIRSPACE)
    again.watch.resume(run.watch.lasting)
    again.tell(at("a", 30, 11.05)).tell(at("a", 40, 11.07)).tell(at("a", 50, 11.25))
    assert [event.phase for event in again.events] == [Phase.ENDED]
    assert again.events[0].alert == run.events[0].alert


def test_rules_change_while_watching():
    run = Run(AIRSPACE)
    run.tell(at("a", 0, 11.05)).tell(at("a", 10, 11.06))
    other = AlertRule(id="r2", kind="airspace", airspace="R1")
    ended, begun = run.watch.set_rules([other], START + 11)
    assert (ended.phase, ended.rule.id, begun.phase, begun.rule.id) == (Phase.ENDED, "r1", Phase.BEGUN, "r2")
    assert run.watch.set_rules([other], START + 12) == []
    assert [event.phase for event in run.watch.set_rules([], START + 12)] == [Phase.ENDED]
    assert run.watch.lasting == ()


def test_an_airspace_that_is_not_there_or_not_active():
    from lagebild.model.activation import Activation, ActivationKind

    never = Activation(kind=ActivationKind.PERIODS, stated=())
    run = Run(AIRSPACE, airspaces=area(activation=never))
    run.tell(at("a", 0, 11.05)).tell(at("a", 10, 11.06))
    assert run.events == []
    assert Run(AlertRule(id="x", kind="airspace", airspace="nowhere")).watch.rules == ()


PATHS = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 60), st.sampled_from([100, 290, 320, 2_000, 3_040, 3_060, 4_000])),
    min_size=2,
    max_size=12,
)


@settings(max_examples=60)
@given(path=PATHS, cuts=st.lists(st.integers(1, 12), max_size=4))
def test_alerts_are_the_visits_of_the_finished_flight(path, cuts):
    """Each visit of the volume lies in an alert, each alert begins as a visit begins; cuts into steps change nothing."""
    rows = [
        ("a", 10.0 * n, 10.9 + 0.4 * x / 60, 47.9 + 0.4 * y / 60, {"altitude_pressure": float(altitude)})
        for n, (x, y, altitude) in enumerate(path)
    ]
    one_by_one, in_batches = Run(AIRSPACE), Run(AIRSPACE)
    for row in rows:
        one_by_one.tell(row)
    for first, last in pairwise(sorted({0, len(rows), *(cut for cut in cuts if cut < len(rows))})):
        in_batches.tell(*rows[first:last])
    assert one_by_one.told == in_batches.told
    frame = pd.DataFrame(
        [
            {
                "track_id": key,
                "time": pd.Timestamp(START + s, unit="s", tz="UTC"),
                "longitude": x,
                "latitude": y,
                **more,
            }
            for key, s, x, y, more in rows
        ]
    )
    found = lb.crossings(lb.Tracks.from_frame(frame), area(), qnh=1013.25)
    entries = found.loc[found["status"] == "certain", "entry_time"].astype("int64").to_numpy() / 1e9 - START
    begins = [told[-1] for told in one_by_one.told if told[0] == "begun"]
    ends = [told[-1] for told in one_by_one.told if told[0] == "ended"]
    assert all(np.abs(entries - begin).min() < 2e-3 for begin in begins)
    spans = list(zip(begins, [*ends, np.inf], strict=False))
    assert all(any(begin - 2e-3 <= entry <= end + 2e-3 for begin, end in spans) for entry in entries)


def test_volumes_contain_their_airspace():
    rough = shapely.Polygon([(11, 48), (12.5, 48.02), (12.4, 49.3), (11.7, 48.5), (10.9, 49.2)])
    airspaces = area(box=(0, 0, 1, 1))
    frame = airspaces.frame.copy()
    frame["geometry"] = [rough]
    volumes = watched_volumes(lb.Airspaces.from_frame(frame), ["R1"]).frame
    inner, outer = volumes["geometry"]
    assert outer.contains(inner)
    corner = shapely.Point(10.9, 49.2)
    to_north = (outer.intersection(shapely.LineString([corner, (10.9, 50)])).length) * 111_200
    assert to_north == pytest.approx(HORIZONTAL_MARGIN, rel=0.02)
    assert [str(limit) for limit in volumes["upper"]] == ["FL 100", "FL 102"]
    assert [str(limit) for limit in volumes["lower"]] == ["1000 ft AMSL", "800 ft AMSL"]


def test_low_over_the_ground():
    terrain = make_terrain()
    west, south, east, north = terrain.bounds
    y = (south + north) / 2
    ground = float(terrain.sample([(west + east) / 2], [y])[0])
    rule = AlertRule(id="low", kind="low", below=150.0)
    run = Run(rule, terrain=terrain)
    x = (west + east) / 2
    heights = [1_500, 1_500, 100, 100, 160, 100, 1_500, 1_500]
    rows = [("a", 10.0 * n, x + 1e-4 * n, y, {"altitude_amsl": ground + height}) for n, height in enumerate(heights)]
    for row in rows:
        run.tell(row)
    assert [event.phase for event in run.events] == [Phase.BEGUN, Phase.ENDED]
    frame = pd.DataFrame(
        [
            {
                "track_id": k,
                "time": pd.Timestamp(START + s, unit="s", tz="UTC"),
                "longitude": lon,
                "latitude": lat,
                **more,
            }
            for k, s, lon, lat, more in rows
        ]
    )
    low = lb.low_passages(lb.Tracks.from_frame(frame), terrain, 150.0, 1013.25)
    assert run.events[0].moment == pytest.approx(low["start"].astype("int64").min() / 1e9, abs=1e-3)
    assert run.events[0].value < 150


def test_two_aircraft_come_close_and_part():
    rule = AlertRule(id="close", kind="proximity", horizontal=2_000.0, vertical=300.0)
    run = Run(rule)
    rows = []
    for second in range(0, 200, 2):
        a = at("a", second, 11.0 + 0.001 * second, 2_000.0)
        b = at("b", second + 0.5, 11.2 - 0.001 * second, 2_100.0)
        rows += [a, b]
        run.tell(a, b)
    assert [event.phase for event in run.events] == [Phase.BEGUN, Phase.ENDED]
    begun = run.events[0]
    assert begun.aircraft == ("a", "b")
    frame = pd.DataFrame(
        [
            {
                "track_id": k,
                "time": pd.Timestamp(START + s, unit="s", tz="UTC"),
                "longitude": lon,
                "latitude": lat,
                **more,
            }
            for k, s, lon, lat, more in rows
        ]
    )
    found = lb.encounters(lb.Tracks.from_frame(frame), 2_000.0, 300.0).iloc[0]
    assert begun.moment == pytest.approx(found["start"].timestamp(), abs=1e-3)
    assert begun.vertical == pytest.approx(100.0)
    assert run.events[1].moment > found["end"].timestamp()


def test_a_lost_signal_and_a_dead_feed():
    rule = AlertRule(id="lost", kind="signal_lost", seconds=60.0)
    run = Run(rule)
    run.tell(at("a", 0, 11.0, on_ground=0), at("b", 0, 12.0, on_ground=1))
    run.wait(59.0)
    assert run.events == []
    run.wait(61.0)
    assert run.told == [("begun", "a", 60.0)]
    assert (run.events[0].longitude, run.events[0].latitude) == (11.0, 48.1)
    run.wait(70.0)
    run.tell(at("a", 80, 11.2))
    assert run.told[1:] == [("ended", "a", 80.0)]
    run.wait(300.0, dead=np.array([True]))
    assert len(run.events) == 2


def test_emergency_squawks():
    run = Run(AlertRule(id="squawk", kind="squawk"))
    run.tell(at("a", 0, 11.0, squawk="1000"), at("b", 0, 12.0, squawk="7700"))
    assert run.told == [("begun", "b", 0.0)]
    run.tell(at("a", 5, 11.01, squawk="7600"))
    assert run.told[1:] == [("begun", "a", 5.0)]
    assert run.events[1].squawk == "7600"
    run.tell(at("b", 7, 12.01, squawk="2000"))
    assert run.told[2:] == [("ended", "b", 7.0)]
    run.wait(66)
    assert run.told[3:] == [("ended", "a", 66.0)]  # not told any more


def test_an_area_that_is_left_empty():
    rule = AlertRule(id="empty", kind="area_empty", airspace="R1", seconds=30.0)
    run = Run(rule)
    run.wait(0).wait(100)
    assert run.events == []  # nobody has been there yet
    for step in range(13):
        run.tell(at("a", 100 + 10.0 * step, 10.99 + 0.02 * step))
    run.wait(239)
    assert run.events == []
    run.wait(245)
    assert [told[:1] for told in run.told] == [("begun",)]
    run.tell(at("a", 250, 11.23)).tell(at("a", 260, 11.1)).wait(262)
    assert [told[0] for told in run.told] == ["begun", "ended"]


def test_only_aircraft_within_an_airspace_count():
    run = Run(AlertRule(id="squawk", kind="squawk", airspace="R1"))
    run.tell(at("a", 0, 11.05, squawk="7700"), at("b", 0, 12.0, squawk="7700"))
    run.tell(at("a", 2, 11.051, squawk="7700"), at("b", 2, 12.001, squawk="7700"))
    assert {event.aircraft for event in run.events} == {("a",)}


def test_what_is_resumed_of_a_rule_that_is_gone_is_nothing():
    run = Run(AIRSPACE)
    run.watch.resume([Lasting("gone", ("a",), START)])
    assert run.watch.lasting == ()
