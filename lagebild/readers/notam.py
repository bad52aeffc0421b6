"""NOTAMs (ICAO format) to temporary airspaces.

- An area in item E counts. Without one the circle of the Q line is taken, with a note, if the NOTAM is about airspace
  (subjects A, R and W of its code); it is rounded outwards by those who wrote it. One about runways, lights or the
  like without an area, one of a whole region (radius 999), and domestic ones of the United States are left out.
- Cancelled and replaced NOTAMs are left out where the file holds what cancels or replaces them; so is what cancels.
- Limits are items F and G; where they are missing, the flight levels of the Q line, with a note.
- Times are items B and C: `PERM` and `UFN` are open ends, an estimated end (`EST`) counts as the end, with a note.
  Item D gives single periods where it has one meaning; otherwise the activation is unknown, with its text.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from shapely.geometry.base import BaseGeometry

from lagebild.codecs.notam import Notam, Qualifiers, looks_like_notam, parse_notams, time_of
from lagebild.codecs.notam_area import Shape, areas_in
from lagebild.codecs.schedule_text import daily_periods
from lagebild.codecs.zone_times import Span
from lagebild.messages import Message, message_of
from lagebild.model.activation import Activation
from lagebild.model.airspaces import Airspaces
from lagebild.model.altitude import Reference
from lagebild.model.limits import SURFACE, UNKNOWN_LIMIT, UNLIMITED, Limit
from lagebild.readers.airspace_assembly import assemble_airspaces
from lagebild.readers.corridors import corridor
from lagebild.readers.files import Ledger, read_bytes
from lagebild.readers.format import AirspaceFormat, AirspaceOptions, Head
from lagebild.readers.ring_areas import circle_area, polygons_area, united
from lagebild.readers.zone_times import activation_of
from lagebild.units import METRES_PER_NAUTICAL_MILE, flight_level_to_metres

__all__ = ["NOTAM", "read_notams"]

_LARGEST = 200_000_000
_ABOUT_AIRSPACE = ("A", "R", "W")
_WHOLE_REGION = 999
_HIGHEST = 999


def read_notams(path: Path, _: AirspaceOptions | None = None) -> Airspaces:
    """Read a file of NOTAMs; see the module for what they leave open."""
    notams, stray = parse_notams(read_bytes(path, largest=_LARGEST))
    ledger = Ledger(source=path.name)
    for line, text in stray:
        ledger.note(Message("a line before the first NOTAM belongs to none"), line=line, text=text)
    ended = {notam.other: notam for notam in notams if notam.kind in ("R", "C") and notam.other}
    rows: list[dict[str, Any]] = []
    repaired = 0
    for notam in notams:
        before = len(ledger.issues)
        try:
            _check(notam, ended.get(notam.number))
            row = _row(notam, len(rows), ledger)
        except ValueError as error:
            del ledger.issues[before:]
            ledger.quarantined(_about(notam, message_of(error)), line=notam.line, text=notam.text)
            continue
        rows.append(row)
        repaired += any(issue.severity == "repaired" for issue in ledger.issues[before:])
    return assemble_airspaces(path, "NOTAM", rows, ledger, records=len(notams), repaired=repaired)


def _about(notam: Notam, reason: str) -> Message:
    if not notam.number:
        return Message("NOTAM without a number: {reason}", reason=reason)
    return Message("NOTAM {number}: {reason}", number=notam.number, reason=reason)


def _check(notam: Notam, ending: Notam | None) -> None:
    """Raise where a NOTAM is no airspace, or none any more."""
    if notam.is_domestic:
        raise ValueError(Message("it is a domestic NOTAM of the United States, whose format is not read"))
    if notam.kind == "C":
        raise ValueError(Message("it cancels {other} and is no airspace itself", other=notam.other or "?"))
    if ending is not None and notam.number and ending is not notam:
        if ending.kind == "C":
            raise ValueError(Message("it was cancelled by {other}", other=ending.number))
        raise ValueError(Message("it was replaced by {other}", other=ending.number))


def _row(notam: Notam, number: int, ledger: Ledger) -> dict[str, Any]:
    q = notam.qualifiers
    text = notam.items.get("E", "")
    return {
        "airspace_id": notam.number or f"N{number + 1:05d}",
        "name": notam.number or None,
        "type": "NOTAM",
        "icao_class": None,
        "lower": _limit(notam, "F", ledger),
        "upper": _limit(notam, "G", ledger),
        "activation": _activation(notam, ledger),
        "source_record": notam.text,
        "text": text or None,
        "geometry": _area(notam, areas_in(text), ledger),
        "q_code": q.code if q else None,
        "fir": q.fir if q else None,
        "traffic": q.traffic if q else None,
        "purpose": q.purpose if q else None,
        "scope": q.scope if q else None,
        "locations": notam.items.get("A") or None,
    }


def _area(notam: Notam, shapes: tuple[Shape, ...], ledger: Ledger) -> BaseGeometry:
    if shapes:
        return united([_shape(notam, shape, ledger) for shape in shapes])
    q = notam.qualifiers
    if q is None:
        raise ValueError(Message("it has no Q line that can be read, and no area in its text"))
    if not q.code[1:2].startswith(_ABOUT_AIRSPACE):
        raise ValueError(Message("its code {code} is not about airspace, and its text has no area", code=q.code))
    if q.centre is None or not q.radius or q.radius == _WHOLE_REGION:
        raise ValueError(Message("neither its text nor its Q line has an area"))
    reason = Message(
        "no area was found in its text; the circle of the Q line was taken ({radius} NM around its centre)",
        radius=q.radius,
    )
    ledger.note(_about(notam, reason), line=notam.line)
    return circle_area(q.centre, q.radius * METRES_PER_NAUTICAL_MILE).shape


def _shape(notam: Notam, shape: Shape, ledger: Ledger) -> BaseGeometry:
    if shape.kind == "circle":
        return circle_area(shape.places[0], shape.radius).shape
    if shape.kind == "strip":
        return corridor(shape.places, 2.0 * shape.radius)
    made = polygons_area([[shape.places]])
    if made.reason:
        ledger.repaired(_about(notam, made.reason), line=notam.line, text=notam.text)
    return made.shape


def _limit(notam: Notam, item: str, ledger: Ledger) -> Limit:
    which = Message("lower limit") if item == "F" else Message("upper limit")
    text = notam.items.get(item, "")
    if text:
        limit = Limit.from_text(" ".join(text.split()).removesuffix("."))
        if not limit.is_known:
            reason = Message("{value!r} says no height: its {limit} is unknown", value=text[:80], limit=which)
            ledger.note(_about(notam, reason), line=notam.line, text=text)
        return limit
    if notam.qualifiers is None:
        ledger.note(_about(notam, Message("its {limit} is not stated: it is unknown", limit=which)), line=notam.line)
        return UNKNOWN_LIMIT
    limit = _by_flight_level(notam.qualifiers, item)
    reason = Message(
        "it has no item {item}: its {limit} is that of the Q line, {level}", item=item, limit=which, level=limit
    )
    ledger.note(_about(notam, reason), line=notam.line)
    return limit


def _by_flight_level(q: Qualifiers, item: str) -> Limit:
    level = q.lower if item == "F" else q.upper
    if level == _HIGHEST:
        return Limit(levels=(UNLIMITED,), text="UNL")
    if level == 0:
        return Limit(levels=(SURFACE,), text="SFC")
    return Limit.of(float(flight_level_to_metres(level)), Reference.PRESSURE, text=f"FL {level:03d}")


def _activation(notam: Notam, ledger: Ledger) -> Activation:
    begin, end, schedule = (" ".join(notam.items.get(item, "").split()) for item in "BCD")
    text = " ".join(f"{item}) {value}" for item, value in zip("BCD", (begin, end, schedule), strict=True) if value)
    start, finish = time_of(begin), time_of(end)
    is_open = end.upper().startswith(("PERM", "UFN"))
    daily = daily_periods(schedule, in_utc=True) if schedule else ()
    reason: str | None = None
    if start is None or (finish is None and not is_open):
        reason = Message("they are no times")
    elif daily is None:
        reason = Message("the schedule {schedule!r} has no meaning that is certain", schedule=schedule[:200])
    if reason is None:
        activation, reason = activation_of([Span(begin=start, end=finish, daily=daily or ())], text)
        if reason is None and "EST" in end.upper():
            note = Message("its end is estimated; it was taken as {end}", end=end)
            ledger.note(_about(notam, note), line=notam.line)
        if reason is None:
            return activation
    sentence = Message("its times cannot be kept ({reason}): its activation is unknown", reason=reason)
    ledger.note(_about(notam, sentence), line=notam.line, text=text)
    return Activation(text=text)


def _matches(head: Head) -> bool:
    return head.is_text and looks_like_notam(head.text)


NOTAM = AirspaceFormat(name="NOTAM", matches=_matches, read=read_notams)
