"""Airspaces put together out of volumes and of each other: parts that are each one area between two limits.

`BASE` and `UNION` add parts, `INTERS` keeps what both have, `SUBTR` takes away: in height too, where the limits can be
compared; else the part stays whole, and that is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from lagebild.codecs.aixm import Height
from lagebild.codecs.json_text import finite
from lagebild.messages import Message
from lagebild.model.altitude import Reference
from lagebild.model.limits import SURFACE, UNLIMITED, Level, Limit
from lagebild.units import feet_to_metres

__all__ = ["Piece", "intersected", "limit_of", "subtracted"]

_REFERENCES = {
    "SFC": Reference.AGL,
    "MSL": Reference.AMSL,
    "W84": Reference.ELLIPSOID,
    "STD": Reference.PRESSURE,
}
_WORDS = {"GND": SURFACE, "SFC": SURFACE, "UNL": UNLIMITED}


@dataclass(frozen=True, kw_only=True)
class Piece:
    """One area between two limits."""

    shape: BaseGeometry
    lower: Limit
    upper: Limit


def limit_of(height: Height, other: Height) -> Limit:
    """Return a limit; `other` is the maximum or minimum limit, of which the higher counts wherever it lies higher.

    What cannot be read leaves the limit unknown, with its text.
    """
    given = [one for one in (height, other) if one.value]
    text = " / ".join(one.text for one in given)
    levels = [_level(one) for one in given]
    known = tuple(level for level in levels if level is not None)
    return Limit(levels=known if len(known) == len(levels) else (), text=text)


def _level(height: Height) -> Level | None:
    if (word := _WORDS.get(height.value.upper())) is not None:
        return word
    value = finite(height.value)
    if value is None:
        return None
    if height.unit == "FL":
        return Level(value=float(feet_to_metres(value * 100.0)), reference=Reference.PRESSURE)
    if height.unit == "SM":
        return Level(value=value, reference=Reference.PRESSURE)
    reference = _REFERENCES.get(height.reference)
    if reference is None or height.unit not in ("FT", "M"):
        return None
    return Level(value=float(feet_to_metres(value)) if height.unit == "FT" else value, reference=reference)


def intersected(pieces: Sequence[Piece], others: Sequence[Piece]) -> list[Piece]:
    """Return what both have."""
    found = []
    for piece in pieces:
        for other in others:
            shape = _areal(shapely.intersection(piece.shape, other.shape))
            if shape is not None:
                lower = _both(piece.lower, other.lower, join="max")
                upper = _both(piece.upper, other.upper, join="min")
                found.append(Piece(shape=shape, lower=lower, upper=upper))
    return found


def _both(one: Limit, other: Limit, *, join: str) -> Limit:
    if not other.text and not other.is_known:
        return one
    if (one.levels, one.join) == (other.levels, other.join):
        return one
    text = f"{one.text} / {other.text}"
    fits = all(limit.is_known and (len(limit.levels) == 1 or limit.join == join) for limit in (one, other))
    levels = tuple(dict.fromkeys((*one.levels, *other.levels))) if fits else ()
    return Limit(levels=levels, join="max" if join == "max" else "min", text=text)


def subtracted(pieces: Sequence[Piece], others: Iterable[Piece]) -> tuple[list[Piece], list[Message]]:
    """Return what is left, and what could not be taken away for limits that cannot be compared."""
    left, problems = list(pieces), []
    for other in others:
        rest: list[Piece] = []
        for piece in left:
            overlap = _areal(shapely.intersection(piece.shape, other.shape))
            if overlap is None:
                rest.append(piece)
                continue
            parts = _slabs(piece, other, overlap)
            if parts is None:
                rest.append(piece)
                problems.append(
                    Message(
                        "what lies between {lower} and {upper} cannot be taken from what lies between {from_lower} "
                        "and {from_upper}: the limits cannot be compared",
                        lower=str(other.lower),
                        upper=str(other.upper),
                        from_lower=str(piece.lower),
                        from_upper=str(piece.upper),
                    )
                )
                continue
            beside = _areal(shapely.difference(piece.shape, other.shape))
            rest += ([Piece(shape=beside, lower=piece.lower, upper=piece.upper)] if beside is not None else []) + parts
        left = rest
    return left, problems


def _slabs(piece: Piece, other: Piece, overlap: BaseGeometry) -> list[Piece] | None:
    """Return what is left of a piece below and above another one; None where that cannot be told."""
    if not (other.lower.text or other.upper.text or other.lower.is_known or other.upper.is_known):
        return []
    from_bottom, to_top = _is_at_most(other.lower, piece.lower), _is_at_most(piece.upper, other.upper)
    if from_bottom is None or to_top is None:
        return None
    parts = []
    if not from_bottom:
        parts.append(Piece(shape=overlap, lower=piece.lower, upper=other.lower))
    if not to_top:
        parts.append(Piece(shape=overlap, lower=other.upper, upper=piece.upper))
    return parts


def _is_at_most(one: Limit, other: Limit) -> bool | None:
    """Whether one limit lies nowhere above another; None where that depends on the place, or is not known."""
    if not one.is_known or not other.is_known:
        return None
    if (one.levels, one.join) == (other.levels, other.join):
        return True
    if len(one.levels) != 1 or len(other.levels) != 1:
        return None
    low, high = one.levels[0], other.levels[0]
    if low.is_surface or high.is_unlimited:
        return True
    if low.is_unlimited or high.is_surface:
        return False
    return low.value <= high.value if low.reference is high.reference else None


def _areal(shape: BaseGeometry) -> BaseGeometry | None:
    """Return the polygons of a shape; None where it has none."""
    parts = [part for part in shapely.get_parts(shape) if isinstance(part, shapely.Polygon) and part.area > 0.0]
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else shapely.union_all(parts)
