"""The catalogue of the demonstration picture: five types of unmanned aircraft, every published value with its source.

Sources disagree, and each keeps its row. What nobody found is not here, so that the catalogue says "not found".
"""

from __future__ import annotations

from typing import Any

from lagebild.model.dossier_report import Source
from lagebild.model.platforms import Platform, PlatformField, Platforms, PlatformValue, Qualifier

__all__ = ["demo_platforms"]

_F, _Q = PlatformField, Qualifier


def demo_platforms() -> Platforms:
    """Return the five types that the picture's article speaks of."""
    return Platforms.of([_ANKA, _TB2, _AKINCI, _WING_LOONG, _ORLAN])


def _value(name: PlatformField, value: float | None, unit: str, source: str, **rest: Any) -> PlatformValue:
    return PlatformValue(field=name, value=value, unit=unit, source=Source(name=source), **rest)


def _text(name: PlatformField, text: str, source: str, **rest: Any) -> PlatformValue:
    return PlatformValue(field=name, text=text, source=Source(name=source), **rest)


_ANKA = Platform(
    key="anka-s",
    name="TAI ANKA / ANKA-S",
    manufacturer="Turkish Aerospace Industries",
    variants=("ANKA", "ANKA-S"),
    values=(
        _value(_F.ENDURANCE, 24.0, "h", "trt.global/deutsch 7663871", variant="ANKA-S"),
        _value(_F.ENDURANCE, 30.0, "h", "trt.global/deutsch 7663871", variant="neuere"),
        _value(_F.CRUISE_SPEED, 75.0, "kt", "national-pride.org 2010"),
        _value(_F.CEILING, 30_000.0, "ft", "flightglobal 104827"),
        _value(
            _F.LINK_RANGE,
            250.0,
            "km",
            "kierunekkaukaz.pl 2022-05-16",
            qualifier=_Q.AT_MOST,
            text="„Reichweite“; nicht als Sichtverbindung bezeichnet",
        ),
        _value(_F.WINGSPAN, 17.3, "m", "timesaerospace.aero"),
        _value(_F.MTOW, 1_500.0, "kg", "flightglobal 104827"),
        _value(_F.MTOW, 1_700.0, "kg", "kierunekkaukaz.pl"),
        _text(_F.HOLDINGS, "2021: drei ANKA-S bestellt", "rid.it 4955", variant="ANKA-S"),
        _text(_F.HOLDINGS, "bis 2024 eingeführt", "fbdza.eu 2024"),
    ),
)

_TB2 = Platform(
    key="bayraktar-tb2",
    name="Bayraktar TB2",
    manufacturer="Baykar",
    values=(
        _value(_F.ENDURANCE, 27.0, "h", "hartpunkt.de"),
        _value(_F.MAX_SPEED, 220.0, "km/h", "hartpunkt.de"),
        _value(_F.CRUISE_SPEED, 70.0, "kt", "webtekno.com"),
        _value(_F.CEILING, 18_000.0, "ft", "c4defence 2020-08-12", qualifier=_Q.OPERATING),
        _value(_F.CEILING, 27_000.0, "ft", "c4defence 2020-08-12", qualifier=_Q.AT_MOST),
        _value(_F.LINK_RANGE, 150.0, "km", "hartpunkt.de", qualifier=_Q.AT_MOST),
        _value(_F.WINGSPAN, 12.0, "m", "hartpunkt.de"),
        _value(_F.MTOW, 650.0, "kg", "hartpunkt.de"),
    ),
)

_AKINCI = Platform(
    key="bayraktar-akinci",
    name="Bayraktar Akıncı",
    manufacturer="Baykar",
    variants=("Akıncı", "Akıncı B"),
    values=(
        _value(
            _F.ENDURANCE,
            25.0 + 46.0 / 60.0,
            "h",
            "hurriyetdailynews 166175",
            qualifier=_Q.RECORD,
            text="25 h 46 min",
        ),
        _value(_F.CEILING, 40_000.0, "ft", "c4defence 2020-08-12", qualifier=_Q.DESIGN),
        _value(_F.CEILING, 45_118.0, "ft", "airinternational", qualifier=_Q.RECORD, variant="Akıncı B"),
        _value(_F.WINGSPAN, 20.0, "m", "urdupoint 1337902"),
    ),
)

_WING_LOONG = Platform(
    key="wing-loong-1",
    name="AVIC Wing Loong I",
    manufacturer="AVIC",
    values=(
        _value(_F.ENDURANCE, 20.0, "h", "zbiam.pl 80759"),
        _value(_F.MAX_SPEED, 240.0, "km/h", "uavglobal.com/pterodactyl"),
        _value(_F.CEILING, 5_000.0, "m", "uavglobal.com"),
        _value(_F.CEILING, 5_300.0, "m", "uasvision 2012-11-15"),
        _value(_F.WINGSPAN, 14.0, "m", "uavglobal.com"),
        _value(_F.MTOW, 1_150.0, "kg", "uavglobal.com"),
        _text(_F.HOLDINGS, "2016: drei Luftfahrzeuge und eine Bodenstation", "zbiam.pl 80759"),
    ),
)

_ORLAN = Platform(
    key="orlan-10",
    name="STC Orlan-10",
    manufacturer="STC",
    variants=("Orlan-10", "Orlan-10E"),
    values=(
        _value(_F.ENDURANCE, 16.0, "h", "noticiabrasil 20150610"),
        _value(_F.ENDURANCE, 18.0, "h", "news.myantrade.com"),
        _value(_F.ENDURANCE, 10.0, "h", "elaph 2012"),
        _value(_F.MAX_SPEED, 150.0, "km/h", "noticiabrasil 20150610"),
        _value(_F.LINK_RANGE, 90.0, "mi", "news.myantrade.com", qualifier=_Q.ABOUT, variant="Orlan-10E"),
        _value(_F.WINGSPAN, 3.1, "m", "dnevnik.hr 2025-12-19"),
        _value(_F.MTOW, 16.5, "kg", "dnevnik.hr 2025-12-19", value_high=18.0),
        _text(
            _F.HOLDINGS,
            "nur im Artikel genannt; mittelbar bestritten",
            "trend.az 3688905",
        ),
    ),
)
