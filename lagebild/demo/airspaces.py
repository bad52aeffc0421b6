"""SYNTHETIC airspaces over Kazakhstan: control zones and areas, restricted and danger areas, reserved areas.

None of them exists. Control zones lie around real airports, everything else in made-up places. Together they use
every kind of limit and of activation that the model knows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import geopandas as gpd
import shapely

from lagebild.demo.airports import airport, city_of
from lagebild.demo.atmosphere import MIDNIGHT
from lagebild.demo.shapes import circle, offset, polygon, ring
from lagebild.model.activation import ALWAYS, UNKNOWN_ACTIVATION, Activation, ActivationKind, DayTime, WeeklyRule
from lagebild.model.airspaces import Airspaces
from lagebild.model.limits import Limit
from lagebild.model.report import ReadReport
from lagebild.units import METRES_PER_NAUTICAL_MILE, metres_to_feet

__all__ = ["Area", "airspaces", "airspaces_of", "hours", "weekly"]

_NM = METRES_PER_NAUTICAL_MILE
_KM = 1_000.0
_TEXT = "SYNTHETISCH: für die Vorführung erfunden, kein wirklicher Luftraum"


@dataclass(frozen=True, kw_only=True)
class Area:
    """One made-up airspace; limits as charts write them."""

    name: str
    type: str
    shape: shapely.Polygon | shapely.MultiPolygon
    lower: str
    upper: str
    activation: Activation = ALWAYS
    icao_class: str | None = None


def hours(*spans: tuple[float, float]) -> Activation:
    """Return an activation in spans of hours (UTC) of the demonstration day."""
    begin = MIDNIGHT.to_pydatetime()
    stated = tuple((begin + timedelta(hours=a), begin + timedelta(hours=b)) for a, b in spans)
    text = ", ".join(f"{a:%H:%M}–{b:%H:%M} UTC" for a, b in stated)
    return Activation(kind=ActivationKind.PERIODS, stated=stated, text=f"{begin:%d.%m.%Y} {text}")


def weekly(weekdays: Iterable[int], start: DayTime, end: DayTime, text: str) -> Activation:
    """Return a weekly activation; Monday is 0."""
    rule = WeeklyRule(weekdays=tuple(weekdays), start=start, end=end)
    return Activation(kind=ActivationKind.WEEKLY, rules=(rule,), text=text)


SUNRISE, SUNSET = DayTime(event="sunrise"), DayTime(event="sunset")
NOTAM = Activation(kind=ActivationKind.NOTAM, text="durch NOTAM")
_WORKDAYS, _EVERY_DAY = range(5), range(7)
_DAYLIGHT = weekly(_EVERY_DAY, SUNRISE, SUNSET, "täglich Sonnenaufgang bis Sonnenuntergang")
_WORKDAYS_BY_DAY = weekly(
    _WORKDAYS, DayTime(event="sunrise", minutes=30), SUNSET, "Mo–Fr 30 min nach Sonnenaufgang bis Sonnenuntergang"
)
_WORKDAYS_BY_CLOCK = weekly(_WORKDAYS, DayTime(minutes=180), DayTime(minutes=900), "Mo–Fr 03:00–15:00 UTC")
_NIGHTS = weekly(_EVERY_DAY, DayTime(minutes=15 * 60), DayTime(minutes=60), "täglich 15:00–01:00 UTC")

_CONTROLLED = (
    ("UAAA", 40, "FL 245", ALWAYS), ("UACC", 40, "FL 245", ALWAYS), ("UAII", 30, "FL 195", ALWAYS),
    ("UATE", 30, "FL 195", ALWAYS), ("UATG", 30, "FL 195", ALWAYS), ("UAKK", 25, "FL 155", ALWAYS),
    ("UATT", 25, "FL 155", ALWAYS), ("UAUU", 25, "FL 135", _WORKDAYS_BY_CLOCK), ("UASP", 25, "FL 135", hours((1, 16))),
    ("UARR", 25, "FL 155", hours((2, 20))), ("UAOO", 25, "FL 155", ALWAYS), ("UASK", 25, "FL 175", hours((0, 17))),
    ("UADD", 0, "", hours((2, 18))), ("UAIT", 0, "", _DAYLIGHT), ("UACK", 0, "", _DAYLIGHT), ("UAKD", 0, "", NOTAM),
)  # fmt: skip
"""Airport, radius of the terminal area in NM (0: none), its top, activation of its zone."""


def airspaces() -> Airspaces:
    """Return all airspaces of the picture."""
    return airspaces_of([*_controlled(), *_upper(), *_restricted(), *_reserved()], "K")


def airspaces_of(areas: Iterable[Area], prefix: str) -> Airspaces:
    """Put areas into a table; every one carries in its text that it is made up."""
    chosen = list(areas)
    frame = gpd.GeoDataFrame(
        {
            "airspace_id": [f"SYN-{prefix}{number:03d}" for number in range(1, len(chosen) + 1)],
            "name": [f"{area.name} (SYN)" for area in chosen],
            "type": [area.type for area in chosen],
            "icao_class": [area.icao_class for area in chosen],
            "lower": [Limit.from_text(area.lower) for area in chosen],
            "upper": [Limit.from_text(area.upper) for area in chosen],
            "activation": [area.activation for area in chosen],
            "source_record": [f"lagebild.demo {prefix}{number}" for number in range(1, len(chosen) + 1)],
            "text": [_TEXT] * len(chosen),
        },
        geometry=[area.shape for area in chosen],
        crs="EPSG:4326",
    )
    report = ReadReport(source="lagebild.demo", format="Generator", records=len(frame), kept=len(frame))
    return Airspaces.from_frame(frame, report=report)


def _controlled() -> Iterator[Area]:
    for number, (icao, terminal, top, activation) in enumerate(_CONTROLLED):
        field, city = airport(icao), city_of(icao)
        above_sea = int(-(-(float(metres_to_feet(field.elevation)) + 2000.0) // 500.0) * 500)
        yield Area(
            name=f"CTR {city}",
            type="CTR",
            icao_class="D",
            shape=circle(field.longitude, field.latitude, (10 if terminal else 6) * _NM),
            lower="GND",
            upper=f"{above_sea} ft AMSL" if number % 2 == 0 else "2500 ft AGL",
            activation=activation,
        )
        if terminal:
            yield Area(
                name=f"TMA {city}",
                type="TMA",
                icao_class="C" if terminal >= 40 else "D",
                shape=circle(field.longitude, field.latitude, terminal * _NM),
                lower="1500 ft AGL" if number % 3 else "FL 065 / 1500 ft GND",
                upper=top,
                activation=activation,
            )


def _upper() -> Iterator[Area]:
    north = polygon((52.0, 49.0), (58.0, 49.3), (66.0, 48.5), (74.0, 48.3), (80.0, 49.0), (79.5, 51.0), (76.0, 53.5),
                    (70.0, 54.5), (62.0, 53.2), (60.0, 51.3), (53.0, 51.0))  # fmt: skip
    south = polygon((54.0, 43.5), (60.0, 45.0), (66.0, 43.5), (69.5, 42.8), (74.0, 43.6), (79.0, 44.5), (80.0, 48.9),
                    (74.0, 48.2), (66.0, 48.4), (58.0, 49.2), (54.0, 48.0))  # fmt: skip
    yield Area(name="CTA Nord", type="CTA", icao_class="C", shape=north, lower="FL 245", upper="FL 460")
    yield Area(name="CTA Süd", type="CTA", icao_class="C", shape=south, lower="FL 245", upper="FL 460")


def _restricted() -> Iterator[Area]:
    two_parts = shapely.MultiPolygon(
        [circle(58.6, 47.2, 20 * _KM), polygon((59.4, 46.8), (60.2, 46.9), (60.1, 47.5), (59.5, 47.4))]
    )
    ridge = polygon((80.3, 45.6), (81.2, 45.4), (81.5, 45.9), (80.7, 46.0))
    yield Area(name="R 01 Steppe", type="R", shape=circle(65.4, 48.9, 30 * _KM), lower="GND", upper="3000 ft AGL",
               activation=hours((3, 13)))  # fmt: skip
    yield Area(name="R 02 Ring", type="R", shape=ring(62.0, 49.3, 55 * _KM, 18 * _KM), lower="FL 100", upper="FL 330",
               activation=hours((5, 9), (13, 17)))  # fmt: skip
    yield Area(name="R 03 Zweiteilig", type="R", shape=two_parts, lower="1000 ft AGL", upper="FL 280",
               activation=_WORKDAYS_BY_DAY)  # fmt: skip
    yield Area(name="R 04 Bergrücken", type="R", shape=ridge, lower="GND", upper="FL 130 / 1000 ft GND",
               activation=_DAYLIGHT)  # fmt: skip
    yield Area(name="R 05 Seeufer", type="R", shape=circle(78.4, 46.6, 15 * _KM), lower="GND", upper="5000 ft AMSL",
               activation=NOTAM)  # fmt: skip
    yield Area(name="R 06 Hochebene", type="R", shape=polygon((55.2, 44.6), (56.6, 44.5), (56.8, 45.4), (55.4, 45.5)),
               lower="2500 ft AMSL", upper="FL 195", activation=UNKNOWN_ACTIVATION)  # fmt: skip
    yield Area(name="R 07 Nachtübung", type="R", shape=polygon((71.8, 49.3), (72.9, 49.0), (73.2, 49.4), (72.1, 49.6)),
               lower="GND", upper="FL 120", activation=_NIGHTS)  # fmt: skip
    yield Area(name="R 08 Wald", type="R", shape=circle(70.1, 53.0, 12 * _KM), lower="GND", upper="1500 ft AGL")
    yield Area(name="D 11 Ballone", type="D", shape=circle(67.0, 45.9, 35 * _KM), lower="GND", upper="UNL",
               activation=hours((4, 7.5), (11, 12)))  # fmt: skip
    yield Area(name="D 12 Segelflug", type="D", shape=polygon((62.2, 51.9), (63.6, 51.8), (63.7, 52.5), (62.3, 52.6)),
               lower="1000 ft AGL", upper="FL 095", activation=_DAYLIGHT)  # fmt: skip
    yield Area(name="D 13 Fallschirmsprung", type="D", shape=circle(76.4, 44.4, 6 * _KM), lower="GND", upper="FL 140",
               activation=weekly((5, 6), SUNRISE, SUNSET, "Sa, So Sonnenaufgang bis Sonnenuntergang"))  # fmt: skip
    yield Area(name="D 14 Messflug", type="D", shape=polygon((52.4, 49.9), (53.6, 49.8), (53.7, 50.3), (52.5, 50.4)),
               lower="FL 180", upper="FL 350", activation=hours((8, 15)))  # fmt: skip
    yield Area(name="D 15 Korridor", type="D", shape=polygon((65.5, 50.9), (69.5, 51.6), (69.4, 51.9), (65.4, 51.2)),
               lower="FL 200", upper="FL 310", activation=hours((2, 6), (18, 22)))  # fmt: skip
    yield Area(name="P 21 Schutzgebiet", type="P", shape=polygon((69, 50.3), (69.8, 50.3), (69.8, 50.7), (69, 50.7)),
               lower="GND", upper="4000 ft AGL")  # fmt: skip
    yield Area(name="P 22 Delta", type="P", shape=circle(74.6, 45.4, 22 * _KM), lower="GND", upper="6500 ft AMSL")
    yield Area(name="RMZ Kulan", type="RMZ", shape=circle(72.7, 43.2, 12 * _KM), lower="GND", upper="1000 ft AGL",
               activation=_WORKDAYS_BY_CLOCK)  # fmt: skip


def _reserved() -> Iterator[Area]:
    """Areas reserved for the UAV flights of the picture."""
    for name, icao, bearing, distance, radius, lower, upper, activation in (
        ("TRA 31 Nordsteppe", "UAKD", 20.0, 110.0, 55.0, "FL 160", "FL 230", hours((2, 18))),
        ("TRA 32 Tobol", "UAUU", 200.0, 90.0, 50.0, "FL 120", "FL 180", hours((5, 15))),
        ("TRA 33 Hügelland", "UACK", 250.0, 80.0, 40.0, "FL 100", "FL 160", hours((3, 12))),
        ("TRA 34 Mugodschary", "UATT", 75.0, 85.0, 55.0, "FL 230", "FL 310", hours((1, 12))),
        ("TRA 35 Syrdarja", "UAIT", 330.0, 75.0, 50.0, "FL 100", "FL 170", NOTAM),
        ("TRA 36 Ili", "UAAT", 300.0, 80.0, 45.0, "3000 ft AGL", "FL 150", hours((4, 15))),
    ):
        field = airport(icao)
        centre = offset(field.longitude, field.latitude, bearing, distance * _KM)
        yield Area(
            name=name, type="TRA", shape=circle(*centre, radius * _KM), lower=lower, upper=upper, activation=activation
        )
