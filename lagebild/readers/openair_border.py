"""The border of one OpenAir block: points, arcs and circles, drawn in the order of their records."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from lagebild.codecs.openair import (
    Block,
    Coordinate,
    OpenAirError,
    Record,
    parse_coordinate,
    parse_coordinates,
    parse_number,
    parse_variable,
)
from lagebild.messages import Message, message_of
from lagebild.readers.areas import Points, arc, circle, distance_and_azimuth, ring_area
from lagebild.readers.corridors import corridor
from lagebild.units import METRES_PER_NAUTICAL_MILE

__all__ = ["Border", "BorderNote", "border_of"]

_RADIUS_MISMATCH = 50.0
"""Metres by which the two radii of a DB arc may differ before the report says so."""

_SAME_PLACE = 1.0
"""Metres: ends of an arc that are nearer to each other make a full circle."""


@dataclass(frozen=True)
class BorderNote:
    """Something noticed while drawing."""

    reason: Message
    line: int
    text: str


@dataclass(frozen=True)
class Border:
    """The area of a block."""

    shape: BaseGeometry
    notes: list[BorderNote]
    repairs: list[str]


def border_of(block: Block) -> Border:
    """Draw a block's border.

    Raises
    ------
    OpenAirError
        If a record of it cannot be read, an arc has no centre, or there is no area; the line is named.
    """
    pen = _Pen()
    for record in block.records:
        try:
            pen.take(record)
        except ValueError as error:
            sentence = Message("line {line}: {reason}", line=record.line, reason=message_of(error))
            raise OpenAirError(sentence) from error
    return pen.finish()


@dataclass
class _Pen:
    """The state of drawing one block; a new block starts with a new one."""

    centre: Coordinate | None = None
    clockwise: bool = True
    ring: list[Any] = field(default_factory=list)
    circles: list[Points] = field(default_factory=list)
    width: float = 0.0
    """Of the airway, nautical miles; 0 where no V W record tells one."""

    airway: list[Coordinate] = field(default_factory=list)
    notes: list[BorderNote] = field(default_factory=list)

    def take(self, record: Record) -> None:
        drawing = {
            "V": self._variable,
            "DP": self._point,
            "DA": self._arc_by_angles,
            "DB": self._arc_by_places,
            "DC": self._circle,
            "DY": self._airway,
            "DL": self._line,
        }.get(record.key)
        if drawing is not None:
            drawing(record)

    def finish(self) -> Border:
        rings = ([np.vstack(self.ring)] if self.ring else []) + self.circles
        if not rings and not self.airway:
            raise OpenAirError(Message("it has no border (no DP, DA, DB or DC record)"))
        shapes, repairs = [], []
        if self.airway:
            try:
                shapes.append(corridor(self.airway, _metres(self.width)))
            except ValueError as error:
                raise OpenAirError(message_of(error)) from error
        for points in rings:
            try:
                shape, reason = ring_area(points)
            except ValueError as error:
                raise OpenAirError(message_of(error)) from error
            shapes.append(shape)
            if reason:
                repairs.append(reason)
        whole = shapes[0] if len(shapes) == 1 else shapely.union_all(shapes)
        return Border(whole, self.notes, repairs)

    def _variable(self, record: Record) -> None:
        name, value = parse_variable(record.value)
        if name == "X":
            self.centre = parse_coordinate(value)
        elif name == "D":
            if value not in ("+", "-"):
                raise OpenAirError(Message("V D is + or -, not {value!r}", value=value))
            self.clockwise = value == "+"
        elif name == "W":
            try:
                self.width = parse_number(value)
            except OpenAirError as error:
                self._note(record, Message("the width of an airway cannot be read: {reason}", reason=message_of(error)))
        elif name not in ("Z", "T"):
            self._note(record, Message("the variable {name!r} is unknown", name=name))

    def _point(self, record: Record) -> None:
        self.ring.append(np.array([parse_coordinate(record.value)]))

    def _arc_by_angles(self, record: Record) -> None:
        centre = self._centre_of(record)
        parts = [part for part in record.value.replace(";", ",").split(",") if part.strip()]
        if len(parts) != 3:
            sentence = Message("a DA record reads radius, first angle, last angle, not {value!r}", value=record.value)
            raise OpenAirError(sentence)
        radius, first, last = (parse_number(part) for part in parts)
        sweep = self._sweep(first, last) or (360.0 if self.clockwise else -360.0)
        self.ring.append(arc(centre, _metres(radius), _metres(radius), first, sweep))

    def _arc_by_places(self, record: Record) -> None:
        centre = self._centre_of(record)
        begin, end = parse_coordinates(record.value)
        first_radius, first = distance_and_azimuth(centre, begin)
        last_radius, last = distance_and_azimuth(centre, end)
        mismatch = abs(first_radius - last_radius)
        if mismatch > _RADIUS_MISMATCH:
            sentence = Message(
                "the arc's ends lie {first:.0f} m and {last:.0f} m from its centre, {mismatch:.0f} m apart; the radius "
                "was taken to change evenly along the arc",
                first=first_radius,
                last=last_radius,
                mismatch=mismatch,
            )
            self._note(record, sentence)
        between, _ = distance_and_azimuth(begin, end)
        if between < _SAME_PLACE:
            self._note(record, Message("the arc's ends are the same place; it was drawn as a full circle"))
            sweep = 360.0 if self.clockwise else -360.0
        else:
            sweep = self._sweep(first, last)
        points = arc(centre, first_radius, last_radius, first, sweep)
        points[0], points[-1] = begin, end
        self.ring.append(points)

    def _circle(self, record: Record) -> None:
        self.circles.append(circle(self._centre_of(record), _metres(parse_number(record.value))))
        if self.ring or len(self.circles) > 1:
            self._note(record, Message("the airspace has a circle and other borders; their areas were united"))

    def _airway(self, record: Record) -> None:
        if self.width <= 0.0:
            sentence = Message("DY draws a line, not an area: this airspace has no V W record with its width before it")
            raise OpenAirError(sentence)
        self.airway.append(parse_coordinate(record.value))

    def _line(self, record: Record) -> None:
        raise OpenAirError(Message("{key} draws a line, not an area", key=record.key))

    def _centre_of(self, record: Record) -> Coordinate:
        if self.centre is None:
            sentence = Message("{key} needs a centre, but this airspace has no V X record before it", key=record.key)
            raise OpenAirError(sentence)
        return self.centre

    def _sweep(self, first: float, last: float) -> float:
        """Angle from first to last in the direction that holds; positive clockwise."""
        return (last - first) % 360.0 if self.clockwise else -((first - last) % 360.0)

    def _note(self, record: Record, reason: Message) -> None:
        self.notes.append(BorderNote(reason, record.line, record.text))


def _metres(nautical_miles: float) -> float:
    return nautical_miles * METRES_PER_NAUTICAL_MILE
