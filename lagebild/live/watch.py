"""The watch: asks the rules' questions of what has just come, by the same functions that answer about the past.

Each step takes the newest part of every flight, from its last fix before to the newest one, so that what happens
between fixes is found as exactly as in a finished flight, and once. A condition that has begun lasts until it is
clearly over; while it lasts it is one alert.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lagebild.analysis.encounters import encounters
from lagebild.analysis.low_passages import low_passages
from lagebild.live.event import Event, Phase
from lagebild.live.fixes import Fixes
from lagebild.live.observations import NUMBERS, TEXTS
from lagebild.live.stays import Change, Stay, Stays, visits_of
from lagebild.live.traffic import Now
from lagebild.live.volumes import watched_volumes
from lagebild.model.airspaces import Airspaces
from lagebild.model.alert_rule import AlertRule, RuleKind
from lagebild.model.qnh import QNH
from lagebild.model.terrain import Terrain
from lagebild.model.tracks import Tracks

__all__ = ["MAX_GAP", "Lasting", "Watch"]

MAX_GAP = 300.0
"""Seconds between two fixes that are bridged, as `crossings` does by default."""

_TOGETHER = 30.0
"""Seconds of everybody's flight in which two that came close are looked for: as slow as feeds are."""

_APART = 1.2
_HIGHER = 30.0
"""How much farther apart, and how many metres higher, ends closeness and low flight."""

_FRESH = 60.0
"""Seconds for which a squawk is the aircraft's without being told again."""

_ROUND = 1.0
"""Seconds between two looks at what depends on time alone, and at pairs."""

_LONGITUDE, _LATITUDE = NUMBERS.index("longitude"), NUMBERS.index("latitude")
_CALLSIGN, _SQUAWK = TEXTS.index("callsign"), TEXTS.index("squawk")


@dataclass(frozen=True)
class Lasting:
    """A condition that lasts: which rule's, whose, since when."""

    rule: str
    aircraft: tuple[str, ...]
    begun: float
    certain: bool = True


class Watch:
    """Rules over a picture, and what of them is going on.

    Parameters
    ----------
    rules
        Disabled ones are passed over, as are those about airspaces that the picture does not have.
    airspaces, terrain, qnh
        The picture's. Without terrain nobody is low above ground.
    """

    def __init__(
        self, rules: Sequence[AlertRule], airspaces: Airspaces, terrain: Terrain | None = None, qnh: QNH = None
    ) -> None:
        self._airspaces, self._terrain, self._qnh = airspaces, terrain, qnh
        ids, names = (airspaces.frame[column].astype("object") for column in ("airspace_id", "name"))
        self._names = {one: str(name) for one, name in zip(ids, names, strict=True) if isinstance(name, str) and name}
        self._previous: dict[str, tuple[Fixes, int]] = {}
        self._recent: list[Fixes] = []
        self._round = -np.inf
        self._lasting: dict[tuple[str, tuple[str, ...]], Lasting] = {}
        self._emptied: dict[str, float] = {}
        self._parted: dict[tuple[str, tuple[str, ...]], float] = {}
        self._stays = {undetermined: Stays(undetermined=undetermined) for undetermined in (False, True)}
        self._callsigns: dict[str, str] = {}
        self.rules: tuple[AlertRule, ...] = ()
        self.set_rules(rules, -np.inf)

    @property
    def lasting(self) -> tuple[Lasting, ...]:
        """What is going on."""
        return tuple(self._lasting.values())

    def set_rules(self, rules: Sequence[AlertRule], now: float) -> list[Event]:
        """Watch by other rules from now on; what went on by a rule that is gone or has changed ends."""
        before = {rule.id: rule for rule in self.rules}
        known = set(self._airspaces.frame["airspace_id"])
        self.rules = tuple(rule for rule in rules if rule.enabled and (not rule.airspace or rule.airspace in known))
        self._volumes = watched_volumes(self._airspaces, [rule.airspace for rule in self.rules if rule.airspace])
        watched = {rule.airspace for rule in self.rules}
        for stays in self._stays.values():
            stays.leave_out(watched)
        same = {rule.id for rule in self.rules if before.get(rule.id) == rule}
        events: list[Event] = []
        for name, aircraft in list(self._lasting):
            if name in before and name not in same:
                events += self._end(before[name], aircraft, now)
        for rule in self._of_kind(RuleKind.AIRSPACE):
            if rule.id not in same:
                for stay in self._stays[rule.undetermined].now.values():
                    if stay.airspace == rule.airspace:
                        events += self._begin(rule, (stay.aircraft,), now, certain=stay.certain, through="start")
        return [replace(event, **self._described(event, {})) for event in events]

    def resume(self, lasting: Iterable[Lasting]) -> None:
        """Take up what went on when the program ended, so that it is not told again."""
        rules = {rule.id: rule for rule in self.rules}
        for one in lasting:
            rule = rules.get(one.rule)
            if rule is None:
                continue
            self._lasting[(one.rule, one.aircraft)] = one
            if rule.kind is RuleKind.AIRSPACE:
                stay = Stay(aircraft=one.aircraft[0], airspace=rule.airspace, begun=one.begun, certain=one.certain)
                for law, stays in self._stays.items():
                    if law or one.certain:
                        stays.resume([stay])

    def step(
        self, fixes: Fixes, now: float, known: Callable[[], Now], dead: NDArray[np.bool_] | None = None
    ) -> list[Event]:
        """Look at new fixes and at the time.

        Parameters
        ----------
        fixes
            What is new since the last step.
        now
            Seconds since 1970 UTC.
        known
            Returns what is known of all aircraft; called once a second at most.
        dead
            Which feeds are dead, by their number: who was heard by none but these is not missed.

        Returns
        -------
        list of Event
            In the order of their moments.
        """
        events: list[Event] = []
        if len(fixes):
            tracks, begins = self._newest_parts(fixes)
            events += self._airspace_events(tracks, begins)
            events += self._low_events(tracks, begins)
            self._remember(fixes)
        if now - self._round >= _ROUND:
            self._round = now
            events += self._pair_events(now)
            at = known()
            events += self._gone(now)
            events += self._silent_events(at, now, dead)
            events += self._squawk_events(at, now)
            events += self._empty_events(now)
            self._forget(now)
        received = _arrivals(fixes)
        named = [replace(event, **self._described(event, received)) for event in events]
        return sorted(named, key=lambda event: event.moment)

    # what has moved

    def _newest_parts(self, fixes: Fixes) -> tuple[Tracks, dict[str, float]]:
        before = [self._previous[key] for key in dict.fromkeys(fixes.key) if key in self._previous]
        parts = [part.take(np.array([row])) for part, row in before]
        together = Fixes.joined([*parts, fixes])
        times: dict[str, list[float]] = {}
        for key, time in zip(together.key, together.time, strict=True):
            times.setdefault(key, []).append(float(time))
        # of one fix alone nothing is known yet but that it is there
        begins = {key: min(some) for key, some in times.items() if len(some) > 1}
        return Tracks.from_frame(together.frame([""] * (int(together.feed.max()) + 1))), begins

    def _remember(self, fixes: Fixes) -> None:
        for row, key in enumerate(fixes.key):
            self._previous[key] = (fixes, row)
            if fixes.texts[row, _CALLSIGN]:
                self._callsigns[key] = fixes.texts[row, _CALLSIGN]
        self._recent.append(fixes)

    def _forget(self, now: float) -> None:
        self._parted = {pair: end for pair, end in self._parted.items() if end >= now - 2 * _TOGETHER}
        for key in [key for key, (part, row) in self._previous.items() if part.time[row] < now - 2 * MAX_GAP]:
            del self._previous[key]
            self._callsigns.pop(key, None)

    # one kind of rule after the other

    def _of_kind(self, *kinds: RuleKind) -> list[AlertRule]:
        return [rule for rule in self.rules if rule.kind in kinds]

    def _airspace_events(self, tracks: Tracks, begins: dict[str, float]) -> list[Event]:
        if not len(self._volumes):
            return []
        visits = visits_of(tracks, self._volumes, self._terrain, self._qnh, MAX_GAP)
        return self._told({law: stays.step(visits, begins) for law, stays in self._stays.items()})

    def _gone(self, now: float) -> list[Event]:
        last = {key: float(part.time[row]) for key, (part, row) in self._previous.items()}
        return self._told({law: stays.silent(last, now - MAX_GAP) for law, stays in self._stays.items()})

    def _told(self, changes: dict[bool, list[Change]]) -> list[Event]:
        events = []
        for rule in self._of_kind(RuleKind.AIRSPACE):
            for change in changes[rule.undetermined]:
                if change.stay.airspace == rule.airspace:
                    events += self._changed(rule, change)
        return events

    def _changed(self, rule: AlertRule, change: Change) -> list[Event]:
        aircraft = (change.stay.aircraft,)
        lasting = self._lasting.get((rule.id, aircraft))
        if change.ended:
            return self._end(rule, aircraft, change.moment, through=change.through)
        where = {"longitude": change.longitude, "latitude": change.latitude, "through": change.through}
        if lasting is None:
            return self._begin(rule, aircraft, change.moment, certain=change.stay.certain, **where)
        return self._make_certain(rule, aircraft, change.moment, **where)

    def _low_events(self, tracks: Tracks, begins: dict[str, float]) -> list[Event]:
        events: list[Event] = []
        if self._terrain is None:
            return events
        for rule in self._of_kind(RuleKind.LOW):
            low = low_passages(tracks, self._terrain, rule.below, self._qnh)
            low = low[low["status"] == "certain"] if not rule.undetermined else low
            still = low_passages(tracks, self._terrain, rule.below + _HIGHER, self._qnh)
            near_ground = set(still["track_id"])
            for key in begins:
                if (rule.id, (key,)) in self._lasting and key not in near_ground:
                    events += self._end(rule, (key,), begins[key])
            for row in _rows(low):
                key = str(row.track_id)
                if self._counts(rule, key):
                    certain, moment = row.status == "certain", row.start.timestamp()
                    details = {
                        "longitude": row.longitude,
                        "latitude": row.latitude,
                        "value": row.height_above_ground,
                    }
                    if (rule.id, (key,)) not in self._lasting:
                        events += self._begin(rule, (key,), moment, certain=certain, **details)
                    elif certain:
                        events += self._make_certain(rule, (key,), moment, **details)
        return events

    def _pair_events(self, now: float) -> list[Event]:
        self._recent = [part for part in self._recent if part.time.max(initial=-np.inf) >= now - _TOGETHER]
        rules = self._of_kind(RuleKind.PROXIMITY)
        if not rules or not self._recent:
            return []
        together = Fixes.joined(self._recent)
        tracks = Tracks.from_frame(together.frame([""] * (int(together.feed.max()) + 1)))
        last = dict(zip(together.key, together.time, strict=True))
        events: list[Event] = []
        for rule in rules:
            wide = encounters(tracks, rule.horizontal * _APART, rule.vertical * _APART, self._qnh)
            events += self._apart(rule, wide, last)
            close = encounters(tracks, rule.horizontal, rule.vertical, self._qnh)
            close = close if rule.undetermined else close[close["status"] == "certain"]
            for row in _rows(close):
                pair = tuple(sorted((str(row.track_a), str(row.track_b))))
                told = (rule.id, pair) in self._lasting or row.end.timestamp() <= self._parted.get(
                    (rule.id, pair), -np.inf
                )
                if told or not all(self._counts(rule, key) for key in pair):
                    continue
                events += self._begin(
                    rule,
                    pair,
                    row.start.timestamp(),
                    certain=row.status == "certain",
                    longitude=row.longitude,
                    latitude=row.latitude,
                    value=row.horizontal_distance,
                    vertical=None if pd.isna(row.vertical_distance) else row.vertical_distance,
                )
        return events

    def _apart(self, rule: AlertRule, wide: pd.DataFrame, last: dict[str, float]) -> list[Event]:
        """End what was close and is clearly apart: the wider encounter has ended before both were seen last."""
        ends = {tuple(sorted((str(row.track_a), str(row.track_b)))): row.end.timestamp() for row in _rows(wide)}
        events: list[Event] = []
        for name, pair in list(self._lasting):
            if name == rule.id:
                seen = min(last.get(key, -np.inf) for key in pair)
                end = ends.get(pair)
                if end is None or end < seen - 1e-3:
                    moment = end if end is not None else seen if np.isfinite(seen) else self._round
                    events += self._end(rule, pair, moment, through="" if np.isfinite(seen) else "gap")
                    self._parted[(name, pair)] = moment
        return events

    def _silent_events(self, at: Now, now: float, dead: NDArray[np.bool_] | None) -> list[Event]:
        events: list[Event] = []
        for rule in self._of_kind(RuleKind.SIGNAL_LOST):
            missed = (now - at.heard >= rule.seconds) & np.isfinite(at.fixed) & (at.on_ground != 1)
            if dead is not None and len(at):
                # a feed that has died has lost them all: that is told of the feed
                missed &= ~dead[np.argmax(at.heard_by, axis=1)]
            missing = {str(at.key[row]): int(row) for row in np.flatnonzero(missed)}
            for name, aircraft in list(self._lasting):
                if name == rule.id and aircraft[0] not in missing:
                    events += self._end(rule, aircraft, now)
            for key, row in missing.items():
                if (rule.id, (key,)) not in self._lasting and self._counts(rule, key):
                    place = at.numbers[row]
                    events += self._begin(
                        rule,
                        (key,),
                        float(at.heard[row]) + rule.seconds,
                        longitude=float(place[_LONGITUDE]),
                        latitude=float(place[_LATITUDE]),
                    )
        return events

    def _squawk_events(self, at: Now, now: float) -> list[Event]:
        events: list[Event] = []
        for rule in self._of_kind(RuleKind.SQUAWK):
            told = np.isin(at.texts[:, _SQUAWK].astype(str), rule.squawks)
            told &= at.text_told[:, _SQUAWK] >= now - _FRESH
            sending = {str(at.key[row]): int(row) for row in np.flatnonzero(told)}
            for name, aircraft in list(self._lasting):
                if name == rule.id and aircraft[0] not in sending:
                    events += self._end(rule, aircraft, now)
            for key, row in sending.items():
                if (rule.id, (key,)) in self._lasting or not self._counts(rule, key):
                    continue
                place = at.numbers[row, :2]
                known = not np.isnan(place).any()
                events += self._begin(
                    rule,
                    (key,),
                    float(at.text_since[row, _SQUAWK]),
                    longitude=float(place[0]) if known else None,
                    latitude=float(place[1]) if known else None,
                    squawk=str(at.texts[row, _SQUAWK]),
                )
        return events

    def _empty_events(self, now: float) -> list[Event]:
        events: list[Event] = []
        for rule in self._of_kind(RuleKind.AREA_EMPTY):
            there = any(airspace == rule.airspace for _, airspace in self._stays[True].now)
            if there:
                # an area where nobody has been yet is not left
                self._emptied[rule.id] = np.inf
                events += self._end(rule, (), now)
                continue
            since = self._emptied.get(rule.id)
            if since == np.inf:
                since = self._emptied[rule.id] = now
            if since is not None and now - since >= rule.seconds and (rule.id, ()) not in self._lasting:
                events += self._begin(rule, (), since + rule.seconds)
        return events

    def _counts(self, rule: AlertRule, key: str) -> bool:
        """Whether a rule is about this aircraft: everybody, or those who may be in its airspace."""
        return not rule.airspace or (key, rule.airspace) in self._stays[True].now

    # what lasts

    def _begin(
        self,
        rule: AlertRule,
        aircraft: tuple[str, ...],
        moment: float,
        *,
        certain: bool = True,
        **details: Any,
    ) -> list[Event]:
        self._lasting[(rule.id, aircraft)] = Lasting(rule.id, aircraft, moment, certain)
        event = Event(rule=rule, phase=Phase.BEGUN, aircraft=aircraft, begun=moment, moment=moment, certain=certain)
        return [replace(event, **details)]

    def _make_certain(self, rule: AlertRule, aircraft: tuple[str, ...], moment: float, **details: Any) -> list[Event]:
        lasting = self._lasting[(rule.id, aircraft)]
        if lasting.certain:
            return []
        self._lasting[(rule.id, aircraft)] = replace(lasting, certain=True)
        event = Event(rule=rule, phase=Phase.CERTAIN, aircraft=aircraft, begun=lasting.begun, moment=moment)
        return [replace(event, **details)]

    def _end(self, rule: AlertRule, aircraft: tuple[str, ...], moment: float, through: str = "") -> list[Event]:
        lasting = self._lasting.pop((rule.id, aircraft), None)
        if lasting is None:
            return []
        return [
            Event(
                rule=rule,
                phase=Phase.ENDED,
                aircraft=aircraft,
                begun=lasting.begun,
                moment=max(moment, lasting.begun),
                certain=lasting.certain,
                through=through,
            )
        ]

    def _described(self, event: Event, received: dict[str, float]) -> dict[str, Any]:
        arrived = [received[key] for key in event.aircraft if key in received]
        return {
            "callsigns": tuple(self._callsigns.get(key, "") for key in event.aircraft),
            "area": self._names.get(event.rule.airspace, event.rule.airspace),
            "received": max(arrived) if arrived else None,
        }


def _rows(table: pd.DataFrame) -> Iterator[Any]:
    return iter(table.itertuples())


def _arrivals(fixes: Fixes) -> dict[str, float]:
    return {key: float(time) for key, time in zip(fixes.key, fixes.received, strict=True)}
