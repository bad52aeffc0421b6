"""Times at which zones apply: spans of dates, and within them periods of the day, as JSON formats write them.

Decisions: a time of the day needs its zone (`Z` or an offset), for it could only be guessed; seconds are rounded
outwards to whole minutes, so 23:59:59 is the end of the day; equal times, or none at all, mean the whole day.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from lagebild.messages import Message

__all__ = ["DAYS", "Daily", "Moment", "Span", "TimeError", "clock", "moment"]

DAYS = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")
_DAY = 24 * 60
_CLOCK = re.compile(
    r"(?P<hours>\d{1,2}):(?P<minutes>\d\d)(?::(?P<seconds>\d\d)(?:[.,]\d{1,9})?)?\s*"
    r"(?:(?P<utc>Z|UTC)|(?P<sign>[+-])(?P<zone_hours>\d\d):?(?P<zone_minutes>\d\d))?",
    re.ASCII | re.IGNORECASE,
)


class TimeError(ValueError):
    """A time cannot be read; the message names it."""


@dataclass(frozen=True, kw_only=True)
class Moment:
    """A time of the day, by the clock or by the sun."""

    event: str = "clock"
    """`clock`, `sunrise` or `sunset`."""

    minutes: int = 0
    """After midnight UTC, below 0 or above 1440 where the zone leads into the next day; after the sun's event."""


@dataclass(frozen=True, kw_only=True)
class Daily:
    """A period of some weekdays (Monday is 0); over midnight where the end is not later than the start."""

    days: tuple[int, ...]
    start: Moment = Moment()
    end: Moment = Moment(minutes=_DAY)

    def in_utc(self) -> Daily:
        """Return the same period with times within the day and the days on which it begins in UTC."""
        start, end, days = self.start, self.end, self.days
        if start.event == "clock":
            turn = start.minutes // _DAY
            start = Moment(minutes=start.minutes % _DAY)
            days = tuple(sorted((day + turn) % 7 for day in days))
        if end.event == "clock":
            end = Moment(minutes=(end.minutes - 1) % _DAY + 1)
        return Daily(days=days, start=start, end=end)

    @property
    def is_whole_day(self) -> bool:
        """Whether it lasts from midnight to midnight."""
        return self.start == Moment() and self.end in (Moment(), Moment(minutes=_DAY))


@dataclass(frozen=True, kw_only=True)
class Span:
    """A span of time, open where nothing is said, and the periods within it; without periods all of it counts."""

    begin: datetime | None = None
    end: datetime | None = None
    daily: tuple[Daily, ...] = ()


def moment(value: Any) -> datetime | None:
    """Read an ISO 8601 date and time; None for null and for an empty text.

    Raises
    ------
    TimeError
        If it is no date and time, or has no zone.
    """
    if value is None or value == "":
        return None
    if not isinstance(value, str) or len(value) > 40:
        raise TimeError(Message("{value!r} is no date and time", value=str(value)[:80]))
    try:
        read = datetime.fromisoformat(value.strip())
    except ValueError as error:
        raise TimeError(Message("{value!r} is no date and time", value=value)) from error
    if read.tzinfo is None:
        raise TimeError(Message("{value!r} has no time zone", value=value))
    try:
        return read.astimezone(UTC)
    except OverflowError as error:
        raise TimeError(Message("{value!r} is no date and time", value=value)) from error


def clock(value: Any, *, is_end: bool, in_utc: bool = False) -> Moment | None:
    """Read a time of the day such as `16:00:00Z`, `07:30+02:00`; None for null and for an empty text.

    `in_utc` says that the format's times are in UTC without saying so.

    Raises
    ------
    TimeError
        If it is no time of the day, or its zone is not known.
    """
    if value is None or value == "":
        return None
    match = _CLOCK.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        raise TimeError(Message("{value!r} is no time of the day", value=str(value)[:80]))
    hours, minutes, seconds = (int(match[name] or 0) for name in ("hours", "minutes", "seconds"))
    if hours > 24 or minutes > 59 or seconds > 59 or (hours == 24 and minutes + seconds > 0):
        raise TimeError(Message("{value!r} is no time of the day", value=value))
    offset = 0
    if match["sign"]:
        offset = int(match["zone_hours"]) * 60 + int(match["zone_minutes"])
        offset = -offset if match["sign"] == "-" else offset
        if abs(offset) > 14 * 60:
            raise TimeError(Message("{value!r} is no time of the day", value=value))
    elif not match["utc"] and not in_utc:
        raise TimeError(Message("{value!r} has no time zone", value=value))
    whole = minutes + (math.ceil(seconds / 60) if is_end else 0)
    return Moment(minutes=hours * 60 + whole - offset)
