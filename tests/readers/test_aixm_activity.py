"""When airspaces of AIXM are active: timesheets, zones, holidays, the sun."""

from datetime import UTC, datetime

import pytest

from lagebild.model.activation import ActivationKind
from tests.readers.aixm_messages import (
    FL100,
    GROUND,
    SQUARE,
    activation,
    airspace,
    component,
    line,
    reader,
    sheet,
    surface,
)


@pytest.fixture
def read(tmp_path):
    return reader(tmp_path)


def week(airspaces, day, *, hours=24):
    begin = datetime(2026, 6, day, tzinfo=UTC)  # 2026-06-01 is a Monday
    table = airspaces.frame["activation"].iloc[0].periods(begin, datetime(2026, 6, day + hours // 24, tzinfo=UTC))
    return [(f"{a:%d %H:%M}", f"{b:%d %H:%M}", status) for a, b, status in table.itertuples(index=False)]


def timed(*activations):
    return airspace("a", component(GROUND, FL100, surface(line(SQUARE))), *activations)


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ((activation("ACTIVE", nil="other:H24"),), ActivationKind.ALWAYS),
        ((activation("ACTIVE"),), ActivationKind.ALWAYS),
        ((activation("AVBL_FOR_ACTIVATION", nil="other:NOTAM"),), ActivationKind.NOTAM),
        ((activation("AVBL_FOR_ACTIVATION", nil="other:H24"),), ActivationKind.UNKNOWN),
        ((activation("ACTIVE", nil="unknown"),), ActivationKind.UNKNOWN),
        ((activation("INACTIVE"),), ActivationKind.PERIODS),
        ((), ActivationKind.UNKNOWN),
        ((activation("ACTIVE", sheet("MON", "25:00", "26:00")),), ActivationKind.UNKNOWN),
        ((activation("ACTIVE", sheet("FULL_MOON", "05:00", "06:00")),), ActivationKind.UNKNOWN),
        ((activation("ACTIVE", sheet("MON", "05:00", "06:00", excluded="YES")),), ActivationKind.UNKNOWN),
    ],
)
def test_what_the_activations_amount_to(read, given, kind):
    assert read(timed(*given)).frame["activation"].iloc[0].kind is kind


def test_never_active_is_never_active(read):
    assert week(read(timed(activation("INACTIVE"))), 1) == []


def test_timesheets_of_one_day_and_over_several(read):
    found = read(
        timed(
            activation("ACTIVE", sheet("MON", "07:00", "16:00"), sheet("WED", "22:00", "06:00", dayTil="FRI")),
            activation("INACTIVE", sheet("MON", "16:00", "07:00", dayTil="TUE")),
        )
    )
    assert week(found, 1) == [("01 07:00", "01 16:00", "active")]
    assert week(found, 2) == []
    assert week(found, 3, hours=72) == [
        ("03 22:00", "04 00:00", "active"),
        ("04 00:00", "05 00:00", "active"),
        ("05 00:00", "05 06:00", "active"),
    ]


def test_zones_move_times_and_their_days(read):
    found = read(timed(activation("ACTIVE", sheet("MON", "01:00", "03:00", timeReference="UTC+2"))))
    assert week(found, 1) == [("01 00:00", "01 01:00", "active")]
    sunday = (
        found.frame["activation"].iloc[0].periods(datetime(2026, 5, 31, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC))
    )
    assert [f"{a:%H:%M}" for a in sunday["start"]] == ["23:00"]


def test_summer_time_leaves_an_hour_unsure(read):
    found = read(timed(activation("ACTIVE", sheet("MON", "07:00", "16:00", daylightSavingAdjust="YES"))))
    assert week(found, 1) == [("01 06:00", "01 16:00", "unknown"), ("01 07:00", "01 15:00", "active")]


def test_holidays_and_seasons_and_what_is_available_are_unsure(read):
    holiday = read(timed(activation("ACTIVE", sheet("HOL", "07:00", "20:00"))))
    assert week(holiday, 3) == [("03 07:00", "03 20:00", "unknown")]
    season = read(timed(activation("ACTIVE", sheet("ANY", "07:00", "20:00", startDate="15-03", endDate="31-10"))))
    assert week(season, 3) == [("03 07:00", "03 20:00", "unknown")]
    other = read(
        timed(
            activation("ACTIVE", sheet("ANY", "07:00", "20:00")),
            activation("AVBL_FOR_ACTIVATION", sheet("ANY", "20:00", "22:00")),
        )
    )
    assert week(other, 3) == [("03 07:00", "03 20:00", "active"), ("03 20:00", "03 22:00", "unknown")]


def test_the_sun(read):
    found = read(timed(activation("ACTIVE", sheet("ANY", startEvent="SR", endEvent="SS", endTimeRelativeEvent=""))))
    rule = found.frame["activation"].iloc[0].rules[0]
    assert (rule.start.event, rule.end.event) == ("sunrise", "sunset")
