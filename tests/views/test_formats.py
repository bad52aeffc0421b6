import math

import pandas as pd
import pytest

from lagebild.model.altitude import Reference
from lagebild.views.formats import Formats

DE, EN = Formats(), Formats(language="en")
METRIC = Formats(units="metric")


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (DE.number(1234567.891, 1), "1.234.567,9"),
        (EN.number(1234567.891, 1), "1,234,567.9"),
        (DE.number(math.nan), "–"),
        (DE.height(10668.0, Reference.PRESSURE), "FL 350"),
        (DE.height(304.8), "1.000 ft"),
        (METRIC.height(304.8), "305 m"),
        (METRIC.height(10668.0, Reference.PRESSURE), "10.668 m"),
        (DE.speed(100.0), "194 kt"),
        (METRIC.speed(100.0), "360 km/h"),
        (DE.vertical_rate(5.08), "1.000 ft/min"),
        (METRIC.vertical_rate(-1.25), "-1,2 m/s"),
        (DE.distance(18520.0), "10,0 NM"),
        (METRIC.distance(18520.0), "18,5 km"),
        (DE.angle(359.6), "000°"),
        (DE.duration(3725), "1 h 02 min"),
        (DE.duration(65), "1 min 05 s"),
        (DE.place(-71.5, -33.25), "33,2500° S  71,5000° W"),
        (DE.place(71.5, 33.25), "33,2500° N  71,5000° E"),
        (EN.place(71.5, 33.25), "33.2500° N  71.5000° E"),
    ],
)
def test_values_as_people_read_them(shown: str, expected: str) -> None:
    assert shown == expected


def test_times_are_utc() -> None:
    moment = pd.Timestamp("2026-05-12T10:00:00", tz="Europe/Berlin")
    assert DE.time(moment) == "12.05.2026 08:00:00 UTC"
    assert EN.time(moment) == "2026-05-12 08:00:00 UTC"


def test_unknown_units_and_languages_are_refused() -> None:
    with pytest.raises(ValueError, match="units must be one of"):
        Formats(units="cubits")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="language must be one of"):
        Formats(language="fr")
