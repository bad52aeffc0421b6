"""How a file's stored numbers become metres: their unit, and which of them mean that nothing is known.

Decisions: what the user names counts more than the file's unit, that more than its coordinate reference system's. A
declared value for missing data is the only one; where none is declared, the values that files are filled with for want
of one are taken as missing, and so is all that lies deeper than any sea. 0 is an elevation unless it is declared.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from lagebild.errors import ValidationError
from lagebild.messages import Message
from lagebild.readers.files import Ledger
from lagebild.readers.terrain_crs import VerticalAxis
from lagebild.units import METRES_PER_FOOT

__all__ = ["DEEPEST", "StoredValues", "metres_factor", "missing_values"]

_US_SURVEY_FOOT = 1200.0 / 3937.0
"""NIST SP 811, appendix B."""

_UNITS = {
    "": 1.0,
    "m": 1.0,
    "metre": 1.0,
    "metres": 1.0,
    "meter": 1.0,
    "meters": 1.0,
    "ft": METRES_PER_FOOT,
    "foot": METRES_PER_FOOT,
    "feet": METRES_PER_FOOT,
    "us survey foot": _US_SURVEY_FOOT,
    "us-ft": _US_SURVEY_FOOT,
    "ftus": _US_SURVEY_FOOT,
}
_IMPOSSIBLE = {
    "i": (-32768.0, -32767.0, -9999.0),
    "u": (65535.0,),
    "f": (-32768.0, -32767.0, -9999.0),
}
"""Values that no ground has, by kind of number; for files that declare no value for missing data."""

DEEPEST = -12_000.0
"""Metres; the deepest sea floor known lies at -10,935 m. Lossy compression smears voids to values nearby."""

_HIGHEST = 100_000.0
_EPSILON = 1e-9


@dataclass(frozen=True, kw_only=True)
class StoredValues:
    """How a file's stored numbers become metres."""

    missing: tuple[float, ...]
    """Stored numbers that mean that nothing is known."""

    possible: tuple[float, float] | None = None
    """Metres within which an elevation can lie, where the file declares no value for missing data."""

    masked: bool = False
    """Whether the file has a mask besides."""

    signed: bool = False
    """Whether unsigned 16-bit numbers are signed ones in truth."""

    scale: float = 1.0
    offset: float = 0.0


def missing_values(
    declared: float | None, kind: str, ledger: Ledger
) -> tuple[tuple[float, ...], tuple[float, float] | None]:
    """Return which stored numbers mean that nothing is known, and within which metres elevations are believed.

    `declared` is the file's own value (NaN counts as declared), `kind` numpy's letter for the kind of number.
    """
    if declared is None:
        missing = _IMPOSSIBLE[kind]
        shown = ", ".join(f"{value:.0f}" for value in missing)
        ledger.note(Message("no value for missing data is declared; {values} were taken as such", values=shown))
        return missing, (DEEPEST, _HIGHEST)
    if declared == 0.0:
        ledger.note(Message("the file declares 0 as missing data; where the sea is 0 m, it is unknown too"))
    return (() if math.isnan(declared) else (float(declared),)), None


def metres_factor(stated: str, given: str | None, axis: VerticalAxis | None, place: str, ledger: Ledger) -> float:
    """Return the factor from a file's unit to metres; refuses what is no length.

    `stated` is what the file says of its values, empty where nothing; `given` is the user's option.
    """
    stated = stated.strip()
    if given is not None:
        if stated and stated.lower() != given.lower():
            ledger.note(
                Message("the file states the unit {stated}; {given} was used, as asked", stated=stated, given=given)
            )
        stated = given
    if stated or axis is None:
        factor = _UNITS.get(stated.lower())
        if factor is None:
            raise ValidationError(
                Message(
                    "{place} gives its values in {stated!r:.80}; elevations in metres or feet are needed",
                    place=place,
                    stated=stated,
                )
            )
        if factor != 1.0:
            ledger.note(Message("elevations are in {unit}; they were turned into metres", unit=stated))
        return factor
    if abs(axis.metres_per_unit - 1.0) > _EPSILON:
        ledger.note(
            Message(
                "elevations are in {unit} (by the vertical coordinate system); they were turned into metres",
                unit=axis.unit,
            )
        )
    return axis.metres_per_unit
