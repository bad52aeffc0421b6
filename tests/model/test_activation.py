from datetime import UTC, date, datetime, timedelta, timezone

import pandas as pd
import pvlib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lagebild.errors import ValidationError
from lagebild.model.activation import ALWAYS, UNKNOWN_ACTIVATION, Activation, ActivationKind, DayTime, WeeklyRule

DAY = datetime(2026, 6, 22, tzinfo=UTC)  # a Monday


def hours(activation, days=1, **place):
    table = activation.periods(DAY, DAY + timedelta(days=days), **place)
    return [
        ((a - DAY).total_seconds() / 3600, (b - DAY).total_seconds() / 3600, status)
        for a, b, status in table.itertuples(index=False)
    ]


def weekly(start, end, weekdays=range(7)):
    return Activation(kind=ActivationKind.WEEKLY, rules=(WeeklyRule(weekdays=tuple(weekdays), start=start, end=end),))


def test_always_unknown_and_notam():
    assert hours(ALWAYS) == [(0, 24, "active")]
    assert hours(UNKNOWN_ACTIVATION) == [(0, 24, "unknown")]
    assert hours(Activation(kind="notam")) == [(0, 24, "unknown")]


def test_periods_are_cut_to_the_question():
    stated = ((DAY - timedelta(hours=2), DAY + timedelta(hours=1)), (DAY + timedelta(days=3), DAY + timedelta(days=4)))
    assert hours(Activation(kind="periods", stated=stated)) == [(0, 1, "active")]


def test_nothing_found_is_an_empty_table():
    table = Activation(kind="periods").periods(DAY, DAY + timedelta(days=1))
    assert table.columns.tolist() == ["start", "end", "status"]
    assert str(table["start"].dtype) == "datetime64[ns, UTC]"


def test_weekly_by_the_clock_and_past_midnight():
    day = weekly(DayTime(minutes=8 * 60), DayTime(minutes=16 * 60), [0, 1])
    assert hours(day, 3) == [(8, 16, "active"), (32, 40, "active")]
    night = weekly(DayTime(minutes=22 * 60), DayTime(minutes=2 * 60), [6])
    assert hours(night) == [(0, 2, "active")]


def test_sun_against_the_almanac():
    # London, 21 June 2026: sunrise 03:43, sunset 20:21 UTC
    place = {"longitude": -0.1276, "latitude": 51.5072}
    sunrise = DayTime(event="sunrise").on(date(2026, 6, 21), **place)
    sunset = DayTime(event="sunset").on(date(2026, 6, 21), **place)
    assert abs(sunrise - datetime(2026, 6, 21, 3, 43, tzinfo=UTC)) < timedelta(minutes=2)
    assert abs(sunset - datetime(2026, 6, 21, 20, 21, tzinfo=UTC)) < timedelta(minutes=2)


@pytest.mark.parametrize(
    ("longitude", "latitude"), [(8.55, 47.37), (71.4, 51.1), (76.9, 43.2), (-70.6, -33.4), (151.2, -33.9), (0.0, 0.0)]
)
@pytest.mark.parametrize("month", [1, 3, 6, 10, 12])
def test_sun_against_nrels_algorithm(longitude, latitude, month):
    """pvlib computes sunrise and sunset after Reda and Andreas (2004), independently of NOAA's way."""
    day = date(2026, month, 20)
    noon = pd.DatetimeIndex([pd.Timestamp(day, tz="UTC")])
    oracle = pvlib.solarposition.sun_rise_set_transit_spa(noon, latitude, longitude).iloc[0]
    for event in ("sunrise", "sunset"):
        found = DayTime(event=event).on(day, longitude=longitude, latitude=latitude)
        wanted = oracle[event].floor("s").to_pydatetime()
        off = abs(found - wanted) % timedelta(days=1)
        assert min(off, timedelta(days=1) - off) < timedelta(minutes=2), (event, found, wanted)


@pytest.mark.parametrize("longitude", [-170.0, -100.0, 0.0, 77.0, 178.0])
def test_daylight_is_one_stretch_a_day_anywhere(longitude):
    found = hours(weekly(DayTime(event="sunrise"), DayTime(event="sunset")), 5, longitude=longitude, latitude=43.0)
    total = sum(b - a for a, b, _ in found)
    assert total == pytest.approx(5 * 15.4, abs=16)
    whole = [b - a for a, b, _ in found if a > 0 and b < 120]
    assert len(whole) >= 4
    assert all(14.5 < length < 16.5 for length in whole)


def test_without_place_or_sun_the_day_is_unknown():
    rule = weekly(DayTime(event="sunrise"), DayTime(event="sunset"))
    assert {status for _, _, status in hours(rule)} == {"unknown"}
    assert {status for _, _, status in hours(rule, longitude=18.9, latitude=69.6)} == {"unknown"}


@given(st.integers(-600, 600), st.integers(1, 3000))
def test_splitting_the_question_does_not_change_the_answer(begin, length):
    activation = weekly(DayTime(minutes=300), DayTime(minutes=200), [0, 2, 6])
    start, end = DAY + timedelta(minutes=begin), DAY + timedelta(minutes=begin + length)
    middle = start + (end - start) / 2

    def total(a, b):
        table = activation.periods(a, b)
        return (table["end"] - table["start"]).sum()

    assert total(start, middle) + total(middle, end) == total(start, end)


def test_records_come_back():
    stated = ((DAY, DAY + timedelta(hours=1)),)
    activation = Activation(
        kind="weekly", stated=stated, text="MON-FRI",
        rules=(WeeklyRule(weekdays=(0, 4), start=DayTime(event="sunrise", minutes=-30)),),
    )  # fmt: skip
    assert Activation.from_record(activation.to_record()) == activation


def test_mistakes_are_named():
    with pytest.raises(ValidationError, match="must end after"):
        Activation(kind="periods", stated=((DAY, DAY),))
    with pytest.raises(ValidationError, match="time zone"):
        ALWAYS.periods(datetime(2026, 1, 1), DAY)  # noqa: DTZ001
    with pytest.raises(ValidationError, match="weekdays"):
        WeeklyRule(weekdays=(7,))
    with pytest.raises(ValidationError, match=r"0\.\.1440"):
        DayTime(minutes=1500)
    with pytest.raises(ValidationError, match="clock, sunrise or sunset"):
        DayTime(event="noon")


def test_other_zones_are_turned_into_utc():
    zone = timezone(timedelta(hours=5))
    activation = Activation(
        kind="periods", stated=((DAY.astimezone(zone), (DAY + timedelta(hours=1)).astimezone(zone)),)
    )
    assert hours(activation) == [(0, 1, "active")]
    assert activation.periods(DAY, DAY + timedelta(days=1))["start"].iloc[0] == pd.Timestamp(DAY)
