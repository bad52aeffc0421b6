"""The date of a report, no more exact than its source: days, months, years, intervals, before, since, planned."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from lagebild.errors import ValidationError
from lagebild.messages import Message

__all__ = ["DatePrecision", "ReportDate"]

_ISO = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?)?")
_GERMAN = re.compile(r"(?:(?:(?P<day>\d{1,2})\.)?(?P<month>\d{1,2})\.)?(?P<year>\d{4})")


_END = datetime.max.replace(tzinfo=UTC)
"""Of all time that Python counts."""


class DatePrecision(StrEnum):
    """How a date is meant; how exact its text is the text itself says."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    BEFORE = "before"
    """Until then at the latest."""

    SINCE = "since"
    PLANNED = "planned"
    """For then; that it happened nobody says."""

    UNKNOWN = "unknown"
    """Undated."""


@dataclass(frozen=True)
class ReportDate:
    """A date of reduced precision.

    Parameters
    ----------
    text
        ISO 8601 (`2023`, `2023-11`, `2023-11-05`), also as it is written in Germany (`05.11.2023`, `11.2023`), an
        interval of two of these with a slash between, or nothing.
    precision
        How it is meant; by default what the text says: a day, a month or a year, an interval as its coarser end.

    Raises
    ------
    ValidationError
        If it is no date, or the precision does not fit the text.
    """

    text: str = ""
    precision: DatePrecision | None = None

    def __post_init__(self) -> None:
        given: object = self.text
        if not isinstance(given, str):
            raise ValidationError(Message("a date is a text such as 2023-11-05, not {value}", value=f"{given!r:.40}"))
        ends = [_End.of(part) for part in given.strip().split("/")] if given.strip() else []
        if len(ends) > 2:
            raise ValidationError(Message("a date has one end or two, not “{text}”", text=given[:40]))
        if len(ends) == 2 and ends[1].until <= ends[0].since:
            raise ValidationError(Message("the interval “{text}” ends before it begins", text=given[:40]))
        exact = max((end.exactness for end in ends), default=None, key=_COARSENESS.index)
        object.__setattr__(self, "text", "/".join(end.iso for end in ends))
        object.__setattr__(self, "precision", _checked(self.precision, exact, given))

    @property
    def earliest(self) -> datetime | None:
        """The first moment at which it may have been (UTC); None: not bounded."""
        if not self.text or self.precision is DatePrecision.BEFORE:
            return None
        return _End.of(self.text.split("/")[0]).since

    @property
    def latest(self) -> datetime | None:
        """The moment (UTC) before which it was; None: not bounded."""
        if not self.text or self.precision is DatePrecision.SINCE:
            return None
        return _End.of(self.text.split("/")[-1]).until


@dataclass(frozen=True)
class _End:
    iso: str
    since: datetime
    until: datetime
    exactness: DatePrecision

    @classmethod
    def of(cls, text: str) -> _End:
        part = text.strip()
        found = _ISO.fullmatch(part) or _GERMAN.fullmatch(part)
        if found is None:
            raise ValidationError(
                Message("“{text}” is no date: write 2023, 2023-11, 2023-11-05 or 05.11.2023", text=part[:40])
            )
        year, month, day = (None if found[name] is None else int(found[name]) for name in ("year", "month", "day"))
        if not year:
            raise ValidationError(Message("“{text}” is no date: there is no year 0", text=part[:40]))
        if month is not None and not 1 <= month <= 12:
            raise ValidationError(
                Message("“{text}” is no date: there is no month {month}", text=part[:40], month=month)
            )
        if day is not None and month is not None and not 1 <= day <= monthrange(year, month)[1]:
            raise ValidationError(
                Message(
                    "“{text}” is no date: that month has {days} days", text=part[:40], days=monthrange(year, month)[1]
                )
            )
        since = datetime(year, month or 1, day or 1, tzinfo=UTC)
        if month is None:
            return cls(f"{year:04d}", since, _next_year(since), DatePrecision.YEAR)
        if day is None:
            length = timedelta(days=monthrange(year, month)[1])
            return cls(f"{year:04d}-{month:02d}", since, _after(since, length), DatePrecision.MONTH)
        return cls(f"{year:04d}-{month:02d}-{day:02d}", since, _after(since, timedelta(days=1)), DatePrecision.DAY)


_COARSENESS = [DatePrecision.DAY, DatePrecision.MONTH, DatePrecision.YEAR]


def _next_year(since: datetime) -> datetime:
    return _END if since.year == _END.year else since.replace(year=since.year + 1)


def _after(since: datetime, length: timedelta) -> datetime:
    try:
        return since + length
    except OverflowError:
        return _END


def _checked(precision: object, exact: DatePrecision | None, text: str) -> DatePrecision:
    if precision is None:
        return exact or DatePrecision.UNKNOWN
    try:
        meant = DatePrecision(str(precision))
    except ValueError:
        known = ", ".join(DatePrecision)
        raise ValidationError(
            Message("a date's precision is one of {known}, not “{value}”", known=known, value=str(precision)[:40])
        ) from None
    if (meant is DatePrecision.UNKNOWN) != (exact is None):
        raise ValidationError(
            Message(
                "a date that is unknown has no text, and one without a text is unknown, not “{text}”", text=text[:40]
            )
        )
    if meant in _COARSENESS and exact is not None and _COARSENESS.index(meant) < _COARSENESS.index(exact):
        raise ValidationError(Message("“{text}” is not exact to the {precision}", text=text[:40], precision=str(meant)))
    return meant
