"""lagebild: a situation picture of the air, with exact 4D answers, typed heights and provenance.

The public names below are loaded when they are first used, so importing lagebild is quick and does no I/O.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

_HOMES = {
    "Activation": "lagebild.model.activation",
    "Actor": "lagebild.model.actors",
    "Airspaces": "lagebild.model.airspaces",
    "Dossier": "lagebild.model.dossier",
    "Grade": "lagebild.model.grading",
    "LagebildError": "lagebild.errors",
    "Layer": "lagebild.model.layers",
    "Level": "lagebild.model.limits",
    "Limit": "lagebild.model.limits",
    "Picture": "lagebild.picture",
    "Places": "lagebild.model.places",
    "Platform": "lagebild.model.platforms",
    "Platforms": "lagebild.model.platforms",
    "PlatformValue": "lagebild.model.platforms",
    "Provenance": "lagebild.model.provenance",
    "ReadReport": "lagebild.model.report",
    "Reference": "lagebild.model.altitude",
    "Relation": "lagebild.model.relations",
    "Report": "lagebild.model.dossier_report",
    "ReportDate": "lagebild.model.report_date",
    "ReportPlace": "lagebild.model.report_place",
    "SavedView": "lagebild.model.picture",
    "Site": "lagebild.model.actors",
    "Source": "lagebild.model.dossier_report",
    "Station": "lagebild.model.stations",
    "Stations": "lagebild.model.stations",
    "Terrain": "lagebild.model.terrain",
    "Tracks": "lagebild.model.tracks",
    "agl_heights": "lagebild.analysis.height_above_ground",
    "clearance": "lagebild.analysis.clearance",
    "coverage": "lagebild.analysis.visible_altitude",
    "coverage_view": "lagebild.views.coverage_view",
    "cross_section": "lagebild.analysis.cross_section",
    "crossings": "lagebild.analysis.crossings",
    "density": "lagebild.analysis.density",
    "encounters": "lagebild.analysis.encounters",
    "faults": "lagebild.analysis.quality",
    "height_above_ground": "lagebild.analysis.height_above_ground",
    "horizon_rings": "lagebild.analysis.horizon_rings",
    "line_of_sight": "lagebild.analysis.line_of_sight",
    "link_maps": "lagebild.views.linking",
    "link_station": "lagebild.analysis.reach_rings",
    "low_passages": "lagebild.analysis.low_passages",
    "marked_seen": "lagebild.analysis.visible_along",
    "minimum_visible_altitude": "lagebild.analysis.visible_altitude",
    "object_view": "lagebild.views.object_view",
    "open_picture": "lagebild.picture",
    "open_terrain": "lagebild.readers.terrain",
    "quality": "lagebild.analysis.quality",
    "range_rings": "lagebild.analysis.range_rings",
    "reach_rings": "lagebild.analysis.reach_rings",
    "read_airspaces": "lagebild.readers.airspaces",
    "read_dossier": "lagebild.readers.dossier",
    "read_qnh": "lagebild.readers.qnh",
    "read_tracks": "lagebild.readers.tracks",
    "repaired": "lagebild.analysis.quality",
    "report_form": "lagebild.views.report_form",
    "resample": "lagebild.analysis.resample",
    "section_view": "lagebild.views.section_view",
    "sight_view": "lagebild.views.sight_view",
    "standing": "lagebild.model.standing",
    "timeline_view": "lagebild.views.timeline_view",
    "type_check": "lagebild.analysis.type_check",
    "viewshed": "lagebild.analysis.visible_altitude",
    "visible_along": "lagebild.analysis.visible_along",
    "visible_shares": "lagebild.analysis.visible_along",
    "write_airspaces": "lagebild.writers.export",
    "write_dossier": "lagebild.writers.dossier",
    "write_page": "lagebild.views.picture_page",
    "write_sight": "lagebild.writers.sight",
    "write_tracks": "lagebild.writers.export",
}
"""Where each public name lives."""

if TYPE_CHECKING:
    from lagebild.analysis.clearance import clearance
    from lagebild.analysis.cross_section import cross_section
    from lagebild.analysis.crossings import crossings
    from lagebild.analysis.density import density
    from lagebild.analysis.encounters import encounters
    from lagebild.analysis.height_above_ground import agl_heights, height_above_ground
    from lagebild.analysis.horizon_rings import horizon_rings
    from lagebild.analysis.line_of_sight import line_of_sight
    from lagebild.analysis.low_passages import low_passages
    from lagebild.analysis.quality import faults, quality, repaired
    from lagebild.analysis.range_rings import range_rings
    from lagebild.analysis.reach_rings import link_station, reach_rings
    from lagebild.analysis.resample import resample
    from lagebild.analysis.type_check import type_check
    from lagebild.analysis.visible_along import marked_seen, visible_along, visible_shares
    from lagebild.analysis.visible_altitude import coverage, minimum_visible_altitude, viewshed
    from lagebild.errors import LagebildError
    from lagebild.model.activation import Activation
    from lagebild.model.actors import Actor, Site
    from lagebild.model.airspaces import Airspaces
    from lagebild.model.altitude import Reference
    from lagebild.model.dossier import Dossier
    from lagebild.model.dossier_report import Report, Source
    from lagebild.model.grading import Grade
    from lagebild.model.layers import Layer
    from lagebild.model.limits import Level, Limit
    from lagebild.model.picture import SavedView
    from lagebild.model.places import Places
    from lagebild.model.platforms import Platform, Platforms, PlatformValue
    from lagebild.model.provenance import Provenance
    from lagebild.model.relations import Relation
    from lagebild.model.report import ReadReport
    from lagebild.model.report_date import ReportDate
    from lagebild.model.report_place import ReportPlace
    from lagebild.model.standing import standing
    from lagebild.model.stations import Station, Stations
    from lagebild.model.terrain import Terrain
    from lagebild.model.tracks import Tracks
    from lagebild.picture import Picture, open_picture
    from lagebild.readers.airspaces import read_airspaces
    from lagebild.readers.dossier import read_dossier
    from lagebild.readers.qnh import read_qnh
    from lagebild.readers.terrain import open_terrain
    from lagebild.readers.tracks import read_tracks
    from lagebild.views.coverage_view import coverage_view
    from lagebild.views.linking import link_maps
    from lagebild.views.object_view import object_view
    from lagebild.views.picture_page import write_page
    from lagebild.views.report_form import report_form
    from lagebild.views.section_view import section_view
    from lagebild.views.sight_view import sight_view
    from lagebild.views.timeline_view import timeline_view
    from lagebild.writers.dossier import write_dossier
    from lagebild.writers.export import write_airspaces, write_tracks
    from lagebild.writers.sight import write_sight

__all__ = [
    "Activation",
    "Actor",
    "Airspaces",
    "Dossier",
    "Grade",
    "LagebildError",
    "Layer",
    "Level",
    "Limit",
    "Picture",
    "Places",
    "Platform",
    "PlatformValue",
    "Platforms",
    "Provenance",
    "ReadReport",
    "Reference",
    "Relation",
    "Report",
    "ReportDate",
    "ReportPlace",
    "SavedView",
    "Site",
    "Source",
    "Station",
    "Stations",
    "Terrain",
    "Tracks",
    "agl_heights",
    "clearance",
    "coverage",
    "coverage_view",
    "cross_section",
    "crossings",
    "density",
    "encounters",
    "faults",
    "height_above_ground",
    "horizon_rings",
    "line_of_sight",
    "link_maps",
    "link_station",
    "low_passages",
    "marked_seen",
    "minimum_visible_altitude",
    "object_view",
    "open_picture",
    "open_terrain",
    "quality",
    "range_rings",
    "reach_rings",
    "read_airspaces",
    "read_dossier",
    "read_qnh",
    "read_tracks",
    "repaired",
    "report_form",
    "resample",
    "section_view",
    "sight_view",
    "standing",
    "timeline_view",
    "type_check",
    "viewshed",
    "visible_along",
    "visible_shares",
    "write_airspaces",
    "write_dossier",
    "write_page",
    "write_sight",
    "write_tracks",
]


def __getattr__(name: str) -> Any:
    """Load a public name from its home (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module 'lagebild' has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
