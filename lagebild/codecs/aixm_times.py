"""When an AIXM airspace is active: its activations with their timesheets as periods of the week.

Decisions the format leaves open:

- A timesheet with `dayTil` runs without pause from the time of `day` to that of `dayTil`; one without ends on the same
  day, or on the next where the end is not later than the start.
- With `daylightSavingAdjust` the clock goes by an hour earlier in summer, and nobody says when summer is: sure is what
  holds in either case, the hour before and the last one are not.
- Public holidays, working days and seasons have no calendar here: what depends on them is not sure either.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from lxml import etree

from lagebild.codecs.safe_xml import children, text_of
from lagebild.codecs.zone_times import DAYS, Daily, Moment
from lagebild.messages import Message

__all__ = ["AixmActivation", "Sheet", "activations_of"]

_DAY = 24 * 60
_NIL_REASON = "nilReason"
_CLOCK = re.compile(r"(\d\d):(\d\d)(?::\d\d)?", re.ASCII)
_ZONE = re.compile(r"UTC(?:([+-])(\d{1,2}))?", re.ASCII)
_EVENTS = {"SR": "sunrise", "SS": "sunset"}
_MINUTES = {"MIN": 1.0, "HR": 60.0, "SEC": 1.0 / 60.0}
_WHOLE_YEAR = {("", ""), ("01-01", "31-12")}


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """Periods of the week, and whether they hold for sure."""

    daily: tuple[Daily, ...]
    is_certain: bool


@dataclass(frozen=True, kw_only=True)
class AixmActivation:
    """One activation."""

    status: str
    """`ACTIVE`, `INACTIVE`, `AVBL_FOR_ACTIVATION`, `IN_USE`, `INTERMITTENT`, …"""

    activity: str = ""
    sheets: tuple[Sheet, ...] = ()
    nil_reason: str = ""
    """Why there is no timesheet, such as `other:H24`, `other:NOTAM`."""

    problem: Message | None = None
    """Which timesheet cannot be read."""

    text: str = ""
    """The times for people."""


def activations_of(time_slice: etree._Element) -> tuple[AixmActivation, ...]:
    """Read the activations of an airspace's time slice; those that cannot be read say so."""
    return tuple(_activation(one) for holder in children(time_slice, "activation") for one in children(holder))


def _activation(element: etree._Element) -> AixmActivation:
    status = _word(element, "status").upper()
    sheets: list[Sheet] = []
    problem: Message | None = None
    texts: list[str] = []
    reason = ""
    for holder in children(element, "timeInterval"):
        reason = reason or next((v for name, v in holder.attrib.items() if str(name).endswith(_NIL_REASON)), "")
        for sheet in children(holder, "Timesheet"):
            texts.append(_said(sheet))
            try:
                sheets += _sheets(sheet)
            except ValueError as error:
                problem = problem or error.args[0]
    text = "; ".join(texts) or (reason.removeprefix("other:") if reason else "")
    return AixmActivation(
        status=status,
        activity=_word(element, "activity"),
        sheets=tuple(sheets),
        nil_reason=reason,
        problem=problem,
        text=f"{status}: {text}" if text else status,
    )


def _word(element: etree._Element, name: str) -> str:
    return text_of(next(children(element, name), None))[:200]


def _said(sheet: etree._Element) -> str:
    """Return what a timesheet says, on one line."""
    day = "–".join(word for word in (_word(sheet, "day"), _word(sheet, "dayTil")) if word)
    ends = ["".join((_word(sheet, f"{end}Event"), _word(sheet, f"{end}Time"))) for end in ("start", "end")]
    season = (_word(sheet, "startDate"), _word(sheet, "endDate"))
    words = [day, "-".join(ends) if any(ends) else "", _word(sheet, "timeReference")]
    words += ["–".join(season)] if season not in _WHOLE_YEAR else []
    words += ["DST"] if _word(sheet, "daylightSavingAdjust") == "YES" else []
    words += ["excluded"] if _word(sheet, "excluded") == "YES" else []
    return " ".join(word for word in words if word)


def _sheets(sheet: etree._Element) -> Iterator[Sheet]:
    """Yield the periods of a timesheet.

    Raises
    ------
    ValueError
        With a `Message`, if a day, a time or a zone cannot be read, or the times are excepted from others.
    """
    if _word(sheet, "excluded").upper() == "YES":
        raise ValueError(Message("a timesheet of times that are excepted: {text}", text=_said(sheet)))
    offset = _offset(_word(sheet, "timeReference"))
    start = _moment(sheet, "start", offset)
    end = _moment(sheet, "end", offset)
    days, is_calendar = _days(sheet, offset)
    certain = is_calendar and (_word(sheet, "startDate"), _word(sheet, "endDate")) in _WHOLE_YEAR
    for daily in days(start, end):
        shifted = daily.in_utc()
        if _word(sheet, "daylightSavingAdjust").upper() != "YES":
            yield Sheet(daily=(shifted,), is_certain=certain)
            continue
        yield from _by_season(daily, certain=certain)


def _by_season(daily: Daily, *, certain: bool) -> Iterator[Sheet]:
    """Yield what is sure and what is not where clock times are an hour earlier in summer."""
    start, end = daily.start, daily.end
    if start.event != "clock" and end.event != "clock":
        yield Sheet(daily=(daily,), is_certain=certain)
        return
    early = replace(daily, start=_earlier(start), end=end).in_utc()
    yield Sheet(daily=(early,), is_certain=False)
    if start.event == end.event == "clock":
        length = (end.minutes - start.minutes) % _DAY or _DAY
        if length > 60 and certain:
            yield Sheet(daily=(replace(daily, end=_earlier(end)).in_utc(),), is_certain=True)


def _earlier(moment: Moment) -> Moment:
    return Moment(minutes=moment.minutes - 60) if moment.event == "clock" else moment


def _offset(reference: str) -> int:
    """Return minutes that the zone is ahead of UTC."""
    match = _ZONE.fullmatch(reference.upper().strip() or "UTC")
    if match is None:
        raise ValueError(Message("the time reference {text!r} is not known", text=reference))
    hours = int(match[2] or 0)
    if hours > 14:
        raise ValueError(Message("the time reference {text!r} is not known", text=reference))
    return (-60 if match[1] == "-" else 60) * hours


def _moment(sheet: etree._Element, end: str, offset: int) -> Moment:
    event = _word(sheet, f"{end}Event").upper()
    clock = _word(sheet, f"{end}Time")
    if event:
        if event not in _EVENTS or clock:
            raise ValueError(Message("the event {text!r} of a timesheet is not known", text=f"{event} {clock}".strip()))
        return Moment(event=_EVENTS[event], minutes=_relative(sheet, end))
    if not clock:
        return Moment(minutes=(0 if end == "start" else _DAY) - offset)
    match = _CLOCK.fullmatch(clock)
    minutes = int(match[1]) * 60 + int(match[2]) if match else _DAY + 1
    if minutes > _DAY:
        raise ValueError(Message("{value!r} is no time of the day", value=clock))
    return Moment(minutes=minutes - offset)


def _relative(sheet: etree._Element, end: str) -> int:
    element = next(children(sheet, f"{end}TimeRelativeEvent"), None)
    text = text_of(element)
    if element is None or not text:
        return 0
    factor = _MINUTES.get(element.get("uom", "").upper())
    try:
        minutes = round(float(text) * factor) if factor is not None else _DAY
    except (ValueError, OverflowError):
        minutes = _DAY
    if abs(minutes) >= _DAY // 2:
        raise ValueError(Message("{value!r} is no time of the day", value=text[:80]))
    return minutes


_Periods = Callable[[Moment, Moment], Iterator[Daily]]
_EVERY_DAY = tuple(range(7))
_UNSURE_DAYS = {
    "WORK_DAY": (0, 1, 2, 3, 4),
    "BEF_WORK_DAY": _EVERY_DAY,
    "AFT_WORK_DAY": _EVERY_DAY,
    "HOL": _EVERY_DAY,
    "BEF_HOL": _EVERY_DAY,
    "AFT_HOL": _EVERY_DAY,
    "BUSY_FRI": (4,),
}


def _days(sheet: etree._Element, offset: int) -> tuple[_Periods, bool]:
    """Return what makes periods of a timesheet's days, and whether the weekday alone tells them."""
    day, until = _word(sheet, "day").upper() or "ANY", _word(sheet, "dayTil").upper()
    if day in DAYS and until in DAYS:
        return _running(DAYS.index(day), DAYS.index(until), offset), True
    if day in DAYS and not until:
        return _on((DAYS.index(day),)), True
    if day == "ANY" and until in ("", "ANY"):
        return _on(_EVERY_DAY), True
    if day in _UNSURE_DAYS and (not until or until == "ANY" or until in _UNSURE_DAYS):
        return _on(_UNSURE_DAYS[day]), False
    raise ValueError(Message("the days {text!r} of a timesheet are not known", text=f"{day}–{until}".strip("–")))


def _on(days: tuple[int, ...]) -> _Periods:
    def periods(start: Moment, end: Moment) -> Iterator[Daily]:
        yield Daily(days=days, start=start, end=end)

    return periods


def _running(first: int, last: int, offset: int) -> _Periods:
    """Return periods without a pause from one weekday to another, in pieces of a day at most."""

    def periods(start: Moment, end: Moment) -> Iterator[Daily]:
        nights = (last - first) % 7
        by_clock = start.event == end.event == "clock"
        if nights == 0 and by_clock and end.minutes > start.minutes:
            yield Daily(days=(first,), start=start, end=end)
            return
        if nights == 1 and by_clock and end.minutes <= start.minutes:
            yield Daily(days=(first,), start=start, end=end)
            return
        dawn, midnight = Moment(minutes=-offset), Moment(minutes=_DAY - offset)
        yield Daily(days=(first,), start=start, end=midnight)
        for step in range(1, nights or 7):
            yield Daily(days=((first + step) % 7,), start=dawn, end=midnight)
        if end != dawn:
            yield Daily(days=(last,), start=dawn, end=end)

    return periods
