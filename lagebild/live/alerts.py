"""Alerts and rules as the log tells them: their state is what their entries say, and nothing is kept beside it."""

from __future__ import annotations

import math
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from lagebild.errors import ValidationError
from lagebild.journal.entry import Entry, EntryKind, NewEntry
from lagebild.live.event import Event, Phase
from lagebild.live.watch import Lasting
from lagebild.messages import Message, restored
from lagebild.model.alert_rule import AlertRule, RuleKind
from lagebild.units import METRES_PER_NAUTICAL_MILE, metres_to_feet

__all__ = [
    "Alert",
    "AlertBook",
    "AlertState",
    "acknowledgement",
    "closing",
    "entry_of_event",
    "entry_of_rule",
    "removal_of_rule",
    "sentence_of",
]

_ALERT, _RULE = "alert:", "rule:"


class AlertState(StrEnum):
    """How far people are with an alert."""

    NEW = "new"
    ACKNOWLEDGED = "acknowledged"
    DONE = "done"


@dataclass(frozen=True, kw_only=True)
class Alert:
    """One alert as the log tells it."""

    id: str
    number: int
    """Of its first entry in the log; 0: it waits to be entered, because the log is locked, full or away."""

    rule: AlertRule
    sentence: str
    """What began, in English."""

    template: str
    values: str
    """Those of the sentence as a `Message`; `lagebild.messages.translate` says it in another language."""

    aircraft: tuple[str, ...]
    callsigns: tuple[str, ...]
    begun: float
    """Seconds since 1970 UTC."""

    longitude: float | None
    latitude: float | None
    certain: bool
    ended: float | None = None
    """When the condition was over; None: it lasts."""

    state: AlertState = AlertState.NEW
    who: str = ""
    """Who acknowledged or closed it last."""

    note: str = ""


class AlertBook:
    """Alerts and rules, brought up to date entry by entry; safe to be used from threads."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self._alerts: dict[str, Alert] = {}
        self._rules: dict[str, AlertRule] = {}
        self._lock = threading.Lock()
        self.unseen = 0
        """How many alerts are new."""

        self.raised = 0
        """How many alerts were ever raised."""

        self.has_rules = False
        """Whether the log has ever told of a rule."""

        self.add(entries)

    @property
    def alerts(self) -> Mapping[str, Alert]:
        """All alerts by their names, in the order in which they were raised."""
        with self._lock:
            return dict(self._alerts)

    @property
    def rules(self) -> tuple[AlertRule, ...]:
        """The rules there are."""
        with self._lock:
            return tuple(self._rules.values())

    @property
    def lasting(self) -> tuple[Lasting, ...]:
        """What goes on, so that a watch can take it up."""
        return tuple(
            Lasting(alert.rule.id, alert.aircraft, alert.begun, alert.certain)
            for alert in self.alerts.values()
            if alert.ended is None
        )

    def expect(self, new: Iterable[NewEntry]) -> None:
        """Take alerts that wait to be entered: nobody has to wait for a database to hear of them."""
        for entry in new:
            told = entry.columns()
            with self._lock:
                self._take_alert(
                    entry.subject.partition(":")[2],
                    entry.details,
                    {"number": 0, "sentence": str(entry.text), "template": told["template"], "values": told["values"]},
                )

    def add(self, entries: Iterable[Entry]) -> None:
        """Take further entries, in their order; those of newer versions that are not understood are passed over."""
        for entry in entries:
            try:
                with self._lock:
                    self._take(entry)
            except (ValidationError, KeyError, TypeError, ValueError):
                continue

    def _take(self, entry: Entry) -> None:
        name = entry.subject.partition(":")[2]
        if entry.subject.startswith(_RULE) and entry.kind == EntryKind.RULE:
            self.has_rules = True
            record = entry.details.get("rule")
            if record is None:
                self._rules.pop(name, None)
            else:
                self._rules[name] = AlertRule.from_record(record)
        if not entry.subject.startswith(_ALERT):
            return
        known = self._alerts.get(name)
        if entry.kind == EntryKind.ALERT:
            said = {"sentence": entry.text, "template": entry.template, "values": entry.values}
            self._take_alert(name, entry.details, {"number": entry.number, **said})
        elif known is not None and entry.kind in (EntryKind.ACKNOWLEDGEMENT, EntryKind.CLOSING):
            done = known.state is AlertState.DONE or entry.kind == EntryKind.CLOSING
            state = AlertState.DONE if done else AlertState.ACKNOWLEDGED
            self.unseen -= known.state is AlertState.NEW
            note = str(entry.details.get("note", "")) or known.note
            self._alerts[name] = replace(known, state=state, who=entry.who, note=note)

    def _take_alert(self, name: str, told: Mapping[str, Any], said: Mapping[str, Any]) -> None:
        """Take what the watch has found; it comes twice, before it is entered and after."""
        known, phase = self._alerts.get(name), Phase(told["phase"])
        if phase is Phase.BEGUN:
            if known is None:
                self._alerts[name] = _alert(name, told, said)
                self.unseen += 1
                self.raised += 1
            elif known.number == 0:
                self._alerts[name] = replace(known, number=said["number"])
        elif phase is Phase.CERTAIN and known is not None:
            self._alerts[name] = replace(known, certain=True)
        elif phase is Phase.ENDED and known is not None:
            self._alerts[name] = replace(known, ended=float(told["moment"]))


def _alert(name: str, told: Mapping[str, Any], said: Mapping[str, Any]) -> Alert:
    return Alert(
        id=name,
        **said,
        rule=AlertRule.from_record(told["rule"]),
        aircraft=tuple(told["aircraft"]),
        callsigns=tuple(told["callsigns"]),
        begun=float(told["begun"]),
        longitude=told.get("longitude"),
        latitude=told.get("latitude"),
        certain=bool(told["certain"]),
    )


def entry_of_event(event: Event) -> NewEntry:
    """Return what is written into the log of something that the watch has found."""
    told: dict[str, Any] = {
        "phase": str(event.phase),
        "rule": event.rule.to_record(),
        "aircraft": list(event.aircraft),
        "callsigns": list(event.callsigns),
        "begun": event.begun,
        "moment": event.moment,
        "certain": event.certain,
    }
    others = ("longitude", "latitude", "through", "value", "vertical", "squawk", "received")
    told |= {name: value for name in others if _is_known(value := getattr(event, name))}
    return NewEntry(EntryKind.ALERT, sentence_of(event), subject=f"{_ALERT}{event.alert}", details=told)


def _is_known(value: Any) -> bool:
    return value not in (None, "") and not (isinstance(value, float) and not math.isfinite(value))


def entry_of_rule(rule: AlertRule, who: str) -> NewEntry:
    """Return what is written of a rule that is new or has changed."""
    text = Message("rule {name!r} is in force as told here", name=rule.name or rule.id)
    return NewEntry(EntryKind.RULE, text, who, f"{_RULE}{rule.id}", {"rule": rule.to_record()})


def removal_of_rule(rule: AlertRule, who: str) -> NewEntry:
    """Return what is written of a rule that is taken away."""
    text = Message("rule {name!r} is taken away", name=rule.name or rule.id)
    return NewEntry(EntryKind.RULE, text, who, f"{_RULE}{rule.id}", {"rule": None})


def acknowledgement(alert: Alert, who: str, note: str = "") -> NewEntry:
    """Return what is written when somebody has taken notice of an alert."""
    text = Message("alert acknowledged: {alert}", alert=_sentence(alert))
    return NewEntry(EntryKind.ACKNOWLEDGEMENT, text, who, f"{_ALERT}{alert.id}", {"note": note})


def closing(alert: Alert, who: str, note: str = "") -> NewEntry:
    """Return what is written when somebody is done with an alert."""
    text = Message("alert closed: {alert}", alert=_sentence(alert))
    return NewEntry(EntryKind.CLOSING, text, who, f"{_ALERT}{alert.id}", {"note": note})


def _sentence(alert: Alert) -> str:
    """Return the sentence as it was made, so that a sentence about it can be said in other languages."""
    return restored(alert.sentence, alert.template, alert.values)


def sentence_of(event: Event) -> Message:
    """Say in a sentence what the watch has found."""
    who = " + ".join(sign or key for key, sign in zip(event.aircraft, event.callsigns, strict=False))
    rule, time = event.rule.name or event.rule.id, _clock(event.moment)
    if event.phase is Phase.ENDED and not who:
        return Message("{rule}: over since {time} UTC", rule=rule, time=time)
    if event.phase is Phase.ENDED:
        return Message("{rule}: over since {time} UTC ({who})", rule=rule, time=time, who=who)
    if event.phase is Phase.CERTAIN:
        return Message("{rule}: certain since {time} UTC ({who})", rule=rule, time=time, who=who)
    return _begun(event, who, time)


def _begun(event: Event, who: str, time: str) -> Message:
    seconds, area = round(event.rule.seconds), event.area or event.rule.airspace
    match event.rule.kind:
        case RuleKind.AIRSPACE:
            return _entered(event, who, area, time)
        case RuleKind.LOW:
            return _low(event, who, time)
        case RuleKind.PROXIMITY:
            return _close(event, who, time)
        case RuleKind.SIGNAL_LOST:
            return Message("nothing heard of {who} for {seconds} s, at {time} UTC", who=who, seconds=seconds, time=time)
        case RuleKind.AREA_EMPTY:
            return Message("nobody is in {area} for {seconds} s, at {time} UTC", area=area, seconds=seconds, time=time)
        case RuleKind.SQUAWK:
            return Message("{who} transmits {squawk} since {time} UTC", who=who, squawk=event.squawk, time=time)


def _entered(event: Event, who: str, area: str, time: str) -> Message:
    if not event.certain:
        return Message(
            "{who} has possibly entered {area} at {time} UTC; its height is uncertain", who=who, area=area, time=time
        )
    if event.through in ("start", "gap"):
        return Message("{who} is in {area}, first seen there at {time} UTC", who=who, area=area, time=time)
    return Message("{who} has entered {area} at {time} UTC", who=who, area=area, time=time)


def _low(event: Event, who: str, time: str) -> Message:
    height, limit = round(event.value) if event.value is not None else 0, round(event.rule.below)
    if not event.certain:
        return Message(
            "{who} is possibly below {limit} m above ground since {time} UTC (about {height} m)",
            who=who,
            limit=limit,
            time=time,
            height=height,
        )
    return Message(
        "{who} is below {limit} m above ground since {time} UTC ({height} m)",
        who=who,
        limit=limit,
        time=time,
        height=height,
    )


def _close(event: Event, who: str, time: str) -> Message:
    distance = round((event.value or 0.0) / METRES_PER_NAUTICAL_MILE, 2)
    if event.vertical is None or not event.certain:
        return Message(
            "{who} are {distance} NM apart since {time} UTC; how far in height is uncertain",
            who=who,
            distance=distance,
            time=time,
        )
    return Message(
        "{who} are {distance} NM and {feet} ft apart since {time} UTC",
        who=who,
        distance=distance,
        feet=round(float(metres_to_feet(event.vertical))),
        time=time,
    )


def _clock(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d %H:%M:%S")
