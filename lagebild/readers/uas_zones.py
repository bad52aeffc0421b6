"""UAS zones (ED-269, ED-318) to airspaces.

- A zone whose volumes have the same limits is one airspace, of their united areas; a zone whose limits differ is one
  airspace each distinct pair of limits, with `/1`, `/2`, … behind its identifier. The report counts zones.
- A volume that cannot be read costs only itself: the zone is kept as repaired, with the reason.
- A limit without value or reference is unknown: neither the ground nor unlimited is taken for granted. `WGS84` is
  height above the ellipsoid.
- The airspace's type is the zone's restriction (`PROHIBITED`, `REQ_AUTHORISATION`, …).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from shapely.geometry.base import BaseGeometry

from lagebild.codecs.json_text import finite
from lagebild.codecs.uas_zones import Circle, Height, Volume, Zone
from lagebild.messages import Message, message_of
from lagebild.model.activation import Activation
from lagebild.model.airspaces import Airspaces
from lagebild.model.altitude import Reference
from lagebild.model.limits import UNKNOWN_LIMIT, Limit
from lagebild.readers.airspace_assembly import assemble_airspaces
from lagebild.readers.files import Ledger
from lagebild.readers.ring_areas import circle_area, polygons_area, united
from lagebild.readers.zone_times import activation_of
from lagebild.units import feet_to_metres

__all__ = ["airspaces_of_zones"]

_REFERENCES = {"AGL": Reference.AGL, "AMSL": Reference.AMSL, "WGS84": Reference.ELLIPSOID}


def airspaces_of_zones(path: Path, file_format: str, zones: Sequence[Zone], ledger: Ledger) -> Airspaces:
    """Make airspaces of zones; see the module for what the formats leave open."""
    rows: list[dict[str, Any]] = []
    usable = repaired = 0
    for zone in zones:
        before = len(ledger.issues)
        found = _rows(zone, ledger)
        rows += found
        usable += bool(found)
        changed = any(issue.severity == "repaired" for issue in ledger.issues[before:])
        repaired += bool(found) and changed
    return assemble_airspaces(path, file_format, rows, ledger, records=len(zones), repaired=repaired, usable=usable)


def _rows(zone: Zone, ledger: Ledger) -> list[dict[str, Any]]:
    before = len(ledger.issues)
    if not zone.volumes:
        ledger.quarantined(_about(zone, Message("it has no geometry")), record=zone.number, text=zone.source)
        return []
    layers: dict[tuple[Limit, Limit], list[BaseGeometry]] = {}
    problems: list[Message] = []
    for number, volume in enumerate(zone.volumes, start=1):
        try:
            area = _area(zone, volume, ledger)
        except ValueError as error:
            problems.append(Message("volume {number}: {reason}", number=number, reason=message_of(error)))
            continue
        limits = (
            _limit(zone, volume.lower, Message("lower limit"), ledger),
            _limit(zone, volume.upper, Message("upper limit"), ledger),
        )
        layers.setdefault(limits, []).append(area)
    if not layers:
        del ledger.issues[before:]
        ledger.quarantined(_about(zone, problems[0]), record=zone.number, text=zone.source)
        return []
    for problem in problems:
        reason = Message("{reason}; it was left out", reason=problem)
        ledger.repaired(_about(zone, reason), record=zone.number, text=zone.source)
    activation = _activation(zone, ledger)
    identifier = zone.identifier or f"Z{zone.number + 1:05d}"
    return [
        {
            "airspace_id": identifier if len(layers) == 1 else f"{identifier}/{number}",
            "name": zone.name or None,
            "type": zone.restriction or None,
            "icao_class": None,
            "lower": lower,
            "upper": upper,
            "activation": activation,
            "source_record": zone.source,
            "text": "\n".join(zone.remarks) or None,
            "geometry": united(areas),
            "country": zone.country or None,
            "variant": zone.variant or None,
        }
        for number, ((lower, upper), areas) in enumerate(layers.items(), start=1)
    ]


def _about(zone: Zone, reason: str) -> Message:
    name = zone.identifier or zone.name
    if not name:
        return Message("zone without a name: {reason}", reason=reason)
    return Message("zone {name!r}: {reason}", name=name, reason=reason)


def _area(zone: Zone, volume: Volume, ledger: Ledger) -> BaseGeometry:
    if volume.shape is None:
        raise ValueError(volume.problem)
    if volume.note:
        ledger.note(_about(zone, volume.note), record=zone.number)
    if isinstance(volume.shape, Circle):
        made = circle_area((volume.shape.longitude, volume.shape.latitude), volume.shape.radius)
    else:
        made = polygons_area(volume.shape.polygons)
    if made.reason:
        ledger.repaired(_about(zone, made.reason), record=zone.number, text=zone.source)
    return made.shape


def _limit(zone: Zone, height: Height, which: Message, ledger: Ledger) -> Limit:
    if not height.text:
        reason = Message("its {limit} is not stated: it is unknown", limit=which)
        ledger.note(_about(zone, reason), record=zone.number)
        return UNKNOWN_LIMIT
    value = finite(height.value)
    reference = _REFERENCES.get(height.reference.upper())
    if value is None or reference is None or height.unit not in ("M", "FT"):
        reason = Message("{value!r} says no height: its {limit} is unknown", value=height.text[:80], limit=which)
        ledger.note(_about(zone, reason), record=zone.number)
        return Limit(text=height.text[:500])
    return Limit.of(float(feet_to_metres(value)) if height.unit == "FT" else value, reference, text=height.text)


def _activation(zone: Zone, ledger: Ledger) -> Activation:
    activation, problem = activation_of(zone.spans, zone.times)
    why = zone.times_problem or problem
    if why:
        reason = Message("its times cannot be kept ({reason}): its activation is unknown", reason=why)
        ledger.note(_about(zone, reason), record=zone.number, text=zone.times)
    return activation
