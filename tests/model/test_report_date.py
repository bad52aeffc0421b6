"""Dates of reports: as exact as their source, and no more."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lagebild.errors import ValidationError
from lagebild.model.report_date import DatePrecision, ReportDate


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    ("text", "precision", "earliest", "latest"),
    [
        ("2023-11-05", DatePrecision.DAY, utc(2023, 11, 5), utc(2023, 11, 6)),
        ("05.11.2023", DatePrecision.DAY, utc(2023, 11, 5), utc(2023, 11, 6)),
        ("2024-02", DatePrecision.MONTH, utc(2024, 2, 1), utc(2024, 3, 1)),
        ("2.2024", DatePrecision.MONTH, utc(2024, 2, 1), utc(2024, 3, 1)),
        ("2023", DatePrecision.YEAR, utc(2023, 1, 1), utc(2024, 1, 1)),
        ("2022-05-10/2022-05-11", DatePrecision.DAY, utc(2022, 5, 10), utc(2022, 5, 12)),
        ("1998/2005", DatePrecision.YEAR, utc(1998, 1, 1), utc(2006, 1, 1)),
        ("", DatePrecision.UNKNOWN, None, None),
    ],
)
def test_a_date_reaches_as_far_as_it_is_known(
    text: str, precision: str, earliest: datetime | None, latest: datetime | None
) -> None:
    made = ReportDate(text)
    assert (made.precision, made.earliest, made.latest) == (precision, earliest, latest)


def test_before_and_since_are_open_at_one_end() -> None:
    before, since = ReportDate("2019", DatePrecision.BEFORE), ReportDate("1996/1999", DatePrecision.SINCE)
    assert (before.earliest, before.latest) == (None, utc(2020, 1, 1))
    assert (since.earliest, since.latest) == (utc(1996, 1, 1), None)
    planned = ReportDate("2024", DatePrecision.PLANNED)
    assert (planned.earliest, planned.latest) == (utc(2024, 1, 1), utc(2025, 1, 1))


@pytest.mark.parametrize(
    ("text", "precision", "sentence"),
    [
        ("31.02.2023", None, "“31.02.2023” is no date: that month has 28 days"),
        ("2023-02-30", None, "that month has 28 days"),
        ("2023-13", None, "there is no month 13"),
        ("0000", None, "there is no year 0"),
        ("gestern", None, "“gestern” is no date: write 2023, 2023-11"),
        ("2023-11-05T10:00", None, "is no date"),
        ("2023/2021", None, "ends before it begins"),
        ("2023/2024/2025", None, "one end or two"),
        ("2023", "day", "“2023” is not exact to the day"),
        ("2023", "unknown", "a date that is unknown has no text"),
        ("", "planned", "a date that is unknown has no text"),
        (
            "2023",
            "perhaps",
            "a date's precision is one of day, month, year, before, since, planned, unknown, not “perhaps”",
        ),
    ],
)
def test_what_is_no_date_is_refused_with_its_text(text: str, precision: str | None, sentence: str) -> None:
    with pytest.raises(ValidationError) as refused:
        ReportDate(text, precision)  # type: ignore[arg-type]
    assert sentence in str(refused.value)


@given(st.dates())
def test_every_day_is_read_in_both_ways_of_writing(day: date) -> None:
    iso = ReportDate(f"{day.year:04d}-{day.month:02d}-{day.day:02d}")
    german = ReportDate(f"{day.day:02d}.{day.month:02d}.{day.year:04d}")
    assert iso == german
    assert iso.earliest == datetime(day.year, day.month, day.day, tzinfo=UTC)
    if day < date(9999, 12, 31):
        assert iso.latest is not None
        assert iso.latest - iso.earliest == timedelta(days=1)
    assert ReportDate(iso.text, iso.precision) == iso


@given(st.integers(1, 9998), st.integers(1, 12), st.integers(-5, 40))
def test_days_that_no_month_has_are_refused(year: int, month: int, day: int) -> None:
    text = f"{year:04d}-{month:02d}-{day:02d}"
    if 1 <= day <= monthrange(year, month)[1]:
        assert ReportDate(text).precision is DatePrecision.DAY
    else:
        with pytest.raises(ValidationError, match="no date"):
            ReportDate(text)
