"""Tim Newport-Peace's airspace files (SUA) to airspaces: one a title, or several where a title has several limits.

What the format leaves open is decided so:

- CLASS is the ICAO class where it is one of A to G; TYPE is the type, its abbreviations and long words as in OpenAir
  where there is a usual one (`RESTRICTED` is R). SUBTYPE is kept as a column.
- ACTIVE says days (`WEEKEND`, `WEEKDAY`, `EVERYDAY`) without times of the day or a zone: activation is unknown, with
  that text. `H24` is always, `NOTAM` by NOTAM.
- A limit that is missing or says no height is unknown; the airspace is kept, with a note.
- Areas that INCLUDE=NO takes out are left out, with that reason.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lagebild.codecs.tnp import TnpArea, looks_like_tnp, parse_tnp
from lagebild.codecs.tnp_values import TnpError
from lagebild.messages import Message, message_of
from lagebild.model.activation import ALWAYS, UNKNOWN_ACTIVATION, Activation, ActivationKind
from lagebild.model.airspaces import Airspaces
from lagebild.model.limits import UNKNOWN_LIMIT, Limit
from lagebild.readers.airspace_assembly import assemble_airspaces
from lagebild.readers.files import Ledger, read_bytes
from lagebild.readers.format import AirspaceFormat, AirspaceOptions
from lagebild.readers.tnp_border import TnpBorder, tnp_border

__all__ = ["TNP", "read_tnp"]

_NAME = "TNP (SUA)"
_LARGEST = 500_000_000
_TYPES = {
    "CTA/CTR": "CTA/CTR", "C": "CTA/CTR", "AIRWAYS": "AWY", "AIRWAY": "AWY", "A": "AWY", "RESTRICTED": "R", "R": "R",
    "PROHIBITED": "P", "P": "P", "DANGER": "D", "D": "D", "OTHER": "OTHER", "O": "OTHER",
    "TRAINING ZONE": "TRAINING ZONE", "Z": "TRAINING ZONE", "TRAFFIC INFO": "TRAFFIC INFO", "I": "TRAFFIC INFO",
}  # fmt: skip
"""Values of TYPE and their abbreviations, to the words that other formats use too."""

_ICAO_CLASSES = set("ABCDEFG")


def read_tnp(path: Path, _: AirspaceOptions | None = None) -> Airspaces:
    """Read a TNP file; see the module for what the format leaves open."""
    ledger = Ledger(source=path.name)
    file = parse_tnp(read_bytes(path, largest=_LARGEST))
    if file.encoding != "utf-8":
        ledger.note(Message("the text is not UTF-8; it was read as {encoding}", encoding=file.encoding))
    for record in file.stray:
        ledger.note(Message("the line belongs to no airspace"), line=record.line, text=record.text)
    rows: list[dict[str, Any]] = []
    repaired = 0
    for number, area in enumerate(file.areas, start=1):
        border = _border(area, ledger)
        if border is not None:
            rows.append(_row(area, number, border, ledger))
            repaired += bool(border.repairs)
    return assemble_airspaces(path, _NAME, rows, ledger, records=len(file.areas), repaired=repaired)


def _border(area: TnpArea, ledger: Ledger) -> TnpBorder | None:
    """Draw an area, telling what was noticed; None where it is left out."""
    if not area.is_included:
        ledger.quarantined(_about(area, Message("INCLUDE=NO takes it out")), line=area.line, text=area.text)
        return None
    try:
        is_airway = any(record.key == "AWY" for record in area.shapes)
        border = tnp_border(area.shapes, area.attributes.get("WIDTH") if is_airway else None)
    except TnpError as error:
        ledger.quarantined(_about(area, message_of(error)), line=area.line, text=area.text)
        return None
    for record in area.others:
        ledger.note(Message("the line is unknown; it was kept as text"), line=record.line, text=record.text)
    for reason, record in border.notes:
        ledger.note(_about(area, reason), line=record.line, text=record.text)
    for repair in border.repairs:
        ledger.repaired(_about(area, repair), line=area.line, text=area.text)
    return border


def _about(area: TnpArea, reason: str) -> Message:
    name = area.value("TITLE")
    if not name:
        return Message("airspace without a name: {reason}", reason=reason)
    return Message("airspace {name!r}: {reason}", name=name, reason=reason)


def _row(area: TnpArea, number: int, border: TnpBorder, ledger: Ledger) -> dict[str, Any]:
    icao_class, kind = _class_and_type(area)
    row = {
        "airspace_id": f"A{number:05d}",
        "name": area.value("TITLE") or None,
        "type": kind,
        "icao_class": icao_class,
        "lower": _limit(area, "BASE", Message("lower limit"), ledger),
        "upper": _limit(area, "TOPS", Message("upper limit"), ledger),
        "activation": _activation(area.value("ACTIVE")),
        "source_record": area.text,
        "text": _remarks(area) or None,
        "geometry": border.shape,
    }
    return {**row, "subtype": area.value("SUBTYPE")} if area.value("SUBTYPE") else row


def _class_and_type(area: TnpArea) -> tuple[str | None, str | None]:
    word = area.value("TYPE")
    stated = area.value("CLASS").upper()
    _, is_class, letter = word.upper().rpartition("CLASS ")
    if is_class and not stated and letter.strip() in _ICAO_CLASSES:
        return letter.strip(), letter.strip()
    icao_class = stated if stated in _ICAO_CLASSES else None
    kind = _TYPES.get(word.upper(), word) or area.value("SUBTYPE") or stated
    return icao_class, kind or None


def _limit(area: TnpArea, key: str, which: Message, ledger: Ledger) -> Limit:
    record = area.attributes.get(key)
    name = area.value("TITLE") or Message("without a name")
    if record is None:
        reason = Message("airspace {name!r} has no {key} line: its {limit} is unknown", name=name, key=key, limit=which)
        ledger.note(reason, line=area.line)
        return UNKNOWN_LIMIT
    limit = Limit.from_text(record.value)
    if not limit.is_known:
        reason = Message(
            "airspace {name!r}: {value!r} says no height: its {limit} is unknown",
            name=name,
            value=record.value,
            limit=which,
        )
        ledger.note(reason, line=record.line, text=record.text)
    return limit


def _activation(text: str) -> Activation:
    word = text.upper()
    if not word:
        return UNKNOWN_ACTIVATION
    if word == "H24":
        return Activation(kind=ALWAYS.kind, text=text)
    return Activation(kind=ActivationKind.NOTAM if "NOTAM" in word.split() else ActivationKind.UNKNOWN, text=text)


def _remarks(area: TnpArea) -> str:
    radio = area.value("RADIO")
    lines = [f"radio: {radio}"] if radio else []
    lines += [record.text.strip() for record in area.others]
    lines += [comment.value for comment in area.comments if comment.value]
    return "\n".join(lines)


TNP = AirspaceFormat(name=_NAME, matches=lambda head: looks_like_tnp(head.longer_text), read=read_tnp)
