"""Published envelopes of five UAV types, each figure with its source, and what the generator assumes where none is.

Sources disagree; the lowest published value bounds the generated flights. These are the bounds of a generator of
synthetic flights, not a catalogue: the picture's catalogue of platforms keeps all values side by side.
"""

from __future__ import annotations

from dataclasses import dataclass

from lagebild.units import METRES_PER_SECOND_PER_KNOT, feet_to_metres

__all__ = ["ENVELOPES", "Bound", "Envelope"]

_KMH = 1.0 / 3.6
_STATUTE_MILE = 1609.344


@dataclass(frozen=True, kw_only=True)
class Bound:
    """One bound with where it comes from."""

    value: float
    """SI: s, m/s or m."""

    source: str
    """Publication, or the assumption made because none was found."""

    assumed: bool = False


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """What no generated flight of a type exceeds."""

    name: str
    endurance: Bound
    """Longest duration, s."""

    speed: Bound
    """Highest ground speed, m/s (the air is calm)."""

    ceiling: Bound
    """Highest altitude, m, both above mean sea level and as pressure altitude."""

    link_range: Bound
    """Greatest distance from the start, m."""


def _hours(value: float, source: str) -> Bound:
    return Bound(value=value * 3600.0, source=source)


_NO_LINK = Bound(
    value=90.0 * _STATUTE_MILE,
    source="not found; assumed: the lowest range published for any of the five types (90 mi, Orlan-10E)",
    assumed=True,
)

ENVELOPES: dict[str, Envelope] = {
    "anka-s": Envelope(
        name="TAI ANKA-S",
        endurance=_hours(24.0, "trt.global/deutsch 7663871 (ANKA-S 24 h, newer ones 30 h)"),
        speed=Bound(
            value=75.0 * METRES_PER_SECOND_PER_KNOT,
            source="national-pride.org 2010 (75 kt is its cruise; no highest speed was found)",
        ),
        ceiling=Bound(value=float(feet_to_metres(30_000.0)), source="flightglobal 104827"),
        link_range=Bound(
            value=250_000.0, source="kierunekkaukaz.pl 2022-05-16 (a range, not said to be line of sight)"
        ),
    ),
    "bayraktar-tb2": Envelope(
        name="Bayraktar TB2",
        endurance=_hours(27.0, "hartpunkt.de"),
        speed=Bound(value=220.0 * _KMH, source="hartpunkt.de"),
        ceiling=Bound(
            value=float(feet_to_metres(18_000.0)), source="c4defence 2020-08-12 (operating; highest 27,000 ft)"
        ),
        link_range=Bound(value=150_000.0, source="hartpunkt.de"),
    ),
    "bayraktar-akinci": Envelope(
        name="Bayraktar Akıncı",
        endurance=_hours(25.0 + 46.0 / 60.0, "hurriyetdailynews 166175 (a record)"),
        speed=Bound(
            value=75.0 * METRES_PER_SECOND_PER_KNOT,
            source="not found; assumed: the published cruise of the ANKA, 75 kt",
            assumed=True,
        ),
        ceiling=Bound(value=float(feet_to_metres(40_000.0)), source="c4defence 2020-08-12 (design)"),
        link_range=_NO_LINK,
    ),
    "wing-loong-1": Envelope(
        name="AVIC Wing Loong I",
        endurance=_hours(20.0, "zbiam.pl 80759"),
        speed=Bound(value=240.0 * _KMH, source="uavglobal.com/pterodactyl"),
        ceiling=Bound(value=5_000.0, source="uavglobal.com (uasvision 2012-11-15: 5,300 m)"),
        link_range=_NO_LINK,
    ),
    "orlan-10": Envelope(
        name="STC Orlan-10",
        endurance=_hours(10.0, "elaph 2012 (others: 16 h noticiabrasil 20150610, 18 h news.myantrade.com)"),
        speed=Bound(value=150.0 * _KMH, source="noticiabrasil 20150610"),
        ceiling=Bound(value=2_000.0, source="not found; assumed: 2,000 m", assumed=True),
        link_range=Bound(value=90.0 * _STATUTE_MILE, source="news.myantrade.com (about 90 mi, version 10E)"),
    ),
}
"""By platform key.

Assumed, for nothing was found: the Akıncı's speed (75 kt, as published for the ANKA), the data-link ranges of Akıncı
and Wing Loong I (90 statute miles, the lowest published for any of the five) and the Orlan-10's ceiling (2,000 m).
"""
