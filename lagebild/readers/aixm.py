"""AIXM 5.1 airspaces; `lagebild.readers.aixm_pieces` and `aixm_activity` say what becomes of volumes and times.

- An airspace whose parts have the same limits is one row; one whose limits differ is one row each distinct pair of
  limits, with `/1`, `/2`, … behind its designator. The report counts airspaces.
- A part that cannot be read costs only itself: the airspace is kept as repaired, with the reason. An airspace in
  damaged XML is left out, for what is left of its border may be another one.
- Airways are corridors of their width along their centre line.
- An airspace with several classes (by height) has none in `icao_class`; its text names them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from shapely.geometry.base import BaseGeometry

from lagebild.codecs.aixm import AixmAirspace, Component, Contributor, Volume, looks_like_aixm, parse_aixm
from lagebild.codecs.gml_curves import Line
from lagebild.messages import Message, message_of
from lagebild.model.airspaces import Airspaces
from lagebild.model.limits import Limit
from lagebild.readers.airspace_assembly import assemble_airspaces
from lagebild.readers.aixm_activity import activation_of
from lagebild.readers.aixm_pieces import Piece, intersected, limit_of, subtracted
from lagebild.readers.corridors import corridor
from lagebild.readers.files import Ledger
from lagebild.readers.format import AirspaceFormat, AirspaceOptions
from lagebild.readers.gml_areas import area_of, line_of
from lagebild.readers.parsed_file import parsed
from lagebild.readers.ring_areas import united

__all__ = ["AIXM", "read_aixm"]

_LARGEST = 1_000_000_000
_DEEPEST = 20
_MOST_PIECES = 2_000


def read_aixm(path: Path, _: AirspaceOptions | None = None) -> Airspaces:
    """Read a file of AIXM airspaces."""
    file = parsed(path, "AIXM", parse_aixm, largest=_LARGEST)
    ledger = Ledger(source=path.name)
    if file.problem is not None:
        ledger.note(file.problem)
    if file.others:
        said = ", ".join(f"{count} {name}" for name, count in sorted(file.others.items())[:50])
        ledger.note(Message("the file holds other features too, which are no airspaces: {features}", features=said))
    atlas = _Atlas(file.airspaces)
    rows: list[dict[str, Any]] = []
    repaired = usable = 0
    for airspace in file.airspaces:
        before = len(ledger.issues)
        found = _rows(airspace, atlas, ledger)
        rows += found
        usable += bool(found)
        changed = any(issue.severity == "repaired" for issue in ledger.issues[before:])
        repaired += bool(found) and changed
    records = len(file.airspaces)
    return assemble_airspaces(path, "AIXM 5.1", rows, ledger, records=records, repaired=repaired, usable=usable)


def _rows(airspace: AixmAirspace, atlas: _Atlas, ledger: Ledger) -> list[dict[str, Any]]:
    where: dict[str, Any] = {"line": airspace.line, "text": airspace.source}
    if airspace.is_damaged:
        ledger.quarantined(_about(airspace, Message("the XML is damaged within it")), **where)
        return []
    if not airspace.has_slice:
        said = ", ".join(airspace.other_slices) or "-"
        reason = Message("it has no baseline, only time slices of the kind {kinds}", kinds=said)
        ledger.quarantined(_about(airspace, reason), **where)
        return []
    draft = atlas.draft(airspace)
    if not draft.pieces:
        reason = draft.problems[0] if draft.problems else Message("it has no geometry")
        ledger.quarantined(_about(airspace, reason), **where)
        return []
    for problem in draft.problems:
        ledger.repaired(_about(airspace, Message("{reason}; it was left out", reason=problem)), **where)
    for repair in draft.repairs:
        ledger.repaired(_about(airspace, repair), **where)
    for note in draft.notes:
        ledger.note(_about(airspace, note), line=airspace.line)
    if airspace.other_slices:
        reason = Message("other time slices were not applied: {kinds}", kinds=", ".join(airspace.other_slices)[:200])
        ledger.note(_about(airspace, reason), **where)
    activation, unclear = activation_of(airspace.activations)
    if unclear is not None:
        reason = Message("its times cannot be kept ({reason}): its activation is unknown", reason=unclear)
        ledger.note(_about(airspace, reason), line=airspace.line, text=activation.text)
    layers = _layers(draft.pieces)
    _note_limits(airspace, list(layers), ledger)
    identifier = airspace.designator or airspace.name or airspace.identifier or f"A{airspace.number + 1:05d}"
    return [
        {
            "airspace_id": identifier if len(layers) == 1 else f"{identifier}/{number}",
            "name": airspace.name or None,
            "type": airspace.kind or None,
            "icao_class": airspace.classes[0] if len(airspace.classes) == 1 else None,
            "lower": lower,
            "upper": upper,
            "activation": activation,
            "source_record": airspace.source,
            "text": "\n".join(_remarks(airspace)) or None,
            "geometry": united(shapes),
            "designator": airspace.designator or None,
            "uuid": airspace.identifier or None,
            "valid_from": airspace.valid_from or None,
            "valid_until": airspace.valid_until or None,
        }
        for number, ((lower, upper), shapes) in enumerate(layers.items(), start=1)
    ]


def _layers(pieces: list[Piece]) -> dict[tuple[Limit, Limit], list[BaseGeometry]]:
    layers: dict[tuple[Limit, Limit], list[BaseGeometry]] = {}
    for piece in pieces:
        layers.setdefault((piece.lower, piece.upper), []).append(piece.shape)
    return layers


def _remarks(airspace: AixmAirspace) -> list[str]:
    classes = [f"classes: {', '.join(airspace.classes)}"] if len(airspace.classes) > 1 else []
    activities = dict.fromkeys(one.activity for one in airspace.activations if one.activity)
    return [*classes, *(f"activity: {activity}" for activity in activities), *airspace.remarks]


def _note_limits(airspace: AixmAirspace, limits: list[tuple[Limit, Limit]], ledger: Ledger) -> None:
    for which, limit in (
        (which, limit)
        for pair in limits
        for which, limit in zip((Message("lower limit"), Message("upper limit")), pair, strict=True)
    ):
        if limit.is_known:
            continue
        if limit.text:
            reason = Message("{value!r} says no height: its {limit} is unknown", value=limit.text[:80], limit=which)
        else:
            reason = Message("its {limit} is not stated: it is unknown", limit=which)
        ledger.note(_about(airspace, reason), line=airspace.line)


def _about(airspace: AixmAirspace, reason: str) -> Message:
    name = " ".join(word for word in (airspace.kind, airspace.designator, airspace.name) if word)
    return Message("airspace {name!r}: {reason}", name=name or airspace.identifier, reason=reason)


class _Draft:
    """An airspace's pieces, and what was noticed on the way."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self.problems: list[Message] = []
        self.repairs: list[str] = []
        self.notes: list[Message] = []


class _Atlas:
    """Airspaces that refer to each other; each is drawn once."""

    def __init__(self, airspaces: tuple[AixmAirspace, ...]) -> None:
        self._by_name = {name: airspace for airspace in reversed(airspaces) for name in airspace.names}
        self._drafts: dict[int, _Draft] = {}
        self._under_way: list[int] = []

    def draft(self, airspace: AixmAirspace) -> _Draft:
        """Return an airspace drawn out of its volumes."""
        if airspace.number in self._drafts:
            return self._drafts[airspace.number]
        draft = _Draft()
        self._under_way.append(airspace.number)
        for component in airspace.components:
            self._add(component, draft)
        self._under_way.pop()
        self._drafts[airspace.number] = draft
        return draft

    def _add(self, component: Component, draft: _Draft) -> None:
        try:
            self._combine(component, self._pieces(component.volume, draft), draft)
        except ValueError as error:
            reason = message_of(error)
            draft.problems.append(Message("volume {number:g}: {reason}", number=component.sequence, reason=reason))

    def _combine(self, component: Component, found: list[Piece], draft: _Draft) -> None:
        if component.operation in ("BASE", "UNION"):
            draft.pieces += found
        elif component.operation == "INTERS":
            draft.pieces = intersected(draft.pieces, found)
        elif component.operation == "SUBTR":
            draft.pieces, problems = subtracted(draft.pieces, found)
            draft.problems += problems
        else:
            raise ValueError(Message("the operation {name!r} is not known", name=component.operation[:80]))
        if len(draft.pieces) > _MOST_PIECES:
            del draft.pieces[_MOST_PIECES:]
            raise ValueError(Message("it has more than {most} parts", most=_MOST_PIECES))

    def _pieces(self, volume: Volume, draft: _Draft) -> list[Piece]:
        if volume.problem is not None:
            raise ValueError(volume.problem)
        lower, upper = limit_of(volume.lower, volume.minimum), limit_of(volume.upper, volume.maximum)
        found = [piece for one in volume.contributors for piece in self._contributed(one, lower, upper)]
        shape: BaseGeometry | None = None
        if volume.surface is not None:
            area = area_of(volume.surface)
            shape = area.shape
            draft.notes += area.notes
            if area.repair:
                draft.repairs.append(area.repair)
        elif volume.centreline:
            if volume.width is None:
                raise ValueError(Message("it is a line without a width"))
            geodesic = all(not isinstance(one, Line) or one.is_geodesic for one in volume.centreline)
            shape = corridor(line_of(volume.centreline), volume.width, is_geodesic=geodesic)
        if shape is not None:
            found.append(Piece(shape=shape, lower=lower, upper=upper))
        if not found:
            raise ValueError(Message("it has no geometry"))
        return found

    def _contributed(self, contributor: Contributor, lower: Limit, upper: Limit) -> list[Piece]:
        name = contributor.href.strip().lower().removeprefix("urn:uuid:").removeprefix("#").removeprefix("uuid.")
        other = self._by_name.get(name)
        if other is None:
            raise ValueError(Message("it refers to {href!r}, which is not in the file", href=contributor.href[:200]))
        if other.number in self._under_way or len(self._under_way) > _DEEPEST:
            raise ValueError(Message("it refers to itself by way of others"))
        if other.is_damaged or not other.components:
            raise ValueError(Message("it refers to {href!r}, which cannot be read", href=contributor.href[:200]))
        draft = self.draft(other)
        if draft.problems:
            # a part of an airspace is another airspace: what refers to it must say so
            raise ValueError(
                Message("it refers to {href!r}: {reason}", href=contributor.href[:200], reason=draft.problems[0])
            )
        if contributor.dependency == "HORZ_PROJECTION":
            return [Piece(shape=piece.shape, lower=lower, upper=upper) for piece in draft.pieces]
        return [
            Piece(
                shape=piece.shape,
                lower=piece.lower if piece.lower.text or piece.lower.is_known else lower,
                upper=piece.upper if piece.upper.text or piece.upper.is_known else upper,
            )
            for piece in draft.pieces
        ]


AIXM = AirspaceFormat(name="AIXM 5.1", matches=lambda head: looks_like_aixm(head.longer_text), read=read_aixm)
