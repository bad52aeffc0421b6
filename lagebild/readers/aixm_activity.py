"""Activations of an AIXM airspace to one `Activation`.

- What is active all the time is always active; what is active by timesheets is active then, and inactive at other
  times unless another activation says otherwise.
- What is available for activation may be active: in its times the answer is unknown. Without times it is activated by
  NOTAM where the file says so, else unknown.
- Airspaces without any activation are unknown.
"""

from __future__ import annotations

from collections.abc import Sequence

from lagebild.codecs.aixm_times import AixmActivation
from lagebild.codecs.zone_times import Daily, Moment
from lagebild.messages import Message
from lagebild.model.activation import Activation, ActivationKind, DayTime, WeeklyRule

__all__ = ["activation_of"]

_ACTIVE = ("ACTIVE", "IN_USE")
_INACTIVE = ("INACTIVE",)


def activation_of(given: Sequence[AixmActivation]) -> tuple[Activation, Message | None]:
    """Return the activation, and why it is less sure than what was written."""
    text = " | ".join(dict.fromkeys(one.text for one in given if one.text))
    if not given:
        return Activation(text=text), None
    problem = next((one.problem for one in given if one.problem is not None), None)
    if problem is not None:
        return Activation(text=text), problem
    if any(one.status in _ACTIVE and _is_always(one) for one in given):
        return Activation(kind=ActivationKind.ALWAYS, text=text), None
    rules = tuple(
        _rule(daily, certain=sheet.is_certain and one.status in _ACTIVE)
        for one in given
        if one.status not in _INACTIVE
        for sheet in one.sheets
        for daily in sheet.daily
    )
    open_ended = [one for one in given if one.status not in _INACTIVE and not one.sheets and not _is_always(one)]
    may_be = [one for one in given if one.status not in (*_ACTIVE, *_INACTIVE) and _is_always(one)]
    if not rules:
        return Activation(kind=_without_times(given, open_ended, may_be), text=text), None
    if open_ended or may_be:
        rules = (*rules, WeeklyRule(certain=False))
    return Activation(kind=ActivationKind.WEEKLY, rules=rules, text=text), None


def _without_times(
    given: Sequence[AixmActivation], open_ended: Sequence[AixmActivation], may_be: Sequence[AixmActivation]
) -> ActivationKind:
    if any("NOTAM" in one.nil_reason.upper() for one in (*open_ended, *may_be)):
        return ActivationKind.NOTAM
    never = all(one.status in _INACTIVE for one in given) and any(_is_always(one) for one in given)
    # no stated period at all: never active
    return ActivationKind.PERIODS if never else ActivationKind.UNKNOWN


def _is_always(one: AixmActivation) -> bool:
    """Whether it holds all the time: by the temporality concept, what has no timesheet does."""
    if one.sheets:
        return False
    reason = one.nil_reason.upper().removeprefix("OTHER:")
    return reason in ("", "H24", "INAPPLICABLE")


def _rule(daily: Daily, *, certain: bool) -> WeeklyRule:
    return WeeklyRule(weekdays=daily.days, start=_day_time(daily.start), end=_day_time(daily.end), certain=certain)


def _day_time(moment: Moment) -> DayTime:
    return DayTime(event=moment.event, minutes=moment.minutes)  # type: ignore[arg-type]
