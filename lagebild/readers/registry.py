"""All formats that lagebild reads, in the order in which a file is tried: what has a sign of its own comes first.

A new format is one module and one line here. A package of somebody else registers its own by an entry point of the
group `lagebild.formats` that names a `Format`; those are tried first.
"""

from __future__ import annotations

import logging
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points

from lagebild.readers.format import Format

__all__ = ["ENTRY_POINTS", "all_formats"]

ENTRY_POINTS = "lagebild.formats"

_LOG = logging.getLogger(__name__)

_BUILT_IN = (
    "picture_format:PICTURE_FOLDER",
    "picture_format:PICTURE_ZIP",
    "terrain_zip:XCSOAR_MAP",
    "terrain_zip:HGT_ZIP",
    "raster:GEOTIFF",
    "raster:JPEG2000",
    "raster:DTED",
    "raster:ESRI_ASCII",
    "netcdf:NETCDF",
    "vector_tracks:GEOPARQUET_TRACKS",
    "traffic_table:PARQUET_TRACKS",
    "vector_airspaces:GEOPARQUET",
    "vector_airspaces:GEOPACKAGE",
    "vector_tracks:GEOPACKAGE_TRACKS",
    "vector_airspaces:SHAPEFILE",
    "vector_tracks:SHAPEFILE_TRACKS",
    "ulog:ULOG",
    "ardupilot:ARDUPILOT",
    "mavlink:MAVLINK",
    "asterix:ASTERIX_PCAP",
    "asterix:ASTERIX",
    "igc:IGC",
    "gpx:GPX",
    "kml_tracks:KML_TRACKS",
    "kml_airspaces:KML_AIRSPACES",
    "aixm:AIXM",
    "cot:COT",
    "readsb:READSB_HISTORY",
    "readsb:READSB_TRACE",
    "readsb:READSB_SNAPSHOT",
    "remote_id:REMOTE_ID",
    "openaip:OPENAIP",
    "ed269:ED269",
    "ed318:ED318",
    "mfjson:MFJSON",
    "geojson_tracks:GEOJSON_TRACKS",
    "vector_airspaces:GEOJSON",
    "geojson_tracks:GEOJSON_TRACKS_AND_AREAS",
    "modes:BEAST",
    "modes:MODES_TEXT",
    "sbs:SBS",
    "ogn:OGN",
    "nmea:NMEA",
    "json_tracks:OPENSKY_JSON",
    "json_tracks:JSON_TRACKS",
    "traffic_table:CSV_TRACKS",
    "notam:NOTAM",
    "tnp:TNP",
    "openair:OPENAIR",
    "hgt:HGT",
    "terrain_folder:TERRAIN_FOLDER",
)


@cache
def all_formats() -> tuple[Format, ...]:
    """Return every format, those of other packages first; one that cannot be loaded is told in the log and left out."""
    return (*_of_others(), *(_built_in(place) for place in _BUILT_IN))


def _built_in(place: str) -> Format:
    module, _, name = place.partition(":")
    found = getattr(import_module(f"lagebild.readers.{module}"), name)
    assert isinstance(found, Format)
    return found


def _of_others() -> list[Format]:
    found = []
    for entry in entry_points(group=ENTRY_POINTS):
        try:
            value = entry.load()
        except Exception as error:  # noqa: BLE001 - whatever a foreign package does, ours goes on
            _LOG.warning("the format %s (%s) cannot be loaded: %s", entry.name, entry.value, error)
            continue
        if isinstance(value, Format):
            found.append(value)
        else:
            _LOG.warning("the entry point %s (%s) is no lagebild.readers.format.Format", entry.name, entry.value)
    return found
