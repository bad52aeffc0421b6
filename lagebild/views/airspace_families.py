"""Which kind of airspace it is, for its colour: the same table as the map's (`frontend/src/airspaces/families.ts`)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = ["families", "family_colour", "family_of"]

_CLASSES = {"A": "control-area", "B": "control-area", "C": "class-c", "D": "class-d"} | dict.fromkeys(
    "EFG", "class-efg"
)


@cache
def _table() -> Mapping[str, Any]:
    table: Mapping[str, Any] = json.loads((files("lagebild.views") / "airspace_families.json").read_text("utf-8"))
    return table


def families() -> tuple[str, ...]:
    """Return the names of all families, in the order of the legend."""
    return tuple(_table()["families"])


def family_of(kind: str, icao_class: str) -> str:
    """Return the family of a type and an ICAO class as sources write them, empty where there is none.

    The type decides; where it says nothing but a class, the class does. `D` as a type is class D, as OpenAir has it.
    """
    name = kind.strip().upper().replace("_", " ")
    for pattern, family in _table()["by_type"]:
        if re.search(pattern, name):
            return str(family)
    letter = re.sub(r"^CLASS\s*", "", icao_class.strip().upper() or name)
    return _CLASSES.get(letter, "unknown")


def family_colour(family: str, theme: str) -> str:
    """Return the colour of a family on `light` or `dark` ground, as CSS writes it."""
    red, green, blue = _table()["families"][family][theme]
    return f"#{red:02x}{green:02x}{blue:02x}"
