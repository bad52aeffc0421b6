"""openAIP airspaces (JSON of the Core API and its exports) to airspaces.

- `lowerLimitMin` and `upperLimitMax` make compound limits: of the lower ones the higher counts, of the upper ones the
  lower. A limit of a code that the schema does not know is unknown.
- A flight level is a pressure level, whatever datum stands beside it; another one than standard is noted.
- Activity: `byNotam`, or hours that all are by NOTAM, mean by NOTAM; hours give a weekly schedule where nothing
  else is said of them (holidays, remarks, on demand or request). Without hours it is unknown.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from lagebild.codecs.openaip import Level as WrittenLevel
from lagebild.codecs.openaip import OpenAipAirspace, looks_like_openaip, parse_openaip
from lagebild.messages import Message, message_of
from lagebild.model.activation import Activation, ActivationKind
from lagebild.model.airspaces import Airspaces
from lagebild.model.altitude import Reference
from lagebild.model.limits import UNKNOWN_LIMIT, Level, Limit
from lagebild.readers.airspace_assembly import assemble_airspaces
from lagebild.readers.files import Ledger
from lagebild.readers.format import AirspaceFormat, AirspaceOptions, Head
from lagebild.readers.parsed_file import parsed
from lagebild.readers.ring_areas import polygons_area
from lagebild.readers.zone_times import activation_of
from lagebild.units import feet_to_metres, flight_level_to_metres

__all__ = ["OPENAIP", "read_openaip"]

_LARGEST = 1_000_000_000
_REFERENCES = {"AGL": Reference.AGL, "AMSL": Reference.AMSL, "STD": Reference.PRESSURE}


def read_openaip(path: Path, _: AirspaceOptions | None = None) -> Airspaces:
    """Read a file of openAIP airspaces; see the module for what the format leaves open."""
    records = parsed(path, "openAIP", parse_openaip, largest=_LARGEST)
    ledger = Ledger(source=path.name)
    rows: list[dict[str, Any]] = []
    repaired = 0
    for record in records:
        try:
            row, changed = _row(record, ledger)
        except ValueError as error:
            ledger.quarantined(_about(record, message_of(error)), record=record.number, text=record.source)
            continue
        rows.append(row)
        repaired += changed
    return assemble_airspaces(path, "openAIP", rows, ledger, records=len(records), repaired=repaired)


def _about(record: OpenAipAirspace, reason: str) -> Message:
    if not record.name:
        return Message("airspace without a name: {reason}", reason=reason)
    return Message("airspace {name!r}: {reason}", name=record.name, reason=reason)


def _row(record: OpenAipAirspace, ledger: Ledger) -> tuple[dict[str, Any], bool]:
    if record.shape is None:
        raise ValueError(record.shape_problem)
    area = polygons_area(record.shape.polygons)
    if area.reason:
        ledger.repaired(_about(record, area.reason), record=record.number, text=record.source)
    kind = record.icao_class if record.kind == "OTHER" and record.icao_class else record.kind
    row = {
        "airspace_id": record.identifier or f"A{record.number + 1:05d}",
        "name": record.name or None,
        "type": kind or None,
        "icao_class": record.icao_class or None,
        "lower": _limit(record, record.lower, "max", Message("lower limit"), ledger),
        "upper": _limit(record, record.upper, "min", Message("upper limit"), ledger),
        "activation": _activation(record, ledger),
        "source_record": record.source,
        "text": "\n".join(record.remarks) or None,
        "geometry": area.shape,
        "country": record.country or None,
    }
    return row, bool(area.reason)


def _limit(
    record: OpenAipAirspace,
    written: tuple[WrittenLevel, ...],
    join: Literal["max", "min"],
    which: Message,
    ledger: Ledger,
) -> Limit:
    if not written:
        ledger.note(
            _about(record, Message("its {limit} is not stated: it is unknown", limit=which)), record=record.number
        )
        return UNKNOWN_LIMIT
    levels = [_level(level) for level in written]
    text = " ".join(level.text for level in written)[:500]
    if any(level is None for level in levels):
        reason = Message("{value!r} says no height: its {limit} is unknown", value=text[:200], limit=which)
        ledger.note(_about(record, reason), record=record.number)
        return Limit(text=text)
    for level in written:
        if level.unit == "FL" and level.datum != "STD":
            reason = Message(
                "{value!r} is a flight level of another datum; it was taken as a pressure level", value=level.text[:200]
            )
            ledger.note(_about(record, reason), record=record.number)
    return Limit(levels=tuple(level for level in levels if level is not None), join=join, text=text)


def _level(written: WrittenLevel) -> Level | None:
    if written.value is None:
        return None
    if written.unit == "FL":
        return Level(value=float(flight_level_to_metres(written.value)), reference=Reference.PRESSURE)
    reference = _REFERENCES.get(written.datum)
    if reference is None or not written.unit:
        return None
    metres = float(feet_to_metres(written.value)) if written.unit == "ft" else written.value
    return Level(value=metres, reference=reference)


def _activation(record: OpenAipAirspace, ledger: Ledger) -> Activation:
    if record.by_notam:
        return Activation(kind=ActivationKind.NOTAM, text=record.times or "byNotam")
    activation, problem = activation_of(record.spans, record.times)
    why = record.times_problem or problem
    if why:
        reason = Message("its times cannot be kept ({reason}): its activation is unknown", reason=why)
        ledger.note(_about(record, reason), record=record.number, text=record.times)
    return activation


def _matches(head: Head) -> bool:
    return head.text.startswith(("{", "[")) and looks_like_openaip(head.longer_text)


OPENAIP = AirspaceFormat(name="openAIP", matches=_matches, read=read_openaip)
