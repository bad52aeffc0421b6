"""OpenAir files to airspaces: one airspace a block (AC record); a bad one costs only itself.

What the format leaves open is decided so:

- Classes A to G of an AC record are the ICAO class, and the type too where no AY record tells one; other words
  (R, Q, P, CTR, TMZ, RMZ, W, GP, …) are the type.
- Times of activity: the original format cannot state them, so an airspace without AA record is of unknown activation,
  unless its name says `H24` (always) or `NOTAM` (by NOTAM). `HX`, weekdays and the like stay unknown, with their text.
  AA records give periods; `AA NONE` says that none is known. Weekdays, times of the day with `Z` and the sun's
  (`MON-FRI 0800Z-1600Z`, `SR-SS`) stand in AA records too, outside of the specification: they make a weekly schedule
  where they have one meaning only. Times without zone may be local: they stay unknown, with their text.
- A limit that is missing or says no height (`NOTAM`, `BCTA`) is unknown; the airspace is kept, with a note.
- Centre (V X) and direction (V D) hold for their own block only.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from shapely.geometry.base import BaseGeometry

from lagebild.codecs.openair import Block, OpenAirError, Record, looks_like_openair, parse_openair
from lagebild.codecs.schedule_text import daily_periods
from lagebild.codecs.zone_times import Span
from lagebild.errors import ValidationError
from lagebild.messages import Message, message_of
from lagebild.model.activation import ALWAYS, UNKNOWN_ACTIVATION, Activation, ActivationKind
from lagebild.model.airspaces import Airspaces
from lagebild.model.limits import UNKNOWN_LIMIT, Limit
from lagebild.readers.airspace_assembly import assemble_airspaces
from lagebild.readers.files import Ledger, read_bytes
from lagebild.readers.format import AirspaceFormat, AirspaceOptions
from lagebild.readers.openair_border import border_of
from lagebild.readers.zone_times import activation_of

__all__ = ["OPENAIR", "read_openair"]

_LARGEST = 500_000_000
_KNOWN = {
    "AC",
    "AN",
    "AH",
    "AL",
    "AY",
    "AF",
    "AG",
    "AX",
    "AA",
    "AI",
    "AT",
    "V",
    "DP",
    "DA",
    "DB",
    "DC",
    "DY",
    "DL",
}
_PENS = {"SP", "SB", "TO", "TC"}
"""Pens, brushes and labels of the original format: drawing only."""

_ICAO_CLASSES = set("ABCDEFG")
_NO_CLASS = {"UNC", "UNCLASSIFIED", "UNCLASS"}
_TIME_WORDS = re.compile(
    r"\b(?:H24|HX|NOTAM|HJ|HN|SR|SS|(?:MON|TUE|WED|THU|FRI|SAT|SUN)(?:\s*-\s*(?:MON|TUE|WED|THU|FRI|SAT|SUN))?\+?)(?![A-Za-z])"
)
_REMARKS = {"AF": "frequency", "AG": "station", "AX": "transponder"}
_AA_PERIOD = re.compile(r"(\d{4}-\d\d-\d\dT[\d:]+Z?)\s*/\s*(\d{4}-\d\d-\d\dT[\d:]+Z?)")


def read_openair(path: Path, _: AirspaceOptions | None = None) -> Airspaces:
    """Read an OpenAir file; see the module for what the format leaves open."""
    ledger = Ledger(source=path.name)
    file = parse_openair(read_bytes(path, largest=_LARGEST))
    if file.encoding != "utf-8":
        ledger.note(Message("the text is not UTF-8; it was read as {encoding}", encoding=file.encoding))
    for record in file.stray:
        ledger.note(Message("a line before the first airspace belongs to none"), line=record.line, text=record.text)
    rows: list[dict[str, Any]] = []
    repaired = 0
    for number, block in enumerate(file.blocks, start=1):
        row, changed = _airspace(block, number, ledger)
        if row is not None:
            rows.append(row)
            repaired += changed
    return assemble_airspaces(path, "OpenAir", rows, ledger, records=len(file.blocks), repaired=repaired)


def _airspace(block: Block, number: int, ledger: Ledger) -> tuple[dict[str, Any] | None, bool]:
    """Return the row of one airspace, and whether it was repaired; None where it is left out."""
    for record in block.records:
        if record.key not in _KNOWN and record.key not in _PENS:
            reason = (
                Message("the record type {key} is unknown; it was kept as text", key=record.key)
                if record.key
                else Message("the line is unknown; it was kept as text")
            )
            ledger.note(reason, line=record.line, text=record.text)
    try:
        border = border_of(block)
    except OpenAirError as error:
        ledger.quarantined(_about(block, message_of(error)), line=block.line, text=block.text)
        return None, False
    for note in border.notes:
        ledger.note(_about(block, note.reason), line=note.line, text=note.text)
    for repair in border.repairs:
        ledger.repaired(_about(block, repair), line=block.line, text=block.text)
    return _row(block, number, border.shape, ledger), bool(border.repairs)


def _about(block: Block, reason: str) -> Message:
    """Say of which airspace a reason speaks."""
    name = _value(block, "AN")
    if not name:
        return Message("airspace without a name: {reason}", reason=reason)
    return Message("airspace {name!r}: {reason}", name=name, reason=reason)


def _row(block: Block, number: int, shape: BaseGeometry, ledger: Ledger) -> dict[str, Any]:
    icao_class, kind = _class_and_type(block)
    name = _value(block, "AN")
    return {
        "airspace_id": _value(block, "AI") or f"A{number:05d}",
        "name": name or None,
        "type": kind,
        "icao_class": icao_class,
        "lower": _limit(block, "AL", Message("lower limit"), ledger),
        "upper": _limit(block, "AH", Message("upper limit"), ledger),
        "activation": _activation(block, name, ledger),
        "source_record": block.text,
        "text": _remarks(block) or None,
        "geometry": shape,
    }


def _value(block: Block, key: str) -> str:
    record = block.first(key)
    return record.value if record is not None else ""


def _class_and_type(block: Block) -> tuple[str | None, str | None]:
    word = _value(block, "AC")
    stated = _value(block, "AY") or None
    if stated is not None and stated.upper() == "NONE":
        stated = None
    if word.upper() in _ICAO_CLASSES:
        return word.upper(), stated or word.upper()
    if word.upper() in _NO_CLASS:
        return None, stated
    return None, stated or word or None


def _limit(block: Block, key: str, which: Message, ledger: Ledger) -> Limit:
    found = block.all(key)
    name = _value(block, "AN") or Message("without a name")
    if not found:
        reason = Message(
            "airspace {name!r} has no {key} record: its {limit} is unknown", name=name, key=key, limit=which
        )
        ledger.note(reason, line=block.line)
        return UNKNOWN_LIMIT
    if len(found) > 1:
        reason = Message(
            "airspace {name!r} has {count} {key} records; the first counts", name=name, count=len(found), key=key
        )
        ledger.note(reason, line=found[1].line, text=found[1].text)
    limit = Limit.from_text(found[0].value)
    if not limit.is_known:
        reason = Message(
            "airspace {name!r}: {value!r} says no height: its {limit} is unknown",
            name=name,
            value=found[0].value,
            limit=which,
        )
        ledger.note(reason, line=found[0].line, text=found[0].text)
    return limit


def _activation(block: Block, name: str, ledger: Ledger) -> Activation:
    records = block.all("AA")
    if not records:
        return _activation_by_words(" ".join(_TIME_WORDS.findall(name)))
    text = "; ".join(record.value for record in records)
    periods = [match for record in records for match in _AA_PERIOD.findall(record.value)]
    if not periods:
        return _weekly(records, text) or _activation_by_words(text)
    try:
        stated = tuple((_moment(begin), _moment(end)) for begin, end in periods)
        return Activation(kind=ActivationKind.PERIODS, stated=stated, text=text)
    except (ValueError, ValidationError) as error:
        reason = Message(
            "airspace {name!r}: the times {text!r} cannot be read ({reason}): its activation is unknown",
            name=name,
            text=text,
            reason=message_of(error),
        )
        ledger.note(reason, line=records[0].line, text=records[0].text)
        return Activation(kind=ActivationKind.UNKNOWN, text=text)


def _weekly(records: list[Record], text: str) -> Activation | None:
    """Return the weekly schedule of AA records that have no meaning but one; None for others."""
    each = [daily_periods(record.value, in_utc=False) for record in records]
    if any(periods is None for periods in each):
        return None
    activation, problem = activation_of([Span(daily=tuple(day for days in each for day in days or ()))], text)
    return None if problem else activation


def _activation_by_words(text: str) -> Activation:
    words = set(re.split(r"[^A-Z0-9]+", text.upper()))
    if "NOTAM" in words:
        return Activation(kind=ActivationKind.NOTAM, text=text)
    if words - {""} == {"H24"}:
        return Activation(kind=ALWAYS.kind, text=text)
    return Activation(kind=ActivationKind.UNKNOWN, text=text) if text else UNKNOWN_ACTIVATION


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text.removesuffix("Z")).replace(tzinfo=UTC)


def _remarks(block: Block) -> str:
    lines = [f"{_REMARKS[record.key]}: {record.value}" for record in block.records if record.key in _REMARKS]
    lines += [_unknown_text(r) for r in block.records if r.key not in _KNOWN and r.key not in _PENS]
    lines += [comment.value for comment in block.comments if comment.value]
    return "\n".join(line for line in lines if line)


def _unknown_text(record: Record) -> str:
    return record.text.strip()


OPENAIR = AirspaceFormat(name="OpenAir", matches=lambda head: looks_like_openair(head.longer_text), read=read_openair)
