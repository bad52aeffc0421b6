"""Areas in the free text of a NOTAM (item E): lists of places, circles, and strips along lines.

Read are places such as `501234N 0081234E`, `5012N00812E`, `N501234 E0081234`, three or more of them in a row as a
border; a radius beside a place and a word that says so (`5NM RADIUS OF`, `RADIUS 5 KM CENTRED ON`, `WI 2NM OF`) as a
circle; `1NM EITHER SIDE OF LINE` before places as a strip. A border along arcs, coasts or frontiers is not read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

__all__ = ["Place", "Shape", "areas_in", "place_of"]

_DEGREES = r"\d{4}(?:\d{2})?(?:[.,]\d{1,4})?"
_DEGREES_EAST = r"\d{5}(?:\d{2})?(?:[.,]\d{1,4})?"
_PLACE = re.compile(
    rf"(?<![\w.])(?:(?P<a>{_DEGREES})\s?(?P<ns>[NS])[\s,/]{{0,2}}(?P<o>{_DEGREES_EAST})\s?(?P<ew>[EW])"
    rf"|(?P<ns2>[NS])\s?(?P<a2>{_DEGREES})[\s,/]{{0,2}}(?P<ew2>[EW])\s?(?P<o2>{_DEGREES_EAST}))(?![\w])",
    re.ASCII,
)
_RADIUS = re.compile(r"(?<![\w.])(?P<number>\d{1,6}(?:[.,]\d{1,3})?)\s?(?P<unit>NM|KM|M)(?![\w/])", re.ASCII)
_METRES = {"NM": 1852.0, "KM": 1000.0, "M": 1.0}
_WORD = re.compile(r"[A-Z0-9]+")
_BETWEEN_PLACES = {"TO", "THEN", "THENCE", "AND", "PSN", "POINT", "STRAIGHT", "LINE"}
_AROUND = {"RADIUS", "RAD", "RDS", "CIRCLE", "WI", "WITHIN"}
_FILLING = _AROUND | {
    "A", "AN", "OF", "CENTRED", "CENTERED", "CENTRE", "CENTER", "CENTRAL", "ON", "AT", "IN", "PSN", "POSITION", "COORD",
    "COORDS", "COORDINATES", "AROUND", "ARND", "ARP", "FROM", "FM", "WITH", "THE", "POINT", "AREA", "IS", "AND",
}  # fmt: skip
_STRIP = {"EITHER", "SIDE"}
_FOLLOWED = re.compile(r"\b(?:ARC|CLOCKWISE|COUNTERCLOCKWISE|ANTICLOCKWISE|ALONG|BORDER|FRONTIER|COAST|RIVER)\b")
_MOST_PLACES = 5_000


class Place(NamedTuple):
    """Degrees, east and north positive."""

    longitude: float
    latitude: float


@dataclass(frozen=True, kw_only=True)
class Shape:
    """A border (three places or more), a circle (one place and a radius) or a strip (places and half its width)."""

    kind: str
    """`border`, `circle` or `strip`."""

    places: tuple[Place, ...]
    radius: float = 0.0
    """Metres."""


@dataclass(frozen=True)
class _Token:
    begin: int
    end: int
    place: Place | None = None
    radius: float = 0.0


def place_of(text: str) -> Place | None:
    """Read one place, as the Q line ends with; None where it is none."""
    match = _PLACE.fullmatch(text)
    return _place(match) if match is not None else None


def _place(match: re.Match[str]) -> Place | None:
    north, east = match["ns"] or match["ns2"], match["ew"] or match["ew2"]
    latitude = _angle(match["a"] or match["a2"], 2, 90.0)
    longitude = _angle(match["o"] or match["o2"], 3, 180.0)
    if latitude is None or longitude is None:
        return None
    return Place(-longitude if east == "W" else longitude, -latitude if north == "S" else latitude)


def _angle(digits: str, width: int, most: float) -> float | None:
    whole, _, part = digits.replace(",", ".").partition(".")
    decimals = float(f"0.{part}") if part else 0.0
    degrees, minutes = int(whole[:width]), int(whole[width : width + 2])
    seconds = whole[width + 2 :]
    if minutes > 59 or (seconds and int(seconds) > 59):
        return None
    smaller = (minutes + (int(seconds) + decimals) / 60.0) if seconds else minutes + decimals
    value = degrees + smaller / 60.0
    return value if value <= most else None


def areas_in(text: str) -> tuple[Shape, ...]:
    """Return the areas that a text states; none where there are none, or one is bounded by more than straight lines."""
    upper = text.upper()
    tokens = _tokens(upper)
    count = sum(token.place is not None for token in tokens)
    if count > _MOST_PLACES or (count > 1 and _FOLLOWED.search(upper)):
        return ()
    circles, used = _circles(upper, tokens)
    found = list(circles)
    for run in _runs(upper, [token for token in tokens if token.place is not None and token not in used]):
        places = tuple(token.place for token in run if token.place is not None)
        half = _half_width(upper, run[0], tokens)
        if half and len(places) >= 2:
            found.append(Shape(kind="strip", places=places, radius=half))
        elif len(set(places)) >= 3:
            found.append(Shape(kind="border", places=places))
    return tuple(found)


def _tokens(text: str) -> list[_Token]:
    tokens = []
    for match in _PLACE.finditer(text):
        place = _place(match)
        if place is not None:
            tokens.append(_Token(match.start(), match.end(), place=place))
    for match in _RADIUS.finditer(text):
        metres = float(match["number"].replace(",", ".")) * _METRES[match["unit"]]
        if metres > 0.0:
            tokens.append(_Token(match.start(), match.end(), radius=metres))
    return sorted(tokens, key=lambda token: token.begin)


def _circles(text: str, tokens: list[_Token]) -> tuple[list[Shape], set[_Token]]:
    """Return circles, and the places and radii that they are made of."""
    circles: list[Shape] = []
    used: set[_Token] = set()
    for first, second in pairwise(tokens):
        if (first.place is None) == (second.place is None) or first in used or second in used:
            continue
        between = _WORD.findall(text[first.end : second.begin])
        said = {*between, *_WORD.findall(text[max(0, first.begin - 30) : first.begin])[-3:]}
        after = _WORD.findall(text[second.end : second.end + 20])[:1]
        if set(between) <= _FILLING and said.union(after) & _AROUND:
            place, radius = (first.place or second.place), first.radius or second.radius
            if place is not None:
                circles.append(Shape(kind="circle", places=(place,), radius=radius))
                used |= {first, second}
    return circles, used


def _runs(text: str, places: list[_Token]) -> list[list[_Token]]:
    """Group places that stand in a row."""
    runs: list[list[_Token]] = []
    for token in places:
        if runs and set(_WORD.findall(text[runs[-1][-1].end : token.begin])) <= _BETWEEN_PLACES:
            runs[-1].append(token)
        else:
            runs.append([token])
    return runs


def _half_width(text: str, first: _Token, tokens: list[_Token]) -> float:
    """Return the metres to either side of a line that are stated before its first place; 0 where there are none."""
    before = [token for token in tokens if token.radius and token.end <= first.begin]
    if not before:
        return 0.0
    words = _WORD.findall(text[before[-1].end : first.begin])
    return before[-1].radius if set(words) >= _STRIP and len(words) < 12 else 0.0
