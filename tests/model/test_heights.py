import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import lagebild as lb
from lagebild.errors import ReferenceMismatchError, ValidationError
from lagebild.model.atmosphere import pressure_altitude, pressure_at, qnh_shift
from lagebild.model.geoid import geoid_height
from lagebild.model.heights import SENTENCES, Heights, Reason, Source, Verdict, heights_of, names_of, said
from lagebild.model.limits import Level
from lagebild.units import flight_level_to_metres

AMSL, PRESSURE = lb.Reference.AMSL, lb.Reference.PRESSURE


def fixes(**columns):
    count = max(len(values) for values in columns.values())
    frame = pd.DataFrame(
        {
            "track_id": "a",
            "time": pd.Timestamp("2026-05-12T08:00Z") + pd.to_timedelta(np.arange(count), unit="min"),
            "longitude": 8.5492,
            "latitude": 47.4647,
            **columns,
        }
    )
    return lb.Tracks.from_frame(frame).frame


def single(low, high, reference=AMSL):
    return Heights(
        reference=reference,
        low=np.atleast_1d(np.asarray(low, float)),
        high=np.atleast_1d(np.asarray(high, float)),
        source=np.ones(np.size(low), np.uint8),
        reasons=np.zeros(np.size(low), np.uint16),
    )


def test_pressure_with_qnh_serves_first():
    frame = fixes(altitude_pressure=[3000.0], altitude_amsl=[2900.0], height_ellipsoid=[2950.0])
    heights = heights_of(frame, AMSL, qnh=1003.25)
    assert heights.low.tolist() == heights.high.tolist()
    assert heights.low[0] == pytest.approx(3000.0 - 83.6, abs=0.05)
    assert heights.source.tolist() == [Source.PRESSURE]
    assert heights.reasons.tolist() == [0]


def test_then_amsl_then_ellipsoid_then_what_is_uncertain():
    nan = math.nan
    frame = fixes(
        altitude_amsl=[500.0, nan, nan, nan, nan],
        height_ellipsoid=[600.0, 600.0, nan, nan, nan],
        altitude_gnss=[nan, nan, 600.0, nan, nan],
        altitude_pressure=[700.0, 700.0, 700.0, 700.0, nan],
    )
    heights = heights_of(frame, AMSL)
    assert heights.source.tolist() == [Source.AMSL, Source.ELLIPSOID, Source.GNSS, Source.PRESSURE, Source.NONE]
    geoid = float(geoid_height(8.5492, 47.4647))
    expected_low = [500.0, 600.0 - geoid, 600.0 - geoid, 700.0 + qnh_shift(940.0), nan]
    expected_high = [500.0, 600.0 - geoid, 600.0, 700.0 + qnh_shift(1060.0), nan]
    np.testing.assert_allclose(heights.low, expected_low)
    np.testing.assert_allclose(heights.high, expected_high)
    assert heights.reasons.tolist() == [0, 0, Reason.UNKNOWN_DATUM, Reason.UNKNOWN_QNH, Reason.NO_HEIGHT]
    table = heights.explain()
    assert table["reason"].tolist() == ["UNKNOWN_QNH", "UNKNOWN_DATUM", "NO_HEIGHT"]
    assert table["fixes"].tolist() == [1, 1, 1]
    assert "940 to 1060 hPa" in table["sentence"][0]


def test_geoid_of_a_place_below_the_ellipsoid_widens_upwards():
    frame = fixes(altitude_gnss=[700.0]).assign(longitude=77.0405, latitude=43.3521)
    heights = heights_of(frame, AMSL)
    assert heights.low[0] == 700.0
    assert heights.high[0] == pytest.approx(744.9, abs=0.2)


def test_pressure_altitude_as_measured_is_not_touched():
    level = flight_level_to_metres(355)
    heights = heights_of(fixes(altitude_pressure=[level], altitude_amsl=[1.0]), PRESSURE, qnh=990.0)
    assert heights.low[0] == heights.high[0] == level == lb.Limit.from_text("FL355").levels[0].value


def test_pressure_altitude_of_amsl():
    exact = heights_of(fixes(altitude_amsl=[2916.4]), PRESSURE, qnh=1003.25)
    assert exact.low[0] == exact.high[0] == pytest.approx(3000.0, abs=0.05)
    unknown = heights_of(fixes(altitude_amsl=[2916.4]), PRESSURE)
    assert unknown.low[0] == pytest.approx(2916.4 - qnh_shift(1060.0))
    assert unknown.high[0] == pytest.approx(2916.4 - qnh_shift(940.0))
    assert unknown.reasons[0] == Reason.UNKNOWN_QNH


@given(st.floats(-300, 12_000), st.floats(940, 1060))
def test_unknown_qnh_covers_every_known_one(altitude, qnh):
    frame = fixes(altitude_pressure=[altitude])
    interval, exact = heights_of(frame, AMSL), heights_of(frame, AMSL, qnh=qnh)
    assert interval.low[0] - 1e-9 <= exact.low[0] <= interval.high[0] + 1e-9
    back = heights_of(fixes(altitude_amsl=[exact.low[0]]), PRESSURE, qnh=qnh)
    assert back.low[0] == pytest.approx(altitude, abs=1e-6)


@given(st.floats(0, 10_500), st.floats(960, 1045), st.floats(-20, 20))
def test_true_heights_of_warm_and_cold_air_lie_within(true, qnh, deviation):
    """The altimeter of an aircraft in air that is warmer or colder than standard, integrated by small steps."""
    steps = np.linspace(0.0, true, 2001)
    middle = (steps[1:] + steps[:-1]) / 2.0
    base = -float(qnh_shift(qnh))
    pressure = qnh
    for rise, here in zip(np.diff(steps), middle, strict=True):
        temperature = 288.15 - 0.0065 * (here + base) + deviation
        pressure *= math.exp(-9.80665 * rise / (287.05287 * temperature))
    frame = fixes(altitude_pressure=[float(pressure_altitude(pressure))])
    found = heights_of(frame, AMSL, qnh=qnh, true=True)
    slack = 0.5 + 0.01 * true  # the deviation holds at heights above sea level here, at pressures there
    assert found.low[0] - slack <= true <= found.high[0] + slack
    assert found.reasons[0] == Reason.TEMPERATURE
    assert pressure_at(0.0) == 1013.25


def test_for_the_ground_gnss_goes_first_and_accuracy_counts():
    frame = fixes(altitude_pressure=[3000.0] * 2, altitude_amsl=[2900.0] * 2, vertical_accuracy=[8.0, math.nan])
    heights = heights_of(frame, AMSL, qnh=1003.25, true=True)
    assert heights.low.tolist() == [2892.0, 2900.0]
    assert heights.high.tolist() == [2908.0, 2900.0]
    assert heights.reasons.tolist() == [Reason.MEASUREMENT, 0]
    assert heights.uncertainty.tolist() == [8.0, 0.0]


def test_qnh_series_is_held_and_says_so():
    series = pd.Series([1003.25, 1013.25], index=pd.DatetimeIndex(["2026-05-12T08:01Z", "2026-05-12T08:03Z"]))
    heights = heights_of(fixes(altitude_pressure=[1000.0] * 5), AMSL, qnh=series)
    assert heights.reasons.tolist() == [Reason.QNH_HELD, 0, 0, 0, Reason.QNH_HELD]
    assert heights.low == pytest.approx([916.4, 916.4, 958.3, 1000.0, 1000.0], abs=0.1)


def test_certainly_inside_outside_or_undetermined():
    heights = single([100.0, 400.0, 700.0, 450.0, math.nan], [150.0, 600.0, 800.0, 500.0, math.nan])
    floor, ceiling = Level(value=0.0, reference=AMSL), Level(value=500.0, reference=AMSL)
    expected = [Verdict.YES, Verdict.UNDETERMINED, Verdict.NO, Verdict.YES, Verdict.UNDETERMINED]
    assert heights.within(floor, ceiling).tolist() == expected
    expected[3] = Verdict.UNDETERMINED
    assert heights.within(floor, ceiling, inclusive=False).tolist() == expected
    assert heights.above(Level(value=math.inf, reference=PRESSURE)).tolist()[:4] == [Verdict.NO] * 4


def test_an_airliner_is_outside_a_control_zone_qnh_or_not():
    heights = heights_of(fixes(altitude_pressure=[11_000.0]), AMSL)
    zone = heights.within(Level(value=0.0, reference=AMSL), Level(value=1500.0, reference=AMSL))
    assert zone.tolist() == [Verdict.NO]


def test_differences():
    span = single(100.0, 110.0) - single(20.0, 25.0)
    assert (span.low[0], span.high[0]) == (75.0, 90.0)


def test_references_do_not_mix():
    amsl, pressure = single(1.0, 1.0), single(1.0, 1.0, PRESSURE)
    with pytest.raises(ReferenceMismatchError, match="'amsl' and of 'pressure' cannot be compared"):
        amsl - pressure
    with pytest.raises(ValidationError, match="'amsl' and of 'agl'"):
        amsl.above(Level(value=300.0, reference=lb.Reference.AGL))
    with pytest.raises(ReferenceMismatchError, match="'pressure' and of 'amsl'"):
        pressure.within(amsl, amsl)
    with pytest.raises(TypeError):
        amsl - 5.0
    for wanted in (lb.Reference.AGL, lb.Reference.ELLIPSOID, "feet"):
        with pytest.raises(ReferenceMismatchError, match=str(wanted)):
            heights_of(fixes(altitude_amsl=[1.0]), wanted)


def test_impossible_intervals_are_refused():
    with pytest.raises(ValidationError, match="low must not lie above high"):
        single(2.0, 1.0)
    with pytest.raises(ValidationError, match="one shape"):
        Heights(reference=AMSL, low=np.zeros(2), high=np.zeros(3), source=np.zeros(2), reasons=np.zeros(2))


def test_parts_empty_tables_and_missing_columns():
    heights = heights_of(fixes(altitude_amsl=[1.0, 2.0, 3.0]), AMSL)
    assert heights[1:].low.tolist() == [2.0, 3.0]
    assert len(heights[np.array([True, False, False])]) == 1
    assert len(heights_of(lb.Tracks.empty().frame, AMSL)) == 0
    assert heights_of(fixes(ground_speed=[1.0]), AMSL).explain()["reason"].tolist() == ["NO_HEIGHT"]
    assert heights_of(fixes(altitude_gnss=["12 m"]), AMSL).source.tolist() == [Source.NONE]


def test_every_reason_has_its_sentence():
    assert set(SENTENCES) == set(Reason)
    both = Reason.UNKNOWN_QNH | Reason.NO_TERRAIN
    assert names_of(both) == "UNKNOWN_QNH NO_TERRAIN"
    assert said(both) == said(names_of(both)) == [SENTENCES[Reason.UNKNOWN_QNH], SENTENCES[Reason.NO_TERRAIN]]
    with pytest.raises(ValidationError, match="'rain'"):
        said("rain")
