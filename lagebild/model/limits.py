"""Vertical limits of airspaces: typed levels, compound limits, and the texts they are written in."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from lagebild.errors import ValidationError
from lagebild.messages import Message
from lagebild.model.altitude import Reference
from lagebild.units import feet_to_metres, metres_to_feet

__all__ = ["SURFACE", "UNKNOWN_LIMIT", "UNLIMITED", "Level", "Limit"]

Join = Literal["max", "min"]


@dataclass(frozen=True, kw_only=True)
class Level:
    """One height with its reference; the surface is 0 m above ground, unlimited is infinite."""

    value: float
    """Metres."""

    reference: Reference

    def __post_init__(self) -> None:
        object.__setattr__(self, "value", float(self.value))
        try:
            object.__setattr__(self, "reference", Reference(self.reference))
        except ValueError as error:
            known = ", ".join(Reference)
            raise ValidationError(f"a level's reference must be one of {known}, not {self.reference!r}") from error
        if math.isnan(self.value) or self.value == -math.inf:
            sentence = Message("a level's value must be a number of metres or +inf, not {value}", value=self.value)
            raise ValidationError(sentence)

    @property
    def is_surface(self) -> bool:
        """Whether this is the surface of the earth."""
        return self.reference is Reference.AGL and self.value == 0.0

    @property
    def is_unlimited(self) -> bool:
        """Whether this level lies above everything."""
        return math.isinf(self.value)

    def __str__(self) -> str:
        if self.is_unlimited:
            return "UNL"
        if self.is_surface:
            return "GND"
        feet = float(metres_to_feet(self.value))
        if self.reference is Reference.PRESSURE:
            level = feet / 100.0
            return f"FL {round(level):03d}" if abs(level - round(level)) < 0.005 else f"{feet:.0f} ft STD"
        return f"{round(feet)} ft {self.reference.upper()}"


SURFACE = Level(value=0.0, reference=Reference.AGL)
UNLIMITED = Level(value=math.inf, reference=Reference.AMSL)


@dataclass(frozen=True, kw_only=True)
class Limit:
    """A lower or upper limit: one level, or several of which the higher (`max`) or lower (`min`) counts.

    A limit without levels is unknown: it is kept with its text and answers nothing.
    """

    levels: tuple[Level, ...] = ()
    join: Join = "max"
    text: str = ""
    """The limit as its source wrote it."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "levels", tuple(self.levels))
        if self.join not in ("max", "min"):
            raise ValidationError(Message("a limit joins its levels by max or min, not {join!r}", join=self.join))
        for level in self.levels:
            if not isinstance(level, Level):
                raise ValidationError(f"a limit is made of Level values, not {level!r}")

    @property
    def is_known(self) -> bool:
        """Whether the limit says a height at all."""
        return bool(self.levels)

    @classmethod
    def of(cls, value: float, reference: Reference | str, text: str = "") -> Limit:
        """Make a limit of one level, `value` in metres."""
        return cls(levels=(Level(value=value, reference=Reference(reference)),), text=text)

    @classmethod
    def from_text(cls, text: str) -> Limit:
        """Read a limit as charts and files write it (`FL 100`, `1000ft GND`, `3500 MSL`, `GND`, `UNL`, …).

        A number without a unit is feet, feet without a reference are above mean sea level (OpenAir's rule);
        two levels joined by a slash or a comma form a compound limit of which the higher counts.
        Text that says no height (`NOTAM`, `ask`) gives an unknown limit that keeps the text.
        """
        original = text.strip()
        if len(original) > _LONGEST_TEXT:
            return cls(text=original[:_LONGEST_TEXT])
        plain = _THOUSANDS.sub(lambda match: re.sub(r"[,'’]", "", match[0]), original)
        lower = _WHICHEVER_LOWER.search(plain) is not None
        parts = [part.strip() for part in _JOINTS.split(_WHICHEVER.sub(" ", plain)) if part.strip()]
        levels = [_level_from_text(part) for part in _with_shared_words(parts)]
        found = tuple(level for level in levels if level is not None)
        if not found or len(found) < len(levels) or len(levels) > _MOST_LEVELS:
            found = ()
        return cls(levels=found, join="min" if lower else "max", text=original)

    def to_record(self) -> dict[str, Any]:
        """Return plain values for storage; infinity is the word `unlimited`."""
        return {
            "levels": [
                {"value": "unlimited" if level.is_unlimited else level.value, "reference": str(level.reference)}
                for level in self.levels
            ],
            "join": self.join,
            "text": self.text,
        }

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Limit:
        """Read `to_record`'s values back."""
        levels = tuple(
            Level(
                value=math.inf if entry["value"] == "unlimited" else float(entry["value"]),
                reference=Reference(entry["reference"]),
            )
            for entry in record["levels"]
        )
        return cls(levels=levels, join=record["join"], text=record["text"])

    def __str__(self) -> str:
        if not self.levels:
            return self.text or "?"
        word = " / " if self.join == "max" else " or lower "
        return word.join(str(level) for level in self.levels)


UNKNOWN_LIMIT = Limit()

_LONGEST_TEXT = 500
_MOST_LEVELS = 2
_NUMBER = r"(?P<number>[+-]?\d{1,9}(?:[.,]\d{1,9})?)"
_REFERENCE_WORDS = "AGL|GND|SFC|ASFC|AMSL|MSL|ALT|QNH|STD|QNE"
_THOUSANDS = re.compile(r"(?<![\d.,'’])\d{1,3}(?:[,'’]\d{3})+(?![\d.,'’])")
"""A comma or an apostrophe before three digits parts thousands: `4,500 ft`, `4'500 ft`."""

_UNCLEAR_NUMBER = re.compile(r"^[1-9]\d{0,2}\.\d{3}$")
"""`4.500 ft` is 4,500 ft where the point parts thousands, and no limit where it parts decimals."""

_WHICHEVER = re.compile(
    r"[,;(]?\s*\b(?:whichever|whatever)\s+is\s+(?:the\s+)?\w+\)?|\b(?:lesser|greater)\s+of\b", re.IGNORECASE
)
_WHICHEVER_LOWER = re.compile(
    r"\b(?:whichever|whatever)\s+is\s+(?:the\s+)?(?:lower|lowest|less)\b|\blesser\b", re.IGNORECASE
)
_JOINTS = re.compile(r"\s*(?:/|,(?!\d)|;|\bor\b|\boder\b|\band\b)\s*", re.IGNORECASE)
_FLIGHT_LEVEL = re.compile(rf"^(?:FL|F(?=\d))\s*{_NUMBER}$", re.IGNORECASE)
_HEIGHT = re.compile(
    rf"^{_NUMBER}\s*(?P<unit>ft|feet|f|metres?|meters?|m)?\.?\s*(?P<reference>{_REFERENCE_WORDS}|)$", re.IGNORECASE
)
_REFERENCE_BEFORE_UNIT = re.compile(
    rf"^{_NUMBER}\s*(?P<reference>{_REFERENCE_WORDS})\s*(?P<unit>ft|feet|m)$", re.IGNORECASE
)
_REFERENCE_FIRST = re.compile(rf"^(?P<reference>{_REFERENCE_WORDS})\s*(?P<rest>[+-]?\d.*)$", re.IGNORECASE)
_TRAILING_UNIT = re.compile(r"\s+(?:FT|FEET|M)$")
_WORDS_ONLY = re.compile(r"^(?P<words>[a-z]+(?:\s+[a-z]+)?)$", re.IGNORECASE)
_NUMBER_ONLY = re.compile(r"^[+-]?\d+(?:[.,]\d+)?$")
_NUMBER_AND_WORDS = re.compile(
    r"^(?P<number>[+-]?[\d.,]+)\s*(?P<unit>ft|feet|m)?\s*(?P<reference>[a-z]+)$", re.IGNORECASE
)
_SURFACE_WORDS = {"GND", "SFC", "SURFACE", "GROUND", "0"}
_UNLIMITED_WORDS = {"UNL", "UNLIM", "UNLIMITED", "UNLTD", "UNLD", "FL UNL"}
_REFERENCES = {
    "": Reference.AMSL,
    "AMSL": Reference.AMSL,
    "MSL": Reference.AMSL,
    "ALT": Reference.AMSL,
    "QNH": Reference.AMSL,
    "AGL": Reference.AGL,
    "GND": Reference.AGL,
    "SFC": Reference.AGL,
    "ASFC": Reference.AGL,
    "STD": Reference.PRESSURE,
    "QNE": Reference.PRESSURE,
}


def _level_from_text(text: str) -> Level | None:
    """Read one level; None where the text says no height."""
    word = " ".join(text.strip().strip(".").upper().split())
    bare = _TRAILING_UNIT.sub("", word)
    if bare in _SURFACE_WORDS:
        return SURFACE
    if bare in _UNLIMITED_WORDS:
        return UNLIMITED
    if match := _FLIGHT_LEVEL.match(word):
        return Level(value=_feet(float(match["number"].replace(",", ".")) * 100.0), reference=Reference.PRESSURE)
    if match := _REFERENCE_FIRST.match(word):
        word = f"{match['rest'].strip()} {match['reference']}"
    match = _REFERENCE_BEFORE_UNIT.match(word) or _HEIGHT.match(word)
    if match is None:
        return None
    reference = _REFERENCES[match["reference"].upper()]
    number = float(match["number"].replace(",", "."))
    metric = (match["unit"] or "").upper().startswith("M")
    if not metric and _UNCLEAR_NUMBER.match(match["number"]):
        return None
    return Level(value=number if metric else _feet(number), reference=reference)


def _with_shared_words(parts: list[str]) -> list[str]:
    """Give bare numbers the words of their neighbour: `1000/3500 ft AGL/AMSL`, `1000/3500 ft AMSL`.

    The references are dealt out in order; compound limits in OpenAir files are written so.
    """
    numbers = [part for part in parts if _NUMBER_ONLY.match(part)]
    if len(parts) == 3 and numbers == parts[:1] and _WORDS_ONLY.match(parts[2]):
        second = _NUMBER_AND_WORDS.match(parts[1])
        if second is not None:
            unit = second["unit"] or "ft"
            return [f"{parts[0]} {unit} {second['reference']}", f"{second['number']} {unit} {parts[2]}"]
    return parts


def _feet(feet: float) -> float:
    return float(feet_to_metres(feet))
