"""Where a report says that something is: a place with how exactly it is known."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from lagebild.errors import ValidationError
from lagebild.messages import Message

__all__ = ["RADII", "PlacePrecision", "ReportPlace"]


class PlacePrecision(StrEnum):
    """How exactly a place is known."""

    POINT = "point"
    CITY = "city"
    REGION = "region"
    COUNTRY = "country"


RADII = {
    PlacePrecision.POINT: 0.0,
    PlacePrecision.CITY: 10_000.0,
    PlacePrecision.REGION: 100_000.0,
    PlacePrecision.COUNTRY: 500_000.0,
}
"""m: how large the circle is that stands for a place of which no radius is given; orders of magnitude, not borders."""


@dataclass(frozen=True, kw_only=True)
class ReportPlace:
    """A named place; without coordinates it is on no map.

    Raises
    ------
    ValidationError
        If coordinates are given in part, without a precision, or out of range.
    """

    name: str = ""
    precision: PlacePrecision | None = None
    longitude: float | None = None
    """WGS 84, degrees east."""

    latitude: float | None = None
    radius: float | None = None
    """m around the coordinates within which it lies; by default that of its precision."""

    def __post_init__(self) -> None:
        if (self.longitude is None) != (self.latitude is None):
            raise ValidationError(
                Message(
                    "the place “{name}” has one coordinate of two: give longitude and latitude", name=self.name[:60]
                )
            )
        if self.precision is not None:
            object.__setattr__(self, "precision", _precision(self.precision))
        if self.longitude is None or self.latitude is None:
            if self.precision is PlacePrecision.POINT:
                raise ValidationError(
                    Message("the place “{name}” is said to be a point and has no coordinates", name=self.name[:60])
                )
            return
        if self.precision is None:
            raise ValidationError(
                Message("the place “{name}” has coordinates but no precision: how exact are they?", name=self.name[:60])
            )
        for name, limit in (("longitude", 180.0), ("latitude", 90.0)):
            value = float(getattr(self, name))
            if not abs(value) <= limit:
                raise ValidationError(
                    Message("{name} lies within ±{limit} degrees, not at {value}", name=name, limit=limit, value=value)
                )
            object.__setattr__(self, name, value)
        radius = RADII[PlacePrecision(self.precision)] if self.radius is None else float(self.radius)
        if not 0.0 <= radius < math.inf:
            raise ValidationError(Message("a place's radius is 0 m or more, not {value}", value=radius))
        object.__setattr__(self, "radius", radius)


def _precision(value: object) -> PlacePrecision:
    try:
        return PlacePrecision(str(value))
    except ValueError:
        known = ", ".join(PlacePrecision)
        raise ValidationError(
            Message("a place's precision is one of {known}, not “{value}”", known=known, value=str(value)[:40])
        ) from None
