"""Values of Tim Newport-Peace's airspace files: places, arcs, widths."""

from __future__ import annotations

import re
from typing import NamedTuple

from lagebild.messages import Message

__all__ = ["Arc", "Place", "TnpError", "parse_arc", "parse_place", "parse_width"]

_PLACE = re.compile(r"([NS])\s?(\d{6}(?:\.\d{1,9})?)[\s,]{0,3}([EW])\s?(\d{7}(?:\.\d{1,9})?)", re.IGNORECASE | re.ASCII)
_WORD = re.compile(r"(?<![A-Za-z])(RADIUS|CENT(?:RE|ER)|TO)\s*=\s*", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,6}(?:[.,]\d{0,9})?|[.,]\d{1,9}", re.ASCII)
_LONGEST_QUOTE = 80


class TnpError(ValueError):
    """A value cannot be read; the message names the rule and the value."""


class Place(NamedTuple):
    """A place in degrees; east and north are positive."""

    longitude: float
    latitude: float


class Arc(NamedTuple):
    """A circle, or an arc to a place."""

    radius: float
    """Nautical miles."""

    centre: Place
    to: Place | None


def _shown(text: str) -> str:
    plain = text.strip()
    return repr(plain if len(plain) <= _LONGEST_QUOTE else plain[:_LONGEST_QUOTE] + "…")


def parse_place(text: str) -> Place:
    """Read a place such as `N513000 W0010000`: degrees, minutes and seconds, these perhaps with decimals.

    Raises
    ------
    TnpError
        If it is none or lies out of range.
    """
    match = _PLACE.fullmatch(text.strip())
    if match is None:
        raise TnpError(Message("{text} is no place such as N513000 W0010000", text=_shown(text)))
    latitude = _degrees(match[2], 90.0, Message("latitude"), text)
    longitude = _degrees(match[4], 180.0, Message("longitude"), text)
    return Place(
        longitude=-longitude if match[3].upper() == "W" else longitude,
        latitude=-latitude if match[1].upper() == "S" else latitude,
    )


def _degrees(digits: str, limit: float, kind: Message, text: str) -> float:
    whole, _, decimals = digits.partition(".")
    seconds = float(f"{whole[-2:]}.{decimals or 0}")
    minutes = float(whole[-4:-2])
    if minutes >= 60.0 or seconds >= 60.0:
        raise TnpError(Message("minutes and seconds must be less than 60, not in {text}", text=_shown(text)))
    value = float(whole[:-4]) + minutes / 60.0 + seconds / 3600.0
    if value > limit:
        raise TnpError(
            Message(
                "{kind} must lie within ±{limit:.0f} degrees, not in {text}", kind=kind, limit=limit, text=_shown(text)
            )
        )
    return value


def parse_arc(value: str, *, has_end: bool) -> Arc:
    """Read `RADIUS=8 CENTRE=N522734 W0014449 TO=N521948 W0014754`; a circle has no TO.

    Raises
    ------
    TnpError
        If a part is missing or cannot be read.
    """
    pieces = _WORD.split(value)
    found = {
        word.upper().replace("CENTER", "CENTRE"): text.strip()
        for word, text in zip(pieces[1::2], pieces[2::2], strict=True)
    }
    for word in ("RADIUS", "CENTRE", "TO") if has_end else ("RADIUS", "CENTRE"):
        if not found.get(word):
            raise TnpError(Message("{word}= is missing in {text}", word=word, text=_shown(value)))
    return Arc(
        radius=parse_width(found["RADIUS"]),
        centre=parse_place(found["CENTRE"]),
        to=parse_place(found["TO"]) if has_end else None,
    )


def parse_width(text: str) -> float:
    """Read a number of nautical miles.

    Raises
    ------
    TnpError
        If it is none.
    """
    if _NUMBER.fullmatch(text.strip()) is None:
        raise TnpError(Message("{text} is no number", text=_shown(text)))
    return float(text.strip().replace(",", "."))
