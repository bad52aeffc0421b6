"""All formats that lagebild writes; of those with the same ending, the first that holds the content counts.

A new format is one module and one line here. A package of somebody else registers its own by an entry point of the
group `lagebild.writers` that names a `WriteFormat`; those come first.
"""

from __future__ import annotations

import logging
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points

from lagebild.writers.format import WriteFormat

__all__ = ["ENTRY_POINTS", "all_write_formats"]

ENTRY_POINTS = "lagebild.writers"

_LOG = logging.getLogger(__name__)

_BUILT_IN = (
    "tables:PARQUET",
    "tables:GEOPARQUET",
    "geopackage:GEOPACKAGE",
    "geojson:GEOJSON",
    "csv_tracks:CSV",
    "openair:OPENAIR",
    "mfjson:MFJSON",
    "gpx:GPX",
    "kml:KML",
    "kml:KMZ",
    "cot:COT",
)


@cache
def all_write_formats() -> tuple[WriteFormat, ...]:
    """Return every format, those of other packages first; one that cannot be loaded is told in the log and left out."""
    return (*_of_others(), *(_built_in(place) for place in _BUILT_IN))


def _built_in(place: str) -> WriteFormat:
    module, _, name = place.partition(":")
    found = getattr(import_module(f"lagebild.writers.{module}"), name)
    assert isinstance(found, WriteFormat)
    return found


def _of_others() -> list[WriteFormat]:
    found = []
    for entry in entry_points(group=ENTRY_POINTS):
        try:
            value = entry.load()
        except Exception as error:  # noqa: BLE001 - whatever a foreign package does, ours goes on
            _LOG.warning("the format %s (%s) cannot be loaded: %s", entry.name, entry.value, error)
            continue
        if isinstance(value, WriteFormat):
            found.append(value)
        else:
            _LOG.warning("the entry point %s (%s) is no WriteFormat", entry.name, entry.value)
    return found
