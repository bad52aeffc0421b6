"""Stated times of a zone to an `Activation`, wherever one can say the same exactly; else unknown, with the reason.

Weekly periods within dates become single periods, if there are at most 4,000 and none goes by the sun. A span without
a begin counts from 1700, one without an end until 2261: the farthest years of the tables' times.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import cast

from lagebild.codecs.zone_times import Daily, Moment, Span
from lagebild.errors import ValidationError
from lagebild.messages import Message, message_of
from lagebild.model.activation import Activation, ActivationKind, DayTime, WeeklyRule

__all__ = ["FIRST", "LAST", "activation_of"]

FIRST = datetime(1700, 1, 1, tzinfo=UTC)
LAST = datetime(2261, 12, 31, tzinfo=UTC)
_MOST_PERIODS = 4_000
_Period = tuple[datetime, datetime]


def activation_of(spans: Sequence[Span], text: str) -> tuple[Activation, Message | None]:
    """Return the activation that spans of time mean, and why it is unknown where it is.

    No spans at all mean that nothing is said. `text` is kept with the activation.
    """
    if not spans:
        return Activation(text=text), None
    if any(_is_always(span) for span in spans):
        return Activation(kind=ActivationKind.ALWAYS, text=text), None
    if all(span.begin is None and span.end is None for span in spans):
        rules = tuple(_rule(daily) for span in spans for daily in span.daily)
        return Activation(kind=ActivationKind.WEEKLY, rules=rules, text=text), None
    try:
        stated = sorted(period for span in spans for period in _periods(span))
    except ValueError as error:
        return Activation(text=text), cast(Message, message_of(error))
    if not stated:
        return Activation(text=text), Message("its times hold no moment")
    return Activation(kind=ActivationKind.PERIODS, stated=tuple(_joined(stated)), text=text), None


def _is_always(span: Span) -> bool:
    if span.begin is not None or span.end is not None:
        return False
    whole = {day for daily in span.daily if daily.is_whole_day for day in daily.days}
    return not span.daily or len(whole) == 7


def _rule(daily: Daily) -> WeeklyRule:
    utc = daily.in_utc()
    return WeeklyRule(weekdays=utc.days, start=_day_time(utc.start), end=_day_time(utc.end))


def _day_time(moment: Moment) -> DayTime:
    return DayTime(event=moment.event, minutes=moment.minutes)  # type: ignore[arg-type]


def _periods(span: Span) -> list[_Period]:
    begin, end = max(span.begin or FIRST, FIRST), min(span.end or LAST, LAST)
    if end <= begin:
        sentence = Message(
            "a period must end after it begins: {begin} to {end}", begin=begin.isoformat(), end=end.isoformat()
        )
        raise ValidationError(sentence)
    if not span.daily or _is_always(Span(daily=span.daily)):
        return [(begin, end)]
    if any(daily.start.event != "clock" or daily.end.event != "clock" for daily in span.daily):
        raise ValueError(Message("times of the sun within dates cannot be kept exactly"))
    if (end - begin) / timedelta(days=1) * len(span.daily) > _MOST_PERIODS:
        raise ValueError(Message("it has more than {most} periods", most=_MOST_PERIODS))
    weekly = Activation(kind=ActivationKind.WEEKLY, rules=tuple(_rule(daily) for daily in span.daily))
    found = weekly.periods(begin, end)
    return [
        (a.to_pydatetime(warn=False), b.to_pydatetime(warn=False))
        for a, b in zip(found["start"], found["end"], strict=True)
    ]


def _joined(periods: list[_Period]) -> list[_Period]:
    """Join periods that touch or overlap; they are sorted."""
    joined = periods[:1]
    for begin, end in periods[1:]:
        if begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return joined
