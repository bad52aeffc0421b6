"""The border of an area of a TNP file: points, arcs, circles and airways, drawn in the order of their lines."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from lagebild.codecs.tnp import TnpRecord
from lagebild.codecs.tnp_values import Place, TnpError, parse_arc, parse_place, parse_width
from lagebild.messages import Message, message_of
from lagebild.readers.areas import Points, arc, circle, distance_and_azimuth, ring_area
from lagebild.readers.corridors import corridor
from lagebild.units import METRES_PER_NAUTICAL_MILE

__all__ = ["TnpBorder", "tnp_border"]

_USUAL_WIDTH = 10.0
"""Nautical miles of an airway without WIDTH, by the format's description."""

_RADIUS_MISMATCH = 100.0
"""Metres by which the ends of an arc may miss its radius before the report says so; places are given in seconds."""

_SAME_PLACE = 1.0


@dataclass(frozen=True)
class TnpBorder:
    """The area of the lines."""

    shape: BaseGeometry
    notes: list[tuple[Message, TnpRecord]]
    repairs: list[str]


def tnp_border(shapes: tuple[TnpRecord, ...], width: TnpRecord | None = None) -> TnpBorder:
    """Draw an area's border; `width` is that of an airway, 10 nautical miles where it is not told.

    Raises
    ------
    TnpError
        If a line cannot be read, or there is no area; the line is named.
    """
    pen = _Pen()
    for record in (*([width] if width else []), *shapes):
        try:
            pen.take(record)
        except ValueError as error:
            sentence = Message("line {line}: {reason}", line=record.line, reason=message_of(error))
            raise TnpError(sentence) from error
    return pen.finish()


@dataclass
class _Pen:
    ring: list[Any] = field(default_factory=list)
    circles: list[Points] = field(default_factory=list)
    width: float = _USUAL_WIDTH
    airway: list[Place] = field(default_factory=list)
    notes: list[tuple[Message, TnpRecord]] = field(default_factory=list)

    def take(self, record: TnpRecord) -> None:
        match record.key:
            case "POINT":
                self.ring.append(np.array([parse_place(record.value)]))
            case "CIRCLE":
                self._circle(record)
            case "WIDTH":
                self.width = parse_width(record.value)
            case "AWY":
                self.airway.append(parse_place(record.value))
            case _:
                self._arc(record, clockwise=record.key == "CLOCKWISE")

    def finish(self) -> TnpBorder:
        rings = ([np.vstack(self.ring)] if self.ring else []) + self.circles
        if not rings and not self.airway:
            raise TnpError(Message("it has no border (no POINT, CIRCLE or AWY)"))
        shapes: list[BaseGeometry] = []
        repairs: list[str] = []
        try:
            if self.airway:
                shapes.append(corridor(self.airway, self.width * METRES_PER_NAUTICAL_MILE))
            for points in rings:
                shape, reason = ring_area(points)
                shapes.append(shape)
                repairs += [reason] if reason else []
        except ValueError as error:
            raise TnpError(message_of(error)) from error
        whole = shapes[0] if len(shapes) == 1 else shapely.union_all(shapes)
        return TnpBorder(whole, self.notes, repairs)

    def _circle(self, record: TnpRecord) -> None:
        found = parse_arc(record.value, has_end=False)
        self.circles.append(circle(found.centre, found.radius * METRES_PER_NAUTICAL_MILE))
        if self.ring or len(self.circles) > 1:
            self.notes.append((Message("the airspace has a circle and other borders; their areas were united"), record))

    def _arc(self, record: TnpRecord, *, clockwise: bool) -> None:
        found = parse_arc(record.value, has_end=True)
        if not self.ring or found.to is None:
            raise TnpError(Message("an arc begins at the place before it, but there is none"))
        begin = tuple(map(float, self.ring[-1][-1]))
        first_radius, first = distance_and_azimuth(found.centre, begin)
        last_radius, last = distance_and_azimuth(found.centre, found.to)
        stated = found.radius * METRES_PER_NAUTICAL_MILE
        mismatch = max(abs(first_radius - stated), abs(last_radius - stated))
        if mismatch > _RADIUS_MISMATCH:
            sentence = Message(
                "the arc's ends lie {first:.0f} m and {last:.0f} m from its centre, its radius is {radius:.0f} m; the "
                "radius was taken to change evenly from one end to the other",
                first=first_radius,
                last=last_radius,
                radius=stated,
            )
            self.notes.append((sentence, record))
        between, _ = distance_and_azimuth(begin, found.to)
        if between < _SAME_PLACE:
            self.notes.append((Message("the arc's ends are the same place; it was drawn as a full circle"), record))
            sweep = 360.0 if clockwise else -360.0
        else:
            sweep = (last - first) % 360.0 if clockwise else -((first - last) % 360.0)
        points = arc(found.centre, first_radius, last_radius, first, sweep)
        points[0], points[-1] = begin, found.to
        self.ring.append(points)
