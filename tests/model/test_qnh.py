import numpy as np
import pandas as pd
import pytest

from lagebild.errors import ValidationError
from lagebild.model.qnh import checked_qnh, qnh_at

HOURS = pd.DatetimeIndex(["2026-05-12T08:00:00Z", "2026-05-12T10:00:00Z"])


def test_series_is_linear_between_its_times_and_held_beyond():
    series = checked_qnh(pd.Series([1000.0, 1010.0], index=HOURS))
    times = pd.DatetimeIndex(
        ["2026-05-12T07:00:00Z", "2026-05-12T08:00:00Z", "2026-05-12T08:30:00Z", "2026-05-13T00:00:00Z"]
    )
    values, held = qnh_at(series, times.as_unit("ns").asi8)
    assert values == pytest.approx([1000.0, 1000.0, 1002.5, 1010.0], abs=1e-9)
    assert held.tolist() == [True, False, False, True]


def test_zones_and_order_do_not_matter():
    local = pd.Series([1010.0, 1000.0], index=HOURS[::-1].tz_convert("Asia/Almaty"))
    values, _ = qnh_at(checked_qnh(local), HOURS.as_unit("ns").asi8)
    assert values.tolist() == [1000.0, 1010.0]


def test_number_and_nothing():
    values, held = qnh_at(1003.25, np.arange(3))
    assert values.tolist() == [1003.25] * 3
    assert not held.any()
    assert checked_qnh(None) is None
    assert checked_qnh(pd.Series([], dtype=float, index=pd.DatetimeIndex([], tz="UTC"))) is None


@pytest.mark.parametrize("wrong", [29.92, 101325.0, float("nan"), pd.Series([29.92], index=HOURS[:1])])
def test_what_is_no_qnh(wrong):
    with pytest.raises(ValidationError, match="QNH"):
        checked_qnh(wrong)
    with pytest.raises(ValidationError, match="time zone"):
        checked_qnh(pd.Series([1000.0], index=pd.DatetimeIndex(["2026-05-12"])))
