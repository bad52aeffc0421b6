"""Real airports, from the package airportsdata."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

from lagebild.demo.assets import airport_table

__all__ = ["DOMESTIC", "FAR_EAST", "FAR_WEST", "NEIGHBOURS", "Airport", "airport", "city_of"]


def _codes(text: str) -> tuple[str, ...]:
    return tuple(text.split())


DOMESTIC = _codes("UAAA UACC UAII UATE UATG UAKK UARR UATT UAUU UASP UACP UASS UASK UAOO UADD UAIT UACK UAKD UAAH UAAT")
"""Airports of Kazakhstan with airline traffic in this picture, the busiest first."""

NEIGHBOURS = _codes(
    "UZTT UZSS UZNN UZSB UZKF UCFM UCFO UTDD UTDL UTAA ZWWW UNNT UNOO USSS USCC UWOO UNBB UWUU UBBB OIII"
)
"""Airports of the neighbouring countries inside the relief."""

FAR_WEST = _codes("EDDF EDDM EGLL LFPG EHAM LOWW EPWA LTFM LTAC LLBG OMDB OTHH OEJN HECA UUEE UUDD UUWW ULLI")
FAR_EAST = _codes("ZBAA ZBAD ZSPD ZGGG ZUTF ZLXY VHHH RKSI RJTT RJBB VTBS VIDP RCTP VVNB UIII")
"""Airports outside the relief; flights to them leave the picture at its edge."""

_GERMAN = {
    "UAAA": "Almaty", "UACC": "Astana", "UAII": "Schymkent", "UATE": "Aktau", "UATG": "Atyrau", "UAKK": "Karaganda",
    "UARR": "Oral", "UATT": "Aktobe", "UAUU": "Kostanai", "UASP": "Pawlodar", "UACP": "Petropawl", "UASS": "Semei",
    "UASK": "Öskemen", "UAOO": "Kysylorda", "UADD": "Taras", "UAIT": "Türkistan", "UACK": "Kökschetau",
    "UAKD": "Scheskasgan", "UAAH": "Balchasch", "UAAT": "Taldykorgan", "UZTT": "Taschkent", "UCFM": "Bischkek",
    "UTDD": "Duschanbe", "ZWWW": "Ürümqi", "UZSS": "Samarkand", "UTAA": "Aschgabat",
    "UCFO": "Osch",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Airport:
    """One airport as airportsdata knows it."""

    icao: str
    longitude: float
    latitude: float
    elevation: float
    """Metres AMSL; 0 where the source does not know it (only of airports outside the relief)."""


@cache
def airport(icao: str) -> Airport:
    """Return an airport by its ICAO location indicator."""
    table = airport_table()
    longitude, latitude, elevation = (
        float(table[name].to_numpy()[table.index.get_loc(icao)]) for name in ("longitude", "latitude", "elevation")
    )
    return Airport(
        icao=icao,
        longitude=longitude,
        latitude=latitude,
        elevation=0.0 if math.isnan(elevation) else elevation,
    )


def city_of(icao: str) -> str:
    """Return the German name of an airport's city, else the source's."""
    return _GERMAN.get(icao) or str(airport_table().loc[icao, "city"])
