"""When an airspace is active: always, in stated periods, by a weekly schedule, by NOTAM, or unknown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any, Literal

import pandas as pd
from astral import Observer
from astral.sun import sunrise, sunset

from lagebild.errors import ValidationError
from lagebild.messages import Message

__all__ = ["ALWAYS", "UNKNOWN_ACTIVATION", "Activation", "ActivationKind", "DayTime", "WeeklyRule"]


class ActivationKind(StrEnum):
    """How the times of activity are stated."""

    ALWAYS = "always"
    PERIODS = "periods"
    WEEKLY = "weekly"
    NOTAM = "notam"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class DayTime:
    """A time of the day: by the clock (UTC), or by the sun."""

    event: Literal["clock", "sunrise", "sunset"] = "clock"

    minutes: int = 0
    """Minutes after midnight UTC, or after (negative: before) the sun's event."""

    def __post_init__(self) -> None:
        if self.event not in ("clock", "sunrise", "sunset"):
            sentence = Message("a day time goes by clock, sunrise or sunset, not by {event!r}", event=self.event)
            raise ValidationError(sentence)
        if self.event == "clock" and not 0 <= self.minutes <= 24 * 60:
            sentence = Message("minutes after midnight must lie in 0..1440, not {minutes}", minutes=self.minutes)
            raise ValidationError(sentence)

    def on(self, day: date, longitude: float | None, latitude: float | None) -> datetime | None:
        """Return the moment on that UTC day; None where the sun's time is asked for and no place is known.

        Sun times follow NOAA's solar calculator (as implemented by astral); None also where the sun does not
        rise or set that day.
        """
        offset = timedelta(minutes=self.minutes)
        if self.event == "clock":
            return datetime(day.year, day.month, day.day, tzinfo=UTC) + offset
        if longitude is None or latitude is None:
            return None
        observer = Observer(latitude=latitude, longitude=longitude)
        try:
            found = sunrise(observer, day) if self.event == "sunrise" else sunset(observer, day)
        except ValueError:
            return None
        return found + offset


@dataclass(frozen=True, kw_only=True)
class WeeklyRule:
    """Active on some weekdays from one time of the day to another; past midnight where the end is not later."""

    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6)
    """Monday is 0; the days of the beginning, in UTC."""

    start: DayTime = DayTime()
    end: DayTime = DayTime(minutes=24 * 60)

    certain: bool = True
    """Whether it is active then; otherwise it may be, as on public holidays that nobody lists."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "weekdays", tuple(self.weekdays))
        wrong = [day for day in self.weekdays if day not in range(7)]
        if wrong:
            raise ValidationError(Message("weekdays are numbers 0 (Monday) to 6, not {day!r}", day=wrong[0]))


@dataclass(frozen=True, kw_only=True)
class Activation:
    """When an airspace is active, as far as its source says."""

    kind: ActivationKind = ActivationKind.UNKNOWN
    stated: tuple[tuple[datetime, datetime], ...] = ()
    """For `periods`: begin and end, UTC."""

    rules: tuple[WeeklyRule, ...] = ()
    """For `weekly`."""

    text: str = ""
    """The times as the source wrote them."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "kind", ActivationKind(self.kind))
        object.__setattr__(self, "stated", tuple((_utc(a), _utc(b)) for a, b in self.stated))
        object.__setattr__(self, "rules", tuple(self.rules))
        for begin, end in self.stated:
            if end <= begin:
                sentence = Message(
                    "a period must end after it begins: {begin} to {end}", begin=begin.isoformat(), end=end.isoformat()
                )
                raise ValidationError(sentence)

    def periods(
        self,
        start: datetime,
        end: datetime,
        *,
        longitude: float | None = None,
        latitude: float | None = None,
    ) -> pd.DataFrame:
        """Return the periods within `start`..`end`: columns start, end (UTC) and status.

        Status is `active` or `unknown`; whatever is not covered is inactive, and where both overlap it is active.
        `longitude` and `latitude` (degrees) are the place for sunrise and sunset; without them such a rule's day is
        `unknown`.
        """
        begin, finish = _utc(start), _utc(end)
        found = [
            (max(a, begin), min(b, finish), status)
            for a, b, status in self._spans(begin, finish, longitude, latitude)
            if a < finish and b > begin
        ]
        found.sort()
        table = pd.DataFrame(found, columns=["start", "end", "status"])
        return table.astype({"start": "datetime64[ns, UTC]", "end": "datetime64[ns, UTC]", "status": "str"})

    def _spans(
        self, begin: datetime, finish: datetime, longitude: float | None, latitude: float | None
    ) -> Iterator[tuple[datetime, datetime, str]]:
        if self.kind is ActivationKind.ALWAYS:
            yield begin, finish, "active"
        elif self.kind is ActivationKind.PERIODS:
            for a, b in self.stated:
                yield a, b, "active"
        elif self.kind is ActivationKind.WEEKLY:
            for rule in self.rules:
                yield from _rule_spans(rule, begin, finish, longitude, latitude)
        else:
            yield begin, finish, "unknown"

    def to_record(self) -> dict[str, Any]:
        """Return plain values for storage."""
        return {
            "kind": str(self.kind),
            "periods": [[a.isoformat(), b.isoformat()] for a, b in self.stated],
            "rules": [
                {
                    "weekdays": list(rule.weekdays),
                    "start": {"event": rule.start.event, "minutes": rule.start.minutes},
                    "end": {"event": rule.end.event, "minutes": rule.end.minutes},
                    **({} if rule.certain else {"certain": False}),
                }
                for rule in self.rules
            ],
            "text": self.text,
        }

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Activation:
        """Read `to_record`'s values back."""
        return cls(
            kind=ActivationKind(record["kind"]),
            stated=tuple((datetime.fromisoformat(a), datetime.fromisoformat(b)) for a, b in record["periods"]),
            rules=tuple(
                WeeklyRule(
                    weekdays=tuple(rule["weekdays"]),
                    start=DayTime(**rule["start"]),
                    end=DayTime(**rule["end"]),
                    certain=bool(rule.get("certain", True)),
                )
                for rule in record["rules"]
            ),
            text=record["text"],
        )


ALWAYS = Activation(kind=ActivationKind.ALWAYS)
UNKNOWN_ACTIVATION = Activation(kind=ActivationKind.UNKNOWN)


def _rule_spans(
    rule: WeeklyRule, begin: datetime, finish: datetime, longitude: float | None, latitude: float | None
) -> Iterator[tuple[datetime, datetime, str]]:
    day = begin.date() - timedelta(days=1)
    while day <= finish.date():
        if day.weekday() in rule.weekdays:
            a = rule.start.on(day, longitude, latitude)
            b = rule.end.on(day, longitude, latitude)
            if a is None or b is None:
                whole = datetime(day.year, day.month, day.day, tzinfo=UTC)
                yield whole, whole + timedelta(days=1), "unknown"
            else:
                if b <= a:
                    b = rule.end.on(day + timedelta(days=1), longitude, latitude) or b + timedelta(days=1)
                yield a, b, "active" if rule.certain else "unknown"
        day += timedelta(days=1)


def _utc(moment: datetime) -> datetime:
    """Return the moment in UTC; a naive one is refused, for its zone could only be guessed."""
    if moment.tzinfo is None:
        raise ValidationError(Message("a moment needs its time zone: {moment}", moment=moment.isoformat()))
    return pd.Timestamp(moment).tz_convert("UTC").to_pydatetime(warn=False)
