from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lagebild.codecs.zone_times import Daily, Moment, TimeError, clock, moment


@pytest.mark.parametrize(
    ("text", "is_end", "minutes"),
    [("16:00:00Z", False, 960), ("00:00:00.00Z", False, 0), ("10:30Z", True, 630), ("23:59:59Z", True, 1440),
     ("23:59:59Z", False, 1439), ("24:00Z", True, 1440), ("07:30+02:00", False, 330), ("00:30+0200", False, -90),
     ("23:00-03:00", False, 1560)],
)  # fmt: skip
def test_times_of_the_day(text, is_end, minutes):
    assert clock(text, is_end=is_end) == Moment(minutes=minutes)


@pytest.mark.parametrize("text", ["10:00", "24:01Z", "9", "25:00Z", "10:60Z", "10:00+15:00", 7, "１０:00Z"])
def test_what_is_none(text):
    with pytest.raises(TimeError):
        clock(text, is_end=False)


def test_a_format_whose_times_are_utc():
    assert clock("10:00", is_end=False, in_utc=True) == Moment(minutes=600)


def test_a_zone_can_lead_into_the_day_before():
    local = Daily(days=(0,), start=Moment(minutes=-90), end=Moment(minutes=330))
    assert local.in_utc() == Daily(days=(6,), start=Moment(minutes=1350), end=Moment(minutes=330))


def test_moments():
    assert moment("2018-12-31T15:59:59Z") == datetime(2018, 12, 31, 15, 59, 59, tzinfo=UTC)
    assert moment("2018-12-31T17:00:00+01:00") == datetime(2018, 12, 31, 16, tzinfo=UTC)
    assert moment(None) is None
    for wrong in ("2018-12-31T15:59:59", "0001-01-01T00:00:00+14:00", "x" * 50, 5):
        with pytest.raises(TimeError):
            moment(wrong)


@given(st.text(max_size=12) | st.integers() | st.none())
def test_anything_is_a_time_or_refused(value):
    try:
        found = clock(value, is_end=True)
    except TimeError:
        return
    assert found is None or -840 <= found.minutes <= 1440 + 840
