import pytest
from hypothesis import given
from hypothesis import strategies as st

from lagebild.codecs.schedule_text import daily_periods
from lagebild.codecs.zone_times import Daily, Moment

EVERY = tuple(range(7))


def clock(days, start, end):
    return Daily(days=days, start=Moment(minutes=start), end=Moment(minutes=end))


@pytest.mark.parametrize(
    ("text", "expected"),
    [("DAILY 0800-1600", [clock(EVERY, 480, 960)]), ("0800-1600", [clock(EVERY, 480, 960)]),
     ("MON-FRI 0730-1130 1300-1600", [clock((0, 1, 2, 3, 4), 450, 690), clock((0, 1, 2, 3, 4), 780, 960)]),
     ("SAT,SUN 09:00-24:00", [clock((5, 6), 540, 1440)]), ("FRI-MON 2200-0400", [clock((4, 5, 6, 0), 1320, 240)]),
     ("MON 0800-0900, TUE THU 1000-1100", [clock((0,), 480, 540), clock((1, 3), 600, 660)]),
     ("MON-THU 2000-0000", [clock((0, 1, 2, 3), 1200, 1440)]), ("H24", [Daily(days=EVERY)]),
     ("DAILY SR-SS", [Daily(days=EVERY, start=Moment(event="sunrise"), end=Moment(event="sunset"))]),
     ("SR-30 - SS+30", [Daily(days=EVERY, start=Moment(event="sunrise", minutes=-30), end=Moment(event="sunset", minutes=30))])],
)  # fmt: skip
def test_times_of_one_meaning(text, expected):
    assert daily_periods(text, in_utc=True) == tuple(expected)


@pytest.mark.parametrize(
    "text",
    ["", "MON-FRI", "16 0800-1600", "MON-FRI 0800-1600 EXC HOL", "DAILY 0800-1600 LOCAL", "JUL 16 0800-1600", "0800-2560",
     "2430-0100", "SR-SS30", "HX", "DAILY 0800-1600 MON", "x" * 400],
)  # fmt: skip
def test_others_are_left_alone(text):
    assert daily_periods(text, in_utc=True) is None


def test_times_without_zone_may_be_local():
    assert daily_periods("MON-FRI 0800-1600", in_utc=False) is None
    assert daily_periods("SAT H24", in_utc=False) is None
    assert daily_periods("MON-FRI 0800Z-1600Z", in_utc=False) == (clock((0, 1, 2, 3, 4), 480, 960),)
    assert daily_periods("08:00-16:00 UTC", in_utc=False) == (clock(EVERY, 480, 960),)
    assert daily_periods("SR-SS", in_utc=False) is not None


@given(st.text(alphabet="MONTUEFRI0123456789-:, ZHSR+", max_size=40))
def test_any_text_is_times_or_none(text):
    for period in daily_periods(text, in_utc=True) or ():
        assert set(period.days) <= set(EVERY)
        period.in_utc()
