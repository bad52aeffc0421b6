import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lagebild.model.atmosphere import pressure_altitude, pressure_at, qnh_shift, temperature_uncertainty
from lagebild.units import flight_level_to_metres


@pytest.mark.parametrize(("level", "pressure"), [(0, 1013.25), (100, 696.82), (245, 384.29), (410, 178.74)])
def test_flight_levels(level, pressure):
    assert pressure_at(flight_level_to_metres(level)) == pytest.approx(pressure, abs=0.005)


@pytest.mark.parametrize(
    ("altitude", "pressure"),  # ICAO Doc 7488/3 table 1, geopotential altitude
    [
        (-2000.0, 1277.74), (0.0, 1013.25), (1000.0, 898.746), (5000.0, 540.199), (11_000.0, 226.320),
        (15_000.0, 120.445), (20_000.0, 54.7488), (25_000.0, 25.1101), (32_000.0, 8.68014),
    ],
)  # fmt: skip
def test_tables_of_icao(altitude, pressure):
    assert pressure_at(altitude) == pytest.approx(pressure, rel=2e-5)
    assert pressure_altitude(pressure) == pytest.approx(altitude, abs=0.5)


@pytest.mark.parametrize(
    ("qnh", "shift"), [(983.0, -254.9), (1003.25, -83.6), (1013.25, 0.0), (1023.25, 82.9), (1033.25, 165.2)]
)
def test_qnh_shift(qnh, shift):
    assert qnh_shift(qnh) == pytest.approx(shift, abs=0.05)


@pytest.mark.parametrize(("level", "metres"), [(100, 219.0), (350, 847.0)])
def test_temperature_uncertainty(level, metres):
    altitude = flight_level_to_metres(level)
    assert temperature_uncertainty(altitude, 1013.25, 20.0) == pytest.approx(metres, abs=0.5)
    # the column integrated: dz = dT dH / T
    heights = np.linspace(0.0, altitude, 100_001)
    thickness = np.trapezoid(20.0 / (288.15 - 0.0065 * heights), heights)
    assert temperature_uncertainty(altitude, 1013.25, 20.0) == pytest.approx(thickness, abs=1e-3)


@given(st.floats(-5000, 80_000))
def test_there_and_back_by_altitude(altitude):
    assert pressure_altitude(pressure_at(altitude)) == pytest.approx(altitude, abs=1e-6)


@given(st.floats(0.01, 1770))
def test_there_and_back_by_pressure(pressure):
    assert pressure_at(pressure_altitude(pressure)) == pytest.approx(pressure, rel=1e-12)


@given(st.floats(-5000, 80_000), st.floats(0.01, 1000))
def test_pressure_falls_with_altitude(altitude, rise):
    assert pressure_at(altitude + rise) < pressure_at(altitude)


def test_layers_meet_and_what_is_no_pressure():
    for base in (11_000.0, 20_000.0, 32_000.0, 47_000.0, 51_000.0, 71_000.0):
        below, above = pressure_at([math.nextafter(base, 0), base])
        assert below == pytest.approx(above, rel=1e-12)
    assert np.isnan(pressure_altitude([0.0, -5.0, math.nan])).all()
    assert math.isnan(pressure_at(math.nan))
    assert pressure_at([[0.0, 1.0]]).shape == (1, 2)
    assert np.isfinite(pressure_at([-50_000.0, 500_000.0])).all()
